//! What is measured: three kinds of data, and the PostgreSQL tables that a good migration makes of each.
//!
//! Owns names, default sizes and the target's structure. The structure stands here by hand and is not taken from a
//! migration, so that the limit does not move when the migration chooses another type; the runner compares the two
//! and says where they differ. Does no I/O.

use clap::ValueEnum;
use serde::Serialize;

/// A kind of data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A knowledge library: seven tables, eight foreign keys; ROWS resources and 12 times as many rows around them.
    Library,
    /// One narrow table with two secondary indexes.
    Events,
    /// Files with random bodies of BLOB_BYTES each.
    Blobs,
}

/// One database to make and to carry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Dataset {
    /// What it holds.
    pub kind: Kind,
    /// Resources, events or files.
    pub rows: u64,
    /// Where the random values begin.
    pub seed: u64,
    /// Size of a file's body, for [`Kind::Blobs`].
    pub blob_bytes: usize,
}

/// A table of the target.
#[derive(Debug)]
pub struct Table {
    /// Its name, on both sides.
    pub name: &'static str,
    /// Its columns, in order.
    pub columns: &'static [Column],
    /// Columns of the primary key.
    pub primary_key: &'static str,
    /// Secondary indexes: `CREATE …INDEX name ON table` is put together from (unique, name, columns).
    pub indexes: &'static [(bool, &'static str, &'static str)],
    /// Foreign keys: what follows `FOREIGN KEY`.
    pub foreign_keys: &'static [&'static str],
}

/// A column of the target: (name, type as `format_type` says it, the rest of its definition).
pub type Column = (&'static str, &'static str, &'static str);

const TEXT: &str = "COLLATE \"C\"";
const TEXT_NOT_NULL: &str = "COLLATE \"C\" NOT NULL";
const TIME: &str = "timestamp with time zone";

const LIBRARY: &[Table] = &[
    Table {
        name: "resources",
        columns: &[
            ("id", "uuid", "NOT NULL"),
            ("title", "text", TEXT_NOT_NULL),
            ("description", "text", TEXT),
            ("creator", "text", TEXT),
            ("publisher", "text", TEXT),
            ("language", "character varying(16)", TEXT),
            ("type", "text", TEXT),
            ("subject", "jsonb", "NOT NULL DEFAULT '[]'"),
            ("relation", "jsonb", ""),
            ("embedding", "jsonb", ""),
            ("sparse_embedding", "jsonb", ""),
            ("quality_score", "double precision", ""),
            ("is_quality_outlier", "boolean", "NOT NULL DEFAULT false"),
            ("publication_year", "bigint", ""),
            ("doi", "character varying(255)", TEXT),
            ("created_at", TIME, "NOT NULL"),
            ("updated_at", TIME, ""),
        ],
        primary_key: "id",
        indexes: &[
            (false, "ix_resources_title", "title"),
            (false, "ix_resources_created_at", "created_at"),
            (false, "ix_resources_quality", "quality_score"),
            (true, "ix_resources_doi", "doi"),
        ],
        foreign_keys: &[],
    },
    Table {
        name: "collections",
        columns: &[
            ("id", "uuid", "NOT NULL"),
            ("name", "character varying(255)", TEXT_NOT_NULL),
            ("description", "text", TEXT),
            ("is_public", "boolean", "NOT NULL DEFAULT true"),
            ("created_at", TIME, "NOT NULL"),
        ],
        primary_key: "id",
        indexes: &[],
        foreign_keys: &[],
    },
    Table {
        name: "collection_resources",
        columns: &[
            ("collection_id", "uuid", "NOT NULL"),
            ("resource_id", "uuid", "NOT NULL"),
            ("added_at", TIME, "NOT NULL"),
        ],
        primary_key: "collection_id, resource_id",
        indexes: &[(false, "ix_collection_resources_resource", "resource_id")],
        foreign_keys: &[
            "(collection_id) REFERENCES collections (id) ON DELETE CASCADE",
            "(resource_id) REFERENCES resources (id) ON DELETE CASCADE",
        ],
    },
    Table {
        name: "annotations",
        columns: &[
            ("id", "uuid", "NOT NULL"),
            ("resource_id", "uuid", "NOT NULL"),
            ("user_id", "bigint", "NOT NULL"),
            ("start_offset", "bigint", ""),
            ("end_offset", "bigint", ""),
            ("note", "text", TEXT),
            ("tags", "jsonb", ""),
            ("is_shared", "boolean", "NOT NULL DEFAULT false"),
            ("created_at", TIME, "NOT NULL"),
        ],
        primary_key: "id",
        indexes: &[(false, "ix_annotations_resource_id", "resource_id")],
        foreign_keys: &["(resource_id) REFERENCES resources (id) ON DELETE CASCADE"],
    },
    Table {
        name: "citations",
        columns: &[
            ("id", "bigint", "NOT NULL"),
            ("source_id", "uuid", "NOT NULL"),
            ("target_id", "uuid", ""),
            ("url", "text", TEXT),
            ("position", "bigint", ""),
            ("importance", "double precision", ""),
            ("created_at", TIME, "NOT NULL"),
        ],
        primary_key: "id",
        indexes: &[(false, "ix_citations_source", "source_id"), (false, "ix_citations_target", "target_id")],
        foreign_keys: &[
            "(source_id) REFERENCES resources (id) ON DELETE CASCADE",
            "(target_id) REFERENCES resources (id) ON DELETE SET NULL",
        ],
    },
    Table {
        name: "taxonomy_nodes",
        columns: &[
            ("id", "uuid", "NOT NULL"),
            ("name", "character varying(255)", TEXT_NOT_NULL),
            ("parent_id", "uuid", ""),
            ("level", "bigint", "NOT NULL DEFAULT 0"),
            ("path", "character varying(1000)", TEXT),
        ],
        primary_key: "id",
        indexes: &[(false, "ix_taxonomy_parent", "parent_id")],
        foreign_keys: &["(parent_id) REFERENCES taxonomy_nodes (id)"],
    },
    Table {
        name: "resource_taxonomy",
        columns: &[
            ("resource_id", "uuid", "NOT NULL"),
            ("node_id", "uuid", "NOT NULL"),
            ("confidence", "double precision", "NOT NULL"),
            ("is_predicted", "boolean", "NOT NULL"),
        ],
        primary_key: "resource_id, node_id",
        indexes: &[(false, "ix_resource_taxonomy_node", "node_id")],
        foreign_keys: &[
            "(resource_id) REFERENCES resources (id) ON DELETE CASCADE",
            "(node_id) REFERENCES taxonomy_nodes (id) ON DELETE CASCADE",
        ],
    },
];

const EVENTS: &[Table] = &[Table {
    name: "events",
    columns: &[
        ("id", "bigint", "NOT NULL"),
        ("user_id", "bigint", "NOT NULL"),
        ("kind", "text", TEXT_NOT_NULL),
        ("value", "double precision", ""),
        ("at", TIME, "NOT NULL"),
        ("payload", "text", TEXT),
    ],
    primary_key: "id",
    indexes: &[(false, "ix_events_user", "user_id"), (false, "ix_events_at", "at")],
    foreign_keys: &[],
}];

const BLOBS: &[Table] = &[Table {
    name: "files",
    columns: &[("id", "bigint", "NOT NULL"), ("name", "text", TEXT_NOT_NULL), ("body", "bytea", "")],
    primary_key: "id",
    indexes: &[],
    foreign_keys: &[],
}];

impl Kind {
    /// Rows when nobody says how many: half a gigabyte or so of SQLite.
    pub fn default_rows(self) -> u64 {
        match self {
            Kind::Library => 100_000,
            Kind::Events => 5_000_000,
            Kind::Blobs => 5_000,
        }
    }

    /// Its name in commands and paths.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Library => "library",
            Kind::Events => "events",
            Kind::Blobs => "blobs",
        }
    }
}

impl Dataset {
    /// The target's tables, parents before children.
    pub fn tables(&self) -> &'static [Table] {
        match self.kind {
            Kind::Library => LIBRARY,
            Kind::Events => EVENTS,
            Kind::Blobs => BLOBS,
        }
    }

    /// A directory name that differs when the rows do. The number at its end grows with every change of what
    /// [`crate::generate`] or [`crate::stock`] write, so that files of an older program are not taken for new ones.
    pub fn directory(&self) -> String {
        const FORM: u32 = 1;
        let Dataset { kind, rows, seed, blob_bytes } = self;
        let size = if *kind == Kind::Blobs { format!("-of-{blob_bytes}") } else { String::new() };
        format!("{}-{rows}{size}-seed{seed}-form{FORM}", kind.name())
    }
}

impl Table {
    /// `CREATE TABLE`, without keys.
    pub fn create(&self) -> String {
        let columns: Vec<String> =
            self.columns.iter().map(|(name, kind, rest)| format!("{name} {kind} {rest}")).collect();
        format!("CREATE TABLE {} ({})", self.name, columns.join(", "))
    }

    /// One statement for each index, the primary key's first: a unique index that becomes the key in
    /// [`Table::adopt_primary_key`], since adding a key in one step would lock out the table's other indexes.
    pub fn create_indexes(&self) -> Vec<String> {
        let Table { name, primary_key, .. } = self;
        let first = format!("CREATE UNIQUE INDEX {name}_pkey ON {name} ({primary_key})");
        let others = self.indexes.iter().map(|(unique, index, columns)| {
            format!("CREATE {}INDEX {index} ON {name} ({columns})", if *unique { "UNIQUE " } else { "" })
        });
        std::iter::once(first).chain(others).collect()
    }

    /// Makes the unique index of [`Table::create_indexes`] the primary key; takes no time.
    pub fn adopt_primary_key(&self) -> String {
        format!("ALTER TABLE {0} ADD PRIMARY KEY USING INDEX {0}_pkey", self.name)
    }

    /// Adds all foreign keys without looking at the rows; takes no time. `None` without foreign keys.
    pub fn add_foreign_keys(&self) -> Option<String> {
        let adds: Vec<String> = (self.foreign_keys.iter().enumerate())
            .map(|(n, rest)| format!("ADD CONSTRAINT {}_fk{n} FOREIGN KEY {rest} NOT VALID", self.name))
            .collect();
        (!adds.is_empty()).then(|| format!("ALTER TABLE {} {}", self.name, adds.join(", ")))
    }

    /// One statement for each foreign key: the rows are looked at.
    pub fn validate_foreign_keys(&self) -> Vec<String> {
        (0..self.foreign_keys.len())
            .map(|n| format!("ALTER TABLE {0} VALIDATE CONSTRAINT {0}_fk{n}", self.name))
            .collect()
    }
}
