//! Rows that PostgreSQL holds and the file's own declaration forbids: they come back and are counted, or are refused in the
//! table's own names where no file can hold them.

mod back_support;
mod support;

use back_support::written::{CELLS, come_back, refused, rows, written};
use howdah::report::finding::Level;
use support::case::{findings, found};

#[test]
fn text_written_like_a_number_is_said_where_only_text_was() {
    let case = written(
        "string",
        "CREATE TABLE t (id INTEGER PRIMARY KEY, v STRING); INSERT INTO t VALUES (1, 'a'), (2, 'b');",
        "INSERT INTO t VALUES (5, '042'), (6, 'c')",
    );
    let report = come_back(&case);
    assert_eq!(rows(&case, CELLS)[2..], ["5 text '042'", "6 text 'c'"]);
    let finding = found(&report, "row-breaks-promise", "t");
    assert!(finding.message.contains("TEXT value in t.v"), "{}", finding.message);
    assert_eq!((finding.column.as_deref(), finding.level), (Some("v"), Level::Changes));
}

#[test]
fn rows_that_break_what_the_file_declares_are_counted() {
    let schema = "CREATE TABLE t (id INTEGER PRIMARY KEY, n TEXT NOT NULL, v INTEGER CHECK (v < 100));
        INSERT INTO t VALUES (1, 'a', 1), (2, 'b', 2);";
    let case = written(
        "promises",
        schema,
        "ALTER TABLE t ALTER n DROP NOT NULL;
         DO $$ DECLARE c text; BEGIN FOR c IN SELECT conname FROM pg_constraint WHERE conrelid = 't'::regclass AND contype = 'c'
             LOOP EXECUTE format('ALTER TABLE t DROP CONSTRAINT %I', c); END LOOP; END $$;
         INSERT INTO t SELECT g, NULL, 1 FROM generate_series(3, 200) g; INSERT INTO t VALUES (300, 'c', 100), (301, 'd', 500)",
    );
    let report = come_back(&case);
    let said: Vec<(String, Level)> = findings(&report, "row-breaks-promise")
        .iter()
        .map(|finding| (finding.message.clone(), finding.level))
        .collect();
    assert_eq!(
        said,
        [
            ("declared NOT NULL, holds 198 NULLs".to_owned(), Level::Changes),
            ("2 rows break the CHECK constraint".to_owned(), Level::Changes)
        ]
    );
    assert_eq!(findings(&report, "row-breaks-promise")[1].rows, ["rowid 300", "rowid 301"]);
}

#[test]
fn rows_that_broke_it_when_they_were_carried_are_a_note() {
    let case = written(
        "promises before",
        "CREATE TABLE t (id INTEGER PRIMARY KEY, n TEXT, v INTEGER CHECK (v < 100)); INSERT INTO t VALUES (1, NULL, 1);
         PRAGMA ignore_check_constraints = ON; INSERT INTO t VALUES (2, 'b', 200);
         PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, 'n TEXT', 'n TEXT NOT NULL') WHERE name = 't';",
        "SELECT 1",
    );
    let report = come_back(&case);
    let found = findings(&report, "row-breaks-promise");
    let levels: Vec<Level> = found.iter().map(|finding| finding.level).collect();
    assert_eq!(levels, [Level::Note, Level::Note], "{found:?}");
}

#[test]
fn rows_of_one_key_are_an_answer_with_the_tables_own_names() {
    let case = written(
        "key of a tree",
        "CREATE TABLE \"the table\" (\"a b\" TEXT, c TEXT, PRIMARY KEY (\"a b\", c)) WITHOUT ROWID; INSERT INTO \"the table\" VALUES ('x', 'y');",
        "DO $$ DECLARE c text; BEGIN FOR c IN SELECT conname FROM pg_constraint WHERE conrelid = '\"the table\"'::regclass AND contype = 'p'
             LOOP EXECUTE format('ALTER TABLE \"the table\" DROP CONSTRAINT %I', c); END LOOP; END $$;
         INSERT INTO \"the table\" VALUES ('x', 'y')",
    );
    refused(&case, &["same key", "the table", "UNIQUE (a b, c)", "HAVING count(*) > 1"]);
    let case = written(
        "unique",
        "CREATE TABLE t (id INTEGER PRIMARY KEY, e TEXT UNIQUE); INSERT INTO t VALUES (1, 'x');",
        "DO $$ DECLARE c text; BEGIN FOR c IN SELECT conname FROM pg_constraint WHERE conrelid = 't'::regclass AND contype = 'u'
             LOOP EXECUTE format('ALTER TABLE t DROP CONSTRAINT %I', c); END LOOP; END $$;
         INSERT INTO t VALUES (2, 'x')",
    );
    refused(&case, &["same key", "\"t\"", "UNIQUE (e)"]);
    let case = written(
        "null key",
        "CREATE TABLE t (k TEXT PRIMARY KEY, e TEXT) WITHOUT ROWID; INSERT INTO t VALUES ('1', 'x');",
        "DO $$ DECLARE c text; BEGIN FOR c IN SELECT conname FROM pg_constraint WHERE conrelid = 't'::regclass AND contype IN ('p', 'n')
             LOOP EXECUTE format('ALTER TABLE t DROP CONSTRAINT %I', c); END LOOP; END $$;
         ALTER TABLE t ALTER k DROP NOT NULL; INSERT INTO t VALUES (NULL, 'y')",
    );
    refused(&case, &["NULL", "NOT NULL (k)", "k IS NULL"]);
}
