//! Who may write: one run at a time, and nobody who is left over from a killed one.
//!
//! A run's first session holds an advisory lock as long as it lives; a second run does not get it. Every session that
//! writes (the first one too) holds another one, shared. When a run is killed, the server may need a while to notice
//! that a session's client is gone, and a `COMMIT` that was sent before the kill may still be carried out meanwhile: a
//! next run that had read the journal already would then do the same work twice, and fail at the second mark. So who
//! gets the first lock ends every session that still holds the second one, and waits until none is left, before it
//! reads anything.

use super::emit::quote_literal;
use super::state::State;
use crate::error::{Error, Kind, Result};
use postgres::Client;
use postgres::error::SqlState;

/// The setting that names the running migration in a session; defaults of the state's tables read it.
pub(super) const SETTING: &str = "howdah.migration";

/// A session that was told to end and has not in this time is stuck in the server's disk or network.
const SESSIONS_END_SECONDS: u32 = 30;

/// What a lock is about.
#[derive(Debug, Clone, Copy)]
enum Key {
    Run = 0,
    Session = 1,
}

impl State {
    /// An expression of type `bigint`.
    fn key(&self, key: Key) -> String {
        let text = quote_literal(&format!("howdah:{}", self.schema()));
        format!("pg_catalog.hashtextextended({text}, {})", key as i32)
    }

    /// Takes the lock that keeps a second run out of this target until the session ends; false when another run has it.
    pub fn lock(&self, client: &mut Client) -> Result<bool> {
        let row = client
            .query_one(&format!("SELECT pg_catalog.pg_try_advisory_lock({})", self.key(Key::Run)), &[])?;
        Ok(row.try_get(0)?)
    }

    /// Names the running migration in a session that is going to write, for the defaults of the state's tables.
    pub fn enter(&self, client: &mut Client, migration: i32) -> Result<()> {
        client.batch_execute(&format!(
            "SET {SETTING} = '{migration}'; SELECT pg_catalog.pg_advisory_lock_shared({})",
            self.key(Key::Session)
        ))?;
        Ok(())
    }

    /// Ends the sessions of an earlier run and waits until they are gone; returns how many there were. Only for the
    /// session that holds the lock of [`State::lock`]: whoever still writes then has lost its run.
    ///
    /// Fails with [`Kind::Unsafe`] when one does not end.
    pub fn end_other_sessions(&self, client: &mut Client) -> Result<usize> {
        // pg_locks shows the two halves of a bigint key
        // (https://www.postgresql.org/docs/current/view-pg-locks.html).
        let rows = client.query(
            &format!(
                "SELECT l.pid FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_database d ON d.oid = l.database \
                 WHERE d.datname = pg_catalog.current_database() AND l.locktype = 'advisory' AND l.objsubid = 1 \
                 AND (l.classid::bigint << 32) | l.objid::bigint = {} AND l.pid <> pg_catalog.pg_backend_pid()",
                self.key(Key::Session)
            ),
            &[],
        )?;
        for row in &rows {
            let pid: i32 = row.try_get(0)?;
            match client.execute("SELECT pg_catalog.pg_terminate_backend($1)", &[&pid]) {
                // Another role's session is not ours to end; it is waited for.
                Err(error) if error.code() == Some(&SqlState::INSUFFICIENT_PRIVILEGE) => {}
                other => {
                    other?;
                }
            }
        }
        let mut tx = client.transaction()?;
        tx.batch_execute(&format!("SET LOCAL lock_timeout = '{SESSIONS_END_SECONDS}s'"))?;
        let waited =
            tx.batch_execute(&format!("SELECT pg_catalog.pg_advisory_xact_lock({})", self.key(Key::Session)));
        match waited {
            Err(error) if error.code() == Some(&SqlState::LOCK_NOT_AVAILABLE) => {
                return Err(Error::new(Kind::Unsafe, "sessions of an earlier run are still at work")
                    .detail("They were told to end, or belong to another role and cannot be told.")
                    .hint("Run the same command again in a while."));
            }
            other => other?,
        }
        tx.commit()?;
        Ok(rows.len())
    }
}
