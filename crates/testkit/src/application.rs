//! An application that writes to a SQLite file as fast as it can, in a process of its own: POSIX locks belong to
//! processes, so a writer in the test's would neither be kept out nor kept safe by the locks that matter.

use rusqlite::Connection;
use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Names the file in the application's process.
const FILE: &str = "HOWDAH_TEST_WRITER";
const REOPENS: &str = "HOWDAH_TEST_REOPENS";

/// The running application; it writes until it is stopped.
pub struct Application(Child);

impl Application {
    /// Starts this very program again, with one test of it: `the_applications_process`, which calls [`run`].
    ///
    /// With `reopens`, the file is opened for every transaction and closed behind it, as scripts and web servers of
    /// some kinds do: the last one who closes a file in WAL mode ends its WAL.
    ///
    /// # Panics
    /// When the program does not start.
    pub fn start(file: &Path, reopens: bool) -> Application {
        let child = Command::new(std::env::current_exe().expect("this program"))
            .args(["--exact", "the_applications_process", "--nocapture"])
            .env(FILE, file)
            .env(REOPENS, if reopens { "1" } else { "" })
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("this program runs");
        Application(child)
    }

    /// Stops it; the number of its transactions.
    ///
    /// # Panics
    /// When any of them failed.
    #[track_caller]
    pub fn stop(mut self) -> i64 {
        drop(self.0.stdin.take());
        let mut said = String::new();
        self.0.stdout.take().expect("piped").read_to_string(&mut said).expect("text");
        assert!(self.0.wait().expect("it ends").success(), "the application failed:\n{said}");
        let number =
            said.lines().find_map(|line| line.strip_prefix("transactions: ")).expect("it says how many");
        number.parse().expect("a number")
    }
}

/// What the application's process does; in any other process, nothing. `prepare` is called with each new connection,
/// `transact` with the number of the transaction.
///
/// # Panics
/// When a transaction fails.
pub fn run(
    prepare: impl Fn(&Connection) -> rusqlite::Result<()>,
    transact: impl Fn(&mut Connection, i64) -> rusqlite::Result<()>,
) {
    static STOP: AtomicBool = AtomicBool::new(false);
    let Some(file) = std::env::var_os(FILE) else { return };
    let reopens = std::env::var_os(REOPENS).is_some_and(|value| !value.is_empty());
    std::thread::spawn(|| {
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
        STOP.store(true, Ordering::Relaxed);
    });
    let mut db: Option<Connection> = None;
    let mut number = 0;
    while !STOP.load(Ordering::Relaxed) {
        let open = db.get_or_insert_with(|| {
            let db = Connection::open(&file).expect("the file");
            db.busy_timeout(Duration::from_secs(120)).expect("a timeout");
            prepare(&db).expect("a prepared connection");
            db
        });
        transact(open, number).expect("no transaction ever fails");
        number += 1;
        if reopens {
            db = None;
        }
    }
    println!("\ntransactions: {number}");
}
