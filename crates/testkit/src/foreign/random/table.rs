//! One made-up table: columns, keys, partitions, rows.

use super::made::Maker;
use super::names::Names;
use super::people::People;
use super::types::Type;
use super::values;
use crate::foreign::catalog::quoted;
use crate::random::dice::Dice;
use std::fmt::Write;

#[derive(Debug, Clone)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) kind: Type,
    pub(super) null: bool,
    pub(super) wild: bool,
    /// What stands behind the type in the declaration.
    pub(super) clause: String,
    /// PostgreSQL gives the value.
    pub(super) given: bool,
    /// Values come from these rows of a parent: the number of its foreign key, and the place in it.
    pub(super) from: Option<(usize, usize)>,
}

#[derive(Debug, Clone)]
pub(super) struct ForeignKey {
    columns: Vec<String>,
    parent: String,
    parent_columns: Vec<String>,
    rows: Vec<Vec<String>>,
}

#[derive(Debug, Clone)]
pub(super) struct Table {
    /// With its schema, quoted.
    pub(super) full_name: String,
    pub(super) schema: String,
    pub(super) columns: Vec<Column>,
    pub(super) key: Vec<String>,
    pub(super) partitioned: bool,
    pub(super) foreign_keys: Vec<ForeignKey>,
    identity: bool,
    /// Only an unlogged table may refer to one.
    unlogged: bool,
}

impl Table {
    /// Columns and keys; `earlier` tables may be parents.
    pub(super) fn invent(
        schema: &str,
        name: &str,
        earlier: &[Table],
        people: &People,
        maker: &mut Maker,
        dice: &mut Dice,
    ) -> Table {
        let mut table = Table {
            full_name: format!("{schema}.{}", quoted(name)),
            schema: schema.to_owned(),
            columns: Vec::new(),
            key: Vec::new(),
            partitioned: dice.percent(12),
            foreign_keys: Vec::new(),
            identity: false,
            unlogged: dice.percent(3),
        };
        let mut names = Names::default();
        table.key(&mut names, people, maker, dice);
        for _ in 0..*dice.pick(&[0, 0, 0, 1, 1, 2]) {
            table.foreign_key(&mut names, earlier, people, maker, dice);
        }
        let least = usize::from(table.columns.is_empty());
        for _ in 0..least + *dice.pick(&[1, 2, 3, 4, 6, 9, 16]) {
            let kind = Type::any(people, dice);
            table.column(&mut names, kind, people, maker, dice);
        }
        if dice.percent(12) {
            table.generated(&mut names, people, maker, dice);
        }
        table
    }

    fn column(&mut self, names: &mut Names, kind: Type, people: &People, maker: &mut Maker, dice: &mut Dice) {
        let null = !dice.percent(25);
        let wild = dice.percent(35);
        let mut clause = if null { String::new() } else { " NOT NULL".to_owned() };
        if dice.percent(15) {
            let value = values::quoted(&values::text(&kind, false, people, dice));
            let _ = write!(clause, " DEFAULT {value}");
            maker.has("default");
        } else if dice.percent(20) {
            let default = match kind.base(people) {
                Type::Plain("timestamptz" | "timestamp") => " DEFAULT now()",
                Type::Plain("date") => " DEFAULT CURRENT_DATE",
                Type::Plain("uuid") => " DEFAULT gen_random_uuid()",
                Type::Plain("double precision") => " DEFAULT random()",
                Type::Plain("text") => " DEFAULT 'a' || 'b'",
                Type::Plain("boolean") => " DEFAULT true",
                _ => "",
            };
            if !default.is_empty() {
                maker.has("default, an expression");
            }
            clause.push_str(default);
        }
        maker.has_type(&kind);
        let name = names.give(people.odd_names_percent, dice);
        if dice.percent(12) {
            let column = quoted(&name);
            let check = match kind.base(people) {
                base if base.is_integer() => format!(" CHECK ({column} <> 424242)"),
                base if base.is_text() => format!(" CHECK (length({column}) < 1000000)"),
                Type::Plain("boolean") => format!(" CHECK ({column} IN (true, false))"),
                Type::Plain("date") => {
                    format!(" CHECK ({column} IS NULL OR {column} > '-infinity' OR {column} < 'infinity')")
                }
                _ => String::new(),
            };
            if !check.is_empty() {
                maker.has("check");
            }
            clause.push_str(&check);
        }
        self.columns.push(Column { name, kind, null, wild, clause, given: false, from: None });
    }

    fn key(&mut self, names: &mut Names, people: &People, maker: &mut Maker, dice: &mut Dice) {
        let mut add = |columns: &mut Vec<Column>, kind: Type, clause: &str, given: bool| {
            let name = if dice.percent(60) && columns.is_empty() { "id".to_owned() } else { String::new() };
            let name = if name.is_empty() { names.give(people.odd_names_percent, dice) } else { name };
            columns.push(Column {
                name,
                kind,
                null: false,
                wild: dice.percent(15),
                clause: clause.to_owned(),
                given,
                from: None,
            });
        };
        let integer = Type::Plain(["integer", "bigint", "integer", "smallint"][self.full_name.len() % 4]);
        let count = match maker.turn(20) {
            0..=2 => 0,
            3..=6 => {
                let options =
                    ["", " (INCREMENT BY 10)", " (START WITH 1000)", " (START WITH 5 INCREMENT BY 3)"];
                let option = options[maker.turn(4)];
                let when = ["ALWAYS", "BY DEFAULT"][maker.turn(2)];
                add(&mut self.columns, integer, &format!(" GENERATED {when} AS IDENTITY{option}"), true);
                self.identity = true;
                maker.has("identity");
                1
            }
            7..=10 => {
                let serial = ["serial", "bigserial", "smallserial"][maker.turn(3)];
                add(&mut self.columns, Type::Plain(serial), "", true);
                maker.has("serial");
                1
            }
            11 | 12 => {
                add(&mut self.columns, integer, "", false);
                1
            }
            13..=16 => {
                let kind = Type::key(people, &mut maker.dice);
                maker.has("key of another type");
                add(&mut self.columns, kind, "", false);
                1
            }
            _ => {
                maker.has("composite key");
                for _ in 0..2 {
                    let kind = Type::key(people, &mut maker.dice);
                    add(&mut self.columns, kind, "", false);
                }
                2
            }
        };
        if count == 0 {
            maker.has("no key");
        }
        self.key = self.columns.iter().map(|column| column.name.clone()).collect();
    }

    fn foreign_key(
        &mut self,
        names: &mut Names,
        earlier: &[Table],
        people: &People,
        maker: &mut Maker,
        dice: &mut Dice,
    ) {
        let parents: Vec<&Table> =
            earlier.iter().filter(|table| !table.key.is_empty() && !table.unlogged).collect();
        if parents.is_empty() {
            return;
        }
        let parent = *dice.pick(&parents);
        let rows = maker.key_rows(&parent.full_name, &parent.key);
        let null = rows.is_empty() || dice.percent(60);
        let number = self.foreign_keys.len();
        let mut columns = Vec::new();
        for (at, key) in parent.key.iter().enumerate() {
            let theirs = parent.columns.iter().find(|column| column.name == *key).expect("a key has columns");
            let kind = match &theirs.kind {
                Type::Plain("serial") => Type::Plain("integer"),
                Type::Plain("bigserial") => Type::Plain("bigint"),
                Type::Plain("smallserial") => Type::Plain("smallint"),
                other => other.clone(),
            };
            let name = names.give(people.odd_names_percent, dice);
            columns.push(name.clone());
            let clause = if null { "" } else { " NOT NULL" }.to_owned();
            let from = Some((number, at));
            self.columns.push(Column { name, kind, null, wild: false, clause, given: false, from });
        }
        maker.has(if columns.len() > 1 { "foreign key, composite" } else { "foreign key" });
        if parent.partitioned {
            maker.has("foreign key to a partitioned table");
        }
        let parent_columns = parent.key.clone();
        let parent = parent.full_name.clone();
        self.foreign_keys.push(ForeignKey { columns, parent, parent_columns, rows });
    }

    fn generated(&mut self, names: &mut Names, people: &People, maker: &mut Maker, dice: &mut Dice) {
        let simple = |column: &&Column| !column.given && (column.kind.is_integer() || column.kind.is_text());
        let candidates: Vec<&Column> = self.columns.iter().filter(simple).collect();
        if candidates.is_empty() {
            return;
        }
        let column = *dice.pick(&candidates);
        let of = quoted(&column.name);
        let (kind, expression) = match column.kind.is_integer() {
            true => match dice.below(3) {
                0 => ("bigint", format!("{of} % 100")),
                1 => ("text", format!("'n' || {of}")),
                _ => ("numeric(30,2)", format!("{of} * 2.5")),
            },
            false => match dice.below(3) {
                0 => ("integer", format!("length({of})")),
                1 => ("text", format!("upper({of})")),
                _ => ("text", format!("coalesce({of}, 'none') || '!'")),
            },
        };
        maker.has("generated column");
        let clause = format!(" GENERATED ALWAYS AS ({expression}) STORED");
        let name = names.give(people.odd_names_percent, dice);
        self.columns.push(Column {
            name,
            kind: Type::Plain(kind),
            null: true,
            wild: false,
            clause,
            given: true,
            from: None,
        });
    }

    /// CREATE TABLE, and the partitions.
    pub(super) fn sql(&self, people: &People, maker: &mut Maker, dice: &mut Dice) -> Vec<String> {
        let mut parts: Vec<String> = self
            .columns
            .iter()
            .map(|column| format!("{} {}{}", quoted(&column.name), column.kind.sql(people), column.clause))
            .collect();
        if !self.key.is_empty() {
            parts.push(format!("PRIMARY KEY ({})", list(&self.key)));
        }
        for key in &self.foreign_keys {
            let actions = [
                "",
                "",
                " ON DELETE CASCADE",
                " ON DELETE SET NULL",
                " ON UPDATE CASCADE ON DELETE RESTRICT",
                " DEFERRABLE INITIALLY DEFERRED",
                " MATCH FULL",
                " DEFERRABLE",
            ];
            parts.push(format!(
                "FOREIGN KEY ({}) REFERENCES {} ({}){}",
                list(&key.columns),
                key.parent,
                list(&key.parent_columns),
                dice.word(&actions)
            ));
        }
        let unlogged = if self.unlogged && !self.partitioned { "UNLOGGED " } else { "" };
        let head = format!("CREATE {unlogged}TABLE {} (\n    {}\n)", self.full_name, parts.join(",\n    "));
        if !self.partitioned {
            return vec![head];
        }
        maker.has("partitions");
        let by = self.key.first().unwrap_or(&self.columns[0].name);
        let kind = &self.columns.iter().find(|column| column.name == *by).expect("a column").kind;
        let part = |name: &str| {
            let (schema, table) =
                (&self.schema, &self.full_name[self.schema.len() + 2..self.full_name.len() - 1]);
            let short: String = table.replace("\"\"", "").chars().take(12).collect();
            format!("{schema}.{}", quoted(&format!("{short} p{}{name}", self.full_name.len())))
        };
        let whole = matches!(
            kind,
            Type::Plain("integer" | "bigint" | "smallint" | "serial" | "bigserial" | "smallserial")
        );
        let of = &self.full_name;
        let by = quoted(by);
        if whole && dice.percent(60) {
            let below = if dice.percent(40) {
                maker.has("partitions in two levels");
                vec![
                    format!(
                        "CREATE TABLE {} PARTITION OF {of} FOR VALUES FROM (MINVALUE) TO (20) PARTITION BY HASH ({by})",
                        part("low")
                    ),
                    format!(
                        "CREATE TABLE {} PARTITION OF {} FOR VALUES WITH (MODULUS 2, REMAINDER 0)",
                        part("low0"),
                        part("low")
                    ),
                    format!(
                        "CREATE TABLE {} PARTITION OF {} FOR VALUES WITH (MODULUS 2, REMAINDER 1)",
                        part("low1"),
                        part("low")
                    ),
                ]
            } else {
                vec![format!(
                    "CREATE TABLE {} PARTITION OF {of} FOR VALUES FROM (MINVALUE) TO (20)",
                    part("low")
                )]
            };
            let mut sql = vec![format!("{head} PARTITION BY RANGE ({by})")];
            sql.extend(below);
            sql.push(format!("CREATE TABLE {} PARTITION OF {of} DEFAULT", part("rest")));
            return sql;
        }
        match self.key.is_empty() {
            // Any type has the list that nothing is on.
            true => vec![
                format!("{head} PARTITION BY LIST ({by})"),
                format!("CREATE TABLE {} PARTITION OF {of} DEFAULT", part("all")),
            ],
            false => {
                let mut sql = vec![format!("{head} PARTITION BY HASH ({by})")];
                sql.extend((0..3).map(|rest| {
                    let name = part(&format!("h{rest}"));
                    format!(
                        "CREATE TABLE {name} PARTITION OF {of} FOR VALUES WITH (MODULUS 3, REMAINDER {rest})"
                    )
                }));
                sql
            }
        }
    }

    /// An INSERT of some rows. Those whose keys are there already are left out.
    pub(super) fn insert(&self, rows: usize, people: &People, dice: &mut Dice) -> String {
        let by_hand = self.identity && dice.percent(15);
        let columns: Vec<&Column> = self
            .columns
            .iter()
            .filter(|column| !column.given || by_hand && self.key.contains(&column.name))
            .collect();
        if columns.is_empty() {
            return format!("INSERT INTO {} DEFAULT VALUES", self.full_name);
        }
        let one = |dice: &mut Dice| {
            let picks: Vec<Option<&Vec<String>>> = self
                .foreign_keys
                .iter()
                .map(|key| if key.rows.is_empty() { None } else { Some(dice.pick(&key.rows)) })
                .collect();
            let absent: Vec<bool> = self.foreign_keys.iter().map(|_| dice.percent(15)).collect();
            let cells: Vec<String> =
                columns.iter().map(|column| cell(column, &picks, &absent, people, dice)).collect();
            format!("({})", cells.join(", "))
        };
        let rows: Vec<String> = (0..rows).map(|_| one(dice)).collect();
        let names: Vec<String> = columns.iter().map(|column| column.name.clone()).collect();
        let over = if by_hand { " OVERRIDING SYSTEM VALUE" } else { "" };
        format!(
            "INSERT INTO {} ({}){over} VALUES\n    {}\nON CONFLICT DO NOTHING",
            self.full_name,
            list(&names),
            rows.join(",\n    ")
        )
    }
}

fn cell(
    column: &Column,
    picks: &[Option<&Vec<String>>],
    absent: &[bool],
    people: &People,
    dice: &mut Dice,
) -> String {
    if let Some((key, at)) = column.from {
        return match picks[key] {
            Some(row) if !(column.null && absent[key]) => values::quoted(&row[at]),
            _ => "NULL".to_owned(),
        };
    }
    if column.null && dice.percent(15) {
        return "NULL".to_owned();
    }
    let kind = match &column.kind {
        Type::Plain("serial" | "smallserial") => &Type::Plain("smallint"),
        Type::Plain("bigserial") => &Type::Plain("integer"),
        other => other,
    };
    values::quoted(&values::text(kind, column.wild, people, dice))
}

pub(super) fn list(names: &[String]) -> String {
    names.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(", ")
}
