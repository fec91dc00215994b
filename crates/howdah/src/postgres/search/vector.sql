-- A lexeme as it is written in a tsvector or a tsquery.
CREATE OR REPLACE FUNCTION @schema@.fts_quoted(word text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $body$
    SELECT '''' || replace(replace(word, '\', '\\'), '''', '''''') || ''''
$body$;

-- Lexemes with positions as a tsvector. Those that do not fit its megabyte are left out from the end
-- (https://www.postgresql.org/docs/current/textsearch-limitations.html).
CREATE OR REPLACE FUNCTION @schema@.fts_fitting(lexemes text[]) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE STRICT AS $body$
DECLARE
    written text := array_to_string(lexemes, ' ');
    most integer := cardinality(lexemes);
BEGIN
    -- A lexeme takes fewer bytes in the vector than in words.
    WHILE octet_length(written) >= 1048576 LOOP
        BEGIN
            RETURN written::tsvector;
        EXCEPTION WHEN program_limit_exceeded THEN
            most := most - most / 8;
            written := array_to_string(lexemes[1:most], ' ');
        END;
    END LOOP;
    RETURN written::tsvector;
END
$body$;

-- The columns of a row as SQLite indexes them: the first three weigh A, B and C, all further ones D. '^' stands before
-- a column's first token, and 64 positions are free between columns, so that no phrase reaches from one into the next.
CREATE OR REPLACE FUNCTION @schema@.fts_vector(tokenizer text, VARIADIC columns text[]) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE AS $body$
DECLARE
    lexemes text[] := '{}';
    tokens text[];
    start integer := 1;
    weight text;
    -- Only these tokenizers leave quotes and backslashes in tokens.
    quotes boolean := tokenizer LIKE 'trigram%' OR tokenizer LIKE '%tokenchars %';
BEGIN
    FOR at IN 1 .. coalesce(cardinality(columns), 0) LOOP
        tokens := @schema@.fts_tokens(tokenizer, columns[at]);
        CONTINUE WHEN coalesce(cardinality(tokens), 0) = 0;
        weight := substr('ABC', at, 1);
        IF quotes THEN
            SELECT array_agg(replace(replace(token, '\', '\\'), '''', '''''') ORDER BY n) INTO tokens
            FROM unnest(tokens) WITH ORDINALITY words (token, n);
        END IF;
        lexemes := lexemes || ('''^'':' || start || weight)
            || (SELECT array_agg('''' || token || ''':' || start + n || weight ORDER BY n)
                FROM unnest(tokens) WITH ORDINALITY words (token, n));
        start := start + cardinality(tokens) + 65;
    END LOOP;
    RETURN @schema@.fts_fitting(lexemes);
END
$body$;

-- Texts of values that are no texts, in a form that no setting of a session changes.
CREATE OR REPLACE FUNCTION @schema@.fts_text(value timestamp) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $body$ SELECT replace(to_json(value) #>> '{}', 'T', ' ') $body$;
CREATE OR REPLACE FUNCTION @schema@.fts_text(value timestamptz) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $body$ SELECT replace(to_json(value AT TIME ZONE 'UTC') #>> '{}', 'T', ' ') $body$;
CREATE OR REPLACE FUNCTION @schema@.fts_text(value date) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $body$ SELECT to_json(value) #>> '{}' $body$;
CREATE OR REPLACE FUNCTION @schema@.fts_text(value time) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $body$ SELECT to_json(value) #>> '{}' $body$;
CREATE OR REPLACE FUNCTION @schema@.fts_text(value boolean) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $body$ SELECT CASE WHEN value THEN '1' ELSE '0' END $body$;
