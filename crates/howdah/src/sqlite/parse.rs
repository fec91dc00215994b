//! What only the text of a declaration says: constraint names, CHECKs, expressions, ON CONFLICT, DEFERRABLE.
//!
//! SQLite has accepted the text already, so this reads clauses, not expressions: a token tells where a clause begins
//! and where its parentheses end, and the expression between is handed on verbatim. So nothing here can fail on an
//! expression that it does not know, and no formatting of ours stands between the application's text and the plan.
//! Everything that a pragma says too is taken from the pragma; see [`super::inspect`].

use crate::catalog::schema::Check;

/// What a `CREATE TABLE` says beyond the pragmas (<https://sqlite.org/lang_createtable.html>).
#[derive(Debug, Default, PartialEq, Eq)]
pub struct TableText {
    /// Columns in order.
    pub columns: Vec<ColumnText>,
    /// The primary key, wherever it is declared.
    pub primary_key: Option<KeyText>,
    /// UNIQUE constraints in order, of columns and of the table.
    pub uniques: Vec<KeyText>,
    /// Foreign keys in order.
    pub foreign_keys: Vec<ForeignKeyText>,
    /// CHECK constraints in order.
    pub checks: Vec<Check>,
}

/// A column's clauses.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct ColumnText {
    /// Name.
    pub name: String,
    /// The expression of a generated column, without its parentheses.
    pub generated: Option<String>,
    /// The word behind NOT NULL ON CONFLICT, upper case.
    pub not_null_conflict: Option<String>,
}

/// A primary key or unique constraint.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct KeyText {
    /// The constraint's name.
    pub name: Option<String>,
    /// Names of its columns in key order.
    pub columns: Vec<String>,
    /// `REPLACE`, `IGNORE`, `FAIL`, `ABORT` or `ROLLBACK`, upper case.
    pub on_conflict: Option<String>,
}

/// A foreign key.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct ForeignKeyText {
    /// The constraint's name.
    pub name: Option<String>,
    /// Names of the child columns.
    pub columns: Vec<String>,
    /// The parent table.
    pub parent: String,
    /// DEFERRABLE.
    pub deferrable: bool,
    /// INITIALLY DEFERRED.
    pub initially_deferred: bool,
}

/// What a `CREATE INDEX` says beyond the pragmas (<https://sqlite.org/lang_createindex.html>).
#[derive(Debug, Default, PartialEq, Eq)]
pub struct IndexText {
    /// The parts in order, verbatim, without COLLATE, ASC and DESC.
    pub parts: Vec<String>,
    /// The predicate of a partial index.
    pub predicate: Option<String>,
}

/// Reads a `CREATE TABLE`; `None` when the text has not that form.
pub fn table(sql: &str) -> Option<TableText> {
    let mut reader = Reader::new(sql);
    reader.until_word("TABLE")?;
    reader.object_name()?;
    let mut body = reader.group()?;
    let mut text = TableText::default();
    while !body.at_end() {
        if !body.table_constraint(&mut text)? {
            body.column(&mut text)?;
        }
        body.punct(b',');
    }
    Some(text)
}

/// Reads a `CREATE INDEX`; `None` when the text has not that form.
pub fn index(sql: &str) -> Option<IndexText> {
    let mut reader = Reader::new(sql);
    reader.until_word("INDEX")?;
    reader.object_name()?;
    reader.word("ON").then_some(())?;
    reader.next()?;
    let mut body = reader.group()?;
    let mut text = IndexText::default();
    while !body.at_end() {
        text.parts.push(body.index_part()?);
        body.punct(b',');
    }
    if reader.word("WHERE") {
        text.predicate = reader.rest();
    }
    Some(text)
}

/// Reads the module of a `CREATE VIRTUAL TABLE` (<https://sqlite.org/lang_createvtab.html>), lower case; `None` when
/// the text declares something else. So a table is known as virtual even where its module is missing.
pub fn virtual_module(sql: &str) -> Option<String> {
    let mut reader = Reader::new(sql);
    (reader.word("CREATE") && reader.word("VIRTUAL") && reader.word("TABLE")).then_some(())?;
    reader.object_name()?;
    reader.word("USING").then_some(())?;
    Some(reader.name()?.to_ascii_lowercase())
}

/// Reads the arguments of a `CREATE VIRTUAL TABLE … USING module(…)` as the module gets them: cut at commas, blanks
/// around them taken off. Empty when there are none or the text has not that form.
pub fn virtual_arguments(sql: &str) -> Vec<String> {
    let mut reader = Reader::new(sql);
    let body = (|| {
        reader.until_word("USING")?;
        reader.name()?;
        reader.group()
    })();
    let Some(mut body) = body else { return Vec::new() };
    let (text, mut start, mut depth) = (body.text, 0, 0);
    let mut arguments = Vec::new();
    while let Some(token) = body.next() {
        match (token.quote, token.text) {
            (None, "(") => depth += 1,
            (None, ")") => depth -= 1,
            (None, ",") if depth == 0 => {
                arguments.push(text[start..token.start].trim().to_owned());
                start = body.at;
            }
            _ => {}
        }
    }
    arguments.push(text[start..].trim().to_owned());
    arguments.retain(|argument| !argument.is_empty());
    arguments
}

/// The tables that a trigger's statements write, in order (<https://sqlite.org/lang_createtrigger.html>); `None` when a
/// statement only reads, or when the text has not that form.
pub fn written_tables(sql: &str) -> Option<Vec<String>> {
    let mut reader = Reader::new(sql);
    reader.until_word("BEGIN")?;
    let mut written = Vec::new();
    loop {
        let verb = reader.next()?;
        if verb.is("END") {
            return (!written.is_empty()).then_some(written);
        }
        if !verb.is_any(&["INSERT", "REPLACE", "UPDATE", "DELETE"]) {
            return None;
        }
        if reader.word("OR") {
            reader.next()?;
        }
        if verb.is_any(&["INSERT", "REPLACE"]) {
            reader.word("INTO").then_some(())?;
        } else if verb.is("DELETE") {
            reader.word("FROM").then_some(())?;
        }
        written.push(reader.name()?);
        // A semicolon within a string or a quoted name is part of that token.
        while !reader.next()?.is(";") {}
    }
}

/// Names of the columns that an expression passes to `json_valid`, alone, as Django's and others' CHECKs do, or with
/// flags (<https://sqlite.org/json1.html#jvalid>).
pub fn json_valid_columns(expression: &str) -> Vec<String> {
    let mut reader = Reader::new(expression);
    let mut found = Vec::new();
    while let Some(token) = reader.next() {
        if !(token.quote.is_none() && token.text.eq_ignore_ascii_case("json_valid")) {
            continue;
        }
        let Some(mut argument) = reader.group() else { continue };
        if let Some(name) = argument.name()
            && (argument.at_end() || argument.punct(b','))
        {
            found.push(name);
        }
        // The argument may itself hold such a call; names within a longer argument are not looked for.
    }
    found
}

/// Names of the columns of which an expression reads a part by `json_extract(column, …)`, `column -> …` or
/// `column ->> …` (<https://sqlite.org/json1.html#jptr>).
pub fn json_path_columns(expression: &str) -> Vec<String> {
    let mut reader = Reader::new(expression);
    let mut found = Vec::new();
    while let Some(token) = reader.next() {
        let extracts = token.is("json_extract") || token.is("jsonb_extract");
        let mut ahead = reader;
        if extracts && ahead.punct(b'(') {
            if let Some(name) =
                ahead.next().filter(|name| name.quote.is_some() || is_word(name.text.as_bytes()[0]))
                && ahead.punct(b',')
            {
                found.push(name.unquoted());
            }
        } else if ahead.punct(b'-') && ahead.punct(b'>') && token.quote != Some(b'\'') {
            found.push(token.unquoted());
        }
    }
    found
}

/// A token and where it stands in the text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token<'a> {
    /// The text, quotes included.
    pub text: &'a str,
    /// The opening quote of a quoted name or string.
    pub quote: Option<u8>,
    pub start: usize,
}

impl Token<'_> {
    pub fn is(&self, word: &str) -> bool {
        self.quote.is_none() && self.text.eq_ignore_ascii_case(word)
    }

    pub fn is_any(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.is(word))
    }

    /// The name that the token stands for, its quotes taken off (<https://sqlite.org/lang_keywords.html>).
    pub fn unquoted(&self) -> String {
        let Some(quote) = self.quote else { return self.text.to_owned() };
        let inner = self.text.get(1..self.text.len().saturating_sub(1)).unwrap_or("");
        match quote {
            b'[' => inner.to_owned(),
            _ => {
                let quote = char::from(quote);
                inner.replace(&format!("{quote}{quote}"), &quote.to_string())
            }
        }
    }
}

/// Reads tokens of one stretch of text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
}

/// Words that end a column's type and begin one of its constraints. All but GENERATED are reserved, so a column's
/// type can hold them only in quotes; GENERATED as a type's word means nothing that is looked for here.
pub(super) const COLUMN_CONSTRAINTS: &[&str] = &[
    "CONSTRAINT",
    "PRIMARY",
    "NOT",
    "NULL",
    "UNIQUE",
    "CHECK",
    "DEFAULT",
    "COLLATE",
    "REFERENCES",
    "GENERATED",
    "AS",
    "DEFERRABLE",
    "ON",
];

/// Words that begin a constraint of the table where a column might stand.
pub(super) const TABLE_CONSTRAINTS: &[&str] = &["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"];

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Reader { text, at: 0 }
    }

    /// The next token (<https://sqlite.org/draft/tokenreq.html>). Whatever is not closed ends with the text.
    pub(super) fn next(&mut self) -> Option<Token<'a>> {
        self.at = self.blank_end();
        let bytes = self.text.as_bytes();
        let start = self.at;
        let first = *bytes.get(start)?;
        let quoted_from = match (first, bytes.get(start + 1)) {
            (b'x' | b'X', Some(b'\'')) => start + 1,
            _ => start,
        };
        let (end, quote) = match bytes[quoted_from] {
            quote @ (b'"' | b'`' | b'\'') => (closing(bytes, quoted_from, quote), Some(quote)),
            b'[' => {
                let close = bytes[start..].iter().position(|&byte| byte == b']');
                (close.map_or(bytes.len(), |close| start + close + 1), Some(b'['))
            }
            byte if is_word(byte) => {
                let length = bytes[start..].iter().position(|&byte| !is_word(byte));
                (length.map_or(bytes.len(), |length| start + length), None)
            }
            _ => (start + 1, None),
        };
        self.at = end;
        // A blob literal is no name.
        let quote = if quoted_from > start { None } else { quote };
        Some(Token { text: &self.text[start..end], quote, start })
    }

    /// Where the text goes on.
    pub fn position(&self) -> usize {
        self.at
    }

    pub(super) fn peek(&self) -> Option<Token<'a>> {
        let mut ahead = *self;
        ahead.next()
    }

    pub(super) fn at_end(&self) -> bool {
        self.peek().is_none()
    }

    /// Where blanks and comments end.
    pub(super) fn blank_end(&self) -> usize {
        let bytes = self.text.as_bytes();
        let mut at = self.at;
        loop {
            match bytes.get(at) {
                Some(b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c) => at += 1,
                Some(b'-') if bytes.get(at + 1) == Some(&b'-') => {
                    let line = bytes[at..].iter().position(|&byte| byte == b'\n');
                    at = line.map_or(bytes.len(), |line| at + line + 1);
                }
                Some(b'/') if bytes.get(at + 1) == Some(&b'*') => {
                    let close = self.text.get(at + 2..).and_then(|rest| rest.find("*/"));
                    at = close.map_or(bytes.len(), |close| at + 2 + close + 2);
                }
                _ => return at,
            }
        }
    }

    pub(super) fn word(&mut self, word: &str) -> bool {
        let found = self.peek().is_some_and(|token| token.is(word));
        if found {
            self.next();
        }
        found
    }

    pub(super) fn punct(&mut self, byte: u8) -> bool {
        let found = self.peek().is_some_and(|token| token.quote.is_none() && token.text.as_bytes() == [byte]);
        if found {
            self.next();
        }
        found
    }

    pub(super) fn until_word(&mut self, word: &str) -> Option<()> {
        loop {
            if self.next()?.is(word) {
                return Some(());
            }
        }
    }

    pub(super) fn name(&mut self) -> Option<String> {
        self.next().map(|token| token.unquoted())
    }

    /// `[IF NOT EXISTS] [schema.]name`.
    pub(super) fn object_name(&mut self) -> Option<String> {
        if self.word("IF") {
            (self.word("NOT") && self.word("EXISTS")).then_some(())?;
        }
        let name = self.name()?;
        if self.punct(b'.') { self.name() } else { Some(name) }
    }

    /// The stretch between the next token, an opening parenthesis, and the one that closes it.
    pub(super) fn group(&mut self) -> Option<Reader<'a>> {
        self.punct(b'(').then_some(())?;
        let start = self.at;
        let mut depth = 1;
        while let Some(token) = self.next() {
            match (token.quote, token.text) {
                (None, "(") => depth += 1,
                (None, ")") => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return Some(Reader::new(&self.text[start..token.start]));
            }
        }
        None
    }

    /// A parenthesised expression, verbatim without its parentheses.
    fn expression(&mut self) -> Option<String> {
        Some(self.group()?.text.trim().to_owned())
    }

    /// Everything that is left, without a final semicolon.
    fn rest(&mut self) -> Option<String> {
        let rest = self.text.get(self.at..)?.trim().trim_end_matches(';').trim_end();
        self.at = self.text.len();
        (!rest.is_empty()).then(|| rest.to_owned())
    }

    /// Skips COLLATE, ASC, DESC, AUTOINCREMENT up to the next comma and returns the names of a key's columns.
    fn key_columns(&mut self) -> Option<Vec<String>> {
        let mut body = self.group()?;
        let mut names = Vec::new();
        while !body.at_end() {
            names.push(body.name()?);
            while body.peek().is_some_and(|token| token.quote.is_some() || token.text != ",") {
                body.next();
            }
            body.punct(b',');
        }
        Some(names)
    }

    fn on_conflict(&mut self) -> Option<String> {
        let mut ahead = *self;
        if ahead.word("ON") && ahead.word("CONFLICT") {
            let word = ahead.name()?.to_ascii_uppercase();
            *self = ahead;
            return Some(word);
        }
        None
    }

    /// Reads one table constraint; `false` when a column follows instead. SQLite lets commas between constraints be
    /// left out, so the caller does not insist on them.
    fn table_constraint(&mut self, text: &mut TableText) -> Option<bool> {
        let token = self.peek()?;
        if !token.is_any(TABLE_CONSTRAINTS) {
            return Some(false);
        }
        let name = if self.word("CONSTRAINT") { Some(self.name()?) } else { None };
        if self.word("PRIMARY") {
            self.word("KEY");
            let columns = self.key_columns()?;
            text.primary_key = Some(KeyText { name, columns, on_conflict: self.on_conflict() });
        } else if self.word("UNIQUE") {
            let columns = self.key_columns()?;
            text.uniques.push(KeyText { name, columns, on_conflict: self.on_conflict() });
        } else if self.word("CHECK") {
            let expression = self.expression()?;
            text.checks.push(Check { name, expression, on_conflict: self.on_conflict(), validated: true });
        } else if self.word("FOREIGN") {
            self.word("KEY");
            let columns = self.key_columns()?;
            self.word("REFERENCES").then_some(())?;
            let key = self.references(name, columns)?;
            text.foreign_keys.push(key);
            if let Some(deferred) = self.deferrable() {
                set_deferrable(text.foreign_keys.last_mut(), deferred);
            }
        }
        Some(true)
    }

    /// Reads one column with its constraints, up to the comma behind it or the first table constraint.
    fn column(&mut self, text: &mut TableText) -> Option<()> {
        let name = self.name()?;
        let mut column = ColumnText { name: name.clone(), ..ColumnText::default() };
        let mut constraint: Option<String> = None;
        while let Some(token) = self.peek() {
            if token.quote.is_none() && token.text == "," {
                break;
            }
            if !token.is_any(COLUMN_CONSTRAINTS) {
                // A word of the type, or of a clause that nothing here needs.
                if self.group().is_none() {
                    self.next();
                }
                continue;
            }
            if let Some(deferred) = self.deferrable() {
                set_deferrable(text.foreign_keys.last_mut(), deferred);
                continue;
            }
            self.next();
            if token.is("CONSTRAINT") {
                constraint = Some(self.name()?);
                continue;
            }
            let named = constraint.take();
            let columns = || vec![name.clone()];
            if token.is("PRIMARY") {
                self.word("KEY");
                let _ = self.word("ASC") || self.word("DESC");
                text.primary_key =
                    Some(KeyText { name: named, columns: columns(), on_conflict: self.on_conflict() });
                self.word("AUTOINCREMENT");
            } else if token.is("UNIQUE") {
                text.uniques.push(KeyText {
                    name: named,
                    columns: columns(),
                    on_conflict: self.on_conflict(),
                });
            } else if token.is("CHECK") {
                let expression = self.expression()?;
                text.checks.push(Check { name: named, expression, on_conflict: None, validated: true });
            } else if token.is("DEFAULT") {
                self.default_value();
            } else if token.is("COLLATE") {
                self.next();
            } else if token.is("REFERENCES") {
                let key = self.references(named, columns())?;
                text.foreign_keys.push(key);
            } else if token.is("AS") {
                column.generated = Some(self.expression()?);
            } else if token.is("NOT") && self.word("NULL") {
                column.not_null_conflict = self.on_conflict();
            } else if token.is("ON") {
                // ON CONFLICT where it means nothing: two words follow.
                self.next();
                self.next();
            }
        }
        text.columns.push(column);
        Some(())
    }

    /// Skips a default: a parenthesised expression, or a sign and one token.
    pub(super) fn default_value(&mut self) {
        if self.group().is_none() {
            let _ = self.punct(b'-') || self.punct(b'+');
            let number = self.next().is_some_and(|token| token.text.as_bytes()[0].is_ascii_digit());
            // `1.5` and `1.5e-3` are several tokens here.
            while number && self.peek().is_some_and(|token| token.start == self.at && token.quote.is_none()) {
                let text = self.peek().map_or("", |token| token.text);
                if matches!(text, "," | ")" | "(") {
                    break;
                }
                self.next();
            }
        }
    }

    /// What follows REFERENCES, but DEFERRABLE.
    fn references(&mut self, name: Option<String>, columns: Vec<String>) -> Option<ForeignKeyText> {
        let parent = self.name()?;
        self.group();
        loop {
            if self.word("MATCH") {
                self.next();
            } else if self.peek().is_some_and(|token| token.is("ON")) {
                let mut ahead = *self;
                ahead.next();
                if ahead.word("CONFLICT") {
                    break;
                }
                // ON, the event, and one word of action, or two.
                self.next();
                self.next();
                let action = self.next()?;
                if action.is_any(&["SET", "NO"]) {
                    self.next();
                }
            } else {
                break;
            }
        }
        Some(ForeignKeyText { name, columns, parent, ..ForeignKeyText::default() })
    }

    /// `[NOT] DEFERRABLE [INITIALLY DEFERRED | INITIALLY IMMEDIATE]`, as (deferrable, initially deferred).
    fn deferrable(&mut self) -> Option<(bool, bool)> {
        let mut ahead = *self;
        let not = ahead.word("NOT");
        if !ahead.word("DEFERRABLE") {
            return None;
        }
        let mut deferred = false;
        if ahead.word("INITIALLY") {
            deferred = ahead.word("DEFERRED");
            if !deferred {
                ahead.word("IMMEDIATE");
            }
        }
        *self = ahead;
        Some((!not, deferred && !not))
    }

    /// One part of an index, without what follows its expression.
    fn index_part(&mut self) -> Option<String> {
        let start = self.blank_end();
        let mut end = start;
        let mut in_expression = true;
        while let Some(token) = self.peek() {
            if token.quote.is_none() && token.text == "," {
                break;
            }
            if token.is_any(&["COLLATE", "ASC", "DESC"]) && end > start {
                in_expression = false;
            }
            if self.group().is_none() {
                self.next();
            }
            if in_expression {
                end = self.at;
            }
        }
        self.text.get(start..end).map(|part| part.trim().to_owned())
    }
}

fn set_deferrable(key: Option<&mut ForeignKeyText>, (deferrable, deferred): (bool, bool)) {
    if let Some(key) = key {
        key.deferrable = deferrable;
        key.initially_deferred = deferred;
    }
}

/// Position behind the quote that closes the one at `start`; two in a row stand for one.
fn closing(bytes: &[u8], start: usize, quote: u8) -> usize {
    let mut at = start + 1;
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        if byte == quote {
            if bytes.get(at) != Some(&quote) {
                return at;
            }
            at += 1;
        }
    }
    bytes.len()
}

/// Bytes of words: letters, digits, `_`, `$` and everything beyond ASCII.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$' || byte >= 0x80
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_with_every_clause_is_read() {
        let text = table(
            "CREATE TABLE IF NOT EXISTS main.\"we\"\"ird\" ( -- a comment, with ( and '\n\
             id INTEGER CONSTRAINT pk PRIMARY KEY DESC ON CONFLICT REPLACE AUTOINCREMENT,\n\
             [a b] VARCHAR(10, 2) NOT NULL ON CONFLICT FAIL DEFAULT -1.5e-3 UNIQUE ON CONFLICT IGNORE,\n\
             c TEXT DEFAULT ('x' || (')')) COLLATE NOCASE CHECK (c <> ',)' /* ) */),\n\
             d INT GENERATED ALWAYS AS (id * (2 + 1)) STORED,\n\
             e AS (upper(c)),\n\
             `f` REFERENCES p (x) ON DELETE SET NULL ON UPDATE NO ACTION MATCH FULL NOT DEFERRABLE NOT NULL,\n\
             g REFERENCES \"p q\" DEFERRABLE INITIALLY DEFERRED,\n\
             CONSTRAINT u UNIQUE (c COLLATE RTRIM DESC, d) ON CONFLICT ROLLBACK\n\
             CONSTRAINT ck CHECK (json_valid(c)) FOREIGN KEY (d, e) REFERENCES p DEFERRABLE INITIALLY IMMEDIATE\n\
             ) STRICT",
        )
        .unwrap();
        let names: Vec<&str> = text.columns.iter().map(|column| column.name.as_str()).collect();
        assert_eq!(names, ["id", "a b", "c", "d", "e", "f", "g"]);
        let key = |name: Option<&str>, columns: &[&str], conflict: Option<&str>| KeyText {
            name: name.map(str::to_owned),
            columns: columns.iter().map(|&name| name.to_owned()).collect(),
            on_conflict: conflict.map(str::to_owned),
        };
        assert_eq!(text.primary_key, Some(key(Some("pk"), &["id"], Some("REPLACE"))));
        assert_eq!(
            text.uniques,
            [key(None, &["a b"], Some("IGNORE")), key(Some("u"), &["c", "d"], Some("ROLLBACK"))]
        );
        assert_eq!(text.columns[3].generated.as_deref(), Some("id * (2 + 1)"));
        assert_eq!(text.columns[4].generated.as_deref(), Some("upper(c)"));
        let checks: Vec<_> =
            text.checks.iter().map(|check| (check.name.as_deref(), &*check.expression)).collect();
        assert_eq!(checks, [(None, "c <> ',)' /* ) */"), (Some("ck"), "json_valid(c)")]);
        let keys: Vec<_> = text
            .foreign_keys
            .iter()
            .map(|key| (key.columns.join("+"), key.parent.as_str(), key.deferrable, key.initially_deferred))
            .collect();
        assert_eq!(
            keys,
            [
                ("f".to_owned(), "p", false, false),
                ("g".to_owned(), "p q", true, true),
                ("d+e".to_owned(), "p", true, false)
            ]
        );
    }

    #[test]
    fn quoted_keywords_are_columns_and_defaults_do_not_end_them() {
        let text = table(
            "create table t(\"check\" text, 'unique' int, [primary] blob, x DEFAULT NULL, y DEFAULT x'0A2C' UNIQUE, \
             z DEFAULT 'a,b' CHECK(z), n DEFAULT +4 NULL)",
        )
        .unwrap();
        let names: Vec<&str> = text.columns.iter().map(|column| column.name.as_str()).collect();
        assert_eq!(names, ["check", "unique", "primary", "x", "y", "z", "n"]);
        assert_eq!(text.uniques.len(), 1);
        assert_eq!(text.checks.len(), 1);
    }

    #[test]
    fn an_index_keeps_its_expressions_verbatim() {
        let text = index(
            "CREATE UNIQUE INDEX IF NOT EXISTS i ON \"t t\" (a COLLATE NOCASE DESC, lower( b ) || ',' ASC, \
             json_extract(c, '$.x')) WHERE a > 1 AND b IS NOT NULL;",
        )
        .unwrap();
        assert_eq!(text.parts, ["a", "lower( b ) || ','", "json_extract(c, '$.x')"]);
        assert_eq!(text.predicate.as_deref(), Some("a > 1 AND b IS NOT NULL"));
        assert_eq!(index("CREATE INDEX i ON t(a)").unwrap().predicate, None);
    }

    #[test]
    fn a_module_is_known_from_the_text() {
        assert_eq!(virtual_module("CREATE VIRTUAL TABLE \"a b\" USING FTS5(x)").as_deref(), Some("fts5"));
        assert_eq!(
            virtual_module("create virtual table if not exists m.v using vec0").as_deref(),
            Some("vec0")
        );
        assert_eq!(virtual_module("CREATE TABLE t(a)"), None);
    }

    #[test]
    fn json_valid_names_its_columns() {
        assert_eq!(json_valid_columns("(JSON_VALID(\"data\") OR \"data\" IS NULL)"), ["data"]);
        assert_eq!(
            json_valid_columns("json_valid([a b]) AND json_valid(c) AND json_valid(d, 6)"),
            ["a b", "c", "d"]
        );
        assert!(json_valid_columns("'json_valid(a)'").is_empty());
    }

    #[test]
    fn json_paths_name_their_columns() {
        for (expression, columns) in [
            ("json_extract(doc, '$.a')", &["doc"][..]),
            ("lower(JSON_EXTRACT( \"a b\" , '$.a', '$.b'))", &["a b"]),
            ("doc ->> '$.a' || [x y] -> 'b' -> 'c'", &["doc", "x y"]),
            ("json_extract('{}', '$') - a > 1", &["{}"]),
            ("a - (b > 1)", &[]),
            ("json_array_length(doc)", &[]),
            ("json_extract(", &[]),
        ] {
            let found: Vec<String> = json_path_columns(expression)
                .into_iter()
                .filter(|name| name != "b" && name != "'b'")
                .collect();
            assert_eq!(found, columns, "{expression}");
        }
    }

    #[test]
    fn no_text_stops_the_reader() {
        for sql in [
            "",
            "CREATE TABLE",
            "CREATE TABLE t(",
            "CREATE TABLE t(a DEFAULT",
            "CREATE TABLE t(a /* ",
            "'",
            "[",
            "CREATE TABLE t(a CHECK",
            "CREATE TABLE t(a REFERENCES",
            "CREATE TABLE é(ü x'",
            "CREATE INDEX i ON",
        ] {
            let _ = (table(sql), index(sql), virtual_module(sql), json_valid_columns(sql));
        }
        assert_eq!(table("CREATE TABLE t(a CHECK"), None);
    }
}
