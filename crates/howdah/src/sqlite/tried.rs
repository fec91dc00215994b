//! Whether SQLite takes statements: asked of SQLite itself, in memory, with nothing kept.
//!
//! What was translated into SQLite's words is tried before it stands in a schema: one expression that SQLite refuses must
//! cost that expression, not the file.

use super::emit::ident;
use super::failure::said;
use rusqlite::Connection;
use rusqlite::config::DbConfig;

/// A database in memory in which statements are tried.
pub struct Trial(Connection);

impl Trial {
    /// An empty database with these statements executed; the error is what SQLite says, a whole sentence.
    pub fn of<S: AsRef<str>>(statements: &[S]) -> Result<Trial, String> {
        let make = || {
            let scratch = Connection::open_in_memory()?;
            // A word in double quotes that names nothing is no string here.
            scratch.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
            scratch.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
            statements.iter().try_for_each(|sql| scratch.execute_batch(sql.as_ref()))?;
            Ok(Trial(scratch))
        };
        make().map_err(|cause| no(&cause))
    }

    /// Makes a view, when it can be read.
    pub fn view(&self, name: &str, sql: &str) -> Result<(), String> {
        let read = format!("SELECT * FROM {} LIMIT 0", ident(name));
        let made = self.0.execute_batch(sql).map_err(|cause| no(&cause));
        let read = made.and_then(|()| self.0.prepare(&read).map(drop).map_err(|cause| no(&cause)));
        if read.is_err() {
            self.drop_view(name);
        }
        read
    }

    /// Takes a view away again.
    pub fn drop_view(&self, name: &str) {
        // One that was not made is not there.
        let _ = self.0.execute_batch(&format!("DROP VIEW IF EXISTS {}", ident(name)));
    }
}

/// Executes the statements in a database of their own.
pub fn takes(statements: &[&str]) -> Result<(), String> {
    Trial::of(statements).map(drop)
}

fn no(cause: &rusqlite::Error) -> String {
    format!("SQLite says: {}.", said(cause))
}

#[cfg(test)]
mod tests {
    use super::takes;

    #[test]
    fn what_sqlite_refuses_is_said() {
        assert_eq!(
            takes(&["CREATE TABLE t (a TEXT CHECK (length(\"a\") > 1))", "CREATE INDEX i ON t (a)"]),
            Ok(())
        );
        let no = takes(&["CREATE TABLE t (a, CHECK (a > (SELECT 1)))"]).expect_err("no subquery");
        assert!(no.contains("subqueries"), "{no}");
        assert!(takes(&["CREATE TABLE t (a)", "CREATE INDEX i ON t (random())"]).is_err());
        assert!(takes(&["CREATE TABLE t (a, CHECK (\"b\" = 1))"]).is_err());
    }
}
