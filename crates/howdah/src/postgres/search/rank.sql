-- How well a row answers a query: higher is better. Like SQLite's bm25 it counts how often the words occur and how long
-- the row is; it does not know how rare a word is among all rows. For that use fts_bm25.
CREATE OR REPLACE FUNCTION @schema@.fts_rank(vector tsvector, query tsquery) RETURNS real
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $body$
    SELECT ts_rank('{1, 1, 1, 1}', vector, query, 1)
$body$;
