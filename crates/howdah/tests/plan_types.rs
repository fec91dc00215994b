//! The best type that holds every value, and why.

mod plan_support;

use howdah::catalog::map::FlawPolicy;
use howdah::plan::model::Plan;
use howdah::plan::options::{Integers, JsonChoice, Options, TypeChoice};
use howdah::report::finding::Level;
use howdah::row::format::{BooleanSpelling, Format, MomentSpelling, UuidSpelling, ZonePolicy};
use howdah::row::logical::LogicalType;
use plan_support::{finding, ids, plan, plan_with, sql_type};

/// The plan for one column `c` with these values.
fn column(declared: &str, values: &[&str]) -> Plan {
    column_with(declared, values, |_| {})
}

fn column_with(declared: &str, values: &[&str], change: impl FnOnce(&mut Options)) -> Plan {
    let rows: String = values.iter().map(|value| format!("INSERT INTO t VALUES ({value});")).collect();
    plan_with(&format!("CREATE TABLE t(c {declared}); {rows}"), change)
}

#[track_caller]
fn assert_type(declared: &str, values: &[&str], expected: &str) {
    assert_eq!(sql_type(&column(declared, values), "t.c"), expected, "{declared} with {values:?}");
}

fn format_of(plan: &Plan) -> &Format {
    &plan.tables[0].columns[0].format
}

fn reason_of(plan: &Plan) -> &str {
    &plan.tables[0].columns[0].reason
}

const UUID_A: &str = "'0f8fad5b-d9cb-469f-a165-70867728950e'";
const UUID_B: &str = "'7c9e6679-7425-40de-944b-e07fc1f90ae7'";

#[test]
fn a_declared_truth_value_with_nothing_else_is_boolean_and_says_why() {
    let made = column("BOOLEAN", &["0", "1", "NULL", "1"]);
    assert_eq!(sql_type(&made, "t.c"), "boolean");
    assert_eq!(reason_of(&made), "declared BOOLEAN, all 3 values in {0,1}");
    assert_type("tinyint(1)", &["0"], "boolean");
    assert_type("bool", &["'t'", "'f'"], "boolean");
    let made = column("BOOLEAN", &["'true'", "'false'", "'true'", "0"]);
    let spelling = BooleanSpelling::Words { yes: "true".into(), no: "false".into() };
    assert_eq!(format_of(&made), &Format::Boolean { spelling });
}

#[test]
fn a_declared_truth_value_with_other_values_keeps_a_wider_type_with_a_finding() {
    let made = column("BOOLEAN", &["0", "1", "2"]);
    assert_eq!(sql_type(&made, "t.c"), "bigint");
    assert_eq!(finding(&made, "boolean-holds-other-values").column.as_deref(), Some("c"));
    assert_type("BOOLEAN", &["0", "'maybe'"], "text");
}

#[test]
fn integers_are_bigint_unless_narrowing_is_asked_for_and_fits() {
    assert_type("INTEGER", &["1", "-9223372036854775808"], "bigint");
    assert_type("SMALLINT", &["1"], "bigint");
    let narrow =
        |values: &[&str]| column_with("SMALLINT", values, |options| options.integers = Integers::Declared);
    assert_eq!(sql_type(&narrow(&["1", "32767"]), "t.c"), "smallint");
    assert_eq!(sql_type(&narrow(&["1", "32768"]), "t.c"), "bigint");
}

#[test]
fn reals_are_double_precision_and_mixtures_whichever_holds_every_value() {
    assert_type("REAL", &["1.5", "2"], "double precision");
    assert_type("FLOAT", &["9e999"], "double precision");
    assert_type("INTEGER", &["1", "2.5"], "double precision");
    assert_type("INTEGER", &["9007199254740993", "2.5"], "numeric");
    assert_type("INTEGER", &["9007199254740993", "9e999"], "text");
    assert_eq!(format_of(&column("INTEGER", &["1", "2.5"])), &Format::Number);
    assert_eq!(format_of(&column("REAL", &["1.5"])), &Format::Real);
}

#[test]
fn decimals_are_numeric_of_their_declaration_where_every_value_fits() {
    assert_type("DECIMAL(10,2)", &["1.25", "3", "12345678.5"], "numeric(10,2)");
    let made = column("DECIMAL(4,2)", &["1.255"]);
    assert_eq!(sql_type(&made, "t.c"), "numeric");
    assert_eq!(finding(&made, "decimal-wider-than-declared").level, Level::Changes);
    assert_type("DECIMAL(3,2)", &["10"], "numeric");
    assert_type("NUMERIC", &["1", "2.5"], "numeric");
    assert_type("NUMERIC", &["1", "9e999"], "double precision");
}

#[test]
fn uuids_become_uuid_in_any_one_spelling() {
    let made = column("CHAR(36)", &[UUID_A, UUID_B]);
    assert_eq!(sql_type(&made, "t.c"), "uuid");
    assert_eq!(format_of(&made), &Format::Uuid { spelling: UuidSpelling::Hyphens });
    assert_type("char(32)", &["'0f8fad5bd9cb469fa16570867728950e'"], "uuid");
    assert_type("UUID", &[UUID_A, "'{7C9E6679-7425-40DE-944B-E07FC1F90AE7}'"], "uuid");
    assert_type("GUID", &["x'0f8fad5bd9cb469fa16570867728950e'"], "uuid");
    assert_type("BLOB", &["x'0f8fad5bd9cb469fa16570867728950e'"], "bytea");
    assert_type("VARCHAR(36)", &[UUID_A], "varchar(36)");
    let made = column("UUID", &[UUID_A, "'none'"]);
    assert_eq!(sql_type(&made, "t.c"), "text");
    assert!(finding(&made, "uuid-not-recognised").message.contains("1 value of another kind"));
}

#[test]
fn without_values_the_declaration_decides_but_a_char_36_is_not_taken_for_a_uuid() {
    assert_type("CHAR(36)", &[], "varchar(36)");
    assert_type("UUID", &["NULL"], "uuid");
    assert_type("INTEGER", &[], "bigint");
    assert_type("DATETIME", &[], "timestamp with time zone");
    assert_type("JSON", &[], "jsonb");
    assert_type("BLOB", &[], "bytea");
    assert_type("", &[], "text");
    assert_type("DECIMAL(8,3)", &[], "numeric(8,3)");
    assert_type("BOOLEAN", &[], "boolean");
}

#[test]
fn times_become_times_where_all_values_are() {
    assert_type(
        "DATETIME",
        &["'2024-05-01 10:00:00'", "'2024-05-01T10:00:00.5Z'"],
        "timestamp with time zone",
    );
    assert_type("DATE", &["'2024-05-01'", "NULL"], "date");
    assert_type("TIME", &["'10:00'", "'10:00:01.5'"], "time without time zone");
    assert_type("TIMESTAMP", &["1700000000", "0"], "timestamp with time zone");
    assert_type("DATETIME", &["1700000000000", "1700000000001"], "timestamp with time zone");
    assert_type("DATETIME", &["2460000.5"], "timestamp with time zone");
    let mixed = column("DATETIME", &["1700000000000", "1700000000001", "'2024-05-01 10:00:00'"]);
    assert_eq!(sql_type(&mixed, "t.c"), "timestamp with time zone");
    assert_eq!(format_of(&mixed), &Format::Moment { spelling: MomentSpelling::UnixMillis });
    assert_eq!(finding(&mixed, "time-zone-assumed").level, Level::Note);
}

#[test]
fn what_is_no_time_keeps_a_plainer_type() {
    for text in ["''", "'now'", "'0000-00-00'", "'01/02/2024'"] {
        let made = column("DATETIME", &["'2024-05-01 10:00:00'", text]);
        assert_eq!(sql_type(&made, "t.c"), "text", "{text}");
        assert!(finding(&made, "time-not-recognised").message.contains("1 value of another kind"));
    }
    let made = column("DATETIME", &["'2024-05-01 10:00:00.1234567'"]);
    assert_eq!(sql_type(&made, "t.c"), "text");
    assert!(ids(&made).contains(&"time-beyond-microseconds"));
    for numbers in [["5", "1700000000"], ["1700000000", "1700000000000"], ["-1", "1700000000"]] {
        let made = column("DATETIME", &numbers);
        assert_eq!(sql_type(&made, "t.c"), "bigint", "{numbers:?}");
        assert!(ids(&made).contains(&"time-unit-unclear"));
    }
    assert_type("DATE", &["'2024-05-01'", "'2024-05-01 10:00:00'"], "timestamp with time zone");
}

#[test]
fn the_zone_policy_decides_between_timestamps() {
    let none = |values: &[&str]| {
        sql_type(&column_with("DATETIME", values, |options| options.zone = ZonePolicy::None), "t.c")
    };
    assert_eq!(none(&["'2024-05-01 10:00:00'"]), "timestamp without time zone");
    assert_eq!(none(&["'2024-05-01 10:00:00Z'"]), "timestamp with time zone");
    assert_eq!(none(&["'2024-05-01 10:00:00Z'", "'2024-05-01 10:00:00'"]), "text");
    assert_eq!(none(&[]), "timestamp without time zone");
}

#[test]
fn json_becomes_jsonb_where_every_value_fits() {
    assert_type("JSON", &["'{\"a\":1}'", "'null'"], "jsonb");
    let made = column("JSON", &["'{\"a\":\"\\u0000\"}'"]);
    assert_eq!(sql_type(&made, "t.c"), "json");
    assert!(ids(&made).contains(&"json-not-jsonb"));
    let made = column("JSON", &["'{a:1}'"]);
    assert_eq!(sql_type(&made, "t.c"), "text");
    assert_eq!(finding(&made, "json-not-valid").rows.len(), 1);
    let exact = column_with("JSON", &["'[1]'"], |options| options.json = JsonChoice::Exact);
    assert_eq!(sql_type(&exact, "t.c"), "json");
    let django = plan(
        "CREATE TABLE t(c text CHECK (JSON_VALID(\"c\") OR \"c\" IS NULL)); INSERT INTO t VALUES ('{}');",
    );
    assert_eq!(sql_type(&django, "t.c"), "jsonb");
}

#[test]
fn a_declared_length_is_kept_where_every_text_fits() {
    assert_type("VARCHAR(3)", &["'äöü'"], "varchar(3)");
    let made = column("VARCHAR(3)", &["'abcd'"]);
    assert_eq!(sql_type(&made, "t.c"), "text");
    assert!(finding(&made, "text-longer-than-declared").message.ends_with("has 4: text"));
    assert_type("VARCHAR(0)", &["''"], "text");
    assert_type("NVARCHAR(99999999)", &["'a'"], "text");
    assert_type("TEXT", &["'a'"], "text");
}

#[test]
fn mixed_storage_classes_become_text_or_bytea_with_a_finding() {
    let made = column("INTEGER", &["1", "'one'"]);
    assert_eq!((sql_type(&made, "t.c").as_str(), format_of(&made)), ("text", &Format::TextOrNumber));
    assert_eq!(finding(&made, "storage-classes-mixed").message, "holds 1 INTEGER, 1 TEXT: text");
    let made = column("REAL", &["1.5", "'one'"]);
    assert_eq!(format_of(&made), &Format::TextOrReal);
    assert_type("TEXT", &["'a'", "x'31'"], "bytea");
    assert_eq!(format_of(&column("", &["'a'", "'b'", "x'31'"])), &Format::BlobText);
    assert_eq!(format_of(&column("", &["'a'", "'b'", "3"])), &Format::TextOrNumber);
    assert_eq!(format_of(&column("", &["'1'", "'2'", "3"])), &Format::Text);
    let made = column("BLOB", &["'key'"]);
    assert_eq!(sql_type(&made, "t.c"), "text");
    assert!(ids(&made).contains(&"blob-holds-text"));
    assert_type("BLOB", &["x'00'"], "bytea");
}

#[test]
fn texts_that_postgresql_cannot_hold_block_until_the_user_chooses() {
    let bad = ["CAST(x'6100' AS TEXT)", "CAST(x'ff' AS TEXT)", "'fine'"];
    let made = column("TEXT", &bad);
    assert_eq!(sql_type(&made, "t.c"), "text");
    assert_eq!(finding(&made, "text-has-nul").level, Level::Blocks);
    assert_eq!(finding(&made, "text-has-nul").rows, ["rowid 1, byte 1"]);
    assert_eq!(finding(&made, "text-not-utf8").rows, ["rowid 2, byte 0"]);
    assert_eq!(made.blocking().count(), 2);
    let with = |policy| {
        column_with("TEXT", &bad, |options| (options.on_nul, options.on_bad_utf8) = (policy, policy))
    };
    let bytes = with(FlawPolicy::Bytea);
    assert_eq!((sql_type(&bytes, "t.c").as_str(), format_of(&bytes)), ("bytea", &Format::BlobText));
    for policy in [FlawPolicy::Bytea, FlawPolicy::Escape, FlawPolicy::RejectRow] {
        assert_eq!(with(policy).blocking().count(), 0);
        assert!(ids(&with(policy)).contains(&"text-has-nul"));
    }
    assert_eq!(sql_type(&with(FlawPolicy::Escape), "t.c"), "text");
}

#[test]
fn a_type_chosen_by_hand_wins_when_it_holds_every_value() {
    let choose = |declared: &str, values: &[&str], logical| {
        column_with(declared, values, |options| {
            options.types.push(TypeChoice { table: "T".into(), column: "C".into(), logical });
        })
    };
    assert_eq!(sql_type(&choose("TEXT", &["'{\"a\":1}'"], LogicalType::Jsonb), "t.c"), "jsonb");
    assert_eq!(sql_type(&choose("TEXT", &[UUID_A], LogicalType::Uuid), "t.c"), "uuid");
    let millis = choose("INTEGER", &["1700000000000", "1700000000001"], LogicalType::TimestampTz);
    assert_eq!(format_of(&millis), &Format::Moment { spelling: MomentSpelling::UnixMillis });
    assert_eq!(sql_type(&choose("", &["'a'", "x'31'"], LogicalType::TEXT), "t.c"), "text");
    let refused = choose("TEXT", &["'no'"], LogicalType::Jsonb);
    assert_eq!(sql_type(&refused, "t.c"), "text");
    assert_eq!(finding(&refused, "type-choice-does-not-fit").level, Level::Blocks);
}

#[test]
fn a_key_column_gets_only_a_type_that_keeps_its_values_distinct() {
    let key = |declared: &str, values: &[&str]| column(&format!("{declared} UNIQUE"), values);
    assert_eq!(sql_type(&key("UUID", &[UUID_A, UUID_B]), "t.c"), "uuid");
    let made = key("UUID", &[UUID_A, "'0F8FAD5B-D9CB-469F-A165-70867728950E'"]);
    assert_eq!(sql_type(&made, "t.c"), "text");
    assert!(finding(&made, "key-spellings-differ").message.contains("not uuid"));
    let made = key("DATETIME", &["'2024-05-01 10:00:00'", "'2024-05-01T10:00:00'"]);
    assert_eq!(sql_type(&made, "t.c"), "text");
    assert_eq!(sql_type(&key("JSON", &["'{}'"]), "t.c"), "text");
    assert_eq!(sql_type(&key("BOOLEAN", &["'t'", "0"]), "t.c"), "text");
    // Integers and texts that look like none stay apart as text.
    let made = key("", &["1", "'one'"]);
    assert!(!ids(&made).contains(&"key-not-carried"));
    // 1 and '1' would meet.
    let made = key("", &["1", "'1'", "x'31'"]);
    assert_eq!(sql_type(&made, "t.c"), "bytea");
    assert_eq!(finding(&made, "key-not-carried").level, Level::Loss);
}

#[test]
fn columns_joined_by_foreign_keys_get_one_type() {
    let made = plan(&format!(
        "CREATE TABLE p(id CHAR(36) PRIMARY KEY); CREATE TABLE c(id INTEGER PRIMARY KEY, p TEXT REFERENCES p(id),
         q CHAR(36) REFERENCES p);
         INSERT INTO p VALUES ({UUID_A}); INSERT INTO c VALUES (1, {UUID_A}, NULL);"
    ));
    assert_eq!(
        ["p.id", "c.p", "c.q"].map(|place| sql_type(&made, place)),
        ["uuid", "uuid", "uuid"],
        "all values have one spelling"
    );
    let made = plan(&format!(
        "CREATE TABLE p(id CHAR(36) PRIMARY KEY); CREATE TABLE c(p CHAR(36) REFERENCES p(id));
         INSERT INTO p VALUES ({UUID_A}); INSERT INTO c VALUES ('0F8FAD5B-D9CB-469F-A165-70867728950E');"
    ));
    assert_eq!(
        ["p.id", "c.p"].map(|place| sql_type(&made, place)),
        ["text", "text"],
        "two spellings are two keys"
    );
    let made = plan(
        "CREATE TABLE p(id INTEGER PRIMARY KEY); CREATE TABLE c(p TEXT REFERENCES p(id));
         INSERT INTO p VALUES (1); INSERT INTO c VALUES ('1');",
    );
    assert_eq!(["p.id", "c.p"].map(|place| sql_type(&made, place)), ["text", "text"]);
    assert!(ids(&made).contains(&"foreign-key-types-differ"));
    assert_eq!(made.phases.validate.len(), 1, "the server is asked whether every child has its parent");
    let made = plan(
        "CREATE TABLE p(id VARCHAR(10) PRIMARY KEY); CREATE TABLE c(p VARCHAR(20) REFERENCES p(id));
         INSERT INTO p VALUES ('a'); INSERT INTO c VALUES ('a');",
    );
    assert_eq!(["p.id", "c.p"].map(|place| sql_type(&made, place)), ["varchar(10)", "varchar(20)"]);
}

#[test]
fn every_choice_has_a_reason() {
    let made =
        plan("CREATE TABLE t(a, b INT, c BLOB, d DECIMAL(3,1)); INSERT INTO t VALUES (1, 'x', NULL, 2.55);");
    for column in &made.tables[0].columns {
        assert!(!column.reason.is_empty(), "{}", column.lite);
    }
    assert_eq!(made.tables[0].columns[1].reason, "declared INT, the one value fits text (but: 1 TEXT)");
    assert_eq!(made.tables[0].columns[2].reason, "declared BLOB, 1 NULL and nothing else: bytea");
}
