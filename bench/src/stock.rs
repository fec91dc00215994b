//! Rows that stand ready: the SQLite file, and the same rows as binary COPY files of the target's types.
//!
//! Owns the directory they are kept in, made once for a dataset and used by all later measurements. The binary files
//! are what `COPY … TO STDOUT (FORMAT binary)` sends from tables that hold the rows; those are filled here by the
//! plainest road, text, on which the server itself converts each value. So the limit depends on no migration.

use crate::dataset::{Dataset, Table};
use crate::fault::{Context, Fault, Result};
use crate::generate::generate;
use crate::server::connect;
use postgres::Client;
use rusqlite::types::ValueRef;
use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use testkit::server::Server;

/// Rows of one dataset, ready to be loaded.
#[derive(Debug)]
pub struct Stock {
    /// The SQLite file.
    pub sqlite: PathBuf,
    /// Its size.
    pub sqlite_bytes: u64,
    /// The binary files, in the order of the tables.
    pub pieces: Vec<Piece>,
}

/// A binary COPY file: a whole table or a half of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// Its table.
    pub table: String,
    /// Where it is.
    pub path: PathBuf,
    /// Rows in it.
    pub rows: u64,
    /// Size.
    pub bytes: u64,
}

impl Stock {
    /// Takes what an earlier measurement left in `home`, or makes it there on `server`.
    pub fn take(dataset: &Dataset, home: &Path, server: &Server) -> Result<Stock> {
        let dir = home.join(dataset.directory());
        let list = dir.join("pieces.json");
        if !list.exists() {
            // Only a finished directory ever has the name: what a stopped run left is made again.
            let half = home.join(format!("{}.half", dataset.directory()));
            if half.exists() {
                fs::remove_dir_all(&half)?;
            }
            fs::create_dir_all(&half).context(format!("cannot make {}", half.display()))?;
            make(dataset, &half, server)?;
            fs::rename(&half, &dir).context(format!("cannot make {}", dir.display()))?;
        }
        let mut pieces: Vec<Piece> = serde_json::from_reader(File::open(&list)?)?;
        for piece in &mut pieces {
            piece.path = dir.join(&piece.path);
        }
        let sqlite = dir.join("source.db");
        Ok(Stock { sqlite_bytes: fs::metadata(&sqlite)?.len(), sqlite, pieces })
    }

    /// Reads every file once, so that no run has to wait for the disk's first read.
    pub fn warm(&self) -> Result<()> {
        let mut room = vec![0; 1 << 20];
        for path in self.pieces.iter().map(|piece| &piece.path).chain([&self.sqlite]) {
            let mut file = File::open(path)?;
            while file.read(&mut room)? > 0 {}
        }
        Ok(())
    }

    /// Rows in all tables.
    pub fn rows(&self) -> u64 {
        self.pieces.iter().map(|piece| piece.rows).sum()
    }

    /// Size of all binary files.
    pub fn bytes(&self) -> u64 {
        self.pieces.iter().map(|piece| piece.bytes).sum()
    }
}

fn make(dataset: &Dataset, dir: &Path, server: &Server) -> Result<()> {
    let source = dir.join("source.db");
    generate(dataset, &source)?;
    let source = rusqlite::Connection::open_with_flags(&source, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let database = server.database("stock");
    let mut target = connect(&database.url())?;
    for table in dataset.tables() {
        fill(&source, &mut target, table).context(format!("cannot fill {}", table.name))?;
    }
    let mut pieces = Vec::new();
    for (table, halves) in cut(&mut target, dataset)? {
        for (number, condition) in halves.iter().enumerate() {
            let name = PathBuf::from(format!("{}.{number}.copy", table.name));
            let (rows, bytes) = dump(&mut target, table, condition, &dir.join(&name))?;
            pieces.push(Piece { table: table.name.to_owned(), path: name, rows, bytes });
        }
    }
    fs::write(dir.join("pieces.json"), serde_json::to_vec_pretty(&pieces)?)?;
    Ok(())
}

/// A table whose share of all bytes is larger than a quarter comes in two halves, so that one connection does not wait
/// long for the other: for each table, the conditions of its pieces.
fn cut(target: &mut Client, dataset: &Dataset) -> Result<Vec<(&'static Table, Vec<String>)>> {
    let mut size = |table: &Table, function: &str| -> Result<i64> {
        Ok(target.query_one(&format!("SELECT {function}('{}')", table.name), &[])?.get(0))
    };
    let sizes =
        dataset.tables().iter().map(|table| size(table, "pg_table_size")).collect::<Result<Vec<_>>>()?;
    let total: i64 = sizes.iter().sum();
    let mut cuts = Vec::new();
    for (table, bytes) in dataset.tables().iter().zip(sizes) {
        // Without its large values, which lie elsewhere; a page has 8 KiB.
        let pages = size(table, "pg_relation_size")? / 8192;
        let conditions = if bytes * 4 > total && pages > 1 {
            let middle = pages / 2;
            vec![format!("WHERE ctid < '({middle},0)'"), format!("WHERE ctid >= '({middle},0)'")]
        } else {
            vec![String::new()]
        };
        cuts.push((table, conditions));
    }
    Ok(cuts)
}

/// Carries one table from SQLite by COPY's text format
/// (<https://www.postgresql.org/docs/current/sql-copy.html#id-1.9.3.55.9.2>).
fn fill(source: &rusqlite::Connection, target: &mut Client, table: &Table) -> Result<()> {
    target.batch_execute(&table.create())?;
    for (name, kind, _) in table.columns {
        if *kind == "bytea" {
            // The rows are read once and thrown away: compressing them would be the longest part.
            target.batch_execute(&format!("ALTER TABLE {} ALTER {name} SET STORAGE EXTERNAL", table.name))?;
        }
    }
    let columns: Vec<&str> = table.columns.iter().map(|(name, ..)| *name).collect();
    let list = columns.join(", ");
    let mut writer = target.copy_in(&format!("COPY {} ({list}) FROM STDIN", table.name))?;
    let mut statement = source.prepare(&format!("SELECT {list} FROM {}", table.name))?;
    let mut rows = statement.query([])?;
    let mut line = Vec::new();
    while let Some(row) = rows.next()? {
        line.clear();
        for at in 0..columns.len() {
            if at > 0 {
                line.push(b'\t');
            }
            text_value(&mut line, row.get_ref(at)?)?;
        }
        line.push(b'\n');
        writer.write_all(&line)?;
    }
    writer.finish()?;
    Ok(())
}

fn text_value(line: &mut Vec<u8>, value: ValueRef) -> Result<()> {
    match value {
        ValueRef::Null => line.extend_from_slice(b"\\N"),
        ValueRef::Integer(number) => write!(line, "{number}")?,
        ValueRef::Real(number) => write!(line, "{number:?}")?,
        ValueRef::Text(text) => {
            for &byte in text {
                match byte {
                    b'\\' => line.extend_from_slice(b"\\\\"),
                    b'\t' => line.extend_from_slice(b"\\t"),
                    b'\n' => line.extend_from_slice(b"\\n"),
                    b'\r' => line.extend_from_slice(b"\\r"),
                    _ => line.push(byte),
                }
            }
        }
        ValueRef::Blob(bytes) => {
            const DIGITS: &[u8; 16] = b"0123456789abcdef";
            line.extend_from_slice(b"\\\\x");
            for byte in bytes {
                line.extend([DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]);
            }
        }
    }
    Ok(())
}

fn dump(target: &mut Client, table: &Table, condition: &str, path: &Path) -> Result<(u64, u64)> {
    let rows: i64 =
        target.query_one(&format!("SELECT count(*) FROM {} {condition}", table.name), &[])?.get(0);
    let rows = u64::try_from(rows).map_err(|_| Fault::new("count(*) is negative"))?;
    let sql = format!("COPY (SELECT * FROM {} {condition}) TO STDOUT (FORMAT binary)", table.name);
    let mut file = BufWriter::with_capacity(1 << 20, File::create(path)?);
    let bytes = std::io::copy(&mut target.copy_out(&sql)?, &mut file)?;
    file.flush()?;
    Ok((rows, bytes))
}
