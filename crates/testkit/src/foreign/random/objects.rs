//! What stands beside rows: indexes, constraints, views, sequences' positions, comments, and what only PostgreSQL has.

use super::made::Maker;
use super::people::People;
use super::table::{Column, Table, list};
use super::types::Type;
use super::values;
use crate::foreign::catalog::quoted;
use crate::random::dice::Dice;

/// Everything that a table gets once it has rows.
pub(super) fn beside(table: &mut Table, people: &People, maker: &mut Maker, dice: &mut Dice) {
    for number in 0..*dice.pick(&[0, 0, 1, 1, 2, 4]) {
        index(table, number, people, maker, dice);
    }
    if dice.percent(25) {
        unique(table, people, maker, dice);
    }
    if dice.percent(30) {
        comment(table, maker, dice);
    }
    if dice.percent(12) {
        history(table, maker, dice);
    }
    if dice.percent(15) {
        position(table, maker, dice);
    }
    if dice.percent(6) && maker.try_run(&format!("ALTER TABLE {} ENABLE ROW LEVEL SECURITY", table.full_name))
    {
        maker.has("row level security");
        maker.try_run(&format!("CREATE POLICY everybody ON {} USING (true)", table.full_name));
    }
    if dice.percent(5) {
        maker.has("trigger and function");
        maker.run(&format!(
            "CREATE OR REPLACE FUNCTION {}.note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
            table.schema
        ));
        let (name, schema) = (&table.full_name, &table.schema);
        maker.run(&format!(
            "CREATE TRIGGER note AFTER DELETE ON {name} FOR EACH STATEMENT EXECUTE FUNCTION {schema}.note()"
        ));
    }
    if dice.percent(3) {
        maker.has("rule");
        maker.run(&format!("CREATE RULE keep AS ON DELETE TO {} DO INSTEAD NOTHING", table.full_name));
    }
}

fn ordered<'a>(table: &'a Table, people: &People) -> Vec<&'a Column> {
    table.columns.iter().filter(|column| column.kind.base(people).has_order()).collect()
}

fn index(table: &Table, number: usize, people: &People, maker: &mut Maker, dice: &mut Dice) {
    let name = quoted(&format!("index{number}{}", dice.word(&["", " of", "_B"])));
    let on = format!("ON {}", table.full_name);
    let columns = ordered(table, people);
    if columns.is_empty() {
        return;
    }
    let column = *dice.pick(&columns);
    let of = quoted(&column.name);
    let order = dice.word(&["", "", " DESC", " DESC NULLS LAST"]);
    let (feature, sql) = match dice.below(12) {
        0..=3 => ("index", format!("INDEX {name} {on} ({of}{order})")),
        4 => {
            let second = quoted(&dice.pick(&columns).name);
            ("index on two columns", format!("INDEX {name} {on} ({of}, {second}{order})"))
        }
        5 => ("index, unique", format!("UNIQUE INDEX {name} {on} ({of})")),
        6 => ("index, partial", format!("INDEX {name} {on} ({of}) WHERE {of} IS NOT NULL")),
        7 => ("index, unique in part", format!("UNIQUE INDEX {name} {on} ({of}) WHERE {of} IS NOT NULL")),
        8 => ("index, hash", format!("INDEX {name} {on} USING hash ({of})")),
        9 => ("index, brin", format!("INDEX {name} {on} USING brin ({of})")),
        10 => match find(table, people, |base| base.is_text()) {
            Some(of) => ("index, expression", format!("INDEX {name} {on} (lower({of}))")),
            None => (
                "index, covering",
                format!("INDEX {name} {on} ({of}) INCLUDE ({})", quoted(&table.columns[0].name)),
            ),
        },
        _ => {
            let gin = |base: &Type| matches!(base, Type::Plain("jsonb" | "tsvector") | Type::Array(_));
            let gist = |base: &Type| {
                matches!(base, Type::Plain("int4range" | "daterange" | "tstzrange" | "point" | "box"))
            };
            match (find(table, people, gin), find(table, people, gist)) {
                (_, Some(of)) => ("index, gist", format!("INDEX {name} {on} USING gist ({of})")),
                (Some(of), _) => ("index, gin", format!("INDEX {name} {on} USING gin ({of})")),
                _ => return,
            }
        }
    };
    if maker.try_run(&format!("CREATE {sql}")) {
        maker.has(feature);
    }
}

/// The quoted name of the first column of some type.
fn find(table: &Table, people: &People, fits: impl Fn(&Type) -> bool) -> Option<String> {
    table.columns.iter().find(|column| fits(column.kind.base(people))).map(|column| quoted(&column.name))
}

fn unique(table: &Table, people: &People, maker: &mut Maker, dice: &mut Dice) {
    let columns = ordered(table, people);
    let mut names: Vec<String> = Vec::new();
    for _ in 0..1 + dice.below(3) {
        if let Some(column) =
            columns.get(dice.below(columns.len())).filter(|column| !names.contains(&column.name))
        {
            names.push(column.name.clone());
        }
    }
    let (nulls, late) = (dice.percent(8), dice.percent(8));
    let sql = format!(
        "ALTER TABLE {} ADD UNIQUE{} ({}){}",
        table.full_name,
        if nulls { " NULLS NOT DISTINCT" } else { "" },
        list(&names),
        if late { " DEFERRABLE INITIALLY DEFERRED" } else { "" }
    );
    if !names.is_empty() && maker.try_run(&sql) {
        maker.has("unique");
        if nulls {
            maker.has("unique, NULLs are equal");
        }
        if late {
            maker.has("unique, deferrable");
        }
    }
}

fn comment(table: &Table, maker: &mut Maker, dice: &mut Dice) {
    let words = [
        "plain words",
        "it's \"quoted\"",
        "two\nlines",
        "/* not */ over",
        "-- dashes",
        "DROP TABLE x;",
        "back\\slash 🎺",
        "ends in a star *",
    ];
    maker.has("comment");
    let text = values::quoted(&dice.word(&words));
    maker.run(&format!("COMMENT ON TABLE {} IS {text}", table.full_name));
    let column = quoted(&dice.pick(&table.columns).name);
    let text = values::quoted(&dice.word(&words));
    maker.run(&format!("COMMENT ON COLUMN {}.{column} IS {text}", table.full_name));
}

/// Columns that came and went.
fn history(table: &mut Table, maker: &mut Maker, dice: &mut Dice) {
    let name = &table.full_name;
    maker.run(&format!(
        "ALTER TABLE {name} ADD COLUMN \"late addition\" numeric(8,3) DEFAULT 1.250, ADD COLUMN gone text"
    ));
    maker.run(&format!("ALTER TABLE {name} DROP COLUMN gone"));
    maker.has("column added, column dropped");
    if dice.percent(30) {
        maker.run(&format!("DELETE FROM ONLY {name} WHERE ctid = (SELECT max(ctid) FROM ONLY {name})"));
    }
}

fn position(table: &Table, maker: &mut Maker, dice: &mut Dice) {
    let Some(key) = table.columns.first().filter(|column| column.given && table.key == [column.name.clone()])
    else {
        return;
    };
    let sequence = format!(
        "pg_get_serial_sequence({}, {})",
        values::quoted(&table.full_name),
        values::quoted(&key.name)
    );
    let called = dice.word(&["true", "true", "false"]);
    maker.has("sequence moved");
    maker.run(&format!("SELECT setval({sequence}, {}, {called})", dice.between(1, 30_000)));
}

/// A table that inherits from another.
pub(super) fn heir(parent: &Table, name: &str, maker: &mut Maker, dice: &mut Dice) {
    if parent.partitioned {
        return;
    }
    let heir = format!("{}.{}", parent.schema, quoted(name));
    let more = if dice.percent(70) { "extra integer, more text DEFAULT 'x'" } else { "" };
    if !maker.try_run(&format!("CREATE TABLE {heir} ({more}) INHERITS ({})", parent.full_name)) {
        return;
    }
    maker.has("inheritance");
    // Without its keys, the same rows may stand in both. What is generated is inherited.
    let columns: Vec<String> = parent
        .columns
        .iter()
        .filter(|column| !column.clause.contains("STORED"))
        .map(|column| column.name.clone())
        .collect();
    let names = list(&columns);
    maker.try_run(&format!(
        "INSERT INTO {heir} ({names}) SELECT {names} FROM ONLY {} LIMIT 5",
        parent.full_name
    ));
}

/// Views and materialised views over tables.
pub(super) fn views(tables: &[Table], maker: &mut Maker, dice: &mut Dice) {
    for number in 0..*dice.pick(&[0, 0, 1, 2, 3]) {
        let table = dice.pick(tables);
        let (of, schema) = (&table.full_name, &table.schema);
        let column = quoted(&dice.pick(&table.columns).name);
        let (feature, query) = match dice.below(6) {
            0 => ("view", format!("SELECT * FROM {of}")),
            1 => ("view with a filter", format!("SELECT {column} AS c FROM {of} WHERE {column} IS NOT NULL")),
            2 => ("view with an aggregate", format!("SELECT count(*) AS n, count({column}) AS c FROM {of}")),
            3 => {
                let other = dice.pick(tables);
                (
                    "view with a join",
                    format!("SELECT a.{column} AS c, 1 AS one FROM {of} a CROSS JOIN {} b", other.full_name),
                )
            }
            4 => (
                "view with what only PostgreSQL has",
                format!("SELECT {column}::text AS t, pg_typeof({column})::text AS k FROM {of}"),
            ),
            _ => {
                let sql = format!(
                    "CREATE MATERIALIZED VIEW {schema}.kept{number} AS SELECT *, count(*) OVER () AS n FROM {of} AS t"
                );
                if maker.try_run(&sql) {
                    maker.has("materialised view");
                }
                continue;
            }
        };
        if maker.try_run(&format!("CREATE VIEW {schema}.view{number} AS {query}")) {
            maker.has(feature);
        }
    }
}
