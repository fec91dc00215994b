//! What tables of a made-up database share: schemas, enums, domains, composites.

use super::types::Type;
use super::values;
use crate::random::dice::Dice;

#[derive(Debug)]
pub(super) struct People {
    pub(super) schemas: Vec<String>,
    pub(super) schema_of_types: String,
    /// `citext` and `hstore` are there.
    pub(super) extensions: bool,
    pub(super) enums: usize,
    /// What each domain is over.
    pub(super) domains: Vec<Type>,
    /// The fields of each composite.
    pub(super) composites: Vec<Vec<Type>>,
    /// NaN may be among floats.
    pub(super) nan: bool,
    /// Names of tables and columns that need quotes, in hundredths.
    pub(super) odd_names_percent: u32,
}

/// The labels of every enum.
pub(super) const LABELS: &[&str] = &["sad", "ok", "Happy", "it's \"fine\"", "über", "a,b}", "", "with space"];

impl People {
    /// And the statements that make them.
    pub(super) fn invent(dice: &mut Dice) -> (People, Vec<String>) {
        let names = ["public", "alpha", "\"Beta\"", "zeta", "\"with space\""];
        let mut schemas = vec!["public".to_owned()];
        for _ in 0..*dice.pick(&[0, 0, 1, 2]) {
            let name = (*dice.pick(&names)).to_owned();
            if !schemas.contains(&name) {
                schemas.push(name);
            }
        }
        let mut sql: Vec<String> = schemas[1..].iter().map(|name| format!("CREATE SCHEMA {name}")).collect();
        let mut people = People {
            schema_of_types: dice.pick(&schemas).clone(),
            schemas,
            extensions: dice.percent(50),
            enums: 0,
            domains: Vec::new(),
            composites: Vec::new(),
            nan: dice.percent(6),
            odd_names_percent: *dice.pick(&[0, 3, 3, 20, 70]),
        };
        for at in 0..dice.below(3) {
            let from = dice.below(4);
            let labels: Vec<String> = LABELS[from..].iter().map(|label| values::quoted(label)).collect();
            sql.push(format!(
                "CREATE TYPE {}.mood{at} AS ENUM ({})",
                people.schema_of_types,
                labels.join(", ")
            ));
            people.enums = at + 1;
        }
        for at in 0..dice.below(4) {
            let base = Type::any(&people, dice);
            let check = match base.base(&people) {
                base if base.is_integer() && dice.percent(60) => " CHECK (VALUE <> 424242)",
                base if base.is_text() && dice.percent(60) => {
                    " CHECK (length(VALUE) < 100000 AND VALUE <> 'never')"
                }
                _ => "",
            };
            let default = if dice.percent(20) { " DEFAULT NULL" } else { "" };
            let over = base.sql(&people);
            sql.push(format!(
                "CREATE DOMAIN {}.domain{at} AS {over}{default}{check}",
                people.schema_of_types
            ));
            people.domains.push(base);
        }
        for at in 0..dice.below(3) {
            let fields: Vec<Type> = (0..1 + dice.below(4)).map(|_| Type::any(&people, dice)).collect();
            let list: Vec<String> = fields
                .iter()
                .enumerate()
                .map(|(at, field)| format!("f{at} {}", field.sql(&people)))
                .collect();
            sql.push(format!("CREATE TYPE {}.pair{at} AS ({})", people.schema_of_types, list.join(", ")));
            people.composites.push(fields);
        }
        (people, sql)
    }

    /// A label: one of those that every enum has.
    pub(super) fn label(&self, dice: &mut Dice) -> String {
        dice.word(&LABELS[3..])
    }
}
