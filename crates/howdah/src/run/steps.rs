//! Steps: the plan's statements behind the rows, each in a transaction of its own with its mark, several at once.

use crate::error::{Error, Result};
use crate::plan::model::{Statement, StatementKind};
use crate::postgres::fault::server_fault;
use crate::postgres::state::State;
use crate::report::event::{Stage, Watch};
use postgres::Client;
use std::collections::{BTreeMap, HashSet};
use std::sync::{Condvar, Mutex, PoisonError};

/// A step that was given up, with the reason.
#[derive(Debug, Clone)]
pub struct GivenUp {
    /// The statement.
    pub statement: Statement,
    /// The server's reason.
    pub reason: String,
}

/// Which statements are left, and which tables are being worked on.
struct Board<'a> {
    left: Vec<&'a Statement>,
    busy: HashSet<&'a str>,
    error: Option<Error>,
    given_up: Vec<GivenUp>,
}

/// Runs statements that are not done yet, on all the connections. With `one_per_table`, statements on one table run
/// one after another, in order (they would wait for each other's locks anyway).
///
/// An object without which the rows are whole (see [`may_fail`]) is given up when the server refuses it, and returned;
/// any other failure ends the stage.
pub fn run(
    statements: &[Statement],
    done: &BTreeMap<String, Option<String>>,
    one_per_table: bool,
    clients: &mut [Client],
    state: &State,
    stage: Stage,
    watch: Watch<'_>,
) -> Result<Vec<GivenUp>> {
    let mut given_up = Vec::new();
    let mut left: Vec<&Statement> = Vec::new();
    for statement in statements {
        match done.get(&statement.mark()) {
            None => left.push(statement),
            Some(None) => {}
            Some(Some(reason)) => {
                given_up.push(GivenUp { statement: statement.clone(), reason: reason.clone() })
            }
        }
    }
    let board = Mutex::new(Board { left, busy: HashSet::new(), error: None, given_up });
    let freed = Condvar::new();
    std::thread::scope(|scope| {
        for client in clients {
            let (board, freed) = (&board, &freed);
            scope.spawn(move || work(client, board, freed, one_per_table, state, stage, watch));
        }
    });
    let board = board.into_inner().unwrap_or_else(PoisonError::into_inner);
    match board.error {
        Some(error) => Err(error),
        None => Ok(board.given_up),
    }
}

fn work<'a>(
    client: &mut Client,
    board: &Mutex<Board<'a>>,
    freed: &Condvar,
    one_per_table: bool,
    state: &State,
    stage: Stage,
    watch: Watch<'_>,
) {
    let mut guard = board.lock().unwrap_or_else(PoisonError::into_inner);
    loop {
        if guard.error.is_some() || guard.left.is_empty() {
            return;
        }
        let free = |statement: &&Statement| !one_per_table || !guard.busy.contains(statement.table.as_str());
        let Some(at) = guard.left.iter().position(free) else {
            guard = freed.wait(guard).unwrap_or_else(PoisonError::into_inner);
            continue;
        };
        let statement = guard.left.remove(at);
        guard.busy.insert(&statement.table);
        drop(guard);
        let outcome = watch.check().and_then(|()| execute(client, statement, state));
        guard = board.lock().unwrap_or_else(PoisonError::into_inner);
        guard.busy.remove(statement.table.as_str());
        match outcome {
            Ok(None) => watch.progress(stage, 0, 1),
            Ok(Some(reason)) => guard.given_up.push(GivenUp { statement: statement.clone(), reason }),
            Err(error) => {
                guard.error.get_or_insert(error);
            }
        }
        freed.notify_all();
    }
}

/// Runs one statement; `Some` is the reason why it was given up.
fn execute(client: &mut Client, statement: &Statement, state: &State) -> Result<Option<String>> {
    let mut tx = client.transaction()?;
    match tx.batch_execute(&statement.sql).map_err(Error::from) {
        Ok(()) => {
            state.mark_step(&mut tx, &statement.mark(), None)?;
            tx.commit()?;
            Ok(None)
        }
        Err(error) if may_fail(statement.kind, &error) => {
            tx.rollback()?;
            let reason = error.detail.clone().unwrap_or_else(|| error.message.clone());
            state.mark_step(client, &statement.mark(), Some(&reason))?;
            Ok(Some(reason))
        }
        Err(error) => Err(error.table(&statement.table)),
    }
}

/// Whether the database is whole without this object: the rows are there, and the report says what is missing.
fn may_fail(kind: StatementKind, error: &Error) -> bool {
    let Some(fault) = server_fault(error) else { return false };
    match kind {
        // 54000 program_limit_exceeded: an index row is too large. 42704 undefined_object: an extension is missing.
        StatementKind::Index => {
            // An index over expressions: a value that they fail for (class 22), values that they make equal (23505).
            is_of_statement(&fault.sqlstate) || fault.sqlstate == "23505"
        }
        // 42703: over a generated column that was given up.
        StatementKind::Unique | StatementKind::PrimaryKey => fault.sqlstate == "42703",
        // 23503 foreign_key_violation, 23514 check_violation; and a CHECK's own evaluation may fail (class 22).
        StatementKind::Validate => {
            ["23503", "23514"].contains(&fault.sqlstate.as_str()) || is_of_statement(&fault.sqlstate)
        }
        // Whatever the statement is refused for; a server that fails or stops is no reason to go on.
        StatementKind::Check | StatementKind::View | StatementKind::Trigger | StatementKind::Comment => {
            is_of_statement(&fault.sqlstate)
        }
        _ => false,
    }
}

/// Whether a statement, or a function that it calls, is at fault, and not the server: data (22), functions (2F, 38, 39,
/// P0), names and syntax (42), what is not supported (0A), limits (54)
/// (<https://www.postgresql.org/docs/current/errcodes-appendix.html>).
fn is_of_statement(sqlstate: &str) -> bool {
    ["22", "2F", "38", "39", "42", "0A", "54", "P0"].iter().any(|class| sqlstate.starts_with(class))
}
