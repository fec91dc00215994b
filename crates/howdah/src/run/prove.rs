//! The proof of a run: both sides read at fixed snapshots, digested, and compared; then the structure.
//!
//! The target is always read back. The source's digest of a table may come from the copy, which read the same snapshot
//! from its first row to its last; without one (a resumed run, `verify`) the source is read here.

use super::source::Source;
use super::target::Target;
use super::unrecorded;
use crate::catalog::map::TableMap;
use crate::copy::chunks;
use crate::error::Result;
use crate::plan::model::Plan;
use crate::postgres::connect::Purpose;
use crate::postgres::inspect::inspect;
use crate::postgres::reader::{PostgresReader, page_ranges};
use crate::postgres::state::State;
use crate::proof::differences;
use crate::proof::digests::{self, Part, Side, SideDigest};
use crate::proof::generated;
use crate::proof::structure;
use crate::report::event::Watch;
use crate::report::run::{ProofReport, TableProof};
use crate::row::digest::{hash, hex};
use crate::sqlite::reader::{SqliteReader, highest_id};

/// Bytes of a part that one worker reads: small enough that two workers end together.
pub(super) const PART_BYTES: u64 = 32 * 1024 * 1024;

/// What is compared.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    /// The plan that was carried out.
    pub plan: &'a Plan,
    /// The source at its snapshot.
    pub source: &'a Source,
    /// The target.
    pub target: &'a Target,
    /// Where originals and rowids are kept in the target, and the migration they belong to. Without a record, what the
    /// rows themselves hold is compared, and the structure.
    pub kept: Option<(&'a State, i32)>,
}

/// A proof that was made.
pub struct Proved {
    /// What it found: the plan's tables in order, then what they generate.
    pub report: ProofReport,
    /// Both sides' digests, in the order of the report's tables.
    pub digests: Vec<(SideDigest, SideDigest)>,
    /// Everything that the plan made in the target is there, and no sequence was set back.
    pub is_as_made: bool,
}

/// Compares every cell and the structure. `read` has digests of the source's tables that need not be read again; tables
/// without one are read.
pub fn prove(
    subject: Subject<'_>,
    mut read: Vec<Option<SideDigest>>,
    workers: usize,
    watch: Watch<'_>,
) -> Result<Proved> {
    let Subject { plan, source, target, kept } = subject;
    let mut lead = target.session(Purpose::Read)?;
    let catalog = inspect(&mut lead, &plan.options.schema)?;
    let highest = highest_ids(plan, source)?;
    let steps = match kept {
        Some((state, migration)) => state.steps(&mut lead, migration)?,
        None => Default::default(),
    };
    let given_up: structure::GivenUp =
        steps.into_iter().filter_map(|(step, why)| Some((step, why?))).collect();
    let structure = structure::compare(plan, &source.catalog, &catalog, &highest, &given_up);
    let snapshot = PostgresReader::export(&mut lead)?;
    // Tables in the plan's order, then what they generate.
    let generated: Vec<TableMap> =
        plan.tables.iter().filter_map(|table| generated::map_of(table, &given_up)).collect();
    let tables: Vec<&TableMap> = plan.tables.iter().chain(&generated).collect();
    let missing: Vec<bool> = tables
        .iter()
        .map(|table| !structure::readable(table, &catalog) || !structure::is_in_file(table, &source.catalog))
        .collect();
    read.resize(tables.len(), None);
    let mut parts = Vec::new();
    for (at, &table) in tables.iter().enumerate().filter(|(at, _)| !missing[*at]) {
        let pieces = chunks::of(table);
        let weight = table.bytes / pieces.len().max(1) as u64;
        let pieces = if read[at].is_some() { Vec::new() } else { pieces };
        parts.extend(pieces.into_iter().map(|chunk| Part {
            side: Side::Source,
            at,
            table,
            range: chunk.range,
            weight,
        }));
        let pages = page_ranges(&mut lead, table, PART_BYTES)?;
        parts.extend(pages.into_iter().map(|(range, weight)| Part {
            side: Side::Target,
            at,
            table,
            range,
            weight,
        }));
    }
    let of_migration = kept.map(|(state, migration)| (state.clone(), migration));
    let target_reader = || PostgresReader::join(target.bulk_session()?, &snapshot, of_migration.clone());
    let pairs = (0..workers)
        .map(|_| Ok((SqliteReader::lenient(source.snapshot.reader()?), target_reader()?)))
        .collect::<Result<Vec<_>>>()?;
    let mut digests = digests::make(tables.len(), parts, pairs, watch)?;
    for ((source, _), read) in digests.iter_mut().zip(read) {
        if let Some(read) = read {
            *source = read;
        }
    }
    if kept.is_none() {
        // Nothing is kept that could be held against what the source would need.
        for (source, _) in &mut digests {
            let (rows, left_behind, changed) =
                (std::mem::take(&mut source.rows), source.left_behind, source.changed);
            *source = SideDigest { rows, left_behind, changed, ..SideDigest::default() };
        }
    }

    let is_as_made = structure.differences.is_empty();
    let mut report = ProofReport {
        structure: [structure.differences, structure.moved].concat(),
        structure_compared: structure.objects,
        exceptions: structure.exceptions,
        equal: true,
        ..ProofReport::default()
    };
    let mut whole = (Vec::new(), Vec::new());
    for ((at, digests), missing) in digests.iter().enumerate().zip(missing) {
        let table = tables[at];
        let mut proof = table_proof(table, digests, missing, source, &target_reader, watch)?;
        for (side, digest) in [(&mut whole.0, &proof.source_digest), (&mut whole.1, &proof.target_digest)] {
            side.extend_from_slice(table.lite.as_bytes());
            side.push(0);
            side.extend_from_slice(digest.as_bytes());
        }
        let compared = digests.0.rows.rows();
        report.cells += compared * table.columns.len() as u64;
        report.equal &= proof.equal;
        if at < plan.tables.len() {
            report.rows += compared;
            report.exceptions.extend(exceptions(table, &digests.0, kept.map(|(state, _)| state.schema())));
        } else {
            proof.table.push_str(" (generated columns)");
        }
        report.tables.push(proof);
    }
    if kept.is_none() {
        report.exceptions.push(unrecorded::EXCEPTION.into());
    } else if !plan.options.originals {
        report
            .exceptions
            .push("Originals are off: spellings that type and format do not restore were not kept.".into());
    }
    report.digest = (hex(&hash(&whole.0)), hex(&hash(&whole.1)));
    report.equal &= report.structure.is_empty();
    Ok(Proved { report, digests, is_as_made })
}

/// What stays out of a table's comparison, in whole sentences.
fn exceptions(table: &TableMap, source: &SideDigest, schema: Option<&str>) -> Vec<String> {
    let name = &table.lite;
    let mut said = Vec::new();
    let kept = source.rejected.rows() / table.columns.len().max(1) as u64;
    let mut say = |count: u64, one: &str, many: &str| match count {
        0 => {}
        1 => said.push(format!("Table \"{name}\": 1 {one}")),
        _ => said.push(format!("Table \"{name}\": {count} {many}")),
    };
    let Some(schema) = schema else {
        say(
            source.changed,
            "cell was compared by what the type can hold of it.",
            "cells were compared by what the type can hold of them.",
        );
        return said;
    };
    say(
        kept,
        &format!("row stayed behind by choice; it is kept in {schema}.rejected."),
        &format!("rows stayed behind by choice; they are kept in {schema}.rejected."),
    );
    say(
        source.left_behind.saturating_sub(kept),
        "row was left out by choice; it is only in the source.",
        "rows were left out by choice; they are only in the source.",
    );
    say(
        source.changed,
        &format!(
            "cell arrived as another value; its original is kept in {schema}.original and was compared."
        ),
        &format!(
            "cells arrived as other values; their originals are kept in {schema}.original and were compared."
        ),
    );
    said
}

fn table_proof(
    table: &TableMap,
    digests: &(SideDigest, SideDigest),
    missing: bool,
    source: &Source,
    target_reader: &dyn Fn() -> Result<PostgresReader>,
    watch: Watch<'_>,
) -> Result<TableProof> {
    let equal = digests.0.equals(&digests.1) && !missing;
    let mut proof = TableProof {
        table: table.lite.clone(),
        source_rows: if missing { table.rows } else { digests.0.rows.rows() + digests.0.left_behind },
        target_rows: digests.1.rows.rows(),
        source_digest: fingerprint(&digests.0),
        target_digest: fingerprint(&digests.1),
        equal,
        ..TableProof::default()
    };
    if missing {
        (proof.rows_different, proof.rows_missing) = (table.rows, table.rows);
    } else if !equal {
        let mut mine = SqliteReader::lenient(source.snapshot.reader()?);
        let found = differences::find(table, digests, &mut mine, &mut target_reader()?, watch)?;
        proof.differences = found.named;
        proof.rows_different = found.rows.max(1);
        (proof.rows_missing, proof.rows_added) = (found.missing, found.added);
    }
    Ok(proof)
}

/// The largest id of each table that has an INTEGER PRIMARY KEY.
fn highest_ids(plan: &Plan, source: &Source) -> Result<Vec<Option<i64>>> {
    let reader = source.snapshot.reader()?;
    plan.tables
        .iter()
        .map(|map| {
            let table = source.catalog.tables.iter().find(|table| table.name == map.lite);
            match table.and_then(|table| Some(&table.columns[table.rowid_alias?])) {
                Some(alias) => highest_id(reader.connection(), &map.lite, &alias.name),
                None => Ok(None),
            }
        })
        .collect()
}

/// One digest over rows, originals, rowids and rejected rows.
pub(super) fn fingerprint(digest: &SideDigest) -> String {
    let parts = [&digest.rows, &digest.originals, &digest.rowids, &digest.rejected];
    hex(&hash(&parts.map(|part| part.fingerprint()).concat()))
}
