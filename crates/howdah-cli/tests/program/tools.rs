//! Completions, man pages, made pages of the documentation.

use crate::world::World;
use std::path::Path;
use std::process::Command;

#[test]
fn completions_are_scripts_that_their_shell_can_read() {
    for (shell, sign) in
        [("bash", "complete -F _howdah"), ("zsh", "#compdef howdah"), ("fish", "complete -c howdah")]
    {
        let world = World::new();
        let said = world.run(&["completions", shell]);
        assert_eq!((said.code, said.stderr.as_str()), (0, ""), "{shell}");
        assert!(said.stdout.contains(sign), "{shell}: {}", said.stdout);
        for word in ["migrate", "on-nul", "reject-row"] {
            assert!(said.stdout.contains(word), "{word} is missing for {shell}");
        }
        world.file("script", &said.stdout);
        let check = if shell == "fish" { "--no-execute" } else { "-n" };
        match Command::new(shell).arg(check).arg(world.path().join("script")).output() {
            Ok(output) => assert!(output.status.success(), "{shell}: {output:?}"),
            // bash is everywhere; the others are asked where they are installed.
            Err(error) => assert_ne!(shell, "bash", "{error}"),
        }
    }
}

#[test]
fn the_man_page_names_the_commands() {
    let said = World::new().run(&["man"]);
    assert_eq!(said.code, 0);
    assert!(said.stdout.contains(".TH howdah 1"), "{}", said.stdout);
    assert!(said.stdout.contains("howdah\\-migrate(1)"), "{}", said.stdout);
}

#[test]
fn all_man_pages_are_written_where_they_are_wanted() {
    let world = World::new();
    let said = world.run(&["man", "pages"]);
    assert_eq!(said.code, 0, "{said:?}");
    for name in ["howdah.1", "howdah-migrate.1", "howdah-verify.1"] {
        let page = std::fs::read_to_string(world.path().join("pages").join(name)).unwrap();
        assert!(page.contains(".TH"), "{name}");
    }
}

#[test]
fn the_made_pages_of_the_documentation_are_what_the_program_says() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    let said = World::new().run(&["docs", docs.to_str().unwrap(), "--check"]);
    assert_eq!(said.code, 0, "{}", said.stderr);
}

#[test]
fn a_made_page_that_was_changed_is_found() {
    let world = World::new();
    assert_eq!(world.run(&["docs", "docs"]).code, 0);
    assert_eq!(world.run(&["docs", "docs", "--check"]).code, 0);
    world.file("docs/reference/exit-codes.md", "other");
    let said = world.run(&["docs", "docs", "--check"]);
    assert_eq!(said.code, 1);
    assert!(said.stderr.contains("docs/reference/exit-codes.md"), "{said:?}");
}
