//! Indexes in SQLite. Pure.
//!
//! A btree and a hash index over columns and expressions have a counterpart, partial and unique ones too. The others
//! search in a way that SQLite has no index for, and are findings.

use super::names::Names;
use crate::catalog::schema::Index;
use crate::plan::rules::not_said_in_sqlite;
use crate::report::finding::Finding;
use crate::sqlite::emit::ident;
use crate::translate::back;

/// A table whose indexes are made.
pub(super) struct Indexed<'a> {
    /// Its schema in PostgreSQL.
    pub schema: &'a str,
    /// Its name in SQLite.
    pub lite: &'a str,
    /// Its columns, in the order of the catalogue's.
    pub columns: &'a [back::Column<'a>],
}

impl Indexed<'_> {
    /// The statement that makes an index.
    pub fn statement(&self, index: &Index, names: &mut Names, findings: &mut Vec<Finding>) -> Option<String> {
        let (parts, predicate) = match self.said(index) {
            Ok(said) => said,
            Err(reason) => {
                let what = format!("index {} is not carried", index.name);
                let sql = index.sql.as_deref();
                findings.push(not_said_in_sqlite::finding(&what, self.lite, sql, &reason));
                return None;
            }
        };
        let unique = if index.unique { "UNIQUE " } else { "" };
        let name = names.take("index", self.schema, &index.name, findings);
        let mut sql =
            format!("CREATE {unique}INDEX {} ON {} ({})", ident(&name), ident(self.lite), parts.join(", "));
        if let Some(predicate) = predicate {
            sql.push_str(&format!(" WHERE {predicate}"));
        }
        Some(sql)
    }

    fn said(&self, index: &Index) -> Result<(Vec<String>, Option<String>), String> {
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
                (Some(at), _) => ident(self.columns.get(at).ok_or("It has no such column.")?.lite),
                (None, Some(sql)) => {
                    let (text, _) = back::expression(sql, self.columns).map_err(|no| no.reason)?;
                    format!("({text})")
                }
                (None, None) => return Err("Its expression could not be read.".to_owned()),
            };
            if part.descending {
                text.push_str(" DESC");
            }
            parts.push(text);
        }
        let predicate = index.predicate.as_deref().map(|sql| back::condition(sql, self.columns));
        Ok((parts, predicate.transpose().map_err(|no| no.reason)?))
    }
}
