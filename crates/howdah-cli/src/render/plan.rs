//! A plan as text: what is in the way, which types are chosen and why, the exact DDL, and what it will cost.

use howdah::catalog::map::{RowKey, RowidMap, TableMap};
use howdah::plan::assessment::{Assessment, assess};
use howdah::plan::estimate;
use howdah::plan::model::Plan;
use howdah::plan::summary::ddl_text;
use howdah::report::figures::{Flush, Grid, bytes, counted, visible};
use howdah::report::text;

/// The whole plan, ended by a line break.
pub fn text(plan: &Plan) -> String {
    let mut out = String::new();
    let rows: u64 = plan.tables.iter().map(|table| table.rows).sum();
    let size: u64 = plan.tables.iter().map(|table| table.bytes).sum();
    out.push_str(&format!(
        "Plan {}: {}, {}, {}.\n{}\n",
        plan.id,
        counted(plan.tables.len() as u64, "table", "tables"),
        counted(rows, "row", "rows"),
        bytes(size),
        estimate::sentence(estimate::of(plan)),
    ));
    out.push_str(&format!(
        "\n{}\n{}",
        text::findings_heading(&plan.findings),
        text::findings(&plan.findings)
    ));
    for table in &plan.tables {
        out.push_str(&table_text(table));
    }
    out.push_str("\nDDL\n");
    out.push_str(&ddl_text(plan));
    out.push_str(&assessment(&assess(plan)));
    let blocks = plan.blocking().count() as u64;
    if blocks > 0 {
        let decide = counted(blocks, "finding blocks", "findings block");
        out.push_str(&format!(
            "\nBLOCKED: {decide} this plan; nothing can be written before they are decided.\n"
        ));
    }
    out
}

/// The plan of a way to SQLite, ended by a line break: the number of rows is what the server's statistics say.
pub fn back_text(plan: &Plan) -> String {
    let tables = counted(plan.tables.len() as u64, "table", "tables");
    let mut out = format!(
        "A file with {tables}.\n\n{}\n{}",
        text::findings_heading(&plan.findings),
        text::findings(&plan.findings)
    );
    for table in &plan.tables {
        let (schema, name) = (visible(&table.schema), visible(&table.target));
        out.push_str(&format!("\n{schema}.{name} -> {}\n", visible(&table.lite)));
        let mut grid = Grid::new([Flush::Left; 3]);
        for column in table.columns.iter().chain(&table.generated) {
            let declared = if column.declared.is_empty() { "(no type)" } else { &column.declared };
            grid.row([visible(&column.lite), visible(declared), visible(&column.reason)]);
        }
        out.push_str(&grid.render("  "));
    }
    out.push_str("\nDDL\n");
    out.push_str(&ddl_text(plan));
    let blocks = plan.blocking().count() as u64;
    if blocks > 0 {
        let decide = counted(blocks, "finding blocks", "findings block");
        out.push_str(&format!("\nBLOCKED: {decide} this plan; no file is made before they are decided.\n"));
    }
    out
}

/// For whoever decides.
fn assessment(assessment: &Assessment) -> String {
    let mut out = String::from("\nAssessment\n  Goes over exactly:\n");
    for line in &assessment.exact {
        out.push_str(&format!("    {}\n", visible(line)));
    }
    let lists = [
        ("Changes for the application", &assessment.changes),
        ("Remains to be done by hand (howdah migrate writes it to untranslated.sql)", &assessment.by_hand),
    ];
    for (title, lines) in lists {
        if lines.is_empty() {
            continue;
        }
        out.push_str(&format!("  {title}:\n"));
        for line in lines {
            out.push_str(&format!("    [{}] {}\n", line.effort.word(), visible(&line.words)));
        }
    }
    if assessment.by_hand.is_empty() {
        out.push_str("  Nothing remains to be done by hand.\n");
    }
    out
}

fn table_text(table: &TableMap) -> String {
    let mut out = format!(
        "\n{} -> {}.{}: {}, {}\n",
        visible(&table.lite),
        visible(&table.schema),
        visible(&table.target),
        counted(table.rows, "row", "rows"),
        bytes(table.bytes),
    );
    let mut grid = Grid::new([Flush::Left; 4]);
    for column in &table.columns {
        let name = if column.lite == column.target {
            visible(&column.lite)
        } else {
            format!("{} -> {}", visible(&column.lite), visible(&column.target))
        };
        let declared = if column.declared.is_empty() { "(no type)" } else { &column.declared };
        grid.row([name, visible(declared), column.logical.sql(), visible(&column.reason)]);
    }
    out.push_str(&grid.render("  "));
    match (&table.rowid, &table.key) {
        (RowidMap::Hidden, _) => out.push_str("  Rowids are kept in howdah's own schema.\n"),
        (RowidMap::Column { name }, _) => {
            out.push_str(&format!("  Rowids are kept in the column {}.\n", visible(name)));
        }
        (RowidMap::None, RowKey::Row) => {
            out.push_str("  No key: rows are compared as a whole, equal ones by their number.\n");
        }
        (RowidMap::None, RowKey::Columns(_) | RowKey::Rowid) => {}
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use howdah::catalog::map::{Affinity, ColumnMap, FlawPolicy};
    use howdah::plan::model::{PLAN_VERSION, Phases, Statement, StatementKind};
    use howdah::plan::options::Options;
    use howdah::report::finding::{Finding, Level};
    use howdah::row::format::{Format, ZonePolicy};
    use howdah::row::logical::LogicalType;

    fn plan() -> Plan {
        let statement = |kind, sql: &str| Statement {
            kind,
            table: "orders".into(),
            name: String::new(),
            sql: sql.into(),
        };
        Plan {
            version: PLAN_VERSION,
            id: "00ff".into(),
            options: Options::default(),
            tables: vec![TableMap {
                number: 1,
                lite: "Orders".into(),
                schema: "public".into(),
                target: "orders".into(),
                without_rowid: false,
                strict: false,
                generated: Vec::new(),
                columns: vec![ColumnMap {
                    lite: "paid".into(),
                    target: "paid".into(),
                    declared: "BOOLEAN".into(),
                    affinity: Affinity::Numeric,
                    logical: LogicalType::Bool,
                    format: Format::Integer,
                    reason: "declared BOOLEAN, all 12 values in {0,1}".into(),
                }],
                key: RowKey::Row,
                rowid: RowidMap::None,
                zone: ZonePolicy::default(),
                originals: true,
                on_nul: FlawPolicy::default(),
                on_bad_utf8: FlawPolicy::default(),
                edits: vec![],
                chunk_starts: vec![],
                rows: 12,
                bytes: 96,
            }],
            phases: Phases {
                before: vec![statement(
                    StatementKind::Table,
                    "CREATE TABLE public.orders (\n  paid boolean\n)",
                )],
                indexes: vec![statement(StatementKind::Index, "CREATE INDEX i ON public.orders (paid)")],
                ..Phases::default()
            },
            orphans: vec![],
            findings: vec![Finding::new("text-has-nul", Level::Blocks, "text holds NUL bytes")],
            origin: vec![],
            properties: vec![],
            untranslated: Vec::new(),
            searches: Vec::new(),
        }
    }

    #[test]
    fn a_plan_shows_findings_types_with_reasons_ddl_and_cost() {
        let text = text(&plan());
        for part in [
            "Plan 00ff: 1 table, 12 rows, 96 B.",
            "Estimate: about 2 s with the proof",
            "blocks [text-has-nul]: text holds NUL bytes",
            "Orders -> public.orders: 12 rows, 96 B",
            "paid  BOOLEAN  boolean  declared BOOLEAN, all 12 values in {0,1}",
            "CREATE INDEX i",
            "BLOCKED: 1 finding blocks",
        ] {
            assert!(text.contains(part), "{part:?} is missing in\n{text}");
        }
    }
}
