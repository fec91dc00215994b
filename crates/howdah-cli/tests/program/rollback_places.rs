//! Where the old file of a rollback lies: places from which no file can be moved away are named by a look and a rehearsal
//! already, names of any length are taken, and the record of a migration is found in whichever schema it is.

use crate::rollback::{NEW, OLD, carried, names, roll_back};
use crate::world::{Said, World};
use std::fs;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::Path;
use std::process::Command;
use testkit::server::{TestDatabase, server};

/// Whatever is asked, it is refused with these words; the file and all beside it stay as they are.
#[track_caller]
fn assert_refused(directory: &Path, ask: impl Fn(&[&str]) -> Said, part: &str) {
    let look = || -> Vec<(String, Vec<u8>)> {
        let mut all: Vec<_> = fs::read_dir(directory)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.is_file())
            .map(|path| (path.display().to_string(), fs::read(&path).unwrap()))
            // What SQLite makes beside a file that is read.
            .filter(|(name, bytes)| !(name.ends_with("-shm") || name.ends_with("-wal") && bytes.is_empty()))
            .collect();
        all.sort();
        all
    };
    let before = look();
    for flags in [&[][..], &["--rehearse"], &["--yes"]] {
        let said = ask(flags);
        assert_eq!(said.code, 5, "{flags:?}: {said:?}");
        let all = format!("{}{}", said.stdout, said.stderr);
        assert!(all.contains("cannot be moved away") && all.contains(part), "{flags:?}: {said:?}");
        assert!(look() == before, "{flags:?}: something changed");
    }
}

#[test]
fn a_file_that_is_mounted_alone_cannot_be_moved_away_and_a_look_says_so() {
    let (world, database) = carried("mounted", "WAL", 10);
    let file = world.path().join("shop.db");
    let done = Command::new("mount").arg("--bind").args([&file, &file]).output().unwrap();
    if !done.status.success() {
        println!("nothing can be mounted here: nothing is tested");
        return;
    }
    let refused = std::panic::catch_unwind(|| {
        assert_refused(world.path(), |more| roll_back(&world, &database, more), "mount point")
    });
    // Into a file of this name neither.
    let replaced = world.run(&["migrate", &database.url(), "shop.db", "--replace", "*"]);
    assert!(Command::new("umount").arg(&file).status().unwrap().success());
    refused.unwrap();
    assert!(replaced.code == 4 && replaced.stderr.contains("mount point"), "{replaced:?}");
    assert_eq!(names(&file), OLD);
    assert_eq!(roll_back(&world, &database, &["--yes"]).code, 0);
    assert_eq!(names(&file), NEW);
}

/// The program as somebody who is nobody in particular; `None` where this user cannot be somebody else.
fn by_nobody(world: &World, database: &TestDatabase, more: &[&str]) -> Said {
    let url = database.url();
    let words = [&["rollback", "sticky/shop.db", &url, "--work-dir", "work/way"][..], more].concat();
    let command = world.command(&words);
    let mut outer = Command::new("setpriv");
    outer.args(["--reuid", "65534", "--regid", "65534", "--clear-groups", "--"]);
    outer.arg(command.get_program()).args(command.get_args()).current_dir(world.path()).env_clear();
    outer.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let output = outer.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Said {
        code: output.status.code().unwrap_or(-1),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    }
}

#[test]
fn a_file_of_another_owner_in_a_sticky_directory_cannot_be_moved_away_and_a_look_says_so() {
    let (world, database) = carried("sticky", "WAL", 10);
    let (sticky, work) = (world.path().join("sticky"), world.path().join("work"));
    fs::create_dir(&sticky).unwrap();
    fs::create_dir(&work).unwrap();
    if chown(&work, Some(65534), Some(65534)).is_err() {
        println!("this user is not root: nothing is tested");
        return;
    }
    fs::set_permissions(&sticky, fs::Permissions::from_mode(0o1777)).unwrap();
    let file = sticky.join("shop.db");
    fs::rename(world.path().join("shop.db"), &file).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o666)).unwrap();
    assert_refused(&sticky, |more| by_nobody(&world, &database, more), "sticky bit");
    // Its owner may.
    chown(&file, Some(65534), Some(65534)).unwrap();
    let said = by_nobody(&world, &database, &["--yes"]);
    assert_eq!(said.code, 0, "{said:?}");
    assert_eq!(names(&file), NEW);
}

#[test]
fn names_that_leave_no_room_for_others_are_taken_as_by_sqlite_itself() {
    // SQLite makes `-journal` beside a file.
    for length in [200, 201, 230, 247] {
        let (world, database) = carried("long name", "DELETE", 10);
        let name = format!("{}.db", "n".repeat(length - 3));
        fs::rename(world.path().join("shop.db"), world.path().join(&name)).unwrap();
        let url = database.url();
        let ask =
            |more: &[&str]| world.run(&[&["rollback", &name, &url, "--work-dir", "work"][..], more].concat());
        let said = ask(&["--rehearse"]);
        assert_eq!(said.code, 0, "{length}: {said:?}");
        assert_eq!(names(&world.path().join(&name)), OLD);
        let said = ask(&["--yes"]);
        assert_eq!(said.code, 0, "{length}: {said:?}");
        assert_eq!(names(&world.path().join(&name)), NEW);
        let kept: Vec<String> =
            world.entries().into_iter().filter(|name| name.contains(".before_rollback_")).collect();
        assert!(kept.len() == 1 && names(&world.path().join(&kept[0])) == OLD, "{length}: {kept:?}");
        assert!(said.stdout.contains(&kept[0]), "{length}: {said:?}");
        // And the two work directories.
        assert_eq!(world.entries().len(), 4, "{:?}", world.entries());
    }
}

#[test]
fn the_only_schema_that_has_a_record_is_found_and_a_wrong_database_is_not_to_be_created() {
    let world = World::new();
    crate::rollback::shop(&world, "WAL", 10);
    let database = server().database("in app");
    let said = world.run(&["migrate", "shop.db", &database.url(), "--schema", "app"]);
    assert_eq!(said.code, 0, "{said:?}");
    let said = roll_back(&world, &database, &["--schema", "other"]);
    assert!(said.code == 1 && said.stderr.contains("no record"), "{said:?}");
    database.execute("UPDATE app.customer SET name = 'Ada Lovelace' WHERE id = 1");
    let said = roll_back(&world, &database, &["--yes"]);
    assert_eq!(said.code, 0, "{said:?}");
    assert_eq!(names(&world.path().join("shop.db"))[0], "Ada Lovelace");
    let missing = server().url("nothing of this name");
    for words in
        [&["rollback", "shop.db", &missing][..], &["verify", "shop.db", &missing], &["backup", &missing]]
    {
        let said = world.run(words);
        assert!(said.stderr.contains("does not exist"), "{said:?}");
        assert!(!said.stderr.contains("--create-database"), "{said:?}");
    }
    let said = world.run(&["migrate", "shop.db", &missing]);
    assert!(said.stderr.contains("--create-database"), "{said:?}");
}
