//! What a look at every value says: whether a column holds what SQLite's numbers and dates do not.
//!
//! One query a table that has such columns, at the snapshot at which its rows are read.

use super::types::TypeKind;
use super::{Relation, Surveyed};
use crate::error::{Error, Result};
use crate::postgres::emit::{qualified, quote_ident};
use postgres::GenericClient;

/// What one column holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Limits {
    /// `numeric`, `money`: some value is neither an integer of 64 bits nor a double, with the digits that its type prints.
    /// Also NaN and the infinities.
    pub inexact: bool,
    /// Dates and times: infinite, before year 1, after 9999, or the time 24:00.
    pub beyond: bool,
    /// `real`, `double precision`: NaN.
    pub nan: bool,
    /// `real`, `double precision`: zero with a sign.
    pub negative_zero: bool,
    /// A column of a domain that is NOT NULL holds NULL all the same, as PostgreSQL lets one that was added do.
    pub nulls: bool,
    /// Arrays: some value has other subscripts than from 1.
    pub shifted: bool,
    /// `json`, `jsonb`: some document is nested deeper than SQLite reads.
    pub deep: bool,
}

/// Looks at the values of a table's columns at these places; parallel to all columns.
///
/// Fails with the server's error, with the table's name.
pub fn limits<C: GenericClient>(
    client: &mut C,
    surveyed: &Surveyed,
    places: &[usize],
) -> Result<Vec<Limits>> {
    let mut found = vec![Limits::default(); surveyed.types.len()];
    let asked: Vec<(usize, Question, String)> = places
        .iter()
        .map(|&at| (at, &surveyed.types[at]))
        .flat_map(|(at, value)| {
            let column = quote_ident(&surveyed.table.columns[at].name);
            let mut asked = match value.kind {
                TypeKind::Array(_) => vec![(Question::Shifted, shifted(&column))],
                TypeKind::System => questions(&value.name, value.modifier >= 0, &column),
                _ => Vec::new(),
            };
            if value.domains.iter().any(|domain| domain.not_null) {
                asked.push((Question::Nulls, format!("{column} IS NOT DISTINCT FROM NULL")));
            }
            asked.into_iter().map(move |(question, condition)| (at, question, condition))
        })
        .collect();
    if asked.is_empty() || surveyed.relation == (Relation::MaterialisedView { filled: false }) {
        return Ok(found);
    }
    let answers: Vec<String> =
        asked.iter().map(|(.., condition)| format!("coalesce(bool_or({condition}), false)")).collect();
    let only = if surveyed.relation == Relation::Partitioned { "" } else { "ONLY " };
    let from = qualified(&surveyed.schema, &surveyed.table.name);
    let sql = format!("SELECT {} FROM {only}{from}", answers.join(", "));
    let row = client.query_one(&sql, &[]).map_err(|cause| Error::from(cause).table(&surveyed.table.name))?;
    for (place, (at, question, _)) in asked.iter().enumerate() {
        let holds: bool = row.try_get(place)?;
        match question {
            Question::Inexact => found[*at].inexact = holds,
            Question::Beyond => found[*at].beyond = holds,
            Question::Nan => found[*at].nan = holds,
            Question::NegativeZero => found[*at].negative_zero = holds,
            Question::Nulls => found[*at].nulls = holds,
            Question::Shifted => found[*at].shifted = holds,
            Question::Deep => found[*at].deep = holds,
        }
    }
    Ok(found)
}

#[derive(Debug, Clone, Copy)]
enum Question {
    Inexact,
    Beyond,
    Nan,
    NegativeZero,
    Nulls,
    Shifted,
    Deep,
}

/// The conditions under which a value is one that SQLite has no exact number or date for.
fn questions(type_name: &str, has_modifier: bool, column: &str) -> Vec<(Question, String)> {
    let beyond = |first: &str, end: &str, cast: &str| {
        let condition =
            format!("NOT isfinite({column}) OR {column} < '{first}'::{cast} OR {column} >= '{end}'::{cast}");
        vec![(Question::Beyond, condition)]
    };
    match type_name {
        "numeric" => vec![(Question::Inexact, inexact(column, !has_modifier))],
        // Two digits are what nearly every locale has; its column is declared with them.
        "money" => {
            let number = format!("{column}::numeric");
            let inexact = inexact(&number, false);
            vec![(Question::Inexact, format!("scale({number}) <> 2 OR ({inexact})"))]
        }
        "float4" | "float8" => vec![
            (Question::Nan, format!("{column} = 'NaN'::float8")),
            (Question::NegativeZero, format!("{column} = 0 AND {column}::text = '-0'")),
        ],
        "date" => beyond("0001-01-01", "10000-01-01", "date"),
        "timestamp" => beyond("0001-01-01", "10000-01-01", "timestamp"),
        "timestamptz" => beyond("0001-01-01 00:00+00", "10000-01-01 00:00+00", "timestamptz"),
        "time" => vec![(Question::Beyond, format!("{column} = '24:00'::time"))],
        "json" | "jsonb" => vec![(Question::Deep, deep(column))],
        _ => Vec::new(),
    }
}

/// Other subscripts than from 1, in SQL.
fn shifted(column: &str) -> String {
    format!("array_dims({column}) !~ '^(\\[1:[0-9]+\\])+$'")
}

/// SQLite reads documents of up to 1,000 levels (`JSON_MAX_DEPTH`). Brackets in strings count too, which does no harm; only a
/// document with that many of them is looked at one by one.
fn deep(column: &str) -> String {
    let brackets = format!("regexp_replace({column}::text, '[^][{{}}]', '', 'g')");
    format!(
        "CASE WHEN length({column}::text) - length(translate({column}::text, '[{{', '')) < 1000 THEN false \
         ELSE (SELECT max(depth) >= 1000 \
                 FROM (SELECT sum(CASE WHEN one IN ('[', '{{') THEN 1 ELSE -1 END) OVER (ORDER BY place) \
                         FROM regexp_split_to_table({brackets}, '') WITH ORDINALITY AS s (one, place)) AS d (depth)) END"
    )
}

/// `own_scale`: the type has no scale, so that zeros at a value's end are its own.
///
/// A double's text is the shortest that reads back as the same double (`extra_float_digits`), so that its digits are the
/// value's exactly when the double gives it back. The bounds keep the cast to a double from failing.
fn inexact(number: &str, own_scale: bool) -> String {
    let zeros = if own_scale {
        format!(" WHEN scale({number}) <> min_scale({number}) THEN true")
    } else {
        String::new()
    };
    format!(
        "CASE WHEN {number} = 'NaN' OR abs({number}) = 'Infinity' THEN true{zeros} \
         WHEN {number} = trunc({number}) AND abs({number}) < 9223372036854775808 THEN false \
         WHEN abs({number}) >= 1e300 OR abs({number}) < 1e-300 THEN true \
         ELSE {number}::float8::text::numeric <> {number} END"
    )
}
