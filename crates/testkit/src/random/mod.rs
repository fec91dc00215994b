//! Whole SQLite databases made up from a seed: schema, rows, and the history that real files have.
//!
//! Owns what is made up and how likely; the same seed always gives the same content. Declared types are spelled as real
//! applications spell them ([`declared`]), values follow the declaration mostly, and sometimes another kind
//! ([`values`], [`moments`], [`documents`]). What SQLite refuses is left out, so every file is one that SQLite made.
//! Must not know the engine.

mod declared;
pub(crate) mod dice;
mod documents;
mod file;
mod fill;
mod moments;
mod names;
mod objects;
mod spelling;
mod table;
mod values;

use dice::Dice;
use file::File;
use names::Names;
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use table::{Manner, Table};

/// A database that was made up.
#[derive(Debug)]
#[must_use = "a file with a live write-ahead log loses it when its guard is dropped"]
pub struct Random {
    /// The file.
    pub path: PathBuf,
    /// What it was made from.
    pub seed: u64,
    /// Texts with a NUL that were offered to SQLite; it may have refused some.
    pub nuls: u32,
    /// Texts that are not valid in the file's encoding, likewise.
    pub bad_texts: u32,
    /// The schema statements, in order.
    pub log: Vec<String>,
    /// Statements that SQLite did not take, and why.
    pub refused: Vec<String>,
    /// Keeps a write-ahead log alive.
    guard: Option<Connection>,
}

impl Random {
    /// Whether the file may hold text that PostgreSQL does not take.
    pub fn is_flawed(&self) -> bool {
        self.nuls + self.bad_texts > 0
    }

    /// Whether an application still has the file open.
    pub fn is_open(&self) -> bool {
        self.guard.is_some()
    }
}

/// Makes up a database in a directory.
///
/// # Panics
/// When SQLite cannot create the file.
pub fn build(seed: u64, directory: &Path) -> Random {
    let mut dice = Dice::new(seed);
    let path = directory.join(format!("random{seed}.db"));
    let connection = Connection::open(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let little_endian = *dice.pick(&[None, None, None, None, None, None, Some(true), Some(false)]);
    let page = *dice.pick(&[4096, 4096, 4096, 512, 1024, 8192, 65_536]);
    let vacuum = *dice.pick(&["NONE", "NONE", "FULL", "INCREMENTAL"]);
    let wal = dice.percent(25);
    let mut settings =
        format!("PRAGMA page_size = {page}; PRAGMA auto_vacuum = {vacuum}; PRAGMA synchronous = OFF;");
    if let Some(little) = little_endian {
        settings.push_str(if little {
            "PRAGMA encoding = 'UTF-16le';"
        } else {
            "PRAGMA encoding = 'UTF-16be';"
        });
    }
    settings.push_str(if wal { "PRAGMA journal_mode = WAL;" } else { "PRAGMA journal_mode = DELETE;" });
    settings.push_str("PRAGMA foreign_keys = OFF;");
    let flawed = dice.percent(4);
    let mut file = File::new(connection, flawed, little_endian);
    for setting in settings.split_inclusive(';') {
        // `PRAGMA journal_mode` answers with a row.
        let set = file
            .connection
            .prepare(setting)
            .and_then(|mut one| one.query([]).and_then(|mut rows| rows.next().map(|_| ())));
        set.unwrap_or_else(|e| panic!("{setting}: {e}"));
        file.log.push(setting.to_owned());
    }
    if dice.percent(30) {
        file.try_run("PRAGMA ignore_check_constraints = ON");
    }
    people(&mut file, &mut dice);
    let live = wal && dice.percent(50);
    let File { connection, nuls, bad_texts, log, refused, .. } = file;
    if !live {
        connection.close().unwrap_or_else(|(_, e)| panic!("{}: {e}", path.display()));
        return Random { path, seed, nuls, bad_texts, log, refused, guard: None };
    }
    Random { path, seed, nuls, bad_texts, log, refused, guard: Some(connection) }
}

/// Tables, their rows, and everything else.
fn people(file: &mut File, dice: &mut Dice) {
    let manner = Manner {
        odd_names_percent: *dice.pick(&[2, 2, 2, 30, 80]),
        stray_percent: *dice.pick(&[0, 0, 1, 5, 40]),
    };
    let mut relations = Names::default();
    let mut names: Vec<String> =
        (0..1 + dice.below(8)).map(|_| relations.table(dice, manner.odd_names_percent)).collect();
    names.reverse();
    let mut tables: Vec<Table> = Vec::new();
    let once = file.try_run("BEGIN");
    while let Some(name) = names.pop() {
        let mut made = None;
        for _ in 0..5 {
            let table = Table::invent(name.clone(), &tables, &names, &manner, dice);
            if file.try_run(&table.sql()) {
                made = Some(table);
                break;
            }
        }
        let Some(mut table) = made else { continue };
        let early = dice.percent(50);
        if early {
            indexes(file, &table, &mut relations, dice);
        }
        fill::fill(file, &table, dice);
        objects::history(file, &mut table, dice);
        if !early {
            indexes(file, &table, &mut relations, dice);
        }
        tables.push(table);
    }
    if once {
        file.try_run("COMMIT");
    }
    beside(file, &tables, &mut relations, dice);
}

fn indexes(file: &mut File, table: &Table, relations: &mut Names, dice: &mut Dice) {
    for _ in 0..[0, 0, 1, 1, 2, 4][dice.below(6)] {
        objects::index(file, table, relations, dice);
    }
}

/// Objects that belong to no single table, and what maintenance leaves behind.
fn beside(file: &mut File, tables: &[Table], relations: &mut Names, dice: &mut Dice) {
    if tables.is_empty() {
        return;
    }
    if dice.percent(10) {
        objects::table_of_query(file, tables, relations, dice);
    }
    if dice.percent(25) {
        for _ in 0..1 + dice.below(3) {
            objects::view(file, tables, relations, dice);
        }
    }
    if dice.percent(25) {
        for number in 0..1 + dice.below(2) {
            let table = dice.pick(tables);
            objects::trigger(file, table, number, dice);
        }
    }
    if dice.percent(8) {
        objects::instead(file, tables, relations, dice);
    }
    if dice.percent(15) {
        objects::virtual_table(file, tables, relations, dice);
    }
    if dice.percent(10) {
        file.try_run("UPDATE sqlite_sequence SET seq = seq + 1000");
    }
    if dice.percent(5) {
        file.try_run("DELETE FROM sqlite_sequence");
    }
    if dice.percent(15) {
        file.try_run("ANALYZE");
    }
    if dice.percent(15) {
        file.try_run("VACUUM");
    }
    if dice.percent(30) {
        let (version, application) = (dice.between(0, 99), dice.between(0, i64::from(i32::MAX)));
        file.try_run(&format!("PRAGMA user_version = {version}; PRAGMA application_id = {application}"));
    }
}
