//! Made-up databases: each is carried and proven, or refused for a flaw that was put into it; an independent comparer
//! agrees on every cell, and an independent look at the target's catalogue on every key, index and sequence.
//!
//! `HOWDAH_RANDOM` (or `HOWDAH_SOAK`) is the number of databases, `HOWDAH_SEED` the first seed. A failure names its seed; `HOWDAH_SEED` with
//! that number and `HOWDAH_RANDOM=1` runs it alone, and `HOWDAH_KEEP=DIR` leaves its file there.

mod support;

use howdah::catalog::map::{FlawPolicy, RowidMap};
use howdah::error::Kind;
use howdah::plan::model::Plan;
use howdah::plan::options::{
    Collation, Integers, JsonChoice, Names, Options, Orphans, RowidChoice, TypeChoice,
};
use howdah::report::run::{RunReport, Verdict};
use howdah::row::format::ZonePolicy;
use howdah::row::logical::LogicalType;
use rusqlite::Connection;
use std::fmt::Write as _;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};
use support::{
    assert_proven, kept_plan, oracle_options, panic_words, run_migrate, run_verify, settings, words,
};
use testkit::oracle;
use testkit::random::{self, Random};
use testkit::server::{TestDatabase, server};

/// Seeds that once failed, and stay.
const REGRESSIONS: &[u64] = &[10_018, 12_088];

/// Databases of a run that nobody asked for more of.
const COUNT: u64 = 25;

fn number(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name} is no number: {text}")))
}

#[test]
fn made_up_databases_arrive_equal_or_are_refused_for_their_flaws() {
    let soak = number("HOWDAH_SOAK");
    // A longer run is for seeds that nobody has seen.
    let clock = || SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs());
    let first = number("HOWDAH_SEED").unwrap_or_else(|| soak.map_or(1_000, |_| clock()));
    let count = number("HOWDAH_RANDOM").or(soak).unwrap_or(COUNT);
    println!("seeds {first} to {}", first + count.max(1) - 1);
    let regressions = REGRESSIONS.iter().copied().filter(|_| number("HOWDAH_SEED").is_none());
    let mut failures = Vec::new();
    let (mut carried, mut refused) = (0, 0);
    for seed in regressions.chain(first..first + count) {
        match panic_words(|| carry(seed)) {
            Ok(true) => carried += 1,
            Ok(false) => refused += 1,
            Err(said) => {
                println!("seed {seed}: {said}\n");
                failures.push(format!("seed {seed}: {said}"));
            }
        }
    }
    println!("{carried} carried, {refused} refused");
    assert!(failures.is_empty(), "{} failed:\n{}", failures.len(), failures.join("\n\n"));
    assert!(carried > 0 || count < 10, "nothing was carried");
}

/// Carries one database; whether it was, or was refused for its flaws.
fn carry(seed: u64) -> bool {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let made = random::build(seed, directory.path());
    if let Some(keep) = std::env::var_os("HOWDAH_KEEP") {
        for suffix in ["", "-wal"] {
            let name = format!("random{seed}.db{suffix}");
            let from = directory.path().join(&name);
            if from.exists() {
                std::fs::copy(from, Path::new(&keep).join(name)).expect("a copy to look at");
            }
        }
    }
    let database = server().database(&format!("random{seed}"));
    let mut settings = settings(&made.path, &database, &directory.path().join("work"));
    let varied = seed.is_multiple_of(3);
    if varied {
        settings.options = choices(seed, &made);
    }
    let chosen = settings.options.clone();
    let report = match run_migrate(&settings) {
        Ok(report) => report,
        Err(error) => {
            let said = format!("{} ({chosen:?})", words(&error));
            let orphans = matches!(chosen.orphans, Orphans::NotValid);
            assert!(error.kind == Kind::Answer, "{said}");
            let flaw = ["NUL", "UTF-", "surrogates"].iter().any(|word| said.contains(word));
            let flawed = made.is_flawed() && flaw;
            assert!(flawed || !orphans || !chosen.types.is_empty(), "{said}");
            return false;
        }
    };
    assert_proven_with(&report, &chosen);
    let plan: Plan = match varied {
        true => plan_in(&chosen.state_schema, &database),
        false => kept_plan(&database),
    };
    let mut options = oracle_options(&report, &plan);
    for table in &plan.tables {
        if let RowidMap::Column { name } = &table.rowid {
            options.ignore_columns.push((table.lite.clone(), name.clone()));
        }
    }
    // A text that a statement of the source made of others may be flawed too.
    let flawed = |id: &str| report.findings.iter().any(|finding| finding.id == id);
    if is_whole(&made, &chosen) && !flawed("text-has-nul") && !flawed("text-not-utf8") {
        let answer = oracle::compare_with(&made.path, &mut database.connect(), &chosen.schema, &options);
        assert!(answer.is_equal(), "{}\n({chosen:?})", answer.differences.join("\n"));
    }
    structure(&made, &plan, &report, &database);
    let again = run_verify(&settings).unwrap_or_else(|error| panic!("{}", words(&error)));
    assert_proven(&again);
    assert_eq!(
        again.proof.as_ref().map(|proof| &proof.digest),
        report.proof.as_ref().map(|proof| &proof.digest),
        "the digest of an unchanged pair changed"
    );
    if let Some(change) = change_one_cell(seed, &plan, &database) {
        let no = run_verify(&settings).unwrap_or_else(|error| panic!("{change}: {}", words(&error)));
        assert_eq!(no.verdict, Verdict::Different, "not found: {change}");
    }
    true
}

/// The proof holds; a failure names the choices.
fn assert_proven_with(report: &RunReport, chosen: &Options) {
    if let Err(said) = panic_words(|| assert_proven(report)) {
        panic!("{said}\n({chosen:?})");
    }
}

/// Choices that a user might make.
fn choices(seed: u64, made: &Random) -> Options {
    let mut state = seed;
    let mut dice = move |sides: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % sides
    };
    let mut options = Options {
        names: [Names::Keep, Names::Keep, Names::Lower, Names::Snake][dice(4) as usize],
        integers: [Integers::Bigint, Integers::Declared][dice(2) as usize],
        json: [JsonChoice::Jsonb, JsonChoice::Exact][dice(2) as usize],
        collation: [Collation::C, Collation::C, Collation::Database][dice(3) as usize],
        rowid: [RowidChoice::Auto, RowidChoice::Keep, RowidChoice::Column, RowidChoice::Drop]
            [dice(4) as usize],
        orphans: [Orphans::NotValid, Orphans::NotValid, Orphans::Quarantine, Orphans::Null, Orphans::Drop]
            [dice(5) as usize],
        zone: [ZonePolicy::default(), ZonePolicy::None, ZonePolicy::Offset(-90)][dice(3) as usize],
        originals: dice(4) > 0,
        ..Options::default()
    };
    let policies = [FlawPolicy::Bytea, FlawPolicy::Escape, FlawPolicy::RejectRow];
    options.on_nul = policies[dice(3) as usize];
    options.on_bad_utf8 = policies[dice(3) as usize];
    if dice(4) == 0 {
        options.schema = "My \"Schema\"".into();
        options.state_schema = "howdah's".into();
    }
    if dice(4) == 0 {
        let logical = [
            LogicalType::TEXT,
            LogicalType::Text { max_chars: Some(9) },
            LogicalType::Bytea,
            LogicalType::Jsonb,
            LogicalType::Json,
            LogicalType::NUMERIC,
            LogicalType::Numeric { precision: Some(12), scale: 3 },
            LogicalType::Float8,
            LogicalType::Int4,
            LogicalType::Bool,
            LogicalType::Uuid,
            LogicalType::Timestamp,
            LogicalType::TimestampTz,
            LogicalType::Date,
            LogicalType::Time,
        ][dice(15) as usize];
        options.types.extend(some_column(made, dice(1_000)).map(|(table, column)| TypeChoice {
            table,
            column,
            logical,
        }));
    }
    options
}

fn some_column(made: &Random, number: u64) -> Option<(String, String)> {
    let source = Connection::open(&made.path).expect("the source");
    let sql = "SELECT l.name, x.name FROM pragma_table_list l, pragma_table_xinfo(l.name) x
               WHERE l.schema = 'main' AND l.type = 'table' AND x.hidden = 0 AND l.name NOT LIKE 'sqlite%'";
    let mut statement = source.prepare(sql).expect("the pragmas exist");
    let columns = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).expect("the pragmas answer");
    let columns: Vec<(String, String)> = columns.map(|column| column.expect("two names")).collect();
    columns.get(number as usize % columns.len().max(1)).cloned()
}

/// Whether, with these choices, every cell of the source stands in the target as it is.
fn is_whole(made: &Random, chosen: &Options) -> bool {
    let changes = |policy| matches!(policy, FlawPolicy::Escape | FlawPolicy::RejectRow);
    let flaws = made.is_flawed() && (changes(chosen.on_nul) || changes(chosen.on_bad_utf8));
    // The oracle reads text without a zone as UTC.
    let zone = !matches!(chosen.zone, ZonePolicy::Offset(minutes) if minutes != 0);
    // A type chosen by hand may spell values in another way.
    !flaws && zone && chosen.types.is_empty() && matches!(chosen.orphans, Orphans::NotValid)
}

/// The plan that the target keeps, in a schema of another name.
fn plan_in(state_schema: &str, database: &TestDatabase) -> Plan {
    let sql = format!(
        "SELECT plan FROM \"{}\".migration ORDER BY id DESC LIMIT 1",
        state_schema.replace('"', "\"\"")
    );
    let row = database.connect().query_one(&sql, &[]).expect("a migration is registered");
    serde_json::from_str(row.get(0)).expect("the plan is JSON")
}

/// Every key, index and foreign key of the source that no finding speaks of stands in the target, and every sequence
/// goes on behind the highest id.
fn structure(made: &Random, plan: &Plan, report: &RunReport, database: &TestDatabase) {
    let source = Connection::open(&made.path).expect("the source");
    let mut client = database.connect();
    let mut missing = String::new();
    let noticed = |name: &str| report.findings.iter().any(|finding| finding.object.as_deref() == Some(name));
    for table in &plan.tables {
        let target = |name: &str| {
            let column = table.columns.iter().find(|column| column.lite.eq_ignore_ascii_case(name));
            column.map(|column| column.target.clone())
        };
        // Keys and indexes: the columns of each, in order.
        let sql = "SELECT i.name, i.\"unique\", i.origin, i.partial, json_group_array(x.name), min(x.cid),
                          max(x.coll <> 'BINARY')
                   FROM pragma_index_list(?1) i, pragma_index_xinfo(i.name) x WHERE x.key GROUP BY i.seq";
        let mut statement = source.prepare(sql).expect("the pragmas exist");
        let mut rows = statement.query([&table.lite]).expect("the pragmas answer");
        while let Some(row) = rows.next().expect("the pragmas answer") {
            let name: String = row.get(0).expect("a name");
            let unique: bool = row.get(1).expect("a flag");
            let origin: String = row.get(2).expect("an origin");
            let columns: Vec<Option<String>> =
                serde_json::from_str(&row.get::<_, String>(4).expect("names")).expect("JSON");
            let given_up = |finding: &howdah::report::finding::Finding| {
                finding.id == "index-not-built" && finding.message.contains(name.as_str())
            };
            let own = noticed(&name)
                || report.findings.iter().any(given_up)
                || (origin != "c" && noticed(&table.lite));
            let targets: Option<Vec<String>> = columns.iter().map(|name| target(name.as_ref()?)).collect();
            // Over expressions, of some rows, or over folded text: it is there under its own name, and valid.
            let partial: bool = row.get(3).expect("a flag");
            let folded: bool = row.get(6).expect("a flag");
            let Some(targets) = targets.filter(|_| !(origin == "c" && (partial || folded))) else {
                let planned = plan.phases.all().filter(|statement| statement.table == table.target);
                let names: Vec<&str> = planned.map(|statement| statement.name.as_str()).collect();
                let there: i64 = client
                    .query_one(
                        "SELECT count(*) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
                         WHERE i.indrelid = format('%I.%I', $1::text, $2::text)::regclass AND i.indisvalid
                         AND c.relname = ANY($3::text[]) AND starts_with(lower(c.relname::text COLLATE \"C\"), lower($4 COLLATE \"C\"))
                         AND (i.indpred IS NULL OR $5) AND i.indisunique = $6",
                        &[&table.schema, &table.target, &names, &beginning(&name), &partial, &unique],
                    )
                    .expect("the catalogue answers")
                    .get(0);
                if there == 0 && !own && plan.options.names != Names::Snake {
                    let _ = writeln!(missing, "index {name} of {} is missing", table.lite);
                }
                continue;
            };
            // A constraint that names a column twice is made with it once.
            let mut seen = Vec::new();
            let twice =
                |name: &String| origin == "c" || (!seen.contains(name) && (seen.push(name.clone()), true).1);
            let targets: Vec<String> = targets.into_iter().filter(twice).collect();
            let found: i64 = client
                .query_one(
                    "SELECT count(*) FROM pg_index i WHERE i.indrelid = format('%I.%I', $1::text, $2::text)::regclass
                     AND i.indisvalid AND (i.indisunique OR NOT $3) AND i.indpred IS NULL AND (SELECT array_agg(a.attname::text ORDER BY k.n)
                         FROM unnest(i.indkey) WITH ORDINALITY k(att, n) JOIN pg_attribute a
                         ON a.attrelid = i.indrelid AND a.attnum = k.att) = $4::text[]",
                    &[&table.schema, &table.target, &unique, &targets],
                )
                .expect("the catalogue answers")
                .get(0);
            if found == 0 && !own {
                let _ = writeln!(missing, "index {name} ({origin}) on {} {targets:?} is missing", table.lite);
            }
        }
        drop(rows);
        // Foreign keys: as many as declared, unless something was said.
        let declared: i64 = source
            .query_row("SELECT count(DISTINCT id) FROM pragma_foreign_key_list(?1)", [&table.lite], |row| {
                row.get(0)
            })
            .expect("the pragma answers");
        let there: i64 = client
            .query_one(
                "SELECT count(*) FROM pg_constraint WHERE contype = 'f'
                 AND conrelid = format('%I.%I', $1::text, $2::text)::regclass",
                &[&table.schema, &table.target],
            )
            .expect("the catalogue answers")
            .get(0);
        if declared != there && !noticed(&table.lite) {
            let _ = writeln!(missing, "{}: {declared} foreign keys declared, {there} made", table.lite);
        }
        // Sequences.
        let identities = client
            .query(
                "SELECT attname::text, pg_get_serial_sequence(format('%I.%I', $1::text, $2::text), attname)
                 FROM pg_attribute WHERE attrelid = format('%I.%I', $1::text, $2::text)::regclass AND attidentity <> ''",
                &[&table.schema, &table.target],
            )
            .expect("the catalogue answers");
        let sequences: Vec<(String, String)> =
            identities.iter().map(|row| (row.get(0), row.get(1))).collect();
        let identities: Vec<String> = sequences.iter().map(|(column, _)| column.clone()).collect();
        for (column, sequence) in sequences {
            let quoted = format!("\"{}\"", column.replace('"', "\"\""));
            let full = format!(
                "\"{}\".\"{}\"",
                table.schema.replace('"', "\"\""),
                table.target.replace('"', "\"\"")
            );
            let highest: Option<i64> = client
                .query_one(&format!("SELECT max({quoted})::bigint FROM {full}"), &[])
                .expect("a maximum")
                .get(0);
            let recorded: Option<i64> = source
                .query_row("SELECT max(seq) FROM sqlite_sequence WHERE name = ?1", [&table.lite], |row| {
                    row.get(0)
                })
                .unwrap_or(None);
            // Also those of rows that stay behind by choice.
            let lite = table
                .columns
                .iter()
                .find(|one| one.target == column)
                .map_or(column.as_str(), |one| &one.lite);
            let quote = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
            let sql = format!("SELECT max({}) FROM {}", quote(lite), quote(&table.lite));
            let there: Option<i64> = source.query_row(&sql, [], |row| row.get(0)).unwrap_or(None);
            let used = highest.max(recorded).max(there).unwrap_or(0);
            // Asked without moving it: the proof looks at its position too.
            let (last, called): (i64, bool) = {
                let row = client
                    .query_one(&format!("SELECT last_value, is_called FROM {sequence}"), &[])
                    .expect("a sequence");
                (row.get(0), row.get(1))
            };
            let next = if called { last.checked_add(1) } else { Some(last) };
            if !next.is_none_or(|next| next > used && next >= 1) || (next.is_none() && used < i64::MAX) {
                let _ = writeln!(missing, "{}.{column}: next id {next:?}, used {used}", table.lite);
            }
        }
        // SQLite makes ids for an INTEGER PRIMARY KEY by itself, so must the target.
        let alias: Option<String> = source
            .query_row(
                "SELECT max(x.name) FROM pragma_table_list l, pragma_table_xinfo(l.name) x
                 WHERE l.schema = 'main' AND l.name = ?1 AND NOT l.wr AND x.pk > 0
                 AND NOT EXISTS (SELECT 1 FROM pragma_index_list(l.name) i WHERE i.origin = 'pk')",
                [&table.lite],
                |row| row.get(0),
            )
            .expect("the pragmas answer");
        if let Some(alias) = alias.filter(|_| !noticed(&table.lite)) {
            let identity = target(&alias).is_some_and(|name| identities.contains(&name));
            if !identity {
                let _ = writeln!(missing, "{}.{alias} makes no ids", table.lite);
            }
        }
    }
    assert!(missing.is_empty(), "{missing}");
}

/// What PostgreSQL leaves of a long name, and what stays when another of the same name steps aside.
fn beginning(name: &str) -> String {
    name.chars().take(12).collect()
}

/// Changes one cell of the target behind the back of everyone; says what was done.
fn change_one_cell(seed: u64, plan: &Plan, database: &TestDatabase) -> Option<String> {
    let filled: Vec<_> =
        plan.tables.iter().filter(|table| table.rows > 0 && !table.columns.is_empty()).collect();
    let table = *filled.get(seed as usize % filled.len().max(1))?;
    let column = &table.columns[(seed / 7) as usize % table.columns.len()];
    let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
    let (full, name) =
        (format!("{}.{}", quoted(&table.schema), quoted(&table.target)), quoted(&column.target));
    let mut client = database.connect();
    let kind: String = client
        .query_one(
            "SELECT format_type(atttypid, NULL) FROM pg_attribute
             WHERE attrelid = format('%I.%I', $1::text, $2::text)::regclass AND attname = $3::text::name",
            &[&table.schema, &table.target, &column.target],
        )
        .expect("the column is there")
        .get(0);
    let other = match kind.as_str() {
        "boolean" => format!("NOT {name}"),
        "uuid" => "'12345678-0000-4000-8000-123456789abc'".to_owned(),
        "jsonb" | "json" => "'\"changed by the test\"'".to_owned(),
        "bytea" => format!("{name} || '\\x00'::bytea"),
        "date" => "'1234-05-06'".to_owned(),
        "time without time zone" => "'01:02:03.456789'".to_owned(),
        "timestamp with time zone" | "timestamp without time zone" => format!("{name} + '1 microsecond'"),
        "text" => format!("{name} || 'x'"),
        "character varying" => format!("CASE WHEN length({name}) > 0 THEN left({name}, -1) ELSE 'x' END"),
        "double precision" => format!("CASE WHEN {name} = 0 THEN 1 ELSE {name} * 1.5 END"),
        _ => format!("CASE WHEN {name} > 0 THEN {name} - 1 ELSE {name} + 1 END"),
    };
    let sql = format!(
        "SET session_replication_role = replica;
         UPDATE {full} SET {name} = {other} WHERE ctid = (SELECT ctid FROM {full} WHERE {name} IS NOT NULL LIMIT 1)
             AND {name}::text IS DISTINCT FROM ({other})::text"
    );
    let before: String = whole(&mut client, &full);
    // A key may forbid the other value: then nothing is changed, and there is nothing to find.
    client.batch_execute(&sql).ok()?;
    (before != whole(&mut client, &full)).then_some(sql)
}

/// The table's rows as one text.
fn whole(client: &mut postgres::Client, full: &str) -> String {
    let sql =
        format!("SELECT coalesce(string_agg(t::text, '|' ORDER BY t::text COLLATE \"C\"), '') FROM {full} t");
    client.query_one(&sql, &[]).expect("the table can be read").get(0)
}
