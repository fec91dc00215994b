//! One type for columns that foreign keys join.
//!
//! PostgreSQL compares a child with its parent by one type; SQLite compares whatever stands there, with the parent's
//! affinity. So the whole connected group gets one type that holds every value of every member, and keeps different
//! values different. Members may differ in the length of their `varchar`.

use super::{Choice, Held, Subject, choose, hold};
use crate::plan::rules::{foreign_key_types_differ, type_choice_does_not_fit};
use crate::row::format::Format;
use crate::row::logical::LogicalType;

/// A type for a group that no single choice fits; the last holds everything.
const LADDER: [LogicalType; 6] = [
    LogicalType::Int4,
    LogicalType::Int8,
    LogicalType::NUMERIC,
    LogicalType::Float8,
    LogicalType::TEXT,
    LogicalType::Bytea,
];

/// The types of a group's columns, in their order. `parents` come first when the members disagree.
pub(in crate::plan) fn choose_group(subjects: &[Subject], parents: &[bool]) -> Vec<Choice> {
    let alone: Vec<Choice> = subjects.iter().map(choose).collect();
    let logical = LogicalType::TEXT;
    let candidates = candidates(subjects, parents, &alone);
    for candidate in candidates {
        if let Some(held) = all_hold(subjects, candidate) {
            return settle(subjects, alone, candidate, held);
        }
    }
    // Not even text keeps the values apart, or some are to be kept as bytes: what holds them all.
    match subjects.iter().map(|subject| hold(subject, logical).ok()).collect::<Option<Vec<Held>>>() {
        Some(held) => settle(subjects, alone, logical, held),
        None => {
            let held = subjects.iter().map(super::bytes::hold).collect();
            settle(subjects, alone, LogicalType::Bytea, held)
        }
    }
}

/// The types to try: the user's, then the members' own (those with values first, and parents before children).
fn candidates(subjects: &[Subject], parents: &[bool], alone: &[Choice]) -> Vec<LogicalType> {
    let mut order: Vec<usize> = (0..subjects.len()).collect();
    order.sort_by_key(|&at| (subjects[at].is_empty(), !parents[at], at));
    let wanted = order.iter().filter_map(|&at| subjects[at].wanted);
    let own = order.iter().map(|&at| plain(alone[at].logical));
    wanted.chain(own).chain(LADDER).collect()
}

/// Text of any length; other types as they are.
fn plain(logical: LogicalType) -> LogicalType {
    if logical.is_text() { LogicalType::TEXT } else { logical }
}

/// How every member holds the type, if all do, none makes values equal, and equal values are spelled alike in all.
fn all_hold(subjects: &[Subject], logical: LogicalType) -> Option<Vec<Held>> {
    let mut held = Vec::with_capacity(subjects.len());
    for subject in subjects {
        held.push(hold(subject, logical).ok().filter(|held| held.distinct)?);
    }
    let spelled = subjects.iter().zip(&held).find(|(subject, _)| !subject.is_empty());
    let format = spelled.map(|(_, held)| held.format.clone());
    if let Some(format) = format.filter(is_spelling) {
        for (subject, held) in subjects.iter().zip(&mut held) {
            if subject.is_empty() {
                held.format = format.clone();
            } else if held.format != format {
                return None;
            }
        }
    }
    Some(held)
}

/// Whether the format says how one value is spelled among several ways.
fn is_spelling(format: &Format) -> bool {
    matches!(format, Format::Boolean { .. } | Format::Uuid { .. } | Format::Moment { .. })
}

fn settle(subjects: &[Subject], alone: Vec<Choice>, logical: LogicalType, held: Vec<Held>) -> Vec<Choice> {
    let names: Vec<String> =
        subjects.iter().map(|subject| format!("{}.{}", subject.table, subject.column.name)).collect();
    let members = names.join(", ");
    let pairs = subjects.iter().zip(alone).zip(held);
    pairs
        .map(|((subject, own), held)| {
            let mut choice = if plain(own.logical) == logical {
                Choice { format: held.format, distinct: held.distinct, ..own }
            } else {
                let reason =
                    format!("{logical}, as the columns that foreign keys join to it ({})", own.reason);
                let mut findings = own.findings;
                findings.retain(|finding| finding.id == type_choice_does_not_fit::RULE.id);
                if !subject.is_empty() {
                    findings.push(foreign_key_types_differ::finding(
                        subject.table,
                        &subject.column.name,
                        &members,
                        logical,
                    ));
                }
                Choice { logical, format: held.format, distinct: held.distinct, reason, findings }
            };
            let overruled = subject.wanted.filter(|wanted| plain(*wanted) != plain(choice.logical));
            let said = choice.findings.iter().any(|finding| finding.id == type_choice_does_not_fit::RULE.id);
            if let Some(wanted) = overruled.filter(|_| !said) {
                let misfit = format!("a foreign key joins it to {members}, which need {logical}");
                let name = &subject.column.name;
                choice.findings.push(type_choice_does_not_fit::finding(subject.table, name, wanted, &misfit));
            }
            choice
        })
        .collect()
}
