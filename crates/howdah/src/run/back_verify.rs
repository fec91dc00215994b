//! `howdah verify` for a SQLite file that was made of a PostgreSQL database: the file is held against what a run would
//! make of the database now.

use super::back::Way;
use super::back_from::Origin;
use super::back_proof::{Back, prove, schema_differences};
use super::draft::Draft;
use super::settings::Settings;
use super::sides::OnSide;
use super::source::Source;
use crate::catalog::map::TableMap;
use crate::error::{Kind, Result};
use crate::plan::back::{Choices, NanChoice};
use crate::postgres::reader::PostgresReader;
use crate::proof::structure::is_in_file;
use crate::report::event::{Stage, Watch};
use crate::report::run::{ProofReport, TableReport};
use crate::sqlite::blueprint::Blueprint;
use crate::sqlite::new_file::FilePlace;
use std::path::Path;
use std::sync::Arc;

/// Compares a file with what the way back of a carried database would make now. `None` when it has other declarations, or
/// when there is no way back.
///
/// What is kept beside the rows is what the cells needed that were carried. Rows that were written on PostgreSQL since
/// may need more or less of it; what a file of today needs, only writing one shows.
pub(super) fn verify_restored(
    settings: &Settings,
    source: &Source,
    work: &Path,
    draft: &mut Draft,
    watch: Watch<'_>,
) -> Result<Option<ProofReport>> {
    for strict in [false, true] {
        let mut settings = settings.clone();
        settings.verify = true;
        // Only tables and columns that were added are others by these choices.
        settings.back = Choices { strict, on_nan: NanChoice::Text };
        match restored(&settings, source, work, draft, watch) {
            Ok(None) => {}
            Err(error) if matches!(error.kind, Kind::Interrupted | Kind::Bug) => return Err(error),
            Err(error) => {
                watch.detail(format!("what the way back would make now is not known: {error}"));
                return Ok(None);
            }
            known => return known,
        }
    }
    Ok(None)
}

fn restored(
    settings: &Settings,
    source: &Source,
    work: &Path,
    draft: &mut Draft,
    watch: Watch<'_>,
) -> Result<Option<ProofReport>> {
    let place = FilePlace::examine(&work.join("restored.db"), false)?;
    let mut way = Way::new(settings, &place, work, Origin::open(settings, watch)?, watch);
    way.preflight()?;
    let blueprint = way.blueprint()?;
    if way.is_blocked() || !schema_differences(&blueprint, &source.catalog).is_empty() {
        return Ok(None);
    }
    watch.message("comparing the file with what the way back would make now");
    let mut file = way.begin(blueprint.clone())?;
    let filled = way.fill(&mut file)?;
    drop(file);
    let proof = way.compare(filled, &blueprint)?;
    if proof.is_some() {
        draft.report().tables = way.tables().iter().map(line).collect();
    }
    Ok(proof)
}

fn line(table: &TableMap) -> TableReport {
    TableReport {
        source: table.lite.clone(),
        target: format!("{}.{}", table.schema, table.target),
        source_rows: 0,
        target_rows: None,
        bytes: table.bytes,
        seconds: 0.0,
        result: "not compared".into(),
    }
}

/// Compares, when the file is such a file: when at least one of its tables is declared as a run would declare it.
pub(super) fn verify_made(
    settings: &Settings,
    source: &Source,
    work: &Path,
    draft: &mut Draft,
    watch: Watch<'_>,
) -> Result<Option<ProofReport>> {
    let mut settings = settings.clone();
    settings.verify = true;
    settings.back = Choices {
        strict: source.catalog.tables.iter().any(|table| table.strict),
        // Only a column that holds NaN is another one by this choice.
        on_nan: NanChoice::Text,
    };
    let mut origin = Origin::open(&settings, watch)?;
    // A database without tables is nothing that a file could have been made of.
    let added = match origin.additions(&settings, watch) {
        Ok(added) => added,
        Err(error) if error.kind == Kind::Answer => return Ok(None),
        Err(error) => return Err(error),
    };
    let made =
        |table: &crate::catalog::schema::Table| table.sql.as_ref().is_some_and(|sql| added.sql.contains(sql));
    if !source.catalog.tables.iter().any(made) {
        return Ok(None);
    }
    // A table that the file has otherwise cannot be read; that it is declared otherwise is a difference.
    let there = added.tables.iter().filter(|map| is_in_file(map, &source.catalog));
    origin.plan.tables.extend(there.cloned());
    let blueprint = Blueprint::draw(&[], &added.sql)?;
    let readings = Arc::new(added.readings);
    draft.report().tables = origin.plan.tables.iter().map(line).collect();
    let readers = || {
        let session = origin.server.bulk_session()?;
        let reader = PostgresReader::join(session, &origin.snapshot, None)?;
        Ok(OnSide::source(reader.reading(&readings)))
    };
    let back = Back {
        settings: &settings,
        plan: &origin.plan,
        blueprint: &blueprint,
        sequences: &added.sequences,
        path: &settings.source,
        snapshot: settings.snapshot,
        work,
        readers: &readers,
        given_up: &origin.given_up,
        taken: &[],
    };
    let (rows, bytes) = origin
        .plan
        .tables
        .iter()
        .fold((0, 0), |(rows, bytes), table| (rows + table.rows * 2, bytes + table.bytes * 2));
    draft.stage(watch, Stage::Verify, (rows, bytes), || Ok(prove(&back, None, &[], watch)?.0))
}
