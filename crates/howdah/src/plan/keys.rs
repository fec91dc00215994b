//! Which keys and indexes PostgreSQL gets, and what tells one row from another.
//!
//! A constraint is left out, with a finding, where it would refuse the rows that are there (values that SQLite tells
//! apart become equal) or where PostgreSQL cannot index such values. Foreign keys and row keys build on what is left.

use super::draft::Draft;
use super::rules::on_conflict_not_carried::Constraint;
use super::rules::{
    collation_not_carried, index_not_possible, index_over_long_text, key_not_carried, no_row_key,
    on_conflict_not_carried, primary_key_has_nulls, rowid_not_kept,
};
use super::types::Choice;
use crate::catalog::map::RowKey;
use crate::catalog::schema::{Index, Key};
use crate::report::finding::Finding;
use crate::row::logical::LogicalType;
use crate::sqlite::parse::json_path_columns;

/// A btree entry holds 2,704 bytes (<https://www.postgresql.org/docs/current/btree.html>); the rest is for headers
/// and alignment of several columns.
const INDEX_BYTES_MAX: u64 = 2_600;
/// Columns of an index (`INDEX_MAX_KEYS`, <https://www.postgresql.org/docs/current/limits.html>).
const INDEX_COLUMNS_MAX: usize = 32;

/// What becomes of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Carried {
    /// A primary key.
    Primary,
    /// A unique constraint.
    Unique,
    /// Nothing.
    No,
}

/// What becomes of a table's keys and indexes; positions are those of the catalogue's lists.
#[derive(Debug, Clone)]
pub(super) struct Keys {
    pub primary: Carried,
    pub uniques: Vec<Carried>,
    /// What becomes of an index.
    pub indexes: Vec<Made>,
    /// Columns of documents that get an index for PostgreSQL's own operators beside those of the source.
    pub documents: Vec<DocumentIndex>,
}

/// A GIN index over a column of `jsonb`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct DocumentIndex {
    /// Catalogue position.
    pub column: usize,
    /// The source looks for values under paths: `jsonb_path_ops` serves that with the smaller index. Else nobody knows
    /// what will be asked, and the default class serves keys as well.
    pub paths: bool,
}

/// What becomes of an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Made {
    /// A btree over plain columns.
    Plain,
    /// Its entries would be too long for a btree: a hash index, or a unique index over digests.
    Digest,
    /// It is partial, over an expression or a generated column, or folds text: its parts are translated.
    Translated,
    /// Nothing.
    No,
}

/// Decides for one table.
pub(super) fn decide(draft: &Draft, findings: &mut Vec<Finding>) -> Keys {
    let table = draft.table;
    let primary = match &table.primary_key {
        Some(key) => decide_key(draft, key, Carried::Primary, findings),
        None => Carried::No,
    };
    let uniques = table.uniques.iter().map(|key| decide_key(draft, key, Carried::Unique, findings)).collect();
    let indexes = table.indexes.iter().map(|index| decide_index(draft, index, findings)).collect();
    remark_collations(draft, findings);
    remark_conflicts(draft, findings);
    let documents = document_indexes(draft);
    Keys { primary, uniques, indexes, documents }
}

/// Columns of `jsonb` that the source indexes, whole or by a path, and all of them where the user wants that.
fn document_indexes(draft: &Draft) -> Vec<DocumentIndex> {
    let table = draft.table;
    let documents = draft.stored.iter().zip(&draft.choices);
    let documents = documents.filter(|(_, choice)| choice.logical == LogicalType::Jsonb);
    let indexed = documents.filter_map(|(&column, _)| {
        let name = &table.columns[column].name;
        let reads = |text: Option<&str>| {
            text.is_some_and(|text| json_path_columns(text).iter().any(|one| one.eq_ignore_ascii_case(name)))
        };
        let generated = |column: usize| table.columns[column].generated.as_ref()?.expression.as_deref();
        let paths = table.indexes.iter().any(|index| {
            reads(index.predicate.as_deref())
                || index.parts.iter().any(|part| {
                    reads(part.expression.as_deref()) || part.column.is_some_and(|at| reads(generated(at)))
                })
        });
        let whole =
            table.indexes.iter().any(|index| index.parts.iter().any(|part| part.column == Some(column)));
        (paths || whole || draft.json_index).then_some(DocumentIndex { column, paths: paths && !whole })
    });
    indexed.collect()
}

fn decide_index(draft: &Draft, index: &Index, findings: &mut Vec<Finding>) -> Made {
    let columns = plain_columns(index);
    if !is_plain(draft, index) {
        let stored: Vec<usize> =
            columns.into_iter().filter(|&column| draft.travels(column).is_some()).collect();
        return match impossible(draft, &stored, index.unique) {
            None => Made::Translated,
            Some(reason) => {
                findings.push(index_not_possible::finding(&draft.table.name, index, &reason));
                Made::No
            }
        };
    }
    match impossible(draft, &columns, index.unique) {
        None => Made::Plain,
        Some(_) if is_long_text(draft, &columns) => {
            findings.push(index_over_long_text::finding(&draft.table.name, index));
            Made::Digest
        }
        Some(reason) => {
            findings.push(index_not_possible::finding(&draft.table.name, index, &reason));
            Made::No
        }
    }
}

/// Whether a key is over one column of text that is only too long: a unique index over digests keeps it unique.
pub(super) fn is_digested(draft: &Draft, key: &Key) -> bool {
    impossible(draft, &key.columns, true).is_some() && is_long_text(draft, &key.columns)
}

/// Whether an index is over one column of text that is only too long.
fn is_long_text(draft: &Draft, columns: &[usize]) -> bool {
    let [column] = columns else { return false };
    draft.choice(*column).is_some_and(|choice| choice.distinct && choice.logical.is_text())
}

fn decide_key(draft: &Draft, key: &Key, wanted: Carried, findings: &mut Vec<Finding>) -> Carried {
    let table = &draft.table.name;
    let columns = draft.names(&key.columns);
    let kind = if wanted == Carried::Primary { "primary key" } else { "unique constraint" };
    let what = key.name.as_ref().map_or(kind.to_owned(), |name| format!("{kind} {name}"));
    if let Some(clause) = &key.on_conflict {
        findings.extend(on_conflict_not_carried::finding(table, Constraint::Key(&columns), clause));
    }
    if let Some(reason) = impossible(draft, &key.columns, true) {
        let digested = is_long_text(draft, &key.columns);
        findings.push(key_not_carried::finding(table, &columns, &what, &reason, digested));
        return Carried::No;
    }
    let nulls: u64 = key.columns.iter().map(|&column| draft.found(column).nulls).sum();
    if wanted == Carried::Primary && nulls > 0 {
        findings.push(primary_key_has_nulls::finding(table, &columns, nulls));
        return Carried::Unique;
    }
    wanted
}

/// Why PostgreSQL cannot index these columns, in words.
fn impossible(draft: &Draft, columns: &[usize], unique: bool) -> Option<String> {
    if columns.len() > INDEX_COLUMNS_MAX {
        return Some(format!("{} columns, at most {INDEX_COLUMNS_MAX} are possible", columns.len()));
    }
    let mut bytes = 0;
    for &column in columns {
        let name = &draft.table.columns[column].name;
        let Some(choice) = draft.choice(column) else {
            // Whether a generated column is carried is known when its expression is translated.
            continue;
        };
        if choice.logical == LogicalType::Json {
            return Some(format!("column {name} is json, which has no order"));
        }
        if unique && !choice.distinct {
            return Some(format!(
                "values of column {name} that SQLite tells apart become equal as {}",
                choice.logical
            ));
        }
        bytes += entry_bytes(draft, column, choice);
    }
    (bytes > INDEX_BYTES_MAX).then(|| format!("entries of {bytes} bytes, at most 2,704 are possible"))
}

/// The longest index entry of a column.
fn entry_bytes(draft: &Draft, column: usize, choice: &Choice) -> u64 {
    let found = draft.found(column);
    match choice.logical {
        LogicalType::Bool => 1,
        LogicalType::Int2 => 2,
        LogicalType::Int4 | LogicalType::Date => 4,
        LogicalType::Uuid => 16,
        LogicalType::Int8
        | LogicalType::Float8
        | LogicalType::Time
        | LogicalType::Timestamp
        | LogicalType::TimestampTz => 8,
        // Four digits take two bytes.
        LogicalType::Numeric { .. } => {
            let (before, after) = found.digits;
            8 + u64::from(before + after).max(found.text_bytes_max) / 2
        }
        LogicalType::Text { .. } | LogicalType::Bytea | LogicalType::Json | LogicalType::Jsonb => {
            found.text_bytes_max.max(found.blob_bytes_max)
        }
    }
}

/// Whether an index is over stored columns alone, all rows, and sorts by bytes.
fn is_plain(draft: &Draft, index: &Index) -> bool {
    index.predicate.is_none()
        && index.parts.iter().all(|part| {
            part.column.is_some_and(|column| {
                draft.travels(column).is_some()
                    && collation_of(draft, column, part.collation.as_deref()).is_none()
            })
        })
}

/// The collation under which text of a column is compared, unless it is BINARY or the column holds no text.
pub(super) fn collation_of<'d>(draft: &'d Draft, column: usize, own: Option<&'d str>) -> Option<&'d str> {
    let collation = own.or(draft.table.columns[column].collation.as_deref())?;
    let is_text = draft.choice(column).is_none_or(|choice| choice.logical.is_text());
    (is_text && !is_binary(collation)).then_some(collation)
}

/// Text as a collation of SQLite compares it, to be compared by bytes: NOCASE folds the 26 letters of ASCII, RTRIM
/// overlooks spaces at the end (<https://sqlite.org/datatype3.html#collating_sequences>). In collation "C" `lower` folds
/// ASCII alone (<https://www.postgresql.org/docs/current/collation.html#COLLATION-MANAGING-STANDARD>).
pub(super) fn fold_sql(column: &str, collation: &str) -> Option<String> {
    match collation.to_ascii_uppercase().as_str() {
        "NOCASE" => Some(format!("lower({column} COLLATE \"C\")")),
        "RTRIM" => Some(format!("rtrim({column}, ' ') COLLATE \"C\"")),
        _ => None,
    }
}

/// Whether a key compares text by a collation of SQLite that folds it, so that an index over the folded text is needed
/// to keep it unique as SQLite does.
pub(super) fn folds(draft: &Draft, key: &Key) -> bool {
    let collations = key.columns.iter().zip(&key.collations);
    let known =
        |collation: &str| ["NOCASE", "RTRIM"].iter().any(|known| known.eq_ignore_ascii_case(collation));
    let mut found =
        collations.filter_map(|(&column, own)| collation_of(draft, column, own.as_deref())).peekable();
    found.peek().is_some() && found.all(known)
}

fn is_binary(collation: &str) -> bool {
    collation.eq_ignore_ascii_case("BINARY")
}

/// The columns of an index without expressions.
pub(super) fn plain_columns(index: &Index) -> Vec<usize> {
    index.parts.iter().filter_map(|part| part.column).collect()
}

fn remark_collations(draft: &Draft, findings: &mut Vec<Finding>) {
    let table = draft.table;
    for &column in &draft.stored {
        let declaration = &table.columns[column];
        let keys: Vec<&Key> = table
            .primary_key
            .iter()
            .chain(&table.uniques)
            .filter(|key| key.columns.contains(&column))
            .collect();
        let in_keys = keys.iter().flat_map(|key| key.columns.iter().zip(&key.collations));
        let of_key = in_keys.filter(|(at, _)| **at == column).find_map(|(_, collation)| collation.as_deref());
        let collation = declaration.collation.as_deref().filter(|collation| !is_binary(collation)).or(of_key);
        if let Some(collation) = collation.filter(|collation| !is_binary(collation)) {
            findings.push(collation_not_carried::finding(
                &table.name,
                &declaration.name,
                collation,
                !keys.is_empty(),
            ));
        }
    }
}

/// What NOT NULL and CHECK constraints say of conflicts.
fn remark_conflicts(draft: &Draft, findings: &mut Vec<Finding>) {
    let table = draft.table;
    let of_columns = table.columns.iter().filter_map(|column| {
        let not_null = Constraint::NotNull(&column.name, column.default.as_deref());
        on_conflict_not_carried::finding(&table.name, not_null, column.not_null_conflict.as_deref()?)
    });
    let of_checks = table.checks.iter().filter_map(|check| {
        let of_check = Constraint::Check(&check.expression);
        on_conflict_not_carried::finding(&table.name, of_check, check.on_conflict.as_deref()?)
    });
    findings.extend(of_columns.chain(of_checks));
}

/// Sets of columns that are unique in the target: a foreign key may refer to them.
pub(super) fn unique_sets(draft: &Draft, keys: &Keys) -> Vec<Vec<usize>> {
    let table = draft.table;
    let constraints = table.primary_key.iter().zip([keys.primary]);
    let constraints = constraints.chain(table.uniques.iter().zip(keys.uniques.iter().copied()));
    let carried = constraints.filter(|(_, carried)| *carried != Carried::No);
    // A constraint is made with each column once. An index keeps the columns that it names twice, and PostgreSQL wants
    // as many columns in a foreign key as in the index: such an index serves none.
    let constraints = carried.map(|(key, _)| {
        let mut set = key.columns.clone();
        set.sort_unstable();
        set.dedup();
        set
    });
    let indexes = table.indexes.iter().zip(&keys.indexes);
    let indexes = indexes.filter(|(index, made)| **made == Made::Plain && index.unique);
    let indexes = indexes.filter_map(|(index, _)| {
        let mut set = plain_columns(index);
        set.sort_unstable();
        set.windows(2).all(|pair| pair[0] != pair[1]).then_some(set)
    });
    constraints.chain(indexes).collect()
}

/// What tells one row from another, before it is known whether the rowid is kept: the primary key, else a unique key
/// or index, of which no column holds NULLs or is changed on the way (`changed`, catalogue positions).
pub(super) fn row_key(draft: &Draft, changed: &[usize]) -> Option<Vec<usize>> {
    let table = draft.table;
    let constraints = table.primary_key.iter().chain(&table.uniques).map(|key| key.columns.clone());
    let indexes = table.indexes.iter().filter(|index| index.unique && is_plain(draft, index));
    let alias = table.rowid_alias.map(|column| vec![column]);
    let sets = alias.into_iter().chain(constraints).chain(indexes.map(plain_columns));
    let fits = |column: &usize| {
        let distinct = draft.choice(*column).is_some_and(|choice| choice.distinct);
        distinct && draft.found(*column).nulls == 0 && !changed.contains(column)
    };
    for mut set in sets {
        if set.iter().all(fits) && !set.is_empty() {
            let mut seen = Vec::new();
            set.retain(|column| !seen.contains(column) && (seen.push(*column), true).1);
            return set.iter().map(|&column| draft.travels(column)).collect();
        }
    }
    None
}

/// Findings about a row key and the rowid that was or was not kept beside it.
pub(super) fn remark_row_key(
    draft: &Draft,
    key: &RowKey,
    lost_to: Option<&str>,
    findings: &mut Vec<Finding>,
) {
    match key {
        RowKey::Columns(_) => {}
        RowKey::Rowid => findings.push(no_row_key::finding(&draft.table.name, true)),
        RowKey::Row => findings.push(no_row_key::finding(&draft.table.name, false)),
    }
    if let Some(by) = lost_to {
        findings.push(rowid_not_kept::finding(&draft.table.name, by));
    }
}
