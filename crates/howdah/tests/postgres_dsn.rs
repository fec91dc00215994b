//! Connection URLs: every form that people paste, and no way for a password out of them.

use howdah::Kind;
use howdah::postgres::dsn::{Dsn, Host, SslMode};
use std::collections::HashMap;
use std::path::PathBuf;

fn parse_in(text: &str, environment: &[(&str, &str)]) -> howdah::Result<Dsn> {
    let variables: HashMap<&str, &str> = environment.iter().copied().collect();
    Dsn::parse_with(text, &|name| variables.get(name).map(|value| (*value).to_owned()))
}

fn parse(text: &str) -> Dsn {
    parse_in(text, &[]).unwrap_or_else(|error| panic!("{text}: {error:?}"))
}

fn refused(text: &str) -> howdah::Error {
    match parse_in(text, &[]) {
        Ok(dsn) => panic!("{text} was understood as {dsn}"),
        Err(error) => error,
    }
}

/// Everything that an error can show.
fn shown(error: &howdah::Error) -> String {
    format!("{error} {error:?} {:?} {:?}", error.detail, error.hint)
}

#[test]
fn all_common_schemes_are_understood() {
    for scheme in [
        "postgresql",
        "postgres",
        "POSTGRESQL",
        "postgresql+psycopg2",
        "postgresql+psycopg",
        "postgresql+asyncpg",
        "postgresql+pg8000",
        "postgres+asyncpg",
    ] {
        let text = format!("{scheme}://me:pw@db.example:5433/app");
        assert!(Dsn::looks_like(&text), "{text}");
        let dsn = parse(&text);
        assert_eq!(dsn.host(), &Host::Tcp("db.example".into()));
        assert_eq!((dsn.port(), dsn.user(), dsn.database()), (5433, "me", "app"));
    }
    for text in
        ["app.db", "sqlite:///app.db", "mysql://x/y", "postgresql:app", "./postgresql", "postgresqlx://h/d"]
    {
        assert!(!Dsn::looks_like(text), "{text}");
    }
    assert_eq!(refused("postgresql+mystery://h/d").kind, Kind::Usage);
}

#[test]
fn parts_are_percent_decoded() {
    let dsn = parse("postgresql://m%40e:p%2Fw@h/my%20db");
    assert_eq!((dsn.user(), dsn.database()), ("m@e", "my db"));
    assert!(refused("postgresql://me@h/%zz").message.contains("percent sign"));
    assert!(refused("postgresql://me@h/%ff").message.contains("UTF-8"));
    assert!(refused("postgresql://me@h/a%00b").message.contains("NUL"));
}

#[test]
fn sockets_and_addresses_are_hosts_too() {
    assert_eq!(parse("postgresql://me@/app?host=/run/pg").host(), &Host::Socket(PathBuf::from("/run/pg")));
    assert_eq!(parse("postgresql://me@%2Frun%2Fpg/app").host(), &Host::Socket(PathBuf::from("/run/pg")));
    let v6 = parse("postgresql://me@[2001:db8::1]:6000/app");
    assert_eq!((v6.host(), v6.port()), (&Host::Tcp("2001:db8::1".into()), 6000));
    assert_eq!(v6.to_string(), "postgresql://me@[2001:db8::1]:6000/app");
    assert!(refused("postgresql://me@a,b/app").message.contains("several hosts"));
    assert!(refused("postgresql://me@/app?host=a,b").message.contains("several hosts"));
}

#[test]
fn options_win_over_parts_and_parts_over_the_environment() {
    let environment = [("PGUSER", "env"), ("PGDATABASE", "env"), ("PGPORT", "1"), ("PGSSLMODE", "require")];
    let dsn = parse_in("postgresql://part@h/part?user=option&port=7", &environment).expect("understood");
    assert_eq!((dsn.user(), dsn.database(), dsn.port()), ("option", "part", 7));
    let dsn = parse_in("postgresql://h", &environment).expect("understood");
    assert_eq!((dsn.user(), dsn.database(), dsn.port()), ("env", "env", 1));
    assert!(dsn.to_string().contains("sslmode=require"));
    assert_eq!(
        parse_in("postgresql:///x", &[("PGHOST", "/s")]).expect("understood").host(),
        &Host::Socket("/s".into())
    );
    assert_eq!(parse_in("postgresql://h", &[("PGUSER", "u")]).expect("understood").database(), "u");
}

#[test]
fn without_a_user_the_operating_systems_user_logs_in() {
    let own = howdah::postgres::account::current().name;
    assert_eq!(parse("postgresql://h/d").user(), own);
}

#[test]
fn what_orms_write_into_urls_is_understood() {
    let prisma = parse("postgresql://me@h/d?schema=shop&connection_limit=5&pgbouncer=true");
    assert_eq!(prisma.schema(), Some("shop"));
    assert!(prisma.is_pooled());
    assert!(prisma.notes().iter().any(|note| note.contains("connection_limit")));
    let ssl = |text: &str| parse(text).to_string();
    assert!(ssl("postgresql+asyncpg://me@h/d?ssl=require").contains("sslmode=require"));
    assert!(ssl("postgresql://me@h/d?ssl=true").contains("sslmode=require"));
    assert_eq!(SslMode::VerifyFull.word(), "verify-full");
}

#[test]
fn an_unknown_option_is_named_and_so_are_those_understood() {
    let error = refused("postgresql://me@h/d?sslmood=require");
    assert_eq!(error.kind, Kind::Usage);
    assert!(error.message.contains("\"sslmood\""));
    assert!(
        error.detail.as_deref().is_some_and(|detail| detail.contains("sslmode") && detail.contains("schema"))
    );
    let error = refused("postgresql://me@h/d?sslmode=maybe");
    assert!(
        error.message.contains("sslmode")
            && error.detail.is_some_and(|detail| detail.contains("verify-full"))
    );
    assert!(
        refused("postgresql://me@h/d?sslrootcert=system&sslmode=require").message.contains("verify-full")
    );
    assert!(refused("postgresql://me@h/d?port=0").message.contains("port"));
    assert!(refused("postgresql://me@h/d?connect_timeout=soon").message.contains("connect_timeout"));
}

#[test]
fn no_path_prints_a_password() {
    const SECRET: &str = "hunter2";
    for text in [
        "postgresql://me:hunter2@h/d",
        "postgresql://me:hunter2@h:6000/d?sslmode=verify-full&sslrootcert=/ca.crt",
        "postgresql://me@h/d?password=hunter2",
        "postgresql://me@/d?host=/tmp&password=hunter2",
        "postgresql://me:hunter2@/d?host=/tmp&port=6",
        "postgresql://me@h/d?options=-c%20app.key%3Dhunter2",
    ] {
        let dsn = parse(text);
        for rendered in [
            dsn.to_string(),
            format!("{dsn:?}"),
            format!("{dsn:#?}"),
            dsn.place(),
            format!("{:?}", dsn.notes()),
        ] {
            assert!(!rendered.contains(SECRET), "{rendered}");
        }
    }
    assert_eq!(parse("postgresql://me:hunter2@h/d").to_string(), "postgresql://me:***@h/d");
    assert_eq!(parse("postgresql://me@h/d?password=hunter2").to_string(), "postgresql://me:***@h/d");
    let from_environment = parse_in("postgresql://me@h/d", &[("PGPASSWORD", SECRET)]).expect("understood");
    assert!(!format!("{from_environment:?} {from_environment}").contains(SECRET));
}

#[test]
fn a_password_that_was_not_encoded_is_never_quoted_in_the_refusal() {
    // Special characters in the middle: the pieces "hunter" and "22" must not appear.
    for text in [
        "postgresql://me:hunter/22@h/d",
        "postgresql://me:hunter?22@h/d",
        "postgresql://me:hunter?22=x@h/d",
        "postgresql://me:1/hunter22@h/d",
        "postgresql://me:1/x?hunter22=y@h/d",
        "postgresql://me:1/x?y&hunter22@h/d",
        "postgresql://me:hunter%22@h/d?%zz=hunter",
        "postgresql://me:hunter[22@h/d:x/y",
        "postgresql://me:hunter%zz22@h/d",
        "postgresql://me:hunter22@h:port/d",
        "postgresql+hunter22://me@h/d",
    ] {
        let error = refused(text);
        assert_eq!(error.kind, Kind::Usage, "{text}");
        let shown = shown(&error);
        assert!(!shown.contains("hunter") && !shown.contains("22"), "{text} gave {shown}");
    }
    // An @ in the password is unambiguous: the last one ends it.
    let dsn = parse("postgresql://me:hun@ter22@h/d");
    assert_eq!(dsn.host(), &Host::Tcp("h".into()));
    assert_eq!(dsn.to_string(), "postgresql://me:***@h/d");
}

#[test]
fn what_is_shown_reads_back_as_the_same_place() {
    for text in [
        "postgresql://me@h/d",
        "postgresql://m%40e@h:6000/a%2Fb%20c?sslmode=verify-ca&sslrootcert=/a%20b/ca.crt",
        "postgresql://me@/d?host=/tmp/x%20y&port=7000",
        "postgresql://me@h/d?schema=shop",
    ] {
        let dsn = parse(text);
        assert_eq!(dsn.to_string(), text);
        assert_eq!(parse(&dsn.to_string()), dsn);
    }
}

#[test]
fn another_database_of_the_same_server_keeps_the_login() {
    let dsn = parse("postgresql://me:pw@h:6000/d");
    let other = dsn.with_database("postgres");
    assert_eq!(other.database(), "postgres");
    assert_eq!(other.with_database("d"), dsn);
    let socket = Dsn::socket(&PathBuf::from("/tmp/x"), 5432, "postgres", "app");
    assert_eq!(socket.to_string(), "postgresql://postgres@/app?host=/tmp/x");
}
