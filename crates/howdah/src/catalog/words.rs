//! Words for canonical values: row keys in errors, findings and differences, and kinds of values.

use super::map::{ColumnMap, RowKey, RowidMap, TableMap};
use crate::row::batch::Fields;
use crate::row::format::{Between, Clock, MomentSpelling, MomentText, ZonePolicy, ZoneText};
use crate::row::logical::LogicalType;
use crate::row::{datetime, number, uuid};

/// Most characters of a key's text that are shown.
const KEY_CHARS_MAX: usize = 60;

/// A row's key in words: `id = 7`, `a = 'x', b = 2`, `rowid 12`, or the row's hash for a table without a key.
pub fn key(table: &TableMap, tuple: &[u8]) -> String {
    let shift = usize::from(matches!(table.rowid, RowidMap::Column { .. }));
    let Ok((_, fields)) = Fields::of(tuple) else { return "unreadable row".into() };
    let fields: Vec<Option<&[u8]>> = fields.map(|field| field.unwrap_or(None)).collect();
    match &table.key {
        RowKey::Columns(columns) => {
            let parts: Vec<String> = columns
                .iter()
                .map(|&at| {
                    let column = &table.columns[at];
                    let words = fields.get(at + shift).copied().flatten();
                    format!(
                        "{} = {}",
                        column.lite,
                        words.map_or("NULL".into(), |bytes| value(column.logical, bytes))
                    )
                })
                .collect();
            parts.join(", ")
        }
        RowKey::Rowid if shift == 1 => match fields.first().copied().flatten() {
            Some(bytes) => format!("rowid {}", value(LogicalType::Int8, bytes)),
            None => "rowid NULL".into(),
        },
        RowKey::Rowid | RowKey::Row => {
            let hash = crate::row::digest::hash(tuple);
            format!("row with hash {}", crate::row::digest::hex(&hash[..8]))
        }
    }
}

/// A canonical value in words, as a key shows it.
pub fn value(logical: LogicalType, bytes: &[u8]) -> String {
    let mut text = Vec::new();
    match (logical, bytes.len()) {
        (LogicalType::Bool, 1) => text.extend_from_slice(if bytes[0] == 1 { b"true" } else { b"false" }),
        (LogicalType::Int2, 2) => text.extend(i16::from_be_bytes([bytes[0], bytes[1]]).to_string().bytes()),
        (LogicalType::Int4, 4) => {
            text.extend(i32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]).to_string().bytes());
        }
        (LogicalType::Int8, 8) => text.extend(eight(bytes).to_string().bytes()),
        (LogicalType::Float8, 8) => number::real_to_text(f64::from_bits(eight(bytes) as u64), &mut text),
        (LogicalType::Numeric { .. }, _) => {
            if number::numeric_to_text(bytes, &mut text).is_err() {
                text.extend_from_slice(b"numeric");
            }
        }
        (LogicalType::Uuid, 16) => {
            let mut sixteen = [0; 16];
            sixteen.copy_from_slice(bytes);
            uuid::render(&sixteen, crate::row::format::UuidSpelling::Hyphens, &mut text);
        }
        (LogicalType::Text { .. } | LogicalType::Json, _) => return quoted(bytes),
        (LogicalType::Jsonb, _) => return quoted(bytes.get(1..).unwrap_or_default()),
        (LogicalType::Bytea, _) => {
            text.extend_from_slice(b"\\x");
            text.extend(crate::row::digest::hex(&bytes[..bytes.len().min(KEY_CHARS_MAX / 2)]).bytes());
        }
        (LogicalType::Date | LogicalType::Time | LogicalType::Timestamp | LogicalType::TimestampTz, _) => {
            let spelling = MomentSpelling::Text(MomentText {
                date: logical != LogicalType::Time,
                between: matches!(logical, LogicalType::Timestamp | LogicalType::TimestampTz)
                    .then_some(Between::Space),
                clock: (logical != LogicalType::Date).then_some(Clock::FractionTrimmed),
                zone: if logical == LogicalType::TimestampTz { ZoneText::Z } else { ZoneText::None },
            });
            if datetime::render_moment(bytes, logical, &spelling, ZonePolicy::Offset(0), &mut text).is_err() {
                return logical.to_string();
            }
        }
        _ => text.extend_from_slice(b"malformed value"),
    }
    String::from_utf8_lossy(&text).into_owned()
}

/// What kind of value a cell is, without its content: `text of 12 bytes`.
pub fn kind(column: &ColumnMap, bytes: Option<&[u8]>) -> String {
    match bytes {
        None => "NULL".into(),
        Some(bytes) if bytes.starts_with(super::transfer::MISFIT_MARK) => {
            format!("a value that {} cannot hold", column.logical)
        }
        Some(bytes) => match column.logical {
            LogicalType::Text { .. } | LogicalType::Json | LogicalType::Jsonb | LogicalType::Bytea => {
                format!("{} of {} bytes", column.logical, bytes.len())
            }
            logical => format!("{logical} {}", value(logical, bytes)),
        },
    }
}

fn eight(bytes: &[u8]) -> i64 {
    bytes.first_chunk::<8>().map_or(0, |bytes| i64::from_be_bytes(*bytes))
}

fn quoted(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let mut shown: String = text.chars().take(KEY_CHARS_MAX).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    format!("'{shown}'")
}
