//! Fresh data directories, quickly.
//!
//! `initdb` takes a second or two and every test program needs a cluster, so each kind of cluster is made once,
//! kept under `target/testkit/`, and copied. The name holds the server's version and the options, and a template
//! appears by one rename, so that test programs that run at the same time cannot see half of one.

use super::binaries::{binaries, command, give_away};
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;

/// What `initdb` is told; two clusters with equal recipes start as equal bytes.
#[derive(Debug, Clone, Hash)]
pub struct Recipe {
    /// `--encoding`.
    pub encoding: String,
    /// `--locale`.
    pub locale: String,
    /// `--icu-locale`, with ICU as the provider; `None` for the C library's locales.
    pub icu_locale: Option<String>,
    /// The superuser's password.
    pub password: Option<String>,
}

/// Makes `data` a new cluster that belongs to the server's account. `data` must not exist; its parent must be a
/// directory that the server's account can write.
///
/// # Panics
/// When `initdb` fails, with what it said.
pub fn new_cluster(recipe: &Recipe, data: &Path) {
    let template = home().join(name(recipe));
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    {
        // A panic while the lock was held left at worst no template: the next one makes it.
        let _guard = ONE_AT_A_TIME.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if !template.is_dir() {
            initdb(recipe, data);
            keep(data, &template);
            return;
        }
    }
    copy(&template, data);
    give_away(data);
}

/// Where the workspace's build output goes: templates live and die with it.
fn home() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR")
        .map(PathBuf::from)
        .filter(|dir| dir.is_absolute())
        .unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target"));
    let home = target.join("testkit");
    std::fs::create_dir_all(&home).unwrap_or_else(|e| panic!("cannot create {}: {e}", home.display()));
    home
}

fn name(recipe: &Recipe) -> String {
    let mut hasher = DefaultHasher::new();
    (recipe, &binaries().version, &binaries().dir, PARAMETERS).hash(&mut hasher);
    format!("cluster-{:016x}", hasher.finish())
}

/// `--no-sync`: a template lost to a power cut is made again. `trust` is replaced at start by what the server asks.
const PARAMETERS: [&str; 4] = ["--no-sync", "--username=postgres", "--auth=trust", "--no-instructions"];

fn initdb(recipe: &Recipe, data: &Path) {
    let mut initdb = command(binaries().dir.join("initdb"));
    initdb.arg("--pgdata").arg(data).args(PARAMETERS);
    initdb.arg("--encoding").arg(&recipe.encoding).arg("--locale").arg(&recipe.locale);
    if let Some(icu) = &recipe.icu_locale {
        initdb.arg("--locale-provider=icu").arg("--icu-locale").arg(icu);
    }
    if let Some(password) = &recipe.password {
        let file = data.with_extension("password");
        std::fs::write(&file, password).expect("the temporary directory is writable");
        give_away(&file);
        initdb.arg("--pwfile").arg(&file);
    }
    let out = initdb.output().unwrap_or_else(|e| panic!("initdb does not run: {e}"));
    assert!(out.status.success(), "initdb failed: {}", String::from_utf8_lossy(&out.stderr));
}

/// Another process may have kept its own meanwhile: then that one stays.
fn keep(data: &Path, template: &Path) {
    let parent = template.parent().expect("a template lies in the templates' home");
    let half =
        tempfile::Builder::new().prefix("half-").tempdir_in(parent).expect("target/testkit is writable");
    let copied = half.path().join("data");
    copy(data, &copied);
    if let Err(e) = std::fs::rename(&copied, template) {
        assert!(template.is_dir(), "cannot keep {}: {e}", template.display());
    }
}

fn copy(from: &Path, to: &Path) {
    let done = Command::new("cp").arg("-R").arg("--reflink=auto").arg(from).arg(to).status();
    let done = done.unwrap_or_else(|e| panic!("cp does not run: {e}"));
    assert!(done.success(), "cannot copy {} to {}", from.display(), to.display());
    // PostgreSQL refuses a data directory that others can enter.
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o700);
    std::fs::set_permissions(to, mode).unwrap_or_else(|e| panic!("cannot close {}: {e}", to.display()));
}
