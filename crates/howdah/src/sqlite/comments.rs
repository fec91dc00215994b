//! Comments of a declaration, and what each of them is about.
//!
//! SQLite keeps a declaration's text from the object's name to its last token
//! (<https://sqlite.org/schematab.html#interpretation_of_the_schema_table>), so the comments between are still there. A
//! comment behind a column, on the same line, is about that column; one on lines of its own is about the column that
//! follows. What stands around the name, behind the opening parenthesis at the line's end, or behind the last column is
//! about the table. A comment on a table constraint is about no column and is left to the text.

use super::parse::{Reader, TABLE_CONSTRAINTS};
use std::ops::Range;

/// The comments of a `CREATE TABLE`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TableComments {
    /// What is said of the table.
    pub table: Option<String>,
    /// What is said of columns: name and comment, in the order of the columns.
    pub columns: Vec<(String, String)>,
}

/// The comments of a `CREATE TABLE`; none where the text has not that form.
pub fn of_table(sql: &str) -> TableComments {
    let mut walk = Walk::default();
    walk.table(sql);
    let table = joined(walk.said.iter().filter(|(about, _)| *about == About::Whole).map(|(_, text)| text));
    let columns = walk.items.iter().enumerate().filter_map(|(at, name)| {
        let about = About::Item(at);
        let said = walk.said.iter().filter(|(other, _)| *other == about).map(|(_, text)| text);
        Some((name.clone()?, joined(said)?))
    });
    TableComments { table, columns: columns.collect() }
}

/// The comments of a `CREATE VIEW` in front of its SELECT.
pub fn of_view(sql: &str) -> Option<String> {
    in_front_of_body(sql, "VIEW", "AS")
}

/// The comments of a `CREATE TRIGGER` in front of its first statement.
pub fn of_trigger(sql: &str) -> Option<String> {
    in_front_of_body(sql, "TRIGGER", "BEGIN")
}

fn in_front_of_body(sql: &str, kind: &str, last: &str) -> Option<String> {
    let mut reader = Reader::new(sql);
    reader.until_word(kind)?;
    let mut said = Vec::new();
    let mut ends = false;
    loop {
        let from = reader.position();
        let token = reader.next()?;
        said.extend(comments(sql, from..token.start).into_iter().filter_map(|comment| comment.text(sql)));
        if ends {
            return joined(said.iter());
        }
        ends = token.is(last);
    }
}

fn joined<'t>(texts: impl Iterator<Item = &'t String>) -> Option<String> {
    let texts: Vec<&str> = texts.map(String::as_str).collect();
    (!texts.is_empty()).then(|| texts.join("\n"))
}

/// What a comment is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum About {
    Whole,
    /// A column or a constraint, by its place between the commas.
    Item(usize),
}

/// Where in a declaration a comment stands: behind which token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Behind {
    /// The name, or the end of the columns.
    Head,
    /// The parenthesis in front of the columns.
    Open,
    /// A comma between columns.
    Comma,
    /// A token of a column or constraint.
    Item,
}

#[derive(Debug, Default)]
struct Walk {
    /// Columns by name; `None`: a constraint of the table.
    items: Vec<Option<String>>,
    said: Vec<(About, String)>,
}

impl Walk {
    fn table(&mut self, sql: &str) -> Option<()> {
        let mut reader = Reader::new(sql);
        reader.until_word("TABLE")?;
        reader.object_name()?;
        let (mut behind, mut depth) = (Behind::Head, 0usize);
        let mut was_closed = false;
        loop {
            let from = reader.position();
            let token = reader.next();
            let next = token.map_or("", |token| if token.quote.is_none() { token.text } else { "\"" });
            let to = token.map_or(sql.len(), |token| token.start);
            self.gap(sql, from..to, behind, if depth == 1 { next } else { "" });
            let token = token?;
            match next {
                "(" => depth += 1,
                ")" => depth = depth.saturating_sub(1),
                _ => {}
            }
            behind = match (depth, next) {
                (0, _) => {
                    was_closed |= next == ")";
                    Behind::Head
                }
                _ if was_closed => Behind::Head,
                (1, "(") => Behind::Open,
                (1, ",") => Behind::Comma,
                _ => {
                    if behind != Behind::Item {
                        self.items.push((!token.is_any(TABLE_CONSTRAINTS)).then(|| token.unquoted()));
                    }
                    Behind::Item
                }
            };
        }
    }

    /// Takes the comments between two tokens.
    fn gap(&mut self, sql: &str, gap: Range<usize>, behind: Behind, next: &str) {
        let found = comments(sql, gap.clone());
        let newlines = |range: Range<usize>| sql[range].matches('\n').count();
        let mut before: Option<(About, usize)> = None;
        for (at, comment) in found.iter().enumerate() {
            let following = found.get(at + 1).map_or(gap.end, |next| next.range.start);
            let own_line = sql[gap.start..comment.range.start].contains('\n');
            let ends_line = newlines(comment.range.end..following) > 0;
            let column = comment.range.start - sql[..comment.range.start].rfind('\n').map_or(0, |at| at + 1);
            let upcoming = if next == ")" { About::Whole } else { About::Item(self.items.len()) };
            let present = About::Item(self.items.len().saturating_sub(1));
            // The lines below a comment at a line's end that begin where it begins go on with it.
            let goes_on = before.filter(|(_, start)| own_line && *start == column).map(|(about, _)| about);
            let set_apart = || {
                let ends = found[at..].iter().map(|comment| comment.range.end);
                let starts = found[at + 1..].iter().map(|comment| comment.range.start).chain([gap.end]);
                ends.zip(starts).any(|(end, start)| newlines(end..start) > 1)
            };
            let about = match behind {
                Behind::Head => About::Whole,
                _ if goes_on.is_some() => goes_on.unwrap_or(About::Whole),
                Behind::Open if (!own_line && ends_line) || set_apart() => About::Whole,
                Behind::Comma if !own_line && ends_line => present,
                Behind::Open | Behind::Comma => upcoming,
                Behind::Item if own_line && matches!(next, "," | ")") => {
                    if next == "," {
                        About::Item(self.items.len())
                    } else {
                        About::Whole
                    }
                }
                Behind::Item => present,
            };
            before = (!own_line || goes_on.is_some()).then_some((about, column));
            if let Some(text) = comment.text(sql) {
                self.said.push((about, text));
            }
        }
    }
}

/// A comment, its marks included.
#[derive(Debug, Clone)]
struct Comment {
    range: Range<usize>,
}

impl Comment {
    /// What it says; `None` for lines that only draw.
    fn text(&self, sql: &str) -> Option<String> {
        let whole = &sql[self.range.clone()];
        let lines: Vec<&str> = match whole.strip_prefix("/*") {
            Some(inner) => {
                let inner = inner.strip_suffix("*/").unwrap_or(inner);
                inner.lines().map(|line| line.trim().trim_start_matches('*').trim()).collect()
            }
            None => vec![whole.trim_start_matches('-').trim()],
        };
        let draws = |line: &str| line.chars().all(|char| "-=*#_~+/. \t".contains(char));
        let first = lines.iter().position(|line| !draws(line))?;
        let last = lines.iter().rposition(|line| !draws(line))?;
        // PostgreSQL's text holds no NUL (https://www.postgresql.org/docs/current/datatype-character.html).
        Some(lines[first..=last].join("\n").replace('\0', ""))
    }
}

/// The comments in a stretch that holds nothing else but blanks (<https://sqlite.org/lang_comment.html>).
fn comments(sql: &str, gap: Range<usize>) -> Vec<Comment> {
    let mut found = Vec::new();
    let mut at = gap.start;
    while let Some(rest) = sql.get(at..gap.end).filter(|rest| !rest.is_empty()) {
        let length = if rest.starts_with("--") {
            rest.find('\n').unwrap_or(rest.len())
        } else if let Some(inner) = rest.strip_prefix("/*") {
            inner.find("*/").map_or(rest.len(), |end| end + 4)
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
            continue;
        };
        found.push(Comment { range: at..at + length });
        at += length;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(sql: &str) -> Vec<(String, String)> {
        of_table(sql).columns
    }

    fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
        expected.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
    }

    #[test]
    fn a_comment_behind_a_column_is_about_it() {
        let sql = "CREATE TABLE t (\n id INTEGER, -- the number\n a TEXT /* inside */ NOT NULL, /* behind */\n \
                   b INT -- last, no comma\n)";
        let expected = [("id", "the number"), ("a", "inside\nbehind"), ("b", "last, no comma")];
        assert_eq!(columns(sql), pairs(&expected));
        assert_eq!(of_table(sql).table, None);
    }

    #[test]
    fn a_comment_on_lines_of_its_own_is_about_the_next_column() {
        let sql = "CREATE TABLE t (\n -- first\n id INTEGER,\n /*\n  * two\n  * lines\n  */\n a TEXT\n -- of b\n , b INT)";
        assert_eq!(columns(sql), pairs(&[("id", "first"), ("a", "two\nlines"), ("b", "of b")]));
        let one_line = "CREATE TABLE t (/* x */ a, /* y */ b)";
        assert_eq!(columns(one_line), pairs(&[("a", "x"), ("b", "y")]));
    }

    #[test]
    fn lines_below_that_begin_alike_go_on() {
        let sql = "CREATE TABLE t (\n a INT, -- one\n        -- two\n -- of b\n b INT)";
        assert_eq!(columns(sql), pairs(&[("a", "one\ntwo"), ("b", "of b")]));
    }

    #[test]
    fn what_is_about_the_table() {
        let sql = "CREATE TABLE t -- all\n ( -- things\n -- of old\n\n -- the id\n id INTEGER,\n \
                   -- named\n UNIQUE (id) -- twice\n -- the end\n ) /* options */ STRICT";
        let found = of_table(sql);
        assert_eq!(found.table.as_deref(), Some("all\nthings\nof old\nthe end\noptions"));
        assert_eq!(found.columns, pairs(&[("id", "the id")]));
    }

    #[test]
    fn quoted_names_strings_and_lines_that_draw_are_no_comments() {
        let sql = "CREATE TABLE \"-- t\" (\n -- -------\n \"/* a */\" TEXT DEFAULT '-- no', --=====\n [b--] INT CHECK ([b--] > (1 -- yes\n)))";
        assert_eq!(columns(sql), pairs(&[("b--", "yes")]));
    }

    #[test]
    fn views_and_triggers_keep_what_stands_in_front() {
        assert_eq!(
            of_view("CREATE VIEW v -- one\n AS -- two\n SELECT 1 -- not this").as_deref(),
            Some("one\ntwo")
        );
        assert_eq!(of_view("CREATE VIEW v AS SELECT 1"), None);
        let trigger = "CREATE TRIGGER g AFTER INSERT ON t -- why\nBEGIN /* how */ SELECT 1; END";
        assert_eq!(of_trigger(trigger).as_deref(), Some("why\nhow"));
    }

    #[test]
    fn no_text_stops_the_reader() {
        for sql in [
            "",
            "CREATE TABLE",
            "CREATE TABLE t",
            "CREATE TABLE t(",
            "CREATE TABLE t(a /* ",
            "CREATE TABLE t(a,)) --",
            "CREATE TABLE é(ü -- ö",
        ] {
            of_table(sql);
            of_view(sql);
            of_trigger(sql);
        }
        assert_eq!(columns("CREATE TABLE é(ü -- ö"), pairs(&[("ü", "ö")]));
    }
}
