//! Whose failure it is: on the way back PostgreSQL is the source and SQLite the target, and what each of them fails at
//! has that side's kind, and so its exit code.

use crate::catalog::map::TableMap;
use crate::catalog::transfer::{Batch, BatchLimits, Range, RowReader};
use crate::error::{Error, Kind, Result};

/// What the server fails at is the source's failure here.
pub(super) fn of_source<T>(outcome: Result<T>) -> Result<T> {
    outcome.map_err(|error| turned(error, Kind::Source))
}

/// What SQLite fails at while it reads the new file is the target's failure.
pub(super) fn of_target<T>(outcome: Result<T>) -> Result<T> {
    outcome.map_err(|error| turned(error, Kind::Target))
}

/// Answers, refusals and interruptions are nobody's failure.
fn turned(mut error: Error, side: Kind) -> Error {
    if matches!(error.kind, Kind::Source | Kind::Target) {
        error.kind = side;
    }
    error
}

/// Reads what the source hands on piece by piece: its failures are the source's, those of the receiver stay what they are.
pub(super) fn handed_on<P>(
    read: impl FnOnce(&mut dyn FnMut(P) -> Result<()>) -> Result<()>,
    mut each: impl FnMut(P) -> Result<()>,
) -> Result<()> {
    let mut receivers = false;
    let outcome = read(&mut |piece| each(piece).inspect_err(|_| receivers = true));
    if receivers { outcome } else { of_source(outcome) }
}

/// A reader whose own failures have the kind of the side on which it stands here.
pub(super) struct OnSide<R> {
    reader: R,
    side: Kind,
}

impl<R: RowReader> OnSide<R> {
    /// A reader of the side that is read.
    pub(super) fn source(reader: R) -> OnSide<R> {
        OnSide { reader, side: Kind::Source }
    }

    /// A reader of the side that was written.
    pub(super) fn target(reader: R) -> OnSide<R> {
        OnSide { reader, side: Kind::Target }
    }
}

impl<R: RowReader> RowReader for OnSide<R> {
    fn read(
        &mut self,
        table: &TableMap,
        range: Range,
        limits: BatchLimits,
        each: &mut dyn FnMut(&mut Batch) -> Result<()>,
    ) -> Result<()> {
        // An error of whoever receives the rows comes through the reader, and is not its own.
        let mut receivers = false;
        let outcome = self
            .reader
            .read(table, range, limits, &mut |batch| each(batch).inspect_err(|_| receivers = true));
        let side = self.side;
        outcome.map_err(|error| if receivers { error } else { turned(error, side) })
    }
}
