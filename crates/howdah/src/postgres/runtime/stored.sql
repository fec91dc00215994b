-- Columns that PostgreSQL holds in a richer type than SQLite did, as the cells that they stand for.

-- # lite_stored_moment
-- to_char() is STABLE for the words of months and days; patterns of digits depend on nothing.
CREATE OR REPLACE FUNCTION @howdah@.lite_stored_moment(moment timestamp without time zone, pattern text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $howdah$
BEGIN
    RETURN to_char(moment, pattern);
END
$howdah$;
