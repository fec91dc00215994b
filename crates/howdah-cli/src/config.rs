//! `howdah.toml`: found, read, and turned into the same raw settings that flags give.
//!
//! A key is the name of a flag without its hyphens in front; values are read by the flags' own readers
//! ([`crate::args::values`]). An unknown key is an error that names key and file. No error quotes a value, since the
//! target's URL may hold a password.

use crate::args::backup::ShelfArgs;
use crate::args::choices::{Choices, ReadArgs};
use crate::args::conduct::ConductArgs;
use crate::args::values::{self, NameList, column_name, logical_type, read_choice};
use howdah::plan::options::TypeChoice;
use howdah::{Error, Kind, Result};
use std::path::{Path, PathBuf};
use toml::{Table, Value};

/// The file's name.
pub const FILE_NAME: &str = "howdah.toml";

/// Every key and what stands behind it, in the order of the documentation.
pub const KEYS: &[(&str, &str)] = &[
    ("source", "text"),
    ("target", "text"),
    ("work-dir", "text"),
    ("dry-run", "true or false"),
    ("validate", "true or false"),
    ("no-verify", "true or false"),
    ("create-database", "true or false"),
    ("replace", "list of texts"),
    ("only", "list of texts"),
    ("exclude", "list of texts"),
    ("schema", "text"),
    ("state-schema", "text"),
    ("names", "text"),
    ("type", "table: `\"orders.total\" = \"numeric(10,2)\"`"),
    ("integers", "text"),
    ("json-columns", "text"),
    ("json-index", "true or false"),
    ("zone", "text"),
    ("collation", "text"),
    ("rowid", "text"),
    ("orphans", "text"),
    ("on-nul", "text"),
    ("on-bad-utf8", "text"),
    ("originals", "true or false"),
    ("strict", "true or false"),
    ("on-nan", "text"),
    ("snapshot", "text"),
    ("lock-timeout", "number"),
    ("jobs", "number"),
    ("ddl", "true or false"),
    ("into", "text"),
    ("keep", "number"),
    ("older-than", "text"),
    ("quiet", "true or false"),
    ("verbose", "true or false"),
    ("json", "true or false, or \"exact\" or \"jsonb\""),
];

/// What a file says; the same kinds of things that flags say.
#[derive(Clone, Default, PartialEq)]
pub struct Layer {
    /// Source.
    pub source: Option<String>,
    /// Target; may hold a password.
    pub target: Option<String>,
    /// Work directory.
    pub work_dir: Option<PathBuf>,
    /// What `migrate` may do.
    pub conduct: ConductArgs,
    /// The plan's choices.
    pub choices: Choices,
    /// How the source is read.
    pub read: ReadArgs,
    /// Where backups are and which of them stay.
    pub shelf: ShelfArgs,
    /// `plan` prints only DDL.
    pub ddl: bool,
    /// Speak little.
    pub quiet: bool,
    /// Speak much.
    pub verbose: bool,
    /// Speak JSON.
    pub json: bool,
}

/// A file that was read.
#[derive(Clone, Default)]
pub struct ConfigFile {
    /// Where it is; relative paths in it are relative to its directory.
    pub path: PathBuf,
    /// What it says.
    pub layer: Layer,
}

/// Finds the file: the one that was named, else `howdah.toml` in `directory`, else the one beside the source.
pub fn find(named: Option<&Path>, directory: &Path, source: Option<&Path>) -> Option<PathBuf> {
    if let Some(named) = named {
        return Some(directory.join(named));
    }
    let here = directory.join(FILE_NAME);
    let beside = source.and_then(Path::parent).map(|parent| parent.join(FILE_NAME));
    [Some(here), beside].into_iter().flatten().find(|path| path.is_file())
}

/// Reads a file.
pub fn load(path: &Path) -> Result<ConfigFile> {
    let text = std::fs::read_to_string(path).map_err(|cause| {
        Error::new(Kind::Usage, format!("the settings {} cannot be read", path.display())).caused_by(cause)
    })?;
    Ok(ConfigFile { path: path.to_owned(), layer: read(&text, path)? })
}

/// Reads the text of a file; `path` is for errors.
pub fn read(text: &str, path: &Path) -> Result<Layer> {
    let table: Table = text.parse().map_err(|error: toml::de::Error| {
        // The error's own Display shows the line, which may hold a password: only its message and place are used.
        let line = error.span().map_or(1, |span| text[..span.start].matches('\n').count() + 1);
        Error::new(Kind::Usage, format!("{} is not valid TOML", path.display()))
            .detail(format!("Line {line}: {}.", error.message()))
    })?;
    let mut keys = Keys { path, table };
    let layer = Layer {
        source: keys.text("source")?,
        target: keys.text("target")?,
        work_dir: keys.text("work-dir")?.map(PathBuf::from),
        conduct: ConductArgs {
            dry_run: keys.flag("dry-run")?,
            validate: keys.flag("validate")?,
            no_verify: keys.flag("no-verify")?,
            create_database: keys.flag("create-database")?,
            replace: keys.names("replace")?,
        },
        read: ReadArgs {
            snapshot: keys.value("snapshot", read_choice)?,
            lock_timeout: keys.value("lock-timeout", values::wait)?,
            jobs: keys.value("jobs", values::jobs)?,
        },
        shelf: ShelfArgs {
            into: keys.text("into")?.map(PathBuf::from),
            keep: keys.value("keep", values::keep)?,
            older_than: keys.value("older-than", values::age)?,
        },
        ddl: keys.flag("ddl")?,
        quiet: keys.flag("quiet")?,
        verbose: keys.flag("verbose")?,
        json: matches!(keys.table.get("json"), Some(Value::Boolean(true))),
        choices: choices(&mut keys)?,
    };
    keys.finish()?;
    Ok(layer)
}

fn choices(keys: &mut Keys) -> Result<Choices> {
    let json = match keys.table.get("json") {
        Some(Value::Boolean(_)) => keys.table.remove("json").and(None),
        _ => keys.value("json", read_choice)?,
    };
    Ok(Choices {
        only: keys.names("only")?,
        exclude: keys.names("exclude")?,
        schema: keys.text("schema")?,
        state_schema: keys.text("state-schema")?,
        names: keys.value("names", read_choice)?,
        types: keys.types()?,
        integers: keys.value("integers", read_choice)?,
        json_columns: keys.value("json-columns", read_choice)?.or(json),
        zone: keys.value("zone", values::zone)?,
        collation: keys.value("collation", read_choice)?,
        rowid: keys.value("rowid", read_choice)?,
        orphans: keys.value("orphans", read_choice)?,
        on_nul: keys.value("on-nul", read_choice)?,
        on_bad_utf8: keys.value("on-bad-utf8", read_choice)?,
        json_index: keys.value("json-index", values::switch)?,
        originals: keys.value("originals", values::switch)?,
        strict: keys.value("strict", values::switch)?,
        on_nan: keys.value("on-nan", read_choice)?,
    })
}

/// The keys that were not yet taken.
struct Keys<'a> {
    path: &'a Path,
    table: Table,
}

impl Keys<'_> {
    fn wrong(&self, key: &str, expected: &str) -> Error {
        Error::new(
            Kind::Usage,
            format!("the value of \"{key}\" in {} is not understood", self.path.display()),
        )
        .detail(expected)
    }

    fn text(&mut self, key: &str) -> Result<Option<String>> {
        match self.table.remove(key) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(self.wrong(key, "It is a text in quotes.")),
        }
    }

    fn flag(&mut self, key: &str) -> Result<bool> {
        match self.table.remove(key) {
            None => Ok(false),
            Some(Value::Boolean(flag)) => Ok(flag),
            Some(_) => Err(self.wrong(key, "It is true or false.")),
        }
    }

    /// A value that a flag's reader understands; numbers and truth values are read as if they were typed.
    fn value<T>(
        &mut self,
        key: &str,
        reader: fn(&str) -> std::result::Result<T, String>,
    ) -> Result<Option<T>> {
        let text = match self.table.remove(key) {
            None => return Ok(None),
            Some(Value::String(text)) => text,
            Some(Value::Integer(number)) => number.to_string(),
            Some(Value::Float(number)) => number.to_string(),
            Some(Value::Boolean(flag)) => flag.to_string(),
            Some(_) => return Err(self.wrong(key, "It is one value, not a list or a table.")),
        };
        reader(&text).map(Some).map_err(|expected| self.wrong(key, &expected))
    }

    /// Names: a list of texts, each one name, or one text as a flag has it.
    fn names(&mut self, key: &str) -> Result<Vec<NameList>> {
        const EXPECTED: &str = "It is a list of texts.";
        match self.table.remove(key) {
            None => Ok(Vec::new()),
            Some(Value::String(text)) => values::name_list(&text)
                .map(|names| vec![names])
                .map_err(|expected| self.wrong(key, &expected)),
            Some(Value::Array(items)) => items
                .into_iter()
                .map(|item| match item {
                    Value::String(name) => Ok(NameList(vec![name])),
                    _ => Err(self.wrong(key, EXPECTED)),
                })
                .collect(),
            Some(_) => Err(self.wrong(key, EXPECTED)),
        }
    }

    /// `[type]`: either `"table.column" = "type"`, or a table within that holds `column = "type"`.
    fn types(&mut self) -> Result<Vec<TypeChoice>> {
        const KEY: &str = "type";
        const EXPECTED: &str = "It is a table of lines such as \"orders.total\" = \"numeric(10,2)\".";
        let table = match self.table.remove(KEY) {
            None => return Ok(Vec::new()),
            Some(Value::Table(table)) => table,
            Some(_) => return Err(self.wrong(KEY, EXPECTED)),
        };
        let mut types = Vec::new();
        for (name, value) in table {
            let within = |inner: &str| format!("{KEY}.{name}{inner}");
            match value {
                Value::String(text) => {
                    let (table, column) =
                        column_name(&name).map_err(|expected| self.wrong(&within(""), &expected))?;
                    let logical =
                        logical_type(&text).map_err(|expected| self.wrong(&within(""), &expected))?;
                    types.push(TypeChoice { table, column, logical });
                }
                Value::Table(columns) => {
                    for (column, value) in columns {
                        let key = within(&format!(".{column}"));
                        let Value::String(text) = value else { return Err(self.wrong(&key, EXPECTED)) };
                        let logical = logical_type(&text).map_err(|expected| self.wrong(&key, &expected))?;
                        types.push(TypeChoice { table: name.clone(), column, logical });
                    }
                }
                _ => return Err(self.wrong(&within(""), EXPECTED)),
            }
        }
        Ok(types)
    }

    /// Whatever was not taken is unknown.
    fn finish(self) -> Result<()> {
        let Some(key) = self.table.keys().next() else { return Ok(()) };
        let error = Error::new(Kind::Usage, format!("unknown key \"{key}\" in {}", self.path.display()));
        let alike = |known: &str| known.replace('-', "") == key.to_lowercase().replace(['-', '_'], "");
        Err(match KEYS.iter().find(|(known, _)| alike(known)) {
            Some((known, _)) => error.hint(format!("It is spelled \"{known}\".")),
            None => {
                let known: Vec<&str> = KEYS.iter().map(|(known, _)| *known).collect();
                error.detail(format!("Known keys are {}.", known.join(", ")))
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;
    use howdah::plan::options::{JsonChoice, Names};
    use howdah::row::logical::LogicalType;

    fn parse(text: &str) -> Result<Layer> {
        read(text, Path::new("howdah.toml"))
    }

    #[test]
    fn every_flag_but_those_that_must_be_typed_has_a_key_and_every_key_a_flag() {
        let command = crate::args::Cli::command();
        let mut flags: Vec<String> = command
            .get_subcommands()
            .filter(|command| !command.is_hide_set())
            .chain([&command])
            .flat_map(|command| command.get_arguments())
            .filter_map(|argument| argument.get_long().map(str::to_owned))
            // A file cannot name itself; removing data must be typed, and a rollback with what was noticed; the others print
            // and stop.
            .filter(|flag| !["config", "remove", "help", "version"].contains(&flag.as_str()))
            .filter(|flag| !["yes", "rehearse", "slowdown", "app-errors"].contains(&flag.as_str()))
            .collect();
        flags.sort();
        flags.dedup();
        let mut keys: Vec<&str> = KEYS.iter().map(|(key, _)| *key).collect();
        keys.sort_unstable();
        assert_eq!(flags, keys);
    }

    #[test]
    fn every_documented_key_is_taken() {
        let value = |key: &str, kind: &str| match key {
            "type" => "{ \"a.b\" = \"text\" }",
            "names" => "\"snake\"",
            "integers" => "\"declared\"",
            "json-columns" => "\"exact\"",
            "zone" => "\"+02:00\"",
            "collation" => "\"database\"",
            "rowid" => "\"keep\"",
            "orphans" => "\"fail\"",
            "on-nul" | "on-bad-utf8" => "\"escape\"",
            "snapshot" => "\"hold\"",
            "older-than" => "\"30d\"",
            "on-nan" => "\"text\"",
            _ if kind.starts_with("true") => "true",
            _ if kind == "number" => "3",
            _ if kind.starts_with("list") => "[\"x\"]",
            _ => "\"x\"",
        };
        for (key, kind) in KEYS {
            let layer =
                parse(&format!("{key} = {}", value(key, kind))).unwrap_or_else(|e| panic!("{key}: {e}"));
            assert!(layer != Layer::default(), "{key} changed nothing");
        }
    }

    #[test]
    fn an_unknown_key_is_named_with_its_file() {
        let error = parse("stat_schema = 'x'").err().unwrap();
        assert_eq!(error.message, "unknown key \"stat_schema\" in howdah.toml");
        let error = parse("state_schema = 'x'").err().unwrap();
        assert_eq!(error.hint.as_deref(), Some("It is spelled \"state-schema\"."));
    }

    #[test]
    fn no_error_quotes_a_value() {
        for text in [
            "target = postgresql://me:secret@host/db",
            "target = \"postgresql://me:secret@host/db",
            "names = \"postgresql://me:secret@host/db\"",
            "jobs = \"secret\"",
            "dry-run = \"secret\"",
            "[type]\n\"a.b\" = \"secret\"",
        ] {
            let error = parse(text).err().unwrap();
            assert!(!format!("{error:?}").contains("secret"), "{error:?}");
        }
    }

    #[test]
    fn types_are_given_flat_or_nested() {
        let layer =
            parse("[type]\n\"a.b\" = \"jsonb\"\n[type.\"odd.name\"]\nc = \"numeric(10,2)\"\n").ok().unwrap();
        let text = |choice: &TypeChoice| format!("{}|{}|{}", choice.table, choice.column, choice.logical);
        let types: Vec<String> = layer.choices.types.iter().map(text).collect();
        assert_eq!(types, ["a|b|jsonb", "odd.name|c|numeric(10,2)"]);
        assert_eq!(layer.choices.types[0].logical, LogicalType::Jsonb);
    }

    #[test]
    fn json_is_an_output_or_a_type_as_on_the_command_line() {
        let speaking = parse("json = true").ok().unwrap();
        assert!(speaking.json && speaking.choices.json_columns.is_none());
        let typed = parse("json = \"exact\"\nnames = \"lower\"").ok().unwrap();
        assert!(!typed.json);
        assert_eq!(typed.choices.json_columns, Some(JsonChoice::Exact));
        assert_eq!(typed.choices.names, Some(Names::Lower));
    }

    #[test]
    fn the_file_here_comes_before_the_one_beside_the_source() {
        let root = std::env::temp_dir().join(format!("howdah-config-{}", std::process::id()));
        let (here, beside) = (root.join("here"), root.join("beside"));
        for directory in [&here, &beside] {
            std::fs::create_dir_all(directory).unwrap();
        }
        let source = beside.join("app.db");
        assert_eq!(find(None, &here, Some(&source)), None);
        std::fs::write(beside.join(FILE_NAME), "").unwrap();
        assert_eq!(find(None, &here, Some(&source)), Some(beside.join(FILE_NAME)));
        std::fs::write(here.join(FILE_NAME), "").unwrap();
        assert_eq!(find(None, &here, Some(&source)), Some(here.join(FILE_NAME)));
        assert_eq!(find(Some(Path::new("x.toml")), &here, Some(&source)), Some(here.join("x.toml")));
        std::fs::remove_dir_all(&root).unwrap();
    }
}
