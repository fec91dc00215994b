//! Made-up databases of PostgreSQL are the same for the same seed, load, and hold what is hard to carry.
//!
//! `HOWDAH_RANDOM` is the number of databases, `HOWDAH_SEED` the first seed; a failure names its seed.

use postgres::Client;
use std::collections::BTreeMap;
use testkit::foreign::random;
use testkit::server::server;

/// How many databases are made.
const SEEDS: u64 = 40;

/// Every row of every table, as text.
fn content(client: &mut Client) -> Vec<String> {
    let sql = "SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
               WHERE c.relkind IN ('r', 'm') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' ORDER BY 1";
    let tables: Vec<String> = client.query(sql, &[]).expect("tables").iter().map(|row| row.get(0)).collect();
    let mut out = Vec::new();
    for table in tables {
        let sql = format!("SELECT t::text FROM ONLY {table} t ORDER BY 1");
        let rows = client.query(&sql, &[]).unwrap_or_else(|e| panic!("{sql}: {e:?}"));
        out.extend(rows.iter().map(|row| format!("{table} {}", row.get::<_, String>(0))));
    }
    out
}

#[test]
fn the_same_seed_makes_the_same_database() {
    for seed in [0, 1, 77, u64::MAX] {
        let (one, other) = (server().database("one"), server().database("other"));
        let (first, second) = (random::build(seed, &one), random::build(seed, &other));
        assert_eq!(first.log, second.log, "seed {seed}");
        assert_eq!(content(&mut one.connect()), content(&mut other.connect()), "seed {seed}");
    }
}

#[test]
fn what_is_made_up_loads_and_reaches_what_is_hard_to_carry() {
    let mut features: BTreeMap<String, u32> = BTreeMap::new();
    let (mut taken, mut refused, mut rows, mut nan) = (0, Vec::new(), 0, 0);
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let first = number("HOWDAH_SEED").unwrap_or(0);
    let count = number("HOWDAH_RANDOM").unwrap_or(SEEDS);
    for seed in first..first + count {
        println!("seed {seed}");
        let database = server().database("made-up");
        let made = random::build(seed, &database);
        taken += made.log.len();
        refused.extend(made.refused);
        rows += content(&mut database.connect()).len();
        nan += u32::from(made.may_hold_nan);
        for (feature, count) in made.features {
            *features.entry(feature).or_default() += count;
        }
    }
    println!("{taken} statements, {rows} rows, {nan} with NaN, {features:#?}");
    let odd: Vec<&String> = refused.iter().filter(|sql| !is_optional(sql)).collect();
    assert!(odd.is_empty(), "refused, and no made-up index or constraint: {odd:#?}");
    assert!(refused.len() * 6 < taken.max(100), "{} refused, {taken} taken: {refused:#?}", refused.len());
    if count < SEEDS {
        return;
    }
    let missing: Vec<&&str> = FEATURES.iter().filter(|feature| !features.contains_key(**feature)).collect();
    assert!(missing.is_empty(), "never made up: {missing:?}");
    let types = features.keys().filter(|feature| feature.starts_with("type ")).count();
    assert!(types >= 40, "{types} types: {features:?}");
    assert!(rows > 3000, "{rows} rows");
}

/// Statements that rows or types may stand against.
fn is_optional(sql: &str) -> bool {
    [
        "CREATE INDEX",
        "CREATE UNIQUE INDEX",
        "ALTER TABLE",
        "CREATE TABLE",
        "INSERT INTO",
        "CREATE MATERIALIZED VIEW",
        "CREATE VIEW",
    ]
    .iter()
    .any(|begin| sql.starts_with(begin))
}

const FEATURES: &[&str] = &[
    "array",
    "check",
    "column added, column dropped",
    "comment",
    "composite",
    "composite key",
    "default",
    "default, an expression",
    "domain",
    "enum",
    "foreign key",
    "foreign key, composite",
    "foreign key to a partitioned table",
    "generated column",
    "identity",
    "index",
    "index on two columns",
    "index, brin",
    "index, expression",
    "index, gin",
    "index, gist",
    "index, hash",
    "index, partial",
    "index, unique",
    "index, unique in part",
    "inheritance",
    "key of another type",
    "materialised view",
    "no key",
    "partitions",
    "partitions in two levels",
    "row level security",
    "rule",
    "sequence moved",
    "serial",
    "several schemas",
    "trigger and function",
    "type bit(n)",
    "type char(n)",
    "type citext",
    "type hstore",
    "type numeric",
    "type numeric(p,s)",
    "type timestamptz",
    "type varchar(n)",
    "unique",
    "unique, NULLs are equal",
    "unique, deferrable",
    "view",
    "view with a filter",
    "view with a join",
    "view with an aggregate",
    "view with what only PostgreSQL has",
];
