//! Text: what PostgreSQL cannot hold, and what only looks as if it could not.

use super::{Case, Expect, Guard, create, run};
use std::path::Path;

const NUL: Expect = Expect::Refused { exit_code: 1, message_contains: &["nul"] };
const BAD_UTF8: Expect = Expect::Refused { exit_code: 1, message_contains: &["not utf-8"] };
const BAD_UTF16: Expect = Expect::Refused { exit_code: 1, message_contains: &["unpaired surrogates"] };

pub(super) const CASES: &[Case] = &[
    Case::moves(
        "nul-in-text",
        "text holds a NUL byte, which PostgreSQL's text cannot; SQLite's own length() stops there",
        r#"
        CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b VARCHAR(10));
        INSERT INTO t VALUES (1, 'fine', 'fine'), (2, 'be' || char(0) || 'hind', 'fine'), (3, char(0), char(0, 0)),
            (4, 'at the end' || char(0), NULL);
        "#,
    )
    .expect(NUL),
    Case::moves(
        "nul-in-a-key",
        "two keys differ only behind a NUL",
        r#"
        CREATE TABLE t (k TEXT PRIMARY KEY, a INTEGER) WITHOUT ROWID;
        INSERT INTO t VALUES ('k' || char(0) || '1', 1), ('k' || char(0) || '2', 2), ('k', 3);
        "#,
    )
    .expect(NUL),
    Case::moves(
        "bad-utf8",
        "text that is not UTF-8: Latin-1, cut characters, overlong forms, encoded surrogates, bytes above F4",
        r#"
        CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT);
        INSERT INTO t VALUES (1, 'fine', 'fine'), (2, CAST(x'5a6feb' AS TEXT), 'latin-1'),
            (3, CAST(x'c3' AS TEXT), 'cut'), (4, CAST(x'c080' AS TEXT), 'overlong'),
            (5, CAST(x'eda080' AS TEXT), 'surrogate'), (6, CAST(x'f5808080' AS TEXT), 'too high'),
            (7, CAST(x'80' AS TEXT), 'lone continuation'), (8, CAST(x'f4908080' AS TEXT), 'above 10FFFF');
        "#,
    )
    .expect(BAD_UTF8),
    Case::moves(
        "bad-utf8-in-one-row-of-many",
        "the only bad text stands in the last of 20,000 rows",
        r#"
        CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
        INSERT INTO t SELECT i, 'row ' || i FROM n;
        UPDATE t SET a = CAST(x'ff' AS TEXT) WHERE id = 20000;
        "#,
    )
    .expect(BAD_UTF8),
    Case::code(
        "lone-surrogates-utf16le",
        "a UTF-16 database holds halves of surrogate pairs; read as UTF-8 they silently become other characters",
        BAD_UTF16,
        |path| surrogates(path, "UTF-16le"),
    ),
    Case::code(
        "lone-surrogates-utf16be",
        "the same, with the high byte first",
        BAD_UTF16,
        |path| surrogates(path, "UTF-16be"),
    ),
    Case::code("utf16le", "the file's text is UTF-16, low byte first", Expect::Moves, |path| {
        utf16(path, "UTF-16le")
    }),
    Case::code("utf16be", "the file's text is UTF-16, high byte first", Expect::Moves, |path| {
        utf16(path, "UTF-16be")
    }),
    Case::moves(
        "text-that-looks-dangerous",
        "backslashes, tabs, line ends, COPY's own marks, composed and decomposed forms, non-characters and marks",
        r#"
        CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT UNIQUE);
        INSERT INTO t (a) VALUES ('\N'), ('\.'), ('\'), ('\\'), (char(9)), (char(10)), (char(13)), (char(13, 10)), ('a' || char(10)),
            (char(11)), (char(1)), (char(127)), (char(133)), ('"'), (''''), (','), (char(233)), ('e' || char(769)),
            (char(65279) || 'mark'), (char(65534)), (char(65535)), (char(1114111)), (char(128024)), (char(8238) || 'abc'),
            (char(55295)), (char(57344)), ('trailing '), ('trailing'), (' trailing'), ('TRAILING'), ('%s'), ('$1'), ('{}');
        "#,
    ),
    Case::moves(
        "text-longer-than-declared",
        "VARCHAR(n) is no limit in SQLite; what counts in PostgreSQL is characters, not bytes",
        r#"
        CREATE TABLE t (fits VARCHAR(5), fits_in_characters VARCHAR(5), too_long VARCHAR(5), blanks VARCHAR(3),
            zero VARCHAR(0), huge VARCHAR(99999999), padded CHAR(4), nvarchar NVARCHAR(3));
        INSERT INTO t VALUES ('12345', 'ääääé', '123456', 'abc  ', '', 'x', 'ab', 'äöü'),
            ('', '🐘🐘🐘🐘🐘', 'short', 'abc', 'x', 'y', 'ab  ', 'abcd'), (NULL, 'e', 12345678, 'abcd', NULL, NULL, 'abcde', 5);
        "#,
    ),
];

/// In a UTF-16 database, a cast from bytes takes them as UTF-16 (<https://sqlite.org/lang_expr.html#castexpr>).
fn surrogates(path: &Path, encoding: &str) -> Guard {
    let text = |units: &[u16]| {
        let bytes = units.iter().flat_map(|unit| match encoding {
            "UTF-16le" => unit.to_le_bytes(),
            _ => unit.to_be_bytes(),
        });
        format!("CAST(x'{}' AS TEXT)", bytes.map(|byte| format!("{byte:02x}")).collect::<String>())
    };
    let rows = [
        text(&[0x61, 0xd83d, 0xdc18, 0x62]),
        text(&[0xd800]),
        text(&[0x61, 0xdc00, 0x62]),
        text(&[0x61, 0xd800]),
        text(&[0xdc00, 0xd800]),
        text(&[0xd800, 0xd800, 0xdc00]),
    ];
    let connection = create(path);
    run(
        &connection,
        &format!("PRAGMA encoding = '{encoding}'; CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT)"),
    );
    for row in rows {
        run(&connection, &format!("INSERT INTO t (a) VALUES ({row})"));
    }
    Guard::default()
}

fn utf16(path: &Path, encoding: &str) -> Guard {
    let connection = create(path);
    run(
        &connection,
        &format!(
            "PRAGMA encoding = '{encoding}';
             CREATE TABLE \"Bücher 🐘\" (id INTEGER PRIMARY KEY, \"Titel\" TEXT NOT NULL DEFAULT 'öde', at DATETIME, doc JSON,
                 uuid CHAR(36), flag BOOLEAN, mixed, raw BLOB);
             CREATE INDEX \"nach Titel\" ON \"Bücher 🐘\" (\"Titel\" COLLATE NOCASE);
             INSERT INTO \"Bücher 🐘\" VALUES
                 (1, 'Zoë 🐘', '2024-01-01 10:00:00', '{{\"ä\": \"🐘\"}}', '6f9619ff-8b86-d011-b42d-00c04fc964ff', 't', 'x', x'00d8'),
                 (2, '', NULL, 'null', NULL, 'f', 1, x''), (3, char(65534, 1114111, 55295), '1969-12-31 23:59:59', '[]',
                 '00000000-0000-0000-0000-000000000000', NULL, 1.5, 'text');"
        ),
    );
    Guard::default()
}
