//! The declaration of a table in SQLite. Pure.
//!
//! What PostgreSQL declares is declared here in SQLite's words; what SQLite has no words for is a finding. Comments of
//! the database stand as comments in the text, where a way forward finds them again.

use super::types::{Mapped, map_column, told_apart};
use super::{Choices, names};
use crate::catalog::map::{ColumnMap, FlawPolicy, RowKey, RowidMap, TableMap};
use crate::catalog::schema::{Action, ForeignKey};
use crate::plan::rules::{kept_as_text, name_collision, not_said_in_sqlite, weaker_in_sqlite};
use crate::postgres::emit::{ident_list, qualified, quote_ident};
use crate::postgres::reader::Reading;
use crate::postgres::survey::limits::Limits;
use crate::postgres::survey::{Order, Relation, Surveyed};
use crate::report::finding::Finding;
use crate::row::format::ZonePolicy;
use crate::sqlite::emit::ident;
use crate::sqlite::tried::takes;
use crate::translate::back;

/// Why a constraint is not carried that PostgreSQL does not hold the rows to.
const NOT_VALID: &str = "It is NOT VALID: rows may violate it.";

/// What becomes of the default of an INTEGER PRIMARY KEY (<https://sqlite.org/lang_createtable.html#rowid>).
const NOT_ASKED: &str = "A new row without a value for its INTEGER PRIMARY KEY gets the next free number in SQLite, never the default.";

/// A table that is to be made.
pub(super) struct NewTable<'s> {
    pub surveyed: &'s Surveyed,
    /// Its name in SQLite.
    pub lite: String,
    pub strict: bool,
    /// Its columns, in order.
    pub columns: Vec<Mapped>,
    /// The expressions of generated columns, parallel to `columns`.
    pub generated: Vec<Option<String>>,
    /// The INTEGER PRIMARY KEY.
    pub alias: Option<usize>,
    /// A sequence gives its values.
    pub counts: bool,
    /// No value breaks the NOT NULL of its column's domains, parallel to `columns`.
    pub domains_hold: Vec<bool>,
}

/// Where a foreign key goes: the parent's name in SQLite, and its columns there.
pub(super) type Parent<'p> = &'p dyn Fn(&ForeignKey) -> Option<(String, Vec<String>)>;

impl<'s> NewTable<'s> {
    pub fn draft(
        surveyed: &'s Surveyed,
        lite: String,
        limits: &[Limits],
        choices: Choices,
        findings: &mut Vec<Finding>,
    ) -> NewTable<'s> {
        let table = &surveyed.table;
        let mut columns: Vec<Mapped> = Vec::new();
        for (at, column) in table.columns.iter().enumerate() {
            let taken = |name: &str| columns.iter().any(|one| one.map.lite.eq_ignore_ascii_case(name));
            let name = names::free(&column.name, taken);
            if name != column.name {
                let place = format!("{}.{}", lite, column.name);
                findings.push(name_collision::in_sqlite("column", &place, &name));
            }
            if surveyed.orders[at] == Order::Loose {
                let what = "compares texts by a collation under which different ones may be equal; SQLite tells them apart";
                findings.push(weaker_in_sqlite::finding(&lite, &column.name, what));
            }
            let limits = limits.get(at).copied().unwrap_or_default();
            if limits.deep {
                let what =
                    "holds documents that are nested deeper than SQLite reads, so that nothing checks them";
                findings.push(weaker_in_sqlite::finding(&lite, &column.name, what));
            }
            let mapped = map_column(&column.name, name, &surveyed.types[at], limits, choices.strict, choices);
            if mapped.as_text {
                findings.push(kept_as_text::finding(&lite, &mapped.map.lite, &column.declared));
            }
            columns.push(mapped);
        }
        let key = table.primary_key.as_ref();
        let alias = match key.map(|key| key.columns.as_slice()) {
            Some([only]) if columns[*only].map.declared == "INTEGER" && is_integer(&columns[*only]) => {
                Some(*only)
            }
            _ => None,
        };
        let counts = alias.is_some_and(|at| surveyed.sequences.contains_key(&table.columns[at].name));
        let new = NewTable {
            surveyed,
            lite,
            strict: choices.strict,
            generated: vec![None; columns.len()],
            columns,
            alias,
            counts,
            domains_hold: (0..table.columns.len())
                .map(|at| !limits.get(at).is_some_and(|limits| limits.nulls))
                .collect(),
        };
        new.say_how_it_counts(findings);
        new
    }

    /// The columns as translations see them.
    pub fn scope(&self) -> Vec<back::Column<'_>> {
        self.columns.iter().enumerate().map(|(at, column)| self.scoped(at, &column.map.target)).collect()
    }

    fn scoped<'a>(&'a self, at: usize, name: &'a str) -> back::Column<'a> {
        back::Column { name, lite: &self.columns[at].map.lite, cell: self.cell(at) }
    }

    fn cell(&self, at: usize) -> back::Cell<'_> {
        back::Cell {
            type_name: &self.surveyed.types[at].written,
            stored: self.columns[at].stored,
            collation: collation(self.surveyed.orders[at]),
        }
    }

    /// Whether SQLite takes the table with this part behind its columns, and these statements about it.
    pub fn takes(&self, part: &str, statements: &[&str]) -> Result<(), String> {
        let mut columns: Vec<String> = self
            .columns
            .iter()
            .map(|column| format!("{} {}", ident(&column.map.lite), column.map.declared))
            .collect();
        columns.extend((!part.is_empty()).then(|| part.to_owned()));
        let table = format!("CREATE TABLE {} (\n{}\n)", ident(&self.lite), columns.join(",\n"));
        takes(&[&[table.as_str()], statements].concat())
    }

    /// A condition in SQLite's words that SQLite takes.
    fn condition(&self, sql: &str, scope: &[back::Column<'_>]) -> Result<String, String> {
        let text = back::condition(sql, scope).map_err(|no| no.reason)?;
        self.takes(&format!("CHECK ({text})"), &[])?;
        Ok(text)
    }

    /// A default in SQLite's words that SQLite takes.
    fn default(&self, at: usize, sql: &str) -> Result<String, String> {
        let text = back::default(sql, &self.cell(at)).map_err(|no| no.reason)?;
        let column = ident(&self.columns[at].map.lite);
        takes(&[&format!("CREATE TABLE t ({column} {} DEFAULT {text})", self.columns[at].map.declared)])?;
        Ok(text)
    }

    /// A generated column that cannot be said in SQLite is an ordinary one with its values.
    pub fn translate_generated(&mut self, limits: &[Limits], findings: &mut Vec<Finding>) {
        let negative_zero = limits.iter().any(|limits| limits.negative_zero);
        let table = &self.surveyed.table;
        let in_key = |at: usize| table.primary_key.as_ref().is_some_and(|key| key.columns.contains(&at));
        for (at, column) in table.columns.iter().enumerate() {
            let Some(generated) = &column.generated else { continue };
            let sql = generated.expression.as_deref().unwrap_or_default();
            let manner = if generated.stored { "STORED" } else { "VIRTUAL" };
            let said = match back::generated(sql, &self.scope(), &self.cell(at)) {
                // To compute it, SQLite must know the types of the row's columns, and a column of REAL stores 0.0 for -0.0.
                Ok(_) if generated.stored && negative_zero => {
                    Err("A column of the table holds -0.0, which would become 0.0.".to_owned())
                }
                Ok(_) if in_key(at) => Err("SQLite has no generated column in a primary key.".to_owned()),
                Ok(_) if at == 0 && table.columns.iter().all(|column| column.generated.is_some()) => {
                    Err("A table of SQLite has a column at least that is not generated.".to_owned())
                }
                Ok(text) => {
                    let clause = format!("GENERATED ALWAYS AS ({text}) {manner}");
                    let part = format!("\"a generated column\" {} {clause}", self.columns[at].map.declared);
                    self.takes(&part, &[]).map(|()| clause)
                }
                Err(no) => Err(no.reason),
            };
            match said {
                Ok(clause) => self.generated[at] = Some(clause),
                Err(reason) => findings.push(self.no_longer_generated(at, sql, &reason)),
            }
        }
    }

    fn no_longer_generated(&self, at: usize, sql: &str, reason: &str) -> Finding {
        let what = "generated column becomes an ordinary one with its values, NULL in new rows";
        let finding = not_said_in_sqlite::finding(what, &self.lite, Some(sql), reason);
        finding.column(&self.columns[at].map.lite)
    }

    /// Says of generated columns that a table gets which is there that they are ordinary ones.
    pub fn add_as_ordinary(&self, findings: &mut Vec<Finding>) {
        for (at, column) in self.surveyed.table.columns.iter().enumerate() {
            let Some(generated) = &column.generated else { continue };
            let sql = generated.expression.as_deref().unwrap_or_default();
            findings.push(self.no_longer_generated(
                at,
                sql,
                "SQLite adds no column that it computes and stores.",
            ));
        }
    }

    /// Where the sequence of its INTEGER PRIMARY KEY stands, when one has given values.
    pub fn position(&self) -> Option<i64> {
        let column = &self.surveyed.table.columns[self.alias?];
        self.surveyed.sequences.get(&column.name)?.high_water().filter(|&position| position > 0)
    }

    /// The map by which its rows travel.
    pub fn map(&self, number: i32) -> TableMap {
        let travels = |at: &usize| self.generated[*at].is_none();
        let place = |at: usize| (0..at).filter(travels).count();
        let key = self.surveyed.table.primary_key.as_ref();
        let all = 0..self.columns.len();
        let map = |at: usize| ColumnMap {
            reason: format!("{} in PostgreSQL", self.surveyed.table.columns[at].declared),
            ..self.columns[at].map.clone()
        };
        TableMap {
            number,
            lite: self.lite.clone(),
            schema: self.surveyed.schema.clone(),
            target: self.surveyed.table.name.clone(),
            without_rowid: false,
            strict: self.strict,
            columns: all.clone().filter(travels).map(map).collect(),
            generated: all.filter(|at| !travels(at)).map(map).collect(),
            key: match key {
                Some(key) => RowKey::Columns(key.columns.iter().map(|&at| place(at)).collect()),
                None => RowKey::Row,
            },
            rowid: RowidMap::None,
            zone: ZonePolicy::default(),
            originals: false,
            on_nul: FlawPolicy::Refuse,
            on_bad_utf8: FlawPolicy::Refuse,
            edits: Vec::new(),
            chunk_starts: Vec::new(),
            rows: self.surveyed.rows,
            bytes: self.surveyed.bytes,
        }
    }

    /// How its rows are read.
    pub fn reading(&self) -> Option<Reading> {
        let with_partitions = self.surveyed.relation == Relation::Partitioned;
        let columns = self
            .columns
            .iter()
            .filter_map(|column| Some((column.map.target.clone(), column.reading.clone()?)));
        let unfilled = self.surveyed.relation == (Relation::MaterialisedView { filled: false });
        let reading = Reading { with_partitions, unfilled, columns: columns.collect() };
        (reading != Reading::default()).then_some(reading)
    }

    /// The statement that makes it.
    pub fn declaration(&self, parent: Parent<'_>, findings: &mut Vec<Finding>) -> String {
        let mut lines: Vec<(String, Option<&str>)> = Vec::new();
        for at in 0..self.columns.len() {
            lines.push((self.column(at, findings), self.surveyed.comments[at].as_deref()));
        }
        self.keys(&mut lines, findings);
        self.foreign_keys(parent, &mut lines, findings);
        self.checks(&mut lines, findings);
        let mut sql = format!("CREATE TABLE {}", ident(&self.lite));
        match &self.surveyed.comment {
            Some(comment) => {
                sql.push('\n');
                push_comment(comment, "", &mut sql);
                sql.push_str("(\n");
            }
            None => sql.push_str(" (\n"),
        }
        let last = lines.len().saturating_sub(1);
        for (at, (line, comment)) in lines.iter().enumerate() {
            if let Some(comment) = comment {
                push_comment(comment, "    ", &mut sql);
            }
            sql.push_str("    ");
            sql.push_str(line);
            sql.push_str(if at == last { "\n" } else { ",\n" });
        }
        sql.push_str(if self.strict { ") STRICT" } else { ")" });
        sql
    }

    /// A column's declaration; also the text behind ADD COLUMN.
    pub fn column(&self, at: usize, findings: &mut Vec<Finding>) -> String {
        let (column, mapped) = (&self.surveyed.table.columns[at], &self.columns[at]);
        let value = &self.surveyed.types[at];
        let mut sql = format!("{} {}", ident(&mapped.map.lite), mapped.map.declared);
        let is_alias = self.alias == Some(at);
        if is_alias {
            sql.push_str(if self.counts { " PRIMARY KEY AUTOINCREMENT" } else { " PRIMARY KEY" });
        }
        let not_null =
            column.not_null || (self.domains_hold[at] && value.domains.iter().any(|domain| domain.not_null));
        // What PostgreSQL computed, nobody computes here: a new row could not be written.
        let was_computed =
            self.generated[at].is_none() && (column.generated.is_some() || value.name == "tsvector");
        if not_null && was_computed {
            let what = "may be NULL in SQLite, where nobody computes it for a new row";
            findings.push(weaker_in_sqlite::finding(&self.lite, &column.name, what));
        }
        if not_null && !is_alias && !was_computed {
            sql.push_str(" NOT NULL");
        }
        if let Some(collation) = mapped.collation {
            sql.push_str(&format!(" COLLATE {collation}"));
        }
        let of_domain = || value.domains.iter().find_map(|domain| domain.default.as_ref());
        if let Some(default) =
            column.default.as_ref().or_else(of_domain).filter(|_| !(is_alias && self.counts))
        {
            let said = match is_alias {
                true => Err(NOT_ASKED.to_owned()),
                false => self.default(at, default),
            };
            match said {
                Ok(text) => sql.push_str(&format!(" DEFAULT {text}")),
                Err(reason) => findings.push(
                    not_said_in_sqlite::finding("default is not carried", &self.lite, Some(default), &reason)
                        .column(&mapped.map.lite),
                ),
            }
        } else if column.identity.is_some() && !is_alias {
            let reason = "SQLite counts only an INTEGER PRIMARY KEY.";
            findings.push(
                not_said_in_sqlite::finding("identity is not carried", &self.lite, None, reason)
                    .column(&mapped.map.lite),
            );
        }
        if let Some(generated) = &self.generated[at] {
            sql.push(' ');
            sql.push_str(generated);
        }
        if let Some(check) = &mapped.check {
            sql.push_str(&format!(" CHECK ({check})"));
        }
        for (check, validated) in value.domains.iter().flat_map(|domain| &domain.checks) {
            let scope = [self.scoped(at, "value")];
            let said = match validated {
                true => self.condition(check, &scope),
                false => Err(NOT_VALID.to_owned()),
            };
            match said {
                Ok(text) => sql.push_str(&format!(" CHECK ({text})")),
                Err(reason) => findings.push(
                    not_said_in_sqlite::finding(
                        "CHECK of a domain is not carried",
                        &self.lite,
                        Some(check),
                        &reason,
                    )
                    .column(&mapped.map.lite),
                ),
            }
        }
        self.say_what_held_within(at, findings);
        sql
    }

    /// What domains ask of the parts of a value that is one text in SQLite.
    fn say_what_held_within(&self, at: usize, findings: &mut Vec<Finding>) {
        for domain in &self.surveyed.types[at].within {
            let not_null = domain.not_null.then_some(("NOT NULL", "VALUE IS NOT NULL"));
            let checks = domain.checks.iter().map(|(check, _)| ("CHECK", check.as_str()));
            for (what, sql) in not_null.into_iter().chain(checks) {
                let what = format!("{what} of a domain is not carried");
                let reason =
                    format!("{} is a part of the values, each of which is one text in SQLite.", domain.name);
                let finding = not_said_in_sqlite::finding(&what, &self.lite, Some(sql), &reason);
                findings.push(finding.column(&self.columns[at].map.lite));
            }
        }
    }

    fn list(&self, columns: &[usize]) -> String {
        columns.iter().map(|&at| ident(&self.columns[at].map.lite)).collect::<Vec<_>>().join(", ")
    }

    fn keys(&self, lines: &mut Vec<(String, Option<&str>)>, findings: &mut Vec<Finding>) {
        let table = &self.surveyed.table;
        if let Some(key) = table.primary_key.as_ref().filter(|_| self.alias.is_none()) {
            lines.push((format!("PRIMARY KEY ({})", self.list(&key.columns)), None));
        }
        for key in table.primary_key.iter().chain(&table.uniques).filter(|key| key.deferrable) {
            let what = "is checked at once, not at the end of a transaction";
            findings.push(weaker_in_sqlite::finding(&self.lite, key.name.as_deref().unwrap_or("key"), what));
        }
        for key in &table.uniques {
            lines.push((format!("{}UNIQUE ({})", named(key.name.as_deref()), self.list(&key.columns)), None));
        }
        self.say_what_is_told_apart(findings);
        for (name, what) in &self.surveyed.troubles {
            let what = format!("{what} in PostgreSQL, and not in SQLite");
            findings.push(weaker_in_sqlite::finding(&self.lite, name, &what));
        }
    }

    /// Values that are equal in PostgreSQL and are different texts here may stand in a unique column side by side.
    fn say_what_is_told_apart(&self, findings: &mut Vec<Finding>) {
        let table = &self.surveyed.table;
        let keys = table.primary_key.iter().chain(&table.uniques);
        let keys = keys.flat_map(|key| key.columns.iter().map(|&at| (key.name.as_deref(), at)));
        let indexes = table.indexes.iter().filter(|index| index.unique);
        let indexes = indexes.flat_map(|index| {
            index.parts.iter().filter_map(|part| Some((Some(index.name.as_str()), part.column?)))
        });
        for (name, at) in keys.chain(indexes) {
            let Some(example) = told_apart(&self.surveyed.types[at], &self.columns[at]) else { continue };
            let column = &self.columns[at].map.lite;
            let what = format!(
                "tells values of {column} apart in SQLite that PostgreSQL calls equal, such as {example}"
            );
            findings.push(weaker_in_sqlite::finding(&self.lite, name.unwrap_or("key"), &what));
        }
    }

    fn foreign_keys(
        &self,
        parent: Parent<'_>,
        lines: &mut Vec<(String, Option<&str>)>,
        findings: &mut Vec<Finding>,
    ) {
        for key in &self.surveyed.table.foreign_keys {
            let Some((parent, columns)) = parent(key) else {
                let parent = key.parent_schema.as_ref().map(|schema| format!("{schema}."));
                let parent = format!("{}{}", parent.unwrap_or_default(), key.parent);
                let reason = format!("Its parent {parent} is not carried as a table of its own.");
                let what = "foreign key is not carried";
                let sql = foreign_key_of_postgres(self.surveyed, key);
                findings.push(not_said_in_sqlite::finding(what, &self.lite, Some(&sql), &reason));
                continue;
            };
            let columns: Vec<String> = columns.iter().map(|column| ident(column)).collect();
            let mut sql = format!(
                "{}FOREIGN KEY ({}) REFERENCES {} ({})",
                named(key.name.as_deref()),
                self.list(&key.columns),
                ident(&parent),
                columns.join(", ")
            );
            for (when, action) in [("DELETE", key.on_delete), ("UPDATE", key.on_update)] {
                if action != Action::NoAction {
                    sql.push_str(&format!(" ON {when} {}", action.sql()));
                }
            }
            // SQLite knows no others: a key that is not deferred at first is checked at once.
            if key.deferrable && key.initially_deferred {
                sql.push_str(" DEFERRABLE INITIALLY DEFERRED");
            } else if key.deferrable {
                sql.push_str(" DEFERRABLE INITIALLY IMMEDIATE");
            }
            lines.push((sql, None));
        }
    }

    /// AUTOINCREMENT counts by one, upwards.
    fn say_how_it_counts(&self, findings: &mut Vec<Finding>) {
        let Some(at) = self.alias else { return };
        let name = &self.surveyed.table.columns[at].name;
        let Some(sequence) = self.surveyed.sequences.get(name) else { return };
        let mut say = |what: &str| findings.push(weaker_in_sqlite::finding(&self.lite, name, what));
        if sequence.increment != 1 {
            say("counts by another step than 1 in PostgreSQL, and by 1 in SQLite");
        } else if sequence.next_value().is_some_and(|next| next < 1) {
            say("counts below 1 in PostgreSQL, and from 1 on in SQLite");
        }
        let ends = [i64::from(i16::MAX), i64::from(i32::MAX), i64::MAX];
        if sequence.increment > 0 && !ends.contains(&sequence.maximum) {
            say(&format!("ends at {} in PostgreSQL, and goes on in SQLite", sequence.maximum));
        }
    }

    fn checks(&self, lines: &mut Vec<(String, Option<&str>)>, findings: &mut Vec<Finding>) {
        let scope = self.scope();
        for check in &self.surveyed.table.checks {
            let said = match check.validated {
                true => self.condition(&check.expression, &scope),
                false => Err(NOT_VALID.to_owned()),
            };
            match said {
                Ok(text) => lines.push((format!("{}CHECK ({text})", named(check.name.as_deref())), None)),
                Err(reason) => findings.push(not_said_in_sqlite::finding(
                    &format!("CHECK constraint {} is not carried", check.name.as_deref().unwrap_or_default()),
                    &self.lite,
                    Some(&check.expression),
                    &reason,
                )),
            }
        }
    }
}

/// A foreign key as PostgreSQL declares it.
pub(super) fn foreign_key_of_postgres(surveyed: &Surveyed, key: &ForeignKey) -> String {
    let columns = key.columns.iter().map(|&at| surveyed.table.columns[at].name.as_str());
    format!(
        "ALTER TABLE {} ADD CONSTRAINT {} FOREIGN KEY ({}) REFERENCES {} ({}) ON DELETE {} ON UPDATE {}",
        qualified(&surveyed.schema, &surveyed.table.name),
        quote_ident(key.name.as_deref().unwrap_or_default()),
        ident_list(columns),
        qualified(key.parent_schema.as_ref().unwrap_or(&surveyed.schema), &key.parent),
        ident_list(key.parent_columns.iter().map(String::as_str)),
        key.on_delete.sql(),
        key.on_update.sql()
    )
}

/// How a text is compared, as translations know it.
pub(super) fn collation(order: Order) -> back::Collation {
    match order {
        Order::Bytes => back::Collation::Bytes,
        Order::Locale => back::Collation::Locale,
        Order::Loose => back::Collation::Loose,
    }
}

fn named(name: Option<&str>) -> String {
    name.map(|name| format!("CONSTRAINT {} ", ident(name))).unwrap_or_default()
}

fn is_integer(mapped: &Mapped) -> bool {
    mapped.stored == back::Stored::Integer
}

/// Writes a comment in lines of its own, each behind two hyphens.
fn push_comment(comment: &str, indent: &str, sql: &mut String) {
    for line in comment.split(['\n', '\r']) {
        sql.push_str(indent);
        sql.push_str("-- ");
        sql.push_str(line);
        sql.push('\n');
    }
}
