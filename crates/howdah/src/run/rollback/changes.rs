//! What is not as it was at the move: the file's rows and PostgreSQL's, told apart by the digests that the journal keeps.
//!
//! Both sides are digested as the proof of the migration was. A bucket whose sum is still the stored one holds what it
//! held; so a row that differs between the sides was changed on the side whose bucket moved. Only rows of such buckets
//! are read again and named.

use crate::catalog::map::TableMap;
use crate::catalog::schema::{Catalog, TableKind};
use crate::catalog::transfer::{Batch, BatchLimits, Range, RowReader};
use crate::copy::chunks;
use crate::error::{Error, Kind, Result};
use crate::plan::model::Plan;
use crate::postgres::connect::Purpose;
use crate::postgres::emit::qualified;
use crate::postgres::fault::server_fault;
use crate::postgres::inspect::inspect;
use crate::postgres::kept_rows::kept_rows;
use crate::postgres::reader::{PostgresReader, page_ranges};
use crate::postgres::state::{Migration, State};
use crate::postgres::state_proof::{KeptSide, Sums};
use crate::proof::differences::{Buckets, different, find_in};
use crate::proof::digests::{self, Part, Side as DigestSide, SideDigest};
use crate::proof::structure;
use crate::report::event::Watch;
use crate::report::figures::counted;
use crate::report::rollback::{FileState, SchemaChange, Side, TableChanges};
use crate::run::back_from::added_to;
use crate::run::prove::PART_BYTES;
use crate::run::searches;
use crate::run::settings::Settings;
use crate::run::source::Source;
use crate::run::target::Target;
use crate::run::verify::schema_changes;
use crate::sqlite::position::Position;
use postgres::Client;
use std::collections::{BTreeMap, BTreeSet};

/// Rows that are named of each table and side.
const NAMED_MAX: usize = 10;

/// What both sides are compared with.
pub(super) struct Then<'a> {
    pub settings: &'a Settings,
    pub plan: &'a Plan,
    pub state: &'a State,
    pub migration: &'a Migration,
    pub target: &'a Target,
    /// The file, when there is one.
    pub file: Option<&'a Source>,
}

/// What was found.
pub(super) struct Now {
    /// What the file is.
    pub file: FileState,
    /// Rows that changed.
    pub changes: Vec<TableChanges>,
    /// What changed in the schemas.
    pub schema: Vec<SchemaChange>,
    /// Tables that cannot come back as they are: their names in PostgreSQL.
    pub altered: Vec<String>,
    /// Every table that comes back: schema and name in PostgreSQL.
    pub tables: Vec<(String, String)>,
    /// Tables of the file that were not carried.
    pub left_out: Vec<String>,
    /// Tables of other schemas, which stay on PostgreSQL.
    pub elsewhere: Vec<String>,
    /// What PostgreSQL said of its own data, when that is damaged.
    pub damage: Option<String>,
}

/// Stands in the place of a file that is missing.
struct NoFile;

impl RowReader for NoFile {
    fn read(
        &mut self,
        _: &TableMap,
        _: Range,
        _: BatchLimits,
        _: &mut dyn FnMut(&mut Batch) -> Result<()>,
    ) -> Result<()> {
        Err(Error::bug("a missing file was to be read"))
    }
}

/// One table's digests: then and now, of the file and of PostgreSQL.
struct Four {
    file_then: Option<SideDigest>,
    postgres_then: Option<SideDigest>,
    file: Option<SideDigest>,
    postgres: Option<SideDigest>,
}

/// Compares both sides with what they were. Reads PostgreSQL whole, and the file when it was written since.
pub(super) fn examine(then: &Then<'_>, watch: Watch<'_>) -> Result<Now> {
    let Then { plan, state, migration, target, file, .. } = *then;
    let mut lead = target.session(Purpose::Read)?;
    let source_then = state.digests(&mut lead, migration.id, KeptSide::Source)?;
    let target_then = state.digests(&mut lead, migration.id, KeptSide::Target)?;
    let catalog = inspect(&mut lead, &plan.options.schema)?;
    let snapshot = PostgresReader::export(&mut lead)?;
    let position: Option<Position> = serde_json::from_str(&migration.position).ok();
    let untouched = file.is_some_and(|file| Some(file.snapshot.position()) == position.as_ref());
    let readable: Vec<bool> = plan.tables.iter().map(|table| structure::readable(table, &catalog)).collect();

    let mut parts = Vec::new();
    for (at, table) in plan.tables.iter().enumerate() {
        let is_known = untouched && source_then.contains_key(&table.number);
        if file.is_some_and(|file| structure::is_in_file(table, &file.catalog)) && !is_known {
            let pieces = chunks::of(table);
            let weight = table.bytes / pieces.len().max(1) as u64;
            let part = |range| Part { side: DigestSide::Source, at, table, range, weight };
            parts.extend(pieces.into_iter().map(|chunk| part(chunk.range)));
        }
        if readable[at] {
            let pages = page_ranges(&mut lead, table, PART_BYTES)?;
            let part = |(range, weight)| Part { side: DigestSide::Target, at, table, range, weight };
            parts.extend(pages.into_iter().map(part));
        }
    }
    let kept = Some((state.clone(), migration.id));
    let reader = || PostgresReader::join(target.bulk_session()?, &snapshot, kept.clone());
    let workers = then.settings.workers();
    let count = plan.tables.len();
    let made = match file {
        Some(file) => {
            let pairs =
                (0..workers).map(|_| Ok((file_reader(file)?, reader()?))).collect::<Result<Vec<_>>>()?;
            digests::make(count, parts, pairs, watch)
        }
        None => {
            let pairs = (0..workers).map(|_| Ok((NoFile, reader()?))).collect::<Result<Vec<_>>>()?;
            digests::make(count, parts, pairs, watch)
        }
    };
    let mut now = Now {
        file: FileState::Missing,
        changes: Vec::new(),
        schema: Vec::new(),
        altered: Vec::new(),
        tables: Vec::new(),
        left_out: file.map_or_else(Vec::new, |file| left_out(plan, &file.catalog)),
        elsewhere: Vec::new(),
        damage: None,
    };
    postgres_schema(&mut now, plan, &readable, &mut lead, watch)?;
    let fours: Vec<Four> = match made {
        Ok(made) => {
            let tables = plan.tables.iter().zip(made).zip(&readable);
            tables
                .map(|((table, (source, target)), readable)| {
                    let file_then = source_then.get(&table.number).map(side_of);
                    let known = untouched && file_then.is_some();
                    Four {
                        postgres_then: target_then
                            .get(&table.number)
                            .map(side_of)
                            .or_else(|| file_then.clone()),
                        file: file
                            .filter(|file| known || structure::is_in_file(table, &file.catalog))
                            .map(|_| if known { file_then.clone().unwrap_or_default() } else { source }),
                        postgres: readable.then_some(target),
                        file_then,
                    }
                })
                .collect()
        }
        Err(error) => {
            now.damage = Some(damage(error)?);
            Vec::new()
        }
    };
    if let Some(file) = file {
        now.file = match untouched {
            true => FileState::Untouched,
            false if fours.is_empty() || fours.iter().any(|four| four.file_then.is_none()) => {
                FileState::Unknown
            }
            false => FileState::SameRows,
        };
        if !untouched {
            // What ANALYZE notes is no change of the application's.
            let of_schema = schema_changes(plan, file);
            let of_schema = of_schema.into_iter().filter(|(name, _)| !name.starts_with("sqlite_stat"));
            let of_storage = storage_changes(then, file, &mut lead)?;
            let changes = of_schema.map(|(_, words)| words).chain(of_storage);
            now.schema.extend(changes.map(|what| SchemaChange { side: Side::File, what }));
        }
    }
    for (table, four) in plan.tables.iter().zip(&fours) {
        now.changes.extend(changes_of(table, four, file, &reader, watch)?);
    }
    let of_file = now.changes.iter().any(|one| one.side != Side::Postgres);
    if now.file == FileState::SameRows && (of_file || now.schema.iter().any(|one| one.side == Side::File)) {
        now.file = FileState::Written;
    }
    Ok(now)
}

fn file_reader(file: &Source) -> Result<crate::sqlite::reader::SqliteReader> {
    Ok(crate::sqlite::reader::SqliteReader::lenient(file.snapshot.reader()?))
}

fn side_of(sums: &Sums) -> SideDigest {
    let [rows, originals, rowids, rejected] = sums.clone();
    SideDigest { rows, originals, rowids, rejected, ..SideDigest::default() }
}

/// The server's words when it says that its own data are damaged; any other failure stays one.
fn damage(error: Error) -> Result<String> {
    // https://www.postgresql.org/docs/current/errcodes-appendix.html: data_corrupted, index_corrupted.
    match server_fault(&error).filter(|fault| matches!(fault.sqlstate.as_str(), "XX001" | "XX002")) {
        Some(fault) => Ok(format!("PostgreSQL said: {fault}.")),
        None => Err(error),
    }
}

fn left_out(plan: &Plan, catalog: &Catalog) -> Vec<String> {
    let tables = catalog.tables.iter().filter(|table| table.is_data());
    let left = tables.filter(|table| !plan.tables.iter().any(|map| map.lite == table.name));
    left.map(|table| table.name.clone()).collect()
}

/// What was added or altered on PostgreSQL.
fn postgres_schema(
    now: &mut Now,
    plan: &Plan,
    readable: &[bool],
    lead: &mut Client,
    watch: Watch<'_>,
) -> Result<()> {
    let mut say = |what: String| now.schema.push(SchemaChange { side: Side::Postgres, what });
    for (table, _) in plan.tables.iter().zip(readable).filter(|(_, readable)| !**readable) {
        say(format!(
            "table \"{}\" was dropped or renamed, or one of its columns was, or has another type",
            table.target
        ));
        now.altered.push(table.target.clone());
    }
    let added = added_to(plan, lead, watch)?;
    for (number, columns) in &added.columns {
        let table = plan.tables.iter().find(|table| table.number == *number);
        for column in columns {
            let table = table.map_or("", |table| table.target.as_str());
            say(format!("column \"{}\" was added to table \"{table}\"", column.target));
        }
    }
    for table in &added.tables {
        let name = qualified(&table.schema, &table.target);
        let reading = added.readings.get(&(table.schema.clone(), table.target.clone()));
        let only = if reading.is_some_and(|reading| reading.with_partitions) { "" } else { "ONLY " };
        let rows: i64 = match reading.is_some_and(|reading| reading.unfilled) {
            true => 0,
            false => lead.query_one(&format!("SELECT count(*) FROM {only}{name}"), &[])?.try_get(0)?,
        };
        let rows = counted(rows.unsigned_abs(), "row", "rows");
        say(format!("table \"{}\" was added, with {rows}", table.target));
    }
    now.elsewhere = added.elsewhere;
    let carried = plan.tables.iter().zip(readable).filter(|(_, readable)| **readable).map(|(table, _)| table);
    let all = carried.chain(&added.tables);
    now.tables = all.map(|table| (table.schema.clone(), table.target.clone())).collect();
    Ok(())
}

/// The tables that would come back as PostgreSQL's schema is now: schema and name.
pub(super) fn coming_back(plan: &Plan, lead: &mut Client, watch: Watch<'_>) -> Result<Vec<(String, String)>> {
    let catalog = inspect(lead, &plan.options.schema)?;
    let added = added_to(plan, lead, watch)?;
    let carried = plan.tables.iter().filter(|table| structure::readable(table, &catalog));
    Ok(carried.chain(&added.tables).map(|table| (table.schema.clone(), table.target.clone())).collect())
}

/// Storage of virtual tables whose rows are not those that were kept: what an application wrote through them and is in
/// no carried table.
fn storage_changes(then: &Then<'_>, file: &Source, lead: &mut Client) -> Result<Vec<String>> {
    let mut was: BTreeMap<String, blake3::Hasher> = BTreeMap::new();
    kept_rows(lead, then.state, then.migration.id, |row| {
        if !row.table.starts_with("sqlite_") {
            let hasher = was.entry(row.table.clone()).or_default();
            row.classes
                .iter()
                .zip(&row.cells)
                .for_each(|(class, bytes)| add_cell(hasher, *class, bytes.as_deref()));
        }
        Ok(())
    })?;
    let mut changed = Vec::new();
    let storage = |table: &&crate::catalog::schema::Table| {
        was.contains_key(&table.name) || (table.kind == TableKind::Shadow && kept_empty(then, &table.name))
    };
    for table in file.catalog.tables.iter().filter(storage) {
        let mut hasher = blake3::Hasher::new();
        searches::each_kept_row(file, table, |cells| {
            cells.iter().for_each(|(class, bytes)| add_cell(&mut hasher, *class, bytes.as_deref()));
            Ok(())
        })?;
        if was.get(&table.name).cloned().unwrap_or_default().finalize() != hasher.finalize() {
            changed.push(format!("the storage of a virtual table, \"{}\", holds other rows", table.name));
        }
    }
    Ok(changed)
}

/// Whether a table of a virtual table's storage had no row when it was kept: then nothing of it is on record.
fn kept_empty(then: &Then<'_>, table: &str) -> bool {
    then.plan.searches.iter().any(|search| search.opaque.iter().any(|opaque| opaque == table))
}

fn add_cell(hasher: &mut blake3::Hasher, class: i16, bytes: Option<&[u8]>) {
    hasher.update(&class.to_le_bytes());
    hasher.update(&(bytes.map_or(0, <[u8]>::len) as u64).to_le_bytes());
    hasher.update(bytes.unwrap_or_default());
}

/// The changes of one table, by side.
fn changes_of(
    table: &TableMap,
    four: &Four,
    file: Option<&Source>,
    reader: &dyn Fn() -> Result<PostgresReader>,
    watch: Watch<'_>,
) -> Result<Vec<TableChanges>> {
    let moved = |then: &Option<SideDigest>, now: &Option<SideDigest>| match (then, now) {
        (Some(then), Some(now)) => different(then, now),
        _ => Buckets::default(),
    };
    let of_file = moved(&four.file_then, &four.file);
    let of_postgres = moved(&four.postgres_then, &four.postgres);
    let rows = |digest: &Option<SideDigest>| digest.as_ref().map_or(0, |digest| digest.rows.rows());
    let mut changes = Vec::new();
    for side in [Side::File, Side::Postgres, Side::Both] {
        let buckets: Buckets = std::array::from_fn(|part| {
            let (file, postgres): (BTreeSet<usize>, BTreeSet<usize>) =
                (of_file[part].iter().copied().collect(), of_postgres[part].iter().copied().collect());
            match side {
                Side::File => file.difference(&postgres).copied().collect(),
                Side::Postgres => postgres.difference(&file).copied().collect(),
                Side::Both => file.intersection(&postgres).copied().collect(),
            }
        });
        if buckets.iter().all(Vec::is_empty) {
            continue;
        }
        let (rows_then, rows_now) = match side {
            Side::File => (rows(&four.file_then), rows(&four.file)),
            Side::Postgres | Side::Both => (rows(&four.postgres_then), rows(&four.postgres)),
        };
        let mut change = TableChanges {
            table: table.lite.clone(),
            side,
            rows: None,
            rows_then,
            rows_now,
            named: Vec::new(),
        };
        if let Some(file) = file.filter(|_| four.postgres.is_some() && four.file.is_some()) {
            let found = find_in(table, &buckets, &mut file_reader(file)?, &mut reader()?, watch)?;
            change.rows = Some(found.rows);
            change.named = found.named;
            change.named.truncate(NAMED_MAX);
        }
        changes.push(change);
    }
    // Rows without a key that were changed on both sides are gone from where they were, and differ elsewhere.
    if changes.len() > 1 {
        changes.retain(|change| change.side != Side::Both || change.rows != Some(0));
    }
    Ok(changes)
}

/// The position of a file that was examined, for the moment in which it is held: nobody may have written it between.
pub(super) fn same_position(file: &std::path::Path, examined: &Position) -> Result<()> {
    if Position::of(file)? == *examined {
        return Ok(());
    }
    Err(Error::new(Kind::Unsafe, format!("the file {} was written while it was examined", file.display()))
        .hint("Stop the application that writes it, and run the command again."))
}
