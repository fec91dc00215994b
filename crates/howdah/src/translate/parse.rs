//! SQLite's SQL as a tree: the parser held at arm's length.
//!
//! The parser may panic on text that SQLite takes, and a tree may be as deep as SQLite allows (1,000 levels,
//! <https://sqlite.org/limits.html#max_expr_depth>). So each translation runs on a thread of its own with a large
//! stack, and a panic becomes a refusal.

use super::outcome::Refusal;
use sqlite3_parser::ast::{Cmd, Expr, OneSelect, ResultColumn, Stmt};
use sqlite3_parser::lexer::sql::Parser;
use sqlite3_parser::{Bump, FallibleIterator};
use std::thread;

/// Stack of a translation: 1,000 levels of a tree take about 16 MB in an unoptimised build.
const STACK_BYTES: usize = 128 << 20;

/// Parses one statement and hands it to `work`.
pub(super) fn statement<T, F>(text: &str, work: F) -> Result<T, Refusal>
where
    T: Send,
    F: for<'b> FnOnce(&'b Stmt<'b>) -> Result<T, Refusal> + Send,
{
    let text = &super::limit::with_offset(text);
    let run = || {
        let bump = Bump::new();
        let mut parser = Parser::new(&bump, text.as_bytes());
        let command = parser.next().map_err(|error| refusal(&error))?;
        match command {
            Some(Cmd::Stmt(statement)) => work(bump.alloc(statement)),
            _ => Err(Refusal::new("There is no statement in this text.")),
        }
    };
    let finished = thread::scope(|scope| {
        let thread = thread::Builder::new().name("translate".into()).stack_size(STACK_BYTES);
        thread.spawn_scoped(scope, run).map(|handle| handle.join())
    });
    match finished {
        Ok(Ok(answer)) => answer,
        Ok(Err(_)) => Err(Refusal::new("This text is beyond the parser of SQLite's SQL.")),
        Err(error) => Err(Refusal::new(format!("No thread could be started for the translation: {error}."))),
    }
}

/// Parses an expression, as it stands in a CHECK, a DEFAULT or an index, and hands it to `work`.
pub(super) fn expression<T, F>(text: &str, work: F) -> Result<T, Refusal>
where
    T: Send,
    F: for<'b> FnOnce(&'b Expr<'b>) -> Result<T, Refusal> + Send,
{
    // A comment may end the text, so the line ends too.
    statement(&format!("SELECT {text}\n"), |statement| {
        let Stmt::Select(select) = statement else { return Err(not_one()) };
        if select.with.is_some() || select.order_by.is_some() || select.limit.is_some() {
            return Err(not_one());
        }
        match &select.body.select {
            OneSelect::Select {
                columns: [ResultColumn::Expr(expr, None)],
                from: None,
                where_clause: None,
                ..
            } if select.body.compounds.is_none() => work(expr),
            _ => Err(not_one()),
        }
    })
}

fn not_one() -> Refusal {
    Refusal::new("The text is not one expression.")
}

fn refusal(error: &sqlite3_parser::lexer::sql::Error) -> Refusal {
    Refusal::new(format!("The parser does not understand it: {error}."))
}

/// A name without its quotes.
pub(super) fn name(token: &str) -> String {
    let Some(open) = token.chars().next() else { return String::new() };
    let close = match open {
        '"' | '`' | '\'' => open,
        '[' => ']',
        _ => return token.to_owned(),
    };
    let inner = token[1..].strip_suffix(close).unwrap_or(&token[1..]);
    if close == ']' {
        inner.to_owned()
    } else {
        inner.replace(&format!("{close}{close}"), &close.to_string())
    }
}

/// Whether a token is quoted the way of identifiers that may turn out to be strings
/// (<https://sqlite.org/quirks.html#double_quoted_string_literals_are_accepted>).
pub(super) fn is_double_quoted(token: &str) -> bool {
    token.starts_with('"')
}
