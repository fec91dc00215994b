-- LIKE and GLOB (https://sqlite.org/lang_expr.html#like).

-- # lite_like
-- Lower case after the escapes are resolved, so that an escape letter is only that very letter. Without ESCAPE a
-- backslash is a letter like any other. A pattern that ends in its escape letter matches nothing.
CREATE OR REPLACE FUNCTION @howdah@.lite_like(pattern text, value text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN lower(value COLLATE "C") LIKE lower(like_escape(pattern, '') COLLATE "C");

CREATE OR REPLACE FUNCTION @howdah@.lite_like(pattern text, value text, escape text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce(lower(value COLLATE "C") LIKE @howdah@.lite_like_pattern(pattern, escape),
    CASE WHEN num_nulls(value, pattern, escape) = 0 THEN false END);

COMMENT ON FUNCTION @howdah@.lite_like(text, text) IS
'SQLite''s LIKE: ASCII letters match in either case. SQLite''s limit of 50,000 bytes for a pattern is not kept.';

-- # lite_like_pattern
-- NULL for a pattern that nothing matches.
CREATE OR REPLACE FUNCTION @howdah@.lite_like_pattern(pattern text, escape text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $howdah$
DECLARE
    resolved text;
BEGIN
    IF length(escape) <> 1 THEN
        RAISE EXCEPTION 'ESCAPE expression must be a single character' USING ERRCODE = 'invalid_escape_sequence';
    END IF;
    resolved := lower(like_escape(pattern, escape) COLLATE "C");
    IF length(substring(resolved COLLATE "C" from E'\\\\*$')) % 2 = 1 THEN
        RETURN NULL;
    END IF;
    RETURN resolved;
END
$howdah$;

-- # lite_glob
CREATE OR REPLACE FUNCTION @howdah@.lite_glob(pattern text, value text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN value COLLATE "C" ~ @howdah@.lite_glob_pattern(pattern);

-- # lite_glob_pattern
-- GLOB's pattern as a regular expression; one that cannot match where a set is not closed.
CREATE OR REPLACE FUNCTION @howdah@.lite_glob_pattern(pattern text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $howdah$
DECLARE
    letters text[] := string_to_array(pattern, NULL);
    expression text := '^';
    place integer := 1;
    last integer := coalesce(array_length(letters, 1), 0);
    letter text;
    members text;
    inverted boolean;
    prior integer;
    code integer;
BEGIN
    WHILE place <= last LOOP
        letter := letters[place];
        place := place + 1;
        IF letter = '*' THEN
            expression := expression || '.*';
        ELSIF letter = '?' THEN
            expression := expression || '.';
        ELSIF letter <> '[' THEN
            expression := expression || CASE WHEN ascii(letter) >= 128 OR letter COLLATE "C" ~ '[0-9A-Za-z]' THEN letter
                ELSE chr(92) || letter END;
        ELSE
            inverted := letters[place] = '^';
            IF inverted THEN
                place := place + 1;
            END IF;
            members := '';
            prior := 0;
            IF letters[place] = ']' THEN
                members := E'\\U0000005D';
                place := place + 1;
            END IF;
            WHILE place <= last AND letters[place] <> ']' LOOP
                IF letters[place] = '-' AND place < last AND letters[place + 1] <> ']' AND prior > 0 THEN
                    code := ascii(letters[place + 1]);
                    IF prior <= code THEN
                        members := members || E'\\U' || lpad(to_hex(prior), 8, '0') || E'-\\U' || lpad(to_hex(code), 8, '0');
                    END IF;
                    prior := 0;
                    place := place + 2;
                ELSE
                    prior := ascii(letters[place]);
                    members := members || E'\\U' || lpad(to_hex(prior), 8, '0');
                    place := place + 1;
                END IF;
            END LOOP;
            IF place > last THEN
                RETURN '(?!)';
            END IF;
            place := place + 1;
            expression := expression || CASE WHEN inverted THEN '[^' ELSE '[' END || members || ']';
        END IF;
    END LOOP;
    RETURN expression || '$';
END
$howdah$;
