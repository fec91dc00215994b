//! Indexes in SQLite. Pure.
//!
//! A btree and a hash index over columns and expressions have a counterpart, partial and unique ones too. The others
//! search in a way that SQLite has no index for, and are findings.

use super::names::Names;
use super::table::NewTable;
use crate::catalog::schema::Index;
use crate::plan::rules::not_said_in_sqlite;
use crate::report::finding::Finding;
use crate::sqlite::emit::ident;
use crate::translate::back;

impl NewTable<'_> {
    /// The statement that makes an index.
    pub fn index(&self, index: &Index, names: &mut Names, findings: &mut Vec<Finding>) -> Option<String> {
        let unique = if index.unique { "UNIQUE " } else { "" };
        let sql = |name: &str, rest: &str| format!("CREATE {unique}INDEX {} ON {rest}", ident(name));
        let tried = self.said(index).and_then(|rest| self.takes("", &[&sql(" ", &rest)]).map(|()| rest));
        let rest = match tried {
            Ok(rest) => rest,
            Err(reason) => {
                let what = format!("index {} is not carried", index.name);
                let sql = index.sql.as_deref();
                findings.push(not_said_in_sqlite::finding(&what, &self.lite, sql, &reason));
                return None;
            }
        };
        Some(sql(&names.take("index", &self.surveyed.schema, &index.name, findings), &rest))
    }

    /// What stands behind ON.
    fn said(&self, index: &Index) -> Result<String, String> {
        let columns = self.scope();
        let method = index.method.as_deref().unwrap_or("btree");
        if !["btree", "hash"].contains(&method) {
            return Err(format!("SQLite has no index of the method {method}."));
        }
        if !index.valid {
            return Err("It is not valid in PostgreSQL.".to_owned());
        }
        let mut parts = Vec::new();
        for part in &index.parts {
            let mut text = match (part.column, &part.expression) {
                (Some(at), _) => ident(columns.get(at).ok_or("It has no such column.")?.lite),
                (None, Some(sql)) => {
                    let (text, _) = back::expression(sql, &columns).map_err(|no| no.reason)?;
                    format!("({text})")
                }
                (None, None) => return Err("Its expression could not be read.".to_owned()),
            };
            if part.descending {
                text.push_str(" DESC");
            }
            parts.push(text);
        }
        let mut rest = format!("{} ({})", ident(&self.lite), parts.join(", "));
        if let Some(predicate) = &index.predicate {
            let text = back::condition(predicate, &columns).map_err(|no| no.reason)?;
            rest.push_str(&format!(" WHERE {text}"));
        }
        Ok(rest)
    }
}
