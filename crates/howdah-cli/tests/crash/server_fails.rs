//! The server, one of its sessions, or another run gets in the way; and Ctrl-C.

use crate::carried::{Carried, Chunks, ended, own_server};
use crate::faults::{Gate, Moment, Stop};
use std::process::Command;
use std::time::Duration;
use testkit::server::server;

/// Enough for a run that has to end by itself on a busy machine.
const ENDS: Duration = Duration::from_secs(60);

/// In the middle of copying: the migration, six tables, two chunks.
const COPYING: Stop = Stop { moment: Moment::Mark, mark: 10 };

#[test]
fn a_server_that_crashes_ends_the_run_with_4_and_the_next_one_goes_on() {
    let mut server = own_server();
    for signal in ["-KILL", "-QUIT"] {
        let database = server.database("crash");
        let carried = Carried::new(&database, "public", 0);
        {
            let mut gate = Gate::build(&database);
            gate.close(COPYING);
            let mut child = carried.start();
            assert!(gate.reached(&mut child, &carried));
            server.crash(signal);
            assert_eq!(ended(&mut child, ENDS), 4, "{signal}: {}", carried.said());
        }
        let run = carried.run();
        assert_eq!(run.code, 4, "the server is still down: {}", run.said);
        server.restart();
        let before = carried.chunks(&mut database.connect());
        // Commits of chunks need not have reached the disk; what has, is kept.
        let run = carried.run();
        carried.assert_whole(&run, &before, signal);
        assert_eq!(run.report["resumed"], true, "{signal}");
    }
}

#[test]
fn a_session_that_is_ended_by_the_server_ends_the_run_with_4() {
    let database = server().database("terminated");
    let mut gate = Gate::build(&database);
    // In the middle of copying, while an index is built, while a key is added.
    for (number, mark) in [10, 17, 22].into_iter().enumerate() {
        let carried = Carried::new(&database, &format!("terminated_{number}"), 0);
        gate.close(Stop { moment: Moment::Mark, mark });
        let mut child = carried.start();
        assert!(gate.reached(&mut child, &carried));
        let standing = gate.standing();
        let mut client = database.connect();
        let before = carried.chunks(&mut client);
        for pid in standing {
            client.execute("SELECT pg_terminate_backend($1)", &[&pid]).expect("ended");
        }
        gate.open();
        assert_eq!(ended(&mut child, ENDS), 4, "mark {mark}: {}", carried.said());
        let run = carried.run();
        carried.assert_whole(&run, &before, &format!("session ended at mark {mark}"));
        assert_eq!(run.report["resumed"], true);
    }
}

#[test]
fn a_run_whose_first_session_is_ended_does_not_write_beside_the_next_one() {
    let database = server().database("usurped");
    let mut gate = Gate::build(&database);
    let carried = Carried::new(&database, "usurped", 0);
    gate.close(COPYING);
    let mut child = carried.start();
    assert!(gate.reached(&mut child, &carried));
    // The session that holds the run's lock; the workers do not notice.
    let mut client = database.connect();
    let sql =
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'howdah'
               AND state = 'idle' AND query NOT LIKE '%COMMIT%' ORDER BY backend_start LIMIT 1";
    let lead: i32 = client.query_one(sql, &[]).expect("a first session").get(0);
    client.execute("SELECT pg_terminate_backend($1)", &[&lead]).expect("ended");
    let before = carried.chunks(&mut client);
    // Another work directory: the first run still holds its own.
    let run = carried.run_with(&["--work-dir", "other"]);
    carried.assert_whole(&run, &before, "beside a run without its lock");
    gate.open();
    assert_eq!(ended(&mut child, ENDS), 4, "{}", carried.said());
    let again = carried.run();
    carried.assert_whole(&again, &Chunks::new(), "after both");
}

#[test]
fn of_two_runs_into_one_target_the_second_is_refused_and_the_first_not_disturbed() {
    let database = server().database("two");
    let mut gate = Gate::build(&database);
    let carried = Carried::new(&database, "two", 0);
    gate.close(COPYING);
    let mut child = carried.start();
    assert!(gate.reached(&mut child, &carried));
    for more in [&[][..], &["--work-dir", "other"]] {
        let run = carried.run_with(more);
        assert_eq!(run.code, 5, "{more:?}: {}", run.said);
        let error = &run.report["error"]["message"];
        assert!(error.as_str().is_some_and(|text| text.contains("another run")), "{error}");
    }
    gate.open();
    assert_eq!(ended(&mut child, ENDS), 0, "{}", carried.said());
    let run = carried.run();
    carried.assert_whole(&run, &Chunks::new(), "after both");
}

#[test]
fn ctrl_c_ends_with_6_says_what_to_do_and_the_same_command_goes_on() {
    let database = server().database("interrupted");
    let mut gate = Gate::build(&database);
    for (number, mark) in [10, 17, 22].into_iter().enumerate() {
        let carried = Carried::new(&database, &format!("interrupted_{number}"), 0);
        gate.close(Stop { moment: Moment::Mark, mark });
        let mut child = carried.start();
        assert!(gate.reached(&mut child, &carried));
        let before = carried.chunks(&mut database.connect());
        let status =
            Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill runs");
        assert!(status.success());
        std::thread::sleep(Duration::from_millis(100));
        gate.open();
        assert_eq!(ended(&mut child, ENDS), 6, "mark {mark}: {}", carried.said());
        assert!(carried.said().contains("stopping where the run can be continued"), "{}", carried.said());
        let run = carried.run();
        carried.assert_whole(&run, &before, &format!("interrupted at mark {mark}"));
        assert_eq!(run.report["resumed"], true);
    }
}
