//! SQLite files that are hard to move, built when a test asks for them.
//!
//! Owns what makes each file hard and what is expected of a migration. A case is named for the trouble it holds. The
//! cases lie in modules by theme; each builds its file with SQLite itself, or damages one on purpose. Must not know
//! the engine.

mod files;
mod foreign;
mod keys;
mod names;
mod schema;
mod text;
mod values;

pub use values::large_value;

use rusqlite::Connection;
use std::path::{Path, PathBuf};

/// One hostile file.
#[derive(Debug, Clone, Copy)]
pub struct Case {
    /// A short name with hyphens, unique among the cases.
    pub name: &'static str,
    /// What is hard about it.
    pub why: &'static str,
    /// What a migration with default options does.
    pub expect: Expect,
    make: Make,
}

/// What a migration with default options does with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expect {
    /// It moves, exit code 0; the report may hold findings.
    Moves,
    /// Nothing is written.
    Refused {
        /// The program's exit code.
        exit_code: i32,
        /// Lower-case words of which at least one is in the message, its detail or hint, in any case.
        message_contains: &'static [&'static str],
    },
    /// PostgreSQL cannot take it as it is. It is refused with this code before anything is written, or it moves with
    /// a finding that says what was changed: never silently.
    MovesOrRefused {
        /// The program's exit code when it refuses.
        exit_code: i32,
    },
}

#[derive(Debug, Clone, Copy)]
enum Make {
    Sql(&'static str),
    Code(fn(&Path) -> Guard),
}

/// What must stay alive for the file to stay as hostile as it is, such as an open connection.
#[derive(Debug, Default)]
#[must_use = "the file changes when its guard is dropped"]
pub struct Guard(Vec<Connection>);

impl Guard {
    /// The connections that the application still has open.
    pub fn connections(&self) -> &[Connection] {
        &self.0
    }
}

/// A built file.
#[derive(Debug)]
pub struct Built {
    /// The path to give to a migration; nothing may be there.
    pub path: PathBuf,
    /// What keeps it as it is.
    pub guard: Guard,
}

/// Every case. Building all takes some seconds and some 100 MB.
pub fn all() -> Vec<Case> {
    let themes =
        [files::CASES, foreign::CASES, keys::CASES, names::CASES, schema::CASES, text::CASES, values::CASES];
    themes.into_iter().flatten().copied().collect()
}

/// The case of that name.
///
/// # Panics
/// When there is none.
pub fn case(name: &str) -> Case {
    all()
        .into_iter()
        .find(|case| case.name == name)
        .unwrap_or_else(|| panic!("no hostile case is named {name:?}"))
}

impl Case {
    const fn moves(name: &'static str, why: &'static str, sql: &'static str) -> Case {
        Case { name, why, expect: Expect::Moves, make: Make::Sql(sql) }
    }

    const fn code(name: &'static str, why: &'static str, expect: Expect, make: fn(&Path) -> Guard) -> Case {
        Case { name, why, expect, make: Make::Code(make) }
    }

    const fn expect(mut self, expect: Expect) -> Case {
        self.expect = expect;
        self
    }

    /// Builds the file at `path`, where nothing may be yet.
    ///
    /// # Panics
    /// When SQLite refuses: the case is wrong then.
    pub fn build(&self, path: &Path) -> Guard {
        match self.make {
            Make::Sql(sql) => script(path, sql),
            Make::Code(make) => make(path),
        }
    }

    /// Builds the file in a directory, as the case's name and `.db`.
    pub fn build_in(&self, directory: &Path) -> Built {
        let path = directory.join(self.name).with_extension("db");
        let guard = self.build(&path);
        Built { path, guard }
    }
}

/// A new database, without foreign keys being enforced, as most applications open theirs.
fn create(path: &Path) -> Connection {
    assert!(!path.exists(), "{} is there already", path.display());
    let connection = Connection::open(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    run(&connection, "PRAGMA foreign_keys = OFF");
    connection
}

#[track_caller]
fn run(connection: &Connection, sql: &str) {
    connection.execute_batch(sql).unwrap_or_else(|e| panic!("{e}, in: {sql}"));
}

fn script(path: &Path, sql: &str) -> Guard {
    run(&create(path), sql);
    Guard::default()
}
