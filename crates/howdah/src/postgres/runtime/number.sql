-- Numbers and their text forms: CAST, round(), division (https://sqlite.org/lang_expr.html#castexpr).

-- # lite_real_integer
-- The bounds are the largest doubles inside a 64-bit integer, as in SQLite. NaN, which SQLite has not, is NULL.
CREATE OR REPLACE FUNCTION @howdah@.lite_real_integer(value double precision) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN value BETWEEN -9223372036854774784 AND 9223372036854774784 THEN CAST(trunc(value) AS bigint)
    WHEN value < 0 THEN CAST(-9223372036854775808 AS bigint)
    WHEN value <= 'Infinity' THEN 9223372036854775807
END;

-- # lite_text_integer
CREATE OR REPLACE FUNCTION @howdah@.lite_text_integer(value text) RETURNS bigint
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $howdah$
DECLARE
    digits text := substring(value COLLATE "C" from E'^[ \t\n\v\f\r]*([+-]?[0-9]+)');
BEGIN
    IF digits IS NULL THEN
        RETURN 0;
    ELSIF length(digits) <= 18 THEN
        RETURN digits::bigint;
    ELSIF length(ltrim(digits, '+-0')) > 19 THEN
        RETURN CASE WHEN digits LIKE '-%' THEN (-9223372036854775808)::bigint ELSE 9223372036854775807 END;
    END IF;
    RETURN least(greatest(digits::numeric, -9223372036854775808), 9223372036854775807)::bigint;
END
$howdah$;

-- # lite_text_real
-- The longest prefix that is a number. SQLite reads as many digits as fit into an unsigned 64-bit integer and takes the
-- nearest double of those; a server raises an error beyond a double's range, where SQLite gives infinity or zero.
CREATE OR REPLACE FUNCTION @howdah@.lite_text_real(value text) RETURNS double precision
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $howdah$
DECLARE
    parts text[] := regexp_match(value COLLATE "C",
        E'^[ \t\n\v\f\r]*([+-]?)(?:([0-9]+)\\.?([0-9]*)|\\.([0-9]+))(?:[eE]([+-]?[0-9]+))?');
    digits text;
    kept integer;
    scale integer;
    result double precision;
BEGIN
    IF parts IS NULL THEN
        RETURN 0;
    END IF;
    digits := ltrim(coalesce(parts[2] || parts[3], parts[4]), '0');
    IF digits = '' THEN
        RETURN 0;
    END IF;
    IF length(digits) <= 19 AND parts[5] IS NULL THEN
        result := (coalesce(parts[2], '0') || '.' || coalesce(parts[3], parts[4]) || '0')::double precision;
    ELSE
        kept := CASE WHEN "left"(digits, 19)::numeric < 1844674407370955160 THEN 20 ELSE 19 END;
        scale := greatest(length(digits) - kept, 0) - length(coalesce(parts[3], parts[4]))
            + CASE WHEN length(ltrim(parts[5], '+-0')) > 4
                THEN CASE WHEN parts[5] LIKE '-%' THEN -10000 ELSE 10000 END
                ELSE coalesce(parts[5], '0')::integer END;
        digits := "left"(digits, kept);
        IF length(digits) + scale > 309 THEN
            result := 'Infinity';
        ELSIF length(digits) + scale < -323 THEN
            result := 0;
        ELSIF length(digits) + scale = 309 AND (digits || 'e' || scale)::numeric >= 1.797693134862315807937e308 THEN
            result := 'Infinity';
        ELSIF length(digits) + scale = -323 AND (digits || 'e' || scale)::numeric <= 2.4703282292062327208e-324 THEN
            result := 0;
        ELSE
            result := (digits || 'e' || scale)::double precision;
        END IF;
    END IF;
    RETURN CASE WHEN parts[1] = '-' THEN -result ELSE result END;
END
$howdah$;

COMMENT ON FUNCTION @howdah@.lite_text_real(text) IS
'SQLite''s CAST(text AS REAL), and what text is worth in arithmetic.';

-- # lite_text_number
CREATE OR REPLACE FUNCTION @howdah@.lite_text_number(value text) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $howdah$
DECLARE
    prefix text := substring(value COLLATE "C"
        from E'^[ \t\n\v\f\r]*([+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?)');
BEGIN
    IF prefix IS NULL THEN
        RETURN 0;
    ELSIF prefix COLLATE "C" ~ '^[+-]?[0-9]+$' AND length(ltrim(prefix, '+-0')) <= 19
        AND prefix::numeric BETWEEN -9223372036854775808 AND 9223372036854775807 THEN
        RETURN prefix::numeric;
    END IF;
    RETURN @howdah@.lite_real_numeric(@howdah@.lite_text_real(prefix));
END
$howdah$;

COMMENT ON FUNCTION @howdah@.lite_text_number(text) IS
'SQLite''s CAST(text AS NUMERIC) as one type: whether the result is INTEGER or REAL is not told any more.';

-- # lite_real_numeric
-- All digits that tell a double from its neighbours, whatever extra_float_digits says; the server''s own cast keeps 15.
CREATE OR REPLACE FUNCTION @howdah@.lite_real_numeric(value double precision) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp SET extra_float_digits = 1
AS $howdah$
BEGIN
    RETURN value::text::numeric;
END
$howdah$;

-- # lite_truth
CREATE OR REPLACE FUNCTION @howdah@.lite_truth(value text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN @howdah@.lite_text_real(value) <> 0;

-- # lite_div
CREATE OR REPLACE FUNCTION @howdah@.lite_div(dividend bigint, divisor bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN dividend / nullif(divisor, 0);

CREATE OR REPLACE FUNCTION @howdah@.lite_div(dividend double precision, divisor double precision)
RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN dividend / nullif(divisor, 0);

COMMENT ON FUNCTION @howdah@.lite_div(bigint, bigint) IS
'SQLite''s x / y for integers, NULL for y = 0. -9223372036854775808 / -1 is a REAL in SQLite and an error here.';

COMMENT ON FUNCTION @howdah@.lite_div(double precision, double precision) IS
'SQLite''s x / y for reals, NULL for y = 0. Beyond a double''s range SQLite gives infinity or zero, the server an error.';

-- # lite_mod
CREATE OR REPLACE FUNCTION @howdah@.lite_mod(dividend bigint, divisor bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN dividend % nullif(divisor, 0);

CREATE OR REPLACE FUNCTION @howdah@.lite_mod(dividend double precision, divisor double precision)
RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CAST(@howdah@.lite_real_integer(dividend) % nullif(@howdah@.lite_real_integer(divisor), 0) AS double precision);

-- # lite_round
-- Where the product is not close to a tie, the rounded product over a power of ten is the nearest double by IEEE 754,
-- since both are exact; else the digits decide, as in SQLite.
CREATE OR REPLACE FUNCTION @howdah@.lite_round(value double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN abs(value) <= 4503599627370496 THEN trunc(value + sign(value) * 0.5) + 0 ELSE value END;

CREATE OR REPLACE FUNCTION @howdah@.lite_round(value double precision, places bigint) RETURNS double precision
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $howdah$
DECLARE
    power double precision;
    scaled double precision;
BEGIN
    IF NOT abs(value) <= 4503599627370496 THEN
        RETURN value;
    ELSIF places <= 0 THEN
        RETURN trunc(value + sign(value) * 0.5) + 0;
    ELSIF places <= 15 THEN
        power := ('1e' || places)::double precision;
        scaled := abs(value) * power;
        IF scaled < 1e14 AND abs(scaled - floor(scaled) - 0.5) > 0.1 THEN
            RETURN sign(value) * (floor(scaled + 0.5) / power);
        END IF;
    END IF;
    RETURN @howdah@.lite_text_real(@howdah@.lite_real_fixed(value, least(places, 30)::integer, 20));
END
$howdah$;

-- # lite_real_digits
-- SQLite''s sqlite3FpDecode(): the significant digits of a finite value that is not zero, and where the point is. The value
-- is scaled by the 64 highest bits of a power of ten until its whole part has 18 digits (19 where it is beyond the power of
-- ten in its binade), or one more than wanted, and rounded again; 17 digits are cut to fewer where those give the value back.
CREATE OR REPLACE FUNCTION @howdah@.lite_real_digits(value double precision, places integer, most integer,
    OUT digits text, OUT point integer)
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $howdah$
DECLARE
    bits bigint := ('x' || encode(float8send(abs(value)), 'hex'))::bit(64)::bigint;
    exponent integer := (bits >> 52)::integer;
    mantissa bigint := bits & 4503599627370495;
    size integer;
    wanted integer := CASE WHEN places <= 0 OR places >= 18 THEN 18 ELSE places + 1 END;
    scale integer;
    magnitude integer;
    ten numeric;
    product numeric;
    shorter text;
BEGIN
    IF exponent = 0 THEN
        exponent := 1;
    ELSE
        mantissa := mantissa + 4503599627370496;
    END IF;
    size := length(ltrim(to_hex(mantissa), '0')) * 4 - CASE "left"(ltrim(to_hex(mantissa), '0'), 1)
        WHEN '1' THEN 3 WHEN '2' THEN 2 WHEN '3' THEN 2 WHEN '4' THEN 1 WHEN '5' THEN 1 WHEN '6' THEN 1 WHEN '7' THEN 1
        ELSE 0 END;
    -- Of the mantissa with 64 bits.
    exponent := exponent - 1075 - (64 - size);
    scale := wanted - 1 - (((exponent + 63) * 78913) >> 18);
    magnitude := (scale * 108853) >> 15;
    ten := CASE
        WHEN scale < 0 THEN div(power(2::numeric, 63 - magnitude), ('1e' || -scale)::numeric)
        WHEN magnitude <= 63 THEN ('1e' || scale)::numeric * power(2::numeric, 63 - magnitude)
        ELSE div(('1e' || scale)::numeric, power(2::numeric, magnitude - 63)) END;
    product := div(mantissa * power(2::numeric, 64 - size) * ten, power(2::numeric, 64));
    exponent := -(exponent + magnitude + 1);
    IF wanted = 18 THEN
        product := div(product, power(2::numeric, exponent - 1));
        product := div(product + product % 2, 2);
    ELSE
        product := div(product, power(2::numeric, exponent));
    END IF;
    digits := product::text;
    point := length(digits) - scale;
    size := length(digits);
    IF places <= 0 THEN
        places := point - places;
        IF places = 0 AND digits >= '5' COLLATE "C" THEN
            places := 1;
            digits := '0' || digits;
            size := size + 1;
            point := point + 1;
        END IF;
    END IF;
    IF places > 0 AND (places < size OR size > most) THEN
        places := least(places, most);
        IF places = 17 THEN
            IF substr(digits, 15, 2) = '99' THEN
                shorter := rtrim("left"(digits, 14), '9');
                IF (CASE WHEN shorter = '' THEN '1' ELSE (shorter::bigint + 1)::text END || 'e'
                    || point - length(shorter))::double precision = abs(value) THEN
                    places := length(shorter) + 1;
                END IF;
            ELSIF point >= size OR substr(digits, 14, 3) = '000' THEN
                shorter := rtrim("left"(digits, 13), '0');
                IF (shorter || 'e' || point - length(shorter))::double precision = abs(value) THEN
                    places := length(shorter) + 1;
                END IF;
            END IF;
        END IF;
        IF substr(digits, places + 1, 1) >= '5' COLLATE "C" THEN
            shorter := ("left"(digits, places)::numeric + 1)::text;
            -- A leading zero that was put there to be rounded up is not carried.
            IF length(shorter) > places THEN
                point := point + 1;
            END IF;
            digits := lpad(shorter, places, '0');
        ELSE
            digits := "left"(digits, places);
        END IF;
    END IF;
    digits := rtrim(digits, '0');
END
$howdah$;

-- # lite_real_fixed
-- printf('%.*f'), with at most so many significant digits.
CREATE OR REPLACE FUNCTION @howdah@.lite_real_fixed(value double precision, places integer, most integer) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $howdah$
DECLARE
    found record;
    whole text;
BEGIN
    IF value = 0 THEN
        RETURN '0' || CASE WHEN places > 0 THEN '.' || repeat('0', places) ELSE '' END;
    ELSIF abs(value) = 'Infinity' THEN
        RETURN CASE WHEN value < 0 THEN '-Inf' ELSE 'Inf' END;
    END IF;
    SELECT * INTO found FROM @howdah@.lite_real_digits(value, -places, most);
    whole := CASE WHEN found.point <= 0 THEN '0' ELSE rpad("left"(found.digits, found.point), found.point, '0') END;
    RETURN CASE WHEN value < 0 THEN '-' ELSE '' END || whole || CASE WHEN places > 0 THEN '.' || rpad("left"(
        repeat('0', -found.point) || substr(found.digits, greatest(found.point, 0) + 1), places), places, '0')
        ELSE '' END;
END
$howdah$;

-- # lite_real_general
-- printf('%!.*g') for 17 digits, printf('%.*g') without the point that stays for 16: one digit at least behind the point
-- when asked for, powers of ten beyond the digits.
CREATE OR REPLACE FUNCTION @howdah@.lite_real_general(value double precision, places integer, pointed boolean)
RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $howdah$
DECLARE
    found record;
BEGIN
    IF value = 0 THEN
        RETURN CASE WHEN pointed THEN '0.0' ELSE '0' END;
    ELSIF abs(value) = 'Infinity' THEN
        RETURN CASE WHEN value < 0 THEN '-Inf' ELSE 'Inf' END;
    END IF;
    SELECT * INTO found FROM @howdah@.lite_real_digits(value, places, CASE WHEN pointed THEN 20 ELSE 16 END);
    RETURN CASE WHEN value < 0 THEN '-' ELSE '' END || @howdah@.lite_digits_text(found.digits, found.point, places, pointed);
END
$howdah$;

-- # lite_digits_text
CREATE OR REPLACE FUNCTION @howdah@.lite_digits_text(digits text, point integer, places integer, pointed boolean)
RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE
    WHEN point < -3 OR point > places THEN "left"(digits, 1)
        || CASE WHEN length(digits) > 1 THEN '.' || substr(digits, 2) WHEN pointed THEN '.0' ELSE '' END
        || CASE WHEN point < 1 THEN 'e-' ELSE 'e+' END
        || lpad(CAST(abs(point - 1) AS text), CASE WHEN abs(point - 1) > 99 THEN 3 ELSE 2 END, '0')
    WHEN point <= 0 THEN '0.' || repeat('0', -point) || digits
    WHEN length(digits) > point THEN "left"(digits, point) || '.' || substr(digits, point + 1)
    ELSE rpad(digits, point, '0') || CASE WHEN pointed THEN '.0' ELSE '' END
END;

-- # lite_real_text
-- SQLite writes 17 digits and drops what it can show to be superfluous. Where 13 or fewer tell the value from its
-- neighbours and the value is not just above a power of two that begins with 9 (none is between 0.001 and 1e15), these are
-- the digits; whole numbers below 1e15 are themselves.
CREATE OR REPLACE FUNCTION @howdah@.lite_real_text(value double precision) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp SET extra_float_digits = 1
AS $howdah$
DECLARE
    short text := value::text;
BEGIN
    IF value = trunc(value) AND abs(value) < 1e15 THEN
        RETURN CASE WHEN value = 0 THEN '0.0' ELSE short || '.0' END;
    ELSIF abs(value) >= 0.001 AND abs(value) < 1e15 AND length(short) <= 14 THEN
        RETURN short;
    ELSIF value = 'NaN' THEN
        RETURN NULL;
    END IF;
    RETURN @howdah@.lite_real_general(value, 17, true);
END
$howdah$;

COMMENT ON FUNCTION @howdah@.lite_real_text(double precision) IS
'SQLite''s text of a REAL, as its versions from 3.53 write it: up to 17 digits. Older versions write 15.
NULL for NaN.';
