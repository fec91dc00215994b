//! `howdah verify` for a SQLite file that was made of a PostgreSQL database which holds no record: the file is held
//! against what a run would make of the database now.

use super::back_from::Origin;
use super::back_proof::{Back, prove};
use super::draft::Draft;
use super::settings::Settings;
use super::sides::OnSide;
use super::source::Source;
use crate::error::{Kind, Result};
use crate::plan::back::{Choices, NanChoice};
use crate::postgres::reader::PostgresReader;
use crate::report::event::{Stage, Watch};
use crate::report::run::{ProofReport, TableReport};
use crate::sqlite::blueprint::Blueprint;
use std::path::Path;
use std::sync::Arc;

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
    origin.plan.tables.extend(added.tables.iter().cloned());
    let blueprint = Blueprint::draw(&[], &added.sql)?;
    let readings = Arc::new(added.readings);
    let line = |table: &crate::catalog::map::TableMap| TableReport {
        source: table.lite.clone(),
        target: format!("{}.{}", table.schema, table.target),
        source_rows: 0,
        target_rows: None,
        bytes: table.bytes,
        seconds: 0.0,
        result: "not compared".into(),
    };
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
    };
    let (rows, bytes) = origin
        .plan
        .tables
        .iter()
        .fold((0, 0), |(rows, bytes), table| (rows + table.rows * 2, bytes + table.bytes * 2));
    draft.stage(watch, Stage::Verify, (rows, bytes), || Ok(prove(&back, None, &[], watch)?.0))
}
