//! The new file until it is in place: the name under which it is made, and how a later run recognises it.

use crate::error::Result;
use crate::sqlite::hold::{Identity, identity};
use crate::whole_file::{BESIDE, shortened, sweep, with_suffix};
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::{Path, PathBuf};

/// What a rollback is about to put in place, kept in the journal: a run that was stopped behind the swap is recognised.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Intent {
    /// The name of the old file.
    pub aside: PathBuf,
    /// Device and inode of the new one.
    new: Identity,
    /// When it was made, nanoseconds since 1970, where the file system says so: an inode's number is given again.
    made_ns: Option<u128>,
}

impl Intent {
    /// For the file that is now under `new`.
    pub(super) fn of(new: &Path, aside: &Path) -> Option<Intent> {
        Some(Intent { aside: aside.to_owned(), new: identity(new)?, made_ns: made_ns(new) })
    }

    /// Whether the file under a path is the new one.
    pub(super) fn is_new(&self, path: &Path) -> bool {
        identity(path) == Some(self.new) && made_ns(path) == self.made_ns
    }
}

fn made_ns(path: &Path) -> Option<u128> {
    let made = fs::metadata(path).ok()?.created().ok()?;
    made.duration_since(std::time::UNIX_EPOCH).ok().map(|since| since.as_nanos())
}

/// The name under which the new file is made, beside the old one; nothing is under it when this goes.
pub(super) struct NewName {
    path: PathBuf,
}

impl NewName {
    /// The name, freed of what killed runs left: they are the only ones who make such names, and no other run lives.
    pub(super) fn free(place: &Path, intent: Option<Intent>) -> Result<NewName> {
        let (directory, name) =
            (place.parent().unwrap_or(Path::new("/")), place.file_name().unwrap_or_default());
        let mut hidden = std::ffi::OsString::from(".");
        hidden.push(shortened(name));
        hidden.push(".howdah-rollback");
        let path = directory.join(&hidden);
        // A new file that already had the old one's other name when its run was killed.
        if let Some(intent) = intent.filter(|intent| intent.is_new(&intent.aside)) {
            let _ = fs::remove_file(&intent.aside);
        }
        sweep(directory, &hidden);
        let name = NewName { path };
        name.remove();
        Ok(name)
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    fn remove(&self) {
        for suffix in BESIDE.iter().chain(&[""]) {
            let _ = fs::remove_file(with_suffix(&self.path, suffix));
        }
    }
}

impl Drop for NewName {
    fn drop(&mut self) {
        self.remove();
    }
}
