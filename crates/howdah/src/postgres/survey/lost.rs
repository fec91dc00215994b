//! What stands in a database beside tables and views, by name and with its SQL: who carries the rows elsewhere must say
//! what stays behind.

use super::Lost;
use crate::error::Result;
use postgres::GenericClient;

/// Objects of one schema, those of extensions aside.
const OF_SCHEMA: &str = "
SELECT CASE p.prokind WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate' ELSE 'function' END,
       p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')',
       CASE WHEN p.prokind <> 'a' THEN pg_get_functiondef(p.oid) END
  FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
 WHERE n.nspname = $1
   AND NOT EXISTS (SELECT FROM pg_depend d
                    WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype IN ('e', 'i'))
UNION ALL
SELECT 'sequence', c.relname::text, NULL
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = $1 AND c.relkind = 'S'
   AND NOT EXISTS (SELECT FROM pg_depend d
                    WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i', 'e'))
UNION ALL
SELECT 'foreign table', c.relname::text, NULL
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = $1 AND c.relkind = 'f'
UNION ALL
SELECT 'row-level security policy', p.tablename || '.' || p.policyname, p.qual
  FROM pg_policies p
 WHERE p.schemaname = $1
UNION ALL
SELECT 'rule', r.tablename || '.' || r.rulename, r.definition
  FROM pg_rules r
 WHERE r.schemaname = $1
UNION ALL
SELECT 'exclusion constraint', c.relname || '.' || k.conname, pg_get_constraintdef(k.oid)
  FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = $1 AND k.contype = 'x' AND k.conparentid = 0 AND NOT c.relispartition
 ORDER BY 1, 2";

/// Objects that belong to no schema.
const OF_DATABASE: &str = "
SELECT 'extension', x.extname::text FROM pg_extension x WHERE x.extname <> 'plpgsql'
UNION ALL
SELECT 'event trigger', e.evtname::text FROM pg_event_trigger e
UNION ALL
SELECT 'publication', p.pubname::text FROM pg_publication p
UNION ALL
SELECT 'large object', count(*) || ' in all' FROM pg_largeobject_metadata HAVING count(*) > 0
 ORDER BY 1, 2";

/// Objects of one schema.
pub(super) fn lost<C: GenericClient>(client: &mut C, schema: &str) -> Result<Vec<Lost>> {
    let rows = client.query(OF_SCHEMA, &[&schema])?;
    rows.iter()
        .map(|row| {
            let name: String = row.try_get(1)?;
            let name = if schema == "public" { name } else { format!("{schema}.{name}") };
            Ok(Lost { kind: row.try_get(0)?, name, sql: row.try_get(2)? })
        })
        .collect()
}

/// Objects that belong to no schema.
pub(super) fn of_database<C: GenericClient>(client: &mut C) -> Result<Vec<Lost>> {
    let rows = client.query(OF_DATABASE, &[])?;
    rows.iter().map(|row| Ok(Lost { kind: row.try_get(0)?, name: row.try_get(1)?, sql: None })).collect()
}
