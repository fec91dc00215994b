//! Reads what one schema contains out of the system's catalogue
//! (<https://www.postgresql.org/docs/current/catalogs.html>).
//!
//! One query for each kind of thing over the whole schema, never one a table. Fills [`Catalog`] and judges nothing;
//! what its structures have no place for is said in [`Catalog::troubles`]. Relies on the session's `search_path`
//! holding the system's schema only ([`super::connect`]), so that names from elsewhere come back qualified.

use super::emit::qualified;
use super::sequences::{Sequence, sequences};
use crate::catalog::schema::{
    Action, Catalog, Check, Column, ForeignKey, Generated, Index, IndexPart, Key, Object, Table, TableKind,
};
use crate::error::Result;
use postgres::{GenericClient, Row};
use std::collections::HashMap;

/// Reads a schema. One that does not exist is empty.
///
/// Tables come in the order of their creation; partitions belong to their table and are not listed. A table's
/// `sequence` is what `sqlite_sequence` would hold: the value behind which the first sequence of its columns goes on.
/// `origin` stays empty: the first declarations are kept by [`super::state`].
pub fn inspect<C: GenericClient>(client: &mut C, schema: &str) -> Result<Catalog> {
    read(client, schema, Found::default())
}

/// Reads a schema for one who takes its rows elsewhere: a materialised view has rows too, and counts as a table.
pub fn inspect_rows<C: GenericClient>(client: &mut C, schema: &str) -> Result<Catalog> {
    read(client, schema, Found { materialised: true, ..Found::default() })
}

fn read<C: GenericClient>(client: &mut C, schema: &str, mut found: Found) -> Result<Catalog> {
    found.relations(client, schema)?;
    found.columns(client, schema)?;
    found.keys_and_indexes(client, schema)?;
    found.foreign_keys(client, schema)?;
    found.checks(client, schema)?;
    found.triggers(client, schema)?;
    found.sequences(sequences(client, schema)?);
    found.catalog.properties.push(("schema".to_owned(), schema.to_owned()));
    Ok(found.catalog)
}

/// The catalogue in the making.
#[derive(Default)]
struct Found {
    catalog: Catalog,
    /// Materialised views are tables.
    materialised: bool,
    /// The table's position and the positions of its columns by their attribute number; dropped columns leave gaps.
    tables: HashMap<u32, (usize, HashMap<i16, usize>)>,
}

const RELATIONS: &str = "
SELECT c.oid, c.relname::text, c.relkind::text, c.relrowsecurity,
       EXISTS (SELECT FROM pg_inherits i WHERE i.inhrelid = c.oid OR (i.inhparent = c.oid AND c.relkind <> 'p')),
       CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = $1 AND c.relkind IN ('r', 'p', 'f', 'v', 'm') AND NOT c.relispartition
 ORDER BY c.oid";

/// A plain default names no column; with its table, the server would look at all columns of it for each of them.
const COLUMNS: &str = "
SELECT a.attrelid, a.attnum, a.attname::text, format_type(a.atttypid, a.atttypmod), a.attnotnull,
       pg_get_expr(d.adbin, CASE WHEN a.attgenerated = '' THEN 0 ELSE d.adrelid END), a.attgenerated::text, a.attidentity::text,
       CASE WHEN a.attcollation <> t.typcollation THEN
         CASE WHEN cn.nspname = 'pg_catalog' THEN co.collname::text
              ELSE cn.nspname || '.' || co.collname END END
  FROM pg_attribute a
  JOIN pg_class c ON c.oid = a.attrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_type t ON t.oid = a.atttypid
  LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  LEFT JOIN pg_collation co ON co.oid = a.attcollation
  LEFT JOIN pg_namespace cn ON cn.oid = co.collnamespace
 WHERE n.nspname = $1 AND c.relkind IN ('r', 'p', 'f', 'm') AND NOT c.relispartition
   AND a.attnum > 0 AND NOT a.attisdropped
 ORDER BY a.attrelid, a.attnum";

/// One row for each part of each index; the constraint is the one that the index serves. WITHOUT OVERLAPS is known since
/// PostgreSQL 18. 100 is the oid of the collation `default` (<https://www.postgresql.org/docs/current/catalog-pg-collation.html>).
const INDEX_PARTS: &str = "
SELECT i.indrelid, i.indexrelid, x.relname::text, i.indisunique, i.indisvalid AND i.indisready,
       am.amname::text, pg_get_expr(i.indpred, i.indrelid), pg_get_indexdef(i.indexrelid),
       con.conname::text, con.contype::text, coalesce(con.condeferrable, false),
       i.indnullsnotdistinct, coalesce((to_jsonb(con) ->> 'conperiod')::boolean, false),
       i.indkey[p.n - 1], pg_get_indexdef(i.indexrelid, p.n, false), i.indoption[p.n - 1]::int4,
       CASE WHEN i.indcollation[p.n - 1] NOT IN (0, coalesce(a.attcollation, 100)) THEN
         CASE WHEN cn.nspname = 'pg_catalog' THEN co.collname::text
              ELSE cn.nspname || '.' || co.collname END END
  FROM pg_index i
  JOIN pg_class t ON t.oid = i.indrelid
  JOIN pg_namespace n ON n.oid = t.relnamespace
  JOIN pg_class x ON x.oid = i.indexrelid
  JOIN pg_am am ON am.oid = x.relam
  CROSS JOIN LATERAL generate_series(1, i.indnkeyatts::int4) AS p (n)
  LEFT JOIN pg_constraint con
         ON con.conindid = i.indexrelid AND con.conrelid = i.indrelid AND con.contype IN ('p', 'u', 'x')
  LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[p.n - 1] AND a.attnum > 0
  LEFT JOIN pg_collation co ON co.oid = i.indcollation[p.n - 1]
  LEFT JOIN pg_namespace cn ON cn.oid = co.collnamespace
 WHERE n.nspname = $1 AND t.relkind IN ('r', 'p', 'm') AND NOT t.relispartition
 ORDER BY i.indexrelid, p.n";

/// Without those over periods, which are no comparison of values.
const FOREIGN_KEYS: &str = "
SELECT con.conrelid, con.conname::text, con.conkey,
       p.relname::text, nullif(pn.nspname, $1)::text,
       ARRAY(SELECT a.attname::text
               FROM unnest(con.confkey) WITH ORDINALITY AS k (attnum, place)
               JOIN pg_attribute a ON a.attrelid = con.confrelid AND a.attnum = k.attnum
              ORDER BY k.place),
       con.confdeltype::text, con.confupdtype::text, con.condeferrable, con.condeferred, con.convalidated,
       con.confmatchtype = 'f', con.confdelsetcols IS NOT NULL
  FROM pg_constraint con
  JOIN pg_class t ON t.oid = con.conrelid
  JOIN pg_namespace n ON n.oid = t.relnamespace
  JOIN pg_class p ON p.oid = con.confrelid
  JOIN pg_namespace pn ON pn.oid = p.relnamespace
 WHERE n.nspname = $1 AND con.contype = 'f' AND con.conparentid = 0 AND NOT t.relispartition
   AND (to_jsonb(con) ->> 'conperiod')::boolean IS NOT TRUE
 ORDER BY con.oid";

const CHECKS: &str = "
SELECT con.conrelid, con.conname::text, pg_get_expr(con.conbin, con.conrelid), con.convalidated
  FROM pg_constraint con
  JOIN pg_class t ON t.oid = con.conrelid
  JOIN pg_namespace n ON n.oid = t.relnamespace
 WHERE n.nspname = $1 AND con.contype = 'c' AND NOT t.relispartition
 ORDER BY con.oid";

const TRIGGERS: &str = "
SELECT g.tgname::text, t.relname::text, pg_get_triggerdef(g.oid)
  FROM pg_trigger g
  JOIN pg_class t ON t.oid = g.tgrelid
  JOIN pg_namespace n ON n.oid = t.relnamespace
 WHERE n.nspname = $1 AND NOT g.tgisinternal AND NOT t.relispartition
 ORDER BY g.oid";

impl Found {
    fn relations<C: GenericClient>(&mut self, client: &mut C, schema: &str) -> Result<()> {
        for row in client.query(RELATIONS, &[&schema])? {
            let name: String = row.try_get(1)?;
            let kind: String = row.try_get(2)?;
            let definition: Option<String> = row.try_get(5)?;
            if let Some(definition) = definition.filter(|_| kind == "v" || !self.materialised) {
                let what = if kind == "m" { "MATERIALIZED VIEW" } else { "VIEW" };
                let sql = format!("CREATE {what} {} AS{definition}", qualified(schema, &name));
                self.catalog.views.push(Object { table: name.clone(), name, sql, columns: Vec::new() });
                continue;
            }
            let mut trouble = |what: &str| self.catalog.troubles.push((name.clone(), what.to_owned()));
            match kind.as_str() {
                "p" => trouble("is partitioned"),
                "f" => trouble("is a foreign table"),
                _ => {}
            }
            if row.try_get(3)? {
                trouble("has row-level security");
            }
            if row.try_get(4)? {
                trouble("inherits or is inherited from");
            }
            self.tables.insert(row.try_get(0)?, (self.catalog.tables.len(), HashMap::new()));
            self.catalog.tables.push(empty_table(name));
        }
        Ok(())
    }

    fn columns<C: GenericClient>(&mut self, client: &mut C, schema: &str) -> Result<()> {
        for row in client.query(COLUMNS, &[&schema])? {
            // A table that was created since the first query is not looked at.
            let Some((at, positions)) = self.tables.get_mut(&row.try_get(0)?) else { continue };
            let table = &mut self.catalog.tables[*at];
            positions.insert(row.try_get(1)?, table.columns.len());
            let expression: Option<String> = row.try_get(5)?;
            let generated: String = row.try_get(6)?;
            let identity: String = row.try_get(7)?;
            let (default, generated) = if generated.is_empty() {
                (expression, None)
            } else {
                (None, Some(Generated { stored: generated == "s", expression }))
            };
            table.autoincrement |= !identity.is_empty();
            table.columns.push(Column {
                name: row.try_get(2)?,
                declared: row.try_get(3)?,
                not_null: row.try_get(4)?,
                not_null_conflict: None,
                default,
                collation: row.try_get(8)?,
                generated,
                hidden: false,
                identity: identity.chars().next(),
            });
        }
        Ok(())
    }

    fn keys_and_indexes<C: GenericClient>(&mut self, client: &mut C, schema: &str) -> Result<()> {
        let rows = client.query(INDEX_PARTS, &[&schema])?;
        let index_of = |row: &Row| row.try_get::<_, u32>(1).ok();
        for parts in rows.chunk_by(|one, other| index_of(one) == index_of(other)) {
            let first = &parts[0];
            let Some((at, positions)) = self.tables.get(&first.try_get(0)?) else { continue };
            let table = &mut self.catalog.tables[*at];
            let constraint: Option<String> = first.try_get(8)?;
            let constraint_kind: Option<String> = first.try_get(9)?;
            let name: String = first.try_get(2)?;
            if first.try_get::<_, bool>(11)? {
                self.catalog.troubles.push((name.clone(), "takes NULLs for equal".to_owned()));
            }
            if first.try_get::<_, bool>(12)? {
                self.catalog.troubles.push((name.clone(), "allows no overlapping periods".to_owned()));
            }
            if constraint_kind.as_deref() == Some("x") {
                self.catalog.troubles.push((name, "is an exclusion constraint".to_owned()));
                continue;
            }
            let index_parts =
                parts.iter().map(|row| index_part(row, positions)).collect::<Result<Vec<IndexPart>>>()?;
            if constraint.is_some() {
                let key = Key {
                    name: constraint,
                    columns: index_parts.iter().filter_map(|part| part.column).collect(),
                    collations: index_parts.into_iter().map(|part| part.collation).collect(),
                    on_conflict: None,
                    deferrable: first.try_get(10)?,
                };
                match constraint_kind.as_deref() {
                    Some("p") => table.primary_key = Some(key),
                    _ => table.uniques.push(key),
                }
            } else {
                table.indexes.push(Index {
                    name,
                    unique: first.try_get(3)?,
                    parts: index_parts,
                    predicate: first.try_get(6)?,
                    sql: first.try_get(7)?,
                    method: first.try_get(5)?,
                    valid: first.try_get(4)?,
                });
            }
        }
        Ok(())
    }

    fn foreign_keys<C: GenericClient>(&mut self, client: &mut C, schema: &str) -> Result<()> {
        for row in client.query(FOREIGN_KEYS, &[&schema])? {
            let Some((at, positions)) = self.tables.get(&row.try_get(0)?) else { continue };
            let name: String = row.try_get(1)?;
            let numbers: Vec<i16> = row.try_get(2)?;
            if row.try_get(11)? {
                self.catalog.troubles.push((name.clone(), "is declared MATCH FULL".to_owned()));
            }
            if row.try_get(12)? {
                self.catalog.troubles.push((name.clone(), "sets only some columns on delete".to_owned()));
            }
            self.catalog.tables[*at].foreign_keys.push(ForeignKey {
                name: Some(name),
                columns: numbers.iter().filter_map(|number| positions.get(number).copied()).collect(),
                parent: row.try_get(3)?,
                parent_schema: row.try_get(4)?,
                parent_columns: row.try_get(5)?,
                on_delete: action(row.try_get(6)?),
                on_update: action(row.try_get(7)?),
                deferrable: row.try_get(8)?,
                initially_deferred: row.try_get(9)?,
                validated: row.try_get(10)?,
            });
        }
        Ok(())
    }

    fn checks<C: GenericClient>(&mut self, client: &mut C, schema: &str) -> Result<()> {
        for row in client.query(CHECKS, &[&schema])? {
            let Some((at, _)) = self.tables.get(&row.try_get(0)?) else { continue };
            let name: String = row.try_get(1)?;
            let check = Check {
                name: Some(name),
                expression: row.try_get(2)?,
                on_conflict: None,
                validated: row.try_get(3)?,
            };
            self.catalog.tables[*at].checks.push(check);
        }
        Ok(())
    }

    fn triggers<C: GenericClient>(&mut self, client: &mut C, schema: &str) -> Result<()> {
        for row in client.query(TRIGGERS, &[&schema])? {
            let (name, table, sql) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
            self.catalog.triggers.push(Object { name, table, sql, columns: Vec::new() });
        }
        Ok(())
    }

    fn sequences(&mut self, sequences: Vec<Sequence>) {
        for sequence in sequences {
            let Some((at, _)) = self.tables.get(&sequence.table_oid) else { continue };
            let table = &mut self.catalog.tables[*at];
            match sequence.position {
                None => {
                    self.catalog.troubles.push((sequence.name, "its position may not be read".to_owned()))
                }
                Some(_) if table.sequence.is_some() => {
                    self.catalog
                        .troubles
                        .push((sequence.name, "is a second sequence of its table".to_owned()));
                }
                Some(_) => table.sequence = sequence.high_water(),
            }
        }
    }
}

fn empty_table(name: String) -> Table {
    Table {
        name,
        kind: TableKind::Ordinary,
        strict: false,
        sql: None,
        columns: Vec::new(),
        primary_key: None,
        uniques: Vec::new(),
        indexes: Vec::new(),
        foreign_keys: Vec::new(),
        checks: Vec::new(),
        rowid_alias: None,
        autoincrement: false,
        sequence: None,
    }
}

/// `indoption`: bit 0 says DESC, bit 1 NULLS FIRST
/// (<https://www.postgresql.org/docs/current/catalog-pg-index.html>).
fn index_part(row: &Row, positions: &HashMap<i16, usize>) -> Result<IndexPart> {
    let number: i16 = row.try_get(13)?;
    let text: String = row.try_get(14)?;
    let flags: i32 = row.try_get(15)?;
    let column = positions.get(&number).copied();
    Ok(IndexPart {
        column,
        expression: column.is_none().then_some(text),
        descending: flags & 1 != 0,
        nulls_first: flags & 2 != 0,
        collation: row.try_get(16)?,
    })
}

/// `confdeltype` and `confupdtype` (<https://www.postgresql.org/docs/current/catalog-pg-constraint.html>).
fn action(letter: &str) -> Action {
    match letter {
        "r" => Action::Restrict,
        "c" => Action::Cascade,
        "n" => Action::SetNull,
        "d" => Action::SetDefault,
        _ => Action::NoAction,
    }
}
