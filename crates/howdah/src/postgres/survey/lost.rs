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
SELECT 'sequence', c.relname::text,
       format('CREATE SEQUENCE %I.%I AS %s INCREMENT %s MINVALUE %s MAXVALUE %s START %s%s', n.nspname, c.relname,
              format_type(q.seqtypid, NULL), q.seqincrement, q.seqmin, q.seqmax, q.seqstart,
              CASE WHEN q.seqcycle THEN ' CYCLE' ELSE '' END)
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_sequence q ON q.seqrelid = c.oid
 WHERE n.nspname = $1 AND c.relkind = 'S'
   AND NOT EXISTS (SELECT FROM pg_depend d
                    WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i', 'e'))
UNION ALL
SELECT 'foreign table', c.relname::text, NULL
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = $1 AND c.relkind = 'f'
UNION ALL
SELECT 'row-level security policy', p.tablename || '.' || p.policyname,
       format('CREATE POLICY %I ON %I.%I AS %s FOR %s TO %s', p.policyname, p.schemaname, p.tablename, p.permissive, p.cmd,
              array_to_string(p.roles, ', '))
         || coalesce(' USING (' || p.qual || ')', '') || coalesce(' WITH CHECK (' || p.with_check || ')', '')
  FROM pg_policies p
 WHERE p.schemaname = $1
UNION ALL
SELECT 'rule', r.tablename || '.' || r.rulename, r.definition
  FROM pg_rules r
 WHERE r.schemaname = $1
UNION ALL
SELECT 'exclusion constraint', c.relname || '.' || k.conname,
       format('ALTER TABLE %I.%I ADD CONSTRAINT %I ', n.nspname, c.relname, k.conname) || pg_get_constraintdef(k.oid)
  FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = $1 AND k.contype = 'x' AND k.conparentid = 0 AND NOT c.relispartition
UNION ALL
SELECT 'foreign key over periods', c.relname || '.' || k.conname,
       format('ALTER TABLE %I.%I ADD CONSTRAINT %I ', n.nspname, c.relname, k.conname) || pg_get_constraintdef(k.oid)
  FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = $1 AND k.contype = 'f' AND k.conparentid = 0 AND NOT c.relispartition
   AND (to_jsonb(k) ->> 'conperiod')::boolean IS TRUE
UNION ALL
SELECT 'constraint of one partition', c.relname || '.' || k.conname,
       format('ALTER TABLE %I.%I ADD CONSTRAINT %I ', n.nspname, c.relname, k.conname) || pg_get_constraintdef(k.oid)
  FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = $1 AND c.relispartition AND k.contype IN ('c', 'f', 'p', 'u', 'x') AND k.conparentid = 0
   AND k.conislocal AND k.coninhcount = 0
UNION ALL
SELECT 'index of one partition', c.relname || '.' || x.relname, pg_get_indexdef(x.oid)
  FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_class c ON c.oid = i.indrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = $1 AND c.relispartition
   AND NOT EXISTS (SELECT FROM pg_inherits h WHERE h.inhrelid = x.oid)
   AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = x.oid AND k.conrelid = c.oid)
UNION ALL
SELECT 'trigger of one partition', c.relname || '.' || g.tgname, pg_get_triggerdef(g.oid)
  FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = $1 AND c.relispartition AND NOT g.tgisinternal AND g.tgparentid = 0
 ORDER BY 1, 2";

/// Objects that belong to no schema.
const OF_DATABASE: &str = "
SELECT 'extension', x.extname::text, format('CREATE EXTENSION %I', x.extname)
  FROM pg_extension x WHERE x.extname <> 'plpgsql'
UNION ALL
SELECT 'event trigger', e.evtname::text,
       format('CREATE EVENT TRIGGER %I ON %s EXECUTE FUNCTION %s()', e.evtname, e.evtevent, e.evtfoid::regproc)
  FROM pg_event_trigger e
UNION ALL
SELECT 'publication', p.pubname::text, NULL FROM pg_publication p
UNION ALL
SELECT 'large object', count(*) || ' in all', NULL FROM pg_largeobject_metadata HAVING count(*) > 0
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
    rows.iter()
        .map(|row| Ok(Lost { kind: row.try_get(0)?, name: row.try_get(1)?, sql: row.try_get(2)? }))
        .collect()
}
