//! What stands beside tables: indexes, views, triggers, virtual tables; and what time did to a schema.

use super::dice::Dice;
use super::file::File;
use super::fill;
use super::names::{Names, quoted};
use super::table::Table;

pub(super) fn index(file: &mut File, table: &Table, relations: &mut Names, dice: &mut Dice) {
    let name = match dice.below(5) {
        0 => relations.table(dice, 30),
        _ => format!("ix_{}_{}", table.name, dice.below(1000)),
    };
    let mut parts = Vec::new();
    for _ in 0..[1, 1, 1, 2, 2, 3][dice.below(6)] {
        let column = quoted(&dice.pick(&table.columns).name);
        let part = match dice.below(20) {
            0 => format!("lower({column})"),
            1 => format!("{column} COLLATE NOCASE"),
            2 => format!("json_extract({column}, '$.id')"),
            3 => format!("{column} COLLATE RTRIM"),
            4 => format!("({column} + 1)"),
            5..9 => format!("{column} DESC"),
            _ => column,
        };
        if !parts.contains(&part) {
            parts.push(part);
        }
    }
    let unique = if dice.percent(25) { "UNIQUE " } else { "" };
    let filtered = quoted(&dice.pick(&table.columns).name);
    let partial = match dice.below(40) {
        0..3 => format!(" WHERE {filtered} IS NOT NULL"),
        3 => format!(" WHERE {filtered} > 0"),
        4 => format!(" WHERE length({filtered}) < 20 AND typeof({filtered}) <> 'blob'"),
        _ => String::new(),
    };
    file.try_run(&format!(
        "CREATE {unique}INDEX {} ON {} ({}){partial}",
        quoted(&name),
        quoted(&table.name),
        parts.join(", ")
    ));
}

/// `CREATE TABLE … AS SELECT`: columns without constraints, types reduced to affinities.
pub(super) fn table_of_query(file: &mut File, tables: &[Table], relations: &mut Names, dice: &mut Dice) {
    let name = quoted(&relations.table(dice, 20));
    let table = dice.pick(tables);
    let (of, column) = (quoted(&table.name), quoted(&dice.pick(&table.columns).name));
    file.try_run(&match dice.below(3) {
        0 => format!("CREATE TABLE {name} AS SELECT * FROM {of}"),
        1 => {
            format!("CREATE TABLE {name} AS SELECT {column}, count(*), {column} || 'x' FROM {of} GROUP BY 1")
        }
        _ => format!(
            "CREATE TABLE {name} AS SELECT {column} AS a, 1.5 AS b, NULL AS c, x'00' AS d, 'é' AS e FROM {of}"
        ),
    });
}

pub(super) fn view(file: &mut File, tables: &[Table], relations: &mut Names, dice: &mut Dice) {
    let name = quoted(&relations.table(dice, 20));
    let table = dice.pick(tables);
    let (of, column) = (quoted(&table.name), quoted(&dice.pick(&table.columns).name));
    let other = quoted(&dice.pick(tables).name);
    file.try_run(&match dice.below(12) {
        4 => format!("CREATE VIEW {name} AS SELECT x.{column}, count(*) AS n FROM {of} x, {other} y GROUP BY 1"),
        5 => format!("CREATE VIEW {name} AS SELECT upper({column}) AS u, typeof({column}) FROM {of} ORDER BY 1 LIMIT 3, 2"),
        6 => format!(
            "CREATE VIEW {name} AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5) \
             SELECT i, (SELECT count(*) FROM {of}) AS rows FROM n"
        ),
        7 => format!(
            "CREATE VIEW {name} AS SELECT {column} AS c, row_number() OVER (ORDER BY {column}) AS r FROM {of}"
        ),
        8 => format!(
            "CREATE VIEW {name} AS SELECT {column} AS c FROM {of} WHERE {column} LIKE 'a%' OR {column} IN () \
             UNION SELECT NULL"
        ),
        9 => format!(
            "CREATE VIEW {name} AS SELECT CASE WHEN {column} THEN 'yes' ELSE \"no\" END AS said, ifnull({column}, 'none') \
             FROM {of}"
        ),
        10 => format!("CREATE VIEW {name} AS SELECT total({column}), group_concat({column}, ';'), max({column}) FROM {of}"),
        11 => format!("CREATE VIEW {name} AS SELECT strftime('%Y', {column}) AS year, count(*) FROM {of} GROUP BY year"),
        0 => format!("CREATE VIEW {name} AS SELECT * FROM {of}"),
        1 => format!("CREATE VIEW {name} (one, two) AS SELECT {column}, count(*) FROM {of} GROUP BY 1"),
        2 => format!("CREATE VIEW {name} AS SELECT rowid AS r, {column} FROM {of}"),
        _ => format!("CREATE VIEW {name} AS SELECT gone FROM nowhere"),
    });
}

pub(super) fn trigger(file: &mut File, table: &Table, number: usize, dice: &mut Dice) {
    let (of, column) = (quoted(&table.name), quoted(&dice.pick(&table.columns).name));
    let name = format!("\"trigger {number}\"");
    file.try_run(&match dice.below(7) {
        3 => format!(
            "CREATE TRIGGER {name} BEFORE INSERT ON {of} WHEN length(NEW.{column}) > 1000000 \
             BEGIN SELECT RAISE(ABORT, 'too long'); END"
        ),
        4 => format!(
            "CREATE TRIGGER {name} AFTER UPDATE ON {of} BEGIN \
             DELETE FROM {of} WHERE {column} = OLD.{column} AND NEW.{column} IS NULL AND 0; END"
        ),
        5 => format!("CREATE TRIGGER {name} AFTER INSERT ON {of} BEGIN INSERT OR IGNORE INTO {of} ({column}) VALUES (NULL); END"),
        6 => format!("CREATE TRIGGER {name} AFTER DELETE ON {of} BEGIN SELECT missing FROM {of}; END"),
        0 => format!("CREATE TRIGGER {name} AFTER DELETE ON {of} BEGIN SELECT 1; END"),
        1 => format!(
            "CREATE TRIGGER {name} BEFORE UPDATE OF {column} ON {of} WHEN NEW.{column} IS NULL \
             BEGIN SELECT RAISE(IGNORE); END"
        ),
        _ => format!(
            "CREATE TRIGGER {name} AFTER INSERT ON {of} BEGIN UPDATE {of} SET {column} = {column} WHERE 0; END"
        ),
    });
}

pub(super) fn virtual_table(file: &mut File, tables: &[Table], relations: &mut Names, dice: &mut Dice) {
    let name = relations.table(dice, 5);
    let quoted_name = quoted(&name);
    match dice.below(4) {
        0 => {
            file.try_run(&format!("CREATE VIRTUAL TABLE {quoted_name} USING fts5(title, body)"));
            file.try_run(&format!("INSERT INTO {quoted_name} VALUES ('one', 'the quick fox'), ('two', 'é')"));
        }
        1 => {
            file.try_run(&format!("CREATE VIRTUAL TABLE {quoted_name} USING fts4(body)"));
            file.try_run(&format!("INSERT INTO {quoted_name} VALUES ('words')"));
        }
        2 => {
            file.try_run(&format!("CREATE VIRTUAL TABLE {quoted_name} USING rtree(id, x0, x1)"));
            file.try_run(&format!("INSERT INTO {quoted_name} VALUES (1, 0.5, 1), (2, 2, 3)"));
        }
        _ => {
            let table = dice.pick(tables);
            let content = table.name.replace('\'', "''");
            let column = quoted(&dice.pick(&table.columns).name);
            file.try_run(&format!(
                "CREATE VIRTUAL TABLE {quoted_name} USING fts5({column}, content='{content}')"
            ));
        }
    }
}

/// A trigger in the place of writes to a view.
pub(super) fn instead(file: &mut File, tables: &[Table], relations: &mut Names, dice: &mut Dice) {
    let table = dice.pick(tables);
    let (of, column) = (quoted(&table.name), quoted(&dice.pick(&table.columns).name));
    let name = quoted(&relations.table(dice, 5));
    if file.try_run(&format!("CREATE VIEW {name} AS SELECT {column} AS c FROM {of}")) {
        file.try_run(&format!(
            "CREATE TRIGGER \"instead\" INSTEAD OF UPDATE ON {name} BEGIN UPDATE {of} SET {column} = NEW.c \
             WHERE {column} IS OLD.c; END"
        ));
    }
}

/// Deletes, updates and changes of the schema, with rows before and after.
pub(super) fn history(file: &mut File, table: &mut Table, dice: &mut Dice) {
    let of = quoted(&table.name);
    if dice.percent(30) && !table.without_rowid {
        file.try_run(&format!("DELETE FROM {of} WHERE rowid % {} = 0", 2 + dice.below(5)));
    }
    if dice.percent(5) {
        file.try_run(&format!("DELETE FROM {of}"));
    }
    if dice.percent(20) {
        let added = dice.word(&[
            "\"added later\" INTEGER NOT NULL DEFAULT 7",
            "added_text TEXT DEFAULT 'old'",
            "added_null DATETIME",
            "added_real REAL DEFAULT 1",
            "added_bool BOOLEAN NOT NULL DEFAULT 0",
            "added_bool2 BOOLEAN DEFAULT 'f'",
            "added_bytes DEFAULT x'00ff'",
            "added_json JSON DEFAULT '{}'",
            "added_decimal DECIMAL(10,2) DEFAULT 1.50",
            "added_moment DATETIME DEFAULT '2024-01-01 00:00:00'",
            "added_generated AS (1 + 1) VIRTUAL",
            "added_check INTEGER CHECK (added_check > 0)",
            "added_key INTEGER REFERENCES nowhere (id)",
        ]);
        file.try_run(&format!("ALTER TABLE {of} ADD COLUMN {added}"));
        let rows = dice.below(10);
        fill::add(file, table, rows, dice);
    }
    if dice.percent(5) {
        let column = quoted(&dice.pick(&table.columns).name);
        file.try_run(&format!("ALTER TABLE {of} DROP COLUMN {column}"));
    }
    if dice.percent(5) {
        let column = quoted(&dice.pick(&table.columns).name);
        file.try_run(&format!("ALTER TABLE {of} RENAME COLUMN {column} TO \"renamed column\""));
    }
    if dice.percent(4) {
        let renamed = format!("renamed {}", table.name);
        if file.try_run(&format!("ALTER TABLE {of} RENAME TO {}", quoted(&renamed))) {
            table.name = renamed;
        }
    }
}
