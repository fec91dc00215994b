//! Declarations: columns, types, indexes and other objects that PostgreSQL sees differently or not at all.

use super::{Case, Expect, Guard, create, run};
use rusqlite::functions::FunctionFlags;
use std::path::Path;

const TOO_WIDE: Expect =
    Expect::Refused { exit_code: 1, message_contains: &["1,600", "1600", "column", "wide", "width", "page"] };

pub(super) const CASES: &[Case] = &[
    Case::moves(
        "generated-columns",
        "stored and virtual ones, on each other, in front of stored columns, and as a key",
        r#"
        CREATE TABLE t (twice INTEGER AS (a * 2), a INTEGER, four AS (twice * 2) STORED, b TEXT,
            up TEXT GENERATED ALWAYS AS (upper(b)) VIRTUAL UNIQUE, day AS (date('2024-01-01', '+' || a || ' days')));
        INSERT INTO t (a, b) VALUES (1, 'x'), (NULL, 'y'), (3, NULL);
        CREATE INDEX i ON t (four, twice);
        CREATE TABLE j (doc JSON, name TEXT AS (json_extract(doc, '$.name')) STORED NOT NULL);
        INSERT INTO j (doc) VALUES ('{"name": "Ann"}');
        "#,
    ),
    Case::code(
        "functions-of-the-application",
        "columns, indexes, checks and a trigger call functions that only the application registers",
        Expect::Moves,
        own_functions,
    ),
    Case::code(
        "collation-of-the-application",
        "a column, a key and an index sort by a collation that only the application registers",
        Expect::Moves,
        own_collation,
    ),
    Case::code("columns-1600-narrow", "as many columns as PostgreSQL takes, and rows that fit a page", Expect::Moves, |path| {
        columns(path, 1600, "TEXT", "'x'")
    }),
    Case::code(
        "columns-1600-wide",
        "as many columns as PostgreSQL takes, but rows that fit no page, even with all values stored outside",
        TOO_WIDE,
        |path| columns(path, 1600, "TEXT", "'thirty characters of text, here'"),
    ),
    Case::code("columns-1700", "more columns than PostgreSQL takes", TOO_WIDE, |path| {
        columns(path, 1700, "INTEGER", "NULL")
    }),
    Case::moves(
        "virtual-tables",
        "full-text and range tables, beside user tables whose names look like their shadows",
        r#"
        CREATE VIRTUAL TABLE notes USING fts5(title, body);
        INSERT INTO notes VALUES ('One', 'the quick fox'), ('Two', 'a lazy dog');
        CREATE VIRTUAL TABLE old USING fts4(body);
        INSERT INTO old VALUES ('words');
        CREATE VIRTUAL TABLE place USING rtree(id, x0, x1, y0, y1);
        INSERT INTO place VALUES (1, 0, 1, 2, 3);
        CREATE TABLE article (id INTEGER PRIMARY KEY, body TEXT);
        INSERT INTO article VALUES (5, 'external content');
        CREATE VIRTUAL TABLE article_fts USING fts5(body, content = 'article', content_rowid = 'id');
        INSERT INTO article_fts (article_fts) VALUES ('rebuild');
        CREATE TABLE user_data (id INTEGER PRIMARY KEY, a TEXT);
        CREATE TABLE user_content (id INTEGER PRIMARY KEY, a TEXT);
        CREATE TABLE notes_config_backup (k TEXT, v TEXT);
        CREATE TABLE place_node_names (id INTEGER, name TEXT);
        INSERT INTO user_data VALUES (1, 'x'); INSERT INTO user_content VALUES (2, 'y');
        INSERT INTO notes_config_backup VALUES ('a', 'b'); INSERT INTO place_node_names VALUES (1, 'n');
        "#,
    ),
    Case::moves(
        "views-and-triggers",
        "views on views, a view that no longer works, and triggers of every kind",
        r#"
        CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, changed TEXT);
        CREATE TABLE log (at TEXT DEFAULT CURRENT_TIMESTAMP, what TEXT);
        CREATE VIEW v AS SELECT id, upper(a) AS a FROM t;
        CREATE VIEW w (one, two) AS SELECT v.id, count(*) FROM v GROUP BY 1;
        CREATE VIEW by_rowid AS SELECT rowid AS r, what FROM log;
        CREATE VIEW broken AS SELECT gone FROM no_table;
        CREATE TRIGGER a_insert AFTER INSERT ON t BEGIN INSERT INTO log (what) VALUES ('insert ' || NEW.id); END;
        CREATE TRIGGER a_update BEFORE UPDATE OF a ON t WHEN NEW.a IS NOT OLD.a
            BEGIN SELECT RAISE(ABORT, 'no') WHERE NEW.a = 'no'; END;
        CREATE TRIGGER instead INSTEAD OF DELETE ON v BEGIN DELETE FROM t WHERE id = OLD.id; END;
        INSERT INTO t VALUES (1, 'x', NULL), (2, 'y', NULL);
        "#,
    ),
    Case::moves(
        "indexes-of-every-form",
        "partial, on expressions, descending, with collations, covering a constraint twice",
        r#"
        CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT UNIQUE, b INTEGER, c TEXT, doc JSON);
        CREATE INDEX descending ON t (b DESC, a ASC);
        CREATE INDEX partial ON t (b) WHERE b > 5 AND c IS NOT NULL;
        CREATE UNIQUE INDEX partial_unique ON t (c) WHERE b = 1;
        CREATE INDEX on_expression ON t (lower(c), b + 1);
        CREATE INDEX on_json ON t (json_extract(doc, '$.x'));
        CREATE INDEX without_case ON t (c COLLATE NOCASE);
        CREATE INDEX trimmed ON t (c COLLATE RTRIM);
        CREATE INDEX again ON t (a);
        CREATE UNIQUE INDEX again_unique ON t (a);
        CREATE INDEX on_string ON t ("no such column");
        INSERT INTO t VALUES (1, 'x', 1, 'p', '{"x": 1}'), (2, 'y', 7, 'P', NULL), (3, NULL, 7, 'P ', '{}');
        "#,
    ),
    Case::moves(
        "added-columns",
        "columns added later: old rows end before them and take the default when they are read",
        r#"
        CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);
        INSERT INTO t VALUES (1, 'old'), (2, 'old');
        ALTER TABLE t ADD COLUMN b INTEGER NOT NULL DEFAULT 7;
        ALTER TABLE t ADD COLUMN c TEXT DEFAULT 'text';
        ALTER TABLE t ADD COLUMN d REAL DEFAULT 1;
        ALTER TABLE t ADD COLUMN e DEFAULT x'00ff';
        ALTER TABLE t ADD COLUMN f BOOLEAN DEFAULT TRUE;
        ALTER TABLE t ADD COLUMN g TEXT DEFAULT NULL;
        ALTER TABLE t ADD COLUMN h INTEGER AS (b + 1);
        INSERT INTO t (id, a, b, f) VALUES (3, 'new', 8, 0);
        ALTER TABLE t DROP COLUMN g;
        ALTER TABLE t RENAME COLUMN c TO "c renamed";
        "#,
    ),
    Case::moves(
        "types-nobody-knows",
        "declared types of several words, with odd arguments, of other systems, or none",
        r#"
        CREATE TABLE t (a UNSIGNED BIG INT, b NATIVE CHARACTER(70), c VARYING CHARACTER(255), d DOUBLE PRECISION,
            e "nvarchar(max)", f FLOATING POINT, g CHARINT, h STRING, i "LENGTH TOKENS" (2), j DECIMAL(10,5), k,
            l "timestamp with time zone", m INTEGER UNSIGNED (11), n "TEXT[]", o GEOMETRY, p ENUM, q INTERVAL,
            r VARCHAR(-1), s FLOAT(+24, 8), t "", u BIT, v YEAR, w HSTORE, x INET);
        INSERT INTO t VALUES (18446744073709551615, 'n', 'v', 1.5, 'max', 2.5, 'c', '007', 'x', 1.00001, 'none',
            '2024-01-01 00:00:00+00', 4, '["a"]', x'0001', 'red', 3600, 'r', 1.25, 'e', 1, 2024, 'a=>1', '::1'),
            (1, '', '', -1, '', 7, 8, 'abc', NULL, 2, x'00', NULL, NULL, '{a,b}', NULL, NULL, 'P1D', '', 0, 0, x'01', '24',
            NULL, '10.0.0.0/8');
        "#,
    ),
    Case::moves(
        "defaults-of-every-form",
        "literals, key words, expressions, words in the wrong quotes, and defaults of the wrong type",
        r#"
        CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT DEFAULT 'it''s', b INTEGER DEFAULT -1, c REAL DEFAULT +1.5,
            d BLOB DEFAULT x'00ff', e TEXT DEFAULT NULL, f BOOLEAN DEFAULT FALSE, g DATETIME DEFAULT CURRENT_TIMESTAMP,
            h DATE DEFAULT current_date, i TIME DEFAULT CURRENT_TIME, j TEXT DEFAULT (lower(hex(randomblob(16)))),
            k INTEGER DEFAULT (strftime('%s', 'now')), l TEXT DEFAULT "a string", m TEXT DEFAULT bare, n INTEGER DEFAULT '',
            o BOOLEAN DEFAULT 'false', p TEXT DEFAULT 'CURRENT_TIMESTAMP', q TEXT DEFAULT 'NULL', r NUMERIC DEFAULT 'x',
            s DATETIME DEFAULT (datetime('now', 'localtime')), t INTEGER DEFAULT 0x10, u JSON DEFAULT '{}', v DATETIME
            DEFAULT '', w INTEGER DEFAULT 9223372036854775808);
        INSERT INTO t (id, g, h, i, s, v) VALUES (1, '2024-01-01 00:00:00', '2024-01-01', '00:00:00', '2024-01-01 00:00:00',
            '2024-01-01 00:00:00');
        "#,
    ),
    Case::moves(
        "checks-that-rows-break",
        "CHECK and NOT NULL constraints that old rows do not keep, and checks PostgreSQL cannot read",
        r#"
        PRAGMA ignore_check_constraints = ON;
        CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER CHECK (a > 0), b TEXT CHECK (b GLOB '[a-z]*'), c TEXT
            CHECK (typeof(c) = 'text'), d TEXT CHECK (length("d") < 5), e INTEGER CHECK (e), CONSTRAINT named CHECK (a < 100));
        INSERT INTO t VALUES (1, -1, 'UPPER', 5, 'too long', 0), (2, 1, 'x', 'y', 'z', 1);
        CREATE TABLE n (id INTEGER PRIMARY KEY, a TEXT);
        INSERT INTO n VALUES (1, NULL), (2, 'x');
        PRAGMA writable_schema = ON;
        UPDATE sqlite_schema SET sql = 'CREATE TABLE n (id INTEGER PRIMARY KEY, a TEXT NOT NULL)' WHERE name = 'n';
        PRAGMA writable_schema = RESET;
        "#,
    )
    .expect(Expect::MovesOrRefused { exit_code: 3 }),
    Case::moves(
        "declarations-with-comments",
        "tables made by a query, comments and line ends inside declarations, missing commas, single quotes as names",
        r#"
        CREATE TABLE "from query" AS SELECT 1 AS a, 'x' AS b, x'00' AS c, 1.5 AS "d e", NULL AS f;
        CREATE TABLE t ( -- the first; with a semicolon
            id /* key, */ INTEGER PRIMARY KEY, -- ) not the end
            'single' TEXT, [bracket] TEXT, `back` TEXT,
            CHECK (id > 0) UNIQUE (`back`) /* no comma in front */
        );
        INSERT INTO t VALUES (1, 'a', 'b', 'c');
        CREATE INDEX /* on */ i ON t ('single', [bracket]);
        "#,
    ),
    Case::moves(
        "empty-tables",
        "tables of every kind without a single row",
        r#"
        CREATE TABLE a (id INTEGER PRIMARY KEY AUTOINCREMENT, b TEXT NOT NULL UNIQUE, c DATETIME, d JSON, e UUID, f BOOLEAN);
        CREATE TABLE b (x, y);
        CREATE TABLE c (k TEXT PRIMARY KEY, a_id INTEGER REFERENCES a (id)) WITHOUT ROWID;
        CREATE TABLE d (v DECIMAL(10,2), w VARCHAR(5), z "UNKNOWN TYPE");
        "#,
    ),
];

fn own_functions(path: &Path) -> Guard {
    let connection = create(path);
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    connection
        .create_scalar_function("shout", 1, flags, |context| {
            Ok(context.get::<Option<String>>(0)?.map(|text| text.to_uppercase() + "!"))
        })
        .expect("a function can be registered");
    run(
        &connection,
        "CREATE TABLE generated (id INTEGER PRIMARY KEY, a TEXT, b TEXT AS (shout(a)), c TEXT AS (shout(a)) STORED, d TEXT);
         INSERT INTO generated (id, a, d) VALUES (1, 'x', 'behind'), (2, NULL, 'it'), (3, 'zoë', NULL);
         CREATE TABLE indexed (id INTEGER PRIMARY KEY, a TEXT);
         CREATE INDEX by_shout ON indexed (shout(a));
         CREATE UNIQUE INDEX partly ON indexed (a) WHERE shout(a) > 'A';
         INSERT INTO indexed VALUES (1, 'x'), (2, 'y');
         CREATE TABLE checked (a TEXT CHECK (shout(a) <> 'NO!'), b TEXT DEFAULT (shout('default')));
         INSERT INTO checked (a) VALUES ('yes');
         CREATE VIEW viewed AS SELECT shout(a) AS a FROM indexed;
         CREATE TRIGGER triggered AFTER INSERT ON indexed BEGIN UPDATE checked SET b = shout(NEW.a); END;",
    );
    Guard::default()
}

fn own_collation(path: &Path) -> Guard {
    let connection = create(path);
    connection
        .create_collation("by_length", |a, b| (a.len(), a).cmp(&(b.len(), b)))
        .expect("a collation can be registered");
    run(
        &connection,
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT COLLATE by_length UNIQUE, b TEXT);
         CREATE INDEX i ON t (b COLLATE by_length);
         INSERT INTO t VALUES (1, 'zz', 'long'), (2, 'y', 'x'), (3, 'aaa', NULL);
         CREATE TABLE k (a TEXT COLLATE by_length PRIMARY KEY, b TEXT) WITHOUT ROWID;
         INSERT INTO k VALUES ('bb', '1'), ('a', '2'), ('ccc', '3');",
    );
    Guard::default()
}

/// SQLite's own limit is 2,000 (<https://sqlite.org/limits.html#max_column>).
fn columns(path: &Path, count: usize, declared: &str, value: &str) -> Guard {
    let connection = create(path);
    let each = |text: &dyn Fn(usize) -> String| (1..=count).map(text).collect::<Vec<_>>().join(", ");
    run(
        &connection,
        &format!(
            "CREATE TABLE wide ({}); INSERT INTO wide VALUES ({}); INSERT INTO wide (c1) VALUES (2);
             CREATE TABLE beside (id INTEGER PRIMARY KEY); INSERT INTO beside VALUES (1)",
            each(&|n| format!("c{n} {declared}")),
            each(&|_| value.to_owned())
        ),
    );
    Guard::default()
}
