//! The types of a database's columns, looked through domains down to what their values are
//! (<https://www.postgresql.org/docs/current/catalog-pg-type.html>).

use crate::error::Result;
use postgres::GenericClient;
use std::collections::{HashMap, HashSet};

/// The type of a column's values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueType {
    /// The type's own name, below all domains: `int4`, `numeric`, `mood`.
    pub name: String,
    /// The type as SQL writes it, with its modifier: `numeric(10,2)`, `public.mood`.
    pub written: String,
    /// What kind of type it is.
    pub kind: TypeKind,
    /// The modifier, as `pg_attribute.atttypmod` has it; -1 for none.
    pub modifier: i32,
    /// The domains between, the outermost first.
    pub domains: Vec<Domain>,
    /// The domains of its parts: of an array's elements, a composite's fields, a range's ends, and of theirs.
    pub within: Vec<Domain>,
}

/// What kind of type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TypeKind {
    /// One of PostgreSQL's own types.
    System,
    /// A type of this extension.
    Extension(String),
    /// An enum with its labels, in order.
    Enum(Vec<String>),
    /// An array of elements of this sort.
    Array(Element),
    /// A composite type, a range, a base type that somebody made.
    Other,
}

/// What an array's elements are to JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Element {
    /// Their JSON gives them back.
    Plain,
    /// JSON themselves: a JSON null is written as an element that is NULL, a JSON array as a dimension.
    Json,
    /// Rows, whose fields may be any of these.
    Composite,
    /// Their JSON does not give them back: lists, and types that become JSON in a way of their own.
    Other,
}

/// A domain (<https://www.postgresql.org/docs/current/domains.html>).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Domain {
    /// Its name, with the schema.
    pub name: String,
    /// NOT NULL.
    pub not_null: bool,
    /// The expressions of its CHECK constraints, over `VALUE`, and whether they are validated.
    pub checks: Vec<(String, bool)>,
    /// Its default's expression.
    pub default: Option<String>,
}

impl ValueType {
    /// Precision and scale of a `numeric` with a modifier
    /// (<https://www.postgresql.org/docs/current/datatype-numeric.html>). The scale may be negative, or larger than the
    /// precision.
    pub fn digits(&self) -> Option<(u16, i32)> {
        let modifier = self.modifier.checked_sub(4).filter(|_| self.modifier >= 4)?;
        // Eleven bits, signed.
        Some(((modifier >> 16) as u16, ((modifier & 0x7ff) ^ 1024) - 1024))
    }

    /// Most characters of a `varchar(n)` or `char(n)`.
    pub fn characters(&self) -> Option<u32> {
        u32::try_from(self.modifier.checked_sub(4)?).ok().filter(|_| self.modifier >= 4)
    }
}

struct TypeRow {
    name: String,
    schema: String,
    kind: char,
    base: u32,
    base_modifier: i32,
    base_written: String,
    not_null: bool,
    /// The type of an array's elements.
    element: Option<u32>,
    is_list: bool,
    casts_to_json: bool,
    /// Types of a composite's fields, or the one of a range's ends.
    parts: Vec<u32>,
    extension: Option<String>,
    labels: Vec<String>,
    checks: Vec<String>,
    checked: Vec<bool>,
    default: Option<String>,
}

impl TypeRow {
    /// A domain as such.
    fn domain(&self) -> Domain {
        Domain {
            name: format!("{}.{}", self.schema, self.name),
            not_null: self.not_null,
            checks: self.checks.iter().cloned().zip(self.checked.iter().copied()).collect(),
            default: self.default.clone(),
        }
    }

    /// A domain that values may break which are there.
    fn is_checked_late(&self) -> bool {
        self.not_null || self.checked.contains(&false)
    }
}

/// All types of a database.
pub struct Types(HashMap<u32, TypeRow>);

/// An array is what its element's type names as its array: `int2vector` has elements and is none. `to_json` uses a cast to
/// `json` for types that are not PostgreSQL's own (<https://www.postgresql.org/docs/current/functions-json.html>).
const TYPES: &str = "
SELECT t.oid, t.typname::text, n.nspname::text, t.typtype::text, t.typbasetype, t.typtypmod, t.typnotnull,
       (SELECT e.oid FROM pg_type e WHERE e.oid = t.typelem AND e.typarray = t.oid), t.typcategory = 'A',
       EXISTS (SELECT FROM pg_cast c WHERE c.castsource = t.oid AND c.casttarget = 'json'::regtype),
       ARRAY(SELECT a.atttypid FROM pg_attribute a
              WHERE t.typtype = 'c' AND a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped
              UNION ALL
             SELECT r.rngsubtype FROM pg_range r WHERE t.oid IN (r.rngtypid, r.rngmultitypid)),
       (SELECT x.extname::text FROM pg_depend d JOIN pg_extension x ON x.oid = d.refobjid
         WHERE d.classid = 'pg_type'::regclass AND d.objid = t.oid AND d.refclassid = 'pg_extension'::regclass
           AND d.deptype = 'e' LIMIT 1),
       ARRAY(SELECT e.enumlabel::text FROM pg_enum e WHERE e.enumtypid = t.oid ORDER BY e.enumsortorder),
       ARRAY(SELECT pg_get_expr(c.conbin, 0) FROM pg_constraint c
              WHERE c.contypid = t.oid AND c.contype = 'c' ORDER BY c.oid),
       ARRAY(SELECT c.convalidated FROM pg_constraint c
              WHERE c.contypid = t.oid AND c.contype = 'c' ORDER BY c.oid),
       pg_get_expr(t.typdefaultbin, 0),
       CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod) ELSE '' END
  FROM pg_type t
  JOIN pg_namespace n ON n.oid = t.typnamespace";

impl Types {
    /// Reads them.
    pub fn read<C: GenericClient>(client: &mut C) -> Result<Types> {
        let mut types = HashMap::new();
        for row in client.query(TYPES, &[])? {
            let kind: String = row.try_get(3)?;
            let read = TypeRow {
                name: row.try_get(1)?,
                schema: row.try_get(2)?,
                kind: kind.chars().next().unwrap_or('b'),
                base: row.try_get(4)?,
                base_modifier: row.try_get(5)?,
                not_null: row.try_get(6)?,
                element: row.try_get(7)?,
                is_list: row.try_get(8)?,
                casts_to_json: row.try_get(9)?,
                parts: row.try_get(10)?,
                extension: row.try_get(11)?,
                labels: row.try_get(12)?,
                checks: row.try_get(13)?,
                checked: row.try_get(14)?,
                default: row.try_get(15)?,
                base_written: row.try_get(16)?,
            };
            types.insert(row.try_get(0)?, read);
        }
        Ok(Types(types))
    }

    /// What the JSON of a type's values is worth.
    fn element(&self, oid: u32) -> Element {
        let Some(row) = self.0.get(&oid) else { return Element::Other };
        let own = row.schema == "pg_catalog";
        match row.kind {
            _ if own && ["json", "jsonb"].contains(&row.name.as_str()) => Element::Json,
            _ if row.is_list || row.casts_to_json => Element::Other,
            'd' => self.element(row.base),
            'c' if row.parts.iter().all(|&field| self.is_read_back(field)) => Element::Composite,
            'c' => Element::Other,
            _ => Element::Plain,
        }
    }

    /// Whether a field's JSON can be read as its type at all: nothing is that an array of it was not, and no NULL where a
    /// domain has none.
    fn is_read_back(&self, oid: u32) -> bool {
        let Some(row) = self.0.get(&oid) else { return false };
        match row.element {
            // A dimension is told from an element's own brackets by nothing.
            Some(element) => self.element(element) != Element::Json && self.is_in_one_piece(element),
            None if row.kind == 'd' => !row.is_checked_late() && self.is_read_back(row.base),
            None => !row.is_list && self.element(oid) != Element::Other,
        }
    }

    /// Whether an element's JSON can be read, and is no array.
    fn is_in_one_piece(&self, oid: u32) -> bool {
        let below = |row: &TypeRow| (row.kind == 'd').then_some(row.base);
        let base = std::iter::successors(Some(oid), |oid| self.0.get(oid).and_then(below)).last();
        let is_array = base.and_then(|base| self.0.get(&base)).is_none_or(|row| row.element.is_some());
        !is_array && self.is_read_back(oid)
    }

    /// The domains of a type's parts, and of theirs. A composite may hold arrays of itself.
    fn domains_within(&self, oid: u32, seen: &mut HashSet<u32>, found: &mut Vec<Domain>) {
        let Some(row) = self.0.get(&oid) else { return };
        for &part in row.element.iter().chain(&row.parts) {
            let mut below = part;
            while let Some(domain) = self.0.get(&below).filter(|row| row.kind == 'd') {
                found.extend(seen.insert(below).then(|| domain.domain()));
                below = domain.base;
            }
            if seen.insert(below) {
                self.domains_within(below, seen, found);
            }
        }
    }

    /// The type of a column with this type and modifier, as `format_type` writes both.
    pub fn of(&self, oid: u32, modifier: i32, declared: &str) -> ValueType {
        let (mut oid, mut modifier, mut written) = (oid, modifier, declared.to_owned());
        let mut domains = Vec::new();
        loop {
            let Some(row) = self.0.get(&oid) else {
                // Made since the types were read: its values have a text as every type's have.
                let (name, kind, within) = (String::new(), TypeKind::Other, Vec::new());
                return ValueType { name, written, kind, modifier, domains, within };
            };
            if row.kind == 'd' {
                domains.push(row.domain());
                (oid, modifier) = (row.base, row.base_modifier);
                written.clone_from(&row.base_written);
                continue;
            }
            let kind = match row.kind {
                _ if row.element.is_some() => TypeKind::Array(self.element(row.element.unwrap_or(0))),
                'e' => TypeKind::Enum(row.labels.clone()),
                'b' if row.schema == "pg_catalog" => TypeKind::System,
                _ => match &row.extension {
                    Some(extension) => TypeKind::Extension(extension.clone()),
                    None => TypeKind::Other,
                },
            };
            let mut within = Vec::new();
            self.domains_within(oid, &mut HashSet::new(), &mut within);
            return ValueType { name: row.name.clone(), written, kind, modifier, domains, within };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numeric(precision: i32, scale: i32) -> ValueType {
        let modifier = ((precision << 16) | (scale & 0x7ff)) + 4;
        ValueType {
            name: "numeric".into(),
            written: String::new(),
            kind: TypeKind::System,
            modifier,
            domains: Vec::new(),
            within: Vec::new(),
        }
    }

    #[test]
    fn a_modifier_gives_precision_and_scale() {
        assert_eq!(numeric(10, 2).digits(), Some((10, 2)));
        assert_eq!(numeric(1000, 1000).digits(), Some((1000, 1000)));
        assert_eq!(numeric(3, -5).digits(), Some((3, -5)));
        assert_eq!(ValueType { modifier: -1, ..numeric(1, 0) }.digits(), None);
        assert_eq!(ValueType { modifier: 9, ..numeric(1, 0) }.characters(), Some(5));
        assert_eq!(ValueType { modifier: -1, ..numeric(1, 0) }.characters(), None);
    }
}
