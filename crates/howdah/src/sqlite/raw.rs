//! A database file's bytes, read beside SQLite. The file is opened once and stays open until the process ends.
//!
//! POSIX drops all of a process's locks on a file as soon as the process closes any descriptor of it, so one plain
//! `File::open` that goes out of scope would silently take SQLite's locks away, and with them the snapshot
//! (<https://sqlite.org/howtocorrupt.html#_posix_advisory_locks_canceled_by_a_separate_thread_doing_close_>). So
//! nothing in this crate may open a source but through this page. A descriptor a source is the price.

use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::os::unix::fs::{FileExt, MetadataExt};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// The files opened so far. Kept open, an inode is never given to another file, so it tells the file for good.
static OPENED: Mutex<Vec<(Inode, &'static File)>> = Mutex::new(Vec::new());

type Inode = (u64, u64);

fn inode(metadata: &Metadata) -> Inode {
    (metadata.dev(), metadata.ino())
}

/// A file that stays open.
#[derive(Debug, Clone, Copy)]
pub(super) struct RawFile(&'static File);

impl RawFile {
    /// Opens a file for reading, or finds it opened.
    pub(super) fn open(path: &Path) -> io::Result<RawFile> {
        let mut opened = OPENED.lock().unwrap_or_else(PoisonError::into_inner);
        let wanted = inode(&fs::metadata(path)?);
        if let Some((_, file)) = opened.iter().find(|(known, _)| *known == wanted) {
            return Ok(RawFile(file));
        }
        let file: &'static File = Box::leak(Box::new(File::open(path)?));
        opened.push((inode(&file.metadata()?), file));
        Ok(RawFile(file))
    }

    /// The file's metadata now.
    pub(super) fn metadata(self) -> io::Result<Metadata> {
        self.0.metadata()
    }

    /// The first bytes, at most so many.
    pub(super) fn start(self, bytes: usize) -> io::Result<Vec<u8>> {
        let mut start = Vec::with_capacity(bytes);
        self.reader().take(bytes as u64).read_to_end(&mut start)?;
        Ok(start)
    }

    /// The file. It is never closed.
    pub(super) fn file(self) -> &'static File {
        self.0
    }

    /// Copies the bytes from `start` to before `end` to the same place of another file: within the kernel where it can.
    pub(super) fn copy_range(self, target: &File, start: u64, end: u64) -> io::Result<()> {
        let (mut from, mut to) = (start, start);
        while from < end {
            let wanted = usize::try_from(end - from).unwrap_or(usize::MAX);
            match rustix::fs::copy_file_range(self.0, Some(&mut from), target, Some(&mut to), wanted) {
                Ok(1..) => {}
                // Between file systems, or on one that cannot.
                Ok(0) | Err(_) => return self.copy_by_hand(target, from, end),
            }
        }
        Ok(())
    }

    fn copy_by_hand(self, target: &File, start: u64, end: u64) -> io::Result<()> {
        let mut buffer = vec![0; 1 << 20];
        let mut at = start;
        while at < end {
            let wanted = usize::try_from(end - at).unwrap_or(usize::MAX).min(buffer.len());
            let read = self.0.read_at(&mut buffer[..wanted], at)?;
            if read == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            target.write_all_at(&buffer[..read], at)?;
            at += read as u64;
        }
        Ok(())
    }

    /// Reads from the start.
    pub(super) fn reader(self) -> impl Read {
        FromStart { file: self.0, at: 0 }
    }
}

/// Reads at offsets of its own, since the descriptor is shared.
struct FromStart {
    file: &'static File,
    at: u64,
}

impl Read for FromStart {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read_at(buffer, self.at)?;
        self.at += read as u64;
        Ok(read)
    }
}
