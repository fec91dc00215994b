//! The two engines side by side, and what arguments are made up from.

use howdah::postgres::emit::quote_ident;
use howdah::postgres::runtime;
use postgres::Client;
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use std::collections::BTreeSet;
use std::time::{SystemTime, UNIX_EPOCH};
use testkit::server::TestDatabase;

/// The schema of the functions: a name that has to be quoted, and that holds the definitions' own dollar quote.
pub const SCHEMA: &str = "Ho\"w 'dah'.$howdah$ ü";

/// A session that could mislead a function in every way there is.
const SETTINGS: &str = "SET TimeZone = 'Asia/Kathmandu'; SET DateStyle = 'German, DMY'; SET extra_float_digits = -15; \
    SET standard_conforming_strings = off; SET backslash_quote = on; SET escape_string_warning = off; \
    SET bytea_output = 'escape'; SET IntervalStyle = 'sql_standard'; SET search_path = ''";

/// Answers through a call that turns an error into an answer, so that one query asks thousands of questions.
const TRY: &str = "CREATE FUNCTION pg_temp.try(question text) RETURNS text LANGUAGE plpgsql
    SET standard_conforming_strings = on SET extra_float_digits = 1 SET bytea_output = 'hex' AS $$
    DECLARE answer text;
    BEGIN
        EXECUTE 'SELECT (' || question || ')::text' INTO answer;
        RETURN CASE WHEN answer IS NULL THEN 'NULL' ELSE '=' || answer END;
    EXCEPTION WHEN OTHERS THEN
        RETURN 'error: ' || SQLERRM;
    END $$";

pub struct Both {
    pub sqlite: Connection,
    pub client: Client,
    /// Goes with the test.
    _database: TestDatabase,
}

/// An argument, as either engine writes it.
#[derive(Debug, Clone)]
pub enum Value {
    Null(&'static str),
    Text(String),
    Integer(i64),
    Real(f64),
    Blob(Vec<u8>),
}

impl Value {
    pub fn in_sqlite(&self) -> String {
        match self {
            Value::Null(_) => "NULL".into(),
            Value::Text(text) => sqlite_text(text),
            // The literal of the smallest integer is a real one's with a sign.
            Value::Integer(i64::MIN) => "(-9223372036854775807 - 1)".into(),
            Value::Integer(number) => number.to_string(),
            Value::Real(number) => format!("{number:e}"),
            Value::Blob(bytes) => format!("x'{}'", hex(bytes)),
        }
    }

    pub fn in_postgres(&self) -> String {
        match self {
            Value::Null(name) => format!("NULL::{name}"),
            Value::Text(text) => format!("{}::text", postgres_text(text)),
            Value::Integer(number) => format!("'{number}'::bigint"),
            Value::Real(number) => format!("'{number:e}'::double precision"),
            Value::Blob(bytes) => format!("'\\x{}'::bytea", hex(bytes)),
        }
    }
}

pub fn sqlite_text(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

pub fn postgres_text(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Both {
    /// Both engines, with every function installed.
    pub fn new(what: &str) -> Both {
        let database = testkit::server::server().database(what);
        let mut client = database.connect();
        client.batch_execute("SET search_path = pg_catalog, pg_temp").unwrap();
        client.batch_execute(&format!("CREATE SCHEMA {}", quote_ident(SCHEMA))).unwrap();
        let names: BTreeSet<&str> = runtime::functions().keys().copied().collect();
        for statement in runtime::install(SCHEMA, &names) {
            client.batch_execute(&statement).unwrap_or_else(|error| panic!("{error}: {statement}"));
        }
        client.batch_execute(TRY).unwrap();
        client.batch_execute(SETTINGS).unwrap();
        Both { sqlite: Connection::open_in_memory().unwrap(), client, _database: database }
    }

    /// The function of this name, qualified.
    pub fn name(name: &str) -> String {
        format!("{}.{name}", quote_ident(SCHEMA))
    }

    /// PostgreSQL's answers: `=` and the text, `NULL`, or `error: …`.
    pub fn ask_postgres(&mut self, questions: &[String]) -> Vec<String> {
        let sql = "SELECT pg_temp.try(q) FROM unnest($1::text[]) WITH ORDINALITY AS asked(q, n) ORDER BY n";
        self.client.query(sql, &[&questions]).unwrap().iter().map(|row| row.get(0)).collect()
    }

    /// Whether SQLite's answer is what PostgreSQL's says; the answer in words when not.
    pub fn differs(&self, question: &str, other: &str) -> Option<String> {
        let mut statement = match self.sqlite.prepare(&format!("SELECT {question}")) {
            Ok(statement) => statement,
            Err(error) => panic!("{question}: {error}"),
        };
        let mut rows = statement.query([]).unwrap();
        let row = match rows.next() {
            Ok(row) => row.expect("one row"),
            Err(error) => return (!other.starts_with("error: ")).then(|| error.to_string()),
        };
        let text = other.strip_prefix('=');
        let same = match row.get_ref(0).unwrap() {
            ValueRef::Null => other == "NULL",
            ValueRef::Integer(number) => text.is_some_and(|text| {
                text == number.to_string()
                    || (text == "true" && number == 1)
                    || (text == "false" && number == 0)
                    || (text.contains(['.', 'e']) && text.parse() == Ok(number as f64))
            }),
            ValueRef::Real(number) => text.is_some_and(|text| text.parse() == Ok(number)),
            ValueRef::Text(bytes) => text.is_some_and(|text| text.as_bytes() == bytes),
            ValueRef::Blob(bytes) => text.is_some_and(|text| text == format!("\\x{}", hex(bytes))),
        };
        (!same).then(|| format!("{:?}", row.get_ref(0).unwrap()))
    }

    /// Asks both, pair by pair, and fails with the first differences. Gives the number of answers that were not NULL.
    #[track_caller]
    pub fn compare(&mut self, what: &str, pairs: &[(String, String)]) -> usize {
        let questions: Vec<String> = pairs.iter().map(|(_, postgres)| postgres.clone()).collect();
        let answers = self.ask_postgres(&questions);
        let mut differences = Vec::new();
        for ((sqlite, _), answer) in pairs.iter().zip(&answers) {
            if let Some(expected) = self.differs(sqlite, answer) {
                differences.push(format!("{sqlite}\n  SQLite     {expected}\n  PostgreSQL {answer}"));
            }
        }
        let count = differences.len();
        differences.truncate(5);
        assert!(count == 0, "{what}: {count} of {} differ\n{}", pairs.len(), differences.join("\n"));
        answers.iter().filter(|answer| *answer != "NULL").count()
    }
}

/// Random choices from a seed (splitmix64, <https://prng.di.unimi.it/splitmix64.c>).
pub struct Dice(u64);

impl Dice {
    /// From `HOWDAH_SEED`; else from the clock in a soak, and always the same without. The seed is printed.
    pub fn new() -> Dice {
        let clock = || SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_nanos() as u64;
        let seed = number_of("HOWDAH_SEED")
            .unwrap_or_else(|| number_of("HOWDAH_SOAK").map_or(20_261_127, |_| clock()));
        println!("HOWDAH_SEED={seed}");
        Dice(seed)
    }

    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// From `low` to `high`, both included.
    pub fn number(&mut self, low: i64, high: i64) -> i64 {
        low + (self.bits() % (high - low + 1) as u64) as i64
    }

    pub fn one_in(&mut self, count: i64) -> bool {
        self.number(1, count) == 1
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.number(0, from.len() as i64 - 1) as usize]
    }

    pub fn word(&mut self, from: &[&'static str]) -> &'static str {
        from[self.number(0, from.len() as i64 - 1) as usize]
    }

    /// Pieces in a row, at most so many.
    pub fn text(&mut self, pieces: &[&'static str], most: i64) -> String {
        (0..self.number(0, most)).map(|_| self.word(pieces)).collect()
    }

    /// A finite double of any kind.
    pub fn real(&mut self) -> f64 {
        let sign = if self.one_in(2) { -1.0 } else { 1.0 };
        let part = (self.bits() >> 11) as f64 / (1_u64 << 53) as f64;
        let edges = [
            0.0,
            0.1,
            0.5,
            2.5,
            1.005,
            2.675,
            1e15,
            1e16,
            1e17,
            1e-4,
            1e-5,
            99.995,
            9.9e27,
            5e-324,
            f64::MAX,
        ];
        let number = match self.number(0, 7) {
            0 => f64::from_bits(self.bits() >> 1),
            1 => (part * 1e6).round() / 10_f64.powi(self.number(0, 6) as i32),
            2 => (part * 10_f64.powi(self.number(1, 20) as i32)).trunc(),
            3 => *self.pick(&edges),
            4 => (self.number(0, 99_999) as f64 + 0.5) / 10_f64.powi(self.number(0, 5) as i32),
            5 => {
                2_f64.powi(self.number(-70, 100) as i32)
                    * self.pick(&[1.0, 1.0 + f64::EPSILON, 1.0 - f64::EPSILON])
            }
            6 => part * 10_f64.powi(self.number(-12, 18) as i32),
            _ => part * 1000.0,
        };
        if number.is_finite() { sign * number } else { part }
    }

    pub fn integer(&mut self) -> i64 {
        match self.number(0, 3) {
            0 => self.bits() as i64,
            1 => *self.pick(&[i64::MIN, i64::MAX, 0, 1, -1, i64::MIN + 1]),
            _ => self.number(-300, 300),
        }
    }
}

fn number_of(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().expect(name))
}

/// How many calls of each function are made up.
pub fn calls() -> usize {
    number_of("HOWDAH_CALLS").or(number_of("HOWDAH_SOAK").map(|rounds| rounds * 20)).unwrap_or(400) as usize
}
