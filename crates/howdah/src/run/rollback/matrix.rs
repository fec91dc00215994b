//! The decision matrix: what was measured, how grave it is, what is to be done. Pure.
//!
//! Its limits are those of the migration guide: rows that are missing or too many, under and over 1 %; data that is not
//! what it was; requests that take over 50 % longer; errors of the application. The last two are what the user says.

use crate::catalog::key::KeyReader;
use crate::catalog::map::TableMap;
use crate::postgres::state_proof::TableFound;
use crate::report::figures::{count, counted};
use crate::report::rollback::{Judgement, MatrixLine, Severity};

/// Percent of the source's rows from which on a mismatch is a reason to roll back.
const MISMATCH_PERCENT: f64 = 1.0;

/// Percent beyond which a slowdown is a reason to roll back.
const SLOWDOWN_PERCENT: f64 = 50.0;

/// Tables that are named in the reasons.
const NAMED_MAX: usize = 10;

/// What the matrix is asked about.
pub(super) struct Measured<'a> {
    /// The plan's tables.
    pub tables: &'a [TableMap],
    /// What the proof of the migration found; empty: there was none.
    pub proof: &'a [TableFound],
    /// Failures of checksums that PostgreSQL counted in this database; `None`: it does not count them.
    pub checksum_failures: Option<i64>,
    /// What PostgreSQL said when it found its own data damaged.
    pub damage: Option<String>,
    /// Percent, from the user.
    pub slowdown: Option<f64>,
    /// How many, from the user.
    pub app_errors: Option<u64>,
}

/// The lines of the matrix and what they come to.
pub(super) fn judge(measured: &Measured<'_>) -> (Vec<MatrixLine>, Judgement) {
    let lines = vec![mismatch(measured), corruption(measured), slowdown(measured), errors(measured)];
    let gravest = lines.iter().map(|line| line.severity).max().unwrap_or(Severity::None);
    let judgement = match gravest {
        Severity::None | Severity::Unknown => Judgement::Stay,
        Severity::Low => Judgement::Investigate,
        Severity::Medium => Judgement::CheckLogs,
        Severity::High => Judgement::RollBack,
        Severity::Critical => Judgement::RollBackAtOnce,
    };
    (lines, judgement)
}

/// Rows missing or too many, and rows that are on both sides and differ. A table whose rows are told apart by nothing but
/// what they hold has a changed row as one that is missing and one too many.
fn sorted(measured: &Measured<'_>, found: &TableFound) -> (u64, u64) {
    let table = measured.tables.iter().find(|table| table.number == found.table);
    let keyless = table.is_some_and(|table| KeyReader::of(table).is_whole_row());
    let changed = if keyless { found.missing.min(found.added) } else { 0 };
    (found.missing + found.added - 2 * changed, found.changed + changed)
}

fn name(measured: &Measured<'_>, number: i32) -> String {
    let table = measured.tables.iter().find(|table| table.number == number);
    table.map_or_else(|| number.to_string(), |table| table.lite.clone())
}

/// A sentence a table, of those for which there is something to say.
fn named(measured: &Measured<'_>, say: impl Fn(&TableFound) -> Option<String>) -> Vec<String> {
    let said = measured
        .proof
        .iter()
        .filter_map(|found| Some(format!("Table \"{}\": {}.", name(measured, found.table), say(found)?)));
    let mut said: Vec<String> = said.collect();
    let more = said.len().saturating_sub(NAMED_MAX);
    said.truncate(NAMED_MAX);
    if more > 0 {
        said.push(format!("And {}.", counted(more as u64, "more table", "more tables")));
    }
    said
}

fn mismatch(measured: &Measured<'_>) -> MatrixLine {
    let line = |measured: String, severity, action, reasons| MatrixLine {
        issue: "row-mismatch",
        measured,
        severity,
        action,
        reasons,
    };
    if measured.proof.is_empty() {
        let why = "The migration was made without a proof, or its journal does not keep one.";
        return line("not known".into(), Severity::Unknown, "compare: howdah verify", vec![why.into()]);
    }
    let rows: u64 = measured.proof.iter().map(|found| found.source_rows).sum();
    let wrong: u64 = measured.proof.iter().map(|found| sorted(measured, found).0).sum();
    let percent = 100.0 * wrong as f64 / rows.max(1) as f64;
    let words = match wrong {
        0 => format!("0 of {}", counted(rows, "row", "rows")),
        _ => format!("{} of {} ({})", count(wrong), counted(rows, "row", "rows"), percent_words(percent)),
    };
    let reasons = named(measured, |found| {
        let (wrong, _) = sorted(measured, found);
        let both = (found.missing.min(found.added) > 0) && wrong == found.missing + found.added;
        match (found.missing, found.added) {
            _ if wrong == 0 => None,
            (missing, added) if both => {
                Some(format!("{} missing, {} too many", counted(missing, "row", "rows"), count(added)))
            }
            (missing, added) if missing > added => Some(format!("{} missing", counted(wrong, "row", "rows"))),
            _ => Some(format!("{} too many", counted(wrong, "row", "rows"))),
        }
    });
    match wrong {
        0 => line(words, Severity::None, "none", reasons),
        _ if percent < MISMATCH_PERCENT => {
            line(words, Severity::Low, "investigate and fix these tables", reasons)
        }
        _ => line(words, Severity::High, "roll back and investigate", reasons),
    }
}

fn percent_words(percent: f64) -> String {
    match percent {
        small if small < 0.01 => "under 0.01 %".into(),
        other => format!("{other:.2} %"),
    }
}

fn corruption(measured: &Measured<'_>) -> MatrixLine {
    let changed: u64 = measured.proof.iter().map(|found| sorted(measured, found).1).sum();
    let mut words = Vec::new();
    let mut reasons = Vec::new();
    if changed > 0 {
        words.push(format!("{} not as in the source", counted(changed, "row", "rows")));
        reasons.extend(named(measured, |found| match sorted(measured, found).1 {
            0 => None,
            changed => {
                Some(format!("{} differed when the migration was proven", counted(changed, "row", "rows")))
            }
        }));
    }
    if let Some(failures) = measured.checksum_failures.filter(|failures| *failures > 0) {
        words.push(counted(failures.unsigned_abs(), "checksum failure", "checksum failures"));
        reasons.push(
            "PostgreSQL counted pages of this database whose checksum was wrong (pg_stat_database).".into(),
        );
    }
    if let Some(damage) = &measured.damage {
        words.push("damaged data".into());
        reasons.push(format!("While its rows were read, {damage}"));
    }
    if !words.is_empty() {
        return MatrixLine {
            issue: "corruption",
            measured: words.join(", "),
            severity: Severity::Critical,
            action: "roll back at once",
            reasons,
        };
    }
    if measured.checksum_failures.is_none() {
        reasons.push("The server keeps no checksums of its pages.".into());
    }
    let (words, severity) = match measured.proof.is_empty() {
        true => ("none seen; the migration was not proven", Severity::Unknown),
        false => ("none found", Severity::None),
    };
    MatrixLine { issue: "corruption", measured: words.into(), severity, action: "none", reasons }
}

fn slowdown(measured: &Measured<'_>) -> MatrixLine {
    let line = |measured: String, severity, action| MatrixLine {
        issue: "slowdown",
        measured,
        severity,
        action,
        reasons: Vec::new(),
    };
    match measured.slowdown {
        None => line("not given (--slowdown PERCENT)".into(), Severity::Unknown, "none"),
        Some(percent) if percent > SLOWDOWN_PERCENT => {
            line(format!("{percent} %, you say"), Severity::High, "roll back and optimise")
        }
        Some(percent) => line(format!("{percent} %, you say"), Severity::None, "none"),
    }
}

fn errors(measured: &Measured<'_>) -> MatrixLine {
    let line = |measured: String, severity, action| MatrixLine {
        issue: "application-errors",
        measured,
        severity,
        action,
        reasons: Vec::new(),
    };
    match measured.app_errors {
        None => line("not given (--app-errors N)".into(), Severity::Unknown, "none"),
        Some(0) => line("0, you say".into(), Severity::None, "none"),
        Some(errors) => line(
            format!("{}, you say", count(errors)),
            Severity::Medium,
            "check the logs; a rollback may be needed",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(source_rows: u64, missing: u64, added: u64, changed: u64) -> TableFound {
        let target_rows = source_rows - missing + added;
        let equal = missing + added + changed == 0;
        TableFound { table: 1, source_rows, target_rows, missing, added, changed, equal }
    }

    fn judged(
        change: impl FnOnce(&mut Measured<'_>),
        proof: &[TableFound],
    ) -> (Vec<(Severity, String)>, Judgement) {
        let mut measured = Measured {
            tables: &[],
            proof,
            checksum_failures: Some(0),
            damage: None,
            slowdown: Some(0.0),
            app_errors: Some(0),
        };
        change(&mut measured);
        let (lines, judgement) = judge(&measured);
        (lines.into_iter().map(|line| (line.severity, line.measured)).collect(), judgement)
    }

    #[test]
    fn every_line_of_the_guides_matrix_gives_its_severity_and_action() {
        let whole = [found(1000, 0, 0, 0)];
        let nothing = |_: &mut Measured<'_>| {};
        assert_eq!(judged(nothing, &whole).1, Judgement::Stay);
        for (missing, added, severity, judgement) in [
            (1, 0, Severity::Low, Judgement::Investigate),
            (5, 4, Severity::Low, Judgement::Investigate),
            (10, 0, Severity::High, Judgement::RollBack),
            (0, 11, Severity::High, Judgement::RollBack),
        ] {
            let (lines, verdict) = judged(nothing, &[found(1000, missing, added, 0)]);
            assert_eq!((lines[0].0, verdict), (severity, judgement), "{missing} {added}");
        }
        assert_eq!(judged(nothing, &[found(1000, 0, 0, 1)]).1, Judgement::RollBackAtOnce);
        assert_eq!(judged(|m| m.checksum_failures = Some(1), &whole).1, Judgement::RollBackAtOnce);
        assert_eq!(judged(|m| m.damage = Some("it failed.".into()), &whole).1, Judgement::RollBackAtOnce);
        assert_eq!(judged(|m| m.slowdown = Some(50.0), &whole).1, Judgement::Stay);
        assert_eq!(judged(|m| m.slowdown = Some(50.5), &whole).1, Judgement::RollBack);
        assert_eq!(judged(|m| m.app_errors = Some(1), &whole).1, Judgement::CheckLogs);
    }

    #[test]
    fn what_nobody_measured_is_unknown_and_no_reason() {
        let (lines, verdict) =
            judged(|m| (m.slowdown, m.app_errors, m.checksum_failures) = (None, None, None), &[]);
        assert!(lines.iter().all(|(severity, _)| *severity == Severity::Unknown), "{lines:?}");
        assert_eq!(verdict, Judgement::Stay);
    }

    #[test]
    fn the_gravest_line_decides() {
        let low = [found(1000, 1, 0, 0)];
        assert_eq!(judged(|m| m.app_errors = Some(3), &low).1, Judgement::CheckLogs);
        assert_eq!(judged(|m| m.slowdown = Some(80.0), &low).1, Judgement::RollBack);
    }
}
