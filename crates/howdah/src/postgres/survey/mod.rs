//! Looks at a whole database, or one schema of it, for one who takes its rows elsewhere: every table with the sort of
//! value of each column, and by name everything else that stands there.
//!
//! Built on [`super::inspect`]; adds what only a foreign database has: several schemas, types of every kind,
//! partitions, materialised views, comments. Judges nothing. What a look at the values themselves says is in [`limits`].

pub mod limits;
mod lost;
pub mod types;

use super::emit::qualified;
use super::inspect::inspect_rows;
use super::sequences::{Sequence, sequences};
use crate::catalog::schema::{Object, Table};
use crate::error::Result;
use lost::lost;
use postgres::{GenericClient, Row};
use std::collections::HashMap;
use types::{Types, ValueType};

/// What was found.
#[derive(Debug, Clone, Default)]
pub struct Survey {
    /// Tables, materialised views among them: schema `public` first, then by the schema's name; within one in the order of
    /// their creation.
    pub tables: Vec<Surveyed>,
    /// Views, in the same order.
    pub views: Vec<SurveyedView>,
    /// Triggers, in the same order.
    pub triggers: Vec<(String, Object)>,
    /// Everything else: what it is, its name, its SQL where the server gives it.
    pub lost: Vec<Lost>,
}

/// One table.
#[derive(Debug, Clone)]
pub struct Surveyed {
    /// Its schema.
    pub schema: String,
    /// Its columns, keys, indexes and constraints.
    pub table: Table,
    /// What kind of relation holds its rows.
    pub relation: Relation,
    /// The query of a materialised view.
    pub query: Option<String>,
    /// The type of each column, parallel to the columns of `table`.
    pub types: Vec<ValueType>,
    /// The comment on it.
    pub comment: Option<String>,
    /// The comments on its columns, parallel to them.
    pub comments: Vec<Option<String>>,
    /// How text is compared, parallel to the columns.
    pub orders: Vec<Order>,
    /// Columns that a sequence of their own gives values to.
    pub sequences: HashMap<String, Sequence>,
    /// Tables that it inherits from.
    pub parents: Vec<String>,
    /// What its structures have no place for: (constraint or index, what it does).
    pub troubles: Vec<(String, String)>,
    /// Bytes that it takes, without its indexes.
    pub bytes: u64,
    /// Rows that the server's statistics know of.
    pub rows: u64,
}

/// One view.
#[derive(Debug, Clone)]
pub struct SurveyedView {
    /// Its schema.
    pub schema: String,
    /// Its name.
    pub name: String,
    /// The statement that makes it.
    pub sql: String,
    /// Its query.
    pub query: String,
    /// Its columns: name, type, order of its text.
    pub columns: Vec<(String, ValueType, Order)>,
}

/// How a text is compared (<https://www.postgresql.org/docs/current/catalog-pg-collation.html>).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// By its bytes.
    Bytes,
    /// By a locale; equal are equal bytes only.
    Locale,
    /// Different bytes may be equal.
    Loose,
}

/// What kind of relation holds a table's rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// A table; rows of tables that inherit from it are theirs.
    Table,
    /// A partitioned table: its rows are those of its partitions.
    Partitioned,
    /// A materialised view.
    MaterialisedView {
        /// It was filled, and can be read.
        filled: bool,
    },
}

/// An object that is neither table, view nor trigger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lost {
    /// `function`, `sequence`, `policy`, `rule`, `foreign table`, `exclusion constraint`, `extension`, …
    pub kind: String,
    /// Its name, with the table it belongs to where there is one.
    pub name: String,
    /// Its SQL, where the server gives it.
    pub sql: Option<String>,
}

/// Schemas with tables of the application's own; `$1` names howdah's own schema.
const SCHEMAS: &str = "
SELECT n.nspname::text
  FROM pg_namespace n
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND n.nspname <> $1
   AND NOT EXISTS (SELECT FROM pg_depend d
                    WHERE d.classid = 'pg_namespace'::regclass AND d.objid = n.oid AND d.deptype = 'e')
 ORDER BY n.nspname <> 'public', n.nspname COLLATE \"C\"";

const TABLES_OF_SCHEMA: &str = "
SELECT c.relname::text
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = $1 AND c.relkind IN ('r', 'p', 'm') AND NOT c.relispartition
   AND NOT EXISTS (SELECT FROM pg_depend d
                    WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
 ORDER BY c.relname COLLATE \"C\"";

/// One row a column; a table without columns has one with NULLs. The bytes of most other encodings are in another order than
/// those of UTF-8.
const COLUMNS: &str = "
SELECT c.relname::text, c.relkind::text, a.attname::text, a.atttypid, a.atttypmod,
       col_description(c.oid, a.attnum),
       CASE WHEN NOT k.collisdeterministic THEN 'loose'
            WHEN pg_catalog.getdatabaseencoding() IN ('UTF8', 'LATIN1')
             AND (k.collname IN ('C', 'POSIX', 'ucs_basic')
               OR (k.collprovider = 'd' AND (SELECT d.datcollate IN ('C', 'POSIX') AND d.datlocprovider = 'c'
                                               FROM pg_database d WHERE d.datname = current_database()))) THEN 'bytes'
            ELSE 'locale' END,
       obj_description(c.oid, 'pg_class'),
       ARRAY(SELECT format('%I.%I', pn.nspname, p.relname)
               FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhparent JOIN pg_namespace pn ON pn.oid = p.relnamespace
              WHERE i.inhrelid = c.oid ORDER BY i.inhseqno),
       CASE WHEN NOT $2 THEN 0
            WHEN c.relkind = 'p'
            THEN (SELECT coalesce(sum(pg_table_size(t.relid)), 0)::bigint FROM pg_partition_tree(c.oid) t WHERE t.isleaf)
            WHEN c.relkind <> 'v' THEN pg_table_size(c.oid) END,
       CASE WHEN c.relkind = 'p'
            THEN (SELECT coalesce(sum(greatest(l.reltuples, 0)), 0)::float8
                    FROM pg_partition_tree(c.oid) t JOIN pg_class l ON l.oid = t.relid WHERE t.isleaf)
            ELSE greatest(c.reltuples, 0)::float8 END,
       EXISTS (SELECT FROM pg_depend d
                WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'),
       c.relispopulated, format_type(a.atttypid, a.atttypmod), CASE WHEN c.relkind = 'm' THEN pg_get_viewdef(c.oid) END
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  LEFT JOIN pg_collation k ON k.oid = a.attcollation
 WHERE n.nspname = $1 AND c.relkind IN ('r', 'p', 'm', 'f', 'v') AND NOT c.relispartition
 ORDER BY c.oid, a.attnum";

/// The schemas of the application: all but the system's, those of extensions, and `state_schema`.
pub fn schemas<C: GenericClient>(client: &mut C, state_schema: &str) -> Result<Vec<String>> {
    client.query(SCHEMAS, &[&state_schema])?.iter().map(|row| Ok(row.try_get(0)?)).collect()
}

/// The tables of the application's schemas but these, with their schemas.
pub fn tables_elsewhere<C: GenericClient>(
    client: &mut C,
    carried: &[String],
    state_schema: &str,
) -> Result<Vec<String>> {
    let mut tables = Vec::new();
    for other in schemas(client, state_schema)?.iter().filter(|other| !carried.contains(other)) {
        for row in client.query(TABLES_OF_SCHEMA, &[other])? {
            let name: String = row.try_get(0)?;
            tables.push(format!("{other}.{name}"));
        }
    }
    Ok(tables)
}

/// Whether a schema exists.
pub fn exists<C: GenericClient>(client: &mut C, schema: &str) -> Result<bool> {
    Ok(client.query_opt("SELECT FROM pg_namespace WHERE nspname = $1", &[&schema])?.is_some())
}

/// Looks at schemas, in this order; with `whole`, also at what belongs to no schema. With `sizes`, tables are measured, which
/// waits for whoever has locked one.
pub fn survey<C: GenericClient>(
    client: &mut C,
    schemas: &[String],
    whole: bool,
    sizes: bool,
) -> Result<Survey> {
    let types = Types::read(client)?;
    let mut survey = Survey::default();
    for schema in schemas {
        let catalog = inspect_rows(client, schema)?;
        let mut facts: HashMap<String, Facts> = HashMap::new();
        for row in client.query(COLUMNS, &[schema, &sizes])? {
            let table: String = row.try_get(0)?;
            match facts.entry(table) {
                std::collections::hash_map::Entry::Occupied(mut there) => {
                    there.get_mut().column(&row, &types)?
                }
                std::collections::hash_map::Entry::Vacant(place) => {
                    place.insert(Facts::of(&row)?).column(&row, &types)?;
                }
            }
        }
        let owned = sequences(client, schema)?;
        for table in catalog.tables {
            // Created since the first look.
            let Some(facts) = facts.remove(&table.name) else { continue };
            let Some(relation) = facts.relation else { continue };
            let constraints = table.primary_key.iter().chain(&table.uniques).map(|key| key.name.as_ref());
            let keys = table.foreign_keys.iter().map(|key| key.name.as_ref());
            let indexes = table.indexes.iter().map(|index| Some(&index.name));
            let own: Vec<&String> = constraints.chain(keys).chain(indexes).flatten().collect();
            let troubles = catalog.troubles.iter().filter(|(name, _)| own.contains(&name)).cloned().collect();
            let column = |name: &String| facts.columns.get(name).cloned();
            let columns: Option<Vec<ColumnFacts>> =
                table.columns.iter().map(|own| column(&own.name)).collect();
            let Some(columns) = columns else { continue };
            survey.tables.push(Surveyed {
                schema: schema.clone(),
                relation,
                query: facts.query,
                types: columns.iter().map(|column| column.value.clone()).collect(),
                comments: columns.iter().map(|column| column.comment.clone()).collect(),
                orders: columns.iter().map(|column| column.order).collect(),
                comment: facts.comment,
                parents: facts.parents,
                sequences: owned
                    .iter()
                    .filter(|sequence| sequence.table == table.name)
                    .map(|sequence| (sequence.column.clone(), sequence.clone()))
                    .collect(),
                troubles,
                bytes: facts.bytes,
                rows: facts.rows,
                table,
            });
        }
        for view in catalog.views {
            let Some(facts) = facts.remove(&view.name).filter(|facts| !facts.of_extension) else { continue };
            // As `inspect` writes the statement.
            let head = format!("CREATE VIEW {} AS", qualified(schema, &view.name));
            let query = view.sql.strip_prefix(&head).unwrap_or_default().trim();
            survey.views.push(SurveyedView {
                schema: schema.clone(),
                query: query.trim_end_matches(';').to_owned(),
                columns: facts.in_order(),
                name: view.name,
                sql: view.sql,
            });
        }
        survey.triggers.extend(catalog.triggers.into_iter().map(|trigger| (schema.clone(), trigger)));
        survey.lost.extend(lost(client, schema)?);
    }
    if whole {
        survey.lost.extend(lost::of_database(client)?);
    }
    Ok(survey)
}

/// What the second query says of a table.
struct Facts {
    /// `None` for what is not carried: foreign tables, tables of extensions.
    relation: Option<Relation>,
    query: Option<String>,
    of_extension: bool,
    comment: Option<String>,
    parents: Vec<String>,
    bytes: u64,
    rows: u64,
    columns: HashMap<String, ColumnFacts>,
    /// Their names, in order.
    names: Vec<String>,
}

#[derive(Clone)]
struct ColumnFacts {
    value: ValueType,
    comment: Option<String>,
    order: Order,
}

impl Facts {
    fn of(row: &Row) -> Result<Facts> {
        let kind: String = row.try_get(1)?;
        let of_extension: bool = row.try_get(11)?;
        let relation = match kind.as_str() {
            _ if of_extension => None,
            "r" => Some(Relation::Table),
            "p" => Some(Relation::Partitioned),
            "m" => Some(Relation::MaterialisedView { filled: row.try_get(12)? }),
            _ => None,
        };
        Ok(Facts {
            relation,
            query: row.try_get(14)?,
            of_extension,
            comment: row.try_get(7)?,
            parents: row.try_get(8)?,
            bytes: u64::try_from(row.try_get::<_, Option<i64>>(9)?.unwrap_or(0)).unwrap_or(0),
            rows: row.try_get::<_, Option<f64>>(10)?.unwrap_or(0.0) as u64,
            columns: HashMap::new(),
            names: Vec::new(),
        })
    }

    fn in_order(&self) -> Vec<(String, ValueType, Order)> {
        let column = |name: &String| {
            let facts = self.columns.get(name)?;
            Some((name.clone(), facts.value.clone(), facts.order))
        };
        self.names.iter().filter_map(column).collect()
    }

    fn column(&mut self, row: &Row, types: &Types) -> Result<()> {
        let Some(name) = row.try_get::<_, Option<String>>(2)? else { return Ok(()) };
        let value = types.of(row.try_get(3)?, row.try_get(4)?, row.try_get(13)?);
        let order = match row.try_get(6)? {
            "bytes" => Order::Bytes,
            "loose" => Order::Loose,
            _ => Order::Locale,
        };
        self.names.push(name.clone());
        self.columns.insert(name, ColumnFacts { value, comment: row.try_get(5)?, order });
        Ok(())
    }
}
