//! The SQLite file as SQLite itself describes it.
//!
//! A cell is what `sqlite3_column_type` and the bytes behind it say, a REAL its 64 bits: -0.0 is not 0.0.

use super::catalog::quoted;
use super::{Answer, Options};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};
use std::collections::BTreeSet;
use std::path::Path;

pub(super) struct File {
    pub(super) connection: Connection,
}

/// A column as `PRAGMA table_xinfo` lists it.
#[derive(Debug)]
pub(super) struct Declared {
    pub(super) name: String,
    pub(super) declared: String,
    pub(super) not_null: bool,
    /// Its place in the primary key, from 1; 0 when it is not part of it.
    pub(super) key: i64,
    pub(super) collation: String,
    pub(super) auto_increment: bool,
}

/// A storage class and the value.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Cell {
    Null,
    Integer(i64),
    /// The bits of the double.
    Real(u64),
    Text(Vec<u8>),
    Blob(Vec<u8>),
}

impl Cell {
    /// For messages: the class and the beginning.
    pub(super) fn describe(&self) -> String {
        match self {
            Cell::Null => "NULL".to_owned(),
            Cell::Integer(value) => format!("INTEGER {value}"),
            Cell::Real(bits) => format!("REAL {:?}", f64::from_bits(*bits)),
            Cell::Text(bytes) => {
                format!(
                    "TEXT {:?} ({} bytes)",
                    String::from_utf8_lossy(&bytes[..bytes.len().min(160)]),
                    bytes.len()
                )
            }
            Cell::Blob(bytes) => {
                format!("BLOB {:02x?} ({} bytes)", &bytes[..bytes.len().min(40)], bytes.len())
            }
        }
    }
}

/// An index, or the one behind a constraint.
#[derive(Debug)]
pub(super) struct FileIndex {
    pub(super) unique: bool,
    /// `c` by CREATE INDEX, `u` by UNIQUE, `pk` by PRIMARY KEY.
    pub(super) origin: String,
    pub(super) partial: bool,
    /// `None` when it has an expression.
    pub(super) columns: Option<Vec<String>>,
    pub(super) descending: Vec<bool>,
}

/// A row of `PRAGMA foreign_key_list`, columns together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct FileForeignKey {
    pub(super) pairs: Vec<(String, String)>,
    pub(super) parent: String,
    pub(super) on_update: String,
    pub(super) on_delete: String,
}

impl File {
    pub(super) fn open(path: &Path) -> File {
        // SQLite forgets the CHECK constraints of a file that it may only read, and integrity_check needs them.
        let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)
            .unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        connection.execute_batch("PRAGMA query_only = ON").expect("a setting");
        File { connection }
    }

    /// Everything that SQLite itself can say against the file.
    pub(super) fn check_whole(&self, options: &Options, answer: &mut Answer) {
        for said in self.texts("PRAGMA integrity_check", "") {
            if said != "ok" {
                answer.no(format!("integrity_check: {said}"));
            }
        }
        let mut statement = self.connection.prepare("PRAGMA foreign_key_check").expect("a pragma");
        let mut rows = statement.query([]).expect("a pragma");
        loop {
            match rows.next() {
                Ok(None) => break,
                Ok(Some(row)) => {
                    let (table, parent) = (row.get::<_, String>(0), row.get::<_, String>(2));
                    if table.as_ref().is_ok_and(|table| options.orphans.contains(table)) {
                        continue;
                    }
                    answer.no(format!("foreign_key_check: a row of {table:?} has no parent in {parent:?}"));
                }
                Err(error) => {
                    answer.no(format!("foreign_key_check: {error}"));
                    break;
                }
            }
        }
    }

    fn texts(&self, sql: &str, parameter: &str) -> Vec<String> {
        let mut statement = self.connection.prepare(sql).unwrap_or_else(|e| panic!("{sql}: {e}"));
        let wanted = statement.parameter_count();
        let parameters = std::iter::repeat_n(parameter, wanted);
        let rows = statement.query_map(rusqlite::params_from_iter(parameters), |row| row.get(0));
        rows.expect("an answer").map(|row| row.unwrap_or_else(|e| panic!("{sql}: {e}"))).collect()
    }

    pub(super) fn tables(&self) -> BTreeSet<String> {
        let sql = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type <> 'view'
                   AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
        self.texts(sql, "").into_iter().collect()
    }

    pub(super) fn views(&self) -> Vec<String> {
        self.texts("SELECT name FROM sqlite_schema WHERE type = 'view' ORDER BY rowid", "")
    }

    pub(super) fn is_strict(&self, table: &str) -> bool {
        let sql = "SELECT strict FROM pragma_table_list(?1) WHERE schema = 'main'";
        self.connection.query_row(sql, [table], |row| row.get(0)).expect("a listed table")
    }

    /// The text of CREATE TABLE.
    pub(super) fn sql(&self, table: &str) -> String {
        let sql = "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?1";
        self.connection.query_row(sql, [table], |row| row.get(0)).expect("a listed table")
    }

    pub(super) fn columns(&self, table: &str) -> Vec<Declared> {
        let sql = "SELECT name, type, \"notnull\", pk FROM pragma_table_xinfo(?1) ORDER BY cid";
        let mut statement = self.connection.prepare(sql).expect("the pragma exists");
        let rows = statement.query_map([table], |row| {
            let name: String = row.get(0)?;
            let (_, collation, _, _, auto_increment) =
                self.connection.column_metadata(Some("main"), table, name.as_str())?;
            Ok(Declared {
                declared: row.get(1)?,
                not_null: row.get(2)?,
                key: row.get(3)?,
                collation: collation.map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
                auto_increment,
                name,
            })
        });
        rows.expect("the pragma answers").map(|row| row.expect("a column")).collect()
    }

    pub(super) fn rows(&self, table: &str, columns: &[Declared]) -> Vec<Vec<Cell>> {
        let list: Vec<String> = columns.iter().map(|column| format!("t.{}", quoted(&column.name))).collect();
        let sql = format!("SELECT {} FROM main.{} AS t NOT INDEXED", list.join(", "), quoted(table));
        let mut statement = self.connection.prepare(&sql).unwrap_or_else(|e| panic!("{sql}: {e}"));
        let rows = statement.query_map([], |row| {
            (0..columns.len())
                .map(|at| {
                    Ok(match row.get_ref(at)? {
                        ValueRef::Null => Cell::Null,
                        ValueRef::Integer(value) => Cell::Integer(value),
                        ValueRef::Real(value) => Cell::Real(value.to_bits()),
                        ValueRef::Text(bytes) => Cell::Text(bytes.to_vec()),
                        ValueRef::Blob(bytes) => Cell::Blob(bytes.to_vec()),
                    })
                })
                .collect()
        });
        rows.expect("no parameters").map(|row| row.unwrap_or_else(|e| panic!("{sql}: {e}"))).collect()
    }

    pub(super) fn indexes(&self, table: &str) -> Vec<FileIndex> {
        let sql = "SELECT name, \"unique\", origin, partial FROM pragma_index_list(?1)";
        let mut statement = self.connection.prepare(sql).expect("the pragma exists");
        let rows = statement.query_map([table], |row| {
            let name: String = row.get(0)?;
            let sql = "SELECT name, cid, \"desc\" FROM pragma_index_xinfo(?1) WHERE key = 1 ORDER BY seqno";
            let mut statement = self.connection.prepare(sql)?;
            let parts = statement.query_map([&name], |row| {
                Ok((row.get::<_, Option<String>>(0)?, row.get::<_, i64>(1)?, row.get::<_, bool>(2)?))
            })?;
            let parts: Vec<(Option<String>, i64, bool)> = parts.collect::<rusqlite::Result<_>>()?;
            Ok(FileIndex {
                unique: row.get(1)?,
                origin: row.get(2)?,
                partial: row.get(3)?,
                columns: parts.iter().map(|(name, cid, _)| name.clone().filter(|_| *cid > -2)).collect(),
                descending: parts.iter().map(|part| part.2).collect(),
            })
        });
        rows.expect("the pragma answers").map(|row| row.expect("an index")).collect()
    }

    /// Sorted, and their columns too.
    pub(super) fn foreign_keys(&self, table: &str) -> Vec<FileForeignKey> {
        let sql = "SELECT id, \"table\", \"from\", \"to\", on_update, on_delete, seq
                   FROM pragma_foreign_key_list(?1) ORDER BY id, seq";
        let mut statement = self.connection.prepare(sql).expect("the pragma exists");
        let mut rows = statement.query([table]).expect("the pragma answers");
        let mut found: Vec<(i64, FileForeignKey)> = Vec::new();
        while let Some(row) = rows.next().expect("a row") {
            let get = |at: usize| row.get::<_, Option<String>>(at).expect("a text").unwrap_or_default();
            let (id, seq): (i64, i64) = (row.get(0).expect("a number"), row.get(6).expect("a number"));
            let parent = get(1);
            let to = match get(3) {
                to if to.is_empty() => self.key_column(&parent, seq + 1),
                to => to,
            };
            if found.last().is_none_or(|(last, _)| *last != id) {
                let key = FileForeignKey { pairs: Vec::new(), parent, on_update: get(4), on_delete: get(5) };
                found.push((id, key));
            }
            found.last_mut().expect("just pushed").1.pairs.push((get(2), to));
        }
        let mut keys: Vec<FileForeignKey> = found.into_iter().map(|(_, key)| key).collect();
        keys.iter_mut().for_each(|key| key.pairs.sort());
        keys.sort();
        keys
    }

    /// A REFERENCES without columns means the parent's primary key.
    fn key_column(&self, parent: &str, at: i64) -> String {
        let sql = "SELECT name FROM pragma_table_xinfo(?1) WHERE pk = ?2";
        self.connection.query_row(sql, (parent, at), |row| row.get(0)).unwrap_or_default()
    }

    /// Whether rows would break a foreign key if there were one: cells of the same meaning may be written in two ways.
    /// The child's value takes the parent's affinity (<https://sqlite.org/foreignkeys.html#fk_indexes>), as a value
    /// without one does in a comparison.
    pub(super) fn has_orphans(&self, table: &str, key: &FileForeignKey) -> bool {
        let given: Vec<String> =
            key.pairs.iter().map(|(from, _)| format!("c.{} IS NOT NULL", quoted(from))).collect();
        let same: Vec<String> =
            key.pairs.iter().map(|(from, to)| format!("p.{} = +c.{}", quoted(to), quoted(from))).collect();
        let sql = format!(
            "SELECT EXISTS (SELECT 1 FROM {} c WHERE {} AND NOT EXISTS (SELECT 1 FROM {} p WHERE {}))",
            quoted(table),
            given.join(" AND "),
            quoted(&key.parent),
            same.join(" AND ")
        );
        self.connection.query_row(&sql, [], |row| row.get(0)).unwrap_or_else(|e| panic!("{sql}: {e}"))
    }

    /// The position that SQLite keeps for a table.
    pub(super) fn position(&self, table: &str) -> Option<i64> {
        let sql = "SELECT seq FROM sqlite_sequence WHERE name = ?1";
        self.connection.query_row(sql, [table], |row| row.get(0)).ok()
    }
}
