//! One migration under test: the source, the command, and what must hold at its end.

use crate::world::World;
use postgres::Client;
use rusqlite::Connection;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs::File;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};
use testkit::oracle;
use testkit::server::{Server, TestDatabase};

/// Sessions of a killed program are gone after this time; the server looks every two seconds.
const SESSIONS_LEAVE: Duration = Duration::from_secs(10);

/// Committed chunks: (table, chunk) to the time of the commit's transaction and its number.
pub type Chunks = BTreeMap<(i32, i32), (String, String)>;

/// A source of some MB: every kind of step, rows without a key (their rowids are kept beside), cells whose original
/// spelling is kept, and with `images` a table of several chunks (a chunk holds 32 MiB).
pub fn fill(path: &std::path::Path, images: u32) {
    let db = Connection::open(path).expect("a new file");
    db.execute_batch(&format!(
        "CREATE TABLE author (id INTEGER PRIMARY KEY AUTOINCREMENT, name VARCHAR(40) NOT NULL UNIQUE);
         CREATE TABLE book (
             id CHAR(36) PRIMARY KEY, author INTEGER NOT NULL REFERENCES author (id) ON DELETE CASCADE,
             title TEXT, price DECIMAL(8,2), sold BOOLEAN, published DATETIME, extra JSON, cover BLOB);
         CREATE INDEX book_title ON book (title);
         CREATE INDEX book_author ON book (author, published);
         CREATE TABLE reading (
             id INTEGER PRIMARY KEY, book CHAR(36) REFERENCES book, previous INTEGER REFERENCES reading, page INTEGER);
         CREATE TABLE line (said TEXT, at DATETIME);
         CREATE TABLE image (id INTEGER PRIMARY KEY, bytes BLOB);
         CREATE TABLE empty (id INTEGER PRIMARY KEY);
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)
         INSERT INTO author SELECT i, 'author ' || i FROM n;
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
         INSERT INTO book SELECT printf('00000000-0000-4000-8000-%012d', i), 1 + i % 300, 'title ' || i,
             i + 0.25, i % 2, printf('2024-01-%02d 10:20:30', 1 + i % 28) || iif(i % 50 = 0, 'Z', ''),
             iif(i % 40 = 0, '{{ \"b\":' || i || '}}', '{{\"b\": ' || i || '}}'), randomblob(300) FROM n;
         INSERT INTO reading SELECT rowid, id, nullif(rowid - 1, 0), rowid % 900 FROM book;
         INSERT INTO line SELECT 'tick', '2024-05-05 05:05:05' FROM book;
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {images})
         INSERT INTO image SELECT i, randomblob(1048576) FROM n WHERE {images} > 0;"
    ))
    .expect("the source is made");
}

/// A migration of `app.db` in a world of its own into one schema of a database.
pub struct Carried<'a> {
    pub world: World,
    pub url: String,
    pub schema: String,
    pub database: &'a TestDatabase,
    /// Words that every run gets.
    pub options: Vec<String>,
}

/// What a run said: its exit code, stderr, and its report when it made one.
#[derive(Debug)]
pub struct Run {
    pub code: i32,
    pub said: String,
    pub report: Value,
}

impl<'a> Carried<'a> {
    /// A source in a new world, to be carried into a schema.
    pub fn new(database: &'a TestDatabase, schema: &str, images: u32) -> Carried<'a> {
        let world = World::new();
        fill(&world.path().join("app.db"), images);
        Carried { world, url: database.url(), schema: schema.into(), database, options: Vec::new() }
    }

    fn words(&self) -> Vec<&str> {
        let words =
            ["migrate", "app.db", &self.url, "--schema", &self.schema, "--jobs", "2", "--json", "--verbose"];
        words.into_iter().chain(self.options.iter().map(String::as_str)).collect()
    }

    /// Runs the command to its end.
    pub fn run(&self) -> Run {
        self.run_with(&[])
    }

    /// Runs the command with further words.
    pub fn run_with(&self, more: &[&str]) -> Run {
        let said = self.world.run(&[&self.words()[..], more].concat());
        let report = serde_json::from_str(&said.stdout).unwrap_or(Value::Null);
        Run { code: said.code, said: said.stderr, report }
    }

    /// Starts the command and lets it go on.
    pub fn start(&self) -> Child {
        let said = File::create(self.world.path().join("said")).expect("the world is writable");
        let mut command = self.world.command(&self.words());
        command.stdout(Stdio::null()).stderr(said).spawn().expect("the program starts")
    }

    /// What the started command has said.
    pub fn said(&self) -> String {
        std::fs::read_to_string(self.world.path().join("said")).unwrap_or_default()
    }

    /// Chunks that are on record for the schema.
    pub fn chunks(&self, client: &mut Client) -> Chunks {
        let there: bool = client
            .query_one("SELECT to_regclass('howdah.chunk') IS NOT NULL", &[])
            .expect("the catalogue")
            .get(0);
        if !there {
            return Chunks::new();
        }
        let sql = "SELECT c.table_no, c.chunk_no, c.done::text, c.xmin::text
                   FROM howdah.chunk c JOIN howdah.migration m ON m.id = c.migration WHERE m.target_schema = $1";
        let rows = client.query(sql, &[&self.schema]).expect("the chunks");
        rows.iter().map(|row| ((row.get(0), row.get(1)), (row.get(2), row.get(3)))).collect()
    }

    /// Everything that must hold behind the run that came after a fault. `before` are chunks that an earlier run had
    /// committed and that this one must not have done again.
    #[track_caller]
    pub fn assert_whole(&self, run: &Run, before: &Chunks, what: &str) {
        assert_eq!(run.code, 0, "{what}: {}\n{}", run.said, run.report);
        assert_eq!(run.report["verdict"], "proven", "{what}: {}", run.said);
        let mut client = self.database.connect();
        let path = self.world.path().join("app.db");
        let judged = oracle::compare(&path, &mut client, &self.schema);
        assert!(judged.is_equal() && judged.cells_compared > 0, "{what}: {}", judged.differences.join("\n"));

        let after = self.chunks(&mut client);
        for (chunk, mark) in before {
            assert_eq!(after.get(chunk), Some(mark), "{what}: chunk {chunk:?} was done again");
        }
        let row = client
            .query_one(
                "SELECT count(*), count(*) FILTER (WHERE stage = 'done' AND finished IS NOT NULL)
                 FROM howdah.migration WHERE target_schema = $1",
                &[&self.schema],
            )
            .expect("the journal");
        assert_eq!((row.get::<_, i64>(0), row.get::<_, i64>(1)), (1, 1), "{what}: one migration, finished");
        for table in ["original", "rowid", "rejected", "chunk", "step", "table_map", "origin", "property"] {
            let sql = format!(
                "SELECT count(*) FROM howdah.{table} WHERE migration NOT IN (SELECT id FROM howdah.migration)"
            );
            let left: i64 = client.query_one(&sql, &[]).expect("a count").get(0);
            assert_eq!(left, 0, "{what}: rows of the killed run are left in howdah.{table}");
        }
        assert_sessions_leave(&mut client, what);
    }
}

#[track_caller]
fn assert_sessions_leave(client: &mut Client, what: &str) {
    let begun = Instant::now();
    loop {
        let sql =
            "SELECT string_agg(pid || ' ' || state || ' ' || left(query, 80), E'\\n') FROM pg_stat_activity
                   WHERE datname = current_database() AND application_name = 'howdah'";
        let left: Option<String> = client.query_one(sql, &[]).expect("the sessions").get(0);
        let Some(left) = left else { return };
        assert!(begun.elapsed() < SESSIONS_LEAVE, "{what}: sessions are left:\n{left}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Kills a child as `kill -9` does and waits for its end.
pub fn kill(child: &mut Child) {
    child.kill().expect("the child is ours");
    child.wait().expect("it ends");
}

/// Waits for a child's end.
#[track_caller]
pub fn ended(child: &mut Child, within: Duration) -> i32 {
    let begun = Instant::now();
    loop {
        if let Some(status) = child.try_wait().expect("the child is ours") {
            return status.code().unwrap_or(-1);
        }
        assert!(begun.elapsed() < within, "the run does not end");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Rounds of a loop: a few, or as many as `HOWDAH_SOAK` says.
pub fn rounds(few: u32) -> u32 {
    std::env::var("HOWDAH_SOAK").ok().and_then(|number| number.parse().ok()).unwrap_or(few)
}

/// Whether loops are to be long.
pub fn is_soak() -> bool {
    std::env::var_os("HOWDAH_SOAK").is_some()
}

/// Random numbers with a printed seed: SplitMix64 (<https://prng.di.unimi.it/splitmix64.c>).
pub struct Dice(u64);

impl Dice {
    /// Of this moment, or as `HOWDAH_SEED` says; printed.
    pub fn thrown(test: &str) -> Dice {
        let now = std::time::UNIX_EPOCH.elapsed().map_or(1, |time| time.as_nanos() as u64);
        let seed = std::env::var("HOWDAH_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(now);
        println!("{test}: HOWDAH_SEED={seed}");
        Dice(seed)
    }

    /// A number below one.
    pub fn share(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// A database of a server that the test may crash.
pub fn own_server() -> Server {
    Server::start(testkit::server::Options::default())
}
