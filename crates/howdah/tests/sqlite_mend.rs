//! Schemas that SQLite refuses are mended on a private copy; the rows of every table are read, and damage stays damage.

mod sqlite_support;

use howdah::catalog::schema::Catalog;
use howdah::sqlite::inspect::inspect;
use howdah::sqlite::integrity::integrity;
use howdah::sqlite::open::{Recovery, SourceFile};
use rusqlite::Connection;
use rusqlite::config::DbConfig;
use sqlite_support::{Place, hash, told};

/// A database whose schema is altered behind SQLite's back.
fn damaged(sql: &str) -> Place {
    let place = Place::new();
    let connection = place.application();
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, false).unwrap();
    connection.execute_batch(sql).unwrap();
    place
}

fn declared(made: &str, rows: &str, text: &str) -> Place {
    let change = "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql =";
    damaged(&format!("{made}; {rows}; {change} '{}' WHERE name = 't'", text.replace('\'', "''")))
}

/// The catalogue of the mended copy, which must be whole, while the file is as it was.
fn mended(place: &Place) -> (SourceFile, Connection, Catalog) {
    let before = hash(&place.file());
    let file = place.examine().unwrap();
    assert_eq!(hash(&place.file()), before);
    assert_eq!(file.recovered(), Some(Recovery::Schema));
    let connection = file.connect().unwrap();
    let mut catalog = inspect(&connection).unwrap();
    let checked = integrity(&connection, &catalog, false).unwrap();
    assert!(checked.corruption.is_empty(), "{checked:?}: {catalog:?}");
    file.mended().expect("a mended schema").describe(&mut catalog);
    (file, connection, catalog)
}

fn rows(connection: &Connection, sql: &str) -> Vec<String> {
    let mut statement = connection.prepare(sql).unwrap();
    let columns = statement.column_count();
    let rows = statement.query_map([], |row| {
        let cells = (0..columns).map(|at| row.get::<_, rusqlite::types::Value>(at));
        Ok(cells.map(|cell| format!("{:?}", cell.unwrap())).collect::<Vec<_>>().join(" "))
    });
    rows.unwrap().collect::<Result<_, _>>().unwrap()
}

fn trouble<'c>(catalog: &'c Catalog, object: &str) -> &'c str {
    let found = catalog.troubles.iter().find(|(name, _)| name == object);
    &found.unwrap_or_else(|| panic!("no word of {object}: {:?}", catalog.troubles)).1
}

#[test]
fn a_table_is_read_by_the_columns_that_its_text_tells() {
    let text = "CREATE TABLE t(id INTEGER PRIMARY KEY AUTOINCREMENT, order nvarchar(max) UNIQUE, price money(10,2,1) \
                CHECK (price >), n INT NOT NULL)";
    let place = declared(
        "CREATE TABLE t(id INTEGER PRIMARY KEY AUTOINCREMENT, o TEXT UNIQUE, p NUMERIC, n INT NOT NULL)",
        "INSERT INTO t VALUES (7, 'ü', 1.5, 2), (9, NULL, 'x', 3)",
        text,
    );
    let (_, connection, catalog) = mended(&place);
    let table = catalog.tables.iter().find(|table| table.name == "t").unwrap();
    assert_eq!(table.sql.as_deref(), Some(text));
    assert_eq!(catalog.origin.iter().find(|entry| entry.name == "t").unwrap().sql.as_deref(), Some(text));
    assert_eq!(table.columns[1].declared, "nvarchar(max)");
    assert_eq!(table.rowid_alias, Some(0));
    assert!(table.autoincrement && table.sequence == Some(9) && table.columns[3].not_null);
    assert_eq!(table.uniques.len(), 1);
    assert!(trouble(&catalog, "t").contains("CHECK (price >)"), "{}", trouble(&catalog, "t"));
    assert_eq!(
        rows(&connection, "SELECT id, \"order\", price, n FROM t ORDER BY id"),
        ["Integer(7) Text(\"ü\") Real(1.5) Integer(2)", "Integer(9) Null Text(\"x\") Integer(3)"]
    );
}

#[test]
fn the_records_decide_between_two_readings_of_a_text() {
    for (made, columns) in [("a INT NOT NULL, b TEXT, c", 3), ("a INT NOT NULL, c", 2)] {
        let values = if columns == 3 { "(1, 'b', 'c')" } else { "(1, 'c')" };
        let place = declared(
            &format!("CREATE TABLE t({made})"),
            &format!("INSERT INTO t VALUES {values}"),
            "CREATE TABLE t(a INT NOT NULL b TEXT, c)",
        );
        let (_, connection, catalog) = mended(&place);
        assert_eq!(catalog.tables[0].columns.len(), columns);
        assert_eq!(rows(&connection, "SELECT a, c FROM t"), ["Integer(1) Text(\"c\")"]);
    }
}

#[test]
fn rows_whose_columns_cannot_be_told_are_read_by_number() {
    for text in ["CREATE TABLE t(a, b", "rubbish", "CREATE TABLE t(a,, b)"] {
        let place = declared(
            "CREATE TABLE t(a UNIQUE, b, c); CREATE INDEX i ON t(b)",
            "INSERT INTO t VALUES (1, 'b', x'00'); ALTER TABLE t ADD COLUMN d; INSERT INTO t VALUES (2, 'c', NULL, 4)",
            text,
        );
        let (_, connection, catalog) = mended(&place);
        assert!(trouble(&catalog, "t").contains("numbered"), "{}", trouble(&catalog, "t"));
        assert!(trouble(&catalog, "i").contains("not carried"), "{}", trouble(&catalog, "i"));
        assert_eq!(
            rows(&connection, "SELECT * FROM t ORDER BY rowid"),
            ["Integer(1) Text(\"b\") Blob([0]) Null", "Integer(2) Text(\"c\") Null Integer(4)"]
        );
    }
}

#[test]
fn tables_without_rowid_are_read_by_their_key_or_not_at_all() {
    let made = "CREATE TABLE t(a, b TEXT PRIMARY KEY, c) WITHOUT ROWID";
    let place = declared(
        made,
        "INSERT INTO t VALUES (1, 'k', 2)",
        "CREATE TABLE t(a, b char(max) PRIMARY KEY, c) WITHOUT ROWID",
    );
    let (_, connection, _) = mended(&place);
    assert_eq!(rows(&connection, "SELECT a, b, c FROM t"), ["Integer(1) Text(\"k\") Integer(2)"]);

    let place = declared(made, "INSERT INTO t VALUES (1, 'k', 2); CREATE TABLE u(x)", "CREATE TABLE t(a, b");
    let (_, _, catalog) = mended(&place);
    assert!(trouble(&catalog, "t").contains("rows are not carried"), "{}", trouble(&catalog, "t"));
    assert_eq!(catalog.tables.len(), 1);
    assert_eq!(catalog.origin.len(), 2);
}

#[test]
fn everything_else_that_is_refused_is_left_out_with_its_pages() {
    let place = damaged(
        "CREATE TABLE t(a, b); CREATE INDEX i ON t(a); CREATE INDEX j ON t(b); CREATE VIEW v AS SELECT a FROM t; \
         CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT 1; END; CREATE TABLE u(x UNIQUE); INSERT INTO u VALUES (3); \
         WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) INSERT INTO t SELECT i, i || 'text' FROM n; \
         PRAGMA writable_schema = ON; \
         UPDATE sqlite_schema SET sql = 'CREATE INDEX i ON t(nothing)' WHERE name = 'i'; \
         UPDATE sqlite_schema SET sql = 'CREATE INDEX j ON' WHERE name = 'j'; \
         UPDATE sqlite_schema SET sql = 'CREATE VIEW v AS SELECT FROM' WHERE name = 'v'; \
         UPDATE sqlite_schema SET sql = 'CREATE TRIGGER r' WHERE name = 'r'; \
         UPDATE sqlite_schema SET type = 'tabel' WHERE name = 'u'; \
         INSERT INTO sqlite_schema VALUES ('view', NULL, NULL, 0, 'gone'), (NULL, NULL, NULL, NULL, 'CREATE gone')",
    );
    let (_, connection, catalog) = mended(&place);
    for object in ["i", "j", "v", "r"] {
        assert!(trouble(&catalog, object).contains("it is not carried"), "{}", trouble(&catalog, object));
    }
    assert_eq!(rows(&connection, "SELECT count(*), sum(a) FROM t"), ["Integer(3000) Integer(4501500)"]);
    assert_eq!(rows(&connection, "SELECT x FROM u"), ["Integer(3)"]);
    assert_eq!(catalog.origin.len(), 9, "{:?}", catalog.origin);
    assert!(catalog.views.is_empty() && catalog.triggers.is_empty());
}

#[test]
fn of_two_tables_with_one_name_both_are_read() {
    let place = damaged(
        "CREATE TABLE t(a); CREATE TABLE u(a); INSERT INTO t VALUES (1); INSERT INTO u VALUES (2); \
         PRAGMA writable_schema = ON; \
         UPDATE sqlite_schema SET name = 't', tbl_name = 't', sql = 'CREATE TABLE t(a)' WHERE name = 'u'",
    );
    let (_, connection, catalog) = mended(&place);
    let names: Vec<&str> = catalog.tables.iter().map(|table| table.name.as_str()).collect();
    assert_eq!(names, ["t", "t_2"]);
    assert_eq!(
        rows(&connection, "SELECT a FROM t UNION ALL SELECT a FROM t_2"),
        ["Integer(1)", "Integer(2)"]
    );
}

#[test]
fn a_wal_is_read_before_the_schema_is_mended() {
    let place = Place::new();
    let other = place.application();
    other.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, false).unwrap();
    other
        .execute_batch(
            "PRAGMA journal_mode = WAL; CREATE TABLE t(a TEXT); PRAGMA writable_schema = ON; \
             INSERT INTO t VALUES ('w'); UPDATE sqlite_schema SET sql = 'CREATE TABLE t(a text(max))'",
        )
        .unwrap();
    let (_, connection, _) = mended(&place);
    assert_eq!(rows(&connection, "SELECT a FROM t"), ["Text(\"w\")"]);
    drop(other);
}

#[test]
fn damage_of_pages_is_refused_all_the_same() {
    let place =
        declared("CREATE TABLE t(a TEXT)", "INSERT INTO t VALUES ('x')", "CREATE TABLE t(a text(max))");
    let whole = std::fs::read(place.file()).unwrap();
    // The second page is the root of the table.
    let mut bytes = whole.clone();
    bytes[4096] = 0x77;
    std::fs::write(place.file(), &bytes).unwrap();
    let error = place.examine().unwrap_err();
    assert!(told(&error).contains("corrupt"), "{}", told(&error));

    // A root page beyond the end, of a table that is readable else: its rows are somewhere.
    let place = damaged(
        "CREATE TABLE t(a); INSERT INTO t VALUES (1); PRAGMA writable_schema = ON; UPDATE sqlite_schema SET rootpage = 999",
    );
    let error = place.examine().unwrap_err();
    assert!(told(&error).contains("corrupt"), "{}", told(&error));
}

/// Numbers from a seed (Marsaglia's xorshift), so that a failure can be repeated.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).unwrap()
    }
}

#[test]
fn whatever_is_written_over_a_declaration_the_rows_are_read_or_spoken_of() {
    const MADE: &str = "CREATE TABLE kept(a INTEGER PRIMARY KEY, b); INSERT INTO kept VALUES (1, 'x'), (2, NULL); \
        CREATE TABLE t(id INTEGER PRIMARY KEY AUTOINCREMENT, name VARCHAR(20) NOT NULL UNIQUE, n INT DEFAULT (1 + 2) \
        CHECK (n <> 5), p INTEGER CONSTRAINT k REFERENCES kept (a) ON DELETE CASCADE, g AS (n * 2), UNIQUE (n, p)); \
        CREATE INDEX i ON t(lower(name)) WHERE n > 0; CREATE VIEW v AS SELECT id FROM t; \
        INSERT INTO t VALUES (5, 'a', 1, 1), (9, 'b', 2, NULL); PRAGMA writable_schema = ON;";
    const PARTS: [&str; 14] =
        ["(", ")", ",", "'", "\"", "[", " ", " AS ", " max ", "--", "/*", " PRIMARY KEY ", " order ", ";"];
    let mut refused = 0;
    for seed in 1..=150u64 {
        let mut chance = Chance(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let place = damaged(MADE);
        let connection = place.application();
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, false).unwrap();
        connection.execute_batch("PRAGMA writable_schema = ON").unwrap();
        let object = ["t", "t", "t", "i", "v"][chance.below(5)];
        let ask = "SELECT sql FROM sqlite_schema WHERE name = ?1";
        let mut sql: String = connection.query_row(ask, [object], |row| row.get(0)).unwrap();
        for _ in 0..=chance.below(3) {
            let (at, length) = (chance.below(sql.len()), chance.below(6));
            let end = (at + length).min(sql.len());
            sql.replace_range(at..end, PARTS[chance.below(PARTS.len())]);
        }
        connection
            .execute("UPDATE sqlite_schema SET sql = ?1 WHERE name = ?2", [sql.as_str(), object])
            .unwrap();
        drop(connection);
        // What SQLite reads is its own affair, and no text is damage of pages.
        let file = place.examine().unwrap_or_else(|error| panic!("seed {seed}, {sql}: {}", told(&error)));
        if file.recovered().is_none() {
            continue;
        }
        refused += 1;
        let (_, connection, catalog) = mended(&place);
        assert_eq!(rows(&connection, "SELECT a, b FROM kept"), ["Integer(1) Text(\"x\")", "Integer(2) Null"]);
        assert!(!trouble(&catalog, object).is_empty());
        if let Some(table) = catalog.tables.iter().find(|table| table.name == "t") {
            let stored: Vec<String> = table
                .stored()
                .map(|at| format!("\"{}\"", table.columns[at].name.replace('"', "\"\"")))
                .collect();
            let read = rows(&connection, &format!("SELECT {} FROM t ORDER BY rowid", stored.join(", ")));
            let ids = rows(&connection, "SELECT rowid FROM t ORDER BY 1");
            assert_eq!(ids, ["Integer(5)", "Integer(9)"], "seed {seed}, {sql}");
            assert!(
                read[0].contains("Text(\"a\") Integer(1) Integer(1)")
                    && read[1].contains("Text(\"b\") Integer(2) Null"),
                "seed {seed}, {sql}: {read:?}"
            );
        } else {
            assert!(trouble(&catalog, "t").contains("rows are not carried"), "seed {seed}, {sql}");
        }
    }
    assert!(refused > 75, "only {refused} of 150 were refused");
}
