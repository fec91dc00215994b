//! How a run ends: its report is written whatever the outcome was, and nothing stays that nobody needs.

use super::draft::Draft;
use super::migrate::Finished;
use super::workdir::WorkDir;
use crate::error::{Error, Kind, Result};
use crate::report::event::Watch;
use crate::report::run::Verdict;

/// Ends a run in a work directory: removes the private copy of the source and writes the report. A failure stays the
/// failure that it is; what goes wrong while it is recorded is a warning beside it.
pub(super) fn end(
    outcome: Result<Verdict>,
    draft: Draft,
    work: &WorkDir,
    watch: Watch<'_>,
) -> Result<Finished> {
    let error = match outcome {
        Ok(verdict) => {
            work.remove_copy()?;
            let report = draft.finish(verdict);
            // What was done is done, and its answer is said in any case.
            let written_to = work.write_report(&report);
            let written_to = written_to.map_err(|error| watch.warn(unwritten(&error))).ok();
            return Ok(Finished { report, written_to });
        }
        Err(error) => error,
    };
    if let Err(left) = work.remove_copy() {
        watch.warn(format!("{}.", left.message));
    }
    // A command line that was not understood is no run.
    if error.kind == Kind::Usage {
        return Err(error);
    }
    match work.write_report(&draft.fail(&error)) {
        Ok(path) => watch.message(format!("The report is {}.", path.display())),
        Err(left) => watch.warn(unwritten(&left)),
    }
    Err(error)
}

fn unwritten(error: &Error) -> String {
    let why = error.detail.as_deref().unwrap_or_default();
    format!("The report was not written: {}. {why}", error.message).trim_end().to_owned()
}
