//! `howdah.toml`: found, believed less than flags, and strict.

use crate::world::World;

#[test]
fn an_unknown_key_is_named_with_its_file() {
    let world = World::new();
    world.file("howdah.toml", "state_schema = 'x'\n");
    let said = world.run(&["inspect", "app.db"]);
    assert_eq!(said.code, 2);
    insta::assert_snapshot!(said.stderr, @r#"
    error: unknown key "state_schema" in [here]/howdah.toml
      hint: It is spelled "state-schema".
    "#);
}

#[test]
fn the_file_beside_the_source_and_the_named_one_are_read_too() {
    let world = World::new();
    world.file("data/howdah.toml", "beside = 1\n");
    world.file("other.toml", "other = 1\n");
    assert!(
        world
            .run(&["inspect", "data/app.db"])
            .stderr
            .contains("unknown key \"beside\" in [here]/data/howdah.toml")
    );
    let said = world.run(&["inspect", "data/app.db", "--config", "other.toml"]);
    assert!(said.stderr.contains("unknown key \"other\" in [here]/other.toml"), "{said:?}");
    let by_variable = World::new().variable("HOWDAH_CONFIG", "named.toml");
    by_variable.file("named.toml", "named = 1\n");
    assert!(by_variable.run(&["inspect", "app.db"]).stderr.contains("unknown key \"named\""));
}

#[test]
fn a_mistake_in_the_file_never_shows_the_targets_password() {
    let world = World::new();
    world.file("howdah.toml", "names = 'keep'\ntarget = postgresql://me:s3cret@host/app\n");
    let said = world.run(&["migrate", "app.db", "--verbose"]);
    assert_eq!(said.code, 2);
    assert!(said.stderr.contains("Line 2"), "{said:?}");
    assert!(!said.stderr.contains("s3cret"), "{said:?}");
}

#[test]
fn the_file_can_say_what_a_flag_can() {
    let world = World::new();
    world.file("howdah.toml", "json = true\nsource = 'postgresql://host/app'\n");
    let said = world.run(&["migrate"]);
    assert_eq!((said.code, said.stderr.as_str()), (2, ""));
    assert!(said.stdout.contains("the target is missing"), "{said:?}");
}
