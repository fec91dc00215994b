//! The one way to read cells: a scan of a table or of a range of its rowids, stored columns only, bytes as they are.
//!
//! Text of a UTF-8 database is handed on unvalidated. SQLite would turn text of a UTF-16 database into UTF-8 and put
//! another character in the place of each unpaired surrogate; so there the raw bytes are read and converted here, and
//! an unpaired surrogate becomes the three bytes that its code point would have (WTF-8): no valid UTF-8, so it is
//! found like any bad text, and nothing of it is lost. Nothing is allocated per cell.

use super::collation::StandIns;
use super::emit::push_ident;
use super::facts;
use super::failure::failed;
use crate::error::{Error, Kind, Result};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};

/// A cell as SQLite stores it (<https://sqlite.org/datatype3.html#storage_classes_and_datatypes>).
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell<'a> {
    /// NULL.
    Null,
    /// INTEGER.
    Integer(i64),
    /// REAL; never a NaN, which SQLite stores as NULL.
    Real(f64),
    /// TEXT: UTF-8 bytes of which nobody has checked that they are.
    Text(&'a [u8]),
    /// BLOB.
    Blob(&'a [u8]),
}

impl Cell<'_> {
    /// Bytes of the value as SQLite measures it: those of text and BLOBs, 8 a number, none for NULL.
    pub fn bytes(&self) -> u64 {
        match self {
            Cell::Null => 0,
            Cell::Integer(_) | Cell::Real(_) => 8,
            Cell::Text(bytes) | Cell::Blob(bytes) => bytes.len() as u64,
        }
    }
}

/// What to read.
#[derive(Debug, Clone, Copy)]
pub struct ScanSpec<'a> {
    /// Name of the table.
    pub table: &'a str,
    /// Names of the columns, stored ones only, at most [`COLUMNS_MAX`].
    pub columns: &'a [&'a str],
    /// Read each row's rowid too.
    pub rowids: bool,
    /// Only rowids from the first to the second, both included.
    pub range: Option<(i64, i64)>,
}

/// Most columns of one scan: SQLite's 2,000 columns of a result
/// (<https://sqlite.org/limits.html#max_column>) less room for the rowid and, in a UTF-16 database, for the flags.
pub const COLUMNS_MAX: usize = 1_900;

/// Text flags that one integer of the result carries in a UTF-16 database.
const FLAGS_PER_COLUMN: usize = 62;

/// One row of a scan, valid until the next.
pub struct CellRow<'a> {
    row: &'a Row<'a>,
    rowid: Option<i64>,
    /// Columns of the result before the first cell.
    skip: usize,
    cells: usize,
    converted: Option<&'a Converted>,
}

impl CellRow<'_> {
    /// The rowid, when [`ScanSpec::rowids`] asked for it.
    pub fn rowid(&self) -> Option<i64> {
        self.rowid
    }

    /// Number of cells: that of [`ScanSpec::columns`].
    pub fn len(&self) -> usize {
        self.cells
    }

    /// Whether no columns were asked for.
    pub fn is_empty(&self) -> bool {
        self.cells == 0
    }

    /// The cell of the column at this position in [`ScanSpec::columns`].
    ///
    /// Panics when the position is not below [`CellRow::len`].
    #[inline]
    pub fn get(&self, at: usize) -> Cell<'_> {
        assert!(at < self.cells, "column {at} of {}", self.cells);
        if let Some(text) = self.converted.and_then(|converted| converted.get(at)) {
            return Cell::Text(text);
        }
        // The statement was built with this many columns.
        self.row.get_ref_unwrap(self.skip + at).into()
    }

    /// All cells in order.
    pub fn iter(&self) -> impl Iterator<Item = Cell<'_>> {
        (0..self.cells).map(|at| self.get(at))
    }
}

impl<'a> From<ValueRef<'a>> for Cell<'a> {
    fn from(value: ValueRef<'a>) -> Cell<'a> {
        match value {
            ValueRef::Null => Cell::Null,
            ValueRef::Integer(value) => Cell::Integer(value),
            ValueRef::Real(value) => Cell::Real(value),
            ValueRef::Text(bytes) => Cell::Text(bytes),
            ValueRef::Blob(bytes) => Cell::Blob(bytes),
        }
    }
}

/// How a database stores text (<https://sqlite.org/pragma.html#pragma_encoding>).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Utf8,
    Utf16 { big_endian: bool },
}

/// Reads rows in the order of their rowids (WITHOUT ROWID: of their primary key) and hands each on.
///
/// Fails with [`Kind::Source`], naming the table and the last row read, when SQLite cannot go on; an error from
/// `each` ends the scan and is returned as it is.
pub fn scan(
    connection: &Connection,
    spec: &ScanSpec<'_>,
    mut each: impl FnMut(&CellRow<'_>) -> Result<()>,
) -> Result<()> {
    let doing = |cause| failed("reading rows", cause).table(spec.table);
    let encoding = encoding(connection).map_err(doing)?;
    let rowid = match spec.rowids || spec.range.is_some() {
        true => Some(rowid_expression(connection, spec.table)?.ok_or_else(|| no_rowid(spec.table))?),
        false => None,
    };
    let sql = statement(spec, rowid.as_deref(), encoding);
    // Before the statement, so that it is dropped after it.
    let _stand_ins = StandIns::for_scan(connection, spec.table).map_err(doing)?;
    let mut statement = connection.prepare(&sql).map_err(doing)?;
    if let Some((first, last)) = spec.range {
        statement.raw_bind_parameter(1, first).map_err(doing)?;
        statement.raw_bind_parameter(2, last).map_err(doing)?;
    }
    let skip = usize::from(spec.rowids);
    let mut rows = statement.raw_query();
    let mut converted = Converted::default();
    let mut last_rowid = None;
    loop {
        let row = match rows.next() {
            Ok(Some(row)) => row,
            Ok(None) => return Ok(()),
            Err(cause) => {
                let error = doing(cause);
                return Err(match last_rowid {
                    Some(rowid) => error.row(format!("behind rowid {rowid}")),
                    None => error,
                });
            }
        };
        let rowid = match spec.rowids.then(|| row.get_ref_unwrap(0)) {
            Some(ValueRef::Integer(rowid)) => Some(rowid),
            _ => None,
        };
        let converted = match encoding {
            Encoding::Utf8 => None,
            Encoding::Utf16 { big_endian } => {
                converted.fill(row, skip, spec.columns.len(), big_endian);
                Some(&converted)
            }
        };
        each(&CellRow { row, rowid, skip, cells: spec.columns.len(), converted })?;
        last_rowid = rowid;
    }
}

fn no_rowid(table: &str) -> Error {
    Error::new(Kind::Source, "rows cannot be told apart by rowid")
        .detail("The table has none, or columns named rowid, _rowid_ and oid hide it.")
        .table(table)
}

/// The SQL by which the rowid of a table's rows is read, behind the alias `t`: the first of SQLite's three names that
/// no other column hides, or the INTEGER PRIMARY KEY. `None` when there is no way
/// (<https://sqlite.org/lang_createtable.html#rowid>).
pub fn rowid_expression(connection: &Connection, table: &str) -> Result<Option<String>> {
    let doing = |cause| failed("reading the schema", cause).table(table);
    if facts::is_without_rowid(connection, table).map_err(doing)? {
        return Ok(None);
    }
    let columns = facts::columns(connection, table).map_err(doing)?;
    let indexes = facts::indexes(connection, table).map_err(doing)?;
    let has_key_index = indexes.iter().any(|index| index.origin == "pk");
    let mut key = columns.iter().filter(|column| column.key > 0);
    let alias = match (key.next(), key.next()) {
        (Some(only), None) if !has_key_index && only.declared.eq_ignore_ascii_case("INTEGER") => {
            Some(&only.name)
        }
        _ => None,
    };
    for name in ["rowid", "_rowid_", "oid"] {
        let hidden_by = columns.iter().find(|column| column.name.eq_ignore_ascii_case(name));
        if hidden_by.is_none_or(|column| Some(&column.name) == alias) {
            return Ok(Some(format!("t.{name}")));
        }
    }
    Ok(alias.map(|name| {
        let mut sql = String::from("t.");
        push_ident(&mut sql, name);
        sql
    }))
}

/// The smallest and the largest rowid of a table whose rowid can be read; `None` when it has no rows.
pub fn rowid_span(connection: &Connection, table: &str) -> Result<Option<(i64, i64)>> {
    let rowid = rowid_expression(connection, table)?.ok_or_else(|| no_rowid(table))?;
    let mut from = String::from("FROM main.");
    push_ident(&mut from, table);
    // Two statements in one, since SQLite finds the one or the other in the tree's edge, but not both at once.
    let sql = format!("SELECT (SELECT min({rowid}) {from} AS t), (SELECT max({rowid}) {from} AS t)");
    let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
    let span: (Option<i64>, Option<i64>) =
        connection.query_row(&sql, [], read).map_err(|cause| failed("reading rows", cause).table(table))?;
    Ok(span.0.zip(span.1))
}

/// Names stand behind an alias, so that SQLite can read them as nothing but columns; NOT INDEXED keeps the planner
/// from reading a covering index in its place, which would come in another order.
fn statement(spec: &ScanSpec<'_>, rowid: Option<&str>, encoding: Encoding) -> String {
    let mut sql = String::from("SELECT ");
    let mut first = true;
    let mut comma = |sql: &mut String| {
        if !std::mem::take(&mut first) {
            sql.push(',');
        }
    };
    if spec.rowids
        && let Some(rowid) = rowid
    {
        comma(&mut sql);
        sql.push_str(rowid);
    }
    for name in spec.columns {
        comma(&mut sql);
        match encoding {
            Encoding::Utf8 => push_column(&mut sql, name),
            Encoding::Utf16 { .. } => {
                sql.push_str("CASE typeof(");
                push_column(&mut sql, name);
                sql.push_str(") WHEN 'text' THEN CAST(");
                push_column(&mut sql, name);
                sql.push_str(" AS BLOB) ELSE ");
                push_column(&mut sql, name);
                sql.push_str(" END");
            }
        }
    }
    if matches!(encoding, Encoding::Utf16 { .. }) {
        for group in spec.columns.chunks(FLAGS_PER_COLUMN) {
            comma(&mut sql);
            for (bit, name) in group.iter().enumerate() {
                if bit > 0 {
                    sql.push('|');
                }
                sql.push_str("((typeof(");
                push_column(&mut sql, name);
                sql.push_str(&format!(")='text')<<{bit})"));
            }
        }
    }
    if first {
        sql.push_str("NULL");
    }
    sql.push_str(" FROM main.");
    push_ident(&mut sql, spec.table);
    sql.push_str(" AS t NOT INDEXED");
    if let (Some(_), Some(rowid)) = (spec.range, rowid) {
        sql.push_str(&format!(" WHERE {rowid} BETWEEN ?1 AND ?2"));
    }
    sql
}

fn push_column(sql: &mut String, name: &str) {
    sql.push_str("t.");
    push_ident(sql, name);
}

fn encoding(connection: &Connection) -> rusqlite::Result<Encoding> {
    let name: String = connection.query_row("PRAGMA main.encoding", [], |row| row.get(0))?;
    Ok(match name.as_str() {
        "UTF-16le" => Encoding::Utf16 { big_endian: false },
        "UTF-16be" => Encoding::Utf16 { big_endian: true },
        _ => Encoding::Utf8,
    })
}

/// The texts of one row of a UTF-16 database, converted; its memory is used again for the next row.
#[derive(Default)]
struct Converted {
    bytes: Vec<u8>,
    /// Where in `bytes` the text of each column stands; `None` for cells that are no text.
    places: Vec<Option<(usize, usize)>>,
}

/// A buffer that one large text blew up is given back above this size.
const CONVERTED_KEEP_BYTES: usize = 1 << 20;

impl Converted {
    fn fill(&mut self, row: &Row<'_>, skip: usize, columns: usize, big_endian: bool) {
        self.bytes.clear();
        self.bytes.shrink_to(CONVERTED_KEEP_BYTES);
        self.places.clear();
        let mut flags = 0;
        for at in 0..columns {
            if at % FLAGS_PER_COLUMN == 0 {
                let value = row.get_ref_unwrap(skip + columns + at / FLAGS_PER_COLUMN);
                flags = if let ValueRef::Integer(bits) = value { bits } else { 0 };
            }
            let is_text = flags >> (at % FLAGS_PER_COLUMN) & 1 == 1;
            let place = match row.get_ref_unwrap(skip + at) {
                ValueRef::Blob(raw) if is_text => {
                    let start = self.bytes.len();
                    push_utf16(raw, big_endian, &mut self.bytes);
                    Some((start, self.bytes.len()))
                }
                _ => None,
            };
            self.places.push(place);
        }
    }

    fn get(&self, at: usize) -> Option<&[u8]> {
        let (start, end) = self.places[at]?;
        Some(&self.bytes[start..end])
    }
}

/// Appends UTF-16 bytes as UTF-8; an unpaired surrogate as the three bytes of its code point, and half a unit at the
/// end as the byte FF, which occurs in no such text, and itself.
fn push_utf16(raw: &[u8], big_endian: bool, out: &mut Vec<u8>) {
    let unit =
        |pair: &[u8; 2]| if big_endian { u16::from_be_bytes(*pair) } else { u16::from_le_bytes(*pair) };
    let (pairs, half) = raw.as_chunks::<2>();
    out.reserve(raw.len());
    for decoded in char::decode_utf16(pairs.iter().map(unit)) {
        match decoded {
            Ok(character) => out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes()),
            Err(unpaired) => {
                let unit = unpaired.unpaired_surrogate();
                let tail = |shift: u32| 0x80 | (unit >> shift & 0x3f) as u8;
                out.extend_from_slice(&[0xe0 | (unit >> 12) as u8, tail(6), tail(0)]);
            }
        }
    }
    if let &[byte] = half {
        out.extend_from_slice(&[0xff, byte]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn converted(units: &[u16]) -> (Vec<u8>, Vec<u8>) {
        let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
        let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
        let (mut from_little, mut from_big) = (Vec::new(), Vec::new());
        push_utf16(&little, false, &mut from_little);
        push_utf16(&big, true, &mut from_big);
        (from_little, from_big)
    }

    #[test]
    fn whole_text_becomes_the_same_text() {
        for text in ["", "abc", "naïve 日本 😀 \u{10ffff}\u{fffd}\0x"] {
            let units: Vec<u16> = text.encode_utf16().collect();
            let bytes = text.as_bytes().to_vec();
            assert_eq!(converted(&units), (bytes.clone(), bytes));
        }
    }

    #[test]
    fn an_unpaired_surrogate_is_invalid_and_keeps_its_number() {
        for unit in [0xd800_u16, 0xdbff, 0xdc00, 0xdfff] {
            let (bytes, again) = converted(&[0x61, unit, 0x62]);
            assert_eq!(bytes, again);
            assert_eq!(std::str::from_utf8(&bytes).unwrap_err().valid_up_to(), 1);
            let code = u16::from(bytes[1] & 0xf) << 12
                | u16::from(bytes[2] & 0x3f) << 6
                | u16::from(bytes[3] & 0x3f);
            assert_eq!((code, bytes[4]), (unit, b'b'));
        }
    }

    #[test]
    fn half_a_unit_is_kept() {
        let mut out = Vec::new();
        push_utf16(&[0x61, 0, 0x62], false, &mut out);
        assert_eq!(out, [0x61, 0xff, 0x62]);
    }
}
