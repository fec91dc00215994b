//! Plans from SQL: a database in memory, its catalogue, a profile of its cells, and the plan.
//!
//! The profile is made here cell by cell, small and slow, so that these tests hold the planner to what the
//! profile's fields promise.
#![allow(dead_code, reason = "each test program uses a part")]

use howdah::catalog::profile::{ColumnProfile, Flaws, TableProfile};
use howdah::catalog::schema::{Catalog, Table};
use howdah::error::Result;
use howdah::plan::model::Plan;
use howdah::plan::options::Options;
use howdah::plan::{Input, make};
use howdah::report::event::Watch;
use howdah::report::finding::Finding;
use howdah::row::datetime::parse_moment;
use howdah::row::format::MomentSpelling;
use howdah::row::json::validate;
use howdah::row::number::decimal::Decimal;
use howdah::row::number::real_to_text;
use howdah::row::uuid::Uuid;
use howdah::sqlite::inspect::inspect;
use howdah::sqlite::open::SourceFile;
use howdah::sqlite::orphans::{OrphanSet, orphans};
use howdah::sqlite::snapshot::{Snapshot, SnapshotOptions, SnapshotPolicy};
use howdah::sqlite::violations::{Violations, violations};
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

/// A database, what it contains and what its cells are.
pub struct Source {
    pub catalog: Catalog,
    pub profiles: Vec<TableProfile>,
    pub orphans: Vec<OrphanSet>,
    pub violations: Vec<Violations>,
}

impl Source {
    /// The database that a script makes.
    pub fn of(sql: &str) -> Source {
        let connection = Connection::open_in_memory().expect("SQLite opens a database in memory");
        connection.execute_batch("PRAGMA foreign_keys = OFF").expect("foreign keys can be off");
        connection.execute_batch(sql).unwrap_or_else(|error| panic!("{error}, in: {sql}"));
        Source::read(&connection)
    }

    fn read(connection: &Connection) -> Source {
        let catalog = inspect(connection).expect("the catalogue can be read");
        let profiles = catalog.tables.iter().map(|table| profile(connection, table)).collect();
        let found = orphans(connection, &catalog, true).expect("orphans can be counted");
        let violations = violating(connection, &catalog);
        Source { catalog, profiles, orphans: found.sets, violations }
    }

    /// A file, read as a run reads it.
    pub fn open(path: &Path, work: &Path) -> Result<Source> {
        let (sink, cancelled) = (|_| {}, AtomicBool::new(false));
        let watch = Watch::new(&sink, &cancelled);
        let file = SourceFile::examine(path, work, Duration::from_secs(5))?;
        let options = SnapshotOptions {
            readers: 2,
            policy: SnapshotPolicy::default(),
            busy_timeout: Duration::from_secs(5),
            work_dir: work.to_owned(),
        };
        let snapshot = Snapshot::open(&file, &options, watch)?;
        let catalog = inspect(snapshot.reader()?.connection())?;
        let data: Vec<usize> = (0..catalog.tables.len()).filter(|&at| catalog.tables[at].is_data()).collect();
        let profiles = howdah::sqlite::profile::profile(&snapshot, &catalog, &data, 1, watch)?;
        let found = orphans(snapshot.reader()?.connection(), &catalog, false)?;
        let violations = violating(snapshot.reader()?.connection(), &catalog);
        Ok(Source { catalog, profiles, orphans: found.sets, violations })
    }

    /// Its plan.
    pub fn plan(&self, options: &Options) -> Plan {
        make(&self.input(options)).expect("a plan can be made")
    }

    /// The planner's input.
    pub fn input<'a>(&'a self, options: &'a Options) -> Input<'a> {
        Input {
            catalog: &self.catalog,
            profiles: &self.profiles,
            orphans: &self.orphans,
            violations: &self.violations,
            failing: &[],
            integrity_notes: &[],
            options,
            target: None,
        }
    }
}

fn violating(connection: &Connection, catalog: &Catalog) -> Vec<Violations> {
    let data = catalog.tables.iter().filter(|table| table.is_data());
    data.flat_map(|table| violations(connection, table).expect("constraints can be checked").violations)
        .collect()
}

/// The plan for what a script makes, with default options.
pub fn plan(sql: &str) -> Plan {
    Source::of(sql).plan(&Options::default())
}

/// The plan with some options.
pub fn plan_with(sql: &str, change: impl FnOnce(&mut Options)) -> Plan {
    let mut options = Options::default();
    change(&mut options);
    Source::of(sql).plan(&options)
}

/// Ids of all findings, in order.
pub fn ids(plan: &Plan) -> Vec<&str> {
    plan.findings.iter().map(|finding| finding.id.as_str()).collect()
}

/// The finding of a rule.
#[track_caller]
pub fn finding<'p>(plan: &'p Plan, id: &str) -> &'p Finding {
    let found = plan.findings.iter().find(|finding| finding.id == id);
    found.unwrap_or_else(|| panic!("no finding {id} among {:?}", ids(plan)))
}

/// Type in SQL of `table.column`.
#[track_caller]
pub fn sql_type(plan: &Plan, place: &str) -> String {
    let (table, column) = place.split_once('.').expect("a place is table.column");
    let table =
        plan.tables.iter().find(|map| map.lite == table).unwrap_or_else(|| panic!("no table {table}"));
    let column = table.columns.iter().find(|map| map.lite == column);
    column.unwrap_or_else(|| panic!("no column {place}")).logical.sql()
}

/// All statements' SQL.
pub fn statements(plan: &Plan) -> Vec<&str> {
    plan.phases.all().map(|statement| statement.sql.as_str()).collect()
}

/// Whether a statement reads so.
#[track_caller]
pub fn assert_has(plan: &Plan, sql: &str) {
    assert!(statements(plan).contains(&sql), "no statement {sql:?} among {:#?}", statements(plan));
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn profile(connection: &Connection, table: &Table) -> TableProfile {
    let mut found = TableProfile::default();
    if !table.is_data() || table.stored().next().is_none() {
        return found;
    }
    found.columns = vec![ColumnProfile::default(); table.columns.len()];
    let stored: Vec<usize> = table.stored().collect();
    let names: Vec<String> = stored.iter().map(|&at| quoted(&table.columns[at].name)).collect();
    let sql = format!("SELECT {} FROM {}", names.join(", "), quoted(&table.name));
    let mut statement = connection.prepare(&sql).unwrap_or_else(|error| panic!("{error}, in: {sql}"));
    let mut rows = statement.query([]).expect("rows can be read");
    while let Some(row) = rows.next().expect("rows can be read") {
        found.rows += 1;
        let mut bytes = 0;
        for (at, &column) in stored.iter().enumerate() {
            let value = row.get_ref(at).expect("a column can be read");
            bytes += look(&mut found.columns[column], value, found.rows);
        }
        found.bytes += bytes;
        found.row_bytes_max = found.row_bytes_max.max(bytes);
    }
    if let Some(alias) = table.rowid_alias {
        found.rowids = found.columns[alias].integer_range;
    }
    found
}

fn look(found: &mut ColumnProfile, value: ValueRef<'_>, row: u64) -> u64 {
    match value {
        ValueRef::Null => {
            found.nulls += 1;
            0
        }
        ValueRef::Integer(integer) => {
            found.integers += 1;
            let (low, high) = found.integer_range.unwrap_or((integer, integer));
            found.integer_range = Some((low.min(integer), high.max(integer)));
            found.integers_not_boolean += u64::from(!(0..=1).contains(&integer));
            found.integers_beyond_double += u64::from(integer as f64 as i128 != i128::from(integer));
            digits(found, integer.to_string().as_bytes());
            let unit = match integer {
                100_000_000..=4_200_000_000 => Some(MomentSpelling::UnixSeconds),
                100_000_000_000..=4_200_000_000_000 => Some(MomentSpelling::UnixMillis),
                100_000_000_000_000..=4_200_000_000_000_000 => Some(MomentSpelling::UnixMicros),
                _ => None,
            };
            if let Some(unit) = unit {
                found.moments.add_number(unit, true);
            }
            8
        }
        ValueRef::Real(real) => {
            found.reals += 1;
            found.reals_infinite += u64::from(real.is_infinite());
            found.reals_integral += u64::from(real.fract() == 0.0);
            if real.is_finite() {
                let mut text = Vec::new();
                real_to_text(real, &mut text);
                digits(found, &text);
            }
            if (2_400_000.0..2_500_000.0).contains(&real) {
                found.moments.add_number(MomentSpelling::JulianDay, true);
            } else if (1e8..4.2e9).contains(&real) {
                found.moments.add_number(MomentSpelling::UnixSecondsReal, true);
            }
            8
        }
        ValueRef::Text(text) => {
            look_at_text(found, text, row);
            text.len() as u64
        }
        ValueRef::Blob(blob) => {
            found.blobs += 1;
            found.blobs_16 += u64::from(blob.len() == 16);
            found.blob_bytes_max = found.blob_bytes_max.max(blob.len() as u64);
            blob.len() as u64
        }
    }
}

fn digits(found: &mut ColumnProfile, text: &[u8]) {
    let decimal = Decimal::parse(text).expect("a number's text is decimal");
    let before = decimal.integer_digits().max(0) as u32;
    let after = decimal.fraction_digits_needed() as u32;
    found.digits = (found.digits.0.max(before), found.digits.1.max(after));
}

fn look_at_text(found: &mut ColumnProfile, text: &[u8], row: u64) {
    let first = found.texts == 0;
    found.texts += 1;
    found.text_bytes_max = found.text_bytes_max.max(text.len() as u64);
    let characters = text.iter().filter(|byte| (**byte as i8) >= -0x40).count();
    found.text_chars_max = found.text_chars_max.max(characters as u64);
    found.empty_texts += u64::from(text.is_empty());
    if let Some(at) = text.iter().position(|byte| *byte == 0) {
        flaw(&mut found.nul, row, at);
    }
    if let Err(error) = std::str::from_utf8(text) {
        flaw(&mut found.bad_utf8, row, error.valid_up_to());
    }
    let word = std::str::from_utf8(text).ok().filter(|word| {
        ["t", "f", "true", "false", "y", "n", "yes", "no", "on", "off", "1", "0"]
            .iter()
            .any(|known| known.eq_ignore_ascii_case(word))
    });
    match (word, &mut found.boolean_words) {
        (Some(word), Some(words)) => match words.iter_mut().find(|(known, _)| known == word) {
            Some((_, count)) => *count += 1,
            None => words.push((word.to_owned(), 1)),
        },
        (Some(word), none) if first => *none = Some(vec![(word.to_owned(), 1)]),
        _ => found.boolean_words = None,
    }
    if let Some(uuid) = Uuid::parse(text) {
        found.uuids.add(&uuid);
    }
    if let Some(moment) = parse_moment(text) {
        found.moments.add(&moment);
        found.moments_beyond_micros += u64::from(moment.sub_micro);
    }
    found.decimal_texts +=
        u64::from(Decimal::parse(text).is_some_and(|decimal| decimal.check_limits().is_ok()));
    found.json.tested += 1;
    match validate(text) {
        Ok(shape) => {
            found.json.valid += 1;
            found.json.fits_jsonb += u64::from(shape.fits_jsonb());
        }
        Err(problem) => found.json.problems.push((format!("row {row}"), format!("{:?}", problem.kind))),
    }
}

fn flaw(flaws: &mut Flaws, row: u64, at: usize) {
    flaws.count += 1;
    flaws.examples.push((format!("rowid {row}"), at as u64));
}
