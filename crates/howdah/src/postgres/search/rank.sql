-- How well a row answers a query: higher is better. Like SQLite's bm25 it counts how often the words occur and how long
-- the row is; it does not know how rare a word is among all rows. For that use fts_bm25.
CREATE OR REPLACE FUNCTION @schema@.fts_rank(vector tsvector, query tsquery) RETURNS real
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $body$
    SELECT ts_rank('{1, 1, 1, 1}', vector, query, 1)
$body$;

-- What fts_bm25 must know of all rows for a query: how rare each of its words is, and how long rows are. Ask once a query,
-- not once a row: it counts the rows of each word by the index, and looks at about 2,000 rows for their length.
CREATE OR REPLACE FUNCTION @schema@.fts_ranker(query text, search text) RETURNS jsonb
LANGUAGE plpgsql STABLE STRICT AS $body$
DECLARE
    known @schema@.search;
    place text;
    total bigint;
    average double precision;
    ranker jsonb := '[]';
    word text;
    rows bigint;
BEGIN
    SELECT * INTO known FROM @schema@.search s
        WHERE s.name = search OR s.target_schema || '.' || s.name = search ORDER BY s.migration DESC LIMIT 1;
    place := format('%I.%I', known.target_schema, known.target_table);
    EXECUTE format('SELECT count(*) FROM %s', place) INTO total;
    EXECUTE format('SELECT coalesce(avg(%s.fts_length(%I)), 0) FROM %s TABLESAMPLE SYSTEM (%s)', '@schema_text@', known.vector_column,
        place, CASE WHEN total > 4000 THEN 200000.0 / total ELSE 100 END) INTO average;
    FOR word IN SELECT DISTINCT match[1] FROM regexp_matches(
            @schema@.fts_query(query, search)::text, '(''(?:[^'']|'''')+''(?::[*A-D]+)?)', 'g') words (match) LOOP
        CONTINUE WHEN word LIKE '''^''%';
        EXECUTE format('SELECT count(*) FROM %s WHERE %I @@ $1', place, known.vector_column)
            USING word::tsquery INTO rows;
        ranker := ranker || jsonb_build_object(
            'word', replace(replace(substring(word FROM '^''((?:[^'']|'''')+)'''), '''''', ''''), '\\', '\'),
            'prefix', split_part(word, ''':', 2) LIKE '%*%',
            'weights', coalesce(substring(word FROM ''':\*?([A-D]+)$'), 'ABCD'),
            'rarity', greatest(ln((total - rows + 0.5) / (rows + 0.5)), 0.000001),
            'average', greatest(average, 1));
    END LOOP;
    RETURN ranker;
END
$body$;

-- Number of tokens in a vector.
CREATE OR REPLACE FUNCTION @schema@.fts_length(vector tsvector) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $body$
    SELECT coalesce(sum(cardinality(positions)), 0)::bigint FROM unnest(vector) WHERE lexeme <> '^'
$body$;

-- BM25 as FTS5 computes it (https://sqlite.org/fts5.html#the_bm25_function), but higher is better, and the words of a
-- phrase count one by one. `factors` are those of the weights A, B, C and D.
CREATE OR REPLACE FUNCTION @schema@.fts_bm25(vector tsvector, ranker jsonb, factors real[] DEFAULT '{1, 1, 1, 1}')
RETURNS double precision LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $body$
    SELECT coalesce(sum(rarity * times * 2.2 / (times + 1.2 * (0.25 + 0.75 * (
        SELECT @schema@.fts_length(vector)) / average))), 0)
    FROM (
        SELECT (term ->> 'rarity')::float8 AS rarity, (term ->> 'average')::float8 AS average, (
            SELECT sum(factors[ascii(weight) - 64]) FROM unnest(vector) words, unnest(words.weights) weight
            WHERE CASE WHEN (term ->> 'prefix')::boolean THEN starts_with(lexeme, term ->> 'word')
                ELSE lexeme = term ->> 'word' END
              AND strpos(term ->> 'weights', weight) > 0) AS times
        FROM jsonb_array_elements(ranker) term) terms
    WHERE times > 0
$body$;
