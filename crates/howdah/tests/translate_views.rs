//! A view shows the same rows in both engines.

mod translate_support;

use howdah::translate::{self, Relation, RelationKind};
use rusqlite::types::Value;
use translate_support::{Engines, is_same};

const SCRIPT: &str = "
CREATE TABLE person(id INTEGER PRIMARY KEY, name TEXT NOT NULL COLLATE NOCASE, active BOOLEAN NOT NULL DEFAULT 1,
    born DATE, made DATETIME NOT NULL, boss INTEGER REFERENCES person, mail TEXT);
CREATE TABLE orders(id INTEGER PRIMARY KEY, person INTEGER NOT NULL REFERENCES person, total DECIMAL(10,2), weight REAL,
    state TEXT NOT NULL, doc JSON);
CREATE TABLE tag(person INTEGER NOT NULL REFERENCES person, word TEXT NOT NULL, PRIMARY KEY(person, word)) WITHOUT ROWID;
INSERT INTO person VALUES (1, 'Ann', 1, '1980-05-01', '2024-01-01 10:00:00', NULL, 'ann@x.org'),
 (2, 'bob', 0, '1990-01-02', '2024-02-01 11:00:00', 1, NULL), (3, 'Cid', 1, NULL, '2024-02-03 12:30:00', 1, 'c@x.org'),
 (4, 'dora', 1, '2001-12-31', '2023-12-31 23:59:59', 2, ''), (5, 'Émile', 0, '1999-09-09', '2022-02-02 02:02:02', NULL, 'E@X.org');
INSERT INTO orders VALUES (1, 1, 19.99, 0.1, 'new', '{\"items\":[1,2],\"gift\":true}'), (2, 1, 5, 0.2, 'paid', '{\"items\":[]}'),
 (3, 2, NULL, 0.3, 'new', NULL), (4, 3, 100.5, NULL, 'sent', '{\"items\":[\"x\"]}'), (5, 3, 0.01, 1e10, 'paid', '[]'),
 (6, 4, 7, 2.5, 'NEW', '{\"gift\":false}');
INSERT INTO tag VALUES (1, 'vip'), (1, 'old'), (2, 'vip'), (4, 'x');
";

/// Views in the order of their need; each ends in an order that leaves no ties, unless it yields one row.
const VIEWS: &[(&str, &str)] = &[
    ("plain", "SELECT * FROM person ORDER BY id"),
    ("chosen", "SELECT id, name AS who, active, born FROM person WHERE active ORDER BY who"),
    ("reversed", "SELECT name FROM person ORDER BY name DESC"),
    ("nulls", "SELECT id, mail FROM person ORDER BY mail, id"),
    ("nulls_last", "SELECT id, mail FROM person ORDER BY mail DESC, 1"),
    ("joined", "SELECT p.name, o.id, o.total FROM person p JOIN orders o ON o.person = p.id ORDER BY o.id"),
    (
        "left_joined",
        "SELECT p.id, o.id AS order_id FROM person p LEFT JOIN orders o ON o.person = p.id AND o.state = 'new' ORDER BY p.id, o.id",
    ),
    ("comma", "SELECT p.id, t.word FROM person p, tag t WHERE t.person = p.id ORDER BY 1, 2"),
    (
        "natural_join",
        "SELECT * FROM (SELECT id AS person, name FROM person) NATURAL JOIN tag ORDER BY person, word",
    ),
    (
        "using_join",
        "SELECT person, a.word, b.state FROM tag a JOIN orders b USING (person) ORDER BY person, a.word, b.id",
    ),
    (
        "full_join",
        "SELECT person, word, state FROM tag FULL JOIN (SELECT person, state FROM orders WHERE id > 3) AS o USING (person) ORDER BY person, word, state",
    ),
    (
        "right_join",
        "SELECT o.id, p.name FROM person p RIGHT JOIN orders o ON p.id = o.person AND p.active ORDER BY o.id",
    ),
    (
        "cross_join",
        "SELECT a.id, b.word FROM person a CROSS JOIN tag b WHERE a.id < 3 ORDER BY a.id, b.word, b.person",
    ),
    (
        "grouped",
        "SELECT person, count(*) AS n, sum(total) AS total, avg(weight) AS w, min(state), max(total) FROM orders GROUP BY person ORDER BY person",
    ),
    ("grouped_having", "SELECT person, count(*) n FROM orders GROUP BY person HAVING n > 1 ORDER BY person"),
    ("grouped_alias", "SELECT upper(state) AS s, count(*) FROM orders GROUP BY s ORDER BY s"),
    ("grouped_number", "SELECT lower(state), sum(weight) FROM orders GROUP BY 1 ORDER BY 1"),
    (
        "grouped_expression",
        "SELECT strftime('%Y-%m', made) AS month, count(*) FROM person GROUP BY strftime('%Y-%m', made) ORDER BY month",
    ),
    ("bare_max", "SELECT person, max(id), state FROM orders GROUP BY person ORDER BY person"),
    (
        "bare_key",
        "SELECT p.id, p.id + count(o.id) FROM person p LEFT JOIN orders o ON o.person = p.id GROUP BY p.id ORDER BY p.id",
    ),
    (
        "totals",
        "SELECT count(*), count(total), sum(total), total(total), avg(total), sum(weight), count(DISTINCT person), group_concat(DISTINCT person), total(person), avg(person), sum(person) FROM orders",
    ),
    (
        "no_rows",
        "SELECT count(*), sum(total), total(total), avg(total), max(state), group_concat(state) FROM orders WHERE id < 0",
    ),
    (
        "filtered",
        "SELECT count(*) FILTER (WHERE state = 'new') AS fresh, sum(total) FILTER (WHERE total > 6) AS large FROM orders",
    ),
    ("having_alone", "SELECT count(*) FROM orders HAVING count(*) > 3"),
    (
        "concatenated",
        "SELECT person, group_concat(state, '; ' ORDER BY id DESC) FROM orders GROUP BY person ORDER BY person",
    ),
    ("distinct_rows", "SELECT DISTINCT person, state = 'new' FROM orders ORDER BY person DESC, 2"),
    ("limited", "SELECT id FROM person ORDER BY id LIMIT 2 OFFSET 1"),
    ("limited_comma", "SELECT id FROM person ORDER BY id LIMIT 1, 3"),
    ("unlimited", "SELECT id FROM person ORDER BY id LIMIT -1"),
    ("united", "SELECT id, name FROM person WHERE id < 3 UNION SELECT person, word FROM tag ORDER BY 1, 2"),
    (
        "united_all",
        "SELECT name AS what, 1 AS n FROM person UNION ALL SELECT state, total FROM orders WHERE total > 6 UNION ALL SELECT 'x', NULL ORDER BY n, what",
    ),
    ("less", "SELECT id FROM person EXCEPT SELECT person FROM orders ORDER BY id"),
    ("both", "SELECT id FROM person UNION ALL SELECT 99 INTERSECT SELECT person FROM orders ORDER BY 1"),
    ("values_only", "VALUES (1, 'a'), (2, 'b'), (NULL, 'c')"),
    (
        "subqueries",
        "SELECT p.id, (SELECT count(*) FROM orders o WHERE o.person = p.id) AS n, EXISTS (SELECT 1 FROM tag t WHERE t.person = p.id) AS tagged FROM person p ORDER BY p.id",
    ),
    (
        "in_query",
        "SELECT id FROM person WHERE id IN (SELECT person FROM orders WHERE total > 6) AND name NOT IN (SELECT word FROM tag) ORDER BY id",
    ),
    (
        "from_query",
        "SELECT q.n, count(*) FROM (SELECT person, count(*) AS n FROM orders GROUP BY person) AS q GROUP BY q.n ORDER BY q.n",
    ),
    (
        "with_terms",
        "WITH a AS (SELECT person, sum(total) AS s FROM orders GROUP BY person), b(x) AS (SELECT max(s) FROM a) SELECT a.person FROM a, b WHERE a.s = b.x",
    ),
    (
        "counting",
        "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 5) SELECT n, n * n FROM c ORDER BY n",
    ),
    (
        "tree",
        "WITH RECURSIVE chain(id, path, depth) AS (SELECT id, name, 0 FROM person WHERE boss IS NULL UNION ALL SELECT p.id, chain.path || '/' || p.name, chain.depth + 1 FROM person p JOIN chain ON p.boss = chain.id) SELECT * FROM chain ORDER BY id",
    ),
    (
        "windows",
        "SELECT id, row_number() OVER (PARTITION BY person ORDER BY id) AS rn, sum(total) OVER (ORDER BY id) AS running, lag(state, 1, '-') OVER w AS before, rank() OVER (ORDER BY total) AS place FROM orders WINDOW w AS (ORDER BY id) ORDER BY id",
    ),
    (
        "framed",
        "SELECT id, count(*) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) AS near, first_value(id) OVER (PARTITION BY person ORDER BY id DESC) AS newest FROM orders ORDER BY id",
    ),
    (
        "grouped_window",
        "SELECT person, sum(total) AS s, rank() OVER (ORDER BY count(*) DESC, person) FROM orders GROUP BY person ORDER BY person",
    ),
    (
        "json_rows",
        "SELECT o.id, j.value FROM orders o, json_each(o.doc, '$.items') AS j ORDER BY o.id, j.key",
    ),
    (
        "json_values",
        "SELECT id, json_extract(doc, '$.gift') AS gift, doc ->> '$.items[0]' FROM orders ORDER BY id",
    ),
    (
        "cases",
        "SELECT id, CASE state WHEN 'new' THEN 'N' WHEN 'paid' THEN 'P' ELSE '?' END AS s, iif(total > 6, 'big', 'small') FROM orders ORDER BY id",
    ),
    (
        "texts",
        "SELECT id, name || ' <' || ifnull(mail, 'none') || '>' AS label, substr(name, -2) AS tail, length(name) AS n FROM person ORDER BY id",
    ),
    (
        "days",
        "SELECT id, date(made, 'start of month') AS month, julianday(made) - julianday(born) > 10000 AS older FROM person WHERE made >= '2023-01-01' ORDER BY id",
    ),
    ("named(a, b)", "SELECT id, name FROM person ORDER BY id"),
    ("of_a_view", "SELECT who, born FROM chosen WHERE active = 1 AND born > '1980-01-01' ORDER BY who"),
    ("of_two_views", "SELECT c.who, g.n FROM chosen c JOIN grouped g ON g.person = c.id ORDER BY c.id"),
    ("doubled", "SELECT a.*, b.id FROM tag a JOIN person b ON a.person = b.id ORDER BY a.person, a.word"),
    ("ordered_by_alias", "SELECT id, -id AS id2 FROM person ORDER BY id2"),
    ("ordered_nocase", "SELECT word FROM tag ORDER BY word COLLATE NOCASE, person"),
    ("indexed", "SELECT id FROM person NOT INDEXED WHERE id > 2 ORDER BY id"),
    ("min_moment", "SELECT min(made), max(made), max(born), min(name), max(active) FROM person"),
];

#[test]
fn views_show_the_same_rows_in_both_engines() {
    let mut engines = Engines::new("views", SCRIPT);
    let mut wrong = Vec::new();
    for (name, body) in VIEWS {
        let text = format!("CREATE VIEW {name} AS {body}");
        engines.lite.execute_batch(&text).unwrap_or_else(|error| panic!("{text}: {error}"));
        let name = name.split('(').next().expect("a name");
        if let Err(said) = compare(&mut engines, name, &text) {
            wrong.push(format!("{name}: {said}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {} are wrong:\n{}", wrong.len(), VIEWS.len(), wrong.join("\n"));
}

fn compare(engines: &mut Engines, name: &str, text: &str) -> Result<(), String> {
    let view =
        translate::view(text, &engines.schema, None).map_err(|refusal| format!("refused: {refusal}"))?;
    let made = format!("CREATE VIEW public.{name} AS {}", view.sql);
    engines.target_rows(&made).map_err(|error| format!("{error}\n    {made}"))?;
    let lite = engines.lite_rows(&format!("SELECT * FROM {name}")).map_err(|error| error.to_string())?;
    let target = engines.target_rows(&format!("SELECT * FROM public.{name}"))?;
    engines.schema.add(Relation {
        lite: name.into(),
        schema: "public".into(),
        target: name.into(),
        kind: RelationKind::View,
        columns: view.columns.clone(),
        rowid: None,
        keys: Vec::new(),
        identity: None,

        search: None,
    });
    let names: Vec<String> = view.columns.iter().map(|column| column.lite.clone()).collect();
    let lite_names: Vec<String> = engines
        .lite
        .prepare(&format!("SELECT * FROM {name}"))
        .map(|statement| statement.column_names().iter().map(|name| (*name).to_owned()).collect())
        .map_err(|error| error.to_string())?;
    if names.len() != lite_names.len() {
        return Err(format!("columns {lite_names:?} in SQLite, {names:?} in PostgreSQL"));
    }
    if lite.len() != target.len() {
        return Err(format!(
            "{} rows in SQLite, {} in PostgreSQL\n    {}",
            lite.len(),
            target.len(),
            view.sql
        ));
    }
    for (number, (lite, target)) in lite.iter().zip(&target).enumerate() {
        for ((lite, target), column) in lite.iter().zip(target).zip(&view.columns) {
            if !is_shown(lite, target.as_deref(), column) {
                return Err(format!(
                    "row {}, {}: SQLite {lite:?}, PostgreSQL {target:?} as {}\n    {}",
                    number + 1,
                    column.lite,
                    column.logical,
                    view.sql
                ));
            }
        }
    }
    Ok(())
}

/// As [`is_same`], and moments in the form in which this session prints them (its zone is Tokyo's).
fn is_shown(lite: &Value, target: Option<&str>, column: &translate::Column) -> bool {
    use howdah::row::logical::LogicalType;
    match (lite, target, column.logical) {
        (Value::Text(text), Some(target), LogicalType::Date) => text == target,
        (Value::Text(text), Some(target), LogicalType::TimestampTz) => {
            let moment = |text: &str| howdah::row::datetime::parse_moment(text.as_bytes()).expect("a moment");
            let encode = |text: &str| {
                let mut out = Vec::new();
                howdah::row::datetime::encode_moment(&moment(text), column.logical, column.zone, &mut out)
                    .expect("an instant");
                out
            };
            encode(text) == encode(target)
        }
        _ => is_same(lite, target, column),
    }
}
