//! Names of tables and columns: plain words, and those that need quotes or differ by case only.

use crate::random::dice::Dice;

const WORDS: &[&str] = &[
    "account", "item", "user", "order", "line", "price", "note", "tag", "event", "owner", "parent", "state",
    "kind", "value", "code", "title", "amount", "created", "updated", "body", "rank", "size", "region",
    "team", "key",
];

const ODD: &[&str] = &[
    "Item",
    "ITEM",
    "with space",
    "quote\"d",
    "dot.ted",
    "größe",
    "🎺",
    "select",
    "table",
    "group",
    "rowid",
    "oid",
    "_rowid_",
    "it's",
    "--",
    "/*",
    "sqlite_thing",
    "1st",
    " ",
    "a%b",
    "new\nline",
    "column",
    "index",
    "abort",
    "Größe",
    "a23456789012345678901234567890123456789012345678901234567890123",
];

/// Names that are taken in one place.
#[derive(Debug, Default)]
pub(super) struct Names(Vec<String>);

impl Names {
    /// One that PostgreSQL does not have there yet; in SQLite, it may be taken.
    pub(super) fn give(&mut self, odd_percent: u32, dice: &mut Dice) -> String {
        loop {
            let mut name = match dice.percent(odd_percent) {
                true => dice.word(ODD),
                false => dice.word(WORDS),
            };
            if self.0.contains(&name) {
                if dice.percent(10) {
                    name = name.to_uppercase();
                } else {
                    name = format!("{}{}", name.chars().take(50).collect::<String>(), self.0.len());
                }
            }
            if !self.0.contains(&name) && name.len() < 64 {
                self.0.push(name.clone());
                return name;
            }
        }
    }
}
