//! A SQLite file that is being made: under a name of its own beside the final one, and put in place whole or not at all.
//!
//! While it is being built nothing is journalled and nothing waits for the disk: a file that was not finished is thrown
//! away. The last steps are fsync and one rename.

use super::blueprint::{Blueprint, Tree, plant};
use super::emit::ident;
use super::failure::{is_missing_extension, said, unwritten};
use super::hold::BESIDE;
use super::insert::TextEncoding;
use crate::error::{Error, Kind, Result};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use std::fs::{self, File, Permissions};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use tempfile::TempPath;

/// Page cache while the file is built, in KiB: rows that do not come in order touch many pages.
const CACHE_KIB: i64 = 128 * 1024;

/// Where a new file goes.
#[derive(Debug, Clone)]
pub struct FilePlace {
    path: PathBuf,
    replace: bool,
}

impl FilePlace {
    /// Looks at the place. Nothing is written.
    ///
    /// Fails with [`Kind::Unsafe`] when something is there that may not be replaced, and with [`Kind::Target`] when the
    /// directory cannot be written.
    pub fn examine(path: &Path, replace: bool) -> Result<FilePlace> {
        let place = FilePlace { path: path.to_owned(), replace };
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
            Ok(_) => {}
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => {}
            Err(cause) => return Err(not_made(path, cause)),
        }
        let left = BESIDE.iter().map(|suffix| place.beside(suffix)).find(|path| path.exists());
        if let Some(left) = left.filter(|_| !replace) {
            return Err(Error::new(
                Kind::Unsafe,
                format!("\"{}\" is left of another database", left.display()),
            )
            .detail("SQLite would take it for a part of the new file, and bring back old rows.")
            .hint("Move it away, or choose another name for the file."));
        }
        // Whether a file can be made is best found by making one.
        place.temporary().map(drop)?;
        Ok(place)
    }

    /// The final path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn directory(&self) -> &Path {
        self.path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
    }

    fn beside(&self, suffix: &str) -> PathBuf {
        let mut name = self.path.as_os_str().to_owned();
        name.push(suffix);
        PathBuf::from(name)
    }

    fn temporary(&self) -> Result<TempPath> {
        let name = self.path.file_name().unwrap_or("new.db".as_ref());
        // A name may have 255 bytes, of which some are added.
        let name = name.as_bytes().get(..200).map_or(name, std::ffi::OsStr::from_bytes);
        let mut prefix = std::ffi::OsString::from(".");
        prefix.push(name);
        prefix.push(".howdah-");
        let mode = fs::metadata(&self.path).map_or(0o666, |there| there.permissions().mode() & 0o777);
        let made = tempfile::Builder::new()
            .prefix(&prefix)
            .permissions(Permissions::from_mode(mode))
            .tempfile_in(self.directory());
        made.map(tempfile::NamedTempFile::into_temp_path).map_err(|cause| not_made(&self.path, cause))
    }
}

fn not_made(path: &Path, cause: io::Error) -> Error {
    let hint = match cause.kind() {
        io::ErrorKind::NotFound => "Make the directory first, or choose another place.",
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
    temporary: TempPath,
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
        let connection = Connection::open_with_flags(&temporary, flags).map_err(doing)?;
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
        &self.temporary
    }

    /// All rows are in: gives the schema its own text, and builds the indexes. Returns those that only the application
    /// can build. `built` is called behind each index.
    pub fn index(&mut self, mut built: impl FnMut() -> Result<()>) -> Result<Vec<EmptyIndex>> {
        let doing = |cause| unwritten("writing the schema", cause);
        self.blueprint.write_readable(&self.connection, &self.roots).map_err(doing)?;
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
                    return Err(unwritten("building an index", cause).table(&origin.table));
                }
            }
            built()?;
        }
        Ok(empty)
    }

    /// Builds the index of a full-text search from the text it is about; `Some` is the reason why it cannot be.
    pub fn rebuild_search(&self, name: &str) -> Option<String> {
        let name = ident(name);
        let sql = format!("INSERT INTO main.{name} ({name}) VALUES ('rebuild')");
        self.connection.execute_batch(&sql).err().map(|cause| said(&cause))
    }

    /// Ends the writing: entries that SQLite refuses get their own text, and everything goes to the disk.
    pub fn close(self) -> Result<ClosedFile> {
        let doing = |cause| unwritten("closing the file", cause);
        let NewFile { connection, temporary, blueprint, roots, wal, .. } = self;
        if !blueprint.is_readable() {
            blueprint.write_verbatim(&connection, &roots).map_err(doing)?;
        }
        connection.close().map_err(|(_, cause)| doing(cause))?;
        Ok(ClosedFile { temporary, wal })
    }
}

/// A file that is whole, and not yet in its place.
pub struct ClosedFile {
    temporary: TempPath,
    wal: bool,
}

impl ClosedFile {
    /// The path under which it lies.
    pub fn path(&self) -> &Path {
        &self.temporary
    }

    /// Puts it in its place. Nothing may have it open.
    pub fn put(self, place: &FilePlace) -> Result<()> {
        if self.wal {
            let doing = |cause| unwritten("setting the journal mode", cause);
            let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
            let connection = Connection::open_with_flags(&self.temporary, flags).map_err(doing)?;
            // Entries that SQLite refuses are no reason not to.
            super::mend::tolerate(&connection).map_err(doing)?;
            connection.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(())).map_err(doing)?;
            connection.close().map_err(|(_, cause)| doing(cause))?;
        }
        let path = place.path();
        let failed = |cause| not_made(path, cause);
        File::open(&self.temporary).and_then(|file| file.sync_all()).map_err(failed)?;
        if place.replace {
            for suffix in BESIDE {
                match fs::remove_file(place.beside(suffix)) {
                    Err(cause) if cause.kind() != io::ErrorKind::NotFound => return Err(failed(cause)),
                    _ => {}
                }
            }
            self.temporary.persist(path).map_err(|error| failed(error.error))?;
        } else {
            self.temporary.persist_noclobber(path).map_err(|error| match error.error.kind() {
                io::ErrorKind::AlreadyExists => {
                    Error::new(Kind::Unsafe, format!("the file \"{}\" was made meanwhile", path.display()))
                        .hint("Choose another name, or let the file be replaced with --replace '*'.")
                }
                _ => failed(error.error),
            })?;
        }
        // The rename itself is on the disk when the directory is.
        File::open(place.directory()).and_then(|directory| directory.sync_all()).map_err(failed)
    }
}
