//! Functions and expressions that choose one of several values, whose types have to become one.

use super::super::compare::{self, Comparison, compare};
use super::super::context::Context;
use super::super::expression::{condition, expression};
use super::super::outcome::Refusal;
use super::super::schema::Collation;
use super::super::scope::Scope;
use super::super::value::{Constant, Rep, Value};
use super::Answer;
use crate::catalog::map::Affinity;
use sqlite3_parser::ast::Expr;

/// Values of one type.
pub(in super::super) struct Unified {
    pub values: Vec<Value>,
    pub rep: Rep,
}

impl Unified {
    fn build(self, sql: String, nullable: bool, atom: bool) -> Value {
        let mut value = Value::new(sql, self.rep).nullable(nullable);
        value.atom = atom;
        value.small = self.values.iter().all(|one| one.small || one.rep == Rep::Null);
        value
    }
}

/// Gives values one type of PostgreSQL, losing as little of their class as can be.
pub(in super::super) fn unify(cx: &mut Context<'_>, values: &[Value]) -> Result<Unified, Refusal> {
    let given: Vec<&Value> = values.iter().filter(|value| value.rep != Rep::Null).collect();
    let same = |values: Vec<Value>, rep: Rep| Ok(Unified { values, rep });
    let Some(first) = given.first() else { return same(values.to_vec(), Rep::Null) };
    // A column of truth values with 0 and 1 stays one.
    let bit = |value: &Value| matches!(value.constant, Some(Constant::Integer(0 | 1)));
    if given.iter().any(|value| value.rep == Rep::Bool)
        && given.iter().all(|value| value.rep == Rep::Bool || bit(value))
    {
        let values = values
            .iter()
            .map(|value| match value.constant {
                Some(Constant::Integer(bit)) => Value {
                    sql: (bit == 1).to_string(),
                    atom: true,
                    rep: Rep::Bool,
                    constant: None,
                    ..value.clone()
                },
                _ => value.clone(),
            })
            .collect();
        return same(values, Rep::Bool);
    }
    if matches!(first.rep, Rep::Stored(..)) && given.iter().all(|value| value.rep == first.rep) {
        return same(values.to_vec(), first.rep.clone());
    }
    let cells = values.iter().map(|value| cx.cell(value)).collect::<Result<Vec<_>, _>>()?;
    let all = |reps: &[Rep]| cells.iter().all(|value| value.rep == Rep::Null || reps.contains(&value.rep));
    if all(&[Rep::Text]) {
        return same(cells, Rep::Text);
    }
    if all(&[Rep::Blob]) {
        return same(cells, Rep::Blob);
    }
    if all(&[Rep::Dyn]) {
        return same(cells, Rep::Dyn);
    }
    if all(&[Rep::Bool, Rep::Int, Rep::Real, Rep::Number, Rep::Loose]) {
        let rep = if all(&[Rep::Bool, Rep::Int]) {
            Rep::Int
        } else if all(&[Rep::Real]) {
            Rep::Real
        } else if all(&[Rep::Bool, Rep::Int, Rep::Number]) {
            Rep::Number
        } else {
            Rep::Loose
        };
        let mut numbers = Vec::new();
        for cell in cells {
            numbers.push(match (&cell.rep, &rep) {
                (Rep::Null, _) => cell,
                (_, Rep::Int) => cx.number(&cell)?,
                _ => cx.real(&cell)?,
            });
        }
        return same(numbers, rep);
    }
    if cells.iter().any(|cell| cell.rep == Rep::Blob) {
        return Err(Refusal::new("A BLOB and a value of another class are alternatives of one expression."));
    }
    cx.note(
        "class-by-row",
        "Numbers and texts are alternatives of one expression; the values arrive as text.",
    );
    let mut texts = Vec::new();
    for cell in cells {
        texts.push(if cell.rep == Rep::Null { cell } else { cx.text(&cell)? });
    }
    same(texts, Rep::Mixed)
}

pub(super) fn call(cx: &mut Context<'_>, name: &str, args: &[Value]) -> Result<Option<Value>, Refusal> {
    Ok(Some(match (name, args.len()) {
        ("coalesce", 2..) | ("ifnull", 2) => {
            let nullable = args.iter().all(|arg| arg.nullable);
            let unified = unify(cx, args)?;
            let sql = format!("coalesce({})", list(&unified.values));
            unified.build(sql, nullable, true)
        }
        ("nullif", 2) => {
            let plain = |value: &Value| Value { affinity: Affinity::Blob, ..value.clone() };
            let equal = compare(cx, Comparison::Equal, &plain(&args[0]), &plain(&args[1]))?;
            let kept = &args[0];
            let mut value = Value {
                sql: format!("CASE WHEN {} THEN NULL ELSE {} END", equal.sql, kept.sql),
                atom: false,
                nullable: true,
                constant: None,
                column: false,
                affinity: Affinity::Blob,
                moment: None,
                json: None,
                ..kept.clone()
            };
            if matches!(kept.constant, Some(Constant::Text(_))) {
                value.sql = format!("CASE WHEN {} THEN NULL ELSE {} END", equal.sql, kept.cast("text"));
            }
            value
        }
        ("min" | "max", 2..) => extreme(cx, name, args)?,
        _ => return Ok(None),
    }))
}

/// The scalar `min()` and `max()`: NULL when any argument is, where `least` would pass over it.
fn extreme(cx: &mut Context<'_>, name: &str, args: &[Value]) -> Answer {
    let collation = args.iter().map(|arg| &arg.collation).find(|collation| **collation != Collation::Binary);
    if collation.is_some() {
        return Err(Refusal::new(format!("{name}() compares by a collation other than BINARY.")));
    }
    let plain: Vec<Value> =
        args.iter().map(|arg| Value { affinity: Affinity::Blob, ..arg.clone() }).collect();
    let unified = unify(cx, &plain)?;
    let function = if name == "min" { "least" } else { "greatest" };
    match &unified.rep {
        Rep::Mixed | Rep::Dyn => {
            return Err(Refusal::new(format!("{name}() compares values of different classes.")));
        }
        Rep::Null => return Ok(Value::null()),
        _ => {}
    }
    let unified = match &unified.rep {
        Rep::Stored(..) | Rep::Bool => {
            let cells = unified.values.iter().map(|value| cx.cell(value)).collect::<Result<Vec<_>, _>>()?;
            unify(cx, &cells)?
        }
        _ => unified,
    };
    let mut sql: Vec<String> = unified.values.iter().map(Value::arg).collect();
    if unified.rep == Rep::Text {
        sql[0] = format!("{}::text COLLATE \"C\"", sql[0]);
    }
    let nullable: Vec<String> = unified
        .values
        .iter()
        .filter(|value| value.nullable)
        .map(|value| format!("{} IS NULL", value.arg()))
        .collect();
    let least = format!("{function}({})", sql.join(", "));
    if nullable.is_empty() {
        return Ok(unified.build(least, false, true));
    }
    let sql = format!("CASE WHEN {} THEN NULL ELSE {least} END", nullable.join(" OR "));
    Ok(unified.build(sql, true, false))
}

/// `iif(condition, value, …, otherwise)`.
pub(super) fn iif<'b>(cx: &mut Context<'_>, scope: &Scope<'_, 'b>, args: &'b [Expr<'b>]) -> Answer {
    let mut arms = Vec::new();
    for pair in args.chunks_exact(2) {
        let when = condition(cx, scope, &pair[0])?;
        arms.push((when.sql, expression(cx, scope, &pair[1])?));
    }
    let otherwise = match args.chunks_exact(2).remainder() {
        [last] => Some(expression(cx, scope, last)?),
        _ => None,
    };
    arms_to_case(cx, arms, otherwise)
}

/// CASE with and without a base (<https://sqlite.org/lang_expr.html#the_case_expression>).
pub(in super::super) fn case<'b>(
    cx: &mut Context<'_>,
    scope: &Scope<'_, 'b>,
    base: Option<&'b Expr<'b>>,
    pairs: &'b [(Expr<'b>, Expr<'b>)],
    otherwise: Option<&'b Expr<'b>>,
) -> Answer {
    let base = base.map(|base| expression(cx, scope, base)).transpose()?;
    let mut arms = Vec::new();
    for (when, then) in pairs {
        let when = match &base {
            None => condition(cx, scope, when)?.sql,
            Some(base) => {
                let when = expression(cx, scope, when)?;
                compare(cx, Comparison::Equal, base, &when)?.sql
            }
        };
        arms.push((when, expression(cx, scope, then)?));
    }
    let otherwise = otherwise.map(|otherwise| expression(cx, scope, otherwise)).transpose()?;
    arms_to_case(cx, arms, otherwise)
}

fn arms_to_case(cx: &mut Context<'_>, arms: Vec<(String, Value)>, otherwise: Option<Value>) -> Answer {
    let nullable =
        otherwise.as_ref().is_none_or(|value| value.nullable) || arms.iter().any(|(_, value)| value.nullable);
    let (whens, mut values): (Vec<String>, Vec<Value>) = arms.into_iter().unzip();
    let has_otherwise = otherwise.is_some();
    values.extend(otherwise);
    let unified = unify(cx, &values)?;
    let mut sql = String::from("CASE");
    for (when, value) in whens.iter().zip(&unified.values) {
        sql.push_str(&format!(" WHEN {when} THEN {}", value.sql));
    }
    if has_otherwise && let Some(last) = unified.values.last() {
        sql.push_str(&format!(" ELSE {}", last.sql));
    }
    sql.push_str(" END");
    Ok(unified.build(sql, nullable, false))
}

pub(super) fn list(values: &[Value]) -> String {
    values.iter().map(|value| value.sql.as_str()).collect::<Vec<_>>().join(", ")
}

/// A value for ORDER BY, DISTINCT and min(): SQL whose order in PostgreSQL is SQLite's.
pub(in super::super) fn sortable(cx: &mut Context<'_>, value: &Value) -> Result<String, Refusal> {
    use crate::row::format::Format;
    use crate::row::logical::LogicalType;
    if let Rep::Stored(logical, format, _) = &value.rep {
        let own = match (logical, format) {
            (LogicalType::Numeric { .. }, Format::Number | Format::Real) => true,
            (LogicalType::Uuid, _) => true,
            (_, Format::Moment { .. }) => super::super::moment::counterpart(value, value).is_some(),
            _ => false,
        };
        if own {
            return Ok(value.arg());
        }
    }
    let cell = cx.cell(value)?;
    Ok(match &cell.rep {
        Rep::Text | Rep::Mixed | Rep::Dyn => {
            if cell.rep != Rep::Text {
                cx.note("class-by-row", "Values of different classes are put in the order of their texts.");
            }
            let text = cx.text(&cell)?;
            let mut sql = compare::folded(&text, &value.collation)?;
            if value.collation != Collation::Nocase
                && !(value.c_collated && value.collation == Collation::Binary)
            {
                sql.push_str(" COLLATE \"C\"");
            }
            sql
        }
        _ => cell.arg(),
    })
}
