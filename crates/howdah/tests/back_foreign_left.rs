//! What a database holds that has no place in a file is said, each with its SQL; and what is read is read whole.

mod back_support;
mod support;

use back_support::foreign::{Case, said};
use howdah::plan::back::Choices;
use howdah::report::event::{Event, Watch};
use howdah::report::run::Verdict;
use rusqlite::Connection;
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;
use support::{run_migrate, words};
use testkit::server::server;

fn one(file: &Connection, sql: &str) -> String {
    file.query_row(sql, [], |row| row.get(0)).expect(sql)
}

#[track_caller]
fn assert_said(said: &[String], parts: &[(&str, &str)]) {
    for (start, sql) in parts {
        let is_it = |line: &&String| line.starts_with(start) && line.contains(sql);
        assert!(said.iter().any(|line| is_it(&line)), "{start} … {sql}\nin\n{}", said.join("\n"));
    }
}

const PARTS: &str = "
    CREATE DOMAIN node_list AS int[];
    CREATE DOMAIN posint AS int CHECK (VALUE > 0);
    CREATE DOMAIN filled AS text NOT NULL;
    CREATE TYPE content AS (lines node_list[], note filled);
    CREATE TYPE documented AS (docs jsonb[], n posint);
    CREATE TYPE span AS RANGE (SUBTYPE = posint);
    CREATE DOMAIN large_pair AS documented CHECK ((VALUE).n > 10);
    CREATE TABLE posts (id int PRIMARY KEY, c content[], d documented[], p posint[], s span, l large_pair);
    INSERT INTO posts VALUES
        (1, ARRAY[ROW(ARRAY['{1,2}'::node_list], 'x')::content],
            ARRAY[ROW(ARRAY['[1]', '[1,2]', 'null']::jsonb[], 3)::documented], '{1,2}', '[1,5)', ROW(NULL, 11)),
        (2, '{}', '{}', '{}', 'empty', NULL);";

#[test]
fn parts_of_values_are_read_whole_and_what_domains_ask_of_them_is_said() {
    let case = Case::made("parts", PARTS);
    let report = case.carry(Choices::default());
    let file = Connection::open(case.file()).expect("the file");
    let mut client = case.database.connect();
    for (column, typed) in [("c", "content[]"), ("d", "documented[]"), ("l", "large_pair"), ("s", "span")] {
        let cell = one(&file, &format!("SELECT {column} FROM posts WHERE id = 1"));
        let sql = format!("SELECT {column}::text = $1::text::{typed}::text FROM posts WHERE id = 1");
        let same: bool = client.query_one(&sql, &[&cell]).expect("the value is read back").get(0);
        assert!(same, "{column}: {cell}");
    }
    assert_eq!(one(&file, "SELECT p FROM posts WHERE id = 1"), "[1,2]");
    assert_said(
        &said(&report),
        &[
            ("not-said-in-sqlite posts.c: NOT NULL of a domain", "VALUE IS NOT NULL"),
            ("not-said-in-sqlite posts.d: CHECK of a domain", "(VALUE > 0)"),
            ("not-said-in-sqlite posts.p: CHECK of a domain", "(VALUE > 0)"),
            ("not-said-in-sqlite posts.s: CHECK of a domain", "(VALUE > 0)"),
            ("not-said-in-sqlite posts.l: CHECK of a domain", "(((VALUE).n)::integer > 10)"),
            ("not-said-in-sqlite posts.l: CHECK of a domain", "(VALUE > 0)"),
        ],
    );
}

const COUNTED: &str = "
    CREATE SEQUENCE alone_id_seq; CREATE SEQUENCE both_seq; CREATE SCHEMA apart; CREATE SEQUENCE apart.ids;
    CREATE TABLE alone (id int PRIMARY KEY DEFAULT nextval('alone_id_seq'), v text);
    CREATE TABLE one (id int PRIMARY KEY DEFAULT nextval('both_seq'), v text);
    CREATE TABLE two (id int PRIMARY KEY DEFAULT nextval('both_seq'), v text);
    CREATE TABLE moved (id int PRIMARY KEY DEFAULT nextval('apart.ids'::regclass), v text) PARTITION BY HASH (id);
    CREATE TABLE moved_0 PARTITION OF moved FOR VALUES WITH (MODULUS 1, REMAINDER 0);
    CREATE TABLE plus (id int PRIMARY KEY DEFAULT 5, v text);
    CREATE TABLE owner (id serial PRIMARY KEY, v text); ALTER TABLE owner ALTER id SET DEFAULT nextval('owner_id_seq') + 1000;
    CREATE TABLE idle (id serial PRIMARY KEY, v text); ALTER TABLE idle ALTER id DROP DEFAULT;
    CREATE TABLE below (id int GENERATED ALWAYS AS IDENTITY (MINVALUE -10 START -10 MAXVALUE 3 CYCLE) PRIMARY KEY, v text);
    CREATE SEQUENCE stepped_seq;
    CREATE TABLE stepped (id int PRIMARY KEY DEFAULT nextval('stepped_seq') + 1000, v text);
    INSERT INTO alone (v) VALUES ('a'), ('b'), ('c'); DELETE FROM alone WHERE id = 3;
    INSERT INTO one (v) VALUES ('a'); INSERT INTO two (v) VALUES ('a');
    INSERT INTO moved (v) VALUES ('a'), ('b'); DELETE FROM moved WHERE id = 2;";

#[test]
fn a_sequence_that_one_default_alone_uses_is_the_columns() {
    let case = Case::made("counted", COUNTED);
    let report = case.carry(Choices::default());
    let file = Connection::open(case.file()).expect("the file");
    file.execute_batch("INSERT INTO alone (v) VALUES ('d'); INSERT INTO moved (v) VALUES ('c');")
        .expect("rows");
    assert_eq!(one(&file, "SELECT max(id) || '' FROM alone"), "4");
    assert_eq!(one(&file, "SELECT max(id) || '' FROM moved"), "3");
    let said = said(&report);
    assert_said(
        &said,
        &[
            ("no-place-in-sqlite both_seq", "CREATE SEQUENCE public.both_seq"),
            ("no-place-in-sqlite stepped_seq", "CREATE SEQUENCE public.stepped_seq"),
            ("not-said-in-sqlite one.id: default", "nextval('public.both_seq'::regclass)"),
            ("not-said-in-sqlite stepped.id: default", "nextval('public.stepped_seq'::regclass)"),
            // Owned, and not called for by the default alone.
            ("no-place-in-sqlite owner_id_seq", "CREATE SEQUENCE public.owner_id_seq"),
            ("not-said-in-sqlite owner.id: default", "nextval('public.owner_id_seq'::regclass) + 1000"),
            ("no-place-in-sqlite idle_id_seq", "CREATE SEQUENCE public.idle_id_seq"),
            ("weaker-in-sqlite below.: \"id\" counts below 1", ""),
            ("weaker-in-sqlite below.: \"id\" ends at 3", ""),
            // SQLite would never ask for it.
            ("not-said-in-sqlite plus.id: default", "5"),
        ],
    );
    let none = ["alone", "moved", "apart"];
    let lost = said.iter().filter(|line| line.contains("is not carried") || line.contains("has no place"));
    assert!(!lost.clone().any(|line| none.iter().any(|name| line.contains(name))), "{}", said.join("\n"));
    assert!(!one(&file, "SELECT sql FROM sqlite_schema WHERE name = 'plus'").contains("DEFAULT"));
}

/// A role that may read tables and not their sequences, as GRANT SELECT ON ALL TABLES makes it.
#[test]
fn a_role_that_may_not_read_where_sequences_stand_is_refused_with_the_grants_that_suffice() {
    let case = Case::made("unread", COUNTED);
    let url = case.database.powerless_role_url();
    let mut settings = case.settings(Choices::default());
    let dsn = howdah::postgres::dsn::Dsn::parse(&url).expect("a URL");
    let role = dsn.user().to_owned();
    case.database.execute(&format!("GRANT SELECT ON ALL TABLES IN SCHEMA public TO \"{role}\""));
    settings.target = Some(dsn);
    let error = run_migrate(&settings).expect_err("a refusal");
    let told = words(&error);
    assert_eq!(error.kind.exit_code(), 3, "{told}");
    assert!(told.contains("GRANT SELECT ON SEQUENCE public.alone_id_seq, public.below_id_seq TO"), "{told}");
    assert!(told.contains("GRANT USAGE ON SCHEMA apart TO") && !case.file().exists(), "{told}");
    let hint = error.hint.expect("a hint");
    case.database.execute(hint.split_once("run: ").expect("statements").1);
    let report = run_migrate(&settings).unwrap_or_else(|error| panic!("{}", words(&error)));
    support::assert_proven(&report);
}

const EQUAL: &str = r#"
    CREATE EXTENSION citext;
    CREATE TABLE a (n numeric PRIMARY KEY); INSERT INTO a VALUES (1.00), (3);
    CREATE TABLE b (id int PRIMARY KEY, i interval UNIQUE, j jsonb, c citext, s numeric(5,2) UNIQUE); CREATE UNIQUE INDEX ON b (j, c);
    CREATE TABLE p (id int PRIMARY KEY, t text UNIQUE, d date UNIQUE, k int[] UNIQUE);
    CREATE TABLE computed (x int GENERATED ALWAYS AS (1) STORED, y int GENERATED ALWAYS AS (2) STORED);
    INSERT INTO computed DEFAULT VALUES;
    CREATE TYPE colour AS ENUM ('r', 'g'); CREATE TYPE place AS (street text, zip int); CREATE TYPE mood AS ENUM ('sad');
    CREATE TABLE typed (id int PRIMARY KEY, c colour[], p place, m mood);
    CREATE MATERIALIZED VIEW many AS SELECT m, count(*) AS n FROM typed GROUP BY m;
    CREATE TABLE found (id int PRIMARY KEY, t text, n int, j jsonb);
    CREATE INDEX parts ON found USING gin (to_tsvector('english', t || ' ' || n::text));
    CREATE INDEX keys ON found USING gin (to_tsvector('english', j));
    CREATE INDEX two ON found USING gin ((to_tsvector('english', t) || to_tsvector('simple', t)));
    CREATE TABLE hidden (id int PRIMARY KEY); ALTER TABLE hidden ENABLE ROW LEVEL SECURITY;
    CREATE VIEW checked AS SELECT id FROM hidden WHERE id > 0 WITH LOCAL CHECK OPTION;
"#;

#[test]
fn what_sqlite_holds_to_less_is_said() {
    let case = Case::made("less", EQUAL);
    let report = case.carry(Choices::default());
    let said = said(&report);
    let weaker = |place: &str, words: &str| format!("weaker-in-sqlite {place}.: {words}");
    assert_said(
        &said,
        &[
            (&weaker("a", "\"a_pkey\" tells values of n apart"), ""),
            (&weaker("b", "\"b_i_key\" tells values of i apart"), ""),
            (&weaker("b", "\"b_j_c_idx\" tells values of j apart"), ""),
            (&weaker("b", "\"b_j_c_idx\" tells values of c apart"), ""),
            ("not-said-in-sqlite computed.x: generated column becomes", "1"),
            ("no-place-in-sqlite colour", "CREATE TYPE public.colour AS ENUM ('r', 'g')"),
            ("no-place-in-sqlite place", "CREATE TYPE public.place AS (street text, zip integer)"),
            ("rows-held-otherwise many", "CREATE MATERIALIZED VIEW public.many AS\nSELECT "),
            (&weaker("found", "\"parts\" does not find what n holds"), ""),
            (&weaker("found", "\"keys\" also finds the keys"), ""),
            (&weaker("found", "\"two\" has one configuration"), ""),
            ("no-place-in-sqlite hidden.: row-level security", "ENABLE ROW LEVEL SECURITY"),
            (
                "no-place-in-sqlite checked.: check option",
                "ALTER VIEW public.checked SET (check_option = local)",
            ),
        ],
    );
    // Equal values are equal cells here, and the labels stand in a CHECK.
    for none in ["\"b_s_key\"", "\"p_", "mood"] {
        assert!(
            !said.iter().any(|line| line.contains(none) && !line.contains("typed.m")),
            "{none}: {}",
            said.join("\n")
        );
    }
}

/// A table or a column on one side alone is a difference, and no failure to read.
#[test]
fn verify_names_what_one_side_alone_has() {
    let case = Case::made(
        "one_side",
        "CREATE TABLE t (id int PRIMARY KEY, v text); CREATE TABLE u (id int PRIMARY KEY); INSERT INTO t VALUES (1, 'x');",
    );
    case.carry(Choices::default());
    let verdict = || {
        let report = support::run_verify(&case.settings(Choices::default()));
        let report = report.unwrap_or_else(|error| panic!("{}", words(&error)));
        (report.verdict, report.proof.map(|proof| proof.structure.join("\n")).unwrap_or_default())
    };
    let file = |sql: &str| Connection::open(case.file()).expect("the file").execute_batch(sql).expect(sql);
    assert_eq!(verdict().0, Verdict::Proven);
    case.database.execute("ALTER TABLE u ADD COLUMN z int; CREATE TABLE w (id int PRIMARY KEY)");
    let (answer, said) = verdict();
    assert_eq!(answer, Verdict::Different);
    assert!(said.contains("\"u\"") && said.contains("\"w\""), "{said}");
    case.database.execute("ALTER TABLE u DROP COLUMN z; DROP TABLE w");
    assert_eq!(verdict().0, Verdict::Proven);
    file("ALTER TABLE u RENAME TO other");
    let (answer, said) = verdict();
    assert_eq!(answer, Verdict::Different);
    assert!(said.contains("\"u\"") && said.contains("\"other\""), "{said}");
}

const BESIDE: &str = r#"
    CREATE SCHEMA shop; COMMENT ON SCHEMA shop IS 'what is sold';
    CREATE TABLE shop.item (id int PRIMARY KEY, name text CONSTRAINT named CHECK (name <> ''));
    COMMENT ON TABLE shop.item IS 'carried'; COMMENT ON COLUMN shop.item.name IS 'carried';
    COMMENT ON CONSTRAINT named ON shop.item IS 'no nameless ones';
    CREATE INDEX "by name" ON shop.item (name); COMMENT ON INDEX shop."by name" IS 'for the list';
    CREATE VIEW shop.seen AS SELECT id, name FROM shop.item;
    COMMENT ON VIEW shop.seen IS 'all of them'; COMMENT ON COLUMN shop.seen.name IS 'what it''s called';
    ALTER VIEW shop.seen ALTER COLUMN name SET DEFAULT 'new';
    CREATE TYPE colour AS ENUM ('red', 'green'); COMMENT ON TYPE colour IS 'of a lamp';
    CREATE DOMAIN short AS varchar(3) NOT NULL CHECK (VALUE <> 'no');
    CREATE TYPE pair AS (a int, b short);
    CREATE FUNCTION agree(int, int) RETURNS int LANGUAGE sql AS 'SELECT $1 + $2';
    COMMENT ON FUNCTION agree(int, int) IS 'adds';
    CREATE AGGREGATE total (int) (SFUNC = agree, STYPE = int, INITCOND = '0');
    CREATE OPERATOR <+> (FUNCTION = agree, LEFTARG = int, RIGHTARG = int);
    CREATE FUNCTION paint(int) RETURNS colour LANGUAGE sql AS $$SELECT 'red'::public.colour$$;
    CREATE CAST (int AS colour) WITH FUNCTION paint(int) AS ASSIGNMENT;
    CREATE TEXT SEARCH DICTIONARY plain_words (TEMPLATE = simple, STOPWORDS = english);
    CREATE TEXT SEARCH CONFIGURATION plain (PARSER = "default");
    ALTER TEXT SEARCH CONFIGURATION plain ADD MAPPING FOR asciiword WITH plain_words, simple;
    CREATE COLLATION loose (PROVIDER = icu, LOCALE = 'und-u-ks-level2', DETERMINISTIC = false);
    CREATE STATISTICS related ON id, name FROM shop.item;
    CREATE ACCESS METHOD pile TYPE TABLE HANDLER heap_tableam_handler;
    CREATE FOREIGN DATA WRAPPER nothing; CREATE SERVER far FOREIGN DATA WRAPPER nothing OPTIONS (host 'h');
    CREATE FOREIGN TABLE distant (id int NOT NULL, t text) SERVER far OPTIONS (name 'it''s');
    CREATE PUBLICATION items FOR TABLE shop.item;
    CREATE TABLE nothing ();
    CREATE TABLE parts (id int) PARTITION BY RANGE (id); CREATE TABLE part PARTITION OF parts DEFAULT;
    COMMENT ON TABLE part IS 'the rest';
    CREATE EXTENSION citext; CREATE TABLE folded (id int PRIMARY KEY, c citext);
"#;

#[test]
fn what_has_no_place_is_said_with_its_sql() {
    let case = Case::made("beside", BESIDE);
    let report = case.carry(Choices::default());
    let said = said(&report);
    let of = |kind: &str| format!("no-place-in-sqlite {kind}");
    assert_said(
        &said,
        &[
            (&of("shop.: comment on schema"), "COMMENT ON SCHEMA shop IS 'what is sold'"),
            (&of("named on shop.item"), "COMMENT ON CONSTRAINT named on shop.item IS 'no nameless ones'"),
            (&of("shop.\"by name\""), "COMMENT ON INDEX shop.\"by name\" IS 'for the list'"),
            (&of("shop.seen.: comment on view"), "COMMENT ON VIEW shop.seen IS 'all of them'"),
            (&of("shop.seen.name"), "COMMENT ON COLUMN shop.seen.name IS 'what it''s called'"),
            (&of("shop.seen.name"), "ALTER VIEW shop.seen ALTER COLUMN name SET DEFAULT 'new'"),
            (&of("public.colour"), "COMMENT ON TYPE public.colour IS 'of a lamp'"),
            (&of("colour"), "CREATE TYPE public.colour AS ENUM ('red', 'green')"),
            (&of("pair"), "CREATE TYPE public.pair AS (a integer, b public.short)"),
            (
                &of("short"),
                "CREATE DOMAIN public.short AS character varying(3) NOT NULL CONSTRAINT short_check CHECK",
            ),
            (&of("public.agree"), "COMMENT ON FUNCTION public.agree(integer,integer) IS 'adds'"),
            (
                &of("total(integer)"),
                "CREATE AGGREGATE public.total(integer) (SFUNC = public.agree, STYPE = integer",
            ),
            (&of("<+>(integer, integer)"), "CREATE OPERATOR public.<+> (FUNCTION = public.agree"),
            (
                &of("integer AS public.colour"),
                "CREATE CAST (integer AS public.colour) WITH FUNCTION public.paint(integer) AS",
            ),
            (&of("plain_words"), "(TEMPLATE = pg_catalog.simple, stopwords = 'english')"),
            (&of("plain."), "ADD MAPPING FOR asciiword WITH public.plain_words, simple"),
            (
                &of("loose"),
                "CREATE COLLATION public.loose (PROVIDER = icu, LOCALE = 'und-u-ks-level2', DETERMINISTIC = f",
            ),
            (&of("related"), "CREATE STATISTICS public.related ON id, name FROM shop.item"),
            (&of("pile"), "CREATE ACCESS METHOD pile TYPE TABLE HANDLER heap_tableam_handler"),
            (&of("far"), "CREATE SERVER far FOREIGN DATA WRAPPER nothing OPTIONS (host 'h')"),
            (
                &of("distant"),
                "CREATE FOREIGN TABLE public.distant (id integer NOT NULL, t text) SERVER far OPTIONS (name 'it''s')",
            ),
            (&of("items"), "CREATE PUBLICATION items FOR TABLE shop.item"),
            (&of("public.nothing"), "CREATE TABLE public.nothing ()"),
            (&of("public.part.: comment on table"), "COMMENT ON TABLE public.part IS 'the rest'"),
            (&of("citext"), "CREATE EXTENSION citext"),
        ],
    );
    // Two comments of a table and its column are in its declaration; what is of an extension is the extension's.
    let mine = said.iter().filter(|line| line.starts_with("no-place-in-sqlite"));
    let carried = mine.filter(|line| line.contains("'carried'") || line.contains("citext_")).count();
    assert_eq!(carried, 0, "{}", said.join("\n"));
    let file = Connection::open(case.file()).expect("the file");
    let declared = one(&file, "SELECT sql FROM sqlite_schema WHERE name = 'item'");
    assert_eq!(declared.matches("-- carried").count(), 2, "{declared}");
}

#[test]
fn text_of_another_encoding_arrives_as_utf8() {
    let database = server().database_with("latin", "TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'");
    database.execute(
        "CREATE TABLE \"größe\" (id int PRIMARY KEY, \"ñ\" text DEFAULT 'é', c char(3), j jsonb, a text[], e varchar(2));
         INSERT INTO \"größe\" VALUES (1, 'ÀÿÖ', 'ü', '{\"ä\": \"ß\"}', '{é,ö}', 'ÿÿ');
         CREATE VIEW v AS SELECT id FROM \"größe\" WHERE \"ñ\" = 'ÀÿÖ';",
    );
    let case = Case::with(database);
    case.carry(Choices::default());
    let file = Connection::open(case.file()).expect("the file");
    assert_eq!(one(&file, "SELECT ñ || c || j || a || e FROM größe"), "ÀÿÖü  {\"ä\": \"ß\"}[\"é\",\"ö\"]ÿÿ");
    assert_eq!(one(&file, "SELECT count(*) || '' FROM v"), "1");
    let verified = support::run_verify(&case.settings(Choices::default()));
    support::assert_proven(&verified.unwrap_or_else(|error| panic!("{}", words(&error))));

    // Ł is before Á in LATIN2, and behind it in UTF-8.
    let latin = server().database_with("latin2", "TEMPLATE template0 ENCODING 'LATIN2' LOCALE 'C'");
    latin.execute(
        "CREATE TABLE x (id int PRIMARY KEY, t text CHECK (t < 'Á')); INSERT INTO x VALUES (1, 'Ł')",
    );
    let report = Case::with(latin).carry(Choices::default());
    assert_said(&said(&report), &[("not-said-in-sqlite x.: CHECK constraint", "(t < 'Á'::text)")]);

    let bytes = server().sql_ascii_database("bytes");
    bytes.execute("CREATE TABLE t (id int PRIMARY KEY, v text)");
    let case = Case::with(bytes);
    let error = run_migrate(&case.settings(Choices::default())).expect_err("a refusal");
    assert!(
        words(&error).contains("SQL_ASCII") && words(&error).contains("client_encoding"),
        "{}",
        words(&error)
    );
}

/// What one way left behind is kept when a run goes the other way, which has a file of its own for that.
#[test]
fn what_was_left_behind_is_kept_when_a_run_goes_the_other_way() {
    let case = Case::made(
        "kept_sql",
        "CREATE TABLE t (id int PRIMARY KEY); CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';",
    );
    case.carry(Choices::default());
    let work = case.directory.path().join("work");
    let read = |name: &str| std::fs::read_to_string(work.join(name));
    assert!(read("untranslated.sql").expect("the function").contains("PostgreSQL's own"));
    let target = server().database("kept_sql_on");
    let forward = support::settings(&case.file(), &target, &work);
    run_migrate(&forward).unwrap_or_else(|error| panic!("{}", words(&error)));
    assert!(read("untranslated.sql").is_err());
    assert!(
        read("untranslated_from_postgresql.sql").expect("the function").contains("FUNCTION public.one()")
    );
}

#[test]
fn a_record_under_another_name_is_recognised() {
    let database = server().database("renamed_record");
    let directory = tempfile::tempdir().expect("a temporary directory");
    let source = directory.path().join("app.db");
    support::case::make_source(&source, "CREATE TABLE t (id INTEGER PRIMARY KEY)");
    let forward = support::settings(&source, &database, &directory.path().join("forward"));
    run_migrate(&forward).unwrap_or_else(|error| panic!("{}", words(&error)));
    database.execute("ALTER SCHEMA howdah RENAME TO \"my record\"");
    let case = Case { database, directory };
    let warnings = Mutex::new(Vec::new());
    let sink = |event: Event| {
        if let Event::Warning { text } = event {
            warnings.lock().expect("no thread fails with the lock").push(text);
        }
    };
    let cancelled = AtomicBool::new(false);
    let done = howdah::run::migrate(&case.settings(Choices::default()), Watch::new(&sink, &cancelled));
    done.map(drop).unwrap_or_else(|error| panic!("{}", words(&error)));
    let warnings = warnings.into_inner().expect("no thread fails with the lock").join("\n");
    assert!(warnings.contains("\"my record\"") && warnings.contains("--state-schema"), "{warnings}");
}
