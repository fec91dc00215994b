//! Precedence and direction: the same words always mean the same settings.

use super::*;
use crate::args::parse;
use crate::config::FILE_NAME;
use howdah::catalog::map::FlawPolicy;
use howdah::plan::options::{JsonChoice, Names, Orphans};
use howdah::run::Direction;
use std::ffi::OsString;

/// A directory of its own for one test, removed at its end.
struct Directory(PathBuf);

impl Directory {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("howdah-settings-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Directory(path)
    }

    fn around(&self) -> Surroundings {
        Surroundings { directory: self.0.clone(), ..Surroundings::default() }
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// What is said and done.
#[derive(Debug)]
struct Resolved {
    voice: Voice,
    task: Task,
}

fn resolve_line(line: &str, around: &Surroundings) -> Result<Resolved> {
    let words = std::iter::once("howdah").chain(line.split(' ')).map(OsString::from);
    let cli = parse(words).unwrap_or_else(|error| panic!("{line}: {error}"));
    let file = read_file(&cli, around)?;
    Ok(Resolved { voice: voice(&cli.voice, &file), task: resolve(cli, around, &file)? })
}

fn migrate(line: &str, around: &Surroundings) -> run::Settings {
    match resolve_line(line, around).unwrap_or_else(|error| panic!("{line}: {error}")).task {
        Task::Migrate(settings) => *settings,
        other => panic!("{line}: {other:?}"),
    }
}

/// The target as it may be shown.
fn target(settings: &run::Settings) -> Option<String> {
    settings.target.as_ref().map(ToString::to_string)
}

#[test]
fn without_a_target_the_embedded_server_receives_the_tables_and_the_proof_is_on() {
    let here = Directory::new("embedded");
    let settings = migrate("migrate app.db", &here.around());
    assert_eq!(settings.source, here.0.join("app.db"));
    assert_eq!(target(&settings).as_deref(), None);
    assert_eq!(settings.options, Options::default());
    assert!(settings.verify && !settings.dry_run);
    assert_eq!(settings.lock_timeout, Duration::from_secs(30));
}

#[test]
fn the_guides_flags_mean_what_the_guide_says() {
    let here = Directory::new("guide");
    let url = "postgresql://neo_user:password@localhost:5432/neo_alexandria";
    let line = format!("migrate --source sqlite:///backend.db --target {url} --dry-run --verbose");
    let settings = migrate(&line, &here.around());
    assert_eq!(settings.source, here.0.join("backend.db"));
    assert_eq!(
        target(&settings).as_deref(),
        Some(url.replace(":password@", ":***@").replace(":5432", "").as_str())
    );
    assert!(settings.dry_run && settings.verify);
    let settings = migrate(&format!("migrate --source a.db --target {url} --validate"), &here.around());
    assert!(settings.verify && !settings.dry_run);
}

#[test]
fn a_flag_beats_the_environment_which_beats_the_file() {
    let here = Directory::new("layers");
    let text =
        "target = 'postgresql://me@file/d'\njobs = 2\nnames = 'snake'\non-nul = 'escape'\nwork-dir = 'w'\n";
    std::fs::write(here.0.join(FILE_NAME), text).unwrap();
    let mut around = here.around();
    let settings = migrate("migrate app.db", &around);
    assert_eq!(target(&settings).as_deref(), Some("postgresql://me@file/d"));
    assert_eq!(settings.jobs, 2);
    assert_eq!(settings.work_dir, Some(here.0.join("w")));

    around.target = Some("postgresql://me@environment/d".into());
    around.jobs = Some("3".into());
    let settings = migrate("migrate app.db", &around);
    assert_eq!(target(&settings).as_deref(), Some("postgresql://me@environment/d"));
    assert_eq!(settings.jobs, 3);

    let settings = migrate("migrate app.db postgresql://me@flag/d --jobs 4 --names lower", &around);
    assert_eq!(target(&settings).as_deref(), Some("postgresql://me@flag/d"));
    assert_eq!(settings.jobs, 4);
    assert_eq!(settings.options.names, Names::Lower);
    assert_eq!(settings.options.on_nul, FlawPolicy::Escape);
}

#[test]
fn lists_of_a_flag_replace_those_of_the_file_and_types_are_replaced_column_by_column() {
    let here = Directory::new("lists");
    let text = "only = ['a', 'b,c']\nreplace = '*'\n[type]\n'a.x' = 'text'\n'a.y' = 'uuid'\n";
    std::fs::write(here.0.join(FILE_NAME), text).unwrap();
    let settings = migrate("migrate app.db", &here.around());
    assert_eq!(settings.options.only, ["a", "b,c"]);
    assert_eq!(settings.replace, ["*"]);
    let settings = migrate("migrate app.db --only d,e --only f --replace g --type A.X=jsonb", &here.around());
    assert_eq!(settings.options.only, ["d", "e", "f"]);
    assert_eq!(settings.replace, ["g"]);
    let types: Vec<String> = settings
        .options
        .types
        .iter()
        .map(|choice| format!("{}.{}={}", choice.table, choice.column, choice.logical))
        .collect();
    assert_eq!(types, ["a.y=uuid", "A.X=jsonb"]);
}

#[test]
fn the_file_beside_the_source_is_found_and_its_paths_are_its_own() {
    let here = Directory::new("beside");
    let beside = here.0.join("data");
    std::fs::create_dir_all(&beside).unwrap();
    std::fs::write(beside.join(FILE_NAME), "work-dir = 'w'\norphans = 'fail'\n").unwrap();
    let settings = migrate("migrate data/app.db", &here.around());
    assert_eq!(settings.work_dir, Some(beside.join("w")));
    assert_eq!(settings.options.orphans, Orphans::Fail);
}

#[test]
fn json_index_stands_alone_or_behind_an_equals_sign() {
    let here = Directory::new("json-index");
    for (line, expected) in [
        ("migrate app.db", false),
        ("migrate --json-index app.db", true),
        ("migrate --json-index=on app.db", true),
        ("migrate --json-index=off app.db", false),
    ] {
        let settings = migrate(line, &here.around());
        assert_eq!(settings.options.json_index, expected, "{line}");
    }
}

#[test]
fn json_exact_is_a_type_and_json_is_an_output() {
    let here = Directory::new("json");
    let settings = resolve_line("migrate --json exact app.db", &here.around()).unwrap();
    assert!(!settings.voice.json);
    let Task::Migrate(settings) = settings.task else { panic!() };
    assert_eq!(settings.options.json, JsonChoice::Exact);
    let settings = resolve_line("migrate app.db --json --json-columns exact", &here.around()).unwrap();
    assert!(settings.voice.json);
    let error = resolve_line("inspect app.db --json exact", &here.around()).unwrap_err();
    assert_eq!(error.kind, Kind::Usage);
}

#[test]
fn verify_takes_its_places_in_either_order() {
    let here = Directory::new("either");
    for line in [
        "verify app.db postgresql://me@h/d",
        "verify postgresql://me@h/d app.db",
        "verify --target postgresql://me@h/d app.db",
    ] {
        let Task::Verify(settings) = resolve_line(line, &here.around()).unwrap().task else {
            panic!("{line}")
        };
        assert_eq!(settings.source, here.0.join("app.db"), "{line}");
        assert_eq!(target(&settings).as_deref(), Some("postgresql://me@h/d"), "{line}");
    }
    let Task::Verify(settings) = resolve_line("verify app.db", &here.around()).unwrap().task else {
        panic!()
    };
    assert_eq!(target(&settings), None);
}

#[test]
fn the_direction_follows_from_the_places() {
    let here = Directory::new("back");
    let url = "postgresql://u:secret@h/d";
    for (line, direction) in [
        (format!("migrate {url} app.db"), Direction::ToSqlite),
        (format!("migrate --target app.db --source {url}"), Direction::ToSqlite),
        (format!("migrate app.db {url}"), Direction::ToPostgres),
        ("migrate app.db".to_owned(), Direction::ToPostgres),
    ] {
        let settings = migrate(&line, &here.around());
        assert_eq!(settings.direction, direction, "{line}");
        assert!(settings.source.ends_with("app.db"), "{line}");
    }
    for (line, message) in [
        (format!("migrate {url}"), "the target is missing"),
        (format!("migrate {url} {url}"), "both places are PostgreSQL databases"),
    ] {
        let error = resolve_line(&line, &here.around()).unwrap_err();
        assert_eq!((error.kind, error.message.as_str()), (Kind::Usage, message), "{line}");
        assert!(!format!("{error:?}").contains("secret"));
    }
}

#[test]
fn a_schema_in_the_url_is_used_unless_another_is_named() {
    let here = Directory::new("schema");
    let url = "postgresql://me@h/d?schema=mine";
    assert_eq!(migrate(&format!("migrate app.db {url}"), &here.around()).options.schema, "mine");
    assert_eq!(
        migrate(&format!("migrate app.db {url} --schema other"), &here.around()).options.schema,
        "other"
    );
    assert_eq!(migrate("migrate app.db postgresql://me@h/d", &here.around()).options.schema, "public");
}

#[test]
fn impossible_pairs_are_usage_errors() {
    let here = Directory::new("pairs");
    for line in [
        "migrate a.db b.db",
        "migrate",
        "inspect",
        "inspect postgresql://me@h/d",
        "stop",
        "migrate a.db --source b.db postgresql://me@h/d",
    ] {
        assert_eq!(resolve_line(line, &here.around()).unwrap_err().kind, Kind::Usage, "{line}");
    }
}

#[test]
fn a_work_directory_lies_beside_its_source() {
    let here = Directory::new("workplace");
    std::fs::create_dir_all(here.0.join("other")).unwrap();
    for (line, path) in [
        ("report app.db", "app.howdah"),
        ("report sqlite:///app.db", "app.howdah"),
        ("report app.howdah", "app.howdah"),
        ("report other", "other"),
        ("report app.db --work-dir w", "w"),
    ] {
        let Task::Report(directory) = resolve_line(line, &here.around()).unwrap().task else {
            panic!("{line}")
        };
        assert_eq!(directory, Some(here.0.join(path)), "{line}");
    }
    assert!(matches!(resolve_line("report", &here.around()).unwrap().task, Task::Report(None)));
}

#[test]
fn a_typed_manner_of_speaking_beats_the_files() {
    let here = Directory::new("voice");
    std::fs::write(here.0.join(FILE_NAME), "quiet = true\njson = true\n").unwrap();
    let voice = |line: &str| resolve_line(line, &here.around()).unwrap().voice;
    assert_eq!(voice("inspect a.db"), Voice { quiet: true, verbose: false, json: true });
    assert_eq!(voice("inspect a.db -v"), Voice { quiet: false, verbose: true, json: true });
}

#[test]
fn the_place_decides_what_kind_of_backup_is_made_and_where_it_goes() {
    let here = Directory::new("backup");
    let backup = |line: &str| match resolve_line(line, &here.around()) {
        Ok(Resolved { task: Task::Backup(settings), .. }) => *settings,
        other => panic!("{line}: {other:?}"),
    };
    let of_file = backup("backup app.db --keep 3 --older-than 2d");
    assert!(matches!(&of_file.origin, run::Origin::Lite(path) if *path == here.0.join("app.db")));
    assert_eq!((of_file.into, of_file.lock_timeout), (None, Duration::from_secs(30)));
    let limits = run::Limits { keep: Some(3), older_than: Some(Duration::from_secs(2 * 86_400)) };
    assert_eq!(of_file.limits, limits);
    std::fs::write(here.0.join(FILE_NAME), "into = \"shelf\"\nkeep = 9\nlock-timeout = 5\n").unwrap();
    let of_server = backup("backup postgresql://me@host/app --keep 2");
    assert!(matches!(&of_server.origin, run::Origin::Postgres(_, directory) if *directory == here.0));
    assert_eq!(of_server.into, Some(here.0.join("shelf")));
    assert_eq!(of_server.limits, run::Limits { keep: Some(2), older_than: None });
    assert_eq!(of_server.lock_timeout, Duration::from_secs(5));
}
