//! What a part of an expression is: its SQL in SQLite, its type in PostgreSQL, the form of its cells.

use super::clock::Clock;
use super::kind::Kind;
use super::{Collation, Result, Stored, Untranslatable};

/// A translated operand.
#[derive(Debug, Clone)]
pub(super) struct Value {
    /// A single operand of SQLite: a name, a literal, a call, or something in parentheses.
    pub sql: String,
    /// Its type in PostgreSQL.
    pub kind: Kind,
    /// The form of its cells.
    pub stored: Stored,
    /// Where its collation comes from, for text.
    pub collated: Collated,
    /// What it is when it is a constant.
    pub constant: Option<Constant>,
    /// Whether its text is of ASCII alone, whatever the row.
    pub ascii: bool,
    /// Document and path (`$."a"[0]`) of a part of a document.
    pub part: Option<(String, String)>,
    /// The clock, which takes its form where it is stored; `sql` has the form of its type.
    pub clock: Option<Clock>,
}

/// Derivation of a collation (<https://www.postgresql.org/docs/current/collation.html#COLLATION-CONCEPTS>).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Collated {
    /// Of a type's default.
    Default,
    /// Of a column.
    Implicit(Collation),
    /// Of a COLLATE.
    Explicit(Collation),
}

/// A constant, before it has the form of a cell.
#[derive(Debug, Clone)]
pub(super) enum Constant {
    Null,
    /// What stands in quotes.
    Text(String),
    /// Digits.
    Number(String),
    Bool(bool),
    /// The elements of an ARRAY.
    List(Vec<Value>),
}

impl Value {
    pub(super) fn new(sql: impl Into<String>, kind: Kind, stored: Stored) -> Self {
        Value {
            sql: sql.into(),
            kind,
            stored,
            collated: Collated::Default,
            constant: None,
            ascii: false,
            part: None,
            clock: None,
        }
    }

    pub(super) fn bool(sql: impl Into<String>) -> Self {
        Value::new(sql, Kind::Bool, Stored::Boolean)
    }

    pub(super) fn int(sql: impl Into<String>) -> Self {
        Value::new(sql, Kind::Int, Stored::Integer)
    }

    pub(super) fn text(sql: impl Into<String>, of: &Value) -> Self {
        Value { collated: of.collated, ..Value::new(sql, Kind::Text, Stored::Text) }
    }

    pub(super) fn null() -> Self {
        Value { constant: Some(Constant::Null), ..Value::new("NULL", Kind::Unknown, Stored::Other) }
    }

    pub(super) fn is_null(&self) -> bool {
        matches!(self.constant, Some(Constant::Null))
    }

    /// The number that a constant is.
    pub(super) fn number(&self) -> Option<i64> {
        match &self.constant {
            Some(Constant::Number(digits)) => digits.parse().ok(),
            _ => None,
        }
    }

    /// The text that a constant is.
    pub(super) fn words(&self) -> Option<&str> {
        match &self.constant {
            Some(Constant::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// As a condition.
    pub(super) fn truth(self) -> Result<Value> {
        if self.kind == Kind::Bool || self.is_null() {
            return Ok(self);
        }
        Err(Untranslatable::new(format!("A condition of the type {} has no counterpart.", self.kind)))
    }

    /// Its collation alone.
    pub(super) fn collation(&self) -> Collation {
        match self.collated {
            Collated::Default => Collation::Locale,
            Collated::Implicit(collation) | Collated::Explicit(collation) => collation,
        }
    }
}

impl Collated {
    /// The collation of two texts together.
    pub(super) fn with(self, other: Collated) -> Collated {
        use Collated::{Default, Explicit, Implicit};
        match (self, other) {
            (Explicit(one), _) | (_, Explicit(one)) => Explicit(one),
            (Implicit(one), Implicit(two)) if one == two => Implicit(one),
            // Two that differ are none; what is compared then is an error, unless it asks for equality.
            (Implicit(one), Implicit(two)) => {
                Implicit(if one == Collation::Loose || two == Collation::Loose {
                    Collation::Loose
                } else {
                    Collation::Locale
                })
            }
            (Implicit(one), Default) | (Default, Implicit(one)) => Implicit(one),
            (Default, Default) => Default,
        }
    }
}
