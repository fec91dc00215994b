//! What names mean to a translation: the relations of one database with both of their names and their columns' types.
//!
//! Inert. The plan builds it from its maps; a translated view is added with the columns that its translation reports,
//! so that later views know them.

use crate::catalog::map::{Affinity, RowidMap, TableMap};
use crate::catalog::schema::Table;
use crate::postgres::emit::quote_ident;
use crate::row::format::{BooleanSpelling, Format, ZonePolicy};
use crate::row::logical::LogicalType;

/// A collation of SQLite (<https://sqlite.org/datatype3.html#collating_sequences>).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Collation {
    /// Bytes.
    #[default]
    Binary,
    /// Bytes, ASCII letters folded.
    Nocase,
    /// Bytes, spaces at the end ignored.
    Rtrim,
    /// One that the application registered.
    Other(String),
}

impl Collation {
    /// Reads a collation's name.
    pub fn parse(name: &str) -> Self {
        match name.to_ascii_uppercase().as_str() {
            "BINARY" => Collation::Binary,
            "NOCASE" => Collation::Nocase,
            "RTRIM" => Collation::Rtrim,
            _ => Collation::Other(name.to_owned()),
        }
    }
}

/// A column of a relation, or what an expression yields.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Name in SQLite.
    pub lite: String,
    /// Name in PostgreSQL, not quoted.
    pub target: String,
    /// Type as SQLite's declaration spells it.
    pub declared: String,
    /// Affinity; BLOB stands for none as well.
    pub affinity: Affinity,
    /// Type in PostgreSQL.
    pub logical: LogicalType,
    /// How SQLite spells its values, from which their storage class follows.
    pub format: Format,
    /// How text times without a zone are understood.
    pub zone: ZonePolicy,
    /// Collation in SQLite.
    pub collation: Collation,
    /// The PostgreSQL column has COLLATE "C".
    pub c_collated: bool,
    /// May hold NULL.
    pub nullable: bool,
    /// A generated column, whose values nobody sets.
    pub generated: bool,
    /// SQL that stands for the column where its name cannot: in another generated column of its table.
    pub computed: Option<String>,
}

impl Column {
    /// A column of a type, with everything else in the plainest form: for tests and for computed columns.
    pub fn new(name: &str, logical: LogicalType, affinity: Affinity) -> Self {
        let format = match logical {
            LogicalType::Bool => Format::Boolean { spelling: BooleanSpelling::Integer },
            LogicalType::Int2 | LogicalType::Int4 | LogicalType::Int8 => Format::Integer,
            LogicalType::Float8 => Format::Real,
            LogicalType::Numeric { .. } => Format::Number,
            LogicalType::Bytea => Format::Blob,
            LogicalType::Jsonb | LogicalType::Json => Format::Json { style: Default::default() },
            _ => Format::Text,
        };
        Column {
            lite: name.to_owned(),
            target: name.to_owned(),
            declared: String::new(),
            affinity,
            logical,
            format,
            zone: ZonePolicy::default(),
            collation: Collation::Binary,
            c_collated: logical.is_text(),
            nullable: true,
            generated: false,
            computed: None,
        }
    }

    /// The same with a format.
    pub fn with_format(mut self, format: Format) -> Self {
        self.format = format;
        self
    }

    /// Whether a SQLite name means this column (<https://sqlite.org/lang_keywords.html>: ASCII case is ignored).
    pub fn is_named(&self, name: &str) -> bool {
        self.lite.eq_ignore_ascii_case(name)
    }
}

/// What a relation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RelationKind {
    /// A table.
    Table,
    /// A view.
    View,
}

/// A table or a view.
#[derive(Debug, Clone, PartialEq)]
pub struct Relation {
    /// Name in SQLite.
    pub lite: String,
    /// Schema in PostgreSQL, not quoted.
    pub schema: String,
    /// Name in PostgreSQL, not quoted.
    pub target: String,
    /// Table or view.
    pub kind: RelationKind,
    /// Columns in SQLite's order.
    pub columns: Vec<Column>,
    /// The column that holds the rowid: the INTEGER PRIMARY KEY's, or one that the plan added.
    pub rowid: Option<Column>,
    /// Unique keys, as positions in `columns`; the primary key first. For INSERT OR REPLACE and OR IGNORE.
    pub keys: Vec<Vec<usize>>,
    /// The relation has something that an upsert needs to know: AUTOINCREMENT or plain rowid, which PostgreSQL numbers.
    pub identity: Option<usize>,
    /// The relation is a full-text search.
    pub search: Option<Searched>,
}

/// What a full-text search needs to be asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Searched {
    /// The virtual table's name: in SQLite the name of a hidden column too, the left side of MATCH.
    pub name: String,
    /// The column of type tsvector, not quoted.
    pub vector: String,
    /// FTS5, whose queries can be limited to a column.
    pub fts5: bool,
}

impl Relation {
    /// Schema-qualified name as SQL.
    pub fn sql(&self) -> String {
        format!("{}.{}", quote_ident(&self.schema), quote_ident(&self.target))
    }

    /// The table of a plan: `map` says what arrives, `table` what SQLite declares.
    pub fn from_map(map: &TableMap, table: &Table) -> Self {
        let columns: Vec<Column> = map
            .columns
            .iter()
            .map(|column| {
                let declared = table.position(&column.lite).map(|at| &table.columns[at]);
                let collation = declared.and_then(|declared| declared.collation.as_deref());
                Column {
                    lite: column.lite.clone(),
                    target: column.target.clone(),
                    declared: column.declared.clone(),
                    affinity: column.affinity,
                    logical: column.logical,
                    format: column.format.clone(),
                    zone: map.zone,
                    collation: collation.map(Collation::parse).unwrap_or_default(),
                    c_collated: column.logical.is_text(),
                    nullable: !declared.is_some_and(|declared| declared.not_null),
                    generated: false,
                    computed: None,
                }
            })
            .collect();
        let position = |at: usize| {
            let name = &table.columns.get(at)?.name;
            columns.iter().position(|column| column.lite == *name)
        };
        let keys = table
            .primary_key
            .iter()
            .chain(&table.uniques)
            .filter_map(|key| key.columns.iter().map(|at| position(*at)).collect::<Option<Vec<usize>>>())
            .collect();
        let identity = table.rowid_alias.and_then(position);
        let rowid = match (&map.rowid, identity) {
            (_, Some(at)) => Some(Column { nullable: false, ..columns[at].clone() }),
            (RowidMap::Column { name }, None) => Some(Column {
                target: name.clone(),
                nullable: false,
                ..Column::new("rowid", LogicalType::Int8, Affinity::Integer)
            }),
            _ => None,
        };
        Relation {
            lite: map.lite.clone(),
            schema: map.schema.clone(),
            target: map.target.clone(),
            kind: RelationKind::Table,
            columns,
            rowid,
            keys,
            identity,
            search: None,
        }
    }

    /// The column of this SQLite name; the rowid's three names count where no column bears them
    /// (<https://sqlite.org/lang_createtable.html#rowid>).
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns
            .iter()
            .find(|column| column.is_named(name))
            .or_else(|| self.rowid.as_ref().filter(|_| is_rowid_name(name)))
    }
}

/// Whether a name may mean the rowid.
pub(super) fn is_rowid_name(name: &str) -> bool {
    ["rowid", "oid", "_rowid_"].iter().any(|rowid| rowid.eq_ignore_ascii_case(name))
}

/// Everything that names mean.
#[derive(Debug, Clone, PartialEq)]
pub struct Schema {
    relations: Vec<Relation>,
    /// The schema in which the runtime functions live, not quoted.
    pub state_schema: String,
}

impl Schema {
    /// An empty one.
    pub fn new(state_schema: &str) -> Self {
        Schema { relations: Vec::new(), state_schema: state_schema.to_owned() }
    }

    /// Adds a relation, or replaces the one of its name.
    pub fn add(&mut self, relation: Relation) {
        self.relations.retain(|known| !known.lite.eq_ignore_ascii_case(&relation.lite));
        self.relations.push(relation);
    }

    /// The relation of this SQLite name.
    pub fn relation(&self, name: &str) -> Option<&Relation> {
        self.relations.iter().find(|relation| relation.lite.eq_ignore_ascii_case(name))
    }
}
