-- What the functions for the query languages of FTS5 and FTS3/4 share. A condition is text that the type tsquery reads;
-- NULL is a condition without any token.

-- The weights of columns by position (from 1) as a suffix of a lexeme; empty where every column is meant. Columns from
-- the fourth on share D.
CREATE OR REPLACE FUNCTION @schema@.fts_weights(wanted integer[], columns integer) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $body$
    SELECT CASE WHEN cardinality(wanted) < columns THEN
        (SELECT string_agg(DISTINCT substr('ABCD', least(at, 4), 1), '') FROM unnest(wanted) at) ELSE '' END
$body$;

-- Tokens one behind the other. `prefixes` says of each whether it is the beginning of a word only, `first` whether the
-- phrase stands at a column's beginning. No column at all (weights NULL) is a condition that nothing fulfils.
CREATE OR REPLACE FUNCTION @schema@.fts_phrase(tokens text[], prefixes boolean[], first boolean, weights text)
RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $body$
    SELECT CASE WHEN weights IS NULL THEN '(''^'' & !''^'')' ELSE
        '(' || CASE WHEN first THEN '''^'':' || coalesce(nullif(weights, ''), 'ABCD') || ' <-> ' ELSE '' END
        || string_agg(@schema@.fts_quoted(token) || CASE
            WHEN prefix THEN ':*' || weights
            WHEN weights <> '' THEN ':' || weights
            ELSE '' END, ' <-> ' ORDER BY n) || ')' END
    FROM ROWS FROM (unnest(tokens), unnest(prefixes)) WITH ORDINALITY words (token, prefix, n)
    WHERE cardinality(tokens) > 0
    HAVING count(*) > 0
$body$;

-- All phrases with at most `between` tokens from the end of the first to the start of the last, in any order: for each
-- that may come first, the others at one of the distances from `nearest` on. Tsquery knows exact distances only; beyond 62 it is taken
-- for "all in the document".
CREATE OR REPLACE FUNCTION @schema@.fts_near(phrases text[], lengths integer[], apart integer, nearest integer) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $body$
DECLARE
    condition text;
    head text;
    others text;
    places text;
BEGIN
    IF cardinality(phrases) = 1 THEN
        RETURN phrases[1];
    ELSIF apart > 62 THEN
        RETURN '(' || array_to_string(phrases, ' & ') || ')';
    END IF;
    FOR a IN 1 .. cardinality(phrases) LOOP
        -- Distances are counted from the first word of the phrase that comes first.
        head := CASE WHEN lengths[a] > 1 THEN substr(split_part(phrases[a], ' <-> ', 1), 2) ELSE phrases[a] END;
        others := CASE WHEN lengths[a] > 1 THEN phrases[a] END;
        FOR b IN 1 .. cardinality(phrases) LOOP
            CONTINUE WHEN a = b;
            places := NULL;
            FOR distance IN nearest .. apart + lengths[a] LOOP
                places := concat_ws(' | ', places, format('%s <%s> %s', head, distance, phrases[b]));
            END LOOP;
            others := concat_ws(' & ', others, '(' || places || ')');
        END LOOP;
        condition := concat_ws(' | ', condition, format('(%s <0> (%s))', head, others));
    END LOOP;
    RETURN '(' || condition || ')';
END
$body$;

-- Puts two conditions together as FTS5 does with phrases that have no tokens
-- (https://sqlite.org/fts5.html#full_text_query_syntax).
CREATE OR REPLACE FUNCTION @schema@.fts_combined(operator text, one text, other text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $body$
    SELECT CASE operator
        WHEN 'OR' THEN CASE WHEN one IS NULL OR other IS NULL THEN coalesce(one, other)
            ELSE '(' || one || ' | ' || other || ')' END
        WHEN 'NOT' THEN CASE WHEN one IS NULL OR other IS NULL THEN one
            ELSE '(' || one || ' & !' || other || ')' END
        WHEN 'AND' THEN '(' || one || ' & ' || other || ')'
        ELSE CASE WHEN one IS NULL OR other IS NULL THEN coalesce(one, other)
            ELSE '(' || one || ' & ' || other || ')' END
    END
$body$;

-- A condition as a query; one without tokens finds nothing, as in SQLite.
CREATE OR REPLACE FUNCTION @schema@.fts_finished(condition text) RETURNS tsquery
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $body$
    SELECT coalesce(condition, '''^'' & !''^''')::tsquery
$body$;
