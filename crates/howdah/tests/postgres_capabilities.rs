//! What a target can do, asked of servers of several kinds.

use howdah::postgres::capabilities::{Flavour, check_floor, check_writable};
use howdah::postgres::{Capabilities, ConnectOptions, Dsn, Purpose, connect};
use testkit::server::{Options, Server, server};

fn ask(url: &str, schema: &str) -> Capabilities {
    let dsn = Dsn::parse_with(url, &|_| None).expect("a URL of ours");
    let mut client = connect(&dsn, &ConnectOptions::new(Purpose::Inspect)).expect("connected");
    Capabilities::ask(&mut client, &dsn, schema).expect("answered")
}

#[test]
fn a_superuser_of_an_ordinary_server_may_do_everything() {
    let database = server().database("capable");
    let can = ask(&database.url(), "public");
    check_floor(&can).expect("fit");
    check_writable(&can).expect("writable");
    assert!(
        can.version_number >= 150_000 && can.version.starts_with(&(can.version_number / 10_000).to_string())
    );
    assert_eq!((can.flavour.clone(), can.encoding.as_str()), (Flavour::PostgreSql, "UTF8"));
    assert_eq!((can.database.as_str(), can.role.as_str()), (database.name(), "postgres"));
    assert!(can.superuser && can.may_create_schema && can.may_create_temporary);
    assert!(can.schema_exists && can.may_create_in_schema);
    assert_eq!((can.connections_max, can.block_bytes), (200, 8192));
    assert!(can.connections_free > 0 && can.connections_free < 200);
    assert_eq!(can.collation, "C.UTF-8");
    assert_eq!(can.collation_provider, "c");
    assert!(can.extensions.contains(&"plpgsql".to_owned()));
    assert_eq!(can.pooler, None);
    // The kit turns fsync off, and says so; the figures go into the report.
    assert!(!can.fsync);
    let json = serde_json::to_value(&can).expect("JSON");
    assert_eq!(json["flavour"], "postgre_sql");
}

#[test]
fn a_powerless_role_is_seen_as_such() {
    let database = server().database("powerless");
    let can = ask(&database.powerless_role_url(), "public");
    assert!(!can.superuser && !can.may_create_schema && !can.may_create_in_schema && can.schema_exists);
    assert_eq!(can.disk_free_bytes, None);
    let can = ask(&database.public_only_role_url(), "public");
    assert!(!can.may_create_schema && can.may_create_in_schema);
    let can = ask(&database.url(), "no such schema");
    assert!(!can.schema_exists && !can.may_create_in_schema && can.may_create_schema);
}

#[test]
fn limits_of_role_and_database_count_as_free_connections() {
    let database = server().database("limits");
    database.execute(&format!("ALTER DATABASE {} CONNECTION LIMIT 5", database.name()));
    let can = ask(&database.url(), "public");
    assert!(can.connections_free <= 4, "{}", can.connections_free);
}

#[test]
fn a_database_in_sql_ascii_is_below_the_floor() {
    let database = server().sql_ascii_database("ascii");
    let can = ask(&database.url(), "public");
    let error = check_floor(&can).expect_err("not UTF8");
    assert!(error.message.contains("SQL_ASCII") && error.message.contains(database.name()));
    assert!(error.hint.is_some_and(|hint| hint.contains("ENCODING 'UTF8'")));
}

#[test]
fn a_standby_may_be_read_but_not_written() {
    let standby = Server::start_standby(Options::default(), |_| {});
    let can = ask(&standby.url("postgres"), "public");
    check_floor(&can).expect("it can be read");
    assert!(can.in_recovery && can.read_only);
    assert_eq!(check_writable(&can).expect_err("no writes").message, "the server accepts no writes");
}

#[test]
fn a_database_set_read_only_is_refused_for_writing() {
    let database = server().database("readonly");
    database.execute(&format!("ALTER DATABASE {} SET default_transaction_read_only = on", database.name()));
    let can = ask(&database.url(), "public");
    assert!(!can.in_recovery && can.read_only && !can.accepts_writes());
}
