//! A row that takes its defaults has the same cells in both engines; a clock's are near the other's, and spelled alike.

mod translate_back_support;

use howdah::translate::back::{self, Cell, Stored};
use postgres::{Client, SimpleQueryMessage};
use rusqlite::Connection;
use rusqlite::types::Value;
use testkit::server::server;
use translate_back_support::{TYPES, cell};

/// A column's type, what is declared in SQLite, the form of its cells, its default.
type Case = (&'static str, &'static str, Stored, &'static str);

const FIXED: &[Case] = &[
    ("boolean", "BOOLEAN", Stored::Boolean, "true"),
    ("boolean", "BOOLEAN", Stored::Boolean, "false"),
    ("boolean", "BOOLEAN", Stored::Boolean, "'yes'"),
    ("boolean", "BOOLEAN", Stored::Boolean, "NOT true"),
    ("integer", "INTEGER", Stored::Integer, "0"),
    ("integer", "INTEGER", Stored::Integer, "-1"),
    ("integer", "INTEGER", Stored::Integer, "NULL"),
    ("integer", "INTEGER", Stored::Integer, "2 + 3"),
    ("integer", "INTEGER", Stored::Integer, "'7'"),
    ("bigint", "INTEGER", Stored::Integer, "-9223372036854775808"),
    ("bigint", "INTEGER", Stored::Integer, "1"),
    ("smallint", "INTEGER", Stored::Integer, "3"),
    ("integer", "INTEGER", Stored::Integer, "length('abc')"),
    ("real", "REAL", Stored::Real, "0.1"),
    ("real", "REAL", Stored::Real, "1"),
    ("double precision", "REAL", Stored::Real, "0"),
    ("double precision", "REAL", Stored::Real, "0.1"),
    ("double precision", "REAL", Stored::Real, "-1.5"),
    ("double precision", "REAL", Stored::Real, "'infinity'"),
    ("double precision", "REAL", Stored::Real, "'-infinity'"),
    ("double precision", "REAL", Stored::Real, "1e10"),
    ("numeric(10,2)", "NUMERIC(10,2)", Stored::Number, "0"),
    ("numeric(10,2)", "NUMERIC(10,2)", Stored::Number, "0.00"),
    ("numeric(10,2)", "NUMERIC(10,2)", Stored::Number, "19.99"),
    ("numeric(10,2)", "NUMERIC(10,2)", Stored::Number, "1.50"),
    ("numeric(10,2)", "NUMERIC(10,2)", Stored::Number, "-7"),
    ("numeric", "NUMERIC", Stored::Number, "0.5"),
    ("numeric", "NUMERIC", Stored::Number, "100"),
    ("numeric(10,2)", "TEXT", Stored::NumberText, "0"),
    ("numeric(10,2)", "TEXT", Stored::NumberText, "1.5"),
    ("numeric", "TEXT", Stored::NumberText, "1.50"),
    ("numeric", "TEXT", Stored::NumberText, "'NaN'"),
    ("numeric(6,0)", "TEXT", Stored::NumberText, "12"),
    ("numeric", "TEXT", Stored::NumberText, "123456789012345678901234567890.123"),
    ("text", "TEXT", Stored::Text, "''"),
    ("text", "TEXT", Stored::Text, "'it''s'"),
    ("text", "TEXT", Stored::Text, "E'a\\nb\\\\c'"),
    ("text", "TEXT", Stored::Text, "'a'||'b'"),
    ("text", "TEXT", Stored::Text, "'ä😀'"),
    ("text", "TEXT", Stored::Text, "5"),
    ("text", "TEXT", Stored::Text, "true"),
    ("character varying(10)", "VARCHAR(10)", Stored::Text, "'new'"),
    ("character varying(3)", "VARCHAR(3)", Stored::Text, "'abc  '"),
    ("character varying", "VARCHAR", Stored::Text, "'x'::text"),
    ("character(4)", "CHAR(4) COLLATE RTRIM", Stored::PaddedText, "'ab'"),
    ("character(1)", "CHAR(1) COLLATE RTRIM", Stored::PaddedText, "'N'"),
    ("public.citext", "TEXT COLLATE NOCASE", Stored::FoldedText, "'Abc'"),
    ("bytea", "BLOB", Stored::Blob, "'\\x00ff'"),
    ("bytea", "BLOB", Stored::Blob, "''"),
    ("uuid", "CHAR(36)", Stored::Uuid, "'00000000-0000-0000-0000-000000000000'"),
    ("uuid", "CHAR(36)", Stored::Uuid, "'A0EEBC999C0B4EF8BB6D6BB9BD380A11'"),
    ("date", "DATE", Stored::Date, "'2024-01-31'"),
    ("date", "DATE", Stored::MomentText, "'infinity'"),
    ("date", "DATE", Stored::MomentText, "'2024-01-31'"),
    ("time", "TIME", Stored::Time, "'13:00'"),
    ("time", "TIME", Stored::Time, "'13:00:00.50'"),
    ("timestamp", "DATETIME", Stored::Timestamp, "'2024-01-31 13:00:00.5'"),
    ("timestamp", "DATETIME", Stored::Timestamp, "'1970-01-01'"),
    ("timestamp", "DATETIME", Stored::MomentText, "'infinity'"),
    ("timestamptz", "DATETIME", Stored::TimestampTz, "'2024-01-31 13:00:00+02'"),
    ("timestamptz", "DATETIME", Stored::TimestampTz, "'1970-01-01 00:00:00.25+00'"),
    ("timestamptz", "DATETIME", Stored::MomentText, "'-infinity'"),
    ("timestamptz", "DATETIME", Stored::MomentText, "'2024-01-31 13:00:00+00'"),
    ("json", "TEXT", Stored::Json, "'{\"a\":1}'"),
    ("jsonb", "TEXT", Stored::Json, "'{}'"),
    ("jsonb", "TEXT", Stored::Json, "'[]'"),
    ("jsonb", "TEXT", Stored::Json, "'{\"b\":[1,2.50],\"a\":\"x''y\"}'"),
    ("text[]", "TEXT", Stored::Array, "'{}'"),
    ("text[]", "TEXT", Stored::Array, "'{a,\"b c\",NULL}'"),
    ("text[]", "TEXT", Stored::Array, "ARRAY[]::text[]"),
    ("text[]", "TEXT", Stored::Array, "ARRAY['a', 'b\"c']"),
    ("character varying(5)[]", "TEXT", Stored::Array, "ARRAY['a']::varchar[]"),
    ("integer[]", "TEXT", Stored::Array, "'{1,2}'"),
    ("boolean[]", "TEXT", Stored::Array, "'{t,f}'"),
    ("public.mood", "TEXT", Stored::Enum, "'ok'"),
    ("public.mood[]", "TEXT", Stored::Array, "'{ok,sad}'"),
    ("public.positive", "INTEGER", Stored::Integer, "5"),
    ("interval", "TEXT", Stored::Other, "'1 day'"),
    ("inet", "TEXT", Stored::Other, "'10.0.0.1'"),
    ("date", "DATE", Stored::Date, "'2024-01-31 10:00'::timestamp"),
    ("timestamp", "DATETIME", Stored::Timestamp, "'2024-01-31'::date"),
    ("text", "TEXT", Stored::Text, "lower('ABC')"),
    ("integer", "INTEGER", Stored::Integer, "CASE WHEN true THEN 1 ELSE 2 END"),
    ("integer", "INTEGER", Stored::Integer, "COALESCE(NULL, 3)"),
];

/// Those that read the clock, with the length of what they write at most.
const CLOCK: &[Case] = &[
    ("timestamptz", "DATETIME", Stored::TimestampTz, "now()"),
    ("timestamptz", "DATETIME", Stored::TimestampTz, "CURRENT_TIMESTAMP"),
    ("timestamptz", "DATETIME", Stored::TimestampTz, "clock_timestamp()"),
    ("timestamptz", "DATETIME", Stored::TimestampTz, "statement_timestamp()"),
    ("timestamptz", "DATETIME", Stored::TimestampTz, "transaction_timestamp()"),
    ("timestamptz", "DATETIME", Stored::MomentText, "now()"),
    ("timestamptz(0)", "DATETIME", Stored::TimestampTz, "now()"),
    ("timestamp", "DATETIME", Stored::Timestamp, "now()"),
    ("timestamp", "DATETIME", Stored::Timestamp, "CURRENT_TIMESTAMP"),
    ("timestamp", "DATETIME", Stored::Timestamp, "LOCALTIMESTAMP"),
    ("timestamp", "DATETIME", Stored::Timestamp, "timezone('utc', now())"),
    ("timestamp", "DATETIME", Stored::Timestamp, "(now() AT TIME ZONE 'UTC')"),
    ("timestamp", "DATETIME", Stored::Timestamp, "now()::timestamp without time zone"),
    ("timestamp", "DATETIME", Stored::MomentText, "now()"),
    ("timestamp(0)", "DATETIME", Stored::Timestamp, "now()"),
    ("timestamp(3)", "DATETIME", Stored::Timestamp, "now()"),
    ("timestamp", "DATETIME", Stored::Timestamp, "now() + '7 days'"),
    ("timestamptz", "DATETIME", Stored::TimestampTz, "now() - '1 day 02:30:00'::interval"),
    ("timestamptz", "DATETIME", Stored::TimestampTz, "now() + interval '1 hour'"),
    ("timestamptz", "DATETIME", Stored::TimestampTz, "now() + interval '-1 days +01:00:00'"),
    ("timestamp", "DATETIME", Stored::Timestamp, "date_trunc('day', now())"),
    ("timestamptz", "DATETIME", Stored::TimestampTz, "date_trunc('month', now())"),
    ("timestamptz", "DATETIME", Stored::TimestampTz, "CURRENT_DATE"),
    ("date", "DATE", Stored::Date, "CURRENT_DATE"),
    ("date", "DATE", Stored::Date, "now()"),
    ("date", "DATE", Stored::Date, "now()::date"),
    ("date", "DATE", Stored::Date, "CURRENT_DATE + 30"),
    ("date", "DATE", Stored::Date, "CURRENT_DATE - 1"),
    ("date", "DATE", Stored::MomentText, "CURRENT_DATE"),
    ("date", "DATE", Stored::Date, "CURRENT_DATE + '1 day'::interval"),
    ("time", "TIME", Stored::Time, "LOCALTIME"),
    ("time", "TIME", Stored::Time, "CURRENT_TIME"),
    ("time", "TIME", Stored::Time, "now()"),
    ("timestamp", "DATETIME", Stored::Timestamp, "('now'::text)::timestamp"),
];

/// Those that are made up anew, with a pattern for GLOB.
const RANDOM: &[(Case, &str)] = &[
    (("uuid", "CHAR(36)", Stored::Uuid, "gen_random_uuid()"), UUID),
    (("uuid", "CHAR(36)", Stored::Uuid, "public.uuid_generate_v4()"), UUID),
    (("text", "TEXT", Stored::Text, "gen_random_uuid()"), UUID),
    (("character varying(36)", "VARCHAR(36)", Stored::Text, "gen_random_uuid()::text"), UUID),
    (("double precision", "REAL", Stored::Real, "random()"), "0.*"),
];
const UUID: &str = "[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f]-[0-9a-f][0-9a-f][0-9a-f][0-9a-f]-4[0-9a-f][0-9a-f][0-9a-f]-[89ab][0-9a-f][0-9a-f][0-9a-f]-[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f]";

/// What has no counterpart, and a word of the reason.
const REFUSED: &[(Case, &str)] = &[
    (("integer", "", Stored::Integer, "nextval('public.seq')"), "sequence"),
    (("text", "", Stored::Text, "CURRENT_USER"), "sessions"),
    (("name", "", Stored::Text, "session_user"), "sessions"),
    (("text", "", Stored::Text, "current_setting('app.x')"), "no counterpart"),
    (("text", "", Stored::Text, "md5(random()::text)"), "no counterpart"),
    (("timestamptz", "", Stored::TimestampTz, "now() + '1 month'::interval"), "interval"),
    (("timestamptz", "", Stored::TimestampTz, "now() AT TIME ZONE 'Europe/Berlin'"), "UTC"),
    (("timestamptz", "", Stored::TimestampTz, "'infinity'"), "no counterpart"),
    (("date", "", Stored::Date, "'0044-03-15 BC'"), "no counterpart"),
    (("double precision", "", Stored::Real, "'NaN'"), "NaN"),
    (("text", "", Stored::Text, "now()"), "no form"),
    (("text", "", Stored::Text, "to_char(now(), 'YYYY')"), "no counterpart"),
    (("integer", "", Stored::Integer, "1.5"), "no counterpart"),
    (("numeric", "", Stored::Number, "1.50"), "no counterpart"),
    (("numeric", "", Stored::Number, "123456789012345678901234567890.123"), "no counterpart"),
    (("integer", "", Stored::Integer, "extract(year from now())"), "no counterpart"),
    (("bigint", "", Stored::Integer, "(random() * 100)::bigint"), "no counterpart"),
    (("integer", "", Stored::Integer, "public.f()"), "public.f"),
    (("timestamp(1)", "", Stored::Timestamp, "now()"), "tenths"),
];

struct Sides {
    client: Client,
    lite: Connection,
}

impl Sides {
    /// The default in PostgreSQL's own words.
    fn words(&mut self, typ: &str, default: &str) -> String {
        self.client.batch_execute("SET search_path = public; DROP TABLE IF EXISTS t").unwrap();
        let sql = format!("CREATE TABLE t(id integer, x {typ} DEFAULT ({default}))");
        self.client.batch_execute(&sql).unwrap_or_else(|error| panic!("{error:?}: {sql}"));
        self.client.batch_execute("SET search_path = pg_catalog, pg_temp").unwrap();
        let sql = "SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef";
        // A default of NULL is none.
        self.client.query_opt(sql, &[]).unwrap().map_or_else(|| "NULL".into(), |row| row.get(0))
    }

    /// What the default gives in both.
    fn rows(&mut self, declared: &str, default: &str, typ: &str, stored: Stored) -> (Value, Value) {
        self.client.batch_execute("INSERT INTO public.t(id) VALUES (1)").unwrap();
        let shown = if stored == Stored::Array { "array_to_json(x)" } else { "x" };
        let rows = self.client.simple_query(&format!("SELECT {shown} FROM public.t")).unwrap();
        let text = rows.iter().find_map(|message| match message {
            SimpleQueryMessage::Row(row) => Some(row.get(0).map(str::to_owned)),
            _ => None,
        });
        let expected = text.flatten().map_or(Value::Null, |text| cell(&text, typ, stored));
        let script = format!(
            "DROP TABLE IF EXISTS t; CREATE TABLE t(id INTEGER, x {declared} DEFAULT {default}); INSERT INTO t(id) VALUES (1)"
        );
        self.lite.execute_batch(&script).unwrap_or_else(|error| panic!("{error}: {script}"));
        (self.lite.query_row("SELECT x FROM t", [], |row| row.get(0)).unwrap(), expected)
    }
}

fn with_both(name: &str, work: impl FnOnce(&mut Sides)) {
    let database = server().database(name);
    let mut client = database.connect();
    client.batch_execute("SET TimeZone = 'UTC'; SET search_path = public").unwrap();
    client.batch_execute(TYPES).unwrap();
    client
        .batch_execute("CREATE SEQUENCE seq; CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'SELECT 1'")
        .unwrap();
    work(&mut Sides { client, lite: Connection::open_in_memory().unwrap() });
}

fn default(typ: &str, stored: Stored, words: &str) -> Result<String, back::Untranslatable> {
    back::default(words, &Cell::new(if typ == "public.positive" { "integer" } else { typ }, stored))
}

#[test]
fn a_fixed_default_gives_the_same_cell() {
    with_both("translate_back_fixed", |sides| {
        let mut wrong = Vec::new();
        for (typ, declared, stored, asked) in FIXED {
            let words = sides.words(typ, asked);
            match default(typ, *stored, &words) {
                Err(refused) => wrong.push(format!("{typ} DEFAULT {words}: {refused}")),
                Ok(sql) => {
                    let (lite, expected) = sides.rows(declared, &sql, typ, *stored);
                    let same = match (&lite, &expected) {
                        (Value::Integer(one), Value::Real(two)) if *stored == Stored::Number => {
                            *one as f64 == *two
                        }
                        (lite, expected) => lite == expected,
                    };
                    if !same {
                        wrong.push(format!("{typ} DEFAULT {words}: {sql}: {lite:?} instead of {expected:?}"));
                    }
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    });
}

#[test]
fn a_clock_is_read_at_the_same_time_and_spelled_alike() {
    with_both("translate_back_clock", |sides| {
        let mut wrong = Vec::new();
        for (typ, declared, stored, asked) in CLOCK {
            let words = sides.words(typ, asked);
            let sql = match default(typ, *stored, &words) {
                Ok(sql) => sql,
                Err(refused) => {
                    wrong.push(format!("{typ} DEFAULT {words}: {refused}"));
                    continue;
                }
            };
            let (Value::Text(lite), Value::Text(expected)) = sides.rows(declared, &sql, typ, *stored) else {
                wrong.push(format!("{typ} DEFAULT {words}: {sql}: no text"));
                continue;
            };
            // PostgreSQL reads its own spelling back, and says how far it is from its own.
            let base =
                if typ.starts_with("time") && !typ.starts_with("timestamp") { "time" } else { "timestamptz" };
            let far: f64 = sides
                .client
                .query_one(
                    &format!(
                        "SELECT abs(extract(epoch FROM '{lite}'::{base} - '{expected}'::{base}))::float8"
                    ),
                    &[],
                )
                .unwrap()
                .get(0);
            let class = |text: &str| -> String {
                let (seconds, rest) = text.split_once('.').unwrap_or((text, ""));
                let zone = rest.trim_start_matches(|digit: char| digit.is_ascii_digit());
                seconds.chars().map(|one| if one.is_ascii_digit() { '9' } else { one }).collect::<String>()
                    + zone
            };
            let trailing = lite.split_once('.').is_some_and(|(_, rest)| {
                rest.trim_end_matches("+00:00").trim_end_matches("+00").ends_with('0')
            });
            // A time of the day begins anew at midnight.
            let near = !(5.0..86_395.0).contains(&far);
            if !near || class(&lite) != class(&expected) || trailing {
                wrong.push(format!("{typ} DEFAULT {words}: {sql}: {lite} instead of {expected}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    });
}

#[test]
fn a_fraction_of_a_clock_ends_in_no_zero() {
    let lite = Connection::open_in_memory().unwrap();
    let sql = default("timestamptz", Stored::TimestampTz, "now()").unwrap();
    for (moment, written) in [
        ("2024-01-31 13:00:00.500", "2024-01-31 13:00:00.5+00:00"),
        ("2024-01-31 13:00:10.000", "2024-01-31 13:00:10+00:00"),
        ("2024-01-31 13:00:00.000", "2024-01-31 13:00:00+00:00"),
        ("2024-01-31 13:00:00.120", "2024-01-31 13:00:00.12+00:00"),
    ] {
        assert!(sql.contains("'now'"), "{sql}");
        let at = sql.replace("'now'", &format!("'{moment}'"));
        let read: String = lite.query_row(&format!("SELECT {at}"), [], |row| row.get(0)).unwrap();
        assert_eq!(read, written);
    }
}

#[test]
fn what_is_made_up_has_the_same_form_and_differs_each_time() {
    with_both("translate_back_made_up", |sides| {
        for ((typ, declared, stored, asked), form) in RANDOM {
            let words = sides.words(typ, asked);
            let sql = default(typ, *stored, &words).unwrap_or_else(|refused| panic!("{words}: {refused}"));
            let script = format!(
                "DROP TABLE IF EXISTS t; CREATE TABLE t(id INTEGER, x {declared} DEFAULT {sql});
                 INSERT INTO t(id) WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n LIMIT 500) SELECT i FROM n"
            );
            sides.lite.execute_batch(&script).unwrap_or_else(|error| panic!("{error}: {script}"));
            let count: (i64, i64) = sides
                .lite
                .query_row(
                    "SELECT count(DISTINCT x), count(*) FILTER (WHERE x GLOB ?) FROM t",
                    [form],
                    |row| Ok((row.get(0)?, row.get(1)?)),
                )
                .unwrap();
            assert_eq!(count, (500, 500), "{words}: {sql}");
        }
    });
}

#[test]
fn a_default_without_a_counterpart_is_refused_with_its_reason() {
    with_both("translate_back_default_refused", |sides| {
        let mut wrong = Vec::new();
        for ((typ, _, stored, asked), reason) in REFUSED {
            let words = sides.words(typ, asked);
            match default(typ, *stored, &words) {
                Err(refused) if refused.reason.contains(reason) && refused.reason.ends_with('.') => {
                    assert_eq!(refused.sequence, words.starts_with("nextval"), "{words}");
                }
                other => wrong.push(format!("{typ} DEFAULT {words}: {other:?}")),
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    });
}

#[test]
fn a_text_that_is_no_expression_is_refused() {
    for text in
        ["", "1 2", "SELECT 1", "(", "'a", "x'", "1;", "--", "a.b.c.d", "ROW(", "\u{0}", "💥", "((((((((("]
    {
        let refused = default("text", Stored::Text, text).unwrap_err();
        assert!(refused.reason.ends_with('.'), "{text}: {refused}");
    }
    for (open, close) in [
        ("(", ")"),
        ("NOT ", ""),
        ("- ", ""),
        ("abs(", ")"),
        ("CASE WHEN true THEN ", " END"),
        ("ARRAY[", "]"),
    ] {
        let text = format!("{}1{}", open.repeat(20_000), close.repeat(20_000));
        assert!(default("integer", Stored::Integer, &text).is_err(), "{open}");
    }
    for between in
        [" + 1", " AND true", "::text", " || 'a'", " IS NULL", " = 1", "[1]", " COLLATE \"C\"", "->'a'"]
    {
        let text = format!("1{}", between.repeat(20_000));
        assert!(default("integer", Stored::Integer, &text).is_err(), "{between}");
    }
}
