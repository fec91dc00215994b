//! `howdah inspect` and `howdah plan`: what is in the source, and what a run would do. Neither writes to a target.

use super::back_from::Origin;
use super::draft::Draft;
use super::scratch::Scratch;
use super::settings::{Direction, Settings};
use super::source::{Looked, Source};
use crate::catalog::profile::TableProfile;
use crate::catalog::schema::Catalog;
use crate::error::Result;
use crate::plan::model::Plan;
use crate::plan::summary::orphans_kept;
use crate::report::event::{Stage, Watch};
use crate::report::run::PlaceReport;
use crate::sqlite::open::must_be_readable;
use serde::Serialize;

/// What is in a source.
#[derive(Debug, Clone, Serialize)]
pub struct Inspection {
    /// The file.
    pub place: PlaceReport,
    /// Its schema.
    pub catalog: Catalog,
    /// What the look at every cell found, a profile a table.
    pub profiles: Vec<TableProfile>,
    /// Notes of the integrity check.
    pub notes: Vec<String>,
    /// Foreign keys with rows whose parent is missing: (table, parent, rows).
    pub orphans: Vec<(String, String, u64)>,
}

/// Looks at the source.
pub fn inspect(settings: &Settings, watch: Watch<'_>) -> Result<Inspection> {
    let (source, looked, _draft, _work) = look(settings, "inspect", watch)?;
    Ok(Inspection {
        place: source.place(),
        orphans: looked.orphans.iter().map(|set| (set.table.clone(), set.parent.clone(), set.rows)).collect(),
        profiles: looked.profiles,
        notes: looked.notes,
        catalog: source.catalog,
    })
}

/// Makes the plan of a run, without a target; on the way to SQLite, with the file's declarations as its statements.
pub fn plan(settings: &Settings, watch: Watch<'_>) -> Result<Plan> {
    if settings.direction == Direction::ToSqlite {
        return Origin::open(settings, watch)?.into_plan(settings, watch);
    }
    let (source, looked, mut draft, _work) = look(settings, "plan", watch)?;
    let plan = source.plan(&looked, settings, &mut draft, watch)?;
    if let Some(sentence) = orphans_kept(&plan) {
        watch.warn(sentence);
    }
    Ok(plan)
}

/// The directory is returned too: it holds what the source is read from.
fn look(settings: &Settings, command: &str, watch: Watch<'_>) -> Result<(Source, Looked, Draft, Scratch)> {
    let mut draft = Draft::begin(command);
    must_be_readable(&settings.source)?;
    let work = Scratch::open(&settings.source)?;
    let source = draft.stage(watch, Stage::Inspect, (0, 0), || Source::open(settings, work.path(), watch))?;
    source.check_names(settings)?;
    let looked = source.look(settings, &mut draft, watch)?;
    Ok((source, looked, draft, work))
}
