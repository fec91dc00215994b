//! What a run finds in the target that an earlier run, another version or somebody else has left.

use crate::carried::{Carried, Chunks, kill};
use crate::faults::{Gate, Moment, Stop};
use testkit::server::{TestDatabase, server};

/// A migration that was killed while it copied.
fn killed<'a>(database: &'a TestDatabase, schema: &str) -> Carried<'a> {
    let mut gate = Gate::build(database);
    let carried = Carried::new(database, schema, 0);
    gate.close(Stop { moment: Moment::Mark, mark: 10 });
    let mut child = carried.start();
    assert!(gate.reached(&mut child, &carried));
    kill(&mut child);
    gate.open();
    carried
}

#[test]
fn what_another_version_began_is_begun_afresh_and_what_it_finished_is_proven() {
    let database = server().database("version");
    let carried = killed(&database, "version");
    database.execute("UPDATE howdah.migration SET howdah = '0.0.9' WHERE target_schema = 'version'");
    let run = carried.run();
    carried.assert_whole(&run, &Chunks::new(), "another version");
    assert_eq!(run.report["resumed"], false);

    database.execute("UPDATE howdah.migration SET howdah = '0.0.9' WHERE target_schema = 'version'");
    let before = carried.chunks(&mut database.connect());
    let run = carried.run();
    carried.assert_whole(&run, &before, "finished by another version");
    assert_eq!(run.report["resumed"], true);
}

#[test]
fn records_of_another_layout_go_when_nothing_in_them_is_finished_and_are_kept_otherwise() {
    let database = server().database("layout");
    let carried = killed(&database, "layout");
    // The finished migration that built the gate is in the way; its records may hold originals.
    database.execute("UPDATE howdah.layout SET number = 77");
    let run = carried.run();
    assert_eq!(run.code, 5, "{}", run.said);
    let hint = run.report["error"]["hint"].as_str().unwrap_or_default();
    assert!(hint.contains("--state-schema"), "{hint}");
    let said = carried.world.run(&["verify", "app.db", &carried.url, "--schema", "layout"]);
    assert_eq!(said.code, 4, "{said:?}");
    assert!(said.stderr.contains("another version of howdah"), "{said:?}");

    // A layout has columns that this version does not know.
    database.execute(
        "DELETE FROM howdah.migration WHERE target_schema = 'first';
         ALTER TABLE howdah.chunk DROP COLUMN bytes; ALTER TABLE howdah.migration RENAME COLUMN fingerprint TO print;
         CREATE TABLE layout.mine (x int)",
    );
    let run = carried.run();
    assert_eq!(run.code, 0, "{}", run.said);
    let mut client = database.connect();
    let row = client
        .query_one("SELECT (SELECT number FROM howdah.layout), to_regclass('layout.mine') IS NOT NULL", &[])
        .expect("the layout");
    assert_eq!((row.get::<_, i32>(0), row.get::<_, bool>(1)), (2, true));
    database.execute("DROP TABLE layout.mine");
    carried.assert_whole(&run, &Chunks::new(), "another layout");
}

#[test]
fn tables_that_were_dropped_meanwhile_are_carried_again() {
    let database = server().database("dropped");
    let carried = killed(&database, "dropped");
    database.execute("DROP TABLE dropped.author, dropped.line");
    let run = carried.run();
    carried.assert_whole(&run, &Chunks::new(), "two tables dropped while it was unfinished");
    assert_eq!(run.report["resumed"], false);

    database.execute("DROP SCHEMA dropped CASCADE");
    let run = carried.run();
    carried.assert_whole(&run, &Chunks::new(), "all dropped when it was finished");
    assert_eq!(run.report["resumed"], false);
}

#[test]
fn a_strangers_table_in_the_place_of_a_killed_runs_is_never_dropped() {
    let database = server().database("stranger");
    let carried = killed(&database, "stranger");
    database.execute(
        "DROP TABLE stranger.line; CREATE TABLE stranger.line (precious text);
         INSERT INTO stranger.line VALUES ('keep')",
    );
    let run = carried.run();
    assert_eq!(run.code, 5, "{}", run.said);
    let mut client = database.connect();
    let kept: i64 = client.query_one("SELECT count(*) FROM stranger.line", &[]).expect("kept").get(0);
    assert_eq!(kept, 1);
    let run = carried.run_with(&["--replace", "line"]);
    carried.assert_whole(&run, &Chunks::new(), "a stranger's table, named");
}
