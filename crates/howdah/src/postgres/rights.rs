//! What a role may do: asked before anything is built, so that the want of a right is said with the GRANT that gives it.
//!
//! Row-level security counts as a want: rows that a policy hides would be missing without a word
//! (<https://www.postgresql.org/docs/current/ddl-rowsecurity.html>).

use super::emit::{qualified, quote_ident};
use super::sequences::OF_COLUMNS;
use crate::error::{Error, Kind, Result};
use postgres::GenericClient;
use std::collections::BTreeSet;

/// Tables that are named one by one in a message; of more, their number is said.
const NAMED: usize = 12;

/// A right on each column is as good as one on the table.
const QUESTION: &str = "
SELECT current_user::text, n.nspname::text, pg_catalog.has_schema_privilege(n.oid, 'USAGE'), c.relname::text,
       pg_catalog.has_table_privilege(c.oid, 'SELECT') OR NOT EXISTS (
           SELECT FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
              AND NOT pg_catalog.has_column_privilege(c.oid, a.attnum, 'SELECT')),
       pg_catalog.row_security_active(c.oid)
  FROM pg_catalog.pg_namespace n
  LEFT JOIN pg_catalog.pg_class c
         ON c.relnamespace = n.oid AND c.relkind IN ('r', 'p', 'm') AND NOT c.relispartition
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                         WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid
                           AND d.deptype = 'e')
 WHERE n.nspname = ANY ($1)
 ORDER BY n.nspname, c.relname";

/// The sequences of columns that the role may not read: of which table, and the sequence.
fn unread_sequences() -> String {
    format!(
        "SELECT n.nspname::text, t.relname::text, sn.nspname::text, s.relname::text,
       pg_catalog.has_schema_privilege(sn.oid, 'USAGE'), pg_catalog.has_sequence_privilege(s.oid, 'SELECT')
  FROM ({OF_COLUMNS}) d
  JOIN pg_catalog.pg_class s ON s.oid = d.objid AND s.relkind = 'S'
  JOIN pg_catalog.pg_namespace sn ON sn.oid = s.relnamespace
  JOIN pg_catalog.pg_class t ON t.oid = d.refobjid AND NOT t.relispartition
  JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
 WHERE n.nspname = ANY ($1)
   AND NOT (pg_catalog.has_schema_privilege(sn.oid, 'USAGE') AND pg_catalog.has_sequence_privilege(s.oid, 'SELECT'))
 ORDER BY 3, 4"
    )
}

/// Fails with [`Kind::Source`] when the role may not read all rows of all tables of these schemas that are `wanted` (by
/// schema and name), or, of those in schemas that `count`, where their sequences stand. A schema that is not there is no
/// matter of rights, nor is a partition, which is read through its table.
pub fn require_readable<C: GenericClient>(
    client: &mut C,
    schemas: &[&str],
    count: &[&str],
    wanted: &dyn Fn(&str, &str) -> bool,
) -> Result<()> {
    let mut role = String::new();
    let mut wants: Vec<Want> = Vec::new();
    let mut filtered = Vec::new();
    for row in client.query(QUESTION, &[&schemas])? {
        role = row.try_get(0)?;
        let schema: String = row.try_get(1)?;
        if wants.last().is_none_or(|want| want.schema != schema) {
            wants.push(Want { usage: !row.try_get(2)?, ..Want::of(schema) });
        }
        let (Some(want), Some(table)) = (wants.last_mut(), row.try_get::<_, Option<String>>(3)?) else {
            continue;
        };
        if !wanted(&want.schema, &table) {
            continue;
        }
        want.wanted = true;
        let table = qualified(&want.schema, &table);
        if !row.try_get::<_, bool>(4)? {
            want.tables.push(table);
        } else if row.try_get(5)? {
            filtered.push(table);
        }
    }
    for row in client.query(&unread_sequences(), &[&count])? {
        if !wanted(row.try_get(0)?, row.try_get(1)?) {
            continue;
        }
        let (schema, name): (String, String) = (row.try_get(2)?, row.try_get(3)?);
        let at = wants.iter().position(|want| want.schema == schema).unwrap_or_else(|| {
            wants.push(Want::of(schema));
            wants.len() - 1
        });
        let want = &mut wants[at];
        want.wanted = true;
        want.usage |= !row.try_get::<_, bool>(4)?;
        if !row.try_get::<_, bool>(5)? {
            want.sequences.push(qualified(&want.schema, &name));
        }
    }
    wants.retain(|want| (want.usage && want.wanted) || !want.tables.is_empty() || !want.sequences.is_empty());
    if !wants.is_empty() {
        return Err(refused(&role, &wants));
    }
    if !filtered.is_empty() {
        return Err(hidden(&role, &filtered));
    }
    Ok(())
}

/// A lock against writers takes one of these rights on the table itself
/// (<https://www.postgresql.org/docs/current/sql-lock.html>); a journal is written column by column.
const LOCKING: &str = "
SELECT current_user::text, n.nspname::text, c.relname::text, pg_catalog.has_table_privilege(c.oid,
           CASE WHEN pg_catalog.current_setting('server_version_num')::int < 170000 THEN 'UPDATE, DELETE, TRUNCATE'
                ELSE 'UPDATE, DELETE, TRUNCATE, MAINTAIN' END)
  FROM ROWS FROM (pg_catalog.unnest($1::text[]), pg_catalog.unnest($2::text[])) AS wanted (space, name)
  JOIN pg_catalog.pg_namespace n ON n.nspname = wanted.space
  JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = wanted.name AND c.relkind IN ('r', 'p')
 ORDER BY 2, 3";

const RECORDING: &str = "
SELECT current_user::text, pg_catalog.bool_and(pg_catalog.has_column_privilege(a.attrelid, a.attnum, 'UPDATE'))
  FROM pg_catalog.pg_attribute a
  JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = $1 AND c.relname = 'migration' AND a.attname IN ('rollback', 'rolled_back')";

/// What the role lacks to lock tables (schema, name) against writers, and to record a rollback in the journal: the error
/// (of [`Kind::Target`]) that a rollback ends with before it begins.
pub fn rollback_wants<C: GenericClient>(
    client: &mut C,
    journal: &str,
    tables: &[(String, String)],
) -> Result<Option<Error>> {
    let (schemas, names): (Vec<&str>, Vec<&str>) =
        tables.iter().map(|(schema, name)| (schema.as_str(), name.as_str())).unzip();
    let mut unlocked = Vec::new();
    for row in client.query(LOCKING, &[&schemas, &names])? {
        if !row.try_get::<_, bool>(3)? {
            unlocked.push(qualified(row.try_get(1)?, row.try_get(2)?));
        }
    }
    let row = client.query_one(RECORDING, &[&journal])?;
    let role: String = row.try_get(0)?;
    let may_record = row.try_get::<_, Option<bool>>(1)?.unwrap_or(true);
    let to = quote_ident(&role);
    let (mut places, mut grants) = (Vec::new(), Vec::new());
    if !unlocked.is_empty() {
        places.push(format!("lock {} against writers", named(&unlocked)));
        match unlocked.len() {
            ..=NAMED => grants.push(format!("GRANT UPDATE ON {} TO {to};", unlocked.join(", "))),
            _ => grants.extend(schemas.iter().collect::<BTreeSet<_>>().into_iter().map(|schema| {
                format!("GRANT UPDATE ON ALL TABLES IN SCHEMA {} TO {to};", quote_ident(schema))
            })),
        }
    }
    if !may_record {
        let record = qualified(journal, "migration");
        places.push(format!("record the rollback in {record}"));
        grants.push(format!("GRANT UPDATE ON {record} TO {to};"));
    }
    if places.is_empty() {
        return Ok(None);
    }
    let error = Error::new(Kind::Target, format!("the role \"{role}\" lacks a right that a rollback needs"))
        .detail(format!("It may not {}. Nothing was changed.", places.join(", nor ")))
        .hint(format!("Let the owner run: {}", grants.join(" ")));
    Ok(Some(error))
}

/// What is missing in one schema.
struct Want {
    schema: String,
    /// The schema itself may not be used.
    usage: bool,
    /// Some table of it is wanted.
    wanted: bool,
    /// Tables that may not be read, qualified.
    tables: Vec<String>,
    /// Sequences that may not be read, qualified.
    sequences: Vec<String>,
}

impl Want {
    fn of(schema: String) -> Want {
        Want { schema, usage: false, wanted: false, tables: Vec::new(), sequences: Vec::new() }
    }
}

fn refused(role: &str, wants: &[Want]) -> Error {
    let to = quote_ident(role);
    let mut places = Vec::new();
    let mut grants = Vec::new();
    for want in wants {
        let schema = quote_ident(&want.schema);
        if want.usage {
            places.push(format!("schema {schema}"));
            grants.push(format!("GRANT USAGE ON SCHEMA {schema} TO {to};"));
        }
        for (one, all, names) in [("", "TABLES", &want.tables), ("SEQUENCE ", "SEQUENCES", &want.sequences)] {
            if names.is_empty() {
                continue;
            }
            places.push(named(names));
            grants.push(match names.len() {
                ..=NAMED => format!("GRANT SELECT ON {one}{} TO {to};", names.join(", ")),
                _ => format!("GRANT SELECT ON ALL {all} IN SCHEMA {schema} TO {to};"),
            });
        }
    }
    Error::new(Kind::Source, format!("the role \"{role}\" may not read everything"))
        .detail(format!("It lacks the right to read {}. Nothing was written.", places.join(", ")))
        .hint(format!("Let the owner run: {}", grants.join(" ")))
}

fn hidden(role: &str, tables: &[String]) -> Error {
    Error::new(Kind::Source, format!("row-level security may hide rows from the role \"{role}\""))
        .detail(format!("It is active for {}: the file would lack those rows without a word.", named(tables)))
        .hint(format!(
            "Connect as the owner of the tables, or let an administrator run: ALTER ROLE {} BYPASSRLS;",
            quote_ident(role)
        ))
}

fn named(tables: &[String]) -> String {
    let first = tables.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
    match tables.len().saturating_sub(NAMED) {
        0 => first,
        more => format!("{first} and {more} more"),
    }
}
