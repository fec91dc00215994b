//! Parts of tables that are no columns, keys, indexes or constraints of rows on their own.

/// By kind, name and SQL; `$1` is the schema.
pub(super) const QUERY: &str = "
SELECT 'row-level security policy', p.tablename || '.' || p.policyname,
       format('CREATE POLICY %I ON %I.%I AS %s FOR %s TO %s', p.policyname, p.schemaname, p.tablename, p.permissive, p.cmd,
              array_to_string(p.roles, ', '))
         || coalesce(' USING (' || p.qual || ')', '') || coalesce(' WITH CHECK (' || p.with_check || ')', '')
  FROM pg_policies p
 WHERE p.schemaname = $1
UNION ALL
SELECT 'row-level security', c.relname::text, format('ALTER TABLE %I.%I ENABLE ROW LEVEL SECURITY', n.nspname, c.relname)
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = $1 AND c.relkind IN ('r', 'p') AND c.relrowsecurity AND NOT c.relispartition
UNION ALL
SELECT 'check option', c.relname::text,
       format('ALTER VIEW %I.%I SET (check_option = %s)', n.nspname, c.relname, o.option_value)
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 CROSS JOIN LATERAL pg_options_to_table(c.reloptions) o
 WHERE n.nspname = $1 AND c.relkind = 'v' AND o.option_name = 'check_option'
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
UNION ALL
SELECT 'default of a view''s column', c.relname || '.' || a.attname,
       format('ALTER VIEW %I.%I ALTER COLUMN %I SET DEFAULT ', n.nspname, c.relname, a.attname)
         || pg_get_expr(f.adbin, f.adrelid)
  FROM pg_attrdef f JOIN pg_class c ON c.oid = f.adrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = f.adnum
 WHERE n.nspname = $1 AND c.relkind = 'v'
UNION ALL
SELECT 'statistics object', s.stxname::text, pg_get_statisticsobjdef(s.oid)
  FROM pg_statistic_ext s JOIN pg_namespace n ON n.oid = s.stxnamespace
 WHERE n.nspname = $1
 ORDER BY 1, 2";
