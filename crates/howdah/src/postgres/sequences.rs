//! Sequences that belong to columns, with their positions.
//!
//! A sequence that nobody owns belongs to the one column whose default calls for its next value, if it is only one. One that
//! a column owns and does not call for gives it nothing.
//!
//! A position is the pair that the sequence itself holds. `pg_sequences` shows NULL for one that was set but not
//! used yet (<https://www.postgresql.org/docs/current/view-pg-sequences.html>), so each is asked, many in one query.

use super::emit::{qualified, quote_literal};
use crate::error::Result;
use postgres::GenericClient;
use std::collections::HashMap;

/// A sequence of a column: of an identity, owned by it, or used by its default alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sequence {
    /// Its schema.
    pub schema: String,
    /// Its name.
    pub name: String,
    /// The table's oid.
    pub table_oid: u32,
    /// The table's name.
    pub table: String,
    /// The column's name.
    pub column: String,
    /// First value.
    pub start: i64,
    /// Step.
    pub increment: i64,
    /// Least value.
    pub minimum: i64,
    /// Greatest value.
    pub maximum: i64,
    /// Where it stands; `None` when the role may not read it.
    pub position: Option<Position>,
}

/// Where a sequence stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// The value that was handed out last, or that comes next.
    pub last_value: i64,
    /// Whether `last_value` was handed out.
    pub is_called: bool,
}

impl Sequence {
    /// The value behind which it goes on, as `sqlite_sequence` holds it: the next one is a step further.
    pub fn high_water(&self) -> Option<i64> {
        let position = self.position?;
        if position.is_called {
            Some(position.last_value)
        } else {
            Some(position.last_value.saturating_sub(self.increment))
        }
    }

    /// The value that comes next; `None` when the position is unknown or all values are handed out.
    pub fn next_value(&self) -> Option<i64> {
        let position = self.position?;
        let next = if position.is_called {
            position.last_value.checked_add(self.increment)?
        } else {
            position.last_value
        };
        (self.minimum..=self.maximum).contains(&next).then_some(next)
    }
}

/// The sequences (`objid`) that give columns (`refobjid`, `refobjsubid`) their values, of all schemas, as a query: those of
/// identities, and those that a default calls for and nothing else, when the column owns it, or nobody does and no other
/// default uses it. `pg_depend`: an identity's sequence depends internally (`i`), one that is OWNED BY automatically (`a`); a
/// default on a sequence that it names normally (`n`). The defaults of partitions are those of their table.
pub(super) const OF_COLUMNS: &str = r"
SELECT d.objid, d.refobjid, d.refobjsubid
  FROM pg_catalog.pg_depend d
 WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.refclassid = 'pg_catalog.pg_class'::regclass
   AND d.deptype = 'i' AND d.refobjsubid > 0
UNION ALL
SELECT d.refobjid, f.adrelid, f.adnum
  FROM pg_catalog.pg_depend d
  JOIN pg_catalog.pg_attrdef f ON f.oid = d.objid
  JOIN pg_catalog.pg_class t ON t.oid = f.adrelid AND NOT t.relispartition
  LEFT JOIN pg_catalog.pg_depend o
         ON o.classid = 'pg_catalog.pg_class'::regclass AND o.objid = d.refobjid AND o.deptype IN ('a', 'i')
        AND o.refclassid = 'pg_catalog.pg_class'::regclass AND o.refobjsubid > 0
 WHERE d.classid = 'pg_catalog.pg_attrdef'::regclass AND d.refclassid = 'pg_catalog.pg_class'::regclass
   AND d.deptype = 'n' AND d.refobjid <> f.adrelid
   AND pg_catalog.pg_get_expr(f.adbin, f.adrelid) ~ '^nextval\(''([^'']|'''')*''::regclass\)$'
   AND CASE WHEN o.objid IS NOT NULL THEN o.refobjid = f.adrelid AND o.refobjsubid = f.adnum
            ELSE NOT EXISTS (SELECT FROM pg_catalog.pg_depend e
                               JOIN pg_catalog.pg_attrdef g ON g.oid = e.objid AND g.oid <> f.oid
                               JOIN pg_catalog.pg_class u ON u.oid = g.adrelid AND NOT u.relispartition
                              WHERE e.classid = 'pg_catalog.pg_attrdef'::regclass
                                AND e.refclassid = 'pg_catalog.pg_class'::regclass AND e.refobjid = d.refobjid) END";

/// Those of one schema's tables.
fn of_schema() -> String {
    format!(
        "SELECT s.oid, sn.nspname::text, s.relname::text, t.oid, t.relname::text, a.attname::text,
       q.seqstart, q.seqincrement, q.seqmin, q.seqmax,
       has_sequence_privilege(s.oid, 'SELECT') AND has_schema_privilege(sn.oid, 'USAGE')
  FROM ({OF_COLUMNS}) d
  JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'
  JOIN pg_namespace sn ON sn.oid = s.relnamespace
  JOIN pg_sequence q ON q.seqrelid = s.oid
  JOIN pg_class t ON t.oid = d.refobjid
  JOIN pg_namespace n ON n.oid = t.relnamespace
  JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
 WHERE n.nspname = $1 AND NOT t.relispartition
 ORDER BY t.oid, a.attnum, s.oid"
    )
}

/// Sequences asked in one query: far from any limit, and few queries for any schema.
const ASKED_AT_ONCE: usize = 500;

/// The sequences of a schema's columns, in the order of tables and columns.
pub fn sequences<C: GenericClient>(client: &mut C, schema: &str) -> Result<Vec<Sequence>> {
    let mut found = Vec::new();
    let mut places = HashMap::new();
    let mut readable = Vec::new();
    for row in client.query(&of_schema(), &[&schema])? {
        let oid: u32 = row.try_get(0)?;
        let sequence = Sequence {
            schema: row.try_get(1)?,
            name: row.try_get(2)?,
            table_oid: row.try_get(3)?,
            table: row.try_get(4)?,
            column: row.try_get(5)?,
            start: row.try_get(6)?,
            increment: row.try_get(7)?,
            minimum: row.try_get(8)?,
            maximum: row.try_get(9)?,
            position: None,
        };
        if row.try_get(10)? {
            readable.push(format!(
                "SELECT {}::oid, last_value, is_called FROM {}",
                quote_literal(&oid.to_string()),
                qualified(&sequence.schema, &sequence.name)
            ));
        }
        places.insert(oid, found.len());
        found.push(sequence);
    }
    for some in readable.chunks(ASKED_AT_ONCE) {
        for row in client.query(&some.join(" UNION ALL "), &[])? {
            if let Some(&place) = places.get(&row.try_get::<_, u32>(0)?) {
                found[place].position =
                    Some(Position { last_value: row.try_get(1)?, is_called: row.try_get(2)? });
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(last_value: i64, is_called: bool, increment: i64) -> Sequence {
        Sequence {
            schema: "s".into(),
            name: "q".into(),
            table_oid: 1,
            table: "t".into(),
            column: "id".into(),
            start: 1,
            increment,
            minimum: 1,
            maximum: i64::MAX,
            position: Some(Position { last_value, is_called }),
        }
    }

    #[test]
    fn the_high_water_mark_is_a_step_before_the_next_value() {
        assert_eq!((at(1, false, 1).high_water(), at(1, false, 1).next_value()), (Some(0), Some(1)));
        assert_eq!((at(7, true, 1).high_water(), at(7, true, 1).next_value()), (Some(7), Some(8)));
        assert_eq!((at(10, false, 5).high_water(), at(10, false, 5).next_value()), (Some(5), Some(10)));
        assert_eq!(at(i64::MAX, true, 1).next_value(), None);
        assert_eq!(Sequence { position: None, ..at(1, true, 1) }.high_water(), None);
    }
}
