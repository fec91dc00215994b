//! Which foreign keys PostgreSQL gets, which of them the old rows are held against, and what becomes of orphans.
//!
//! SQLite declares more than it enforces: parents that do not exist, keys that are not unique, rows without a parent.
//! What cannot be made is left out with a finding; what old rows may violate is made NOT VALID, loudly.

use super::draft::Draft;
use super::keys::{Carried, Keys, collation_of, unique_sets};
use super::model::OrphanPlan;
use super::options::{Options, Orphans};
use super::rules::{foreign_key_not_carried, foreign_key_orphans, orphans_not_changeable};
use crate::catalog::map::{EditAction, RowEdit};
use crate::catalog::order::{parent_columns, table_position};
use crate::catalog::schema::{Catalog, ForeignKey};
use crate::report::finding::Finding;
use crate::row::logical::LogicalType;
use crate::sqlite::orphans::OrphanSet;

/// Columns of a foreign key (`INDEX_MAX_KEYS`).
const COLUMNS_MAX: usize = 32;

/// A foreign key that the target gets.
#[derive(Debug, Clone)]
pub(super) struct Link {
    /// Draft of the child.
    pub child: usize,
    /// Position among the child's foreign keys.
    pub key: usize,
    /// Draft of the parent.
    pub parent: usize,
    /// Columns of the parent (catalogue positions).
    pub parent_columns: Vec<usize>,
    /// It stays NOT VALID because of orphans, which have a finding of their own. Any other key is validated, and the
    /// run says so when the server finds rows without a parent.
    pub orphans: bool,
}

/// Everything about foreign keys.
#[derive(Debug)]
pub(super) struct Links {
    pub links: Vec<Link>,
    pub orphans: Vec<OrphanPlan>,
    /// A draft each: rows to change or to leave behind.
    pub edits: Vec<Vec<RowEdit>>,
    /// A draft each: columns (catalogue positions) that edits make NULL.
    pub nulled: Vec<Vec<usize>>,
}

/// Decides for all tables.
pub(super) fn decide(
    catalog: &Catalog,
    drafts: &[Draft],
    keys: &[Keys],
    orphans: &[OrphanSet],
    options: &Options,
    findings: &mut Vec<Finding>,
) -> Links {
    let mut plan = Links {
        links: Vec::new(),
        orphans: Vec::new(),
        edits: vec![Vec::new(); drafts.len()],
        nulled: vec![Vec::new(); drafts.len()],
    };
    for (child, draft) in drafts.iter().enumerate() {
        for (at, key) in draft.table.foreign_keys.iter().enumerate() {
            let found = orphans.iter().find(|orphans| {
                orphans.key == at && orphans.rows > 0 && orphans.table.eq_ignore_ascii_case(&draft.table.name)
            });
            match resolve(catalog, drafts, keys, child, key) {
                Ok((parent, parent_columns)) => {
                    let mut link = Link { child, key: at, parent, parent_columns, orphans: false };
                    if let Some(found) = found {
                        treat(
                            &mut plan,
                            &mut link,
                            draft,
                            key,
                            &keys[child],
                            found,
                            options.orphans,
                            findings,
                        );
                    }
                    plan.links.push(link);
                }
                Err(reason) => {
                    let columns = draft.names(&key.columns);
                    let mut finding =
                        foreign_key_not_carried::finding(&draft.table.name, &columns, &key.parent, &reason);
                    if options.orphans != Orphans::NotValid {
                        finding = finding.detail(format!(
                            "--orphans {} has no effect on this key: the target gets no constraint that a row could \
                             violate, and all rows are kept.",
                            options.orphans.word()
                        ));
                    }
                    findings.push(finding.sql(declaration(draft, key)));
                    if let Some(found) = found {
                        // Without a constraint there is nothing for which rows would have to change.
                        report(&mut plan, draft, key, found, options.orphans, Some(&reason), findings);
                    }
                }
            }
        }
    }
    plan
}

/// The parent draft and its columns, or why the target cannot have the key.
fn resolve(
    catalog: &Catalog,
    drafts: &[Draft],
    keys: &[Keys],
    child: usize,
    key: &ForeignKey,
) -> Result<(usize, Vec<usize>), String> {
    let Some(at) = table_position(catalog, &key.parent) else {
        return Err("the parent table does not exist".to_owned());
    };
    let Some(parent) = drafts.iter().position(|draft| draft.at == at) else {
        return Err("the parent table is not carried".to_owned());
    };
    let Some((_, columns)) = parent_columns(catalog, key) else {
        return Err("the parent has no such columns or no primary key".to_owned());
    };
    if columns.len() != key.columns.len() || columns.is_empty() {
        return Err("child and parent differ in their number of columns".to_owned());
    }
    if columns.len() > COLUMNS_MAX {
        return Err(format!("{} columns, at most {COLUMNS_MAX} are possible", columns.len()));
    }
    let twice =
        |columns: &[usize]| columns.iter().enumerate().any(|(at, column)| columns[..at].contains(column));
    if twice(&columns) || twice(&key.columns) {
        return Err("a column is named twice".to_owned());
    }
    let mut set = columns.clone();
    set.sort_unstable();
    if !unique_sets(&drafts[parent], &keys[parent]).contains(&set) {
        return Err(
            "no primary key, unique constraint or full unique index covers the parent's columns".to_owned()
        );
    }
    for (&one, &other) in key.columns.iter().zip(&columns) {
        // SQLite finds 'de' in a parent 'DE' (https://sqlite.org/foreignkeys.html#fk_basics); PostgreSQL would refuse it.
        if let Some(collation) = collation_of(&drafts[parent], other, None) {
            return Err(format!(
                "SQLite compares it by the parent's collation {collation}, PostgreSQL would compare bytes"
            ));
        }
        let types = drafts[child].choice(one).zip(drafts[parent].choice(other));
        let Some((one, other)) = types else { return Err("a column is generated".to_owned()) };
        if plain(one.logical) != plain(other.logical) {
            return Err(format!("the types differ: {} and {}", one.logical, other.logical));
        }
    }
    Ok((parent, columns))
}

fn plain(logical: LogicalType) -> LogicalType {
    if logical.is_text() { LogicalType::TEXT } else { logical }
}

/// Treats the orphans of a key as the user chose.
#[allow(clippy::too_many_arguments)]
fn treat(
    plan: &mut Links,
    link: &mut Link,
    draft: &Draft,
    key: &ForeignKey,
    keys: &Keys,
    found: &OrphanSet,
    policy: Orphans,
    findings: &mut Vec<Finding>,
) {
    let action = match policy {
        Orphans::NotValid | Orphans::Fail => {
            report(plan, draft, key, found, policy, None, findings);
            link.orphans = true;
            return;
        }
        Orphans::Quarantine => EditAction::Reject,
        Orphans::Drop => EditAction::Drop,
        Orphans::Null => {
            let nullable: Vec<usize> =
                key.columns.iter().copied().filter(|&column| may_be_null(draft, keys, column)).collect();
            if nullable.is_empty() {
                refuse(draft, key, "its columns may not be NULL", findings);
                link.orphans = true;
                return report(plan, draft, key, found, Orphans::NotValid, None, findings);
            }
            plan.nulled[link.child].extend(&nullable);
            EditAction::Null(nullable.into_iter().filter_map(|column| draft.travels(column)).collect())
        }
    };
    if found.rowids.len() as u64 != found.rows {
        refuse(draft, key, "its rows have no rowid", findings);
        link.orphans = true;
        return report(plan, draft, key, found, Orphans::NotValid, None, findings);
    }
    report(plan, draft, key, found, policy, None, findings);
    let mut rowids = found.rowids.clone();
    rowids.sort_unstable();
    plan.edits[link.child].push(RowEdit { rowids, action });
}

fn may_be_null(draft: &Draft, keys: &Keys, column: usize) -> bool {
    let in_primary = keys.primary == Carried::Primary
        && draft.table.primary_key.as_ref().is_some_and(|key| key.columns.contains(&column));
    !in_primary && !draft.table.columns[column].not_null && draft.travels(column).is_some()
}

fn refuse(draft: &Draft, key: &ForeignKey, reason: &str, findings: &mut Vec<Finding>) {
    findings.push(orphans_not_changeable::finding(&draft.table.name, &draft.names(&key.columns), reason));
}

fn report(
    plan: &mut Links,
    draft: &Draft,
    key: &ForeignKey,
    found: &OrphanSet,
    policy: Orphans,
    no_constraint: Option<&str>,
    findings: &mut Vec<Finding>,
) {
    let table = &draft.table.name;
    findings.push(foreign_key_orphans::finding(
        table,
        &draft.names(&key.columns),
        &key.parent,
        found,
        policy,
        no_constraint,
    ));
    let changes =
        no_constraint.is_none() && matches!(policy, Orphans::Quarantine | Orphans::Null | Orphans::Drop);
    plan.orphans.push(OrphanPlan {
        table: table.clone(),
        columns: key.columns.iter().map(|&column| draft.table.columns[column].name.clone()).collect(),
        parent: key.parent.clone(),
        rows: found.rows,
        examples: found.examples.iter().take(10).cloned().collect(),
        rowids: if changes { found.rowids.clone() } else { Vec::new() },
        no_constraint: no_constraint.is_some(),
    });
}

/// The key as SQLite declares it.
fn declaration(draft: &Draft, key: &ForeignKey) -> String {
    let quote = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
    let list = |names: &[String]| names.iter().map(|name| quote(name)).collect::<Vec<_>>().join(", ");
    let child: Vec<String> =
        key.columns.iter().map(|&column| draft.table.columns[column].name.clone()).collect();
    let parent = if key.parent_columns.is_empty() {
        String::new()
    } else {
        format!(" ({})", list(&key.parent_columns))
    };
    format!("FOREIGN KEY ({}) REFERENCES {}{parent}", list(&child), quote(&key.parent))
}
