//! The way back: what it is measured against, and the runs of the program into a SQLite file.
//!
//! The limit has three parts, timed apart and summed: one read of all rows from PostgreSQL, by its own `psql` and into
//! nothing; the rows put into a new file with the source's own declarations, from cells that stand ready in memory in
//! the order of the primary key; and the secondary indexes. Nothing is converted between the two, checked or compared,
//! and nothing waits for the disk.

use crate::dataset::{Dataset, Table};
use crate::fault::{Context, Fault, Result};
use crate::limit::{Limit, send};
use crate::processor::{Meter, Used, own_seconds};
use crate::program::{Migration, Program};
use crate::server::{connect, settle};
use crate::stock::Stock;
use crate::watch::watch;
use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Connection, OpenFlags};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;
use testkit::server::{Server, TestDatabase, binaries};

/// Everything that stands ready before the first round.
pub struct Back<'a> {
    server: &'a Server,
    dataset: &'a Dataset,
    stock: &'a Stock,
    scratch: &'a Path,
    /// The stock's rows in tables of the limit's types: for the read, which no migration is to influence.
    rows: TestDatabase,
    /// The database that the program itself made of the stock's SQLite file.
    carried: Option<TestDatabase>,
}

impl<'a> Back<'a> {
    /// Loads the rows, and lets the program carry the SQLite file, with its proof. Nothing of this is timed.
    pub fn prepare(
        server: &'a Server,
        dataset: &'a Dataset,
        stock: &'a Stock,
        program: Option<&Program>,
        scratch: &'a Path,
    ) -> Result<Back<'a>> {
        let rows = server.database("rows");
        let mut client = connect(&rows.url())?;
        for table in dataset.tables() {
            client.batch_execute(&table.create())?;
        }
        for piece in &stock.pieces {
            send(&mut client, piece)?;
        }
        // The first reader of new rows would mark each as committed.
        client.batch_execute("VACUUM")?;
        let carried = program.map(|program| -> Result<TestDatabase> {
            let carried = server.database("carried");
            // The user's words are meant for the runs that are measured.
            let plain = Program { words: Vec::new(), ..program.clone() };
            plain.migrate(server, stock.sqlite.as_os_str(), carried.url().as_ref(), true)?;
            connect(&carried.url())?.batch_execute("VACUUM")?;
            Ok(carried)
        });
        Ok(Back { server, dataset, stock, scratch, rows, carried: carried.transpose()? })
    }

    /// One run of the limit.
    pub fn limit(&self) -> Result<Limit> {
        if self.scratch.exists() {
            fs::remove_dir_all(self.scratch)?;
        }
        fs::create_dir_all(self.scratch).context(self.scratch.display())?;
        settle(self.server)?;
        let mut used = Used::default();
        let read = self.read(&mut used)?;
        let (inserted, indexed) = self.write(&self.scratch.join("limit.db"), &mut used)?;
        fs::remove_dir_all(self.scratch)?;
        Ok(Limit::of([("read", read), ("insert", inserted), ("indexes", indexed)], used))
    }

    /// Seconds of one read of all rows, over one connection.
    fn read(&self, used: &mut Used) -> Result<f64> {
        let mut psql = Command::new(binaries().dir.join("psql"));
        psql.args(["--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", "--dbname", &self.rows.url()]);
        for table in self.dataset.tables() {
            psql.arg("--command").arg(format!("COPY {} TO STDOUT (FORMAT binary)", table.name));
        }
        psql.stdin(Stdio::null()).stdout(Stdio::null());
        let meter = Meter::start(self.server.pid())?;
        let begun = Instant::now();
        let watched = watch(psql.spawn().context("psql does not run")?)?;
        let seconds = begun.elapsed().as_secs_f64();
        used.add(meter.stop(watched.seconds)?);
        if watched.success { Ok(seconds) } else { Err(Fault::new("psql failed")) }
    }

    /// Seconds of putting all rows into a new file, and of building its secondary indexes.
    fn write(&self, path: &Path, used: &mut Used) -> Result<(f64, f64)> {
        let source = Connection::open_with_flags(&self.stock.sqlite, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        let file = Connection::open(path)?;
        let page_size: i64 = source.query_row("PRAGMA page_size", [], |row| row.get(0))?;
        file.execute_batch(&format!(
            "PRAGMA page_size = {page_size}; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
             PRAGMA locking_mode = EXCLUSIVE; PRAGMA foreign_keys = OFF; PRAGMA cache_size = -500000; BEGIN"
        ))?;
        let mut inserted = 0.0;
        for table in self.dataset.tables() {
            let rows = Rows::of(&source, table)?;
            let clock = Clock::start(self.server)?;
            for sql in declarations(&source, "table", table.name)? {
                file.execute_batch(&sql)?;
            }
            rows.insert(&file, table)?;
            inserted += clock.stop(used)?;
        }
        let clock = Clock::start(self.server)?;
        file.execute_batch("COMMIT")?;
        inserted += clock.stop(used)?;
        let clock = Clock::start(self.server)?;
        for table in self.dataset.tables() {
            for sql in declarations(&source, "index", table.name)? {
                file.execute_batch(&sql)?;
            }
        }
        file.close().map_err(|(_, error)| error)?;
        let indexed = clock.stop(used)?;
        self.compare(path)?;
        Ok((inserted, indexed))
    }

    /// Carries the database that the program made back into a file, with the proof or without.
    pub fn migrate(&self, program: &Program, proof: bool) -> Result<Migration> {
        let carried = self.carried.as_ref().ok_or_else(|| Fault::new("the program has carried nothing"))?;
        settle(self.server)?;
        let file = self.scratch.join("back.db");
        let mut migration = program.migrate(self.server, carried.url().as_ref(), file.as_os_str(), proof)?;
        migration.differs_from_limit = self.compare(&file)?;
        fs::remove_dir_all(self.scratch)?;
        Ok(migration)
    }

    /// Fails when a table does not have all rows; returns where the declarations are not those of the source.
    fn compare(&self, path: &Path) -> Result<Vec<String>> {
        let file = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        let source = Connection::open_with_flags(&self.stock.sqlite, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        let mut found = Vec::new();
        for table in self.dataset.tables() {
            let pieces = self.stock.pieces.iter().filter(|piece| piece.table == table.name);
            let expected: u64 = pieces.map(|piece| piece.rows).sum();
            let sql = format!("SELECT count(*) FROM {}", table.name);
            let rows: i64 = file.query_row(&sql, [], |row| row.get(0)).context(table.name)?;
            if u64::try_from(rows) != Ok(expected) {
                return Err(Fault::new(format!(
                    "the file has {rows} rows in {} instead of {expected}",
                    table.name
                )));
            }
            for kind in ["table", "index"] {
                if declarations(&file, kind, table.name)? != declarations(&source, kind, table.name)? {
                    found.push(format!("{} has another {kind}", table.name));
                }
            }
        }
        Ok(found)
    }
}

/// The clock and the processors' meter of a part of the work that this program does itself.
struct Clock {
    meter: Meter,
    own_before: f64,
    begun: Instant,
}

impl Clock {
    fn start(server: &Server) -> Result<Clock> {
        let meter = Meter::start(server.pid())?;
        Ok(Clock { meter, own_before: own_seconds(std::process::id())?, begun: Instant::now() })
    }

    fn stop(self, used: &mut Used) -> Result<f64> {
        let seconds = self.begun.elapsed().as_secs_f64();
        used.add(self.meter.stop(own_seconds(std::process::id())? - self.own_before)?);
        Ok(seconds)
    }
}

/// The texts of a table's entries of one kind; SQLite's own indexes have none.
fn declarations(file: &Connection, kind: &str, table: &str) -> Result<Vec<String>> {
    let sql =
        "SELECT sql FROM sqlite_schema WHERE type = ?1 AND tbl_name = ?2 AND sql IS NOT NULL ORDER BY rowid";
    let mut statement = file.prepare(sql)?;
    let texts = statement.query_map([kind, table], |row| row.get(0))?;
    Ok(texts.collect::<rusqlite::Result<_>>()?)
}

/// All rows of one table in memory, as SQLite's own cells, in the order of its primary key.
struct Rows {
    columns: usize,
    cells: Vec<Ready>,
    bytes: Vec<u8>,
}

/// A cell; text and blobs lie in [`Rows::bytes`], from the first place to the second.
enum Ready {
    Null,
    Integer(i64),
    Real(f64),
    Text(usize, usize),
    Blob(usize, usize),
}

struct Bound<'a>(ValueRef<'a>);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(self.0))
    }
}

impl Rows {
    fn of(source: &Connection, table: &Table) -> Result<Rows> {
        let sql = format!("SELECT * FROM {} ORDER BY {}", table.name, table.primary_key);
        let mut statement = source.prepare(&sql)?;
        let mut ready = Rows { columns: statement.column_count(), cells: Vec::new(), bytes: Vec::new() };
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            for at in 0..ready.columns {
                let cell = ready.keep(row.get_ref(at)?);
                ready.cells.push(cell);
            }
        }
        Ok(ready)
    }

    fn keep(&mut self, value: ValueRef<'_>) -> Ready {
        let mut keep = |bytes: &[u8]| {
            let from = self.bytes.len();
            self.bytes.extend_from_slice(bytes);
            (from, self.bytes.len())
        };
        match value {
            ValueRef::Null => Ready::Null,
            ValueRef::Integer(number) => Ready::Integer(number),
            ValueRef::Real(number) => Ready::Real(number),
            ValueRef::Text(bytes) => {
                let (from, to) = keep(bytes);
                Ready::Text(from, to)
            }
            ValueRef::Blob(bytes) => {
                let (from, to) = keep(bytes);
                Ready::Blob(from, to)
            }
        }
    }

    fn insert(&self, file: &Connection, table: &Table) -> Result<()> {
        let places = vec!["?"; self.columns].join(", ");
        let mut insert = file.prepare(&format!("INSERT INTO {} VALUES ({places})", table.name))?;
        for row in self.cells.chunks_exact(self.columns) {
            for (at, cell) in row.iter().enumerate() {
                let value = match *cell {
                    Ready::Null => ValueRef::Null,
                    Ready::Integer(number) => ValueRef::Integer(number),
                    Ready::Real(number) => ValueRef::Real(number),
                    Ready::Text(from, to) => ValueRef::Text(&self.bytes[from..to]),
                    Ready::Blob(from, to) => ValueRef::Blob(&self.bytes[from..to]),
                };
                insert.raw_bind_parameter(at + 1, Bound(value))?;
            }
            insert.raw_execute()?;
        }
        Ok(())
    }
}
