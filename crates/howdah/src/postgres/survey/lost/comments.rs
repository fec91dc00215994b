//! Comments on whatever is neither a table that is carried nor a column of one: those stand in the declarations.

/// By kind, name and SQL; `$1` is the schema. What initdb wrote has a smaller oid than the first of anybody's own (16384,
/// `FirstNormalObjectId`), but for schema `public`.
pub(super) const QUERY: &str = "
SELECT 'comment on ' || i.type, i.identity,
       format('COMMENT ON %s %s IS %L',
              CASE WHEN i.type LIKE '% constraint' THEN 'CONSTRAINT' WHEN i.type LIKE '% column' THEN 'COLUMN'
                   WHEN i.type = 'statistics object' THEN 'STATISTICS' WHEN i.type = 'composite type' THEN 'TYPE'
                   ELSE upper(i.type) END,
              CASE WHEN i.type = 'domain constraint' THEN replace(i.identity, ' on ', ' ON DOMAIN ') ELSE i.identity END,
              d.description)
  FROM (SELECT d.*,
               CASE d.classoid
               WHEN 'pg_namespace'::regclass THEN d.objoid
               WHEN 'pg_class'::regclass
               THEN (SELECT c.relnamespace FROM pg_class c
                      WHERE c.oid = d.objoid AND (c.relkind NOT IN ('r', 'p', 'm') OR c.relispartition))
               WHEN 'pg_constraint'::regclass THEN (SELECT k.connamespace FROM pg_constraint k WHERE k.oid = d.objoid)
               WHEN 'pg_type'::regclass THEN (SELECT t.typnamespace FROM pg_type t WHERE t.oid = d.objoid)
               WHEN 'pg_proc'::regclass THEN (SELECT p.pronamespace FROM pg_proc p WHERE p.oid = d.objoid)
               WHEN 'pg_operator'::regclass THEN (SELECT o.oprnamespace FROM pg_operator o WHERE o.oid = d.objoid)
               WHEN 'pg_collation'::regclass THEN (SELECT k.collnamespace FROM pg_collation k WHERE k.oid = d.objoid)
               WHEN 'pg_ts_config'::regclass THEN (SELECT c.cfgnamespace FROM pg_ts_config c WHERE c.oid = d.objoid)
               WHEN 'pg_ts_dict'::regclass THEN (SELECT t.dictnamespace FROM pg_ts_dict t WHERE t.oid = d.objoid)
               WHEN 'pg_statistic_ext'::regclass
               THEN (SELECT s.stxnamespace FROM pg_statistic_ext s WHERE s.oid = d.objoid)
               WHEN 'pg_trigger'::regclass
               THEN (SELECT c.relnamespace FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid WHERE g.oid = d.objoid)
               WHEN 'pg_rewrite'::regclass
               THEN (SELECT c.relnamespace FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class WHERE r.oid = d.objoid)
               WHEN 'pg_policy'::regclass
               THEN (SELECT c.relnamespace FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid WHERE p.oid = d.objoid)
               END AS space
          FROM pg_description d
         WHERE d.objoid >= 16384
            OR (d.classoid = 'pg_namespace'::regclass AND d.description <> 'standard public schema')) d
  JOIN pg_namespace n ON n.oid = d.space
 CROSS JOIN LATERAL pg_identify_object(d.classoid, d.objoid, d.objsubid) i
 WHERE n.nspname = $1
   AND NOT EXISTS (SELECT FROM pg_depend e
                    WHERE e.classid = d.classoid AND e.objid = d.objoid AND e.deptype = 'e')
 ORDER BY 1, 2";
