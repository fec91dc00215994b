//! Names in a SQLite file: tables, views and indexes share one space of them, in which ASCII case tells nothing apart
//! (<https://sqlite.org/lang_naming.html>). Pure.

use crate::plan::rules::name_collision;
use crate::report::finding::Finding;
use std::collections::BTreeMap;

/// Names that are taken, folded, with the schema that has them.
#[derive(Debug, Default)]
pub(super) struct Names(BTreeMap<String, String>);

impl Names {
    /// Takes a name as it is for a schema, without a question.
    pub fn reserve(&mut self, schema: &str, name: &str) {
        self.0.insert(name.to_ascii_lowercase(), schema.to_owned());
    }

    /// Takes a name for an object of a schema, or one like it; a finding when it is another one.
    pub fn take(&mut self, what: &str, schema: &str, name: &str, findings: &mut Vec<Finding>) -> String {
        // SQLite keeps this beginning for itself (https://sqlite.org/lang_createtable.html).
        let allowed = |name: String| match name.to_ascii_lowercase().starts_with("sqlite_") {
            true => format!("_{name}"),
            false => name,
        };
        let wanted = allowed(name.to_owned());
        let of_another_schema = self.0.get(&wanted.to_ascii_lowercase()).is_some_and(|owner| owner != schema);
        let base = if of_another_schema { allowed(format!("{schema}_{name}")) } else { wanted };
        let taken = free(&base, |name| self.0.contains_key(&name.to_ascii_lowercase()));
        self.0.insert(taken.to_ascii_lowercase(), schema.to_owned());
        if taken != name {
            findings.push(name_collision::in_sqlite(what, &format!("{schema}.{name}"), &taken));
        }
        taken
    }
}

impl Names {
    /// Whether nobody has a name.
    pub fn is_free(&self, name: &str) -> bool {
        !self.0.contains_key(&name.to_ascii_lowercase())
    }
}

/// The name, or one like it that is free.
pub(super) fn free(name: &str, taken: impl Fn(&str) -> bool) -> String {
    let numbered = (2..).map(|number| format!("{name}_{number}"));
    std::iter::once(name.to_owned()).chain(numbered).find(|name| !taken(name)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_a_name_keeps_it() {
        let mut names = Names::default();
        let mut findings = Vec::new();
        let mut take = |schema: &str, name: &str| names.take("table", schema, name, &mut findings);
        assert_eq!(take("public", "orders"), "orders");
        assert_eq!(take("public", "Orders"), "Orders_2");
        assert_eq!(take("sales", "orders"), "sales_orders");
        assert_eq!(take("sales", "ORDERS"), "sales_ORDERS_2");
        assert_eq!(take("public", "sqlite_x"), "_sqlite_x");
        assert_eq!(take("sales", "sqlite_x"), "sales_sqlite_x");
        assert_eq!(take("sales", "items"), "items");
        assert_eq!(take("sqlite", "orders"), "_sqlite_orders");
        assert_eq!(findings.len(), 6);
    }
}
