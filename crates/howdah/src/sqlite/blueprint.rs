//! The schema of a file that is to be made: its entries as they were, and what each needs before rows can be put in.
//!
//! No declaration is executed. The entries are written into `sqlite_schema` as text
//! (<https://sqlite.org/pragma.html#pragma_writable_schema>), so that nothing is judged that today's SQLite would judge
//! otherwise than the SQLite that made it. While it is being filled, a file has other declarations for the same trees:
//! a *twin* of each table, with the same columns in its records and the same order, but without types, constraints and
//! indexes, so that a cell is stored as it is given.

use super::emit::ident;
use super::facts;
use super::failure::{failed, unwritten};
use super::inspect::inspect;
use super::mend;
use super::types;
use crate::catalog::map::Affinity;
use crate::catalog::schema::{Catalog, Origin, Table, TableKind};
use crate::error::{Error, Kind, Result};
use rusqlite::{Connection, params};
use std::collections::HashMap;

/// What an entry keeps in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tree {
    /// Nothing: views, triggers, virtual tables.
    None,
    /// A table's tree, keyed by rowid.
    Table,
    /// An index's tree, or that of a table WITHOUT ROWID.
    Index,
}

/// An entry of `sqlite_schema`.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The entry as it was.
    pub origin: Origin,
    /// What it keeps in the file.
    pub tree: Tree,
    /// The text that SQLite reads; the entry's own but for one that it refuses. `None` leaves the entry out.
    readable: Option<Option<String>>,
    /// How rows are put in, for a table.
    pub filling: Option<Filling>,
}

/// How rows are put into a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filling {
    /// The table's declaration while it is filled.
    sql: String,
    /// Its name then.
    pub name: String,
    /// Columns in the order of the records: name in SQLite, and name while it is filled.
    pub columns: Vec<(String, String)>,
    /// Rows have a rowid that is no column.
    pub rowids: bool,
    /// Stored generated columns whose values nobody computes: they are NULL until the application writes the row.
    pub uncomputed: Vec<String>,
}

/// Everything that a new file is to contain.
#[derive(Debug, Clone)]
pub struct Blueprint {
    /// The entries in their order.
    pub entries: Vec<Entry>,
    /// The schema as SQLite reads it.
    pub catalog: Catalog,
}

/// A row of `sqlite_schema`: kind, name, table, page of the root, text.
type Row<'a> = (&'a str, &'a str, &'a str, i64, Option<&'a str>);

impl Blueprint {
    /// Reads the entries in a scratch database, with what statements add to them.
    ///
    /// Fails with [`Kind::Source`] when SQLite can make nothing of the schema.
    pub fn draw(origin: &[Origin], added: &[String]) -> Result<Blueprint> {
        let doing = |cause| failed("reading the schema that was kept", cause);
        let scratch = Connection::open_in_memory().map_err(doing)?;
        match sketch(&scratch, origin, &supposed(origin)) {
            Ok(()) if added.is_empty() => Blueprint::read(&scratch, origin, false),
            Ok(()) => {
                // ALTER TABLE looks for rows, in an index too where that is the shorter way.
                let was = Blueprint::read(&scratch, origin, false)?;
                let trees: Vec<Tree> = was.entries.iter().map(|entry| entry.tree).collect();
                let scratch = Connection::open_in_memory().map_err(doing)?;
                sketch(&scratch, origin, &trees).map_err(doing)?;
                for sql in added {
                    scratch.execute_batch(sql).map_err(|cause| unwritten("adding to the schema", cause))?;
                }
                let grown = inspect(&scratch)?.origin;
                Blueprint::read(&scratch, &grown, false)
            }
            Err(cause) if mend::is_refused_schema(&cause) && !added.is_empty() => Err(doing(cause).hint(
                "Drop what was added on PostgreSQL: SQLite refuses this schema, and adds nothing to it.",
            )),
            Err(cause) if mend::is_refused_schema(&cause) => {
                let place = tempfile::tempdir().map_err(|cause| {
                    Error::new(Kind::Target, "no temporary directory can be made").caused_by(cause)
                })?;
                let path = place.path().join("schema.db");
                let file = Connection::open(&path).map_err(doing)?;
                match sketch(&file, origin, &supposed(origin)) {
                    Err(cause) if !mend::is_refused_schema(&cause) => return Err(doing(cause)),
                    _ => drop(file),
                }
                mend::mend(&path).map_err(doing)?;
                let mended = Connection::open(&path).map_err(doing)?;
                mended.execute_batch("PRAGMA foreign_keys = OFF").map_err(doing)?;
                Blueprint::read(&mended, origin, true)
            }
            Err(cause) => Err(doing(cause)),
        }
    }

    fn read(scratch: &Connection, origin: &[Origin], mended: bool) -> Result<Blueprint> {
        let doing = |cause| failed("reading the schema that was kept", cause);
        let catalog = inspect(scratch)?;
        let mut readable: HashMap<(String, String), Option<String>> = HashMap::new();
        for row in facts::schema(scratch).map_err(doing)? {
            readable.insert((row.kind, row.name), row.sql);
        }
        let mut entries = Vec::with_capacity(origin.len());
        for (at, object) in origin.iter().enumerate() {
            let read = readable.get(&(object.kind.clone(), object.name.clone())).cloned();
            let read = if mended { read } else { Some(object.sql.clone()) };
            let table = catalog.tables.iter().find(|table| table.name == object.name);
            let table = table.filter(|table| {
                object.kind == "table" && !matches!(table.kind, TableKind::Virtual { .. }) && read.is_some()
            });
            let mut filling = None;
            let tree = match (object.kind.as_str(), table) {
                ("index", _) => Tree::Index,
                ("table", Some(table)) => {
                    let without_rowid = facts::is_without_rowid(scratch, &table.name).map_err(doing)?;
                    filling = Some(Filling::of(scratch, table, at, without_rowid).map_err(doing)?);
                    if without_rowid { Tree::Index } else { Tree::Table }
                }
                _ => Tree::None,
            };
            entries.push(Entry { origin: object.clone(), tree, readable: read, filling });
        }
        Ok(Blueprint { entries, catalog })
    }

    /// How rows are put into the table of this name.
    pub fn filling(&self, table: &str) -> Option<&Filling> {
        let mut tables = self.entries.iter().filter(|entry| entry.origin.kind == "table");
        tables.find(|entry| entry.origin.name == table)?.filling.as_ref()
    }

    /// Writes the schema under which rows are put in. `roots` has the page of each entry's tree.
    pub(super) fn write_filling(&self, connection: &Connection, roots: &[i64]) -> rusqlite::Result<()> {
        let mut rows: Vec<Row<'_>> = Vec::new();
        for (entry, &root) in self.entries.iter().zip(roots) {
            if let Some(filling) = &entry.filling {
                rows.push(("table", &filling.name, &filling.name, root, Some(&filling.sql)));
            }
        }
        write(connection, &rows)
    }

    /// Writes the schema as SQLite reads it.
    pub(super) fn write_readable(&self, connection: &Connection, roots: &[i64]) -> rusqlite::Result<()> {
        let rows: Vec<Row<'_>> = self
            .entries
            .iter()
            .zip(roots)
            .filter_map(|(entry, &root)| {
                let origin = &entry.origin;
                Some((
                    origin.kind.as_str(),
                    origin.name.as_str(),
                    origin.table.as_str(),
                    root,
                    entry.readable.as_ref()?.as_deref(),
                ))
            })
            .collect();
        write(connection, &rows)
    }

    /// Whether SQLite reads every entry as it was.
    pub fn is_readable(&self) -> bool {
        self.entries.iter().all(|entry| entry.readable.as_ref() == Some(&entry.origin.sql))
    }

    /// Writes the entries as they were, whatever SQLite makes of them. The connection cannot be used afterwards.
    pub(super) fn write_verbatim(&self, connection: &Connection, roots: &[i64]) -> rusqlite::Result<()> {
        let rows: Vec<Row<'_>> = self
            .entries
            .iter()
            .zip(roots)
            .map(|(entry, &root)| {
                let origin = &entry.origin;
                (
                    origin.kind.as_str(),
                    origin.name.as_str(),
                    origin.table.as_str(),
                    root,
                    origin.sql.as_deref(),
                )
            })
            .collect();
        insert(connection, &rows)
    }
}

impl Filling {
    /// `at` makes the name unique.
    fn of(scratch: &Connection, table: &Table, at: usize, without_rowid: bool) -> rusqlite::Result<Filling> {
        let is_virtual = |column: usize| {
            table.columns[column].generated.as_ref().is_some_and(|generated| !generated.stored)
        };
        let stored: Vec<usize> = (0..table.columns.len()).filter(|&column| !is_virtual(column)).collect();
        let computed: Vec<&String> = stored
            .iter()
            .filter(|&&column| table.columns[column].generated.is_some())
            .map(|&column| &table.columns[column].name)
            .collect();
        if !computed.is_empty() {
            let own: HashMap<usize, String> =
                table.columns.iter().map(|column| ident(&column.name)).enumerate().collect();
            let key = if without_rowid { Some(key_of(scratch, table, &own)?) } else { None };
            if let Some(computing) = Filling::computing(table, at, key.as_deref()) {
                return Ok(computing);
            }
        }
        let names: HashMap<usize, String> =
            stored.iter().enumerate().map(|(place, &column)| (column, format!("c{place}"))).collect();
        let mut parts: Vec<String> = Vec::new();
        for column in &stored {
            let alias = if table.rowid_alias == Some(*column) { " INTEGER PRIMARY KEY" } else { "" };
            parts.push(format!("{}{alias}", names[column]));
        }
        let mut end = "";
        if without_rowid {
            parts.push(format!("PRIMARY KEY ({})", key_of(scratch, table, &names)?));
            end = " WITHOUT ROWID";
        }
        let name = format!("t{at}");
        let sql = format!("CREATE TABLE {name} ({}){end}", parts.join(", "));
        let columns =
            stored.iter().map(|column| (table.columns[*column].name.clone(), names[column].clone()));
        Ok(Filling {
            sql,
            columns: columns.collect(),
            rowids: !without_rowid && table.rowid_alias.is_none(),
            uncomputed: computed.into_iter().cloned().collect(),
            name,
        })
    }

    /// A twin under which SQLite computes the stored generated columns: with the columns' own names, affinities and
    /// collations, and still without constraints. `None` when SQLite cannot compute them.
    fn computing(table: &Table, at: usize, key: Option<&str>) -> Option<Filling> {
        let mut parts = Vec::new();
        for (column, declared) in table.columns.iter().enumerate() {
            let affinity = match types::affinity(&declared.declared, table.strict) {
                _ if table.rowid_alias == Some(column) => " INTEGER PRIMARY KEY",
                Affinity::Text => " TEXT",
                Affinity::Numeric => " NUMERIC",
                Affinity::Integer => " INT",
                Affinity::Real => " REAL",
                Affinity::Blob => "",
            };
            let collation = declared
                .collation
                .as_deref()
                .map(|name| format!(" COLLATE {}", ident(name)))
                .unwrap_or_default();
            let computed = match &declared.generated {
                None => String::new(),
                Some(generated) => {
                    let manner = if generated.stored { "STORED" } else { "VIRTUAL" };
                    // On lines of its own: the expression may end in a comment.
                    format!(" AS (\n{}\n) {manner}", generated.expression.as_deref()?)
                }
            };
            parts.push(format!("{}{affinity}{collation}{computed}", ident(&declared.name)));
        }
        parts.extend(key.map(|key| format!("PRIMARY KEY ({key})")));
        let end = if key.is_some() { " WITHOUT ROWID" } else { "" };
        let name = format!("t{at}");
        let sql = format!("CREATE TABLE {name} ({}){end}", parts.join(", "));
        let columns = table.stored().map(|column| table.columns[column].name.clone());
        let filling = Filling {
            sql,
            columns: columns.map(|name| (name.clone(), name)).collect(),
            rowids: key.is_none() && table.rowid_alias.is_none(),
            uncomputed: Vec::new(),
            name,
        };
        let scratch = Connection::open_in_memory().ok()?;
        scratch.execute_batch(&filling.sql).ok()?;
        scratch.prepare(&filling.insert(None, false)).ok()?;
        Some(filling)
    }

    /// The statement that puts a row in, its parameters in the order of [`Filling::columns`], behind that of the
    /// `rowid`'s name where there is one. With `raw`, each column has a second parameter: whether the first is text
    /// given as the bytes that the file stores.
    pub(super) fn insert(&self, rowid: Option<&str>, raw: bool) -> String {
        let first = usize::from(rowid.is_some());
        let names: Vec<String> = self.columns.iter().map(|(_, name)| ident(name)).collect();
        let places: Vec<String> = (0..names.len())
            .map(|at| match raw {
                false => format!("?{}", first + at + 1),
                true => {
                    let (value, flag) = (first + 2 * at + 1, first + 2 * at + 2);
                    format!("iif(?{flag}, CAST(?{value} AS TEXT), ?{value})")
                }
            })
            .collect();
        let rowid_name = rowid.into_iter().map(str::to_owned);
        let rowid_place = rowid.into_iter().map(|_| "?1".to_owned());
        format!(
            "INSERT INTO {} ({}) VALUES ({})",
            ident(&self.name),
            rowid_name.chain(names).collect::<Vec<_>>().join(", "),
            rowid_place.chain(places).collect::<Vec<_>>().join(", ")
        )
    }

    /// The first of SQLite's names of the rowid that no column hides
    /// (<https://sqlite.org/lang_createtable.html#rowid>).
    pub(super) fn rowid_name(&self) -> Option<&'static str> {
        let hidden = |name: &&str| self.columns.iter().any(|(_, column)| column.eq_ignore_ascii_case(name));
        ["rowid", "_rowid_", "oid"].into_iter().find(|name| !hidden(name))
    }
}

/// The key by which the rows of a table WITHOUT ROWID are laid out, with its collations and directions.
fn key_of(scratch: &Connection, table: &Table, names: &HashMap<usize, String>) -> rusqlite::Result<String> {
    let key = facts::indexes(scratch, &table.name)?.into_iter().find(|index| index.origin == "pk");
    let key = key.map(|index| facts::index_columns(scratch, &index.name)).transpose()?;
    let mut columns = Vec::new();
    for part in key.unwrap_or_default() {
        let name = usize::try_from(part.column).ok().and_then(|column| names.get(&column));
        let collate = part.collation.map(|name| format!(" COLLATE {}", ident(&name))).unwrap_or_default();
        let order = if part.descending { " DESC" } else { "" };
        columns.extend(name.map(|name| format!("{name}{collate}{order}")));
    }
    Ok(columns.join(", "))
}

/// Which entries keep a tree; to read the declarations, it need not be of the right kind.
fn supposed(origin: &[Origin]) -> Vec<Tree> {
    origin
        .iter()
        .map(|object| match object.kind.as_str() {
            "index" => Tree::Index,
            "table" if object.sql.as_deref().and_then(super::parse::virtual_module).is_none() => Tree::Table,
            _ => Tree::None,
        })
        .collect()
}

/// Writes the entries into a database that is thrown away.
fn sketch(scratch: &Connection, origin: &[Origin], trees: &[Tree]) -> rusqlite::Result<()> {
    // A statement is not even prepared where a parent is missing.
    scratch.execute_batch("PRAGMA foreign_keys = OFF")?;
    let roots = plant(scratch, trees)?;
    let rows: Vec<Row<'_>> = origin
        .iter()
        .zip(&roots)
        .map(|(object, &root)| {
            let sql = object.sql.as_deref();
            (object.kind.as_str(), object.name.as_str(), object.table.as_str(), root, sql)
        })
        .collect();
    write(scratch, &rows)
}

/// Makes a tree for each entry that keeps one, and returns the pages of their roots (0: none).
pub(super) fn plant(connection: &Connection, trees: &[Tree]) -> rusqlite::Result<Vec<i64>> {
    connection.execute_batch("BEGIN")?;
    for (at, tree) in trees.iter().enumerate() {
        match tree {
            Tree::None => {}
            Tree::Table => connection.execute_batch(&format!("CREATE TABLE tree{at} (x)"))?,
            Tree::Index => {
                connection.execute_batch(&format!("CREATE TABLE tree{at} (x PRIMARY KEY) WITHOUT ROWID"))?
            }
        }
    }
    connection.execute_batch("COMMIT")?;
    let mut roots = vec![0; trees.len()];
    let mut statement = connection.prepare("SELECT substr(name, 5), rootpage FROM sqlite_schema")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let at: String = row.get(0)?;
        if let Some(root) = at.parse::<usize>().ok().and_then(|at| roots.get_mut(at)) {
            *root = row.get(1)?;
        }
    }
    Ok(roots)
}

/// Replaces everything in `sqlite_schema`, and lets SQLite read it.
fn write(connection: &Connection, rows: &[Row<'_>]) -> rusqlite::Result<()> {
    insert(connection, rows)?;
    connection.execute_batch("PRAGMA writable_schema = RESET")?;
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))
}

fn insert(connection: &Connection, rows: &[Row<'_>]) -> rusqlite::Result<()> {
    connection.execute_batch("PRAGMA writable_schema = ON; BEGIN; DELETE FROM sqlite_schema")?;
    let sql = "INSERT INTO sqlite_schema (type, name, tbl_name, rootpage, sql) VALUES (?1, ?2, ?3, ?4, ?5)";
    let mut statement = connection.prepare(sql)?;
    for (kind, name, table, root, sql) in rows {
        statement.execute(params![kind, name, table, root, sql])?;
    }
    drop(statement);
    connection.execute_batch("COMMIT")
}
