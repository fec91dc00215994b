//! PostgreSQL databases made up from a seed, which never were SQLite: types, keys, partitions, rows at the ends of types.
//!
//! Owns what is made up and how likely. The same seed gives the same statements on the same version of PostgreSQL.
//! Must not know the engine.

mod made;
mod names;
mod objects;
mod people;
mod table;
mod types;
mod values;

use crate::random::dice::Dice;
use crate::server::TestDatabase;
use made::Maker;
use names::Names;
use people::People;
use std::collections::BTreeMap;
use table::Table;

/// A database that was made up.
#[derive(Debug)]
pub struct Made {
    /// What it was made from.
    pub seed: u64,
    /// Statements that PostgreSQL took, in order.
    pub log: Vec<String>,
    /// Statements that it did not take, and why: a made-up index or constraint that the rows break.
    pub refused: Vec<String>,
    /// What is in it, and how often.
    pub features: BTreeMap<String, u32>,
    /// Columns of floats may hold NaN: the file is refused, or made with `--on-nan text`.
    pub may_hold_nan: bool,
}

/// Makes up a database in an empty one.
///
/// # Panics
/// When PostgreSQL refuses a table or its rows, or lacks the extensions `citext` and `hstore`.
pub fn build(seed: u64, into: &TestDatabase) -> Made {
    let mut dice = Dice::new(seed ^ 0x666f_7265_6967_6e00);
    let own = Dice::new(dice.next());
    let mut maker = Maker {
        client: into.connect(),
        dice: own,
        log: Vec::new(),
        refused: Vec::new(),
        features: BTreeMap::new(),
    };
    maker.client.batch_execute("SET timezone = 'UTC'; SET client_min_messages = error").expect("settings");
    let (people, sql) = People::invent(&mut dice);
    if people.extensions {
        super::databases::extend(&mut maker.client, "made-up", &["citext", "hstore"]);
    }
    sql.iter().for_each(|sql| maker.run(sql));
    let mut names: BTreeMap<String, Names> = BTreeMap::new();
    let mut tables: Vec<Table> = Vec::new();
    for _ in 0..1 + dice.below(8) {
        let schema = dice.pick(&people.schemas).clone();
        let free = names.entry(schema.clone()).or_default();
        let name = free.give(people.odd_names_percent, &mut dice);
        let heir = free.give(people.odd_names_percent, &mut dice);
        let mut table = Table::invent(&schema, &name, &tables, &people, &mut maker, &mut dice);
        let mut statements = table.sql(&people, &mut maker, &mut dice);
        if table.partitioned && !maker.try_run(&statements[0]) {
            // Some types have no order to be partitioned by, and some keys no place in one.
            table.partitioned = false;
            statements = table.sql(&people, &mut maker, &mut dice);
            statements.iter().for_each(|sql| maker.run(sql));
        } else {
            let done = usize::from(table.partitioned);
            statements[done..].iter().for_each(|sql| maker.run(sql));
        }
        let rows = *dice.pick(&[0, 1, 3, 10, 10, 40, 40, 100, 300]);
        let mut left: usize = rows;
        while left > 0 {
            let now = left.min(10);
            let sql = table.insert(now, &people, &mut dice);
            maker.run(&sql);
            left -= now;
        }
        objects::beside(&mut table, &people, &mut maker, &mut dice);
        if dice.percent(10) {
            objects::heir(&table, &heir, &mut maker, &mut dice);
        }
        tables.push(table);
    }
    objects::views(&tables, &mut maker, &mut dice);
    if people.schemas.len() > 1 {
        maker.has("several schemas");
    }
    let Maker { log, refused, features, .. } = maker;
    Made { seed, log, refused, features, may_hold_nan: people.nan }
}
