-- The query language of FTS3 and FTS4 with the enhanced syntax (https://sqlite.org/fts3.html#full_text_index_queries) as
-- a tsquery. Its words end where the tokenizer says, so a query is first cut into tokens and operators.

-- The next word of a query from character `at` on: kind is ( ) AND OR NOT NEAR or phrase, `condition` the phrase's, and
-- `columns` narrows a phrase that has a column's name and a colon before it.
CREATE OR REPLACE FUNCTION @schema@.fts4_word(query text, tokenizer text, columns text[], indexed integer[],
    INOUT at integer, OUT kind text, OUT condition text, OUT length integer, OUT apart integer)
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $body$
DECLARE
    rest text;
    match text[];
    weights text := '';
    tokens text[] := '{}';
    prefixes boolean[] := '{}';
    first boolean := false;
    behind integer := 1;
    letter text;
    word text := '';
    -- Which characters are part of words; the stemmer is not asked.
    plain text := CASE tokenizer WHEN 'fts3 porter' THEN 'ascii tokenchars ''_''' ELSE tokenizer END;
    quoted boolean := false;
BEGIN
    at := at + length(substring(substr(query, at) FROM '^[ \t\r\n\f\v]*'));
    rest := substr(query, at);
    IF rest = '' THEN
        RETURN;
    END IF;
    match := regexp_match(rest, '^(OR|AND|NOT|NEAR(?:/([0-9]+))?)(?=[ \t\r\n\f\v"()]|$)');
    IF match IS NOT NULL THEN
        kind := left(match[1], CASE WHEN match[1] LIKE 'NEAR%' THEN 4 ELSE 3 END);
        apart := least(coalesce(match[2]::numeric, 10), 1000000);
        at := at + length(match[1]);
        RETURN;
    END IF;
    IF rest ~ '^[()]' THEN
        kind := left(rest, 1);
        at := at + 1;
        RETURN;
    END IF;
    kind := 'phrase';
    FOR position IN 1 .. cardinality(columns) LOOP
        IF rest LIKE '_%:%' AND lower(left(rest, length(columns[position]) + 1) COLLATE "C")
                = lower(columns[position] || ':' COLLATE "C") THEN
            weights := @schema@.fts_weights(
                ARRAY(SELECT n::integer FROM unnest(indexed) WITH ORDINALITY known (one, n) WHERE one = position),
                cardinality(indexed));
            behind := length(columns[position]) + 2;
            EXIT;
        END IF;
    END LOOP;
    quoted := substr(rest, behind, 1) = '"';
    behind := behind + quoted::integer;
    LOOP
        letter := substr(rest, behind, 1);
        IF letter <> '' AND letter NOT IN ('"', '(', ')') AND letter !~ '^[ \t\r\n\f\v]$'
                AND cardinality(@schema@.fts_tokens(plain, letter)) > 0 THEN
            -- FTS4 knows the mark of a column's beginning only before the first word.
            IF word = '' AND cardinality(tokens) = 0 AND behind > 1 AND substr(rest, behind - 1, 1) = '^' THEN
                first := true;
            END IF;
            word := word || letter;
            behind := behind + 1;
            CONTINUE;
        END IF;
        IF word <> '' THEN
            tokens := tokens || @schema@.fts_tokens(tokenizer, word);
            prefixes := prefixes || (letter = '*');
            word := '';
            EXIT WHEN NOT quoted;
        END IF;
        IF letter = '' AND quoted THEN
            RAISE EXCEPTION 'unterminated string in a full-text query' USING ERRCODE = 'invalid_parameter_value';
        END IF;
        EXIT WHEN letter = '' OR (quoted AND letter = '"') OR (NOT quoted AND letter IN ('"', '(', ')'));
        behind := behind + 1;
    END LOOP;
    IF quoted OR letter = '*' THEN
        behind := behind + 1;
    END IF;
    at := at + behind - 1;
    length := cardinality(tokens);
    condition := @schema@.fts_phrase(tokens, prefixes, first, weights);
END
$body$;

-- expression := operands joined by OR (binds least), AND or nothing, NOT, and NEAR (binds most)
CREATE OR REPLACE FUNCTION @schema@.fts4_expression(query text, tokenizer text, columns text[], indexed integer[],
    INOUT at integer, least_binding integer, OUT condition text)
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $body$
DECLARE
    one record;
    next record;
    operand text;
    others text;
    binding integer;
    operator text;
    narrow integer;
BEGIN
    SELECT * INTO one FROM @schema@.fts4_word(query, tokenizer, columns, indexed, at);
    -- Text without a token stands for nothing.
    WHILE one.kind = 'phrase' AND one.condition IS NULL LOOP
        SELECT * INTO one FROM @schema@.fts4_word(query, tokenizer, columns, indexed, one.at);
    END LOOP;
    IF one.kind = '(' THEN
        SELECT e.at, e.condition INTO at, condition
            FROM @schema@.fts4_expression(query, tokenizer, columns, indexed, one.at, 0) e;
        SELECT * INTO one FROM @schema@.fts4_word(query, tokenizer, columns, indexed, at);
        IF one.kind IS DISTINCT FROM ')' THEN
            PERFORM @schema@.fts4_wrong(query);
        END IF;
        at := one.at;
    ELSIF one.kind = 'phrase' THEN
        condition := one.condition;
        at := one.at;
        -- a NEAR b NEAR c: each near the next.
        LOOP
            SELECT * INTO next FROM @schema@.fts4_word(query, tokenizer, columns, indexed, at);
            EXIT WHEN next.kind IS DISTINCT FROM 'NEAR';
            narrow := next.apart;
            SELECT * INTO next FROM @schema@.fts4_word(query, tokenizer, columns, indexed, next.at);
            IF next.kind IS DISTINCT FROM 'phrase' OR next.condition IS NULL THEN
                PERFORM @schema@.fts4_wrong(query);
            END IF;
            others := @schema@.fts_near(ARRAY[one.condition, next.condition], ARRAY[one.length, next.length],
                narrow, 1);
            condition := CASE WHEN condition = one.condition THEN others ELSE condition || ' & ' || others END;
            one := next;
            at := next.at;
        END LOOP;
        condition := '(' || condition || ')';
    ELSIF one.kind IS NULL AND least_binding = 0 THEN
        at := one.at;
        RETURN;
    ELSE
        PERFORM @schema@.fts4_wrong(query);
    END IF;
    LOOP
        SELECT * INTO next FROM @schema@.fts4_word(query, tokenizer, columns, indexed, at);
        WHILE next.kind = 'phrase' AND next.condition IS NULL LOOP
            at := next.at;
            SELECT * INTO next FROM @schema@.fts4_word(query, tokenizer, columns, indexed, at);
        END LOOP;
        EXIT WHEN next.kind IS NULL OR next.kind = ')';
        IF next.kind = 'NEAR' THEN
            PERFORM @schema@.fts4_wrong(query);
        END IF;
        operator := CASE WHEN next.kind IN ('phrase', '(') THEN 'AND' ELSE next.kind END;
        binding := array_position(ARRAY['OR', 'AND', 'NOT'], operator);
        EXIT WHEN binding <= least_binding;
        SELECT e.at, e.condition INTO at, operand FROM @schema@.fts4_expression(query, tokenizer, columns, indexed,
            CASE WHEN next.kind IN ('phrase', '(') THEN at ELSE next.at END, binding) e;
        condition := @schema@.fts_combined(operator, condition, operand);
    END LOOP;
END
$body$;

CREATE OR REPLACE FUNCTION @schema@.fts4_wrong(query text) RETURNS void
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $body$
BEGIN
    RAISE EXCEPTION 'malformed full-text query: [%]', query
        USING ERRCODE = 'invalid_parameter_value',
              HINT = 'The language is that of SQLite''s FTS4 with AND, OR, NOT, NEAR and brackets.';
END
$body$;

-- A query in the language of FTS3 and FTS4 for a search of these columns.
CREATE OR REPLACE FUNCTION @schema@.fts4_query(query text, tokenizer text, columns text[], unindexed text[] DEFAULT '{}')
RETURNS tsquery LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $body$
DECLARE
    one record;
    indexed integer[] := ARRAY(SELECT n::integer FROM unnest(columns) WITH ORDINALITY known (name, n)
        WHERE name <> ALL (unindexed) ORDER BY n);
BEGIN
    IF query IS NULL THEN
        RETURN NULL;
    END IF;
    SELECT * INTO one FROM @schema@.fts4_expression(query, tokenizer, columns, indexed, 1, 0);
    IF one.at <= length(rtrim(query, E' \t\r\n\f\v')) THEN
        PERFORM @schema@.fts4_wrong(query);
    END IF;
    RETURN @schema@.fts_finished(one.condition);
END
$body$;
