//! The same expression over the same rows in both engines gives the same answers.
//!
//! `HOWDAH_EXPRESSIONS` is the number of made-up expressions, `HOWDAH_SEED` the seed; it is printed.

mod translate_support;

use howdah::translate::{self, Translated, Want};
use rusqlite::types::Value;
use translate_support::{Engines, is_same};

/// Columns of every type, as the plan chooses them from what the rows hold.
const SCRIPT: &str = "
CREATE TABLE t(
    id INTEGER PRIMARY KEY,
    small SMALLINT, i INT, big INTEGER,
    r REAL, price DECIMAL(10,2), n NUMERIC,
    name TEXT COLLATE NOCASE, s TEXT, tag TEXT COLLATE RTRIM, num TEXT,
    flag BOOLEAN NOT NULL, old BOOLEAN,
    data BLOB, guid CHAR(36), hexid TEXT, day DATE, clock TIME, made DATETIME NOT NULL, exact DATETIME, unix TIMESTAMP,
    doc JSON, plain);
INSERT INTO t VALUES
 (1, 0, 0, 0, 0.0, 0, 0, '', '', '', '', 0, 't', x'', '0f8fad5b-d9cb-469f-a165-70867728950e',
  '0f8fad5bd9cb469fa16570867728950e', '2024-02-29', '00:00:00', '2024-02-29 00:00:00', '2024-02-29T10:00:00.500Z', 0,
  '{\"a\":1,\"b\":\"x\",\"c\":[1,2,3],\"d\":null,\"e\":1.5,\"f\":true}', 1),
 (2, 1, 1, 9223372036854775807, 1.0, 19.99, 1, 'Abc', 'abc', 'abc  ', '12abc', 1, 'f', x'00ff',
  '7c9e6679-7425-40de-944b-e07fc1f90ae7', '7c9e6679742540de944be07fc1f90ae7', '1969-12-31', '23:59:59',
  '1999-12-31 23:59:59', '1999-12-31T23:59:59.999Z', 86400, '{\"a\":\"2\",\"c\":[]}', 2),
 (3, -7, -7, -9223372036854775807, -2.5, -0.01, -7.25, 'ABC', 'ABC', 'abc', ' 42 ', 1, NULL, x'616263', NULL, NULL, NULL, NULL,
  '2024-03-10 12:30:00', NULL, NULL, NULL, NULL),
 (4, 100, 2147483647, 4611686018427387904, 1e300, 100, 1.5, 'äöü', 'äöü', 'x', '1e3', 0, 't', NULL,
  'ffffffff-ffff-ffff-ffff-ffffffffffff', 'ffffffffffffffffffffffffffffffff', '2000-01-01', '12:00:00', '2000-01-01 12:00:00',
  '2000-01-01T12:00:00.000Z', 1700000000, '[1,\"two\",null]', 4),
 (5, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, '2024-12-31 23:59:59',
  NULL, NULL, NULL, NULL),
 (6, 3, 10, 10, 0.1, 0.1, 3, 'zebra%_\\', 'a%b_c\\d', 'a', '10', 0, 'f', x'61', '00000000-0000-0000-0000-000000000000',
  '00000000000000000000000000000000', '2023-06-15', '06:07:08', '2023-06-15 06:07:08', '2023-06-15T06:07:08.125Z',
  1234567890, '{\"a\":{\"b\":2}}', 6),
 (7, -1, -2147483648, -1, -0.0, 2.5, 2.5, 'it''s', 'line
two', 'ABC ', '-5', 1, 't', x'ffff', '12345678-1234-1234-1234-123456789abc', '12345678123412341234123456789abc',
  '2024-01-31', '01:02:03', '2024-01-31 01:02:03', '2024-01-31T01:02:03.007Z', -1, '\"text\"', 7);
";

/// Expressions that people write into CHECKs, views and triggers.
const WRITTEN: &[&str] = &[
    "flag",
    "NOT flag",
    "flag = 1",
    "flag = 0",
    "flag == '1'",
    "flag <> 1",
    "flag IS TRUE",
    "flag IS NOT TRUE",
    "flag + 1",
    "flag AND i",
    "old",
    "old = 't'",
    "old IS 't'",
    "old = 'x'",
    "old || '!'",
    "old IN ('t', 'f')",
    "typeof(old)",
    "i + small",
    "i - small",
    "small * 3",
    "i / 2",
    "i / 0",
    "i / small",
    "i % 3",
    "i % 0",
    "-i",
    "+i",
    "~i",
    "i & 6",
    "i | 8",
    "small << 2",
    "small >> 1",
    "small << -1",
    "i << 70",
    "small >> 70",
    "r + 1",
    "r * 2",
    "r / 0",
    "r / 2",
    "i / 2.0",
    "price * 2",
    "price / 2",
    "price + r",
    "n / 2",
    "n + 1",
    "n % 2",
    "r % 2",
    "-r",
    "abs(i)",
    "abs(r)",
    "abs(num)",
    "abs(price)",
    "round(r)",
    "round(price, 1)",
    "round(2.5)",
    "round(-2.5)",
    "round(i)",
    "round(1.005, 2)",
    "sign(i)",
    "i = 1",
    "i = '1'",
    "i = 1.0",
    "i = 'abc'",
    "i < 'abc'",
    "i > 'abc'",
    "i <> 'x'",
    "i IS 'x'",
    "big > 9223372036854775806",
    "big = 9223372036854775807",
    "big < 9e18",
    "big = -9223372036854775807",
    "i > 0.5",
    "r = 0",
    "r = '0.1'",
    "price = 19.99",
    "price > 19",
    "price = '19.99'",
    "price = n",
    "n = i",
    "i = r",
    "num = 10",
    "num = '10'",
    "num > 5",
    "num < small",
    "num = small",
    "num + 1",
    "num * 1.0",
    "num || ''",
    "s = 1",
    "s < 1",
    "s > 1",
    "name = 'ABC'",
    "name < 'b'",
    "name = s",
    "s = name",
    "s = 'abc' COLLATE NOCASE",
    "tag = 'abc'",
    "tag = s",
    "tag < 'abc '",
    "s COLLATE NOCASE IN ('ABC', 'x')",
    "name IN ('abc', 'zebra')",
    "s < 'b'",
    "s >= 'a'",
    "s BETWEEN 'a' AND 'b'",
    "i BETWEEN 0 AND 10",
    "i NOT BETWEEN small AND 5",
    "i IN (1, 10, NULL)",
    "i NOT IN (1, 2)",
    "i IN ()",
    "i NOT IN ()",
    "i IN ('1', 10.0, 'x')",
    "s IN (1, 'abc')",
    "(i, s) = (1, 'abc')",
    "(i, r) < (1, 2.0)",
    "i IS NULL",
    "i NOTNULL",
    "i IS small",
    "i IS NOT small",
    "s IS NULL OR s = ''",
    "NULL = NULL",
    "NULL IS NULL",
    "i = NULL",
    "s IS NOT NULL AND s <> ''",
    "s || i",
    "s || r",
    "i || 'x'",
    "r || ''",
    "price || ''",
    "n || ''",
    "flag || ''",
    "s || NULL",
    "'a' || 1 || 2.0",
    "big || ''",
    "s LIKE 'A%'",
    "s LIKE '%B%'",
    "s LIKE 'a\\%%' ESCAPE '\\'",
    "s LIKE 'a!%b!_c%' ESCAPE '!'",
    "s LIKE '%\\d'",
    "s NOT LIKE 'x'",
    "name LIKE 'ÄÖÜ'",
    "i LIKE '1%'",
    "s LIKE name",
    "like('a%', s)",
    "s GLOB 'a*'",
    "s GLOB '[a-c]*'",
    "s GLOB '*[^a-z]*'",
    "s GLOB 'A?C'",
    "s GLOB num",
    "num NOT GLOB '*[^0-9]*'",
    "length(s)",
    "length(i)",
    "length(data)",
    "length(r)",
    "upper(s)",
    "lower(name)",
    "trim(num)",
    "ltrim(s, 'a')",
    "rtrim(tag, ' c')",
    "trim(s, 'ac')",
    "replace(s, 'b', 'XX')",
    "substr(s, 2)",
    "substr(s, 1, 2)",
    "substr(s, -2)",
    "substr(s, -2, 1)",
    "substr(s, 0, 2)",
    "substr(s, 2, -1)",
    "substr(s, i, 2)",
    "substr(data, 1, 1)",
    "substr(data, -1)",
    "substring(s, 2, 1)",
    "substr(i, 1, 1)",
    "instr(s, 'b')",
    "instr(s, '')",
    "instr(i, '1')",
    "instr(data, x'ff')",
    "hex(data)",
    "hex(s)",
    "hex(i)",
    "hex(NULL)",
    "quote(s)",
    "quote(i)",
    "quote(r)",
    "quote(data)",
    "quote(NULL)",
    "char(65, 228)",
    "unicode(s)",
    "typeof(i)",
    "typeof(r)",
    "typeof(n)",
    "typeof(s)",
    "typeof(data)",
    "typeof(NULL)",
    "typeof(flag)",
    "typeof(i + r)",
    "typeof(i / 2)",
    "typeof(guid)",
    "typeof(made)",
    "typeof(unix)",
    "octet_length(s)",
    "coalesce(i, 0)",
    "ifnull(s, '')",
    "ifnull(r, 0)",
    "coalesce(NULL, i, 5)",
    "coalesce(i, s, 'x')",
    "iif(i > 0, 'yes', 'no')",
    "iif(flag, 1, 2.5)",
    "nullif(i, 1)",
    "nullif(s, '')",
    "nullif(name, 'ABC')",
    "coalesce(flag, 0)",
    "coalesce(old, 'n')",
    "CASE WHEN i > 0 THEN 'pos' WHEN i < 0 THEN 'neg' ELSE 'zero' END",
    "CASE i WHEN 1 THEN 'one' WHEN '10' THEN 'ten' END",
    "CASE s WHEN 'abc' THEN 1 ELSE 0 END",
    "CASE WHEN s THEN 1 ELSE 0 END",
    "min(i, small)",
    "max(i, small, 5)",
    "min(s, 'b')",
    "max(r, i)",
    "max(i, 1.5)",
    "min(data, x'61')",
    "CAST(i AS TEXT)",
    "CAST(r AS INTEGER)",
    "CAST(s AS INTEGER)",
    "CAST(num AS INTEGER)",
    "CAST(num AS REAL)",
    "CAST(num AS NUMERIC)",
    "CAST(price AS INTEGER)",
    "CAST(i AS REAL)",
    "CAST('1e3' AS INTEGER)",
    "CAST(i AS BLOB)",
    "CAST(r AS TEXT)",
    "CAST(i AS TEXT) = i",
    "CAST('9' AS INT) < i",
    "guid = '0f8fad5b-d9cb-469f-a165-70867728950e'",
    "guid = '0F8FAD5B-D9CB-469F-A165-70867728950E'",
    "guid > '7'",
    "length(guid)",
    "upper(guid)",
    "guid IS NULL",
    "guid LIKE '0f%'",
    "hexid = '0f8fad5bd9cb469fa16570867728950e'",
    "hexid || ''",
    "hexid = guid",
    "guid IN ('ffffffff-ffff-ffff-ffff-ffffffffffff', 'x')",
    "day = '2024-02-29'",
    "day > '2000'",
    "day >= '2000-01-01'",
    "day || ''",
    "strftime('%Y', day)",
    "date(day, '+1 month')",
    "julianday(day)",
    "day < made",
    "date(made) = day",
    "made > '2024-01-01'",
    "made >= '2024-02-29'",
    "made = '2024-02-29'",
    "made <= '2024-02-29'",
    "made = '2024-02-29 00:00:00'",
    "made BETWEEN '2024-01-01' AND '2024-12-31'",
    "made > '2024-01-31 01:02:03'",
    "made || ''",
    "date(made)",
    "time(made)",
    "datetime(made, '+1 day')",
    "strftime('%s', made)",
    "made > datetime('2024-01-31 01:02:03')",
    "made < date('2024-03-01')",
    "made > day",
    "made > datetime('now', '-1 day')",
    "made < datetime('now')",
    "made < CURRENT_TIMESTAMP",
    "day < CURRENT_DATE",
    "day < date('now')",
    "clock < CURRENT_TIME OR 1",
    "exact || ''",
    "exact > '2000-01-01T12:00:00.000Z'",
    "exact < '2001'",
    "substr(exact, 1, 4)",
    "exact = '2023-06-15T06:07:08.125Z'",
    "unix > 1000",
    "unix / 86400",
    "unix + 1",
    "datetime(unix, 'unixepoch')",
    "unixepoch(made)",
    "unixepoch(made) > unix",
    "clock || ''",
    "clock > '12:00'",
    "clock = '12:00:00'",
    "typeof(julianday(made))",
    "date('2024-01-31', '+1 month')",
    "strftime('%d.%m.%Y', day)",
    "strftime('%w %j', day)",
    "datetime(made, 'start of month')",
    "json_extract(doc, '$.a')",
    "json_extract(doc, '$.a') = 1",
    "json_extract(doc, '$.a') = '2'",
    "json_extract(doc, '$.b')",
    "json_extract(doc, '$.d') IS NULL",
    "json_extract(doc, '$.e') > 1",
    "json_extract(doc, '$.f') = 1",
    "doc ->> 'a'",
    "doc ->> '$.c[1]'",
    "doc -> 'c'",
    "doc ->> 1",
    "json_extract(doc, '$[#-1]')",
    "json_type(doc)",
    "json_type(doc, '$.c')",
    "json_valid(doc)",
    "json_valid(s)",
    "json_array_length(doc, '$.c')",
    "json_array(i, s, NULL)",
    "json_object('a', i)",
    "json_object('a', r, 'b', s)",
    "json_extract(doc, '$.a') || '!'",
    "json_extract(doc, '$.e') + 1",
    "typeof(json_extract(doc, '$.a'))",
    "json_quote(s)",
    "printf('%d %s', i, s)",
    "printf('%05d', i)",
    "printf('%.2f', price)",
    "format('%x', small)",
    "zeroblob(2)",
    "likely(i > 0)",
    "\"not a column\"",
    "i = \"1\"",
    "s = \"abc\"",
    "TRUE",
    "FALSE",
    "i = TRUE",
    "0x10",
    "1_000 + i",
    "9223372036854775808",
    "-9223372036854775808",
    "1e400",
    "x'00ff'",
    "'it''s'",
    "i > 0 AND NULL",
    "s AND 1",
    "NOT s",
    "NOT num",
    "'abc'",
    "'12' + 0",
    "'12abc' + 1.5",
    "data = x'616263'",
    "data > x'00'",
    "data = s",
    "s < data",
    "data IS NOT s",
    "plain = '1'",
    "plain = 1",
    "plain < 'x'",
    "rowid",
    "t.i",
    "main.t.i",
    "_rowid_ + 0",
    "EXISTS (SELECT 1 FROM t AS u WHERE u.i = t.small)",
    "(SELECT count(*) FROM t AS u WHERE u.i > 0)",
    "i IN (SELECT small FROM t AS u)",
    "s IN (SELECT i FROM t AS u)",
    "(SELECT max(u.r) FROM t AS u)",
    "(SELECT u.s FROM t AS u WHERE u.id = 2)",
    "i NOT IN (SELECT u.id FROM t AS u)",
];

/// A made-up expression in a class.
struct Maker {
    state: u64,
}

impl Maker {
    /// A number below `below` (xorshift64*).
    fn below(&mut self, below: usize) -> usize {
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        (self.state.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % below
    }

    fn one(&mut self, of: &[&str]) -> String {
        of[self.below(of.len())].to_owned()
    }

    fn integer(&mut self, depth: usize) -> String {
        if depth == 0 {
            return self.one(&["i", "small", "id", "flag", "1", "0", "-3", "7", "unix"]);
        }
        let d = depth - 1;
        match self.below(14) {
            0 => format!("({} + {})", self.integer(d), self.integer(d)),
            1 => format!("({} - {})", self.integer(d), self.integer(d)),
            2 => format!("({} / {})", self.integer(d), self.integer(d)),
            3 => format!("({} % {})", self.integer(d), self.integer(d)),
            4 => format!("length({})", self.text(d)),
            5 => format!("instr({}, {})", self.text(d), self.text(0)),
            6 => format!("coalesce({}, {})", self.integer(d), self.integer(d)),
            7 => format!(
                "CASE WHEN {} THEN {} ELSE {} END",
                self.condition(d),
                self.integer(d),
                self.integer(d)
            ),
            8 => format!("CAST({} AS INTEGER)", self.any(d)),
            9 => format!("({} & {})", self.integer(d), self.integer(d)),
            10 => format!("max({}, {})", self.integer(d), self.integer(d)),
            11 => format!("nullif({}, {})", self.integer(d), self.integer(d)),
            12 => format!("(- {})", self.integer(d)),
            _ => format!("abs({})", self.integer(d)),
        }
    }

    fn real(&mut self, depth: usize) -> String {
        if depth == 0 {
            return self.one(&["0.5", "price", "n", "2.0", "-1.25", "num", "julianday(day)", "price"]);
        }
        let d = depth - 1;
        match self.below(8) {
            0 => format!("({} + {})", self.real(d), self.number(d)),
            1 => format!("({} * {})", self.real(0), self.integer(0)),
            2 => format!("({} / {})", self.real(d), self.number(0)),
            3 => format!("round({}, {})", self.real(d), self.below(4)),
            4 => format!("coalesce({}, {})", self.real(d), self.number(d)),
            5 => format!("abs({})", self.real(d)),
            6 => format!("CAST({} AS REAL)", self.any(d)),
            _ => format!("iif({}, {}, {})", self.condition(d), self.real(d), self.real(d)),
        }
    }

    fn number(&mut self, depth: usize) -> String {
        if self.below(2) == 0 { self.integer(depth) } else { self.real(depth) }
    }

    fn text(&mut self, depth: usize) -> String {
        if depth == 0 {
            return self.one(&[
                "s",
                "name",
                "tag",
                "num",
                "guid",
                "hexid",
                "old",
                "made",
                "day",
                "clock",
                "exact",
                "'abc'",
                "''",
                "'1'",
                "'B'",
                "' x '",
                "'2024-02-29'",
            ]);
        }
        let d = depth - 1;
        match self.below(15) {
            0 => format!("({} || {})", self.any(d), self.text(d)),
            1 => format!("upper({})", self.text(d)),
            2 => format!("lower({})", self.text(d)),
            3 => format!("substr({}, {})", self.text(d), self.integer(0)),
            4 => format!("substr({}, {}, {})", self.text(d), self.integer(0), self.integer(0)),
            5 => format!("trim({})", self.text(d)),
            6 => format!("replace({}, {}, {})", self.text(d), self.text(0), self.text(0)),
            7 => format!("coalesce({}, {})", self.text(d), self.text(d)),
            8 => format!("CAST({} AS TEXT)", self.any(d)),
            9 => format!("hex({})", self.text(d)),
            10 => format!("typeof({})", self.any(d)),
            11 => format!("quote({})", self.text(d)),
            12 => {
                let format = self.one(&["%Y-%m-%d", "%H:%M:%S", "%j", "%s", "%w"]);
                let moment = self.one(&["made", "day", "exact"]);
                format!("strftime('{format}', {moment})")
            }
            13 => {
                let moment = self.one(&["made", "day", "exact", "unix", "i"]);
                let modifier = self.one(&["'+1 day'", "'-3 months'", "'start of month'", "'unixepoch'"]);
                format!("datetime({moment}, {modifier})")
            }
            _ => format!("CASE WHEN {} THEN {} END", self.condition(d), self.text(d)),
        }
    }

    fn any(&mut self, depth: usize) -> String {
        match self.below(3) {
            0 => self.integer(depth),
            1 => self.real(depth),
            _ => self.text(depth),
        }
    }

    fn condition(&mut self, depth: usize) -> String {
        let d = depth.saturating_sub(1);
        let op = self.one(&["=", "<>", "<", "<=", ">", ">=", "IS", "IS NOT", "=="]);
        match self.below(15) {
            0..=2 => format!("({} {op} {})", self.text(d), self.text(d)),
            3 | 4 => format!("({} {op} {})", self.number(d), self.number(d)),
            5 | 6 => format!("({} {op} {})", self.any(d), self.any(d)),
            7 if depth > 0 => format!("({} AND {})", self.condition(d), self.condition(d)),
            8 if depth > 0 => format!("({} OR {})", self.condition(d), self.condition(d)),
            9 if depth > 0 => format!("(NOT {})", self.condition(d)),
            10 => format!("({} IN ({}, {}))", self.any(d), self.any(0), self.any(0)),
            11 => format!("({} LIKE '%{}%')", self.text(d), self.one(&["a", "B", "_", "2", ""])),
            12 => format!("({} BETWEEN {} AND {})", self.any(d), self.any(0), self.any(0)),
            13 => format!("({} IS NULL)", self.any(d)),
            _ => format!(
                "({} {op} {})",
                self.one(&["made", "day", "guid", "old", "exact", "flag", "price"]),
                self.any(d)
            ),
        }
    }
}

/// What became of many expressions.
#[derive(Default)]
struct Tally {
    compared: usize,
    /// Differ in a way that the translation's notes announce.
    announced: usize,
    refused: Vec<String>,
    failed_in_sqlite: usize,
    wrong: Vec<String>,
}

/// Expressions in one query.
const BATCH: usize = 60;

fn check(engines: &mut Engines, expressions: &[String]) -> Tally {
    let mut tally = Tally::default();
    let mut ready: Vec<(String, Translated, Vec<Value>)> = Vec::new();
    for text in expressions {
        let lite = match engines.lite_rows(&format!("SELECT {text} FROM t ORDER BY id")) {
            Ok(rows) => rows.into_iter().map(|mut row| row.remove(0)).collect(),
            Err(_) => {
                tally.failed_in_sqlite += 1;
                continue;
            }
        };
        match translate::expression(text, &engines.schema, Some("t"), Want::Cell) {
            Ok(translated) => {
                let known = |name: &String| howdah::postgres::runtime::function(name).is_some();
                assert!(
                    translated.facts.functions.iter().all(known),
                    "{text}: {:?}",
                    translated.facts.functions
                );
                ready.push((text.clone(), translated, lite));
            }
            Err(refusal) => tally.refused.push(format!("{text}: {refusal}")),
        }
    }
    for batch in ready.chunks(BATCH) {
        let all: Vec<&(String, Translated, Vec<Value>)> = batch.iter().collect();
        compare(engines, &all, &mut tally);
    }
    tally
}

/// Compares expressions together; when the query fails, one by one, so that the failing ones are named.
fn compare(engines: &mut Engines, batch: &[&(String, Translated, Vec<Value>)], tally: &mut Tally) {
    let list: Vec<String> = batch.iter().map(|(_, translated, _)| format!("({})", translated.sql)).collect();
    let rows = match engines.target_rows(&format!("SELECT {} FROM public.t ORDER BY t.id", list.join(", "))) {
        Ok(rows) => rows,
        // Beyond 64 bits SQLite goes on with a REAL; that is a documented difference.
        Err(error) if batch.len() == 1 && error.contains("bigint out of range") => {
            tally.announced += 1;
            return;
        }
        Err(error) if batch.len() == 1 => {
            tally.wrong.push(format!("{}\n    {}\n    {error}", batch[0].0, batch[0].1.sql));
            return;
        }
        Err(_) => {
            let (left, right) = batch.split_at(batch.len() / 2);
            compare(engines, left, tally);
            compare(engines, right, tally);
            return;
        }
    };
    for (at, (text, translated, lite)) in batch.iter().enumerate() {
        tally.compared += 1;
        assert_eq!(rows.len(), lite.len(), "{text}");
        for (number, (row, lite)) in rows.iter().zip(lite).enumerate() {
            if is_same(lite, row[at].as_deref(), &translated.typ) {
                continue;
            }
            if excused(translated) {
                tally.announced += 1;
                break;
            }
            {
                tally.wrong.push(format!(
                    "{text}\n    {}\n    row {}: SQLite {lite:?}, PostgreSQL {:?} as {}",
                    translated.sql,
                    number + 1,
                    row[at],
                    translated.typ.logical
                ));
                break;
            }
        }
    }
}

/// Whether the translation itself says that the value may differ.
fn excused(translated: &Translated) -> bool {
    translated.facts.notes.iter().any(|note| {
        matches!(
            note.id,
            "class-by-row"
                | "division-class-unknown"
                | "number-class-unknown"
                | "json-spelling"
                | "julian-day-rounded"
        )
    })
}

fn engines() -> Engines {
    Engines::new("expressions", SCRIPT)
}

#[test]
fn what_people_write_means_the_same_in_both_engines() {
    let mut engines = engines();
    let all: Vec<String> = WRITTEN.iter().map(|text| (*text).to_owned()).collect();
    assert!(all.len() >= 150);
    let tally = check(&mut engines, &all);
    println!(
        "{} compared, {} refused, {} fail in SQLite",
        tally.compared,
        tally.refused.len(),
        tally.failed_in_sqlite
    );
    println!("refused:\n{}", tally.refused.join("\n"));
    assert!(tally.wrong.is_empty(), "{} wrong:\n{}", tally.wrong.len(), tally.wrong.join("\n"));
    assert!(tally.refused.len() * 20 < all.len(), "too many are refused");
}

#[test]
fn made_up_expressions_mean_the_same_in_both_engines() {
    let number = |name: &str, default: u64| {
        std::env::var(name).ok().map_or(default, |text| text.parse().expect("a number"))
    };
    let seed = number("HOWDAH_SEED", 20_261_122);
    let count = number("HOWDAH_EXPRESSIONS", 3000) as usize;
    println!("HOWDAH_SEED={seed} HOWDAH_EXPRESSIONS={count}");
    let mut engines = engines();
    let mut maker = Maker { state: seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1 };
    let all: Vec<String> = (0..count)
        .map(|at| match at % 4 {
            0 => maker.integer(1 + at % 3),
            1 => maker.real(1 + at % 3),
            2 => maker.text(1 + at % 3),
            _ => maker.condition(1 + at % 3),
        })
        .collect();
    let tally = check(&mut engines, &all);
    println!(
        "{} compared, {} refused, {} fail in SQLite",
        tally.compared,
        tally.refused.len(),
        tally.failed_in_sqlite
    );
    println!("{} differ as announced", tally.announced);
    let shown: Vec<&String> = tally.wrong.iter().take(25).collect();
    assert!(tally.wrong.is_empty(), "{} wrong, the first:\n{shown:#?}", tally.wrong.len());
    assert!(
        tally.compared * 10 > count * 8,
        "only {} of {count} were compared: {:#?}",
        tally.compared,
        tally.refused
    );
}
