//! SQLite's functions as functions of PostgreSQL, which translated CHECKs, defaults, generated columns, indexes, views
//! and triggers call.
//!
//! The `.sql` files beside this one are the only place where a function is defined. In them `-- # name` begins a function
//! with all its forms, a blank line ends a statement, and `@howdah@` stands for the state schema. What a function is
//! called, which types it takes and which others it needs is read from there. Pure: whoever installs runs the statements.
//!
//! Bodies in SQL are bound when they are made, those in PL/pgSQL set their own `search_path`: nothing here depends on a
//! session's `search_path`, `TimeZone`, `DateStyle`, `extra_float_digits`, `standard_conforming_strings` or locale.
//! `docs/design/0010-runtime-functions.md` says where a function cannot be exact.

use super::emit::quote_ident;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// The definitions by theme.
const THEMES: [&str; 7] = [
    include_str!("text.sql"),
    include_str!("pattern.sql"),
    include_str!("number.sql"),
    include_str!("moment.sql"),
    include_str!("json.sql"),
    include_str!("printf.sql"),
    include_str!("aggregate.sql"),
];
/// Stands for the state schema in the definitions.
const SCHEMA: &str = "@howdah@";
/// The dollar quotes of the definitions.
const QUOTE: &str = "$howdah$";

/// How far a function's answer depends on anything but its arguments
/// (<https://www.postgresql.org/docs/current/xfunc-volatility.html>).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Volatility {
    /// On nothing: may stand in an index or a generated column.
    Immutable,
    /// On the moment: the same all through a statement.
    Stable,
    /// Another answer at each call.
    Volatile,
}

/// One form of a function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// Types of the arguments, as in `double precision`; the last one is an array when `variadic`.
    pub arguments: Vec<&'static str>,
    /// Whether any number of arguments, one at least, takes the place of the last.
    pub variadic: bool,
    /// What comes back: a type, `TABLE(…)`, or `record` for several named results.
    pub returns: &'static str,
    /// See [`Volatility`]; aggregates are immutable.
    pub volatility: Volatility,
    /// Whether it is an aggregate.
    pub aggregate: bool,
}

/// A function with all its forms.
#[derive(Debug, Clone)]
pub struct Function {
    /// Its name, without the schema.
    pub name: &'static str,
    /// Its forms, in the order of their definition.
    pub signatures: Vec<Signature>,
    /// The runtime functions that it calls itself.
    pub needs: BTreeSet<&'static str>,
    statements: Vec<&'static str>,
}

/// All functions by name.
pub fn functions() -> &'static BTreeMap<&'static str, Function> {
    static ALL: LazyLock<BTreeMap<&'static str, Function>> = LazyLock::new(|| {
        let mut all: BTreeMap<_, _> =
            THEMES.iter().flat_map(|theme| read(theme)).map(|function| (function.name, function)).collect();
        // What an aggregate returns is what its last step returns.
        let returns: BTreeMap<_, _> = all.values().map(|one| (one.name, one.signatures[0].returns)).collect();
        for signature in all.values_mut().flat_map(|one| &mut one.signatures).filter(|one| one.aggregate) {
            signature.returns = returns[signature.returns];
        }
        all
    });
    &ALL
}

/// The function of this name.
pub fn function(name: &str) -> Option<&'static Function> {
    functions().get(name)
}

/// The wanted functions and all that they need, by name.
///
/// # Panics
/// When there is no function of that name: names come from this program, never from a source.
pub fn closure(names: &BTreeSet<&str>) -> BTreeSet<&'static str> {
    ordered(names).into_iter().collect()
}

/// The statements that make the wanted functions, and those that they need, in `schema`. Each replaces what an earlier
/// run made. To be run in this order, in a session whose `search_path` is `pg_catalog, pg_temp`, as howdah's own are.
///
/// # Panics
/// When there is no function of that name.
pub fn install(schema: &str, names: &BTreeSet<&str>) -> Vec<String> {
    let place = quote_ident(schema);
    let mut quote = QUOTE.to_owned();
    while place.contains(&quote) {
        quote.insert(1, 'x');
    }
    ordered(names)
        .into_iter()
        .flat_map(|name| &functions()[name].statements)
        .map(|statement| statement.replace(QUOTE, &quote).replace(SCHEMA, &place))
        .collect()
}

/// Names with what each needs before it.
fn ordered(names: &BTreeSet<&str>) -> Vec<&'static str> {
    fn visit(name: &str, order: &mut Vec<&'static str>) {
        let function = function(name).unwrap_or_else(|| panic!("there is no runtime function {name}"));
        if order.contains(&function.name) {
            return;
        }
        for needed in &function.needs {
            visit(needed, order);
        }
        order.push(function.name);
    }
    let mut order = Vec::new();
    for name in names {
        visit(name, &mut order);
    }
    order
}

/// The functions of one file.
fn read(theme: &'static str) -> Vec<Function> {
    theme.split("\n-- # ").skip(1).map(read_function).collect()
}

fn read_function(text: &'static str) -> Function {
    let (name, body) = text.split_once('\n').expect("a definition below the name");
    let name = name.trim();
    let mut function =
        Function { name, signatures: Vec::new(), needs: BTreeSet::new(), statements: Vec::new() };
    for statement in body.trim().split("\n\n") {
        let statement = without_head_comment(statement);
        function.statements.push(statement.trim_end());
        if let Some(signature) = read_signature(statement) {
            function.signatures.push(signature);
        }
        for reference in statement.split(SCHEMA).skip(1) {
            let reference = reference.trim_start_matches('.');
            let end =
                reference.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(reference.len());
            if &reference[..end] != name {
                function.needs.insert(&reference[..end]);
            }
        }
    }
    function
}

/// The lines that explain a definition are for this repository, not for the server.
fn without_head_comment(mut statement: &'static str) -> &'static str {
    while statement.starts_with("--") {
        statement = statement.split_once('\n').map_or("", |(_, rest)| rest);
    }
    statement
}

fn read_signature(statement: &'static str) -> Option<Signature> {
    let aggregate = statement.starts_with("CREATE OR REPLACE AGGREGATE");
    if !aggregate && !statement.starts_with("CREATE OR REPLACE FUNCTION") {
        return None;
    }
    let (list, rest) = parenthesised(&statement[statement.find('(')?..]);
    let head = rest.split("\nLANGUAGE").next().unwrap_or(rest);
    let options = rest.split("\nLANGUAGE").nth(1).and_then(|rest| rest.lines().next()).unwrap_or_default();
    let inputs = list.split(',').map(str::trim).filter(|one| !one.is_empty() && !one.starts_with("OUT "));
    Some(Signature {
        arguments: inputs.map(|one| if aggregate { one } else { argument_type(one) }).collect(),
        variadic: list.contains("VARIADIC "),
        returns: if aggregate {
            final_step(rest)?
        } else {
            head.trim().strip_prefix("RETURNS ").unwrap_or("record")
        },
        volatility: if options.contains("VOLATILE") {
            Volatility::Volatile
        } else if options.contains("STABLE") {
            Volatility::Stable
        } else {
            Volatility::Immutable
        },
        aggregate,
    })
}

/// The function that an aggregate ends with.
fn final_step(options: &'static str) -> Option<&'static str> {
    let named = options.split("FINALFUNC = @howdah@.").nth(1)?;
    named.split([',', ')', ' ', '\n']).next()
}

/// The type behind a parameter's name.
fn argument_type(parameter: &'static str) -> &'static str {
    let named = parameter.trim_start_matches("VARIADIC ");
    named.split_once(' ').map_or(named, |(_, type_name)| type_name)
}

/// What stands in the parentheses that `text` begins with, and what comes behind them.
fn parenthesised(text: &'static str) -> (&'static str, &'static str) {
    let mut depth = 0;
    for (at, letter) in text.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' if depth == 1 => return (&text[1..at], &text[at + 1..]),
            ')' => depth -= 1,
            _ => {}
        }
    }
    panic!("a definition's parentheses are not closed: {text}")
}
