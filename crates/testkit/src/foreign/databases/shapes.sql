-- Names, schemas, keys, partitions, inheritance, sequences, indexes and comments of every shape.
CREATE SCHEMA alpha;
CREATE SCHEMA "Beta Schema";
CREATE SCHEMA zeta;
-- The same names in several schemas, and by case in one.
CREATE TABLE zeta.users (id integer PRIMARY KEY, where_from text DEFAULT 'zeta');
CREATE TABLE alpha.users (id integer PRIMARY KEY, where_from text DEFAULT 'alpha');
CREATE TABLE users (id integer PRIMARY KEY, where_from text DEFAULT 'public');
CREATE TABLE "Users" (id integer PRIMARY KEY, "ID" integer, "Id" text, id_2 text, where_from text DEFAULT 'Public by case');
CREATE TABLE "USERS_2" (id integer PRIMARY KEY);
CREATE TABLE "Beta Schema"."USERS" (id integer PRIMARY KEY, parent integer REFERENCES alpha.users (id));
CREATE TABLE alpha_users (id integer PRIMARY KEY);
INSERT INTO users VALUES (1), (2); INSERT INTO alpha.users VALUES (1), (3); INSERT INTO zeta.users VALUES (9);
INSERT INTO "Users" VALUES (1, 10, 'x', 'y'); INSERT INTO "USERS_2" VALUES (4); INSERT INTO "Beta Schema"."USERS" VALUES (5, 3), (6, NULL);
INSERT INTO alpha_users VALUES (7);
-- Odd names.
CREATE TABLE "quote""d" ("col""umn" text, "a.b" integer, "with space" integer, "ünï 🎺" text, "select" integer, "rowid" integer, "oid" integer, "_rowid_" text);
INSERT INTO "quote""d" VALUES ('x', 1, 2, 'ä', 3, 4, 5, 'six'), (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
CREATE TABLE "dotted.name" ("1st" integer PRIMARY KEY, " " text);
INSERT INTO "dotted.name" VALUES (1, 'blank');
CREATE TABLE "table" ("order" integer PRIMARY KEY, "group" text UNIQUE, "index" integer, "abort" integer, "rowid" text);
INSERT INTO "table" VALUES (1, 'g', 2, 3, 'not a rowid');
CREATE INDEX "where" ON "table" ("index", "abort");
CREATE TABLE sqlite_master (type text, name text);
INSERT INTO sqlite_master VALUES ('table', 'not that one');
CREATE TABLE "SQLite_Sequence" (name text PRIMARY KEY, seq bigint);
INSERT INTO "SQLite_Sequence" VALUES ('x', 1);
CREATE TABLE _sqlite_master (a integer);
CREATE TABLE n23456789012345678901234567890123456789012345678901234567890123 (c23456789012345678901234567890123456789012345678901234567890123 integer);
INSERT INTO n23456789012345678901234567890123456789012345678901234567890123 VALUES (1);
CREATE TABLE "Ünïcode" (a integer); CREATE TABLE "ünïcode" (b integer);
INSERT INTO "Ünïcode" VALUES (1); INSERT INTO "ünïcode" VALUES (2);
CREATE TABLE "it's" ("it's" text PRIMARY KEY, "-- no comment" integer, "/* x" text);
INSERT INTO "it's" VALUES ('it''s', 1, '*/');
-- Sizes.
CREATE TABLE empty_table (id integer PRIMARY KEY, a text, b numeric(5,2), c timestamptz);
CREATE TABLE no_columns ();
INSERT INTO no_columns DEFAULT VALUES; INSERT INTO no_columns DEFAULT VALUES;
CREATE TABLE no_key (a integer, b text);
INSERT INTO no_key VALUES (1, 'x'), (1, 'x'), (1, 'x'), (NULL, NULL), (NULL, NULL), (2, NULL);
DO $$ BEGIN EXECUTE (SELECT 'CREATE TABLE wide (' || string_agg('c' || n || CASE n % 4 WHEN 0 THEN ' text' WHEN 1 THEN ' integer' WHEN 2 THEN ' double precision' ELSE ' boolean' END, ', ') || ')'
    FROM generate_series(1, 1000) n); END $$;
INSERT INTO wide (c1, c4, c1000, c998, c999) VALUES (1, 'four', 'last', -0.0, true), (2, NULL, NULL, 'Infinity', false);
CREATE TABLE dropped (a integer, gone text, b text, also_gone integer, "A" integer);
INSERT INTO dropped VALUES (1, 'x', 'keeps', 2, 3);
ALTER TABLE dropped DROP COLUMN gone, DROP COLUMN also_gone, ADD COLUMN late numeric(6,3) DEFAULT 1.250;
INSERT INTO dropped VALUES (4, 'second', 5, 6);
-- Inheritance: every table has its own rows.
CREATE TABLE place (id serial PRIMARY KEY, name text NOT NULL, height real);
CREATE TABLE capital (state char(2) NOT NULL UNIQUE) INHERITS (place);
CREATE TABLE sea_capital (depth integer, CHECK (depth > 0)) INHERITS (capital);
INSERT INTO place (name, height) VALUES ('Village', 12.5); INSERT INTO capital (name, height, state) VALUES ('Town', 1, 'NY'), ('City', NULL, 'CA');
INSERT INTO sea_capital (name, state, depth) VALUES ('Harbour', 'WA', 30);
-- Partitions: list, hash, in several levels, with foreign keys to and from.
CREATE TABLE measure (
    region text NOT NULL, id bigint NOT NULL GENERATED ALWAYS AS IDENTITY, at date NOT NULL, value double precision, user_id integer REFERENCES users, PRIMARY KEY (region, at, id)
) PARTITION BY LIST (region);
CREATE TABLE measure_north PARTITION OF measure FOR VALUES IN ('n', 'ne') PARTITION BY RANGE (at);
CREATE TABLE measure_north_old PARTITION OF measure_north FOR VALUES FROM (MINVALUE) TO ('2024-01-01') PARTITION BY HASH (id);
CREATE TABLE measure_north_old_0 PARTITION OF measure_north_old FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE measure_north_old_1 PARTITION OF measure_north_old FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE TABLE measure_north_new PARTITION OF measure_north FOR VALUES FROM ('2024-01-01') TO (MAXVALUE);
CREATE TABLE zeta.measure_south (value double precision, user_id integer, region text NOT NULL, at date NOT NULL, id bigint NOT NULL);
ALTER TABLE measure ATTACH PARTITION zeta.measure_south FOR VALUES IN ('s', 'sw');
CREATE TABLE measure_other PARTITION OF measure DEFAULT;
CREATE INDEX measure_value ON measure (value DESC, region);
INSERT INTO measure (region, at, value, user_id)
    SELECT (ARRAY['n', 'ne', 's', 'sw', 'elsewhere'])[1 + n % 5], date '2023-06-01' + n * 5, n / 7.0, CASE WHEN n % 3 = 0 THEN 1 + n % 2 END FROM generate_series(1, 120) n;
CREATE TABLE remark (id integer PRIMARY KEY, region text, at date, measure_id bigint, words text,
    FOREIGN KEY (region, at, measure_id) REFERENCES measure (region, at, id) ON DELETE CASCADE);
INSERT INTO remark SELECT row_number() OVER (ORDER BY id), region, at, id, 'about ' || id FROM measure WHERE id % 10 = 0;
INSERT INTO remark VALUES (1000, NULL, NULL, NULL, 'about nothing');
CREATE TABLE by_hash (key text PRIMARY KEY, value integer) PARTITION BY HASH (key);
CREATE TABLE by_hash_0 PARTITION OF by_hash FOR VALUES WITH (MODULUS 3, REMAINDER 0);
CREATE TABLE by_hash_1 PARTITION OF by_hash FOR VALUES WITH (MODULUS 3, REMAINDER 1);
CREATE TABLE by_hash_2 PARTITION OF by_hash FOR VALUES WITH (MODULUS 3, REMAINDER 2);
INSERT INTO by_hash SELECT 'key ' || n, n FROM generate_series(1, 30) n;
CREATE TABLE without_partitions (a integer, b integer) PARTITION BY RANGE (a);
CREATE TABLE about_one_partition (id integer PRIMARY KEY, key text REFERENCES by_hash_1 (key));
INSERT INTO about_one_partition SELECT row_number() OVER (ORDER BY key), key FROM by_hash_1;
-- Foreign keys of every form.
CREATE TABLE tree (id integer PRIMARY KEY, parent integer REFERENCES tree ON DELETE CASCADE);
INSERT INTO tree VALUES (1, 3), (2, 1), (3, 2), (4, 4), (5, NULL);
CREATE TABLE egg (id integer PRIMARY KEY, hen integer NOT NULL);
CREATE TABLE hen (id integer PRIMARY KEY, egg integer NOT NULL REFERENCES egg DEFERRABLE INITIALLY DEFERRED);
ALTER TABLE egg ADD FOREIGN KEY (hen) REFERENCES hen DEFERRABLE INITIALLY DEFERRED;
INSERT INTO egg VALUES (1, 2), (2, 1); INSERT INTO hen VALUES (1, 1), (2, 2);
CREATE TABLE parent (a integer, b text, c text UNIQUE, d citext UNIQUE, PRIMARY KEY (a, b));
CREATE UNIQUE INDEX parent_b_a ON parent (b DESC, a);
INSERT INTO parent VALUES (1, 'x', 'cx', 'Dee'), (1, 'y', 'cy', 'dum'), (2, 'x', NULL, NULL);
CREATE TABLE child (
    id integer PRIMARY KEY, a integer, b text, c text REFERENCES parent (c) ON UPDATE CASCADE ON DELETE SET NULL, d citext REFERENCES parent (d),
    FOREIGN KEY (a, b) REFERENCES parent ON UPDATE SET DEFAULT ON DELETE RESTRICT, FOREIGN KEY (b, a) REFERENCES parent (b, a) DEFERRABLE
);
INSERT INTO child VALUES (1, 1, 'x', 'cx', 'DEE'), (2, NULL, 'nowhere', NULL, NULL), (3, 2, 'x', 'cy', 'dum'), (4, NULL, NULL, NULL, NULL);
CREATE TABLE full_child (a integer, b text, FOREIGN KEY (a, b) REFERENCES parent MATCH FULL);
INSERT INTO full_child VALUES (1, 'y'), (NULL, NULL);
CREATE TABLE set_null_child (tenant integer NOT NULL, b text, FOREIGN KEY (tenant, b) REFERENCES parent (a, b) ON DELETE SET NULL (b));
INSERT INTO set_null_child VALUES (1, 'x'), (2, NULL);
CREATE TABLE orphan (id integer PRIMARY KEY, user_id integer);
INSERT INTO orphan VALUES (1, 1), (2, 404), (3, NULL);
ALTER TABLE orphan ADD CONSTRAINT orphan_user FOREIGN KEY (user_id) REFERENCES users NOT VALID;
CREATE TABLE not_valid_but_right (id integer PRIMARY KEY, user_id integer);
INSERT INTO not_valid_but_right VALUES (1, 1);
ALTER TABLE not_valid_but_right ADD CONSTRAINT right_user FOREIGN KEY (user_id) REFERENCES users NOT VALID;
CREATE TABLE other_width (id bigint PRIMARY KEY, user_id bigint REFERENCES users, price smallint REFERENCES users (id));
INSERT INTO other_width VALUES (1, 2, 1);
-- Keys and what only PostgreSQL can say about them.
CREATE TABLE keys (
    id integer PRIMARY KEY DEFERRABLE INITIALLY DEFERRED, late integer UNIQUE DEFERRABLE, one_null integer, CONSTRAINT one_null UNIQUE NULLS NOT DISTINCT (one_null),
    a integer, b integer, c text, UNIQUE (a, b) INCLUDE (c), during int4range, EXCLUDE USING gist (during WITH &&), lone integer, EXCLUDE USING btree (lone WITH =)
);
INSERT INTO keys VALUES (1, 1, NULL, 1, 2, 'c', '[1,3)', 1), (2, 2, 7, 1, 3, 'c', '[3,5)', 2), (3, NULL, 8, NULL, 3, NULL, NULL, NULL), (4, NULL, 9, NULL, 3, NULL, NULL, NULL);
CREATE TABLE text_key (code varchar(10) PRIMARY KEY, n integer); INSERT INTO text_key VALUES ('b', 1), ('a', 2), ('B', 3), ('', 4);
CREATE TABLE padded_key (code char(5) PRIMARY KEY); INSERT INTO padded_key VALUES ('ab'), ('abc'), ('');
CREATE TABLE bytes_key (code bytea PRIMARY KEY); INSERT INTO bytes_key VALUES ('\x00'), ('\x0000'), ('');
CREATE TABLE real_key (r double precision PRIMARY KEY); INSERT INTO real_key VALUES (0), (1.5), ('Infinity');
CREATE TABLE bool_key (b boolean PRIMARY KEY); INSERT INTO bool_key VALUES (true), (false);
CREATE TABLE oid_key (o oid PRIMARY KEY, x text); INSERT INTO oid_key VALUES (0, 'zero'), (4294967295, 'max');
CREATE TABLE folded_key (c citext PRIMARY KEY); INSERT INTO folded_key VALUES ('Abc'), ('abd');
CREATE TABLE moment_key (at timestamptz, day date, PRIMARY KEY (at, day)); INSERT INTO moment_key VALUES ('2024-01-01 00:00+00', '2024-01-01'), ('2024-01-01 00:00:00.1+00', 'infinity');
-- Sequences.
CREATE TABLE always (id integer GENERATED ALWAYS AS IDENTITY (START WITH 7 INCREMENT BY 3) PRIMARY KEY, x text);
INSERT INTO always (x) VALUES ('a'), ('b'), ('c');
CREATE TABLE downwards (id bigint GENERATED BY DEFAULT AS IDENTITY (INCREMENT BY -2 MINVALUE -1000 MAXVALUE -1) PRIMARY KEY, x text);
INSERT INTO downwards (x) VALUES ('a'), ('b');
CREATE TABLE untouched (id integer GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, x text);
CREATE TABLE untouched_far (id integer GENERATED BY DEFAULT AS IDENTITY (START WITH 1000) PRIMARY KEY, x text);
CREATE TABLE ahead (id serial PRIMARY KEY, x text); INSERT INTO ahead (x) VALUES ('a'); SELECT setval('ahead_id_seq', 5000);
CREATE TABLE behind (id serial PRIMARY KEY, x text); INSERT INTO behind VALUES (50, 'by hand'), (60, 'by hand'); SELECT nextval('behind_id_seq');
CREATE TABLE deleted (id bigserial PRIMARY KEY, x text); INSERT INTO deleted (x) SELECT 'x' FROM generate_series(1, 20); DELETE FROM deleted;
CREATE SEQUENCE shared_seq START WITH 100;
CREATE TABLE shared_one (id integer PRIMARY KEY DEFAULT nextval('shared_seq'), x text); CREATE TABLE shared_two (id integer PRIMARY KEY DEFAULT nextval('shared_seq'), x text);
INSERT INTO shared_one (x) VALUES ('a'); INSERT INTO shared_two (x) VALUES ('b'); INSERT INTO shared_one (x) VALUES ('c');
CREATE TABLE counted_beside (key text PRIMARY KEY, counter serial); INSERT INTO counted_beside (key) VALUES ('a'), ('b');
CREATE SEQUENCE lonely_seq INCREMENT BY 5 CYCLE MAXVALUE 100;
CREATE TABLE small_counter (id smallserial PRIMARY KEY, x text); INSERT INTO small_counter (x) VALUES ('a');
-- Defaults, checks, generated columns.
CREATE TABLE defaults (
    id integer PRIMARY KEY, n integer DEFAULT 7, s text DEFAULT 'it''s', b boolean DEFAULT true, at timestamptz DEFAULT now(), day date DEFAULT CURRENT_DATE, r double precision DEFAULT random(),
    u uuid DEFAULT gen_random_uuid(), j jsonb DEFAULT '{}'::jsonb, a text[] DEFAULT ARRAY['x']::text[], d numeric(6,2) DEFAULT 1.50, e bytea DEFAULT '\xff00', nothing text DEFAULT NULL,
    span interval DEFAULT '1 day', long text DEFAULT 'a' || 'b', tomorrow date DEFAULT (CURRENT_DATE + 1), who text DEFAULT CURRENT_USER
);
INSERT INTO defaults (id, at, day, r, u, tomorrow) VALUES (1, '2024-01-01 00:00+00', '2024-01-01', 0.25, '00000000-0000-0000-0000-000000000000', '2024-01-02');
CREATE TABLE checks (
    id integer PRIMARY KEY, n integer CHECK (n BETWEEN 1 AND 10), s text CHECK (length(s) > 1 AND s <> 'no'), p text CHECK (p ~ '^[a-z]+$'), a integer[] CHECK (a[1] > 0),
    low integer, high integer, CONSTRAINT in_order CHECK (low < high), CONSTRAINT one_of CHECK (s = ANY (ARRAY['yes', 'maybe'])), at date CHECK (at > '2000-01-01')
);
INSERT INTO checks VALUES (1, 5, 'yes', 'abc', '{1}', 1, 2, '2024-01-01'), (2, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
CREATE TABLE generated (
    id integer PRIMARY KEY, a integer, b integer, total integer GENERATED ALWAYS AS (a + b) STORED, words text GENERATED ALWAYS AS ('n' || a) STORED,
    doubled numeric(10,2) GENERATED ALWAYS AS (b * 2.5) STORED, vector tsvector GENERATED ALWAYS AS (to_tsvector('english', coalesce('word ' || a, ''))) STORED, half double precision GENERATED ALWAYS AS (a / 2.0) STORED
);
INSERT INTO generated (id, a, b) VALUES (1, 2, 3), (2, NULL, 1), (3, -7, 0);
CREATE UNLOGGED TABLE unlogged (id serial PRIMARY KEY, x text); INSERT INTO unlogged (x) VALUES ('a');
-- Indexes of every kind.
CREATE TABLE indexed (id integer PRIMARY KEY, a integer, b text, c numeric(8,2), d jsonb, e tsvector, f int4range, g text[], h timestamptz);
INSERT INTO indexed SELECT n, n % 10, 'b' || n % 7, n / 4.0, jsonb_build_object('k', n), to_tsvector('simple', 'w' || n), int4range(n, n + 5), ARRAY['g' || n % 3], timestamptz '2024-01-01 00:00+00' + n * interval '1 hour' FROM generate_series(1, 40) n;
CREATE INDEX indexed_a ON indexed (a); CREATE INDEX indexed_a_b ON indexed (a DESC NULLS LAST, b); CREATE INDEX indexed_hash ON indexed USING hash (b);
CREATE UNIQUE INDEX indexed_part ON indexed (c) WHERE c > 5; CREATE INDEX indexed_part_plain ON indexed (h) WHERE a IS NOT NULL; CREATE INDEX indexed_lower ON indexed (lower(b));
CREATE UNIQUE INDEX indexed_expression ON indexed ((a + id * 100)); CREATE INDEX indexed_cover ON indexed (b) INCLUDE (c, a); CREATE INDEX indexed_brin ON indexed USING brin (h);
CREATE INDEX indexed_gin ON indexed USING gin (d); CREATE INDEX indexed_gin_text ON indexed USING gin (e); CREATE INDEX indexed_gist ON indexed USING gist (f); CREATE INDEX indexed_array ON indexed USING gin (g);
CREATE INDEX indexed_json ON indexed ((d ->> 'k')); CREATE INDEX indexed_pattern ON indexed (b text_pattern_ops); CREATE INDEX indexed_collated ON indexed (b COLLATE "C");
CREATE INDEX same_name ON indexed (g); CREATE INDEX same_name ON zeta.users (where_from); CREATE INDEX "Same_Name" ON no_key (b);
CREATE INDEX no_key_a ON no_key (a) WHERE a > 1 AND b IS NULL;
-- Views, rules, policies, triggers.
CREATE VIEW first_view AS SELECT id, where_from FROM users WHERE id > 0; CREATE VIEW second_view AS SELECT id * 2 AS twice FROM first_view;
CREATE VIEW "View of ""quotes""" AS SELECT "col""umn", "with space" FROM "quote""d"; CREATE VIEW alpha.first_view AS SELECT count(*) AS n FROM alpha.users;
CREATE VIEW recursive_view AS WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 5) SELECT n FROM t;
CREATE VIEW untranslatable AS SELECT DISTINCT ON (a) a, g[1] AS first, h AT TIME ZONE 'Europe/Berlin' AS local FROM indexed ORDER BY a, h;
CREATE MATERIALIZED VIEW sums AS SELECT a, sum(c) AS total, array_agg(b ORDER BY id) AS all_b FROM indexed GROUP BY a;
CREATE INDEX sums_a ON sums (a);
CREATE MATERIALIZED VIEW never_filled AS SELECT id FROM users WITH NO DATA;
CREATE RULE no_delete AS ON DELETE TO no_key DO INSTEAD NOTHING; CREATE VIEW ruled AS SELECT id FROM users; CREATE RULE into_users AS ON INSERT TO ruled DO INSTEAD INSERT INTO users (id) VALUES (NEW.id);
CREATE TABLE secret (id integer PRIMARY KEY, owner text, words text); INSERT INTO secret VALUES (1, 'postgres', 'seen'), (2, 'somebody', 'hidden');
ALTER TABLE secret ENABLE ROW LEVEL SECURITY; CREATE POLICY mine ON secret USING (owner = CURRENT_USER);
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
CREATE TRIGGER note AFTER INSERT ON secret FOR EACH STATEMENT EXECUTE FUNCTION note();
CREATE PROCEDURE nothing() LANGUAGE sql AS 'SELECT 1';
-- Comments that do not behave.
COMMENT ON SCHEMA alpha IS 'a schema''s comment';
COMMENT ON TABLE users IS 'People -- who "use" it; it''s /* not */ over);
in three lines
DROP TABLE users;';
COMMENT ON COLUMN users.where_from IS E'line one\nline two -- and ''quotes'' "both"\n\n';
COMMENT ON COLUMN "it's"."/* x" IS '*/ CREATE TABLE injected (x); /*';
COMMENT ON TABLE "it's" IS E'ends with a backslash \\\r\nand a return\rhere';
COMMENT ON INDEX indexed_a IS 'an index'; COMMENT ON VIEW first_view IS 'a view'; COMMENT ON SEQUENCE shared_seq IS 'a sequence'; COMMENT ON CONSTRAINT in_order ON checks IS 'a constraint';
COMMENT ON FUNCTION note() IS 'a function'; COMMENT ON TRIGGER note ON secret IS 'a trigger'; COMMENT ON POLICY mine ON secret IS 'a policy'; COMMENT ON RULE no_delete ON no_key IS 'a rule';
COMMENT ON MATERIALIZED VIEW sums IS 'Sums, refreshed 🎺 rarely'; COMMENT ON COLUMN sums.total IS 'the sum of c';
