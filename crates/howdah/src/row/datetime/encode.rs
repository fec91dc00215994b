//! A moment to canonical bytes: `date_send`, `time_send`, `timestamp_send`, `timestamptz_send`
//! (<https://www.postgresql.org/docs/current/datatype-datetime.html>).

use crate::row::datetime::calendar::{DAY, MINUTE, in_range};
use crate::row::datetime::parse::Moment;
use crate::row::format::ZonePolicy;
use crate::row::logical::LogicalType;
use crate::row::misfit::Misfit;

/// Appends a text's moment as a value of `logical`.
///
/// A `date` takes a date alone, a `time` a time alone without a zone, a `timestamp` text without a zone, and a
/// `timestamptz` text with a zone or, when the policy says which is meant, without. A date alone is its midnight where
/// a timestamp is asked for. Any other logical type is [`Misfit::WrongParts`].
pub fn encode_moment(
    moment: &Moment,
    logical: LogicalType,
    policy: ZonePolicy,
    out: &mut Vec<u8>,
) -> Result<(), Misfit> {
    if moment.sub_micro {
        return Err(Misfit::TooFine);
    }
    let offset = match (logical, moment.offset_minutes, policy) {
        (LogicalType::TimestampTz, Some(offset), _) => offset,
        (LogicalType::TimestampTz, None, ZonePolicy::Offset(offset)) => offset,
        (LogicalType::TimestampTz, None, ZonePolicy::None) => return Err(Misfit::NoZone),
        (_, Some(_), _) => return Err(Misfit::HasZone),
        (_, None, _) => 0,
    };
    match (logical, moment.date, moment.spelling.clock) {
        (LogicalType::Date, Some(days), None) => out.extend_from_slice(&days.to_be_bytes()),
        (LogicalType::Time, None, Some(_)) => out.extend_from_slice(&moment.micros_of_day.to_be_bytes()),
        (LogicalType::Timestamp | LogicalType::TimestampTz, Some(days), _) => {
            let micros = i64::from(days) * DAY + moment.micros_of_day - i64::from(offset) * MINUTE;
            out.extend_from_slice(&micros.to_be_bytes());
        }
        _ => return Err(Misfit::WrongParts),
    }
    Ok(())
}

/// Appends an instant, in microseconds since 2000-01-01 00:00:00 UTC, as a value of `logical`: a `timestamptz`, a
/// `timestamp` that reads UTC, or the `date` whose midnight in UTC it is.
pub fn encode_instant(micros: i64, logical: LogicalType, out: &mut Vec<u8>) -> Result<(), Misfit> {
    if !in_range(micros) {
        return Err(Misfit::OutOfRange);
    }
    match logical {
        LogicalType::Timestamp | LogicalType::TimestampTz => out.extend_from_slice(&micros.to_be_bytes()),
        LogicalType::Date if micros.rem_euclid(DAY) == 0 => {
            out.extend_from_slice(&((micros / DAY) as i32).to_be_bytes());
        }
        _ => return Err(Misfit::WrongParts),
    }
    Ok(())
}
