//! What was changed on PostgreSQL in the declarations of carried tables stays behind, and is said; tables that were made
//! there come along also when the way forward had left out all of the file's.

mod back_support;
mod support;

use back_support::back_settings;
use back_support::foreign::said;
use rusqlite::Connection;
use support::case::Case;
use support::{assert_proven, run_migrate, words};
use testkit::files;

const SCHEMA: &str = "
    CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT DEFAULT 'x', b INTEGER NOT NULL, c TEXT, d INTEGER DEFAULT 1, e REAL DEFAULT 1.5,
        f BOOLEAN DEFAULT 0, g DATETIME DEFAULT CURRENT_TIMESTAMP, CHECK (b > 0));
    CREATE TABLE keyless (a INTEGER, c TEXT);
    CREATE INDEX by_c ON t (c);
    CREATE VIEW v AS SELECT id FROM t;
    CREATE TRIGGER touched AFTER UPDATE ON t BEGIN INSERT INTO keyless (a) VALUES (NEW.id); END;
    INSERT INTO t (id, a, b) VALUES (1, 'one', 1), (2, NULL, 2); INSERT INTO keyless VALUES (1, 'c');";

/// Several of the new names are those of columns.
const CHANGES: &str = "
    ALTER TABLE t ALTER COLUMN a SET DEFAULT 'y', ALTER COLUMN b DROP NOT NULL, ALTER COLUMN c SET DEFAULT 'new',
        ALTER COLUMN d DROP DEFAULT, ALTER COLUMN f SET NOT NULL, ADD CONSTRAINT c UNIQUE (c),
        ADD CONSTRAINT id CHECK (id < 100), ADD COLUMN twice int GENERATED ALWAYS AS (b * 2) STORED;
    ALTER TABLE keyless ADD CONSTRAINT t_pkey_2 PRIMARY KEY (a),
        ADD CONSTRAINT a FOREIGN KEY (a) REFERENCES t (id) ON DELETE CASCADE;
    CREATE INDEX b ON keyless (c);
    COMMENT ON INDEX by_c IS 'for the list';
    COMMENT ON VIEW v IS 'all of them';
    COMMENT ON TABLE t IS 'of things'; COMMENT ON COLUMN t.a IS 'the first';
    CREATE TYPE c AS ENUM ('x'); CREATE SEQUENCE a; CREATE FUNCTION t() RETURNS int LANGUAGE sql AS 'SELECT 1';
    CREATE TRIGGER c AFTER UPDATE ON t FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();";

#[test]
fn what_was_changed_in_the_declarations_stays_behind_and_is_said() {
    let case = Case::new("declarations", SCHEMA);
    case.carry();
    case.database.execute(CHANGES);
    let file = case.directory.path().join("back.db");
    let report = run_migrate(&back_settings(&file, &case.database, &case.directory.path().join("back")))
        .unwrap_or_else(|error| panic!("{}", words(&error)));
    assert_proven(&report);
    let said = said(&report);
    let expected = [
        ("t.a: default is not carried", "ALTER COLUMN a SET DEFAULT 'y'::text"),
        ("t.b: NOT NULL was dropped and is in the file", "ALTER TABLE public.t ALTER COLUMN b DROP NOT NULL"),
        ("t.c: default is not carried", "ALTER COLUMN c SET DEFAULT 'new'::text"),
        ("t.d: default was dropped and is in the file", "ALTER COLUMN d DROP DEFAULT"),
        ("t.f: NOT NULL is not carried", "ALTER COLUMN f SET NOT NULL"),
        ("t.: unique constraint c is not carried", "ALTER TABLE public.t ADD CONSTRAINT c UNIQUE (c)"),
        ("t.: CHECK constraint id is not carried", "(id < 100)"),
        ("t.twice: generated column becomes an ordinary one", "(b * 2)"),
        ("keyless.: primary key t_pkey_2 is not carried", "ADD CONSTRAINT t_pkey_2 PRIMARY KEY (a)"),
        (
            "keyless.: foreign key a is not carried",
            "FOREIGN KEY (a) REFERENCES public.t (id) ON DELETE CASCADE",
        ),
        ("keyless.: index b is not carried", "CREATE INDEX b ON public.keyless USING btree (c)"),
        ("t.: comment on public.t is not carried", "COMMENT ON TABLE public.t IS 'of things'"),
        ("t.: comment on public.t.a is not carried", "COMMENT ON COLUMN public.t.a IS 'the first'"),
        ("c.: type c is not carried", "CREATE TYPE public.c AS ENUM ('x')"),
        ("a.: sequence a is not carried", "CREATE SEQUENCE public.a"),
        ("t().: function t() is not carried", "FUNCTION public.t()"),
        ("t.: trigger c is not carried", "CREATE TRIGGER c AFTER UPDATE ON public.t"),
        ("public.by_c.: comment on index public.by_c", "COMMENT ON INDEX public.by_c IS 'for the list'"),
        ("public.v.: comment on view public.v", "COMMENT ON VIEW public.v IS 'all of them'"),
    ];
    for (start, sql) in expected {
        let start = format!("not-said-in-sqlite {start}");
        let is_it = |line: &&String| line.starts_with(&start) && line.contains(sql);
        assert!(said.iter().any(|line| is_it(&line)), "{start} … {sql}\nin\n{}", said.join("\n"));
    }
    let left = said.iter().filter(|line| line.starts_with("not-said")).count();
    // A primary key says NOT NULL of its column besides.
    assert_eq!(left, expected.len() + 1, "{}", said.join("\n"));
    let sum = Connection::open(&file)
        .expect("the file")
        .query_row("SELECT sum(twice) FROM t", [], |row| row.get::<_, i64>(0));
    assert_eq!(sum.expect("a sum"), 6);
}

#[test]
fn tables_that_were_made_come_along_where_none_had_been_carried() {
    let mut case =
        Case::new("none_carried", "CREATE TABLE t (id INTEGER PRIMARY KEY); INSERT INTO t VALUES (1);");
    case.settings.options.exclude = vec!["t".to_owned()];
    case.carry();
    case.database.execute(
        "CREATE TABLE made (id int PRIMARY KEY, v text); INSERT INTO made VALUES (1, 'x');
         CREATE VIEW seen AS SELECT v FROM made;",
    );
    let file = case.directory.path().join("back.db");
    let report = run_migrate(&back_settings(&file, &case.database, &case.directory.path().join("back")))
        .unwrap_or_else(|error| panic!("{}", words(&error)));
    assert_proven(&report);
    let there = Connection::open(&file).expect("the file");
    let names = there
        .query_row("SELECT group_concat(name) FROM sqlite_schema", [], |row| row.get::<_, String>(0))
        .expect("names");
    assert_eq!(names, "t,made");
    let said = said(&report);
    assert!(
        said.iter().any(|line| line.starts_with("not-said-in-sqlite public: view seen")
            || line.starts_with("not-said-in-sqlite public.: view seen")),
        "{}",
        said.join("\n")
    );
    drop(there);
    // What was left out of the way forward is not on PostgreSQL.
    let answer = files::compare(&case.source(), &file, &files::Options::default());
    assert!(answer.differences.iter().any(|line| line.contains("made")), "{:?}", answer.differences);
}
