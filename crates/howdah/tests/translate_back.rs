//! An expression of PostgreSQL's, and what it becomes in SQLite, give the same answer for every row; or there is a reason.

mod translate_back_support;

use howdah::translate::back;
use translate_back_support::{Engines, columns};

/// What people write into CHECKs, partial indexes, generated columns and indexes, and has a counterpart.
const SAID: &[&str] = &[
    "b", "NOT b", "b = true", "b = false", "b <> b2", "b AND b2", "b OR NOT b2", "b IS TRUE", "b IS NOT TRUE", "b IS FALSE",
    "b IS NOT FALSE", "b IS UNKNOWN", "b IS NOT UNKNOWN", "b > b2", "b::int", "b::text",
    "(b IS NULL) <> (b2 IS NULL)", "(i IS NULL) = (j IS NULL)", "b IN (true, false)", "b IS DISTINCT FROM b2",
    "i > 0", "i >= 0 AND i <= 100", "i BETWEEN 0 AND 100", "i NOT BETWEEN 0 AND 100", "i BETWEEN SYMMETRIC 100 AND 0",
    "i = 1", "i <> 1", "i != -7", "i IN (1, 10, 100)", "i NOT IN (1, 10)", "i IN (1, NULL)", "i NOT IN (1, NULL)", "i = ANY (ARRAY[1, 2])",
    "i = ANY ('{1,2,NULL}'::int[])", "i <> ALL ('{1,2}'::int[])", "i = ANY ('{}'::int[])", "i <> ALL ('{}'::int[])", "i > ANY (ARRAY[1, 5])",
    "i > ALL (ARRAY[1, 5])", "i > j", "i = k", "k > i", "j < 5", "k > 9223372036854775806", "k = -9223372036854775808", "-i", "- k", "+i", "abs(j)",
    "i + 1", "i - j", "j * 2", "i / 2", "i / 3", "i % 3", "i / j", "i % j", "mod(i, 7)", "k / 10", "i & 6", "i | 8", "(i + 1) * 2 > j",
    "i::bigint", "i::text", "k::text || '!'", "i::numeric > 0.5", "i > 0.5", "i < -0.5", "i::double precision", "i = 1.0", "i > 1e3", "i::boolean",
    "i IS NULL", "i IS NOT NULL", "i IS DISTINCT FROM j", "i IS NOT DISTINCT FROM j", "\"Odd \"\"name\" > 0", "i = ANY (ARRAY[1, j])",
    "r > 0", "r = 0.5", "r > 0.1::real", "d > 0", "d = 0.1", "d = '0.1'::double precision", "d >= 0.5::float8", "d > r", "r = d", "d = e", "d > i", "d < k",
    "d > n", "n < d", "-d", "- r", "d + 1", "d - 0.5", "d * 2", "d / 2", "d * 0.25", "abs(d)", "abs(r)", "d = 'infinity'", "d < '-infinity'", "d IS NULL",
    "d BETWEEN 0 AND 1", "d IN (0.5, 1.1)", "r::double precision", "d * 2 > e", "n::double precision", "m::double precision > 0.5",
    "n > 0", "n >= 0.01", "n = 19.99", "n <> 0.1", "n < 100", "n = m", "m > n", "m > i", "n = 100.00", "n IN (19.99, 5)", "n BETWEEN 0 AND 19.99", "-n", "abs(n)",
    "n IS NULL OR n > 0", "m = 0.1", "m = 1e-5", "m > 12345678901233", "n > 0::numeric", "n >= '-1'::integer::numeric", "n IS DISTINCT FROM m",
    "nt IS NULL", "nt IS NOT NULL",
    "s = 'a'", "s <> 'a'", "s = ''", "s IN ('a', 'new')", "s NOT IN ('a', 'new')", "t = 'paid'", "t IN ('new', 'paid')", "t = ANY (ARRAY['new', 'paid'])",
    "t::text = ANY (ARRAY['new'::varchar, 'paid'::varchar]::text[])", "t <> ALL (ARRAY['new'::varchar::text, 'paid'])", "s = t", "s IS NULL", "s IS NOT NULL AND s <> ''",
    "s = 'it''s'", "s = E'line\\ntwo'", "s = E'a%b_c\\\\d'", "s IS DISTINCT FROM 'a'",
    "u < 'b'", "u >= 'a'", "u > u2", "u BETWEEN 'a' AND 'z'", "s COLLATE \"C\" < 'b'", "s COLLATE \"C\" > u", "s = u", "lower(u)", "upper(u) = u", "lower(s COLLATE \"C\")",
    "u = lower(u)", "greatest(u, u2)", "least(u, 'b')",
    "length(s)", "length(s) > 1", "char_length(t) <= 5", "char_length(u)", "octet_length(s)", "octet_length(c)", "length(c)",
    "btrim(s)", "trim(both from s) <> ''", "ltrim(u)", "rtrim(u)", "trim(leading 'a' from s)", "rtrim(u, 'b')", "trim(trailing from s)", "btrim(u, ' a')", "length(trim(s)) > 0",
    "s || 'x'", "s || t", "'a' || i", "i || 'a'", "t || '-' || i", "u || NULL", "s || ''", "(s || t) = 'aA'", "concat(s, t)", "concat(s, '-', u)",
    "substr(s, 1, 1)", "substring(s from 1 for 2)", "substring(s, 2)", "left(s, 2)", "left(s, 0)", "right(s, 2)", "strpos(s, 'b')", "position('n' in s)", "replace(s, 'a', 'bb')",
    "starts_with(s, 'a')", "s ^@ 'a%'", "substr(u, 2, 1) = 'B'", "strpos(s, '') > 0", "replace(u, '', 'x')",
    "s LIKE 'a%'", "s LIKE '%b%'", "s LIKE '_'", "s LIKE '__'", "s NOT LIKE 'a%'", "s LIKE 'a\\%b%'", "s LIKE 'a!%b!_c%' ESCAPE '!'", "s LIKE '%\\\\d'", "u LIKE '[x]'", "u LIKE '[_]'", "t LIKE '%*%'",
    "s ILIKE '%1_'", "s NOT ILIKE '123%'", "c LIKE 'a%'", "c LIKE 'ab'", "s LIKE 'Ä%'", "s LIKE 'line%'", "s LIKE '%two'", "s LIKE ''", "s LIKE '%'", "s LIKE ANY (ARRAY['a%', 'n%'])",
    "s ~ '^[A-Z]{2}[0-9]{2}$'", "s ~ '^[a-z]+$'", "s ~ '^[a-z]*$'", "t ~ '^[0-9]+$'", "t ~ '^[0-9]{5}$'", "t ~ '^[0-9]{3,5}$'", "t ~ '^[0-9]{3,}$'", "s ~ '^a'", "s ~ 'w$'", "s ~ 'e'", "s ~ '[0-9]'",
    "s ~ '[^a-z]'", "s !~ '[^a-z]'", "s ~ '^A'", "s ~ '^[A-Z][A-Z0-9]*$'", "s ~ '^[^@]+$'", "s ~ '^.{1,3}$'", "s ~ '^.+$'", "s ~ ''", "s ~ '^$'", "t ~ '^[0-9]'", "u ~ '^\\d+$'", "u ~ '^[\\d]+$'", "t ~ '[0-9]+$'",
    "s ~ '^a[%]b'", "s ~ '\\.'", "u ~ '^[]x[]+$'", "s ~ '^[-a-z]+$'", "s ~ '^[a-z-]+$'", "s ~ '^[a-z_%\\\\]+'", "s SIMILAR TO '[a-z]+'", "s SIMILAR TO 'n%'", "s SIMILAR TO '_'", "s ~* '^[0-9]+$'",
    "c = 'ab'", "c = 'ab  '", "c <> 'AB'", "c = c2", "c IN ('ab', '12')", "c IS NULL", "c ~ '^[a-z]{2}'", "c::text", "c::text = 'ab'", "c::text || 'x'", "c IS DISTINCT FROM c2", "c = 'abcdef'",
    "ci IS NULL", "ci::text = 'Abc'", "ci::text", "length(ci::text)", "nd IS NULL",
    "by = '\\x61'", "by > '\\x61'", "by IS NULL", "length(by)", "octet_length(by) <= 2", "by IN ('\\x61', '\\x')",
    "g = '0f8fad5b-d9cb-469f-a165-70867728950e'", "g = g2", "g < g2", "g <> '0F8FAD5BD9CB469FA16570867728950E'", "g::text", "g IS NOT NULL", "g IN ('00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff')", "upper(g::text)", "g::text LIKE '%f'", "greatest(g, g2)",
    "da = '2024-02-29'", "da > '2024-01-01'", "da >= da2", "da2 > da", "da BETWEEN '2000-01-01' AND '2024-12-31'", "da IN ('2024-02-29', '2024-01-31')", "da < ts", "ts >= da", "da = '2024-02-29 00:00:00'::timestamp", "da - da2", "da2 - da > 30", "da::timestamp", "greatest(da, da2)", "least(da, '2024-01-01')",
    "extract(year from da)", "extract(month from da)", "extract(day from da)", "extract(quarter from da)", "extract(doy from da)", "extract(dow from da)", "extract(isodow from da)", "extract(decade from da)", "date_part('year', da)", "extract(year from ts)", "extract(hour from ts)", "extract(minute from ts)", "extract(hour from ti)", "date_part('minute', ti)", "extract(month from da) = 1", "extract(year from da) >= 2000",
    "date_trunc('month', ts)", "date_trunc('day', ts)", "date_trunc('hour', ts)", "date_trunc('minute', ts)", "date_trunc('second', ts)", "date_trunc('year', ts)", "ts::date", "ts::time", "ts::date = da",
    "ti > '12:00'", "ti = '13:00:00.5'", "ti BETWEEN '06:00' AND '18:00:00'", "ti < '23:59:59.999999'",
    "ts > '2024-01-01'", "ts < ts2", "ts = '1999-12-31 23:59:59.999999'", "ts >= '2024-01-31 01:02:03'", "ts2 > ts OR ts2 IS NULL", "greatest(ts, ts2)", "ts AT TIME ZONE 'UTC'",
    "tz > '2024-01-01 00:00+00'", "tz < tz2", "tz = '1999-12-31 21:59:59.5+00'", "tz >= '2024-01-31 01:02:03+05:30'", "tz AT TIME ZONE 'UTC'", "timezone('utc', tz)", "(tz AT TIME ZONE 'UTC')::date", "date_trunc('day', tz AT TIME ZONE 'UTC')", "tz IS NULL", "coalesce(tz, tz2)",
    "mt IS NULL",
    "jb IS NULL", "js IS NOT NULL", "jb = '{}'", "jb <> '{}'", "jb = '\"x\"'", "jb -> 'a' IS NULL", "jb -> 'd' IS NOT NULL", "jb ->> 'd' IS NULL", "jb ->> 'b' = 'x'", "jb ->> 'a' = '1'", "jb ->> 'e' = '1.50'", "jb ->> 'e' = '1.5'", "jb ->> 'f' = 'true'", "jb ->> 'a' IN ('1', '2')", "jb ->> 'key with space' = '3'",
    "jsonb_typeof(jb)", "jsonb_typeof(jb) = 'object'", "json_typeof(js)", "jsonb_typeof(jb -> 'c')", "jsonb_typeof(jb -> 'a' -> 'b')", "jsonb_array_length(jb -> 'c')", "jsonb_array_length(jb)", "json_array_length(js)", "(jb -> 'a') ->> 'b' = '2'",
    "ta = '{}'", "ta = '{a,b}'", "ta <> '{}'::text[]", "ia = '{1,2,3}'", "ta = ARRAY['a', 'b']", "array_length(ta, 1)", "array_length(ia, 1) > 1", "cardinality(ia)", "cardinality(ta) <= 2", "ia IS NULL", "ta = ARRAY['a', NULL, 'NULL']", "ta = ARRAY['it''s', 'q\"']",
    "mo = 'sad'", "mo <> 'sad'", "mo IN ('ok', 'happy')", "mo = mo2", "mo::text = 'ok'", "mo::text", "mo = ANY (ARRAY['ok', 'happy']::mood[])", "mo IS DISTINCT FROM mo2", "length(mo::text)",
    "ip IS NULL", "iv IS NOT NULL",
    "coalesce(i, 0)", "coalesce(i, j, 5)", "coalesce(s, '')", "coalesce(s, t) <> ''", "coalesce(n, 0)", "coalesce(d, 0)", "coalesce(b, false)", "coalesce(g, g2)", "coalesce(da, '2000-01-01')", "coalesce(mo, 'ok')", "nullif(i, 0)", "nullif(s, '')", "nullif(s, 'a') = 'new'", "nullif(mo, 'sad')",
    "CASE WHEN i > 0 THEN 'pos' WHEN i = 0 THEN 'zero' ELSE 'neg' END", "CASE s WHEN 'a' THEN 1 WHEN 'new' THEN 2 END", "CASE WHEN b THEN i ELSE j END", "CASE WHEN b THEN i ELSE n END", "CASE WHEN b THEN NULL ELSE d END", "CASE mo WHEN 'sad' THEN i > 0 ELSE true END", "CASE i WHEN NULL THEN 1 ELSE 2 END",
    "greatest(i, j)", "least(i, j, 5)", "greatest(i, NULL)", "greatest(n, m)", "least(n, 0)", "num_nonnulls(i, s, b) = 1", "num_nulls(i, s, da) > 1", "num_nonnulls(jb -> 'a', jb -> 'd') = 2", "greatest(ti, '12:00')",
    "(i > 0) = b", "(i > 0 AND s IS NOT NULL) OR (i <= 0 AND s IS NULL)", "(b AND i IS NOT NULL) OR (NOT b AND i IS NULL)", "NOT (b AND b2)", "NOT (i > 0 OR j > 0)", "true", "false OR b", "NULL::boolean", "1 = 1", "i + NULL IS NULL", "i = NULL",
    "(((i)))", "((i + j) - k) IS NULL", "i * i >= 0", "(i > 0) IS TRUE", "(i > 0) IS NOT FALSE", "i::smallint", "s::varchar(2)", "s::text", "'x' = s", "5 > i", "2024 > extract(year from ts)", "'a' IN (s, t)", "1 IN (i, j)",
];

/// What has none, and a word of the reason.
const REFUSED: &[(&str, &str)] = &[
    ("n + 1 > 0", "doubles"),
    ("n * i", "doubles"),
    ("m / 3", "doubles"),
    ("nt > 0", "words of PostgreSQL"),
    ("nt = 1.50", "words of PostgreSQL"),
    ("s < 'b'", "locale"),
    ("s > t", "locale"),
    ("greatest(s, t)", "locale"),
    ("s BETWEEN 'a' AND 'b'", "locale"),
    ("c < 'b'", "locale"),
    ("lower(s)", "Unicode"),
    ("t = upper(t)", "Unicode"),
    ("nd = 'a'", "holds different texts for equal"),
    ("ci = 'abc'", "no counterpart"),
    ("ci IN ('a', 'b')", "parser"),
    ("s ILIKE 'a%'", "folded"),
    ("s ~* '^[a-z]+$'", "folded"),
    ("s ~ '^(a|b)$'", "GLOB"),
    ("s ~ '^[^@]+@[^@]+$'", "GLOB"),
    ("s ~ '\\d'", "GLOB"),
    ("s ~ '\\w+'", "GLOB"),
    ("s ~ '[[:alpha:]]'", "GLOB"),
    ("s ~ t", "constant pattern"),
    ("s LIKE t", "constant pattern"),
    ("mo < 'happy'", "order of the labels"),
    ("mo > mo2", "order of the labels"),
    ("mt > '2024-01-01'", "words of PostgreSQL"),
    ("ts < 'infinity'", "words of PostgreSQL"),
    ("da > tz", "no counterpart"),
    ("tz::date = da", "no counterpart"),
    ("extract(year from tz)", "no counterpart"),
    ("extract(epoch from ts)", "no counterpart"),
    ("date_trunc('day', tz)", "time zone"),
    ("tz AT TIME ZONE 'Europe/Berlin'", "no time zone but UTC"),
    ("ts > now()", "clock"),
    ("da <= CURRENT_DATE", "clock"),
    ("da + 1", "no counterpart"),
    ("ts + '1 day'::interval > ts2", "no counterpart"),
    ("ts - ts2", "no counterpart"),
    ("jb = '{\"a\": 1}'", "numbers"),
    ("jb -> 'a' = '1'", "spelled otherwise"),
    ("jb ->> 'a'", "spelled otherwise"),
    ("js ->> 'a' = '1'", "looked up"),
    ("jb ->> 0 = 'x'", "constant keys"),
    ("jb ? 'a'", "no counterpart"),
    ("jb @> '{}'", "no counterpart"),
    ("ta @> '{a}'", "no counterpart"),
    ("'a' = ANY (ta)", "constants only"),
    ("ta[1] = 'a'", "no counterpart"),
    ("ip = '10.0.0.1'", "do not compare as their text"),
    ("ip << '10.0.0.0/8'", "no counterpart"),
    ("iv > '1 day'", "do not compare as their text"),
    ("md5(s)", "no counterpart"),
    ("d + e", "infinite"),
    ("d * e", "infinite"),
    ("r + r", "no counterpart"),
    ("sqrt(d)", "no counterpart"),
    ("round(n)", "no counterpart"),
    ("n::integer", "no counterpart"),
    ("s::integer", "no counterpart"),
    ("d::text", "no counterpart"),
    ("tz::text", "no counterpart"),
    ("substr(s, 0, 2)", "no counterpart"),
    ("substr(s, i)", "no counterpart"),
    ("current_user = s", "sessions"),
    ("s = 'x' COLLATE \"en-x-icu\"", "collation"),
    ("i # 3", "no counterpart"),
    ("i << 2", "no counterpart"),
    ("d = 1e300", "no counterpart"),
    ("t IS NOT NULL AND public.digest(t, 'md5') IS NOT NULL", "digest"),
    ("ROW(i, j) = ROW(1, 2) AND ROW(i, j) < ROW(1, 2)", "no counterpart"),
    ("greatest(d, e)", "-0.0"),
    ("coalesce(c, 'x')", "collation"),
];

#[test]
fn what_is_said_in_sqlite_answers_alike_for_every_row() {
    let mut engines = Engines::new("translate_back");
    let questions: Vec<String> = SAID.iter().map(|question| (*question).to_owned()).collect();
    let words = engines.words_of(&questions);
    let columns = columns();
    let mut wrong = Vec::new();
    for (question, words) in questions.iter().zip(words) {
        let words = match words {
            Ok(words) => words,
            Err(error) => {
                wrong.push(format!("{question}: {error}"));
                continue;
            }
        };
        match back::expression(&words, &columns) {
            Err(refused) => wrong.push(format!("{question}\n  {words}\n  {refused}")),
            Ok((sql, stored)) => wrong.extend(engines.difference(&words, &sql, stored)),
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), questions.len(), wrong.join("\n"));
}

#[test]
fn what_would_mean_something_else_is_refused_with_its_reason() {
    let mut engines = Engines::new("translate_back_refused");
    let questions: Vec<String> = REFUSED.iter().map(|(question, _)| (*question).to_owned()).collect();
    let words = engines.words_of(&questions);
    let columns = columns();
    let mut wrong = Vec::new();
    for ((question, reason), words) in REFUSED.iter().zip(words) {
        let words = match words {
            Ok(words) => words,
            Err(error) => {
                wrong.push(format!("{question}: {error}"));
                continue;
            }
        };
        match back::expression(&words, &columns) {
            Err(refused) if refused.reason.contains(reason) && refused.reason.ends_with('.') => {}
            other => wrong.push(format!("{question}\n  {words}\n  {other:?}")),
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), questions.len(), wrong.join("\n"));
}
