//! PostgreSQL's catalogue as the comparer reads it: tables that the file must hold, with columns, keys and sequences.
//!
//! <https://www.postgresql.org/docs/current/catalogs.html>

use postgres::{Row, Transaction};
use std::collections::BTreeMap;

/// A table, a partitioned table with all of its partitions, or a materialised view.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) oid: u32,
    pub(super) schema: String,
    pub(super) original: String,
    /// The name in the file.
    pub(super) name: String,
    /// `r`, `p` or `m`.
    pub(super) kind: char,
    /// A materialised view without data cannot be read, and has no rows.
    pub(super) populated: bool,
    pub(super) comment: Option<String>,
    pub(super) columns: Vec<Column>,
    pub(super) indexes: Vec<Index>,
    pub(super) foreign_keys: Vec<ForeignKey>,
}

#[derive(Debug)]
pub(super) struct Column {
    pub(super) number: i16,
    pub(super) original: String,
    /// The name in the file.
    pub(super) name: String,
    pub(super) not_null: bool,
    /// Its type is a domain, which may refuse NULL by itself.
    pub(super) domain: bool,
    pub(super) comment: Option<String>,
    pub(super) kind: Kind,
    /// The type below all domains, as a cast names it.
    pub(super) base: String,
    /// The sequence that belongs to the column, quoted with its schema.
    pub(super) sequence: Option<String>,
    pub(super) increment: i64,
}

/// What the mapping tells apart.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    Integer,
    Boolean,
    Real,
    Double,
    /// Precision and scale, where declared.
    Numeric(Option<(i32, i32)>),
    Money,
    Text,
    Varchar(Option<i32>),
    Char(Option<i32>),
    Citext,
    Bytea,
    Uuid,
    Date,
    Time,
    Timestamp,
    TimestampTz,
    Json,
    Array,
    Enum(Vec<String>),
    Other,
}

/// Also what stands behind a PRIMARY KEY or UNIQUE constraint.
#[derive(Debug)]
pub(super) struct Index {
    pub(super) name: String,
    pub(super) constraint: Option<String>,
    pub(super) method: String,
    pub(super) primary: bool,
    pub(super) unique: bool,
    pub(super) partial: bool,
    /// NULLs are equal to each other, which SQLite cannot say.
    pub(super) one_null: bool,
    /// Positions among the table's columns; `None` when the index has an expression.
    pub(super) columns: Option<Vec<usize>>,
    pub(super) descending: Vec<bool>,
}

#[derive(Debug)]
pub(super) struct ForeignKey {
    pub(super) name: String,
    pub(super) from: Vec<i16>,
    pub(super) parent: u32,
    pub(super) to: Vec<i16>,
    pub(super) on_update: char,
    pub(super) on_delete: char,
    pub(super) deferred: bool,
    /// SQLite may be unable to hold it: orphans, a single partition as parent, columns after SET NULL.
    pub(super) doubtful: bool,
}

impl Table {
    /// `schema.table`.
    pub(super) fn full_name(&self) -> String {
        format!("{}.{}", self.schema, self.original)
    }

    /// For messages.
    pub(super) fn place(&self) -> String {
        format!("table {:?}", self.full_name())
    }

    /// What stands behind FROM.
    pub(super) fn from(&self) -> String {
        let only = if self.kind == 'r' { "ONLY " } else { "" };
        format!("{only}{}.{}", quoted(&self.schema), quoted(&self.original))
    }

    pub(super) fn column_by_number(&self, number: i16) -> Option<&Column> {
        self.columns.iter().find(|column| column.number == number)
    }

    /// The columns of the primary key, by position.
    pub(super) fn primary(&self) -> Option<&[usize]> {
        self.indexes.iter().find(|index| index.primary).and_then(|index| index.columns.as_deref())
    }

    /// The column that is SQLite's rowid.
    pub(super) fn rowid(&self) -> Option<usize> {
        self.primary()
            .filter(|key| key.len() == 1 && self.columns[key[0]].kind == Kind::Integer)
            .map(|key| key[0])
    }
}

pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

const TABLES: &str = "
    SELECT c.oid, n.nspname::text, c.relname::text, c.relkind::text, c.relispopulated,
        pg_catalog.obj_description(c.oid, 'pg_class')
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'm') AND NOT c.relispartition AND c.relpersistence <> 't'
        AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'howdah')
        AND ($1::text[] IS NULL OR n.nspname = ANY ($1))
        AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)
        AND NOT EXISTS (SELECT FROM pg_depend d
            WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
    ORDER BY n.nspname <> 'public', n.nspname COLLATE \"C\", c.oid";

const COLUMNS: &str = "
    WITH RECURSIVE domain(top, base, modifier) AS (
        SELECT oid, typbasetype, typtypmod FROM pg_type WHERE typtype = 'd'
        UNION ALL
        SELECT d.top, t.typbasetype, CASE d.modifier WHEN -1 THEN t.typtypmod ELSE d.modifier END
        FROM domain d JOIN pg_type t ON t.oid = d.base AND t.typtype = 'd')
    SELECT a.attrelid, a.attnum, a.attname::text, a.attnotnull,
        pg_catalog.col_description(a.attrelid, a.attnum), b.typname::text, n.nspname::text, b.typtype::text, m.modifier,
        pg_catalog.format_type(b.oid, m.modifier),
        EXISTS (SELECT FROM pg_type e WHERE e.typarray = b.oid),
        ARRAY (SELECT e.enumlabel::text FROM pg_enum e WHERE e.enumtypid = b.oid ORDER BY e.enumsortorder),
        s.name, s.increment, d.top IS NOT NULL
    FROM pg_attribute a
    LEFT JOIN domain d ON d.top = a.atttypid AND NOT EXISTS (SELECT FROM pg_type x WHERE x.oid = d.base AND x.typtype = 'd')
    JOIN pg_type b ON b.oid = coalesce(d.base, a.atttypid) JOIN pg_namespace n ON n.oid = b.typnamespace
    CROSS JOIN LATERAL (SELECT coalesce(d.modifier, a.atttypmod)) m(modifier)
    LEFT JOIN LATERAL (
        SELECT pg_catalog.quote_ident(sn.nspname) || '.' || pg_catalog.quote_ident(sc.relname), q.seqincrement
        FROM pg_depend o JOIN pg_class sc ON sc.oid = o.objid AND sc.relkind = 'S'
        JOIN pg_sequence q ON q.seqrelid = sc.oid JOIN pg_namespace sn ON sn.oid = sc.relnamespace
        WHERE o.classid = 'pg_class'::regclass AND o.refclassid = 'pg_class'::regclass
            AND o.refobjid = a.attrelid AND o.refobjsubid = a.attnum AND o.deptype IN ('a', 'i')
        ORDER BY o.deptype DESC, sc.oid LIMIT 1) s(name, increment) ON true
    WHERE a.attrelid = ANY ($1) AND a.attnum > 0 AND NOT a.attisdropped
    ORDER BY a.attrelid, a.attnum";

const INDEXES: &str = "
    SELECT i.indrelid, n.nspname || '.' || c.relname, k.conname::text, am.amname::text, i.indisprimary, i.indisunique,
        i.indpred IS NOT NULL, coalesce(pg_catalog.to_jsonb(i)->>'indnullsnotdistinct', 'false')::boolean,
        (SELECT array_agg(u.number ORDER BY u.at) FROM unnest(i.indkey::int2[]) WITH ORDINALITY u(number, at)
            WHERE u.at <= i.indnkeyatts),
        (SELECT array_agg(u.option & 1 = 1 ORDER BY u.at) FROM unnest(i.indoption::int2[]) WITH ORDINALITY u(option, at)
            WHERE u.at <= i.indnkeyatts)
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_am am ON am.oid = c.relam
    LEFT JOIN pg_constraint k ON k.conindid = i.indexrelid AND k.contype IN ('p', 'u') AND k.conrelid = i.indrelid
    WHERE i.indrelid = ANY ($1) AND i.indisvalid AND NOT i.indisexclusion ORDER BY c.oid";

const FOREIGN_KEYS: &str = "
    SELECT k.conrelid, k.conname::text, k.conkey, coalesce(pg_catalog.pg_partition_root(k.confrelid)::oid, k.confrelid),
        k.confkey, k.confupdtype::text, k.confdeltype::text, k.condeferred,
        NOT k.convalidated OR k.confdelsetcols IS NOT NULL
            OR EXISTS (SELECT FROM pg_class p WHERE p.oid = k.confrelid AND p.relispartition)
    FROM pg_constraint k WHERE k.contype = 'f' AND k.conparentid = 0 AND k.conrelid = ANY ($1) ORDER BY k.oid";

/// Every table that the file must hold, in the order in which names are given. A table without columns has no place in
/// SQLite.
pub(super) fn read(work: &mut Transaction<'_>, schemas: Option<&[&str]>) -> Vec<Table> {
    let ask = |work: &mut Transaction<'_>, sql: &str, of: &[u32]| {
        work.query(sql, &[&of]).unwrap_or_else(|e| panic!("{sql}: {e:?}"))
    };
    let found = work.query(TABLES, &[&schemas]).unwrap_or_else(|e| panic!("{TABLES}: {e:?}"));
    let mut tables: Vec<Table> = found.iter().map(table).collect();
    let of: Vec<u32> = tables.iter().map(|table| table.oid).collect();
    let at: BTreeMap<u32, usize> = of.iter().enumerate().map(|(at, oid)| (*oid, at)).collect();
    for row in ask(work, COLUMNS, &of) {
        tables[at[&row.get::<_, u32>(0)]].columns.push(column(&row));
    }
    for row in ask(work, INDEXES, &of) {
        let table = &mut tables[at[&row.get::<_, u32>(0)]];
        let position = |number: &i16| table.columns.iter().position(|column| column.number == *number);
        let columns = row.get::<_, Vec<i16>>(8).iter().map(position).collect();
        table.indexes.push(Index {
            name: row.get(1),
            constraint: row.get(2),
            method: row.get(3),
            primary: row.get(4),
            unique: row.get(5),
            partial: row.get(6),
            one_null: row.get(7),
            columns,
            descending: row.get(9),
        });
    }
    for row in ask(work, FOREIGN_KEYS, &of) {
        tables[at[&row.get::<_, u32>(0)]].foreign_keys.push(ForeignKey {
            name: row.get(1),
            from: row.get(2),
            parent: row.get(3),
            to: row.get(4),
            on_update: letter(&row, 5),
            on_delete: letter(&row, 6),
            deferred: row.get(7),
            doubtful: row.get(8),
        });
    }
    tables
}

fn letter(row: &Row, at: usize) -> char {
    row.get::<_, &str>(at).chars().next().expect("a letter")
}

fn table(row: &Row) -> Table {
    Table {
        oid: row.get(0),
        schema: row.get(1),
        original: row.get(2),
        name: String::new(),
        kind: letter(row, 3),
        populated: row.get(4),
        comment: row.get(5),
        columns: Vec::new(),
        indexes: Vec::new(),
        foreign_keys: Vec::new(),
    }
}

fn column(row: &Row) -> Column {
    let (name, schema, class): (&str, &str, &str) = (row.get(5), row.get(6), row.get(7));
    let modifier: i32 = row.get(8);
    let length = (modifier >= 4).then_some(modifier - 4);
    // PostgreSQL 15 made the scale a signed number of 11 bits.
    let numeric = length.map(|m| ((m >> 16) & 0xffff, ((m & 0x7ff) ^ 0x400) - 0x400));
    let kind = match (schema, name) {
        _ if class == "e" => Kind::Enum(row.get(11)),
        _ if row.get(10) => Kind::Array,
        (_, "citext") if class == "b" => Kind::Citext,
        ("pg_catalog", "int2" | "int4" | "int8" | "oid") => Kind::Integer,
        ("pg_catalog", "bool") => Kind::Boolean,
        ("pg_catalog", "float4") => Kind::Real,
        ("pg_catalog", "float8") => Kind::Double,
        ("pg_catalog", "numeric") => Kind::Numeric(numeric),
        ("pg_catalog", "money") => Kind::Money,
        ("pg_catalog", "text" | "name" | "char") => Kind::Text,
        ("pg_catalog", "varchar") => Kind::Varchar(length),
        ("pg_catalog", "bpchar") => Kind::Char(length),
        ("pg_catalog", "bytea") => Kind::Bytea,
        ("pg_catalog", "uuid") => Kind::Uuid,
        ("pg_catalog", "date") => Kind::Date,
        ("pg_catalog", "time") => Kind::Time,
        ("pg_catalog", "timestamp") => Kind::Timestamp,
        ("pg_catalog", "timestamptz") => Kind::TimestampTz,
        ("pg_catalog", "json" | "jsonb") => Kind::Json,
        _ => Kind::Other,
    };
    Column {
        number: row.get(1),
        original: row.get(2),
        name: String::new(),
        not_null: row.get(3),
        domain: row.get(14),
        comment: row.get(4),
        kind,
        base: row.get(9),
        sequence: row.get(12),
        increment: row.get::<_, Option<i64>>(13).unwrap_or(1),
    }
}
