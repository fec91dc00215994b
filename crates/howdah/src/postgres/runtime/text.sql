-- Text and bytes. A blank line ends a statement, `-- #` begins a function with all its forms.

-- # lite_lower
CREATE OR REPLACE FUNCTION @howdah@.lite_lower(value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN lower(value COLLATE "C");

-- # lite_upper
CREATE OR REPLACE FUNCTION @howdah@.lite_upper(value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN upper(value COLLATE "C");

-- # lite_nocase
CREATE OR REPLACE FUNCTION @howdah@.lite_nocase(value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN lower(value COLLATE "C");

-- # lite_rtrimmed
CREATE OR REPLACE FUNCTION @howdah@.lite_rtrimmed(value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN rtrim(value, ' ');

-- # lite_trim
CREATE OR REPLACE FUNCTION @howdah@.lite_trim(value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN btrim(value, ' ');

CREATE OR REPLACE FUNCTION @howdah@.lite_trim(value text, characters text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN btrim(value, characters);

-- # lite_ltrim
CREATE OR REPLACE FUNCTION @howdah@.lite_ltrim(value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ltrim(value, ' ');

CREATE OR REPLACE FUNCTION @howdah@.lite_ltrim(value text, characters text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ltrim(value, characters);

-- # lite_rtrim
CREATE OR REPLACE FUNCTION @howdah@.lite_rtrim(value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN rtrim(value, ' ');

CREATE OR REPLACE FUNCTION @howdah@.lite_rtrim(value text, characters text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN rtrim(value, characters);

-- # lite_replace
-- With an empty pattern SQLite does not even look at the replacement.
CREATE OR REPLACE FUNCTION @howdah@.lite_replace(value text, pattern text, replacement text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN pattern = '' COLLATE "C" THEN value ELSE replace(value COLLATE "C", pattern, replacement) END;

-- # lite_instr
CREATE OR REPLACE FUNCTION @howdah@.lite_instr(value text, part text) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CAST(strpos(value COLLATE "C", part) AS bigint);

CREATE OR REPLACE FUNCTION @howdah@.lite_instr(value bytea, part bytea) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CAST("position"(value, part) AS bigint);

-- # lite_substr
-- What is cut out is a window over the characters, which both engines clip at the first one. Without a count SQLite
-- counts to its limit for a value's length, so a start a billion before the end gives nothing. Of an empty blob SQLite
-- cuts NULL.
CREATE OR REPLACE FUNCTION @howdah@.lite_substr(value text, start bigint) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN start > 0 THEN substr(value, CAST(least(start, 2147483647) AS integer))
    WHEN start <= -1000000000 THEN "left"(value, 0)
    WHEN start < 0 THEN "right"(value, CAST(-start AS integer))
    WHEN start = 0 THEN value
END;

CREATE OR REPLACE FUNCTION @howdah@.lite_substr(value text, start bigint, count bigint) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN start >= 0 AND count >= 0
    THEN substr(value, CAST(least(start, 2147483647) AS integer), CAST(least(count, 2147483647) AS integer))
    ELSE @howdah@.lite_substr_window(value, start, count)
END;

CREATE OR REPLACE FUNCTION @howdah@.lite_substr(value bytea, start bigint) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN start >= 0 THEN substr(nullif(value, ''), CAST(least(greatest(start, 1), 2147483647) AS integer))
    WHEN start <= -1000000000 THEN substr(nullif(value, ''), 1, 0)
    WHEN start < 0 THEN substr(nullif(value, ''), CAST(greatest(length(value) + 1 + start, 1) AS integer))
END;

CREATE OR REPLACE FUNCTION @howdah@.lite_substr(value bytea, start bigint, count bigint) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN start >= 0 AND count >= 0
    THEN substr(nullif(value, ''), CAST(least(start, 2147483647) AS integer), CAST(least(count, 2147483647) AS integer))
    ELSE @howdah@.lite_substr_window(value, start, count)
END;

-- # lite_substr_window
-- A function of its own, since what holds a sub-select is never inlined.
CREATE OR REPLACE FUNCTION @howdah@.lite_substr_window(value text, start bigint, count bigint) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (
    SELECT substr(value, CAST(least(greatest(first, 1), 2147483647) AS integer),
        CAST(least(greatest(behind - greatest(first, 1), 0), 2147483647) AS integer))
    FROM (SELECT CASE WHEN start > 0 THEN least(start, 4000000000000000000) WHEN start = 0 THEN 0
        ELSE length(value) + 1 + greatest(start, -4000000000000000000) END) AS a(anchor),
    LATERAL (SELECT anchor + least(greatest(count, -4000000000000000000), 0),
        anchor + greatest(least(count, 4000000000000000000), 0)) AS w(first, behind));

CREATE OR REPLACE FUNCTION @howdah@.lite_substr_window(value bytea, start bigint, count bigint) RETURNS bytea
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (
    SELECT substr(nullif(value, ''), CAST(least(greatest(first, 1), 2147483647) AS integer),
        CAST(least(greatest(behind - greatest(first, 1), 0), 2147483647) AS integer))
    FROM (SELECT CASE WHEN start > 0 THEN least(start, 4000000000000000000) WHEN start = 0 THEN 0
        ELSE length(value) + 1 + greatest(start, -4000000000000000000) END) AS a(anchor),
    LATERAL (SELECT anchor + least(greatest(count, -4000000000000000000), 0),
        anchor + greatest(least(count, 4000000000000000000), 0)) AS w(first, behind));

-- # lite_char
CREATE OR REPLACE FUNCTION @howdah@.lite_char(VARIADIC codes bigint[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (
    SELECT coalesce(string_agg(chr(CASE WHEN code BETWEEN 0 AND 1114111 THEN CAST(code AS integer) ELSE 65533 END), ''
        ORDER BY place), '')
    FROM unnest(codes) WITH ORDINALITY AS given(written, place), LATERAL (SELECT coalesce(written, 0)) AS known(code));

COMMENT ON FUNCTION @howdah@.lite_char(bigint[]) IS
'SQLite''s char(). Raises an error for 0 (also for NULL) and for 55296 to 57343: PostgreSQL''s text cannot hold them.';

-- # lite_unicode
CREATE OR REPLACE FUNCTION @howdah@.lite_unicode(value text) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CAST(nullif(ascii(value), 0) AS bigint);

-- # lite_hex
-- hex(NULL) is an empty text. Doubling the backslash makes decode(…, 'escape') the bytes of any text, immutably.
CREATE OR REPLACE FUNCTION @howdah@.lite_hex(value bytea) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce(upper(encode(value, 'hex') COLLATE "C"), '');

CREATE OR REPLACE FUNCTION @howdah@.lite_hex(value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce(upper(encode(decode(replace(value COLLATE "C", chr(92), repeat(chr(92), 2)), 'escape'), 'hex')
    COLLATE "C"), '');

-- # lite_unhex
CREATE OR REPLACE FUNCTION @howdah@.lite_unhex(value text) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN value COLLATE "C" ~ '^([0-9a-fA-F]{2})*$' THEN decode(value, 'hex') END;

CREATE OR REPLACE FUNCTION @howdah@.lite_unhex(value text, ignored text) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $howdah$
DECLARE
    digits text := '';
    half boolean := false;
    letter text;
BEGIN
    FOREACH letter IN ARRAY string_to_array(value, NULL) LOOP
        IF letter COLLATE "C" ~ '[0-9a-fA-F]' THEN
            digits := digits || letter;
            half := NOT half;
        ELSIF half OR strpos(ignored COLLATE "C", letter) = 0 THEN
            RETURN NULL;
        END IF;
    END LOOP;
    RETURN CASE WHEN NOT half THEN decode(digits, 'hex') END;
END
$howdah$;

-- # lite_quote
CREATE OR REPLACE FUNCTION @howdah@.lite_quote(value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce(chr(39) || replace(value COLLATE "C", chr(39), repeat(chr(39), 2)) || chr(39), 'NULL');

CREATE OR REPLACE FUNCTION @howdah@.lite_quote(value bigint) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce(CAST(value AS text), 'NULL');

CREATE OR REPLACE FUNCTION @howdah@.lite_quote(value double precision) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN value = 'Infinity' THEN '9.0e+999'
    WHEN value = '-Infinity' THEN '-9.0e+999'
    ELSE coalesce(@howdah@.lite_real_text(value), 'NULL')
END;

CREATE OR REPLACE FUNCTION @howdah@.lite_quote(value bytea) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce('X' || chr(39) || upper(encode(value, 'hex') COLLATE "C") || chr(39), 'NULL');

-- # lite_zeroblob
CREATE OR REPLACE FUNCTION @howdah@.lite_zeroblob(count bigint) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN decode(repeat('00', CAST(greatest(coalesce(count, 0), 0) AS integer)), 'hex');

-- # lite_random
-- Of the 16 bytes of a random UUID the seventh and the ninth carry its version; the others are random
-- (gen_random_uuid() takes them from pg_strong_random).
CREATE OR REPLACE FUNCTION @howdah@.lite_random() RETURNS bigint
LANGUAGE sql VOLATILE PARALLEL SAFE
RETURN (
    SELECT CAST(CAST('x' || encode(substr(bytes, 1, 6) || substr(bytes, 10, 2), 'hex') AS bit(64)) AS bigint)
    FROM (SELECT uuid_send(gen_random_uuid())) AS drawn(bytes));

-- # lite_randomblob
-- Never empty: SQLite returns one byte where fewer are asked for.
CREATE OR REPLACE FUNCTION @howdah@.lite_randomblob(count bigint) RETURNS bytea
LANGUAGE sql VOLATILE PARALLEL SAFE
RETURN (
    SELECT substr(string_agg(substr(bytes, 1, 6) || substr(bytes, 10, 7), CAST('' AS bytea)), 1,
        CAST(greatest(coalesce(count, 1), 1) AS integer))
    FROM (SELECT uuid_send(gen_random_uuid())
        FROM generate_series(1, (greatest(coalesce(count, 1), 1) + 12) / 13)) AS drawn(bytes));
