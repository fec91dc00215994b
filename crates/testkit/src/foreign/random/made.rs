//! The database while it is made: what PostgreSQL took, what it refused, and what was reached.

use super::types::Type;
use crate::foreign::catalog::quoted;
use crate::random::dice::Dice;
use postgres::Client;
use std::collections::BTreeMap;

pub(super) struct Maker {
    pub(super) client: Client,
    /// For what is asked for while something else holds the dice.
    pub(super) dice: Dice,
    pub(super) log: Vec<String>,
    pub(super) refused: Vec<String>,
    pub(super) features: BTreeMap<String, u32>,
}

impl Maker {
    pub(super) fn has(&mut self, feature: &str) {
        *self.features.entry(feature.to_owned()).or_default() += 1;
    }

    pub(super) fn has_type(&mut self, kind: &Type) {
        let name = match kind {
            Type::Plain(name) => format!("type {name}"),
            Type::Numeric(None) => "type numeric".to_owned(),
            Type::Numeric(Some(_)) => "type numeric(p,s)".to_owned(),
            Type::Varchar(_) => "type varchar(n)".to_owned(),
            Type::Char(_) => "type char(n)".to_owned(),
            Type::Bit(_) => "type bit(n)".to_owned(),
            Type::Enum(_) => "enum".to_owned(),
            Type::Domain(_) => "domain".to_owned(),
            Type::Composite(_) => "composite".to_owned(),
            Type::Array(_) => "array".to_owned(),
        };
        self.has(&name);
    }

    pub(super) fn turn(&mut self, end: usize) -> usize {
        self.dice.below(end)
    }

    /// # Panics
    /// When PostgreSQL refuses it.
    pub(super) fn run(&mut self, sql: &str) {
        if !self.try_run(sql) {
            panic!("{}", self.refused.last().expect("it was refused"));
        }
    }

    /// Whether PostgreSQL took it.
    pub(super) fn try_run(&mut self, sql: &str) -> bool {
        match self.client.batch_execute(sql) {
            Ok(()) => self.log.push(sql.to_owned()),
            Err(error) => {
                let said = match error.as_db_error() {
                    Some(said) => format!("{} {:?}", said.message(), said.detail()),
                    None => error.to_string(),
                };
                self.refused.push(format!("{sql}: {said}"));
                return false;
            }
        }
        true
    }

    /// The keys that a table has, as text, in their order.
    pub(super) fn key_rows(&mut self, table: &str, key: &[String]) -> Vec<Vec<String>> {
        let texts: Vec<String> = key.iter().map(|name| format!("format('%s', {})", quoted(name))).collect();
        let order: Vec<String> = (1..=key.len()).map(|at| format!("{at}")).collect();
        let sql = format!("SELECT {} FROM {table} ORDER BY {}", texts.join(", "), order.join(", "));
        let rows = self.client.query(&sql, &[]).unwrap_or_else(|e| panic!("{sql}: {e:?}"));
        rows.iter().map(|row| (0..key.len()).map(|at| row.get(at)).collect()).collect()
    }
}
