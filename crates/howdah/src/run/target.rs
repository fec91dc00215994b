//! The target of a run: reached, examined, and asked for sessions.

use super::draft::Draft;
use super::settings::Settings;
use crate::error::{Error, Kind, Result};
use crate::plan::options::Options;
use crate::postgres::bulk::BulkSession;
use crate::postgres::capabilities::{Capabilities, check_floor, check_writable};
use crate::postgres::connect::{
    ConnectOptions, Purpose, connect, connect_bulk, create_database, database_to_create, is_missing_database,
};
use crate::postgres::dsn::Dsn;
use crate::postgres::embedded::{Embedded, Status};
use crate::report::event::Watch;
use crate::report::run::PlaceReport;
use postgres::Client;
use std::path::Path;

/// Least memory for building an index; a server that allows more keeps its own setting.
const INDEX_MEMORY: &str = "256MB";

/// A target that was reached.
pub struct Target {
    /// How to connect.
    pub dsn: Dsn,
    /// The embedded server, when it is one.
    pub embedded: Option<Embedded>,
    /// What it can do.
    pub capabilities: Capabilities,
}

impl Target {
    /// Reaches the target of an earlier run: starts the embedded server or connects, and examines it.
    pub fn reach(settings: &Settings, work: &Path, watch: Watch<'_>) -> Result<Target> {
        match &settings.target {
            Some(dsn) => Target::examine(dsn.clone(), None, settings, watch),
            None => Target::start(settings, work, watch),
        }
    }

    /// Reaches a target that stands already, and refuses it when it cannot take what is to come. `None`: the run makes
    /// it itself with [`Target::make`], and can (or a dry run says what it did not look at).
    pub fn before_the_look(
        settings: &Settings,
        work: &Path,
        draft: &mut Draft,
        watch: Watch<'_>,
    ) -> Result<Option<Target>> {
        let target = match &settings.target {
            Some(dsn) if settings.create_database && database_to_create(dsn)? => {
                if settings.dry_run {
                    let sentence = format!("A run would create the database \"{}\" first.", dsn.database());
                    draft.report().next.push(sentence);
                }
                None
            }
            Some(dsn) => {
                let target = Target::examine(dsn.clone(), None, settings, watch);
                Some(target.map_err(|error| match is_missing_database(&error) {
                    true => {
                        error.hint("Add --create-database to have it created, or check the name in the URL.")
                    }
                    false => error,
                })?)
            }
            None if settings.dry_run => Target::running(settings, draft, watch)?,
            None => {
                Embedded::check_startable(work)?;
                None
            }
        };
        if let Some(target) = &target {
            draft.report().target = target.place();
            target.check_writable(settings)?;
        }
        Ok(target)
    }

    /// Makes the target that the settings ask for: the embedded server, or the database that is missing.
    pub fn make(settings: &Settings, work: &Path, draft: &mut Draft, watch: Watch<'_>) -> Result<Target> {
        let target = match &settings.target {
            None => Target::start(settings, work, watch)?,
            Some(dsn) => {
                if create_database(dsn)? {
                    watch.message(format!("created the database \"{}\"", dsn.database()));
                }
                Target::examine(dsn.clone(), None, settings, watch)?
            }
        };
        target.check_writable(settings).inspect_err(|_| target.leave(settings, draft, watch))?;
        Ok(target)
    }

    /// Starts the embedded server and connects to it.
    fn start(settings: &Settings, work: &Path, watch: Watch<'_>) -> Result<Target> {
        watch.detail("starting the private PostgreSQL");
        let embedded = Embedded::start(work, &database_name(&settings.source))?;
        for message in embedded.messages() {
            watch.message(message.clone());
        }
        Target::examine(embedded.dsn(), Some(embedded), settings, watch)
    }

    /// The embedded server of earlier runs, for a dry run, which starts none.
    fn running(settings: &Settings, draft: &mut Draft, watch: Watch<'_>) -> Result<Option<Target>> {
        let embedded = Embedded::open(&settings.work_path())?;
        let Some(mut embedded) = embedded.filter(|one| one.status() != Status::Missing) else {
            return Ok(None);
        };
        let place = embedded.data_directory().display().to_string();
        let mut not_asked = |why: &str| {
            draft.report().next.push(format!(
                "The private PostgreSQL in {place} was not asked, because {why}: a run would, and may find tables in the way."
            ));
        };
        if embedded.status() == Status::Stopped {
            not_asked("it is stopped and a dry run starts nothing");
            return Ok(None);
        }
        embedded.choose_database(&database_name(&settings.source));
        let dsn = embedded.dsn();
        match Target::examine(dsn, Some(embedded), settings, watch) {
            // A database that is not there has nothing in the way.
            Err(error) if is_missing_database(&error) => Ok(None),
            other => other.map(Some),
        }
    }

    fn examine(
        dsn: Dsn,
        embedded: Option<Embedded>,
        settings: &Settings,
        watch: Watch<'_>,
    ) -> Result<Target> {
        for note in dsn.notes() {
            watch.warn(note.clone());
        }
        let asked = connect(&dsn, &ConnectOptions::new(Purpose::Build)).and_then(|mut client| {
            let capabilities = Capabilities::ask(&mut client, &dsn, &settings.options.schema)?;
            check_floor(&capabilities)?;
            Ok(capabilities)
        });
        match asked {
            Ok(capabilities) => Ok(Target { dsn, embedded, capabilities }),
            Err(error) => {
                if let Some(embedded) = embedded.filter(Embedded::was_started) {
                    // The first failure is the one to tell.
                    let _ = embedded.stop();
                }
                Err(error)
            }
        }
    }

    /// After a run that did not come to its end: stops the embedded server if this run started it, and says what
    /// remains.
    pub fn leave(&self, settings: &Settings, draft: &mut Draft, watch: Watch<'_>) {
        let Some(embedded) = self.embedded.as_ref().filter(|embedded| embedded.was_started()) else { return };
        if let Err(error) = embedded.stop() {
            watch.warn(format!("The private PostgreSQL that this run started was not stopped: {error}."));
            return;
        }
        let sentence = format!(
            "The private PostgreSQL that this run started was stopped; its data stay in {}. Remove them: {}",
            embedded.data_directory().display(),
            settings.command(&["clean", "--remove", &settings.source_place()])
        );
        watch.message(sentence.clone());
        draft.report().next.push(sentence);
    }

    /// Refuses a target that takes no writes or in which the role lacks rights.
    pub fn check_writable(&self, settings: &Settings) -> Result<()> {
        check_writable(&self.capabilities)?;
        let capabilities = &self.capabilities;
        if capabilities.schema_exists && !capabilities.may_create_in_schema {
            return Err(Error::new(
                Kind::Target,
                format!("role \"{}\" may not create tables in schema \"{}\"", capabilities.role, capabilities.schema),
            )
            .hint(format!(
                "Grant the right (GRANT CREATE ON SCHEMA {} TO {}), or choose another schema with --schema NAME.",
                crate::postgres::emit::quote_ident(&capabilities.schema),
                crate::postgres::emit::quote_ident(&capabilities.role)
            )));
        }
        if !capabilities.schema_exists && !capabilities.may_create_schema {
            return Err(Error::new(
                Kind::Target,
                format!("role \"{}\" may not create schema \"{}\"", capabilities.role, capabilities.schema),
            )
            .hint("Let an administrator create it, or choose a schema that exists with --schema NAME."));
        }
        let needed = settings.workers() * 2 + 1;
        if usize::try_from(capabilities.connections_free).unwrap_or(0) < needed {
            return Err(Error::new(
                Kind::Target,
                format!("the server has {} free connections", capabilities.connections_free.max(0)),
            )
            .detail(format!("{} workers need {needed}.", settings.workers()))
            .hint("Choose fewer workers with --jobs N, or close other sessions."));
        }
        self.check_state_schema(&settings.options.state_schema)
    }

    /// Refuses a state schema that is missing and may not be created.
    fn check_state_schema(&self, state_schema: &str) -> Result<()> {
        let mut client = connect(&self.dsn, &ConnectOptions::new(Purpose::Inspect))?;
        let row = client.query_opt(
            "SELECT pg_catalog.has_schema_privilege(oid, 'CREATE') FROM pg_catalog.pg_namespace WHERE nspname = $1",
            &[&state_schema],
        )?;
        let allowed = match row {
            Some(row) => row.try_get(0)?,
            None => self.capabilities.may_create_schema,
        };
        if allowed {
            return Ok(());
        }
        Err(Error::new(
            Kind::Target,
            format!("role \"{}\" may not create or use schema \"{state_schema}\"", self.capabilities.role),
        )
        .detail("Howdah keeps its journal and the exact originals of some values in a schema of its own.")
        .hint("Name a schema in which the role may create tables with --state-schema NAME."))
    }

    /// A session.
    pub fn session(&self, purpose: Purpose) -> Result<Client> {
        let mut client = connect(&self.dsn, &ConnectOptions::new(purpose))?;
        if purpose == Purpose::Build {
            client.batch_execute(&format!(
                "SELECT pg_catalog.set_config('maintenance_work_mem', '{INDEX_MEMORY}', false) \
                 WHERE pg_catalog.pg_size_bytes(pg_catalog.current_setting('maintenance_work_mem')) \
                       < pg_catalog.pg_size_bytes('{INDEX_MEMORY}')"
            ))?;
        }
        Ok(client)
    }

    /// A session that reads rows.
    pub fn bulk_session(&self) -> Result<BulkSession> {
        connect_bulk(&self.dsn, &ConnectOptions::new(Purpose::Read))
    }

    /// Several sessions.
    pub fn sessions(&self, purpose: Purpose, count: usize) -> Result<Vec<Client>> {
        (0..count).map(|_| self.session(purpose)).collect()
    }

    /// What `howdah verify` must be told to find this target again, ready for a shell. A password is left out: it is
    /// better given in `PGPASSWORD` or `~/.pgpass` than on a command line.
    pub fn arguments(&self, options: &Options) -> String {
        let mut arguments = format!("'{}'", self.dsn.to_string().replacen(":***@", "@", 1));
        for (flag, schema, usual) in
            [("--schema", &options.schema, "public"), ("--state-schema", &options.state_schema, "howdah")]
        {
            if schema != usual {
                arguments.push_str(&format!(" {flag} '{}'", schema.replace('\'', "'\\''")));
            }
        }
        arguments
    }

    /// The target in a report.
    pub fn place(&self) -> PlaceReport {
        let capabilities = &self.capabilities;
        let mut facts = vec![
            ("encoding".to_owned(), capabilities.encoding.clone()),
            ("collation".to_owned(), capabilities.collation.clone()),
            ("role".to_owned(), capabilities.role.clone()),
            ("schema".to_owned(), capabilities.schema.clone()),
        ];
        if let Some(embedded) = &self.embedded {
            facts.push(("data directory".into(), embedded.data_directory().display().to_string()));
        }
        PlaceReport {
            place: self.dsn.to_string(),
            engine: format!("PostgreSQL {}", capabilities.version),
            bytes: None,
            facts,
        }
    }
}

/// The embedded database's name: the file's, in the letters that need no quotes.
fn database_name(source: &Path) -> String {
    let stem = source.file_stem().map(|stem| stem.to_string_lossy().to_lowercase()).unwrap_or_default();
    let name: String =
        stem.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).take(60).collect();
    match name.chars().next() {
        Some(first)
            if first.is_ascii_alphabetic()
                && !matches!(name.as_str(), "postgres" | "template0" | "template1") =>
        {
            name
        }
        _ => format!("db_{name}"),
    }
}
