//! Cells: what a column holds against its declaration, and values at the edges of their types.

use super::{Case, Expect, Guard, create, run};
use rusqlite::{MAIN_DB, params};
use std::io::Write;
use std::path::Path;

/// The large value of [`CASES`]: above the 16 MB from which a value travels alone, and quick to build.
const LARGE_BYTES: usize = 20 << 20;

pub(super) const CASES: &[Case] = &[
    Case::moves(
        "numbers-at-the-edges",
        "signed zero, infinities, the smallest and largest doubles, and integers that no double holds beside reals",
        r#"
        CREATE TABLE r (id INTEGER PRIMARY KEY, declared REAL, free);
        INSERT INTO r VALUES (1, -0.0, -0.0), (2, 9e999, 9e999), (3, -9e999, -9e999), (4, 1e300, 1e300), (5, 5e-324, 5e-324),
            (6, 1.7976931348623157e308, 2.2250738585072014e-308), (7, 0.1 + 0.2, 1e23), (8, 9007199254740993, 0.0);
        CREATE TABLE whole_and_real (v);
        INSERT INTO whole_and_real VALUES (9007199254740993), (0.5), (-9223372036854775808), (1e-7), (NULL), (3.0);
        CREATE TABLE whole_and_infinite (v);
        INSERT INTO whole_and_infinite VALUES (9007199254740993), (9e999);
        CREATE TABLE whole_and_minus_zero (v);
        INSERT INTO whole_and_minus_zero VALUES (9007199254740993), (-0.0);
        CREATE TABLE small_whole_and_real (v NUMERIC);
        INSERT INTO small_whole_and_real VALUES (1), (0.5), (-7), (9007199254740992);
        CREATE TABLE too_large (v INTEGER);
        INSERT INTO too_large VALUES (9223372036854775808), (18446744073709551615), (1), ('9223372036854775808');
        CREATE TABLE narrow (a SMALLINT, b TINYINT, c INT2, d MEDIUMINT, e INT8);
        INSERT INTO narrow VALUES (32768, 256, -32769, 16777216, 9223372036854775807);
        "#,
    ),
    Case::moves(
        "times-in-three-formats",
        "one column holds ISO text, Unix seconds and Julian days, as three versions of an application wrote them",
        r#"
        CREATE TABLE t (id INTEGER PRIMARY KEY, at DATETIME, same TIMESTAMP, day DATE, clock TIME);
        INSERT INTO t VALUES (1, '2024-02-29 23:59:59', '2024-02-29 23:59:59', '2024-02-29', '23:59:59'),
            (2, 1709251199, '2024-02-29T23:59:59Z', '2024-02-29 00:00:00', '23:59'),
            (3, 2460370.499988426, '2024-02-29 23:59:59.000', 1709164800, '23:59:59.5'),
            (4, '2024-03-01T00:59:59+01:00', '2024-02-29 23:59', '2024-02-29', '23:59:59.123456'),
            (5, 1709251199000, '2024-03-01 00:59:59.123456+01:00', NULL, NULL);
        "#,
    ),
    Case::moves(
        "times-each-in-its-format",
        "every column keeps to one format: seconds, milliseconds, microseconds, Julian days, and text of each precision",
        r#"
        CREATE TABLE t (seconds TIMESTAMP, millis DATETIME, micros DATETIME, julian DATETIME, minutes DATETIME,
            t_z DATETIME, offset DATETIME, micro_text DATETIME, seven_digits DATETIME, real_seconds DATETIME);
        INSERT INTO t VALUES
            (0, 1700000000123, 1700000000123456, 2460263.5, '2024-01-01 10:00', '2024-01-01T10:00:00Z',
             '2024-01-01 10:00:00+02:00', '2024-01-01 10:00:00.000001', '2024-01-01 10:00:00.1234560', 1700000000.25),
            (-1, -1, -1, 2440587.5, '1969-12-31 23:59', '1969-12-31T23:59:59Z',
             '1969-12-31 23:59:59-11:30', '1969-12-31 23:59:59.999999', '1969-12-31 23:59:59.9999990', -0.5),
            (1700000000, 0, 0, 2460263.4266203704, '9999-12-31 23:59', '0001-01-01T00:00:00Z',
             '2024-02-29 00:00:00+14:00', '2024-06-30 23:59:59.5', '2024-01-01 10:00:00.0000000', 0.0);
        "#,
    ),
    Case::moves(
        "times-that-are-none",
        "columns declared as times hold what no calendar knows, and what PostgreSQL would read as something else",
        r#"
        CREATE TABLE zero (at DATETIME); INSERT INTO zero VALUES ('0000-00-00 00:00:00'), ('2024-01-01 00:00:00');
        CREATE TABLE word (at TIMESTAMP);
        INSERT INTO word VALUES ('now'), ('infinity'), ('epoch'), ('today'), ('2024-01-01 00:00:00');
        CREATE TABLE leap (at DATETIME); INSERT INTO leap VALUES ('2016-12-31 23:59:60'), ('2024-01-01 00:00:00');
        CREATE TABLE midnight (at TIME); INSERT INTO midnight VALUES ('24:00:00'), ('00:00:00');
        CREATE TABLE empty (at DATE); INSERT INTO empty VALUES (''), ('2024-01-01');
        CREATE TABLE thirtieth (at DATE); INSERT INTO thirtieth VALUES ('2024-02-30'), ('2023-02-29');
        CREATE TABLE local (at DATE); INSERT INTO local VALUES ('01/02/2024'), ('1.2.24'), ('Jan 2 2024');
        CREATE TABLE nanos (at DATETIME); INSERT INTO nanos VALUES ('2024-01-01 00:00:00.123456789');
        CREATE TABLE go (at DATETIME); INSERT INTO go VALUES ('2024-01-01 00:00:00 +0000 UTC m=+0.000000001');
        CREATE TABLE far (at DATETIME); INSERT INTO far VALUES (9223372036854775807), (-9223372036854775808), (9e999);
        CREATE TABLE ticks (at DATETIME); INSERT INTO ticks VALUES (638396640000000000);
        "#,
    ),
    Case::moves(
        "booleans-in-all-spellings",
        "truth as number and as words, some columns with a third value",
        r#"
        CREATE TABLE t (n BOOLEAN, tf BOOLEAN, words BOOL, upper BOOLEAN, yn BOOLEAN, mixed BOOLEAN, three BOOLEAN,
            odbc BOOLEAN, fraction BOOLEAN, tiny TINYINT(1));
        INSERT INTO t VALUES (1, 't', 'true', 'TRUE', 'Y', 1, 1, -1, 1.0, 1),
            (0, 'f', 'false', 'FALSE', 'N', 'f', 0, 0, 0.5, 0),
            (NULL, NULL, NULL, NULL, NULL, 'true', 2, NULL, NULL, 7), (1, 't', 'true', 'TRUE', 'Y', '', 1, -1, 0, 1);
        "#,
    ),
    Case::moves(
        "classes-against-the-declaration",
        "bytes in TEXT, text in BLOB, text in INTEGER and REAL, numbers in everything",
        r#"
        CREATE TABLE t (id INTEGER PRIMARY KEY, in_text TEXT, in_blob BLOB, in_int INTEGER, in_real REAL, in_date DATE);
        INSERT INTO t VALUES (1, x'00ff', 'plain', 'twelve', 'half', x'00'), (2, 'text', x'', '12abc', '', 0.5),
            (3, 17, 17, 17, 17, 17), (4, 0.5, 0.5, 0.5, 0.5, '2024-01-01'), (5, '', '', '', '', ''),
            (6, x'74657874', 'é', ' 12 ', ' 1.5 ', NULL), (7, x'', x'00', '0x10', '0x10', 1),
            (8, NULL, NULL, 9223372036854775808, 'Infinity', 2);
        "#,
    ),
    Case::moves(
        "nothing-in-four-ways",
        "NULL, empty text, empty bytes and zero are four values; text also ends in blanks",
        r#"
        CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b BLOB, c, d VARCHAR(5), e CHAR(5));
        INSERT INTO t VALUES (1, NULL, NULL, NULL, NULL, NULL), (2, '', x'', '', '', ''), (3, '0', x'00', x'', ' ', ' '),
            (4, ' ', x'20', 0, 'a ', 'a '), (5, 'NULL', 'NULL', 'NULL', 'null', 'null'), (6, '\N', '\N', '\N', '\.', '\.');
        "#,
    ),
    Case::moves(
        "json-at-the-edges",
        "JSON null beside NULL, duplicate keys, escapes and numbers that jsonb refuses, and a writer's own spacing",
        r#"
        CREATE TABLE good (id INTEGER PRIMARY KEY, doc JSON);
        INSERT INTO good VALUES (1, 'null'), (2, NULL), (3, '{"b": 1, "a": 2}'), (4, '{"a":1,"a":2}'), (5, ' [ 1 , 2 ] '),
            (6, '"\u00e9\ud83d\ude00"'), (7, '1.0'), (8, '1.00'), (9, '-0'), (10, '1E2'), (11, '{}'), (12, '"a\/b"'),
            (13, '12345678901234567890.123456789012345678901'), (14, 'true');
        CREATE TABLE nul (doc JSON); INSERT INTO nul VALUES ('{"a":"x\u0000y"}'), ('{}');
        CREATE TABLE surrogate (doc JSON); INSERT INTO surrogate VALUES ('"\ud800"'), ('{}');
        CREATE TABLE huge (doc JSON); INSERT INTO huge VALUES ('1e400'), ('1e-400'), ('1e200000');
        CREATE TABLE five (doc JSON); INSERT INTO five VALUES ('{a:1,}'), ('[+1, .5, 0x1F, NaN]'), ('{}');
        CREATE TABLE not_all (doc JSON); INSERT INTO not_all VALUES ('{}'), (''), ('not json');
        CREATE TABLE declared_text (doc TEXT CHECK (json_valid(doc))); INSERT INTO declared_text VALUES ('{"k": [1]}');
        CREATE TABLE binary (doc JSONB); INSERT INTO binary VALUES (jsonb('{"a": [1, 2]}'));
        CREATE TABLE scalar (doc JSON); INSERT INTO scalar VALUES (1), (1.5), ('"x"'), ('{}');
        CREATE TABLE object_key (doc JSON UNIQUE); INSERT INTO object_key VALUES ('{"a":1}'), ('{"a": 1}');
        "#,
    ),
    Case::moves(
        "json-too-deep",
        "an array nested more deeply than many parsers dare",
        r#"
        CREATE TABLE t (id INTEGER PRIMARY KEY, doc JSON);
        INSERT INTO t VALUES (1, replace(hex(zeroblob(500)), '00', '[') || replace(hex(zeroblob(500)), '00', ']')),
            (2, replace(hex(zeroblob(60000)), '00', '[') || replace(hex(zeroblob(60000)), '00', ']'));
        "#,
    ),
    Case::moves(
        "decimals",
        "money declared DECIMAL: as integers, as doubles that are nearly right, and as text with all its zeros",
        r#"
        CREATE TABLE t (id INTEGER PRIMARY KEY, price DECIMAL(10,2), tax NUMERIC(5,1), total DECIMAL, exact TEXT,
            money MONEY);
        INSERT INTO t VALUES (1, 19.99, 1.25, 0.1, '19.990', 5), (2, 20, 100000, 1e20, '0.10', '$5'),
            (3, 0.1 + 0.2, -0.05, 9007199254740993, '-0.00', 5.5), (4, 12345678901.12, 99999.95, NULL, '1e5', NULL);
        "#,
    ),
    Case::moves(
        "uuids-in-all-spellings",
        "each column keeps to one spelling, but the last",
        r#"
        CREATE TABLE t (hyphens CHAR(36), upper CHAR(36), hex CHAR(32), braces VARCHAR(38), bytes BLOB, mixed UUID);
        INSERT INTO t VALUES ('6f9619ff-8b86-d011-b42d-00c04fc964ff', '6F9619FF-8B86-D011-B42D-00C04FC964FF',
            '6f9619ff8b86d011b42d00c04fc964ff', '{6f9619ff-8b86-d011-b42d-00c04fc964ff}',
            x'6f9619ff8b86d011b42d00c04fc964ff', '6f9619ff-8b86-d011-b42d-00c04fc964ff'),
            ('00000000-0000-0000-0000-000000000000', '00000000-0000-0000-0000-00000000000A',
            '00000000000000000000000000000000', '{00000000-0000-0000-0000-000000000000}', zeroblob(16),
            '6F9619FF8B86D011B42D00C04FC964FF');
        CREATE TABLE nearly (id UUID, short CHAR(36));
        INSERT INTO nearly VALUES ('6f9619ff-8b86-d011-b42d-00c04fc964ff', ''),
            ('6f9619ff-8b86-d011-b42d-00c04fc964fg', '6f9619ff-8b86-d011-b42d-00c04fc964f');
        "#,
    ),
    Case::code(
        "a-large-value",
        "a value larger than any buffer: bytes and text of 20 MB each (see `large_value` for 500 MB)",
        Expect::Moves,
        |path| large_value(path, LARGE_BYTES),
    ),
];

/// A table `t (id, b, c)` with one BLOB and one TEXT of `bytes` bytes each, and small rows around them. The content
/// does not compress. SQLite's limit is 1,000,000,000 (<https://sqlite.org/limits.html>).
pub fn large_value(path: &Path, bytes: usize) -> Guard {
    let connection = create(path);
    run(
        &connection,
        "CREATE TABLE t (id INTEGER PRIMARY KEY, b BLOB, c TEXT);
         INSERT INTO t VALUES (1, x'01', 'before'), (9, x'09', 'after')",
    );
    let length = bytes as i64;
    let insert = "INSERT INTO t VALUES (4, zeroblob(?1), NULL), (5, NULL, CAST(zeroblob(?1) AS TEXT))";
    connection.execute(insert, params![length]).expect("SQLite takes values of this size");
    for (row, column) in [(4, "b"), (5, "c")] {
        let mut noise = Noise::new(row as u64);
        let mut blob = connection
            .blob_open(MAIN_DB, "t", column, row, false)
            .expect("the value was inserted a moment ago");
        let mut left = bytes;
        while left > 0 {
            let piece: Vec<u8> = (0..left.min(1 << 17))
                .flat_map(|_| noise.next().to_le_bytes())
                .map(|byte| if column == "c" { b'!' + byte % 90 } else { byte })
                .take(left.min(1 << 20))
                .collect();
            blob.write_all(&piece).expect("the value has room for its own length");
            left -= piece.len();
        }
    }
    Guard::default()
}

/// Numbers without a pattern, the same in every run (xorshift64*, Vigna 2016).
pub(super) struct Noise(u64);

impl Noise {
    pub(super) fn new(seed: u64) -> Noise {
        Noise(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }
}
