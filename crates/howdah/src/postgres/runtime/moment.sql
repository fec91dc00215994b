-- Date and time (https://sqlite.org/lang_datefunc.html). Moments are milliseconds of the Julian day, as inside SQLite.
-- The state is SQLite's own (date.c): what a modifier does depends on which of day number, date and clock are known at
-- that point. Local time is taken to be UTC. Plain forms do not understand 'now' and are immutable.

-- # lite_day_ms
-- The Julian day of a date's midnight in milliseconds; NULL beyond SQLite's years.
CREATE OR REPLACE FUNCTION @howdah@.lite_day_ms(year integer, month integer, day integer) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN year BETWEEN -4713 AND 9999 THEN (
    36525 * (year - CAST(month <= 2 AS integer) + 4716) / 100
    + 306001 * (month + 12 * CAST(month <= 2 AS integer) + 1) / 10000 + day + 38
    - (year - CAST(month <= 2 AS integer) + 4800) / 100 + (year - CAST(month <= 2 AS integer) + 4800) / 400
    ) * CAST(86400000 AS bigint) - 131716800000 END;

-- # lite_date_of
-- Year, month and day of a moment; NULL beyond SQLite's range.
CREATE OR REPLACE FUNCTION @howdah@.lite_date_of(moment bigint, OUT year integer, OUT month integer, OUT day integer)
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $howdah$
DECLARE
    z integer;
    b integer;
    c integer;
    d integer;
    e integer;
BEGIN
    IF moment NOT BETWEEN 0 AND 464269060799999 THEN
        RETURN;
    END IF;
    z := (moment + 43200000) / 86400000;
    c := (4 * z + 128179) / 146097 - 52;
    b := z + 1 + c - (c + 100) / 4 + 25 + 1524;
    c := (20 * b - 2442) / 7305;
    d := 36525 * (c & 32767) / 100;
    e := (b - d) * 10000 / 306001;
    day := b - d - 306001 * e / 10000;
    month := CASE WHEN e < 14 THEN e - 1 ELSE e - 13 END;
    year := CASE WHEN month > 2 THEN c - 4716 ELSE c - 4715 END;
END
$howdah$;

-- # lite_days_too_many
-- By how many days a day is behind the end of its month: what the modifier 'floor' takes off again.
CREATE OR REPLACE FUNCTION @howdah@.lite_days_too_many(year integer, month integer, day integer) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN greatest(day - CASE
    WHEN month = 2 THEN CASE WHEN year % 4 = 0 AND (year % 100 <> 0 OR year % 400 = 0) THEN 29 ELSE 28 END
    WHEN month IN (4, 6, 9, 11) THEN 30
    ELSE 31 END, 0);

-- # lite_clock_of
-- HH:MM, HH:MM:SS, HH:MM:SS.SSS, with a zone or none: hour, minute, second, minutes of the zone, whether the zone was
-- given and is UTC. All NULL when it is none of these.
CREATE OR REPLACE FUNCTION @howdah@.lite_clock_of(value text, OUT hour integer, OUT minute integer,
    OUT second double precision, OUT zone integer, OUT utc boolean)
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $howdah$
DECLARE
    parts text[] := regexp_match(value COLLATE "C", E'^([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\\.([0-9]+))?)?'
        || E'[ \t\n\v\f\r]*(?:([Zz])|([+-])([0-9]{2}):([0-9]{2}))?[ \t\n\v\f\r]*$');
BEGIN
    IF parts IS NULL OR parts[1] > '24' COLLATE "C" OR parts[2] > '59' COLLATE "C" OR parts[3] > '59' COLLATE "C"
        OR parts[7] > '14' COLLATE "C" OR parts[8] > '59' COLLATE "C" THEN
        RETURN;
    END IF;
    hour := parts[1]::integer;
    minute := parts[2]::integer;
    second := coalesce(parts[3]::integer, 0)
        + least(coalesce(('0.' || "left"(parts[4], 30))::double precision, 0), 0.999);
    zone := coalesce((parts[6] || (parts[7]::integer * 60 + parts[8]::integer))::integer, 0);
    utc := parts[5] IS NOT NULL OR (parts[7] IS NOT NULL AND zone = 0);
END
$howdah$;

-- # lite_time_value
-- A time value, not yet modified: what is known of date, clock, day number, or a number that is still to be
-- interpreted. `known` is NULL when it is no time value. `now` is the moment of 'now', NULL where it is not understood.
CREATE OR REPLACE FUNCTION @howdah@.lite_time_value(value text, now bigint, OUT known boolean, OUT jd bigint,
    OUT raw double precision, OUT has_date boolean, OUT has_clock boolean, OUT year integer, OUT month integer,
    OUT day integer, OUT hour integer, OUT minute integer, OUT second double precision, OUT zone integer,
    OUT utc boolean, OUT subsec boolean)
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $howdah$
DECLARE
    parts text[] := regexp_match(value COLLATE "C",
        E'^(-?)([0-9]{4})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])[ \t\n\v\f\rT]*(.*)$');
    low text;
BEGIN
    zone := 0;
    utc := false;
    subsec := false;
    has_clock := false;
    has_date := parts IS NOT NULL;
    IF has_date THEN
        year := CASE WHEN parts[1] = '' THEN parts[2]::integer ELSE -parts[2]::integer END;
        month := parts[3]::integer;
        day := parts[4]::integer;
    END IF;
    IF NOT has_date OR parts[5] <> '' THEN
        SELECT * INTO hour, minute, second, zone, utc
        FROM @howdah@.lite_clock_of(CASE WHEN has_date THEN parts[5] ELSE value END);
        has_clock := hour IS NOT NULL;
    END IF;
    IF has_date AND (parts[5] = '' OR has_clock) OR has_clock THEN
        known := true;
        RETURN;
    ELSIF has_date THEN
        RETURN;
    END IF;
    zone := 0;
    utc := false;
    low := lower(value COLLATE "C");
    IF low IN ('now', 'subsec', 'subsecond') AND now IS NOT NULL THEN
        jd := now;
        utc := true;
        subsec := low <> 'now';
        known := true;
    ELSIF value COLLATE "C" ~ E'^[ \t\n\v\f\r]*[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?[ \t\n\v\f\r]*$' THEN
        raw := @howdah@.lite_text_real(value);
        IF raw >= 0 AND raw < 5373484.5 THEN
            jd := trunc(raw * 86400000 + 0.5)::bigint;
        END IF;
        known := true;
    END IF;
END
$howdah$;

-- # lite_moment_state
-- A time value and its modifiers: the moment, and the fields as they are shown. All NULL where SQLite gives NULL.
CREATE OR REPLACE FUNCTION @howdah@.lite_moment_state(args text[], now bigint, OUT moment bigint, OUT year integer,
    OUT month integer, OUT day integer, OUT hour integer, OUT minute integer, OUT second double precision,
    OUT subsec boolean)
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $howdah$
DECLARE
    count integer := coalesce(array_length(args, 1), 0);
    known boolean;
    jd bigint;
    raw double precision;
    has_date boolean;
    has_clock boolean;
    zone integer;
    is_utc boolean;
    is_local boolean := false;
    too_many integer := 0;
    low text;
    parts text[];
    number double precision;
    unit text;
    need_jd boolean;
    need_date boolean;
    need_clock boolean;
    dated boolean;
    clock record;
    whole integer;
BEGIN
    IF count = 0 OR array_position(args, NULL) IS NOT NULL THEN
        RETURN;
    END IF;
    SELECT * INTO known, jd, raw, has_date, has_clock, year, month, day, hour, minute, second, zone, is_utc, subsec
    FROM @howdah@.lite_time_value(args[1], now);
    IF known IS NULL THEN
        year := NULL;
        RETURN;
    END IF;
    IF has_date THEN
        too_many := @howdah@.lite_days_too_many(year, month, day);
    END IF;
    FOR place IN 1..count LOOP
        -- The modifier behind this place, or behind the last one what everything ends with.
        low := lower(args[place + 1] COLLATE "C");
        dated := false;
        unit := NULL;
        IF place = count THEN
            need_jd := true;
            need_date := true;
            need_clock := true;
        ELSE
            need_date := false;
            need_clock := false;
            need_jd := low IN ('ceiling', 'floor') OR low = 'localtime' AND NOT is_local OR low = 'utc' AND NOT is_utc;
            IF low LIKE 'weekday %' THEN
                need_date := true;
                need_clock := true;
            ELSIF low LIKE 'start of %' THEN
                IF jd IS NULL AND NOT has_date AND NOT has_clock THEN
                    year := NULL;
                    RETURN;
                END IF;
                need_date := true;
            ELSIF low COLLATE "C" ~ '^[-+0-9]' THEN
                -- +YYYY-MM-DD, with HH:MM and so on behind it or not
                parts := regexp_match(low COLLATE "C", E'^([+-])([0-9]{4,5})-(0[0-9]|1[01])-([0-2][0-9]|30)'
                    || E'(?:[ \t\n\v\f\r]([0-9]{2}:[0-9]{2}.*))?$');
                dated := parts IS NOT NULL AND parts[2]::integer <= 14712;
                IF dated THEN
                    need_date := true;
                    need_clock := true;
                ELSE
                    parts := regexp_match(low COLLATE "C", E'^([-+]?)([0-9]{2}:.*)$');
                    IF parts IS NULL THEN
                        parts := regexp_match(low COLLATE "C", E'^([-+]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:e[+-]?[0-9]+)?)'
                            || E'[ \t\n\v\f\r]*([a-z]+)$');
                        unit := CASE WHEN length(parts[2]) BETWEEN 3 AND 10 THEN regexp_replace(parts[2], 's$', '') END;
                        IF parts IS NULL OR unit IS NULL
                            OR unit NOT IN ('second', 'minute', 'hour', 'day', 'month', 'year')
                            OR low COLLATE "C" !~ E'^[^ \t\n\v\f\r]+[ \t\n\v\f\r]' THEN
                            year := NULL;
                            RETURN;
                        END IF;
                        need_date := unit IN ('month', 'year');
                        need_clock := need_date;
                    END IF;
                    need_jd := true;
                END IF;
            END IF;
        END IF;
        -- A date with a zone is moved at once.
        need_jd := need_jd OR place = 1 AND has_date AND zone <> 0;
        IF jd IS NULL AND (need_jd OR need_clock AND NOT has_clock) THEN
            jd := CASE
                WHEN raw IS NOT NULL THEN NULL
                WHEN has_date THEN @howdah@.lite_day_ms(year, month, day)
                ELSE @howdah@.lite_day_ms(2000, 1, 1) END;
            IF jd IS NULL THEN
                year := NULL;
                RETURN;
            END IF;
            IF has_clock THEN
                jd := jd + hour * 3600000 + minute * 60000 + trunc(second * 1000 + 0.5)::bigint - zone * 60000;
                IF zone <> 0 THEN
                    zone := 0;
                    has_date := false;
                    has_clock := false;
                    is_utc := true;
                    is_local := false;
                END IF;
            END IF;
        END IF;
        IF place = count THEN
            IF jd NOT BETWEEN 0 AND 464269060799999 THEN
                year := NULL;
                RETURN;
            END IF;
            IF count = 1 AND has_date AND day > 28 THEN
                has_date := false;
            END IF;
        END IF;
        IF need_date AND NOT has_date THEN
            IF jd IS NULL THEN
                year := 2000;
                month := 1;
                day := 1;
            ELSE
                SELECT * INTO year, month, day FROM @howdah@.lite_date_of(jd);
                IF year IS NULL THEN
                    RETURN;
                END IF;
            END IF;
            has_date := true;
        END IF;
        IF need_clock AND NOT has_clock THEN
            whole := ((jd + 43200000) % 86400000)::integer;
            second := (whole % 60000) / 1000.0::double precision;
            minute := whole / 60000 % 60;
            hour := whole / 3600000;
            raw := NULL;
            has_clock := true;
        END IF;
        EXIT WHEN place = count;
        known := false;
        IF low = 'subsec' OR low = 'subsecond' THEN
            subsec := true;
            known := true;
        ELSIF low = 'auto' THEN
            known := place = 1;
            IF raw IS NOT NULL AND jd IS NULL THEN
                IF raw BETWEEN -210866760000 AND 253402300799 THEN
                    jd := trunc(raw * 1000 + 210866760000000 + 0.5)::bigint;
                    raw := NULL;
                END IF;
            ELSE
                raw := NULL;
            END IF;
        ELSIF low = 'julianday' THEN
            known := place = 1 AND jd IS NOT NULL AND raw IS NOT NULL;
            raw := NULL;
        ELSIF low = 'unixepoch' THEN
            known := place = 1 AND raw * 1000 + 210866760000000 >= 0 AND raw * 1000 + 210866760000000 < 464269060800000;
            IF known THEN
                jd := trunc(raw * 1000 + 210866760000000 + 0.5)::bigint;
                raw := NULL;
            END IF;
        ELSIF low = 'ceiling' OR low = 'floor' THEN
            IF low = 'floor' THEN
                jd := jd - too_many * 86400000::bigint;
            ELSE
                too_many := 0;
            END IF;
            has_date := false;
            has_clock := false;
            known := true;
        ELSIF low = 'localtime' OR low = 'utc' THEN
            IF need_jd AND (low = 'utc' AND NOT is_utc OR low = 'localtime' AND NOT is_local) THEN
                has_date := false;
                has_clock := false;
                raw := NULL;
                IF low = 'utc' THEN
                    subsec := false;
                    too_many := 0;
                END IF;
            END IF;
            IF low = 'utc' AND NOT is_utc THEN
                is_utc := true;
                is_local := false;
            ELSIF low = 'localtime' THEN
                is_utc := false;
                is_local := true;
            END IF;
            known := true;
        ELSIF low LIKE 'weekday %' THEN
            number := @howdah@.lite_text_real(substr(low, 9));
            known := substr(low, 9) COLLATE "C" ~
                E'^[ \t\n\v\f\r]*[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)(e[+-]?[0-9]+)?[ \t\n\v\f\r]*$'
                AND number IN (0, 1, 2, 3, 4, 5, 6);
            zone := 0;
            jd := @howdah@.lite_day_ms(year, month, day) + hour * 3600000 + minute * 60000
                + trunc(second * 1000 + 0.5)::bigint;
            whole := ((jd + 129600000) / 86400000 % 7)::integer;
            jd := jd + (number::integer - CASE WHEN whole > number THEN whole - 7 ELSE whole END) * 86400000::bigint;
            has_date := false;
            has_clock := false;
        ELSIF low LIKE 'start of %' THEN
            hour := 0;
            minute := 0;
            second := 0;
            has_clock := true;
            raw := NULL;
            zone := 0;
            jd := NULL;
            known := low IN ('start of day', 'start of month', 'start of year');
            IF low IN ('start of month', 'start of year') THEN
                day := 1;
            END IF;
            IF low = 'start of year' THEN
                month := 1;
            END IF;
        ELSIF dated THEN
            IF parts[1] = '-' THEN
                year := year - parts[2]::integer;
                month := month - parts[3]::integer;
            ELSE
                year := year + parts[2]::integer;
                month := month + parts[3]::integer;
            END IF;
            whole := CASE WHEN month > 0 THEN (month - 1) / 12 ELSE (month - 12) / 12 END;
            year := year + whole;
            month := month - whole * 12;
            too_many := @howdah@.lite_days_too_many(year, month, day);
            jd := @howdah@.lite_day_ms(year, month, day) + hour * 3600000 + minute * 60000
                + trunc(second * 1000 + 0.5)::bigint - zone * 60000
                + (parts[1] || parts[4])::integer * 86400000::bigint;
            IF zone <> 0 THEN
                is_utc := true;
                is_local := false;
                zone := 0;
            END IF;
            has_date := false;
            has_clock := false;
            known := true;
            IF parts[5] IS NOT NULL THEN
                SELECT * INTO clock FROM @howdah@.lite_clock_of(parts[5]);
                known := clock.hour IS NOT NULL;
            END IF;
        ELSIF unit IS NOT NULL THEN
            number := @howdah@.lite_text_real(parts[1]);
            -- Single precision, as in SQLite's table.
            known := abs(number) < CASE unit WHEN 'second' THEN 4.6427e14::real WHEN 'minute' THEN 7.7379e12::real
                WHEN 'hour' THEN 1.2897e11::real WHEN 'day' THEN 5373485::real WHEN 'month' THEN 176546::real
                ELSE 14713::real END::double precision;
            too_many := 0;
            IF known THEN
                unit := unit || CASE WHEN number < 0 THEN '-' ELSE '+' END;
                IF need_date THEN
                    IF unit LIKE 'month_' THEN
                        month := month + trunc(number)::integer;
                        whole := CASE WHEN month > 0 THEN (month - 1) / 12 ELSE (month - 12) / 12 END;
                        year := year + whole;
                        month := month - whole * 12;
                    ELSE
                        year := year + trunc(number)::integer;
                    END IF;
                    too_many := @howdah@.lite_days_too_many(year, month, day);
                    jd := @howdah@.lite_day_ms(year, month, day) + hour * 3600000 + minute * 60000
                        + trunc(second * 1000 + 0.5)::bigint;
                    number := number - trunc(number);
                END IF;
                jd := jd + trunc(number * 1000 * CASE "left"(unit, -1) WHEN 'second' THEN 1 WHEN 'minute' THEN 60
                    WHEN 'hour' THEN 3600 WHEN 'day' THEN 86400 WHEN 'month' THEN 2592000 ELSE 31536000
                    END::double precision + CASE WHEN unit LIKE '%-' THEN -0.5 ELSE 0.5 END)::bigint;
            END IF;
            has_date := false;
            has_clock := false;
        ELSIF low COLLATE "C" ~ '^[-+0-9]' THEN
            SELECT * INTO clock FROM @howdah@.lite_clock_of(parts[2]);
            known := clock.hour IS NOT NULL;
        END IF;
        -- A clock that is added: its moment within a day, the zone taken off.
        IF known AND low COLLATE "C" ~ '^[-+0-9]' AND unit IS NULL AND (NOT dated OR parts[5] IS NOT NULL) THEN
            jd := jd + CASE WHEN parts[1] = '-' THEN -1 ELSE 1 END * (
                (@howdah@.lite_day_ms(2000, 1, 1) + clock.hour * 3600000 + clock.minute * 60000
                + trunc(clock.second * 1000 + 0.5)::bigint - clock.zone * 60000 - 43200000) % 86400000);
            has_date := false;
            has_clock := false;
        END IF;
        IF known IS NOT TRUE OR jd IS NULL AND raw IS NULL AND NOT has_date AND NOT has_clock THEN
            year := NULL;
            RETURN;
        END IF;
    END LOOP;
    moment := jd;
END
$howdah$;

-- # lite_now_ms
-- The same all through a statement, as in SQLite.
CREATE OR REPLACE FUNCTION @howdah@.lite_now_ms() RETURNS bigint
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CAST(floor(EXTRACT(epoch FROM statement_timestamp()) * 1000) AS bigint) + 210866760000000;

-- # lite_moment_parts_text
-- date(), time() and datetime() as text.
CREATE OR REPLACE FUNCTION @howdah@.lite_moment_parts_text(args text[], now bigint, dated boolean, clocked boolean)
RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $howdah$
DECLARE
    state record;
    result text := '';
    ms integer;
BEGIN
    SELECT * INTO state FROM @howdah@.lite_moment_state(args, now);
    IF state.moment IS NULL THEN
        RETURN NULL;
    END IF;
    IF dated THEN
        result := CASE WHEN state.year < 0 THEN '-' ELSE '' END || lpad(abs(state.year)::text, 4, '0') || '-'
            || lpad(state.month::text, 2, '0') || '-' || lpad(state.day::text, 2, '0');
    END IF;
    IF clocked THEN
        ms := CASE WHEN state.subsec THEN trunc(1000 * state.second + 0.5) ELSE trunc(state.second) * 1000 END;
        result := result || CASE WHEN dated THEN ' ' ELSE '' END || lpad(state.hour::text, 2, '0') || ':'
            || lpad(state.minute::text, 2, '0') || ':' || lpad((ms / 1000)::text, 2, '0')
            || CASE WHEN state.subsec THEN '.' || lpad((ms % 1000)::text, 3, '0') ELSE '' END;
    END IF;
    RETURN result;
END
$howdah$;

-- # lite_two
CREATE OR REPLACE FUNCTION @howdah@.lite_two(value integer, fill text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN value BETWEEN 0 AND 9 THEN fill || value ELSE CAST(value AS text) END;

-- # lite_four
-- printf('%04d')
CREATE OR REPLACE FUNCTION @howdah@.lite_four(value integer) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN value < 0 THEN '-' || lpad(CAST(-value AS text), greatest(3, length(CAST(-value AS text))), '0')
    ELSE lpad(CAST(value AS text), greatest(4, length(CAST(value AS text))), '0') END;

-- # lite_strftime_at
CREATE OR REPLACE FUNCTION @howdah@.lite_strftime_at(format text, args text[], now bigint) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $howdah$
DECLARE
    state record;
    thursday record;
    result text := '';
    rest text := format;
    at integer;
    conversion text;
    january bigint;
    piece text;
    monday integer;
    yearday integer;
BEGIN
    IF format IS NULL THEN
        RETURN NULL;
    END IF;
    SELECT * INTO state FROM @howdah@.lite_moment_state(args, now);
    IF state.moment IS NULL THEN
        RETURN NULL;
    END IF;
    LOOP
        at := strpos(rest COLLATE "C", '%');
        EXIT WHEN at = 0;
        result := result || "left"(rest, at - 1);
        conversion := substr(rest, at + 1, 1);
        rest := substr(rest, at + 2);
        IF strpos('jUWVGg', conversion) > 0 THEN
            monday := ((state.moment + 43200000) / 86400000 % 7)::integer;
            january := @howdah@.lite_day_ms(state.year, 1, 1) + state.hour * 3600000 + state.minute * 60000
                + trunc(state.second * 1000 + 0.5)::bigint;
            yearday := ((state.moment - january + 43200000) / 86400000)::integer;
        END IF;
        IF strpos('VGg', conversion) > 0 THEN
            SELECT * INTO thursday
            FROM @howdah@.lite_date_of(state.moment + (3 - monday) * 86400000::bigint);
        END IF;
        CASE conversion
            WHEN 'd' THEN piece := @howdah@.lite_two(state.day, '0');
            WHEN 'e' THEN piece := @howdah@.lite_two(state.day, ' ');
            WHEN 'f' THEN piece := lpad(@howdah@.lite_real_fixed(state.second, 3, 16), 6, '0');
            WHEN 'F' THEN piece := @howdah@.lite_four(state.year) || '-' || @howdah@.lite_two(state.month, '0') || '-'
                || @howdah@.lite_two(state.day, '0');
            WHEN 'g' THEN piece := CASE WHEN thursday.year % 100 < 0 THEN '-' || -(thursday.year % 100)
                ELSE @howdah@.lite_two(coalesce(thursday.year, 0) % 100, '0') END;
            WHEN 'G' THEN piece := @howdah@.lite_four(coalesce(thursday.year, 0));
            WHEN 'H' THEN piece := @howdah@.lite_two(state.hour, '0');
            WHEN 'k' THEN piece := @howdah@.lite_two(state.hour, ' ');
            WHEN 'I', 'l' THEN
                piece := @howdah@.lite_two(CASE state.hour WHEN 0 THEN 12 WHEN 24 THEN 12
                    ELSE (state.hour - 1) % 12 + 1 END, CASE conversion WHEN 'I' THEN '0' ELSE ' ' END);
            WHEN 'j' THEN piece := lpad((yearday + 1)::text, 3, '0');
            WHEN 'J' THEN
                piece := @howdah@.lite_real_general(state.moment / 86400000.0::double precision, 16, false);
            WHEN 'm' THEN piece := @howdah@.lite_two(state.month, '0');
            WHEN 'M' THEN piece := @howdah@.lite_two(state.minute, '0');
            WHEN 'p' THEN piece := CASE WHEN state.hour >= 12 THEN 'PM' ELSE 'AM' END;
            WHEN 'P' THEN piece := CASE WHEN state.hour >= 12 THEN 'pm' ELSE 'am' END;
            WHEN 'R' THEN piece := @howdah@.lite_two(state.hour, '0') || ':' || @howdah@.lite_two(state.minute, '0');
            WHEN 's' THEN
                piece := CASE WHEN state.subsec
                    THEN ((state.moment - 210866760000000) / 1000.0)::numeric(20, 3)::text
                    ELSE (state.moment / 1000 - 210866760000)::text END;
            WHEN 'S' THEN piece := @howdah@.lite_two(trunc(state.second)::integer, '0');
            WHEN 'T' THEN piece := @howdah@.lite_two(state.hour, '0') || ':' || @howdah@.lite_two(state.minute, '0') || ':'
                || @howdah@.lite_two(trunc(state.second)::integer, '0');
            WHEN 'u' THEN piece := ((state.moment + 43200000) / 86400000 % 7 + 1)::text;
            WHEN 'w' THEN piece := ((state.moment + 129600000) / 86400000 % 7)::text;
            WHEN 'U' THEN piece := @howdah@.lite_two((yearday - (monday + 1) % 7 + 7) / 7, '0');
            WHEN 'W' THEN piece := @howdah@.lite_two((yearday - monday + 7) / 7, '0');
            WHEN 'V' THEN
                january := january - @howdah@.lite_day_ms(state.year, 1, 1)
                    + @howdah@.lite_day_ms(coalesce(thursday.year, 0), 1, 1);
                piece := @howdah@.lite_two(((state.moment + (3 - monday) * 86400000::bigint - january + 43200000)
                    / 86400000)::integer / 7 + 1, '0');
            WHEN 'Y' THEN piece := @howdah@.lite_four(state.year);
            WHEN '%' THEN piece := '%';
            ELSE RETURN NULL;
        END CASE;
        result := result || piece;
    END LOOP;
    RETURN result || rest;
END
$howdah$;

-- # lite_moment_ms
CREATE OR REPLACE FUNCTION @howdah@.lite_moment_ms(args text[], now bigint) RETURNS bigint
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $howdah$
BEGIN
    RETURN (SELECT moment FROM @howdah@.lite_moment_state(args, now));
END
$howdah$;

-- # lite_strftime
CREATE OR REPLACE FUNCTION @howdah@.lite_strftime(format text, VARIADIC args text[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN @howdah@.lite_strftime_at(format, args, NULL);

COMMENT ON FUNCTION @howdah@.lite_strftime(text, text[]) IS
'Local time is taken to be UTC. NULL for ''now'', which lite_strftime_now understands.';

-- # lite_strftime_now
CREATE OR REPLACE FUNCTION @howdah@.lite_strftime_now(format text, VARIADIC args text[]) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN @howdah@.lite_strftime_at(format, args, @howdah@.lite_now_ms());

CREATE OR REPLACE FUNCTION @howdah@.lite_strftime_now(format text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN @howdah@.lite_strftime_at(format, ARRAY['now'], @howdah@.lite_now_ms());

-- # lite_datetime
CREATE OR REPLACE FUNCTION @howdah@.lite_datetime(VARIADIC args text[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN @howdah@.lite_moment_parts_text(args, NULL, true, true);

COMMENT ON FUNCTION @howdah@.lite_datetime(text[]) IS
'Local time is taken to be UTC. NULL for ''now'', which lite_datetime_now understands.';

-- # lite_datetime_now
CREATE OR REPLACE FUNCTION @howdah@.lite_datetime_now(VARIADIC args text[]) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN @howdah@.lite_moment_parts_text(args, @howdah@.lite_now_ms(), true, true);

CREATE OR REPLACE FUNCTION @howdah@.lite_datetime_now() RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN @howdah@.lite_moment_parts_text(ARRAY['now'], @howdah@.lite_now_ms(), true, true);

-- # lite_date
CREATE OR REPLACE FUNCTION @howdah@.lite_date(VARIADIC args text[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN @howdah@.lite_moment_parts_text(args, NULL, true, false);

COMMENT ON FUNCTION @howdah@.lite_date(text[]) IS
'Local time is taken to be UTC. NULL for ''now'', which lite_date_now understands.';

-- # lite_date_now
CREATE OR REPLACE FUNCTION @howdah@.lite_date_now(VARIADIC args text[]) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN @howdah@.lite_moment_parts_text(args, @howdah@.lite_now_ms(), true, false);

CREATE OR REPLACE FUNCTION @howdah@.lite_date_now() RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN @howdah@.lite_moment_parts_text(ARRAY['now'], @howdah@.lite_now_ms(), true, false);

-- # lite_time
CREATE OR REPLACE FUNCTION @howdah@.lite_time(VARIADIC args text[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN @howdah@.lite_moment_parts_text(args, NULL, false, true);

COMMENT ON FUNCTION @howdah@.lite_time(text[]) IS
'Local time is taken to be UTC. NULL for ''now'', which lite_time_now understands.';

-- # lite_time_now
CREATE OR REPLACE FUNCTION @howdah@.lite_time_now(VARIADIC args text[]) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN @howdah@.lite_moment_parts_text(args, @howdah@.lite_now_ms(), false, true);

CREATE OR REPLACE FUNCTION @howdah@.lite_time_now() RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN @howdah@.lite_moment_parts_text(ARRAY['now'], @howdah@.lite_now_ms(), false, true);

-- # lite_julianday
CREATE OR REPLACE FUNCTION @howdah@.lite_julianday(VARIADIC args text[]) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CAST(@howdah@.lite_moment_ms(args, NULL) AS double precision) / 86400000;

COMMENT ON FUNCTION @howdah@.lite_julianday(text[]) IS
'Local time is taken to be UTC. NULL for ''now'', which lite_julianday_now understands.';

-- # lite_julianday_now
CREATE OR REPLACE FUNCTION @howdah@.lite_julianday_now(VARIADIC args text[]) RETURNS double precision
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CAST(@howdah@.lite_moment_ms(args, @howdah@.lite_now_ms()) AS double precision) / 86400000;

CREATE OR REPLACE FUNCTION @howdah@.lite_julianday_now() RETURNS double precision
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CAST(@howdah@.lite_moment_ms(ARRAY['now'], @howdah@.lite_now_ms()) AS double precision) / 86400000;

-- # lite_unixepoch
CREATE OR REPLACE FUNCTION @howdah@.lite_unixepoch(VARIADIC args text[]) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN @howdah@.lite_moment_ms(args, NULL) / 1000 - 210866760000;

COMMENT ON FUNCTION @howdah@.lite_unixepoch(text[]) IS
'Whole seconds; lite_unixepoch_real is the form for the modifier ''subsec''. Local time is taken to be UTC. NULL for ''now'', which lite_unixepoch_now understands.';

-- # lite_unixepoch_now
CREATE OR REPLACE FUNCTION @howdah@.lite_unixepoch_now(VARIADIC args text[]) RETURNS bigint
LANGUAGE sql STABLE PARALLEL SAFE
RETURN @howdah@.lite_moment_ms(args, @howdah@.lite_now_ms()) / 1000 - 210866760000;

CREATE OR REPLACE FUNCTION @howdah@.lite_unixepoch_now() RETURNS bigint
LANGUAGE sql STABLE PARALLEL SAFE
RETURN @howdah@.lite_moment_ms(ARRAY['now'], @howdah@.lite_now_ms()) / 1000 - 210866760000;

-- # lite_unixepoch_real
CREATE OR REPLACE FUNCTION @howdah@.lite_unixepoch_real(VARIADIC args text[]) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CAST(@howdah@.lite_moment_ms(args, NULL) - 210866760000000 AS double precision) / 1000;

COMMENT ON FUNCTION @howdah@.lite_unixepoch_real(text[]) IS
'unixepoch() with ''subsec'', whether or not it is among the arguments. Local time is taken to be UTC. NULL for ''now'', which lite_unixepoch_real_now understands.';

-- # lite_unixepoch_real_now
CREATE OR REPLACE FUNCTION @howdah@.lite_unixepoch_real_now(VARIADIC args text[]) RETURNS double precision
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CAST(@howdah@.lite_moment_ms(args, @howdah@.lite_now_ms()) - 210866760000000 AS double precision) / 1000;

CREATE OR REPLACE FUNCTION @howdah@.lite_unixepoch_real_now() RETURNS double precision
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CAST(@howdah@.lite_moment_ms(ARRAY['now'], @howdah@.lite_now_ms()) - 210866760000000 AS double precision) / 1000;

-- # lite_moment
CREATE OR REPLACE FUNCTION @howdah@.lite_moment(VARIADIC args text[]) RETURNS timestamp without time zone
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN make_timestamp(1970, 1, 1, 0, 0, 0) + make_interval(days => CAST(@howdah@.lite_moment_ms(args, NULL) / 86400000 - 2440587 AS integer),
    secs => CAST(@howdah@.lite_moment_ms(args, NULL) % 86400000 - 43200000 AS double precision) / 1000);

COMMENT ON FUNCTION @howdah@.lite_moment(text[]) IS
'The moment as a timestamp, to the millisecond as in SQLite. Local time is taken to be UTC. NULL for ''now'', which lite_moment_now understands.';

-- # lite_moment_now
CREATE OR REPLACE FUNCTION @howdah@.lite_moment_now(VARIADIC args text[]) RETURNS timestamp without time zone
LANGUAGE sql STABLE PARALLEL SAFE
RETURN make_timestamp(1970, 1, 1, 0, 0, 0) + make_interval(days => CAST(@howdah@.lite_moment_ms(args, @howdah@.lite_now_ms()) / 86400000 - 2440587 AS integer),
    secs => CAST(@howdah@.lite_moment_ms(args, @howdah@.lite_now_ms()) % 86400000 - 43200000 AS double precision) / 1000);

CREATE OR REPLACE FUNCTION @howdah@.lite_moment_now() RETURNS timestamp without time zone
LANGUAGE sql STABLE PARALLEL SAFE
RETURN make_timestamp(1970, 1, 1, 0, 0, 0) + make_interval(days => CAST(@howdah@.lite_moment_ms(ARRAY['now'], @howdah@.lite_now_ms()) / 86400000 - 2440587 AS integer),
    secs => CAST(@howdah@.lite_moment_ms(ARRAY['now'], @howdah@.lite_now_ms()) % 86400000 - 43200000 AS double precision) / 1000);

-- # lite_timediff_at
CREATE OR REPLACE FUNCTION @howdah@.lite_timediff_at(later text, earlier text, now bigint) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $howdah$
DECLARE
    one record;
    other record;
    swap record;
    sign text := '+';
    direction integer := -1;
    years integer;
    months integer;
    clock bigint;
    moment bigint;
    rest record;
    ms bigint;
BEGIN
    SELECT * INTO one FROM @howdah@.lite_moment_state(ARRAY[later], now);
    SELECT * INTO other FROM @howdah@.lite_moment_state(ARRAY[earlier], now);
    IF one.moment IS NULL OR other.moment IS NULL THEN
        RETURN NULL;
    END IF;
    IF one.moment < other.moment THEN
        sign := '-';
        direction := 1;
        years := other.year - one.year;
        months := other.month - one.month;
    ELSE
        years := one.year - other.year;
        months := one.month - other.month;
    END IF;
    clock := other.hour * 3600000 + other.minute * 60000 + trunc(other.second * 1000 + 0.5)::bigint;
    moment := other.moment;
    IF years <> 0 THEN
        other.year := one.year;
        moment := @howdah@.lite_day_ms(other.year, other.month, other.day) + clock;
    END IF;
    IF months < 0 THEN
        years := years - 1;
        months := months + 12;
    END IF;
    IF months <> 0 THEN
        other.month := one.month;
        moment := @howdah@.lite_day_ms(other.year, other.month, other.day) + clock;
    END IF;
    WHILE CASE WHEN direction < 0 THEN one.moment < moment ELSE one.moment > moment END LOOP
        months := months - 1;
        IF months < 0 THEN
            months := 11;
            years := years - 1;
        END IF;
        other.month := other.month + direction;
        IF other.month NOT BETWEEN 1 AND 12 THEN
            other.year := other.year + direction;
            other.month := CASE WHEN direction < 0 THEN 12 ELSE 1 END;
        END IF;
        moment := @howdah@.lite_day_ms(other.year, other.month, other.day) + clock;
    END LOOP;
    -- The rest is shown as a date behind 0000-01-01.
    moment := abs(one.moment - moment) + 148699540800000;
    SELECT * INTO rest FROM @howdah@.lite_date_of(moment);
    ms := (moment + 43200000) % 86400000;
    RETURN sign || @howdah@.lite_four(years) || '-' || @howdah@.lite_two(months, '0') || '-'
        || @howdah@.lite_two(rest.day - 1, '0') || ' ' || @howdah@.lite_two((ms / 3600000)::integer, '0') || ':'
        || @howdah@.lite_two((ms / 60000 % 60)::integer, '0') || ':'
        || lpad((ms / 1000 % 60)::text, 2, '0') || '.' || lpad((ms % 1000)::text, 3, '0');
END
$howdah$;

-- # lite_timediff
CREATE OR REPLACE FUNCTION @howdah@.lite_timediff(later text, earlier text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN @howdah@.lite_timediff_at(later, earlier, NULL);

-- # lite_timediff_now
CREATE OR REPLACE FUNCTION @howdah@.lite_timediff_now(later text, earlier text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN @howdah@.lite_timediff_at(later, earlier, @howdah@.lite_now_ms());

-- # lite_moment_text
-- to_char() is stable only for the names that `TM` and others take from a session's locale: none is in these patterns.
CREATE OR REPLACE FUNCTION @howdah@.lite_moment_text(moment timestamp without time zone, pattern text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $howdah$
BEGIN
    RETURN to_char(moment, pattern);
END
$howdah$;
