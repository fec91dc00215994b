//! The DDL of real and hostile databases, run on a real server.

mod plan_support;

use howdah::error::Result;
use howdah::plan::model::Plan;
use howdah::plan::options::{Integers, Names, Options, RowidChoice};
use howdah::plan::rules;
use howdah::postgres::search;
use howdah::postgres::state::State;
use plan_support::{Source, ids, plan};
use postgres::Client;
use std::collections::HashSet;
use std::path::Path;
use testkit::hostile::{self, Expect};
use testkit::real;
use testkit::server::server;

/// Runs all statements as a run would with no rows, and takes them back.
fn run(client: &mut Client, plan: &Plan, label: &str) {
    let mut transaction = client.transaction().expect("a transaction can begin");
    if !plan.searches.is_empty() {
        // Generated columns call howdah's functions, which a run makes before its tables.
        let state = State::in_schema(&plan.options.state_schema);
        state.install(&mut transaction).expect("the state can be made");
        search::install(&mut transaction, state.schema()).expect("the functions can be made");
    }
    transaction.batch_execute("SET LOCAL search_path = pg_catalog, pg_temp").expect("as a run has it");
    for statement in plan.phases.all() {
        transaction
            .batch_execute(&statement.sql)
            .unwrap_or_else(|error| panic!("{label}: {error:?}, in: {}", statement.sql));
    }
}

/// Every choice that changes the DDL.
fn choices() -> Vec<Options> {
    vec![
        Options::default(),
        Options {
            schema: "my schema".into(),
            names: Names::Snake,
            integers: Integers::Declared,
            rowid: RowidChoice::Column,
            ..Options::default()
        },
        Options { names: Names::Lower, json_index: true, ..Options::default() },
    ]
}

fn try_all(path: &Path, label: &str, client: &mut Client) -> Result<usize> {
    let work = tempfile::tempdir().expect("a directory can be made");
    let source = Source::open(path, work.path())?;
    let known: HashSet<&str> = rules::ALL.iter().map(|rule| rule.id).collect();
    let mut tables = 0;
    for options in choices() {
        let plan = source.plan(&options);
        for id in ids(&plan) {
            assert!(known.contains(id), "{label}: finding {id} is no registered rule");
        }
        if plan.blocking().next().is_none() {
            run(client, &plan, label);
            tables += plan.tables.len();
        }
    }
    Ok(tables)
}

#[test]
fn the_ddl_of_every_real_database_runs() {
    let database = server().database("plan");
    let mut client = database.connect();
    let directory = tempfile::tempdir().expect("a directory can be made");
    for path in real::files() {
        let label = path.file_name().and_then(|name| name.to_str()).expect("real files have plain names");
        let copy = real::copy(label, directory.path());
        try_all(&copy, label, &mut client).unwrap_or_else(|error| panic!("{label}: {error}"));
    }
}

#[test]
fn the_ddl_of_every_hostile_database_runs_or_the_plan_blocks() {
    let database = server().database("plan");
    let mut client = database.connect();
    let directory = tempfile::tempdir().expect("a directory can be made");
    let mut planned = 0;
    for case in hostile::all() {
        // Half a gigabyte of one value is for the copy, not for the plan.
        if case.name.contains("large") || case.name.contains("500") {
            continue;
        }
        let built = case.build_in(directory.path());
        if matches!(case.expect, Expect::Refused { .. })
            && !case.name.contains("nul")
            && !case.name.contains("utf")
        {
            continue;
        }
        match (try_all(&built.path, case.name, &mut client), case.expect) {
            (Ok(tables), Expect::Refused { exit_code: 1, .. }) => {
                assert_eq!(tables, 0, "the plan of {} blocks", case.name);
            }
            (Ok(tables), _) => planned += usize::from(tables > 0),
            // What cannot be read is for the tests of the reader.
            (Err(_), _) => {}
        }
    }
    assert!(planned > 20, "only {planned} hostile databases could be planned");
}

#[test]
fn defaults_give_the_values_that_sqlite_would_give() {
    let sql =
        "CREATE TABLE t(id INTEGER PRIMARY KEY, a TEXT DEFAULT 5, b BOOLEAN DEFAULT 1, c REAL DEFAULT -1e300,
        d DECIMAL(6,2) DEFAULT 1.5, e BLOB DEFAULT x'00ff', f DATE DEFAULT '2024-02-29', g JSON DEFAULT '[1]',
        h DATETIME DEFAULT CURRENT_TIMESTAMP, i TEXT DEFAULT CURRENT_TIMESTAMP, j TIME DEFAULT CURRENT_TIME,
        k DATE DEFAULT CURRENT_DATE, l VARCHAR(3) DEFAULT 'a''b', m DATETIME DEFAULT CURRENT_DATE)";
    let made = plan(sql);
    assert!(!ids(&made).contains(&"default-not-carried"));
    let database = server().database("defaults");
    let mut client = database.connect();
    for statement in made.phases.all() {
        client.batch_execute(&statement.sql).unwrap_or_else(|error| panic!("{error}, in: {}", statement.sql));
    }
    client
        .batch_execute("SET timezone = 'Asia/Tokyo'; INSERT INTO t DEFAULT VALUES")
        .expect("a row of defaults");
    let row = client
        .query_one(
            "SELECT concat_ws('|', id, a, b, c, d, e, f, g, l),
                    h = date_trunc('second', now()) AND i = to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS')
                    AND j = date_trunc('second', now() AT TIME ZONE 'UTC')::time AND k = (now() AT TIME ZONE 'UTC')::date
                    AND m AT TIME ZONE 'UTC' = (now() AT TIME ZONE 'UTC')::date
             FROM t",
            &[],
        )
        .expect("the row is there");
    assert_eq!(row.get::<_, &str>(0), "1|5|t|-1e+300|1.50|\\x00ff|2024-02-29|[1]|a'b");
    assert!(row.get::<_, bool>(1), "the current moment, to the second, in UTC");
}

#[test]
fn the_index_handed_over_for_an_rtree_can_be_made() {
    let made = plan(
        "CREATE VIRTUAL TABLE a USING rtree(id, lo, hi); CREATE VIRTUAL TABLE b USING rtree_i32(id, lo, hi, +note TEXT);
         CREATE VIRTUAL TABLE c USING rtree(id, \"x 0\", x1, y0, y1); CREATE VIRTUAL TABLE d USING rtree_i32(id, a, b, c, d);
         CREATE VIRTUAL TABLE e USING rtree(id, a, b, c, d, e, f); INSERT INTO a VALUES (1, 0.5, 1);
         INSERT INTO b VALUES (1, 0, 1, 'x'); INSERT INTO c VALUES (1, 0, 1, 2, 3);",
    );
    let handed_over: Vec<_> = made.untranslated.iter().filter(|one| one.kind == "R*Tree index").collect();
    assert_eq!(handed_over.len(), 5, "{:#?}", made.untranslated);
    let database = server().database("rtree_indexes");
    let mut client = database.connect();
    for statement in made.phases.all() {
        client
            .batch_execute(&statement.sql)
            .unwrap_or_else(|error| panic!("{error:?}, in: {}", statement.sql));
    }
    for one in handed_over {
        let sql = one.nearest.as_deref().expect("something is near");
        client.batch_execute(sql).unwrap_or_else(|error| panic!("{error:?}, in: {sql}"));
    }
    let indexes =
        "SELECT count(*) FROM pg_indexes WHERE schemaname = 'public' AND indexdef LIKE '%USING gist%'";
    let made: i64 = client.query_one(indexes, &[]).expect("an answer").get(0);
    assert_eq!(made, 5);
}
