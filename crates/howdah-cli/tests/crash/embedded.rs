//! The private server: the program is killed while it makes or starts it, the server is killed, its directories are
//! deleted. Afterwards `clean --remove` leaves nothing.

use crate::carried::{Dice, fill, kill, rounds};
use crate::world::World;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// The marks by which a socket's directory and a home outside of the work directory tell whose they are.
const MARKS: [(&str, &str, &str); 3] = [
    ("/tmp", "howdah-", "work-directory"),
    ("/var/lib/howdah", "server-", "work-directory"),
    ("/var/tmp", "howdah-server-", "work-directory"),
];

/// A world whose server goes with it, also when the test fails.
struct Served(World);

impl std::ops::Deref for Served {
    type Target = World;

    fn deref(&self) -> &World {
        &self.0
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.0.run(&["clean", "--remove", "app.db"]);
    }
}

fn world() -> Served {
    let world = World::new();
    fill(&world.path().join("app.db"), 0);
    Served(world)
}

/// Directories outside of the world that belong to it.
fn elsewhere(world: &World) -> Vec<PathBuf> {
    let work = world.path().join("app.howdah").display().to_string();
    let mut found = Vec::new();
    for (parent, prefix, mark) in MARKS {
        let Ok(entries) = std::fs::read_dir(parent) else { continue };
        found.extend(entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            name.starts_with(prefix)
                && std::fs::read_to_string(path.join(mark)).is_ok_and(|text| text.contains(&work))
        }));
    }
    found
}

/// Processes that work in the world or in one of the directories, or whose command line names them.
fn processes(world: &World, places: &[PathBuf]) -> Vec<String> {
    let places: Vec<&Path> = places.iter().map(PathBuf::as_path).chain([world.path()]).collect();
    let mut found = Vec::new();
    for entry in std::fs::read_dir("/proc").expect("Linux").flatten() {
        if entry.file_name() == *std::process::id().to_string() {
            continue;
        }
        let directory = std::fs::read_link(entry.path().join("cwd")).unwrap_or_default();
        let words = std::fs::read(entry.path().join("cmdline")).unwrap_or_default();
        let words = String::from_utf8_lossy(&words).replace('\0', " ");
        let is_theirs =
            |place: &&Path| directory.starts_with(place) || words.contains(&*place.to_string_lossy());
        if places.iter().any(is_theirs) {
            found.push(format!("{:?} {words}", entry.file_name()));
        }
    }
    found
}

#[track_caller]
fn assert_proven(world: &World, what: &str) {
    let said = world.run(&["migrate", "app.db", "--jobs", "2"]);
    assert_eq!(said.code, 0, "{what}: {said:?}");
    assert!(said.stdout.contains("PROVEN"), "{what}: {said:?}");
}

/// Removes everything with the program's own command and looks for what is left.
#[track_caller]
fn assert_removed(world: &World, what: &str) {
    let places = elsewhere(world);
    let said = world.run(&["clean", "--remove", "app.db"]);
    assert_eq!(said.code, 0, "{what}: {said:?}");
    assert_eq!(world.entries(), ["app.db"], "{what}");
    assert_eq!(elsewhere(world), Vec::<PathBuf>::new(), "{what}");
    assert!(places.iter().all(|place| !place.exists()), "{what}: {places:?}");
    // An initdb whose directory is gone needs a moment to notice.
    let begun = Instant::now();
    while let left @ [_, ..] = processes(world, &places).as_slice() {
        assert!(begun.elapsed() < Duration::from_secs(10), "{what}: {left:?}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn close(world: &World) {
    std::fs::set_permissions(world.path(), PermissionsExt::from_mode(0o700)).expect("the world is ours");
}

#[test]
fn killed_while_it_makes_and_starts_the_server_the_next_run_and_the_next_removal_find_everything() {
    let mut dice = Dice::thrown("the server's birth");
    let first = world();
    let begun = Instant::now();
    assert_proven(&first, "undisturbed");
    let whole = begun.elapsed();
    assert_removed(&first, "undisturbed");
    for round in 0..rounds(4) {
        let world = world();
        // In a world that is closed to others, root's server has its data elsewhere.
        if round % 2 == 1 {
            close(&world);
        }
        let delay = whole.mul_f64(dice.share() * 0.8);
        let what = format!("round {round}, killed after {delay:?}");
        let mut child = world
            .command(&["migrate", "app.db", "--jobs", "2"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        std::thread::sleep(delay);
        kill(&mut child);
        // Every other pair of rounds removes at once what half a run has left.
        if round % 4 < 2 {
            assert_proven(&world, &what);
        }
        assert_removed(&world, &what);
    }
}

/// A terminal sends Ctrl-C to the whole group of processes, to `initdb` as well.
#[test]
fn ctrl_c_while_it_makes_the_server_lets_that_end_in_order() {
    for delay in [150, 600] {
        let world = world();
        let mut child = world
            .command(&["migrate", "app.db", "--jobs", "2"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .expect("the program starts");
        std::thread::sleep(Duration::from_millis(delay));
        let group = format!("-{}", child.id());
        assert!(Command::new("kill").args(["-INT", "--", &group]).status().expect("kill runs").success());
        let code = child.wait().expect("it ends").code();
        assert_eq!(code, Some(6), "after {delay} ms");
        assert_proven(&world, "after Ctrl-C");
        assert_removed(&world, "after Ctrl-C");
    }
}

#[test]
fn after_a_kill_of_the_server_the_next_run_starts_it_again() {
    let world = world();
    assert_proven(&world, "first");
    let pid =
        std::fs::read_to_string(world.path().join("app.howdah/postgres/postmaster.pid")).expect("it runs");
    let pid = pid.lines().next().expect("a first line");
    assert!(Command::new("kill").args(["-9", pid]).status().expect("kill runs").success());
    assert_proven(&world, "after kill -9 of the server");
    assert_removed(&world, "after kill -9 of the server");
}

#[test]
fn a_deleted_work_directory_takes_no_server_with_it_that_could_not_be_found_again() {
    for closed in [false, true] {
        let world = world();
        if closed {
            close(&world);
        }
        assert_proven(&world, "first");
        std::fs::remove_dir_all(world.path().join("app.howdah")).expect("deleted by hand");
        assert!(!elsewhere(&world).is_empty());
        let said = world.run(&["stop", "app.db"]);
        assert_eq!(said.code, 0, "{said:?}");
        // The server's last processes end a moment behind its answer.
        let begun = std::time::Instant::now();
        while !processes(&world, &elsewhere(&world)).is_empty() {
            assert!(begun.elapsed() < std::time::Duration::from_secs(30), "{closed}: the server still runs");
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        assert_proven(&world, "with a new work directory");
        std::fs::remove_dir_all(world.path().join("app.howdah")).expect("deleted by hand");
        assert_removed(&world, "without a work directory");
    }
}
