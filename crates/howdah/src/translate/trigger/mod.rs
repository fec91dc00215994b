//! Triggers (<https://sqlite.org/lang_createtrigger.html>) as a function in PL/pgSQL and a trigger that calls it.
//!
//! SQLite does not fire a trigger again while its own body runs (`recursive_triggers` is off unless an application turns it
//! on), however far down the stack. PostgreSQL would, so a body that writes marks itself as running in a setting of the
//! transaction, which an error takes back together with everything else.

mod raise;
mod write;

use super::context::Context;
use super::expression::condition;
use super::outcome::{Refusal, TranslatedTrigger};
use super::parse;
use super::schema::{Relation, RelationKind, Schema};
use super::scope::{Scope, Source};
use crate::postgres::emit::{quote_ident, quote_literal};
use sqlite3_parser::ast::{Expr, Stmt, TriggerCmd, TriggerEvent, TriggerTime};

/// What ends a body early and what ends it at all.
pub(super) struct Frame {
    /// Statements that undo the mark of a running body.
    leave: String,
    /// What a trigger of this kind returns.
    returns: &'static str,
}

impl Frame {
    /// Statements that go from anywhere in the body.
    fn go(&self, returns: &str) -> String {
        format!("{}RETURN {returns};", self.leave)
    }
}

/// Translates `CREATE TRIGGER`. `target_name` is its name, and its function's, where the plan chose one.
pub(super) fn trigger(
    text: &str,
    schema: &Schema,
    target_name: Option<&str>,
) -> Result<TranslatedTrigger, Refusal> {
    parse::statement(text, |statement| {
        let Stmt::CreateTrigger { trigger_name, time, event, tbl_name, when_clause, commands, .. } =
            statement
        else {
            return Err(Refusal::new("The text is no CREATE TRIGGER."));
        };
        let mut cx = Context::new(schema);
        let name = parse::name(trigger_name.name.0);
        let relation = schema.relation(&parse::name(tbl_name.name.0)).ok_or_else(|| {
            Refusal::new(format!("The table or view {} is not in the target.", parse::name(tbl_name.name.0)))
        })?;
        let time = time.unwrap_or(TriggerTime::Before);
        if (time == TriggerTime::InsteadOf) != (relation.kind == RelationKind::View) {
            return Err(Refusal::new("INSTEAD OF stands on a table, or another trigger on a view."));
        }
        let target_name = target_name.unwrap_or(&name);
        let writes = commands.iter().any(|command| !matches!(command, TriggerCmd::Select(_)));
        let mark = writes
            .then(|| quote_literal(&format!("howdah.in_{}", &blake3::hash(name.as_bytes()).to_hex()[..16])));
        let deletes = matches!(event, TriggerEvent::Delete);
        let frame = Frame {
            leave: mark
                .as_ref()
                .map_or(String::new(), |mark| format!("PERFORM set_config({mark}, '', true); ")),
            returns: match (time, deletes) {
                (TriggerTime::After, _) => "NULL",
                (_, true) => "OLD",
                (_, false) => "NEW",
            },
        };
        let scope = scope(relation, event);
        let mut body = String::new();
        for command in *commands {
            body.push_str(&self::command(&mut cx, &scope, command, &frame)?);
        }
        let body = guarded(&mut cx, &scope, when_clause.as_ref(), body)?;
        let enter = mark.as_ref().map_or(String::new(), |mark| {
            format!(
                "    IF current_setting({mark}, true) = 'on' THEN\n        RETURN {};\n    END IF;\n    \
                 PERFORM set_config({mark}, 'on', true);\n",
                frame.returns
            )
        });
        let function_name = format!("{}.{}", quote_ident(&relation.schema), quote_ident(target_name));
        let tag = dollar_tag(&body);
        let function = format!(
            "CREATE OR REPLACE FUNCTION {function_name}() RETURNS trigger LANGUAGE plpgsql AS {tag}\nBEGIN\n{enter}{body}    \
             {}\nEND\n{tag}",
            frame.go(frame.returns)
        );
        let trigger = format!(
            "CREATE TRIGGER {} {} {} ON {} FOR EACH ROW EXECUTE FUNCTION {function_name}()",
            quote_ident(target_name),
            match time {
                TriggerTime::Before => "BEFORE",
                TriggerTime::After => "AFTER",
                TriggerTime::InsteadOf => "INSTEAD OF",
            },
            event_sql(&mut cx, relation, event, time)?,
            relation.sql()
        );
        cx.facts.relations.insert(relation.lite.clone());
        Ok(TranslatedTrigger {
            name: name.clone(),
            table: relation.lite.clone(),
            function,
            function_name,
            trigger,
            trigger_name: target_name.to_owned(),
            facts: cx.facts,
        })
    })
}

/// NEW and OLD as far as the event has them.
fn scope<'b>(relation: &Relation, event: &TriggerEvent<'_>) -> Scope<'static, 'b> {
    let mut scope = Scope::default();
    for (row, absent) in
        [("new", matches!(event, TriggerEvent::Delete)), ("old", matches!(event, TriggerEvent::Insert))]
    {
        if !absent {
            let mut source = Source::relation(relation, row, row.to_ascii_uppercase());
            // Before its insertion a row of a trigger has whatever the statement gave it.
            source.columns.iter_mut().for_each(|column| column.nullable = true);
            source.qualified_only = true;
            scope.sources.push(source);
        }
    }
    scope
}

fn event_sql(
    cx: &mut Context<'_>,
    relation: &Relation,
    event: &TriggerEvent<'_>,
    time: TriggerTime,
) -> Result<String, Refusal> {
    Ok(match event {
        TriggerEvent::Delete => "DELETE".into(),
        TriggerEvent::Insert => "INSERT".into(),
        TriggerEvent::Update => "UPDATE".into(),
        TriggerEvent::UpdateOf(_) if time == TriggerTime::InsteadOf => {
            cx.note(
                "instead-of-any-column",
                "The trigger fires for an UPDATE of any column of the view: PostgreSQL knows no column list there.",
            );
            "UPDATE".into()
        }
        TriggerEvent::UpdateOf(names) => {
            let mut columns = Vec::new();
            for name in names.iter() {
                let name = parse::name(name.0);
                let column = relation
                    .column(&name)
                    .ok_or_else(|| Refusal::new(format!("{} has no column {name}.", relation.lite)))?;
                columns.push(quote_ident(&column.target));
            }
            format!("UPDATE OF {}", columns.join(", "))
        }
    })
}

/// WHEN as a condition of the body, for it may hold queries, which a trigger of PostgreSQL's may not.
fn guarded<'b>(
    cx: &mut Context<'_>,
    scope: &Scope<'_, 'b>,
    when: Option<&'b Expr<'b>>,
    body: String,
) -> Result<String, Refusal> {
    let Some(when) = when else { return Ok(body) };
    let when = condition(cx, scope, when)?;
    Ok(format!("    IF {} THEN\n{body}    END IF;\n", when.sql))
}

fn command<'b>(
    cx: &mut Context<'_>,
    scope: &Scope<'_, 'b>,
    command: &'b TriggerCmd<'b>,
    frame: &Frame,
) -> Result<String, Refusal> {
    match command {
        TriggerCmd::Select(select) => raise::select(cx, scope, select, frame),
        TriggerCmd::Insert { or_conflict, tbl_name, col_names, select, upsert } => {
            write::insert(cx, scope, *or_conflict, tbl_name, col_names.as_ref(), select, *upsert)
        }
        TriggerCmd::Update { or_conflict, tbl_name, sets, from, where_clause } => {
            write::update(cx, scope, *or_conflict, tbl_name, sets, from.as_ref(), where_clause.as_ref())
        }
        TriggerCmd::Delete { tbl_name, where_clause } => {
            write::delete(cx, scope, tbl_name, where_clause.as_ref())
        }
    }
}

/// A dollar quote that does not stand in the body.
fn dollar_tag(body: &str) -> String {
    let mut tag = "$howdah$".to_owned();
    while body.contains(&tag) {
        tag.insert(1, 'x');
    }
    tag
}
