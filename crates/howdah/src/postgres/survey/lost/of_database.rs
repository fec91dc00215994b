//! Objects that belong to no schema, those of extensions aside.

/// By kind, name and SQL.
pub(super) const QUERY: &str = "
SELECT 'extension', x.extname::text, format('CREATE EXTENSION %I', x.extname)
  FROM pg_extension x WHERE x.extname <> 'plpgsql'
UNION ALL
SELECT 'event trigger', e.evtname::text,
       format('CREATE EVENT TRIGGER %I ON %s EXECUTE FUNCTION %s()', e.evtname, e.evtevent, e.evtfoid::regproc)
  FROM pg_event_trigger e
 WHERE NOT EXISTS (SELECT FROM pg_depend d
                    WHERE d.classid = 'pg_event_trigger'::regclass AND d.objid = e.oid AND d.deptype = 'e')
UNION ALL
SELECT 'publication', p.pubname::text,
       format('CREATE PUBLICATION %I%s', p.pubname,
              CASE WHEN p.puballtables THEN ' FOR ALL TABLES'
                   ELSE ' FOR ' || (SELECT string_agg(part, ', ')
                                      FROM (SELECT format('TABLE %s', r.prrelid::regclass) AS part
                                              FROM pg_publication_rel r WHERE r.prpubid = p.oid
                                             UNION ALL
                                            SELECT format('TABLES IN SCHEMA %s', s.pnnspid::regnamespace)
                                              FROM pg_publication_namespace s WHERE s.pnpubid = p.oid
                                             ORDER BY 1) AS parts) END)
  FROM pg_publication p
UNION ALL
SELECT 'subscription', s.subname::text, NULL
  FROM pg_subscription s JOIN pg_database b ON b.oid = s.subdbid AND b.datname = current_database()
UNION ALL
SELECT 'cast', format('%s AS %s', format_type(c.castsource, NULL), format_type(c.casttarget, NULL)),
       format('CREATE CAST (%s AS %s) %s%s', format_type(c.castsource, NULL), format_type(c.casttarget, NULL),
              CASE c.castmethod WHEN 'f' THEN 'WITH FUNCTION ' || c.castfunc::regprocedure
                                WHEN 'i' THEN 'WITH INOUT' ELSE 'WITHOUT FUNCTION' END,
              CASE c.castcontext WHEN 'a' THEN ' AS ASSIGNMENT' WHEN 'i' THEN ' AS IMPLICIT' ELSE '' END)
  FROM pg_cast c
 WHERE c.oid >= 16384
   AND NOT EXISTS (SELECT FROM pg_depend d
                    WHERE d.classid = 'pg_cast'::regclass AND d.objid = c.oid AND d.deptype IN ('e', 'i'))
UNION ALL
SELECT 'access method', m.amname::text,
       format('CREATE ACCESS METHOD %I TYPE %s HANDLER %s', m.amname,
              CASE m.amtype WHEN 't' THEN 'TABLE' ELSE 'INDEX' END, m.amhandler)
  FROM pg_am m
 WHERE m.oid >= 16384
   AND NOT EXISTS (SELECT FROM pg_depend d
                    WHERE d.classid = 'pg_am'::regclass AND d.objid = m.oid AND d.deptype = 'e')
UNION ALL
SELECT 'language', l.lanname::text, format('CREATE LANGUAGE %I HANDLER %s', l.lanname, l.lanplcallfoid::regproc)
  FROM pg_language l
 WHERE l.oid >= 16384
   AND NOT EXISTS (SELECT FROM pg_depend d
                    WHERE d.classid = 'pg_language'::regclass AND d.objid = l.oid AND d.deptype = 'e')
UNION ALL
SELECT 'foreign data wrapper', w.fdwname::text,
       format('CREATE FOREIGN DATA WRAPPER %I%s', w.fdwname, ' HANDLER ' || nullif(w.fdwhandler, 0)::regproc)
  FROM pg_foreign_data_wrapper w
 WHERE NOT EXISTS (SELECT FROM pg_depend d
                    WHERE d.classid = 'pg_foreign_data_wrapper'::regclass AND d.objid = w.oid AND d.deptype = 'e')
UNION ALL
SELECT 'foreign server', s.srvname::text,
       format('CREATE SERVER %I FOREIGN DATA WRAPPER %I%s', s.srvname, w.fdwname,
              (SELECT ' OPTIONS (' || string_agg(format('%I %L', o.option_name, o.option_value), ', ') || ')'
                 FROM pg_options_to_table(s.srvoptions) o))
  FROM pg_foreign_server s JOIN pg_foreign_data_wrapper w ON w.oid = s.srvfdw
UNION ALL
SELECT 'large object', count(*) || ' in all', NULL FROM pg_largeobject_metadata HAVING count(*) > 0
UNION ALL
SELECT 'comment on database', b.datname::text, format('COMMENT ON DATABASE %I IS %L', b.datname, c.description)
  FROM pg_database b JOIN pg_shdescription c ON c.objoid = b.oid AND c.classoid = 'pg_database'::regclass
 WHERE b.datname = current_database() AND b.oid >= 16384
 ORDER BY 1, 2";
