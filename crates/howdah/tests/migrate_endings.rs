//! How runs end that do not come to the proof: what is refused or fails leaves a report, and nothing that nobody needs.

mod support;

use howdah::postgres::dsn::Dsn;
use howdah::postgres::embedded::{Embedded, Status};
use howdah::report::event::{Event, Stage, Watch};
use howdah::report::run::{RunReport, Verdict};
use howdah::run::workdir::last_report;
use howdah::run::{Settings, migrate};
use howdah::{Error, Result};
use rusqlite::Connection;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;
use support::case::{Case, make_source, said};
use support::words;
use tempfile::TempDir;
use testkit::server::server;

const SOURCE: &str =
    "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT); INSERT INTO t VALUES (1, 'x'), (2, 'y');";

/// Text that PostgreSQL cannot hold, until the user has decided.
const BLOCKED: &str = "CREATE TABLE t (a TEXT); INSERT INTO t VALUES (CAST(x'610062' AS TEXT));";

/// Runs and listens.
fn heard(settings: &Settings) -> (Result<RunReport>, Vec<Event>) {
    let events = Mutex::new(Vec::new());
    let (sink, cancelled) =
        (|event: Event| events.lock().expect("unbroken").push(event), AtomicBool::new(false));
    let outcome = migrate(settings, Watch::new(&sink, &cancelled)).map(|finished| finished.report);
    (outcome, events.into_inner().expect("unbroken"))
}

fn began(events: &[Event], wanted: Stage) -> bool {
    events.iter().any(|event| matches!(event, Event::StageStarted { stage, .. } if *stage == wanted))
}

#[track_caller]
fn fails(settings: &Settings, exit_code: u8) -> Error {
    match heard(settings).0 {
        Ok(report) => panic!("it came to the verdict {:?}", report.verdict),
        Err(error) => {
            assert_eq!(error.kind.exit_code(), exit_code, "{}", words(&error));
            error
        }
    }
}

/// The text of a work directory's last report, every line break a space.
fn report_text(work: &Path) -> String {
    let text = std::fs::read_dir(work)
        .expect("a work directory")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .max()
        .expect("a report");
    let text = std::fs::read_to_string(text).expect("text");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A source with an embedded target, which is removed with the value.
struct Private {
    _directory: TempDir,
    settings: Settings,
}

impl Private {
    fn new(sql: &str) -> Private {
        let directory = tempfile::tempdir().expect("a temporary directory");
        std::fs::set_permissions(directory.path(), PermissionsExt::from_mode(0o755)).expect("opened");
        let source = directory.path().join("app.db");
        make_source(&source, sql);
        let mut settings = Settings::new(&source, None);
        settings.jobs = 2;
        Private { _directory: directory, settings }
    }

    fn work(&self) -> PathBuf {
        self.settings.work_path()
    }

    fn server(&self) -> Option<Embedded> {
        Embedded::open(&self.work()).expect("a record that can be read")
    }

    fn change(&self, sql: &str) {
        Connection::open(&self.settings.source).expect("open").execute_batch(sql).expect("changed");
    }
}

impl Drop for Private {
    fn drop(&mut self) {
        if let Ok(Some(embedded)) = Embedded::open(&self.settings.work_path()) {
            let _ = embedded.remove();
        }
    }
}

#[test]
fn a_blocked_plan_makes_no_server_keeps_no_copy_and_is_reported() {
    let private = Private::new(BLOCKED);
    let error = fails(&private.settings, 1);
    assert!(private.server().is_none(), "a server was made for nothing");
    assert!(!private.work().join("source-copy").exists(), "the copy of the source was left behind");
    let report = last_report(&private.work()).expect("a report");
    assert_eq!(report.verdict, Verdict::Refused);
    let failure = report.failure.as_ref().expect("the reason");
    assert_eq!((failure.exit_code, failure.wrote), (1, false));
    assert_eq!(failure.hint, error.hint);
    assert!(report.findings.iter().any(|finding| finding.id == "text-has-nul"), "{:?}", report.findings);
    assert_eq!(report.types.len(), 1);
    let text = report_text(&private.work());
    assert!(text.starts_with("Howdah report: migrate REFUSED: "), "{text}");
    assert!(text.contains("Nothing was written to the target.") && text.contains("text-has-nul"), "{text}");
    assert!(text.contains("--on-nul"), "{text}");
}

#[test]
fn a_failed_run_is_reported_as_far_as_it_came() {
    let mut case = Case::new("failed", SOURCE);
    case.settings.target = Some(Dsn::parse("postgresql://me:s3cret@127.0.0.1:1/app").expect("a URL"));
    fails(&case.settings, 4);
    let work = case.settings.work_path();
    let report = last_report(&work).expect("a report");
    assert_eq!((report.verdict, report.findings.len()), (Verdict::Failed, 0));
    assert!(report.source.place.ends_with("app.db"), "{:?}", report.source);
    assert!(!work.join("source-copy").exists());
    let text = report_text(&work);
    assert!(text.contains("FAILED: the server cannot be reached") && !text.contains("s3cret"), "{text}");

    // A damaged page ends a run too; a word that nobody understands begins none.
    let case = Case::new("damaged", SOURCE);
    let mut bytes = std::fs::read(case.source()).expect("read");
    bytes[4096..4200].fill(0xff);
    std::fs::write(case.source(), bytes).expect("written");
    fails(&case.settings, 3);
    let report = last_report(&case.settings.work_path()).expect("a report");
    assert_eq!(report.failure.expect("the reason").exit_code, 3);
    assert!(report.target.engine.starts_with("PostgreSQL"), "{:?}", report.target);
    let mut case = Case::new("usage", SOURCE);
    case.settings.options.only = vec!["nothing".into()];
    fails(&case.settings, 2);
    assert!(last_report(&case.settings.work_path()).is_err());
}

#[test]
fn a_server_that_a_refused_run_started_is_stopped_and_one_that_ran_goes_on() {
    let private = Private::new(SOURCE);
    heard(&private.settings).0.unwrap_or_else(|error| panic!("{}", words(&error)));
    private.change("INSERT INTO t VALUES (3, 'z')");
    // The tables of the finished migration are in the way.
    fails(&private.settings, 5);
    let server = private.server().expect("a server");
    assert!(matches!(server.status(), Status::Running(_)), "it ran before, and was stopped");

    server.stop().expect("stopped");
    let (outcome, events) = heard(&private.settings);
    assert_eq!(outcome.expect_err("in the way").kind.exit_code(), 5);
    assert_eq!(server.status(), Status::Stopped, "it was started for this run only");
    let told = |words: &str| {
        events.iter().any(|event| matches!(event, Event::Message { text } if text.contains(words)))
    };
    assert!(told("was stopped; its data stay in"), "{events:?}");
    let report = last_report(&private.work()).expect("a report");
    assert_eq!(report.verdict, Verdict::Refused);
    assert!(report.next.iter().any(|line| line.contains("its data stay in")), "{:?}", report.next);
}

#[test]
fn a_dry_run_asks_a_private_server_that_runs_and_says_when_it_did_not() {
    let mut private = Private::new(SOURCE);
    let dry = |private: &mut Private| {
        private.settings.dry_run = true;
        let outcome = heard(&private.settings).0;
        private.settings.dry_run = false;
        outcome
    };
    let report = dry(&mut private).expect("planned");
    assert_eq!((report.verdict, report.next.as_slice()), (Verdict::Planned, &[] as &[String]));
    assert!(!private.work().exists(), "a dry run leaves nothing behind");

    heard(&private.settings).0.unwrap_or_else(|error| panic!("{}", words(&error)));
    let report = dry(&mut private).expect("planned");
    assert!(report.next[0].contains("was carried here before"), "{:?}", report.next);
    private.change("INSERT INTO t VALUES (3, 'z')");
    let error = dry(&mut private).expect_err("what a run would be refused for");
    assert!(said(&error).contains("--replace t"), "{}", words(&error));

    private.server().expect("a server").stop().expect("stopped");
    let report = dry(&mut private).expect("planned");
    assert!(report.next[0].contains("was not asked, because it is stopped"), "{:?}", report.next);
    assert_eq!(private.server().expect("a server").status(), Status::Stopped);
}

#[test]
fn a_database_is_created_only_for_a_plan_that_does_not_block() {
    let mut case = Case::new("create", BLOCKED);
    let name = format!("{} made", case.database.name());
    case.settings.target = Some(Dsn::parse(&server().url("x")).expect("a URL").with_database(&name));
    case.settings.create_database = true;
    fails(&case.settings, 1);
    let exists = format!("SELECT count(*) FROM pg_database WHERE datname = '{name}'");
    assert_eq!(case.ask(&exists), "0");

    // A role that may not is told before the long look.
    let powerless = Dsn::parse(&case.database.powerless_role_url()).expect("a URL").with_database(&name);
    case.settings.target = Some(powerless);
    let (outcome, events) = heard(&case.settings);
    let error = outcome.expect_err("no right");
    assert_eq!(error.kind.exit_code(), 4);
    assert!(said(&error).contains("may not create the database") && !began(&events, Stage::Profile));
    assert_eq!(case.ask(&exists), "0");
}

#[test]
fn missing_rights_are_told_before_the_long_look() {
    let mut case = Case::new("early", SOURCE);
    case.settings.target = Some(Dsn::parse(&case.database.public_only_role_url()).expect("a URL"));
    let (outcome, events) = heard(&case.settings);
    let error = outcome.expect_err("no right");
    assert!(said(&error).contains("may not create or use schema \"howdah\""), "{}", words(&error));
    assert!(began(&events, Stage::Inspect) && !began(&events, Stage::Profile), "{events:?}");
}
