//! PostgreSQL's side: tables, columns and rows, all as text, in one transaction that is never committed.

use super::cell::{Cell, Form, Meaning, WHOLE_BYTES_MAX, bytes};
use postgres::fallible_iterator::FallibleIterator;
use postgres::{Client, Transaction};
use std::collections::BTreeMap;

/// `jsonb` reads what both sides hold; what it cannot read stays as it is, behind a mark.
const CANONICAL_JSON: &str = "
    CREATE FUNCTION pg_temp.oracle_json(t text) RETURNS text LANGUAGE plpgsql AS $$
    BEGIN
        RETURN t::jsonb::text;
    EXCEPTION WHEN others THEN
        RETURN 'not jsonb: ' || t;
    END $$";

/// A column of PostgreSQL.
#[derive(Debug, Clone)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) meaning: Meaning,
    pub(super) kind: &'static str,
}

/// A transaction in which every value has one text.
pub(super) fn begin(client: &mut Client) -> Transaction<'_> {
    let mut transaction = client.transaction().unwrap_or_else(|e| panic!("no transaction: {e}"));
    let settings =
        "SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO, YMD'; SET LOCAL extra_float_digits = 1;
                    SET LOCAL intervalstyle = 'postgres'; SET LOCAL search_path = pg_catalog;";
    transaction.batch_execute(settings).unwrap_or_else(|e| panic!("{settings}: {e}"));
    transaction
}

/// The schema's tables by name.
pub(super) fn tables(transaction: &mut Transaction<'_>, schema: &str) -> BTreeMap<String, u32> {
    let sql = "SELECT c.relname, c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
               WHERE n.nspname = $1 AND c.relkind IN ('r', 'p') AND NOT c.relispartition";
    let rows = transaction.query(sql, &[&schema]).unwrap_or_else(|e| panic!("{sql}: {e}"));
    rows.iter().map(|row| (row.get(0), row.get(1))).collect()
}

/// A table's columns in order. Vectors of full-text search are derived and have no counterpart in SQLite.
pub(super) fn columns(transaction: &mut Transaction<'_>, table: u32) -> Vec<Column> {
    let sql = "SELECT a.attname, CASE t.typtype WHEN 'd' THEN b.typname ELSE t.typname END
               FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_type b ON b.oid = t.typbasetype
               WHERE a.attrelid = $1 AND a.attnum > 0 AND NOT a.attisdropped AND t.typname <> 'tsvector' ORDER BY a.attnum";
    let rows = transaction.query(sql, &[&table]).unwrap_or_else(|e| panic!("{sql}: {e}"));
    let column = |row: &postgres::Row| {
        let type_name: &str = row.get(1);
        Column { name: row.get(0), meaning: Meaning::of(type_name), kind: kind(type_name) }
    };
    rows.iter().map(column).collect()
}

/// Names for messages.
fn kind(type_name: &str) -> &'static str {
    const KNOWN: [&str; 16] = [
        "bool",
        "int2",
        "int4",
        "int8",
        "numeric",
        "float4",
        "float8",
        "uuid",
        "date",
        "time",
        "timestamp",
        "timestamptz",
        "json",
        "jsonb",
        "bytea",
        "varchar",
    ];
    KNOWN.into_iter().find(|known| *known == type_name).unwrap_or("text")
}

/// Every row of a table.
pub(super) fn rows<'a>(
    transaction: &mut Transaction<'_>,
    table: u32,
    columns: impl Iterator<Item = &'a Column>,
) -> Vec<Vec<Cell>> {
    let columns: Vec<&Column> = columns.collect();
    define_json(transaction, columns.iter().any(|c| c.kind == "json"));
    let list: Vec<String> = columns.iter().map(|column| expression(column)).collect();
    let list = if list.is_empty() { "NULL".to_owned() } else { list.join(", ") };
    let name: String = {
        let sql = "SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c
                   JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = $1";
        transaction.query_one(sql, &[&table]).unwrap_or_else(|e| panic!("{sql}: {e}")).get(0)
    };
    let sql = format!("SELECT {list} FROM {name}");
    let no_parameters: [&str; 0] = [];
    let mut found = transaction.query_raw(&sql, no_parameters).unwrap_or_else(|e| panic!("{name}: {e:?}"));
    let mut out = Vec::new();
    while let Some(row) = found.next().unwrap_or_else(|e| panic!("{name}: {e:?}")) {
        out.push(columns.iter().enumerate().map(|(at, column)| cell(row.get(at), column)).collect());
    }
    out
}

/// `V` and the value's text, or `L`, its length in bytes, a colon and its MD5.
fn expression(column: &Column) -> String {
    let name = format!("\"{}\"", column.name.replace('"', "\"\""));
    let (value, text) = match (column.meaning, column.kind) {
        (Meaning::Bytes, _) => (name.clone(), format!("encode({name}, 'hex')")),
        (Meaning::Json, "json") => {
            let canonical = format!("pg_temp.oracle_json({name}::text)");
            (canonical.clone(), canonical)
        }
        (Meaning::Json | Meaning::Text, _) => (format!("{name}::text"), format!("{name}::text")),
        _ => return format!("'V' || {name}::text"),
    };
    format!(
        "CASE WHEN octet_length({value}) > {WHOLE_BYTES_MAX} THEN 'L' || octet_length({value}) || ':' || md5({value}) \
         ELSE 'V' || {text} END"
    )
}

fn cell(text: Option<&str>, column: &Column) -> Cell {
    let Some(text) = text else { return Cell { kind: "NULL", form: Form::Null } };
    let value = &text[1..];
    if text.starts_with('L') {
        let (length, hash) = value.split_once(':').expect("the expression puts a colon");
        let hash = u128::from_str_radix(hash, 16).expect("an MD5 is hexadecimal").to_be_bytes();
        let form = Form::Long(length.parse().expect("a length is a number"), hash);
        return Cell { kind: column.kind, form };
    }
    match column.meaning {
        Meaning::Bytes => Cell { kind: column.kind, form: bytes(&unhex(value)) },
        meaning => Cell::from_postgres(value, meaning, column.kind),
    }
}

fn unhex(text: &str) -> Vec<u8> {
    let digit = |b: u8| char::from(b).to_digit(16).expect("encode gives hexadecimal digits") as u8;
    text.as_bytes().as_chunks::<2>().0.iter().map(|[high, low]| digit(*high) << 4 | digit(*low)).collect()
}

fn define_json(transaction: &mut Transaction<'_>, wanted: bool) {
    let sql = "SELECT to_regprocedure('pg_temp.oracle_json(text)') IS NULL";
    if wanted && transaction.query_one(sql, &[]).is_ok_and(|row| row.get(0)) {
        transaction.batch_execute(CANONICAL_JSON).unwrap_or_else(|e| panic!("{CANONICAL_JSON}: {e}"));
    }
}

/// Replaces the JSON that SQLite holds by what PostgreSQL makes of it.
pub(super) fn canonical_json(transaction: &mut Transaction<'_>, rows: &mut [Vec<Cell>]) {
    /// Texts sent at once.
    const BATCH: usize = 1000;
    let mut cells: Vec<&mut Form> = rows
        .iter_mut()
        .flatten()
        .map(|cell| &mut cell.form)
        .filter(|form| matches!(form, Form::Json(_)))
        .collect();
    define_json(transaction, !cells.is_empty());
    let sql = "SELECT pg_temp.oracle_json(t) FROM unnest($1::text[]) WITH ORDINALITY AS u(t, n) ORDER BY n";
    for batch in cells.chunks_mut(BATCH) {
        let texts: Vec<&str> = batch
            .iter()
            .map(|form| match form {
                Form::Json(text) => text.as_str(),
                _ => unreachable!("only JSON was gathered"),
            })
            .collect();
        let answers = transaction.query(sql, &[&texts]).unwrap_or_else(|e| panic!("{sql}: {e:?}"));
        for (form, answer) in batch.iter_mut().zip(&answers) {
            let text: String = answer.get(0);
            **form = match text.len() > WHOLE_BYTES_MAX {
                true => bytes(text.as_bytes()),
                false => Form::Json(text),
            };
        }
    }
}
