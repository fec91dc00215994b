-- A query in the language of the search's own module: FTS5's, or that of FTS3 and FTS4. `search` is the name of the
-- virtual table in SQLite; with several migrations in this database the newest one's, unless a schema is before it.
CREATE OR REPLACE FUNCTION @schema@.fts_query(query text, search text) RETURNS tsquery
LANGUAGE plpgsql STABLE PARALLEL SAFE STRICT AS $body$
DECLARE
    known @schema@.search;
BEGIN
    SELECT * INTO known FROM @schema@.search s
        WHERE s.name = search OR s.target_schema || '.' || s.name = search
        ORDER BY s.migration DESC LIMIT 1;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no full-text search "%" was carried here', search
            USING ERRCODE = 'undefined_object', HINT = 'The table @schema_text@.search lists them.';
    END IF;
    IF known.version = 'FTS5' THEN
        RETURN @schema@.fts5_query(query, known.tokenizer, known.columns, known.unindexed);
    END IF;
    RETURN @schema@.fts4_query(query, known.tokenizer, known.columns, known.unindexed);
END
$body$;

-- Whoever writes to a table with a vector or asks a query needs the functions, and nothing else of this schema.
GRANT USAGE ON SCHEMA @schema@ TO PUBLIC;
GRANT SELECT ON @schema@.search TO PUBLIC;
