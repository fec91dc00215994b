//! Types of made-up columns: which, how likely, and what they can stand in.

use super::people::People;
use crate::random::dice::Dice;

/// A type, as far as its values and its place in keys differ.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Type {
    /// A type by its name alone, whose values [`super::values`] knows.
    Plain(&'static str),
    Numeric(Option<(i64, i64)>),
    Varchar(i64),
    Char(i64),
    Bit(i64),
    /// By its position among the enums.
    Enum(usize),
    Domain(usize),
    Composite(usize),
    Array(Box<Type>),
}

/// How often each plain type comes, in hundredths of all that have no more to say.
const PLAIN: &[(&str, usize)] = &[
    ("smallint", 4),
    ("integer", 12),
    ("bigint", 8),
    ("oid", 1),
    ("boolean", 7),
    ("real", 4),
    ("double precision", 7),
    ("money", 1),
    ("text", 14),
    ("varchar", 2),
    ("name", 1),
    ("\"char\"", 1),
    ("citext", 2),
    ("bytea", 4),
    ("uuid", 4),
    ("date", 5),
    ("time", 3),
    ("timestamp", 5),
    ("timestamptz", 7),
    ("json", 3),
    ("jsonb", 5),
    ("interval", 2),
    ("timetz", 1),
    ("inet", 2),
    ("cidr", 1),
    ("macaddr", 1),
    ("macaddr8", 1),
    ("varbit", 1),
    ("int4range", 2),
    ("numrange", 1),
    ("tstzrange", 1),
    ("daterange", 1),
    ("int4multirange", 1),
    ("hstore", 1),
    ("xml", 1),
    ("tsvector", 1),
    ("tsquery", 1),
    ("point", 1),
    ("box", 1),
    ("path", 1),
    ("polygon", 1),
    ("circle", 1),
    ("lseg", 1),
    ("pg_lsn", 1),
    ("time(3)", 1),
    ("timestamp(0)", 1),
    ("timestamptz(3)", 1),
];

impl Type {
    pub(super) fn any(people: &People, dice: &mut Dice) -> Type {
        match dice.below(100) {
            0..=8 => Type::Numeric(match dice.percent(40) {
                true => None,
                false => {
                    let most = *dice.pick(&[5, 10, 15, 20, 40]);
                    let precision = dice.between(1, most);
                    Some((precision, dice.between(0, precision.min(12))))
                }
            }),
            9..=16 => Type::Varchar(dice.between(1, 40)),
            17..=20 => Type::Char(dice.between(1, 12)),
            21 => Type::Bit(dice.between(1, 40)),
            22..=25 if people.enums > 0 => Type::Enum(dice.below(people.enums)),
            26..=29 if !people.domains.is_empty() => Type::Domain(dice.below(people.domains.len())),
            30..=31 if !people.composites.is_empty() => Type::Composite(dice.below(people.composites.len())),
            32..=39 => loop {
                let inner = Type::any(people, dice);
                // Elements that JSON cannot say have lists of their own among the written databases.
                let element = !matches!(
                    inner,
                    Type::Array(_)
                        | Type::Domain(_)
                        | Type::Plain("json" | "jsonb" | "hstore")
                        | Type::Composite(_)
                );
                if element {
                    break Type::Array(Box::new(inner));
                }
            },
            _ => Type::plain(people, dice),
        }
    }

    fn plain(people: &People, dice: &mut Dice) -> Type {
        let whole: usize = PLAIN.iter().map(|(_, weight)| weight).sum();
        let mut at = dice.below(whole);
        for (name, weight) in PLAIN {
            if at < *weight {
                let extension = matches!(*name, "citext" | "hstore");
                return Type::Plain(if extension && !people.extensions { "text" } else { name });
            }
            at -= weight;
        }
        unreachable!("the weights were summed")
    }

    /// A type that may be a key, and of which enough values differ.
    pub(super) fn key(people: &People, dice: &mut Dice) -> Type {
        match dice.below(14) {
            0..=3 => Type::Plain("integer"),
            4 | 5 => Type::Plain("bigint"),
            6 => Type::Plain("smallint"),
            7 => Type::Plain("text"),
            8 => Type::Varchar(dice.between(5, 40)),
            9 => Type::Plain("uuid"),
            10 => Type::Plain(["date", "timestamptz", "timestamp", "bytea"][dice.below(4)]),
            11 => Type::Char(dice.between(5, 12)),
            12 if people.extensions => Type::Plain("citext"),
            _ => Type::Numeric(Some((12, 2))),
        }
    }

    /// As SQL.
    pub(super) fn sql(&self, people: &People) -> String {
        match self {
            Type::Plain(name) => (*name).to_owned(),
            Type::Numeric(None) => "numeric".to_owned(),
            Type::Numeric(Some((precision, scale))) => format!("numeric({precision},{scale})"),
            Type::Varchar(length) => format!("varchar({length})"),
            Type::Char(length) => format!("char({length})"),
            Type::Bit(length) => format!("bit({length})"),
            Type::Enum(at) => format!("{}.mood{at}", people.schema_of_types),
            Type::Domain(at) => format!("{}.domain{at}", people.schema_of_types),
            Type::Composite(at) => format!("{}.pair{at}", people.schema_of_types),
            Type::Array(inner) => format!("{}[]", inner.sql(people)),
        }
    }

    /// The type below domains.
    pub(super) fn base<'a>(&'a self, people: &'a People) -> &'a Type {
        match self {
            Type::Domain(at) => people.domains[*at].base(people),
            other => other,
        }
    }

    pub(super) fn is_integer(&self) -> bool {
        matches!(self, Type::Plain("smallint" | "integer" | "bigint"))
    }

    pub(super) fn is_text(&self) -> bool {
        matches!(self, Type::Plain("text" | "varchar") | Type::Varchar(_))
    }

    /// Whether a B-tree holds it (<https://www.postgresql.org/docs/current/btree-behavior.html>).
    pub(super) fn has_order(&self) -> bool {
        match self {
            Type::Plain(name) => {
                !matches!(*name, "json" | "xml" | "point" | "box" | "path" | "polygon" | "circle" | "lseg")
            }
            Type::Array(inner) => inner.has_order(),
            _ => true,
        }
    }
}
