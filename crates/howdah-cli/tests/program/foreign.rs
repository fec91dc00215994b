//! A PostgreSQL database that never was SQLite becomes a file, and the two are compared.

use super::world::World;
use rusqlite::Connection;
use testkit::server::server;

const SHOP: &str = "
    CREATE SCHEMA sales;
    CREATE TABLE customer (id serial PRIMARY KEY, name text NOT NULL, since timestamptz NOT NULL DEFAULT now());
    CREATE TABLE sales.orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, total numeric(10,2) CHECK (total > 0),
        customer_id int NOT NULL REFERENCES customer ON DELETE CASCADE, tags text[] NOT NULL DEFAULT '{}');
    CREATE INDEX orders_customer ON sales.orders (customer_id);
    CREATE VIEW sales.large AS SELECT id, total FROM sales.orders WHERE total > 100;
    CREATE FUNCTION sales.nothing() RETURNS int LANGUAGE sql AS 'SELECT 1';
    INSERT INTO customer (name) VALUES ('Ann'), ('Bob');
    INSERT INTO sales.orders (total, customer_id, tags) VALUES (99.50, 1, '{a,\"b c\"}'), (250, 2, DEFAULT);";

#[test]
fn a_database_that_never_was_sqlite_becomes_a_file_and_is_verified() {
    let database = server().database("shop");
    database.connect().batch_execute(SHOP).expect("the shop");
    let world = World::new();
    let url = database.url();
    let planned = world.run(&["plan", &url, "shop.db"]);
    assert_eq!(planned.code, 0, "{}", planned.stderr);
    assert!(planned.stdout.contains("sales.orders -> orders"), "{}", planned.stdout);
    let ddl = world.run(&["plan", &url, "shop.db", "--ddl"]);
    assert!(
        ddl.stdout.contains("CREATE TABLE \"orders\" (\n    \"id\" INTEGER PRIMARY KEY AUTOINCREMENT"),
        "{}",
        ddl.stdout
    );
    assert!(world.entries().is_empty(), "{:?}", world.entries());

    let made = world.run(&["migrate", &url, "shop.db"]);
    assert_eq!(made.code, 0, "{}", made.stderr);
    assert!(made.stdout.contains("PROVEN"), "{}", made.stdout);
    assert!(made.stdout.contains("[no-place-in-sqlite] sales.nothing()"), "{}", made.stdout);
    assert_eq!(world.entries(), ["shop.db", "shop.howdah"]);
    let untranslated =
        std::fs::read_to_string(world.path().join("shop.howdah/untranslated.sql")).expect("a file");
    assert!(untranslated.contains("FUNCTION sales.nothing()"), "{untranslated}");
    let file = Connection::open(world.path().join("shop.db")).expect("the file");
    let text = |sql: &str| file.query_row(sql, [], |row| row.get::<_, String>(0)).expect(sql);
    assert_eq!(
        text("SELECT group_concat(id || ':' || total || ':' || tags, ' ') FROM orders"),
        "1:99.5:[\"a\",\"b c\"] 2:250:[]"
    );
    assert_eq!(text("SELECT group_concat(id) FROM large"), "2");
    // The application goes on: keys count, defaults and constraints hold.
    file.execute_batch("PRAGMA foreign_keys = ON; INSERT INTO customer (name) VALUES ('Cid')")
        .expect("a customer");
    assert_eq!(text("SELECT id || substr(since, 1, 2) FROM customer WHERE name = 'Cid'"), "320");
    file.execute_batch("INSERT INTO orders (total, customer_id) VALUES (1, 3)").expect("an order");
    assert!(file.execute_batch("INSERT INTO orders (total, customer_id) VALUES (0, 3)").is_err());
    assert!(file.execute_batch("INSERT INTO orders (total, customer_id) VALUES (1, 99)").is_err());
    drop(file);
    let verified = world.run(&["verify", &url, "shop.db"]);
    assert_eq!(verified.code, 1, "{}", verified.stdout);
    assert!(verified.stdout.contains("id = 3: only in the target"), "{}", verified.stdout);

    assert_eq!(world.run(&["migrate", &url, "shop.db"]).code, 5);
    let again = world.run(&["migrate", &url, "shop.db", "--replace", "*", "--strict", "--schema", "sales"]);
    assert_eq!(again.code, 0, "{}", again.stderr);
    assert!(again.stdout.contains("foreign key is not carried"), "{}", again.stdout);
    for words in [["verify", &url, "shop.db"], ["verify", "shop.db", &url]] {
        let verified = world.run(&[&words[..], &["--schema", "sales"]].concat());
        assert_eq!(verified.code, 0, "{}{}", verified.stdout, verified.stderr);
    }
    let only = world.run(&["migrate", &url, "one.db", "--only", "customer"]);
    assert_eq!(only.code, 0, "{}", only.stderr);
    let unknown = world.run(&["migrate", &url, "two.db", "--only", "nobody"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.stderr.contains("public.customer, sales.orders"), "{}", unknown.stderr);
}
