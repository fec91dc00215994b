//! The proof of a file that was made: read back by SQLite's own means and by the reader of the way forward, and held
//! against what was read from PostgreSQL.

use super::back_promises::{self, Broken};
use super::check::check_by_sqlite;
use super::left_out::Taken;
use super::prove::fingerprint;
use super::settings::Settings;
use super::sides::{OnSide, of_target};
use super::source::Source;
use crate::catalog::map::{EditAction, TableMap};
use crate::catalog::schema::{Catalog, Origin};
use crate::copy::chunks;
use crate::error::{Error, Kind, Result};
use crate::plan::model::Plan;
use crate::postgres::reader::PostgresReader;
use crate::proof::digests::{self, Part, Side, SideDigest};
use crate::proof::{differences, generated};
use crate::report::event::Watch;
use crate::report::run::{ProofReport, TableProof};
use crate::row::digest::{hash, hex};
use crate::sqlite::blueprint::Blueprint;
use crate::sqlite::reader::SqliteReader;
use crate::sqlite::snapshot::SnapshotPolicy;
use crate::sqlite::writer::Used;
use std::collections::BTreeMap;
use std::path::Path;

/// What is compared.
pub(super) struct Back<'a> {
    pub settings: &'a Settings,
    pub plan: &'a Plan,
    pub blueprint: &'a Blueprint,
    /// Where sequences of new tables stand: the table's name in SQLite, and the value that was given last.
    pub sequences: &'a [(String, i64)],
    /// The file.
    pub path: &'a Path,
    /// How it is held still.
    pub snapshot: SnapshotPolicy,
    /// Where a private copy may lie.
    pub work: &'a Path,
    /// Readers of PostgreSQL at the run's snapshot.
    pub readers: &'a dyn Fn() -> Result<OnSide<PostgresReader>>,
    /// Steps that were given up on the way forward.
    pub given_up: &'a BTreeMap<String, String>,
    /// Tables that were taken from the old file.
    pub taken: &'a [Taken],
}

/// Checks the file, and compares every cell with what was `read`, or is read now; no report when the user asked for no
/// comparison. What rows break comes along.
///
/// Fails with [`Kind::Target`] when SQLite finds the file damaged.
pub(super) fn prove(
    back: &Back<'_>,
    mut read: Option<Vec<SideDigest>>,
    used: &[Used],
    watch: Watch<'_>,
) -> Result<(Option<ProofReport>, Broken)> {
    let mut settings = back.settings.clone();
    settings.source = back.path.to_owned();
    settings.snapshot = back.snapshot;
    let file = of_target(Source::open(&settings, back.work, watch))?;
    if !settings.verify {
        return Ok((None, whole(&file)?));
    }
    if !back.taken.is_empty() {
        let reader = of_target(file.snapshot.reader())?;
        back.taken.iter().try_for_each(|taken| taken.check(reader.connection()))?;
    }
    let maps: Vec<TableMap> = back.plan.tables.iter().map(|table| as_written(table, used)).collect();
    for (table, read) in maps.iter().zip(read.iter_mut().flatten()) {
        if let Some(used) = used.iter().find(|used| used.table == table.number) {
            read.originals = used.originals.clone();
            read.rowids = used.rowids.clone();
            read.rejected = used.rejected.clone();
        }
    }
    let computed: Vec<TableMap> =
        maps.iter().filter_map(|table| generated::map_of(table, back.given_up)).collect();
    let tables: Vec<&TableMap> = maps.iter().chain(&computed).collect();
    let mut parts = Vec::new();
    for (at, &table) in tables.iter().enumerate() {
        let pieces = chunks::of(table);
        let weight = table.bytes / pieces.len().max(1) as u64;
        for chunk in pieces {
            parts.push(Part { side: Side::Target, at, table, range: chunk.range, weight });
        }
        if at >= maps.len() || read.is_none() {
            let range = crate::catalog::transfer::Range::All;
            parts.push(Part { side: Side::Source, at, table, range, weight });
        }
    }
    let pairs = (0..settings.workers())
        .map(|_| Ok(((back.readers)()?, of_file(&file)?)))
        .collect::<Result<Vec<_>>>()?;
    let (checked, found) = std::thread::scope(|scope| {
        let checking = scope.spawn(|| whole(&file));
        let found = digests::make(tables.len(), parts, pairs, watch);
        (checking.join().unwrap_or_else(|_| Err(Error::bug("the integrity check stopped"))), found)
    });
    // Damage explains whatever else went wrong.
    let broken = checked?;
    let mut found = found?;
    for ((source, _), read) in found.iter_mut().zip(read.into_iter().flatten()) {
        *source = read;
    }
    let mut structure = schema_differences(back.blueprint, &file.catalog);
    structure.extend(sequence_differences(back.sequences, &file.catalog));
    let mut report = ProofReport {
        structure_compared: back.blueprint.entries.len() as u64,
        equal: structure.is_empty(),
        structure,
        ..ProofReport::default()
    };
    let mut whole = (Vec::new(), Vec::new());
    for (at, sides) in found.iter().enumerate() {
        let table = tables[at];
        let mut proof = table_proof(table, sides, &file, back.readers, watch)?;
        for (side, digest) in [(&mut whole.0, &proof.source_digest), (&mut whole.1, &proof.target_digest)] {
            side.extend_from_slice(table.lite.as_bytes());
            side.push(0);
            side.extend_from_slice(digest.as_bytes());
        }
        let compared = sides.0.rows.rows();
        report.cells += compared * table.columns.len() as u64;
        report.equal &= proof.equal;
        if at < maps.len() {
            report.rows += compared;
            report.exceptions.extend(left_out(&back.plan.tables[at]));
        } else {
            proof.table.push_str(" (generated columns)");
        }
        report.tables.push(proof);
    }
    report.exceptions.extend(back.taken.iter().filter_map(Taken::said));
    report.digest = (hex(&hash(&whole.0)), hex(&hash(&whole.1)));
    Ok((Some(report), broken))
}

/// Fails when SQLite finds the file damaged; returns what else it says of the rows.
fn whole(file: &Source) -> Result<Broken> {
    let (mut checked, constraints) = check_by_sqlite(&file.snapshot, &file.catalog)?;
    let notes = &checked.notes;
    checked.corruption.retain(|said| !back_promises::is_of_nulls(said, notes, &file.catalog));
    if checked.corruption.is_empty() {
        return back_promises::broken(file, checked.notes, constraints);
    }
    Err(Error::new(Kind::Target, "the file that was made is not whole")
        .detail(format!("SQLite's integrity check said: {}.", checked.corruption.join("; ")))
        .hint("No file was put in place. Please report this with the message."))
}

/// The map by which the file is read: choices made row by row name the rows by the rowids that they have now, and rows
/// that were left out stay out.
fn as_written(table: &TableMap, used: &[Used]) -> TableMap {
    let edits = used.iter().find(|used| used.table == table.number).map(|used| used.edits.clone());
    TableMap { edits: edits.unwrap_or_default(), ..table.clone() }
}

/// Rows that the way forward left out and that are in neither database.
fn left_out(table: &TableMap) -> Option<String> {
    let dropped = table.edits.iter().filter(|edit| edit.action == EditAction::Drop);
    let rows: usize = dropped.map(|edit| edit.rowids.len()).sum();
    let name = &table.lite;
    match rows {
        0 => None,
        1 => Some(format!(
            "Table \"{name}\": 1 row that was left out by choice on the way to PostgreSQL is not back."
        )),
        _ => Some(format!(
            "Table \"{name}\": {rows} rows that were left out by choice on the way to PostgreSQL are not back."
        )),
    }
}

/// A reader of the new file.
fn of_file(file: &Source) -> Result<OnSide<SqliteReader>> {
    let reader = of_target(file.snapshot.reader())?;
    Ok(OnSide::target(SqliteReader::lenient(reader)))
}

fn table_proof(
    table: &TableMap,
    sides: &(SideDigest, SideDigest),
    file: &Source,
    readers: &dyn Fn() -> Result<OnSide<PostgresReader>>,
    watch: Watch<'_>,
) -> Result<TableProof> {
    let equal = sides.0.equals(&sides.1);
    let mut proof = TableProof {
        table: table.lite.clone(),
        source_rows: sides.0.rows.rows(),
        target_rows: sides.1.rows.rows() + sides.1.left_behind,
        source_digest: fingerprint(&sides.0),
        target_digest: fingerprint(&sides.1),
        equal,
        ..TableProof::default()
    };
    if !equal {
        let found = differences::find(table, sides, &mut readers()?, &mut of_file(file)?, watch)?;
        proof.differences = found.named;
        proof.rows_different = found.rows.max(1);
        (proof.rows_missing, proof.rows_added) = (found.missing, found.added);
    }
    Ok(proof)
}

/// Sequences that stand elsewhere in the file.
fn sequence_differences(sequences: &[(String, i64)], catalog: &Catalog) -> Vec<String> {
    let stands = |name: &String| catalog.tables.iter().find(|table| table.name == *name)?.sequence;
    let differ = sequences.iter().filter(|(table, position)| stands(table) != Some(*position));
    differ
        .map(|(table, position)| format!("the sequence of \"{table}\" does not stand at {position}"))
        .collect()
}

/// Entries of the schema that are not as they were.
pub(super) fn schema_differences(blueprint: &Blueprint, catalog: &Catalog) -> Vec<String> {
    let was: Vec<&Origin> = blueprint.entries.iter().map(|entry| &entry.origin).collect();
    let is: Vec<&Origin> = catalog.origin.iter().collect();
    if was == is {
        return Vec::new();
    }
    let missing = was.iter().filter(|entry| !is.contains(entry));
    let mut said: Vec<String> =
        missing.map(|entry| format!("{} \"{}\" is not declared as it was", entry.kind, entry.name)).collect();
    let more = is.iter().filter(|entry| !was.contains(entry));
    said.extend(more.map(|entry| format!("{} \"{}\" was not in the schema", entry.kind, entry.name)));
    if said.is_empty() {
        said.push("the entries of the schema stand in another order".into());
    }
    said
}
