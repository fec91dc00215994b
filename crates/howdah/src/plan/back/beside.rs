//! What was changed on PostgreSQL in the declarations of what had been carried, and beside it: the file has the
//! declarations that it had, and each of these is a finding. Pure.

use super::of;
use super::table::foreign_key_of_postgres;
use crate::catalog::schema::Column;
use crate::plan::ddl::comments::statement as comment;
use crate::plan::model::{Plan, Statement, StatementKind};
use crate::plan::rules::not_said_in_sqlite;
use crate::postgres::emit::{ident_list, qualified, quote_ident};
use crate::postgres::survey::{Survey, Surveyed};
use crate::report::finding::Finding;

/// Why an addition stays behind.
const STAYS: &str = "It was added to what had been carried; the file has the declarations that it had.";
/// Why a change stays behind.
const STANDS: &str = "It was changed since the table was carried; the file has the declarations that it had.";

/// Statements that make an index: a key has one of its name.
const INDEXES: &[StatementKind] = &[StatementKind::Index, StatementKind::Unique, StatementKind::PrimaryKey];

/// What stays behind.
pub(super) fn findings(plan: &Plan, now: &Survey) -> Vec<Finding> {
    let mut beside = Beside { plan, findings: Vec::new() };
    for map in &plan.tables {
        let Some(surveyed) = now.tables.iter().find(|surveyed| of(map, surveyed)) else { continue };
        beside.constraints(&map.lite, surveyed);
        beside.comments(&map.lite, surveyed);
        for column in &surveyed.table.columns {
            let carried = map.columns.iter().chain(&map.generated).find(|own| own.target == column.name);
            if let Some(carried) = carried {
                beside.column(&map.lite, &carried.lite, surveyed, column);
            }
        }
    }
    for view in &now.views {
        if !beside.is_made(&[StatementKind::View], None, &view.name) {
            beside.say("view", &view.schema, &view.name, Some(&view.sql));
        }
    }
    for (_, trigger) in &now.triggers {
        let of_carried = plan.tables.iter().any(|map| map.target == trigger.table)
            || now.views.iter().any(|view| view.name == trigger.table);
        if of_carried && !beside.is_made(&[StatementKind::Trigger], Some(&trigger.table), &trigger.name) {
            beside.say("trigger", &trigger.table, &trigger.name, Some(&trigger.sql));
        }
    }
    for lost in &now.lost {
        let made = match lost.kind.starts_with("comment on ") {
            true => beside.is_commented(lost.sql.as_deref().unwrap_or_default()),
            false => lost.sql.as_deref().is_some_and(|sql| beside.is_function(sql)),
        };
        if !made {
            beside.say(&lost.kind, &lost.name, &lost.name, lost.sql.as_deref());
        }
    }
    beside.findings
}

struct Beside<'p> {
    plan: &'p Plan,
    findings: Vec<Finding>,
}

impl Beside<'_> {
    fn say(&mut self, what: &str, object: &str, name: &str, sql: Option<&str>) {
        let what = format!("{what} {name} is not carried");
        self.findings.push(not_said_in_sqlite::finding(&what, object, sql, STAYS));
    }

    /// Whether one of the plan's statements made an object.
    fn is_made(&self, kinds: &[StatementKind], table: Option<&str>, name: &str) -> bool {
        let is_it = |statement: &Statement| {
            kinds.contains(&statement.kind)
                && statement.name == name
                && table.is_none_or(|table| statement.table == table)
        };
        self.plan.phases.all().any(is_it)
    }

    /// Whether this is a function that the plan made, for a trigger.
    fn is_function(&self, sql: &str) -> bool {
        let head = |sql: &str| {
            let behind = sql.split_once("FUNCTION ")?.1;
            Some(behind[..behind.find('(')?].to_owned())
        };
        let Some(name) = head(sql) else { return false };
        let mut triggers = self
            .plan
            .phases
            .triggers
            .iter()
            .chain(&self.plan.phases.functions)
            .map(|statement| &statement.sql);
        triggers.any(|made| made.split(";\n").any(|part| head(part).as_ref() == Some(&name)))
    }

    /// Whether the plan made this very comment.
    fn is_commented(&self, sql: &str) -> bool {
        self.plan.phases.comments.iter().any(|statement| statement.sql.eq_ignore_ascii_case(sql))
    }

    /// Constraints and indexes of a carried table.
    fn constraints(&mut self, lite: &str, surveyed: &Surveyed) {
        let table = &surveyed.table;
        let of_table = Some(table.name.as_str());
        let keys = table.primary_key.iter().map(|key| ("primary key", "PRIMARY KEY", key));
        let keys = keys.chain(table.uniques.iter().map(|key| ("unique constraint", "UNIQUE", key)));
        for (what, word, key) in keys {
            let name = key.name.as_deref().unwrap_or_default();
            if !self.is_made(INDEXES, of_table, name) {
                let place = qualified(&surveyed.schema, &table.name);
                let columns = ident_list(key.columns.iter().map(|&at| table.columns[at].name.as_str()));
                let sql =
                    format!("ALTER TABLE {place} ADD CONSTRAINT {} {word} ({columns})", quote_ident(name));
                self.say(what, lite, name, Some(&sql));
            }
        }
        for key in &table.foreign_keys {
            let name = key.name.as_deref().unwrap_or_default();
            if !self.is_made(&[StatementKind::ForeignKey], of_table, name) {
                self.say("foreign key", lite, name, Some(&foreign_key_of_postgres(surveyed, key)));
            }
        }
        for check in &table.checks {
            let name = check.name.as_deref().unwrap_or_default();
            if !self.is_made(&[StatementKind::Check], of_table, name) {
                self.say("CHECK constraint", lite, name, Some(&check.expression));
            }
        }
        for index in &table.indexes {
            if !self.is_made(INDEXES, of_table, &index.name) {
                self.say("index", lite, &index.name, index.sql.as_deref());
            }
        }
    }

    /// Comments on a carried table and on its columns.
    fn comments(&mut self, lite: &str, surveyed: &Surveyed) {
        let place = qualified(&surveyed.schema, &surveyed.table.name);
        let of_table = surveyed.comment.iter().map(|text| ("TABLE", place.clone(), text));
        let columns = surveyed.table.columns.iter().zip(&surveyed.comments);
        let of_columns = columns.filter_map(|(column, text)| {
            Some(("COLUMN", format!("{place}.{}", quote_ident(&column.name)), text.as_ref()?))
        });
        for (kind, object, text) in of_table.chain(of_columns) {
            let sql = comment(kind, &object, text);
            if !self.is_commented(&sql) {
                self.say("comment on", lite, &object, Some(&sql));
            }
        }
    }

    /// NOT NULL and the default of a carried column.
    fn column(&mut self, lite: &str, name: &str, surveyed: &Surveyed, column: &Column) {
        let Some(planned) = planned(self.plan, &surveyed.table.name, &column.name) else { return };
        let mut change = |what: &str, change: &str| {
            let place = qualified(&surveyed.schema, &surveyed.table.name);
            let sql = format!("ALTER TABLE {place} ALTER COLUMN {} {change}", quote_ident(&column.name));
            let finding = not_said_in_sqlite::finding(what, lite, Some(&sql), STANDS);
            self.findings.push(finding.column(name));
        };
        match (planned.not_null, column.not_null) {
            (false, true) => change("NOT NULL is not carried", "SET NOT NULL"),
            (true, false) => change("NOT NULL was dropped and is in the file", "DROP NOT NULL"),
            _ => {}
        }
        if column.identity.is_some() || column.generated.is_some() {
            return;
        }
        match (planned.default, column.default.as_deref()) {
            (Some(_), None) => change("default was dropped and is in the file", "DROP DEFAULT"),
            (before, Some(now)) if before.is_none_or(|before| differ(before, now)) => {
                change("default is not carried", &format!("SET DEFAULT {now}"));
            }
            _ => {}
        }
    }
}

/// A column as the plan's CREATE TABLE declares it.
pub(super) struct Planned<'p> {
    not_null: bool,
    default: Option<&'p str>,
}

/// The declaration of a column of PostgreSQL: a line of CREATE TABLE; `None` when the plan made none of this name.
pub(super) fn planned<'p>(plan: &'p Plan, table: &str, column: &str) -> Option<Planned<'p>> {
    let start = format!("\n    {} ", quote_ident(column));
    let mut tables = plan
        .phases
        .before
        .iter()
        .filter(|statement| statement.kind == StatementKind::Table && statement.table == table);
    let sql = tables.find_map(|statement| statement.sql.split_once(&start).map(|(_, behind)| behind))?;
    let end = sql.find(",\n    ").or_else(|| sql.rfind("\n)")).unwrap_or(sql.len());
    let line = &sql[..end];
    let (head, default) = match line.split_once(" DEFAULT ") {
        Some((head, default)) => (head, Some(default)),
        None => (line, None),
    };
    // NOT NULL of a generated column stands behind its expression.
    Some(Planned { not_null: head.ends_with(" NOT NULL"), default })
}

/// Whether two defaults are constants of which one is not the other. PostgreSQL writes an expression in its own words, so
/// that of those nothing can be said.
fn differ(before: &str, now: &str) -> bool {
    match (constant(before), constant(now)) {
        (Some(before), Some(now)) => match (before.parse::<f64>(), now.parse::<f64>()) {
            (Ok(before), Ok(now)) => before != now,
            _ => before != now,
        },
        _ => false,
    }
}

/// The text of a constant, without the cast behind it: `'a'::text`, `-5`, `'-5'::integer`, `true`. `None` for those that
/// PostgreSQL may write in another form.
fn constant(sql: &str) -> Option<String> {
    let Some(quoted) = sql.strip_prefix('\'') else {
        let number = sql.trim_start_matches('(').trim_end_matches(')');
        let known = number.parse::<f64>().is_ok() || ["true", "false"].contains(&number);
        return known.then(|| number.to_owned());
    };
    let mut text = String::new();
    let mut letters = quoted.chars().peekable();
    loop {
        match letters.next()? {
            '\'' if letters.peek() == Some(&'\'') => text.extend(letters.next()),
            '\'' => break,
            letter => text.push(letter),
        }
    }
    let cast: String = letters.collect();
    let kept = [
        "",
        "::text",
        "::character varying",
        "::integer",
        "::smallint",
        "::bigint",
        "::numeric",
        "::double precision",
    ];
    let length = cast.strip_prefix("::character varying(").or_else(|| cast.strip_prefix("::numeric("));
    let is_length = length.is_some_and(|length| {
        length.trim_end_matches(')').chars().all(|one| one.is_ascii_digit() || one == ',')
    });
    (kept.contains(&cast.as_str()) || is_length).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constants_are_told_apart_and_expressions_are_not() {
        for (before, now) in [("'a'", "'b'::text"), ("5", "'-5'::integer"), ("true", "false"), ("'a'", "5")] {
            assert!(differ(before, now), "{before} {now}");
        }
        for (before, now) in [
            ("'it''s'", "'it''s'::text"),
            ("-5", "'-5'::integer"),
            ("1e3", "'1000'::double precision"),
            ("1.50", "1.5"),
            ("'x'", "'x'::character varying(20)"),
            ("(CURRENT_TIMESTAMP AT TIME ZONE 'UTC')", "(CURRENT_TIMESTAMP AT TIME ZONE 'UTC'::text)"),
            ("'{\"a\":1}'", "'{\"a\": 1}'::jsonb"),
            ("'2020-01-01'", "'2020-01-01 00:00:00'::timestamp without time zone"),
        ] {
            assert!(!differ(before, now), "{before} {now}");
        }
    }
}
