-- Aggregates. SQLite adds reals by Kahan, Babuska and Neumaier (https://sqlite.org/lang_aggfunc.html#sumunc), the server
-- without compensation: sum, total and avg of reals differ in the last digits.

-- # lite_sum_step
-- The state: sum, what rounding lost, how many.
CREATE OR REPLACE FUNCTION @howdah@.lite_sum_step(state double precision[], value double precision)
RETURNS double precision[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $howdah$
DECLARE
    before double precision := state[1];
    sum double precision;
BEGIN
    IF value IS NULL THEN
        RETURN state;
    END IF;
    sum := before + value;
    RETURN ARRAY[sum, state[2] + CASE WHEN abs(before) > abs(value) THEN (before - sum) + value
        ELSE (value - sum) + before END, state[3] + 1];
END
$howdah$;

-- # lite_total_final
CREATE OR REPLACE FUNCTION @howdah@.lite_total_final(state double precision[]) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN state[1] + state[2];

-- # lite_sum_final
CREATE OR REPLACE FUNCTION @howdah@.lite_sum_final(state double precision[]) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN state[3] > 0 THEN state[1] + state[2] END;

-- # lite_avg_final
CREATE OR REPLACE FUNCTION @howdah@.lite_avg_final(state double precision[]) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (state[1] + state[2]) / nullif(state[3], 0);

-- # lite_total
CREATE OR REPLACE AGGREGATE @howdah@.lite_total(double precision) (
    SFUNC = @howdah@.lite_sum_step, STYPE = double precision[], INITCOND = '{0,0,0}',
    FINALFUNC = @howdah@.lite_total_final, PARALLEL = SAFE);

-- # lite_sum
CREATE OR REPLACE AGGREGATE @howdah@.lite_sum(double precision) (
    SFUNC = @howdah@.lite_sum_step, STYPE = double precision[], INITCOND = '{0,0,0}',
    FINALFUNC = @howdah@.lite_sum_final, PARALLEL = SAFE);

COMMENT ON AGGREGATE @howdah@.lite_sum(double precision) IS
'SQLite''s sum() of reals, NULL for none. Beyond a double''s range SQLite gives infinity, the server an error.';

-- # lite_avg
CREATE OR REPLACE AGGREGATE @howdah@.lite_avg(double precision) (
    SFUNC = @howdah@.lite_sum_step, STYPE = double precision[], INITCOND = '{0,0,0}',
    FINALFUNC = @howdah@.lite_avg_final, PARALLEL = SAFE);

-- # lite_group_concat_step
CREATE OR REPLACE FUNCTION @howdah@.lite_group_concat_step(state text[], value text, separator text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $howdah$
BEGIN
    IF value IS NOT NULL THEN
        state := array_append(array_append(state, CASE WHEN state IS NOT NULL THEN separator END), value);
    END IF;
    RETURN state;
END
$howdah$;

-- # lite_group_concat_final
CREATE OR REPLACE FUNCTION @howdah@.lite_group_concat_final(state text[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN array_to_string(state, '');

-- # lite_group_concat_step_comma
CREATE OR REPLACE FUNCTION @howdah@.lite_group_concat_step_comma(state text[], value text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $howdah$
BEGIN
    IF value IS NOT NULL THEN
        state := array_append(state, value);
    END IF;
    RETURN state;
END
$howdah$;

-- # lite_group_concat_final_comma
CREATE OR REPLACE FUNCTION @howdah@.lite_group_concat_final_comma(state text[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN array_to_string(state, ',');

-- # lite_group_concat
CREATE OR REPLACE AGGREGATE @howdah@.lite_group_concat(text) (
    SFUNC = @howdah@.lite_group_concat_step_comma, STYPE = text[], FINALFUNC = @howdah@.lite_group_concat_final_comma,
    PARALLEL = SAFE);

CREATE OR REPLACE AGGREGATE @howdah@.lite_group_concat(text, text) (
    SFUNC = @howdah@.lite_group_concat_step, STYPE = text[], FINALFUNC = @howdah@.lite_group_concat_final,
    PARALLEL = SAFE);

COMMENT ON AGGREGATE @howdah@.lite_group_concat(text) IS
'SQLite''s group_concat(x): values in the order in which they arrive. The server''s own string_agg(x, '','') is equal.';

COMMENT ON AGGREGATE @howdah@.lite_group_concat(text, text) IS
'SQLite''s group_concat(x, y). The server''s own string_agg(x, y) is equal, a separator that varies by row included.';
