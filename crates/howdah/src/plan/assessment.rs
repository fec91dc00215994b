//! A plan for whoever decides: what goes over exactly, what changes for the application, what is left to do by hand,
//! each with a class of effort. Inert; nothing is decided or printed.

use super::model::{Plan, StatementKind, Untranslated};
use crate::catalog::map::TableMap;
use crate::report::figures::counted;
use crate::report::finding::{Finding, Level};
use crate::row::logical::LogicalType;
use serde::Serialize;

/// How long a person will be busy with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Effort {
    /// Nothing to do but to know it.
    None,
    /// Some minutes for each.
    Minutes,
    /// Hours for each: it has to be understood and tried.
    Hours,
}

impl Effort {
    /// In a word.
    pub fn word(self) -> &'static str {
        match self {
            Effort::None => "nothing to do",
            Effort::Minutes => "minutes",
            Effort::Hours => "hours",
        }
    }
}

/// One line of an assessment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// What, in words.
    pub words: String,
    /// The effort for each.
    pub effort: Effort,
}

/// What a plan comes to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Assessment {
    /// What goes over exactly, counted.
    pub exact: Vec<String>,
    /// What the application will notice.
    pub changes: Vec<Line>,
    /// What is left to be done by hand.
    pub by_hand: Vec<Line>,
}

/// Assesses a plan.
pub fn assess(plan: &Plan) -> Assessment {
    let mut changes = dialect(plan);
    changes.extend(changed(&plan.findings));
    Assessment { exact: exact(plan), changes, by_hand: by_hand(&plan.untranslated) }
}

fn exact(plan: &Plan) -> Vec<String> {
    let rows = plan.tables.iter().map(|table| table.rows).sum();
    let made = |kinds: &[StatementKind]| {
        plan.phases.all().filter(|statement| kinds.contains(&statement.kind)).count() as u64
    };
    let generated = plan.tables.iter().map(|table| table.generated.len() as u64).sum();
    let mut exact = vec![format!(
        "{} with {}",
        counted(plan.tables.len() as u64, "table", "tables"),
        counted(rows, "row", "rows")
    )];
    for (count, one, many) in [
        (
            made(&[StatementKind::PrimaryKey, StatementKind::Unique]),
            "primary key or unique constraint",
            "primary keys and unique constraints",
        ),
        (made(&[StatementKind::Index]), "index", "indexes"),
        (made(&[StatementKind::ForeignKey]), "foreign key", "foreign keys"),
        (made(&[StatementKind::Check]), "CHECK constraint", "CHECK constraints"),
        (generated, "generated column", "generated columns"),
        (made(&[StatementKind::View]), "view", "views"),
        (made(&[StatementKind::Trigger]), "trigger", "triggers"),
    ] {
        if count > 0 {
            exact.push(counted(count, one, many));
        }
    }
    exact
}

/// What PostgreSQL does differently with the same SQL, where this database makes it matter.
fn dialect(plan: &Plan) -> Vec<Line> {
    let has = |wanted: fn(LogicalType) -> bool| {
        plan.tables.iter().flat_map(|table| &table.columns).any(|column| wanted(column.logical))
    };
    let is_folded = |name: &str| {
        !name.chars().all(|char| char.is_ascii_lowercase() || char.is_ascii_digit() || char == '_')
    };
    let quoted = |table: &TableMap| {
        is_folded(&table.target) || table.columns.iter().any(|column| is_folded(&column.target))
    };
    let mut lines = Vec::new();
    let mut say = |holds: bool, effort: Effort, words: &str| {
        if holds {
            lines.push(Line { words: words.to_owned(), effort });
        }
    };
    say(
        has(LogicalType::is_text),
        Effort::Minutes,
        "LIKE tells capital from small letters; SQLite's does not for ASCII: write ILIKE, or lower(x COLLATE \"C\") LIKE.",
    );
    say(
        true,
        Effort::None,
        "ORDER BY puts NULLs last where SQLite puts them first: write NULLS FIRST where it matters. Text is sorted by its \
         bytes as before (COLLATE \"C\"), unless --collation database was chosen.",
    );
    say(
        has(|logical| {
            matches!(logical, LogicalType::Int2 | LogicalType::Int4 | LogicalType::Int8 | LogicalType::Float8)
        }),
        Effort::Minutes,
        "Division by zero is an error where SQLite gives NULL (write nullif(x, 0)); integers that overflow are an error \
         where SQLite goes on with a REAL.",
    );
    say(
        has(|logical| logical == LogicalType::Bool),
        Effort::Minutes,
        "Booleans are true and false: `active = 1` is an error, `WHERE active` and `active = true` are not; most drivers \
         and ORMs take care of it.",
    );
    say(
        has(|logical| {
            matches!(
                logical,
                LogicalType::Date | LogicalType::Time | LogicalType::Timestamp | LogicalType::TimestampTz
            )
        }),
        Effort::Minutes,
        "Times are times, not text: drivers give them as such, and date arithmetic is written now() - interval '1 day'.",
    );
    say(
        plan.tables.iter().any(quoted),
        Effort::Minutes,
        "Names with capital letters or other characters have to be quoted, \"likeThis\"; ORMs do that. --names snake \
         avoids it.",
    );
    say(
        true,
        Effort::None,
        "Strings stand in single quotes only: \"text\" is a name and never falls back to a string.",
    );
    lines
}

/// Findings that say that something means something else, a line for each rule.
fn changed(findings: &[Finding]) -> Vec<Line> {
    let mut rules: Vec<(&str, &Finding, u64)> = Vec::new();
    for finding in findings.iter().filter(|finding| finding.level == Level::Changes) {
        match rules.iter_mut().find(|(id, ..)| *id == finding.id) {
            Some((_, _, count)) => *count += 1,
            None => rules.push((&finding.id, finding, 1)),
        }
    }
    let line = |(id, first, count): (&str, &Finding, u64)| {
        let place: Vec<&str> =
            [first.object.as_deref(), first.column.as_deref()].into_iter().flatten().collect();
        let more = match count {
            1 => String::new(),
            count => format!(" (and {} more of {id})", count - 1),
        };
        Line { words: format!("{}: {}{more}", place.join("."), first.message), effort: Effort::Minutes }
    };
    rules.into_iter().map(line).collect()
}

fn by_hand(untranslated: &[Untranslated]) -> Vec<Line> {
    let line = |one: &Untranslated| {
        let effort = match one.kind.as_str() {
            "view" | "trigger" | "virtual table" => Effort::Hours,
            _ => Effort::Minutes,
        };
        Line { words: format!("{} {}: {}", one.kind, one.name, one.reason), effort }
    };
    untranslated.iter().map(line).collect()
}

/// `untranslated.sql`: each object that was not translated, its own SQL as a comment, the reason, and the nearest
/// PostgreSQL where something is near. `None` when there is none.
pub fn untranslated_sql(plan: &Plan, whose: Engine) -> Option<String> {
    if plan.untranslated.is_empty() {
        return None;
    }
    let mut text = String::from(
        "-- What howdah did not translate, in the order of its declaration. Nothing here has been executed.\n",
    );
    for one in &plan.untranslated {
        text.push_str(&format!("\n-- {} {}\n", one.kind, in_comment(&one.name)));
        text.push_str(&format!("-- Reason: {}\n{}\n", in_comment(&one.reason), owner_line(whose)));
        text.push_str(&format!("--   {}\n", in_comment(&one.sql)));
        if let Some(nearest) = &one.nearest {
            text.push_str(&format!("-- The nearest PostgreSQL:\n{}\n", nearest.trim_end()));
        }
    }
    Some(text)
}

/// Whose declarations they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// SQLite's, on the way forward.
    Sqlite,
    /// PostgreSQL's, on the way back.
    PostgreSql,
}

/// The line above an object's own SQL.
pub fn owner_line(whose: Engine) -> String {
    let whose = match whose {
        Engine::Sqlite => "SQLite's own",
        Engine::PostgreSql => "PostgreSQL's own",
    };
    format!("-- {whose}:")
}

/// Every line of it behind a comment's mark.
fn in_comment(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n").replace('\n', "\n--   ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_cannot_break_out_of_its_comment() {
        let one = Untranslated {
            kind: "view".into(),
            name: "a\nDROP TABLE x; --".into(),
            sql: "CREATE VIEW v\r\nAS\rSELECT 1".into(),
            reason: "Two\nlines.".into(),
            nearest: None,
        };
        let plan: Plan = serde_json::from_value(serde_json::json!({
            "version": 1, "id": "00", "options": crate::plan::options::Options::default(), "tables": [],
            "phases": crate::plan::model::Phases::default(), "orphans": [], "findings": [], "origin": [],
            "properties": [], "untranslated": [one], "searches": [],
        }))
        .expect("a plan");
        let text = untranslated_sql(&plan, Engine::Sqlite).expect("something is untranslated");
        assert!(text.lines().all(|line| line.is_empty() || line.starts_with("--")), "{text}");
        assert_eq!(by_hand(&plan.untranslated)[0].effort, Effort::Hours);
    }
}
