//! The text form of a report: what a person reads after a run, and weeks later.

use howdah::report::event::Stage;
use howdah::report::finding::{Finding, Level};
use howdah::report::run::{
    Difference, LedgerLine, PlaceReport, ProofReport, REPORT_VERSION, RunReport, StageSeconds, TableProof,
    TableReport, TypeReport, Verdict,
};
use howdah::report::text;

fn proven() -> RunReport {
    RunReport {
        version: REPORT_VERSION,
        command: "migrate".into(),
        howdah: "0.1.0".into(),
        started: "2026-01-02T03:04:05Z".into(),
        finished: "2026-01-02T03:04:17Z".into(),
        seconds: 12.3,
        source: PlaceReport {
            place: "/srv/app.db".into(),
            engine: "SQLite 3.51.0".into(),
            bytes: Some(1_234_567),
            facts: vec![("encoding".into(), "UTF-8".into())],
        },
        target: PlaceReport {
            place: "postgresql://me:***@host/app".into(),
            engine: "PostgreSQL 15.14".into(),
            bytes: None,
            facts: vec![],
        },
        plan: "0123456789abcdef0123456789abcdef".into(),
        resumed: true,
        stages: vec![
            StageSeconds { stage: Stage::Copy, seconds: 8.0 },
            StageSeconds { stage: Stage::Verify, seconds: 3.25 },
        ],
        tables: vec![TableReport {
            source: "orders".into(),
            target: "public.orders".into(),
            source_rows: 1234,
            target_rows: Some(1234),
            bytes: 45_678,
            seconds: 0.5,
            result: "equal".into(),
        }],
        types: vec![TypeReport {
            table: "orders".into(),
            column: "paid".into(),
            declared: "BOOLEAN".into(),
            target: "boolean".into(),
            reason: "declared BOOLEAN, all 1,234 values in {0,1}".into(),
        }],
        findings: vec![
            Finding::new("types-changed", Level::Note, "a note"),
            Finding::new("view-not-carried", Level::Loss, "the view is not carried")
                .on("v\u{1b}[2J")
                .detail("Views are not translated yet.")
                .hint("Create it by hand.")
                .sql("CREATE VIEW v AS\n  SELECT 1")
                .rows(["rowid 1".to_owned()]),
        ],
        ledger: vec![],
        proof: Some(ProofReport {
            equal: true,
            cells: 9_872,
            rows: 1_234,
            tables: vec![TableProof {
                table: "orders".into(),
                source_rows: 1234,
                target_rows: 1234,
                source_digest: "aa".repeat(16),
                target_digest: "aa".repeat(16),
                equal: true,
                differences: vec![],
                rows_different: 0,
                ..TableProof::default()
            }],
            structure: vec![],
            structure_compared: 17,
            digest: ("bb".repeat(16), "bb".repeat(16)),
            exceptions: vec![],
        }),
        verdict: Verdict::Proven,
        next: vec!["Look at it: psql postgresql://me@host/app".into()],
        failure: None,
    }
}

#[test]
fn a_proven_report_says_so_first_and_shows_everything_behind_it() {
    insta::assert_snapshot!(text::render(&proven()));
}

#[test]
fn a_report_of_differences_names_table_key_and_column() {
    let mut report = proven();
    report.command = "verify".into();
    report.verdict = Verdict::Different;
    let proof = report.proof.as_mut().unwrap();
    proof.equal = false;
    proof.structure = vec!["index orders_paid is missing in the target".into()];
    let table = &mut proof.tables[0];
    table.equal = false;
    table.target_rows = 1233;
    table.target_digest = "cc".repeat(16);
    table.rows_different = 5;
    table.differences = vec![
        Difference {
            key: "id = 7".into(),
            column: Some("note".into()),
            what: "text of 12 bytes, text of 11 bytes".into(),
        },
        Difference { key: "id = 9".into(), column: None, what: "only in the source".into() },
    ];
    let text = text::render(&report);
    for line in [
        "DIFFERENT: rows of 1 table and 1 object of structure differ between source and target.",
        "Structure: index orders_paid is missing in the target",
        "Table orders: 1,234 rows in the source, 1,233 rows in the target, 5 different rows in all.",
        "id = 7, column note: text of 12 bytes, text of 11 bytes",
        "id = 9: only in the source",
        "and 3 more.",
    ] {
        assert!(text.contains(line), "{line:?} is missing in\n{text}");
    }
}

#[test]
fn the_ledger_tells_kept_originals_from_changed_values() {
    let mut report = proven();
    report.ledger = vec![LedgerLine {
        table: "orders".into(),
        column: "at".into(),
        what: "same value, original spelling kept".into(),
        cells: 12,
    }];
    let text = text::render(&report);
    assert!(text.contains("No value was changed, and no row was left behind."), "{text}");
    assert!(text.contains("The exact spelling of 12 cells is kept"), "{text}");

    report.ledger.push(LedgerLine {
        table: "orders".into(),
        column: String::new(),
        what: "row rejected".into(),
        cells: 2,
    });
    let text = text::render(&report);
    assert!(!text.contains("No value was changed"), "{text}");
    assert!(text.contains("row rejected"), "{text}");
}

#[test]
fn a_copy_without_proof_is_called_not_proven() {
    let mut report = proven();
    report.proof = None;
    report.verdict = Verdict::NotProven;
    let text = text::render(&report);
    assert!(text.contains("NOT PROVEN: 1 table copied"), "{text}");
    assert!(text.contains("Not proven: no comparison was asked for."), "{text}");
}

#[test]
fn a_blocked_plan_is_not_called_ready() {
    let mut report = proven();
    report.command = "plan".into();
    report.verdict = Verdict::Planned;
    report.proof = None;
    assert!(text::verdict(&report).starts_with("PLANNED: 1 table would be carried."));
    report.findings.push(Finding::new("text-has-nul", Level::Blocks, "text holds NUL bytes"));
    assert!(text::verdict(&report).starts_with("BLOCKED: 1 finding must be decided"));
}
