//! A view of PostgreSQL's, and what it becomes in SQLite, have the same rows; or there is a reason.

mod translate_back_support;

use howdah::translate::back::{self, Cell, Collation, Column, Relation, Stored};
use postgres::{Client, SimpleQueryMessage};
use rusqlite::Connection;
use rusqlite::types::Value;
use testkit::server::{TestDatabase, server};
use translate_back_support::{cell, quoted};

const SCRIPT: &str = r#"
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE SCHEMA shop;
CREATE TABLE author(id integer PRIMARY KEY, name text COLLATE "C" NOT NULL, nick text COLLATE "en-x-icu", parent integer,
    mood mood, made timestamp, active boolean, price numeric(8,2), weight double precision, code char(3));
CREATE TABLE shop."Book s"(id bigint PRIMARY KEY, author_id integer, "Title" text COLLATE "C", qty integer, day date,
    tags text[], doc jsonb, seen timestamptz, amount numeric(8,2));
CREATE TABLE shop.author(id integer, note text);
INSERT INTO author VALUES
 (1, 'Ann', 'ann', NULL, 'ok', '2024-01-01 10:00', true, 10.50, 1.5, 'a'), (2, 'Bob', NULL, 1, 'sad', NULL, false, 3, -2, 'bb'),
 (3, 'Äda', 'Z', 1, 'happy', '2024-02-29 23:59:59.5', NULL, NULL, 'infinity', NULL), (4, 'bob', 'b', 2, NULL, '1999-12-31', true, 0, NULL, 'ccc'),
 (5, '', '', 9, 'ok', '2024-01-01 10:00', false, 3.00, 0.25, 'a');
INSERT INTO shop."Book s" VALUES
 (10, 1, 'One', 3, '2024-01-01', '{a,b}', '{"a": 1, "b": "x"}', '2024-01-01 10:00+00', 1.25), (11, 1, 'Two', NULL, '2024-03-01', '{}', '{}', NULL, 2.50),
 (12, 2, 'Three', 5, NULL, NULL, NULL, '2024-01-01 12:00+02', NULL), (13, NULL, 'Four', 0, '2023-01-01', '{x}', '{"b": null}', '2023-06-01 00:00:00.25+00', 0),
 (14, 3, NULL, 7, '2024-01-01', '{a}', '{"b": "y"}', NULL, 99.99), (9007199254740993, 3, 'Big', -1, '2024-01-01', NULL, '[]', NULL, 3);
INSERT INTO shop.author VALUES (1, 'first'), (3, NULL), (7, 'none');
CREATE VIEW grown AS SELECT id, name, active FROM author WHERE active;
"#;

const LITE: &str = r#"
CREATE TABLE author(id INTEGER PRIMARY KEY, name TEXT NOT NULL, nick TEXT, parent INTEGER, mood TEXT, made DATETIME,
    active BOOLEAN, price NUMERIC(8,2), weight REAL, code CHAR(3) COLLATE RTRIM);
CREATE TABLE "Book s"(id INTEGER PRIMARY KEY, author_id INTEGER, "Title_2" TEXT, qty INTEGER, day DATE, tags TEXT, doc TEXT,
    seen DATETIME, amount NUMERIC(8,2));
CREATE TABLE shop_author(id INTEGER, note TEXT);
CREATE VIEW grown AS SELECT id, name, active FROM author WHERE active;
"#;

/// Schema, name, name in SQLite, and of each column name, name in SQLite, type, form.
type Known =
    (&'static str, &'static str, &'static str, &'static [(&'static str, &'static str, &'static str, Stored)]);

const TABLES: &[Known] = &[
    (
        "public",
        "author",
        "author",
        &[
            ("id", "id", "integer", Stored::Integer),
            ("name", "name", "text", Stored::Text),
            ("nick", "nick", "text", Stored::Text),
            ("parent", "parent", "integer", Stored::Integer),
            ("mood", "mood", "public.mood", Stored::Enum),
            ("made", "made", "timestamp without time zone", Stored::Timestamp),
            ("active", "active", "boolean", Stored::Boolean),
            ("price", "price", "numeric(8,2)", Stored::Number),
            ("weight", "weight", "double precision", Stored::Real),
            ("code", "code", "character(3)", Stored::PaddedText),
        ],
    ),
    (
        "shop",
        "Book s",
        "Book s",
        &[
            ("id", "id", "bigint", Stored::Integer),
            ("author_id", "author_id", "integer", Stored::Integer),
            ("Title", "Title_2", "text", Stored::Text),
            ("qty", "qty", "integer", Stored::Integer),
            ("day", "day", "date", Stored::Date),
            ("tags", "tags", "text[]", Stored::Array),
            ("doc", "doc", "jsonb", Stored::Json),
            ("seen", "seen", "timestamp with time zone", Stored::TimestampTz),
            ("amount", "amount", "numeric(8,2)", Stored::Number),
        ],
    ),
    (
        "shop",
        "author",
        "shop_author",
        &[("id", "id", "integer", Stored::Integer), ("note", "note", "text", Stored::Text)],
    ),
    (
        "public",
        "grown",
        "grown",
        &[
            ("id", "id", "integer", Stored::Integer),
            ("name", "name", "text", Stored::Text),
            ("active", "active", "boolean", Stored::Boolean),
        ],
    ),
];

/// Views that have the same rows, in the same order where they say one.
const SAID: &[&str] = &[
    "SELECT id, name FROM author",
    "SELECT * FROM author",
    "SELECT * FROM shop.\"Book s\"",
    "SELECT a.id AS \"Odd \"\"name\", a.name AS \"select\" FROM author a WHERE a.active",
    "SELECT id, name FROM author WHERE NOT active ORDER BY id DESC",
    "SELECT id FROM author ORDER BY name, id",
    "SELECT id, price FROM author ORDER BY price, id",
    "SELECT id, price FROM author ORDER BY price DESC, id",
    "SELECT id, made FROM author ORDER BY made DESC NULLS LAST, id LIMIT 3",
    "SELECT id FROM author ORDER BY made NULLS FIRST, id LIMIT 2 OFFSET 1",
    "SELECT id FROM author ORDER BY id OFFSET 2",
    "SELECT id FROM author ORDER BY 1 DESC",
    "SELECT id AS n FROM author ORDER BY n DESC",
    "SELECT name AS id, id AS name FROM author ORDER BY author.id",
    "SELECT 1 AS one, 'x' AS x, NULL::integer AS n, true AS t, '2024-01-01'::date AS d",
    "SELECT DISTINCT author_id FROM shop.\"Book s\"",
    "SELECT DISTINCT name, active FROM author",
    "SELECT DISTINCT code FROM author",
    "SELECT count(*) FROM author",
    "SELECT count(*) AS all, count(nick) AS named, count(DISTINCT active) AS sorts FROM author",
    "SELECT author_id, count(*) AS books, sum(qty) AS pieces, min(day) AS first, max(\"Title\") AS last FROM shop.\"Book s\" GROUP BY author_id",
    "SELECT author_id, sum(id) AS s FROM shop.\"Book s\" WHERE id < 100 GROUP BY author_id HAVING count(*) > 1",
    "SELECT active, bool_and(id > 1) AS every, bool_or(id > 4) AS some, max(price) AS dear, min(weight) AS light FROM author GROUP BY active",
    "SELECT mood, count(*) FROM author GROUP BY mood",
    "SELECT mood::text AS m, count(*) AS n FROM author GROUP BY mood::text ORDER BY count(*) DESC, max(id)",
    "SELECT extract(year FROM made) AS y, count(*) FROM author GROUP BY extract(year FROM made)",
    "SELECT date_trunc('month', made) AS m, count(*) FROM author GROUP BY 1 ORDER BY 1",
    "SELECT a.name, b.\"Title\" FROM author a JOIN shop.\"Book s\" b ON b.author_id = a.id",
    "SELECT a.name, b.\"Title\" FROM author a LEFT JOIN shop.\"Book s\" b ON b.author_id = a.id AND b.qty > 2",
    "SELECT a.name, b.\"Title\" FROM author a RIGHT JOIN shop.\"Book s\" b ON b.author_id = a.id",
    "SELECT a.name, b.\"Title\" FROM author a FULL JOIN shop.\"Book s\" b ON b.author_id = a.id",
    "SELECT a.name, b.\"Title\" FROM author a CROSS JOIN shop.\"Book s\" b",
    "SELECT a.name, b.\"Title\" FROM author a, shop.\"Book s\" b WHERE a.id = b.author_id",
    "SELECT author.name, s.note FROM author JOIN shop.author s USING (id)",
    "SELECT author.id, s.note FROM author LEFT JOIN shop.author s USING (id)",
    "SELECT id, a.name, s.note, g.active FROM author a JOIN shop.author s USING (id) JOIN grown g USING (id)",
    "SELECT id, a.name, s.note, g.active FROM author a LEFT JOIN shop.author s USING (id) LEFT JOIN grown g USING (id)",
    "SELECT id, s.id AS s, g.id AS g FROM shop.author s RIGHT JOIN grown g USING (id) LEFT JOIN author a USING (id)",
    "SELECT id, s.id AS s, a.id AS a FROM shop.author s FULL JOIN author a USING (id)",
    "SELECT id, s.note, g.name FROM shop.author s FULL JOIN grown g USING (id) FULL JOIN shop.\"Book s\" b USING (id)",
    "SELECT id, name, active, s.note FROM author NATURAL JOIN grown NATURAL LEFT JOIN shop.author s",
    "SELECT id, a.name, g.active FROM author a JOIN (shop.author s JOIN grown g USING (id)) USING (id)",
    "SELECT id, count(*) AS n FROM author a JOIN shop.author s USING (id) JOIN (SELECT author_id, qty FROM shop.\"Book s\") b ON b.author_id = id GROUP BY id",
    "SELECT a.name, p.name AS parent, g.name AS grand FROM author a LEFT JOIN author p ON p.id = a.parent LEFT JOIN author g ON g.id = p.parent",
    "SELECT a.name, b.\"Title\", s.note FROM author a LEFT JOIN (shop.\"Book s\" b JOIN shop.author s ON s.id = b.author_id) ON b.author_id = a.id",
    "SELECT a.name, b.\"Title\", s.note FROM (author a JOIN shop.\"Book s\" b ON b.author_id = a.id) LEFT JOIN shop.author s ON s.id = a.id WHERE b.qty IS NOT NULL",
    "SELECT a.name, count(b.id) AS books FROM author a LEFT JOIN shop.\"Book s\" b ON b.author_id = a.id GROUP BY a.id ORDER BY count(b.id) DESC, a.id",
    "SELECT name FROM author WHERE id IN (SELECT author_id FROM shop.\"Book s\")",
    "SELECT name FROM author WHERE id NOT IN (SELECT author_id FROM shop.\"Book s\" WHERE author_id IS NOT NULL)",
    "SELECT name FROM author WHERE id NOT IN (SELECT author_id FROM shop.\"Book s\")",
    "SELECT name FROM author a WHERE EXISTS (SELECT 1 FROM shop.\"Book s\" b WHERE b.author_id = a.id AND b.qty > 4)",
    "SELECT name FROM author a WHERE NOT EXISTS (SELECT FROM shop.\"Book s\" b WHERE b.author_id = a.id)",
    "SELECT name, (SELECT count(*) FROM shop.\"Book s\" b WHERE b.author_id = a.id) AS books FROM author a",
    "SELECT name, (SELECT max(b.day) FROM shop.\"Book s\" b WHERE b.author_id = a.id) AS last FROM author a",
    "SELECT x.name, x.n FROM (SELECT a.name, count(*) AS n FROM author a GROUP BY a.name) x WHERE x.n >= 1",
    "SELECT x.k, x.v FROM (SELECT id, name FROM author) x(k, v) WHERE x.k > 2",
    "SELECT v.a, v.b FROM (VALUES (1, 'x'), (2, 'y'), (NULL, NULL)) v(a, b)",
    "VALUES (1, 'x'), (2, 'y')",
    "SELECT id, name FROM author UNION ALL SELECT id, note FROM shop.author",
    "SELECT id FROM author UNION SELECT id FROM shop.author ORDER BY 1",
    "SELECT id FROM author INTERSECT SELECT id FROM shop.author",
    "SELECT id FROM author EXCEPT SELECT id FROM shop.author",
    "SELECT id FROM author UNION (SELECT id FROM shop.author EXCEPT SELECT 7)",
    "SELECT id FROM author EXCEPT SELECT id FROM shop.author UNION ALL SELECT 100",
    "SELECT id FROM author UNION SELECT id FROM shop.author INTERSECT SELECT 7",
    "(SELECT id FROM author ORDER BY id LIMIT 2) UNION ALL (SELECT id FROM shop.author ORDER BY id DESC LIMIT 1)",
    "SELECT id, NULL AS note FROM author UNION ALL SELECT id, note FROM shop.author",
    "WITH big AS (SELECT * FROM shop.\"Book s\" WHERE qty > 2) SELECT a.name, big.\"Title\" FROM author a JOIN big ON big.author_id = a.id",
    "WITH one AS (SELECT id FROM author), two(n) AS (SELECT id + 1 FROM one) SELECT one.id, two.n FROM one JOIN two ON two.n = one.id",
    "WITH one AS MATERIALIZED (SELECT id FROM author) SELECT count(*) FROM one",
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10) SELECT i FROM n",
    "WITH RECURSIVE up AS (SELECT id, parent, 0 AS depth FROM author WHERE parent IS NULL UNION ALL SELECT a.id, a.parent, up.depth + 1 FROM author a JOIN up ON up.id = a.parent) SELECT * FROM up",
    "WITH RECURSIVE down(id) AS (SELECT id FROM author UNION SELECT a.parent FROM author a JOIN down d ON d.id = a.id WHERE a.parent IS NOT NULL) SELECT id FROM down",
    "SELECT id, row_number() OVER (ORDER BY id) AS n, rank() OVER (ORDER BY price) AS r, dense_rank() OVER (PARTITION BY active ORDER BY price DESC) AS d FROM author",
    "SELECT id, sum(qty) OVER (ORDER BY id) AS running, count(*) OVER () AS total, lag(qty) OVER (ORDER BY id) AS before, lead(qty, 2, -5) OVER (ORDER BY id) AS after FROM shop.\"Book s\"",
    "SELECT id, sum(qty) OVER (PARTITION BY author_id ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS s FROM shop.\"Book s\"",
    "SELECT id, first_value(\"Title\") OVER (PARTITION BY author_id ORDER BY id) AS f, last_value(\"Title\") OVER (PARTITION BY author_id ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS l FROM shop.\"Book s\"",
    "SELECT id, ntile(2) OVER (ORDER BY id) AS half, percent_rank() OVER (ORDER BY id) AS p, cume_dist() OVER (ORDER BY id) AS c FROM author",
    "SELECT id, max(price) OVER (ORDER BY id RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS m FROM author",
    "SELECT count(*) FILTER (WHERE active) AS yes, count(*) FILTER (WHERE NOT active) AS no, max(price) FILTER (WHERE id > 2) AS m FROM author",
    "SELECT CASE WHEN active THEN 'yes' ELSE 'no' END AS a, COALESCE(nick, 'none') AS n, price IS NULL AS p, length(name) AS l, name || '!' AS e FROM author",
    "SELECT id FROM author WHERE code = 'a' AND code IN ('a', 'bb')",
    "SELECT a.id, b.id AS other FROM author a JOIN author b ON a.code = b.code AND a.id <> b.id",
    "SELECT code, count(*) FROM author GROUP BY code",
    "SELECT id FROM shop.\"Book s\" WHERE doc ->> 'b' = 'x' OR jsonb_typeof(doc) = 'array'",
    "SELECT id, array_length(tags, 1) AS n FROM shop.\"Book s\" WHERE tags <> '{}'",
    "SELECT id, seen AT TIME ZONE 'UTC' AS utc, day - '2024-01-01'::date AS days FROM shop.\"Book s\"",
    "SELECT id FROM shop.\"Book s\" WHERE seen > '2023-12-31 00:00:00+00' AND day < '2024-02-01'",
    "SELECT id FROM shop.\"Book s\" WHERE seen < now() AND day < CURRENT_DATE",
    "SELECT id FROM shop.\"Book s\" WHERE seen > now() - '3 days'::interval",
    "SELECT weight, weight * 2 AS double, price::double precision AS p, qty::double precision / 4 AS q FROM author JOIN shop.\"Book s\" b ON b.author_id = author.id",
    "SELECT greatest(a.id, b.qty) AS g, num_nonnulls(a.nick, b.day) AS n FROM author a JOIN shop.\"Book s\" b ON b.author_id = a.id",
    "SELECT g.id, g.name FROM grown g",
    "SELECT amount FROM shop.\"Book s\" WHERE amount > 1.25 ORDER BY amount",
    "SELECT a.id FROM author a WHERE a.price > (SELECT min(amount) FROM shop.\"Book s\")",
    "SELECT t.id FROM (SELECT id FROM author ORDER BY id DESC LIMIT 2) t ORDER BY t.id",
    "SELECT (SELECT count(*) FROM shop.author) AS n, EXISTS (SELECT 1 FROM author WHERE id > 4) AS e",
    "SELECT a.id FROM author a WHERE a.id = ANY (SELECT author_id FROM shop.\"Book s\")",
    "SELECT a.id FROM author a WHERE a.mood IN (SELECT b.mood FROM author b WHERE b.id > 3)",
];

/// Views without a counterpart, and a word of the reason.
const REFUSED: &[(&str, &str)] = &[
    ("SELECT id FROM author ORDER BY nick LIMIT 2", "locale"),
    ("SELECT t.id FROM (SELECT id, nick FROM author ORDER BY nick) t", "locale"),
    ("SELECT id, row_number() OVER (ORDER BY nick) AS n FROM author", "locale"),
    ("SELECT min(nick) AS m FROM author", "locale"),
    ("SELECT id FROM author ORDER BY mood", "order of the labels"),
    ("SELECT avg(qty) AS a FROM shop.\"Book s\"", "avg"),
    ("SELECT sum(price) AS s FROM author", "sum of numeric"),
    ("SELECT sum(weight) AS s FROM author", "sum of double"),
    ("SELECT price * 2 AS p FROM author", "doubles"),
    (
        "SELECT DISTINCT ON (author_id) author_id, id FROM shop.\"Book s\" ORDER BY author_id, id",
        "DISTINCT ON",
    ),
    ("SELECT array_agg(id) AS a FROM author", "array_agg"),
    ("SELECT jsonb_agg(id) AS a FROM author", "jsonb_agg"),
    ("SELECT string_agg(DISTINCT name, ',') AS a FROM author", "string_agg"),
    ("SELECT string_agg(name, ', ' ORDER BY name, id) AS names FROM author", "3.44"),
    ("SELECT n FROM generate_series(1, 3) n", "function in FROM"),
    ("SELECT id, unnest(tags) AS tag FROM shop.\"Book s\"", "unnest"),
    ("SELECT b.id, t.tag FROM shop.\"Book s\" b, LATERAL unnest(b.tags) t(tag)", "in FROM"),
    (
        "SELECT a.id, x.n FROM author a, LATERAL (SELECT count(*) AS n FROM shop.\"Book s\" b WHERE b.author_id = a.id) x",
        "LATERAL",
    ),
    ("SELECT a.id, count(*) FROM author a GROUP BY ROLLUP (a.id)", "ROLLUP"),
    ("SELECT a.id FROM author a ORDER BY a.id FETCH FIRST 2 ROWS WITH TIES", "parser"),
    ("SELECT doc FROM shop.\"Book s\" UNION SELECT doc FROM shop.\"Book s\"", "numbers"),
    ("SELECT DISTINCT doc FROM shop.\"Book s\"", "numbers"),
    ("SELECT doc -> 'a' AS a FROM shop.\"Book s\"", "spelled otherwise"),
    ("SELECT doc ->> 'a' AS a FROM shop.\"Book s\"", "spelled otherwise"),
    ("SELECT lower(nick) AS l FROM author", "Unicode"),
    ("SELECT to_char(made, 'YYYY') AS y FROM author", "to_char"),
    ("SELECT id, made + '1 day'::interval AS next FROM author", "no counterpart"),
    ("SELECT id FROM author INTERSECT ALL SELECT id FROM shop.author", "INTERSECT ALL"),
    ("SELECT pg_catalog.pg_backend_pid() AS p", "no counterpart"),
    ("SELECT relname FROM pg_class", "not in the file"),
    ("SELECT id, 'x' AS \"ID\" FROM author", "called"),
    ("SELECT ctid FROM author", "not known"),
    ("SELECT author FROM author", "parser"),
    ("SELECT a.id, \"A\".id AS other FROM author a, author \"A\"", "differ by case"),
    ("WITH author AS (SELECT 1 AS id) SELECT a.id, b.id AS other FROM author a, public.author b", "WITH"),
    (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT (SELECT 1) + i FROM n WHERE i < 10) SELECT i FROM n",
        "recursive",
    ),
    ("SELECT id, sum(qty) OVER w AS s FROM shop.\"Book s\" WINDOW w AS (ORDER BY id)", "window with a name"),
    ("SELECT id FROM author TABLESAMPLE system (50)", "TABLESAMPLE"),
    ("SELECT id FROM ONLY author", "ONLY"),
    ("SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY qty) AS m FROM shop.\"Book s\"", "percentile_cont"),
];

struct Sides {
    client: Client,
    lite: Connection,
    _database: TestDatabase,
}

impl Sides {
    fn new(name: &str) -> Sides {
        let database = server().database(name);
        let mut client = database.connect();
        client.batch_execute("SET TimeZone = 'UTC'; SET search_path = public").unwrap();
        client.batch_execute(SCRIPT).unwrap();
        let lite = Connection::open_in_memory().unwrap();
        lite.execute_batch(LITE).unwrap();
        for (schema, table, name, columns) in TABLES.iter().filter(|table| table.1 != "grown") {
            let list: Vec<String> = columns
                .iter()
                .map(|(column, _, typ, _)| {
                    if typ.ends_with("[]") {
                        format!("array_to_json({})", quoted(column))
                    } else {
                        quoted(column)
                    }
                })
                .collect();
            let sql = format!("SELECT {} FROM {}.{}", list.join(", "), quoted(schema), quoted(table));
            for row in rows(&mut client, &sql) {
                let cells: Vec<Value> = row
                    .iter()
                    .zip(columns.iter())
                    .map(|(text, (_, _, typ, stored))| {
                        text.as_deref().map_or(Value::Null, |text| cell(text, typ, *stored))
                    })
                    .collect();
                let marks = vec!["?"; cells.len()].join(", ");
                let sql = format!("INSERT INTO {} VALUES ({marks})", quoted(name));
                lite.execute(&sql, rusqlite::params_from_iter(cells)).unwrap();
            }
        }
        Sides { client, lite, _database: database }
    }

    /// The view's query in PostgreSQL's own words, and its columns' names and types.
    fn words(&mut self, query: &str) -> Result<(String, Vec<(String, String)>), String> {
        self.client.batch_execute("SET search_path = public; DROP VIEW IF EXISTS asked").unwrap();
        let sql = format!("CREATE VIEW asked AS {query}");
        self.client.batch_execute(&sql).map_err(|error| format!("{error:?}"))?;
        self.client.batch_execute("SET search_path = pg_catalog, pg_temp").unwrap();
        let words =
            self.client.query_one("SELECT pg_get_viewdef('public.asked'::regclass)", &[]).unwrap().get(0);
        let columns = self
            .client
            .query(
                "SELECT attname::text, format_type(atttypid, atttypmod) FROM pg_attribute
                 WHERE attrelid = 'public.asked'::regclass AND attnum > 0 ORDER BY attnum",
                &[],
            )
            .unwrap();
        Ok((words, columns.iter().map(|row| (row.get(0), row.get(1))).collect()))
    }
}

fn rows(client: &mut Client, sql: &str) -> Vec<Vec<Option<String>>> {
    let messages = client.simple_query(sql).unwrap_or_else(|error| panic!("{error:?}: {sql}"));
    messages
        .iter()
        .filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => {
                Some((0..row.len()).map(|at| row.get(at).map(str::to_owned)).collect())
            }
            _ => None,
        })
        .collect()
}

fn translate(words: &str) -> Result<back::View, back::Untranslatable> {
    let known: Vec<Vec<Column<'static>>> = TABLES
        .iter()
        .map(|(_, _, _, columns)| {
            columns
                .iter()
                .map(|(name, lite, typ, stored)| {
                    let collation =
                        if matches!(*name, "name" | "Title") { Collation::Bytes } else { Collation::Locale };
                    Column { name, lite, cell: Cell { type_name: typ, stored: *stored, collation } }
                })
                .collect()
        })
        .collect();
    back::view(words, &|schema, name| {
        let at = TABLES.iter().position(|table| table.0 == schema && table.1 == name)?;
        Some(Relation { lite: TABLES[at].2, columns: &known[at] })
    })
}

#[test]
fn a_view_has_the_same_rows_in_both() {
    let mut sides = Sides::new("translate_back_views");
    let mut wrong = Vec::new();
    for query in SAID {
        let (words, typed) = match sides.words(query) {
            Ok(words) => words,
            Err(error) => {
                wrong.push(format!("{query}\n  {error}"));
                continue;
            }
        };
        let view = match translate(&words) {
            Ok(view) => view,
            Err(refused) => {
                wrong.push(format!("{query}\n{words}\n  {refused}"));
                continue;
            }
        };
        let names: Vec<&str> = view.columns.iter().map(|(name, _)| name.as_str()).collect();
        let expected_names: Vec<&str> = typed.iter().map(|(name, _)| name.as_str()).collect();
        if names != expected_names {
            wrong.push(format!("{query}\n  names {names:?} instead of {expected_names:?}"));
            continue;
        }
        // PostgreSQL's rows, as cells.
        let list: Vec<String> =
            typed
                .iter()
                .map(|(name, typ)| {
                    if typ.ends_with("[]") {
                        format!("array_to_json({})", quoted(name))
                    } else {
                        quoted(name)
                    }
                })
                .collect();
        let mut expected: Vec<Vec<Value>> =
            rows(&mut sides.client, &format!("SELECT {} FROM public.asked", list.join(", ")))
                .into_iter()
                .map(|row| {
                    row.iter()
                        .zip(view.columns.iter().zip(&typed))
                        .map(|(text, ((_, stored), (_, typ)))| {
                            text.as_deref().map_or(Value::Null, |text| cell(text, typ, *stored))
                        })
                        .collect()
                })
                .collect();
        sides.lite.execute_batch("DROP VIEW IF EXISTS asked").unwrap();
        if let Err(error) = sides.lite.execute_batch(&format!("CREATE VIEW asked AS {}", view.sql)) {
            wrong.push(format!("{query}\n  {}\n  {error}", view.sql));
            continue;
        }
        let mut statement = match sides.lite.prepare("SELECT * FROM asked") {
            Ok(statement) => statement,
            Err(error) => {
                wrong.push(format!("{query}\n  {}\n  {error}", view.sql));
                continue;
            }
        };
        let lite_names: Vec<String> =
            statement.column_names().iter().map(|name| (*name).to_owned()).collect();
        assert_eq!(lite_names, expected_names, "{query}");
        let mut found: Vec<Vec<Value>> = statement
            .query_map([], |row| (0..expected_names.len()).map(|at| row.get(at)).collect())
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap_or_else(|error| panic!("{error}: {}", view.sql));
        let number = |value: &mut Value| {
            if let Value::Integer(integer) = value {
                *value = Value::Real(*integer as f64);
            }
        };
        for (at, (_, stored)) in view.columns.iter().enumerate() {
            if *stored == Stored::Number {
                found.iter_mut().for_each(|row| number(&mut row[at]));
                expected.iter_mut().for_each(|row| number(&mut row[at]));
            }
        }
        let ordered = query.rsplit(')').next().unwrap().contains("ORDER BY") || query.contains("ORDER BY 1");
        if !ordered {
            found.sort_by_key(|row| format!("{row:?}"));
            expected.sort_by_key(|row| format!("{row:?}"));
        }
        if found != expected {
            wrong.push(format!("{query}\n  {}\n  PostgreSQL {expected:?}\n  SQLite     {found:?}", view.sql));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), SAID.len(), wrong.join("\n"));
}

/// The order of a view's rows chooses none of them.
#[test]
fn a_view_in_the_order_of_a_locale_is_sorted_by_bytes_and_says_so() {
    let mut sides = Sides::new("translate_back_views_sorted");
    for query in [
        "SELECT id, nick FROM author ORDER BY nick DESC, id",
        "SELECT nick FROM author UNION SELECT nick FROM author ORDER BY 1",
        "SELECT count(*) AS n, nick AS called FROM author GROUP BY nick ORDER BY called",
    ] {
        let (words, _) = sides.words(query).expect(query);
        let view = translate(&words).unwrap_or_else(|error| panic!("{query}: {}", error.reason));
        assert!(view.sorted_by_bytes, "{query}");
        sides
            .lite
            .execute_batch(&format!("DROP VIEW IF EXISTS asked; CREATE VIEW asked AS {}", view.sql))
            .unwrap();
        let at =
            view.columns.iter().position(|(name, _)| name == "nick" || name == "called").expect("a nick");
        let mut statement = sides.lite.prepare("SELECT * FROM asked").unwrap();
        let found: Vec<Option<String>> =
            statement.query_map([], |row| row.get(at)).unwrap().collect::<Result<_, _>>().unwrap();
        assert!(found.len() > 2, "{query}");
        let mut sorted = found.clone();
        // NULL is the greatest.
        sorted.sort_by_key(|text| (text.is_none(), text.clone()));
        if query.contains("DESC") {
            sorted.reverse();
        }
        assert_eq!(found, sorted, "{query}");
    }
    let (words, _) = sides.words("SELECT id FROM author ORDER BY id").expect("a view");
    assert!(!translate(&words).expect("translated").sorted_by_bytes);
}

#[test]
fn a_view_without_a_counterpart_is_refused_with_its_reason() {
    let mut sides = Sides::new("translate_back_views_refused");
    let mut wrong = Vec::new();
    for (query, reason) in REFUSED {
        let words = match sides.words(query) {
            Ok((words, _)) => words,
            Err(error) => {
                wrong.push(format!("{query}\n  {error}"));
                continue;
            }
        };
        match translate(&words) {
            Err(refused) if refused.reason.contains(reason) && refused.reason.ends_with('.') => {}
            other => wrong.push(format!("{query}\n{words}\n  {other:?}")),
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), REFUSED.len(), wrong.join("\n"));
}
