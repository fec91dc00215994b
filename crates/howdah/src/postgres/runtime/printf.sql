-- printf() and format() (https://sqlite.org/printf.html).

-- # lite_printf_pad
-- Width counts bytes, with the flag `!` characters.
CREATE OR REPLACE FUNCTION @howdah@.lite_printf_pad(piece text, width integer, to_left boolean, by_letters boolean)
RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN to_left
    THEN piece || repeat(' ', width - CASE WHEN by_letters THEN length(piece) ELSE octet_length(piece) END)
    ELSE repeat(' ', width - CASE WHEN by_letters THEN length(piece) ELSE octet_length(piece) END) || piece END;

-- # lite_printf_commas
CREATE OR REPLACE FUNCTION @howdah@.lite_printf_commas(digits text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN reverse(regexp_replace(reverse(digits), '([0-9]{3})(?=[0-9])', chr(92) || '1,', 'g'));

-- # lite_printf_integer
CREATE OR REPLACE FUNCTION @howdah@.lite_printf_integer(value bigint, kind text, plus text, other boolean, commas boolean,
    places integer) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $howdah$
DECLARE
    digits text;
    sign text := '';
    rest bigint := value;
BEGIN
    IF kind IN ('d', 'i', 'r') THEN
        sign := CASE WHEN value < 0 THEN '-' ELSE plus END;
        digits := ltrim(value::text, '-');
    ELSIF kind = 'u' THEN
        digits := CASE WHEN value < 0 THEN (value + 18446744073709551616)::text ELSE value::text END;
    ELSIF kind = 'o' THEN
        digits := '';
        LOOP
            digits := (rest & 7) || digits;
            rest := (rest >> 3) & 2305843009213693951;
            EXIT WHEN rest = 0;
        END LOOP;
    ELSE
        digits := to_hex(value);
        IF kind <> 'x' THEN
            digits := upper(digits COLLATE "C");
        END IF;
    END IF;
    IF kind = 'r' THEN
        digits := digits || CASE WHEN digits LIKE '%1_' THEN 'th'
            WHEN digits LIKE '%1' THEN 'st' WHEN digits LIKE '%2' THEN 'nd' WHEN digits LIKE '%3' THEN 'rd' ELSE 'th' END;
    END IF;
    digits := lpad(digits, greatest(places, length(digits)), '0');
    IF commas AND kind IN ('d', 'i', 'u') THEN
        digits := @howdah@.lite_printf_commas(digits);
    END IF;
    RETURN CASE WHEN other AND value <> 0 THEN CASE kind WHEN 'o' THEN '0' WHEN 'x' THEN '0x' WHEN 'p' THEN '0x'
        WHEN 'X' THEN '0X' ELSE '' END ELSE '' END || sign || digits;
END
$howdah$;

-- # lite_printf_real
CREATE OR REPLACE FUNCTION @howdah@.lite_printf_real(value double precision, kind text, plus text, other boolean,
    longer boolean, zeros boolean, commas boolean, to_left boolean, width integer, places integer) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $howdah$
DECLARE
    form text := lower(kind COLLATE "C");
    digits text := '0';
    point integer := 1;
    wanted integer;
    sign text := plus;
    cut boolean;
    whole text;
    fraction text := '';
    taken integer;
    result text;
BEGIN
    IF places < 0 THEN
        places := 6;
    END IF;
    places := least(places, 100000000);
    IF form = 'g' THEN
        places := greatest(places, 1);
    END IF;
    wanted := CASE form WHEN 'f' THEN -places WHEN 'g' THEN places ELSE places + 1 END;
    IF abs(value) = 'Infinity' THEN
        IF NOT zeros THEN
            RETURN @howdah@.lite_printf_pad(CASE WHEN value < 0 THEN '-' ELSE plus END || 'Inf', width, to_left, false);
        END IF;
        digits := '9';
        point := 1000;
    ELSIF value <> 0 THEN
        SELECT d.digits, d.point INTO digits, point
        FROM @howdah@.lite_real_digits(value, wanted, CASE WHEN longer THEN 20 ELSE 16 END) AS d;
    END IF;
    IF value < 0 THEN
        sign := CASE WHEN other AND plus = '' AND form = 'f' AND point <= wanted THEN '' ELSE '-' END;
    END IF;
    cut := longer;
    IF form = 'g' THEN
        places := places - 1;
        cut := NOT other;
        IF point - 1 < -4 OR point - 1 > places THEN
            form := 'e';
        ELSE
            places := places - (point - 1);
            form := 'f';
        END IF;
    END IF;
    taken := CASE form WHEN 'e' THEN 1 ELSE greatest(point, 0) END;
    whole := CASE WHEN taken = 0 THEN '0' ELSE rpad("left"(digits, taken), taken, '0') END;
    IF commas THEN
        whole := @howdah@.lite_printf_commas(whole);
    END IF;
    IF places > 0 THEN
        fraction := "left"(CASE WHEN form = 'f' THEN repeat('0', -point) ELSE '' END || substr(digits, taken + 1), places);
        IF NOT cut THEN
            fraction := rpad(fraction, places, '0');
        END IF;
    END IF;
    result := whole;
    IF places > 0 OR other OR longer THEN
        IF cut THEN
            fraction := rtrim(fraction, '0');
            IF fraction = '' AND longer THEN
                fraction := '0';
            END IF;
        END IF;
        IF NOT cut OR fraction <> '' THEN
            result := result || '.' || fraction;
        END IF;
    END IF;
    IF form = 'e' THEN
        result := result || CASE WHEN kind IN ('E', 'G') THEN 'E' ELSE 'e' END || CASE WHEN point < 1 THEN '-' ELSE '+' END
            || lpad(abs(point - 1)::text, CASE WHEN abs(point - 1) > 99 THEN 3 ELSE 2 END, '0');
    END IF;
    IF zeros AND NOT to_left THEN
        RETURN sign || lpad(result, greatest(length(result), width - length(sign)), '0');
    END IF;
    RETURN @howdah@.lite_printf_pad(sign || result, width, to_left, false);
END
$howdah$;

-- # lite_printf_quoted
CREATE OR REPLACE FUNCTION @howdah@.lite_printf_quoted(value text, kind text, other boolean) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $howdah$
DECLARE
    mark text := CASE kind WHEN 'w' THEN '"' ELSE '''' END;
    result text := replace(value COLLATE "C", mark, mark || mark);
    controls boolean := value COLLATE "C" ~ E'[\u0001-\u001f]';
BEGIN
    IF other AND (kind = 'q' OR kind = 'Q' AND controls) THEN
        result := replace(result COLLATE "C", chr(92), chr(92) || chr(92));
        IF controls THEN
            FOR code IN 1..31 LOOP
                result := replace(result COLLATE "C", chr(code), chr(92) || 'u' || lpad(to_hex(code), 4, '0'));
            END LOOP;
        END IF;
        RETURN CASE kind WHEN 'Q' THEN 'unistr(''' || result || ''')' ELSE result END;
    END IF;
    RETURN CASE kind WHEN 'Q' THEN '''' || result || '''' ELSE result END;
END
$howdah$;

-- # lite_first_bytes
-- As many whole characters as fit: text cannot hold half of one.
CREATE OR REPLACE FUNCTION @howdah@.lite_first_bytes(value text, count integer) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $howdah$
DECLARE
    kept text := "left"(value, count);
BEGIN
    WHILE octet_length(kept) > count LOOP
        kept := "left"(kept, greatest(length(kept) - greatest((octet_length(kept) - count) / 4, 1), 0));
    END LOOP;
    RETURN kept;
END
$howdah$;

-- # lite_printf
CREATE OR REPLACE FUNCTION @howdah@.lite_printf(format text, VARIADIC args text[]) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $howdah$
DECLARE
    result text := '';
    rest text := format;
    at integer;
    used integer := 0;
    parts text[];
    flags text;
    kind text;
    width integer;
    places integer;
    plus text;
    to_left boolean;
    longer boolean;
    value text;
    piece text;
BEGIN
    -- Where SQLite has written nothing at all, not even an empty piece, it gives NULL.
    IF format IS NULL OR format = '' COLLATE "C" THEN
        RETURN NULL;
    END IF;
    LOOP
        at := strpos(rest COLLATE "C", '%');
        EXIT WHEN at = 0;
        result := result || "left"(rest, at - 1);
        rest := substr(rest, at + 1);
        IF rest = '' COLLATE "C" THEN
            RETURN result || '%';
        END IF;
        -- Flags and width may come in any order; what stands behind width or precision is the conversion, or l's.
        parts := regexp_match(rest COLLATE "C",
            E'^([-+ #!0,]*)([1-9][0-9]*|\\*)?(\\.(?:\\*|[0-9]*))?(l{0,2})(.?)');
        rest := substr(rest, 1 + length(array_to_string(parts, '')));
        flags := parts[1];
        kind := parts[5];
        to_left := flags LIKE '%-%';
        longer := flags LIKE '%!%';
        plus := coalesce("right"(regexp_replace(flags COLLATE "C", '[^ +]', '', 'g'), 1), '');
        width := 0;
        places := -1;
        IF parts[2] = '*' THEN
            used := used + 1;
            width := greatest(least(@howdah@.lite_text_integer(coalesce(args[used], '0')), 2147483647), -2147483647)::integer;
            to_left := to_left OR width < 0;
            width := abs(width);
        ELSIF parts[2] IS NOT NULL THEN
            width := least(parts[2]::numeric, 2147483647)::integer;
        END IF;
        IF parts[3] = '.*' THEN
            used := used + 1;
            places := abs(greatest(least(@howdah@.lite_text_integer(coalesce(args[used], '0')), 2147483647), -2147483647)::integer);
        ELSIF parts[3] IS NOT NULL THEN
            places := least(('0' || substr(parts[3], 2))::numeric, 2147483647)::integer;
        END IF;
        IF strpos('%n', kind) = 0 AND kind <> '' THEN
            used := used + 1;
            value := args[used];
        END IF;
        CASE
            WHEN kind IN ('d', 'i', 'u', 'x', 'X', 'o', 'p', 'r') THEN
                at := CASE WHEN strpos(flags, '0') = 0 THEN places
                    WHEN kind IN ('d', 'i', 'r') AND (plus <> '' OR @howdah@.lite_text_integer(coalesce(value, '0')) < 0)
                    THEN greatest(places, width - 1) ELSE greatest(places, width) END;
                piece := @howdah@.lite_printf_pad(@howdah@.lite_printf_integer(@howdah@.lite_text_integer(coalesce(value, '0')),
                    kind, plus, flags LIKE '%#%', flags LIKE '%,%', at), width, to_left, false);
            WHEN kind IN ('f', 'e', 'E', 'g', 'G') THEN
                piece := @howdah@.lite_printf_real(@howdah@.lite_text_real(coalesce(value, '0')), kind, plus, flags LIKE '%#%',
                    longer, flags LIKE '%0%', flags LIKE '%,%', to_left, width, places);
            WHEN kind IN ('s', 'z') THEN
                piece := coalesce(value, '');
                IF places >= 0 THEN
                    piece := CASE WHEN longer THEN "left"(piece, places) ELSE @howdah@.lite_first_bytes(piece, places) END;
                END IF;
                piece := @howdah@.lite_printf_pad(piece, width, to_left, longer);
            WHEN kind = 'c' THEN
                piece := @howdah@.lite_printf_pad(repeat("left"(value, 1), greatest(places, 1)), width, to_left, true);
                piece := coalesce(piece, '');
            WHEN kind IN ('q', 'Q', 'w') THEN
                piece := coalesce(value, CASE kind WHEN 'Q' THEN 'NULL' ELSE '(NULL)' END);
                IF places >= 0 THEN
                    piece := CASE WHEN longer THEN "left"(piece, places) ELSE @howdah@.lite_first_bytes(piece, places) END;
                END IF;
                IF value IS NOT NULL THEN
                    piece := @howdah@.lite_printf_quoted(piece, kind, flags LIKE '%#%');
                END IF;
                piece := @howdah@.lite_printf_pad(piece, width, to_left, longer);
            WHEN kind = '%' THEN
                piece := @howdah@.lite_printf_pad('%', width, to_left, false);
            WHEN kind = 'n' THEN
                piece := '';
            ELSE
                RETURN CASE WHEN piece IS NOT NULL OR result <> '' COLLATE "C" THEN result END;
        END CASE;
        result := result || piece;
    END LOOP;
    RETURN result || rest;
END
$howdah$;

CREATE OR REPLACE FUNCTION @howdah@.lite_printf(format text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN @howdah@.lite_printf(format, VARIADIC ARRAY[]::text[]);

COMMENT ON FUNCTION @howdah@.lite_printf(text, text[]) IS
'SQLite''s printf(). A REAL has to come as lite_real_text() of it where it is shown as text or real, and as
lite_real_integer() of it where it is shown as an integer. A precision that cuts a character leaves it out; %c of an empty
text is nothing, where SQLite writes NUL.';
