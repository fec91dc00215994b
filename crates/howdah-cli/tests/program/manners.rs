//! Help, wrong usage, the shape of errors, colours, secrets.

use crate::world::World;
use serde_json::Value;

#[test]
fn without_a_word_it_shows_its_commands_and_fails() {
    insta::assert_snapshot!(World::new().transcript(&[]));
}

#[test]
fn migrate_explains_itself_briefly() {
    insta::assert_snapshot!(World::new().transcript(&["migrate", "-h"]));
}

#[test]
fn the_version_is_one_line() {
    let said = World::new().run(&["--version"]);
    assert_eq!((said.code, said.stdout.as_str()), (0, concat!("howdah ", env!("CARGO_PKG_VERSION"), "\n")));
}

#[test]
fn wrong_usage_exits_with_2_and_leaves_nothing_behind() {
    for words in [
        &["nonsense"][..],
        &["migrate", "app.db", "--bogus"],
        &["migrate", "app.db", "--names", "camel"],
        &["migrate", "app.db", "--validate", "--no-verify"],
        &["migrate", "app.db", "--quiet", "--verbose"],
        &["migrate", "app.db", "--type", "total=money"],
        &["migrate", "app.db", "mysql://me@host/app"],
        &["migrate", "app.db", "other.db"],
        &["migrate", ":memory:"],
        &["migrate"],
        &["verify", "app.db"],
        &["stop"],
        &["inspect", "app.db", "--json", "exact"],
        &["inspect", "app.db", "--config", "missing.toml"],
        &["backup"],
        &["backup", "app.db", "other.db"],
        &["backup", "app.db", "--keep", "0"],
        &["backup", "app.db", "--older-than", "soon"],
        &["backup", "app.db", "--json=exact"],
        &["completions", "cmd"],
    ] {
        let world = World::new();
        let said = world.run(words);
        assert_eq!(said.code, 2, "{words:?}: {said:?}");
        assert!(said.stderr.starts_with("error: "), "{words:?}: {said:?}");
        assert_eq!(said.stdout, "", "{words:?}");
        assert_eq!(world.entries(), Vec::<String>::new(), "{words:?}");
    }
}

#[test]
fn an_error_has_detail_and_hint_under_it() {
    let said = World::new().run(&["migrate", "postgresql://me@host/app", "postgresql://me@host/b"]);
    assert_eq!(said.code, 2);
    insta::assert_snapshot!(said.stderr, @r"
    error: both places are PostgreSQL databases
      detail: One side is always a SQLite file.
      hint: Use pg_dump and pg_restore between PostgreSQL databases.
    ");
}

#[test]
fn with_json_an_error_is_one_document_on_stdout() {
    for words in [
        &["--json", "migrate", "postgresql://h/d"][..],
        &["migrate", "--json", "--bogus"],
        &["verify", "app.db", "--json"],
    ] {
        let said = World::new().run(words);
        assert_eq!(said.code, 2, "{words:?}");
        assert_eq!(said.stderr, "", "{words:?}");
        let document: Value = serde_json::from_str(&said.stdout).unwrap();
        assert_eq!(document["version"], 1);
        let error = &document["error"];
        assert_eq!(
            (&error["kind"], &error["exit_code"]),
            (&Value::from("usage"), &Value::from(2)),
            "{words:?}"
        );
        for part in ["message", "detail", "hint", "place"] {
            assert!(error.get(part).is_some(), "{part} is missing in {document}");
        }
    }
}

#[test]
fn no_password_that_was_typed_is_ever_said_again() {
    for words in [
        &["inspect", "app.db", "postgresql://me:s3cret@host/app"][..],
        &["postgresql://me:s3cret@host/app"],
        &["migrate", "app.db", "--jobs", "postgresql://me:s3cret@host/app"],
        &["migrate", "postgresql://me:s3cret@host/app", "--verbose"],
        &["migrate", "app.db", "postgresql+psycopg2://me:s3cret@host:notaport/app", "--verbose"],
        &["migrate", "app.db", "mysql://me:s3cret@host/app", "--json"],
        &["backup", "postgresql://me:s3cret@host:notaport/app", "--verbose"],
        &["backup", "postgresql://me:s3cret@localhost:1/app", "--verbose", "--json"],
    ] {
        let said = World::new().run(words);
        assert_ne!(said.code, 0, "{words:?}");
        assert!(!format!("{said:?}").contains("s3cret"), "{words:?}: {said:?}");
    }
}

#[test]
fn a_stream_that_is_no_terminal_is_never_coloured() {
    for world in [
        World::new(),
        World::new().variable("NO_COLOR", "1"),
        World::new().variable("TERM", "xterm-256color"),
    ] {
        let said = world.run(&["verify", "app.db"]);
        assert!(!said.stderr.contains('\u{1b}'), "{said:?}");
    }
}
