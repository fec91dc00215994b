//! Errors as text and as JSON.

use crate::places::masked;
use crate::printer::Role;
use howdah::report::figures::visible_lines;
use howdah::{Error, Kind, Place};
use serde::Serialize;

/// Version of the JSON document.
const VERSION: u32 = 1;

/// The error in words: what, the circumstances, the remedy; with `verbose` the causes behind it. `paint` colours a
/// label.
pub fn text(error: &Error, verbose: bool, paint: impl Fn(Role, &str) -> String) -> String {
    let mut out = format!("{} {}\n", paint(Role::Error, "error:"), visible_lines(&error.message));
    let mut line = |label: &str, text: &str| {
        // Text of several lines stays under its label.
        let text = visible_lines(text).replace('\n', "\n    ");
        out.push_str(&format!("  {} {text}\n", paint(Role::Label, label)));
    };
    match (place(&error.place, &error.message), &error.detail) {
        (Some(place), Some(detail)) => line("detail:", &format!("{place}: {detail}")),
        (Some(place), None) => line("detail:", &format!("{place}.")),
        (None, Some(detail)) => line("detail:", detail),
        (None, None) => {}
    }
    if let Some(hint) = &error.hint {
        line("hint:", hint);
    }
    if verbose {
        let mut cause = std::error::Error::source(error);
        while let Some(error) = cause {
            line("cause:", &masked(&error.to_string()));
            cause = error.source();
        }
    }
    out
}

/// The place in words, but for a table or column that the message names already.
fn place(place: &Place, message: &str) -> Option<String> {
    let mut parts = Vec::new();
    for (kind, name) in [("table", &place.table), ("column", &place.column)] {
        if let Some(name) = name
            && !message.contains(&format!("\"{name}\""))
        {
            parts.push(format!("{kind} \"{name}\""));
        }
    }
    parts.extend(place.row.clone());
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// The error as a JSON document.
#[derive(Debug, Serialize)]
pub struct Document<'a> {
    version: u32,
    error: Inner<'a>,
}

#[derive(Debug, Serialize)]
struct Inner<'a> {
    kind: &'static str,
    message: &'a str,
    detail: Option<&'a str>,
    hint: Option<&'a str>,
    place: PlaceDocument<'a>,
    exit_code: u8,
}

#[derive(Debug, Serialize)]
struct PlaceDocument<'a> {
    table: Option<&'a str>,
    column: Option<&'a str>,
    row: Option<&'a str>,
}

/// The error as a JSON document.
pub fn document(error: &Error) -> Document<'_> {
    Document {
        version: VERSION,
        error: Inner {
            kind: kind_word(error.kind),
            message: &error.message,
            detail: error.detail.as_deref(),
            hint: error.hint.as_deref(),
            place: PlaceDocument {
                table: error.place.table.as_deref(),
                column: error.place.column.as_deref(),
                row: error.place.row.as_deref(),
            },
            exit_code: error.kind.exit_code(),
        },
    }
}

/// A kind's word in JSON.
pub fn kind_word(kind: Kind) -> &'static str {
    match kind {
        Kind::Answer => "answer",
        Kind::Usage => "usage",
        Kind::Source => "source",
        Kind::Target => "target",
        Kind::Unsafe => "unsafe",
        Kind::Interrupted => "interrupted",
        Kind::Bug => "bug",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(_: Role, word: &str) -> String {
        word.to_owned()
    }

    #[test]
    fn an_error_says_what_where_and_what_to_do() {
        let error = Error::new(Kind::Source, "table \"orders\" has a value that PostgreSQL cannot hold")
            .table("orders")
            .column("note")
            .row("rowid 381")
            .detail("text contains a NUL byte (offset 14); 3 rows in all.")
            .hint("choose how to keep it: --on-nul bytea | escape | reject, or fix the rows; nothing has been written.");
        assert_eq!(
            text(&error, false, plain),
            "error: table \"orders\" has a value that PostgreSQL cannot hold\n  \
             detail: column \"note\", rowid 381: text contains a NUL byte (offset 14); 3 rows in all.\n  \
             hint: choose how to keep it: --on-nul bytea | escape | reject, or fix the rows; nothing has been written.\n"
        );
    }

    #[test]
    fn causes_are_shown_on_demand_and_never_with_a_password() {
        let cause = std::io::Error::other("cannot reach postgresql://me:secret@host/app");
        let error = Error::new(Kind::Target, "no connection").caused_by(cause);
        assert_eq!(text(&error, false, plain), "error: no connection\n");
        assert_eq!(
            text(&error, true, plain),
            "error: no connection\n  cause: cannot reach postgresql://me:***@host/app\n"
        );
    }

    #[test]
    fn the_document_has_every_part_and_the_exit_code() {
        let error = Error::new(Kind::Unsafe, "no").table("t").hint("Say so.");
        assert_eq!(
            serde_json::to_string(&document(&error)).unwrap(),
            "{\"version\":1,\"error\":{\"kind\":\"unsafe\",\"message\":\"no\",\"detail\":null,\"hint\":\"Say so.\",\
             \"place\":{\"table\":\"t\",\"column\":null,\"row\":null},\"exit_code\":5}}"
        );
    }
}
