//! Names of tables, columns and indexes: mostly such as people choose, some that are hard to carry.

use super::dice::Dice;
use std::collections::BTreeSet;

const TABLES: &[&str] = &[
    "users",
    "User",
    "orders",
    "order_items",
    "auth_user",
    "django_migrations",
    "Posts",
    "tag",
    "post_tags",
    "events",
    "AspNetUsers",
    "settings",
    "kv",
    "log",
    "MixedCase",
    "media",
    "episodes",
    "playlist_track",
    "a",
    "t1",
    "data",
];

const COLUMNS: &[&str] = &[
    "name",
    "title",
    "user_id",
    "parentId",
    "created_at",
    "updatedAt",
    "is_active",
    "price",
    "payload",
    "data",
    "email",
    "slug",
    "body",
    "count",
    "state",
    "x",
    "y",
    "hash",
    "Guid",
    "position",
    "size",
    "kind",
    "notes",
    "value",
    "lang",
];

const ODD: &[&str] = &[
    "order",
    "user",
    "select",
    "group",
    "desc",
    "default",
    "null",
    "table",
    "column",
    "references",
    "primary",
    "end",
    "my col",
    "say \"hi\"",
    "it's",
    "[brackets]",
    "`ticks`",
    "x.y",
    "a;b",
    "--",
    "/*c*/",
    "tab\there",
    "new\nline",
    "back\\slash",
    "%s",
    "$1",
    "?1",
    ":p",
    "@v",
    "1st",
    "😀",
    "naïve",
    "Ünï",
    "ЖЖ",
    "名前",
    "e\u{301}",
    "\u{202e}rtl",
    " ",
    " lead",
    "trail ",
    "UPPER",
    "camelCase",
    "public",
    "pg_catalog",
    "howdah",
    "xmin",
    "ctid",
    "oid",
    "tableoid",
    "cmax",
    "rowid",
    "_rowid_",
    "ROWID",
    "id ",
    "true",
    "current_user",
    "window",
    "json",
    "timestamp",
    "value",
    "key",
    "?",
    "''",
    "",
    "sequence",
    "constraint",
    "between",
    "all",
    "array",
    "analyse",
    "lateral",
    "offset",
    "do",
    "pg_type",
];

/// Gives names that are different for SQLite, which does not tell ASCII letters' case apart.
#[derive(Debug, Default, Clone)]
pub(super) struct Names(BTreeSet<String>);

impl Names {
    pub(super) fn table(&mut self, dice: &mut Dice, odd_percent: u32) -> String {
        self.fresh(dice, TABLES, odd_percent)
    }

    pub(super) fn column(&mut self, dice: &mut Dice, odd_percent: u32) -> String {
        self.fresh(dice, COLUMNS, odd_percent)
    }

    /// Takes a name that was given elsewhere; false when it is taken.
    pub(super) fn take(&mut self, name: &str) -> bool {
        self.0.insert(name.to_ascii_lowercase())
    }

    fn fresh(&mut self, dice: &mut Dice, usual: &[&str], odd_percent: u32) -> String {
        for _ in 0..20 {
            let name = match dice.percent(odd_percent) {
                true if dice.percent(12) => long(dice),
                true => dice.word(ODD),
                false => dice.word(usual),
            };
            if self.take(&name) {
                return name;
            }
        }
        let mut number = self.0.len();
        loop {
            let name = format!("{}{number}", dice.word(usual));
            if self.take(&name) {
                return name;
            }
            number += 1;
        }
    }
}

/// Around PostgreSQL's 63 bytes, among them twins that differ behind them, and letters of several bytes on the edge.
fn long(dice: &mut Dice) -> String {
    let filler = dice.word(&["long_name_", "é", "長い"]);
    let bytes = 58 + dice.below(12);
    let mut name = String::new();
    while name.len() + filler.len() <= bytes {
        name.push_str(&filler);
    }
    name.push_str(&dice.word(&["", "a", "b", "1"]));
    name
}

/// A name as SQLite reads it exactly.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
