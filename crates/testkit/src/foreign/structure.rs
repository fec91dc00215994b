//! What the file's tables must have beside rows: keys, foreign keys, indexes, positions of sequences, comments, views.

use super::catalog::{Index, Table, quoted};
use super::file::{Declared, File, FileForeignKey};
use super::types::plain;
use super::{Answer, Options};
use postgres::Transaction;
use std::collections::BTreeSet;

type Set = BTreeSet<String>;

fn is_left_out(table: &Table, index: &Index, options: &Options) -> bool {
    let constraint = index.constraint.as_ref().map(|name| format!("{}.{name}", table.full_name()));
    options.left_out_indexes.contains(&index.name)
        || constraint.is_some_and(|name| options.left_out_constraints.contains(&name))
}

fn names(table: &Table, columns: &[usize]) -> Vec<String> {
    columns.iter().map(|&at| table.columns[at].name.clone()).collect()
}

/// The primary key, and which sets of columns are unique.
pub(super) fn keys(
    file: &File,
    table: &Table,
    declared: &[Declared],
    options: &Options,
    answer: &mut Answer,
) {
    let place = table.place();
    let primary =
        table.indexes.iter().find(|index| index.primary).filter(|i| !is_left_out(table, i, options));
    let key = primary.and_then(|index| index.columns.as_ref()).map(|columns| names(table, columns));
    let expected: Set = key.iter().flatten().cloned().collect();
    let found: Set = declared.iter().filter(|c| c.key > 0).map(|c| c.name.clone()).collect();
    if expected != found {
        answer.no(format!("{place}: primary key {expected:?} is expected, the file has {found:?}"));
    }
    let rowid = table.rowid().filter(|_| primary.is_some());
    for (at, (column, found)) in table.columns.iter().zip(declared).enumerate() {
        let is_rowid = rowid == Some(at);
        if expected.contains(&column.name) && !is_rowid && !found.not_null {
            answer.no(format!("{place}, column {:?}: NOT NULL is missing in the key", column.original));
        }
        let counts = is_rowid && column.sequence.is_some();
        if found.auto_increment != counts {
            answer.no(format!("{place}, column {:?}: AUTOINCREMENT is {}", column.original, !counts));
        }
    }

    let there: Vec<(Set, bool)> = file
        .indexes(&table.name)
        .into_iter()
        .filter(|index| index.unique && index.origin != "pk")
        .filter_map(|index| Some((index.columns?.into_iter().collect(), index.partial)))
        .collect();
    let mut known: Vec<(Set, bool)> = vec![(expected.clone(), false)];
    for index in table.indexes.iter().filter(|index| index.unique && !index.primary) {
        let Some(columns) = &index.columns else { continue };
        let set: Set = names(table, columns).into_iter().collect();
        let one = (set, index.partial);
        let optional = index.one_null || is_left_out(table, index, options) || (one.0 == expected && !one.1);
        if !optional && !there.contains(&one) {
            answer.no(format!("{place}: {:?} ({}) is not unique in the file", one.0, index.name));
        }
        known.push(one);
    }
    for (set, partial) in there.iter().filter(|one| !known.contains(one)) {
        let partial = if *partial { " in part" } else { "" };
        answer.no(format!("{place}: {set:?} is unique{partial} in the file only"));
    }
}

/// Foreign keys with their actions, and how many are deferred.
pub(super) fn foreign_keys(
    file: &File,
    table: &Table,
    tables: &[Table],
    options: &Options,
    answer: &mut Answer,
) {
    let action = |letter: char| {
        match letter {
            'a' => "NO ACTION",
            'r' => "RESTRICT",
            'c' => "CASCADE",
            'n' => "SET NULL",
            'd' => "SET DEFAULT",
            other => panic!("pg_constraint has the action {other:?}"),
        }
        .to_owned()
    };
    let mut there = file.foreign_keys(&table.name);
    let (mut deferred, mut doubts) = (0, 0);
    for key in &table.foreign_keys {
        let left_out = options.left_out_constraints.contains(&format!("{}.{}", table.full_name(), key.name));
        let parent = tables.iter().find(|parent| parent.oid == key.parent);
        let Some(parent) = parent else { continue };
        let pair = |(from, to): (&i16, &i16)| {
            let from = table.column_by_number(*from)?.name.clone();
            // A partition's columns may have other numbers than those of its root.
            Some((from, parent.column_by_number(*to)?.name.clone()))
        };
        let pairs: Option<Vec<_>> = key.from.iter().zip(&key.to).map(pair).collect();
        let Some(mut pairs) = pairs.filter(|_| !left_out) else { continue };
        pairs.sort();
        let expected = FileForeignKey {
            pairs,
            parent: parent.name.clone(),
            on_update: action(key.on_update),
            on_delete: action(key.on_delete),
        };
        let same = |found: &FileForeignKey| {
            found.parent.eq_ignore_ascii_case(&expected.parent)
                && folded(found) == folded(&expected)
                && (key.doubtful
                    || found.on_update == expected.on_update && found.on_delete == expected.on_delete)
        };
        match there.iter().position(same) {
            Some(at) => {
                there.remove(at);
                deferred += usize::from(key.deferred && !key.doubtful);
                doubts += usize::from(key.deferred && key.doubtful);
            }
            None if key.doubtful || file.has_orphans(&table.name, &expected) => {}
            None => {
                answer.no(format!("{}: foreign key {} is missing: {expected:?}", table.place(), key.name))
            }
        }
    }
    for extra in there {
        answer.no(format!("{}: a foreign key of the file is not in PostgreSQL: {extra:?}", table.place()));
    }
    let sql = plain(&file.sql(&table.name)).to_uppercase();
    let found = sql.matches("DEFERRABLEINITIALLYDEFERRED").count()
        - sql.matches("NOTDEFERRABLEINITIALLYDEFERRED").count();
    if found < deferred || found > deferred + doubts {
        answer.no(format!("{}: {deferred} foreign keys are deferred, {found} in the file", table.place()));
    }
}

fn folded(key: &FileForeignKey) -> BTreeSet<(String, String)> {
    key.pairs.iter().map(|(from, to)| (from.to_ascii_lowercase(), to.to_ascii_lowercase())).collect()
}

/// Indexes over plain columns that are not unique; of partial ones, that they exist.
pub(super) fn indexes(file: &File, table: &Table, options: &Options, answer: &mut Answer) {
    let mut there: Vec<_> =
        file.indexes(&table.name).into_iter().filter(|i| !i.unique && i.columns.is_some()).collect();
    let rowid = table.rowid().map(|at| table.columns[at].name.clone());
    let wanted = table.indexes.iter().filter(|i| !i.unique && matches!(i.method.as_str(), "btree" | "hash"));
    let mut known = Vec::new();
    for index in wanted {
        let Some(columns) = &index.columns else { continue };
        let columns = names(table, columns);
        let same = |found: &super::file::FileIndex| {
            found.columns.as_ref() == Some(&columns)
                && found.partial == index.partial
                && found.descending == index.descending
        };
        match there.iter().position(same) {
            Some(at) => {
                there.remove(at);
            }
            None if is_left_out(table, index, options) || known.contains(&columns) => {}
            // SQLite finds a row by its rowid without an index.
            None if columns.len() == 1 && columns.first() == rowid.as_ref() => {}
            None => answer.no(format!("{}: index {} on {columns:?} is missing", table.place(), index.name)),
        }
        known.push(columns);
    }
    for extra in there {
        answer.no(format!("{}: an index of the file is not in PostgreSQL: {extra:?}", table.place()));
    }
}

/// `sqlite_sequence` holds the last value that the sequence of the key gave.
pub(super) fn sequence(work: &mut Transaction<'_>, file: &File, table: &Table, answer: &mut Answer) {
    let Some(column) = table.rowid().map(|at| &table.columns[at]) else { return };
    let Some(sequence) = &column.sequence else { return };
    let sql = format!("SELECT last_value, is_called FROM {sequence}");
    let row = work.query_one(&sql, &[]).unwrap_or_else(|e| panic!("{sql}: {e:?}"));
    let (last, called): (i64, bool) = (row.get(0), row.get(1));
    let found = file.position(&table.name);
    let right = match (called, found) {
        (true, found) => found == Some(last),
        // No value was given: SQLite goes on to the first one, or has no position.
        (false, None | Some(0)) => true,
        (false, found) => found == last.checked_sub(column.increment),
    };
    // SQLite counts upwards only.
    let downwards = column.increment < 0 && found.is_none_or(|found| found == last);
    if !right && !downwards {
        let state = if called { "given" } else { "not given yet" };
        let place = table.place();
        answer
            .no(format!("{place}: sequence {sequence} is at {last} ({state}), sqlite_sequence at {found:?}"));
    }
}

/// Every line of every comment stands in the text of the table.
pub(super) fn comments(file: &File, table: &Table, answer: &mut Answer) {
    let sql = file.sql(&table.name);
    let comments = table.columns.iter().map(|column| &column.comment).chain([&table.comment]).flatten();
    for line in comments.flat_map(|comment| comment.lines()).map(str::trim) {
        // What would end the comment must be written otherwise.
        let tame = !line.contains("*/") && !line.contains(char::is_control);
        if tame && !sql.contains(line) {
            answer.no(format!("{}: the comment {line:?} is not in the declaration", table.place()));
        }
    }
}

/// Every view of the file can be queried; with a view of the same name, it gives as many rows.
pub(super) fn views(work: &mut Transaction<'_>, file: &File, answer: &mut Answer) {
    for view in file.views() {
        let sql = format!("SELECT count(*) FROM {}", quoted(&view));
        let found: i64 = match file.connection.query_row(&sql, [], |row| row.get(0)) {
            Ok(found) => found,
            Err(error) => {
                answer.no(format!("view {view:?} of the file: {error}"));
                continue;
            }
        };
        let sql = "SELECT pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) FROM pg_class c
                   JOIN pg_namespace n ON n.oid = c.relnamespace
                   WHERE c.relkind = 'v' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND c.relname = $1
                   ORDER BY n.nspname <> 'public', n.nspname COLLATE \"C\", c.oid LIMIT 1";
        let Some(row) = work.query_opt(sql, &[&view]).unwrap_or_else(|e| panic!("{sql}: {e:?}")) else {
            continue;
        };
        let name: String = row.get(0);
        let rows = work.query_one(&format!("SELECT count(*) FROM {name}"), &[]);
        let expected: i64 = rows.unwrap_or_else(|e| panic!("view {name}: {e:?}")).get(0);
        if expected != found {
            answer.no(format!("view {name}: {expected} rows in PostgreSQL, {found} in the file"));
        }
    }
}
