//! One table's declaration: columns, keys, foreign keys, checks, as SQL; and what its columns are fed with.

use super::declared::{SPELLINGS, STRICT};
use super::dice::Dice;
use super::moments::WRITERS;
use super::names::{Names, quoted};
use super::spelling;
use super::values::{KINDS, Kind};

/// Where a column's values come from.
#[derive(Debug, Clone)]
pub(super) enum Feed {
    /// Of one kind.
    Kind(Kind),
    /// Times by one writer.
    Writer(usize),
    /// Ids, of one of the manners of [`Ids`].
    Ids(Ids),
    /// A value of a parent's row: index into the table's foreign keys, and position in that key.
    Parent(usize, usize),
}

/// How ids are given.
#[derive(Debug, Clone, Copy)]
pub(super) enum Ids {
    Dense,
    Gaps,
    Negative,
    Huge,
    Given,
}

#[derive(Debug, Clone)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) declared: &'static str,
    /// What follows the type.
    pub(super) constraints: String,
    pub(super) feed: Feed,
    /// Cells of another kind, in percent.
    pub(super) stray_percent: u32,
    pub(super) null_percent: u32,
    pub(super) generated: bool,
    pub(super) unique: bool,
}

#[derive(Debug, Clone)]
pub(super) struct ForeignKey {
    pub(super) columns: Vec<usize>,
    pub(super) parent: String,
    /// Empty: the parent's primary key, unnamed.
    pub(super) parent_columns: Vec<String>,
    /// Where the parent's values are read from; empty when the parent is not there (yet).
    pub(super) read_from: Vec<String>,
    words: String,
}

#[derive(Debug, Clone)]
pub(super) struct Table {
    pub(super) name: String,
    pub(super) columns: Vec<Column>,
    pub(super) primary_key: Vec<usize>,
    pub(super) foreign_keys: Vec<ForeignKey>,
    /// The primary key is declared with its column.
    inline_key: bool,
    constraints: Vec<String>,
    pub(super) without_rowid: bool,
    strict: bool,
    names: Names,
    /// Seed of how the statement is written.
    spelling: u64,
}

/// What tables of one file have in common.
#[derive(Debug)]
pub(super) struct Manner {
    pub(super) odd_names_percent: u32,
    pub(super) stray_percent: u32,
}

const DEFAULTS: &[&str] = &[
    "0",
    "1",
    "-1",
    "+5",
    "- 3",
    "1.5",
    "1e3",
    ".5",
    "0x1F",
    "9223372036854775807",
    "9223372036854775808",
    "''",
    "'text'",
    "'it''s'",
    "NULL",
    "null",
    "x'00ff'",
    "X''",
    "TRUE",
    "false",
    "CURRENT_TIMESTAMP",
    "current_timestamp",
    "CURRENT_DATE",
    "CURRENT_TIME",
    "'CURRENT_TIMESTAMP'",
    "(datetime('now'))",
    "(strftime('%s','now'))",
    "(unixepoch())",
    "'null'",
    "'0'",
    "(lower(hex(randomblob(16))))",
    "\"double quoted\"",
    "('a' || 'b')",
    "(1 + 2)",
    "'{}'",
    "'[]'",
    "'false'",
    "'t'",
    "'2024-01-01 00:00:00'",
    "'2024-01-01'",
    "(date('now', '+1 day'))",
    "'multi\nline'",
    "'\\'",
    "(NULL)",
    "(-1)",
    "((5))",
    "'00000000-0000-0000-0000-000000000000'",
    "bareword",
    "0.10",
    "-0.0",
    "'é😀'",
    "(random())",
    "(json_object())",
    "(julianday('now'))",
    "1700000000000",
    "'1.50'",
    "' '",
    "(CURRENT_TIMESTAMP)",
    "(cast(5 as text))",
    "1e999",
];

impl Table {
    /// Makes up a table. `earlier` are the tables that stand in the file with their rows, `later` names of some that
    /// will come (or not).
    pub(super) fn invent(
        name: String,
        earlier: &[Table],
        later: &[String],
        manner: &Manner,
        dice: &mut Dice,
    ) -> Table {
        let mut table = Table {
            name,
            columns: Vec::new(),
            primary_key: Vec::new(),
            foreign_keys: Vec::new(),
            inline_key: false,
            constraints: Vec::new(),
            without_rowid: false,
            strict: dice.percent(8),
            names: Names::default(),
            spelling: dice.next(),
        };
        table.key(manner, dice);
        for _ in 0..dice.below(9) {
            let column = table.column(manner, dice);
            table.columns.push(column);
        }
        if table.columns.is_empty() {
            let column = table.column(manner, dice);
            table.columns.push(column);
        }
        for _ in 0..[0, 0, 1, 1, 2, 3][dice.below(6)] {
            table.refer(earlier, later, manner, dice);
        }
        table.constrain(dice);
        table
    }

    fn key(&mut self, manner: &Manner, dice: &mut Dice) {
        let ids = *dice.pick(&[Ids::Dense, Ids::Dense, Ids::Gaps, Ids::Negative, Ids::Huge, Ids::Given]);
        match dice.below(12) {
            0..4 => {
                let declared = *dice.pick(&["INTEGER", "integer", "Integer"]);
                self.single_key(declared, " PRIMARY KEY", Feed::Ids(ids), manner, dice);
            }
            4..6 => self.single_key(
                "INTEGER",
                " NOT NULL PRIMARY KEY AUTOINCREMENT",
                Feed::Ids(ids),
                manner,
                dice,
            ),
            6 => {
                let (declared, words) = *dice.pick(&[
                    ("INT", " PRIMARY KEY"),
                    ("INTEGER", " PRIMARY KEY DESC"),
                    ("BIGINT", " PRIMARY KEY"),
                    ("BIGINT", " NOT NULL PRIMARY KEY"),
                ]);
                let ids = if dice.percent(50) { ids } else { Ids::Dense };
                self.single_key(
                    if self.strict { "INT" } else { declared },
                    words,
                    Feed::Ids(ids),
                    manner,
                    dice,
                );
            }
            7..9 => {
                let (declared, kind) = *dice.pick(&[
                    ("TEXT", Kind::Word),
                    ("VARCHAR(36)", Kind::Uuid),
                    ("CHAR(36)", Kind::Uuid),
                    ("char(32)", Kind::UuidHex),
                    ("UUID", Kind::Uuid),
                    ("BLOB", Kind::Bytes16),
                    ("varchar(255)", Kind::Text),
                    ("TEXT", Kind::Text),
                    ("DATE", Kind::Date),
                    ("REAL", Kind::Real),
                    ("NUMERIC", Kind::Number),
                    ("", Kind::Number),
                ]);
                let words =
                    *dice.pick(&[" PRIMARY KEY", " NOT NULL PRIMARY KEY", " PRIMARY KEY COLLATE NOCASE"]);
                let declared = if self.strict { "TEXT" } else { declared };
                self.single_key(declared, words, Feed::Kind(kind), manner, dice);
                self.without_rowid = dice.percent(30);
            }
            9..11 => {
                for _ in 0..2 + dice.below(2) {
                    let column = self.column(manner, dice);
                    self.primary_key.push(self.columns.len());
                    self.columns.push(column);
                }
                self.without_rowid = dice.percent(40);
            }
            _ => {}
        }
    }

    fn single_key(
        &mut self,
        declared: &'static str,
        constraints: &str,
        feed: Feed,
        manner: &Manner,
        dice: &mut Dice,
    ) {
        let name = match dice.percent(80) && self.names.take("id") {
            true => "id".to_owned(),
            false => self.names.column(dice, manner.odd_names_percent),
        };
        let null_percent = if dice.percent(20) { 5 } else { 0 };
        let stray_percent = if dice.percent(15) { manner.stray_percent } else { 0 };
        self.columns.push(Column {
            name,
            declared,
            constraints: constraints.to_owned(),
            feed,
            stray_percent,
            null_percent,
            generated: false,
            unique: true,
        });
        self.primary_key = vec![0];
        self.inline_key = true;
    }

    fn column(&mut self, manner: &Manner, dice: &mut Dice) -> Column {
        let name = self.names.column(dice, manner.odd_names_percent);
        let (declared, kinds) = *dice.pick(if self.strict { STRICT } else { SPELLINGS });
        let kind = if dice.percent(60) { kinds[0] } else { *dice.pick(kinds) };
        let feed = match kind {
            Kind::Moment if dice.percent(85) => Feed::Writer(dice.below(WRITERS)),
            kind => Feed::Kind(kind),
        };
        let mut constraints = String::new();
        if dice.percent(20) {
            constraints.push_str(" NOT NULL");
        }
        if dice.percent(20) {
            constraints.push_str(" DEFAULT ");
            constraints.push_str(&dice.word(DEFAULTS));
        }
        if dice.percent(4) {
            constraints.push_str(&dice.word(&[" COLLATE NOCASE", " COLLATE RTRIM", " COLLATE BINARY"]));
        }
        let unique = dice.percent(7);
        if unique {
            constraints.push_str(&dice.word(&[" UNIQUE", " UNIQUE", " UNIQUE ON CONFLICT REPLACE"]));
        }
        if dice.percent(8) {
            let this = quoted(&name);
            constraints.push_str(&match dice.below(7) {
                0 => format!(" CHECK ({this} IN (0, 1))"),
                1 => format!(" CHECK (length({this}) <= 255)"),
                2 => format!(" CHECK (json_valid({this}))"),
                3 => format!(" CHECK ({this} >= 0)"),
                4 => format!(" CHECK ((JSON_VALID({this}) OR {this} IS NULL))"),
                5 => format!(" CONSTRAINT \"named check\" CHECK ({this} GLOB '*')"),
                _ => format!(" CHECK (typeof({this}) = 'text')"),
            });
        }
        let stray_percent = *dice.pick(&[0, 0, 0, manner.stray_percent]);
        let null_percent = *dice.pick(&[0, 0, 10, 10, 50, 95]);
        Column { name, declared, constraints, feed, stray_percent, null_percent, generated: false, unique }
    }

    /// Adds a foreign key with columns of its own.
    fn refer(&mut self, earlier: &[Table], later: &[String], manner: &Manner, dice: &mut Dice) {
        let number = self.foreign_keys.len();
        let to_self = dice.percent(20);
        let parent = match (to_self, dice.percent(85), earlier.is_empty(), later.is_empty()) {
            (true, ..) => Some(self.clone()),
            (_, true, false, _) => Some(dice.pick(earlier).clone()),
            _ => None,
        };
        let words = dice.word(&[
            "",
            "",
            " ON DELETE CASCADE",
            " ON DELETE SET NULL ON UPDATE CASCADE",
            " ON DELETE RESTRICT",
            " ON DELETE NO ACTION",
            " ON DELETE SET DEFAULT",
            " DEFERRABLE INITIALLY DEFERRED",
            " NOT DEFERRABLE",
            " MATCH SIMPLE ON DELETE CASCADE DEFERRABLE INITIALLY IMMEDIATE",
        ]);
        let Some(parent) = parent else {
            let to = if later.is_empty() || dice.percent(20) {
                "no such table".to_owned()
            } else {
                dice.pick(later).clone()
            };
            let column = self.child(
                dice.word(&["parent_id", "ref", "other"]),
                "INTEGER",
                Feed::Ids(Ids::Dense),
                manner,
                dice,
            );
            self.foreign_keys.push(ForeignKey {
                columns: vec![column],
                parent: to,
                parent_columns: Vec::new(),
                read_from: Vec::new(),
                words,
            });
            return;
        };
        let stored: Vec<usize> =
            (0..parent.columns.len()).filter(|&at| !parent.columns[at].generated).collect();
        let unique: Vec<usize> = stored.iter().copied().filter(|&at| parent.columns[at].unique).collect();
        let key: Vec<usize> = match dice.below(12) {
            0 => vec![*dice.pick(&stored)],
            1..3 if !unique.is_empty() => vec![*dice.pick(&unique)],
            _ if !parent.primary_key.is_empty() => parent.primary_key.clone(),
            _ => vec![*dice.pick(&stored)],
        };
        let implicit = key == parent.primary_key && dice.percent(40);
        let names: Vec<String> = key.iter().map(|&at| parent.columns[at].name.clone()).collect();
        let columns = key
            .iter()
            .enumerate()
            .map(|(position, &at)| {
                let theirs = &parent.columns[at];
                let declared = match dice.below(10) {
                    0 => dice.pick(if self.strict { STRICT } else { SPELLINGS }).0,
                    _ if self.strict => "ANY",
                    _ => theirs.declared,
                };
                let wish = format!("{}_{}", parent.name.chars().take(20).collect::<String>(), theirs.name);
                self.child(wish, declared, Feed::Parent(number, position), manner, dice)
            })
            .collect();
        self.foreign_keys.push(ForeignKey {
            columns,
            parent: parent.name,
            parent_columns: if implicit { Vec::new() } else { names.clone() },
            read_from: names,
            words,
        });
    }

    fn child(
        &mut self,
        wish: String,
        declared: &'static str,
        feed: Feed,
        manner: &Manner,
        dice: &mut Dice,
    ) -> usize {
        let name = match self.names.take(&wish) {
            true => wish,
            false => self.names.column(dice, manner.odd_names_percent),
        };
        self.columns.push(Column {
            name,
            declared,
            constraints: dice.word(&["", "", "", " NOT NULL", " DEFAULT NULL", " DEFAULT 0"]),
            feed,
            stray_percent: *dice.pick(&[0, 0, 10, 10, manner.stray_percent]),
            null_percent: *dice.pick(&[0, 10, 40]),
            generated: false,
            unique: false,
        });
        self.columns.len() - 1
    }

    /// Table constraints and generated columns.
    fn constrain(&mut self, dice: &mut Dice) {
        let names: Vec<String> = self.columns.iter().map(|column| quoted(&column.name)).collect();
        if !self.primary_key.is_empty() && !self.inline_key {
            let mut parts: Vec<String> = self.primary_key.iter().map(|&at| names[at].clone()).collect();
            if dice.percent(15) {
                parts[0].push_str(&dice.word(&[" DESC", " COLLATE NOCASE", " ASC"]));
            }
            let named = dice.word(&["", "", "CONSTRAINT \"pk\" ", "CONSTRAINT users "]);
            self.constraints.push(format!("{named}PRIMARY KEY ({})", parts.join(", ")));
        }
        if dice.percent(12) {
            let one = dice.below(names.len());
            let other = dice.below(names.len());
            // Sometimes one column twice.
            let parts = match one == other && dice.percent(70) {
                true => names[one].clone(),
                false => format!("{}, {}", names[one], names[other]),
            };
            self.constraints.push(format!("UNIQUE ({parts})"));
        }
        for key in &self.foreign_keys {
            let columns: Vec<&str> = key.columns.iter().map(|&at| names[at].as_str()).collect();
            let theirs = match key.parent_columns.as_slice() {
                [] => String::new(),
                columns => {
                    format!(" ({})", columns.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(", "))
                }
            };
            let named = dice.word(&["", "", "", "CONSTRAINT \"fk\" ", "CONSTRAINT fk_rails_0123456789 "]);
            self.constraints.push(format!(
                "{named}FOREIGN KEY ({}) REFERENCES {}{theirs}{}",
                columns.join(", "),
                quoted(&key.parent),
                key.words
            ));
        }
        if dice.percent(15) {
            let of = dice.pick(&names).clone();
            let (expression, storage) = *dice.pick(&[
                ("upper(?)", " VIRTUAL"),
                ("length(?)", " STORED"),
                ("? || 'x'", ""),
                ("typeof(?)", " VIRTUAL"),
                ("json_extract(?, '$.id')", " VIRTUAL"),
                ("abs(1)", " STORED"),
            ]);
            let name = self.names.column(dice, 10);
            let generated = Column {
                name,
                declared: dice.pick::<&str>(&["TEXT", "INTEGER", ""]),
                constraints: format!(" GENERATED ALWAYS AS ({}){storage}", expression.replace('?', &of)),
                feed: Feed::Kind(*dice.pick(KINDS)),
                stray_percent: 0,
                null_percent: 0,
                generated: true,
                unique: false,
            };
            if self.strict {
                return;
            }
            // In front, so that positions in the file and among the stored columns differ.
            match dice.percent(50) && self.foreign_keys.is_empty() && self.primary_key.is_empty() {
                true => self.columns.insert(0, generated),
                false => self.columns.push(generated),
            }
        }
    }

    pub(super) fn sql(&self) -> String {
        let columns: Vec<(&str, String)> = self
            .columns
            .iter()
            .map(|column| {
                let space = if column.declared.is_empty() { "" } else { " " };
                (column.name.as_str(), format!("{space}{}{}", column.declared, column.constraints))
            })
            .collect();
        let options: Vec<&str> = [(self.strict, "STRICT"), (self.without_rowid, "WITHOUT ROWID")]
            .into_iter()
            .filter_map(|(chosen, word)| chosen.then_some(word))
            .collect();
        let mut dice = Dice::new(self.spelling);
        let plain = dice.percent(60);
        spelling::create_table(&self.name, &columns, &self.constraints, &options, plain, &mut dice)
    }
}
