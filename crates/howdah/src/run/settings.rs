//! What a run is told, resolved: places, directories, manners. What shapes the plan is in [`Options`].

use crate::error::{Error, Kind, Result};
use crate::plan::back::Choices;
use crate::plan::options::Options;
use crate::postgres::dsn::Dsn;
use crate::sqlite::snapshot::SnapshotPolicy;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Which of the two places is read, and which is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Direction {
    /// The SQLite file is read.
    #[default]
    ToPostgres,
    /// The PostgreSQL database is read, and the SQLite file is made.
    ToSqlite,
}

/// Settings of every command that works on a source, and on a target where it has one.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The SQLite file.
    pub source: PathBuf,
    /// The PostgreSQL database; `None`: the embedded server in the work directory.
    pub target: Option<Dsn>,
    /// Which of the two is read.
    pub direction: Direction,
    /// The work directory; `None`: beside the source.
    pub work_dir: Option<PathBuf>,
    /// Choices that shape the plan.
    pub options: Options,
    /// The user named the schema; on the way back, all schemas are meant otherwise.
    pub schema_named: bool,
    /// Choices for a SQLite file that is made.
    pub back: Choices,
    /// Workers; 0: as many as there are processors, at most 8.
    pub jobs: usize,
    /// How a source in rollback-journal mode is read while others write.
    pub snapshot: SnapshotPolicy,
    /// How long a lock is waited for.
    pub lock_timeout: Duration,
    /// Tables in the target that may be dropped, by their target names; `*` names all that stand in the way.
    pub replace: Vec<String>,
    /// Make the target database when it is missing.
    pub create_database: bool,
    /// Do everything but write to the target.
    pub dry_run: bool,
    /// End with the proof.
    pub verify: bool,
    /// How the user calls the program, for the commands that a report proposes.
    pub program: String,
}

/// Most workers that are chosen unasked: beyond, PostgreSQL's own processes are the limit.
const JOBS_MAX: usize = 8;

/// Bytes of a name (`NAMEDATALEN` less its end).
const SCHEMA_BYTES_MAX: usize = 63;

impl Settings {
    /// Settings with every default.
    pub fn new(source: impl Into<PathBuf>, target: Option<Dsn>) -> Settings {
        Settings {
            source: source.into(),
            target,
            direction: Direction::ToPostgres,
            work_dir: None,
            options: Options::default(),
            schema_named: false,
            back: Choices::default(),
            jobs: 0,
            snapshot: SnapshotPolicy::Copy,
            lock_timeout: Duration::from_secs(30),
            replace: Vec::new(),
            create_database: false,
            dry_run: false,
            verify: true,
            program: "howdah".into(),
        }
    }

    /// Refuses what can be seen to be wrong without looking at either side: names of schemas that nobody can create.
    pub fn check(&self) -> Result<()> {
        let options = &self.options;
        for (flag, name) in [("--schema", &options.schema), ("--state-schema", &options.state_schema)] {
            // https://www.postgresql.org/docs/current/ddl-schemas.html#DDL-SCHEMAS-CATALOG
            let reserved = name.starts_with("pg_") || name == "information_schema";
            if reserved || name.is_empty() || name.contains('\0') || name.len() > SCHEMA_BYTES_MAX {
                return Err(Error::new(Kind::Usage, format!("\"{name}\" cannot be the name of a schema"))
                    .detail(format!(
                        "A name has 1 to {SCHEMA_BYTES_MAX} bytes; those that begin with pg_ are PostgreSQL's own."
                    ))
                    .hint(format!("Choose another with {flag} NAME.")));
            }
        }
        Ok(())
    }

    /// The work directory's path.
    pub fn work_path(&self) -> PathBuf {
        self.work_dir.clone().unwrap_or_else(|| super::workdir::beside(&self.source))
    }

    /// Number of workers.
    pub fn workers(&self) -> usize {
        match self.jobs {
            0 => std::thread::available_parallelism().map_or(2, usize::from).clamp(1, JOBS_MAX),
            jobs => jobs,
        }
    }

    /// A command line of this program, ready for a shell.
    pub fn command(&self, words: &[&str]) -> String {
        [self.program.as_str()].iter().chain(words).map(|word| shell_word(word)).collect::<Vec<_>>().join(" ")
    }

    /// The source's name in messages.
    pub fn source_place(&self) -> String {
        Path::display(&self.source).to_string()
    }
}

/// The words by which a command line chooses tables; none where all are wanted. A name that would be read as several, or
/// without its ends, stands in double quotes.
pub fn selection(only: &[String], exclude: &[String]) -> Vec<String> {
    let chosen =
        [("--only", only), ("--exclude", exclude)].into_iter().filter(|(_, names)| !names.is_empty());
    let listed = |name: &String| match name.contains([',', '"']) || name.trim() != name || name.is_empty() {
        true => format!("\"{}\"", name.replace('"', "\"\"")),
        false => name.clone(),
    };
    let list = |names: &[String]| names.iter().map(listed).collect::<Vec<_>>().join(",");
    chosen.map(|(flag, names)| format!("{flag}={}", list(names))).collect()
}

/// A word as a shell takes it
/// (<https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02>).
fn shell_word(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "_-./:@%+=,".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_a_selection_are_read_as_they_are() {
        let names = ["t", "a,b", "say \"x\"", " s"].map(str::to_owned);
        assert_eq!(selection(&names, &[]), ["--only=t,\"a,b\",\"say \"\"x\"\"\",\" s\""]);
        assert_eq!(selection(&[], &[]), [""; 0]);
    }

    #[test]
    fn a_command_can_be_pasted_into_a_shell() {
        let mut settings = Settings::new("/srv/my app's.db", None);
        assert_eq!(settings.command(&["stop", "/srv/app.db"]), "howdah stop /srv/app.db");
        settings.program = "target/release/howdah".into();
        let command = settings.command(&["stop", &settings.source_place()]);
        assert_eq!(command, "target/release/howdah stop '/srv/my app'\\''s.db'");
    }
}
