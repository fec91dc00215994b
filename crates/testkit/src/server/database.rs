//! One test's own database, and the URLs and connections that lead to it.

use super::Address;
use postgres::{Client, Config, NoTls};
use std::fmt::Write;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};

/// A database that exists as long as this value.
#[derive(Debug)]
pub struct TestDatabase {
    address: Address,
    name: String,
    roles: Mutex<Vec<String>>,
}

impl TestDatabase {
    pub(super) fn create(address: Address, number: u32, hint: &str, options: &str) -> TestDatabase {
        let word: String =
            hint.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).take(40).collect();
        let name = format!("t{number}_{}", word.to_ascii_lowercase());
        let sql = format!("CREATE DATABASE {} {options}", quoted(&name));
        address.connect("postgres").batch_execute(&sql).unwrap_or_else(|e| panic!("{sql}: {e}"));
        TestDatabase { address, name, roles: Mutex::new(Vec::new()) }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its URL through the unix socket, as the superuser.
    pub fn url(&self) -> String {
        self.address.url("postgres", &self.name)
    }

    /// Its URL through TCP on 127.0.0.1, as the superuser.
    pub fn tcp_url(&self) -> String {
        self.address.tcp_url("postgres", &self.name)
    }

    /// A connection as the superuser, through the socket.
    pub fn connect(&self) -> Client {
        self.address.connect(&self.name)
    }

    /// Runs SQL as the superuser on a connection of its own.
    ///
    /// # Panics
    /// When the server refuses it.
    pub fn execute(&self, sql: &str) {
        self.connect().batch_execute(sql).unwrap_or_else(|e| panic!("{sql}: {e:?}"));
    }

    /// The URL (through the socket) of a new role that may log in and create nothing in this database: neither
    /// schemas nor, since PostgreSQL 15, tables in `public`. The role goes with the database.
    pub fn powerless_role_url(&self) -> String {
        let role = self.new_role();
        self.address.url(&role, &self.name)
    }

    /// The URL (through the socket) of a new role that may create tables in `public` but no schema.
    pub fn public_only_role_url(&self) -> String {
        let role = self.new_role();
        self.execute(&format!("GRANT CREATE ON SCHEMA public TO {}", quoted(&role)));
        self.address.url(&role, &self.name)
    }

    fn new_role(&self) -> String {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let role = format!("role{}_{}", NUMBER.fetch_add(1, Ordering::Relaxed), self.name);
        let mut sql = format!("CREATE ROLE {} LOGIN", quoted(&role));
        if let Some(password) = &self.address.password {
            let _ = write!(sql, " PASSWORD '{}'", password.replace('\'', "''"));
        }
        self.execute(&sql);
        self.roles.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).push(role.clone());
        role
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        // The server may be gone, or be about to go: what cannot be dropped goes with it.
        let Ok(mut client) = self.address.config("postgres", "postgres").connect(NoTls) else { return };
        let _ = client.batch_execute(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", quoted(&self.name)));
        for role in self.roles.get_mut().unwrap_or_else(|poisoned| poisoned.into_inner()) {
            let _ = client.batch_execute(&format!("DROP ROLE IF EXISTS {}", quoted(role)));
        }
    }
}

impl Address {
    pub(super) fn url(&self, user: &str, database: &str) -> String {
        let host = self.socket_dir.display();
        format!("postgresql://{}@/{}?host={host}&port={}", self.login(user), percent(database), self.port)
    }

    pub(super) fn tcp_url(&self, user: &str, database: &str) -> String {
        format!("postgresql://{}@127.0.0.1:{}/{}", self.login(user), self.port, percent(database))
    }

    fn login(&self, user: &str) -> String {
        match &self.password {
            None => percent(user),
            Some(password) => format!("{}:{}", percent(user), percent(password)),
        }
    }

    pub(super) fn config(&self, user: &str, database: &str) -> Config {
        let mut config = Config::new();
        config.user(user).dbname(database).host_path(&self.socket_dir).port(self.port);
        config.application_name("testkit");
        if let Some(password) = &self.password {
            config.password(password);
        }
        config
    }

    pub(super) fn connect(&self, database: &str) -> Client {
        self.config("postgres", database).connect(NoTls).unwrap_or_else(|e| panic!("{database}: {e:?}"))
    }
}

/// <https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS>
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// <https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS>
fn percent(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(char::from(byte)),
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}
