//! A backup, as text.

use howdah::report::figures::{Flush, Grid, bytes, counted, seconds, visible};
use howdah::run::Backup;
use howdah::run::backup::DigestOf;
use std::path::Path;

/// What was made, what was checked and what was removed, ended by a line break.
pub fn text(backup: &Backup) -> String {
    let mut grid = Grid::new([Flush::Left, Flush::Left]);
    grid.row(["backup of", &visible(&backup.of)]);
    grid.row(["is in", &shown(&backup.path)]);
    grid.row(["size", &format!("{}, {}", bytes(backup.bytes), seconds(backup.seconds))]);
    for checked in &backup.checked {
        grid.row(["checked", &visible(checked)]);
    }
    let digest = match backup.digest_of {
        DigestOf::Content => "digest of the content",
        DigestOf::Archive => "digest of the archive",
    };
    grid.row([digest, &backup.digest]);
    for note in &backup.notes {
        grid.row(["note", &visible(note)]);
    }
    let mut out = grid.render("");
    if !backup.removed.is_empty() {
        let count = backup.removed.len() as u64;
        out.push_str(&format!("Removed {}:\n", counted(count, "older backup", "older backups")));
        for path in &backup.removed {
            out.push_str(&format!("  {}\n", shown(path)));
        }
    }
    out
}

fn shown(path: &Path) -> String {
    visible(&path.display().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_removed_is_said_behind_what_was_made() {
        let mut backup = Backup {
            of: "/srv/app.db".into(),
            path: "/srv/app.db.backup_20260310_120000".into(),
            bytes: 8192,
            digest_of: DigestOf::Content,
            digest: "00ff".into(),
            seconds: 0.25,
            checked: vec!["integrity_check".into()],
            notes: vec!["a note".into()],
            removed: vec!["/srv/app.db.backup_20260301_120000".into()],
            not_removed: Vec::new(),
        };
        assert_eq!(
            text(&backup),
            "backup of              /srv/app.db\n\
             is in                  /srv/app.db.backup_20260310_120000\n\
             size                   8.19 kB, 0.25 s\n\
             checked                integrity_check\n\
             digest of the content  00ff\n\
             note                   a note\n\
             Removed 1 older backup:\n  /srv/app.db.backup_20260301_120000\n"
        );
        backup.removed.clear();
        assert!(!text(&backup).contains("Removed"));
    }
}
