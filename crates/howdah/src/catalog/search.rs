//! Full-text search as a declaration describes it, inert: SQLite's virtual tables FTS3, FTS4 and FTS5
//! (<https://sqlite.org/fts3.html>, <https://sqlite.org/fts5.html>).

use serde::{Deserialize, Serialize};

/// One full-text search table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Search {
    /// Name of the virtual table.
    pub name: String,
    /// Which module it is of.
    pub version: Version,
    /// Its columns in order.
    pub columns: Vec<SearchColumn>,
    /// How text becomes tokens.
    pub tokenizer: Tokenizer,
    /// Where the text is.
    pub content: Content,
    /// What positions the index keeps; FTS5's `detail`.
    pub detail: Detail,
    /// FTS4's `languageid`: the name of a column that chooses a tokenizer's language.
    pub language: Option<String>,
    /// FTS4's `compress` and `uncompress`: functions of the application, without which the content is opaque.
    pub compressed: bool,
    /// Lengths of prefixes that have an index of their own.
    pub prefixes: Vec<u32>,
    /// What no counterpart is known for, verbatim.
    pub unknown: Vec<String>,
}

/// The module.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Version {
    /// FTS3.
    Fts3,
    /// FTS4.
    Fts4,
    /// FTS5.
    Fts5,
}

/// A column of a search table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchColumn {
    /// Name.
    pub name: String,
    /// Its text is searched: not `UNINDEXED` (FTS5), not `notindexed` (FTS4).
    pub indexed: bool,
}

/// A tokenizer with its options.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tokenizer {
    /// Name, lower case; the default of the module when none is declared.
    pub name: String,
    /// FTS5's `porter` around it: words are stemmed.
    pub porter: bool,
    /// Options as names and values.
    pub options: Vec<(String, String)>,
}

/// Where the text of a search table is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Content {
    /// In the table `<name>_content`.
    Own,
    /// In another table or view.
    External {
        /// Its name.
        table: String,
        /// The column that tells its rows apart; `None` for the rowid.
        key: Option<String>,
    },
    /// Nowhere: only the index is kept.
    None,
}

/// What the index knows of a token's places.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Detail {
    /// Row, column and position.
    #[default]
    Full,
    /// Row and column.
    Column,
    /// The row.
    None,
}

/// What a search becomes in PostgreSQL: a column of type tsvector, and what the functions for queries must know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchMap {
    /// Name of the virtual table, under which queries name the search.
    pub name: String,
    /// The module's name: it decides the query language.
    pub version: Version,
    /// The tokenizer as the SQL functions read it.
    pub tokenizer: String,
    /// Schema of the target table.
    pub schema: String,
    /// The target table that has the vector.
    pub table: String,
    /// The vector's column; empty when the search has no counterpart.
    pub vector: String,
    /// The target column that holds the rowid, when there is one.
    pub key: Option<String>,
    /// Names of the search's columns in SQLite, in order: queries name them.
    pub columns: Vec<String>,
    /// Those of them that are not searched.
    pub unindexed: Vec<String>,
    /// The vector is made once, from the index itself, since no text is there.
    pub from_index: bool,
    /// Shadow tables whose rows are kept as they are, for the way back.
    pub opaque: Vec<String>,
}

impl Version {
    /// The version of a module by its name in lower case.
    pub fn of(module: &str) -> Option<Version> {
        match module {
            "fts3" => Some(Version::Fts3),
            "fts4" => Some(Version::Fts4),
            "fts5" => Some(Version::Fts5),
            _ => None,
        }
    }

    /// The module's name as SQLite's documentation writes it.
    pub fn word(self) -> &'static str {
        match self {
            Version::Fts3 => "FTS3",
            Version::Fts4 => "FTS4",
            Version::Fts5 => "FTS5",
        }
    }

    /// Suffixes of the shadow tables, without the one that holds the content
    /// (<https://sqlite.org/fts3.html#_shadow_tables_>, <https://sqlite.org/fts5.html#fts5_data_structures>).
    pub fn index_suffixes(self) -> &'static [&'static str] {
        match self {
            Version::Fts3 | Version::Fts4 => &["_segments", "_segdir", "_docsize", "_stat"],
            Version::Fts5 => &["_data", "_idx", "_docsize", "_config"],
        }
    }
}

impl Search {
    /// Name of the shadow table that holds the content of a table with its own.
    pub fn content_table(&self) -> String {
        format!("{}_content", self.name)
    }

    /// Columns of the content table in the order of [`Search::columns`].
    pub fn content_columns(&self) -> Vec<String> {
        let name = |(at, column): (usize, &SearchColumn)| match self.version {
            Version::Fts5 => format!("c{at}"),
            Version::Fts3 | Version::Fts4 => format!("c{at}{}", column.name),
        };
        self.columns.iter().enumerate().map(name).collect()
    }
}
