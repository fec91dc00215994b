//! The file itself: pending logs and journals, odd page layouts, and what is no database at all.

use super::values::Noise;
use super::{Case, Expect, Guard, create, run, script};
use rusqlite::Connection;
use std::fs;
use std::path::{Path, PathBuf};

/// No word is common to all messages about a file that cannot be read: any will do.
const SOURCE_FAILS: Expect = Expect::Refused {
    exit_code: 3,
    message_contains: &[
        "not a",
        "is a directory",
        "truncated",
        "no such",
        "does not exist",
        "empty",
        "corrupt",
        "damaged",
        "malformed",
        "integrity",
    ],
};

/// Some pages of ordinary content, with an index.
const CONTENT: &str = "
    CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, n INTEGER);
    WITH RECURSIVE s(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < 2000)
    INSERT INTO t SELECT i, 'row number ' || i, i % 7 FROM s;
    CREATE INDEX i ON t (n);";

pub(super) const CASES: &[Case] = &[
    Case::code(
        "wal-in-use",
        "an application has the file open, and rows are only in its log",
        Expect::Moves,
        wal_in_use,
    ),
    Case::code(
        "wal-left-behind",
        "the application was killed: the log holds rows and there is no index of the log",
        Expect::Moves,
        wal_left_behind,
    ),
    Case::code(
        "hot-journal",
        "the application was killed in the middle of a transaction: without its journal the file is half changed",
        Expect::Moves,
        hot_journal,
    ),
    Case::code(
        "writer-in-a-transaction",
        "an application holds the write lock of a rollback-journal file and has not committed",
        Expect::Moves,
        writer_in_a_transaction,
    ),
    Case::code("page-size-512", "the smallest pages, so that most rows overflow", Expect::Moves, |path| {
        script(
            path,
            &format!(
                "PRAGMA page_size = 512; {CONTENT} UPDATE t SET a = hex(zeroblob(400)) WHERE id % 9 = 0"
            ),
        )
    }),
    Case::code(
        "page-size-65536",
        "the largest pages, whose size the header writes as 1",
        Expect::Moves,
        |path| {
            script(path, &format!("PRAGMA page_size = 65536; PRAGMA auto_vacuum = INCREMENTAL; {CONTENT}"))
        },
    ),
    Case::moves(
        "deleted-rows",
        "most pages are free and hold what was deleted",
        "PRAGMA secure_delete = OFF;
         CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);
         WITH RECURSIVE s(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < 5000)
         INSERT INTO t SELECT i, 'gone ' || i FROM s;
         DELETE FROM t WHERE id % 1000 <> 0;
         CREATE TABLE dropped AS SELECT * FROM t; DROP TABLE dropped;",
    ),
    Case::code("no-tables", "a database without a table, only a header", Expect::Moves, |path| {
        script(path, "PRAGMA user_version = 7; PRAGMA application_id = 1; VACUUM")
    }),
    Case::code("missing", "there is no such file, and none may appear", SOURCE_FAILS, |_| Guard::default()),
    Case::code("empty", "the file has no bytes; SQLite calls that an empty database", SOURCE_FAILS, |path| {
        bytes(path, &[])
    }),
    Case::code("directory", "the path is a directory", SOURCE_FAILS, |path| {
        fs::create_dir(path).expect("the temporary directory is writable");
        Guard::default()
    }),
    Case::code("text-file", "the file is a text", SOURCE_FAILS, |path| {
        bytes(path, "CREATE TABLE t (a);\nINSERT INTO t VALUES (1);\n".repeat(100).as_bytes())
    }),
    Case::code("encrypted", "the file looks like noise, as encrypted databases do", SOURCE_FAILS, |path| {
        let mut noise = Noise::new(7);
        bytes(path, &(0..1024).flat_map(|_| noise.next().to_le_bytes()).collect::<Vec<u8>>())
    }),
    Case::code("only-a-header", "the first 100 bytes of a database and nothing more", SOURCE_FAILS, |path| {
        damaged(path, |content| content.truncate(100))
    }),
    Case::code("truncated", "the second half of the file is missing", SOURCE_FAILS, |path| {
        damaged(path, |content| content.truncate(content.len() / 2))
    }),
    Case::code("damaged-page", "bytes inside a table's page are overwritten", SOURCE_FAILS, |path| {
        damaged(path, |content| {
            // The cell pointers of the table's first leaf: behind the page header of 8 bytes.
            let leaf = page_of_kind(content, 0x0d);
            content[leaf + 8..leaf + 108].fill(0xff);
        })
    }),
    Case::code("damaged-index", "an index and its table no longer agree", SOURCE_FAILS, |path| {
        damaged(path, |content| {
            // The number of cells in the index's first leaf: the last entry is forgotten.
            let leaf = page_of_kind(content, 0x0a);
            let cells = u16::from_be_bytes([content[leaf + 3], content[leaf + 4]]) - 1;
            content[leaf + 3..leaf + 5].copy_from_slice(&cells.to_be_bytes());
        })
    }),
];

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// A log that no checkpoint empties: one table is in the file, one only in the log, and a row changed in it.
fn open_with_pending_wal(path: &Path) -> Connection {
    let connection = create(path);
    run(
        &connection,
        &format!(
            "PRAGMA journal_mode = WAL; {CONTENT}
             PRAGMA wal_checkpoint(TRUNCATE); PRAGMA wal_autocheckpoint = 0;
             CREATE TABLE only_in_the_log (id INTEGER PRIMARY KEY, a TEXT);
             INSERT INTO only_in_the_log VALUES (1, 'x'), (2, 'y');
             UPDATE t SET a = 'changed in the log' WHERE id = 1000; DELETE FROM t WHERE id = 2000;"
        ),
    );
    connection
}

fn wal_in_use(path: &Path) -> Guard {
    Guard(vec![open_with_pending_wal(path)])
}

fn wal_left_behind(path: &Path) -> Guard {
    let elsewhere = tempfile::tempdir().expect("the temporary directory is writable");
    let origin = elsewhere.path().join("origin");
    let open = open_with_pending_wal(&origin);
    copy_while_open(&origin, path, "-wal");
    drop(open);
    Guard::default()
}

fn hot_journal(path: &Path) -> Guard {
    let elsewhere = tempfile::tempdir().expect("the temporary directory is writable");
    let origin = elsewhere.path().join("origin");
    let open = create(&origin);
    // A cache of one page makes SQLite write changed pages, and so the journal, before the commit.
    run(
        &open,
        &format!("PRAGMA journal_mode = DELETE; {CONTENT} PRAGMA cache_size = 1; PRAGMA cache_spill = 1;"),
    );
    run(&open, "BEGIN; UPDATE t SET a = 'half done', n = -1; DELETE FROM t WHERE id > 1500;");
    copy_while_open(&origin, path, "-journal");
    run(&open, "ROLLBACK");
    Guard::default()
}

fn copy_while_open(origin: &Path, path: &Path, suffix: &str) {
    for suffix in ["", suffix] {
        fs::copy(with_suffix(origin, suffix), with_suffix(path, suffix))
            .expect("the open database can be copied");
    }
}

fn writer_in_a_transaction(path: &Path) -> Guard {
    let connection = create(path);
    run(&connection, &format!("{CONTENT} BEGIN IMMEDIATE; UPDATE t SET a = 'not committed' WHERE id = 1"));
    Guard(vec![connection])
}

fn bytes(path: &Path, content: &[u8]) -> Guard {
    fs::write(path, content).expect("the temporary directory is writable");
    Guard::default()
}

fn damaged(path: &Path, damage: impl FnOnce(&mut Vec<u8>)) -> Guard {
    drop(script(path, CONTENT));
    let mut content = fs::read(path).expect("the file was made a moment ago");
    damage(&mut content);
    bytes(path, &content)
}

/// The offset of the first page, after the schema's, with this first byte (<https://sqlite.org/fileformat2.html#b_tree_pages>):
/// 0x0d is a leaf of a table, 0x0a of an index.
fn page_of_kind(content: &[u8], kind: u8) -> usize {
    let size = usize::from(u16::from_be_bytes([content[16], content[17]]));
    let pages = (size..content.len()).step_by(size);
    pages
        .into_iter()
        .find(|page| content[*page] == kind)
        .expect("the content has a table and an index of some pages")
}
