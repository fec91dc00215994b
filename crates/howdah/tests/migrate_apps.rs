//! The schemas of well-known applications, with some rows of each: every one arrives equal, and its columns get the types
//! that a person would choose.

mod support;

use rusqlite::Connection;
use std::path::{Path, PathBuf};
use support::{assert_proven, kept_plan, oracle_options, panic_words, run_migrate, settings, words};
use testkit::oracle;
use testkit::server::server;

/// An application's script in `testdata/apps`, and types of some of its columns as `format_type` spells them.
type App = (&'static str, &'static [(&'static str, &'static str)]);

const ZONED: &str = "timestamp with time zone";

const APPS: &[App] = &[
    (
        "anki",
        &[
            ("notes.sfld", "text"),
            ("notes.id", "bigint"),
            ("decks.common", "bytea"),
            ("tags.collapsed", "boolean"),
            ("tags.tag", "text"),
        ],
    ),
    (
        "calibre",
        &[
            ("books.timestamp", ZONED),
            ("books.has_cover", "boolean"),
            ("books.series_index", "double precision"),
            ("books.uuid", "text"),
            ("conversion_options.data", "bytea"),
        ],
    ),
    (
        "chrome_history",
        &[
            ("visits.visit_time", "bigint"),
            ("visits.is_known_to_sync", "boolean"),
            ("downloads.hash", "bytea"),
            ("urls.id", "bigint"),
        ],
    ),
    (
        "datasette_content",
        &[
            ("repos.id", "bigint"),
            ("repos.score", "double precision"),
            ("stats.downloads", "bigint"),
            ("repos.created_at", "text"),
        ],
    ),
    (
        "django",
        &[
            ("auth_user.is_active", "boolean"),
            ("auth_user.last_login", ZONED),
            ("django_session.session_key", "character varying(40)"),
            ("shop_product.uuid", "uuid"),
            ("shop_product.attributes", "jsonb"),
            ("shop_product.price", "numeric"),
            ("shop_product.opens", "time without time zone"),
            ("shop_product.available_from", "date"),
            ("shop_product.image", "bytea"),
        ],
    ),
    (
        "firefox_places",
        &[
            ("moz_places.last_visit_date", "bigint"),
            ("moz_inputhistory.use_count", "double precision"),
            ("moz_places.url", "text"),
        ],
    ),
    (
        "gitea",
        &[
            ("user.created_unix", "bigint"),
            ("session.data", "bytea"),
            ("session.key", "character varying(16)"),
        ],
    ),
    (
        "gorm",
        &[
            ("users.updated_at", ZONED),
            ("users.timeout", "bigint"),
            ("companies.uuid", "uuid"),
            ("companies.config", "jsonb"),
            ("blobs.hash", "bytea"),
        ],
    ),
    ("grafana", &[("user.created", ZONED), ("dashboard.data", "text"), ("cache_data.data", "bytea")]),
    (
        "home_assistant",
        &[
            ("states.last_updated_ts", "double precision"),
            ("event_data.hash", "bigint"),
            ("recorder_runs.start", ZONED),
            ("recorder_runs.closed_incorrect", "boolean"),
            ("states.context_id_bin", "bytea"),
            ("states_meta.entity_id", "character varying(255)"),
        ],
    ),
    (
        "jellyfin",
        &[
            ("Users.Id", "text"),
            ("BaseItems.CommunityRating", "double precision"),
            ("BaseItems.RunTimeTicks", "bigint"),
        ],
    ),
    ("joplin", &[("notes.latitude", "numeric"), ("notes.updated_time", "bigint"), ("notes.id", "text")]),
    (
        "laravel",
        &[
            ("users.created_at", ZONED),
            ("users.is_admin", "boolean"),
            ("users.balance", "numeric"),
            ("jobs.available_at", "bigint"),
            ("failed_jobs.failed_at", ZONED),
        ],
    ),
    ("mbtiles", &[("images.tile_data", "bytea"), ("map.zoom_level", "bigint"), ("metadata.value", "text")]),
    (
        "messenger",
        &[("message.date_sent", "bigint"), ("recipient.identity", "bytea"), ("key_value.value", "text")],
    ),
    (
        "n8n",
        &[
            ("workflow_entity.createdAt", ZONED),
            ("workflow_entity.active", "boolean"),
            ("user.lastActiveAt", "date"),
            ("execution_data.executionId", "bigint"),
            ("workflow_entity.id", "character varying(36)"),
        ],
    ),
    (
        "nextcloud",
        &[
            ("oc_filecache.size", "bigint"),
            ("oc_calendarobjects.calendardata", "bytea"),
            ("oc_comments.creation_timestamp", ZONED),
            ("oc_appconfig.appid", "character varying(32)"),
        ],
    ),
    (
        "paperless",
        &[
            ("documents_document.created", "date"),
            ("documents_document.modified", ZONED),
            ("documents_customfieldinstance.value_document_ids", "jsonb"),
            ("auditlog_logentry.changes", "jsonb"),
            ("documents_tag.is_inbox_tag", "boolean"),
        ],
    ),
    (
        "prisma",
        &[
            ("User.createdAt", ZONED),
            ("User.isAdmin", "boolean"),
            ("User.meta", "jsonb"),
            ("User.balance", "numeric"),
            ("User.views", "bigint"),
            ("_prisma_migrations.started_at", ZONED),
        ],
    ),
    (
        "rails",
        &[
            ("posts.published", "boolean"),
            ("posts.legacy", "boolean"),
            ("posts.created_at", ZONED),
            ("posts.rating", "numeric(3,1)"),
            ("posts.options", "jsonb"),
            ("posts.day", "date"),
            ("active_storage_blobs.byte_size", "bigint"),
        ],
    ),
    (
        "room",
        &[("Note.createdAt", "bigint"), ("Note.ratio", "double precision"), ("WorkSpec.input", "bytea")],
    ),
    (
        "servarr",
        &[
            ("Series.Images", "text"),
            ("History.Date", ZONED),
            ("Series.Monitored", "bigint"),
            ("VersionInfo.AppliedOn", ZONED),
        ],
    ),
    (
        "sqlalchemy",
        &[
            ("user.active", "boolean"),
            ("user.confirmed_at", ZONED),
            ("user.token", "uuid"),
            ("user.joined", "date"),
            ("user.wake", "time without time zone"),
            ("user.settings", "jsonb"),
            ("user.rating", "numeric(10,2)"),
            ("user.exact", "numeric(20,10)"),
            ("user.big", "bigint"),
        ],
    ),
    (
        "uptime_kuma",
        &[
            ("heartbeat.time", ZONED),
            ("heartbeat.important", "boolean"),
            ("monitor.timeout", "double precision"),
            ("knex_migrations.migration_time", ZONED),
        ],
    ),
    (
        "vaultwarden",
        &[
            ("users.password_hash", "bytea"),
            ("users.enabled", "boolean"),
            ("folders.created_at", ZONED),
            ("users.uuid", "text"),
        ],
    ),
    ("wallet", &[("main.key", "bytea"), ("main.value", "bytea")]),
    (
        "zotero",
        &[
            ("items.dateAdded", ZONED),
            ("itemDataValues.value", "text"),
            ("items.itemID", "bigint"),
            ("settings.value", "bytea"),
        ],
    ),
];

fn scripts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/apps")
}

#[test]
fn every_application_arrives_equal_with_the_types_that_fit() {
    let mut failures = Vec::new();
    for (name, types) in APPS {
        if let Err(said) = panic_words(|| carry(name, types)) {
            failures.push(format!("{name}: {said}"));
        }
    }
    assert!(failures.is_empty(), "{} failed:\n{}", failures.len(), failures.join("\n\n"));
}

#[test]
fn every_script_is_carried() {
    let mut files: Vec<String> = std::fs::read_dir(scripts())
        .expect("the scripts")
        .map(|entry| {
            entry.expect("an entry").path().file_stem().expect("a name").to_string_lossy().into_owned()
        })
        .collect();
    files.sort();
    let listed: Vec<&str> = APPS.iter().map(|(name, _)| *name).collect();
    assert_eq!(files, listed);
}

fn carry(name: &str, types: &[(&str, &str)]) {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let source = directory.path().join(format!("{name}.db"));
    build(name, &source);
    let database = server().database(name);
    let report = run_migrate(&settings(&source, &database, &directory.path().join("work")))
        .unwrap_or_else(|error| panic!("{}", words(&error)));
    assert_proven(&report);
    let options = oracle_options(&report, &kept_plan(&database));
    let answer = oracle::compare_with(&source, &mut database.connect(), "public", &options);
    assert!(answer.is_equal(), "{}", answer.differences.join("\n"));
    let mut client = database.connect();
    let mut wrong = Vec::new();
    for (place, wanted) in types {
        let (table, column) = place.split_once('.').expect("a table and a column");
        let row = client
            .query_opt(
                "SELECT format_type(atttypid, atttypmod) FROM pg_attribute
                 WHERE attrelid = format('public.%I', $1::text)::regclass AND attname = $2::text::name",
                &[&table, &column],
            )
            .unwrap_or_else(|error| panic!("{place}: {error}"));
        let actual: Option<String> = row.map(|row| row.get(0));
        if actual.as_deref() != Some(*wanted) {
            let reason = report.types.iter().find(|one| one.table == table && one.column == column);
            let reason = reason.map_or("-", |one| one.reason.as_str());
            wrong.push(format!("{place}: {actual:?} instead of {wanted}: {reason}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Runs the script as the application would have: with the collation that only it knows.
fn build(name: &str, path: &Path) {
    let script = scripts().join(format!("{name}.sql"));
    let sql =
        std::fs::read_to_string(&script).unwrap_or_else(|error| panic!("{}: {error}", script.display()));
    let application = Connection::open(path).expect("a new file");
    application
        .create_collation("unicase", |one: &str, other: &str| one.to_lowercase().cmp(&other.to_lowercase()))
        .expect("a collation");
    application.execute_batch(&sql).unwrap_or_else(|error| panic!("{name}: {error}"));
}
