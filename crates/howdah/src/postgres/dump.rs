//! A backup of a whole database by `pg_dump -Fc`, and the check that its archive holds every table.
//!
//! The archive is made at a snapshot that a session of ours exports and in which it lists the tables, so that the list
//! and the archive are about the same moment whatever is created and dropped meanwhile.

use super::clients::{Clients, log_in, run};
use super::connect::{ConnectOptions, Purpose, connect};
use super::dsn::Dsn;
use super::reader::PostgresReader;
use crate::error::{Error, Kind, Result};
use crate::report::event::{Stage, Watch};
use postgres::Client;
use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

/// A table that an archive must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Dumped {
    oid: u32,
    /// With its schema, for messages.
    name: String,
    has_rows: bool,
}

/// A database that is about to be dumped. Holds the snapshot.
pub struct Dump {
    _lead: Client,
    snapshot: String,
    tables: Vec<Dumped>,
    clients: Clients,
    server: String,
}

/// The tables that `pg_dump` dumps: ordinary and partitioned ones of the user's schemas, but for those that an extension
/// made, which `CREATE EXTENSION` makes again, and those that live as long as a session. The rows of an unlogged table
/// cannot be read on a standby.
const TABLES: &str = "
SELECT c.oid, format('%I.%I', n.nspname, c.relname),
       c.relkind = 'r' AND (c.relpersistence = 'p' OR NOT pg_is_in_recovery())
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't'
   AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
   AND NOT EXISTS (SELECT FROM pg_depend d
                    WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
 ORDER BY 2";

impl Dump {
    /// Connects, exports a snapshot and finds the programs.
    pub fn begin(dsn: &Dsn) -> Result<Dump> {
        let mut lead = connect(dsn, &ConnectOptions::new(Purpose::Read))?;
        let row = lead.query_one(
            "SELECT current_setting('server_version_num')::int4 / 10000, current_setting('server_version')",
            &[],
        )?;
        let (major, server): (i32, String) = (row.try_get(0)?, row.try_get(1)?);
        let clients = Clients::find(major.unsigned_abs())?;
        let snapshot = PostgresReader::export(&mut lead)?;
        let tables = lead
            .query(TABLES, &[])?
            .iter()
            .map(|row| Ok(Dumped { oid: row.try_get(0)?, name: row.try_get(1)?, has_rows: row.try_get(2)? }))
            .collect::<Result<_>>()?;
        Ok(Dump { _lead: lead, snapshot, tables, clients, server })
    }

    /// The server's version in words.
    pub fn server(&self) -> &str {
        &self.server
    }

    /// The programs' version in words.
    pub fn programs(&self) -> &str {
        self.clients.version()
    }

    /// Tables in it.
    pub fn tables(&self) -> usize {
        self.tables.len()
    }

    /// Writes the archive into a file. A lock on a table is waited for no longer than `lock_timeout`.
    pub fn write(&self, dsn: &Dsn, to: &Path, lock_timeout: Duration, watch: Watch<'_>) -> Result<()> {
        let mut command = self.clients.command("pg_dump");
        command
            .args(["--format=custom", "--no-password", "--snapshot", &self.snapshot])
            .arg(format!("--lock-wait-timeout={}", lock_timeout.as_millis().max(1)))
            .arg("--file")
            .arg(to);
        log_in(&mut command, dsn);
        let mut told = 0;
        let grown = || {
            let bytes = std::fs::metadata(to).map_or(0, |file| file.len());
            watch.progress(Stage::Backup, 0, bytes.saturating_sub(told));
            told = told.max(bytes);
        };
        run(command, watch, grown).map(drop).map_err(|error| match error.kind {
            Kind::Target if error.hint.is_none() => error.hint(
                "The role must be allowed to read every table; the place of the backup needs space. No backup was made.",
            ),
            _ => error,
        })
    }

    /// Checks an archive: `pg_restore` lists it and reads it to its end, and the list has every table and its rows.
    pub fn check(&self, archive: &Path, watch: Watch<'_>) -> Result<()> {
        let mut list = self.clients.command("pg_restore");
        list.arg("--list").arg(archive);
        let listed = run(list, watch, || {})?;
        let listed = entries(&String::from_utf8_lossy(&listed));
        let lacks = |table: &&Dumped| {
            !listed.contains(&(table.oid, Entry::Table))
                || (table.has_rows && !listed.contains(&(table.oid, Entry::Rows)))
        };
        let missing: Vec<&str> = self.tables.iter().filter(lacks).map(|table| table.name.as_str()).collect();
        if let Some(first) = missing.first() {
            return Err(Error::new(Kind::Target, "the archive does not hold every table")
                .detail(format!(
                    "It lacks {} of {} tables, {first} among them. No backup was made.",
                    missing.len(),
                    self.tables.len()
                ))
                .hint(
                    "Grant the role the right to read every table, or connect as the owner of the database.",
                ));
        }
        // The list stands at the beginning of an archive; the rows are read only when they are wanted.
        let mut read = self.clients.command("pg_restore");
        read.args(["--file", "/dev/null"]).arg(archive);
        run(read, watch, || {}).map(drop)
    }
}

/// What a line of an archive's list is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Entry {
    Table,
    Rows,
}

/// The tables and rows in a list, by the table's number: `215; 1259 16385 TABLE public t me`, `3330; 0 16385 TABLE DATA
/// public t me` (`PrintTOCSummary` in `pg_backup_archiver.c`). Names may hold anything, so they are not looked at: the
/// number before the table's says which of the two it is, that of `pg_class` or none.
fn entries(list: &str) -> BTreeSet<(u32, Entry)> {
    list.lines()
        .filter_map(|line| {
            let (_, rest) = line.split_once("; ")?;
            let (catalogue, rest) = rest.split_once(' ')?;
            let (oid, what) = rest.split_once(' ')?;
            let entry = match catalogue {
                "1259" if what.starts_with("TABLE ") => Entry::Table,
                "0" if what.starts_with("TABLE DATA ") => Entry::Rows,
                _ => return None,
            };
            Some((oid.parse().ok()?, entry))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_by_numbers_whatever_the_names_are() {
        let list = ";\n; Archive created at 2026\n;     Dumped from database version: 15\n\
                    215; 1259 16385 TABLE public t me\n216; 1259 16386 TABLE public TABLE DATA; 1 2 me\n\
                    217; 1259 16390 SEQUENCE public t_id_seq me\n3330; 0 16385 TABLE DATA public t me\n\
                    3331; 0 0 TABLE ATTACH public part me\n220; 1259 16399 TABLE DATA t me\n3332; 0 16390 SEQUENCE SET public t_id_seq me\n";
        let expected =
            [(16385, Entry::Table), (16385, Entry::Rows), (16386, Entry::Table), (16399, Entry::Table)];
        assert_eq!(entries(list), BTreeSet::from(expected));
    }
}
