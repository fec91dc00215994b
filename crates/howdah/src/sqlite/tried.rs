//! Whether SQLite takes statements: asked of SQLite itself, in memory, with nothing kept.
//!
//! What was translated into SQLite's words is tried before it stands in a schema: one expression that SQLite refuses must
//! cost that expression, not the file.

use super::failure::said;
use rusqlite::Connection;
use rusqlite::config::DbConfig;

/// Executes the statements in a database of their own; the error is what SQLite says, a whole sentence.
pub fn takes(statements: &[&str]) -> Result<(), String> {
    let attempt = || {
        let scratch = Connection::open_in_memory()?;
        // A word in double quotes that names nothing is no string here.
        scratch.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
        scratch.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
        statements.iter().try_for_each(|sql| scratch.execute_batch(sql))
    };
    attempt().map_err(|cause| format!("SQLite says: {}.", said(&cause)))
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
