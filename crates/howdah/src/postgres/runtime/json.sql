-- JSON (https://sqlite.org/json1.html) over jsonb. jsonb keeps neither the order of keys, nor keys given twice, nor how a
-- number or a character was spelled; what SQLite takes from those is lost before these functions see it.

-- # lite_json_valid
-- RFC 8259 without raising anything, so that it may stand in a CHECK and run in parallel: tokens become letters, and
-- arrays and objects whose parts are values become values, from the inside to the outside, 1,000 deep as in SQLite.
CREATE OR REPLACE FUNCTION @howdah@.lite_json_valid(value text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $howdah$
DECLARE
    shape text;
    before text;
    strings text := E'"(?:[^"\\\\\u0001-\u001f]|\\\\(?:["\\\\/bfnrt]|u[0-9a-fA-F]{4}))*"';
    numbers text := E'-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?';
BEGIN
    IF value COLLATE "C" !~ ('^(?:[][{},: \t\n\r]|true|false|null|' || strings || '|' || numbers || ')+$') THEN
        RETURN false;
    END IF;
    shape := regexp_replace(value COLLATE "C", strings, 's', 'g');
    shape := regexp_replace(shape COLLATE "C", numbers || '|true|false|null', 'v', 'g');
    -- Words that touch are no JSON, white space between them or not.
    shape := translate(shape, E' \t\n\r', '');
    FOR depth IN 1..1000 LOOP
        EXIT WHEN shape = 'v' OR shape = 's';
        before := shape;
        shape := regexp_replace(shape COLLATE "C",
            E'\\[(?:[vs](?:,[vs])*)?\\]|\\{(?:s:[vs](?:,s:[vs])*)?\\}', 'v', 'g');
        EXIT WHEN shape = before;
    END LOOP;
    RETURN shape = 'v' OR shape = 's';
END
$howdah$;

-- # lite_json_text
-- SQLite's minified form: the blanks that the server writes behind `,` and `:` outside strings are taken away.
CREATE OR REPLACE FUNCTION @howdah@.lite_json_text(document jsonb) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN regexp_replace(CAST(document AS text) COLLATE "C", '("(?:[^"' || repeat(chr(92), 2) || ']|' || repeat(chr(92), 2)
    || '.)*")|([:,]) ', chr(92) || '1' || chr(92) || '2', 'g');

COMMENT ON FUNCTION @howdah@.lite_json_text(jsonb) IS
'SQLite''s text of JSON. Keys stand in the order of jsonb, numbers and escapes as jsonb writes them.';

-- # lite_json_at
-- What a path leads to, NULL when it leads nowhere. A path is wrong only where it is reached, as in SQLite.
CREATE OR REPLACE FUNCTION @howdah@.lite_json_at(document jsonb, path text) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $howdah$
DECLARE
    found jsonb := document;
    rest text := substr(path, 2);
    step text;
BEGIN
    IF path COLLATE "C" ~ E'^\\$\\.[A-Za-z0-9_]+$' THEN
        RETURN CASE WHEN jsonb_typeof(document) = 'object' THEN document -> substr(path, 3) END;
    ELSIF path NOT LIKE '$%' THEN
        RAISE EXCEPTION 'bad JSON path: %', @howdah@.lite_quote(path) USING ERRCODE = 'invalid_parameter_value';
    END IF;
    WHILE rest <> '' COLLATE "C" LOOP
        IF rest LIKE '.%' THEN
            step := substring(rest COLLATE "C" from E'^\\.("(?:[^"\\\\]|\\\\.)*")');
            IF step IS NOT NULL THEN
                rest := substr(rest, 2 + length(step));
                step := CASE WHEN strpos(step, chr(92)) > 0 THEN step::jsonb #>> '{}' ELSE btrim(step, '"') END;
            ELSIF rest NOT LIKE '."%' THEN
                step := substring(rest COLLATE "C" from E'^\\.([^.[]+)');
                rest := substr(rest, 2 + coalesce(length(step), -1));
            END IF;
            EXIT WHEN step IS NULL;
            IF jsonb_typeof(found) <> 'object' THEN
                RETURN NULL;
            END IF;
            found := found -> step;
        ELSIF rest LIKE '[%' THEN
            IF jsonb_typeof(found) <> 'array' THEN
                RETURN NULL;
            END IF;
            step := substring(rest COLLATE "C" from E'^\\[((?:[0-9]+|#(?:-[0-9]+)?))\\]');
            EXIT WHEN step IS NULL;
            rest := substr(rest, 3 + length(step));
            IF step LIKE '#%' THEN
                step := (jsonb_array_length(found) - coalesce(substr(nullif(step, '#'), 3), '0')::numeric)::text;
            END IF;
            IF step::numeric NOT BETWEEN 0 AND 2147483647 THEN
                RETURN NULL;
            END IF;
            found := found -> step::integer;
        ELSE
            EXIT;
        END IF;
        IF found IS NULL THEN
            RETURN NULL;
        END IF;
    END LOOP;
    IF rest <> '' COLLATE "C" THEN
        RAISE EXCEPTION 'bad JSON path: %', @howdah@.lite_quote(path) USING ERRCODE = 'invalid_parameter_value';
    END IF;
    RETURN found;
END
$howdah$;

-- # lite_json_arrow
-- The operator ->; its text or number may be a path, a key or a place.
CREATE OR REPLACE FUNCTION @howdah@.lite_json_arrow(document jsonb, path text) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN path LIKE '$%' THEN @howdah@.lite_json_at(document, path)
    WHEN path LIKE '[%_]' THEN @howdah@.lite_json_at(document, '$' || path)
    WHEN jsonb_typeof(document) = 'object' THEN document -> path
END;

CREATE OR REPLACE FUNCTION @howdah@.lite_json_arrow(document jsonb, place bigint) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN jsonb_typeof(document) = 'array' AND place BETWEEN -2147483647 AND 2147483647
    THEN document -> CAST(place AS integer) END;

-- # lite_json_arrow_text
-- The operator ->>, as text.
CREATE OR REPLACE FUNCTION @howdah@.lite_json_arrow_text(document jsonb, path text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN @howdah@.lite_json_value_text(@howdah@.lite_json_arrow(document, path));

CREATE OR REPLACE FUNCTION @howdah@.lite_json_arrow_text(document jsonb, place bigint) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN @howdah@.lite_json_value_text(@howdah@.lite_json_arrow(document, place));

-- # lite_json_value_text
-- A JSON value as SQLite's SQL value, as text.
CREATE OR REPLACE FUNCTION @howdah@.lite_json_value_text(value jsonb) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE jsonb_typeof(value)
    WHEN 'null' THEN NULL
    WHEN 'string' THEN value #>> ARRAY[]::text[]
    WHEN 'boolean' THEN CASE CAST(value AS text) WHEN 'true' THEN '1' ELSE '0' END
    WHEN 'number' THEN CASE
        WHEN strpos(CAST(value AS text), '.') = 0
            AND CAST(value AS numeric) BETWEEN -9223372036854775808 AND 9223372036854775807 THEN CAST(value AS text)
        ELSE @howdah@.lite_real_text(@howdah@.lite_text_real(CAST(value AS text))) END
    ELSE @howdah@.lite_json_text(value)
END;

-- # lite_json_extract
-- JSON's null is SQL's NULL.
CREATE OR REPLACE FUNCTION @howdah@.lite_json_extract(document jsonb, path text) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN nullif(@howdah@.lite_json_at(document, path), CAST('null' AS jsonb));

-- # lite_json_extract_text
CREATE OR REPLACE FUNCTION @howdah@.lite_json_extract_text(document jsonb, path text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN @howdah@.lite_json_value_text(@howdah@.lite_json_at(document, path));

COMMENT ON FUNCTION @howdah@.lite_json_extract_text(jsonb, text) IS
'SQLite''s json_extract() as text. 1e5 is a REAL in SQLite; jsonb keeps it as 100000, which is read as an integer here.';

-- # lite_json_extract_real
CREATE OR REPLACE FUNCTION @howdah@.lite_json_extract_real(document jsonb, path text) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN @howdah@.lite_text_real(@howdah@.lite_json_value_text(@howdah@.lite_json_at(document, path)));

-- # lite_json_extract_integer
CREATE OR REPLACE FUNCTION @howdah@.lite_json_extract_integer(document jsonb, path text) RETURNS bigint
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $howdah$
DECLARE
    found jsonb := @howdah@.lite_json_at(document, path);
    value text := @howdah@.lite_json_value_text(found);
BEGIN
    RETURN CASE WHEN jsonb_typeof(found) = 'number' AND strpos(value, '.') > 0
        THEN @howdah@.lite_real_integer(@howdah@.lite_text_real(value)) ELSE @howdah@.lite_text_integer(value) END;
END
$howdah$;

-- # lite_json_type
CREATE OR REPLACE FUNCTION @howdah@.lite_json_type(document jsonb) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE jsonb_typeof(document)
    WHEN 'string' THEN 'text'
    WHEN 'boolean' THEN CAST(document AS text)
    WHEN 'number' THEN CASE WHEN strpos(CAST(document AS text), '.') > 0 THEN 'real' ELSE 'integer' END
    ELSE jsonb_typeof(document)
END;

CREATE OR REPLACE FUNCTION @howdah@.lite_json_type(document jsonb, path text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN @howdah@.lite_json_type(@howdah@.lite_json_at(document, path));

-- # lite_json_array_length
CREATE OR REPLACE FUNCTION @howdah@.lite_json_array_length(document jsonb) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE jsonb_typeof(document) WHEN 'array' THEN CAST(jsonb_array_length(document) AS bigint)
    ELSE CASE WHEN document IS NOT NULL THEN 0 END END;

CREATE OR REPLACE FUNCTION @howdah@.lite_json_array_length(document jsonb, path text) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN @howdah@.lite_json_array_length(@howdah@.lite_json_at(document, path));

-- # lite_json_quote
CREATE OR REPLACE FUNCTION @howdah@.lite_json_quote(value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce(CAST(to_jsonb(value) AS text), 'null');

CREATE OR REPLACE FUNCTION @howdah@.lite_json_quote(value bigint) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce(CAST(value AS text), 'null');

CREATE OR REPLACE FUNCTION @howdah@.lite_json_quote(value double precision) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce(@howdah@.lite_real_text(value), 'null');

-- # lite_json_members
-- The values inside one, with the step that leads to each.
CREATE OR REPLACE FUNCTION @howdah@.lite_json_members(document jsonb)
RETURNS TABLE(place bigint, key text, step text, value jsonb)
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE ROWS 10
BEGIN ATOMIC
    SELECT m.place, m.key, CASE WHEN m.key COLLATE "C" ~ '^[A-Za-z][A-Za-z0-9]*$' THEN '.' || m.key
        ELSE '.' || CAST(to_jsonb(m.key) AS text) END, m.value
    FROM jsonb_each(CASE jsonb_typeof(document) WHEN 'object' THEN document ELSE CAST('{}' AS jsonb) END)
        WITH ORDINALITY AS m(key, value, place)
    UNION ALL
    SELECT m.place, CAST(m.place - 1 AS text), '[' || m.place - 1 || ']', m.value
    FROM jsonb_array_elements(CASE jsonb_typeof(document) WHEN 'array' THEN document ELSE CAST('[]' AS jsonb) END)
        WITH ORDINALITY AS m(value, place);
END;

-- # lite_json_each
CREATE OR REPLACE FUNCTION @howdah@.lite_json_each(document jsonb, root text)
RETURNS TABLE(key text, value text, type text, atom text, id bigint, parent bigint, fullkey text, path text)
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
    SELECT m.key, @howdah@.lite_json_value_text(m.value), @howdah@.lite_json_type(m.value),
        CASE WHEN jsonb_typeof(m.value) NOT IN ('array', 'object') THEN @howdah@.lite_json_value_text(m.value) END,
        m.place, CAST(NULL AS bigint), root || m.step, root
    FROM @howdah@.lite_json_at(document, root) AS f(found), LATERAL (
        SELECT i.place, i.key, i.step, i.value FROM @howdah@.lite_json_members(found) AS i
        UNION ALL
        SELECT 0, NULL, '', found WHERE jsonb_typeof(found) NOT IN ('array', 'object')) AS m(place, key, step, value)
    ORDER BY m.place;
END;

CREATE OR REPLACE FUNCTION @howdah@.lite_json_each(document jsonb)
RETURNS TABLE(key text, value text, type text, atom text, id bigint, parent bigint, fullkey text, path text)
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
    SELECT key, value, type, atom, id, parent, fullkey, path FROM @howdah@.lite_json_each(document, '$');
END;

COMMENT ON FUNCTION @howdah@.lite_json_each(jsonb, text) IS
'SQLite''s json_each(). All columns are text but id and parent; id is a number in order, not a place in bytes. Members of
an object come in the order of jsonb.';

-- # lite_json_tree
-- No plan for these few rows is worth compiling, which the planner's guesses about recursion would make it do.
CREATE OR REPLACE FUNCTION @howdah@.lite_json_tree(document jsonb, root text)
RETURNS TABLE(key text, value text, type text, atom text, id bigint, parent bigint, fullkey text, path text)
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE ROWS 100 SET jit = off
BEGIN ATOMIC
    WITH RECURSIVE nodes(places, above, key, fullkey, path, value) AS (
        SELECT CAST(ARRAY[0] AS bigint[]), CAST(NULL AS bigint[]),
            CASE WHEN last LIKE '[#%' THEN '0' WHEN left(last, 1) = '[' THEN btrim(last, '[]')
                WHEN last LIKE '."%' THEN substr(last, 3, length(last) - 3) ELSE substr(last, 2) END,
            root, "left"(root, length(root) - coalesce(length(last), 0)), found
        FROM @howdah@.lite_json_at(document, root) AS f(found),
            LATERAL (SELECT substring(root COLLATE "C" from '(?:[.]"(?:[^"\\]|\\.)*"|[.][^."[]+|[[][^]]*[]])$')) AS l(last)
        WHERE found IS NOT NULL
        UNION ALL
        SELECT n.places || m.place, n.places, m.key, n.fullkey || m.step, n.fullkey, m.value
        FROM nodes AS n, LATERAL @howdah@.lite_json_members(n.value) AS m
    ), numbered AS (
        SELECT n.*, row_number() OVER (ORDER BY n.places) - 1 AS id FROM nodes AS n
    )
    SELECT n.key, @howdah@.lite_json_value_text(n.value), @howdah@.lite_json_type(n.value),
        CASE WHEN jsonb_typeof(n.value) NOT IN ('array', 'object') THEN @howdah@.lite_json_value_text(n.value) END,
        n.id, a.id, n.fullkey, n.path
    FROM numbered AS n LEFT JOIN numbered AS a ON a.places = n.above
    ORDER BY n.id;
END;

CREATE OR REPLACE FUNCTION @howdah@.lite_json_tree(document jsonb)
RETURNS TABLE(key text, value text, type text, atom text, id bigint, parent bigint, fullkey text, path text)
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
    SELECT key, value, type, atom, id, parent, fullkey, path FROM @howdah@.lite_json_tree(document, '$');
END;

COMMENT ON FUNCTION @howdah@.lite_json_tree(jsonb, text) IS
'SQLite''s json_tree(). All columns are text but id and parent, which are numbers in order, not places in bytes. Members
of an object come in the order of jsonb.';

-- # lite_jsonb_node
-- One element of SQLite's binary JSON (https://sqlite.org/jsonb.html) as JSON text, and where the next one begins.
CREATE OR REPLACE FUNCTION @howdah@.lite_jsonb_node(bytes bytea, at integer, OUT json text, OUT next integer)
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $howdah$
DECLARE
    kind integer;
    size bigint;
    wide integer;
    payload text;
    parts text[] := '{}';
    inner_json text;
    place integer;
    digit text;
    number numeric := 0;
BEGIN
    IF at >= length(bytes) THEN
        RAISE EXCEPTION 'malformed JSON' USING ERRCODE = 'invalid_json_text';
    END IF;
    kind := get_byte(bytes, at) & 15;
    size := get_byte(bytes, at) >> 4;
    wide := CASE size WHEN 12 THEN 1 WHEN 13 THEN 2 WHEN 14 THEN 4 WHEN 15 THEN 8 ELSE 0 END;
    IF at + wide >= length(bytes) THEN
        RAISE EXCEPTION 'malformed JSON' USING ERRCODE = 'invalid_json_text';
    END IF;
    IF wide > 0 THEN
        size := ('x' || lpad(encode(substr(bytes, at + 2, wide), 'hex'), 16, '0'))::bit(64)::bigint;
    END IF;
    place := at + 1 + wide;
    IF size NOT BETWEEN 0 AND length(bytes) - place OR kind > 12 OR kind IN (3, 4, 5, 6) AND size = 0 THEN
        RAISE EXCEPTION 'malformed JSON' USING ERRCODE = 'invalid_json_text';
    END IF;
    next := place + size;
    IF kind BETWEEN 3 AND 10 THEN
        payload := convert_from(substr(bytes, place + 1, size::integer), 'UTF8');
    END IF;
    CASE kind
        WHEN 0 THEN json := 'null';
        WHEN 1 THEN json := 'true';
        WHEN 2 THEN json := 'false';
        WHEN 3, 5 THEN json := payload;
        WHEN 4 THEN
            FOREACH digit IN ARRAY string_to_array(substring(lower(payload COLLATE "C") from '0x([0-9a-f]+)$'), NULL) LOOP
                number := number * 16 + strpos('0123456789abcdef', digit) - 1;
            END LOOP;
            json := CASE WHEN payload LIKE '-%' THEN '-' ELSE '' END
                || CASE WHEN number > 18446744073709551615 THEN '9.0e999' ELSE number::text END;
        WHEN 6 THEN
            json := regexp_replace(regexp_replace(payload COLLATE "C", E'^(-?)\\.', E'\\10.'),
                E'\\.($|[^0-9])', E'.0\\1');
        WHEN 7, 8 THEN json := '"' || payload || '"';
        WHEN 9 THEN
            -- What JSON5 knows and JSON does not: \', \v, \0, \xHH, a line's end that is escaped away.
            payload := regexp_replace(payload COLLATE "C", E'(\\\\(?:x..|\r\n|.)|")', E'\u0001\\1\u0001', 'g');
            json := '"';
            FOREACH digit IN ARRAY string_to_array(payload, E'\u0001') LOOP
                json := json || CASE
                    WHEN digit = '"' THEN E'\\"'
                    WHEN digit = E'\\''' THEN ''''
                    WHEN digit = E'\\v' THEN E'\\u000b'
                    WHEN digit = E'\\0' THEN E'\\u0000'
                    WHEN digit LIKE E'\\\\x__' THEN E'\\u00' || substr(digit, 3)
                    WHEN digit IN (E'\\\r\n', E'\\\r', E'\\\n', E'\\\u2028', E'\\\u2029') THEN ''
                    ELSE digit END;
            END LOOP;
            json := json || '"';
        WHEN 10 THEN json := to_jsonb(payload)::text;
        ELSE
            WHILE place < next LOOP
                SELECT n.json, n.next INTO inner_json, place FROM @howdah@.lite_jsonb_node(bytes, place) AS n;
                parts := array_append(parts, inner_json);
            END LOOP;
            IF place > next OR kind = 12 AND cardinality(parts) % 2 = 1 THEN
                RAISE EXCEPTION 'malformed JSON' USING ERRCODE = 'invalid_json_text';
            END IF;
            json := CASE kind WHEN 11 THEN '[' || array_to_string(parts, ',') || ']'
                ELSE '{' || coalesce((SELECT string_agg(parts[2 * i - 1] || ':' || parts[2 * i], ',' ORDER BY i)
                    FROM generate_series(1, cardinality(parts) / 2) AS g(i)), '') || '}' END;
    END CASE;
END
$howdah$;

-- # lite_jsonb_text
CREATE OR REPLACE FUNCTION @howdah@.lite_jsonb_text(bytes bytea) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $howdah$
DECLARE
    found record;
BEGIN
    SELECT * INTO found FROM @howdah@.lite_jsonb_node(bytes, 0);
    IF found.next <> length(bytes) THEN
        RAISE EXCEPTION 'malformed JSON' USING ERRCODE = 'invalid_json_text';
    END IF;
    RETURN found.json;
END
$howdah$;

COMMENT ON FUNCTION @howdah@.lite_jsonb_text(bytea) IS
'The JSON text of SQLite''s binary JSON. Raises an error where the bytes are none.';
