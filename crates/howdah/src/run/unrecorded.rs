//! The plan for a target that has no record of a migration: somebody dropped howdah's schema, or another program filled
//! the target.
//!
//! It is made anew from the source, as a migration would make it; where the target's catalogue has another type for a
//! column, and that type holds every value, the target decides. What does not fit stays a finding and a difference.

use super::settings::Settings;
use super::source::{Looked, Source};
use crate::catalog::map::TableMap;
use crate::catalog::schema::{Catalog, Table};
use crate::error::Result;
use crate::plan::model::Plan;
use crate::plan::options::{Names, Options, TypeChoice};
use crate::proof::structure::logical_of;

/// What the report says of such a comparison.
pub const EXCEPTION: &str = "The target has no record of a migration: originals are not known; spellings are compared \
                             by meaning only.";

/// Makes the plan; `None` when no table of the source stands in the target.
pub fn plan(source: &Source, looked: &Looked, settings: &Settings, target: &Catalog) -> Result<Option<Plan>> {
    let mut best: Option<(usize, Options, Plan)> = None;
    for names in [settings.options.names, Names::Keep, Names::Lower, Names::Snake] {
        let options = Options { names, ..settings.options.clone() };
        let plan = source.plan_with(looked, &options)?;
        let found = plan.tables.iter().map(|map| found(map, target)).sum();
        if best.as_ref().is_none_or(|(most, ..)| found > *most) {
            best = Some((found, options, plan));
        }
    }
    let Some((_, mut options, plan)) = best.filter(|(found, ..)| *found > 0) else { return Ok(None) };
    let choices: Vec<TypeChoice> = plan.tables.iter().flat_map(|map| choices(map, target)).collect();
    if choices.is_empty() {
        return Ok(Some(plan));
    }
    options.types.extend(choices);
    source.plan_with(looked, &options).map(Some)
}

fn of<'t>(map: &TableMap, target: &'t Catalog) -> Option<&'t Table> {
    target.tables.iter().find(|table| table.name == map.target)
}

/// Columns of a planned table that stand in the target, and the table itself.
fn found(map: &TableMap, target: &Catalog) -> usize {
    let Some(table) = of(map, target) else { return 0 };
    let columns = map.columns.iter();
    1 + columns.filter(|column| table.columns.iter().any(|there| there.name == column.target)).count()
}

/// The target's types that are not the planned ones.
fn choices<'m>(map: &'m TableMap, target: &'m Catalog) -> impl Iterator<Item = TypeChoice> + 'm {
    let there = of(map, target).map_or(&[][..], |table| &table.columns);
    map.columns.iter().filter_map(move |column| {
        let there = there.iter().find(|there| there.name == column.target)?;
        let logical = logical_of(&there.declared).filter(|logical| *logical != column.logical)?;
        Some(TypeChoice { table: map.lite.clone(), column: column.lite.clone(), logical })
    })
}
