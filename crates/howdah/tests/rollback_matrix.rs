//! What speaks for a rollback: each line of the matrix, shown with migrations that really went wrong.

mod rollback_support;
mod support;

use howdah::report::rollback::{Judgement, RollbackReport, Severity};
use howdah::report::run::Verdict;
use howdah::run::Rollback;
use rollback_support::{SCHEMA, asked, carried, line, look, roll_back, rows};
use std::io::{Seek, SeekFrom, Write};
use support::case::Case;
use support::words;
use testkit::server::{Options, Server};

/// Carries while the server spoils rows of table `author`: `spoil` is the body of a trigger on each of them.
fn spoiled(hint: &str, spoil: &str) -> Case {
    let case = Case::new(hint, SCHEMA);
    case.database.execute(&format!(
        "CREATE SCHEMA fault;
         CREATE FUNCTION fault.spoil() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {spoil} RETURN NEW; END $$;
         CREATE FUNCTION fault.made() RETURNS event_trigger LANGUAGE plpgsql AS $$
         DECLARE made record;
         BEGIN
             FOR made IN SELECT * FROM pg_event_trigger_ddl_commands() LOOP
                 IF made.object_identity = 'public.author' THEN
                     EXECUTE 'CREATE TRIGGER spoil BEFORE INSERT ON public.author FOR EACH ROW
                         EXECUTE FUNCTION fault.spoil()';
                 END IF;
             END LOOP;
         END $$;
         CREATE EVENT TRIGGER spoil ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION fault.made()"
    ));
    let report = case.migrate().unwrap_or_else(|error| panic!("{}", words(&error)));
    assert_eq!(report.verdict, Verdict::Different);
    case
}

fn severity(report: &RollbackReport, issue: &str) -> Severity {
    line(report, issue).severity
}

#[test]
fn a_sound_migration_gives_no_reason() {
    let case = carried("sound", SCHEMA);
    let report = look(&case);
    assert_eq!(report.verdict, Judgement::Stay);
    assert_eq!(line(&report, "row-mismatch").measured, "0 of 641 rows");
    assert_eq!(severity(&report, "corruption"), Severity::None);
    assert_eq!(severity(&report, "slowdown"), Severity::Unknown);
    assert!(report.proof_made.is_some() && report.finished.is_some());
    assert!(report.next.iter().any(|line| line.ends_with("--yes")), "{:?}", report.next);
    assert!(report.done.is_none());
}

#[test]
fn under_one_percent_of_rows_missing_is_to_be_investigated_and_over_one_to_be_rolled_back() {
    // 3 of 641 rows are 0.47 %; 60 are 9.4 %.
    let few = spoiled("few", "IF NEW.id % 100 = 0 THEN RETURN NULL; END IF;");
    let report = look(&few);
    let mismatch = line(&report, "row-mismatch");
    assert_eq!((mismatch.severity, report.verdict), (Severity::Low, Judgement::Investigate));
    assert_eq!(mismatch.measured, "3 of 641 rows (0.47 %)");
    assert_eq!(mismatch.reasons, ["Table \"author\": 3 rows missing."]);
    let many = spoiled("many", "IF NEW.id % 5 = 0 THEN RETURN NULL; END IF;");
    let report = look(&many);
    let mismatch = line(&report, "row-mismatch");
    assert_eq!((mismatch.severity, report.verdict), (Severity::High, Judgement::RollBack));
    assert_eq!(mismatch.measured, "60 of 641 rows (9.36 %)");
}

#[test]
fn a_value_that_arrived_as_another_is_corruption() {
    let case = spoiled("changed", "IF NEW.id = 7 THEN NEW.name := 'spoiled'; END IF;");
    let report = look(&case);
    let corruption = line(&report, "corruption");
    assert_eq!((corruption.severity, report.verdict), (Severity::Critical, Judgement::RollBackAtOnce));
    assert_eq!(severity(&report, "row-mismatch"), Severity::None);
    // Nobody wrote since: what the proof found is no change.
    assert_eq!(report.changes, []);
}

#[test]
fn pages_that_postgresql_finds_damaged_are_corruption() {
    let mut own = Server::start(Options::default());
    let database = own.database("damaged");
    let mut case = Case::new("unused", SCHEMA);
    case.settings.target = Some(howdah::postgres::dsn::Dsn::parse(&database.url()).expect("a URL"));
    case.carry();
    let mut client = database.connect();
    let path: String = client
        .query_one("SELECT current_setting('data_directory') || '/' || pg_relation_filepath('author')", &[])
        .expect("a path")
        .get(0);
    client.batch_execute("CHECKPOINT").expect("written");
    drop(client);
    own.crash("-KILL");
    let mut file = std::fs::OpenOptions::new().write(true).open(path).expect("the table's file");
    // The first bytes of a page are its header (https://www.postgresql.org/docs/current/storage-page-layout.html).
    file.seek(SeekFrom::Start(0)).and_then(|_| file.write_all(&[0xff; 24])).expect("damaged");
    own.restart();
    let report = look(&case);
    let corruption = line(&report, "corruption");
    assert_eq!((corruption.severity, report.verdict), (Severity::Critical, Judgement::RollBackAtOnce));
    assert!(corruption.reasons.join(" ").contains("XX001"), "{corruption:?}");
}

#[test]
fn a_slowdown_and_errors_count_as_the_user_says() {
    let case = carried("said", SCHEMA);
    for (slowdown, app_errors, verdict) in [
        (Some(50.0), None, Judgement::Stay),
        (Some(51.0), Some(0), Judgement::RollBack),
        (None, Some(4), Judgement::CheckLogs),
        (Some(10.0), Some(0), Judgement::Stay),
    ] {
        let report = asked(&case, Rollback { slowdown, app_errors, ..Rollback::default() });
        assert_eq!(report.verdict, verdict, "{slowdown:?} {app_errors:?}");
    }
}

#[test]
fn without_a_proof_the_rows_are_unknown_and_the_user_may_go_on_all_the_same() {
    let mut case = Case::new("unproven", SCHEMA);
    case.settings.verify = false;
    case.migrate().unwrap_or_else(|error| panic!("{}", words(&error)));
    let report = look(&case);
    assert_eq!(severity(&report, "row-mismatch"), Severity::Unknown);
    assert_eq!(severity(&report, "corruption"), Severity::Unknown);
    assert_eq!((report.verdict, report.proof_made.is_none()), (Judgement::Stay, true));
    // A proof that is made later and finds both equal says how it was.
    case.settings.verify = true;
    case.carry();
    assert_eq!(severity(&look(&case), "row-mismatch"), Severity::None);
    roll_back(&case);
}

#[test]
fn a_proof_that_is_made_again_later_does_not_replace_the_first_one() {
    let case = carried("again", SCHEMA);
    case.database.execute("DELETE FROM loose WHERE a <> 'a1'");
    let report = case.migrate().unwrap_or_else(|error| panic!("{}", words(&error)));
    assert_eq!(report.verdict, Verdict::Different);
    let report = look(&case);
    assert_eq!((severity(&report, "row-mismatch"), report.verdict), (Severity::None, Judgement::Stay));
    assert_eq!(report.changes.len(), 1);
    roll_back(&case);
    assert_eq!(rows(&case.source(), "SELECT a FROM loose"), ["a1"]);
}
