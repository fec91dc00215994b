//! Constants: how SQLite reads them and how PostgreSQL writes them.

use super::outcome::Refusal;
use super::value::{Constant, Rep, Value};
use crate::postgres::emit::quote_literal;
use crate::row::number::{Number, real_to_text, text_as_number, text_as_real};

/// A number's token (<https://sqlite.org/lang_expr.html#literal_values_constants_>); `negative` when a minus stands in
/// front, which alone reaches the lowest integer.
pub(super) fn number(token: &str, negative: bool) -> Result<Value, Refusal> {
    let plain: String = token.chars().filter(|character| *character != '_').collect();
    if let Some(digits) = plain.strip_prefix("0x").or_else(|| plain.strip_prefix("0X")) {
        // Hexadecimal integers are 64 bits in two's complement.
        let integer = u64::from_str_radix(digits, 16)
            .map_err(|_| Refusal::new(format!("The hexadecimal literal {token} is too big.")))?
            as i64;
        let integer = if negative { integer.wrapping_neg() } else { integer };
        return Ok(integer_value(integer));
    }
    let text = if negative { format!("-{plain}") } else { plain.clone() };
    if plain.bytes().all(|byte| byte.is_ascii_digit())
        && let Ok(integer) = text.parse()
    {
        return Ok(integer_value(integer));
    }
    match text_as_real(text.as_bytes()) {
        Some(real) => Ok(real_value(real)),
        None => Err(Refusal::new(format!("The number {token} is not understood."))),
    }
}

pub(super) fn integer_value(integer: i64) -> Value {
    let sql = match integer {
        i64::MIN => "'-9223372036854775808'::bigint".to_owned(),
        // In parentheses: a cast binds tighter than a minus.
        negative if negative < 0 => format!("({negative})"),
        integer => integer.to_string(),
    };
    let mut value = Value::new(sql, Rep::Int).nullable(false);
    value.small = i32::try_from(integer).is_ok();
    value.constant = Some(Constant::Integer(integer));
    value
}

pub(super) fn real_value(real: f64) -> Value {
    let sql = if real.is_infinite() {
        format!("'{}Infinity'::double precision", if real < 0.0 { "-" } else { "" })
    } else {
        format!("'{real:?}'::double precision")
    };
    let mut value = Value::new(sql, Rep::Real).nullable(false);
    value.constant = Some(Constant::Real(real));
    value
}

pub(super) fn text_value(text: &str) -> Result<Value, Refusal> {
    if text.contains('\0') {
        return Err(Refusal::new("A text with a NUL cannot stand in PostgreSQL."));
    }
    let mut value = Value::new(quote_literal(text), Rep::Text).nullable(false);
    value.constant = Some(Constant::Text(text.to_owned()));
    Ok(value)
}

/// A string's token with its quotes.
pub(super) fn string(token: &str) -> Result<Value, Refusal> {
    text_value(&super::parse::name(token))
}

/// A blob's token: the digits, or `x'…'`.
pub(super) fn blob(token: &str) -> Result<Value, Refusal> {
    let digits = token.trim_start_matches(['x', 'X']).trim_matches('\'');
    let nibbles: Option<Vec<u8>> = digits.chars().map(|digit| Some(digit.to_digit(16)? as u8)).collect();
    let nibbles = nibbles.filter(|nibbles| nibbles.len() % 2 == 0);
    let nibbles = nibbles.ok_or_else(|| Refusal::new("A blob literal is malformed."))?;
    let bytes = nibbles.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect();
    let mut value =
        Value::new(format!("'\\x{}'::bytea", digits.to_ascii_lowercase()), Rep::Blob).nullable(false);
    value.constant = Some(Constant::Blob(bytes));
    Ok(value)
}

/// A constant's text, as `CAST(x AS TEXT)` gives it.
pub(super) fn constant_text(constant: &Constant) -> Option<String> {
    match constant {
        Constant::Integer(integer) => Some(integer.to_string()),
        Constant::Real(real) => {
            let mut text = Vec::new();
            real_to_text(*real, &mut text);
            String::from_utf8(text).ok()
        }
        Constant::Text(text) => Some(text.clone()),
        Constant::Blob(_) => None,
    }
}

/// A text under NUMERIC affinity: a number when all of it is one.
pub(super) fn text_under_numeric_affinity(text: &str) -> Option<Value> {
    match text_as_number(text.as_bytes())? {
        Number::Integer(integer) => Some(integer_value(integer)),
        Number::Real(real) => Some(real_value(real)),
    }
}
