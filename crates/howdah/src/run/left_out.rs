//! Rows of tables that did not go to PostgreSQL (`--only`, `--exclude`). They are in the old file alone, so a rollback
//! takes them from there, cell by cell, with the storage of virtual tables that did not go either.

use crate::catalog::schema::{Catalog, Table, TableKind};
use crate::error::{Error, Kind, Result};
use crate::plan::model::Plan;
use crate::report::event::Watch;
use crate::report::figures::counted;
use crate::row::digest::{TableDigest, hash};
use crate::sqlite::cells::{CellRow, ScanSpec, scan};
use crate::sqlite::insert::Inserter;
use crate::sqlite::new_file::NewFile;
use crate::sqlite::reader::{class, raw};
use rusqlite::Connection;
use std::collections::BTreeSet;

/// The old file, and its tables that did not go.
#[derive(Clone, Copy)]
pub(super) struct LeftOut<'a> {
    pub file: &'a Connection,
    pub tables: &'a [String],
}

/// A table that was taken from the old file, and what was read there.
pub(super) struct Taken {
    table: String,
    columns: Vec<String>,
    rowids: bool,
    digest: TableDigest,
}

impl LeftOut<'_> {
    /// Puts the rows into a new file; tables in `put` have theirs.
    pub fn put(
        &self,
        plan: &Plan,
        put: &BTreeSet<String>,
        file: &NewFile,
        watch: Watch<'_>,
    ) -> Result<Vec<Taken>> {
        let mut taken = Vec::new();
        let catalog = &file.blueprint().catalog;
        for table in catalog.tables.iter().filter(|table| self.is_alone(plan, catalog, table)) {
            let Some(filling) = file.blueprint().filling(&table.name).filter(|_| !put.contains(&table.name))
            else {
                continue;
            };
            let mut one = Taken {
                table: table.name.clone(),
                columns: filling.columns.iter().map(|(name, _)| name.clone()).collect(),
                rowids: filling.rowids,
                digest: TableDigest::default(),
            };
            let mut inserter =
                Inserter::new(file.connection(), filling, one.rowids, file.encoding(), &one.table)?;
            one.digest = one.read(self.file, &mut |row| {
                watch.check()?;
                inserter.set_rowid(row.rowid())?;
                for (place, cell) in row.iter().enumerate() {
                    inserter.set(place, cell)?;
                }
                inserter.execute()
            })?;
            taken.push(one);
        }
        Ok(taken)
    }

    /// Whether the old file alone has a table's rows.
    fn is_alone(&self, plan: &Plan, catalog: &Catalog, table: &Table) -> bool {
        if table.kind != TableKind::Shadow {
            return self.tables.contains(&table.name);
        }
        let owner = catalog.owner_of(table);
        owner.is_some_and(|owner| {
            let content = |one: &Table| one.kind == TableKind::Content { of: owner.name.clone() };
            !plan.searches.iter().any(|search| search.name == owner.name)
                && (self.tables.contains(&owner.name)
                    || catalog.tables.iter().any(|one| content(one) && self.tables.contains(&one.name)))
        })
    }
}

impl Taken {
    fn read(
        &self,
        file: &Connection,
        each: &mut dyn FnMut(&CellRow<'_>) -> Result<()>,
    ) -> Result<TableDigest> {
        let mut digest = TableDigest::default();
        let mut bytes = Vec::new();
        let columns: Vec<&str> = self.columns.iter().map(String::as_str).collect();
        let spec = ScanSpec { table: &self.table, columns: &columns, rowids: self.rowids, range: None };
        scan(file, &spec, |row| {
            bytes.clear();
            bytes.extend_from_slice(&row.rowid().unwrap_or_default().to_be_bytes());
            for cell in row.iter() {
                let cell_bytes = raw(cell);
                bytes.extend_from_slice(&class(cell).to_be_bytes());
                bytes.extend_from_slice(&(cell_bytes.len() as u64).to_be_bytes());
                bytes.extend_from_slice(&cell_bytes);
            }
            let row_hash = hash(&bytes);
            digest.add(&row_hash, &row_hash);
            each(row)
        })?;
        Ok(digest)
    }

    /// What a report says of it.
    pub fn said(&self) -> Option<String> {
        let rows = self.digest.rows();
        let words = counted(rows, "row is that", "rows are those");
        let table = &self.table;
        (rows > 0).then(|| {
            format!("Table \"{table}\", which was not carried to PostgreSQL: its {words} of the old file.")
        })
    }

    /// Fails with [`Kind::Target`] when the new file has other rows.
    pub fn check(&self, file: &Connection) -> Result<()> {
        if self.read(file, &mut |_| Ok(()))? == self.digest {
            return Ok(());
        }
        Err(Error::new(Kind::Target, "rows that were taken from the old file are not equal to it")
            .detail("No file was put in place.")
            .hint("Please report this with the table's declaration.")
            .table(&self.table))
    }
}
