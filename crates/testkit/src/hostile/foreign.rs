//! Foreign keys, which SQLite parses and, unless told to, does not enforce.

use super::Case;

pub(super) const CASES: &[Case] = &[
    Case::moves(
        "foreign-keys-in-circles",
        "a table refers to itself, two to each other, three in a ring: no order of creation or loading serves",
        r#"
        CREATE TABLE tree (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES tree (id) ON DELETE CASCADE);
        INSERT INTO tree VALUES (1, 3), (2, 1), (3, 2), (4, 4), (5, NULL);
        CREATE TABLE egg (id INTEGER PRIMARY KEY, hen INTEGER NOT NULL REFERENCES hen (id));
        CREATE TABLE hen (id INTEGER PRIMARY KEY, egg INTEGER NOT NULL REFERENCES egg (id));
        INSERT INTO egg VALUES (1, 2), (2, 1);
        INSERT INTO hen VALUES (1, 1), (2, 2);
        CREATE TABLE rock (id TEXT PRIMARY KEY, beats TEXT REFERENCES scissors (id));
        CREATE TABLE scissors (id TEXT PRIMARY KEY, beats TEXT REFERENCES paper (id));
        CREATE TABLE paper (id TEXT PRIMARY KEY, beats TEXT REFERENCES rock (id));
        INSERT INTO rock VALUES ('r', 's'); INSERT INTO scissors VALUES ('s', 'p'); INSERT INTO paper VALUES ('p', 'r');
        "#,
    ),
    Case::moves(
        "foreign-keys-of-every-form",
        "composite, with an implicit parent key, deferrable, with every action, named, in another order and case",
        r#"
        CREATE TABLE parent (a INTEGER, b TEXT, c TEXT UNIQUE, PRIMARY KEY (a, b));
        INSERT INTO parent VALUES (1, 'x', 'cx'), (1, 'y', 'cy'), (2, 'x', NULL);
        CREATE UNIQUE INDEX parent_ba ON parent (b, a);
        CREATE TABLE simple (id INTEGER PRIMARY KEY, v TEXT);
        INSERT INTO simple VALUES (1, 'one'), (2, 'two');
        CREATE TABLE composite (a INTEGER, b TEXT, FOREIGN KEY (a, b) REFERENCES parent (a, b) ON UPDATE CASCADE);
        INSERT INTO composite VALUES (1, 'x'), (1, NULL), (NULL, 'nowhere'), (NULL, NULL);
        CREATE TABLE turned (b TEXT, a INTEGER, FOREIGN KEY (b, a) REFERENCES parent (b, a));
        INSERT INTO turned VALUES ('y', 1);
        CREATE TABLE implicit (s INTEGER REFERENCES simple, a INTEGER, b TEXT, FOREIGN KEY (a, b) REFERENCES parent);
        INSERT INTO implicit VALUES (2, 1, 'y'), (NULL, NULL, NULL);
        CREATE TABLE late (s INTEGER REFERENCES SIMPLE (ID) DEFERRABLE INITIALLY DEFERRED,
            t INTEGER REFERENCES "simple" ("id") DEFERRABLE INITIALLY IMMEDIATE,
            u INTEGER REFERENCES simple (id) NOT DEFERRABLE INITIALLY DEFERRED);
        INSERT INTO late VALUES (1, 2, 1);
        CREATE TABLE actions (n INTEGER REFERENCES simple ON DELETE SET NULL ON UPDATE SET DEFAULT,
            d INTEGER DEFAULT 1 REFERENCES simple ON DELETE SET DEFAULT ON UPDATE RESTRICT,
            r INTEGER REFERENCES simple ON DELETE RESTRICT ON UPDATE NO ACTION MATCH FULL,
            c TEXT CONSTRAINT "to parent" REFERENCES parent (c) ON DELETE NO ACTION);
        INSERT INTO actions VALUES (1, 2, 1, 'cx');
        CREATE TABLE twice (s INTEGER, FOREIGN KEY (s) REFERENCES simple (id), FOREIGN KEY (s) REFERENCES simple (id));
        INSERT INTO twice VALUES (1);
        "#,
    ),
    Case::moves(
        "foreign-key-to-nowhere",
        "the parent table, or the parent column, does not exist",
        r#"
        CREATE TABLE t (id INTEGER PRIMARY KEY, gone INTEGER REFERENCES dropped (id), a TEXT);
        INSERT INTO t VALUES (1, 7, 'x'), (2, NULL, 'y');
        CREATE TABLE u (id INTEGER PRIMARY KEY, t_id INTEGER REFERENCES t (no_such_column));
        INSERT INTO u VALUES (1, 1);
        CREATE TABLE v (id INTEGER PRIMARY KEY, viewed INTEGER REFERENCES a_view (id));
        INSERT INTO v VALUES (1, 1);
        CREATE VIEW a_view AS SELECT id FROM t;
        "#,
    ),
    Case::moves(
        "foreign-key-to-a-column-without-a-key",
        "the parent columns are not unique, or only by a partial index or another collation",
        r#"
        CREATE TABLE parent (id INTEGER PRIMARY KEY, code TEXT, part TEXT, folded TEXT, w1 TEXT, w2 TEXT, UNIQUE (w1, w2));
        CREATE UNIQUE INDEX some ON parent (part) WHERE part <> '';
        CREATE UNIQUE INDEX without_case ON parent (folded COLLATE NOCASE);
        INSERT INTO parent VALUES (1, 'x', 'p', 'f', 'a', 'b'), (2, 'x', 'q', 'g', 'a', 'c');
        CREATE TABLE child (code TEXT REFERENCES parent (code), part TEXT REFERENCES parent (part),
            folded TEXT REFERENCES parent (folded), w1 TEXT REFERENCES parent (w1));
        INSERT INTO child VALUES ('x', 'p', 'f', 'a'), (NULL, 'q', 'G', 'a');
        "#,
    ),
    Case::moves(
        "foreign-keys-with-orphans",
        "rows whose parent is gone: in one column, in a composite key, in a self-reference, and through a NOT NULL",
        r#"
        CREATE TABLE author (id INTEGER PRIMARY KEY, name TEXT);
        INSERT INTO author VALUES (1, 'Ann'), (2, 'Bob');
        CREATE TABLE book (id INTEGER PRIMARY KEY, author_id INTEGER NOT NULL REFERENCES author (id), next INTEGER
            REFERENCES book (id));
        INSERT INTO book VALUES (1, 1, 2), (2, 99, 3), (3, 2, 77), (4, 98, NULL), (5, 98, 1);
        CREATE TABLE edition (book INTEGER, number INTEGER, PRIMARY KEY (book, number));
        INSERT INTO edition VALUES (1, 1);
        CREATE TABLE copy (book INTEGER, number INTEGER, FOREIGN KEY (book, number) REFERENCES edition);
        INSERT INTO copy VALUES (1, 1), (1, 2), (NULL, 9);
        "#,
    ),
    Case::moves(
        "foreign-keys-between-types",
        "a child declared TEXT refers to an INTEGER parent, and the other way; SQLite compares after affinity",
        r#"
        CREATE TABLE parent (id INTEGER PRIMARY KEY, code TEXT UNIQUE, uuid CHAR(36) UNIQUE, free UNIQUE);
        INSERT INTO parent VALUES (1, '10', '6f9619ff-8b86-d011-b42d-00c04fc964ff', 1), (2, '007', NULL, 'one');
        CREATE TABLE child (parent_id TEXT REFERENCES parent (id), code INTEGER REFERENCES parent (code),
            uuid TEXT REFERENCES parent (uuid), free REFERENCES parent (free));
        INSERT INTO child VALUES ('1', 10, '6f9619ff-8b86-d011-b42d-00c04fc964ff', 1), ('2', NULL, NULL, 'one');
        CREATE TABLE grandchild (parent_id VARCHAR(20) REFERENCES parent, deep TEXT);
        INSERT INTO grandchild VALUES ('2', 'x'), (NULL, 'y');
        "#,
    ),
];
