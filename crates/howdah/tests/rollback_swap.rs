//! A rollback that is done: nothing that was written on PostgreSQL is lost, the old file is kept whole, a stale WAL brings
//! nothing back, a rehearsal changes nothing, and the way forward works again.

mod back_support;
mod rollback_support;
mod support;

use howdah::report::rollback::{FileState, Judgement, Side};
use howdah::run::{Go, Rollback};
use rollback_support::{
    SCHEMA, ask, asked, beside, carried, changes, contents, look, refused, rehearse, roll_back, rows,
    write_file,
};
use rusqlite::Connection;
use rusqlite::config::DbConfig;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use support::case::Case;
use support::{assert_proven, run_migrate, run_verify, words};
use testkit::files;

/// The old file, kept under another name.
fn old_file(case: &Case) -> PathBuf {
    let kept =
        contents(case).into_keys().find(|name| name.contains(".before_rollback_") && !name.ends_with("-wal"));
    case.directory.path().join(kept.expect("the old file is kept"))
}

/// Nothing lies beside the file, and nothing half made.
#[track_caller]
fn assert_alone(case: &Case) {
    for name in contents(case).into_keys().filter(|name| !name.contains(".before_rollback_")) {
        assert_eq!(name, "app.db", "something is left");
    }
}

const WRITES: &str = "UPDATE book SET title = 'changed on PostgreSQL', at = '2025-05-06 07:08:09+00' WHERE author = 7;
    INSERT INTO author (name) VALUES ('new author'); DELETE FROM loose WHERE a = 'a3';
    INSERT INTO loose VALUES ('since', 'then'); UPDATE note SET body = 'an elephant never forgets' WHERE body LIKE 'jumps%';";

#[test]
fn rows_that_break_what_the_file_declares_are_said_before_anything_is_swapped() {
    let case = carried("promises", SCHEMA);
    let writes =
        "ALTER TABLE author ALTER name DROP NOT NULL; INSERT INTO author (name) VALUES (NULL), (NULL);";
    case.database.connect().batch_execute(writes).expect("the application writes");
    let report = rehearse(&case);
    let run = report.done.and_then(|done| done.run).expect("the way back");
    let said: Vec<(&str, &str)> =
        run.findings.iter().map(|finding| (finding.id.as_str(), finding.message.as_str())).collect();
    assert!(said.contains(&("row-breaks-promise", "declared NOT NULL, holds 2 NULLs")), "{said:?}");
}

#[test]
fn nothing_that_was_written_on_postgresql_is_lost_and_the_way_forward_works_again() {
    let mut case = carried("rolled back", SCHEMA);
    let source = case.source();
    fs::set_permissions(&source, fs::Permissions::from_mode(0o640)).expect("a mode");
    let before = fs::read(&source).expect("the file");
    case.database.connect().batch_execute(WRITES).expect("the application writes");
    let added = "CREATE MATERIALIZED VIEW counted AS SELECT count(*) AS authors FROM author;
        CREATE MATERIALIZED VIEW unfilled AS SELECT 1 AS one WITH NO DATA;
        CREATE TABLE parted (id int PRIMARY KEY) PARTITION BY HASH (id);
        CREATE TABLE part PARTITION OF parted FOR VALUES WITH (MODULUS 1, REMAINDER 0); INSERT INTO parted VALUES (1), (2);";
    case.database.connect().batch_execute(added).expect("relations of other kinds");
    let report = roll_back(&case);
    assert_eq!(report.file_state, FileState::Untouched);
    assert_eq!(changes(&report, Side::File), Vec::<String>::new());
    assert_alone(&case);
    // What is new is in the new file, the old one is as it was.
    let old = old_file(&case);
    assert!(fs::read(&old).expect("the old file") == before, "the old file changed");
    assert_eq!(fs::metadata(&source).expect("the file").mode() & 0o777, 0o640);
    let of_seven = "SELECT title || '|' || at FROM book WHERE author = 7";
    assert_eq!(rows(&source, of_seven), ["changed on PostgreSQL|2025-05-06 07:08:09"]);
    assert_eq!(rows(&source, "SELECT name FROM author WHERE id = 301"), ["new author"]);
    assert_eq!(rows(&source, "SELECT group_concat(id) FROM parted"), ["1,2"]);
    assert_eq!(
        rows(&source, "SELECT (SELECT count(*) FROM counted) || ' ' || count(*) FROM unfilled"),
        ["1 0"]
    );
    // The way forward drops tables that are named, and no other relations.
    let views = "DROP MATERIALIZED VIEW counted; DROP MATERIALIZED VIEW unfilled";
    case.database.connect().batch_execute(views).expect("they go");
    assert_eq!(rows(&source, "SELECT a FROM loose WHERE a IN ('a3', 'since')"), ["since"]);
    assert_eq!(
        rows(&source, "SELECT body FROM note WHERE note MATCH 'elephant'"),
        ["an elephant never forgets"]
    );
    assert_eq!(rows(&source, "SELECT body FROM note WHERE note MATCH 'lazy'"), Vec::<String>::new());
    assert_eq!(rows(&source, "PRAGMA integrity_check"), ["ok"]);
    // What comes next is said, and true.
    let said = report.next.join("\n");
    let place = source.canonicalize().expect("the file");
    assert!(said.contains(&format!("DATABASE_URL=sqlite:///{}", source.display())), "{said}");
    assert!(said.contains(&old.canonicalize().expect("it").display().to_string()), "{said}");
    assert!(said.contains("--replace '*'"), "{said}");
    assert_eq!(report.file, place.display().to_string());
    // A second time there is nothing to do.
    let error = refused(&case, 5);
    assert!(error.message.contains("rolled back before"), "{}", words(&error));
    ask(&case, Rollback::default()).expect_err("a look says so too");
    // Forward again, with what was written in between.
    write_file(&source, "INSERT INTO author (name) VALUES ('on SQLite again')");
    case.settings.replace = vec!["*".into()];
    let report = run_migrate(&case.settings).unwrap_or_else(|error| panic!("{}", words(&error)));
    assert_proven(&report);
    assert_eq!(case.ask("SELECT name FROM author WHERE id > 300 ORDER BY id"), "new author\non SQLite again");
    case.settings.replace.clear();
    assert_eq!(look(&case).verdict, Judgement::Stay);
}

#[test]
fn an_unchanged_database_comes_back_as_the_very_same_file() {
    for mode in ["WAL", "DELETE", "TRUNCATE"] {
        let case = carried("unchanged", &format!("PRAGMA journal_mode = {mode}; {SCHEMA}"));
        let report = roll_back(&case);
        assert_eq!(report.changes, []);
        assert_alone(&case);
        let verified = run_verify(&case.settings).unwrap_or_else(|error| panic!("{}", words(&error)));
        assert_proven(&verified);
        let compared = files::compare(&old_file(&case), &case.source(), &files::Options::default());
        assert_eq!(compared.differences, Vec::<String>::new(), "{mode}");
        assert!(compared.cells > 2_000, "{}", compared.cells);
    }
}

/// Leaves the pages that are written in the WAL.
fn write_into_wal(path: &Path, sql: &str) {
    let connection = Connection::open(path).expect("the file");
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true).expect("a setting");
    connection.execute_batch(sql).expect("the writes");
}

#[test]
fn a_wal_with_rows_of_the_old_file_goes_with_it_and_brings_nothing_back() {
    let case = Case::new(
        "stale",
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT); INSERT INTO t VALUES (1, 'first')",
    );
    let source = case.source();
    write_into_wal(&source, "PRAGMA journal_mode = WAL; UPDATE t SET a = 'old, and only in the WAL'");
    case.carry();
    let wal = beside(&source, "-wal");
    let stale = fs::read(&wal).expect("a WAL");
    assert!(!stale.is_empty(), "the pages are in the WAL");
    case.database.connect().batch_execute("UPDATE t SET a = 'new'").expect("the application writes");
    roll_back(&case);
    assert_eq!(rows(&source, "SELECT a FROM t"), ["new"]);
    assert_eq!(rows(&old_file(&case), "SELECT a FROM t"), ["old, and only in the WAL"]);
    assert_eq!(rows(&source, "PRAGMA journal_mode"), ["wal"]);
    // That WAL beside the new file would have brought the old rows back, and nobody would have noticed.
    let trap = case.directory.path().join("trap.db");
    fs::copy(&source, &trap).expect("a copy");
    fs::write(beside(&trap, "-wal"), stale).expect("a WAL");
    assert_eq!(rows(&trap, "SELECT a FROM t"), ["old, and only in the WAL"]);
}

#[test]
fn a_wal_that_is_left_of_a_file_that_is_gone_is_moved_away() {
    let case = Case::new(
        "gone",
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT); INSERT INTO t VALUES (1, 'first')",
    );
    let source = case.source();
    write_into_wal(&source, "PRAGMA journal_mode = WAL; UPDATE t SET a = 'old'");
    case.carry();
    case.database.connect().batch_execute("UPDATE t SET a = 'new'").expect("the application writes");
    fs::remove_file(&source).expect("the file");
    let report = look(&case);
    assert_eq!(report.file_state, FileState::Missing);
    assert_eq!(changes(&report, Side::Postgres), ["t: ?"]);
    roll_back(&case);
    assert_eq!(rows(&source, "SELECT a FROM t"), ["new"]);
    assert!(contents(&case).keys().any(|name| name.contains(".before_rollback_") && name.ends_with("-wal")));
}

#[test]
fn a_rehearsal_changes_nothing() {
    for mode in ["WAL", "DELETE", "PERSIST"] {
        let case = Case::new("rehearsed", &format!("PRAGMA journal_mode = {mode}; {SCHEMA}"));
        write_into_wal(&case.source(), "UPDATE author SET name = 'in the WAL' WHERE id = 1");
        case.carry();
        case.database
            .connect()
            .batch_execute("UPDATE author SET name = 'new' WHERE id = 2")
            .expect("a write");
        let look = || (contents(&case), case.ask("SELECT * FROM howdah.migration"));
        let before = look();
        let report = rehearse(&case);
        let done = report.done.as_ref().expect("something was done");
        assert!(done.rehearsed && !done.in_place);
        let run = done.run.as_ref().expect("a report");
        assert_proven(run);
        assert!(report.next.join(" ").contains("--yes"), "{:?}", report.next);
        assert!(look() == before, "{mode}: a rehearsal changed something");
        // And again: it can be made as often as one likes.
        rehearse(&case);
        roll_back(&case);
    }
}

#[test]
fn a_link_stays_a_link_and_the_file_behind_it_is_swapped() {
    let mut case = carried("linked", SCHEMA);
    let link = case.directory.path().join("link.db");
    std::os::unix::fs::symlink(case.source(), &link).expect("a link");
    case.settings.source.clone_from(&link);
    case.database.connect().batch_execute("UPDATE author SET name = 'new' WHERE id = 2").expect("a write");
    roll_back(&case);
    assert!(fs::symlink_metadata(&link).expect("the link").is_symlink());
    assert_eq!(rows(&link, "SELECT name FROM author WHERE id = 2"), ["new"]);
    assert_eq!(rows(&old_file(&case), "SELECT name FROM author WHERE id = 2"), ["author 2"]);
}

#[test]
fn columns_and_tables_that_were_added_come_along() {
    let case = carried("grown", SCHEMA);
    case.database
        .connect()
        .batch_execute(
            "ALTER TABLE author ADD COLUMN born date; UPDATE author SET born = '1815-12-10' WHERE id = 1;
             CREATE TABLE shelf (id bigint PRIMARY KEY, name text); INSERT INTO shelf VALUES (1, 'top')",
        )
        .expect("the application goes on");
    let report = look(&case);
    let said: Vec<&str> = report.schema_changes.iter().map(|one| one.what.as_str()).collect();
    assert_eq!(
        said,
        ["column \"born\" was added to table \"author\"", "table \"shelf\" was added, with 1 row"]
    );
    roll_back(&case);
    assert_eq!(rows(&case.source(), "SELECT born FROM author WHERE id = 1"), ["1815-12-10"]);
    assert_eq!(rows(&case.source(), "SELECT name FROM shelf"), ["top"]);
}

#[test]
fn rows_of_tables_that_were_left_out_come_from_the_old_file() {
    let more = "CREATE TABLE odd (a BLOB, b REAL, c INTEGER GENERATED ALWAYS AS (length(a)) STORED, PRIMARY KEY (b, a)) WITHOUT ROWID;
        INSERT INTO odd (a, b) VALUES (CAST(x'ff00' AS TEXT), -0.0), (x'00', 9e999), (5, 'x');
        CREATE TABLE counted (id INTEGER PRIMARY KEY AUTOINCREMENT, v); INSERT INTO counted VALUES (7, 1); DELETE FROM counted;
        INSERT INTO counted (v) VALUES (2);
        CREATE VIRTUAL TABLE docs USING fts5(body); INSERT INTO docs VALUES ('one two'), ('three');
        CREATE VIRTUAL TABLE boxes USING rtree(id, low, high); INSERT INTO boxes VALUES (1, 2, 3), (2, 5, 9);";
    let mut case = Case::new("left out", &format!("{SCHEMA};{more}"));
    let left = ["loose", "odd", "counted", "docs_content", "boxes"];
    case.settings.options.exclude = left.map(str::to_owned).to_vec();
    case.carry();
    write_file(&case.source(), "INSERT INTO loose VALUES ('written since', 1)");
    let report = look(&case);
    assert_eq!(report.file_state, FileState::SameRows);
    assert!(report.notes.iter().any(|note| note.contains("\"loose\"")), "{:?}", report.notes);
    roll_back(&case);
    let count = "SELECT CAST(count(*) AS TEXT) FROM loose";
    assert_eq!(rows(&case.source(), count), ["40"]);
    let answer = files::compare(&old_file(&case), &case.source(), &files::Options::default());
    assert!(answer.differences.is_empty() && answer.cells > 0, "{}", answer.differences.join("\n"));
    let found = "SELECT CAST(rowid AS TEXT) FROM docs WHERE docs MATCH 'three'";
    assert_eq!(rows(&case.source(), found), ["2"]);
    assert_eq!(rows(&case.source(), "SELECT CAST(id AS TEXT) FROM boxes WHERE low > 4"), ["2"]);
    write_file(&case.source(), "INSERT INTO counted (v) VALUES (3); INSERT INTO docs VALUES ('four')");
    assert_eq!(rows(&case.source(), "SELECT CAST(max(id) AS TEXT) FROM counted"), ["9"]);
}

#[test]
fn what_was_made_on_postgresql_comes_back_whatever_tables_had_been_chosen() {
    for (only, exclude) in [(vec!["a".to_owned()], vec![]), (vec![], vec!["b".to_owned()])] {
        let mut case = Case::new(
            "chosen",
            "CREATE TABLE a (id INTEGER PRIMARY KEY, v); CREATE TABLE b (id INTEGER PRIMARY KEY, v);
             INSERT INTO a VALUES (1, 2); INSERT INTO b VALUES (1, 2);",
        );
        (case.settings.options.only, case.settings.options.exclude) = (only, exclude);
        case.carry();
        case.database.execute(
            "CREATE TABLE brandnew (id int PRIMARY KEY, zz text); INSERT INTO brandnew VALUES (1, 'q');
             CREATE TABLE b (id int PRIMARY KEY, zz text); INSERT INTO b VALUES (1, 'q');",
        );
        let said = look(&case);
        let said: Vec<&str> = said.schema_changes.iter().map(|change| change.what.as_str()).collect();
        assert_eq!(said, ["table \"brandnew\" was added, with 1 row", "table \"b\" was added, with 1 row"]);
        let report = asked(&case, Rollback { go: Go::Swap, ..Rollback::default() });
        assert_eq!(rows(&case.source(), "SELECT zz FROM brandnew"), ["q"]);
        // The name is that of a table in the file, which did not go.
        assert_eq!(rows(&case.source(), "SELECT zz FROM b_2"), ["q"]);
        let forward =
            report.next.iter().find(|next| next.starts_with("The way forward again")).expect("a command");
        assert!(forward.contains("--exclude=b ") && !forward.contains("--only"), "{forward}");
    }
}

#[test]
fn a_run_without_a_proof_is_rolled_back_with_one() {
    let mut case = Case::new("unproven", SCHEMA);
    case.settings.verify = false;
    case.migrate().unwrap_or_else(|error| panic!("{}", words(&error)));
    case.database.connect().batch_execute("UPDATE author SET name = 'new' WHERE id = 2").expect("a write");
    // The digests of the copy tell that a checkpoint or a touch changed no row.
    fs::File::open(case.source())
        .and_then(|file| file.set_modified(std::time::SystemTime::now()))
        .expect("touched");
    assert_eq!(look(&case).file_state, FileState::SameRows);
    let report = asked(&case, Rollback { go: Go::Swap, ..Rollback::default() });
    let run = report.done.as_ref().and_then(|done| done.run.as_ref()).expect("a report");
    assert_proven(run);
    assert_eq!(rows(&case.source(), "SELECT name FROM author WHERE id = 2"), ["new"]);
}
