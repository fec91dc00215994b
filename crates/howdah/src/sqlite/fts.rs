//! Declarations of full-text search tables, read as the modules FTS3, FTS4 and FTS5 read their arguments.
//!
//! Pragmas name the columns only when the module can open the table, which an unknown tokenizer or a missing function
//! prevents; the text of the declaration says everything always.

pub use super::parse::written_tables;
use super::parse::{virtual_arguments, virtual_module};
use crate::catalog::schema::{Catalog, TableKind};
use crate::catalog::search::{Content, Detail, Search, SearchColumn, Tokenizer, Version};

/// Reads the declaration of the virtual table `name`; `None` when its module is no full-text search.
///
/// Options without a counterpart are listed in [`Search::unknown`]. SQLite has accepted the text, so whatever is read
/// wrongly here is text that only another version accepts.
pub fn declaration(name: &str, sql: &str) -> Option<Search> {
    let version = Version::of(&virtual_module(sql)?)?;
    let mut search = Search {
        name: name.to_owned(),
        version,
        columns: Vec::new(),
        tokenizer: tokenizer(version, &[]),
        content: Content::Own,
        detail: Detail::Full,
        language: None,
        compressed: false,
        prefixes: Vec::new(),
        unknown: Vec::new(),
    };
    let mut options = Options::default();
    for argument in virtual_arguments(sql) {
        match version {
            Version::Fts5 => fts5_argument(&mut search, &mut options, &argument),
            Version::Fts3 | Version::Fts4 => fts4_argument(&mut search, &mut options, &argument),
        }
    }
    for column in &mut search.columns {
        column.indexed &= !options.not_indexed.iter().any(|name| name.eq_ignore_ascii_case(&column.name));
    }
    match options.content {
        Some(table) if table.is_empty() => search.content = Content::None,
        Some(table) => search.content = Content::External { table, key: options.content_rowid },
        // With its own content and no columns FTS3 and FTS4 make one (https://sqlite.org/fts3.html#fts3_create).
        None if search.columns.is_empty() => search.columns.push(column("content".to_owned())),
        None => {}
    }
    Some(search)
}

/// The searches of a catalogue, in the order of their creation.
pub fn searches(catalog: &Catalog) -> Vec<Search> {
    let virtuals = catalog.tables.iter().filter(|table| matches!(table.kind, TableKind::Virtual { .. }));
    let mut searches: Vec<Search> =
        virtuals.filter_map(|table| declaration(&table.name, table.sql.as_deref()?)).collect();
    for search in &mut searches {
        // FTS4 takes the columns of the table that it names (https://sqlite.org/fts3.html#_external_content_fts4_tables_).
        if let (Content::External { table, .. }, true) = (&search.content, search.columns.is_empty())
            && let Some(table) = named(catalog, table)
        {
            let columns = catalog.tables[table].columns.iter();
            search.columns.extend(columns.map(|of_table| column(of_table.name.clone())));
        }
    }
    searches
}

/// Marks the shadow tables whose rows travel: the content of a search that keeps its own, and for one that keeps none
/// the list of its rows, of which only the rowid means anything outside SQLite.
pub fn mark_contents(catalog: &mut Catalog) {
    for search in catalog.searches.clone() {
        let (name, whole) = match &search.content {
            Content::Own if !search.compressed => (search.content_table(), true),
            // What an index of FTS3 and FTS4 holds is no secret, but nothing reads it back row by row.
            Content::None if search.version == Version::Fts5 => (format!("{}_docsize", search.name), false),
            Content::Own | Content::None | Content::External { .. } => continue,
        };
        let Some(at) = named(catalog, &name) else { continue };
        let table = &mut catalog.tables[at];
        if table.kind != TableKind::Shadow || table.rowid_alias != Some(0) {
            continue;
        }
        let columns = search.content_columns();
        let holds = |name: &String| table.columns.iter().any(|column| column.name.eq_ignore_ascii_case(name));
        if whole && !columns.iter().all(holds) {
            continue;
        }
        if !whole {
            table.columns.iter_mut().skip(1).for_each(|column| column.hidden = true);
        }
        table.kind = TableKind::Content { of: search.name.clone() };
    }
}

fn named(catalog: &Catalog, name: &str) -> Option<usize> {
    catalog.tables.iter().position(|table| table.name.eq_ignore_ascii_case(name))
}

/// What is put together only when all arguments are read.
#[derive(Default)]
struct Options {
    content: Option<String>,
    content_rowid: Option<String>,
    not_indexed: Vec<String>,
}

fn column(name: String) -> SearchColumn {
    SearchColumn { name, indexed: true }
}

/// An argument of FTS5: `option = value`, or a column with options behind its name.
fn fts5_argument(search: &mut Search, options: &mut Options, argument: &str) {
    /// The options in the order in which FTS5 compares them; it accepts any beginning of a name.
    const NAMES: [&str; 11] = [
        "prefix",
        "tokenize",
        "content",
        "contentless_delete",
        "contentless_unindexed",
        "content_rowid",
        "columnsize",
        "locale",
        "detail",
        "tokendata",
        "secure-delete",
    ];
    let words = words(argument);
    let [first, rest @ ..] = &words[..] else { return };
    if rest.first().is_none_or(|word| word.text != "=" || word.quoted) {
        let unindexed = rest.iter().any(|word| word.text.eq_ignore_ascii_case("unindexed"));
        search.columns.push(SearchColumn { name: first.text.clone(), indexed: !unindexed });
        return;
    }
    let value = rest.get(1).map_or(String::new(), |word| word.text.clone());
    let begins = |name: &&&str| {
        name.get(..first.text.len()).is_some_and(|start| start.eq_ignore_ascii_case(&first.text))
    };
    match NAMES.iter().find(begins).copied() {
        Some("prefix") => search.prefixes.extend(numbers(&value)),
        Some("tokenize") => {
            let words: Vec<String> = self::words(&value).into_iter().map(|word| word.text).collect();
            search.tokenizer = tokenizer(search.version, &words);
        }
        Some("content") => options.content = Some(value),
        Some("content_rowid") => options.content_rowid = Some(value),
        Some("detail") => {
            search.detail = match value.to_ascii_lowercase().as_str() {
                "none" => Detail::None,
                "column" | "col" => Detail::Column,
                _ => Detail::Full,
            }
        }
        // These change how the index is kept, not what is found.
        Some("contentless_delete" | "contentless_unindexed" | "columnsize") => {}
        _ => search.unknown.push(argument.to_owned()),
    }
}

/// An argument of FTS3 and FTS4: the tokenizer, `option=value` (FTS4), or a column, whose type is ignored.
fn fts4_argument(search: &mut Search, options: &mut Options, argument: &str) {
    let behind = argument.get(8..).filter(|_| argument[..8].eq_ignore_ascii_case("tokenize"));
    if let Some(behind) = behind.filter(|rest| !rest.starts_with(is_name_char)) {
        let words: Vec<String> =
            words(behind.trim_start().trim_start_matches('=')).into_iter().map(|word| word.text).collect();
        search.tokenizer = tokenizer(search.version, &words);
        return;
    }
    let option = argument.split_once('=').filter(|(name, _)| {
        search.version == Version::Fts4 && !name.is_empty() && name.trim_end().chars().all(is_name_char)
    });
    let Some((name, value)) = option else {
        if let Some(name) = words(argument).into_iter().next() {
            search.columns.push(column(name.text));
        }
        return;
    };
    let value = words(value).into_iter().next().map_or(String::new(), |word| word.text);
    match name.trim_end().to_ascii_lowercase().as_str() {
        "content" => options.content = Some(value),
        "languageid" => search.language = Some(value),
        "notindexed" => options.not_indexed.push(value),
        "compress" | "uncompress" => search.compressed |= !value.is_empty(),
        "prefix" => search.prefixes.extend(numbers(&value)),
        // The order of equal ranks, and what matchinfo() counts: nothing that decides what is found.
        "order" | "matchinfo" => {}
        _ => search.unknown.push(argument.to_owned()),
    }
}

/// A tokenizer by its words: its name and its options, in FTS5 one word a name and a value, in FTS4 `name=value`.
fn tokenizer(version: Version, words: &[String]) -> Tokenizer {
    let default = if version == Version::Fts5 { "unicode61" } else { "simple" };
    let porter =
        version == Version::Fts5 && words.first().is_some_and(|word| word.eq_ignore_ascii_case("porter"));
    let words = if porter { &words[1..] } else { words };
    let (name, rest) = match words {
        [] => (default.to_owned(), &[][..]),
        [name, rest @ ..] => (name.to_ascii_lowercase(), rest),
    };
    let options = match version {
        Version::Fts5 => rest
            .chunks(2)
            .map(|pair| (pair[0].to_ascii_lowercase(), pair.get(1).cloned().unwrap_or_default()))
            .collect(),
        Version::Fts3 | Version::Fts4 => rest
            .iter()
            .map(|word| {
                let (name, value) = word.split_once('=').unwrap_or((word.as_str(), ""));
                (name.to_ascii_lowercase(), value.to_owned())
            })
            .collect(),
    };
    Tokenizer { name, porter, options }
}

fn numbers(list: &str) -> impl Iterator<Item = u32> {
    list.split(|char: char| !char.is_ascii_digit()).filter_map(|number| number.parse().ok())
}

fn is_name_char(char: char) -> bool {
    char.is_ascii_alphanumeric() || char == '_' || !char.is_ascii()
}

/// A word of an argument.
struct Word {
    text: String,
    quoted: bool,
}

/// Words between blanks, quotes taken off; `=` is a word of its own unless a word is quoted around it.
fn words(text: &str) -> Vec<Word> {
    let mut chars = text.chars().peekable();
    let mut words = Vec::new();
    while let Some(&first) = chars.peek() {
        if first.is_ascii_whitespace() {
            chars.next();
            continue;
        }
        let mut word = String::new();
        let close = match first {
            '\'' | '"' | '`' => Some(first),
            '[' => Some(']'),
            _ => None,
        };
        if let Some(close) = close {
            chars.next();
            while let Some(char) = chars.next() {
                if char == close && (close == ']' || chars.next_if_eq(&close).is_none()) {
                    break;
                }
                word.push(char);
            }
        } else if first == '=' {
            word.extend(chars.next());
        } else {
            while let Some(char) = chars.next_if(|char| !char.is_ascii_whitespace() && *char != '=') {
                word.push(char);
            }
            // An option of a tokenizer of FTS4 is written in one word.
            if chars.peek() == Some(&'=')
                && words.iter().any(|word: &Word| word.text.eq_ignore_ascii_case("unicode61"))
            {
                while let Some(char) = chars.next_if(|char| !char.is_ascii_whitespace()) {
                    word.push(char);
                }
            }
        }
        words.push(Word { text: word, quoted: close.is_some() });
    }
    words
}
