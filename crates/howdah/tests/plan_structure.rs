//! Names, keys, indexes, foreign keys, rowids, sequences, defaults, limits and objects: what a plan makes of them.

mod plan_support;

use howdah::catalog::map::{EditAction, RowKey, RowidMap};
use howdah::error::Kind;
use howdah::plan::model::{Plan, TargetFacts};
use howdah::plan::options::{Collation, Names, Options, Orphans, RowidChoice};
use howdah::plan::{Input, id_of, make, rules, summary};
use howdah::report::finding::Level;
use plan_support::{Source, assert_has, finding, ids, plan, plan_with, sql_type, statements};

/// The column's line in CREATE TABLE.
#[track_caller]
fn line(plan: &Plan, table: &str, column: &str) -> String {
    let start = format!("CREATE TABLE public.{table} (");
    let create = statements(plan).into_iter().find(|sql| sql.starts_with(&start));
    let create = create.unwrap_or_else(|| panic!("no {start}"));
    let lines = create.lines().map(|line| line.trim().trim_end_matches(','));
    let wanted = format!("{column} ");
    lines.into_iter().find(|line| line.starts_with(&wanted)).unwrap_or_else(|| panic!("{create}")).to_owned()
}

/// The default's expression for a column of this type with this default.
fn default(declared: &str, default: &str) -> Option<String> {
    let made = plan(&format!("CREATE TABLE t(c {declared} DEFAULT {default})"));
    let line = line(&made, "t", "c");
    let found = line.split_once(" DEFAULT ").map(|(_, expression)| expression.to_owned());
    let null = default.to_ascii_lowercase().contains("null") && !default.contains('\'');
    assert_eq!(found.is_none() && !null, ids(&made).contains(&"default-not-carried"), "{default}");
    found
}

#[test]
fn a_plan_is_a_pure_function_and_its_id_is_its_hash() {
    let source = Source::of(
        "CREATE TABLE a(id INTEGER PRIMARY KEY, b REFERENCES b(id), c TEXT DEFAULT 'x');
         CREATE TABLE b(id INTEGER PRIMARY KEY, a REFERENCES a); CREATE INDEX i ON a(c DESC);
         INSERT INTO a VALUES (1, 2, 'x'), (3, 99, NULL); INSERT INTO b VALUES (2, 1);",
    );
    let options = Options::default();
    let (one, two) = (source.plan(&options), source.plan(&options));
    let bytes = |plan: &Plan| serde_json::to_vec(plan).expect("a plan is JSON");
    assert_eq!(bytes(&one), bytes(&two));
    assert_eq!(one.id, id_of(&one).expect("a plan has an id"));
    assert!(one.id.len() == 32 && one.id.bytes().all(|byte| byte.is_ascii_hexdigit()));
    let other = source.plan(&Options { schema: "other".into(), ..Options::default() });
    assert_ne!(one.id, other.id);
    let read: Plan = serde_json::from_slice(&bytes(&one)).expect("a plan is read back");
    assert_eq!(read, one);
}

#[test]
fn tables_stand_in_the_order_of_their_parents_and_are_numbered() {
    let made = plan("CREATE TABLE c(p REFERENCES p(id)); CREATE TABLE p(id INTEGER PRIMARY KEY);");
    let order: Vec<(i32, &str)> =
        made.tables.iter().map(|table| (table.number, table.lite.as_str())).collect();
    assert_eq!(order, [(1, "p"), (2, "c")]);
}

#[test]
fn only_and_exclude_select_tables_and_refuse_unknown_names() {
    let source = Source::of("CREATE TABLE a(x); CREATE TABLE b(x); CREATE TABLE c(x REFERENCES a(x));");
    let select = |only: &[&str], exclude: &[&str]| {
        let list = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let options = Options { only: list(only), exclude: list(exclude), ..Options::default() };
        make(&source.input(&options))
            .map(|plan| plan.tables.into_iter().map(|map| map.lite).collect::<Vec<_>>())
    };
    assert_eq!(select(&["A", "b"], &[]).expect("both exist"), ["a", "b"]);
    assert_eq!(select(&[], &["a"]).expect("it exists"), ["b", "c"]);
    assert_eq!(select(&["d"], &[]).expect_err("there is no d").kind, Kind::Usage);
}

#[test]
fn names_are_kept_folded_and_cut_and_collisions_are_found() {
    let made =
        plan_with("CREATE TABLE \"Order Items\"(\"customerId\" INT, xmin INT, \"\" TEXT)", |options| {
            options.names = Names::Snake;
        });
    let table = &made.tables[0];
    assert_eq!(table.target, "order_items");
    let columns: Vec<&str> = table.columns.iter().map(|column| column.target.as_str()).collect();
    assert_eq!(columns, ["customer_id", "xmin_", "column_3"]);
    assert_eq!(ids(&made).iter().filter(|id| **id == "name-not-allowed").count(), 2);
    let made =
        plan_with("CREATE TABLE T(a); CREATE TABLE \"t \"(a); CREATE INDEX \"T!\" ON T(a);", |options| {
            options.names = Names::Snake;
        });
    assert_eq!(made.tables.iter().map(|table| table.target.as_str()).collect::<Vec<_>>(), ["t", "t_2"]);
    assert_eq!(made.phases.indexes[0].name, "t_3");
    let made = plan(&format!("CREATE TABLE \"{0}a\"(x); CREATE TABLE \"{0}b\"(x);", "x".repeat(63)));
    assert!(made.tables.iter().all(|table| table.target.len() == 63));
    assert_ne!(made.tables[0].target, made.tables[1].target);
}

#[test]
fn a_constraints_index_does_not_take_the_name_of_a_table() {
    let made =
        plan("CREATE TABLE t(a INT PRIMARY KEY, b UNIQUE); CREATE TABLE t_pkey(x); CREATE TABLE t_b_key(x);");
    assert_has(&made, "ALTER TABLE public.t ADD CONSTRAINT t_pkey_2 PRIMARY KEY (a)");
    assert_has(&made, "ALTER TABLE public.t ADD CONSTRAINT t_b_key_2 UNIQUE (b)");
    assert!(!ids(&made).contains(&"name-collision"), "names that howdah makes step aside silently");
    let made = plan("CREATE TABLE a(x CONSTRAINT u UNIQUE); CREATE TABLE b(x CONSTRAINT u UNIQUE);");
    assert!(finding(&made, "name-collision").message.contains("u_2"));
    let source = Source::of("CREATE TABLE t(a INTEGER PRIMARY KEY); CREATE INDEX i ON t(a)");
    let target = TargetFacts { relations: vec!["i".into()], ..TargetFacts::default() };
    let options = Options::default();
    let made = make(&Input { target: Some(&target), ..source.input(&options) }).expect("a plan");
    assert_eq!(made.phases.indexes[0].name, "i_2");
}

#[test]
fn primary_keys_with_nulls_become_unique_and_not_null_is_left_out_where_nulls_are() {
    let made =
        plan("CREATE TABLE t(a TEXT PRIMARY KEY, b); INSERT INTO t VALUES (NULL, 1), (NULL, 2), ('x', 3);");
    assert_has(&made, "ALTER TABLE public.t ADD CONSTRAINT t_a_key UNIQUE (a)");
    assert!(finding(&made, "primary-key-has-nulls").message.contains("2 NULLs"));
    assert_eq!(made.tables[0].key, RowKey::Rowid);
    assert_eq!(line(&made, "t", "a"), "a text COLLATE \"C\"");
    let made = plan("CREATE TABLE t(a TEXT NOT NULL, b INT)");
    assert_eq!(line(&made, "t", "a"), "a text COLLATE \"C\" NOT NULL");
    let mut source = Source::of("CREATE TABLE t(a TEXT NOT NULL)");
    source.profiles[0].columns[0].nulls = 3;
    let made = source.plan(&Options::default());
    assert_eq!(line(&made, "t", "a"), "a text COLLATE \"C\"");
    assert!(ids(&made).contains(&"not-null-has-nulls"));
}

#[test]
fn text_compares_bytes_unless_the_databases_collation_is_asked_for() {
    let made =
        plan_with("CREATE TABLE t(a VARCHAR(3), b INT)", |options| options.collation = Collation::Database);
    assert_eq!(line(&made, "t", "a"), "a varchar(3)");
    let made = plan("CREATE TABLE t(a TEXT COLLATE NOCASE UNIQUE)");
    assert!(finding(&made, "collation-not-carried").message.contains("keys stand over the folded text"));
    assert_has(&made, "CREATE UNIQUE INDEX t_a_folded_key ON public.t (lower(a COLLATE \"C\"))");
}

#[test]
fn indexes_sort_nulls_as_sqlite_does() {
    let made = plan(
        "CREATE TABLE t(a, b NOT NULL, c, d COLLATE NOCASE, e JSON);
         CREATE INDEX one ON t(a, b DESC, c DESC); CREATE UNIQUE INDEX two ON t(c);
         CREATE INDEX three ON t(a) WHERE a > 0; CREATE INDEX four ON t(lower(a)); CREATE INDEX five ON t(d);",
    );
    assert_has(&made, "CREATE INDEX one ON public.t (a NULLS FIRST, b DESC, c DESC NULLS LAST)");
    assert_has(&made, "CREATE UNIQUE INDEX two ON public.t (c)");
    assert!(!ids(&made).contains(&"index-not-translated"));
    let made = plan(
        "CREATE TABLE t(a INT, b TEXT, d TEXT COLLATE NOCASE);
         CREATE INDEX three ON t(a) WHERE a > 0; CREATE INDEX four ON t(lower(b) DESC); CREATE INDEX five ON t(d);
         CREATE INDEX six ON t(b COLLATE RTRIM); CREATE INDEX seven ON t(json_set(b, '$.x', 1));",
    );
    assert_has(&made, "CREATE INDEX three ON public.t (a NULLS FIRST) WHERE a > 0");
    assert_has(&made, "CREATE INDEX five ON public.t ((lower(d COLLATE \"C\")) NULLS FIRST)");
    assert_has(&made, "CREATE INDEX six ON public.t ((rtrim(b, ' ') COLLATE \"C\") NULLS FIRST)");
    assert_eq!(finding(&made, "index-not-translated").object.as_deref(), Some("seven"));
}

#[test]
fn indexes_and_keys_that_btree_cannot_hold_are_left_out_with_a_finding() {
    let long = "x".repeat(3000);
    let made = plan(&format!(
        "CREATE TABLE t(a TEXT, b TEXT UNIQUE); CREATE INDEX i ON t(a); INSERT INTO t VALUES ('{long}', '{long}');"
    ));
    assert_has(&made, "CREATE INDEX i ON public.t USING hash (a)");
    assert_has(&made, "CREATE UNIQUE INDEX t_b_folded_key ON public.t (md5(b))");
    assert_eq!(finding(&made, "index-over-long-text").object.as_deref(), Some("i"));
    assert_eq!(finding(&made, "key-not-carried").level, Level::Changes);
    let made = plan(&format!(
        "CREATE TABLE t(a TEXT, b TEXT, UNIQUE (a, b)); CREATE INDEX i ON t(a, b);
         INSERT INTO t VALUES ('{long}', '{long}');"
    ));
    assert!(made.phases.indexes.is_empty() && made.phases.keys.is_empty());
    assert_eq!(finding(&made, "index-not-possible").object.as_deref(), Some("i"));
    assert_eq!(finding(&made, "key-not-carried").level, Level::Loss);
    let made =
        plan("CREATE TABLE t(j JSON); CREATE INDEX i ON t(j); INSERT INTO t VALUES ('{\"a\":\"\\u0000\"}');");
    assert!(finding(&made, "index-not-possible").message.contains("json"));
}

#[test]
fn rowids_are_kept_where_something_needs_them() {
    let kept = |sql: &str, choice| {
        let made = plan_with(sql, |options| options.rowid = choice);
        (made.tables[0].rowid.clone(), made.tables[0].key.clone())
    };
    let key = RowKey::Columns(vec![0]);
    assert_eq!(
        kept("CREATE TABLE t(a INTEGER PRIMARY KEY, b)", RowidChoice::Keep),
        (RowidMap::None, key.clone())
    );
    assert_eq!(kept("CREATE TABLE t(a TEXT PRIMARY KEY)", RowidChoice::Auto), (RowidMap::None, key.clone()));
    assert_eq!(
        kept("CREATE TABLE t(a TEXT PRIMARY KEY)", RowidChoice::Keep),
        (RowidMap::Hidden, key.clone())
    );
    assert_eq!(kept("CREATE TABLE t(a)", RowidChoice::Auto), (RowidMap::Hidden, RowKey::Rowid));
    assert_eq!(kept("CREATE TABLE t(a)", RowidChoice::Drop), (RowidMap::None, RowKey::Row));
    let column = RowidMap::Column { name: "_rowid_".into() };
    assert_eq!(kept("CREATE TABLE t(rowid)", RowidChoice::Column), (column, RowKey::Rowid));
    assert_eq!(
        kept(
            "CREATE TABLE t(a UNIQUE NOT NULL) WITHOUT ROWID".replace("UNIQUE", "PRIMARY KEY").as_str(),
            RowidChoice::Keep
        ),
        (RowidMap::None, key.clone())
    );
    assert_eq!(kept("CREATE TABLE t(rowid, oid, _rowid_)", RowidChoice::Auto), (RowidMap::None, RowKey::Row));
    let viewed = "CREATE TABLE t(a TEXT PRIMARY KEY); CREATE VIEW v AS SELECT rowid, a FROM t;";
    assert_eq!(kept(viewed, RowidChoice::Auto), (RowidMap::Hidden, key.clone()));
    let lost = plan_with(viewed, |options| options.rowid = RowidChoice::Drop);
    assert!(finding(&lost, "rowid-not-kept").message.starts_with("view v"));
    let searched = "CREATE TABLE t(a TEXT PRIMARY KEY); CREATE VIRTUAL TABLE f USING fts5(a, content='t');";
    assert_eq!(kept(searched, RowidChoice::Auto), (RowidMap::Hidden, key));
}

#[test]
fn a_row_key_is_a_key_without_nulls() {
    let key = |sql: &str| plan(sql).tables[0].key.clone();
    assert_eq!(
        key("CREATE TABLE t(a, b, PRIMARY KEY (b, a)); INSERT INTO t VALUES (1, 2)"),
        RowKey::Columns(vec![1, 0])
    );
    assert_eq!(
        key("CREATE TABLE t(a PRIMARY KEY, b UNIQUE); INSERT INTO t VALUES (NULL, 2)"),
        RowKey::Columns(vec![1])
    );
    assert_eq!(
        key("CREATE TABLE t(a); CREATE UNIQUE INDEX i ON t(a); INSERT INTO t VALUES (1)"),
        RowKey::Columns(vec![0])
    );
    assert_eq!(key("CREATE TABLE t(a); CREATE UNIQUE INDEX i ON t(a) WHERE a > 1"), RowKey::Rowid);
}

#[test]
fn sequences_go_on_behind_the_larger_of_both_marks() {
    let position = |sql: &str| {
        let made = plan(sql);
        let last = made.phases.sequences.last().expect("a sequence has a position").sql.clone();
        assert!(last.starts_with(
            "ALTER TABLE public.t ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (SEQUENCE NAME public.t_id_seq);"
        ));
        let values = last.split_once("regclass, ").map(|(_, rest)| rest.trim_end_matches(')').to_owned());
        (values.expect("setval has values"), ids(&made).contains(&"identity-exhausted"))
    };
    let auto = "CREATE TABLE t(id INTEGER PRIMARY KEY AUTOINCREMENT, a);";
    let plain = "CREATE TABLE t(id INTEGER PRIMARY KEY, a);";
    assert_eq!(position(auto), ("1, false".into(), false));
    assert_eq!(
        position(&format!("{auto} INSERT INTO t VALUES (7, 1), (9, 1); DELETE FROM t WHERE id = 9;")).0,
        "9, true"
    );
    assert_eq!(position(&format!("{plain} INSERT INTO t VALUES (7, 1)")).0, "7, true");
    assert_eq!(position(&format!("{plain} INSERT INTO t VALUES (-7, 1)")).0, "1, false");
    assert_eq!(
        position(&format!("{plain} INSERT INTO t VALUES (9223372036854775807, 1)")),
        ("9223372036854775807, true".into(), true)
    );
    assert!(plan("CREATE TABLE t(id INT PRIMARY KEY)").phases.sequences.is_empty(), "INT is no rowid");
}

#[test]
fn foreign_keys_are_added_not_valid_and_then_validated() {
    let made = plan(
        "CREATE TABLE p(a INT, b TEXT, PRIMARY KEY (a, b));
         CREATE TABLE c(id INTEGER PRIMARY KEY, a INT, b TEXT, self REFERENCES c,
            CONSTRAINT pair FOREIGN KEY (a, b) REFERENCES p ON DELETE CASCADE ON UPDATE SET NULL
            DEFERRABLE INITIALLY DEFERRED);",
    );
    assert_has(
        &made,
        "ALTER TABLE public.c ADD CONSTRAINT pair FOREIGN KEY (a, b) REFERENCES public.p (a, b) \
         ON DELETE CASCADE ON UPDATE SET NULL DEFERRABLE INITIALLY DEFERRED NOT VALID",
    );
    assert_has(
        &made,
        "ALTER TABLE public.c ADD CONSTRAINT c_self_fkey FOREIGN KEY (self) REFERENCES public.c (id) NOT VALID",
    );
    assert_has(&made, "ALTER TABLE public.c VALIDATE CONSTRAINT pair");
    assert_eq!(made.phases.validate.len(), 2);
    assert_eq!(sql_type(&made, "c.self"), "bigint", "an untyped child gets its parent's type");
}

#[test]
fn foreign_keys_that_postgresql_cannot_have_are_findings() {
    let reason = |sql: &str| {
        let made = plan(sql);
        assert!(made.phases.foreign_keys.is_empty());
        let finding = finding(&made, "foreign-key-not-carried");
        assert!(finding.sql.as_deref().is_some_and(|sql| sql.starts_with("FOREIGN KEY (")));
        finding.message.clone()
    };
    assert!(reason("CREATE TABLE c(a REFERENCES nowhere(id))").contains("does not exist"));
    assert!(reason("CREATE TABLE p(a); CREATE TABLE c(a REFERENCES p(b))").contains("no such columns"));
    assert!(reason("CREATE TABLE p(a); CREATE TABLE c(a REFERENCES p(a))").contains("no primary key"));
    let partial =
        "CREATE TABLE p(a); CREATE UNIQUE INDEX i ON p(a) WHERE a > 0; CREATE TABLE c(a REFERENCES p(a))";
    assert!(reason(partial).contains("full unique index"));
    let made = plan("CREATE TABLE p(a); CREATE UNIQUE INDEX i ON p(a); CREATE TABLE c(a REFERENCES p(a))");
    assert_eq!(made.phases.foreign_keys.len(), 1);
    assert!(
        made.phases.keys.iter().any(|statement| statement.name == "i"),
        "the index stands before the key"
    );
}

#[test]
fn orphans_are_kept_loudly_or_treated_as_the_user_chose() {
    let sql = "CREATE TABLE p(id INTEGER PRIMARY KEY); CREATE TABLE c(id INTEGER PRIMARY KEY, p REFERENCES p, n INT);
               INSERT INTO p VALUES (1); INSERT INTO c VALUES (1, 1, 0), (2, 5, 0), (3, 6, 0);";
    let with = |choice| plan_with(sql, |options| options.orphans = choice);
    let child =
        |plan: &Plan| plan.tables.iter().find(|map| map.lite == "c").expect("c travels").edits.clone();
    let made = with(Orphans::NotValid);
    let found = finding(&made, "foreign-key-orphans");
    assert!(found.message.starts_with("2 rows without a parent in p by (p)"));
    assert_eq!((found.level, found.rows.len()), (Level::Changes, 2));
    assert_eq!((made.phases.foreign_keys.len(), made.phases.validate.len()), (1, 0));
    assert_eq!((made.orphans.len(), made.orphans[0].rows, child(&made).len()), (1, 2, 0));
    assert_eq!(with(Orphans::Fail).blocking().count(), 1);
    for (choice, action) in [
        (Orphans::Quarantine, EditAction::Reject),
        (Orphans::Drop, EditAction::Drop),
        (Orphans::Null, EditAction::Null(vec![1])),
    ] {
        let made = with(choice);
        assert_eq!(child(&made).len(), 1, "{choice:?}");
        assert_eq!((child(&made)[0].rowids.as_slice(), &child(&made)[0].action), (&[2, 3][..], &action));
        assert_eq!(made.phases.validate.len(), 1);
        assert_eq!(made.orphans[0].rowids, [2, 3]);
        assert_eq!(made.blocking().count(), 0);
    }
    let key = plan_with(
        "CREATE TABLE p(id INTEGER PRIMARY KEY); CREATE TABLE c(id INT PRIMARY KEY REFERENCES p) WITHOUT ROWID;
         INSERT INTO c VALUES (5);",
        |options| options.orphans = Orphans::Null,
    );
    assert_eq!(finding(&key, "orphans-not-changeable").level, Level::Blocks);
}

#[test]
fn a_key_to_a_parent_that_loses_rows_is_put_to_the_server() {
    let made = plan_with(
        "CREATE TABLE a(id INTEGER PRIMARY KEY); CREATE TABLE b(id INTEGER PRIMARY KEY, a REFERENCES a);
         CREATE TABLE c(id INTEGER PRIMARY KEY, b REFERENCES b);
         INSERT INTO b VALUES (1, 9); INSERT INTO c VALUES (1, 1);",
        |options| options.orphans = Orphans::Drop,
    );
    assert_eq!(made.phases.validate.len(), 2, "whether c's key holds is not known before the rows are there");
}

#[test]
fn plain_defaults_are_translated_to_the_columns_type() {
    for (declared, text, expected) in [
        ("INT", "5", Some("5")),
        ("INT", "-5", Some("-5")),
        ("INT", "'5'", Some("5")),
        ("INT", "''", None),
        ("INT", "NULL", None),
        ("TEXT", "5", Some("'5'")),
        ("TEXT", "'it''s'", Some("'it''s'")),
        ("TEXT", "\"abc\"", Some("'abc'")),
        (
            "TEXT",
            "CURRENT_TIMESTAMP",
            Some("to_char((CURRENT_TIMESTAMP AT TIME ZONE 'UTC'), 'YYYY-MM-DD HH24:MI:SS')"),
        ),
        ("VARCHAR(2)", "'abc'", None),
        ("BOOLEAN", "0", Some("false")),
        ("BOOLEAN", "TRUE", Some("true")),
        ("BOOLEAN", "'false'", Some("false")),
        ("BOOLEAN", "2", None),
        ("REAL", "1.5", Some("1.5")),
        ("REAL", "1", Some("1.0")),
        ("DECIMAL(4,2)", "1.25", Some("1.25")),
        ("DECIMAL(4,2)", "1.255", None),
        ("NUMERIC", "'false'", None),
        ("BLOB", "x'00ff'", Some("'\\x00ff'::bytea")),
        (
            "UUID",
            "'0F8FAD5B-D9CB-469F-A165-70867728950E'",
            Some("'0f8fad5b-d9cb-469f-a165-70867728950e'::uuid"),
        ),
        ("UUID", "'none'", None),
        ("JSON", "'{}'", Some("'{}'")),
        ("JSON", "'{'", None),
        ("DATETIME", "CURRENT_TIMESTAMP", Some("date_trunc('second', CURRENT_TIMESTAMP)")),
        ("DATETIME", "'2024-01-01 10:00'", Some("'2024-01-01 10:00:00+00:00'::timestamp with time zone")),
        ("DATETIME", "'now'", None),
        ("DATETIME", "'null'", None),
        ("DATE", "current_date", Some("(CURRENT_TIMESTAMP AT TIME ZONE 'UTC')::date")),
        ("DATE", "'2024-01-01'", Some("'2024-01-01'::date")),
        (
            "TIME",
            "CURRENT_TIME",
            Some("date_trunc('second', (CURRENT_TIMESTAMP AT TIME ZONE 'UTC'))::time without time zone"),
        ),
        (
            "DATETIME",
            "(datetime('now'))",
            Some(
                "((date_trunc('second', howdah.lite_moment_now(VARIADIC ARRAY['now'::text]::text[])) AT TIME ZONE 'UTC'))",
            ),
        ),
        ("INT", "(1 + 1)", Some("(1 + 1::bigint)")),
        ("INT", "(json_set('{}', '$.a', 1))", None),
    ] {
        assert_eq!(default(declared, text).as_deref(), expected, "{declared} DEFAULT {text}");
    }
}

#[test]
fn what_is_not_translated_is_a_finding_with_its_own_sql() {
    let made = plan(
        "CREATE TABLE t(id INTEGER PRIMARY KEY, a INT CHECK (json_set(a, '$.x', 1) <> 0), g INT AS (a + 1), d INT DEFAULT (random()),
            u INT UNIQUE ON CONFLICT REPLACE) STRICT;",
    );
    let sql = |id: &str| finding(&made, id).sql.clone().unwrap_or_default();
    assert!(sql("check-not-translated").contains("json_set(a"));
    assert!(finding(&made, "on-conflict-not-carried").message.contains("REPLACE"));
    assert!(ids(&made).contains(&"strict-types"));
    assert_eq!(made.tables[0].columns.len(), 4, "the generated column does not travel");
    assert_eq!(line(&made, "t", "g"), "g bigint GENERATED ALWAYS AS (a + 1) STORED");
    assert_eq!(line(&made, "t", "d"), "d bigint DEFAULT (howdah.lite_random())");
    let made = plan(
        "CREATE TABLE t(a); CREATE VIEW v AS SELECT a FROM t; CREATE VIEW gone AS SELECT a FROM nowhere;
         CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT application(1); END;
         CREATE TABLE w(a PRIMARY KEY) WITHOUT ROWID;",
    );
    for (id, name) in [("view-not-translated", "gone"), ("trigger-not-translated", "r")] {
        let found = finding(&made, id);
        assert_eq!(found.object.as_deref(), Some(name));
        assert!(found.sql.as_deref().is_some_and(|sql| sql.starts_with("CREATE ")), "{id}");
        assert!(found.detail.is_some(), "{id} gives no reason");
    }
    assert_eq!(made.untranslated.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["gone", "r"]);
    assert_has(&made, "CREATE VIEW public.v AS\nSELECT t.a AS a FROM public.t AS t");
    assert_eq!(made.tables.iter().map(|map| map.lite.as_str()).collect::<Vec<_>>(), ["t", "w"]);
    assert!(ids(&made).contains(&"without-rowid"));
}

#[test]
fn limits_are_checked_before_anything_is_written() {
    let columns = |count: usize, declared: &str| {
        let list: Vec<String> = (0..count).map(|at| format!("c{at} {declared}")).collect();
        format!("CREATE TABLE t({});", list.join(", "))
    };
    let row =
        |count: usize, value: &str| format!("INSERT INTO t VALUES ({});", vec![value; count].join(", "));
    assert_eq!(finding(&plan(&columns(1601, "INT")), "too-many-columns").level, Level::Blocks);
    let wide = |count, declared, value: &str| plan(&(columns(count, declared) + &row(count, value)));
    assert_eq!(finding(&wide(1600, "INT", "1"), "row-too-wide").level, Level::Blocks);
    let text = format!("'{}'", "x".repeat(30));
    assert_eq!(finding(&wide(1600, "TEXT", &text), "row-too-wide").level, Level::Blocks);
    assert_eq!(wide(1600, "TEXT", "'x'").blocking().count(), 0);
    assert_eq!(wide(1000, "INT", "1").blocking().count(), 0);
    assert_eq!(plan(&columns(1600, "INT")).blocking().count(), 0, "without rows there is none too wide");
    let mut source = Source::of("CREATE TABLE t(a TEXT); INSERT INTO t VALUES ('x')");
    source.profiles[0].columns[0].text_bytes_max = 1_200_000_000;
    let made = source.plan(&Options::default());
    assert_eq!(finding(&made, "value-too-large").level, Level::Blocks);
}

#[test]
fn findings_begin_with_those_that_block() {
    let made = plan(
        "CREATE TABLE t(a TEXT, g AS (1)); CREATE VIEW v AS SELECT 1; INSERT INTO t VALUES (CAST(x'00' AS TEXT));",
    );
    let levels: Vec<Level> = made.findings.iter().map(|finding| finding.level).collect();
    assert!(levels.is_sorted());
    assert_eq!(levels[0], Level::Blocks);
}

#[test]
fn the_ddl_is_text_that_can_be_run() {
    let made = plan("CREATE TABLE t(id INTEGER PRIMARY KEY, a TEXT); CREATE INDEX i ON t(a);");
    insta::assert_snapshot!(summary::ddl_text(&made), @r#"
    -- Schemas and tables, before the rows
    CREATE TABLE public.t (
        id bigint NOT NULL,
        a text COLLATE "C"
    );

    -- Primary keys, unique constraints and unique indexes
    ALTER TABLE public.t ADD CONSTRAINT t_pkey PRIMARY KEY (id);

    -- Indexes
    CREATE INDEX i ON public.t (a NULLS FIRST);

    -- Identity columns and their sequences
    ALTER TABLE public.t ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (SEQUENCE NAME public.t_id_seq);
    SELECT pg_catalog.setval('public.t_id_seq'::pg_catalog.regclass, 1, false);
    "#);
}

#[test]
fn every_rule_has_an_id_of_its_own_and_stands_in_the_page() {
    let page = rules::findings_markdown();
    let mut seen = std::collections::HashSet::new();
    for rule in rules::ALL {
        assert!(seen.insert(rule.id), "{} stands there twice", rule.id);
        assert!(page.contains(&format!("### {}\n", rule.id)));
        assert!(rule.summary.ends_with('.') && rule.remedy.ends_with('.') && !rule.explanation.is_empty());
        let file = format!("{}/src/plan/rules/{}.rs", env!("CARGO_MANIFEST_DIR"), rule.id.replace('-', "_"));
        assert!(std::path::Path::new(&file).exists(), "{file}");
    }
    let files = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src/plan/rules"))
        .expect("the rules are there");
    assert_eq!(files.count(), rules::ALL.len() + 1, "each file but mod.rs is a rule in ALL");
}
