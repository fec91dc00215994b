//! Names that one engine allows and the other does not, or reads differently.

use super::{Case, Expect, Guard, create, run};
use std::path::Path;

pub(super) const CASES: &[Case] = &[
    Case::moves(
        "names-with-punctuation",
        "every name needs quoting, and some hold the quotes themselves",
        r#"
        CREATE TABLE "two words" ("a column" TEXT, "a.b" INTEGER, "c""d" REAL, "e'f" TEXT, "g`h" TEXT, "[i]" TEXT);
        INSERT INTO "two words" VALUES ('1', 2, 3.5, '4', '5', '6');
        CREATE TABLE "dots.and.more" ("id" INTEGER PRIMARY KEY, "%s" TEXT, "back\slash" TEXT, "semi;colon" TEXT);
        INSERT INTO "dots.and.more" VALUES (1, 'percent', 'slash', 'colon');
        CREATE TABLE "quo""ted" ("1st" TEXT, "-" TEXT, "$1" TEXT, "?" TEXT, "new
line" TEXT, "tab	here" TEXT);
        INSERT INTO "quo""ted" VALUES ('digit', 'minus', 'dollar', 'question', 'line', 'tab');
        CREATE TABLE "🐘 Elefänt" ("🪿" TEXT PRIMARY KEY, "名前" TEXT UNIQUE);
        INSERT INTO "🐘 Elefänt" VALUES ('honk', '鵞鳥');
        CREATE INDEX "an index, ""quoted""" ON "two words" ("a column", "c""d");
        CREATE TABLE "1'); DROP TABLE ""two words""; --" (a);
        INSERT INTO "1'); DROP TABLE ""two words""; --" VALUES ('Bobby');
        "#,
    ),
    Case::moves(
        "names-reserved-words",
        "tables and columns are named like key words of SQL",
        r#"
        CREATE TABLE "user" (id INTEGER PRIMARY KEY, "order" INTEGER, "select" TEXT, "group" TEXT, "references" TEXT,
            "default" TEXT, "check" TEXT, "end" TEXT, "analyze" TEXT, "limit" INTEGER, "all" BOOLEAN);
        INSERT INTO "user" VALUES (1, 2, 'a', 'b', 'c', 'd', 'e', 'f', 'g', 3, 1);
        CREATE TABLE "order" ("user" INTEGER REFERENCES "user" (id), "table" TEXT, "primary" INTEGER PRIMARY KEY);
        INSERT INTO "order" VALUES (1, 't', 7);
        CREATE TABLE "select" ("from" TEXT, "where" TEXT);
        INSERT INTO "select" VALUES ('x', 'y');
        CREATE INDEX "index" ON "order" ("table");
        "#,
    ),
    Case::moves(
        "names-of-catalogue-objects",
        "tables are named like PostgreSQL's own tables and types, columns like its functions",
        r#"
        CREATE TABLE pg_class (oid INTEGER PRIMARY KEY, relname TEXT);
        INSERT INTO pg_class VALUES (1, 'mine');
        CREATE TABLE text (text TEXT, integer INTEGER, "double precision" REAL, "current_user" TEXT);
        INSERT INTO text VALUES ('a', 1, 1.5, 'me');
        CREATE TABLE public ("public" TEXT);
        INSERT INTO public VALUES ('x');
        CREATE TABLE howdah (id INTEGER PRIMARY KEY, original TEXT);
        INSERT INTO howdah VALUES (1, 'x');
        "#,
    ),
    Case::moves(
        "names-taken-by-constraints",
        "tables and indexes have the names that PostgreSQL would give to keys, sequences and indexes of others",
        r#"
        CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT UNIQUE, b TEXT);
        CREATE TABLE t_pkey (id INTEGER PRIMARY KEY);
        CREATE TABLE t_a_key (id INTEGER PRIMARY KEY);
        CREATE TABLE t_id_seq (id INTEGER PRIMARY KEY);
        CREATE INDEX t_b_idx ON t (b);
        CREATE TABLE u (id INTEGER PRIMARY KEY, t_id INTEGER REFERENCES t (id), UNIQUE (t_id));
        CREATE INDEX u_t_id_key ON u (id, t_id);
        INSERT INTO t (a, b) VALUES ('x', 'y'), ('z', 'y');
        INSERT INTO t_pkey VALUES (1); INSERT INTO t_a_key VALUES (2); INSERT INTO t_id_seq VALUES (3);
        INSERT INTO u VALUES (1, 1), (2, 2);
        "#,
    ),
    Case::moves(
        "names-of-system-columns",
        "PostgreSQL keeps the names xmin, xmax, cmin, cmax, ctid and tableoid in every table for itself",
        r#"
        CREATE TABLE t (id INTEGER PRIMARY KEY, xmin REAL, xmax REAL, cmin TEXT, cmax TEXT, ctid TEXT, tableoid INT);
        INSERT INTO t VALUES (1, 0.5, 1.5, 'a', 'b', 'c', 2);
        CREATE INDEX i ON t (xmin, xmax);
        "#,
    )
    .expect(Expect::MovesOrRefused { exit_code: 1 }),
    Case::moves(
        "names-empty",
        "a table and a column have an empty name, which PostgreSQL does not take",
        r#"
        CREATE TABLE "" (a TEXT, "" TEXT);
        INSERT INTO "" VALUES ('x', 'y');
        CREATE TABLE beside ("" INTEGER PRIMARY KEY, " " TEXT);
        INSERT INTO beside VALUES (1, 'a blank');
        "#,
    )
    .expect(Expect::MovesOrRefused { exit_code: 1 }),
    Case::moves(
        "names-that-differ-in-case",
        "SQLite folds only ASCII, so that these are two tables and two columns each",
        r#"
        CREATE TABLE "Ärger" ("Öl" TEXT, "öl" TEXT, "İ" TEXT, "i" TEXT);
        INSERT INTO "Ärger" VALUES ('1', '2', '3', '4');
        CREATE TABLE "ärger" ("ß" TEXT, "ẞ" TEXT, "ss" TEXT);
        INSERT INTO "ärger" VALUES ('5', '6', '7');
        "#,
    ),
    Case::moves(
        "names-that-fold-into-one",
        "kept as they are all differ; in lower case or snake case some become equal",
        r#"
        CREATE TABLE CustomerOrder (ID INTEGER PRIMARY KEY, CustomerID TEXT, customer_id TEXT, "Customer Id" TEXT);
        INSERT INTO CustomerOrder VALUES (1, 'a', 'b', 'c');
        CREATE TABLE customer_order (HTTPStatus INTEGER, http_status INTEGER, "HTTP-status" INTEGER);
        INSERT INTO customer_order VALUES (200, 404, 500);
        CREATE INDEX IX_Customer ON CustomerOrder (CustomerID);
        CREATE INDEX ix__customer ON customer_order (HTTPStatus);
        "#,
    ),
    Case::code(
        "names-of-64-bytes-twins",
        "names longer than 63 bytes that PostgreSQL would cut to equal ones",
        Expect::MovesOrRefused { exit_code: 1 },
        twins,
    ),
    Case::code(
        "names-of-63-bytes",
        "the longest names that PostgreSQL keeps whole, leaving no room for a suffix",
        Expect::Moves,
        longest,
    ),
    Case::moves(
        "names-of-rowid",
        "user columns hide one or all of SQLite's names for the rowid",
        r#"
        CREATE TABLE one (rowid TEXT, a TEXT);
        INSERT INTO one VALUES ('mine', 'x'), ('mine', 'x');
        CREATE TABLE two (rowid INTEGER, _rowid_ TEXT, a TEXT);
        INSERT INTO two VALUES (7, 'q', 'y'), (7, 'q', 'z');
        CREATE TABLE three (rowid TEXT, oid TEXT, _rowid_ TEXT);
        INSERT INTO three VALUES ('a', 'b', 'c'), ('a', 'b', 'c'), (NULL, NULL, NULL);
        CREATE TABLE alias (oid INTEGER PRIMARY KEY, rowid TEXT);
        INSERT INTO alias VALUES (5, 'not the rowid');
        "#,
    ),
];

fn twins(path: &Path) -> Guard {
    let stem = "a".repeat(63);
    let wide = format!("{}ä", "b".repeat(62));
    let connection = create(path);
    for last in ["x", "y"] {
        run(
            &connection,
            &format!(
                "CREATE TABLE {stem}{last} (id INTEGER PRIMARY KEY, {stem}1 TEXT, {stem}2 TEXT);
                 INSERT INTO {stem}{last} VALUES (1, 'one', '{last}');
                 CREATE INDEX {stem}i{last} ON {stem}{last} ({stem}1);"
            ),
        );
    }
    // The 63rd and 64th byte are one character: a cut between them would make invalid UTF-8.
    run(&connection, &format!("CREATE TABLE {wide} ({wide} TEXT); INSERT INTO {wide} VALUES ('cut')"));
    Guard::default()
}

fn longest(path: &Path) -> Guard {
    let stem = "c".repeat(62);
    let connection = create(path);
    for last in ["x", "y"] {
        run(
            &connection,
            &format!(
                "CREATE TABLE {stem}{last} (id INTEGER PRIMARY KEY AUTOINCREMENT, {stem}1 TEXT UNIQUE,
                     {stem}2 INTEGER REFERENCES {stem}{last} (id));
                 INSERT INTO {stem}{last} VALUES (1, 'one', 1), (2, 'two', NULL);
                 CREATE INDEX {stem}i{last} ON {stem}{last} ({stem}2);"
            ),
        );
    }
    Guard::default()
}
