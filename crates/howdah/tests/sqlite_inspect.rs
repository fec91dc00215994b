//! The catalogue: what SQLite's pragmas say, what only the text says, and what cannot be read.

mod sqlite_support;

use howdah::catalog::schema::{Action, Catalog, Table, TableKind};
use howdah::sqlite::cells::rowid_expression;
use howdah::sqlite::emit::ident;
use howdah::sqlite::inspect::inspect;
use rusqlite::Connection;
use sqlite_support::Place;

fn catalog_of(sql: &str) -> Catalog {
    let place = Place::with(sql);
    inspect(&place.examine().unwrap().connect().unwrap()).unwrap()
}

fn table<'a>(catalog: &'a Catalog, name: &str) -> &'a Table {
    catalog.tables.iter().find(|table| table.name == name).unwrap_or_else(|| panic!("no table {name:?}"))
}

#[test]
fn a_whole_schema_is_read() {
    let catalog = catalog_of(
        "PRAGMA user_version = 7; PRAGMA application_id = 99;
         CREATE TABLE author(id INTEGER PRIMARY KEY AUTOINCREMENT, name VARCHAR(80) NOT NULL COLLATE NOCASE,
            born DATE DEFAULT (date('now')), CONSTRAINT named UNIQUE (name, born) ON CONFLICT IGNORE, UNIQUE (born));
         CREATE TABLE book(isbn TEXT CONSTRAINT book_key PRIMARY KEY ON CONFLICT REPLACE, author INT
            CONSTRAINT wrote REFERENCES author ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
            editor REFERENCES author(id) ON UPDATE CASCADE, price DECIMAL(10,2) DEFAULT 1.5 CHECK (price > 0),
            tax AS (price * 0.2), gross REAL GENERATED ALWAYS AS (price * 1.2) STORED,
            FOREIGN KEY (isbn, author) REFERENCES edition(isbn, author)) STRICT_IS_NO_OPTION;
         "
        .replace(" STRICT_IS_NO_OPTION", "")
        .as_str(),
    );
    let author = table(&catalog, "author");
    assert_eq!(
        (author.rowid_alias, author.autoincrement, author.kind.clone()),
        (Some(0), true, TableKind::Ordinary)
    );
    assert_eq!(author.primary_key.as_ref().unwrap().columns, [0]);
    assert_eq!(author.columns[1].collation.as_deref(), Some("NOCASE"));
    assert!(author.columns[1].not_null && !author.columns[2].not_null);
    assert_eq!(author.columns[2].default.as_deref(), Some("date('now')"));
    let uniques: Vec<_> = author.uniques.iter().map(|key| (key.name.as_deref(), &key.columns[..])).collect();
    assert_eq!(uniques, [(Some("named"), &[1, 2][..]), (None, &[2][..])]);
    assert_eq!(author.uniques[0].on_conflict.as_deref(), Some("IGNORE"));
    assert_eq!(author.uniques[0].collations, [Some("NOCASE".to_owned()), None]);

    let book = table(&catalog, "book");
    let key = book.primary_key.as_ref().unwrap();
    assert_eq!((key.name.as_deref(), key.on_conflict.as_deref()), (Some("book_key"), Some("REPLACE")));
    assert_eq!(book.rowid_alias, None);
    assert_eq!(book.checks[0].expression, "price > 0");
    let generated: Vec<_> = book.columns.iter().filter_map(|column| column.generated.as_ref()).collect();
    assert_eq!((generated[0].stored, generated[0].expression.as_deref()), (false, Some("price * 0.2")));
    assert_eq!((generated[1].stored, generated[1].expression.as_deref()), (true, Some("price * 1.2")));
    assert_eq!(book.stored().collect::<Vec<_>>(), [0, 1, 2, 3]);
    let [wrote, edits, edition] = &book.foreign_keys[..] else { panic!("{:?}", book.foreign_keys) };
    assert_eq!(
        (wrote.name.as_deref(), wrote.on_delete, wrote.on_update),
        (Some("wrote"), Action::SetNull, Action::NoAction)
    );
    assert!(wrote.deferrable && wrote.initially_deferred && wrote.parent_columns.is_empty());
    assert_eq!((&edits.parent_columns[..], edits.on_update), (&["id".to_owned()][..], Action::Cascade));
    assert!(!edits.deferrable);
    assert_eq!((&edition.columns[..], edition.parent.as_str()), (&[0, 1][..], "edition"));

    let property = |name: &str| catalog.properties.iter().find(|(key, _)| key == name).unwrap().1.as_str();
    assert_eq!(
        (property("user_version"), property("application_id"), property("encoding")),
        ("7", "99", "UTF-8")
    );
    assert_eq!(property("journal_mode"), "delete");
    assert!(catalog.troubles.is_empty(), "{:?}", catalog.troubles);
}

#[test]
fn indexes_keep_their_parts() {
    let catalog = catalog_of(
        "CREATE TABLE t(a TEXT COLLATE NOCASE, b, c, id INTEGER PRIMARY KEY, UNIQUE (b));
         CREATE UNIQUE INDEX one ON t(a, b DESC, c COLLATE RTRIM);
         CREATE INDEX two ON t(lower(a), c) WHERE c IS NOT NULL AND b > 'x';
         CREATE INDEX three ON t(a COLLATE BINARY, id);",
    );
    let t = table(&catalog, "t");
    let names: Vec<&str> = t.indexes.iter().map(|index| index.name.as_str()).collect();
    assert_eq!(names, ["one", "two", "three"], "in the order of creation, without that of the constraint");
    let one = &t.indexes[0];
    assert!(one.unique);
    let parts: Vec<_> = one
        .parts
        .iter()
        .map(|part| (part.column, part.descending, part.nulls_first, part.collation.as_deref()))
        .collect();
    assert_eq!(
        parts,
        [(Some(0), false, true, None), (Some(1), true, false, None), (Some(2), false, true, Some("RTRIM"))]
    );
    let two = &t.indexes[1];
    assert_eq!((two.parts[0].column, two.parts[0].expression.as_deref()), (None, Some("lower(a)")));
    assert_eq!(two.predicate.as_deref(), Some("c IS NOT NULL AND b > 'x'"));
    let three = &t.indexes[2];
    assert_eq!(three.parts[0].collation.as_deref(), Some("BINARY"));
    assert_eq!((three.parts[1].column, three.parts[1].expression.as_deref()), (Some(3), None));
}

#[test]
fn the_rowid_alias_is_found_by_sqlites_own_rules() {
    // https://sqlite.org/lang_createtable.html#rowid
    for (declaration, is_alias) in [
        ("x INTEGER PRIMARY KEY", true),
        ("x INTEGER PRIMARY KEY ASC", true),
        ("x INTEGER, y, PRIMARY KEY (x ASC)", true),
        ("x INTEGER, y, PRIMARY KEY (x DESC)", true),
        ("x \"integer\" PRIMARY KEY", true),
        ("x INTEGER PRIMARY KEY DESC", false),
        ("x INT PRIMARY KEY", false),
        ("x BIGINT PRIMARY KEY", false),
        ("x UNSIGNED INTEGER PRIMARY KEY", false),
        ("x INTEGER, y, PRIMARY KEY (x, y)", false),
        ("x INTEGER UNIQUE", false),
    ] {
        let place = Place::with(&format!("CREATE TABLE t({declaration})"));
        let connection = place.application();
        let found = table(&inspect(&connection).unwrap(), "t").rowid_alias;
        // SQLite itself: the alias shows the rowid that a row was given.
        connection.execute_batch("INSERT INTO t(rowid) VALUES(77)").unwrap();
        let shown: Option<i64> = connection.query_row("SELECT x FROM t", [], |row| row.get(0)).unwrap();
        assert_eq!(shown == Some(77), is_alias, "{declaration}: the test's own expectation");
        assert_eq!(found == Some(0), is_alias, "{declaration}");
    }
    let catalog = catalog_of("CREATE TABLE t(x INTEGER PRIMARY KEY) WITHOUT ROWID");
    assert_eq!(
        (table(&catalog, "t").rowid_alias, &table(&catalog, "t").kind),
        (None, &TableKind::WithoutRowid)
    );
}

#[test]
fn the_rowid_is_read_by_a_name_that_is_not_hidden() {
    for (declaration, name) in [
        ("a", Some("t.rowid")),
        ("a, ROWID", Some("t._rowid_")),
        ("a, rowid, _Rowid_", Some("t.oid")),
        ("rowid, _rowid_, oid", None),
        ("rowid INTEGER PRIMARY KEY, _rowid_, oid", Some("t.rowid")),
        ("rowid, _rowid_, oid, \"i d\" INTEGER PRIMARY KEY", Some("t.\"i d\"")),
    ] {
        let connection = Connection::open_in_memory().unwrap();
        connection
            .execute_batch(&format!("CREATE TABLE x({declaration}); INSERT INTO x DEFAULT VALUES"))
            .unwrap();
        let found = rowid_expression(&connection, "x").unwrap();
        assert_eq!(found.as_deref(), name, "{declaration}");
        if let Some(found) = found {
            let rowid: i64 =
                connection.query_row(&format!("SELECT {found} FROM x AS t"), [], |row| row.get(0)).unwrap();
            assert_eq!(rowid, 1);
        }
    }
    let connection = Connection::open_in_memory().unwrap();
    connection.execute_batch("CREATE TABLE x(a PRIMARY KEY) WITHOUT ROWID").unwrap();
    assert_eq!(rowid_expression(&connection, "x").unwrap(), None);
}

#[test]
fn strict_tables_and_high_water_marks_are_known() {
    let catalog = catalog_of(
        "CREATE TABLE s(id INTEGER PRIMARY KEY AUTOINCREMENT, x ANY) STRICT; INSERT INTO s VALUES(41, 'x');
         DELETE FROM s; CREATE TABLE odd(id INTEGER PRIMARY KEY AUTOINCREMENT);
         INSERT INTO sqlite_sequence VALUES('odd', 'text'), ('gone', 5)",
    );
    let s = table(&catalog, "s");
    assert!(s.strict && s.autoincrement);
    assert_eq!(s.sequence, Some(41));
    assert_eq!(table(&catalog, "odd").sequence, None);
    assert_eq!(table(&catalog, "sqlite_sequence").kind, TableKind::Internal);
}

#[test]
fn shadow_tables_are_those_of_a_virtual_table_and_no_others() {
    let catalog = catalog_of(
        "CREATE VIRTUAL TABLE docs USING fts5(body); CREATE VIRTUAL TABLE old USING fts4(body);
         CREATE VIRTUAL TABLE box USING rtree(id, x0, x1);
         CREATE TABLE mine_content(a); CREATE TABLE mine_data(a); CREATE TABLE box_office(a); CREATE TABLE docs2_idx(a)",
    );
    let names = |wanted: &dyn Fn(&TableKind) -> bool| -> Vec<&str> {
        catalog.tables.iter().filter(|table| wanted(&table.kind)).map(|table| table.name.as_str()).collect()
    };
    assert_eq!(names(&|kind| matches!(kind, TableKind::Virtual { .. })), ["docs", "old"]);
    assert_eq!(names(&|kind| *kind == TableKind::RTree), ["box"]);
    assert_eq!(table(&catalog, "old").kind, TableKind::Virtual { module: "fts4".to_owned() });
    assert_eq!(
        names(&|kind| *kind == TableKind::Ordinary),
        ["mine_content", "mine_data", "box_office", "docs2_idx"]
    );
    let shadows = names(&|kind| *kind == TableKind::Shadow);
    for name in ["docs_data", "docs_idx", "docs_docsize", "docs_config", "old_segdir", "old_stat", "box_node"]
    {
        assert!(shadows.contains(&name), "{name} in {shadows:?}");
    }
    for (content, of) in [("docs_content", "docs"), ("old_content", "old")] {
        assert_eq!(table(&catalog, content).kind, TableKind::Content { of: of.to_owned() });
    }
}

/// Puts a declaration into the schema that SQLite would not accept today.
fn smuggle(connection: &Connection, sql: &str, name: &str) {
    connection
        .execute_batch(&format!(
            "PRAGMA writable_schema = ON;
             INSERT INTO sqlite_schema(type, name, tbl_name, rootpage, sql) VALUES('table', '{name}', '{name}', 0, '{sql}');
             PRAGMA writable_schema = OFF"
        ))
        .unwrap();
}

#[test]
fn a_missing_module_is_a_trouble_and_its_tables_are_known() {
    let place = Place::with(
        "CREATE TABLE notes(a); CREATE TABLE vec_chunks(a); CREATE TABLE vec_vector_chunks00(a);
         CREATE TABLE chunks(a); INSERT INTO notes VALUES(1)",
    );
    let writer = place.application();
    smuggle(&writer, "CREATE VIRTUAL TABLE vec USING vec0(embedding float[4])", "vec");
    smuggle(&writer, "CREATE VIRTUAL TABLE SpatialIndex USING VirtualSpatialIndex()", "SpatialIndex");
    drop(writer);
    let catalog = inspect(&place.examine().unwrap().connect().unwrap()).unwrap();
    assert_eq!(table(&catalog, "vec").kind, TableKind::Virtual { module: "vec0".to_owned() });
    assert_eq!(
        table(&catalog, "SpatialIndex").kind,
        TableKind::Virtual { module: "virtualspatialindex".to_owned() }
    );
    for name in ["vec_chunks", "vec_vector_chunks00"] {
        assert_eq!(table(&catalog, name).kind, TableKind::Shadow, "{name}");
    }
    assert_eq!(table(&catalog, "chunks").kind, TableKind::Ordinary);
    let troubled: Vec<&str> = catalog.troubles.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(troubled, ["vec", "SpatialIndex"], "{:?}", catalog.troubles);
    assert!(catalog.troubles[0].1.contains("no such module: vec0"), "{:?}", catalog.troubles);
}

#[test]
fn unknown_functions_collations_and_dropped_tables_are_not_fatal() {
    let place = Place::with(
        "CREATE TABLE base(a TEXT, b); CREATE TABLE gone(a);
         CREATE TABLE odd(a TEXT COLLATE RTRIM, b AS (upper(a)), c TEXT CHECK (upper(c) = c), UNIQUE (a));
         CREATE INDEX loud ON odd(upper(c)); CREATE VIEW v AS SELECT upper(a) FROM gone;
         CREATE TRIGGER r AFTER INSERT ON base BEGIN INSERT INTO gone VALUES(upper(new.a)); END;
         INSERT INTO odd(a, c) VALUES('x', 'X');
         PRAGMA legacy_alter_table = ON; DROP TABLE gone;
         PRAGMA writable_schema = ON;
         UPDATE sqlite_schema SET sql = replace(replace(sql, 'upper', 'shout'), 'RTRIM', 'reversed')",
    );
    let catalog = inspect(&place.examine().unwrap().connect().unwrap()).unwrap();
    let odd = table(&catalog, "odd");
    assert_eq!(odd.columns[0].collation.as_deref(), Some("reversed"));
    assert_eq!(odd.columns[1].generated.as_ref().unwrap().expression.as_deref(), Some("shout(a)"));
    assert_eq!(odd.indexes[0].parts[0].expression.as_deref(), Some("shout(c)"));
    assert_eq!((catalog.views.len(), catalog.triggers.len()), (1, 1));
    assert!(catalog.views[0].sql.contains("FROM gone"));
}

#[test]
fn any_name_is_possible() {
    let names = ["", " ", "select", "a.b", "it's", "say \"hi\"", "[x]", "😀", "a,b)--", "Ünï"];
    let mut sql = String::new();
    for name in names {
        let name = ident(name);
        sql.push_str(&format!(
            "CREATE TABLE {name}({name} TEXT, x INTEGER, PRIMARY KEY ({name}), UNIQUE (x));"
        ));
        sql.push_str(&format!("CREATE INDEX {} ON {name}({name}, x);", ident(&format!("i{name}"))));
    }
    let catalog = catalog_of(&sql);
    for name in names {
        let table = table(&catalog, name);
        assert_eq!((table.columns[0].name.as_str(), table.columns.len()), (name, 2));
        assert_eq!(table.primary_key.as_ref().unwrap().columns, [0], "{name:?}");
        assert_eq!((table.uniques.len(), table.indexes.len()), (1, 1), "{name:?}");
        assert_eq!(table.indexes[0].parts[0].column, Some(0));
    }
    assert!(catalog.troubles.is_empty(), "{:?}", catalog.troubles);
    assert_eq!(catalog.origin.iter().filter(|origin| origin.kind == "table").count(), names.len());
}

#[test]
fn a_name_that_is_not_utf8_is_a_trouble() {
    let place = Place::with("CREATE TABLE t(a)");
    let writer = place.application();
    writer
        .execute_batch(
            "PRAGMA writable_schema = ON;
             UPDATE sqlite_schema SET sql = 'CREATE TABLE t(a DEFAULT ''' || CAST(x'ff' AS TEXT) || ''')'",
        )
        .unwrap();
    drop(writer);
    let catalog = inspect(&place.examine().unwrap().connect().unwrap()).unwrap();
    assert!(
        catalog.troubles.iter().any(|(name, why)| name == "t" && why.contains("UTF-8")),
        "{:?}",
        catalog.troubles
    );
}
