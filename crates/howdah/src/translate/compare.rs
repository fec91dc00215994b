//! Comparisons: SQLite orders numbers before texts before blobs and converts by affinity first
//! (<https://sqlite.org/datatype3.html#comparison_expressions>); PostgreSQL compares within one type.
//!
//! Where both sides have one type in PostgreSQL that orders as SQLite does, the comparison stays one of plain columns,
//! which an index serves. Where the classes differ for certain, the answer is a constant.

use super::context::Context;
use super::literal;
use super::moment;
use super::outcome::Refusal;
use super::schema::Collation;
use super::value::{Constant, Rep, Value};
use crate::catalog::map::Affinity;
use crate::row::format::{BooleanSpelling, Format, UuidSpelling};
use crate::row::logical::LogicalType;
use crate::row::uuid::Uuid;

/// A comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Is,
    IsNot,
}

impl Comparison {
    pub fn sql(self) -> &'static str {
        match self {
            Comparison::Equal => "=",
            Comparison::NotEqual => "<>",
            Comparison::Less => "<",
            Comparison::LessEqual => "<=",
            Comparison::Greater => ">",
            Comparison::GreaterEqual => ">=",
            Comparison::Is => "IS NOT DISTINCT FROM",
            Comparison::IsNot => "IS DISTINCT FROM",
        }
    }

    fn is_order(self) -> bool {
        matches!(
            self,
            Comparison::Less | Comparison::LessEqual | Comparison::Greater | Comparison::GreaterEqual
        )
    }

    fn mirrored(self) -> Self {
        match self {
            Comparison::Less => Comparison::Greater,
            Comparison::LessEqual => Comparison::GreaterEqual,
            Comparison::Greater => Comparison::Less,
            Comparison::GreaterEqual => Comparison::LessEqual,
            same => same,
        }
    }

    /// The answer when the left side is certainly less (or greater), neither being NULL.
    fn of_order(self, less: bool) -> bool {
        match self {
            Comparison::Equal | Comparison::Is => false,
            Comparison::NotEqual | Comparison::IsNot => true,
            Comparison::Less | Comparison::LessEqual => less,
            Comparison::Greater | Comparison::GreaterEqual => !less,
        }
    }
}

/// A comparison in PostgreSQL.
pub(super) enum Compared {
    /// Two operands that one operator of PostgreSQL compares.
    Pair(Comparison, String, String),
    /// Anything else, as a condition that is no single operand.
    Whole(String),
}

impl Compared {
    pub fn into_sql(self) -> String {
        match self {
            Compared::Pair(op, left, right) => format!("{left} {} {right}", op.sql()),
            Compared::Whole(sql) => sql,
        }
    }
}

/// The storage class, as far as it is known.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Class {
    Number,
    Text,
    Blob,
    ByRow,
}

fn class(value: &Value) -> Class {
    match value.rep {
        Rep::Bool | Rep::Int | Rep::Real | Rep::Number | Rep::Loose => Class::Number,
        Rep::Stored(LogicalType::Numeric { .. }, _, _) => Class::Number,
        Rep::Text | Rep::Null | Rep::Stored(..) => Class::Text,
        Rep::Blob => Class::Blob,
        Rep::Mixed | Rep::Dyn => Class::ByRow,
    }
}

fn is_numeric(affinity: Affinity) -> bool {
    matches!(affinity, Affinity::Integer | Affinity::Real | Affinity::Numeric)
}

/// Compares two values; the answer is a condition.
pub(super) fn compare(
    cx: &mut Context<'_>,
    op: Comparison,
    left: &Value,
    right: &Value,
) -> Result<Value, Refusal> {
    let nullable = !matches!(op, Comparison::Is | Comparison::IsNot) && (left.nullable || right.nullable);
    let sql = pair(cx, op, left, right)?.into_sql();
    Ok(Value::compound(sql, Rep::Bool).nullable(nullable))
}

/// Compares two values, keeping the two operands apart where one operator does it.
pub(super) fn pair(
    cx: &mut Context<'_>,
    op: Comparison,
    left: &Value,
    right: &Value,
) -> Result<Compared, Refusal> {
    let collation = collation(left, right);
    if left.rep == Rep::Null || right.rep == Rep::Null {
        return Ok(with_null(op, left, right));
    }
    let (left, right) = (under_affinity(left, right)?, under_affinity(right, left)?);
    if let Some(same) = same_type(op, &left, &right) {
        return Ok(same);
    }
    if let Some(same) = same_type(op.mirrored(), &right, &left) {
        return Ok(match same {
            Compared::Pair(op, right, left) => Compared::Pair(op.mirrored(), left, right),
            whole => whole,
        });
    }
    if let Some(numbers) = numeric_columns(op, &left, &right) {
        return Ok(numbers);
    }
    let (left_affinity, right_affinity) = (left.affinity, right.affinity);
    let (mut left, mut right) = (cx.cell(&left)?, cx.cell(&right)?);
    let numeric = is_numeric(left_affinity) || is_numeric(right_affinity);
    // TEXT affinity makes texts of the other side's numbers.
    let text = !numeric && (left_affinity == Affinity::Text || right_affinity == Affinity::Text);
    if text {
        if left_affinity != Affinity::Text && matches!(class(&left), Class::Number | Class::ByRow) {
            left = cx.text(&left)?;
        }
        if right_affinity != Affinity::Text && matches!(class(&right), Class::Number | Class::ByRow) {
            right = cx.text(&right)?;
        }
    }
    match (class(&left), class(&right)) {
        (Class::Number, Class::Number) => Ok(numbers(op, &left, &right)),
        (Class::Text, Class::Text)
            if op.is_order() && is_numeric(left_affinity) && may_look_numeric(&right) =>
        {
            text_or_number(cx, op, &left, &right, &collation)
        }
        (Class::Text, Class::Text)
            if op.is_order() && is_numeric(right_affinity) && may_look_numeric(&left) =>
        {
            text_or_number(cx, op.mirrored(), &right, &left, &collation)
        }
        (Class::Text, Class::Text) => texts(cx, op, &left, &right, &collation),
        (Class::Blob, Class::Blob) => Ok(Compared::Pair(op, left.arg(), right.arg())),
        (Class::ByRow, _) => by_row(cx, op, &left, &right, numeric, &collation),
        (_, Class::ByRow) => Ok(match by_row(cx, op.mirrored(), &right, &left, numeric, &collation)? {
            Compared::Pair(op, right, left) => Compared::Pair(op.mirrored(), left, right),
            whole => whole,
        }),
        (Class::Text, Class::Number) if numeric && !is_numeric(left_affinity) => {
            text_and_number(cx, op, &left, &right)
        }
        (Class::Number, Class::Text) if numeric && !is_numeric(right_affinity) => {
            text_and_number(cx, op.mirrored(), &right, &left)
        }
        (one, other) => Ok(certain(op, one < other, &left, &right)),
    }
}

/// Whether a text is converted by the NUMERIC affinity of the other side in some rows.
fn may_look_numeric(text: &Value) -> bool {
    !is_numeric(text.affinity) && text.constant.is_none() && text.moment.is_none()
}

/// A column of NUMERIC affinity whose cells are texts (a moment, say) in an order with a text that may be a number, and
/// then comes before all texts. For equality there is no difference.
fn text_or_number(
    cx: &mut Context<'_>,
    op: Comparison,
    left: &Value,
    right: &Value,
    collation: &Collation,
) -> Result<Compared, Refusal> {
    let looks = cx.looks_numeric(right);
    let given = if left.nullable { format!(" AND {} IS NOT NULL", left.arg()) } else { String::new() };
    let answer = op.of_order(false);
    let compared = texts(cx, op, left, right, collation)?.into_sql();
    Ok(Compared::Whole(format!("CASE WHEN {looks}{given} THEN {answer} ELSE {compared} END")))
}

/// The collation of a comparison (<https://sqlite.org/datatype3.html#assigning_collating_sequences_from_sql>).
pub(super) fn collation(left: &Value, right: &Value) -> Collation {
    let of = |value: &Value| value.collation.clone();
    if left.explicit_collation {
        of(left)
    } else if right.explicit_collation {
        of(right)
    } else if left.column || left.collation != Collation::Binary {
        of(left)
    } else {
        of(right)
    }
}

fn with_null(op: Comparison, left: &Value, right: &Value) -> Compared {
    let other = if left.rep == Rep::Null { right } else { left };
    match op {
        Comparison::Is => Compared::Whole(format!("{} IS NULL", other.arg())),
        Comparison::IsNot => Compared::Whole(format!("{} IS NOT NULL", other.arg())),
        _ => Compared::Whole("NULL::boolean".into()),
    }
}

/// A constant after the affinity that the other side brings.
fn under_affinity(value: &Value, other: &Value) -> Result<Value, Refusal> {
    let Some(constant) = &value.constant else { return Ok(value.clone()) };
    let converted = match constant {
        Constant::Text(text) if is_numeric(other.affinity) => literal::text_under_numeric_affinity(text),
        Constant::Integer(_) | Constant::Real(_)
            if other.affinity == Affinity::Text && value.affinity == Affinity::Blob =>
        {
            literal::constant_text(constant).map(|text| literal::text_value(&text)).transpose()?
        }
        _ => None,
    };
    Ok(Value { affinity: value.affinity, ..converted.unwrap_or_else(|| value.clone()) })
}

/// Sides that one richer type of PostgreSQL compares as SQLite does: the left is a column of that type.
fn same_type(op: Comparison, left: &Value, right: &Value) -> Option<Compared> {
    match (&left.rep, &right.rep, &right.constant) {
        (Rep::Bool, Rep::Int, Some(Constant::Integer(bit @ 0..=1))) => {
            Some(Compared::Pair(op, left.arg(), (*bit == 1).to_string()))
        }
        (Rep::Bool, Rep::Bool, _) => Some(Compared::Pair(op, left.arg(), right.arg())),
        (
            Rep::Stored(
                LogicalType::Bool,
                Format::Boolean { spelling: BooleanSpelling::Words { yes, no } },
                _,
            ),
            _,
            Some(Constant::Text(text)),
        ) if !op.is_order() && (text == yes || text == no) => {
            Some(Compared::Pair(op, left.arg(), (text == yes).to_string()))
        }
        (Rep::Stored(LogicalType::Uuid, format, _), Rep::Stored(LogicalType::Uuid, other, _), _)
            if format == other =>
        {
            Some(Compared::Pair(op, left.arg(), right.arg()))
        }
        (Rep::Stored(LogicalType::Uuid, Format::Uuid { spelling }, _), _, Some(constant)) => {
            let uuid = match (constant, spelling) {
                (Constant::Text(text), spelling) if *spelling != UuidSpelling::Bytes => {
                    Uuid::parse(text.as_bytes()).filter(|uuid| uuid.is_spelled(*spelling))
                }
                (Constant::Blob(bytes), UuidSpelling::Bytes) => Uuid::from_blob(bytes),
                _ => None,
            }?;
            let digits: String = uuid.bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            Some(Compared::Pair(op, left.arg(), format!("'{}'::uuid", hyphens(&digits))))
        }
        (Rep::Stored(_, Format::Moment { .. }, _), _, _) => {
            let counterpart = moment::counterpart(left, right)?;
            let op = match (op, counterpart.before_the_day) {
                (op, false) => op,
                (Comparison::Greater | Comparison::GreaterEqual, true) => Comparison::GreaterEqual,
                (Comparison::Less | Comparison::LessEqual, true) => Comparison::Less,
                (_, true) => return Some(certain(op, false, left, right)),
            };
            Some(Compared::Pair(op, left.arg(), counterpart.sql))
        }
        (
            Rep::Stored(LogicalType::Int2 | LogicalType::Int4 | LogicalType::Int8, Format::NumberText, _),
            Rep::Text,
            Some(Constant::Text(text)),
        ) if !op.is_order() => {
            let integer = text.parse::<i64>().ok().filter(|integer| integer.to_string() == *text)?;
            Some(Compared::Pair(op, left.arg(), literal::integer_value(integer).sql))
        }
        (Rep::Stored(logical, format, _), Rep::Stored(other, other_format, _), _)
            if !op.is_order()
                && logical == other
                && format == other_format
                && !matches!(logical, LogicalType::Json | LogicalType::Jsonb) =>
        {
            Some(Compared::Pair(op, left.arg(), right.arg()))
        }
        _ => None,
    }
}

fn hyphens(digits: &str) -> String {
    [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]].join("-")
}

/// `numeric` columns against numbers: exact as they are.
fn numeric_columns(op: Comparison, left: &Value, right: &Value) -> Option<Compared> {
    let stored = |value: &Value| {
        matches!(value.rep, Rep::Stored(LogicalType::Numeric { .. }, Format::Number | Format::Real, _))
    };
    let operand = |value: &Value, other: &Value| match (&value.rep, &value.constant) {
        // The shortest decimal of a double is what the column holds for it.
        (Rep::Real, Some(Constant::Real(real))) if real.is_finite() && stored(other) => {
            Some(signed(format!("{real:?}")))
        }
        (Rep::Int, _) => Some(value.arg()),
        _ if stored(value) => Some(value.arg()),
        _ => None,
    };
    if !stored(left) && !stored(right) {
        return None;
    }
    Some(Compared::Pair(op, operand(left, right)?, operand(right, left)?))
}

fn signed(number: String) -> String {
    if number.starts_with('-') { format!("({number})") } else { number }
}

fn numbers(op: Comparison, left: &Value, right: &Value) -> Compared {
    let operand = |value: &Value, other: &Value| match (&value.rep, &value.constant) {
        (Rep::Bool, _) => value.cast("integer"),
        // A whole number compares with an integer column as an integer, any other as numeric: both exact.
        (Rep::Real, Some(Constant::Real(real))) if other.rep == Rep::Int && real.is_finite() => {
            if real.fract() == 0.0 && real.abs() < 9e18 {
                literal::integer_value(*real as i64).sql
            } else {
                signed(format!("{real:?}"))
            }
        }
        _ => value.arg(),
    };
    Compared::Pair(op, operand(left, right), operand(right, left))
}

/// A text as a collation compares it.
pub(super) fn folded(text: &Value, collation: &Collation) -> Result<String, Refusal> {
    Ok(match collation {
        Collation::Binary => text.arg(),
        Collation::Nocase => format!("lower({} COLLATE \"C\")", text.arg()),
        Collation::Rtrim => format!("rtrim({}, ' ')", text.arg()),
        Collation::Other(name) => {
            return Err(Refusal::new(format!("The collation {name} belongs to the application.")));
        }
    })
}

fn texts(
    cx: &mut Context<'_>,
    op: Comparison,
    left: &Value,
    right: &Value,
    collation: &Collation,
) -> Result<Compared, Refusal> {
    let (left, right) = (cx.text(left)?, cx.text(right)?);
    let mut left_sql = folded(&left, collation)?;
    let right_sql = folded(&right, collation)?;
    let plain = (left.c_collated || right.c_collated) && *collation == Collation::Binary;
    if op.is_order() && !plain && *collation != Collation::Nocase {
        left_sql.push_str(" COLLATE \"C\"");
    }
    if left.constant.is_some() && right.constant.is_some() && *collation == Collation::Binary {
        left_sql = format!("{}::text{}", left.arg(), if op.is_order() { " COLLATE \"C\"" } else { "" });
    }
    Ok(Compared::Pair(op, left_sql, right_sql))
}

/// An answer that depends on nothing but whether a side is NULL.
fn certain(op: Comparison, less: bool, left: &Value, right: &Value) -> Compared {
    let answer = op.of_order(less);
    let given: Vec<String> = [left, right]
        .iter()
        .filter(|side| side.nullable)
        .map(|side| format!("{} IS NOT NULL", side.arg()))
        .collect();
    let sql = match op {
        Comparison::Is | Comparison::IsNot => {
            let both = left.nullable && right.nullable;
            let null = format!("({} IS NULL AND {} IS NULL)", left.arg(), right.arg());
            match (op, both) {
                (Comparison::Is, true) => null,
                (Comparison::Is, false) => "false".into(),
                (_, true) => format!("NOT {null}"),
                (_, false) => "true".into(),
            }
        }
        _ if given.is_empty() => answer.to_string(),
        _ => format!("CASE WHEN {} THEN {answer} END", given.join(" AND ")),
    };
    Compared::Whole(sql)
}

/// `op` as one that is NULL for NULL, and how to make IS of it again.
fn null_safe(
    op: Comparison,
    left: &Value,
    right: &Value,
    build: impl FnOnce(Comparison) -> String,
) -> Compared {
    let plain = match op {
        Comparison::Is => Comparison::Equal,
        Comparison::IsNot => Comparison::NotEqual,
        other => other,
    };
    let sql = build(plain);
    let both = format!("{} IS NULL AND {} IS NULL", left.arg(), right.arg());
    Compared::Whole(match op {
        Comparison::Is => format!("coalesce({sql}, {both})"),
        Comparison::IsNot => format!("coalesce({sql}, NOT ({both}))"),
        _ => sql,
    })
}

/// A text under NUMERIC affinity against a number.
fn text_and_number(
    cx: &mut Context<'_>,
    op: Comparison,
    text: &Value,
    number: &Value,
) -> Result<Compared, Refusal> {
    if text.constant.is_some() {
        // It is no number, or it would have become one.
        return Ok(certain(op, false, text, number));
    }
    let looks = cx.looks_numeric(text);
    let real = cx.call("lite_text_real", std::slice::from_ref(&text.sql));
    let other = cx.real(number)?;
    Ok(null_safe(op, text, number, |op| {
        format!(
            "CASE WHEN {} IS NULL OR {} IS NULL THEN NULL WHEN {looks} THEN {real} {} {} ELSE {} END",
            text.arg(),
            number.arg(),
            op.sql(),
            other.arg(),
            op.of_order(false)
        )
    }))
}

/// A value whose class depends on the row.
fn by_row(
    cx: &mut Context<'_>,
    op: Comparison,
    left: &Value,
    right: &Value,
    numeric: bool,
    collation: &Collation,
) -> Result<Compared, Refusal> {
    if left.rep == Rep::Dyn {
        return json_scalar(cx, op, left, right, numeric, collation);
    }
    let exact = left.column && !op.is_order() && right.constant.is_some() && numeric;
    if !exact {
        cx.note(
            "class-by-row",
            "A comparison of values that are numbers in some rows and texts in others compares texts.",
        );
    }
    let (left, right) = (cx.text(left)?, cx.text(right)?);
    let (left, right) = (Value { rep: Rep::Text, ..left }, Value { rep: Rep::Text, ..right });
    texts(cx, op, &left, &right, collation)
}

/// A scalar of JSON, which knows its class.
fn json_scalar(
    cx: &mut Context<'_>,
    op: Comparison,
    left: &Value,
    right: &Value,
    numeric: bool,
    collation: &Collation,
) -> Result<Compared, Refusal> {
    let equality = !op.is_order();
    let text = cx.text(left)?;
    match class(right) {
        Class::Text if numeric => {
            let right = cx.text(right)?;
            texts(cx, op, &text, &right, collation)
        }
        Class::Text => {
            if equality && *collation == Collation::Binary {
                return Ok(Compared::Pair(op, left.arg(), format!("to_jsonb({}::text)", right.arg())));
            }
            let compared = |cx: &mut Context<'_>, op| texts(cx, op, &text, right, collation);
            let inner = compared(cx, op)?.into_sql();
            Ok(null_safe(op, left, right, |op| {
                format!(
                    "CASE jsonb_typeof({}) WHEN 'string' THEN {inner} ELSE {} END",
                    left.sql,
                    op.of_order(true)
                )
            }))
        }
        Class::Number => {
            if numeric {
                return text_and_number(cx, op, &text, right);
            }
            let number = cx.number(right)?;
            Ok(null_safe(op, left, right, |op| {
                format!(
                    "CASE WHEN {} IS NULL OR {} IS NULL THEN NULL \
                     WHEN jsonb_typeof({}) IN ('number', 'boolean') THEN {}::double precision {} {} ELSE {} END",
                    left.arg(),
                    number.arg(),
                    left.sql,
                    text.arg(),
                    op.sql(),
                    number.arg(),
                    op.of_order(false)
                )
            }))
        }
        Class::ByRow if right.rep == Rep::Dyn && equality => Ok(Compared::Pair(op, left.arg(), right.arg())),
        Class::ByRow => {
            cx.note("class-by-row", "An order of values of different classes compares their texts.");
            let right = cx.text(right)?;
            let right = Value { rep: Rep::Text, ..right };
            texts(cx, op, &text, &right, collation)
        }
        Class::Blob => Ok(certain(op, true, left, right)),
    }
}
