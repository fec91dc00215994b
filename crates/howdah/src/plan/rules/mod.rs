//! The rules: one finding a file, whose name is the finding's id.
//!
//! A rule owns its id, level, words and remedy, and makes the [`Finding`] from what the planner noticed; it decides
//! nothing itself. `docs/reference/findings.md` is generated from [`ALL`].

pub mod blob_holds_text;
pub mod boolean_holds_other_values;
pub mod check_not_translated;
pub mod check_violated;
pub mod collation_not_carried;
pub mod decimal_wider_than_declared;
pub mod default_not_carried;
pub mod foreign_key_not_carried;
pub mod foreign_key_not_valid;
pub mod foreign_key_orphans;
pub mod foreign_key_types_differ;
pub mod generated_column_not_translated;
pub mod holds_nan;
pub mod identity_exhausted;
pub mod identity_not_made;
pub mod index_left_empty;
pub mod index_not_built;
pub mod index_not_possible;
pub mod index_not_translated;
pub mod index_over_long_text;
pub mod integrity_note;
pub mod json_not_jsonb;
pub mod json_not_valid;
pub mod json_repeats_keys;
pub mod kept_as_text;
pub mod key_not_carried;
pub mod key_spellings_differ;
pub mod meaning_differs;
pub mod name_collision;
pub mod name_not_allowed;
pub mod name_truncated;
pub mod no_place_in_sqlite;
pub mod no_row_key;
pub mod no_stored_columns;
pub mod not_null_has_nulls;
pub mod not_said_in_sqlite;
pub mod object_not_built;
pub mod object_unreadable;
pub mod on_conflict_not_carried;
pub mod orphans_not_changeable;
pub mod other_schemas_stay;
pub mod primary_key_has_nulls;
pub mod row_breaks_promise;
pub mod row_may_be_too_wide;
pub mod row_too_wide;
pub mod rowid_not_kept;
pub mod rows_held_otherwise;
pub mod rows_without_parent;
pub mod rtree_becomes_table;
pub mod search_becomes_tsvector;
pub mod search_column_not_searched;
pub mod search_columns_share_weight;
pub mod search_not_carried;
pub mod search_not_rebuilt;
pub mod search_positions_missing;
pub mod search_text_too_long;
pub mod search_tokenizer_differs;
pub mod search_trigger_replaced;
pub mod spatial_index_not_carried;
pub mod storage_classes_mixed;
pub mod strict_types;
pub mod text_has_nul;
pub mod text_longer_than_declared;
pub mod text_not_utf8;
pub mod time_beyond_microseconds;
pub mod time_not_recognised;
pub mod time_unit_unclear;
pub mod time_zone_assumed;
pub mod too_many_columns;
pub mod trigger_not_translated;
pub mod type_choice_does_not_fit;
pub mod uuid_not_recognised;
pub mod value_in_another_class;
pub mod value_too_large;
pub mod view_not_translated;
pub mod virtual_table_not_translated;
pub mod virtual_table_without_rows;
pub mod weaker_in_sqlite;
pub mod without_rowid;

use crate::catalog::map::FlawPolicy;
use crate::catalog::profile::Flaws;
use crate::report::finding::{Finding, Level};
use std::fmt::Write;

/// What is written about a finding in general.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Stable id, the file's name with hyphens.
    pub id: &'static str,
    /// Level unless the circumstances say otherwise.
    pub level: Level,
    /// One sentence: what was found.
    pub summary: &'static str,
    /// Why it matters, with its source.
    pub explanation: &'static str,
    /// What to do.
    pub remedy: &'static str,
}

impl Rule {
    /// A finding of this rule with its level and remedy.
    fn finding(&self, message: impl Into<String>) -> Finding {
        Finding::new(self.id, self.level, message).hint(self.remedy)
    }
}

/// Every rule, by level and id.
pub static ALL: &[&Rule] = &[
    &holds_nan::RULE,
    &orphans_not_changeable::RULE,
    &row_too_wide::RULE,
    &text_has_nul::RULE,
    &text_not_utf8::RULE,
    &too_many_columns::RULE,
    &type_choice_does_not_fit::RULE,
    &value_too_large::RULE,
    &check_not_translated::RULE,
    &default_not_carried::RULE,
    &foreign_key_not_carried::RULE,
    &foreign_key_not_valid::RULE,
    &generated_column_not_translated::RULE,
    &index_left_empty::RULE,
    &index_not_built::RULE,
    &index_not_possible::RULE,
    &index_not_translated::RULE,
    &key_not_carried::RULE,
    &no_place_in_sqlite::RULE,
    &no_stored_columns::RULE,
    &not_said_in_sqlite::RULE,
    &object_not_built::RULE,
    &object_unreadable::RULE,
    &search_column_not_searched::RULE,
    &search_not_carried::RULE,
    &search_not_rebuilt::RULE,
    &trigger_not_translated::RULE,
    &view_not_translated::RULE,
    &virtual_table_not_translated::RULE,
    &blob_holds_text::RULE,
    &boolean_holds_other_values::RULE,
    &check_violated::RULE,
    &collation_not_carried::RULE,
    &decimal_wider_than_declared::RULE,
    &foreign_key_orphans::RULE,
    &foreign_key_types_differ::RULE,
    &identity_exhausted::RULE,
    &index_over_long_text::RULE,
    &identity_not_made::RULE,
    &json_not_jsonb::RULE,
    &json_not_valid::RULE,
    &json_repeats_keys::RULE,
    &key_spellings_differ::RULE,
    &meaning_differs::RULE,
    &name_collision::RULE,
    &name_not_allowed::RULE,
    &name_truncated::RULE,
    &not_null_has_nulls::RULE,
    &on_conflict_not_carried::RULE,
    &primary_key_has_nulls::RULE,
    &row_breaks_promise::RULE,
    &rowid_not_kept::RULE,
    &rtree_becomes_table::RULE,
    &search_becomes_tsvector::RULE,
    &search_positions_missing::RULE,
    &search_text_too_long::RULE,
    &search_tokenizer_differs::RULE,
    &spatial_index_not_carried::RULE,
    &storage_classes_mixed::RULE,
    &text_longer_than_declared::RULE,
    &time_beyond_microseconds::RULE,
    &time_not_recognised::RULE,
    &time_unit_unclear::RULE,
    &uuid_not_recognised::RULE,
    &value_in_another_class::RULE,
    &weaker_in_sqlite::RULE,
    &integrity_note::RULE,
    &kept_as_text::RULE,
    &no_row_key::RULE,
    &other_schemas_stay::RULE,
    &row_may_be_too_wide::RULE,
    &rows_held_otherwise::RULE,
    &rows_without_parent::RULE,
    &search_columns_share_weight::RULE,
    &search_trigger_replaced::RULE,
    &strict_types::RULE,
    &time_zone_assumed::RULE,
    &virtual_table_without_rows::RULE,
    &without_rowid::RULE,
];

/// Adds SQL to a finding where there is some.
trait SqlOf {
    fn sql_of(self, sql: Option<&str>) -> Finding;
}

impl SqlOf for Finding {
    fn sql_of(self, sql: Option<&str>) -> Finding {
        match sql {
            Some(sql) => self.sql(sql),
            None => self,
        }
    }
}

/// A finding about text that PostgreSQL cannot hold.
fn flawed(rule: &Rule, flaw: &str, table: &str, column: &str, flaws: &Flaws, policy: FlawPolicy) -> Finding {
    let (level, outcome) = match policy {
        FlawPolicy::Refuse => (Level::Blocks, "nothing is written"),
        FlawPolicy::Bytea => (Level::Changes, "the column becomes bytea"),
        FlawPolicy::Escape => (Level::Loss, "escaped, the originals are kept"),
        FlawPolicy::RejectRow => (Level::Loss, "such rows go to howdah.rejected"),
    };
    let mut finding = rule
        .finding(match flaws.count {
            1 => format!("a text holds {flaw}: {outcome}"),
            count => format!("{count} texts hold {flaw}: {outcome}"),
        })
        .on(table)
        .column(column)
        .rows(flaws.examples.iter().map(|(row, offset)| format!("{row}, byte {offset}")));
    finding.level = level;
    finding
}

/// The page `docs/reference/findings.md`.
pub fn findings_markdown() -> String {
    let mut page = String::from(
        "# Findings\n\nWhat `howdah plan` may notice, by level. This page is generated from the rules in \
         `crates/howdah/src/plan/rules/`.\n",
    );
    for (level, meaning) in [
        (Level::Blocks, "Nothing is written until you decide."),
        (Level::Loss, "Something is not carried, or arrives changed."),
        (Level::Changes, "Everything is carried, and the application may notice a difference."),
        (Level::Note, "Worth knowing."),
    ] {
        let _ = write!(page, "\n## Level `{}`\n\n{meaning}\n", level.word());
        for rule in ALL.iter().filter(|rule| rule.level == level) {
            let _ = write!(
                page,
                "\n### {}\n\n{}\n\n{}\n\n*What to do:* {}\n",
                rule.id, rule.summary, rule.explanation, rule.remedy
            );
        }
    }
    page
}
