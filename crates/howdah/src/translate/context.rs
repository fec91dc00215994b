//! What one translation gathers on its way: notes, runtime functions, immutability; and fresh names.

use super::outcome::{Facts, Note, Refusal};
use super::schema::{Relation, Schema};
use super::value::{Rep, Value};
use crate::postgres::emit::quote_ident;
use std::collections::BTreeSet;

/// SQLite's own limit on the depth of an expression (<https://sqlite.org/limits.html#max_expr_depth>).
const DEPTH_MAX: usize = 1000;

/// State of one translation.
pub(super) struct Context<'s> {
    pub schema: &'s Schema,
    pub facts: Facts,
    /// WITH terms in force, innermost last: they hide relations of their name.
    pub ctes: Vec<Relation>,
    /// Columns that are translated now stand in an aggregate query outside of its aggregates.
    pub regroup: bool,
    /// The parts of a compound have to agree in type with its first.
    pub strict_types: bool,
    depth: usize,
    fresh: usize,
}

impl<'s> Context<'s> {
    pub fn new(schema: &'s Schema) -> Self {
        let facts = Facts {
            notes: BTreeSet::new(),
            functions: BTreeSet::new(),
            relations: BTreeSet::new(),
            immutable: true,
        };
        Context { schema, facts, ctes: Vec::new(), regroup: false, strict_types: false, depth: 0, fresh: 0 }
    }

    pub fn note(&mut self, id: &'static str, words: impl Into<String>) {
        self.facts.notes.insert(Note { id, words: words.into() });
    }

    /// The SQL may give another answer another time.
    pub fn volatile(&mut self) {
        self.facts.immutable = false;
    }

    /// A call of a runtime function.
    pub fn call(&mut self, function: &str, args: &[String]) -> String {
        self.facts.functions.insert(function.to_owned());
        if function.ends_with("_now") || function.starts_with("lite_random") {
            self.volatile();
        }
        format!("{}.{function}({})", quote_ident(&self.schema.state_schema), args.join(", "))
    }

    /// A call of a runtime function that yields a value of a class, NULL for NULL.
    pub fn call_value(&mut self, function: &str, args: &[String], rep: Rep) -> Value {
        Value::new(self.call(function, args), rep)
    }

    /// A name that nothing else bears.
    pub fn fresh(&mut self, stem: &str) -> String {
        self.fresh += 1;
        format!("{stem}_{}", self.fresh)
    }

    /// Translates a whole term of GROUP BY, whose columns are what is grouped.
    pub fn as_group_term<T>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        let kept = std::mem::replace(&mut self.regroup, false);
        let done = work(self);
        self.regroup = kept;
        done
    }

    /// Goes one level down in a tree.
    pub fn deeper<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T, Refusal>) -> Result<T, Refusal> {
        if self.depth >= DEPTH_MAX {
            return Err(Refusal::new("The expression is deeper than SQLite allows."));
        }
        self.depth += 1;
        let done = work(self);
        self.depth -= 1;
        done
    }
}
