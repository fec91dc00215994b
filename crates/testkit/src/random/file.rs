//! The file while it is being made: what was done to it, and what is wrong in it.

use super::dice::Dice;
use super::fill::Cell;
use super::names::quoted;
use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, params_from_iter};

#[derive(Debug)]
pub(super) struct File {
    pub(super) connection: Connection,
    /// Whether cells may hold what PostgreSQL does not take.
    pub(super) flawed: bool,
    little_endian: Option<bool>,
    /// Schema statements that SQLite took.
    pub(super) log: Vec<String>,
    /// Statements that SQLite did not take, and why.
    pub(super) refused: Vec<String>,
    pub(super) nuls: u32,
    pub(super) bad_texts: u32,
}

impl File {
    pub(super) fn new(connection: Connection, flawed: bool, little_endian: Option<bool>) -> File {
        File {
            connection,
            flawed,
            little_endian,
            log: Vec::new(),
            refused: Vec::new(),
            nuls: 0,
            bad_texts: 0,
        }
    }

    /// Runs a statement that SQLite may refuse, as when a made-up index names a column twice.
    pub(super) fn try_run(&mut self, sql: &str) -> bool {
        match self.connection.execute_batch(sql) {
            Ok(()) => {
                self.log.push(sql.to_owned());
                true
            }
            Err(error) => {
                self.refused.push(format!("{sql}: {error}"));
                false
            }
        }
    }

    /// Inserts a row, if the constraints let it.
    pub(super) fn insert(&mut self, sql: &str, values: Vec<Value>) {
        let inserted = self
            .connection
            .prepare_cached(sql)
            .and_then(|mut statement| statement.execute(params_from_iter(values)));
        if let Err(error) = inserted
            && self.refused.len() < 1000
        {
            self.refused.push(format!("{sql}: {error}"));
        }
    }

    /// The values of these columns in the first rows of a table; rows whose text cannot be read are passed over.
    pub(super) fn rows(&self, table: &str, columns: &[String]) -> Vec<Vec<Value>> {
        if columns.is_empty() {
            return Vec::new();
        }
        let list: Vec<String> = columns.iter().map(|name| quoted(name)).collect();
        let sql = format!("SELECT {} FROM {} NOT INDEXED LIMIT 60", list.join(", "), quoted(table));
        let Ok(mut statement) = self.connection.prepare(&sql) else { return Vec::new() };
        let Ok(mut rows) = statement.query([]) else { return Vec::new() };
        let mut out = Vec::new();
        while let Ok(Some(row)) = rows.next() {
            let tuple: Option<Vec<Value>> = (0..columns.len())
                .map(|at| match row.get_ref(at).ok()? {
                    ValueRef::Text(text) => Some(Value::Text(std::str::from_utf8(text).ok()?.to_owned())),
                    ValueRef::Blob(bytes) => Some(Value::Blob(bytes.to_vec())),
                    ValueRef::Null => Some(Value::Null),
                    ValueRef::Integer(number) => Some(Value::Integer(number)),
                    ValueRef::Real(number) => Some(Value::Real(number)),
                })
                .collect();
            out.extend(tuple.filter(|tuple| {
                !tuple.iter().any(|value| matches!(value, Value::Text(text) if text.contains('\0')))
            }));
        }
        out
    }

    /// Text that PostgreSQL does not take.
    pub(super) fn flaw(&mut self, dice: &mut Dice) -> Cell {
        if dice.percent(50) {
            self.nuls += 1;
            return Cell::Value(Value::Text(dice.word(&["a\0b", "\0", "end\0", "\0\0\0"])));
        }
        self.bad_texts += 1;
        // A lone surrogate in UTF-16; in UTF-8 a broken letter, an overlong one, a surrogate, Latin-1.
        Cell::RawText(match self.little_endian {
            Some(true) => vec![0x61, 0, 0x00, 0xd8],
            Some(false) => vec![0, 0x61, 0xdc, 0x00],
            None => {
                dice.pick(&[&b"caf\xe9"[..], b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"x\xe2\x82"]).to_vec()
            }
        })
    }
}
