//! PostgreSQL's limits on values, rows and tables, held against what the profile counted
//! (<https://www.postgresql.org/docs/current/limits.html>).

use super::draft::Draft;
use super::make::Input;
use super::model::TargetFacts;
use super::rowid::Kept;
use super::rules::{
    row_may_be_too_wide, row_too_wide, text_has_nul, text_not_utf8, too_many_columns, value_too_large,
};
use super::types::Choice;
use crate::catalog::map::FlawPolicy;
use crate::report::finding::Finding;
use crate::row::logical::LogicalType;
use crate::sqlite::types::{DeclaredClass, class};

/// Columns of a table.
const COLUMNS_MAX: usize = 1600;
/// Bytes of a field or a row on its way: 1 GB (`MaxAllocSize`) without room for headers.
const VALUE_BYTES_MAX: u64 = 1_073_741_000;
/// A tuple's header without its bitmap of NULLs (`SizeofHeapTupleHeader`).
const TUPLE_HEADER: u64 = 23;
/// Page header and line pointer, rounded up (`MaxHeapTupleSize`).
const PAGE_OVERHEAD: u64 = 32;
/// A value that was moved out leaves this behind …
const TOAST_POINTER: u64 = 18;
/// … and only values larger than this are moved out (`MAXALIGN(TOAST_POINTER_SIZE)`).
const INLINE_MAX: u64 = 24;

/// Findings about one table; `utf16`: of a database that keeps its text in UTF-16.
pub(super) fn check(
    draft: &Draft,
    kept: Kept,
    input: &Input,
    target: &TargetFacts,
    findings: &mut Vec<Finding>,
) {
    let table = &draft.table.name;
    let columns = draft.stored.len() + usize::from(kept == Kept::Column);
    if columns > COLUMNS_MAX {
        findings.push(too_many_columns::finding(table, columns));
        return;
    }
    let before = findings.len();
    for (&column, choice) in draft.stored.iter().zip(&draft.choices) {
        let found = draft.found(column);
        let name = &draft.table.columns[column].name;
        let longest = found.text_bytes_max.max(found.blob_bytes_max);
        if longest > VALUE_BYTES_MAX {
            findings.push(value_too_large::value(table, name, longest));
        }
        flaws(draft, column, choice, input, findings);
    }
    // Four bytes of length travel with each field.
    let row = draft.profile.row_bytes_max + 4 * columns as u64;
    let said = findings[before..].iter().any(|finding| finding.id == value_too_large::RULE.id);
    if row > VALUE_BYTES_MAX && !said {
        findings.push(value_too_large::row(table, row));
    }
    check_width(draft, kept, target, findings);
}

/// Texts that PostgreSQL's text cannot hold, where the column is or would have been text.
fn flaws(draft: &Draft, column: usize, choice: &Choice, input: &Input, findings: &mut Vec<Finding>) {
    let found = draft.found(column);
    let declaration = &draft.table.columns[column];
    let (table, name) = (&draft.table.name, &declaration.name);
    let of_utf16 = input.catalog.is_utf16();
    for (flaws, policy, is_nul) in
        [(&found.nul, input.options.on_nul, true), (&found.bad_utf8, input.options.on_bad_utf8, false)]
    {
        // A column that is bytea for other reasons holds such texts as they are; nobody has to choose.
        let (policy, said) = match choice.logical {
            LogicalType::Bytea => {
                let for_this = policy != FlawPolicy::Refuse && found.blobs == 0;
                (FlawPolicy::Bytea, for_this && class(&declaration.declared) != DeclaredClass::Blob)
            }
            _ => (policy, true),
        };
        if flaws.count > 0 && said {
            findings.push(match is_nul {
                true => text_has_nul::finding(table, name, flaws, policy),
                false => text_not_utf8::finding(table, name, flaws, policy, of_utf16),
            });
        }
    }
}

/// Whether the widest row fits a page when all that can be moved out of it is.
fn check_width(draft: &Draft, kept: Kept, target: &TargetFacts, findings: &mut Vec<Finding>) {
    if draft.profile.rows == 0 {
        return;
    }
    let most = u64::from(target.block_bytes).saturating_sub(PAGE_OVERHEAD);
    let (least, upper) = widths(draft, kept);
    let table = &draft.table.name;
    if least > most {
        findings.push(row_too_wide::finding(table, least, most));
    } else if upper > most {
        findings.push(row_may_be_too_wide::finding(table, upper, most));
    }
}

/// Bytes that the widest row needs in its page at least and at most.
///
/// Fixed widths are exact. Of values of varying length the profile knows each column's longest and the bytes of the
/// widest row: at least so many columns are long as are needed to bring those bytes together.
fn widths(draft: &Draft, kept: Kept) -> (u64, u64) {
    let columns = draft.stored.len() as u64 + u64::from(kept == Kept::Column);
    let nulls = draft.stored.iter().any(|&column| draft.found(column).nulls > 0);
    let header = |bitmap: bool| aligned(TUPLE_HEADER + if bitmap { columns.div_ceil(8) } else { 0 }, 8);
    let rowid = if kept == Kept::Column { 8 } else { 0 };
    let (mut least, mut upper) = (header(false) + rowid, header(nulls) + rowid);
    // Longest values of the columns of varying length, and bytes of the row that are not in them at most.
    let (mut longest, mut fixed_bytes, mut varying_least) = (Vec::new(), 0, 0);
    for (&column, choice) in draft.stored.iter().zip(&draft.choices) {
        let found = draft.found(column);
        let always = found.nulls == 0;
        match fixed(choice.logical) {
            Some((width, align)) => {
                fixed_bytes += 16;
                if found.values() > 0 {
                    upper = aligned(upper, align) + width;
                }
                if always {
                    least = aligned(least, align) + width;
                }
            }
            None if found.values() > 0 => {
                let most = found.text_bytes_max.max(found.blob_bytes_max).max(8);
                longest.push(most);
                // Long values bring a header and alignment; short ones one byte.
                upper += (most + 1).min(INLINE_MAX) + if most + 1 > 127 { 3 } else { 0 };
                varying_least += u64::from(always);
            }
            None => {}
        }
    }
    longest.sort_unstable_by(|one, other| other.cmp(one));
    let mut rest = draft.profile.row_bytes_max.saturating_sub(fixed_bytes);
    let mut long = 0;
    for most in longest {
        if rest == 0 {
            break;
        }
        let part = most.min(rest);
        rest -= part;
        long += (part + 1).min(TOAST_POINTER);
    }
    (least + varying_least.max(long), upper)
}

/// Width and alignment of types that never leave the page.
fn fixed(logical: LogicalType) -> Option<(u64, u64)> {
    Some(match logical {
        LogicalType::Bool => (1, 1),
        LogicalType::Int2 => (2, 2),
        LogicalType::Int4 | LogicalType::Date => (4, 4),
        LogicalType::Int8
        | LogicalType::Float8
        | LogicalType::Time
        | LogicalType::Timestamp
        | LogicalType::TimestampTz => (8, 8),
        LogicalType::Uuid => (16, 1),
        LogicalType::Numeric { .. }
        | LogicalType::Text { .. }
        | LogicalType::Bytea
        | LogicalType::Json
        | LogicalType::Jsonb => return None,
    })
}

fn aligned(offset: u64, align: u64) -> u64 {
    offset.next_multiple_of(align)
}
