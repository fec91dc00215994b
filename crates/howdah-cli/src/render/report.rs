//! The end of a run on the terminal: the verdict, the tables, what a person must know, what to do next. The whole report
//! is the engine's text form.

use howdah::report::figures::{Flush, Grid, bytes, count, counted, visible};
use howdah::report::finding::{Finding, Level};
use howdah::report::run::{RunReport, TableReport, Verdict};
use howdah::report::text;

/// More tables than this are summed up in one line: a terminal shows no more at a glance.
const TABLES_SHOWN: usize = 25;

/// The summary of a run, ended by a line break.
pub fn summary(report: &RunReport) -> String {
    let mut out = String::new();
    out.push_str(&tables(&report.tables, report.verdict));
    let (notes, heavy): (Vec<&Finding>, Vec<&Finding>) =
        report.findings.iter().partition(|finding| finding.level == Level::Note);
    let heavy: Vec<Finding> = heavy.into_iter().cloned().collect();
    if !heavy.is_empty() {
        out.push_str(&format!("\n{}\n{}", text::findings_heading(&heavy), text::findings(&heavy)));
    }
    // Only a run that wrote its report can be asked for more.
    if !notes.is_empty() && report.command == "migrate" {
        let number = counted(notes.len() as u64, "note is", "notes are");
        out.push_str(&format!("\n{number} in the report (howdah report).\n"));
    }
    let changed: Vec<String> = report
        .ledger
        .iter()
        .filter(|line| text::is_change(line))
        .map(|line| format!("{} {} in {}", count(line.cells), visible(&line.what), visible(&line.table)))
        .collect();
    if !changed.is_empty() {
        let back = changed.iter().all(|line| line.contains(" restored"));
        let heading = if back { "Kept beside the rows" } else { "Changed or left behind, as you chose" };
        out.push_str(&format!("\n{heading}: {}.\n", changed.join("; ")));
    }
    if let Some(proof) = &report.proof {
        let differences = text::differences(proof);
        if !differences.is_empty() {
            out.push_str(&format!("\nDifferences\n{differences}"));
        }
        for exception in &proof.exceptions {
            out.push_str(&text::wrapped(&format!("Left out of the proof: {}", visible(exception)), ""));
        }
    }
    out.push_str(&format!("\n{}", text::wrapped(&text::verdict(report), "")));
    for line in &report.next {
        // Not wrapped: a command that is broken into lines cannot be pasted.
        out.push_str(&format!("{}\n", visible(line)));
    }
    out.trim_start_matches('\n').to_owned()
}

fn tables(tables: &[TableReport], verdict: Verdict) -> String {
    use Flush::{Left, Right};
    let mut grid = Grid::new([Left, Right, Right, Left]);
    let mut sorted: Vec<&TableReport> = tables.iter().collect();
    if tables.len() > TABLES_SHOWN {
        // A table that is not as it should be is worth more than a large one.
        let sound = if verdict == Verdict::Proven { "equal" } else { "" };
        sorted.sort_by_key(|table| (table.result == sound, std::cmp::Reverse(table.bytes)));
    }
    let (shown, rest) = sorted.split_at(sorted.len().min(TABLES_SHOWN));
    for table in shown {
        grid.row([
            visible(&table.target),
            counted(table.source_rows, "row", "rows"),
            bytes(table.bytes),
            visible(&table.result),
        ]);
    }
    if !rest.is_empty() {
        grid.row([
            format!("and {}", counted(rest.len() as u64, "more table", "more tables")),
            counted(rest.iter().map(|table| table.source_rows).sum(), "row", "rows"),
            bytes(rest.iter().map(|table| table.bytes).sum()),
        ]);
    }
    grid.render("  ")
}

/// The exit code that a verdict stands for: 0, or 1 when the answer is no.
pub fn exit_code(report: &RunReport) -> u8 {
    let blocked = report.findings.iter().any(|finding| finding.level == Level::Blocks);
    match report.verdict {
        Verdict::Different | Verdict::Refused | Verdict::Failed | Verdict::Interrupted => 1,
        Verdict::Planned if blocked => 1,
        Verdict::Planned | Verdict::Proven | Verdict::NotProven => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use howdah::report::run::{Difference, PlaceReport, ProofReport, REPORT_VERSION, TableProof};

    fn report(verdict: Verdict, number_of_tables: usize) -> RunReport {
        let table = |at: usize| TableReport {
            source: format!("t{at}"),
            target: format!("public.t{at}"),
            source_rows: 10,
            target_rows: Some(10),
            bytes: 1000 + at as u64,
            seconds: 0.1,
            result: "equal".into(),
        };
        RunReport {
            version: REPORT_VERSION,
            command: "migrate".into(),
            howdah: "0.1.0".into(),
            started: String::new(),
            finished: String::new(),
            seconds: 1.0,
            source: PlaceReport::default(),
            target: PlaceReport::default(),
            plan: String::new(),
            resumed: false,
            stages: vec![],
            tables: (0..number_of_tables).map(table).collect(),
            types: vec![],
            findings: vec![],
            ledger: vec![],
            proof: None,
            verdict,
            next: vec!["Look at it: psql -h /tmp app".into()],
            failure: None,
        }
    }

    #[test]
    fn the_verdict_stands_at_the_end_followed_by_what_to_do() {
        let mut proven = report(Verdict::Proven, 1);
        proven.proof = Some(ProofReport { equal: true, cells: 20, rows: 10, ..ProofReport::default() });
        assert_eq!(
            summary(&proven),
            "  public.t0  10 rows  1.00 kB  equal\n\n\
             PROVEN: all 20 cells in 10 rows of 0 tables are equal on both sides.\n\
             Look at it: psql -h /tmp app\n"
        );
        assert_eq!(exit_code(&proven), 0);
    }

    #[test]
    fn among_many_tables_the_one_that_differs_is_shown() {
        let mut different = report(Verdict::Proven, 40);
        different.tables[0].result = "different".into();
        let text = summary(&different);
        assert!(text.contains("public.t0 "), "{text}");
        assert!(text.contains("and 15 more tables"), "{text}");
    }

    #[test]
    fn differences_are_named_and_the_answer_is_no() {
        let mut different = report(Verdict::Different, 1);
        different.proof = Some(ProofReport {
            tables: vec![TableProof {
                table: "t0".into(),
                rows_different: 1,
                differences: vec![Difference {
                    key: "id = 7".into(),
                    column: Some("note".into()),
                    what: "text of 12 bytes, text of 11 bytes".into(),
                }],
                ..TableProof::default()
            }],
            ..ProofReport::default()
        });
        let text = summary(&different);
        assert!(text.contains("id = 7, column note: text of 12 bytes, text of 11 bytes"), "{text}");
        assert_eq!(exit_code(&different), 1);
    }

    #[test]
    fn a_blocked_plan_answers_no() {
        let mut planned = report(Verdict::Planned, 1);
        assert_eq!(exit_code(&planned), 0);
        planned.findings.push(Finding::new("text-has-nul", Level::Blocks, "text holds NUL bytes"));
        assert_eq!(exit_code(&planned), 1);
        assert!(summary(&planned).contains("blocks [text-has-nul]"));
    }
}
