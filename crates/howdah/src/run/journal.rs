//! The journal: what the target says about earlier runs, and what a run with this plan is to do about it.
//!
//! A migration is registered in the transaction that creates its tables, so that a crash leaves either nothing or a
//! migration that can be continued. Its stages are the states below; a run that finds the same plan of the same
//! source continues behind the last committed mark, and one that finds an unfinished migration of something else
//! removes what that one had made.

use super::settings::Settings;
use crate::error::{Error, Kind, Result};
use crate::plan::model::Plan;
use crate::postgres::state::{LAYOUT, MadeTable, Migration, Now, State};
use postgres::Client;
use std::collections::BTreeSet;

/// How far a migration came. The words are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reached {
    /// Tables are there, rows are being copied.
    Copy,
    /// Rows are there; keys, indexes and sequences are being made.
    Indexes,
    /// Foreign keys are being added and validated.
    ForeignKeys,
    /// Statistics are being gathered.
    Finish,
    /// Everything is there.
    Done,
}

impl Reached {
    /// The stored word.
    pub fn word(self) -> &'static str {
        match self {
            Reached::Copy => "copy",
            Reached::Indexes => "indexes",
            Reached::ForeignKeys => "foreign-keys",
            Reached::Finish => "finish",
            Reached::Done => "done",
        }
    }

    fn parse(word: &str) -> Option<Reached> {
        [Reached::Copy, Reached::Indexes, Reached::ForeignKeys, Reached::Finish, Reached::Done]
            .into_iter()
            .find(|reached| reached.word() == word)
    }
}

/// What a run is to do.
#[derive(Debug)]
pub enum Start {
    /// Begin; these tables of the target (schema, name) are dropped first, and these migrations forgotten.
    Fresh {
        /// Tables to drop.
        drop: Vec<(String, String)>,
        /// Views that the forgotten migrations made over them, in the order in which they can be dropped.
        drop_views: Vec<(String, String)>,
        /// Migrations to forget.
        forget: Vec<i32>,
        /// The state's own tables are of another layout and are made anew.
        renew_state: bool,
    },
    /// Go on with a migration of the same plan and the same source.
    Continue {
        /// Its number.
        migration: i32,
        /// How far it came.
        reached: Reached,
    },
}

/// Reads the journal and the target's tables, and decides. Refuses with [`Kind::Unsafe`] when tables stand in the way
/// that the user has not named. Writes nothing.
pub fn decide(
    client: &mut Client,
    state: &State,
    plan: &Plan,
    fingerprint: &str,
    settings: &Settings,
) -> Result<Start> {
    let layout = state.layout(client)?;
    let earlier = match layout {
        Some(LAYOUT) => state.migrations(client, &settings.options.schema)?,
        _ => Vec::new(),
    };
    if let Some((migration, reached)) = continued(client, state, &earlier, plan, fingerprint)?
        && (settings.replace.is_empty() || reached != Reached::Done)
    {
        return Ok(Start::Continue { migration, reached });
    }
    let standing = standing(client, plan)?;
    let mut drop = BTreeSet::new();
    let mut forget = Vec::new();
    let unfinished = match layout {
        Some(LAYOUT) => earlier
            .iter()
            .filter(|migration| Reached::parse(&migration.stage) != Some(Reached::Done))
            .map(|migration| migration.id)
            .collect(),
        Some(other) => unfinished_of_other(client, state, other)?,
        None => Vec::new(),
    };
    // What an unfinished migration made is ours to remove, unless somebody put something else in its place.
    for migration in unfinished {
        let made = state.tables_of(client, migration)?;
        drop.extend(made.into_iter().filter(|table| table.now == Now::Same).map(|table| table.name));
        forget.push(migration);
    }
    let views: Vec<(i32, Vec<(String, String)>)> =
        earlier.iter().map(|migration| (migration.id, views_of(migration))).collect();
    let is_own_view =
        |one: &Standing| one.kind == "view" && views.iter().any(|(_, views)| views.contains(&one.name));
    let in_the_way: Vec<&Standing> =
        standing.iter().filter(|one| !drop.contains(&one.name) && !is_own_view(one)).collect();
    let all = settings.replace.iter().any(|name| name == "*");
    let unnamed: Vec<&&Standing> = in_the_way
        .iter()
        .filter(|one| !one.is_table || !(all || settings.replace.contains(&one.name.1)))
        .collect();
    if !unnamed.is_empty() {
        return Err(refuse(&unnamed, &gone(client, state, earlier.first())?));
    }
    drop.extend(in_the_way.into_iter().map(|one| one.name.clone()));
    // A finished migration whose tables all go is forgotten with them.
    for migration in &earlier {
        if !forget.contains(&migration.id) {
            let tables = state.tables_of(client, migration.id)?;
            let goes = |table: &MadeTable| table.now == Now::Nothing || drop.contains(&table.name);
            if !tables.is_empty() && tables.iter().all(goes) {
                forget.push(migration.id);
            }
        }
    }
    let renew_state = layout.is_some_and(|layout| layout != LAYOUT);
    let mut drop_views = Vec::new();
    for (_, views) in views.into_iter().filter(|(migration, _)| forget.contains(migration)) {
        for view in views.into_iter().rev() {
            if !drop_views.contains(&view) {
                drop_views.push(view);
            }
        }
    }
    Ok(Start::Fresh { drop: drop.into_iter().collect(), drop_views, forget, renew_state })
}

/// The views that a migration made, in the order in which it made them.
fn views_of(migration: &Migration) -> Vec<(String, String)> {
    // A plan of another version is not ours to interpret; its views, if any, are in the way then.
    let Ok(plan) = serde_json::from_str::<Plan>(&migration.plan) else { return Vec::new() };
    let views = plan.phases.views.into_iter();
    views.map(|view| (plan.options.schema.clone(), view.name)).collect()
}

/// The migrations in a state of another layout, when none of them is finished; what a finished one keeps is precious.
fn unfinished_of_other(client: &mut Client, state: &State, layout: i32) -> Result<Vec<i32>> {
    let unfinished = if layout == 0 { None } else { state.unfinished(client)? };
    unfinished.ok_or_else(|| {
        Error::new(
            Kind::Unsafe,
            format!("schema \"{}\" holds the records of another version of howdah", state.schema()),
        )
        .detail(format!(
            "Its layout has the number {layout}, this version's has {LAYOUT}; a migration in it is finished."
        ))
        .hint("Use that version, or keep this migration's records elsewhere with --state-schema NAME.")
    })
}

fn continued(
    client: &mut Client,
    state: &State,
    earlier: &[Migration],
    plan: &Plan,
    fingerprint: &str,
) -> Result<Option<(i32, Reached)>> {
    let Some(newest) = earlier.first() else { return Ok(None) };
    let Some(reached) = Reached::parse(&newest.stage) else { return Ok(None) };
    if newest.plan_id != plan.id || newest.fingerprint != fingerprint {
        return Ok(None);
    }
    // Another version may cut chunks or write cells in another way. What is finished is only read, and proven.
    let done = reached == Reached::Done;
    if !done && newest.howdah != env!("CARGO_PKG_VERSION") {
        return Ok(None);
    }
    let tables = state.tables_of(client, newest.id)?;
    let stands = |table: &MadeTable| table.now == Now::Same || (done && table.now == Now::Other);
    Ok(tables.iter().all(stands).then_some((newest.id, reached)))
}

/// A relation of the target that has the name of one that the plan makes.
#[derive(Debug)]
struct Standing {
    name: (String, String),
    is_table: bool,
    kind: &'static str,
}

fn standing(client: &mut Client, plan: &Plan) -> Result<Vec<Standing>> {
    let mut found = Vec::new();
    let schema = &plan.options.schema;
    let tables: Vec<&str> = plan.tables.iter().map(|table| table.target.as_str()).collect();
    let phases = &plan.phases;
    let made = phases.keys.iter().chain(&phases.indexes).chain(&phases.sequences).chain(&phases.views);
    let names: BTreeSet<&str> =
        tables.iter().copied().chain(made.map(|statement| statement.name.as_str())).collect();
    let names: Vec<&str> = names.into_iter().collect();
    // What belongs to a table of one of these names is refused or dropped with it. A table has a type of its own name,
    // so that another type is in its way too (but for arrays, which PostgreSQL renames).
    let rows = client.query(
        "SELECT c.relname, c.relkind::text \
         FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
         WHERE n.nspname = $1 AND c.relname = ANY($2) AND NOT EXISTS ( \
             SELECT FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_class t ON t.oid = d.refobjid \
             WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.refclassid = 'pg_class'::regclass \
               AND c.relkind IN ('S', 'i', 'I') AND d.deptype IN ('a', 'i') \
               AND t.relnamespace = n.oid AND t.relname = ANY($3)) \
           AND NOT EXISTS ( \
             SELECT FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class t ON t.oid = i.indrelid \
             WHERE i.indexrelid = c.oid AND t.relname = ANY($3)) \
         UNION ALL \
         SELECT y.typname, 'y' \
         FROM pg_catalog.pg_type y JOIN pg_catalog.pg_namespace n ON n.oid = y.typnamespace \
         WHERE n.nspname = $1 AND y.typname = ANY($3) AND y.typrelid = 0 AND y.typcategory <> 'A' \
         ORDER BY 1",
        &[schema, &names, &tables],
    )?;
    for row in rows {
        let kind: String = row.try_get(1)?;
        let kind = match kind.as_str() {
            "r" | "p" => "table",
            "v" => "view",
            "m" => "materialized view",
            "S" => "sequence",
            "i" | "I" => "index",
            "f" => "foreign table",
            "c" | "y" => "type",
            _ => "relation",
        };
        found.push(Standing { name: (schema.clone(), row.try_get(0)?), is_table: kind == "table", kind });
    }
    Ok(found)
}

/// Tables of a finished migration that somebody dropped.
fn gone(client: &mut Client, state: &State, newest: Option<&Migration>) -> Result<Vec<String>> {
    let Some(newest) = newest.filter(|newest| Reached::parse(&newest.stage) == Some(Reached::Done)) else {
        return Ok(Vec::new());
    };
    let tables = state.tables_of(client, newest.id)?;
    let gone = tables.into_iter().filter(|table| table.now == Now::Nothing);
    Ok(gone.map(|table| format!("\"{}\"", table.name.1)).collect())
}

fn refuse(standing: &[&&Standing], gone: &[String]) -> Error {
    let list = |wanted: bool| -> Vec<String> {
        standing.iter().filter(|one| one.is_table == wanted).map(|one| one.name.1.clone()).collect()
    };
    let (tables, others) = (list(true), list(false));
    let words: Vec<String> =
        standing.iter().take(20).map(|one| format!("{} \"{}\"", one.kind, one.name.1)).collect();
    let more = standing.len().saturating_sub(20);
    let mut detail = format!(
        "In the way: {}{}.",
        words.join(", "),
        if more > 0 { format!(" and {more} more") } else { String::new() }
    );
    if !gone.is_empty() {
        detail.push_str(&format!(
            " Of the migration that was finished here before, these tables are gone: {}{}. A run carries all of them again.",
            gone.iter().take(20).cloned().collect::<Vec<_>>().join(", "),
            if gone.len() > 20 { ", …" } else { "" }
        ));
    }
    let hint = if others.is_empty() {
        format!(
            "Nothing was changed. Choose another schema with --schema NAME, or name what may be dropped: --replace {}.",
            tables.join(",")
        )
    } else {
        "Nothing was changed. Choose another schema with --schema NAME, or remove these objects yourself."
            .to_owned()
    };
    Error::new(Kind::Unsafe, "the target already has objects with the names of the source's")
        .detail(detail)
        .hint(hint)
}
