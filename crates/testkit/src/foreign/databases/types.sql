-- Every type of the mapping, and more: ordinary values, NULLs, every extreme.
CREATE TABLE whole_numbers (
    id bigint PRIMARY KEY, small smallint, normal integer, big bigint, object oid, flag boolean, flag_required boolean NOT NULL DEFAULT false
);
INSERT INTO whole_numbers VALUES
    (1, -32768, -2147483648, -9223372036854775808, 0, true, true),
    (2, 32767, 2147483647, 9223372036854775807, 4294967295, false, false),
    (-9223372036854775808, 0, 0, 0, 2147483648, NULL, true),
    (9223372036854775807, NULL, NULL, NULL, NULL, NULL, false),
    (0, 1, -1, 9007199254740993, 1, true, false);

CREATE TABLE floats (id integer PRIMARY KEY, double double precision, single real);
INSERT INTO floats VALUES
    (1, 1.5, 1.5), (2, -0.0::float8, '-0'), (3, 5e-324, 1e-45), (4, 2.2250738585072011e-308, 1.1754942e-38),
    (5, 1.7976931348623157e308, 3.4028235e38), (6, 'Infinity', 'Infinity'), (7, '-Infinity', '-Infinity'), (8, 0.1, 0.1),
    (9, 9007199254740993, 16777217), (10, 1e22, 1e10), (11, 3, 3), (12, NULL, NULL), (13, -9223372036854775808, 0.3),
    (14, 9223372036854775807, 123456.789), (15, 1e15, 1e15), (16, 0, 0), (17, 2.5e-7, 7e-7);

-- Columns of which every value is a number of SQLite, and columns with one that is not.
CREATE TABLE numbers (
    id integer PRIMARY KEY,
    price numeric(10,2), amount numeric, whole numeric(20,0), plain_whole numeric(5), wide numeric(38,10),
    trailed numeric, thousand_digits numeric, small numeric, nan numeric, infinite numeric, nan_typed numeric(8,2),
    rounded numeric(4,-2), below numeric(3,5), beyond numeric(25,0), cash money, much money, empty_column numeric
);
INSERT INTO numbers (id, price, amount, whole, plain_whole, wide, trailed, thousand_digits, small, nan, infinite, nan_typed, rounded, below, beyond, cash, much) VALUES
    (1, 1.50, 1.5, 9223372036854775807, 12345, 0.5, 1.5, 1, 0.5, 1, 1, 1.25, 12345, 0.00123, 1, '1.50', '92233720368547758.07'),
    (2, 2, 2, -9223372036854775808, -1, 12345678901234567890.0123456789, 1.50, repeat('1234567890', 100)::numeric, 1e-20, 'NaN', 'Infinity', 'NaN', -99900, -0.00999, 12345678901234567890, '-0.01', '-92233720368547758.08'),
    (3, -99999999.99, 0.1, 0, 0, -0.0000000001, 100, ('0.' || repeat('7', 1000))::numeric, ('0.' || repeat('0', 400) || '1')::numeric, NULL, '-Infinity', NULL, NULL, 0, -1234567890123456789012345, '0', '0'),
    (4, 0, -1234567.890625, 100, 99999, 3, 0.00, 0, 0, 0, 0, 0, 0, NULL, 0, '1234567.89', '3'),
    (5, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
    (6, 0.10, 1e20, 4503599627370497, 7, 1.1, -0.0, -1, 123456789.123, 2.5, 2.5, -3.10, 100, 0.00001, 7, '0.10', '1.00');
CREATE TABLE sixteen_digits (id integer PRIMARY KEY, either numeric);
INSERT INTO sixteen_digits VALUES (1, 0.1234567890123456), (2, 12345678.90123457), (3, 9007199254740.993);

CREATE TABLE texts (
    id integer PRIMARY KEY, long text, name name, one "char", free varchar, varying varchar(10), fixed char(8), fixed_one char, loose bpchar, folded citext
);
INSERT INTO texts VALUES
    (1, '', '', '', '', '', '', '', '', ''),
    (2, 'äöü ß Ω 東京 🎺👩‍👩‍👧 ' || U&'\0301', 'Größe', 'x', '🎺', 'zehn Länge', 'ab', 'é', 'ab  ', 'ÄÖÜ Mixed Case'),
    (3, E'tab\tline\nreturn\rbell\x07del\x7f', 'quote''"', '''', '\x41 is not hex', '  blanks  ', '  ab    ', ' ', '  ', 'mixed case'),
    (4, repeat('lorem ipsum ünïcode ', 52429), repeat('n', 63), E'\\', '1', '007', '12345678', '7', 'loose', '12'),
    (5, 'NULL', 'null', '0', 'true', '1e5', '-1.50', '5', '0x10', 'nan'),
    (6, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);

CREATE TABLE bytes (id uuid PRIMARY KEY DEFAULT uuid_generate_v4(), data bytea, twin uuid UNIQUE);
INSERT INTO bytes VALUES
    ('00000000-0000-0000-0000-000000000000', '', 'ffffffff-ffff-ffff-ffff-ffffffffffff'),
    ('A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11', '\x00', '{a0eebc999c0b4ef8bb6d6bb9bd380a11}'),
    ('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a12', '\x00ff00ff6162630a27225c', NULL),
    ('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a13', NULL, '11111111-2222-3333-4444-555555555555'),
    ('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a14', decode(repeat('00010203fefdfcfb', 40000), 'hex'), '00000000-0000-0000-0000-000000000001'),
    ('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a15', convert_to('text in bytes: ä', 'UTF8'), '00000000-0000-0000-0000-000000000002');

-- Within SQLite's calendar.
CREATE TABLE moments (
    id integer PRIMARY KEY, day date, clock time, clock_ms time(3), at timestamp, at_seconds timestamp(0), zoned timestamptz, zoned_ms timestamptz(3)
);
INSERT INTO moments VALUES
    (1, '2024-01-31', '13:00', '13:00:00.5', '2024-01-31 13:00:00.5', '2024-01-31 13:00', '2024-01-31 13:00:00.5+00', '2024-02-29 23:59:59.999+14'),
    (2, '0001-01-01', '00:00', '00:00', '0001-01-01 00:00', '0001-01-01', '0001-01-01 00:00+00', '1970-01-01 00:00:00-12'),
    (3, '9999-12-31', '23:59:59.999999', '23:59:59.999', '9999-12-31 23:59:59.999999', '9999-12-31 23:59:59', '9999-12-31 23:59:59.999999+00', '9999-12-31 00:00+00'),
    (4, '1582-10-10', '12:34:56.000001', '12:34:56.1', '1899-12-31 23:59:59.100', '1900-02-28', '2024-03-31 02:30:00+01', '1883-11-18 12:03:58-04:56:02'),
    (5, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
    (6, '2000-02-29', '01:02:03', '01:02:03.45', '1969-12-31 23:59:59.9', '2038-01-19 03:14:08', '2024-10-27 02:30:00+02', '0044-03-15 00:00+00');
-- Beyond it: one such value, and the whole column is as PostgreSQL writes it.
CREATE TABLE odd_moments (
    id integer PRIMARY KEY, day date, day_bc date, clock time, at timestamp, zoned timestamptz, zoned_bc timestamptz, zoned_far timestamptz, late_in_utc timestamptz
);
INSERT INTO odd_moments VALUES
    (1, 'infinity', '0044-03-15 BC', '24:00:00', 'infinity', '-infinity', '0044-03-15 12:00:00 BC', '294276-12-31 23:59:59.999999+00', '9999-12-31 23:59:59-01'),
    (2, '-infinity', '4713-01-01 BC', '00:00:00', '4713-01-01 00:00:00 BC', '2024-01-31 13:00:00.5+00', '4713-11-24 00:00:00+00 BC', '10000-01-01 00:00+00', '2024-01-01 00:00+00'),
    (3, '5874897-12-31', '2024-01-31', '24:00', '294276-12-31 23:59:59.999999', 'infinity', '2024-01-31 13:00+00', '2024-01-31 13:00:00.25+00', NULL),
    (4, '2024-01-31', '0001-12-31 BC', '12:00:00.5', '2024-01-31 13:00:00.5', '2024-01-31 13:00+05:30', '0001-01-01 00:00+14', '1999-12-31 23:59:59+00', '2000-01-01 00:00+00'),
    (5, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
CREATE TABLE spans (id integer PRIMARY KEY, span interval, months interval year to month, seconds interval day to second(3), zoned timetz, zoned_ms timetz(3));
INSERT INTO spans VALUES
    (1, '1 year 2 mons 3 days 04:05:06.789', '1 year 2 months', '3 days 04:05:06.789', '13:00:00.5+02', '23:59:59.999-15:59'),
    (2, '-1 year +2 mons -3 days +04:05:06', '-14 months', '-1 day +00:00:00.001', '24:00:00+00', '00:00:00+15:59:59'),
    (3, '178000000 years', '0', '0', '00:00:00-12', '12:00:00.123+05:30'),
    (4, '-178000000 years -11 mons -2147483648 days -2562047788:00:54.775807', '-178000000 years', '2147483647 days', '23:59:59.999999+14', '00:00+00'),
    (5, '00:00:00.000001', '1 month', '-00:00:00.5', '00:00+00', NULL),
    (6, '1 mon -1 day', NULL, NULL, NULL, NULL), (7, '24:00:00', '1 year', '1 day', '01:00+01', '01:00-01'), (8, '30 days', NULL, NULL, NULL, NULL), (9, NULL, NULL, NULL, NULL, NULL);

CREATE TABLE documents (id integer PRIMARY KEY, written json, parsed jsonb, kept jsonb NOT NULL DEFAULT '{"a": [1, 2]}');
INSERT INTO documents (id, written, parsed) VALUES
    (1, '{"b":1,   "a": [1, 2.50] , "b": 2}', '{"b":1,   "a": [1, 2.50] , "b": 2}'),
    (2, 'null', 'null'), (3, ' "text with \u00e4, \"quotes\" and ä 🎺" ', '"text with \u00e4, \"quotes\" and ä 🎺"'),
    (4, E'\n[ ]\t', '[]'), (5, '{}', '{}'), (6, '12345678901234567890123456789012345678901234567890.50', '12345678901234567890123456789012345678901234567890.50'),
    (7, repeat('7', 100)::json, repeat('7', 100)::jsonb), (8, '1E400', '1E400'), (9, '-0', '-0'), (10, 'true', 'false'), (11, NULL, NULL),
    (12, (repeat('{"a":[', 25) || '1' || repeat(']}', 25))::json, (repeat('{"a":[', 25) || '1' || repeat(']}', 25))::jsonb),
    (13, '{"": {"": ""}, "ключ": "\\", "a.b": {"$x": null}}', '{"": {"": ""}, "ключ": "\\", "a.b": {"$x": null}}');

CREATE TYPE mood AS ENUM ('sad', 'ok', 'Happy', 'it''s "fine"', 'über', 'comma, brace}', '', 'back\slash');
CREATE TYPE empty_enum AS ENUM ();
CREATE DOMAIN positive AS integer CHECK (VALUE > 0);
CREATE DOMAIN small_positive AS positive CHECK (VALUE < 100);
CREATE DOMAIN code AS varchar(5) NOT NULL CHECK (VALUE ~ '^[A-Z]+$');
CREATE DOMAIN price AS numeric(8,2) DEFAULT 0 CHECK (VALUE >= 0);
CREATE DOMAIN words AS text[] CHECK (cardinality(VALUE) < 5);
CREATE DOMAIN good_mood AS mood CHECK (VALUE <> 'sad');
CREATE TYPE point3 AS (x integer, "Y y" double precision, label text);
CREATE TYPE nested AS (at point3, tags text[], moods mood[], span int4range, inner_numbers integer[]);
CREATE DOMAIN low_point AS point3 CHECK ((VALUE).x < 1000);
-- Names of built-in types that mean something else here.
CREATE SCHEMA odd;
CREATE TYPE odd.date AS (y integer, m integer);
CREATE TYPE odd.text AS ENUM ('integer', 'boolean');
CREATE TYPE odd.float8 AS RANGE (subtype = integer);
CREATE TABLE own_types (
    id small_positive PRIMARY KEY, mood mood, good good_mood DEFAULT 'Happy', nothing empty_enum, code code, price price, words words,
    at point3, low low_point, deep nested, odd_date odd.date, odd_text odd.text, odd_float odd.float8
);
INSERT INTO own_types VALUES
    (1, 'sad', 'ok', NULL, 'ABC', 1.50, '{a,"b c"}', ROW(1, 2.5, 'x'), ROW(1, 2, 'y'),
        ROW(ROW(1, -0.0, 'a"b\c')::point3, ARRAY['a', NULL, ''], ARRAY['it''s "fine"', 'sad']::mood[], '[1,5)', '{1,2}'), ROW(2024, 1), 'integer', '[1,10]'),
    (2, 'it''s "fine"', NULL, NULL, 'X', 0, '{}', ROW(NULL, NULL, NULL), NULL, ROW(NULL, NULL, NULL, NULL, '[0:1]={7,8}'), ROW(NULL, NULL), 'boolean', 'empty'),
    (99, '', 'comma, brace}', NULL, 'ABCDE', 999999.99, '{"NULL",NULL,"{}"}', ROW(-1, 'Infinity', ''), ROW(0, 'NaN', E'tab\t, (paren)'),
        ROW(ROW(NULL, NULL, 'NULL')::point3, '{}', '{}', 'empty', '{{1,2},{3,4}}'), NULL, NULL, '(,)'),
    (50, NULL, 'über', NULL, 'AB', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
    (7, 'back\slash', 'back\slash', NULL, 'Q', 12.34, '{back\\slash}', ROW(7, 1e300, 'ü'), NULL, ROW(ROW(0, 0, '')::point3, NULL, NULL, '(,5)', '{}'), ROW(0, -1), NULL, '[5,)');

CREATE TABLE lists (
    id integer PRIMARY KEY, integers integer[], bigs bigint[], flags boolean[], reals double precision[], singles real[], numerics numeric[],
    texts text[], varchars varchar(20)[], chars char(4)[], datas bytea[], uuids uuid[], days date[], ats timestamp[], zones timestamptz[], clocks time[],
    spans interval[], moods mood[], points point3[], codes code[], nets inet[], ranges int4range[], shapes box[], names name[], letters "char"[],
    monies money[], foldeds citext[], marks xml[], vectors int2vector[], bits bit(3)[]
);
INSERT INTO lists VALUES
    (1, '{1,2,NULL}', '{-9223372036854775808,9223372036854775807}', '{t,f,NULL}', '{1.5,-0,5e-324,Infinity,-Infinity,NaN}', '{0.1,1e-45,NaN}', '{1.50,NaN,0.00,12345678901234567890.5,-Infinity}',
        ARRAY['a', 'b c', '', 'NULL', NULL, 'quote " and '' and \', '{brace,comma}', 'ä🎺', E'\t\n'], '{abc}', '{ab,NULL,abcd}', ARRAY['\x00ff'::bytea, '', NULL],
        '{00000000-0000-0000-0000-000000000000}', '{2024-01-31,infinity,"0044-03-15 BC"}', ARRAY['2024-01-31 13:00:00.5', '-infinity', '0001-01-01 BC']::timestamp[],
        ARRAY['2024-01-31 13:00:00.5+02', 'infinity', '12024-01-01 00:00+00']::timestamptz[], '{13:00,24:00}', ARRAY['1 mon -1 day', '-00:00:01']::interval[],
        ARRAY['it''s "fine"', NULL, '']::mood[], ARRAY[ROW(1, -0.5, 'a"b')::point3, NULL, ROW(NULL, NULL, NULL)::point3], ARRAY['ABC', 'D']::code[], '{10.0.0.1,::1/64}',
        ARRAY['[1,5)', 'empty', '(,)']::int4range[], '{(1,1),(0,0);(2,2),(1,1)}', '{a,B}', '{a,b}', ARRAY['1.50', '-2']::money[], '{Ab,aB}', ARRAY['<a/>']::xml[], ARRAY['1 2', '3']::int2vector[], '{101,000}'),
    (2, '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}'),
    (3, '{{1,2},{3,4}}', '{{{1},{2}},{{3},{NULL}}}', '{{t},{f}}', '{{1e300,2}}', '{{1.5}}', '{{1,2.0}}', '{{a,b},{c,NULL}}', '{{x}}', '{{x}}', ARRAY[ARRAY['\x01'::bytea]], NULL, '{{2024-01-01}}', NULL, NULL, NULL, NULL,
        '{{sad,ok}}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
    (4, '[0:1]={7,8}', '[-5:-4][2:3]={{1,2},{3,4}}', '[2:2]={t}', '[0:0]={1}', '[0:0]={1}', '[0:0]={1.0}', '[0:2]={a,NULL,"b c"}', NULL, NULL, NULL, NULL, '[0:0]={2024-01-01}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
    (5, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
    (6, '{NULL}', '{{{{{{1}}}}}}', '{NULL}', NULL, NULL, '{NULL}', '{"[0:1]={7,8}"}', '{"[1,2]"}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);

CREATE TABLE ranges (
    id integer PRIMARY KEY, ints int4range, bigs int8range, nums numrange, ats tsrange, zones tstzrange, days daterange, multi int4multirange, multi_days datemultirange, multi_zones tstzmultirange
);
INSERT INTO ranges VALUES
    (1, '[1,5]', '(-9223372036854775808,9223372036854775807)', '[1.50,NaN]', '["2024-01-01 00:00","2024-01-02 00:00:00.5")', '[2024-01-01 00:00+02,2024-01-02 00:00+00]', '[2024-01-01,2024-02-01]', '{[1,3),[5,9)}', '{[2024-01-01,2024-02-01),[2025-01-01,)}', '{[2024-01-01 00:00+01,2024-01-02 00:00+00)}'),
    (2, 'empty', 'empty', 'empty', 'empty', 'empty', 'empty', '{}', '{}', '{}'),
    (3, '(,)', '[5,)', '(,1.0)', '(,infinity]', '[-infinity,)', '(,"0044-03-15 BC")', '{(,)}', '{(,2024-01-01)}', '{(,)}'),
    (4, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
    (5, '[0,0]', '[1,2)', '(0.10,0.1000000001)', '["0001-01-01 BC",)', '[2024-01-01 00:00:00.000001+00,]', '[infinity,infinity]', '{[1,2)}', '{[-infinity,infinity]}', '{[0044-01-01 00:00+00 BC,2024-01-01 00:00+00)}');

CREATE TABLE networks (id integer PRIMARY KEY, host inet, net cidr, mac macaddr, mac8 macaddr8);
INSERT INTO networks VALUES
    (1, '192.168.0.1', '192.168.0.0/24', '08:00:2b:01:02:03', '08:00:2b:01:02:03:04:05'), (2, '192.168.0.1/24', '10.0.0.0/8', '000000000000', '0000000000000000'),
    (3, '::1', '::/0', 'ffffffffffff', 'ffffffffffffffff'), (4, '2001:db8::ff00:42:8329/64', '2001:db8::/32', NULL, '08002b:010203'), (5, NULL, NULL, NULL, NULL), (6, '::ffff:1.2.3.4', '0.0.0.0/0', '0800.2b01.0203', NULL);
CREATE TABLE bits (id integer PRIMARY KEY, eight bit(8), one bit, var bit varying, var_four bit varying(4));
INSERT INTO bits VALUES (1, B'00000000', B'0', B'', B''), (2, B'11111111', B'1', B'1', B'1010'), (3, B'10101010', NULL, repeat('10', 500)::varbit, B'0'), (4, NULL, B'1', NULL, NULL);
CREATE TABLE shapes (id integer PRIMARY KEY, point point, line line, lseg lseg, box box, open_path path, closed_path path, polygon polygon, circle circle);
INSERT INTO shapes VALUES
    (1, '(1.5,-2)', '{1,2,3}', '[(0,0),(1,1)]', '(3,4),(1,2)', '[(0,0),(1,1),(2,0)]', '((0,0),(1,1),(2,0))', '((0,0),(1,1),(2,0))', '<(1,2),3>'),
    (2, '(-0,Infinity)', '{-1,0,0.1}', '[(NaN,0),(1e300,5e-324)]', '(0,0),(0,0)', '[(0.1,0.2)]', '((0.1,0.2))', '((0.1,0.2))', '<(0,0),0>'), (3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
CREATE TABLE searches (id integer PRIMARY KEY, vector tsvector, query tsquery);
INSERT INTO searches VALUES (1, 'a fat cat', 'fat & (cat | rat)'), (2, to_tsvector('english', 'The quick brown foxes''s ''jump'' \ over'), to_tsquery('english', '!foxes:A* <-> jump')), (3, '''it''''s'':1A,3B ''b c'':2', '''it''''s'' <3> ''b c'''), (4, '', ''), (5, NULL, NULL);
CREATE TABLE others (
    id integer PRIMARY KEY, lsn pg_lsn, markup xml, store hstore, tid tid, xid xid, xid8 xid8, cid cid, snapshot pg_snapshot, small_vector int2vector, oid_vector oidvector,
    class regclass, type regtype, procedure regprocedure, role regrole, cursor refcursor, path jsonpath
);
INSERT INTO others VALUES
    (1, '16/B374D848', '<a b="c">text &amp; <!-- comment --></a>', 'a=>1, b=>NULL, "c d"=>"quote \" x", ""=>""', '(0,1)', '1', '18446744073709551615', '0', '10:20:10,14', '1 2 -3', '1 4294967295', 'texts', 'integer', 'abs(integer)', 'postgres', 'c', '$.a[*] ? (@ > 1)'),
    (2, '0/0', 'only text', '', '(4294967295,65535)', '4294967295', '0', '4294967295', NULL, '', '', 'pg_class', 'mood', NULL, '-', '', 'strict $."a b"'),
    (3, 'FFFFFFFF/FFFFFFFF', '', 'ä=>🎺', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'timestamp with time zone[]', NULL, NULL, NULL, NULL),
    (4, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO others (id, class) VALUES (5, 'odd'::regnamespace::oid);
-- What a view computes has types too, some without a length.
CREATE MATERIALIZED VIEW computed AS
    SELECT id, long || 'x' AS long, upper(fixed) AS fixed, id / 3.0 AS third, id * 0.5 AS half, now() - now() AS span, ARRAY[id, id + 1] AS pair, NULL AS nothing,
        (id > 2) AS flag, ROW(id, 'x') IS NULL AS never FROM texts;
CREATE TABLE all_null (a integer, b numeric, c timestamptz, d integer[], e real, f mood);
INSERT INTO all_null SELECT NULL FROM generate_series(1, 5);
