//! What is meant: flags over environment over `howdah.toml` over defaults, resolved here and nowhere else.
//!
//! Takes what was typed ([`crate::args`]), gives a [`Task`] in the engine's own terms. Reads no database.

use crate::args::backup::{BackupArgs, ShelfArgs};
use crate::args::choices::{Choices, ReadArgs};
use crate::args::conduct::{ConductArgs, WorkDirArgs};
use crate::args::places::{PlacesArgs, SourceArgs};
use crate::args::values::{self, NameList};
use crate::args::voice::VoiceArgs;
use crate::args::{Cli, Command, workplace};
use crate::config::{self, ConfigFile, Layer};
use crate::places::{self, Place, PostgresUrl};
use clap_complete::Shell;
use howdah::plan::options::Options;
use howdah::postgres::dsn::Dsn;
use howdah::run::{self, Direction, Go};
use howdah::{Error, Kind, Result};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How the program speaks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Voice {
    /// Only the answer and errors.
    pub quiet: bool,
    /// Details and causes too.
    pub verbose: bool,
    /// The answer as one JSON document.
    pub json: bool,
}

impl Voice {
    /// What the flags alone say; used until the file was read.
    pub fn typed(args: &VoiceArgs) -> Voice {
        Voice { quiet: args.quiet, verbose: args.verbose, json: args.speaks_json() }
    }
}

/// What surrounds the program: nothing below this asks the environment for settings.
#[derive(Clone, Default)]
pub struct Surroundings {
    /// The current directory.
    pub directory: PathBuf,
    /// The program as it was started: `howdah`, `target/release/howdah`.
    pub program: String,
    /// `HOWDAH_CONFIG`.
    pub config: Option<PathBuf>,
    /// `HOWDAH_TARGET`; may hold a password.
    pub target: Option<String>,
    /// `HOWDAH_WORK_DIR`.
    pub work_dir: Option<PathBuf>,
    /// `HOWDAH_JOBS`.
    pub jobs: Option<String>,
}

/// The environment variables that say something, and what.
pub const VARIABLES: &[(&str, &str)] = &[
    ("HOWDAH_CONFIG", "the settings file, as `--config`"),
    ("HOWDAH_TARGET", "the target's URL, as `--target`, out of sight of other users of the machine"),
    ("HOWDAH_WORK_DIR", "the work directory, as `--work-dir`"),
    ("HOWDAH_JOBS", "the number of threads, as `--jobs`"),
    ("HOWDAH_LOG", "what the engine logs to stderr, such as `debug` or `howdah=trace`"),
    ("PG_BIN", "the directory of PostgreSQL's programs, for the embedded server and for backups"),
    (
        "PGHOST, PGPORT, PGUSER, PGPASSWORD, PGDATABASE, PGPASSFILE, PGSSLMODE, …",
        "what the target's URL leaves out, as for `psql`",
    ),
    ("NO_COLOR", "no colour when set to anything"),
    ("TERM", "no colour and no moving bars when `dumb`"),
];

impl Surroundings {
    /// Those of this process.
    pub fn of_process() -> std::io::Result<Surroundings> {
        let text = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        Ok(Surroundings {
            directory: std::env::current_dir()?,
            program: std::env::args_os()
                .next()
                .map(|word| word.to_string_lossy().into_owned())
                .unwrap_or_default(),
            config: text("HOWDAH_CONFIG").map(PathBuf::from),
            target: text("HOWDAH_TARGET"),
            work_dir: text("HOWDAH_WORK_DIR").map(PathBuf::from),
            jobs: text("HOWDAH_JOBS"),
        })
    }
}

/// What to do.
#[derive(Debug)]
pub enum Task {
    /// `migrate`.
    Migrate(Box<run::Settings>),
    /// `plan`; the flag: only DDL.
    Plan(Box<run::Settings>, bool),
    /// `inspect`.
    Inspect(Box<run::Settings>),
    /// `verify`; without a target, that of the embedded server.
    Verify(Box<run::Settings>),
    /// `backup`.
    Backup(Box<run::BackupSettings>),
    /// `rollback`; without a target, that of the embedded server.
    Rollback(Box<run::Settings>, run::Rollback),
    /// `report`, of this directory, or of the newest one in the current directory.
    Report(Option<PathBuf>),
    /// `status`, of this directory, or of all in the current directory.
    Status(Option<PathBuf>),
    /// `stop`.
    Stop(PathBuf),
    /// `clean`; the flag: remove everything.
    Clean(PathBuf, bool),
    /// `completions`.
    Completions(Shell),
    /// `man`.
    Man(Option<PathBuf>),
    /// `docs`; the flag: only check.
    Docs(PathBuf, bool),
}

/// Finds and reads the settings file; one that says nothing when there is none.
pub fn read_file(cli: &Cli, around: &Surroundings) -> Result<ConfigFile> {
    if matches!(cli.command, Command::Completions(_) | Command::Man(_) | Command::Docs(_)) {
        return Ok(ConfigFile::default());
    }
    let named = cli.voice.config.as_deref().or(around.config.as_deref());
    match config::find(named, &around.directory, typed_source(&cli.command, around).as_deref()) {
        Some(path) => config::load(&path),
        None => Ok(ConfigFile::default()),
    }
}

/// How to speak: as was typed, else as the file says.
pub fn voice(args: &VoiceArgs, file: &ConfigFile) -> Voice {
    let typed = Voice::typed(args);
    Voice {
        quiet: typed.quiet || (file.layer.quiet && !typed.verbose),
        verbose: typed.verbose || (file.layer.verbose && !typed.quiet && !file.layer.quiet),
        json: typed.json || file.layer.json,
    }
}

/// Resolves what to do.
pub fn resolve(cli: Cli, around: &Surroundings, file: &ConfigFile) -> Result<Task> {
    let json_columns = cli.voice.json_columns();
    let layers = Layers { around, file };
    if json_columns.is_some() && !matches!(cli.command, Command::Migrate(_) | Command::Plan(_)) {
        return Err(Error::new(Kind::Usage, "this command chooses no types")
            .hint("Leave out `exact` or `jsonb` behind `--json`."));
    }
    let with_json = |mut choices: Choices| {
        choices.json_columns = choices.json_columns.or(json_columns);
        choices
    };
    Ok(match cli.command {
        Command::Migrate(args) => {
            let mut settings = layers.journey(&args.places, with_json(args.choices), args.read)?;
            settings.work_dir = layers.work_dir(args.work_dir);
            layers.conduct(args.conduct, &mut settings);
            Task::Migrate(Box::new(settings))
        }
        Command::Plan(args) => {
            let settings = layers.journey(&args.places, with_json(args.choices), args.read)?;
            Task::Plan(Box::new(settings), args.ddl || file.layer.ddl)
        }
        Command::Verify(args) => {
            let places = layers.in_order(args.places);
            let choices = Choices {
                schema: args.schema,
                state_schema: args.state_schema,
                only: args.only,
                exclude: args.exclude,
                ..Choices::default()
            };
            let mut settings = layers.journey(&places, choices, args.read)?;
            settings.work_dir = layers.work_dir(args.work_dir);
            Task::Verify(Box::new(settings))
        }
        Command::Rollback(args) => {
            let read = args.read();
            let places = layers.in_order(args.places);
            let choices = Choices {
                schema: args.schema,
                state_schema: args.state_schema,
                on_nan: args.on_nan,
                ..Choices::default()
            };
            let mut settings = layers.journey(&places, choices, read)?;
            settings.work_dir = layers.work_dir(args.work_dir);
            let go = match (args.yes, args.rehearse) {
                (true, _) => Go::Swap,
                (false, true) => Go::Rehearse,
                (false, false) => Go::Look,
            };
            let asked = run::Rollback { go, slowdown: args.slowdown, app_errors: args.app_errors };
            Task::Rollback(Box::new(settings), asked)
        }
        Command::Inspect(args) => {
            let mut settings = run::Settings::new(layers.source(args.source.given())?, None);
            layers.read(args.read, &mut settings)?;
            Task::Inspect(Box::new(settings))
        }
        Command::Backup(args) => Task::Backup(Box::new(layers.backup(args)?)),
        Command::Report(args) => Task::Report(layers.report_place(&args)?),
        Command::Status(args) => Task::Status(layers.workplace(&args.source, args.work_dir)?),
        Command::Stop(args) => Task::Stop(layers.one_workplace(&args.source, args.work_dir)?),
        Command::Clean(args) => Task::Clean(layers.one_workplace(&args.source, args.work_dir)?, args.remove),
        Command::Completions(args) => Task::Completions(args.shell),
        Command::Man(args) => Task::Man(args.directory),
        Command::Docs(args) => Task::Docs(args.directory, args.check),
    })
}

/// The source that was typed, when it is a file: `howdah.toml` may lie beside it.
fn typed_source(command: &Command, around: &Surroundings) -> Option<PathBuf> {
    let places = |args: &PlacesArgs| {
        let (source, target) = args.given().ok()?;
        // `verify` takes its places in either order.
        [source, target].into_iter().flatten().find_map(|text| lite(text, around))
    };
    match command {
        Command::Migrate(args) => places(&args.places),
        Command::Plan(args) => places(&args.places),
        Command::Verify(args) => places(&args.places),
        Command::Rollback(args) => places(&args.places),
        Command::Inspect(args) => lite(args.source.given()?, around),
        Command::Backup(args) => lite(args.given()?, around),
        Command::Status(args) => lite(args.source.given()?, around),
        Command::Stop(args) => lite(args.source.given()?, around),
        Command::Clean(args) => lite(args.source.given()?, around),
        Command::Report(args) => lite(args.place.as_deref()?, around),
        Command::Completions(_) | Command::Man(_) | Command::Docs(_) => None,
    }
}

fn lite(text: &str, around: &Surroundings) -> Option<PathBuf> {
    match places::read(text, &around.directory) {
        Ok(Place::Lite(path)) => Some(path),
        _ => None,
    }
}

/// Everything below the flags.
struct Layers<'a> {
    around: &'a Surroundings,
    file: &'a ConfigFile,
}

impl Layers<'_> {
    fn layer(&self) -> &Layer {
        &self.file.layer
    }

    /// The directory of the settings file, to which its paths are relative.
    fn file_directory(&self) -> &Path {
        self.file.path.parent().unwrap_or(Path::new(""))
    }

    fn place(
        &self,
        typed: Option<&str>,
        environment: Option<&str>,
        file: Option<&str>,
    ) -> Result<Option<Place>> {
        let here = self.around.directory.as_path();
        let text = typed.or(environment).map(|text| (text, here));
        match text.or(file.map(|text| (text, self.file_directory()))) {
            Some((text, directory)) => places::read(text, directory).map(Some),
            None => Ok(None),
        }
    }

    /// The places of `verify` and `rollback`, which may be typed in either order: the PostgreSQL database is the target.
    fn in_order(&self, typed: PlacesArgs) -> PlacesArgs {
        let is_postgres = |text: Option<&str>| {
            text.is_some_and(|text| {
                matches!(places::read(text, &self.around.directory), Ok(Place::Postgres(_)))
            })
        };
        match typed.given() {
            Ok((source, target)) if is_postgres(source) && !is_postgres(target) => PlacesArgs {
                source_flag: target.map(str::to_owned),
                target_flag: source.map(str::to_owned),
                ..PlacesArgs::default()
            },
            _ => typed,
        }
    }

    /// Source, target and the plan's choices.
    fn journey(&self, typed: &PlacesArgs, choices: Choices, read: ReadArgs) -> Result<run::Settings> {
        let (source, target) = typed.given().map_err(|side| {
            Error::new(Kind::Usage, format!("the {side} is given twice"))
                .hint(format!("Name the {side} by position or with --{side}, not both."))
        })?;
        let source = self.place(source, None, self.layer().source.as_deref())?;
        let target = self.place(target, self.around.target.as_deref(), self.layer().target.as_deref())?;
        let (source, target, direction) = direction(source, target)?;
        let target = target.map(|url| Dsn::parse(&url.0)).transpose()?;
        let mut choices = choices.or(self.layer().choices.clone());
        // A URL may name the schema, as Prisma's do; what was said otherwise comes first.
        choices.schema =
            choices.schema.or(target.as_ref().and_then(|target| target.schema().map(str::to_owned)));
        let mut settings = run::Settings::new(source, target);
        settings.direction = direction;
        if !self.around.program.is_empty() {
            settings.program.clone_from(&self.around.program);
        }
        settings.schema_named = choices.schema.is_some();
        settings.back = howdah::plan::back::Choices {
            strict: choices.strict.unwrap_or_default(),
            on_nan: choices.on_nan.unwrap_or_default(),
        };
        settings.options = options(choices);
        self.read(read, &mut settings)?;
        Ok(settings)
    }

    fn source(&self, typed: Option<&str>) -> Result<PathBuf> {
        match self.place(typed, None, self.layer().source.as_deref())? {
            Some(Place::Lite(path)) => Ok(path),
            Some(Place::Postgres(_)) => Err(not_a_file()),
            None => Err(no_source()),
        }
    }

    /// How the source is read.
    fn read(&self, typed: ReadArgs, settings: &mut run::Settings) -> Result<()> {
        let environment = ReadArgs {
            jobs: match &self.around.jobs {
                None => None,
                Some(text) => Some(values::jobs(text).map_err(|expected| {
                    Error::new(Kind::Usage, "the value of HOWDAH_JOBS is not understood").detail(expected)
                })?),
            },
            ..ReadArgs::default()
        };
        let read = typed.or(environment).or(self.layer().read.clone());
        settings.jobs = read.jobs.unwrap_or(settings.jobs);
        settings.snapshot = read.snapshot.unwrap_or(settings.snapshot);
        settings.lock_timeout = read.lock_timeout.unwrap_or(settings.lock_timeout);
        Ok(())
    }

    /// A backup: the place decides what kind it is.
    fn backup(&self, typed: BackupArgs) -> Result<run::BackupSettings> {
        let origin = match self.place(typed.given(), None, self.layer().source.as_deref())? {
            Some(Place::Lite(path)) => run::Origin::Lite(path),
            Some(Place::Postgres(url)) => {
                run::Origin::Postgres(Box::new(Dsn::parse(&url.0)?), self.around.directory.clone())
            }
            None => {
                return Err(Error::new(Kind::Usage, "the database is missing").hint(
                    "Name it: howdah backup app.db, or howdah backup postgresql://user@host/database.",
                ));
            }
        };
        let of_file = self.layer().shelf.clone();
        let here =
            ShelfArgs { into: typed.shelf.into.map(|path| self.around.directory.join(path)), ..typed.shelf };
        let shelf =
            here.or(ShelfArgs { into: of_file.into.map(|path| self.file_directory().join(path)), ..of_file });
        let lock_timeout = typed.lock_timeout.or(self.layer().read.lock_timeout);
        Ok(run::BackupSettings {
            origin,
            into: shelf.into,
            limits: run::Limits { keep: shelf.keep, older_than: shelf.older_than },
            lock_timeout: lock_timeout.unwrap_or(Duration::from_secs(30)),
        })
    }

    fn work_dir(&self, typed: WorkDirArgs) -> Option<PathBuf> {
        let here = typed.work_dir.or_else(|| self.around.work_dir.clone());
        let here = here.map(|path| self.around.directory.join(path));
        here.or_else(|| self.layer().work_dir.as_ref().map(|path| self.file_directory().join(path)))
    }

    /// What the run may do.
    fn conduct(&self, typed: ConductArgs, settings: &mut run::Settings) {
        let file = &self.layer().conduct;
        settings.dry_run = typed.dry_run || file.dry_run;
        settings.verify = typed.validate || !(typed.no_verify || (file.no_verify && !file.validate));
        settings.create_database = typed.create_database || file.create_database;
        settings.replace = names(if typed.replace.is_empty() { file.replace.clone() } else { typed.replace });
    }

    /// The work directory of a source, when one is known.
    fn workplace(&self, source: &SourceArgs, work_dir: WorkDirArgs) -> Result<Option<PathBuf>> {
        if let Some(directory) = self.work_dir(work_dir) {
            return Ok(Some(directory));
        }
        match self.place(source.given(), None, self.layer().source.as_deref())? {
            Some(Place::Lite(path)) => Ok(Some(run::workdir::beside(&path))),
            Some(Place::Postgres(_)) => Err(not_a_file()),
            None => Ok(None),
        }
    }

    fn one_workplace(&self, source: &SourceArgs, work_dir: WorkDirArgs) -> Result<PathBuf> {
        self.workplace(source, work_dir)?.ok_or_else(no_source)
    }

    fn report_place(&self, args: &workplace::ReportArgs) -> Result<Option<PathBuf>> {
        let source = SourceArgs { source: args.place.clone(), source_flag: None };
        if let Some(Place::Lite(path)) = self.place(args.place.as_deref(), None, None)?
            && path.is_dir()
        {
            return Ok(Some(path));
        }
        self.workplace(&source, args.work_dir.clone())
    }
}

/// The SQLite file, the PostgreSQL database, and which of the two is read.
fn direction(
    source: Option<Place>,
    target: Option<Place>,
) -> Result<(PathBuf, Option<PostgresUrl>, Direction)> {
    match (source, target) {
        (Some(Place::Lite(source)), None) => Ok((source, None, Direction::ToPostgres)),
        (Some(Place::Lite(source)), Some(Place::Postgres(target))) => {
            Ok((source, Some(target), Direction::ToPostgres))
        }
        (Some(Place::Postgres(source)), Some(Place::Lite(target))) => {
            Ok((target, Some(source), Direction::ToSqlite))
        }
        (Some(Place::Postgres(_)), None) => Err(Error::new(Kind::Usage, "the target is missing").hint(
            "Name the SQLite file that is to be made: howdah migrate postgresql://user@host/database app.db.",
        )),
        (Some(Place::Postgres(_)), Some(Place::Postgres(_))) => {
            Err(Error::new(Kind::Usage, "both places are PostgreSQL databases")
                .detail("One side is always a SQLite file.")
                .hint("Use pg_dump and pg_restore between PostgreSQL databases."))
        }
        (Some(Place::Lite(_)), Some(Place::Lite(_))) => Err(Error::new(
            Kind::Usage,
            "the target is not a PostgreSQL database",
        )
        .hint(
            "A target looks like postgresql://user@host/database; without one, a private server is started.",
        )),
        (None, _) => Err(no_source()),
    }
}

fn no_source() -> Error {
    Error::new(Kind::Usage, "the source is missing")
        .hint("Name the SQLite file, for example: howdah inspect app.db.")
}

fn not_a_file() -> Error {
    Error::new(Kind::Usage, "a SQLite file is expected here, not a PostgreSQL database")
}

fn names(lists: Vec<NameList>) -> Vec<String> {
    lists.into_iter().flat_map(|list| list.0).collect()
}

/// Choices over the engine's defaults.
fn options(choices: Choices) -> Options {
    let default = Options::default();
    Options {
        schema: choices.schema.unwrap_or(default.schema),
        state_schema: choices.state_schema.unwrap_or(default.state_schema),
        names: choices.names.unwrap_or(default.names),
        zone: choices.zone.unwrap_or(default.zone),
        integers: choices.integers.unwrap_or(default.integers),
        json: choices.json_columns.unwrap_or(default.json),
        json_index: choices.json_index.unwrap_or(default.json_index),
        collation: choices.collation.unwrap_or(default.collation),
        rowid: choices.rowid.unwrap_or(default.rowid),
        orphans: choices.orphans.unwrap_or(default.orphans),
        on_nul: choices.on_nul.unwrap_or(default.on_nul),
        on_bad_utf8: choices.on_bad_utf8.unwrap_or(default.on_bad_utf8),
        types: choices.types,
        only: names(choices.only),
        exclude: names(choices.exclude),
        originals: choices.originals.unwrap_or(default.originals),
    }
}

#[cfg(test)]
mod tests;
