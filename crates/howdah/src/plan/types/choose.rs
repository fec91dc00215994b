//! One column's choice: what the user wants, what the declaration suggests, what the values are; in that order.

use super::{Choice, Held, Subject, hold, moment, reason, text};
use crate::catalog::map::Affinity;
use crate::plan::options::{Integers, JsonChoice};
use crate::plan::rules::{
    blob_holds_text, boolean_holds_other_values, decimal_wider_than_declared, json_not_jsonb, json_not_valid,
    json_repeats_keys, key_spellings_differ, storage_classes_mixed, text_longer_than_declared,
    time_beyond_microseconds, time_not_recognised, time_unit_unclear, type_choice_does_not_fit,
    uuid_not_recognised,
};
use crate::report::finding::Finding;
use crate::row::format::ZonePolicy;
use crate::row::logical::LogicalType;
use crate::sqlite::types::DeclaredClass;

/// The type of one column, with what is to be said about it.
pub(in crate::plan) fn choose(subject: &Subject) -> Choice {
    let mut findings = Vec::new();
    if let Some(wanted) = subject.wanted {
        match by_hand(subject, wanted) {
            Ok(choice) => return choice,
            Err(misfit) => findings.push(type_choice_does_not_fit::finding(
                subject.table,
                &subject.column.name,
                wanted,
                &misfit,
            )),
        }
    }
    let mut against: Option<String> = None;
    let mut respelled: Option<LogicalType> = None;
    for logical in suggested(subject) {
        match hold(subject, logical) {
            Ok(held) if !subject.keyed || held.distinct => {
                let reason = because(subject, logical, &held);
                let mut choice = chosen(logical, held, reason);
                choice.findings = findings;
                remark(subject, &mut choice, respelled);
                return choice;
            }
            Ok(_) => respelled = respelled.or(Some(logical)),
            Err(misfit) => against = against.or(Some(misfit)),
        }
    }
    let (mut logical, mut held) = by_content(subject);
    if subject.keyed && !held.distinct {
        // Two texts may become one when they are escaped; as bytes they stay apart.
        let bytes = super::bytes::hold(subject);
        if bytes.distinct {
            (logical, held) = (LogicalType::Bytea, bytes);
        }
    }
    let values = because(subject, logical, &held);
    let reason = match against {
        Some(misfit) => format!("{values} (but: {misfit})"),
        None => values,
    };
    let mut choice = chosen(logical, held, reason);
    choice.findings = findings;
    remark(subject, &mut choice, respelled);
    choice
}

/// The choice that the user made, or why it cannot be followed.
pub(super) fn by_hand(subject: &Subject, wanted: LogicalType) -> Result<Choice, String> {
    let held = hold(subject, wanted)?;
    let plain = matches!(wanted, LogicalType::Text { .. } | LogicalType::Bytea);
    if subject.keyed && !held.distinct && !plain {
        return Err("different values would become equal, and the column is in a key".to_owned());
    }
    Ok(chosen(wanted, held, format!("{wanted} was chosen by hand")))
}

fn chosen(logical: LogicalType, held: Held, reason: String) -> Choice {
    Choice { logical, format: held.format, distinct: held.distinct, reason, findings: Vec::new() }
}

fn because(subject: &Subject, logical: LogicalType, held: &Held) -> String {
    format!("{}, {}", reason::declared(subject), reason::values(subject.profile, logical, &held.format))
}

/// The types that the declaration suggests, the best first.
fn suggested(subject: &Subject) -> Vec<LogicalType> {
    if subject.json_checked {
        return json(subject);
    }
    match subject.class {
        DeclaredClass::Boolean => vec![LogicalType::Bool],
        DeclaredClass::Integer { bytes } => integer(subject, bytes),
        DeclaredClass::Real => vec![LogicalType::Float8],
        DeclaredClass::Decimal { precision, scale } if precision.is_some_and(|digits| digits <= 1000) => {
            vec![LogicalType::Numeric { precision, scale }, LogicalType::NUMERIC]
        }
        DeclaredClass::Decimal { .. } => vec![LogicalType::NUMERIC],
        DeclaredClass::Text { max } => length(max).into_iter().collect(),
        DeclaredClass::Char { length: characters } => {
            let uuid = matches!(characters, 32 | 36) && !subject.is_empty();
            uuid.then_some(LogicalType::Uuid).into_iter().chain(length(Some(characters))).collect()
        }
        DeclaredClass::Uuid => vec![LogicalType::Uuid],
        DeclaredClass::Date => vec![LogicalType::Date, instant(subject)],
        DeclaredClass::Time => vec![LogicalType::Time],
        DeclaredClass::Timestamp { .. } => vec![instant(subject)],
        DeclaredClass::Json => json(subject),
        DeclaredClass::Blob if subject.profile.blobs > 0 || subject.flawed() || subject.is_empty() => {
            vec![LogicalType::Bytea]
        }
        DeclaredClass::None | DeclaredClass::Other | DeclaredClass::Blob => Vec::new(),
    }
}

fn integer(subject: &Subject, bytes: u8) -> Vec<LogicalType> {
    let narrow = match (subject.options.integers, bytes) {
        (Integers::Declared, 2) => Some(LogicalType::Int2),
        (Integers::Declared, 4) => Some(LogicalType::Int4),
        _ => None,
    };
    narrow.into_iter().chain([LogicalType::Int8]).collect()
}

fn json(subject: &Subject) -> Vec<LogicalType> {
    match subject.options.json {
        JsonChoice::Jsonb => vec![LogicalType::Jsonb, LogicalType::Json],
        JsonChoice::Exact => vec![LogicalType::Json],
    }
}

/// The type of an instant: with a zone, unless the user wants none and there is text that names none.
fn instant(subject: &Subject) -> LogicalType {
    let zoned = hold(subject, LogicalType::TimestampTz).is_ok();
    match subject.options.zone {
        ZonePolicy::Offset(_) => LogicalType::TimestampTz,
        ZonePolicy::None if zoned && !subject.is_empty() => LogicalType::TimestampTz,
        ZonePolicy::None => LogicalType::Timestamp,
    }
}

/// `varchar(n)` where PostgreSQL has that length.
fn length(characters: Option<u32>) -> Option<LogicalType> {
    let max_chars = characters.filter(|characters| (1..=text::VARCHAR_MAX).contains(characters))?;
    Some(LogicalType::Text { max_chars: Some(max_chars) })
}

/// The type that the values themselves ask for; the last one holds everything.
fn by_content(subject: &Subject) -> (LogicalType, Held) {
    let profile = subject.profile;
    let ladder: &[LogicalType] = if subject.is_empty() {
        match subject.affinity {
            Affinity::Integer => &[LogicalType::Int8],
            Affinity::Real => &[LogicalType::Float8],
            Affinity::Numeric => &[LogicalType::NUMERIC],
            Affinity::Text | Affinity::Blob => &[LogicalType::TEXT],
        }
    } else if profile.texts == 0 && profile.blobs == 0 {
        &[LogicalType::Int8, LogicalType::Float8, LogicalType::NUMERIC, LogicalType::TEXT]
    } else {
        &[LogicalType::TEXT]
    };
    let found = ladder.iter().find_map(|&logical| Some((logical, hold(subject, logical).ok()?)));
    found.unwrap_or_else(|| {
        let held = super::bytes::hold(subject);
        (LogicalType::Bytea, held)
    })
}

/// What is to be said about a choice that is not what the declaration promised.
fn remark(subject: &Subject, choice: &mut Choice, respelled: Option<LogicalType>) {
    let (table, column, profile) = (subject.table, subject.column.name.as_str(), subject.profile);
    let logical = choice.logical;
    if subject.is_empty() {
        return;
    }
    if let Some(wanted) = respelled.filter(|&wanted| wanted != logical) {
        choice.findings.push(key_spellings_differ::finding(table, column, wanted, logical));
        return;
    }
    let declared = subject.column.declared.as_str();
    let found: Option<Finding> = match (subject.class, logical) {
        _ if subject.json_checked || subject.class == DeclaredClass::Json => json_remark(subject, logical),
        (DeclaredClass::Boolean, LogicalType::Bool) | (DeclaredClass::Uuid, LogicalType::Uuid) => None,
        (DeclaredClass::Boolean, _) => Some(boolean_holds_other_values::finding(table, column, logical)),
        (DeclaredClass::Uuid, _) => {
            let others = profile.values() - profile.uuids.cells().min(profile.values());
            Some(uuid_not_recognised::finding(table, column, others, logical))
        }
        (DeclaredClass::Date, LogicalType::Date)
        | (DeclaredClass::Time, LogicalType::Time)
        | (DeclaredClass::Timestamp { .. }, LogicalType::Timestamp | LogicalType::TimestampTz) => None,
        (DeclaredClass::Date | DeclaredClass::Time | DeclaredClass::Timestamp { .. }, _) => {
            Some(time_remark(subject, declared, logical))
        }
        (DeclaredClass::Decimal { precision, .. }, LogicalType::Numeric { precision: kept, .. }) => {
            (precision.is_some() && kept.is_none())
                .then(|| decimal_wider_than_declared::finding(table, column, declared, logical))
        }
        (DeclaredClass::Decimal { .. }, LogicalType::Float8 | LogicalType::Int8) => {
            Some(decimal_wider_than_declared::finding(table, column, declared, logical))
        }
        (DeclaredClass::Text { max }, LogicalType::Text { max_chars: None }) if profile.blobs == 0 => {
            length(max).and_then(|_| too_long(subject, max?))
        }
        (DeclaredClass::Char { length: characters }, LogicalType::Text { max_chars: None }) => {
            length(Some(characters)).and_then(|_| too_long(subject, characters))
        }
        (DeclaredClass::Blob, LogicalType::Text { .. }) if kinds(subject) == 1 => {
            Some(blob_holds_text::finding(table, column))
        }
        (DeclaredClass::Blob, LogicalType::Bytea) => (kinds(subject) > 1).then(|| mixed(subject, logical)),
        (DeclaredClass::Blob, _) => Some(mixed(subject, logical)),
        (DeclaredClass::Integer { .. }, LogicalType::Int2 | LogicalType::Int4 | LogicalType::Int8)
        | (DeclaredClass::Real, LogicalType::Float8) => None,
        (DeclaredClass::Integer { .. } | DeclaredClass::Real | DeclaredClass::Decimal { .. }, _) => {
            Some(mixed(subject, logical))
        }
        _ => (kinds(subject) > 1 && matches!(logical, LogicalType::Text { .. } | LogicalType::Bytea))
            .then(|| mixed(subject, logical)),
    };
    choice.findings.extend(found);
}

fn mixed(subject: &Subject, logical: LogicalType) -> Finding {
    let classes = reason::classes(subject.profile);
    storage_classes_mixed::finding(subject.table, &subject.column.name, &classes, logical)
}

fn kinds(subject: &Subject) -> usize {
    let profile = subject.profile;
    [subject.numbers(), profile.texts, profile.blobs].into_iter().filter(|cells| *cells > 0).count()
}

fn too_long(subject: &Subject, declared: u32) -> Option<Finding> {
    let longest = subject.profile.text_chars_max;
    (longest > u64::from(declared))
        .then(|| text_longer_than_declared::finding(subject.table, &subject.column.name, declared, longest))
}

fn json_remark(subject: &Subject, logical: LogicalType) -> Option<Finding> {
    let (table, column, json) = (subject.table, subject.column.name.as_str(), &subject.profile.json);
    let profile = subject.profile;
    let valid = json.valid == profile.texts && json.binary == profile.blobs && profile.reals_infinite == 0;
    match logical {
        LogicalType::Jsonb => (json.repeated_keys > 0)
            .then(|| json_repeats_keys::finding(table, column, json.repeated_keys, &json.repeated_rows)),
        LogicalType::Json if subject.options.json == JsonChoice::Exact => None,
        _ if valid => Some(json_not_jsonb::finding(table, column, &json.problems, logical)),
        _ => Some(json_not_valid::finding(table, column, &json.problems, logical)),
    }
}

fn time_remark(subject: &Subject, declared: &str, logical: LogicalType) -> Finding {
    let (table, column, profile) = (subject.table, subject.column.name.as_str(), subject.profile);
    if profile.moments_beyond_micros > 0 {
        return time_beyond_microseconds::finding(table, column, profile.moments_beyond_micros);
    }
    // Numbers in a column of dates may well be one unit of time, but of moments within the day.
    let a_moment = matches!(logical, LogicalType::Timestamp | LogicalType::TimestampTz);
    if profile.texts + profile.blobs == 0 && !a_moment {
        return time_unit_unclear::finding(table, column, declared, logical);
    }
    let wanted = match subject.class {
        DeclaredClass::Date => LogicalType::Date,
        DeclaredClass::Time => LogicalType::Time,
        _ => instant(subject),
    };
    let others = moment::others(subject, wanted);
    time_not_recognised::finding(table, column, declared, others, logical)
}
