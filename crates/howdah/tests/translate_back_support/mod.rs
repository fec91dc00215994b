//! Both engines with the same rows: a PostgreSQL table with a column of every stored form, and SQLite's cells for it, by
//! `docs/from-postgresql.md` and not by the engine's code.

#![allow(dead_code, reason = "each test binary uses its part")]

use howdah::translate::back::{Cell, Collation, Column, Stored};
use postgres::{Client, SimpleQueryMessage};
use rusqlite::Connection;
use rusqlite::types::Value;
use testkit::server::{TestDatabase, server};

/// Name, type, what is declared in SQLite, form of the cells.
pub type Declared = (&'static str, &'static str, &'static str, Stored);

/// A column of every form, and a second one of most.
pub const COLUMNS: &[Declared] = &[
    ("id", "integer", "INTEGER PRIMARY KEY", Stored::Integer),
    ("b", "boolean", "BOOLEAN", Stored::Boolean),
    ("b2", "boolean", "BOOLEAN", Stored::Boolean),
    ("i", "integer", "INTEGER", Stored::Integer),
    ("j", "smallint", "INTEGER", Stored::Integer),
    ("k", "bigint", "INTEGER", Stored::Integer),
    ("r", "real", "REAL", Stored::Real),
    ("d", "double precision", "REAL", Stored::Real),
    ("e", "double precision", "REAL", Stored::Real),
    ("n", "numeric(10,2)", "NUMERIC(10,2)", Stored::Number),
    ("m", "numeric", "NUMERIC", Stored::Number),
    ("nt", "numeric", "TEXT", Stored::NumberText),
    ("s", "text", "TEXT", Stored::Text),
    ("t", "character varying(20)", "VARCHAR(20)", Stored::Text),
    ("u", "text", "TEXT", Stored::Text),
    ("u2", "text", "TEXT", Stored::Text),
    ("c", "character(4)", "CHAR(4) COLLATE RTRIM", Stored::PaddedText),
    ("c2", "character(4)", "CHAR(4) COLLATE RTRIM", Stored::PaddedText),
    ("ci", "public.citext", "TEXT COLLATE NOCASE", Stored::FoldedText),
    ("nd", "text", "TEXT", Stored::Text),
    ("by", "bytea", "BLOB", Stored::Blob),
    ("g", "uuid", "CHAR(36)", Stored::Uuid),
    ("g2", "uuid", "CHAR(36)", Stored::Uuid),
    ("da", "date", "DATE", Stored::Date),
    ("da2", "date", "DATE", Stored::Date),
    ("ti", "time without time zone", "TIME", Stored::Time),
    ("ts", "timestamp without time zone", "DATETIME", Stored::Timestamp),
    ("ts2", "timestamp without time zone", "DATETIME", Stored::Timestamp),
    ("tz", "timestamp with time zone", "DATETIME", Stored::TimestampTz),
    ("tz2", "timestamp with time zone", "DATETIME", Stored::TimestampTz),
    ("mt", "timestamp without time zone", "DATETIME", Stored::MomentText),
    ("js", "json", "TEXT", Stored::Json),
    ("jb", "jsonb", "TEXT", Stored::Json),
    ("ta", "text[]", "TEXT", Stored::Array),
    ("ia", "integer[]", "TEXT", Stored::Array),
    ("mo", "public.mood", "TEXT", Stored::Enum),
    ("mo2", "public.mood", "TEXT", Stored::Enum),
    ("ip", "inet", "TEXT", Stored::Other),
    ("iv", "interval", "TEXT", Stored::Other),
    ("Odd \"name", "integer", "INTEGER", Stored::Integer),
];

/// What makes the types and collations of the table.
pub const TYPES: &str = "
CREATE EXTENSION citext;
CREATE EXTENSION pgcrypto;
CREATE EXTENSION \"uuid-ossp\";
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE COLLATION loose (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
CREATE DOMAIN positive AS integer CHECK (VALUE > 0);
";

/// Rows, as the values of the columns from the second on.
const ROWS: &[&str] = &[
    "true, false, 0, 0, 0, 0, 0, 0, 0, 0, 0, '', '', '', '', '', '', '', '', '', '00000000-0000-0000-0000-000000000000',
     '00000000-0000-0000-0000-000000000000', '2024-02-29', '2024-02-29', '00:00', '2024-02-29 00:00', '2024-02-29 00:00',
     '2024-02-29 00:00+00', '2024-02-29 00:00+00', 'infinity', '{}', '{}', '{}', '{}', 'sad', 'ok', '10.0.0.1', '1 day', 1",
    "false, true, 1, 1, 1, 0.5, 0.5, 1.5, 19.99, 0.1, 1.50, 'a', 'a', 'A', 'a', 'ab', 'AB', 'Abc', 'a', '\\x00ff',
     '0f8fad5b-d9cb-469f-a165-70867728950e', '7c9e6679-7425-40de-944b-e07fc1f90ae7', '1999-12-31', '2000-01-01', '13:00:00.5',
     '1999-12-31 23:59:59.999999', '2000-01-01', '1999-12-31 23:59:59.5+02', '1999-12-31 23:59:59+00', '2024-01-01',
     '{\"a\": 1}', '{\"a\": 1, \"b\": \"x\", \"c\": [1, 2], \"d\": null, \"e\": 1.50, \"f\": true}', '{a,b}', '{1,2,3}', 'ok', 'ok',
     '::1', '1 mon', -1",
    "true, true, -7, -7, -9223372036854775808, -2.5, -2.5, 0.1, -0.01, -7.25, -3, 'Äöü', 'äöü', 'äöü', 'Äöü', 'ÄÖ', 'ab', 'ÄÖÜ', 'É',
     '\\x61', 'ffffffff-ffff-ffff-ffff-ffffffffffff', 'ffffffff-ffff-ffff-ffff-ffffffffffff', '0001-01-01', '9999-12-31', '23:59:59.999999',
     '0001-01-01', '9999-12-31 23:59:59.999999', '0001-01-01 00:00+00', '9999-12-31 23:59:59.999999+00', '-infinity',
     '[1,2]', '[1, \"a\", null]', '{NULL,\"a b\"}', '{NULL}', 'happy', 'sad', '10.0.0.0/8', '-1 days +02:03:04', 2147483647",
    "NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
     NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL",
    "false, NULL, 2147483647, 32767, 9223372036854775807, 'infinity', 'infinity', '-infinity', 99999999.99, 12345678901234, 1e30, 'AB12',
     'AB12', 'AB12', 'ab12', '12', '1234', 'K', 'A', '\\x', '12345678-1234-1234-1234-123456789abc',
     '02345678-1234-1234-1234-123456789abc', '2023-06-15', '2023-06-14', '06:07:08', '2023-06-15 06:07:08', '2023-06-15 06:07:08.125',
     '2023-06-15 06:07:08.125+00', '2023-06-15 06:07:08.12+00', '0044-03-15 BC', '\"x\"', '\"x\"', '{{a,b},{c,d}}', '{{1,2},{3,4}}',
     'ok', 'happy', '192.168.0.1/24', '00:00:01', 0",
    "true, false, -2147483648, -32768, 42, '-0', '-0', 0, 100, 2, 0.5, 'a%b_c\\d', '12345', '12345', '[x]', ' a ', 'a', 'a%', 'ß', '\\x62',
     '22345678-1234-1234-1234-123456789abc', NULL, '2024-01-31', '2024-03-01', '01:02:03', '2024-01-31 01:02:03', '2024-01-31 01:02:03.1',
     '2024-01-31 01:02:03+05:30', '2024-01-30 19:32:03+00', '2024-01-31', '1.50', '1.50', '{\"it''s\",\"q\\\"\"}', '{5}', NULL, 'ok',
     '10.0.0.1', '1 year', 7",
    "NULL, true, 10, 3, 10, 0.1, 0.1, 1e10, 0.10, 1e-5, 10.0, E'line\\ntwo', E'tab\\there', E'x\\n', 'x', '  a', 'A   ', E'\\n', 'SS', NULL,
     NULL, '0f8fad5b-d9cb-469f-a165-70867728950e', '2024-12-31', NULL, '12:00', '2024-12-31 12:30:45.1', '2024-12-30',
     '2024-12-31 12:30:45.1+00', NULL, NULL, 'null', 'null', '{\"\"}', '{-1,0}', 'sad', NULL, NULL, NULL, NULL",
    "true, NULL, 3, -1, -1, 100, 1e300, 1e-300, 5, 3, 7, 'new', 'paid', 'paid', 'new', 'paid', 'new', 'x@example.org', 'new', '\\xffffff',
     'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11', '2024-07-04', '2024-07-04', '23:00:00', '2024-07-04 10:00',
     '2024-07-04 09:00', '2024-07-04 10:00+00', '2024-07-04 09:00+00', '2024-07-04 10:00:00.5', 'true', '{\"a\": \"2\", \"c\": []}',
     '{a,NULL,\"NULL\"}', '{1,NULL}', 'happy', 'happy', '0.0.0.0', '1 day', 5",
    "false, false, 100, 100, 4611686018427387904, 1.1, 1.1, 1.1, 100.00, 100.5, 100.50, '𝒳😀', '日本', '日本', '😀', 'é', 'É', 'İstanbul', 'é',
     '\\x0a', '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000002', '2000-02-29', '2000-02-28', '10:10:10.10',
     '2000-02-29 10:10:10.10', '2000-02-29 10:10:10.1', '2000-02-29 10:10:10.10+00', '2000-02-29 10:10:10.1+00', '2000-02-29',
     '{\"a\":{\"b\":2}}', '{\"a\": {\"b\": 2, \"z\": [true]}, \"key with space\": 3, \"ä\": 4}', '{x}', '{2,2}', 'sad', 'sad', 'fe80::1',
     '1 day 02:00:00', -100",
];

/// The two engines.
pub struct Engines {
    pub lite: Connection,
    pub client: Client,
    rows: usize,
    _database: TestDatabase,
}

/// Turns an expression into PostgreSQL's own words for it, an error into words, and evaluates row by row where a row is
/// an error.
const HELP: &str = "
CREATE FUNCTION pg_temp.words_of(question text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE words text;
BEGIN
    EXECUTE 'ALTER TABLE public.t ADD CONSTRAINT asked CHECK ((' || question || ') IS NULL) NOT VALID';
    PERFORM set_config('search_path', 'pg_catalog, pg_temp', true);
    SELECT pg_get_expr(conbin, conrelid) INTO words FROM pg_constraint WHERE conname = 'asked';
    PERFORM set_config('search_path', 'public, pg_temp', true);
    ALTER TABLE public.t DROP CONSTRAINT asked;
    RETURN words;
EXCEPTION WHEN OTHERS THEN
    RETURN 'error: ' || SQLERRM;
END $$;
CREATE FUNCTION pg_temp.answer(question text, row_id integer) RETURNS text LANGUAGE plpgsql AS $$
DECLARE answer text;
BEGIN
    EXECUTE 'SELECT ' || question || ' FROM public.t WHERE id = ' || row_id INTO answer;
    RETURN CASE WHEN answer IS NULL THEN 'NULL' ELSE '=' || answer END;
EXCEPTION WHEN OTHERS THEN
    RETURN 'error: ' || SQLERRM;
END $$;
";

impl Engines {
    pub fn new(name: &str) -> Engines {
        Engines::with_rows(name, 0, &mut || 0)
    }

    /// With more rows, whose values are each of another row; `pick` gives any number.
    pub fn with_rows(name: &str, more: usize, pick: &mut dyn FnMut() -> u64) -> Engines {
        let database = server().database(name);
        let mut client = database.connect();
        client.batch_execute("SET TimeZone = 'UTC'; SET search_path = public").unwrap();
        client.batch_execute(TYPES).unwrap();
        let columns: Vec<String> = COLUMNS
            .iter()
            .map(|(name, typ, _, _)| format!("{} {typ}{}", quoted(name), collate(name)))
            .collect();
        client.batch_execute(&format!("CREATE TABLE t({})", columns.join(", "))).unwrap();
        for (at, row) in ROWS.iter().enumerate() {
            let sql = format!("INSERT INTO t VALUES ({}, {row})", at + 1);
            client.batch_execute(&sql).unwrap_or_else(|error| panic!("{error:?}\n{sql}"));
        }
        for at in ROWS.len()..ROWS.len() + more {
            let values: Vec<String> = COLUMNS[1..]
                .iter()
                .map(|(name, ..)| {
                    format!("(SELECT {} FROM t WHERE id = {})", quoted(name), pick() % ROWS.len() as u64 + 1)
                })
                .collect();
            client.batch_execute(&format!("INSERT INTO t SELECT {}, {}", at + 1, values.join(", "))).unwrap();
        }
        let lite = Connection::open_in_memory().unwrap();
        let declared: Vec<String> = COLUMNS
            .iter()
            .map(|(name, _, declared, _)| format!("{} {declared}", quoted(&lite_name(name))))
            .collect();
        lite.execute_batch(&format!("CREATE TABLE t({})", declared.join(", "))).unwrap();
        let mut engines = Engines { lite, client, rows: ROWS.len() + more, _database: database };
        engines.copy_rows();
        engines.client.batch_execute("SET search_path = pg_catalog, pg_temp").unwrap();
        engines.client.batch_execute(HELP).unwrap();
        engines
    }

    fn copy_rows(&mut self) {
        let list: Vec<String> =
            COLUMNS
                .iter()
                .map(|(name, typ, _, _)| {
                    if typ.ends_with("[]") {
                        format!("array_to_json({})", quoted(name))
                    } else {
                        quoted(name)
                    }
                })
                .collect();
        let rows = self.client.simple_query(&format!("SELECT {} FROM t", list.join(", "))).unwrap();
        for message in rows {
            let SimpleQueryMessage::Row(row) = message else { continue };
            let cells: Vec<Value> = COLUMNS
                .iter()
                .enumerate()
                .map(|(at, (_, typ, _, stored))| match row.get(at) {
                    None => Value::Null,
                    Some(text) => cell(text, typ, *stored),
                })
                .collect();
            let marks = vec!["?"; cells.len()].join(", ");
            self.lite
                .execute(&format!("INSERT INTO t VALUES ({marks})"), rusqlite::params_from_iter(cells))
                .unwrap();
        }
    }

    /// PostgreSQL's own words for an expression over the table.
    pub fn words_of(&mut self, questions: &[String]) -> Vec<Result<String, String>> {
        self.client.batch_execute("SET search_path = public, pg_temp").unwrap();
        let sql =
            "SELECT pg_temp.words_of(q) FROM unnest($1::text[]) WITH ORDINALITY AS asked(q, n) ORDER BY n";
        let first: Vec<Result<String, String>> = self
            .client
            .query(sql, &[&questions])
            .unwrap()
            .iter()
            .map(|row| {
                let words: String = row.get(0);
                match words.strip_prefix("error: ") {
                    Some(error) => Err(error.to_owned()),
                    None => Ok(inner(&words)),
                }
            })
            .collect();
        self.client.batch_execute("SET search_path = pg_catalog, pg_temp").unwrap();
        first
    }

    /// The type of an expression, and PostgreSQL's answer for each row: its text, `None` for NULL, or an error.
    pub fn answers(&mut self, question: &str) -> (String, Vec<Result<Option<String>, String>>) {
        let typ: String = match self.client.query_one(
            &format!("SELECT format_type(pg_typeof({question})::oid, NULL) FROM public.t LIMIT 1"),
            &[],
        ) {
            Ok(row) => row.get(0),
            // A constant's error.
            Err(error) => {
                let error = error.to_string();
                return (String::new(), vec![Err(error); self.rows]);
            }
        };
        let asked =
            if typ.ends_with("[]") { format!("array_to_json({question})") } else { format!("({question})") };
        if let Ok(rows) = self.client.simple_query(&format!("SELECT {asked} FROM public.t ORDER BY t.id")) {
            let answers = rows
                .iter()
                .filter_map(|message| match message {
                    SimpleQueryMessage::Row(row) => Some(Ok(row.get(0).map(str::to_owned))),
                    _ => None,
                })
                .collect();
            return (typ, answers);
        }
        let rows = self
            .client
            .query(
                "SELECT pg_temp.answer($1, n) FROM generate_series(1, $2) n ORDER BY n",
                &[&asked, &(self.rows as i32)],
            )
            .unwrap();
        let answers = rows
            .iter()
            .map(|row| {
                let answer: String = row.get(0);
                match answer.strip_prefix('=') {
                    Some(text) if typ == "boolean" => Ok(Some(text[..1].to_owned())),
                    Some(text) => Ok(Some(text.to_owned())),
                    None if answer == "NULL" => Ok(None),
                    None => Err(answer),
                }
            })
            .collect();
        (typ, answers)
    }

    /// SQLite's answer for each row.
    pub fn lite_answers(&self, sql: &str) -> Vec<Result<Value, String>> {
        let mut statement = self
            .lite
            .prepare(&format!("SELECT {sql} FROM t WHERE id = ?"))
            .unwrap_or_else(|error| panic!("{error}\n{sql}"));
        (1..=self.rows)
            .map(|id| statement.query_row([id as i64], |row| row.get(0)).map_err(|error| error.to_string()))
            .collect()
    }

    /// How the translation answers otherwise than PostgreSQL, in words; nothing when it answers alike. A row that is an
    /// error in PostgreSQL has no answer.
    pub fn difference(&mut self, question: &str, translated: &str, stored: Stored) -> Option<String> {
        let (typ, answers) = self.answers(question);
        for (at, (lite, answer)) in self.lite_answers(translated).into_iter().zip(&answers).enumerate() {
            let Ok(answer) = answer else { continue };
            let expected = answer.as_deref().map_or(Value::Null, |text| cell(text, &typ, stored));
            if !is_same(&lite, &expected, stored) {
                return Some(format!(
                    "row {}: {question}\n  {translated}\n  PostgreSQL {expected:?}\n  SQLite     {lite:?}",
                    at + 1
                ));
            }
        }
        None
    }
}

/// Whether a cell is what it is expected to be; a number may be of either class.
fn is_same(lite: &Result<Value, String>, expected: &Value, stored: Stored) -> bool {
    match (lite, expected) {
        // SQLite stores a zero without its sign.
        (Ok(Value::Real(one)), Value::Real(two)) => one == two,
        (Ok(Value::Integer(one)), Value::Real(two)) if stored == Stored::Number => *one as f64 == *two,
        (Ok(Value::Real(one)), Value::Integer(two)) if stored == Stored::Number => *one == *two as f64,
        (Ok(lite), expected) => lite == expected,
        _ => false,
    }
}

/// What PostgreSQL writes for `((x) IS NULL)`, without the test.
fn inner(words: &str) -> String {
    let inner = words.strip_prefix('(').and_then(|words| words.strip_suffix(" IS NULL)"));
    inner.unwrap_or_else(|| panic!("{words}")).to_owned()
}

/// The columns, as the translator is told of them.
pub fn columns() -> Vec<Column<'static>> {
    COLUMNS
        .iter()
        .map(|(name, typ, _, stored)| {
            let collation = match *name {
                "u" | "u2" => Collation::Bytes,
                "nd" => Collation::Loose,
                _ => Collation::Locale,
            };
            let lite: &'static str = Box::leak(lite_name(name).into_boxed_str());
            Column { name, lite, cell: Cell { type_name: typ, stored: *stored, collation } }
        })
        .collect()
}

/// A column's name in SQLite is another, so that one that is not translated is found.
pub fn lite_name(name: &str) -> String {
    if name == "id" { name.to_owned() } else { format!("{name}_2") }
}

fn collate(name: &str) -> &'static str {
    match name {
        "s" | "t" | "c" | "c2" => " COLLATE \"en-x-icu\"",
        "u" | "u2" => " COLLATE \"C\"",
        "nd" => " COLLATE loose",
        _ => "",
    }
}

pub fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The cell that stands for PostgreSQL's text of a value.
pub fn cell(text: &str, typ: &str, stored: Stored) -> Value {
    match stored {
        Stored::Boolean => Value::Integer(i64::from(text == "t" || text == "true")),
        Stored::Integer => Value::Integer(text.parse().unwrap_or_else(|_| panic!("{text} of {typ}"))),
        Stored::Real if typ == "real" => Value::Real(f64::from(text.parse::<f32>().unwrap())),
        Stored::Real => Value::Real(text.parse().unwrap()),
        Stored::Number => match text.parse() {
            Ok(integer) => Value::Integer(integer),
            Err(_) => Value::Real(text.parse().unwrap()),
        },
        Stored::Blob => {
            let digits = text.strip_prefix("\\x").unwrap().as_bytes();
            Value::Blob(
                digits
                    .chunks(2)
                    .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
                    .collect(),
            )
        }
        Stored::TimestampTz => Value::Text(format!("{text}:00")),
        _ => Value::Text(text.to_owned()),
    }
}
