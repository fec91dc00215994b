//! What a target can do: asked once at connect, then data.
//!
//! Reads the catalogue of the server behind one connection; judges only the floor below which nothing works
//! ([`check_floor`], [`check_writable`]). Whether there is room enough or rights enough for one migration is for `run` to say.

use super::dsn::{Dsn, Host};
use crate::error::{Error, Kind, Result};
use postgres::Client;
use serde::Serialize;

/// The oldest version that is supported: 15.
pub const VERSION_NUMBER_MIN: i32 = 150_000;

/// What speaks PostgreSQL's protocol.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Flavour {
    /// PostgreSQL itself.
    PostgreSql,
    /// PostgreSQL with the extension Citus, of this version.
    Citus(String),
    /// Another engine, by the name in its `version()`.
    Other(String),
}

/// What the target can do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Capabilities {
    /// `server_version_num`: 150018 is 15.18.
    pub version_number: i32,
    /// The version in words: `15.18`.
    pub version: String,
    /// Which engine it is.
    pub flavour: Flavour,
    /// The database's encoding: `UTF8`.
    pub encoding: String,
    /// The database's collation, and its provider's letter (`c` libc, `i` ICU, `b` builtin).
    pub collation: String,
    /// See [`Capabilities::collation`].
    pub collation_provider: String,
    /// The database's name.
    pub database: String,
    /// The role that is connected.
    pub role: String,
    /// The server is a standby.
    pub in_recovery: bool,
    /// New transactions are read-only.
    pub read_only: bool,
    /// The role is a superuser.
    pub superuser: bool,
    /// The role may create schemas in the database.
    pub may_create_schema: bool,
    /// The role may create temporary tables.
    pub may_create_temporary: bool,
    /// The schema that was asked about.
    pub schema: String,
    /// The schema is there.
    pub schema_exists: bool,
    /// The role may create tables in it.
    pub may_create_in_schema: bool,
    /// `max_connections`.
    pub connections_max: i32,
    /// Connections that this role may still open, as far as it can be known: the least of what the server, the
    /// database and the role leave.
    pub connections_free: i32,
    /// Bytes of a page; a row's fixed part must fit one.
    pub block_bytes: i32,
    /// Processes that may build one index.
    pub parallel_maintenance_workers: i32,
    /// `wal_level`.
    pub wal_level: String,
    /// Rows are fsynced.
    pub fsync: bool,
    /// Libraries that every session of the server loads.
    pub preload_libraries: Vec<String>,
    /// Extensions that are installed in the database.
    pub extensions: Vec<String>,
    /// A pooler stands in between, by its name, as far as URL and port tell.
    pub pooler: Option<String>,
    /// Free bytes on the disk of the data directory; known only for a server behind a local socket whose directory
    /// this process can see.
    pub disk_free_bytes: Option<u64>,
}

const QUESTIONS: &str = "
SELECT current_setting('server_version_num')::int4,
       current_setting('server_version'),
       version(),
       pg_encoding_to_char(d.encoding)::text,
       coalesce(to_jsonb(d)->>'datlocale', to_jsonb(d)->>'daticulocale', d.datcollate::text),
       d.datlocprovider::text,
       d.datname::text,
       current_user::text,
       pg_is_in_recovery(),
       current_setting('transaction_read_only')::bool,
       r.rolsuper,
       has_database_privilege(d.oid, 'CREATE'),
       has_database_privilege(d.oid, 'TEMPORARY'),
       n.oid IS NOT NULL,
       coalesce(has_schema_privilege(n.oid, 'CREATE'), false),
       current_setting('max_connections')::int4,
       least(current_setting('max_connections')::int4
               - CASE WHEN r.rolsuper THEN 0
                      ELSE current_setting('superuser_reserved_connections')::int4
                           + coalesce(current_setting('reserved_connections', true), '0')::int4 END
               - (SELECT count(*)::int4 FROM pg_stat_activity WHERE backend_type = 'client backend'),
             CASE WHEN d.datconnlimit < 0 THEN 2147483647 ELSE d.datconnlimit
               - (SELECT count(*)::int4 FROM pg_stat_activity a WHERE a.datid = d.oid
                     AND a.backend_type = 'client backend') END,
             CASE WHEN r.rolconnlimit < 0 THEN 2147483647 ELSE r.rolconnlimit
               - (SELECT count(*)::int4 FROM pg_stat_activity a WHERE a.usesysid = r.oid
                     AND a.backend_type = 'client backend') END),
       current_setting('block_size')::int4,
       current_setting('max_parallel_maintenance_workers')::int4,
       current_setting('wal_level'),
       current_setting('fsync')::bool,
       -- Superusers and their like see these two; for others they are not there.
       (SELECT setting FROM pg_settings WHERE name = 'shared_preload_libraries'),
       (SELECT setting FROM pg_settings WHERE name = 'data_directory'),
       ARRAY(SELECT extname::text FROM pg_extension ORDER BY 1),
       (SELECT extversion FROM pg_extension WHERE extname = 'citus')
  FROM pg_database d
  JOIN pg_roles r ON r.rolname = current_user
  LEFT JOIN pg_namespace n ON n.nspname = $1
 WHERE d.datname = current_database()";

/// The floor is asked for alone first: an older server lacks columns that the questions name.
const FLOOR_QUESTION: &str =
    "SELECT current_setting('server_version_num')::int4, current_setting('server_version')";

impl Capabilities {
    /// Asks the server behind `client`; `schema` is where tables are going to be.
    ///
    /// A server below the floor is an error already here, since it could not answer.
    pub fn ask(client: &mut Client, dsn: &Dsn, schema: &str) -> Result<Capabilities> {
        let row = client.query_one(FLOOR_QUESTION, &[])?;
        check_version(row.try_get(0)?, row.try_get(1)?)?;
        let row = client.query_one(QUESTIONS, &[&schema])?;
        let text: String = row.try_get(2)?;
        let data_directory: Option<String> = row.try_get(22)?;
        let preload: Option<String> = row.try_get(21)?;
        Ok(Capabilities {
            version_number: row.try_get(0)?,
            version: short_version(row.try_get(1)?),
            flavour: flavour(&text, row.try_get(24)?),
            encoding: row.try_get(3)?,
            collation: row.try_get(4)?,
            collation_provider: row.try_get(5)?,
            database: row.try_get(6)?,
            role: row.try_get(7)?,
            in_recovery: row.try_get(8)?,
            read_only: row.try_get(9)?,
            superuser: row.try_get(10)?,
            may_create_schema: row.try_get(11)?,
            may_create_temporary: row.try_get(12)?,
            schema: schema.to_owned(),
            schema_exists: row.try_get(13)?,
            may_create_in_schema: row.try_get(14)?,
            connections_max: row.try_get(15)?,
            connections_free: row.try_get::<_, i32>(16)?.max(0),
            block_bytes: row.try_get(17)?,
            parallel_maintenance_workers: row.try_get(18)?,
            wal_level: row.try_get(19)?,
            fsync: row.try_get(20)?,
            preload_libraries: preload
                .iter()
                .flat_map(|list| list.split(','))
                .map(|library| library.trim().to_owned())
                .filter(|library| !library.is_empty())
                .collect(),
            extensions: row.try_get(23)?,
            pooler: pooler(dsn),
            disk_free_bytes: data_directory.filter(|_| matches!(dsn.host(), Host::Socket(_))).and_then(
                |path| {
                    let space = rustix::fs::statvfs(path.as_str()).ok()?;
                    Some(space.f_bavail.saturating_mul(space.f_frsize))
                },
            ),
        })
    }

    /// Whether tables can be written at all: no standby, no read-only transactions.
    pub fn accepts_writes(&self) -> bool {
        !self.in_recovery && !self.read_only
    }
}

/// Refuses what cannot even be read: a version before 15, another engine than PostgreSQL, text of which nobody knows the
/// encoding. Any other encoding is converted by the server, whose sessions speak UTF8
/// (<https://www.postgresql.org/docs/current/multibyte.html>).
pub fn check_floor(capabilities: &Capabilities) -> Result<()> {
    check_version(capabilities.version_number, &capabilities.version)?;
    if let Flavour::Other(engine) = &capabilities.flavour {
        return Err(target(format!("the server is {engine}, not PostgreSQL"))
            .detail("It speaks PostgreSQL's protocol, but rows in binary and the catalogue differ.")
            .hint("Name a PostgreSQL server in the URL."));
    }
    if capabilities.encoding == "SQL_ASCII" {
        let database = &capabilities.database;
        return Err(target(format!("the encoding of database \"{database}\" is SQL_ASCII"))
            .detail("It stores bytes of any encoding and names none, so that nobody can say which text they are.")
            .hint(
                "Dump it, and load the dump into a database in UTF8: CREATE DATABASE … ENCODING 'UTF8' TEMPLATE \
                 template0; SET client_encoding, at the top of the dump, to the encoding in which the text was written.",
            ));
    }
    Ok(())
}

/// Refuses a server that takes no writes: a standby, or one whose transactions are read-only. Also a database that cannot
/// hold all text.
pub fn check_writable(capabilities: &Capabilities) -> Result<()> {
    if capabilities.encoding != "UTF8" {
        let database = &capabilities.database;
        return Err(target(format!("the encoding of database \"{database}\" is {}", capabilities.encoding))
            .detail("Text is carried as UTF-8, and only a database in UTF8 holds all of it.")
            .hint("Create the database anew: CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0."));
    }
    if capabilities.accepts_writes() {
        return Ok(());
    }
    let why = if capabilities.in_recovery { "It is a standby." } else { "New transactions are read-only." };
    Err(target("the server accepts no writes")
        .detail(why)
        .hint("Name the primary server in the URL, or ask for default_transaction_read_only to be off."))
}

fn check_version(number: i32, version: &str) -> Result<()> {
    if number >= VERSION_NUMBER_MIN {
        return Ok(());
    }
    Err(target(format!("PostgreSQL {} is too old", short_version(version)))
        .detail("Versions 15 and newer are supported.")
        .hint("Upgrade the server, name another one, or leave the target out to use a private PostgreSQL."))
}

/// `15.18 (Debian 15.18-0+deb12u1)` is 15.18.
fn short_version(version: &str) -> String {
    version.split_whitespace().next().unwrap_or_default().to_owned()
}

fn flavour(version_text: &str, citus: Option<String>) -> Flavour {
    // These answer `version()` with a name of their own, some of them behind "PostgreSQL 15.2-".
    let others =
        ["CockroachDB", "YugabyteDB", "YB-", "Redshift", "Greenplum", "Materialize", "CrateDB", "QuestDB"];
    match others.iter().find(|name| version_text.contains(*name)) {
        Some(&"YB-") => Flavour::Other("YugabyteDB".to_owned()),
        Some(name) => Flavour::Other((*name).to_owned()),
        None => citus.map_or(Flavour::PostgreSql, Flavour::Citus),
    }
}

/// PgBouncer's usual port is 6432, Supabase's pooler in transaction mode listens on 6543, Neon's has `-pooler` in its
/// name; Prisma's URLs say it.
fn pooler(dsn: &Dsn) -> Option<String> {
    let host = match dsn.host() {
        Host::Tcp(host) => host.as_str(),
        Host::Socket(_) => "",
    };
    if dsn.is_pooled() || dsn.port() == 6432 {
        Some("pgbouncer".to_owned())
    } else if dsn.port() == 6543 && host.contains("supabase") {
        Some("supavisor".to_owned())
    } else if host.contains("-pooler.") {
        Some("pgbouncer".to_owned())
    } else {
        None
    }
}

fn target(message: impl Into<String>) -> Error {
    Error::new(Kind::Target, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn engines_that_only_speak_the_protocol_are_told_apart() {
        let postgres = "PostgreSQL 15.18 (Debian 15.18-0+deb12u1) on x86_64-pc-linux-gnu, compiled by gcc";
        assert_eq!(flavour(postgres, None), Flavour::PostgreSql);
        assert_eq!(flavour(postgres, Some("12.1".into())), Flavour::Citus("12.1".into()));
        assert_eq!(flavour("CockroachDB CCL v23.1.0", None), Flavour::Other("CockroachDB".into()));
        assert_eq!(
            flavour("PostgreSQL 15.2-YB-2.25.0.0-b0 on x86_64", None),
            Flavour::Other("YugabyteDB".into())
        );
    }

    #[test]
    fn an_old_version_is_named_in_the_refusal() {
        let error = check_version(140_009, "14.9 (Debian)").expect_err("14 is refused");
        assert_eq!(error.message, "PostgreSQL 14.9 is too old");
        assert_eq!(error.kind, Kind::Target);
        assert!(check_version(150_000, "15.0").is_ok());
    }
}
