//! The way back: nothing half made ever stands under the final name, PostgreSQL is only read, and the same command, run
//! again, makes the file and removes what a killed run left.

use crate::carried::{Carried, Dice, Run, ended, kill, own_server, rounds};
use postgres::Client;
use serde_json::Value;
use std::fs::{self, File};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use testkit::files;
use testkit::server::{TestDatabase, server};

/// A run that neither comes where it is awaited nor ends in this time hangs.
const HANGS: Duration = Duration::from_secs(60);

/// What the name of a file that is being made begins with; six letters follow.
const PREFIX: &str = ".back.db.howdah-";

/// A database that was carried, and the way back into `back.db`.
pub struct Return<'a> {
    carried: Carried<'a>,
    before: String,
}

impl<'a> Return<'a> {
    /// Carries a source over.
    pub fn new(database: &'a TestDatabase, images: u32) -> Return<'a> {
        Return::of(Carried::new(database, "public", images))
    }

    /// Carries this source over.
    pub fn of(carried: Carried<'a>) -> Return<'a> {
        let run = carried.run();
        assert_eq!(run.code, 0, "{}", run.said);
        let before = contents(&mut carried.database.connect());
        Return { carried, before }
    }

    /// The new file, where no other place was named.
    pub fn file(&self) -> PathBuf {
        self.carried.world.path().join("back.db")
    }

    /// The command, with further words.
    pub fn command(&self, more: &[&str]) -> Command {
        let words = ["migrate", &self.carried.url, "back.db", "--jobs", "2", "--json", "--verbose"];
        self.carried.world.command(&[&words[..], more].concat())
    }

    /// Starts the command.
    pub fn start(&self, more: &[&str]) -> Child {
        let said = File::create(self.carried.world.path().join("said")).expect("the world is writable");
        self.command(more).stdout(Stdio::null()).stderr(said).spawn().expect("the program starts")
    }

    /// What the started command has said.
    pub fn said(&self) -> String {
        self.carried.said()
    }

    /// Runs the command to its end.
    pub fn run(&self, more: &[&str]) -> Run {
        outcome(&mut self.command(more))
    }

    /// Runs the command into another place, which is the first of the words, by way of a program that runs it.
    pub fn run_into(&self, words: &[&str], by: &[&str]) -> Run {
        let words = [&["migrate", &self.carried.url], words, &["--jobs", "2", "--json"]].concat();
        let command = self.carried.world.command(&words);
        let Some((program, first)) = by.split_first() else { return outcome(&mut { command }) };
        let mut outer = Command::new(program);
        outer.args(first).arg(command.get_program()).args(command.get_args());
        outer.current_dir(self.carried.world.path()).env_clear();
        outer.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
        outcome(&mut outer)
    }

    /// Names of files that are being made, or were, and of what lies beside them.
    pub fn unfinished(&self) -> Vec<String> {
        self.carried.world.entries().into_iter().filter(|name| name.starts_with(PREFIX)).collect()
    }

    /// Asserts that the file is whole and the same, and removes it.
    #[track_caller]
    pub fn assert_same(&self, what: &str) {
        self.assert_same_at(&self.file(), what);
    }

    /// The same of a file elsewhere.
    #[track_caller]
    pub fn assert_same_at(&self, file: &Path, what: &str) {
        let source = self.carried.world.path().join("app.db");
        let answer = files::compare(&source, file, &files::Options::default());
        assert!(answer.differences.is_empty(), "{what}: {}", answer.differences.join("\n"));
        assert!(answer.cells > 10_000, "{what}: only {} cells were compared", answer.cells);
        fs::remove_file(file).expect("the file");
    }

    /// Asserts that PostgreSQL holds what it held.
    #[track_caller]
    pub fn assert_unchanged(&self, what: &str) {
        let now = contents(&mut self.carried.database.connect());
        let changed: Vec<(&str, &str)> =
            self.before.lines().zip(now.lines()).filter(|(before, now)| before != now).collect();
        assert!(now == self.before, "{what}: PostgreSQL was changed: {changed:?}");
    }

    /// Everything that must hold behind a fault, and that the same command then makes the file. `killed`: what was being
    /// made may be left until then.
    #[track_caller]
    fn assert_can_be_made_again(&self, what: &str, killed: bool) {
        let left = self.unfinished();
        assert!(killed || left.is_empty(), "{what}: left behind: {left:?}");
        if self.file().exists() {
            // The rename was done: then the file is whole, and its run had nothing left to do but to say so.
            assert!(killed, "{what}: a file was put in place");
            self.assert_same(what);
        }
        self.assert_unchanged(what);
        let run = self.run(&[]);
        assert_eq!((run.code, &run.report["verdict"]), (0, &"proven".into()), "{what}: {}", run.said);
        for name in &left {
            let main: String = name.chars().take(PREFIX.len() + 6).collect();
            assert!(run.said.contains(&main), "{what}: nothing is said of {name}: {}", run.said);
        }
        assert_eq!(self.unfinished(), [""; 0], "{what}");
        self.assert_same(what);
    }

    /// Waits until the run has said these words; false when it ended before.
    #[track_caller]
    fn comes_to(&self, child: &mut Child, words: &str) -> bool {
        let begun = Instant::now();
        while !self.said().lines().any(|line| line.starts_with(words)) {
            if child.try_wait().expect("the child is ours").is_some() {
                return false;
            }
            assert!(begun.elapsed() < HANGS, "not at \"{words}\": {}", self.said());
            std::thread::sleep(Duration::from_millis(1));
        }
        true
    }
}

fn outcome(command: &mut Command) -> Run {
    let output = command.output().expect("the program runs");
    let report = serde_json::from_slice(&output.stdout).unwrap_or(Value::Null);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    Run { code: output.status.code().unwrap_or(-1), said, report }
}

/// All that a database holds, as a text to compare: relations, rows, and the transactions that wrote them.
fn contents(client: &mut Client) -> String {
    let sql = "SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
               WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND c.relkind = 'r' ORDER BY 1";
    let tables: Vec<String> =
        client.query(sql, &[]).expect("the catalogue").iter().map(|row| row.get(0)).collect();
    let mut all = String::new();
    for table in tables {
        let sql = format!(
            "SELECT count(*)::text || ' ' || coalesce(md5(string_agg(xmin || xmax::text || t::text, ';' ORDER BY ctid)), '')
             FROM ONLY {table} t"
        );
        let sum: String = client.query_one(&sql, &[]).expect("a sum").get(0);
        all.push_str(&format!("{table} {sum}\n"));
    }
    all
}

/// A session that holds a table, so that whoever reads it waits.
struct Held(Client);

impl Held {
    fn hold(database: &TestDatabase, table: &str) -> Held {
        let mut client = database.connect();
        client
            .batch_execute(&format!("BEGIN; LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE"))
            .expect("the lock");
        Held(client)
    }

    /// Waits until a session of the run stands at the table, and returns its process.
    #[track_caller]
    fn reached(&mut self, child: &mut Child, run: &Return<'_>) -> i32 {
        let begun = Instant::now();
        let sql = "SELECT pid FROM pg_locks WHERE NOT granted AND locktype = 'relation'
                   AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
        loop {
            if let Some(row) = self.0.query_opt(sql, &[]).expect("the locks") {
                return row.get(0);
            }
            assert!(child.try_wait().expect("the child is ours").is_none(), "it ended: {}", run.said());
            assert!(begun.elapsed() < HANGS, "nobody reads the table: {}", run.said());
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    fn let_go(mut self) {
        self.0.batch_execute("ROLLBACK").expect("the lock is given up");
    }
}

/// Tables at which a run can be made to wait: while it looks for the record, before the rows, in the middle of them.
const TABLES: [&str; 5] = ["howdah.migration", "howdah.shadow", "author", "howdah.original", "line"];

#[test]
fn killed_while_it_reads_any_table_it_leaves_no_file_and_the_next_run_makes_it() {
    let database = server().database("back_killed");
    let back = Return::new(&database, 0);
    for table in TABLES {
        let mut held = Held::hold(&database, table);
        let mut child = back.start(&[]);
        held.reached(&mut child, &back);
        kill(&mut child);
        assert!(!back.file().exists(), "{table}");
        held.let_go();
        back.assert_can_be_made_again(&format!("killed at {table}"), true);
    }
}

#[test]
fn killed_as_any_stage_begins_it_leaves_no_half_file_and_the_next_run_makes_it() {
    let database = server().database("back_stages");
    let back = Return::new(&database, 8);
    let mut killed = 0;
    for stage in ["creating tables", "copying rows", "building keys", "setting sequences", "comparing every"]
    {
        for delay in [0, 3] {
            let mut child = back.start(&[]);
            let reached = back.comes_to(&mut child, stage);
            std::thread::sleep(Duration::from_millis(delay));
            let was_running = child.try_wait().expect("the child is ours").is_none();
            kill(&mut child);
            assert!(reached, "no stage \"{stage}\": {}", back.said());
            killed += u32::from(was_running);
            back.assert_can_be_made_again(&format!("killed {delay} ms into \"{stage}\""), true);
        }
    }
    assert!(killed >= 8, "only {killed} runs were still running");
}

#[test]
fn killed_at_random_moments_again_and_again_it_leaves_no_half_file() {
    let mut dice = Dice::thrown("random moments of the way back");
    let database = server().database("back_moments");
    let back = Return::new(&database, 8);
    let begun = Instant::now();
    back.assert_can_be_made_again("undisturbed", false);
    let whole = begun.elapsed();
    for round in 0..rounds(6) {
        let mut what = String::from("killed after");
        for _ in 0..1 + round % 3 {
            // What an earlier kill of this round left under the final name is checked at the end of the round.
            if back.file().exists() {
                back.assert_same(&what);
            }
            let delay = whole.mul_f64(dice.share());
            what.push_str(&format!(" {delay:?}"));
            let mut child = back.start(&[]);
            std::thread::sleep(delay);
            kill(&mut child);
        }
        back.assert_can_be_made_again(&what, true);
    }
}

#[test]
fn what_a_killed_run_left_is_not_taken_from_one_that_is_still_at_work() {
    let database = server().database("back_two");
    let back = Return::new(&database, 0);
    let mut held = Held::hold(&database, "line");
    let mut first = back.start(&["--work-dir", "first"]);
    held.reached(&mut first, &back);
    // The file, and its lock.
    let its = back.unfinished();
    assert_eq!(its.len(), 2, "{its:?}");
    let there = |name: &String| fs::metadata(back.file().with_file_name(name)).map(|file| file.ino()).ok();
    let inodes: Vec<_> = its.iter().map(there).collect();
    let second = back.command(&["--work-dir", "second"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let mut second = second.expect("the program starts");
    let begun = Instant::now();
    // Of the second, until its file is there too.
    while back.unfinished().len() < 4 {
        assert!(begun.elapsed() < HANGS, "{:?}", back.unfinished());
        std::thread::sleep(Duration::from_millis(2));
    }
    let now: Vec<_> = its.iter().map(there).collect();
    assert_eq!(now, inodes, "the file of a run at work was removed");
    held.let_go();
    // One of the two is first; the other finds its file in the way.
    let mut codes = [ended(&mut first, HANGS), ended(&mut second, HANGS)];
    codes.sort_unstable();
    assert_eq!(codes, [0, 5], "{}", back.said());
    assert_eq!(back.unfinished(), [""; 0]);
    back.assert_same("of two runs");
}

#[test]
fn ctrl_c_and_sigterm_end_with_6_and_leave_nothing() {
    let database = server().database("back_stopped");
    let back = Return::new(&database, 0);
    for (signal, table) in [("-INT", "author"), ("-TERM", "line"), ("-TERM", "howdah.original")] {
        let mut held = Held::hold(&database, table);
        let mut child = back.start(&[]);
        held.reached(&mut child, &back);
        let status = Command::new("kill").args([signal, &child.id().to_string()]).status();
        assert!(status.expect("kill runs").success());
        std::thread::sleep(Duration::from_millis(100));
        held.let_go();
        assert_eq!(ended(&mut child, HANGS), 6, "{signal}: {}", back.said());
        back.assert_can_be_made_again(&format!("{signal} at {table}"), false);
    }
}

#[test]
fn a_session_that_the_server_ends_is_the_sources_failure_and_leaves_nothing() {
    let database = server().database("back_terminated");
    let back = Return::new(&database, 0);
    for table in TABLES {
        let mut held = Held::hold(&database, table);
        let mut child = back.start(&[]);
        let session = held.reached(&mut child, &back);
        held.0.execute("SELECT pg_terminate_backend($1)", &[&session]).expect("ended");
        held.let_go();
        assert_eq!(ended(&mut child, HANGS), 3, "{table}: {}", back.said());
        back.assert_can_be_made_again(&format!("session ended at {table}"), false);
    }
}

#[test]
fn a_server_that_goes_away_is_the_sources_failure_and_leaves_nothing() {
    let mut server = own_server();
    let database = server.database("back_crash");
    let back = Return::new(&database, 0);
    for (signal, table) in [("-KILL", "author"), ("-QUIT", "line"), ("-QUIT", "howdah.migration")] {
        let mut held = Held::hold(&database, table);
        let mut child = back.start(&[]);
        held.reached(&mut child, &back);
        server.crash(signal);
        assert_eq!(ended(&mut child, HANGS), 3, "{signal} at {table}: {}", back.said());
        let what = format!("{signal} at {table}");
        assert_eq!(back.unfinished(), [""; 0], "{what}");
        let run = back.run(&[]);
        assert_eq!(run.code, 3, "the server is still down: {}", run.said);
        assert!(!back.file().exists(), "{what}");
        server.restart();
        back.assert_can_be_made_again(&what, false);
    }
}
