//! The names that tables and columns have in the file, where SQLite folds the letters A to Z.

use super::catalog::Table;
use std::collections::BTreeMap;

/// Gives names to tables, which stand in the order in which they choose, and to their columns.
pub(super) fn give(tables: &mut [Table]) {
    // The folded name, and the schema that has it.
    let mut taken: BTreeMap<String, String> = BTreeMap::new();
    for table in tables {
        let wanted = permitted(&table.original);
        let name = match taken.get(&wanted.to_ascii_lowercase()) {
            None => wanted,
            Some(schema) if *schema == table.schema => numbered(&wanted, |name| taken.contains_key(name)),
            Some(_) => {
                let longer = permitted(&format!("{}_{}", table.schema, table.original));
                match taken.contains_key(&longer.to_ascii_lowercase()) {
                    true => numbered(&longer, |name| taken.contains_key(name)),
                    false => longer,
                }
            }
        };
        taken.insert(name.to_ascii_lowercase(), table.schema.clone());
        table.name = name;
        let mut columns: Vec<String> = Vec::new();
        for column in &mut table.columns {
            let is_taken = |name: &str| columns.iter().any(|other| other == name);
            column.name = match is_taken(&column.original.to_ascii_lowercase()) {
                true => numbered(&column.original, is_taken),
                false => column.original.clone(),
            };
            columns.push(column.name.to_ascii_lowercase());
        }
    }
}

/// SQLite keeps names that begin so for itself.
fn permitted(name: &str) -> String {
    match name.get(..7) {
        Some(start) if start.eq_ignore_ascii_case("sqlite_") => format!("_{name}"),
        _ => name.to_owned(),
    }
}

/// `name_2`, `name_3`, …: the first that is free.
fn numbered(name: &str, is_taken: impl Fn(&str) -> bool) -> String {
    (2..)
        .map(|number| format!("{name}_{number}"))
        .find(|name| !is_taken(&name.to_ascii_lowercase()))
        .expect("numbers do not end")
}
