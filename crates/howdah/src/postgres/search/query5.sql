-- FTS5's query language (https://sqlite.org/fts5.html#full_text_query_syntax) as a tsquery: a descent through its
-- grammar, `at` being the number of the next word.

CREATE OR REPLACE FUNCTION @schema@.fts5_wrong(words text[], at integer) RETURNS void
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $body$
BEGIN
    RAISE EXCEPTION 'syntax error near "%" in a full-text query', coalesce(words[at], '')
        USING ERRCODE = 'invalid_parameter_value',
              HINT = 'The language is that of SQLite''s FTS5. Put text that is to be searched as it is into double quotes.';
END
$body$;

-- Whether a word is a bareword or a string.
CREATE OR REPLACE FUNCTION @schema@.fts5_is_text(word text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $body$
    SELECT coalesce(word ~ '^(".+|[A-Za-z0-9_\x1a\u0080-\U0010ffff].*)$' AND word NOT IN ('AND', 'OR', 'NOT'), false)
$body$;

-- The text of a bareword or string.
CREATE OR REPLACE FUNCTION @schema@.fts5_text(word text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $body$
    SELECT CASE WHEN word LIKE '"%' THEN replace(substr(word, 2, length(word) - 2), '""', '"') ELSE word END
$body$;

-- phrase := text [*] { + text [*] }
CREATE OR REPLACE FUNCTION @schema@.fts5_phrase(words text[], tokenizer text, INOUT at integer,
    OUT tokens text[], OUT prefix boolean)
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $body$
BEGIN
    tokens := '{}';
    prefix := false;
    LOOP
        IF NOT @schema@.fts5_is_text(words[at]) THEN
            PERFORM @schema@.fts5_wrong(words, at);
        END IF;
        tokens := tokens || @schema@.fts_tokens(tokenizer, @schema@.fts5_text(words[at]));
        at := at + 1;
        prefix := coalesce(words[at] = '*', false);
        at := at + prefix::integer;
        EXIT WHEN words[at] IS DISTINCT FROM '+';
        at := at + 1;
    END LOOP;
END
$body$;

-- columns := [-] name | [-] { name … }, behind which a colon stands; NULL when there are none. `wanted` narrows down.
CREATE OR REPLACE FUNCTION @schema@.fts5_columns(words text[], columns text[], wanted integer[], INOUT at integer,
    OUT narrowed integer[])
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $body$
DECLARE
    start integer := at;
    excluded boolean := coalesce(words[at] = '-', false);
    names text[];
    name text;
    position integer;
BEGIN
    at := at + excluded::integer;
    IF words[at] = '{' THEN
        at := at + 1;
        WHILE @schema@.fts5_is_text(words[at]) LOOP
            names := names || @schema@.fts5_text(words[at]);
            at := at + 1;
        END LOOP;
        IF words[at] IS DISTINCT FROM '}' OR names IS NULL THEN
            PERFORM @schema@.fts5_wrong(words, at);
        END IF;
        at := at + 1;
    ELSIF @schema@.fts5_is_text(words[at]) AND words[at + 1] = ':' THEN
        names := ARRAY[@schema@.fts5_text(words[at])];
        at := at + 1;
    ELSIF NOT excluded THEN
        RETURN;
    END IF;
    IF words[at] IS DISTINCT FROM ':' THEN
        PERFORM @schema@.fts5_wrong(words, at);
    END IF;
    at := at + 1;
    narrowed := '{}';
    FOREACH name IN ARRAY names LOOP
        position := array_position(columns, (
            SELECT known FROM unnest(columns) known WHERE lower(known COLLATE "C") = lower(name COLLATE "C") LIMIT 1));
        IF position IS NULL THEN
            RAISE EXCEPTION 'no such column in a full-text query: %', name
                USING ERRCODE = 'invalid_parameter_value', DETAIL = 'Columns: ' || array_to_string(columns, ', ') || '.';
        END IF;
        narrowed := narrowed || position;
    END LOOP;
    narrowed := ARRAY(SELECT one FROM unnest(wanted) one WHERE (one = ANY (narrowed)) <> excluded ORDER BY one);
END
$body$;

-- nearset := [columns :] ( ^ phrase | phrase | NEAR ( phrases [, n] ) | ( expression ) )
CREATE OR REPLACE FUNCTION @schema@.fts5_item(words text[], tokenizer text, columns text[], indexed integer[],
    wanted integer[], INOUT at integer, OUT condition text, OUT bracket boolean)
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $body$
DECLARE
    named integer[];
    weights text;
    one record;
    phrases text[] := '{}';
    lengths integer[] := '{}';
    apart integer := 10;
    first boolean := false;
BEGIN
    bracket := false;
    SELECT * INTO one FROM @schema@.fts5_columns(words, columns, wanted, at);
    IF one.narrowed IS NOT NULL THEN
        at := one.at;
        wanted := one.narrowed;
    END IF;
    IF words[at] = '(' THEN
        bracket := true;
        SELECT * INTO one FROM @schema@.fts5_expression(words, tokenizer, columns, indexed, wanted, at + 1, 0);
        IF words[one.at] IS DISTINCT FROM ')' THEN
            PERFORM @schema@.fts5_wrong(words, one.at);
        END IF;
        at := one.at + 1;
        condition := one.condition;
        RETURN;
    END IF;
    weights := @schema@.fts_weights(
        ARRAY(SELECT n::integer FROM unnest(indexed) WITH ORDINALITY known (position, n) WHERE position = ANY (wanted)),
        cardinality(indexed));
    IF words[at] = 'NEAR' AND words[at + 1] = '(' THEN
        at := at + 2;
        WHILE words[at] IS DISTINCT FROM ')' LOOP
            IF words[at] = ',' AND cardinality(lengths) > 0 AND words[at + 2] = ')' THEN
                IF words[at + 1] !~ '^[0-9]+$' THEN
                    RAISE EXCEPTION 'expected integer, got "%" in a full-text query', words[at + 1]
                        USING ERRCODE = 'invalid_parameter_value';
                END IF;
                apart := least(words[at + 1]::numeric, 1000000);
                at := at + 2;
                EXIT;
            END IF;
            SELECT * INTO one FROM @schema@.fts5_phrase(words, tokenizer, at);
            at := one.at;
            IF cardinality(one.tokens) > 0 OR cardinality(lengths) = 0 THEN
                phrases := phrases || @schema@.fts_phrase(one.tokens,
                    array_fill(false, ARRAY[greatest(cardinality(one.tokens) - 1, 0)]) || one.prefix, false, weights);
                lengths := lengths || cardinality(one.tokens);
            END IF;
        END LOOP;
        IF cardinality(lengths) = 0 THEN
            PERFORM @schema@.fts5_wrong(words, at);
        END IF;
        at := at + 1;
        -- A first phrase without tokens is left out too, unless it is alone.
        phrases := array_remove(phrases, NULL);
        lengths := array_remove(lengths, 0);
        condition := CASE WHEN weights IS NULL OR cardinality(phrases) = 0 THEN phrases[1]
            ELSE @schema@.fts_near(phrases, lengths, apart, 0) END;
        RETURN;
    END IF;
    IF words[at] = '^' THEN
        first := true;
        at := at + 1;
    END IF;
    SELECT * INTO one FROM @schema@.fts5_phrase(words, tokenizer, at);
    at := one.at;
    condition := @schema@.fts_phrase(one.tokens,
        array_fill(false, ARRAY[greatest(cardinality(one.tokens) - 1, 0)]) || one.prefix, first, weights);
END
$body$;

-- expression := items joined by OR (binds least), AND, NOT, and nothing (binds most: AND)
CREATE OR REPLACE FUNCTION @schema@.fts5_expression(words text[], tokenizer text, columns text[], indexed integer[],
    wanted integer[], INOUT at integer, least_binding integer, OUT condition text, OUT bracket boolean)
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $body$
DECLARE
    one record;
    binding integer;
    operator text;
BEGIN
    SELECT * INTO one FROM @schema@.fts5_item(words, tokenizer, columns, indexed, wanted, at);
    at := one.at;
    condition := one.condition;
    bracket := one.bracket;
    -- Without a word between, only phrases follow one another: "(a) b" is an error.
    WHILE NOT bracket AND (@schema@.fts5_is_text(words[at]) OR words[at] IN ('^', '{', '-')) LOOP
        SELECT * INTO one FROM @schema@.fts5_item(words, tokenizer, columns, indexed, wanted, at);
        IF one.bracket THEN
            PERFORM @schema@.fts5_wrong(words, at);
        END IF;
        at := one.at;
        condition := @schema@.fts_combined('', condition, one.condition);
    END LOOP;
    LOOP
        operator := words[at];
        binding := array_position(ARRAY['OR', 'AND', 'NOT'], operator);
        EXIT WHEN binding IS NULL OR binding <= least_binding;
        SELECT * INTO one FROM
            @schema@.fts5_expression(words, tokenizer, columns, indexed, wanted, at + 1, binding);
        at := one.at;
        condition := @schema@.fts_combined(operator, condition, one.condition);
    END LOOP;
END
$body$;

-- A query in FTS5's language for a search of these columns (those UNINDEXED also stand in `unindexed`).
CREATE OR REPLACE FUNCTION @schema@.fts5_query(query text, tokenizer text, columns text[], unindexed text[] DEFAULT '{}')
RETURNS tsquery LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $body$
DECLARE
    words text[];
    one record;
    every integer[] := ARRAY(SELECT generate_subscripts(columns, 1));
    indexed integer[] := ARRAY(SELECT n::integer FROM unnest(columns) WITH ORDINALITY known (name, n)
        WHERE name <> ALL (unindexed) ORDER BY n);
BEGIN
    IF query IS NULL THEN
        RETURN NULL;
    END IF;
    words := ARRAY(SELECT match[1] FROM regexp_matches(query,
        '"(?:[^"]|"")*"|[A-Za-z0-9_\x1a\u0080-\U0010ffff]+|[^ \t\r\n]', 'g') WITH ORDINALITY all_words (match, n) ORDER BY n);
    IF '"' = ANY (words) THEN
        RAISE EXCEPTION 'unterminated string in a full-text query' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF cardinality(words) = 0 THEN
        RETURN @schema@.fts_finished(NULL);
    END IF;
    SELECT * INTO one FROM @schema@.fts5_expression(words, tokenizer, columns, indexed, every, 1, 0);
    IF one.at <= cardinality(words) THEN
        PERFORM @schema@.fts5_wrong(words, one.at);
    END IF;
    RETURN @schema@.fts_finished(one.condition);
END
$body$;
