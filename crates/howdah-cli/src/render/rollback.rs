//! What speaks for a rollback, what changed on both sides, and what was done, as text.

use super::report::summary;
use howdah::report::figures::{Flush, Grid, visible};
use howdah::report::rollback::{FileState, Judgement, RollbackReport, Side};
use howdah::report::run::Verdict;
use howdah::report::text::wrapped;

/// The answer, ended by a line break.
pub fn text(report: &RollbackReport) -> String {
    let mut out = String::new();
    out.push_str(&matrix(report));
    out.push_str(&format!("\n{}", wrapped(&verdict(report), "")));
    out.push_str(&format!("\n{}", wrapped(&file(report), "")));
    let mut nothing = true;
    for (side, heading) in [
        (Side::Postgres, "Changed on PostgreSQL since the move"),
        (Side::File, "Changed in the SQLite file since the move"),
        (Side::Both, "Changed in one or both since the move"),
    ] {
        let schema = report.schema_changes.iter().filter(|one| one.side == side);
        let lines: Vec<String> =
            schema.map(|one| one.what.clone()).chain(report.change_lines(side)).collect();
        if !lines.is_empty() {
            nothing = false;
            out.push_str(&format!("\n{heading}\n"));
            lines.iter().for_each(|line| out.push_str(&format!("  {}\n", visible(line))));
        }
    }
    if nothing {
        out.push_str("No row was changed on either side since the move.\n");
    }
    if !report.notes.is_empty() {
        out.push('\n');
        report.notes.iter().for_each(|note| out.push_str(&wrapped(&visible(note), "")));
    }
    if let Some(run) = report.done.as_ref().and_then(|done| done.run.as_deref()) {
        // What comes next is said at the end, once.
        let mut run = run.clone();
        run.next.clear();
        out.push_str(&format!("\n{}", summary(&run)));
    }
    if let Some(refused) = &report.refused {
        out.push_str(&format!("\n{}", wrapped(&format!("REFUSED: {}.", visible(&refused.message)), "")));
        // Not wrapped: commands in it are to be pasted.
        out.push_str(&format!("{}\n{}\n", visible(&refused.detail), visible(&refused.hint)));
    } else if !report.next.is_empty() {
        out.push_str(&format!("\n{}", outcome(report)));
        report.next.iter().for_each(|line| out.push_str(&format!("{}\n", visible(line))));
    }
    out
}

/// The exit code: 5 when a rollback is refused, 1 when the new file was not equal, else 0.
pub fn exit_code(report: &RollbackReport) -> u8 {
    match (&report.refused, &report.done) {
        (Some(_), _) => 5,
        (None, Some(done)) if !done.in_place && !done.rehearsed => 1,
        (None, Some(done)) if done.run.as_ref().is_some_and(|run| run.verdict != Verdict::Proven) => 1,
        _ => 0,
    }
}

fn matrix(report: &RollbackReport) -> String {
    use Flush::Left;
    let mut grid = Grid::new([Left, Left, Left, Left]);
    grid.row(["issue", "measured", "severity", "what to do"]);
    for line in &report.matrix {
        let issue = line.issue.replace('-', " ");
        grid.row([&issue, &visible(&line.measured), line.severity.word(), line.action]);
    }
    let mut out = grid.render("");
    for reason in report.matrix.iter().flat_map(|line| &line.reasons) {
        out.push_str(&wrapped(&visible(reason), "  "));
    }
    out
}

fn verdict(report: &RollbackReport) -> String {
    let words = match report.verdict {
        Judgement::Stay => "STAY: nothing that was measured speaks for a rollback.",
        Judgement::Investigate => "INVESTIGATE: find out why these tables differ, and put them right.",
        Judgement::CheckLogs => "CHECK: look at the logs of the application; a rollback may be needed.",
        Judgement::RollBack => "ROLL BACK, then find out why.",
        Judgement::RollBackAtOnce => "ROLL BACK AT ONCE: data are not what they were.",
    };
    words.to_owned()
}

fn file(report: &RollbackReport) -> String {
    let file = visible(&report.file);
    let moved = match &report.finished {
        Some(finished) => format!("the move (finished {finished})"),
        None => "the move".to_owned(),
    };
    match report.file_state {
        FileState::Untouched => format!("{file} was not written since {moved}."),
        FileState::SameRows => format!("{file} was written since {moved}, and has the same rows as then."),
        FileState::Written => format!("{file} was written since {moved}: it has other rows than then."),
        FileState::Unknown => format!("{file} was written since {moved}; what it held then is not known."),
        FileState::Missing => format!("{file} is not there any more."),
    }
}

fn outcome(report: &RollbackReport) -> &'static str {
    match &report.done {
        Some(done) if done.in_place => {
            "ROLLED BACK: the file is in place, with everything that was on PostgreSQL.\n"
        }
        Some(done) if done.rehearsed => "REHEARSED: the file can be made and is equal.\n",
        Some(_) => "NOT ROLLED BACK: the new file is not equal.\n",
        None => "",
    }
}
