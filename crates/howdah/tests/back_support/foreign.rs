//! What the judge of files made of any database (`testkit::foreign`) is told of a run.

use howdah::plan::back::{Choices, NanChoice};
use howdah::report::run::RunReport;
use std::collections::BTreeSet;
use std::path::Path;
use testkit::foreign::Options;

/// What a report says is not carried, as the judge names it.
pub fn judge(file: &Path, report: &RunReport, choices: Choices) -> Options {
    let mut options = Options {
        strict: choices.strict,
        nan_as_text: choices.on_nan == NanChoice::Text,
        ..Options::default()
    };
    for finding in &report.findings {
        let sql = finding.sql.as_deref().unwrap_or_default();
        if finding.message.starts_with("index ") {
            options.left_out_indexes.insert(index_of(sql));
        }
    }
    options.other_tables = searches(file);
    // The only foreign key of the databases that is NOT VALID.
    options.orphans.insert("orphan".to_owned());
    options
}

/// `schema.index` of a CREATE INDEX as PostgreSQL writes it.
fn index_of(sql: &str) -> String {
    let name = |text: &str| text.trim_matches('"').replace("\"\"", "\"");
    let behind = sql.split(" INDEX ").nth(1).unwrap_or_default();
    let (index, behind) = behind.split_once(" ON ").unwrap_or_default();
    let table = behind.trim_start_matches("ONLY ");
    let schema = table.split('.').next().unwrap_or_default();
    format!("{}.{}", name(schema), name(index))
}

/// The tables of full-text searches, which come from columns and indexes.
fn searches(file: &Path) -> BTreeSet<String> {
    let connection = rusqlite::Connection::open(file).expect("the file");
    let mut statement = connection
        .prepare("SELECT name FROM pragma_table_list WHERE type IN ('virtual', 'shadow')")
        .expect("a pragma");
    let names = statement.query_map([], |row| row.get(0)).expect("names");
    names.map(|name| name.expect("a name")).collect()
}
