//! The same writes leave the same rows in both engines, with the triggers that each has.

mod translate_support;

use howdah::translate::{self, Relation, RelationKind};
use translate_support::{Engines, is_same};

const SCRIPT: &str = "
CREATE TABLE item(id INTEGER PRIMARY KEY, name TEXT NOT NULL, price DECIMAL(10,2), stock INTEGER NOT NULL DEFAULT 0,
    active BOOLEAN NOT NULL DEFAULT 1, changed DATETIME);
CREATE TABLE log(id INTEGER PRIMARY KEY, what TEXT NOT NULL, item INTEGER, old_value, new_value);
CREATE TABLE counter(name TEXT PRIMARY KEY, n INTEGER NOT NULL, last TEXT);
INSERT INTO item VALUES (1, 'one', 1.5, 10, 1, '2024-01-01 00:00:00'), (2, 'two', 2.25, 0, 0, '2024-01-02 00:00:00');
INSERT INTO log VALUES (1, 'start', NULL, 'a', 'b');
INSERT INTO counter VALUES ('item', 2, NULL);
";

const VIEW: &str = "CREATE VIEW active_item AS SELECT id, name, price FROM item WHERE active";

const TRIGGERS: &[&str] = &[
    "CREATE TRIGGER item_insert AFTER INSERT ON item BEGIN
        INSERT INTO log(what, item, new_value) VALUES ('insert', NEW.id, NEW.name);
        INSERT INTO counter VALUES ('item', 1, NEW.name) ON CONFLICT(name) DO UPDATE SET n = n + excluded.n, last = excluded.last;
     END",
    "CREATE TRIGGER item_delete AFTER DELETE ON item FOR EACH ROW BEGIN
        INSERT INTO log(what, item, old_value) SELECT 'delete', OLD.id, OLD.name || ' ' || OLD.stock;
        UPDATE counter SET n = n - 1 WHERE name = 'item';
     END",
    "CREATE TRIGGER item_price BEFORE UPDATE OF price ON item WHEN NEW.price < 0 BEGIN SELECT RAISE(ABORT, 'negative price'); END",
    "CREATE TRIGGER item_stock AFTER UPDATE OF stock ON item WHEN NEW.stock <> OLD.stock BEGIN
        UPDATE item SET changed = '2024-05-05 05:05:05', stock = stock + 0 WHERE id = NEW.id;
        INSERT OR REPLACE INTO counter(name, n) VALUES ('stock', (SELECT sum(stock) FROM item));
        INSERT OR IGNORE INTO counter(name, n) VALUES ('stock', -1);
     END",
    "CREATE TRIGGER item_name BEFORE INSERT ON item BEGIN
        SELECT CASE WHEN NEW.name = '' THEN RAISE(ABORT, 'no name') WHEN NEW.name = 'skip' THEN RAISE(IGNORE) END;
        SELECT RAISE(FAIL, 'twice') WHERE EXISTS (SELECT 1 FROM item WHERE name = NEW.name);
     END",
    "CREATE TRIGGER active_insert INSTEAD OF INSERT ON active_item BEGIN
        INSERT INTO item(name, price, stock) VALUES (NEW.name, coalesce(NEW.price, 0), 1);
     END",
    "CREATE TRIGGER active_update INSTEAD OF UPDATE ON active_item BEGIN
        UPDATE item SET name = NEW.name, price = NEW.price WHERE id = OLD.id;
     END",
    "CREATE TRIGGER active_delete INSTEAD OF DELETE ON active_item BEGIN UPDATE item SET active = 0 WHERE id = OLD.id; END",
    "CREATE TRIGGER counter_change AFTER UPDATE ON counter WHEN NEW.n > 100 BEGIN
        DELETE FROM log WHERE item IN (SELECT id FROM item WHERE NOT active);
        UPDATE counter SET n = 100 WHERE name = NEW.name;
     END",
];

/// Writes that mean the same in both dialects; `false` says that both refuse.
const WRITES: &[(&str, bool)] = &[
    ("INSERT INTO item(id, name, price, stock) VALUES (11, 'three', 3.75, 5)", true),
    ("INSERT INTO item(id, name, price, stock) VALUES (12, '', 1, 1)", false),
    ("INSERT INTO item(id, name, price, stock) VALUES (13, 'skip', 1, 1)", true),
    ("INSERT INTO item(id, name, price, stock) VALUES (14, 'three', 1, 1)", false),
    ("UPDATE item SET price = -1 WHERE id = 1", false),
    ("UPDATE item SET price = 9.5 WHERE id = 1", true),
    ("UPDATE item SET stock = 7 WHERE id = 2", true),
    ("UPDATE item SET stock = stock + 1", true),
    ("DELETE FROM item WHERE id = 1", true),
    ("UPDATE active_item SET name = 'renamed' WHERE id = 11", true),
    ("DELETE FROM active_item WHERE id = 11", true),
    ("UPDATE counter SET n = 500 WHERE name = 'item'", true),
    ("INSERT INTO item(id, name, stock) VALUES (20, 'a', 1), (21, 'b', 2)", true),
    ("DELETE FROM item", true),
];

#[test]
fn the_same_writes_leave_the_same_rows() {
    let mut engines = Engines::new("triggers", SCRIPT);
    engines.lite.execute_batch(VIEW).expect("a view");
    let view = translate::view(VIEW, &engines.schema, None).expect("a translation");
    engines.target_rows(&format!("CREATE VIEW public.active_item AS {}", view.sql)).expect("a view");
    engines.schema.add(Relation {
        lite: "active_item".into(),
        schema: "public".into(),
        target: "active_item".into(),
        kind: RelationKind::View,
        columns: view.columns,
        rowid: None,
        keys: Vec::new(),
        identity: None,

        search: None,
    });
    for text in TRIGGERS {
        engines.lite.execute_batch(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        let trigger = translate::trigger(text, &engines.schema, None)
            .unwrap_or_else(|refusal| panic!("{text}: {refusal}"));
        for sql in [&trigger.function, &trigger.trigger] {
            engines.target_rows(sql).unwrap_or_else(|error| panic!("{error}\n{sql}"));
        }
    }
    let mut fired = 0;
    for (write, works) in WRITES {
        let lite = engines.lite.execute_batch(write);
        assert_eq!(lite.is_ok(), *works, "SQLite, {write}: {lite:?}");
        let target = engines.target_rows(write);
        assert_eq!(target.is_ok(), *works, "PostgreSQL, {write}: {target:?}");
        for table in ["item", "log", "counter"] {
            fired += same_rows(&mut engines, table, write);
        }
    }
    assert!(fired > 80, "only {fired} rows were compared");
}

/// Compares a table's rows cell by cell; numbers that a sequence gave are left out, since they are nobody's promise.
fn same_rows(engines: &mut Engines, table: &str, after: &str) -> usize {
    let relation = engines.schema.relation(table).expect("a table").clone();
    let (mut lite_list, mut target_list) = (Vec::new(), Vec::new());
    let mut columns = Vec::new();
    for column in relation.columns.iter().filter(|column| !(table == "log" && column.lite == "id")) {
        let cell = translate::expression(&column.lite, &engines.schema, Some(table), translate::Want::Cell)
            .expect("a column is an expression");
        lite_list.push(column.lite.clone());
        target_list.push(cell.sql);
        columns.push(cell.typ);
    }
    let key = if table == "counter" { "name" } else { "id" };
    let lite = engines
        .lite_rows(&format!("SELECT {} FROM {table} ORDER BY {table}.{key}", lite_list.join(", ")))
        .expect("SQLite's rows");
    let target = engines
        .target_rows(&format!("SELECT {} FROM public.{table} ORDER BY {table}.{key}", target_list.join(", ")))
        .expect("PostgreSQL's rows");
    assert_eq!(lite.len(), target.len(), "{table} after {after}: {lite:?} {target:?}");
    for (lite, target) in lite.iter().zip(&target) {
        for ((lite, target), column) in lite.iter().zip(target).zip(&columns) {
            assert!(
                is_same(lite, target.as_deref(), column),
                "{table} after {after}: SQLite {lite:?}, PostgreSQL {target:?} as {}",
                column.logical
            );
        }
    }
    lite.len()
}
