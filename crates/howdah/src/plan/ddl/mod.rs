//! DDL in phases: the plan's decisions as PostgreSQL's statements.
//!
//! Nothing is decided here but words: types, names, keys and links are settled before. Rows are loaded between
//! `before` and `keys`; no index and no foreign key stands in their way.

mod checks;
pub(super) mod comments;
pub(super) mod default_value;
pub(super) mod defaults;
mod foreign_keys;
mod indexes;
mod keys;
mod sequences;
mod tables;

pub(super) use indexes::OVER_DOCUMENTS;

pub use sequences::{stands_as_set, was_set_to};

use super::draft::Draft;
use super::foreign_keys::Link;
use super::keys::Keys;
use super::model::{Phases, Statement, StatementKind};
use super::options::Options;
use super::search::{self, Planned};
use super::target_names::TableNames;
use super::translation::{GeneratedSql, Translations};
use crate::postgres::emit::{qualified, quote_ident};
use crate::report::finding::Finding;

/// All that is settled about the tables.
pub(super) struct Settled<'s> {
    pub drafts: &'s [Draft<'s>],
    pub keys: &'s [Keys],
    pub names: &'s [TableNames],
    pub links: &'s [Link],
    /// Names of the foreign keys, by link.
    pub link_names: &'s [String],
    pub translations: &'s Translations,
    pub searches: &'s [Planned<'s>],
    pub options: &'s Options,
}

impl Settled<'_> {
    /// A table's name with its schema, as SQL.
    pub(super) fn table(&self, at: usize) -> String {
        qualified(&self.options.schema, &self.names[at].table)
    }

    /// Columns by catalogue position, generated ones too, as a list in SQL. Each column once.
    fn columns(&self, at: usize, columns: &[usize]) -> String {
        let once = columns.iter().enumerate().filter(|(place, column)| !columns[..*place].contains(column));
        let named = once.filter_map(|(_, &column)| self.names[at].column(&self.drafts[at], column));
        named.map(quote_ident).collect::<Vec<_>>().join(", ")
    }

    /// A generated column that is carried, by its catalogue position.
    fn generated(&self, at: usize, column: usize) -> Option<&GeneratedSql> {
        self.translations.tables[at].generated.iter().find(|generated| generated.column == column)
    }

    pub(super) fn statement(&self, kind: StatementKind, at: usize, name: &str, sql: String) -> Statement {
        Statement { kind, table: self.names[at].table.clone(), name: name.to_owned(), sql }
    }
}

/// All statements.
pub(super) fn phases(settled: &Settled, findings: &mut Vec<Finding>) -> Phases {
    let translations = settled.translations;
    let mut validate = foreign_keys::validate(settled);
    validate.extend(checks::validate(settled));
    let mut before = tables::create(settled, findings);
    before.extend(search::ddl::extension(settled));
    let mut indexes = indexes::create(settled, false);
    indexes.extend(indexes::over_documents(settled));
    indexes.extend(search::ddl::indexes(settled));
    Phases {
        functions: translations.functions.clone(),
        before,
        keys: keys::add(settled, findings),
        indexes,
        sequences: sequences::add(settled, findings),
        foreign_keys: foreign_keys::add(settled),
        checks: checks::add(settled),
        validate,
        views: translations.views.clone(),
        triggers: translations.triggers.clone(),
        comments: comments::all(settled),
    }
}
