//! Tables that nobody may write: locked in SHARE mode, which lets everybody read and keeps out whoever would write
//! (<https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES>). And who is in the way.
//!
//! The owner of a table may take the lock, as may who may UPDATE or DELETE
//! (<https://www.postgresql.org/docs/current/sql-lock.html>).

use super::emit::qualified;
use crate::error::{Error, Kind, Result};
use postgres::Client;
use postgres::error::SqlState;
use std::time::Duration;

/// Sessions that are named in a message.
const NAMED_MAX: usize = 10;

/// Lock modes that the SHARE mode does not get along with: those of writers.
const WRITING: &str = "'RowExclusiveLock', 'ShareUpdateExclusiveLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock'";

/// Tables that nobody else writes, until this is released or dropped.
pub struct Freeze {
    client: Client,
    tables: Vec<u32>,
}

impl Freeze {
    /// Locks the tables (schema, name), and waits for writers as long as `timeout`.
    ///
    /// Fails with [`Kind::Unsafe`] when one of them is still being written, and names the sessions.
    pub fn take(mut client: Client, tables: &[(String, String)], timeout: Duration) -> Result<Freeze> {
        let names: Vec<String> = tables.iter().map(|(schema, name)| qualified(schema, name)).collect();
        // Nobody writes to a materialised view, and nothing locks one.
        let sql = "SELECT c.oid, n.name FROM pg_catalog.unnest($1::text[]) n (name) \
                   JOIN pg_catalog.pg_class c ON c.oid = pg_catalog.to_regclass(n.name) WHERE c.relkind <> 'm'";
        let found = client.query(sql, &[&names])?;
        let tables = found.iter().map(|row| Ok(row.try_get(0)?)).collect::<Result<Vec<u32>>>()?;
        let names = found.iter().map(|row| Ok(row.try_get(1)?)).collect::<Result<Vec<String>>>()?;
        let mut freeze = Freeze { client, tables };
        // 0 would be for ever.
        let timeout = timeout.as_millis().max(1);
        let locks = match names.len() {
            0 => String::new(),
            _ => format!("; LOCK TABLE {} IN SHARE MODE", names.join(", ")),
        };
        let locked =
            freeze.client.batch_execute(&format!("BEGIN; SET LOCAL lock_timeout = '{timeout}ms'{locks}"));
        match locked {
            Ok(()) => Ok(freeze),
            Err(error) if error.code() == Some(&SqlState::LOCK_NOT_AVAILABLE) => {
                freeze.client.batch_execute("ROLLBACK")?;
                let writing = freeze.sessions("granted")?;
                Err(still_writing("The tables cannot be locked against writers", &writing))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Sessions that wait to write one of the tables, in words.
    pub fn waiting(&mut self) -> Result<Vec<String>> {
        self.sessions("NOT granted")
    }

    /// Fails with [`Kind::Unsafe`] when somebody waits to write one of the tables.
    pub fn nobody_waits(&mut self) -> Result<()> {
        match self.waiting()? {
            waiting if waiting.is_empty() => Ok(()),
            waiting => Err(still_writing(
                "While the file was made, somebody tried to write to these tables",
                &waiting,
            )),
        }
    }

    /// Other sessions of the database that are not howdah's own, in words.
    pub fn others(&mut self) -> Result<Vec<String>> {
        let sql = "SELECT pid, application_name, usename::text, state FROM pg_catalog.pg_stat_activity \
                   WHERE datname = pg_catalog.current_database() AND pid <> pg_catalog.pg_backend_pid() \
                   AND coalesce(backend_type, 'client backend') = 'client backend' \
                   AND application_name <> pg_catalog.current_setting('application_name') ORDER BY pid";
        let rows = self.client.query(sql, &[])?;
        rows.iter().map(words).collect()
    }

    /// Lets others write again.
    pub fn release(mut self) -> Result<()> {
        Ok(self.client.batch_execute("COMMIT")?)
    }

    fn sessions(&mut self, which: &str) -> Result<Vec<String>> {
        // A prepared transaction has no process.
        let sql = format!(
            "SELECT DISTINCT l.pid, a.application_name, a.usename::text, a.state \
             FROM pg_catalog.pg_locks l LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid \
             WHERE l.locktype = 'relation' AND l.relation = ANY($1) AND {which} AND l.mode IN ({WRITING}) \
             AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()) \
             AND l.pid IS DISTINCT FROM pg_catalog.pg_backend_pid() \
             AND coalesce(a.backend_type, 'client backend') = 'client backend' ORDER BY 1"
        );
        let rows = self.client.query(&sql, &[&self.tables])?;
        rows.iter().map(words).collect()
    }
}

fn words(row: &postgres::Row) -> Result<String> {
    let Some(process) = row.try_get::<_, Option<i32>>(0)? else { return Ok("a prepared transaction".into()) };
    let mut words = format!("session {process}");
    let parts =
        [("of ", row.try_get::<_, Option<String>>(1)?), ("as ", row.try_get(2)?), ("", row.try_get(3)?)];
    let parts = parts
        .into_iter()
        .filter_map(|(before, part)| Some((before, part?)))
        .filter(|(_, part)| !part.is_empty());
    let parts: Vec<String> = parts.map(|(before, part)| format!("{before}{part}")).collect();
    if !parts.is_empty() {
        words.push_str(&format!(" ({})", parts.join(", ")));
    }
    Ok(words)
}

fn still_writing(what: &str, sessions: &[String]) -> Error {
    let mut named: Vec<&str> = sessions.iter().map(String::as_str).take(NAMED_MAX).collect();
    if sessions.len() > NAMED_MAX {
        named.push("…");
    }
    let who = if named.is_empty() { String::new() } else { format!(": {}", named.join(", ")) };
    Error::new(Kind::Unsafe, "the application still writes to PostgreSQL")
        .detail(format!("{what}{who}."))
        .hint(
            "Stop the application and end its transactions, then run the command again. The SQLite file is as it was.",
        )
}
