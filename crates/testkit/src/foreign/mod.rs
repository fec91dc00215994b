//! Judges a SQLite file that was made from a PostgreSQL database which never was SQLite, and holds databases to judge by.
//!
//! Owns the expectation: from PostgreSQL's own catalogue ([`catalog`]) it predicts the names of tables and columns
//! ([`names`]), the declared types and the cell of every value ([`types`], [`values`]), keys, indexes and sequences
//! ([`structure`]), reads the file with SQLite ([`file`]) and says what differs. Text must parse back ([`parse_back`]).
//! The expectation follows the mapping in `docs/from-postgresql.md`; nothing here is shared with the engine. [`databases`] are
//! written by hand, [`random`] makes them up from seeds.
//!
//! Where the mapping leaves a choice, both are taken: a numeric of 16 or 17 digits, `VARCHAR` or `TEXT` for a varchar
//! without a length, a foreign key that SQLite cannot hold (with orphans, to a single partition, `SET NULL (column)`).

mod catalog;
mod databases;
mod file;
mod names;
mod parse_back;
pub mod random;
mod rows;
mod structure;
mod types;
mod values;
#[cfg(test)]
mod written;

pub use databases::{Database, databases, load};

use catalog::Table;
use postgres::Client;
use std::collections::BTreeSet;
use std::path::Path;

/// More of them tell nothing more.
const DIFFERENCES_MAX: usize = 1000;

/// How the file was made, and what is known to be missing. Names of PostgreSQL: `schema.table`, without quotes.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The file's tables are STRICT.
    pub strict: bool,
    /// A column of floats that holds NaN is TEXT (`--on-nan text`); otherwise a NaN is a difference.
    pub nan_as_text: bool,
    /// Tables that the file does not hold, `schema.table`.
    pub left_out_tables: BTreeSet<String>,
    /// Indexes that the file does not hold, `schema.index`.
    pub left_out_indexes: BTreeSet<String>,
    /// Constraints (keys, foreign keys) that the file does not hold, `schema.table.constraint`.
    pub left_out_constraints: BTreeSet<String>,
    /// Tables of the file whose rows may be without a parent: the foreign key is NOT VALID in the database.
    pub orphans: BTreeSet<String>,
    /// Tables of the file that come from no table of the database, as they are named there.
    pub other_tables: BTreeSet<String>,
}

/// What was compared, and what differs.
#[derive(Debug, Default)]
pub struct Answer {
    /// Differences in words, each with its place: the first 1,000.
    pub differences: Vec<String>,
    /// Cells.
    pub cells: u64,
    /// Cells whose text PostgreSQL read again.
    pub parsed: u64,
    /// Tables.
    pub tables: u64,
}

impl Answer {
    fn no(&mut self, words: String) {
        if self.differences.len() < DIFFERENCES_MAX {
            self.differences.push(words);
        }
    }

    /// # Panics
    /// When something differs, with all of it.
    #[track_caller]
    pub fn assert_equal(&self) {
        assert!(self.differences.is_empty(), "{}", self.differences.join("\n"));
    }
}

/// A session in which PostgreSQL writes every value one way, whatever the server's defaults are. An empty search path:
/// `regclass` and its like are written with their schema.
const SESSION: &str =
    "SET LOCAL search_path = ''; SET LOCAL datestyle = 'ISO, YMD'; SET LOCAL timezone = 'UTC';
    SET LOCAL intervalstyle = 'postgres'; SET LOCAL extra_float_digits = 1; SET LOCAL bytea_output = 'hex';
    SET LOCAL xmloption = 'content'; SET LOCAL row_security = off; SET LOCAL client_min_messages = error";

/// Compares a database, or some of its schemas, with a file that was made from it. The client, a role that can read
/// everything, writes nothing and keeps its settings.
///
/// # Panics
/// When the database cannot be read or the file cannot be opened.
pub fn compare(client: &mut Client, schemas: Option<&[&str]>, file: &Path, options: &Options) -> Answer {
    let mut answer = Answer::default();
    let file = file::File::open(file);
    let mut work =
        client.build_transaction().read_only(true).start().unwrap_or_else(|e| panic!("a transaction: {e}"));
    work.batch_execute(SESSION).unwrap_or_else(|e| panic!("{SESSION}: {e}"));
    let mut tables = catalog::read(&mut work, schemas);
    tables.retain(|table| !options.left_out_tables.contains(&table.full_name()));
    names::give(&mut tables);

    file.check_whole(options, &mut answer);
    let expected: BTreeSet<&str> = tables.iter().map(|table| table.name.as_str()).collect();
    let there = file.tables();
    for extra in there.iter().filter(|name| !expected.contains(name.as_str())) {
        if !options.other_tables.contains(extra) {
            answer.no(format!("table {extra:?} of the file is none of the database"));
        }
    }
    for table in &tables {
        answer.tables += 1;
        if !there.contains(&table.name) {
            answer.no(format!("{}: the file has no table {:?}", table.place(), table.name));
            continue;
        }
        one(&mut work, &file, table, &tables, options, &mut answer);
        structure::sequence(&mut work, &file, table, &mut answer);
    }
    structure::views(&mut work, &file, &mut answer);
    drop(work);
    answer
}

fn one(
    work: &mut postgres::Transaction<'_>,
    file: &file::File,
    table: &Table,
    tables: &[Table],
    options: &Options,
    answer: &mut Answer,
) {
    let declared = file.columns(&table.name);
    let expected: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
    let found: Vec<&str> = declared.iter().map(|column| column.name.as_str()).collect();
    if expected != found {
        answer.no(format!("{}: columns {expected:?} are expected, the file has {found:?}", table.place()));
        return;
    }
    if file.is_strict(&table.name) != options.strict {
        answer.no(format!("{}: STRICT is {}", table.place(), !options.strict));
    }
    let ours = values::read(work, table, &declared, options, answer);
    let theirs = file.rows(&table.name, &declared);
    answer.cells += (theirs.len() * declared.len()) as u64;
    rows::compare(table, &ours.rows, &theirs, answer);
    parse_back::check(work, table, &theirs, answer);
    types::declarations(file, table, &declared, &ours.textual, options, answer);
    structure::keys(file, table, &declared, options, answer);
    structure::foreign_keys(file, table, tables, options, answer);
    structure::indexes(file, table, options, answer);
    structure::comments(file, table, answer);
}
