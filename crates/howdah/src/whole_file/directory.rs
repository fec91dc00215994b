//! The directory in which a name changes: opened before the change, so that what can fail fails before it, and flushed
//! behind it.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

/// A directory whose entries can be flushed to the disk: a rename is on the disk when its directory is.
#[derive(Debug)]
pub struct Directory(Opened);

#[derive(Debug)]
enum Opened {
    Itself(File),
    /// A file in it. The directory may be written and not be read, and what is not opened for reading cannot be flushed
    /// (open(2), `O_PATH`): its whole file system is (syncfs(2)).
    #[cfg(target_os = "linux")]
    Within(File),
}

impl Directory {
    /// Opens a directory, in which an open file lies.
    pub fn open(path: &Path, within: &File) -> io::Result<Directory> {
        match File::open(path) {
            Ok(opened) => Ok(Directory(Opened::Itself(opened))),
            #[cfg(target_os = "linux")]
            Err(cause) if cause.kind() == io::ErrorKind::PermissionDenied => {
                Ok(Directory(Opened::Within(within.try_clone()?)))
            }
            Err(cause) => Err(cause),
        }
    }

    /// Flushes what was renamed and removed in it.
    pub fn flush(&self) -> io::Result<()> {
        match &self.0 {
            Opened::Itself(directory) => directory.sync_all(),
            #[cfg(target_os = "linux")]
            Opened::Within(file) => Ok(rustix::fs::syncfs(file)?),
        }
    }
}

/// A file that has its name.
#[derive(Debug)]
pub struct Placed {
    /// The name.
    pub path: PathBuf,
    /// Why the directory could not be flushed behind it. That takes nothing back: the name is there.
    pub unflushed: Option<io::Error>,
}

impl Placed {
    /// A file that was just renamed; flushes the directory.
    pub fn behind(path: PathBuf, directory: &Directory) -> Placed {
        Placed { path, unflushed: directory.flush().err() }
    }

    /// What a person should know, as a whole sentence.
    pub fn warning(&self) -> Option<String> {
        let cause = self.unflushed.as_ref()?;
        Some(format!(
            "{} is in place, but its directory could not be flushed to the disk ({cause}): a power cut may undo that. \
             Check the disk.",
            self.path.display()
        ))
    }
}
