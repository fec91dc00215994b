//! What the way back says before anything is built: a role that may not read everything, a place where no file can be made
//! or none may be replaced. And what it says of rows without a parent behind it.

mod back_support;
mod support;

use back_support::back_settings;
use howdah::postgres::dsn::Dsn;
use howdah::run::Settings;
use rusqlite::Connection;
use rusqlite::config::DbConfig;
use std::ffi::OsString;
use std::fs;
use std::os::unix::ffi::OsStringExt;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::time::Duration;
use support::case::{Case, findings, found};
use support::{assert_proven, run_migrate, words};
use testkit::files;

const SCHEMA: &str = "
    CREATE TABLE author (id INTEGER PRIMARY KEY, name TEXT);
    CREATE TABLE book (id INTEGER PRIMARY KEY, author INTEGER REFERENCES author (id), title TEXT);
    INSERT INTO author VALUES (1, 'one'), (2, 'two');
    INSERT INTO book VALUES (1, 1, 'a'), (2, 2, 'b'), (3, NULL, 'c');";

fn case(hint: &str) -> Case {
    let case = Case::new(hint, SCHEMA);
    case.carry();
    case
}

fn back_to(case: &Case, file: &Path) -> Settings {
    back_settings(file, &case.database, &case.directory.path().join("back"))
}

#[track_caller]
fn refused(settings: &Settings, code: u8, parts: &[&str]) {
    let error = run_migrate(settings).expect_err("a refusal");
    let said = words(&error);
    assert_eq!(error.kind.exit_code(), code, "{said}");
    for part in parts {
        assert!(said.contains(part), "no \"{part}\" in: {said}");
    }
}

#[track_caller]
fn comes_back(case: &Case, settings: &Settings, file: &Path) {
    let report = run_migrate(settings).unwrap_or_else(|error| panic!("{}", words(&error)));
    assert_proven(&report);
    let answer = files::compare(&case.source(), file, &files::Options::default());
    assert!(answer.differences.is_empty() && answer.cells > 0, "{}", answer.differences.join("\n"));
}

/// Names in the case's directory that are not the source's or a work directory.
fn left(case: &Case) -> Vec<String> {
    let entries = fs::read_dir(case.directory.path()).expect("the directory");
    let names = entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned());
    names.filter(|name| name.starts_with(".back.db") || name.starts_with("back.db")).collect()
}

/// Settings that connect as another role, and its name.
fn as_role(case: &Case) -> (Settings, String) {
    let url = case.database.powerless_role_url();
    let mut settings = back_to(case, &case.directory.path().join("back.db"));
    let dsn = Dsn::parse(&url).expect("a URL");
    let role = dsn.user().to_owned();
    settings.target = Some(dsn);
    (settings, role)
}

/// The statements between `run: ` and the end of what the hint says.
fn grants(settings: &Settings) -> String {
    let error = run_migrate(settings).expect_err("a refusal");
    let hint = error.hint.unwrap_or_default();
    hint.split_once("run: ")
        .map(|(_, sql)| sql.to_owned())
        .unwrap_or_else(|| panic!("no statements in: {hint}"))
}

#[test]
fn a_role_without_rights_is_told_what_it_may_not_read_and_the_grants_that_suffice() {
    let case = case("rights");
    let (settings, role) = as_role(&case);
    refused(&settings, 3, &[&role, "schema howdah", "public.author, public.book", "Nothing was written"]);
    assert_eq!(left(&case), [""; 0]);
    // One table less: only that one is named.
    let sql = grants(&settings);
    case.database.execute(&sql);
    case.database.execute(&format!("REVOKE SELECT ON public.book FROM \"{role}\""));
    refused(&settings, 3, &["to read public.book.", &format!("GRANT SELECT ON public.book TO {role};")]);
    assert_eq!(left(&case), [""; 0]);
    // Rights on the columns are as good.
    case.database.execute(&format!("GRANT SELECT (id, author, title) ON public.book TO \"{role}\""));
    comes_back(&case, &settings, &settings.source);
}

#[test]
fn a_schema_that_may_not_be_used_is_named() {
    let case = case("usage");
    let (settings, role) = as_role(&case);
    case.database.execute(&grants(&settings));
    case.database.execute(&format!(
        "REVOKE USAGE ON SCHEMA public FROM PUBLIC; REVOKE USAGE ON SCHEMA howdah FROM \"{role}\""
    ));
    refused(&settings, 3, &["to read schema howdah, schema public.", "GRANT USAGE ON SCHEMA"]);
    case.database.execute(&grants(&settings));
    comes_back(&case, &settings, &settings.source);
}

#[test]
fn rows_that_a_policy_hides_are_no_rows_that_are_not_there() {
    let case = case("policies");
    let (settings, role) = as_role(&case);
    case.database.execute(&grants(&settings));
    case.database.execute(
        "ALTER TABLE public.book ENABLE ROW LEVEL SECURITY;
         CREATE POLICY a_few ON public.book FOR SELECT USING (id < 3)",
    );
    refused(&settings, 3, &["row-level security", "active for public.book:", "BYPASSRLS"]);
    assert_eq!(left(&case), [""; 0]);
    case.database.execute(&grants(&settings));
    comes_back(&case, &settings, &settings.source);
    case.database.execute(&format!("ALTER ROLE \"{role}\" NOBYPASSRLS"));
    fs::remove_file(&settings.source).expect("the file");
    refused(&settings, 3, &["row-level security"]);
}

#[test]
fn places_where_no_file_can_be_made_are_named_with_the_reason() {
    let case = case("nowhere");
    let inside = |name: &str| case.directory.path().join(name);
    refused(&back_to(&case, &inside("missing/back.db")), 4, &["missing/back.db", "Make the directory first"]);
    fs::write(inside("plain"), "a file").expect("a file");
    refused(&back_to(&case, &inside("plain/back.db")), 4, &["plain/back.db", "Make the directory first"]);
    refused(&back_to(&case, &inside("")), 4, &["is a directory"]);
    let mut replacing = back_to(&case, Path::new("/dev/null"));
    replacing.replace = vec!["*".into()];
    refused(&replacing, 4, &["is no file"]);
    let long = inside(&"n".repeat(256));
    refused(&back_to(&case, &long), 4, &["shorter name"]);
    assert_eq!(left(&case), [""; 0]);
}

#[test]
fn names_of_any_sort_are_taken() {
    let case = case("names");
    let odd = OsString::from_vec(b"latin \xe9.db".to_vec());
    let names = ["with space.db", "ünï🐘.db", "-rf.db", "file:back.db", "a'b\"c.db", "percent%20.db"];
    let long = ["é".repeat(127), "n".repeat(255)];
    let names = names.iter().map(|name| OsString::from(*name)).chain(long.iter().map(OsString::from));
    for name in names.chain([odd]) {
        let file = case.directory.path().join("made").join(&name);
        fs::create_dir_all(file.parent().expect("a parent")).expect("a directory");
        comes_back(&case, &back_to(&case, &file), &file);
        let made = fs::read_dir(case.directory.path().join("made")).expect("the directory").count();
        assert_eq!(made, 1, "{name:?}: more than the file is there");
        fs::remove_file(&file).expect("the file");
    }
}

#[test]
fn a_link_is_kept_and_the_file_that_it_leads_to_is_replaced_only_when_asked() {
    let case = case("links");
    let inside = |name: &str| case.directory.path().join(name);
    let (link, file) = (inside("back.db"), inside("data/real.db"));
    fs::create_dir(inside("data")).expect("a directory");
    fs::write(&file, "somebody's").expect("a file");
    symlink("data/real.db", &link).expect("a link");
    let mut settings = back_to(&case, &link);
    refused(&settings, 5, &["is there already"]);
    assert_eq!(fs::read(&file).expect("the file"), b"somebody's");
    // What SQLite would read with the file lies beside the file, not beside the link.
    let wal = inside("data/real.db-wal");
    fs::remove_file(&file).expect("the file");
    let old = Connection::open(&file).expect("a new file");
    old.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true).expect("a setting");
    old.execute_batch("PRAGMA journal_mode = WAL; CREATE TABLE old (a)").expect("an old table");
    drop(old);
    assert!(wal.exists());
    settings.replace = vec!["*".into()];
    comes_back(&case, &settings, &file);
    assert!(link.is_symlink() && !wal.exists());
    assert_eq!(fs::read_dir(inside("data")).expect("the directory").count(), 1);
    // A link that leads nowhere.
    fs::remove_file(&file).expect("the file");
    refused(&settings, 4, &["leads nowhere"]);
    settings.replace.clear();
    refused(&settings, 5, &["is there already"]);
}

#[test]
fn a_file_that_somebody_has_open_is_replaced_by_no_run() {
    let case = case("in use");
    let file = case.directory.path().join("back.db");
    let mut settings = back_to(&case, &file);
    settings.replace = vec!["*".into()];
    settings.lock_timeout = Duration::from_millis(200);
    for (mode, doing) in [("WAL", "SELECT a FROM old"), ("DELETE", "BEGIN IMMEDIATE")] {
        let open = Connection::open(&file).expect("a new file");
        let sql = format!(
            "PRAGMA journal_mode = {mode}; CREATE TABLE old (a); INSERT INTO old VALUES (42); {doing}"
        );
        open.execute_batch(&sql).expect("old rows");
        refused(&settings, 5, &["is in use"]);
        let a: i64 = open.query_row("SELECT a FROM old", [], |row| row.get(0)).expect("the old file");
        assert_eq!(a, 42);
        drop(open);
        comes_back(&case, &settings, &file);
        fs::remove_file(&file).expect("the file");
    }
}

/// In rollback-journal mode a connection that rests holds no lock, and where /proc does not show it nobody finds it.
#[test]
fn a_file_that_is_replaced_while_a_connection_rests_stays_what_it_was_for_that_one() {
    let case = case("open");
    let file = case.directory.path().join("back.db");
    let reader = Connection::open(&file).expect("a new file");
    reader.execute_batch("CREATE TABLE old (a); INSERT INTO old VALUES (42)").expect("old rows");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).expect("its mode");
    let mut settings = back_to(&case, &file);
    settings.replace = vec!["*".into()];
    comes_back(&case, &settings, &file);
    let old: i64 = reader.query_row("SELECT a FROM old", [], |row| row.get(0)).expect("the old file");
    assert_eq!(old, 42);
    assert_eq!(fs::metadata(&file).expect("the file").mode() & 0o777, 0o640);
}

#[test]
fn rows_without_a_parent_come_back_and_are_counted() {
    let case = Case::new(
        "parentless",
        &format!(
            "{SCHEMA} INSERT INTO book VALUES (7, 70, 'd'), (8, 80, 'e'); CREATE TABLE free (a REFERENCES nowhere);"
        ),
    );
    case.carry();
    let file: PathBuf = case.directory.path().join("back.db");
    let settings = back_to(&case, &file);
    let report = run_migrate(&settings).unwrap_or_else(|error| panic!("{}", words(&error)));
    assert_proven(&report);
    let finding = found(&report, "rows-without-parent", "book");
    assert_eq!(finding.message, "2 rows without a parent in author");
    assert_eq!(finding.rows, ["rowid 7", "rowid 8"]);
    // Nothing is said of keys that hold.
    assert!(
        findings(&report, "rows-without-parent").iter().all(|one| one.object.as_deref() != Some("author"))
    );
}
