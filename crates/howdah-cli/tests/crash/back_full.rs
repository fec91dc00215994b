//! The way back onto a disk that fills, at every size, as SQLite tests itself (<https://sqlite.org/testing.html>, "I/O
//! Error Testing"): a little more room each time, until the file fits.

use crate::back::Return;
use crate::carried::{Carried, is_soak};
use rusqlite::Connection;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use testkit::server::server;

/// A page of memory, of which a file system in memory is made, and of SQLite.
const PAGE: u64 = 4096;

/// A database of some hundred pages: rows, an index that is built behind them, text that overflows its page, spellings.
fn fill(path: &Path) {
    let db = Connection::open(path).expect("a new file");
    db.execute_batch(
        "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT, at DATETIME, long TEXT);
         CREATE INDEX by_name ON t (name, at);
         CREATE TABLE loose (a, b);
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
         INSERT INTO t SELECT i, 'name ' || (i * 7919 % 3000), iif(i % 9, '2024-01-02 03:04:05', '2024-01-02T03:04:05Z'),
             iif(i % 50, NULL, hex(randomblob(3000))) FROM n;
         INSERT INTO loose SELECT name, iif(id % 2, id, '' || id) FROM t;",
    )
    .expect("the source is made");
}

fn carried(database: &testkit::server::TestDatabase) -> Return<'_> {
    let carried = Carried::new(database, "public", 0);
    let source = carried.world.path().join("app.db");
    fs::remove_file(&source).expect("the other source");
    fill(&source);
    Return::of(carried)
}

/// A file system of a few pages, for those who may make one.
struct SmallDisk(PathBuf);

impl SmallDisk {
    /// `None` where this user may not.
    fn make(place: &Path) -> Option<SmallDisk> {
        fs::create_dir(place).expect("a directory");
        let words = ["-t", "tmpfs", "-o", "size=64k,mode=0755", "howdah-test"];
        let mounted = Command::new("mount").args(words).arg(place).output().ok()?;
        mounted.status.success().then(|| SmallDisk(place.to_owned()))
    }

    fn resize(&self, pages: u64) {
        let size = format!("remount,size={}", pages * PAGE);
        let done = Command::new("mount").args(["-o", &size]).arg(&self.0).output().expect("mount runs");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }

    fn make_read_only(&self) {
        let done =
            Command::new("mount").args(["-o", "remount,ro"]).arg(&self.0).output().expect("mount runs");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }

    fn entries(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).expect("the directory");
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect()
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

/// Pages more at each step.
fn step() -> u64 {
    if is_soak() { 1 } else { 16 }
}

#[test]
fn on_a_disk_that_fills_at_any_size_it_ends_with_4_says_how_much_is_needed_and_leaves_nothing() {
    let database = server().database("back_full");
    let back = carried(&database);
    let place = back.file().with_file_name("disk");
    let Some(disk) = SmallDisk::make(&place) else {
        // Who may make no file system has a limit on the size of files, which is as real.
        println!("no file system can be made here: files are limited instead");
        return limited(&back);
    };
    let target = place.join("back.db");
    let mut refused = 0;
    // The work directory lies on the same disk, or elsewhere.
    for work in ["disk/back.howdah", "work"] {
        let mut pages = 4;
        loop {
            disk.resize(pages);
            let words = ["disk/back.db", "--work-dir", work];
            let run = back.run_into(&words, &[]);
            let what = format!("{pages} pages, work directory {work}");
            if run.code == 0 {
                assert_eq!(run.report["verdict"], "proven", "{what}: {}", run.said);
                back.assert_same_at(&target, &what);
                break;
            }
            refused += 1;
            assert_eq!(run.code, 4, "{what}: {}\n{}", run.said, run.report);
            assert!(!target.exists(), "{what}");
            let left = disk.entries();
            assert!(left.iter().all(|name| name == "back.howdah"), "{what}: left behind: {left:?}");
            let error = &run.report["error"];
            let (detail, hint) = (error["detail"].to_string(), error["hint"].to_string());
            assert!(
                detail.contains("are needed in") && hint.contains("Free some space in"),
                "{what}: {error}"
            );
            pages += step();
            assert!(pages < 2_000, "{what}: it never fits");
            let _ = fs::remove_dir_all(place.join("back.howdah"));
        }
        back.assert_unchanged(work);
    }
    assert!(refused >= 10, "only {refused} sizes were too small");
}

#[test]
fn at_any_limit_on_the_size_of_files_it_ends_with_4_and_leaves_nothing() {
    let database = server().database("back_limited");
    limited(&carried(&database));
}

fn limited(back: &Return<'_>) {
    let mut refused = 0;
    // Reports need some room, too.
    let mut pages = 16;
    loop {
        let what = format!("files of {pages} pages");
        let limit = format!("ulimit -f {}; exec \"$0\" \"$@\"", pages * PAGE / 512);
        let run = back.run_into(&["back.db"], &["sh", "-c", &limit]);
        if run.code == 0 {
            assert_eq!(run.report["verdict"], "proven", "{what}: {}", run.said);
            break;
        }
        refused += 1;
        assert_eq!(run.code, 4, "{what}: {}\n{}", run.said, run.report);
        assert!(!back.file().exists(), "{what}");
        assert_eq!(back.unfinished(), [""; 0], "{what}");
        let error = &run.report["error"];
        assert!(error["hint"].to_string().contains("ulimit -f"), "{what}: {error}");
        pages += step();
        assert!(pages < 2_000, "{what}: it never fits");
    }
    back.assert_same("behind the limits");
    back.assert_unchanged("behind the limits");
    assert!(refused >= 5, "only {refused} limits were too small");
}

#[test]
fn where_the_file_system_takes_no_files_it_ends_with_4_before_anything_is_read() {
    let database = server().database("back_read_only");
    let back = carried(&database);
    let place = back.file().with_file_name("disk");
    let disk = SmallDisk::make(&place);
    if let Some(disk) = &disk {
        disk.make_read_only();
    }
    // The kernel's own file systems take no files of anybody.
    let read_only = disk.as_ref().map(|_| ("disk/back.db", "file system is read-only"));
    for (target, hint) in read_only.into_iter().chain([("/sys/back.db", "may write"), ("/proc/back.db", "")])
    {
        let run = back.run_into(&[target, "--work-dir", "work"], &[]);
        assert_eq!(run.code, 4, "{target}: {}", run.said);
        let error = &run.report["error"];
        assert!(error["message"].to_string().contains(target), "{error}");
        assert!(error["hint"].to_string().contains(hint), "{target}: {error}");
    }
    back.assert_unchanged("read-only");
}
