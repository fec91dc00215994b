//! A SQLite file that is being made: under a name of its own beside the final one, and put in place whole or not at all.
//!
//! While it is being built nothing is journalled and nothing waits for the disk: a file that was not finished is thrown
//! away ([`crate::whole_file`] puts it in place).

use super::blueprint::{Blueprint, Tree, plant};
use super::cells::Cell;
use super::emit::ident;
use super::failure::{forbidden, is_missing_extension, said, unwritten};
use super::insert::{Inserter, TextEncoding};
use super::old_file::OldFile;
use super::temporary::put_beside;
use crate::error::{Error, Kind, Result};
use crate::whole_file::{BESIDE, Placed, Unfinished, directory_of, fixed, sweep, with_suffix};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;
use std::time::Duration;

/// Page cache while the file is built, in KiB: rows that do not come in order touch many pages.
const CACHE_KIB: i64 = 128 * 1024;

/// Page cache while indexes are built, in KiB. It is also the size of the runs that SQLite sorts in memory and then
/// merges; runs that fit into a processor's own cache are sorted in less time than one large one.
const INDEX_CACHE_KIB: i64 = 2 * 1024;

/// Where a new file goes.
#[derive(Debug, Clone)]
pub struct FilePlace {
    path: PathBuf,
    replace: bool,
    /// The file whose permissions the new one has, where that is another.
    like: Option<PathBuf>,
}

impl FilePlace {
    /// Looks at the place. Nothing is written. A link may be replaced where a file may be, and stays: the file that it
    /// leads to is replaced, as SQLite itself follows links.
    ///
    /// Fails with [`Kind::Unsafe`] when something is there that may not be replaced, and with [`Kind::Target`] when the
    /// directory cannot be written.
    pub fn examine(path: &Path, replace: bool) -> Result<FilePlace> {
        let is_link = replace && path.is_symlink();
        let path = &if is_link {
            fs::canonicalize(path).map_err(|cause| broken(path, cause))?
        } else {
            path.to_owned()
        };
        let place = FilePlace { path: path.to_owned(), replace, like: None };
        let shown = path.display();
        match fs::symlink_metadata(path) {
            Ok(there) if there.is_dir() => {
                return Err(Error::new(Kind::Target, format!("\"{shown}\" is a directory"))
                    .hint("Name a file that does not exist yet."));
            }
            Ok(_) if !replace => {
                return Err(Error::new(Kind::Unsafe, format!("the file \"{shown}\" is there already"))
                    .detail("Nothing is overwritten unasked.")
                    .hint("Choose another name, or let the file be replaced with --replace '*'."));
            }
            Ok(there) if !there.is_file() => {
                return Err(Error::new(Kind::Target, format!("\"{shown}\" is no file"))
                    .detail("A device, a pipe or a socket is there.")
                    .hint("Name a file that does not exist yet."));
            }
            Ok(_) => {}
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => {}
            Err(cause) => return Err(not_made(path, cause)),
        }
        let left = BESIDE.iter().map(|suffix| with_suffix(path, suffix)).find(|path| path.exists());
        if let Some(left) = left.filter(|_| !replace) {
            return Err(Error::new(
                Kind::Unsafe,
                format!("\"{}\" is left of another database", left.display()),
            )
            .detail("SQLite would take it for a part of the new file, and bring back old rows.")
            .hint("Move it away, or choose another name for the file."));
        }
        let mut old = BESIDE.iter().chain(&[""]).map(|suffix| with_suffix(path, suffix));
        if let Some(fixed) = old.find_map(|path| fixed(&path)) {
            return Err(Error::new(Kind::Target, format!("the file \"{shown}\" cannot be replaced"))
                .detail(fixed.why)
                .hint(format!("{} Or choose another name.", fixed.remedy)));
        }
        // Whether a file can be made is best found by making one.
        place.temporary().map(drop)?;
        Ok(place)
    }

    /// Looks whether an old file may be replaced now, so that nothing is made in vain. SQLite rolls back a journal that a
    /// crash left beside it, as for everybody who opens the file.
    ///
    /// Fails with [`Kind::Unsafe`] when somebody has it open, or when rows of it may be beside it and cannot be carried
    /// into it.
    pub fn try_old(&self, busy_timeout: Duration) -> Result<()> {
        if self.replace {
            OldFile::take(&self.path, busy_timeout)?;
        }
        Ok(())
    }

    /// The final path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The same place, for a file with the permissions of another one.
    pub fn with_permissions_of(self, like: &Path) -> FilePlace {
        FilePlace { like: Some(like.to_owned()), ..self }
    }

    /// The directory in which it is made.
    pub fn directory(&self) -> &Path {
        directory_of(&self.path)
    }

    /// Removes what killed runs left of files that were to stand here, and returns the paths.
    pub fn sweep(&self) -> Vec<PathBuf> {
        sweep(self.directory(), self.name())
    }

    fn name(&self) -> &OsStr {
        self.path.file_name().unwrap_or("new.db".as_ref())
    }

    fn temporary(&self) -> Result<Unfinished> {
        let like = self.like.as_ref().unwrap_or(&self.path);
        let mode = fs::metadata(like).ok().map(|there| there.permissions().mode() & 0o777);
        Unfinished::begin(self.directory(), self.name(), mode).map_err(|cause| not_made(&self.path, cause))
    }
}

fn broken(link: &Path, cause: io::Error) -> Error {
    Error::new(Kind::Target, format!("the link \"{}\" leads nowhere", link.display()))
        .detail(format!("The operating system said: {cause}."))
        .hint("Name the file itself, or remove the link.")
        .caused_by(cause)
}

fn not_made(path: &Path, cause: io::Error) -> Error {
    let hint = match cause.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
            "Make the directory first, or choose another place."
        }
        io::ErrorKind::InvalidFilename => "Choose a shorter name: file systems take 255 bytes.",
        io::ErrorKind::ReadOnlyFilesystem => "The file system is read-only; choose another place.",
        io::ErrorKind::StorageFull => "Free some space, or choose another place.",
        _ => "Check that this user may write in the directory, or choose another place.",
    };
    Error::new(Kind::Target, format!("the SQLite file \"{}\" cannot be made", path.display()))
        .detail(format!("The operating system said: {cause}."))
        .hint(hint)
        .caused_by(cause)
}

/// An index that holds nothing, since it needs what only the application has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmptyIndex {
    /// Its name.
    pub name: String,
    /// Its table.
    pub table: String,
    /// SQLite's reason.
    pub reason: String,
}

/// A file that is being made.
pub struct NewFile {
    connection: Connection,
    temporary: Unfinished,
    blueprint: Blueprint,
    roots: Vec<i64>,
    encoding: TextEncoding,
    wal: bool,
}

impl NewFile {
    /// Begins a file with these properties, its tables ready to be filled.
    pub fn begin(
        place: &FilePlace,
        blueprint: Blueprint,
        properties: &[(String, String)],
    ) -> Result<NewFile> {
        let doing = |cause| unwritten("making the file", cause);
        let property =
            |name: &str| properties.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
        let number = |name: &str| property(name).and_then(|value| value.parse::<i64>().ok());
        let temporary = place.temporary()?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(temporary.path(), flags).map_err(doing)?;
        let encoding = property("encoding").unwrap_or("UTF-8");
        let known = ["UTF-8", "UTF-16le", "UTF-16be"].contains(&encoding);
        let encoding = if known { encoding } else { "UTF-8" };
        let set = format!(
            "PRAGMA page_size = {}; PRAGMA auto_vacuum = {}; PRAGMA encoding = '{encoding}';
             PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;
             PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON; PRAGMA cache_size = -{CACHE_KIB};
             PRAGMA user_version = {}; PRAGMA application_id = {}",
            number("page_size").unwrap_or(4096),
            number("auto_vacuum").unwrap_or(0),
            number("user_version").unwrap_or(0),
            number("application_id").unwrap_or(0),
        );
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, false).map_err(doing)?;
        // What the schema says runs with the rights of whoever opens the file; triggers are not to run at all.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false).map_err(doing)?;
        connection.execute_batch(&set).map_err(doing)?;
        put_beside(&connection, place.directory());
        let trees: Vec<Tree> = blueprint.entries.iter().map(|entry| entry.tree).collect();
        let roots = plant(&connection, &trees).map_err(doing)?;
        blueprint.write_filling(&connection, &roots).map_err(doing)?;
        Ok(NewFile {
            connection,
            temporary,
            blueprint,
            roots,
            encoding: TextEncoding::of(encoding),
            wal: property("journal_mode") == Some("wal"),
        })
    }

    /// The connection that builds it.
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// What it is to contain.
    pub fn blueprint(&self) -> &Blueprint {
        &self.blueprint
    }

    /// How it stores text.
    pub fn encoding(&self) -> TextEncoding {
        self.encoding
    }

    /// The path under which it is built.
    pub fn path(&self) -> &Path {
        self.temporary.path()
    }

    /// All rows are in: gives the schema its own text, and builds the indexes. Returns those that only the application
    /// can build. `workers` threads sort; `built` is called behind each index.
    pub fn index(
        &mut self,
        workers: usize,
        mut built: impl FnMut() -> Result<()>,
    ) -> Result<Vec<EmptyIndex>> {
        let doing = |cause| unwritten("writing the schema", cause);
        self.blueprint.write_readable(&self.connection, &self.roots).map_err(doing)?;
        self.connection.pragma_update(None, "cache_size", -INDEX_CACHE_KIB).map_err(doing)?;
        // Those beside the one that gives them the keys (https://sqlite.org/pragma.html#pragma_threads).
        let threads = format!("PRAGMA threads = {}", workers.saturating_sub(1));
        self.connection.query_row(&threads, [], |_| Ok(())).map_err(doing)?;
        let mut empty = Vec::new();
        let read = &self.blueprint.catalog.origin;
        for entry in &self.blueprint.entries {
            let origin = &entry.origin;
            let is_read = read.iter().any(|one| one.kind == "index" && one.name == origin.name);
            if origin.kind != "index" || !is_read {
                continue;
            }
            // With the schema's name in front, SQLite looks for no collation of this name.
            match self.connection.execute_batch(&format!("REINDEX main.{}", ident(&origin.name))) {
                Ok(()) => {}
                Err(cause) if is_missing_extension(&cause) => empty.push(EmptyIndex {
                    name: origin.name.clone(),
                    table: origin.table.clone(),
                    reason: said(&cause),
                }),
                Err(cause) => {
                    return Err(match forbidden(&cause, &origin.table, |name| Some(name.to_owned())) {
                        Some(error) => error.caused_by(cause),
                        None => unwritten("building an index", cause).table(&origin.table),
                    });
                }
            }
            built()?;
        }
        // Indexes of searches are built like tables.
        self.connection.pragma_update(None, "cache_size", -CACHE_KIB).map_err(doing)?;
        Ok(empty)
    }

    /// What SQLite finds in the rows of a table that its declaration forbids: CHECK constraints that a row breaks, NULL under
    /// NOT NULL. A connection that only reads would not look for it.
    pub fn broken_constraints(&self, table: &str) -> Result<Vec<String>> {
        let doing = |cause| unwritten("checking constraints", cause).table(table);
        self.connection.execute_batch("PRAGMA ignore_check_constraints = OFF").map_err(doing)?;
        let sql = format!("PRAGMA main.quick_check({})", ident(table));
        let mut statement = self.connection.prepare(&sql).map_err(doing)?;
        let said = statement.query_map([], |row| row.get::<_, String>(0)).map_err(doing)?;
        let said = said.collect::<rusqlite::Result<Vec<String>>>().map_err(doing)?;
        Ok(said.into_iter().filter(|line| line != "ok").collect())
    }

    /// Puts in what an FTS5 table keeps of itself before it has any text: the version of its layout.
    pub fn begin_search(&self, name: &str) -> Result<()> {
        let table = format!("{name}_config");
        let doing = |cause| unwritten("making a full-text search", cause).table(name);
        let missing = || Error::bug("a full-text search has no storage").table(name);
        let filling = self.blueprint.filling(&table).ok_or_else(missing)?;
        let scratch = Connection::open_in_memory().map_err(doing)?;
        scratch.execute_batch("CREATE VIRTUAL TABLE scratch USING fts5(text)").map_err(doing)?;
        let mut statement = scratch.prepare("SELECT k, v FROM scratch_config").map_err(doing)?;
        let mut rows = statement.query([]).map_err(doing)?;
        let mut inserter = Inserter::new(&self.connection, filling, false, self.encoding, &table)?;
        while let Some(row) = rows.next().map_err(doing)? {
            for place in 0..2 {
                inserter.set(place, Cell::from(row.get_ref(place).map_err(doing)?))?;
            }
            inserter.execute()?;
        }
        Ok(())
    }

    /// Builds the index of a full-text search from the text it is about; `Some` is the reason why it cannot be.
    pub fn rebuild_search(&self, name: &str) -> Option<String> {
        let name = ident(name);
        let sql = format!("INSERT INTO main.{name} ({name}) VALUES ('rebuild')");
        self.connection.execute_batch(&sql).err().map(|cause| said(&cause))
    }

    /// Ends the writing: entries that SQLite refuses get their own text, and everything is on its way to the disk.
    pub fn close(self) -> Result<ClosedFile> {
        let doing = |cause| unwritten("closing the file", cause);
        let NewFile { connection, temporary, blueprint, roots, wal, .. } = self;
        if !blueprint.is_readable() {
            blueprint.write_verbatim(&connection, &roots).map_err(doing)?;
        }
        connection.close().map_err(|(_, cause)| doing(cause))?;
        let written = temporary.file().try_clone().map_err(|cause| not_made(temporary.path(), cause))?;
        let flushed = std::thread::spawn(move || written.sync_all());
        Ok(ClosedFile { flushed, temporary, wal })
    }
}

/// A file that is whole, and not yet in its place. It is being flushed to the disk while it is looked at.
pub struct ClosedFile {
    flushed: JoinHandle<io::Result<()>>,
    temporary: Unfinished,
    wal: bool,
}

impl ClosedFile {
    /// The path under which it lies.
    pub fn path(&self) -> &Path {
        self.temporary.path()
    }

    /// Puts it in its place. Nothing may have it open. An old file is held and settled first; others that have it open are
    /// waited for as long as `busy_timeout`. An error means that it is not in its place.
    pub fn put(self, place: &FilePlace, busy_timeout: Duration) -> Result<Placed> {
        let path = place.path();
        let failed = |cause| not_made(path, cause);
        // An error that was told once is not told again.
        self.flushed.join().unwrap_or_else(|_| Err(io::Error::other("the flush stopped"))).map_err(failed)?;
        if self.wal {
            let doing = |cause| unwritten("setting the journal mode", cause);
            let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
            let connection = Connection::open_with_flags(self.temporary.path(), flags).map_err(doing)?;
            // Entries that SQLite refuses are no reason not to.
            super::mend::tolerate(&connection).map_err(doing)?;
            connection.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(())).map_err(doing)?;
            connection.close().map_err(|(_, cause)| doing(cause))?;
        }
        if place.replace {
            let directory = self.temporary.directory(path).map_err(failed)?;
            let old = OldFile::take(path, busy_timeout)?;
            old.leave_alone(&directory)?;
            // Held until the new one has the name.
            return self.temporary.replace(path, &directory).map_err(failed);
        }
        self.temporary.put([path.to_owned()]).map_err(|cause| match cause.kind() {
            io::ErrorKind::AlreadyExists => {
                Error::new(Kind::Unsafe, format!("the file \"{}\" was made meanwhile", path.display()))
                    .hint("Choose another name, or let the file be replaced with --replace '*'.")
            }
            _ => failed(cause),
        })
    }
}
