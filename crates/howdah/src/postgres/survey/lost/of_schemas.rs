//! Objects that stand in a schema beside its tables, those of extensions aside.

use crate::postgres::sequences::OF_COLUMNS;

/// By kind, name and SQL; `$1` is the schema.
pub(super) fn query() -> String {
    QUERY.replace("{OF_COLUMNS}", OF_COLUMNS)
}

/// The labels of an enum and what a domain asks stand with the columns that have it.
///
/// What the catalogue of one major has and that of another lacks is read through `to_jsonb`.
const QUERY: &str = "
SELECT CASE p.prokind WHEN 'p' THEN 'procedure' ELSE 'function' END,
       p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')', pg_get_functiondef(p.oid)
  FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
 WHERE n.nspname = $1 AND p.prokind <> 'a'
   AND NOT EXISTS (SELECT FROM pg_depend d
                    WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype IN ('e', 'i'))
UNION ALL
SELECT 'aggregate', p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')',
       format('CREATE AGGREGATE %I.%I(%s) (SFUNC = %s, STYPE = %s', n.nspname, p.proname,
              pg_get_function_identity_arguments(p.oid), g.aggtransfn, format_type(g.aggtranstype, NULL))
         || CASE WHEN g.aggfinalfn <> 0 THEN ', FINALFUNC = ' || g.aggfinalfn ELSE '' END
         || CASE WHEN g.aggcombinefn <> 0 THEN ', COMBINEFUNC = ' || g.aggcombinefn ELSE '' END
         || coalesce(', INITCOND = ' || quote_literal(g.agginitval), '')
         || CASE WHEN g.aggsortop <> 0 THEN ', SORTOP = ' || g.aggsortop::regoperator ELSE '' END || ')'
  FROM pg_aggregate g JOIN pg_proc p ON p.oid = g.aggfnoid JOIN pg_namespace n ON n.oid = p.pronamespace
 WHERE n.nspname = $1
   AND NOT EXISTS (SELECT FROM pg_depend d
                    WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
UNION ALL
SELECT 'operator', o.oprname || '(' || concat_ws(', ', nullif(format_type(o.oprleft, NULL), '-'), format_type(o.oprright, NULL)) || ')',
       format('CREATE OPERATOR %I.%s (FUNCTION = %s', n.nspname, o.oprname, o.oprcode)
         || CASE WHEN o.oprleft <> 0 THEN ', LEFTARG = ' || format_type(o.oprleft, NULL) ELSE '' END
         || ', RIGHTARG = ' || format_type(o.oprright, NULL) || ')'
  FROM pg_operator o JOIN pg_namespace n ON n.oid = o.oprnamespace
 WHERE n.nspname = $1 AND o.oprcode <> 0
   AND NOT EXISTS (SELECT FROM pg_depend d
                    WHERE d.classid = 'pg_operator'::regclass AND d.objid = o.oid AND d.deptype = 'e')
UNION ALL
SELECT 'operator class', c.opcname || ' of ' || m.amname, NULL
  FROM pg_opclass c JOIN pg_namespace n ON n.oid = c.opcnamespace JOIN pg_am m ON m.oid = c.opcmethod
 WHERE n.nspname = $1
   AND NOT EXISTS (SELECT FROM pg_depend d
                    WHERE d.classid = 'pg_opclass'::regclass AND d.objid = c.oid AND d.deptype = 'e')
UNION ALL
SELECT 'sequence', c.relname::text,
       format('CREATE SEQUENCE %I.%I AS %s INCREMENT %s MINVALUE %s MAXVALUE %s START %s%s', n.nspname, c.relname,
              format_type(q.seqtypid, NULL), q.seqincrement, q.seqmin, q.seqmax, q.seqstart,
              CASE WHEN q.seqcycle THEN ' CYCLE' ELSE '' END)
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_sequence q ON q.seqrelid = c.oid
 WHERE n.nspname = $1 AND c.relkind = 'S'
   AND c.oid NOT IN (SELECT o.sequence FROM ({OF_COLUMNS}) AS o (sequence, relation, attribute))
   AND NOT EXISTS (SELECT FROM pg_depend d
                    WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
UNION ALL
SELECT 'foreign table', c.relname::text,
       format('CREATE FOREIGN TABLE %I.%I (%s) SERVER %I%s', n.nspname, c.relname,
              (SELECT string_agg(format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod))
                                   || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END, ', ' ORDER BY a.attnum)
                 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
              s.srvname,
              (SELECT ' OPTIONS (' || string_agg(format('%I %L', o.option_name, o.option_value), ', ') || ')'
                 FROM pg_options_to_table(f.ftoptions) o))
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_foreign_table f ON f.ftrelid = c.oid JOIN pg_foreign_server s ON s.oid = f.ftserver
 WHERE n.nspname = $1 AND c.relkind = 'f'
UNION ALL
SELECT 'text search configuration', c.cfgname::text,
       format('CREATE TEXT SEARCH CONFIGURATION %I.%I (PARSER = %I.%I)', n.nspname, c.cfgname, pn.nspname, p.prsname)
         || coalesce((SELECT string_agg(format('; ALTER TEXT SEARCH CONFIGURATION %I.%I ADD MAPPING FOR %I WITH %s',
                                               n.nspname, c.cfgname, m.alias, m.dictionaries), '' ORDER BY m.tokid)
                        FROM (SELECT t.tokid, t.alias,
                                     string_agg(k.mapdict::regdictionary::text, ', ' ORDER BY k.mapseqno) AS dictionaries
                                FROM pg_ts_config_map k JOIN ts_token_type(c.cfgparser) t ON t.tokid = k.maptokentype
                               WHERE k.mapcfg = c.oid GROUP BY t.tokid, t.alias) m), '')
  FROM pg_ts_config c JOIN pg_namespace n ON n.oid = c.cfgnamespace
  JOIN pg_ts_parser p ON p.oid = c.cfgparser JOIN pg_namespace pn ON pn.oid = p.prsnamespace
 WHERE n.nspname = $1
   AND NOT EXISTS (SELECT FROM pg_depend d
                    WHERE d.classid = 'pg_ts_config'::regclass AND d.objid = c.oid AND d.deptype = 'e')
UNION ALL
SELECT 'text search dictionary', t.dictname::text,
       format('CREATE TEXT SEARCH DICTIONARY %I.%I (TEMPLATE = %I.%I%s)', n.nspname, t.dictname, mn.nspname, m.tmplname,
              ', ' || t.dictinitoption)
  FROM pg_ts_dict t JOIN pg_namespace n ON n.oid = t.dictnamespace
  JOIN pg_ts_template m ON m.oid = t.dicttemplate JOIN pg_namespace mn ON mn.oid = m.tmplnamespace
 WHERE n.nspname = $1
   AND NOT EXISTS (SELECT FROM pg_depend d
                    WHERE d.classid = 'pg_ts_dict'::regclass AND d.objid = t.oid AND d.deptype = 'e')
UNION ALL
SELECT 'collation', k.collname::text,
       format('CREATE COLLATION %I.%I (PROVIDER = %s, LOCALE = %L, DETERMINISTIC = %s)', n.nspname, k.collname,
              CASE k.collprovider WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' ELSE 'libc' END,
              coalesce(to_jsonb(k) ->> 'colllocale', to_jsonb(k) ->> 'colliculocale', k.collcollate), k.collisdeterministic)
  FROM pg_collation k JOIN pg_namespace n ON n.oid = k.collnamespace
 WHERE n.nspname = $1
   AND NOT EXISTS (SELECT FROM pg_depend d
                    WHERE d.classid = 'pg_collation'::regclass AND d.objid = k.oid AND d.deptype = 'e')
UNION ALL
SELECT 'type', t.typname::text,
       CASE t.typtype
       WHEN 'e' THEN format('CREATE TYPE %I.%I AS ENUM (%s)', n.nspname, t.typname,
                            (SELECT string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder)
                               FROM pg_enum e WHERE e.enumtypid = t.oid))
       WHEN 'c' THEN format('CREATE TYPE %I.%I AS (%s)', n.nspname, t.typname,
                            (SELECT string_agg(format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod)), ', '
                                               ORDER BY a.attnum)
                               FROM pg_attribute a
                              WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped))
       WHEN 'r' THEN format('CREATE TYPE %I.%I AS RANGE (SUBTYPE = %s)', n.nspname, t.typname,
                            (SELECT format_type(r.rngsubtype, NULL) FROM pg_range r WHERE r.rngtypid = t.oid))
       WHEN 'd' THEN format('CREATE DOMAIN %I.%I AS %s', n.nspname, t.typname, format_type(t.typbasetype, t.typtypmod))
                     || coalesce(' DEFAULT ' || pg_get_expr(t.typdefaultbin, 0), '')
                     || CASE WHEN t.typnotnull THEN ' NOT NULL' ELSE '' END
                     || coalesce((SELECT string_agg(format(' CONSTRAINT %I %s', k.conname, pg_get_constraintdef(k.oid)), ''
                                                    ORDER BY k.oid)
                                    FROM pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c'), '')
       END
  FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
  LEFT JOIN pg_class c ON c.oid = t.typrelid
 WHERE n.nspname = $1 AND (t.typtype IN ('e', 'd', 'r') OR (t.typtype = 'c' AND c.relkind = 'c')
                           OR (t.typtype = 'b' AND t.typelem = 0))
   AND NOT EXISTS (SELECT FROM pg_depend d
                    WHERE d.classid = 'pg_type'::regclass AND d.objid = t.oid AND d.deptype = 'e')
   AND NOT (t.typtype IN ('e', 'd')
            AND EXISTS (SELECT FROM pg_attribute a JOIN pg_class r ON r.oid = a.attrelid
                          JOIN pg_type u ON u.oid = a.atttypid
                         WHERE r.relkind IN ('r', 'p', 'm') AND a.attnum > 0 AND NOT a.attisdropped
                           AND t.oid IN (u.oid, u.typbasetype)))
 ORDER BY 1, 2";
