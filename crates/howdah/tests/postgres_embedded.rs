//! The private server: made, found again, stopped, killed, removed.

use howdah::Kind;
use howdah::postgres::embedded::{Embedded, Status};
use howdah::postgres::{Capabilities, ConnectOptions, Purpose, account, capabilities, connect};
use postgres::Client;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

/// Removes a server at the end of a test, also of one that fails.
struct Removed<'a>(&'a Path);

impl Drop for Removed<'_> {
    fn drop(&mut self) {
        if let Ok(Some(embedded)) = Embedded::open(self.0) {
            let _ = embedded.remove();
        }
    }
}

fn open_directory() -> tempfile::TempDir {
    let directory = tempfile::tempdir().expect("a temporary directory");
    std::fs::set_permissions(directory.path(), PermissionsExt::from_mode(0o755))
        .expect("opened to the server's user");
    directory
}

fn client(embedded: &Embedded) -> Client {
    connect(&embedded.dsn(), &ConnectOptions::new(Purpose::Copy)).expect("the private server is reached")
}

fn count(embedded: &Embedded) -> i64 {
    client(embedded).query_one("SELECT count(*) FROM public.t", &[]).expect("counted").get(0)
}

#[test]
fn a_private_server_is_made_reused_stopped_and_removed() {
    let directory = open_directory();
    // A path that a shell would take apart.
    let work = directory.path().join("my app's \"data\" $HOME `x` \\ ü.howdah");
    let _removed = Removed(&work);
    assert!(Embedded::open(&work).expect("no record").is_none());

    let name = "My \"app\"";
    let first = Embedded::start(&work, name).expect("started");
    assert_eq!(first.messages(), &[] as &[String]);
    let Status::Running(pid) = first.status() else { panic!("it runs") };
    assert!(first.data_directory().starts_with(work.canonicalize().expect("it exists")));

    let dsn = first.dsn();
    let mut session = client(&first);
    let can = Capabilities::ask(&mut session, &dsn, "public").expect("answered");
    capabilities::check_floor(&can).expect("fit");
    assert_eq!((can.database.as_str(), can.encoding.as_str()), (name, "UTF8"));
    assert_eq!((can.wal_level.as_str(), can.fsync), ("minimal", true));
    assert!(can.disk_free_bytes.is_some_and(|bytes| bytes > 0));
    let row =
        session.query_one("SELECT current_setting('listen_addresses'), current_setting('TimeZone')", &[]);
    assert_eq!(row.expect("settings").get::<_, String>(0), "");
    session.batch_execute("CREATE TABLE public.t (x int); INSERT INTO public.t VALUES (1)").expect("a table");

    // It is in a process group apart from ours, which Ctrl-C does not reach, and nobody's child but init's.
    let group_and_parent = |pid: &str| {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).expect("the process");
        let behind_name: Vec<String> =
            stat.rsplit_once(')').expect("a name").1.split_whitespace().map(str::to_owned).collect();
        (behind_name[2].clone(), behind_name[1].clone())
    };
    assert_ne!(group_and_parent(&pid.to_string()).0, group_and_parent("self").0);
    assert_ne!(group_and_parent(&pid.to_string()).1, std::process::id().to_string());

    // It runs as the account that it should be.
    let owner = std::fs::metadata(format!("/proc/{pid}")).expect("the process").uid();
    assert_eq!(Some(owner), account::for_server().map(|account| account.uid));
    assert_ne!(owner, 0);

    // The user's own command works.
    let command = first.psql_command();
    let output = Command::new("/bin/sh")
        .args(["-c", &format!("{command} -XAtc 'TABLE public.t'")])
        .output()
        .expect("sh");
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "1\n",
        "{command}: {}",
        String::from_utf8_lossy(&output.stderr)
    );

    let again = Embedded::start(&work, name).expect("found again");
    assert_eq!(again.status(), Status::Running(pid));
    assert_eq!(count(&again), 1);

    again.stop().expect("stopped");
    assert_eq!(again.status(), Status::Stopped);
    again.stop().expect("stopping twice is no error");

    let third = Embedded::start(&work, name).expect("started again");
    assert_eq!(count(&third), 1);

    let data = third.data_directory().to_owned();
    third.remove().expect("removed");
    assert!(!data.exists());
    assert_eq!(std::fs::read_dir(&work).expect("the work directory stays").count(), 0);
    assert!(Embedded::open(&work).expect("no record").is_none());
}

#[test]
fn nobody_else_can_enter_the_sockets_directory() {
    let work = open_directory();
    let _removed = Removed(work.path());
    let embedded = Embedded::start(work.path(), "app").expect("started");
    let howdah::postgres::dsn::Host::Socket(socket) = embedded.dsn().host().clone() else {
        panic!("a socket")
    };
    for directory in [socket.as_path(), embedded.data_directory()] {
        let metadata = std::fs::metadata(directory).expect("it is there");
        assert_eq!(metadata.mode() & 0o777, 0o700, "{}", directory.display());
        assert_eq!(Some(metadata.uid()), account::for_server().map(|account| account.uid));
    }
    assert!(socket.join(".s.PGSQL.5432").as_os_str().len() <= 107);
}

#[test]
fn after_kill_9_and_after_a_restart_of_the_machine_it_starts_again() {
    let work = open_directory();
    let _removed = Removed(work.path());
    let first = Embedded::start(work.path(), "app").expect("started");
    let mut held = client(&first);
    held.batch_execute("CREATE TABLE public.t (x int); INSERT INTO public.t VALUES (1), (2)").expect("rows");

    // The process that serves `held` is still there when the next start begins.
    let Status::Running(pid) = first.status() else { panic!("it runs") };
    kill(pid);
    let second = Embedded::start(work.path(), "app").expect("started after kill -9");
    assert!(matches!(second.status(), Status::Running(now) if now != pid));
    assert_eq!(count(&second), 2);
    drop(held);

    // A restart empties /tmp, leaves postmaster.pid behind, and gives its number to somebody else: us.
    second.stop().expect("stopped");
    let howdah::postgres::dsn::Host::Socket(socket) = second.dsn().host().clone() else { panic!("a socket") };
    std::fs::remove_dir_all(&socket).expect("removed");
    let own = std::process::id();
    let stale = format!(
        "{own}\n{}\n1\n5432\n{}\n\n 1 1\nready\n",
        second.data_directory().display(),
        socket.display()
    );
    std::fs::write(second.data_directory().join("postmaster.pid"), stale).expect("written");
    assert_eq!(second.status(), Status::Stopped);
    let third = Embedded::start(work.path(), "app").expect("started after a restart");
    assert_eq!(count(&third), 2);
}

fn kill(pid: i32) {
    let status = Command::new("kill").args(["-9", &pid.to_string()]).status().expect("kill runs");
    assert!(status.success());
    let begun = Instant::now();
    while std::fs::read_to_string(format!("/proc/{pid}/stat")).is_ok_and(|stat| !stat.contains(") Z")) {
        assert!(begun.elapsed() < Duration::from_secs(5), "the process does not end");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn half_a_cluster_is_made_anew_and_a_strangers_directory_is_left_alone() {
    let work = open_directory();
    let _removed = Removed(work.path());
    std::fs::create_dir_all(work.path().join("postgres.new/global")).expect("made");
    let embedded = Embedded::start(work.path(), "app").expect("started over an unfinished initdb");
    let data = embedded.data_directory().to_owned();
    embedded.remove().expect("removed");

    std::fs::create_dir(&data).expect("made");
    std::fs::write(data.join("precious"), "x").expect("written");
    let error = Embedded::start(work.path(), "app").expect_err("it is not ours");
    assert_eq!(error.kind, Kind::Unsafe);
    assert!(data.join("precious").exists());
}

#[test]
fn what_was_not_made_here_is_not_removed() {
    let work = open_directory();
    let stranger = work.path().join("elsewhere/postgres");
    std::fs::create_dir_all(&stranger).expect("made");
    std::fs::write(stranger.join("PG_VERSION"), "15\n").expect("written");
    let record = format!(
        r#"{{"format":1,"major":15,"data_directory":"{}","socket_directory":"/tmp","os_user":"postgres","os_uid":0,"os_gid":0,"database":"app"}}"#,
        stranger.display()
    );
    std::fs::write(work.path().join("server.json"), record).expect("written");
    let embedded = Embedded::open(work.path()).expect("a record").expect("it is there");
    assert_eq!(embedded.status(), Status::Stopped);
    assert_eq!(embedded.remove().expect_err("not ours").kind, Kind::Unsafe);
    assert!(stranger.join("PG_VERSION").exists());
    std::fs::write(work.path().join("server.json"), "{").expect("written");
    assert!(Embedded::open(work.path()).expect_err("damaged").message.contains("damaged"));
}

#[test]
fn a_server_that_cannot_start_says_why() {
    let work = open_directory();
    let _removed = Removed(work.path());
    let embedded = Embedded::start(work.path(), "app").expect("started");
    embedded.stop().expect("stopped");
    let configuration = embedded.data_directory().join("postgresql.conf");
    let mut text = std::fs::read_to_string(&configuration).expect("read");
    text.push_str("shared_buffers = nonsense\n");
    std::fs::write(&configuration, text).expect("written");
    let error = Embedded::start(work.path(), "app").expect_err("it cannot start");
    assert_eq!(error.kind, Kind::Target);
    assert!(error.detail.as_deref().is_some_and(|detail| detail.contains("howdah.log")), "{error:?}");
}

/// As root the server runs as another user; one who cannot enter the directory gets its data elsewhere.
#[test]
fn in_a_directory_closed_to_others_root_finds_the_server_another_place() {
    let work = open_directory();
    std::fs::set_permissions(work.path(), PermissionsExt::from_mode(0o700))
        .expect("closed, as a home often is");
    let _removed = Removed(work.path());
    let embedded = Embedded::start(work.path(), "app").expect("started");
    if account::current().uid != 0 {
        // Ourselves, we enter our own directories.
        assert!(embedded.messages().is_empty());
        return;
    }
    let data = embedded.data_directory().to_owned();
    assert!(!data.starts_with(work.path()));
    let message = embedded.messages().concat();
    assert!(message.contains(&data.parent().expect("a home").display().to_string()), "{message}");
    assert!(message.contains("cannot enter"), "{message}");
    client(&embedded).batch_execute("SELECT 1").expect("it serves");
    embedded.remove().expect("removed");
    assert!(!data.parent().expect("a home").exists());
}

/// Everything above as an ordinary user, when the tests run as root.
#[test]
fn an_ordinary_user_can_do_all_this_too() {
    const INNER: &str = "HOWDAH_TEST_AS_ORDINARY_USER";
    if account::current().uid != 0 || std::env::var_os(INNER).is_some() {
        return;
    }
    let nobody = account::by_name("nobody").expect("the account nobody");
    // A copy, since the build directory may be closed to others.
    let directory = open_directory();
    let program = directory.path().join("tests");
    std::fs::copy(std::env::current_exe().expect("this program"), &program).expect("copied");
    let output = Command::new(&program)
        .args(["--test-threads", "2"])
        .env(INNER, "1")
        .env("TMPDIR", "/tmp")
        .current_dir("/")
        .uid(nobody.uid)
        .gid(nobody.gid)
        .output()
        .expect("the tests run");
    assert!(
        output.status.success(),
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}
