//! The declaration of a table that SQLite refuses, made readable: the same columns in the same order, so that its
//! records are read as they were written.
//!
//! The text is read clause by clause, as [`super::parse`] does; names and types are quoted, and what SQLite refuses all
//! the same is left out and named. SQLite itself is asked, in memory, about what it takes. Whether the columns fit the
//! records is asked by [`super::mend`].

use super::emit::ident;
use super::mend;
use super::parse::{COLUMN_CONSTRAINTS, Reader};
use rusqlite::Connection;

/// What a declaration tells of itself.
#[derive(Debug, Clone, Default)]
pub(super) struct Told {
    columns: Vec<ToldColumn>,
    constraints: Vec<Clause>,
    without_rowid: bool,
    strict: bool,
    /// Words stand where none are allowed, so that the columns can be told in more than one way.
    pub guessed: bool,
}

#[derive(Debug, Clone)]
struct ToldColumn {
    name: String,
    declared: String,
    clauses: Vec<Clause>,
}

/// A clause, as it is written anew and as it was.
#[derive(Debug, Clone)]
struct Clause {
    sql: String,
    said: String,
    computes: Computes,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Computes {
    Nothing,
    /// The column stands in the records.
    Stored,
    /// The column does not.
    Virtual,
}

/// What a word means that stands where only constraints may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stray {
    /// A comma is missing before it: it is the next column.
    Column,
    /// Another database's word.
    Noise,
}

/// A declaration that SQLite takes.
#[derive(Debug, Clone)]
pub(super) struct Readable {
    /// The text.
    pub sql: String,
    /// Name and declared type of each column.
    pub columns: Vec<(String, String)>,
    /// Columns that stand in the records.
    pub stored: usize,
    /// Records are found by a rowid.
    pub has_rowid: bool,
    /// Clauses that SQLite refuses, verbatim.
    pub left_out: Vec<String>,
}

/// Reads a `CREATE TABLE`; `None` when its columns cannot be told.
pub(super) fn tell(sql: &str, stray: Stray) -> Option<Told> {
    let mut reader = Reader::new(sql);
    reader.word("CREATE").then_some(())?;
    let _ = reader.word("TEMP") || reader.word("TEMPORARY");
    reader.word("TABLE").then_some(())?;
    reader.object_name()?;
    let mut body = reader.group()?;
    let mut told = Told::default();
    while !body.at_end() {
        if body.punct(b',') {
            // One stands behind each item; another one has nothing before it.
            told.guessed = true;
            continue;
        }
        if is_table_constraint(body) {
            told.constraints.push(table_constraint(&mut body)?);
            if !ends(body) && !is_table_constraint(body) {
                told.guessed = true;
                skip(&mut body, stray);
            }
        } else {
            column(&mut body, &mut told, stray)?;
        }
        body.punct(b',');
    }
    while let Some(token) = reader.next() {
        told.without_rowid |= token.is("WITHOUT") && reader.peek().is_some_and(|next| next.is("ROWID"));
        told.strict |= token.is("STRICT");
    }
    (!told.columns.is_empty()).then_some(told)
}

/// An item of the list ends here.
fn ends(reader: Reader<'_>) -> bool {
    reader.peek().is_none_or(|token| token.quote.is_none() && token.text == ",")
}

fn skip(reader: &mut Reader<'_>, stray: Stray) {
    while stray == Stray::Noise && !ends(*reader) {
        if reader.group().is_none() {
            reader.next();
        }
    }
}

/// Keywords are names too in a refused text, so what follows one decides.
fn is_table_constraint(mut ahead: Reader<'_>) -> bool {
    if ahead.word("CONSTRAINT") && ahead.name().is_none() {
        return false;
    }
    if ahead.word("PRIMARY") || ahead.word("FOREIGN") {
        return ahead.word("KEY") && ahead.group().is_some();
    }
    (ahead.word("UNIQUE") || ahead.word("CHECK")) && ahead.group().is_some()
}

fn table_constraint(reader: &mut Reader<'_>) -> Option<Clause> {
    let start = reader.blank_end();
    let mut sql = String::new();
    if reader.word("CONSTRAINT") {
        sql = format!("CONSTRAINT {} ", ident(&reader.name()?));
    }
    if reader.word("PRIMARY") {
        reader.word("KEY");
        sql.push_str(&format!("PRIMARY KEY ({}){}", key(reader)?, conflict(reader)));
    } else if reader.word("UNIQUE") {
        sql.push_str(&format!("UNIQUE ({}){}", key(reader)?, conflict(reader)));
    } else if reader.word("CHECK") {
        sql.push_str(&format!("CHECK ({}){}", reader.group()?.text, conflict(reader)));
    } else {
        let _ = reader.word("FOREIGN") && reader.word("KEY");
        sql.push_str(&format!("FOREIGN KEY ({}) ", key(reader)?));
        reader.word("REFERENCES").then_some(())?;
        sql.push_str(&references(reader)?);
        if let Some(deferred) = deferrable(reader) {
            sql.push_str(&deferred);
        }
    }
    Some(Clause { sql, said: reader.text[start..reader.at].to_owned(), computes: Computes::Nothing })
}

fn column(reader: &mut Reader<'_>, told: &mut Told, stray: Stray) -> Option<()> {
    let first = reader.peek()?;
    if first.quote.is_none() && first.text.starts_with(is_punctuation) {
        return None;
    }
    let name = reader.name()?;
    let start = reader.blank_end();
    let mut end = start;
    while !ends(*reader)
        && !reader.peek().is_some_and(|token| token.is_any(COLUMN_CONSTRAINTS))
        && !is_table_constraint(*reader)
    {
        if reader.group().is_none() {
            reader.next();
        }
        end = reader.at;
    }
    let declared = reader.text[start..end].to_owned();
    let mut column = ToldColumn { name, declared, clauses: Vec::new() };
    while !ends(*reader) && !is_key_of_the_table(*reader) {
        match clause(reader) {
            Some(clause) => column.clauses.push(clause),
            None => {
                told.guessed = true;
                if stray == Stray::Column {
                    break;
                }
                if reader.group().is_none() {
                    reader.next();
                }
            }
        }
    }
    told.columns.push(column);
    Some(())
}

/// No name begins with it; `_` and `$` are letters to SQLite.
fn is_punctuation(character: char) -> bool {
    character.is_ascii_punctuation() && !matches!(character, '_' | '$')
}

/// A constraint with a list of columns behind it belongs to the table, whatever commas are missing.
fn is_key_of_the_table(mut ahead: Reader<'_>) -> bool {
    is_table_constraint(ahead) && {
        let _ = ahead.word("CONSTRAINT") && ahead.name().is_some();
        !ahead.word("CHECK")
    }
}

/// One clause of a column; `None`, and nothing read, when none begins here.
fn clause<'r>(reader: &mut Reader<'r>) -> Option<Clause> {
    let start = reader.blank_end();
    let mut ahead = *reader;
    let mut sql = String::new();
    let mut computes = Computes::Nothing;
    if ahead.word("CONSTRAINT") {
        sql = format!("CONSTRAINT {} ", ident(&ahead.name()?));
    }
    let begin = ahead.blank_end();
    let verbatim = |reader: &Reader<'r>| reader.text[begin..reader.at].to_owned();
    if ahead.word("PRIMARY") {
        ahead.word("KEY").then_some(())?;
        let _ = ahead.word("ASC") || ahead.word("DESC");
        conflict(&mut ahead);
        ahead.word("AUTOINCREMENT");
        sql.push_str(&verbatim(&ahead));
    } else if let Some(deferred) = deferrable(&mut ahead) {
        sql.push_str(&deferred);
    } else if ahead.word("NOT") {
        ahead.word("NULL").then_some(())?;
        conflict(&mut ahead);
        sql.push_str(&verbatim(&ahead));
    } else if ahead.word("NULL") || ahead.word("UNIQUE") {
        conflict(&mut ahead);
        sql.push_str(&verbatim(&ahead));
    } else if ahead.word("CHECK") {
        sql.push_str(&format!("CHECK ({})", ahead.group()?.text));
        conflict(&mut ahead);
    } else if ahead.word("DEFAULT") {
        ahead.default_value();
        sql.push_str(&verbatim(&ahead));
    } else if ahead.word("COLLATE") {
        sql.push_str(&format!("COLLATE {}", ident(&ahead.name()?)));
    } else if ahead.word("REFERENCES") {
        sql.push_str(&references(&mut ahead)?);
    } else if ahead.word("GENERATED") || ahead.peek().is_some_and(|token| token.is("AS")) {
        ahead.word("ALWAYS");
        ahead.word("AS").then_some(())?;
        ahead.group()?;
        computes = if ahead.word("STORED") { Computes::Stored } else { Computes::Virtual };
        ahead.word("VIRTUAL");
        sql.push_str(&verbatim(&ahead));
    } else if !sql.is_empty() {
        // A name alone: SQLite takes it, and it says nothing.
    } else {
        return None;
    }
    let said = ahead.text[start..ahead.at].to_owned();
    *reader = ahead;
    Some(Clause { sql, said, computes })
}

/// The columns of a key, their names quoted.
fn key(reader: &mut Reader<'_>) -> Option<String> {
    let mut body = reader.group()?;
    let mut items = Vec::new();
    while !body.at_end() {
        let name = ident(&body.name()?);
        let start = body.at;
        while !ends(body) {
            if body.group().is_none() {
                body.next();
            }
        }
        items.push(format!("{name}{}", &body.text[start..body.at]));
        body.punct(b',');
    }
    Some(items.join(", "))
}

fn references(reader: &mut Reader<'_>) -> Option<String> {
    let parent = ident(&reader.name()?);
    let mut sql = format!("REFERENCES {parent}");
    if reader.peek().is_some_and(|token| token.quote.is_none() && token.text == "(") {
        sql.push_str(&format!(" ({})", key(reader)?));
    }
    loop {
        let start = reader.at;
        let mut ahead = *reader;
        if ahead.word("MATCH") {
            ahead.next();
        } else if ahead.word("ON") && (ahead.word("DELETE") || ahead.word("UPDATE")) {
            let action = ahead.next()?;
            if action.is_any(&["SET", "NO"]) {
                ahead.next();
            }
        } else {
            return Some(sql);
        }
        *reader = ahead;
        sql.push_str(&reader.text[start..reader.at]);
    }
}

fn deferrable(reader: &mut Reader<'_>) -> Option<String> {
    let start = reader.at;
    let mut ahead = *reader;
    ahead.word("NOT");
    ahead.word("DEFERRABLE").then_some(())?;
    if ahead.word("INITIALLY") {
        ahead.next();
    }
    *reader = ahead;
    Some(reader.text[start..reader.at].to_owned())
}

/// `ON CONFLICT …`, verbatim with the blank before it; empty when there is none.
fn conflict(reader: &mut Reader<'_>) -> String {
    let start = reader.at;
    let mut ahead = *reader;
    if ahead.word("ON") && ahead.word("CONFLICT") && ahead.next().is_some() {
        *reader = ahead;
    }
    reader.text[start..reader.at].to_owned()
}

impl Clause {
    /// Whether the clause begins with this word, behind a constraint's name.
    fn is(&self, word: &str) -> bool {
        let mut reader = Reader::new(&self.sql);
        let _ = reader.word("CONSTRAINT") && reader.name().is_some();
        reader.word(word)
    }
}

impl Told {
    /// The same without the constraints that have an index of their own; what was taken out, verbatim.
    pub(super) fn without_keys(mut self, name: &str) -> (Told, Vec<String>) {
        let mut out = Vec::new();
        for word in ["UNIQUE", "PRIMARY"] {
            // The key that is the rowid has no index (https://sqlite.org/lang_createtable.html#rowid).
            let kept = vec![true; self.clauses().count()];
            if word == "PRIMARY" && indexes(name, &self.render(name, &kept, true)) == Some(0) {
                break;
            }
            let mut keep = |clause: &Clause| {
                let is_key = clause.is(word);
                if is_key {
                    out.push(clause.said.clone());
                }
                !is_key
            };
            self.columns.iter_mut().for_each(|column| column.clauses.retain(&mut keep));
            self.constraints.retain(&mut keep);
        }
        (self, out)
    }

    /// A declaration that SQLite takes, with as many of the clauses as it takes; `None` when it takes none.
    pub(super) fn readable(mut self, name: &str) -> Option<Readable> {
        let mut left_out = self.name_apart();
        let clauses: Vec<Computes> = self.clauses().map(|clause| clause.computes).collect();
        let mut kept = vec![true; clauses.len()];
        if !is_taken(name, &self.render(name, &kept, true)) {
            kept.fill(false);
            // What computes comes first, since the other clauses may read it; one may read the next, hence the rounds.
            for computing in [true, false] {
                loop {
                    let before = kept.iter().filter(|&&kept| kept).count();
                    for at in 0..clauses.len() {
                        if !kept[at] && (clauses[at] != Computes::Nothing) == computing {
                            kept[at] = true;
                            kept[at] = is_taken(name, &self.render(name, &kept, false));
                        }
                    }
                    if kept.iter().filter(|&&kept| kept).count() == before {
                        break;
                    }
                }
            }
        }
        let sql = self.render(name, &kept, true);
        if !is_taken(name, &sql) {
            return None;
        }
        left_out.extend(
            self.clauses().zip(&kept).filter(|(_, kept)| !**kept).map(|(clause, _)| clause.said.clone()),
        );
        let shown = self.shown(&kept);
        let is_virtual =
            |column: &&ToldColumn| column.clauses.iter().any(|clause| clause.computes == Computes::Virtual);
        Some(Readable {
            sql,
            stored: shown.iter().filter(|column| !is_virtual(column)).count(),
            columns: shown.iter().map(|column| (column.name.clone(), column.declared.clone())).collect(),
            has_rowid: !self.without_rowid,
            left_out,
        })
    }

    fn clauses(&self) -> impl Iterator<Item = &Clause> {
        self.columns.iter().flat_map(|column| &column.clauses).chain(&self.constraints)
    }

    /// Gives the second of two columns of one name another one; returns what was done.
    fn name_apart(&mut self) -> Vec<String> {
        let mut said = Vec::new();
        for at in 1..self.columns.len() {
            let taken = |columns: &[ToldColumn], name: &str| {
                columns
                    .iter()
                    .enumerate()
                    .any(|(other, column)| other != at && column.name.eq_ignore_ascii_case(name))
            };
            let name = self.columns[at].name.clone();
            if self.columns[..at].iter().any(|column| column.name.eq_ignore_ascii_case(&name)) {
                let numbers = 2..;
                let free =
                    numbers.map(|n: usize| format!("{name}_{n}")).find(|free| !taken(&self.columns, free));
                if let Some(free) = free {
                    said.push(format!("a second column named {name}, which is {free} now"));
                    self.columns[at].name = free;
                }
            }
        }
        said
    }

    /// The columns that SQLite is shown: a computed one that it cannot compute is in no record.
    fn shown(&self, kept: &[bool]) -> Vec<&ToldColumn> {
        let mut at = 0;
        let mut shown = Vec::new();
        for column in &self.columns {
            let mut kept = kept[at..].iter();
            at += column.clauses.len();
            let lost = column
                .clauses
                .iter()
                .any(|clause| !kept.next().copied().unwrap_or(true) && clause.computes == Computes::Virtual);
            if !lost {
                shown.push(column);
            }
        }
        shown
    }

    fn render(&self, name: &str, kept: &[bool], options: bool) -> String {
        let shown: Vec<*const ToldColumn> = self.shown(kept).into_iter().map(std::ptr::from_ref).collect();
        let mut kept = kept.iter().copied();
        let mut items = Vec::new();
        for column in &self.columns {
            let mut item = ident(&column.name);
            if !column.declared.is_empty() {
                item.push(' ');
                item.push_str(&type_sql(&column.declared));
            }
            for clause in &column.clauses {
                if kept.next().unwrap_or(true) {
                    item.push(' ');
                    item.push_str(&clause.sql);
                }
            }
            if shown.contains(&std::ptr::from_ref(column)) {
                items.push(item);
            }
        }
        let constraints = self.constraints.iter().filter(|_| kept.next().unwrap_or(true));
        items.extend(constraints.map(|clause| clause.sql.clone()));
        let options = match (self.without_rowid && options, self.strict && options) {
            (true, true) => " WITHOUT ROWID, STRICT",
            (true, false) => " WITHOUT ROWID",
            (false, true) => " STRICT",
            (false, false) => "",
        };
        format!("CREATE TABLE {}({}){options}", ident(name), items.join(", "))
    }
}

/// A type in quotes is the same type to SQLite, but for the names that it compares as a whole: INTEGER makes a rowid's
/// alias (<https://sqlite.org/lang_createtable.html#rowid>), and a STRICT table takes six
/// (<https://sqlite.org/stricttables.html>).
fn type_sql(declared: &str) -> String {
    let whole = ["INT", "INTEGER", "REAL", "TEXT", "BLOB", "ANY"];
    if whole.iter().any(|name| name.eq_ignore_ascii_case(declared)) {
        return declared.to_owned();
    }
    ident(declared)
}

/// Whether SQLite takes an entry of the schema.
fn is_taken(name: &str, sql: &str) -> bool {
    indexes(name, sql).is_some()
}

/// The indexes that the constraints of an entry of the schema have, asked as SQLite is asked when it opens a file; `None`
/// when it refuses the entry.
fn indexes(name: &str, sql: &str) -> Option<u32> {
    let ask = || -> rusqlite::Result<u32> {
        let scratch = Connection::open_in_memory()?;
        scratch.execute_batch("CREATE TABLE t(a)")?;
        mend::tolerate(&scratch)?;
        scratch.execute("UPDATE sqlite_schema SET name = ?1, tbl_name = ?1, sql = ?2", [name, sql])?;
        scratch.execute_batch("PRAGMA writable_schema = RESET")?;
        scratch.query_row("SELECT count(*) FROM pragma_index_list(?1)", [name], |row| row.get(0))
    };
    ask().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(sql: &str) -> Readable {
        tell(sql, Stray::Column).expect("columns").readable("t").expect("a declaration")
    }

    #[test]
    fn types_and_names_that_sqlite_refuses_are_quoted() {
        let found = read(
            "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, index nvarchar(max) NOT NULL DEFAULT 'x', \
             order money(10,2,1) REFERENCES group (select) ON DELETE SET NULL, UNIQUE (index, order))",
        );
        assert_eq!(
            found.sql,
            "CREATE TABLE \"t\"(\"id\" INTEGER PRIMARY KEY AUTOINCREMENT, \
             \"index\" \"nvarchar(max)\" NOT NULL DEFAULT 'x', \
             \"order\" \"money(10,2,1)\" REFERENCES \"group\" (\"select\") ON DELETE SET NULL, \
             UNIQUE (\"index\", \"order\"))"
        );
        assert_eq!(found.columns[1], ("index".to_owned(), "nvarchar(max)".to_owned()));
        assert!(found.left_out.is_empty() && found.has_rowid && found.stored == 3, "{found:?}");
    }

    #[test]
    fn a_clause_that_sqlite_refuses_is_left_out_and_named() {
        let found = read("CREATE TABLE t (a TEXT CHECK (a <> ), b INT NOT NULL, CHECK (order > 0)) STRICT");
        assert_eq!(found.sql, "CREATE TABLE \"t\"(\"a\" TEXT, \"b\" INT NOT NULL) STRICT");
        assert_eq!(found.left_out, ["CHECK (a <> )", "CHECK (order > 0)"]);
    }

    #[test]
    fn a_computed_column_is_kept_as_far_as_it_is_in_the_records() {
        let found = read("CREATE TABLE t (a, v AS (a +), s INT AS (a +) STORED, w AS (a + 1))");
        assert_eq!(found.sql, "CREATE TABLE \"t\"(\"a\", \"s\" INT, \"w\" AS (a + 1))");
        assert_eq!((found.stored, found.columns.len()), (2, 3));
    }

    #[test]
    fn a_missing_comma_is_one_of_two_readings() {
        let sql = "CREATE TABLE t (a INT NOT NULL b TEXT, c)";
        let told = tell(sql, Stray::Column).unwrap();
        assert!(told.guessed);
        assert_eq!(told.readable("t").unwrap().columns.len(), 3);
        assert_eq!(tell(sql, Stray::Noise).unwrap().readable("t").unwrap().columns.len(), 2);
    }

    #[test]
    fn tables_without_rowid_stay_what_they_are() {
        let found = read("CREATE TABLE t (key nvarchar(max) COLLATE NOCASE PRIMARY KEY, v) WITHOUT ROWID");
        assert!(found.sql.ends_with("PRIMARY KEY, \"v\") WITHOUT ROWID"), "{}", found.sql);
        assert!(!found.has_rowid);
    }

    #[test]
    fn two_columns_of_one_name_are_told_apart() {
        let found = read("CREATE TABLE t (a, A, a_2)");
        let names: Vec<&str> = found.columns.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["a", "A_3", "a_2"]);
    }

    #[test]
    fn no_text_stops_it() {
        for sql in [
            "",
            "CREATE",
            "CREATE TABLE t",
            "CREATE TABLE t (",
            "CREATE TABLE t (,)",
            "CREATE TABLE t ((a))",
            "CREATE TABLE t (a PRIMARY",
            "CREATE VIEW v AS SELECT 1",
            "x",
            "CREATE TABLE t (a CHECK",
            "CREATE TABLE t (é'",
        ] {
            for stray in [Stray::Column, Stray::Noise] {
                assert!(tell(sql, stray).is_none(), "{sql}");
            }
        }
        assert!(tell("CREATE TABLE t (a CONSTRAINT)", Stray::Noise).is_some());
    }
}
