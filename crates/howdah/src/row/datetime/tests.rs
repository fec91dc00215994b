//! Moments there and back, and what is not a moment.

use super::calendar::{DAY, FIRST_DAY, LAST_DAY, date_from_days, days_from_date};
use super::*;
use crate::row::format::{Between, Clock, MomentSpelling, MomentText, ZonePolicy, ZoneText};
use crate::row::logical::LogicalType::{self, Date, Time, Timestamp, TimestampTz};
use crate::row::misfit::Misfit;
use proptest::prelude::*;
use rusqlite::Connection;

const UTC: ZonePolicy = ZonePolicy::Offset(0);

fn encoded(text: &str, logical: LogicalType, policy: ZonePolicy) -> Result<Vec<u8>, Misfit> {
    let moment = parse_moment(text.as_bytes()).expect("the text names a moment");
    let mut out = Vec::new();
    encode_moment(&moment, logical, policy, &mut out).map(|()| out)
}

fn rendered(canonical: &[u8], logical: LogicalType, spelling: MomentSpelling, policy: ZonePolicy) -> String {
    let mut out = Vec::new();
    match render_moment(canonical, logical, &spelling, policy, &mut out) {
        Ok(Rendered::Text) => String::from_utf8(out).unwrap(),
        other => format!("{other:?}"),
    }
}

fn spelled(clock: Clock) -> MomentSpelling {
    MomentSpelling::Text(MomentText {
        date: true,
        between: Some(Between::Space),
        clock: Some(clock),
        zone: ZoneText::None,
    })
}

#[test]
fn every_day_from_0001_to_9999_has_its_own_number() {
    let mut expected = FIRST_DAY;
    for year in 1..=9999 {
        for month in 1..=12 {
            for day in (1..=31).filter_map(|day| days_from_date(year, month, day).map(|number| (day, number)))
            {
                assert_eq!(day.1, expected);
                assert_eq!(date_from_days(expected), (year, month, day.0));
                expected += 1;
            }
        }
    }
    assert_eq!(expected, LAST_DAY + 1);
    assert_eq!(days_from_date(2000, 1, 1), Some(0));
}

#[test]
fn text_that_names_no_moment_stays_text() {
    for text in [
        "",
        "now",
        "2024",
        "2024-1-1",
        "2024-02-30",
        "2023-02-29",
        "0000-00-00",
        "0000-01-01",
        "2024-13-01",
        "2024-01-00",
        "2024-01-01 ",
        "2024-01-01T",
        "2024-01-01 24:00:00",
        "2024-01-01 12:60",
        "2024-01-01 12:00:60",
        "12:00:60",
        "24:00:01",
        "24:00:00.0000001",
        "25:00",
        "2024-01-01 12:00:00.",
        "2024-01-01 12:00:00.1234567890",
        "2024-01-01t12:00:00",
        "2024-01-01 12:00:00z",
        "2024-01-01 12:00:00+16:00",
        "2024-01-01 12:00:00+1",
        "2024-01-01 12:00:00+01:60",
        "2024-01-01 12:00:00 +01:00",
        "2024-01-01 12:00:00 GMT",
        "2024-01-01Z",
        "12345-01-01",
        "-2024-01-01",
        "2024/01/01",
        "1:00",
        "２０２４-01-01",
        "12:00:00,5",
        "2024-01-01  12:00",
    ] {
        assert_eq!(parse_moment(text.as_bytes()), None, "{text:?}");
    }
}

#[test]
fn a_type_takes_only_text_with_its_parts() {
    let wrong = Err(Misfit::WrongParts);
    assert_eq!(encoded("2024-01-01 00:00:00", Date, UTC), wrong);
    assert_eq!(encoded("12:00", Date, UTC), wrong);
    assert_eq!(encoded("2024-01-01", Time, UTC), wrong);
    assert_eq!(encoded("12:00", TimestampTz, UTC), wrong);
    assert_eq!(encoded("2024-01-01", Timestamp, UTC), Ok((8766 * DAY).to_be_bytes().to_vec()));
    assert_eq!(encoded("2024-01-01", LogicalType::Int8, UTC), wrong);
    assert_eq!(encoded("12:00Z", Time, UTC), Err(Misfit::HasZone));
    assert_eq!(encoded("2024-01-01 12:00Z", Timestamp, UTC), Err(Misfit::HasZone));
    assert_eq!(encoded("2024-01-01 12:00", TimestampTz, ZonePolicy::None), Err(Misfit::NoZone));
    assert_eq!(encoded("24:00:00", Time, UTC), Ok(DAY.to_be_bytes().to_vec()));
}

#[test]
fn digits_below_a_microsecond_are_never_dropped_unasked() {
    let text = "2024-01-01 12:00:00.1234567";
    assert_eq!(encoded(text, Timestamp, UTC), Err(Misfit::TooFine));
    let mut moment = parse_moment(text.as_bytes()).unwrap();
    assert!(moment.sub_micro && !moment.exact);
    moment.sub_micro = false;
    let mut out = Vec::new();
    encode_moment(&moment, Timestamp, UTC, &mut out).unwrap();
    assert_eq!(rendered(&out, Timestamp, spelled(Clock::FractionTrimmed), UTC), "2024-01-01 12:00:00.123456");
    assert!(encoded("2024-01-01 12:00:00.123456000", Timestamp, UTC).is_ok());
}

#[test]
fn a_zone_policy_moves_text_without_a_zone_only() {
    let policy = ZonePolicy::Offset(120);
    let local = encoded("2024-07-01 12:00:00", TimestampTz, policy).unwrap();
    assert_eq!(local, encoded("2024-07-01 10:00:00Z", TimestampTz, policy).unwrap());
    assert_eq!(local, encoded("2024-07-01T15:30:00+0530", TimestampTz, policy).unwrap());
    assert_eq!(rendered(&local, TimestampTz, spelled(Clock::Seconds), policy), "2024-07-01 12:00:00");
}

#[test]
fn a_coarse_spelling_says_more_rather_than_losing_it() {
    let value = encoded("2024-01-01 12:34:56.789", Timestamp, UTC).unwrap();
    for clock in [
        Clock::Minutes,
        Clock::Seconds,
        Clock::Fraction(1),
        Clock::FractionWhenNotZero(2),
        Clock::Fraction(3),
    ] {
        assert_eq!(rendered(&value, Timestamp, spelled(clock), UTC), "2024-01-01 12:34:56.789");
    }
    let date = MomentSpelling::Text(parse_moment(b"2024-01-01").unwrap().spelling);
    assert_eq!(rendered(&value, Timestamp, date, UTC), "2024-01-01 12:34:56.789");
    assert_eq!(rendered(&value, Timestamp, MomentSpelling::UnixSeconds, UTC), "Err(TooFine)");
    assert_eq!(rendered(&value, Timestamp, MomentSpelling::UnixMillis, UTC), "Ok(Integer(1704112496789))");
}

#[test]
fn values_that_sqlite_text_cannot_say_are_misfits() {
    for micros in [i64::MAX, i64::MIN, (i64::from(LAST_DAY) + 1) * DAY, i64::from(FIRST_DAY) * DAY - 1] {
        for spelling in [spelled(Clock::Seconds), MomentSpelling::UnixMicros, MomentSpelling::JulianDay] {
            assert_eq!(rendered(&micros.to_be_bytes(), TimestampTz, spelling, UTC), "Err(OutOfRange)");
        }
    }
    assert_eq!(rendered(&i32::MAX.to_be_bytes(), Date, spelled(Clock::Seconds), UTC), "Err(OutOfRange)");
    assert_eq!(rendered(&[0; 4], Timestamp, spelled(Clock::Seconds), UTC), "Err(Malformed)");
    assert_eq!(rendered(&(DAY + 1).to_be_bytes(), Time, spelled(Clock::Seconds), UTC), "Err(Malformed)");
}

#[test]
fn julian_days_of_sqlite_come_back_bit_for_bit() {
    let sqlite = Connection::open_in_memory().unwrap();
    let mut julian = sqlite.prepare("SELECT julianday(?1)").unwrap();
    for text in [
        "2024-02-29 12:34:56.789",
        "1970-01-01",
        "2000-01-01 00:00:00.001",
        "0001-01-01",
        "9999-12-31 23:59:59.999",
    ] {
        let real: f64 = julian.query_row([text], |row| row.get(0)).unwrap();
        let micros = from_julian(real).unwrap();
        assert_eq!(micros.to_be_bytes().to_vec(), encoded(text, Timestamp, UTC).unwrap(), "{text}");
        assert_eq!(to_julian(micros).map(f64::to_bits), Some(real.to_bits()));
    }
    for real in [f64::NAN, f64::INFINITY, -1e300, 0.0, 1e8] {
        assert_eq!(from_julian(real), None);
    }
}

#[test]
fn unix_times_are_those_of_sqlite_and_keep_to_the_range() {
    let sqlite = Connection::open_in_memory().unwrap();
    let mut datetime = sqlite.prepare("SELECT datetime(?1, 'unixepoch')").unwrap();
    for seconds in [0, 1_700_000_000, -62_135_596_800, 253_402_300_799, -1] {
        let text: String = datetime.query_row([seconds], |row| row.get(0)).unwrap();
        let micros = moment_from_unix(seconds, UnixUnit::Seconds).unwrap();
        assert_eq!(micros.to_be_bytes().to_vec(), encoded(&text, Timestamp, UTC).unwrap());
        assert_eq!(to_unix(micros, UnixUnit::Seconds), Some(seconds));
        assert_eq!(from_unix_real(seconds as f64), Some(micros));
    }
    for seconds in [-62_135_596_801, 253_402_300_800, i64::MAX, i64::MIN] {
        assert_eq!(moment_from_unix(seconds, UnixUnit::Seconds), None);
        assert_eq!(from_unix_real(seconds as f64), None);
    }
    assert_eq!(from_unix_real(f64::NAN), None);
    let micros = from_unix_real(1_700_000_000.25).unwrap();
    assert_eq!(to_unix_real(micros), Some(1_700_000_000.25));
}

#[test]
fn the_magnitude_of_an_integer_tells_its_unit() {
    // 2023-11-14, in three units.
    for (value, unit) in [
        (1_700_000_000, UnixUnit::Seconds),
        (1_700_000_000_000, UnixUnit::Millis),
        (1_700_000_000_000_000, UnixUnit::Micros),
    ] {
        assert_eq!(likely_unit(value), Some(unit));
        assert_eq!(moment_from_unix(value, unit), Some(753_315_200_000_000));
    }
    assert_eq!((likely_unit(-1), likely_unit(i64::MIN)), (Some(UnixUnit::Seconds), None));
}

/// Text as programs write it: one shape a column, and a few strangers.
fn column() -> impl Strategy<Value = Vec<String>> {
    let clock = prop_oneof![
        Just(Clock::Minutes),
        Just(Clock::Seconds),
        (1u8..=9).prop_map(Clock::Fraction),
        (1u8..=6).prop_map(Clock::FractionWhenNotZero),
        Just(Clock::FractionTrimmed),
    ];
    let zone = prop_oneof![
        Just(ZoneText::None),
        Just(ZoneText::Z),
        Just(ZoneText::SpaceUtc),
        (-900i16..900).prop_map(ZoneText::Colon),
        (-900i16..900).prop_map(ZoneText::Plain),
        (-15i16..=15).prop_map(|hours| ZoneText::Hours(hours * 60)),
    ];
    let between = prop_oneof![Just(Between::Space), Just(Between::T)];
    let micros = prop_oneof![
        (-(60i64 * 365 * DAY)..60 * 365 * DAY),
        (-500_000_000i64..500_000_000).prop_map(|seconds| seconds * 1_000_000),
        (-500_000_000i64..500_000_000).prop_map(|seconds| seconds * 1000),
    ];
    (clock, zone, between, prop::collection::vec(micros, 1..40), prop::collection::vec(strange(), 0..4))
        .prop_map(|(clock, zone, between, values, mut texts)| {
            let spelling = MomentText { date: true, between: Some(between), clock: Some(clock), zone };
            for micros in values {
                let text = rendered(&micros.to_be_bytes(), TimestampTz, MomentSpelling::Text(spelling), UTC);
                texts.push(text);
            }
            texts
        })
}

fn strange() -> impl Strategy<Value = String> {
    "20[0-9]{2}-0[1-9]-[012][1-8]([T ][01][0-9]:[0-5][0-9](:[0-5][0-9](\\.[0-9]{1,9})?)?(Z| UTC|[+-]0[0-9](:?[0-5]0)?)?)?"
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn the_best_spelling_restores_what_it_claims(texts in column()) {
        let (mut tally, mut other) = (MomentTally::default(), MomentTally::default());
        let moments: Vec<_> = texts.iter().map(|text| parse_moment(text.as_bytes()).expect(text)).collect();
        for (index, moment) in moments.iter().enumerate() {
            if index % 3 == 0 { tally.add(moment) } else { other.add(moment) }
        }
        tally.merge(&other);
        let (best, claimed) = tally.best_spelling().unwrap();
        let restored = texts.iter().zip(&moments).filter(|(text, moment)| {
            let mut out = Vec::new();
            let kept = encode_moment(&Moment { sub_micro: false, ..**moment }, TimestampTz, UTC, &mut out);
            kept == Ok(()) && rendered(&out, TimestampTz, best, UTC) == **text
        });
        let restored = restored.count() as u64;
        prop_assert!(restored >= claimed, "{best:?} claims {claimed} of {texts:?} and restores {restored}");
        prop_assert_eq!(tally.cells(), texts.len() as u64);
        // A cell's own spelling restores it, when the text is exact.
        for (text, moment) in texts.iter().zip(&moments).filter(|(_, moment)| moment.exact) {
            let mut out = Vec::new();
            encode_moment(moment, TimestampTz, UTC, &mut out).unwrap();
            prop_assert_eq!(&rendered(&out, TimestampTz, MomentSpelling::Text(moment.spelling), UTC), text);
        }
    }

    #[test]
    fn any_bytes_are_read_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..40), text in "[0-9TZ:.+ -]{0,36}") {
        parse_moment(&bytes);
        parse_moment(text.as_bytes());
    }

    #[test]
    fn every_microsecond_near_our_time_has_a_real(micros in -846_684_800_000_000i64..3_250_000_000_000_000) {
        prop_assert_eq!(from_unix_real(to_unix_real(micros).unwrap()), Some(micros));
        let millis = to_unix_millis_real(micros).unwrap();
        prop_assert!(is_real_millis(millis));
        prop_assert_eq!(from_unix_millis_real(millis), Some(micros));
    }

    #[test]
    fn reals_near_our_time_come_back(seconds in -4e9f64..4e9, julian in 2_000_000.0f64..3_000_000.0) {
        let micros = from_unix_real(seconds).unwrap();
        prop_assert!((to_unix_real(micros).unwrap() - seconds).abs() <= 1e-6);
        let micros = from_julian(julian).unwrap();
        prop_assert_eq!(to_julian(micros), Some(julian));
    }
}

#[test]
fn a_fraction_only_when_not_zero_is_found_as_a_rule() {
    let mut tally = MomentTally::default();
    for text in [
        "2024-01-01 00:00:00",
        "2024-01-01 00:00:00.120000",
        "2024-01-01 00:00:00.123456",
        "2024-01-01 00:00:01",
    ] {
        tally.add(&parse_moment(text.as_bytes()).unwrap());
    }
    assert_eq!(tally.best_spelling(), Some((spelled(Clock::FractionWhenNotZero(6)), 4)));
    tally.add_number(MomentSpelling::UnixMillis, true);
    assert_eq!((tally.cells(), tally.restored_by(&MomentSpelling::UnixMillis)), (5, 1));
    let stored = serde_json::to_string(&tally).unwrap();
    assert_eq!(serde_json::from_str::<MomentTally>(&stored).unwrap(), tally);
    assert_eq!(MomentTally::default().best_spelling(), None);
}
