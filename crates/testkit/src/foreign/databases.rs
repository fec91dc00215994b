//! Databases written by hand, as scripts of SQL: what applications have, and every extreme.

use crate::server::TestDatabase;
use postgres::Client;

/// A database that `load` can make.
#[derive(Debug, Clone, Copy)]
pub struct Database {
    /// The name of its script.
    pub name: &'static str,
    /// What it shows.
    pub about: &'static str,
    /// Extensions that it needs.
    pub needs: &'static [&'static str],
    /// The script.
    pub sql: &'static str,
}

const ALL: &[Database] = &[
    Database {
        name: "rental",
        about: "a shop that rents films: enums, domains, text search, partitioned payments, views, functions, triggers",
        needs: &["citext"],
        sql: include_str!("databases/rental.sql"),
    },
    Database {
        name: "music",
        about: "a shop for music: quoted names in capitals, identity columns, foreign keys",
        needs: &[],
        sql: include_str!("databases/music.sql"),
    },
    Database {
        name: "types",
        about: "every type, with ordinary values, NULLs and every extreme",
        needs: &["citext", "hstore", "uuid-ossp"],
        sql: include_str!("databases/types.sql"),
    },
    Database {
        name: "arrays",
        about: "arrays whose JSON PostgreSQL does not read back as the same array",
        needs: &["hstore"],
        sql: include_str!("databases/arrays.sql"),
    },
    Database {
        name: "nan",
        about: "NaN among floats, which no REAL holds",
        needs: &[],
        sql: include_str!("databases/nan.sql"),
    },
    Database {
        name: "shapes",
        about: "names, schemas, keys, partitions, inheritance, sequences, indexes, comments of every shape",
        needs: &["citext"],
        sql: include_str!("databases/shapes.sql"),
    },
];

/// All of them.
pub fn databases() -> &'static [Database] {
    ALL
}

/// Runs the script of a database in an empty one.
///
/// # Panics
/// When there is none of that name, the server lacks an extension (the message names the package), or a statement fails.
pub fn load(name: &str, into: &TestDatabase) {
    let database = ALL.iter().find(|database| database.name == name);
    let database = database.unwrap_or_else(|| panic!("there is no database {name:?}"));
    let mut client = into.connect();
    extend(&mut client, name, database.needs);
    if let Err(error) = client.batch_execute(database.sql) {
        let Some(said) = error.as_db_error() else { panic!("{name}.sql: {error}") };
        let place = match said.position() {
            Some(postgres::error::ErrorPosition::Original(at)) => {
                let before: String = database.sql.chars().take(*at as usize).collect();
                format!(" at line {}", before.lines().count())
            }
            _ => String::new(),
        };
        panic!("{name}.sql{place}: {}: {:?} {:?}", said.message(), said.detail(), said.where_());
    }
}

/// Creates extensions.
///
/// # Panics
/// When the server lacks one.
pub(super) fn extend(client: &mut Client, database: &str, extensions: &[&str]) {
    for extension in extensions {
        let sql = "SELECT EXISTS (SELECT FROM pg_available_extensions WHERE name = $1)";
        let there: bool = client.query_one(sql, &[extension]).expect("the catalogue can be read").get(0);
        assert!(
            there,
            "the database {database:?} needs the extension {extension:?}, which this server does not have: \
             install PostgreSQL's contrib modules (Debian: they are in postgresql-15; elsewhere: postgresql-contrib)"
        );
        let sql = format!("CREATE EXTENSION IF NOT EXISTS \"{extension}\"");
        client.batch_execute(&sql).unwrap_or_else(|e| panic!("{sql}: {e:?}"));
    }
}
