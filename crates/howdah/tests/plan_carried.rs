//! Plans made with each choice are carried out and proven: the plan's words mean the same to reader, writer and proof.

mod support;

use howdah::catalog::map::FlawPolicy;
use howdah::plan::options::{
    Collation, Integers, JsonChoice, Names, Options, Orphans, RowidChoice, TypeChoice,
};
use howdah::row::format::ZonePolicy;
use howdah::row::logical::LogicalType;
use rusqlite::Connection;
use support::{assert_proven, kept_plan, oracle_options, run_migrate, settings, words};
use testkit::oracle;
use testkit::server::server;

/// A database in which every choice has something to decide.
const SOURCE: &str = "
PRAGMA foreign_keys = OFF;
CREATE TABLE \"Parent Table\"(Id INTEGER PRIMARY KEY AUTOINCREMENT, \"Name\" TEXT UNIQUE, xmin INT DEFAULT NULL);
CREATE TABLE child(id INTEGER PRIMARY KEY, parent INT REFERENCES \"Parent Table\", note TEXT DEFAULT 'none',
    flag BOOLEAN DEFAULT 0, made DATETIME DEFAULT CURRENT_TIMESTAMP, price DECIMAL(8,2), data JSON, small SMALLINT);
CREATE TABLE grandchild(child INT REFERENCES child ON DELETE SET NULL, text VARCHAR(5), any);
CREATE TABLE keyless(a, b);
CREATE TABLE mixed(k UNIQUE, v);
CREATE TABLE code(c TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE uses(c TEXT REFERENCES code(c), u CHAR(36) UNIQUE, t DATETIME UNIQUE);
CREATE INDEX child_note ON child(note, parent DESC);
CREATE VIEW seen AS SELECT rowid, a FROM keyless;
INSERT INTO \"Parent Table\" VALUES (1, 'one', NULL), (2, 'two', 5), (-7, NULL, 7);
INSERT INTO child VALUES (1, 1, 'a', 1, '2024-05-01 10:00:00', 1.25, '{\"b\": 1, \"a\": [null]}', 7),
    (2, 2, 'b', 0, '2024-05-01T10:00:00.5Z', 2, 'null', NULL), (3, 99, NULL, NULL, NULL, 3.5, NULL, -1),
    (4, NULL, 'd', 1, '2024-05-02', NULL, '[]', 300);
INSERT INTO grandchild VALUES (1, 'äöü', 1), (3, 'x', 'two'), (NULL, 'five5', 2.5), (1, NULL, x'00ff');
INSERT INTO keyless VALUES (1, 'x'), (1, 'x'), (NULL, NULL), ('1', 1.0), (9223372036854775807, -0.0);
INSERT INTO mixed VALUES (1, 1), ('1', '1'), (x'31', 1.5), (NULL, 'one'), (NULL, NULL), (2.5, 9e999);
INSERT INTO code VALUES ('a'), ('A'), ('');
INSERT INTO uses VALUES ('a', '0f8fad5b-d9cb-469f-a165-70867728950e', '2024-05-01 10:00:00'),
    ('A', '0F8FAD5B-D9CB-469F-A165-70867728950E', '2024-05-01T10:00:00'), (NULL, NULL, NULL);
";

/// Texts that PostgreSQL cannot hold, in a key and outside.
const FLAWED: &str = "
INSERT INTO code VALUES (CAST(x'6200' AS TEXT));
INSERT INTO uses VALUES (CAST(x'6200' AS TEXT), NULL, NULL);
INSERT INTO child(id, note) VALUES (5, CAST(x'ff' AS TEXT)), (6, CAST(x'6100' AS TEXT)), (7, '\\x00');
";

/// Carries the database and has it proven; `whole`: every row arrives, so that the oracle finds it equal as well.
fn carry(label: &str, script: &str, options: Options, whole: bool) {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let source = directory.path().join("app.db");
    let db = Connection::open(&source).expect("a new file");
    db.execute_batch(SOURCE).expect("the script runs");
    db.execute_batch(script).expect("the script runs");
    drop(db);
    let database = server().database("carried");
    let mut settings = settings(&source, &database, &directory.path().join("work"));
    settings.options = options;
    let report = run_migrate(&settings).unwrap_or_else(|error| panic!("{label}: {}", words(&error)));
    println!("{label}");
    assert_proven(&report);
    if whole {
        let names = oracle_options(&report, &kept_plan(&database));
        let schema = &settings.options.schema;
        oracle::compare_with(&source, &mut database.connect(), schema, &names).assert_equal();
    }
}

#[test]
fn every_choice_of_names_types_and_rowids_is_carried_and_proven() {
    carry("default", "", Options::default(), true);
    carry(
        "snake",
        "",
        Options { names: Names::Snake, schema: "my schema".into(), ..Options::default() },
        true,
    );
    carry(
        "narrow",
        "",
        Options {
            names: Names::Lower,
            integers: Integers::Declared,
            json: JsonChoice::Exact,
            collation: Collation::Database,
            rowid: RowidChoice::Column,
            zone: ZonePolicy::Offset(120),
            ..Options::default()
        },
        false,
    );
    carry(
        "no zone",
        "",
        Options { zone: ZonePolicy::None, rowid: RowidChoice::Drop, ..Options::default() },
        true,
    );
    carry("rowids", "", Options { rowid: RowidChoice::Keep, originals: false, ..Options::default() }, true);
    let choose = |table: &str, column: &str, logical| TypeChoice {
        table: table.into(),
        column: column.into(),
        logical,
    };
    let types = vec![
        choose("grandchild", "any", LogicalType::TEXT),
        choose("child", "flag", LogicalType::Int2),
        choose("child", "price", LogicalType::Float8),
    ];
    carry("types", "", Options { types, ..Options::default() }, false);
}

#[test]
fn every_choice_about_orphans_is_carried_and_proven() {
    for orphans in [Orphans::NotValid, Orphans::Quarantine, Orphans::Null, Orphans::Drop] {
        carry(
            &format!("{orphans:?}"),
            "",
            Options { orphans, ..Options::default() },
            orphans == Orphans::NotValid,
        );
    }
}

#[test]
fn every_choice_about_flawed_texts_is_carried_and_proven() {
    for policy in [FlawPolicy::Bytea, FlawPolicy::Escape, FlawPolicy::RejectRow] {
        carry(
            &format!("{policy:?}"),
            FLAWED,
            Options { on_nul: policy, on_bad_utf8: policy, ..Options::default() },
            false,
        );
    }
}
