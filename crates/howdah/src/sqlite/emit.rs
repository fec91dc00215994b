//! SQL text for SQLite: the one place where a name becomes part of a statement.

use std::borrow::Cow;

/// A name as a quoted identifier: always in double quotes, a double quote inside doubled, so that no name is ever
/// read as a keyword, a number or SQL (<https://sqlite.org/lang_keywords.html>). An empty name is `""`.
///
/// Write it only where SQLite can read nothing but an identifier (`FROM "t"`, `t."c"`): a bare `"c"` in an expression
/// that names no column would be read as a string (<https://sqlite.org/quirks.html#dblquote>).
pub fn ident(name: &str) -> String {
    let mut quoted = String::with_capacity(name.len() + 2);
    push_ident(&mut quoted, name);
    quoted
}

/// Appends [`ident`] to a statement.
pub fn push_ident(sql: &mut String, name: &str) {
    sql.push('"');
    for character in name.chars() {
        if character == '"' {
            sql.push('"');
        }
        sql.push(character);
    }
    sql.push('"');
}

/// A text as a string literal. A NUL cannot stand in SQL text; such texts are bound as parameters instead.
pub fn literal(text: &str) -> String {
    let doubled: Cow<'_, str> =
        if text.contains('\'') { Cow::Owned(text.replace('\'', "''")) } else { Cow::Borrowed(text) };
    format!("'{doubled}'")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_becomes_one_identifier() {
        let connection = rusqlite::Connection::open_in_memory().unwrap();
        for name in
            ["plain", "select", "", "a\"b", "a.b", "[x]", "`", "'", "a;b--", "😀", "1st", "a\\\"b", " "]
        {
            let (table, column) = (ident(name), ident(name));
            connection.execute_batch(&format!("CREATE TABLE {table}({column} TEXT DEFAULT 'x')")).unwrap();
            let found: (String, String) = connection
                .query_row(
                    "SELECT s.name, x.name FROM sqlite_schema s, pragma_table_xinfo(s.name) x",
                    [],
                    |row| Ok((row.get(0)?, row.get(1)?)),
                )
                .unwrap();
            assert_eq!(found, (name.to_owned(), name.to_owned()));
            connection.execute_batch(&format!("DROP TABLE {table}")).unwrap();
        }
    }

    #[test]
    fn a_literal_is_the_text_itself() {
        let connection = rusqlite::Connection::open_in_memory().unwrap();
        for text in ["", "it's", "''", "\\", "\"", "x\ny"] {
            let sql = format!("SELECT {}", literal(text));
            let read: String = connection.query_row(&sql, [], |row| row.get(0)).unwrap();
            assert_eq!(read, text);
        }
    }
}
