//! The text form of a [`RunReport`]: plain, no colour, the verdict first, then everything that stands behind it.
//!
//! It is what `migration_report_….txt` holds and what `howdah report` prints. Pure: the same report gives the same
//! bytes. It adds nothing to the report; secrets were masked before the figures came here.

use super::figures::{Flush, Grid, bytes, count, counted, seconds, visible, visible_lines};
use super::finding::{Finding, Level};
use super::run::{LedgerLine, PlaceReport, ProofReport, RunReport, TableProof, Verdict};

/// Width at which sentences are wrapped.
const WIDTH: usize = 100;

/// The whole report, ended by a line break.
pub fn render(report: &RunReport) -> String {
    let mut out = String::new();
    out.push_str(&format!("Howdah report: {}\n\n", command_words(&report.command)));
    out.push_str(&wrapped(&verdict(report), ""));
    out.push('\n');
    out.push_str(&places(report));
    section(&mut out, "Why", &why(report));
    section(&mut out, "Tables", &tables(report));
    section(&mut out, "Types and why", &types(report));
    section(&mut out, &findings_heading(&report.findings), &findings(&report.findings));
    section(&mut out, "Ledger: values changed or left behind", &ledger(report));
    section(&mut out, "Proof", &proof(report));
    section(&mut out, "Time", &stages(report));
    section(&mut out, "What next", &report.next.iter().map(|line| bullet(line)).collect::<String>());
    out
}

/// The verdict in one or two sentences, the same in the report and on the terminal.
pub fn verdict(report: &RunReport) -> String {
    let tables = counted(report.tables.len() as u64, "table", "tables");
    match (report.verdict, &report.proof) {
        (Verdict::Proven, Some(proof)) => {
            let exceptions = if proof.exceptions.is_empty() {
                String::new()
            } else {
                let number = counted(proof.exceptions.len() as u64, "exception", "exceptions");
                format!(", with {number} that you chose (see \"Proof\")")
            };
            format!(
                "PROVEN: all {} in {} of {} are equal on both sides{exceptions}.",
                counted(proof.cells, "cell", "cells"),
                counted(proof.rows, "row", "rows"),
                counted(proof.tables.len() as u64, "table", "tables"),
            )
        }
        (Verdict::Different, Some(proof)) => {
            let unequal = proof.tables.iter().filter(|table| !table.equal).count() as u64;
            let mut what = Vec::new();
            if unequal > 0 {
                what.push(format!("rows of {}", counted(unequal, "table", "tables")));
            }
            if !proof.structure.is_empty() {
                what.push(counted(
                    proof.structure.len() as u64,
                    "object of structure",
                    "objects of structure",
                ));
            }
            if what.is_empty() {
                what.push("the databases".to_owned());
            }
            format!("DIFFERENT: {} differ between source and target.", what.join(" and "))
        }
        (Verdict::Different, None) => "DIFFERENT: source and target differ.".to_owned(),
        (Verdict::Proven, None) => "PROVEN: source and target are equal.".to_owned(),
        (Verdict::NotProven, _) => {
            format!("NOT PROVEN: {tables} copied, and nobody compared them. `howdah verify` does.")
        }
        (Verdict::Refused | Verdict::Failed | Verdict::Interrupted, _) => not_ended(report),
        (Verdict::Planned, _) => {
            let blocks =
                report.findings.iter().filter(|finding| finding.level == Level::Blocks).count() as u64;
            if blocks == 0 {
                format!("PLANNED: {tables} would be carried. Nothing was written.")
            } else {
                format!(
                    "BLOCKED: {} must be decided before {tables} can be carried. Nothing was written.",
                    counted(blocks, "finding", "findings"),
                )
            }
        }
    }
}

/// The verdict of a run that did not come to its end.
fn not_ended(report: &RunReport) -> String {
    let word = match report.verdict {
        Verdict::Refused => "REFUSED",
        Verdict::Interrupted => "INTERRUPTED",
        _ => "FAILED",
    };
    let failure = report.failure.as_ref();
    let message = failure.map_or("the run did not come to its end", |failure| failure.message.as_str());
    let rest = match failure {
        Some(failure) if failure.wrote => {
            "What stands in the target is not complete; the same command continues the run."
        }
        _ => "Nothing was written to the target.",
    };
    format!("{word}: {}. {rest}", visible(message))
}

/// Circumstances and remedy of what ended the run.
fn why(report: &RunReport) -> String {
    let Some(failure) = &report.failure else { return String::new() };
    let mut out = failure.detail.as_deref().map_or(String::new(), |text| wrapped(&visible_lines(text), "  "));
    if let Some(hint) = &failure.hint {
        out.push_str(&wrapped(&format!("Hint: {}", visible_lines(hint)), "  "));
    }
    out
}

/// Findings in the order of their weight, the heaviest first; each with its place, circumstances and remedy.
pub fn findings(findings: &[Finding]) -> String {
    let mut sorted: Vec<&Finding> = findings.iter().collect();
    sorted.sort_by_key(|finding| finding.level);
    let texts: Vec<String> = sorted.into_iter().map(finding).collect();
    if texts.is_empty() { "  None.\n".to_owned() } else { texts.join("\n") }
}

/// One finding; every line is indented by two spaces.
pub fn finding(finding: &Finding) -> String {
    let mut head = format!("{} [{}]", finding.level.word(), finding.id);
    if let Some(place) = finding_place(finding) {
        head.push_str(&format!(" {place}"));
    }
    let mut out = wrapped(&format!("{head}: {}", visible(&finding.message)), "  ");
    if let Some(detail) = &finding.detail {
        out.push_str(&wrapped(&visible_lines(detail), "    "));
    }
    if !finding.rows.is_empty() {
        let rows: Vec<String> = finding.rows.iter().map(|row| visible(row)).collect();
        out.push_str(&wrapped(&format!("Rows: {}.", rows.join("; ")), "    "));
    }
    if let Some(hint) = &finding.hint {
        out.push_str(&wrapped(&format!("Hint: {}", visible_lines(hint)), "    "));
    }
    if let Some(sql) = &finding.sql {
        for line in visible_lines(sql).lines() {
            out.push_str(format!("    | {line}").trim_end());
            out.push('\n');
        }
    }
    out
}

fn finding_place(finding: &Finding) -> Option<String> {
    match (&finding.object, &finding.column) {
        (Some(object), Some(column)) => Some(format!("{}.{}", visible(object), visible(column))),
        (Some(name), None) | (None, Some(name)) => Some(visible(name)),
        (None, None) => None,
    }
}

/// The heading over the findings, with their number at each level.
pub fn findings_heading(findings: &[Finding]) -> String {
    let mut parts = Vec::new();
    for (level, one, many) in [
        (Level::Blocks, "that blocks", "that block"),
        (Level::Loss, "loss", "losses"),
        (Level::Changes, "change", "changes"),
        (Level::Note, "note", "notes"),
    ] {
        let number = findings.iter().filter(|finding| finding.level == level).count() as u64;
        if number > 0 {
            parts.push(counted(number, one, many));
        }
    }
    if parts.is_empty() { "Findings".to_owned() } else { format!("Findings: {}", parts.join(", ")) }
}

fn command_words(command: &str) -> &str {
    match command {
        "plan" | "dry run" => "a dry run, nothing was written",
        other => other,
    }
}

fn section(out: &mut String, heading: &str, body: &str) {
    if body.is_empty() {
        return;
    }
    out.push_str(&format!("\n{heading}\n{}\n{body}", "-".repeat(heading.chars().count())));
}

/// Not wrapped: a command that is broken into lines cannot be pasted.
fn bullet(sentence: &str) -> String {
    format!("  {}\n", visible(sentence))
}

fn places(report: &RunReport) -> String {
    let mut grid = Grid::new([Flush::Left, Flush::Left]);
    for (name, place) in [("Source", &report.source), ("Target", &report.target)] {
        grid.row([name.to_owned(), place_line(place)]);
        for (fact, value) in &place.facts {
            grid.row([String::new(), format!("{}: {}", visible(fact), visible(value))]);
        }
    }
    grid.row(["Started", report.started.as_str()]);
    grid.row(["Finished".to_owned(), format!("{} (took {})", report.finished, seconds(report.seconds))]);
    if report.resumed {
        grid.row(["Continued", "This run continued one that had been interrupted."]);
    }
    grid.row(["Howdah".to_owned(), report.howdah.clone()]);
    if !report.plan.is_empty() {
        grid.row(["Plan", report.plan.as_str()]);
    }
    grid.render("")
}

fn place_line(place: &PlaceReport) -> String {
    let mut parts = vec![visible(&place.place)];
    if !place.engine.is_empty() {
        parts.push(place.engine.clone());
    }
    if let Some(size) = place.bytes {
        parts.push(bytes(size));
    }
    parts.join(", ")
}

fn tables(report: &RunReport) -> String {
    if report.tables.is_empty() {
        return "  None.\n".to_owned();
    }
    use Flush::{Left, Right};
    let mut grid = Grid::new([Left, Left, Right, Right, Right, Right, Left]);
    grid.row(["source", "target", "source rows", "target rows", "bytes", "time", "result"]);
    for table in &report.tables {
        grid.row([
            visible(&table.source),
            visible(&table.target),
            count(table.source_rows),
            table.target_rows.map_or("-".to_owned(), count),
            bytes(table.bytes),
            if table.seconds > 0.0 { seconds(table.seconds) } else { "-".to_owned() },
            visible(&table.result),
        ]);
    }
    let mut out = grid.render("  ");
    let rows: u64 = report.tables.iter().map(|table| table.source_rows).sum();
    let size: u64 = report.tables.iter().map(|table| table.bytes).sum();
    out.push_str(&format!(
        "  {}, {}, {}.\n",
        counted(report.tables.len() as u64, "table", "tables"),
        counted(rows, "row", "rows"),
        bytes(size),
    ));
    out
}

fn types(report: &RunReport) -> String {
    let mut grid = Grid::new([Flush::Left; 4]);
    for chosen in &report.types {
        let declared =
            if chosen.declared.is_empty() { "(none)".to_owned() } else { visible(&chosen.declared) };
        grid.row([
            format!("{}.{}", visible(&chosen.table), visible(&chosen.column)),
            declared,
            format!("-> {}", chosen.target),
            visible(&chosen.reason),
        ]);
    }
    grid.render("  ")
}

/// Whether a line of the ledger is about values that are not the same in the target; the others are about a spelling
/// that is kept beside the same value.
pub fn is_change(line: &LedgerLine) -> bool {
    !(line.what.starts_with("same value") || line.what == "original kept")
}

fn ledger(report: &RunReport) -> String {
    let mut out = String::new();
    if !report.ledger.iter().any(is_change) {
        out.push_str(match report.verdict {
            Verdict::Planned => "  No value will be changed, and no row left behind.\n",
            Verdict::Refused => "  Nothing was written.\n",
            Verdict::Failed | Verdict::Interrupted => "  Not known: the run did not come to its end.\n",
            _ => "  No value was changed, and no row was left behind.\n",
        });
    }
    let kept: u64 = report.ledger.iter().filter(|line| !is_change(line)).map(|line| line.cells).sum();
    if kept > 0 {
        let cells = counted(kept, "cell", "cells");
        let sentence = format!("The exact spelling of {cells} is kept beside the value, for the way back.");
        out.push_str(&wrapped(&sentence, "  "));
    }
    let mut grid = Grid::new([Flush::Left, Flush::Left, Flush::Right]);
    for line in &report.ledger {
        let place = if line.column.is_empty() {
            visible(&line.table)
        } else {
            format!("{}.{}", visible(&line.table), visible(&line.column))
        };
        grid.row([place, visible(&line.what), count(line.cells)]);
    }
    out.push_str(&grid.render("  "));
    out
}

fn proof(report: &RunReport) -> String {
    match &report.proof {
        Some(proof) => proof_text(proof),
        None if report.verdict == Verdict::Planned || report.failure.is_some() => String::new(),
        None => "  Not proven: no comparison was asked for.\n".to_owned(),
    }
}

/// The proof: what was compared, its digests, what differs, what it leaves out.
pub fn proof_text(proof: &ProofReport) -> String {
    let mut out = wrapped(
        &format!(
            "Compared by reading both sides: {} in {} of {}, and {} of structure (columns, keys, indexes, foreign \
             keys, sequences).",
            counted(proof.cells, "cell", "cells"),
            counted(proof.rows, "row", "rows"),
            counted(proof.tables.len() as u64, "table", "tables"),
            counted(proof.structure_compared, "object", "objects"),
        ),
        "  ",
    );
    let mut grid = Grid::new([Flush::Left; 3]);
    grid.row(["digest of the source", proof.digest.0.as_str()]);
    grid.row(["digest of the target", proof.digest.1.as_str()]);
    out.push_str(&grid.render("  "));
    out.push_str(&differences(proof));
    for exception in &proof.exceptions {
        out.push_str(&wrapped(&format!("Left out: {}", visible(exception)), "  "));
    }
    let mut grid = Grid::new([Flush::Left, Flush::Right, Flush::Left]);
    for table in &proof.tables {
        grid.row([visible(&table.table), counted(table.source_rows, "row", "rows"), digest_line(table)]);
    }
    if !grid.is_empty() {
        out.push_str("  Digests of the tables:\n");
        out.push_str(&grid.render("  "));
    }
    out
}

fn digest_line(table: &TableProof) -> String {
    if table.source_digest == table.target_digest {
        table.source_digest.clone()
    } else {
        format!("{} / {}", table.source_digest, table.target_digest)
    }
}

/// Every difference that the proof names, a line each; empty when all is equal.
pub fn differences(proof: &ProofReport) -> String {
    let mut out = String::new();
    for line in &proof.structure {
        out.push_str(&wrapped(&format!("Structure: {}", visible(line)), "  "));
    }
    for table in proof.tables.iter().filter(|table| !table.equal) {
        let name = visible(&table.table);
        let head = format!(
            "Table {name}: {} in the source, {} in the target, {} in all.",
            counted(table.source_rows, "row", "rows"),
            counted(table.target_rows, "row", "rows"),
            counted(table.rows_different, "different row", "different rows"),
        );
        out.push_str(&wrapped(&head, "  "));
        for difference in &table.differences {
            let column = difference.column.as_deref().map(visible).unwrap_or_default();
            let place = if column.is_empty() {
                visible(&difference.key)
            } else {
                format!("{}, column {column}", visible(&difference.key))
            };
            out.push_str(&wrapped(&format!("{place}: {}", visible(&difference.what)), "    "));
        }
        let rest = table.rows_different.saturating_sub(rows_named(table));
        if rest > 0 {
            out.push_str(&format!("    and {} more.\n", count(rest)));
        }
    }
    out
}

/// Rows that the named differences are about; one row may differ in several columns.
fn rows_named(table: &TableProof) -> u64 {
    let mut keys: Vec<&str> = table.differences.iter().map(|difference| difference.key.as_str()).collect();
    keys.sort_unstable();
    keys.dedup();
    keys.len() as u64
}

fn stages(report: &RunReport) -> String {
    let mut grid = Grid::new([Flush::Left, Flush::Right]);
    for stage in &report.stages {
        grid.row([stage.stage.words().to_owned(), seconds(stage.seconds)]);
    }
    grid.render("  ")
}

/// Wraps a sentence at [`WIDTH`] characters behind an indent; a longer word stands alone. Ended by a line break.
pub fn wrapped(sentence: &str, indent: &str) -> String {
    let mut out = String::new();
    for paragraph in sentence.lines() {
        let mut line = indent.to_owned();
        let mut empty = true;
        for word in paragraph.split(' ').filter(|word| !word.is_empty()) {
            if !empty && line.chars().count() + 1 + word.chars().count() > WIDTH {
                out.push_str(&line);
                out.push('\n');
                line = format!("{indent}  ");
                empty = true;
            }
            if !empty {
                line.push(' ');
            }
            line.push_str(word);
            empty = false;
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}
