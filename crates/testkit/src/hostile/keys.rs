//! Keys and identities: what makes a row findable, or fails to.

use super::{Case, Expect, Guard, create};
use std::path::Path;

pub(super) const CASES: &[Case] = &[
    Case::moves(
        "strict-tables",
        "every type a STRICT table knows; ANY keeps each cell's class",
        r#"
        CREATE TABLE s (id INTEGER PRIMARY KEY, i INT, r REAL, t TEXT NOT NULL, b BLOB, a ANY) STRICT;
        INSERT INTO s VALUES (1, 9223372036854775807, 1, '', x'', 1), (2, NULL, -0.5, 'two', x'00', '1'),
            (3, 0, 1e300, '3', x'ff', 1.0), (4, -1, NULL, '4', NULL, x'31'), (5, 5, 5, '5', x'05', NULL);
        CREATE TABLE k (a TEXT, b ANY, PRIMARY KEY (a, b)) STRICT, WITHOUT ROWID;
        INSERT INTO k VALUES ('x', 1), ('x', '1'), ('x', x'31');
        "#,
    ),
    Case::moves(
        "without-rowid",
        "tables without a rowid, by an integer, a text and a composite key in another order than the columns",
        r#"
        CREATE TABLE by_int (id INT PRIMARY KEY, a TEXT) WITHOUT ROWID;
        INSERT INTO by_int VALUES (3, 'c'), (1, 'a'), (-9223372036854775808, 'min');
        CREATE TABLE by_integer (id INTEGER PRIMARY KEY, a TEXT) WITHOUT ROWID;
        INSERT INTO by_integer VALUES (2, 'b'), (9223372036854775807, 'max');
        CREATE TABLE by_text (a TEXT, k TEXT PRIMARY KEY COLLATE NOCASE) WITHOUT ROWID;
        INSERT INTO by_text VALUES ('1', 'Zoë'), ('2', 'ä'), ('3', ''), ('4', 'A'), ('5', 'b');
        CREATE TABLE by_both (a INTEGER, b TEXT, c BLOB, PRIMARY KEY (c, a DESC)) WITHOUT ROWID;
        INSERT INTO by_both VALUES (1, 'x', x'00'), (2, 'x', x'00'), (1, 'x', x''), (1, 'y', x'ffff');
        "#,
    ),
    Case::moves(
        "nulls-in-a-primary-key",
        "outside INTEGER PRIMARY KEY, WITHOUT ROWID and STRICT, SQLite lets a primary key be NULL, many times",
        r#"
        CREATE TABLE one (code TEXT PRIMARY KEY, a TEXT);
        INSERT INTO one VALUES ('x', '1'), (NULL, '2'), (NULL, '3'), ('', '4');
        CREATE TABLE two (a TEXT, b INTEGER, c TEXT, PRIMARY KEY (a, b));
        INSERT INTO two VALUES ('x', 1, 'p'), ('x', NULL, 'q'), ('x', NULL, 'r'), (NULL, NULL, 's'), (NULL, 1, 't');
        CREATE TABLE child (code TEXT REFERENCES one (code));
        INSERT INTO child VALUES ('x'), (NULL), ('');
        "#,
    ),
    Case::moves(
        "uuids-that-differ-in-case",
        "two texts, two keys, but one UUID; a foreign key refers to both",
        r#"
        CREATE TABLE t (id CHAR(36) PRIMARY KEY, a TEXT);
        INSERT INTO t VALUES ('6f9619ff-8b86-d011-b42d-00c04fc964ff', 'lower'),
            ('6F9619FF-8B86-D011-B42D-00C04FC964FF', 'upper'), ('00000000-0000-0000-0000-000000000000', 'nil');
        CREATE TABLE u (id UUID NOT NULL, t_id CHAR(36) REFERENCES t (id), UNIQUE (id));
        INSERT INTO u VALUES ('6f9619ff8b86d011b42d00c04fc964ff', '6F9619FF-8B86-D011-B42D-00C04FC964FF'),
            ('6f9619ff-8b86-d011-b42d-00c04fc964ff', '6f9619ff-8b86-d011-b42d-00c04fc964ff');
        "#,
    ),
    Case::moves(
        "classes-in-a-unique-column",
        "without affinity, a number, its text and its bytes are different keys (1 and 1.0 are the same key)",
        r#"
        CREATE TABLE t (v UNIQUE, a TEXT);
        INSERT INTO t VALUES (1, 'integer'), ('1', 'text'), (x'31', 'blob'), ('1.0', 'text of a real'),
            (2.0, 'real'), ('2', 'text'), ('2.0', 'text of a real'), (x'322e30', 'blob of a real'), (NULL, 'null');
        CREATE TABLE u (v PRIMARY KEY) WITHOUT ROWID;
        INSERT INTO u VALUES (1), ('1'), (x'31'), (1.5), ('1.5');
        CREATE TABLE plain (v);
        INSERT INTO plain VALUES (1), (1.0), ('1'), ('1.0'), (x'31'), (x'312e30'), (1), (1.0);
        "#,
    ),
    Case::moves(
        "ids-at-the-ends",
        "identities at 2^63-1 and -2^63: no sequence can go on after the first",
        r#"
        CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);
        INSERT INTO t VALUES (9223372036854775807, 'max'), (-9223372036854775808, 'min'), (0, 'zero');
        CREATE TABLE auto (id INTEGER PRIMARY KEY AUTOINCREMENT, t_id INTEGER REFERENCES t (id));
        INSERT INTO auto VALUES (9223372036854775807, -9223372036854775808), (1, 9223372036854775807);
        "#,
    ),
    Case::moves(
        "ids-below-zero",
        "all identities are negative: a sequence starts at 1, not behind the highest",
        r#"
        CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);
        INSERT INTO t VALUES (-1, 'a'), (-2, 'b'), (-4294967296, 'c');
        CREATE TABLE auto (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT);
        INSERT INTO auto VALUES (-5, 'a'), (-3, 'b');
        "#,
    ),
    Case::moves(
        "sequence-ahead-of-the-rows",
        "AUTOINCREMENT has given ids that were deleted: they must never be given again",
        r#"
        CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT);
        INSERT INTO t (a) VALUES ('a'), ('b'), ('c');
        UPDATE sqlite_sequence SET seq = 1000 WHERE name = 't';
        CREATE TABLE emptied (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT);
        INSERT INTO emptied (id, a) VALUES (41, 'gone');
        DELETE FROM emptied;
        CREATE TABLE behind (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT);
        INSERT INTO behind VALUES (7, 'x');
        UPDATE sqlite_sequence SET seq = 2 WHERE name = 'behind';
        CREATE TABLE forgotten (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT);
        INSERT INTO forgotten VALUES (9, 'x');
        DELETE FROM sqlite_sequence WHERE name = 'forgotten';
        CREATE TABLE never_used (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT);
        "#,
    ),
    Case::moves(
        "no-key-equal-rows",
        "tables without any key hold equal rows, whose number is all that tells them",
        r#"
        CREATE TABLE log (at TEXT, line TEXT);
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
        INSERT INTO log SELECT '2024-01-01 00:00:00', CASE WHEN i % 10 = 0 THEN NULL ELSE 'same' END FROM n;
        CREATE TABLE blanks (a, b);
        INSERT INTO blanks VALUES (NULL, NULL), (NULL, NULL), ('', x''), ('', x''), ('', NULL);
        DELETE FROM log WHERE rowid IN (3, 4, 500);
        "#,
    ),
    Case::moves(
        "integer-key-that-is-no-rowid",
        "INT PRIMARY KEY and INTEGER PRIMARY KEY DESC are ordinary columns beside the rowid, and may hold anything",
        r#"
        CREATE TABLE a (id INT PRIMARY KEY, v TEXT);
        INSERT INTO a VALUES (1, 'x'), ('two', 'y'), (3.5, 'z'), (NULL, 'w');
        CREATE TABLE b (id INTEGER PRIMARY KEY DESC, v TEXT);
        INSERT INTO b VALUES (2, 'x'), (NULL, 'y'), (NULL, 'z');
        CREATE TABLE c (id BIGINT PRIMARY KEY, v TEXT);
        INSERT INTO c VALUES (10, 'x'), (20, 'y');
        "#,
    ),
    Case::moves(
        "unique-without-case",
        "keys are unique without regard to ASCII case; and one index is unique only in part",
        r#"
        CREATE TABLE t (mail TEXT COLLATE NOCASE UNIQUE, name TEXT COLLATE RTRIM, state TEXT);
        INSERT INTO t VALUES ('Ann@x.org', 'Ann', 'on'), ('Ä@x.org', 'B', 'on'), ('ä@x.org', 'C', 'off'), (NULL, 'D', 'off');
        CREATE UNIQUE INDEX one_on ON t (name) WHERE state = 'on';
        CREATE UNIQUE INDEX by_lower ON t (lower(mail));
        CREATE TABLE r (a TEXT UNIQUE ON CONFLICT REPLACE, b TEXT NOT NULL ON CONFLICT IGNORE);
        INSERT INTO r VALUES ('x', 'y'), ('X', 'y');
        "#,
    ),
    Case::code(
        "long-text-in-an-index",
        "a B-tree of PostgreSQL takes entries of at most 2,704 bytes, SQLite's are not limited",
        Expect::MovesOrRefused { exit_code: 1 },
        long_keys,
    ),
];

fn long_keys(path: &Path) -> Guard {
    let connection = create(path);
    super::run(&connection, "CREATE TABLE t (k TEXT UNIQUE, a TEXT); CREATE INDEX i ON t (a)");
    let mut noise = super::values::Noise::new(1);
    for _ in 0..5 {
        // Text that does not compress, as PostgreSQL would otherwise make it fit.
        let text: String = (0..9000).map(|_| char::from(b'!' + (noise.next() % 90) as u8)).collect();
        connection.execute("INSERT INTO t VALUES (?1, ?1)", [text]).expect("SQLite takes long keys");
    }
    Guard::default()
}
