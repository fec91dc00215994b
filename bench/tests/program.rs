//! The program `bench` as its user meets it: on a real server, with little data.

use serde_json::Value;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn bench(words: &[&str], dir: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bench"));
    command.args(words);
    if words[0] != "gen" {
        command.arg("--dir").arg(dir);
    }
    command.output().unwrap()
}

fn words_of(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A program that stands in for howdah, and says what it is told to.
fn pretender(dir: &Path, script: &str) -> PathBuf {
    let path = dir.join("pretender");
    std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).unwrap();
    path
}

#[test]
fn gen_makes_a_sound_database_and_no_second_one_over_it() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("events.db");
    let words = ["gen", "events", "--rows", "1000", out.to_str().unwrap()];
    assert!(bench(&words, dir.path()).status.success());
    let connection = rusqlite::Connection::open(&out).unwrap();
    let facts: (i64, i64, i64) = connection
        .query_row("SELECT count(*), count(DISTINCT payload), count(value) FROM events", [], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .unwrap();
    assert_eq!((facts.0, facts.1), (1000, 1000));
    assert!(facts.2 < 1000, "some values are NULL");
    let again = bench(&words, dir.path());
    assert_eq!(again.status.code(), Some(2));
    assert!(words_of(&again.stderr).contains("exists already"), "{}", words_of(&again.stderr));
}

#[test]
fn the_limit_carries_every_row_of_every_kind() {
    let dir = tempfile::tempdir().unwrap();
    for (kind, rows) in [("library", 300 + 10 + 600 + 900 + 1500 + 10 + 600), ("events", 300), ("blobs", 300)]
    {
        let words = ["limit", kind, "--rows", "300", "--blob-bytes", "5000", "--runs", "1", "--json"];
        let out = bench(&words, dir.path());
        assert!(out.status.success(), "{}", words_of(&out.stderr));
        let answer: Value = serde_json::from_slice(&out.stdout).unwrap();
        assert_eq!(answer["rows"], rows, "{kind}");
        assert_eq!(answer["rounds"].as_array().unwrap().len(), 1);
        assert!(answer["medians"]["limit"]["seconds"].as_f64().unwrap() > 0.0);
    }
    // The second time the rows stand ready already.
    let ready = dir.path().join("blobs-300-of-5000-seed42-form1/source.db");
    let made = std::fs::metadata(&ready).unwrap().modified().unwrap();
    let words = ["limit", "blobs", "--rows", "300", "--blob-bytes", "5000", "--runs", "1"];
    let out = bench(&words, dir.path());
    assert!(out.status.success(), "{}", words_of(&out.stderr));
    assert!(words_of(&out.stdout).contains("median limit"), "{}", words_of(&out.stdout));
    assert_eq!(std::fs::metadata(&ready).unwrap().modified().unwrap(), made);
}

#[test]
fn a_program_that_says_proven_and_carried_nothing_is_not_believed() {
    let dir = tempfile::tempdir().unwrap();
    let program = pretender(dir.path(), r#"echo '{"verdict": "proven", "stages": []}'"#);
    let words = ["run", "blobs", "--rows", "20", "--blob-bytes", "10", "--runs", "1", "--howdah"];
    let out = bench(&[&words[..], &[program.to_str().unwrap()]].concat(), dir.path());
    assert_eq!(out.status.code(), Some(2));
    assert!(words_of(&out.stderr).contains("relation \"files\" does not exist"), "{}", words_of(&out.stderr));
}

#[test]
fn a_program_that_fails_is_no_figure_and_its_words_are_shown() {
    let dir = tempfile::tempdir().unwrap();
    let program = pretender(dir.path(), "echo 'error: out of luck' >&2; exit 4");
    let words = ["run", "blobs", "--rows", "20", "--blob-bytes", "10", "--runs", "1", "--howdah"];
    let out = bench(&[&words[..], &[program.to_str().unwrap()]].concat(), dir.path());
    assert_eq!(out.status.code(), Some(2));
    assert!(words_of(&out.stderr).contains("out of luck"), "{}", words_of(&out.stderr));
    assert!(out.stdout.is_empty());
}

#[test]
fn the_limit_of_the_way_back_is_a_read_and_rows_and_indexes() {
    let dir = tempfile::tempdir().unwrap();
    for kind in ["library", "events", "blobs"] {
        let words =
            ["limit", kind, "--back", "--rows", "300", "--blob-bytes", "5000", "--runs", "1", "--json"];
        let out = bench(&words, dir.path());
        assert!(out.status.success(), "{}", words_of(&out.stderr));
        let answer: Value = serde_json::from_slice(&out.stdout).unwrap();
        assert_eq!(answer["direction"], "to_sqlite");
        let limit = &answer["rounds"][0]["limit"];
        let stages = limit["stages"].as_array().unwrap();
        let names: Vec<&str> = stages.iter().map(|stage| stage["stage"].as_str().unwrap()).collect();
        assert_eq!(names, ["read", "insert", "indexes"], "{kind}");
        let sum: f64 = stages.iter().map(|stage| stage["seconds"].as_f64().unwrap()).sum();
        assert!((sum - limit["seconds"].as_f64().unwrap()).abs() < 1e-6, "{limit}");
    }
}

/// A program that keeps the file on its way there, and on the way back does what it is told to.
fn keeper(dir: &Path, back: &str) -> PathBuf {
    let kept = dir.join("kept.db");
    let script = format!(
        r#"[ "$1" = migrate ] || {{ echo "pretender 1"; exit; }}
for to; do from=$last; last=$to; done
kept={kept}
case "$to" in
postgresql:*) cp "$from" "$kept" ;;
*) {back} ;;
esac
echo '{{"verdict": "proven", "stages": [{{"stage": "copy", "seconds": 0.25}}]}}'"#,
        kept = kept.display()
    );
    pretender(dir, &script)
}

#[test]
fn a_file_that_came_back_whole_is_a_figure_and_one_without_its_rows_is_none() {
    let dir = tempfile::tempdir().unwrap();
    let run = |program: &Path| {
        let words = ["run", "events", "--back", "--rows", "300", "--runs", "1", "--json", "--howdah"];
        bench(&[&words[..], &[program.to_str().unwrap()]].concat(), dir.path())
    };
    let whole = run(&keeper(dir.path(), r#"cp "$kept" "$to""#));
    assert!(whole.status.success(), "{}", words_of(&whole.stderr));
    let answer: Value = serde_json::from_slice(&whole.stdout).unwrap();
    let proven = &answer["rounds"][0]["proven"];
    assert!(proven["seconds"].as_f64().unwrap() > 0.0, "{proven}");
    assert_eq!(proven["differs_from_limit"].as_array().unwrap().len(), 0, "{proven}");

    let none = run(&keeper(dir.path(), r#": > "$to""#));
    assert_eq!(none.status.code(), Some(2));
    assert!(words_of(&none.stderr).contains("no such table: events"), "{}", words_of(&none.stderr));
}

/// A migration of blobs by hand: it stands in for a program whose time and memory are then measured and judged.
#[test]
fn a_run_that_is_over_the_wanted_figures_exits_with_1_after_its_table() {
    let dir = tempfile::tempdir().unwrap();
    let psql = testkit::server::binaries().dir.join("psql");
    let script = format!(
        r#"[ "$1" = migrate ] || {{ echo "pretender 1"; exit; }}
for url; do :; done
{psql} -q "$url" -c "CREATE TABLE files (id bigint PRIMARY KEY, name text NOT NULL, body bytea);
INSERT INTO files SELECT n, 'file', '' FROM generate_series(1, 20) n" || exit 3
sleep 0.3
echo '{{"verdict": "proven", "stages": [{{"stage": "copy", "seconds": 0.25}}]}}'"#,
        psql = psql.display()
    );
    let program = pretender(dir.path(), &script);
    let program = program.to_str().unwrap();
    let wanted = ["run", "blobs", "--rows", "20", "--blob-bytes", "10", "--runs", "1", "--howdah", program];
    let judged = |more: &[&str]| bench(&[&wanted[..], more].concat(), dir.path());

    let enough = judged(&["--json", "--ratio-max", "1000000", "--peak-max", "1000"]);
    assert!(enough.status.success(), "{}", words_of(&enough.stderr));
    let answer: Value = serde_json::from_slice(&enough.stdout).unwrap();
    let run = &answer["rounds"][0]["proven"];
    assert!(run["seconds"].as_f64().unwrap() >= 0.3, "{run}");
    assert!(run["peak_bytes"].as_u64().unwrap() > 100_000, "{run}");
    assert_eq!(run["differs_from_limit"].as_array().unwrap().len(), 0, "{run}");
    assert_eq!(answer["howdah"], "pretender 1");

    let slow = judged(&["--ratio-max", "0.001"]);
    assert_eq!(slow.status.code(), Some(1));
    assert!(words_of(&slow.stderr).contains("too slow"), "{}", words_of(&slow.stderr));
    assert!(words_of(&slow.stdout).contains("median howdah"), "{}", words_of(&slow.stdout));
    assert_eq!(judged(&["--peak-max", "0"]).status.code(), Some(1));
}
