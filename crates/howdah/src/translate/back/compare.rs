//! Comparisons: which cells may be compared as they are, and which have to be made alike first.

use super::kind::Kind;
use super::value::{Collated, Constant, Value};
use super::{Collation, Result, Stored, Untranslatable, array, moment};
use sqlparser::ast::BinaryOperator;

/// A comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    /// `IS NOT DISTINCT FROM`.
    Same,
    /// `IS DISTINCT FROM`.
    NotSame,
}

impl Comparison {
    pub(super) fn of(operator: &BinaryOperator) -> Option<Comparison> {
        Some(match operator {
            BinaryOperator::Eq => Comparison::Equal,
            BinaryOperator::NotEq => Comparison::NotEqual,
            BinaryOperator::Lt => Comparison::Less,
            BinaryOperator::LtEq => Comparison::LessOrEqual,
            BinaryOperator::Gt => Comparison::Greater,
            BinaryOperator::GtEq => Comparison::GreaterOrEqual,
            _ => return None,
        })
    }

    fn sql(self) -> &'static str {
        match self {
            Comparison::Equal => "=",
            Comparison::NotEqual => "<>",
            Comparison::Less => "<",
            Comparison::LessOrEqual => "<=",
            Comparison::Greater => ">",
            Comparison::GreaterOrEqual => ">=",
            Comparison::Same => "IS",
            Comparison::NotSame => "IS NOT",
        }
    }

    /// Whether it asks which one comes first.
    fn orders(self) -> bool {
        matches!(
            self,
            Comparison::Less | Comparison::LessOrEqual | Comparison::Greater | Comparison::GreaterOrEqual
        )
    }
}

/// `one op other`.
pub(super) fn compare(op: Comparison, one: &Value, other: &Value) -> Result<Value> {
    let (left, right) = pair(op.orders(), one, other)?;
    Ok(Value::bool(format!("({left} {} {right})", op.sql())))
}

/// `one IN (others)`; NULLs in the list count as they do in PostgreSQL.
pub(super) fn any_of(one: &Value, others: &[Value], negated: bool) -> Result<Value> {
    let mut lefts = Vec::with_capacity(others.len());
    let mut rights = Vec::with_capacity(others.len());
    for other in others {
        let (left, right) = pair(false, one, other)?;
        lefts.push(left);
        rights.push(right);
    }
    let not = if negated { "NOT " } else { "" };
    let Some(first) = lefts.first() else {
        return Ok(Value::bool(format!("({} {not}IN ())", one.sql)));
    };
    if lefts.iter().all(|left| left == first) {
        return Ok(Value::bool(format!("({first} {not}IN ({}))", rights.join(", "))));
    }
    let (op, between) = if negated { ("<>", " AND ") } else { ("=", " OR ") };
    let each: Vec<String> =
        lefts.iter().zip(&rights).map(|(left, right)| format!("({left} {op} {right})")).collect();
    Ok(Value::bool(format!("({})", each.join(between))))
}

/// Both operands in one form, in which SQLite's comparison is PostgreSQL's.
pub(super) fn pair(orders: bool, one: &Value, other: &Value) -> Result<(String, String)> {
    let as_is = || Ok((one.sql.clone(), other.sql.clone()));
    if one.is_null() || other.is_null() {
        return as_is();
    }
    use Stored::{Array, Blob, Boolean, Date, Enum, Integer, Json, MomentText, Number, Real, Time, Uuid};
    match (one.stored, other.stored) {
        _ if one.kind == Kind::JsonText || other.kind == Kind::JsonText => json_text(orders, one, other),
        (Boolean, Boolean) | (Blob, Blob) | (Uuid, Uuid) | (Date, Date) | (Time, Time) => as_is(),
        (Stored::Timestamp, Stored::Timestamp) | (Stored::TimestampTz, Stored::TimestampTz) => as_is(),
        (Integer | Number, Integer | Number) if one.kind.is_exact() && other.kind.is_exact() => as_is(),
        (Real, Real) => as_is(),
        (Real, Integer | Number) if other.kind.is_exact() => Ok((one.sql.clone(), real(other))),
        (Integer | Number, Real) if one.kind.is_exact() => Ok((real(one), other.sql.clone())),
        (Date, Stored::Timestamp) | (Stored::Timestamp, Date) => {
            let stamp = |value: &Value| match moment::converted(value, &Kind::Timestamp) {
                Some(stamp) => stamp.sql,
                None => value.sql.clone(),
            };
            Ok((stamp(one), stamp(other)))
        }
        (Stored::Text, Stored::Text) if one.kind == other.kind => {
            collated(orders, one, other)?;
            as_is()
        }
        (Stored::PaddedText, Stored::PaddedText) => {
            collated(orders, one, other)?;
            Ok((format!("({} COLLATE RTRIM)", one.sql), other.sql.clone()))
        }
        (MomentText, MomentText) if one.kind == other.kind && !orders => as_is(),
        _ if one.kind != other.kind => Err(apart(one, other)),
        // A label's constant does not know that it is an enum's.
        (Enum, Enum | Stored::Other) | (Stored::Other, Enum) => {
            if orders {
                return Err(Untranslatable::new(format!(
                    "The order of the labels of {} is not that of their text.",
                    one.kind
                )));
            }
            as_is()
        }
        (Json, Json) if one.part.is_some() || other.part.is_some() => {
            Err(Untranslatable::new("A part of a jsonb is spelled otherwise in SQLite."))
        }
        (Json, Json) if one.kind == Kind::Jsonb && !orders => {
            if [one, other].iter().any(|value| value.words().is_some_and(without_numbers)) {
                return as_is();
            }
            Err(Untranslatable::new("Two jsonb are equal when their numbers are, which text does not show."))
        }
        (Array, Array) if !orders && exact_elements(&one.kind) => as_is(),
        _ => Err(apart(one, other)),
    }
}

fn apart(one: &Value, other: &Value) -> Untranslatable {
    let loose = |stored| matches!(stored, Stored::NumberText | Stored::MomentText);
    if loose(one.stored) || loose(other.stored) {
        return Untranslatable::new(format!(
            "Cells of this column hold the words of PostgreSQL for {}, which do not compare as its values do.",
            one.kind
        ));
    }
    if one.kind == other.kind {
        return Untranslatable::new(format!(
            "Values of the type {} do not compare as their text does.",
            one.kind
        ));
    }
    Untranslatable::new(format!("A comparison of {} and {} has no counterpart.", one.kind, other.kind))
}

fn real(value: &Value) -> String {
    format!("CAST({} AS REAL)", value.sql)
}

/// Whether two texts may be compared by their bytes.
pub(super) fn collated(orders: bool, one: &Value, other: &Value) -> Result<()> {
    let together = Value { collated: one.collated.with(other.collated), ..one.clone() };
    by_bytes(orders, &together)
}

/// Whether a text may be compared by its bytes.
pub(super) fn by_bytes(orders: bool, value: &Value) -> Result<()> {
    match value.collation() {
        Collation::Bytes => Ok(()),
        Collation::Locale if !orders => Ok(()),
        Collation::Locale => {
            Err(Untranslatable::new("The order of text follows a locale in PostgreSQL, and bytes in SQLite."))
        }
        Collation::Loose => {
            Err(Untranslatable::new("The collation of this text holds different texts for equal."))
        }
    }
}

/// Whether two values are one to SQLite when they are to PostgreSQL: for GROUP BY, DISTINCT and UNION.
pub(super) fn groups(value: &Value) -> Result<()> {
    let plain = Value { constant: None, ..value.clone() };
    pair(false, &plain, &plain).map(|_| ())
}

/// What SQLite sorts as PostgreSQL does.
pub(super) fn sorts(value: &Value) -> Result<String> {
    let plain = Value { constant: None, ..value.clone() };
    Ok(pair(true, &plain, &plain)?.0)
}

/// What SQLite sorts as PostgreSQL does, or by bytes where PostgreSQL has the order of a locale; whether that is so.
pub(super) fn sorts_nearly(value: &Value) -> Result<(String, bool)> {
    match sorts(value) {
        Err(_) if value.collation() == Collation::Locale => {
            let bytes = Value { collated: Collated::Explicit(Collation::Bytes), ..value.clone() };
            Ok((sorts(&bytes)?, true))
        }
        sorted => Ok((sorted?, false)),
    }
}

/// `doc ->> 'key'` against constants that are no object or array.
fn json_text(orders: bool, one: &Value, other: &Value) -> Result<(String, String)> {
    let plain = |value: &Value| match value.words() {
        Some(text) => !text.starts_with(['{', '[']),
        None => false,
    };
    let well = match (&one.kind, &other.kind) {
        (Kind::JsonText, Kind::Text) => plain(other),
        (Kind::Text, Kind::JsonText) => plain(one),
        _ => false,
    };
    if !well || orders {
        return Err(Untranslatable::new(
            "The text of a part of a jsonb is spelled otherwise in SQLite when it is an object or an array.",
        ));
    }
    Ok((one.sql.clone(), other.sql.clone()))
}

/// Whether a jsonb's text has no number outside of its strings.
fn without_numbers(text: &str) -> bool {
    let mut inside = false;
    let mut escaped = false;
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if inside => escaped = true,
            b'"' => inside = !inside,
            b'0'..=b'9' if !inside => return false,
            _ => {}
        }
    }
    true
}

/// Whether arrays are equal when their JSON is.
fn exact_elements(kind: &Kind) -> bool {
    match kind {
        Kind::Array(element) => {
            matches!(**element, Kind::Text | Kind::Int | Kind::Bool | Kind::Uuid | Kind::Date)
        }
        _ => false,
    }
}

/// The elements of `ARRAY[…]` or of an array's constant, typed as the array is.
pub(super) fn listed(array: &Value) -> Result<Vec<Value>> {
    let unknown = || {
        Untranslatable::new(
            "A comparison with the elements of an array has a counterpart for constants only.",
        )
    };
    let (element, text) = match (&array.kind, &array.constant) {
        (Kind::Array(_), Some(Constant::List(list))) => return Ok(list.clone()),
        (Kind::Array(element), Some(Constant::Text(text))) => (element, text),
        _ => return Err(unknown()),
    };
    array::elements(text)
        .ok_or_else(unknown)?
        .into_iter()
        .map(|item| match item {
            None => Ok(Value::null()),
            Some(item) => super::literal::typed(&item, element, Default::default()),
        })
        .collect()
}
