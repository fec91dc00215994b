//! What a column of each type is declared as in the file: type, collation, CHECK.

use super::catalog::{Column, Kind, Table, quoted};
use super::file::{Declared, File};
use super::{Answer, Options};

/// Compares what each column is declared as; `textual` says which columns of numbers must be TEXT for their values.
pub(super) fn declarations(
    file: &File,
    table: &Table,
    declared: &[Declared],
    textual: &[bool],
    options: &Options,
    answer: &mut Answer,
) {
    let sql = plain(&file.sql(&table.name)).to_lowercase();
    for ((column, found), textual) in table.columns.iter().zip(declared).zip(textual) {
        let place = format!("{}, column {:?}", table.place(), column.original);
        let expected = expected(column, *textual, options.strict);
        // A generated column's type is what stands before GENERATED.
        let written: String = found.declared.split_whitespace().collect();
        if !expected
            .iter()
            .any(|one| *one == written || (one == "NUMERIC*" && written.starts_with("NUMERIC")))
        {
            answer.no(format!("{place}: declared {:?}, expected {}", found.declared, expected.join(" or ")));
        }
        let collations: &[&str] = match &column.kind {
            Kind::Char(Some(_)) => &["RTRIM"],
            Kind::Char(None) => &["RTRIM", "BINARY"],
            Kind::Citext => &["NOCASE"],
            _ => &["BINARY"],
        };
        if !collations.iter().any(|one| one.eq_ignore_ascii_case(&found.collation)) {
            answer.no(format!(
                "{place}: collation {}, expected {}",
                found.collation,
                collations.join(" or ")
            ));
        }
        // Nobody computes a tsvector in SQLite, so that a new row has none.
        if column.not_null
            && !found.not_null
            && !column.base.ends_with("tsvector")
            && table.rowid().is_none_or(|at| table.columns[at].number != column.number)
        {
            answer.no(format!("{place}: NOT NULL is missing"));
        }
        if found.not_null && !column.not_null && !column.domain {
            answer.no(format!("{place}: NOT NULL in the file only"));
        }
        if let Some(wanted) = check(column) {
            let said = |name: String| {
                let name: String = name.to_lowercase();
                sql.contains(&wanted.replace('\u{1}', &name).to_lowercase())
            };
            if !said(quoted(&column.name)) && !said(column.name.clone()) {
                let wanted = wanted.replace('\u{1}', &column.name);
                answer.no(format!("{place}: no CHECK ({wanted}) in the declaration"));
            }
        }
    }
}

/// Declarations without spaces; any of them will do.
pub(super) fn expected(column: &Column, textual: bool, strict: bool) -> Vec<String> {
    let text = |word: &str| vec![(if strict { "TEXT" } else { word }).to_owned()];
    let words = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect();
    match &column.kind {
        _ if textual => text("TEXT"),
        Kind::Integer => words(&["INTEGER"]),
        Kind::Boolean => words(&[if strict { "INTEGER" } else { "BOOLEAN" }]),
        Kind::Real | Kind::Double => words(&["REAL"]),
        Kind::Numeric(_) | Kind::Money if strict => words(&["ANY"]),
        Kind::Numeric(None) => words(&["NUMERIC"]),
        Kind::Numeric(Some((precision, 0))) => {
            vec![format!("NUMERIC({precision},0)"), format!("NUMERIC({precision})")]
        }
        Kind::Numeric(Some((precision, scale))) => vec![format!("NUMERIC({precision},{scale})")],
        Kind::Money => words(&["NUMERIC*"]),
        Kind::Varchar(Some(length)) => text(&format!("VARCHAR({length})")),
        Kind::Varchar(None) if !strict => words(&["VARCHAR", "TEXT"]),
        Kind::Char(Some(length)) => text(&format!("CHAR({length})")),
        Kind::Char(None) if !strict => words(&["CHAR", "TEXT"]),
        Kind::Bytea => words(&["BLOB"]),
        Kind::Uuid => text("CHAR(36)"),
        Kind::Date => text("DATE"),
        Kind::Time => text("TIME"),
        Kind::Timestamp | Kind::TimestampTz => text("DATETIME"),
        _ => text("TEXT"),
    }
}

/// What the CHECK says, without spaces; U+0001 stands for the column.
pub(super) fn check(column: &Column) -> Option<String> {
    match &column.kind {
        Kind::Boolean => Some("\u{1}IN(0,1)".to_owned()),
        Kind::Json => Some("json_valid(\u{1}".to_owned()),
        Kind::Enum(labels) if !labels.is_empty() => {
            let labels: Vec<String> =
                labels.iter().map(|label| format!("'{}'", label.replace('\'', "''"))).collect();
            Some(format!("\u{1}IN({})", labels.join(",")))
        }
        _ => None,
    }
}

/// SQL without comments, and without white space outside of quotes.
/// <https://sqlite.org/lang_comment.html>
pub(super) fn plain(sql: &str) -> String {
    let mut out = String::new();
    let mut rest = sql;
    while let Some(first) = rest.chars().next() {
        let length = if rest.starts_with("--") {
            rest.find('\n').unwrap_or(rest.len())
        } else if let Some(inner) = rest.strip_prefix("/*") {
            inner.find("*/").map_or(rest.len(), |at| at + 4)
        } else if let Some(end) = [('\'', '\''), ('"', '"'), ('`', '`'), ('[', ']')]
            .iter()
            .find_map(|(begin, end)| (*begin == first).then_some(*end))
        {
            // A doubled quote closes and opens again, which gives the same text.
            let length = rest[1..].find(end).map_or(rest.len(), |at| at + 1 + end.len_utf8());
            out.push_str(&rest[..length]);
            length
        } else {
            if !first.is_whitespace() {
                out.push(first);
            }
            first.len_utf8()
        };
        rest = &rest[length..];
    }
    out
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn sql_loses_comments_and_spaces_but_not_those_in_quotes() {
        let sql = "CREATE TABLE \"a --b\" -- it's\n (c  TEXT /* 'x' */ CHECK (c IN ('d''  e', '/*')))";
        assert_eq!(plain(sql), "CREATETABLE\"a --b\"(cTEXTCHECK(cIN('d''  e','/*')))");
    }
}
