//! A value as something else: as the SQLite cell that it stands for, as text, as a number, as truth.
//!
//! The rules are those of SQLite's `CAST` and of its operators (<https://sqlite.org/lang_expr.html#castexpr>,
//! <https://sqlite.org/lang_expr.html#boolean_expressions>).

use super::context::Context;
use super::literal;
use super::moment;
use super::outcome::Refusal;
use super::value::{Constant, Rep, Value};
use crate::postgres::emit::quote_literal;
use crate::row::format::{BooleanSpelling, Format, UuidSpelling};
use crate::row::logical::LogicalType;

/// Text that NUMERIC affinity takes for a number, as a regular expression
/// (<https://sqlite.org/datatype3.html#type_affinity>).
const NUMBER: &str = r"'^[ \t\n\v\f\r]*[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?[ \t\n\v\f\r]*$'";

/// Whether a number of NUMERIC affinity is an INTEGER: one that has no fraction and fits into 64 bits
/// (<https://sqlite.org/datatype3.html#type_affinity>). Of what was a REAL the very least 64-bit integer stays one
/// (`sqlite3VdbeIntegerAffinity` in vdbemem.c); `floats` says that nothing else can have been.
pub(super) fn is_integer(arg: &str, floats: bool) -> String {
    let least = if floats { ">" } else { ">=" };
    format!("{arg} = trunc({arg}) AND {arg} {least} -9223372036854775808 AND {arg} < 9223372036854775808")
}

impl Context<'_> {
    /// The value as its cell's storage class: no longer [`Rep::Stored`].
    pub fn cell(&mut self, value: &Value) -> Result<Value, Refusal> {
        let Rep::Stored(logical, format, zone) = &value.rep else { return Ok(value.clone()) };
        let arg = value.arg();
        let keep = |sql: String, rep: Rep, atom: bool| Value {
            sql,
            atom,
            rep,
            column: false,
            c_collated: false,
            small: false,
            ..value.clone()
        };
        Ok(match (logical, format) {
            (LogicalType::Bool, Format::Boolean { spelling: BooleanSpelling::Words { yes, no } }) => keep(
                format!(
                    "CASE {arg} WHEN true THEN {} WHEN false THEN {} END",
                    quote_literal(yes),
                    quote_literal(no)
                ),
                Rep::Text,
                false,
            ),
            (LogicalType::Int2 | LogicalType::Int4 | LogicalType::Int8, Format::NumberText) => {
                keep(format!("{arg}::text"), Rep::Text, true)
            }
            (LogicalType::Int2 | LogicalType::Int4 | LogicalType::Int8, Format::Real) => {
                keep(format!("{arg}::double precision"), Rep::Real, true)
            }
            (LogicalType::Int2 | LogicalType::Int4 | LogicalType::Int8, _) => keep(arg, Rep::Int, true),
            (LogicalType::Float8, Format::NumberText) => {
                keep(self.call("lite_real_text", &[arg]), Rep::Text, true)
            }
            (LogicalType::Float8, _) => keep(arg, Rep::Real, true),
            (LogicalType::Numeric { .. }, Format::NumberText) => {
                keep(format!("{arg}::text"), Rep::Text, true)
            }
            (LogicalType::Numeric { .. }, Format::Real) => {
                keep(format!("{arg}::double precision"), Rep::Real, true)
            }
            (LogicalType::Numeric { .. }, _) => keep(format!("{arg}::double precision"), Rep::Number, true),
            (LogicalType::Text { .. }, _) => keep(arg, Rep::Text, true),
            (LogicalType::Bytea, Format::BlobText) => {
                self.note(
                    "bytes-read-as-text",
                    "Text that is kept as bytes is read as UTF-8; other bytes are an error.",
                );
                self.volatile();
                keep(format!("convert_from({arg}, 'UTF8')"), Rep::Text, true)
            }
            (LogicalType::Bytea, _) => keep(arg, Rep::Blob, true),
            (LogicalType::Uuid, Format::Uuid { spelling }) => match spelling {
                UuidSpelling::Hyphens => keep(format!("{arg}::text"), Rep::Text, true),
                UuidSpelling::HyphensUpper => keep(format!("upper({arg}::text)"), Rep::Text, true),
                UuidSpelling::Hex => keep(format!("replace({arg}::text, '-', '')"), Rep::Text, true),
                UuidSpelling::HexUpper => {
                    keep(format!("upper(replace({arg}::text, '-', ''))"), Rep::Text, true)
                }
                UuidSpelling::Braces => keep(format!("'{{' || {arg}::text || '}}'"), Rep::Text, false),
                UuidSpelling::BracesUpper => {
                    keep(format!("'{{' || upper({arg}::text) || '}}'"), Rep::Text, false)
                }
                UuidSpelling::Bytes => keep(format!("uuid_send({arg})"), Rep::Blob, true),
            },
            (
                LogicalType::Date | LogicalType::Time | LogicalType::Timestamp | LogicalType::TimestampTz,
                Format::Moment { spelling },
            ) => moment::cell(self, value, *logical, spelling, *zone)?,
            (LogicalType::Json, _) => keep(format!("{arg}::text"), Rep::Text, true),
            (LogicalType::Jsonb, _) => {
                self.note(
                    "json-spelling",
                    "JSON is read as PostgreSQL writes it: the order of keys and the spaces differ.",
                );
                let mut text = keep(format!("{arg}::text"), Rep::Text, true);
                text.json = Some(arg);
                text
            }
            (_, _) => return Err(Refusal::new("A column's type and spelling do not fit together.")),
        })
    }

    /// As TEXT.
    pub fn text(&mut self, value: &Value) -> Result<Value, Refusal> {
        if let Some(text) = value.constant.as_ref().and_then(literal::constant_text) {
            return literal::text_value(&text);
        }
        let value = self.cell(value)?;
        let sql = match &value.rep {
            Rep::Text | Rep::Mixed => return Ok(value),
            Rep::Null => return Ok(Value::new("NULL::text", Rep::Text)),
            Rep::Bool => format!("{}::integer::text", value.arg()),
            Rep::Int => value.cast("text"),
            Rep::Real => self.call("lite_real_text", std::slice::from_ref(&value.sql)),
            Rep::Number => {
                let arg = value.arg();
                let real = self.call("lite_real_text", std::slice::from_ref(&value.sql));
                let is_integer = is_integer(&arg, true);
                let sql = format!("CASE WHEN {is_integer} THEN {arg}::bigint::text ELSE {real} END");
                return Ok(Value { atom: false, ..self.derived(&value, sql, Rep::Text) });
            }
            Rep::Loose => {
                self.note(
                    "number-class-unknown",
                    "A number is written as text that SQLite would write as 1 or as 1.0, depending on the row.",
                );
                self.call("lite_real_text", std::slice::from_ref(&value.sql))
            }
            Rep::Dyn => match &value.as_text {
                Some(text) => text.clone(),
                None => format!("({} #>> '{{}}')", value.arg()),
            },
            Rep::Blob => {
                self.note("bytes-read-as-text", "A BLOB is read as text in UTF-8; other bytes are an error.");
                self.volatile();
                format!("convert_from({}, 'UTF8')", value.sql)
            }
            Rep::Stored(..) => return Err(Refusal::new("A value has no text.")),
        };
        Ok(self.derived(&value, sql, Rep::Text))
    }

    /// Text to show or search, of numbers too; a BLOB is refused.
    pub fn text_not_blob(&mut self, value: &Value, of: &str) -> Result<Value, Refusal> {
        let cell = self.cell(value)?;
        if cell.rep == Rep::Blob {
            return Err(Refusal::new(format!("{of} of a BLOB reads bytes as text.")));
        }
        self.text(value)
    }

    fn derived(&self, from: &Value, sql: String, rep: Rep) -> Value {
        let mut value = Value::new(sql, rep).nullable(from.nullable);
        value.collation = from.collation.clone();
        value.explicit_collation = from.explicit_collation;
        value
    }

    /// As a number, the way that arithmetic reads its operands.
    pub fn number(&mut self, value: &Value) -> Result<Value, Refusal> {
        let value = self.cell(value)?;
        if let Some(Constant::Text(text)) = &value.constant {
            return Ok(prefix(text));
        }
        Ok(match value.rep {
            Rep::Int | Rep::Real | Rep::Number | Rep::Loose => value,
            Rep::Null => Value::new("NULL::bigint", Rep::Int),
            Rep::Bool => self.derived(&value, value.cast("integer"), Rep::Int).small(),
            Rep::Text | Rep::Mixed => {
                let sql = self.call("lite_text_real", std::slice::from_ref(&value.sql));
                self.derived(&value, sql, Rep::Loose)
            }
            Rep::Blob => {
                let text = self.text(&value)?;
                let sql = self.call("lite_text_real", &[text.sql]);
                self.derived(&value, sql, Rep::Loose)
            }
            Rep::Dyn => {
                let text = self.text(&value)?;
                let sql = self.call("lite_text_real", &[text.sql]);
                self.derived(&value, sql, Rep::Loose)
            }
            Rep::Stored(..) => return Err(Refusal::new("A value is not a number.")),
        })
    }

    /// As `double precision`.
    pub fn real(&mut self, value: &Value) -> Result<Value, Refusal> {
        let value = self.number(value)?;
        if let Some(Constant::Integer(integer)) = value.constant {
            return Ok(literal::real_value(integer as f64));
        }
        Ok(match value.rep {
            Rep::Int => self.derived(&value, value.cast("double precision"), Rep::Real),
            _ => Value { rep: Rep::Real, ..value },
        })
    }

    /// As INTEGER, the way that `%`, bit operators and `CAST AS INTEGER` read it: fractions are cut off, a REAL beyond
    /// 64 bits becomes the nearest end.
    pub fn integer(&mut self, value: &Value) -> Result<Value, Refusal> {
        let value = self.cell(value)?;
        match (&value.rep, &value.constant) {
            (_, Some(Constant::Real(real))) => return Ok(literal::integer_value(*real as i64)),
            (_, Some(Constant::Text(text))) => return Ok(integer_prefix(text)),
            _ => {}
        }
        Ok(match value.rep {
            Rep::Int => value,
            Rep::Bool | Rep::Null => self.number(&value)?,
            Rep::Real | Rep::Number | Rep::Loose => {
                let arg = value.arg();
                let sql = format!(
                    "CASE WHEN {arg} >= 9223372036854775807 THEN 9223372036854775807 \
                     WHEN {arg} <= -9223372036854775808 THEN '-9223372036854775808'::bigint ELSE trunc({arg})::bigint END"
                );
                Value { atom: false, ..self.derived(&value, sql, Rep::Int) }
            }
            Rep::Text | Rep::Mixed => {
                let sql = self.call("lite_text_integer", std::slice::from_ref(&value.sql));
                self.derived(&value, sql, Rep::Int)
            }
            Rep::Blob => {
                let text = self.text(&value)?;
                self.integer(&text)?
            }
            Rep::Dyn => {
                let real = self.number(&value)?;
                self.integer(&real)?
            }
            Rep::Stored(..) => return Err(Refusal::new("A value is not an integer.")),
        })
    }

    /// As a `bigint`, so that arithmetic on it has SQLite's range.
    pub fn wide(&self, value: Value) -> Value {
        if value.rep != Rep::Int || !value.small {
            return value;
        }
        let sql = value.cast("bigint");
        Value { sql, atom: true, small: false, constant: None, column: false, ..value }
    }

    /// As truth.
    pub fn truth(&mut self, value: &Value) -> Result<Value, Refusal> {
        if let Some(constant) = &value.constant {
            let truth = match constant {
                Constant::Integer(integer) => *integer != 0,
                Constant::Real(real) => *real != 0.0,
                Constant::Text(text) => {
                    matches!(prefix(text).constant, Some(Constant::Real(real)) if real != 0.0)
                        || matches!(prefix(text).constant, Some(Constant::Integer(integer)) if integer != 0)
                }
                Constant::Blob(_) => return Err(Refusal::new("A BLOB stands where a condition is due.")),
            };
            return Ok(Value::new(if truth { "true" } else { "false" }, Rep::Bool).nullable(false));
        }
        if let Rep::Stored(LogicalType::Numeric { .. }, Format::Number | Format::Real, _) = value.rep {
            return Ok(Value::compound(format!("{} <> 0", value.arg()), Rep::Bool).nullable(value.nullable));
        }
        let cell = self.cell(value)?;
        Ok(match cell.rep {
            Rep::Bool => cell,
            Rep::Null => Value::new("NULL::boolean", Rep::Bool),
            _ => {
                let number = self.number(&cell)?;
                Value::compound(format!("{} <> 0", number.arg()), Rep::Bool).nullable(number.nullable)
            }
        })
    }

    /// As SQLite shows it to an application: a condition is INTEGER 1 or 0.
    pub fn shown(&mut self, value: Value) -> Value {
        match value.rep {
            Rep::Bool if !value.column => {
                let sql = value.cast("integer");
                Value { sql, atom: true, rep: Rep::Int, small: true, ..value }
            }
            Rep::Dyn => {
                self.note("class-by-row", "The type depends on the row (JSON); the values arrive as text.");
                let sql = match &value.as_text {
                    Some(text) => text.clone(),
                    None => format!("({} #>> '{{}}')", value.arg()),
                };
                Value { sql, atom: true, rep: Rep::Mixed, ..value }
            }
            Rep::Null => Value { sql: "NULL::text".into(), ..value },
            Rep::Text if value.constant.is_some() => Value { sql: value.cast("text"), ..value },
            _ => value,
        }
    }

    /// Whether a text is a number to NUMERIC affinity, as a condition.
    pub fn looks_numeric(&self, text: &Value) -> String {
        format!("{} ~ {NUMBER}", text.arg())
    }
}

impl Value {
    /// An `integer` rather than a `bigint`.
    pub fn small(mut self) -> Self {
        self.small = true;
        self
    }
}

/// The longest prefix of a text that is a number, as arithmetic reads it; 0 when there is none.
fn prefix(text: &str) -> Value {
    let text = text.trim_start_matches([' ', '\t', '\n', '\u{b}', '\u{c}', '\r']);
    let bytes = text.as_bytes();
    let digits = |from: usize| bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let sign = usize::from(matches!(bytes.first(), Some(b'+' | b'-')));
    let whole = digits(sign);
    let mut end = sign + whole;
    let mut integral = true;
    if bytes.get(end) == Some(&b'.') {
        let fraction = digits(end + 1);
        if whole + fraction > 0 {
            end += 1 + fraction;
            integral = false;
        }
    }
    if end == sign {
        return literal::integer_value(0);
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let signed = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        let exponent = if end + 1 + signed <= bytes.len() { digits(end + 1 + signed) } else { 0 };
        if exponent > 0 {
            end += 1 + signed + exponent;
            integral = false;
        }
    }
    let number = text[..end].trim_start_matches('+');
    match number.parse::<i64>() {
        Ok(integer) if integral => literal::integer_value(integer),
        _ => literal::real_value(number.parse().unwrap_or(0.0)),
    }
}

/// The longest prefix of a text that is an integer.
fn integer_prefix(text: &str) -> Value {
    let text = text.trim_start_matches([' ', '\t', '\n', '\u{b}', '\u{c}', '\r']);
    let sign = usize::from(text.starts_with(['+', '-']));
    let digits = text[sign..].bytes().take_while(u8::is_ascii_digit).count();
    let number = &text[..sign + digits];
    let saturated = if text.starts_with('-') { i64::MIN } else { i64::MAX };
    let integer = if digits == 0 { 0 } else { number.parse().unwrap_or(saturated) };
    literal::integer_value(integer)
}
