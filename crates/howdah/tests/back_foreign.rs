//! Databases that never were SQLite become files, as an independent judge of such files says (`testkit::foreign`).

mod back_support;
mod support;

use back_support::foreign::{Case, judge, said};
use howdah::plan::back::{Choices, NanChoice};
use support::{assert_proven, run_migrate, run_verify, words};
use testkit::foreign;
use testkit::server::server;

fn goes_over(name: &str, choices: Choices) {
    let case = Case::of(name);
    let report = case.carry(choices);
    let options = judge(&case.file(), &report, choices);
    let answer = foreign::compare(&mut case.database.connect(), None, &case.file(), &options);
    answer.assert_equal();
    assert!(answer.cells > 0 && answer.tables > 0);
    // And the program's own comparison at any time later, whichever choices the file was made with.
    let verified = run_verify(&case.settings(Choices::default()));
    assert_proven(&verified.unwrap_or_else(|error| panic!("{}", words(&error))));
}

const STRICT: Choices = Choices { strict: true, on_nan: NanChoice::Refuse };

#[test]
fn a_rental_shop_becomes_a_file() {
    goes_over("rental", Choices::default());
    goes_over("rental", STRICT);
}

#[test]
fn a_music_shop_becomes_a_file() {
    goes_over("music", Choices::default());
    goes_over("music", STRICT);
}

#[test]
fn every_type_with_its_extremes_becomes_cells_that_give_it_back() {
    goes_over("types", Choices::default());
    goes_over("types", STRICT);
    goes_over("arrays", Choices::default());
    goes_over("arrays", STRICT);
}

#[test]
fn schemas_names_keys_and_shapes_of_every_kind_become_one_file() {
    goes_over("shapes", Choices::default());
    goes_over("shapes", STRICT);
}

#[test]
fn nan_is_refused_with_its_column_or_becomes_text() {
    let case = Case::of("nan");
    let error = run_migrate(&case.settings(Choices::default())).expect_err("a refusal");
    assert_eq!(error.kind.exit_code(), 1, "{}", words(&error));
    assert!(words(&error).contains("--on-nan text"), "{}", words(&error));
    assert!(error.place.column.is_some() && !case.file().exists());
    goes_over("nan", Choices { on_nan: NanChoice::Text, ..Choices::default() });
}

/// Each of these once cost the whole file, or let the application's writes fail.
const TRAPS: &str = "
    CREATE TABLE nullable (id int PRIMARY KEY, j jsonb, deep jsonb);
    INSERT INTO nullable VALUES (1, NULL, (repeat('[', 1200) || repeat(']', 1200))::jsonb);
    CREATE TABLE shifted (id int PRIMARY KEY, a int[] CHECK (array_length(a, 1) <= 3),
        n int GENERATED ALWAYS AS (array_length(a, 1)) STORED);
    INSERT INTO shifted VALUES (1, '[0:1]={7,8}');
    CREATE TABLE cut (id int PRIMARY KEY, a int CHECK (a::varchar(1) = '1'));
    INSERT INTO cut VALUES (1, 12345);
    CREATE TABLE film (film_id serial PRIMARY KEY, title text, search text, fulltext tsvector NOT NULL,
        digest text GENERATED ALWAYS AS (md5(title)) STORED NOT NULL);
    CREATE TRIGGER keep BEFORE INSERT OR UPDATE ON film FOR EACH ROW
        EXECUTE FUNCTION tsvector_update_trigger('fulltext', 'pg_catalog.english', 'title', 'search');
    CREATE INDEX title ON film USING gin (to_tsvector('english', title));
    CREATE INDEX film_fulltext_idx ON film (search);
    INSERT INTO film (title, search) VALUES ('running', 'cats');
    CREATE DOMAIN filled AS text NOT NULL;
    CREATE DOMAIN large AS int;
    CREATE TABLE domains (id int PRIMARY KEY, size large);
    INSERT INTO domains VALUES (1, 1);
    ALTER DOMAIN large ADD CONSTRAINT is_large CHECK (VALUE > 10) NOT VALID;
    CREATE TABLE others (id int PRIMARY KEY, f filled);
    CREATE VIEW holds_null AS SELECT o.f FROM domains d LEFT JOIN others o ON o.id = d.id;
    CREATE MATERIALIZED VIEW null_in_domain AS SELECT * FROM holds_null;
    CREATE SCHEMA sqlite; CREATE TABLE sqlite.film (id int PRIMARY KEY);
    CREATE TABLE moment (at timestamptz PRIMARY KEY);
    CREATE TABLE of_moment (at timestamptz REFERENCES moment);
    INSERT INTO moment VALUES ('infinity'), ('2020-01-01'); INSERT INTO of_moment VALUES ('2020-01-01');
    CREATE VIEW \"SALES ASIA\" AS SELECT id FROM cut;
    CREATE TABLE counted (id int GENERATED ALWAYS AS IDENTITY (INCREMENT 10) PRIMARY KEY, abc int, \"ABC\" int);
    CREATE TABLE parts (id int, v int) PARTITION BY HASH (id);
    CREATE TABLE part PARTITION OF parts (CONSTRAINT positive CHECK (v > 0)) FOR VALUES WITH (MODULUS 1, REMAINDER 0);
    CREATE INDEX part_v ON part (v);";

#[test]
fn what_sqlite_does_not_take_costs_itself_and_not_the_file() {
    let database = server().database("traps");
    database.connect().batch_execute(TRAPS).expect("the traps");
    let case = Case::with(database);
    let report = case.carry(Choices::default());
    let file = rusqlite::Connection::open(case.file()).expect("the file");
    let one = |sql: &str| file.query_row(sql, [], |row| row.get::<_, String>(0)).expect(sql);
    assert_eq!(one("PRAGMA integrity_check"), "ok");
    assert_eq!(one("SELECT count(*) || '' FROM pragma_foreign_key_check"), "0");
    assert_eq!(one("SELECT a || n FROM shifted"), "[0:1]={7,8}2");
    assert_eq!(one("SELECT m.at FROM moment m JOIN of_moment USING (at)"), "2020-01-01 00:00:00+00");
    assert_eq!(
        one("SELECT name FROM sqlite_schema WHERE name LIKE '%film' AND name <> 'film'"),
        "_sqlite_film"
    );
    assert_eq!(one("SELECT id || '' FROM \"SALES ASIA\""), "1");
    let found = |sql: &str| one(&format!("SELECT group_concat(rowid) FROM {sql} MATCH 'run'"));
    assert_eq!(found("title_search WHERE title_search"), "1");
    assert_eq!(found("film_fulltext WHERE film_fulltext"), "1");
    // The application goes on writing.
    file.execute_batch("INSERT INTO nullable (id) VALUES (2); INSERT INTO film (title) VALUES ('he runs');")
        .expect("new rows");
    assert!(file.execute_batch("INSERT INTO nullable (id, j) VALUES (3, '{')").is_err());
    assert_eq!(found("title_search WHERE title_search"), "1,2");
    let said = said(&report);
    for part in [
        "weaker-in-sqlite nullable.: \"deep\" holds documents",
        "not-said-in-sqlite shifted.: CHECK constraint",
        "weaker-in-sqlite film.: \"fulltext\" may be NULL",
        "weaker-in-sqlite film.: \"digest\" may be NULL",
        "not-said-in-sqlite domains.size: CHECK of a domain",
        "weaker-in-sqlite counted.: \"id\" counts by another step",
        "name-collision counted.ABC.: column is named \"ABC_2\"",
        "no-place-in-sqlite part.positive.: constraint of one partition",
        "no-place-in-sqlite part.part_v.: index of one partition",
    ] {
        assert!(said.iter().any(|line| line.starts_with(part)), "{part} in\n{}", said.join("\n"));
    }
    let untranslated =
        std::fs::read_to_string(case.directory.path().join("work/untranslated.sql")).expect("a file");
    assert!(untranslated.contains("PostgreSQL's own") && !untranslated.contains("SQLite's own"));
}

#[test]
fn a_foreign_key_finds_its_parent_by_schema_and_name_apart() {
    let database = server().database("dotted");
    // Joined by a dot, both parents are called a.b.c.
    let sql = "CREATE SCHEMA a; CREATE SCHEMA \"a.b\";
        CREATE TABLE a.\"b.c\" (id int PRIMARY KEY); INSERT INTO a.\"b.c\" VALUES (1);
        CREATE TABLE \"a.b\".c (id int PRIMARY KEY); INSERT INTO \"a.b\".c VALUES (2);
        CREATE TABLE one (id int PRIMARY KEY REFERENCES a.\"b.c\"); INSERT INTO one VALUES (1);
        CREATE TABLE other (id int PRIMARY KEY REFERENCES \"a.b\".c); INSERT INTO other VALUES (2);";
    database.execute(sql);
    let case = Case::with(database);
    case.carry(Choices::default());
    let file = rusqlite::Connection::open(case.file()).expect("the file");
    let parent = |table: &str| -> i64 {
        let sql = format!("SELECT \"table\" FROM pragma_foreign_key_list('{table}')");
        let name: String = file.query_row(&sql, [], |row| row.get(0)).expect("a foreign key");
        file.query_row(&format!("SELECT id FROM \"{name}\""), [], |row| row.get(0)).expect("its row")
    };
    assert_eq!((parent("one"), parent("other")), (1, 2));
}

#[test]
fn keys_over_periods_are_said_where_the_server_knows_them() {
    let database = server().database("periods");
    let mut client = database.connect();
    let major: i32 = client
        .query_one("SELECT current_setting('server_version_num')::int / 10000", &[])
        .expect("a version")
        .get(0);
    let made = client.batch_execute(
        "CREATE TABLE price (id int4range, at daterange, PRIMARY KEY (id, at WITHOUT OVERLAPS));
         INSERT INTO price VALUES ('[1,2)', '[2020-01-01,2020-02-01)'), ('[1,2)', '[2020-02-01,2020-03-01)');
         CREATE TABLE sale (id int4range, at daterange,
             CONSTRAINT priced FOREIGN KEY (id, PERIOD at) REFERENCES price (id, PERIOD at));
         INSERT INTO sale VALUES ('[1,2)', '[2020-01-15,2020-02-15)');",
    );
    if major < 18 {
        assert!(made.is_err(), "PostgreSQL {major} knows keys over periods");
        return;
    }
    made.expect("two tables");
    let case = Case::with(database);
    let report = case.carry(Choices::default());
    let said = |id: &str, words: &str| {
        let holds = |text: &Option<String>| text.as_ref().is_some_and(|text| text.contains(words));
        report.findings.iter().any(|finding| {
            finding.id == id
                && (finding.message.contains(words) || holds(&finding.object) || holds(&finding.sql))
        })
    };
    assert!(said("weaker-in-sqlite", "allows no overlapping periods"), "{:#?}", report.findings);
    assert!(said("no-place-in-sqlite", "sale.priced"), "{:#?}", report.findings);
    assert!(said("no-place-in-sqlite", "PERIOD at"), "{:#?}", report.findings);
}
