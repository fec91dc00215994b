//! What is left of earlier runs, as text.

use howdah::report::figures::{Flush, Grid, visible};
use howdah::run::Status;
use std::path::PathBuf;

/// One work directory's state, ended by a line break.
pub fn text(status: &Status) -> String {
    let mut grid = Grid::new([Flush::Left, Flush::Left]);
    let directory = visible(&status.work_dir.display().to_string());
    if !status.exists {
        grid.row(["work directory", &format!("{directory} (there is none: nothing was carried yet)")]);
        return grid.render("");
    }
    grid.row(["work directory", &directory]);
    match &status.last {
        Some((verdict, finished)) => grid.row(["last run", &format!("{verdict}, finished {finished}")]),
        None => grid.row(["last run", "no report"]),
    }
    grid.row(["embedded server", status.server.as_deref().unwrap_or("none")]);
    if let Some(data) = &status.data_directory {
        grid.row(["its data", &visible(&data.display().to_string())]);
    }
    if let Some(psql) = status.psql.as_ref().filter(|_| status.server.as_deref() == Some("running")) {
        grid.row(["look at it", psql]);
    }
    grid.render("")
}

/// What was removed, and what would be.
pub fn cleaned(removed: &[PathBuf], would_remove: &[PathBuf]) -> String {
    let mut out = String::new();
    for path in removed {
        out.push_str(&format!("removed {}\n", visible(&path.display().to_string())));
    }
    if removed.is_empty() {
        out.push_str("Nothing was removed.\n");
    }
    if !would_remove.is_empty() {
        out.push_str("With --remove these would be removed too:\n");
        for path in would_remove {
            out.push_str(&format!("  {}\n", visible(&path.display().to_string())));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_running_server_says_how_to_look_at_it_and_a_stopped_one_does_not() {
        let mut status = Status {
            work_dir: "/srv/app.howdah".into(),
            exists: true,
            server: Some("running".into()),
            psql: Some("psql \"host=/tmp/x\"".into()),
            data_directory: Some("/srv/app.howdah/server".into()),
            last: Some(("proven".into(), "2026-01-02T03:04:05Z".into())),
        };
        assert_eq!(
            text(&status),
            "work directory   /srv/app.howdah\n\
             last run         proven, finished 2026-01-02T03:04:05Z\n\
             embedded server  running\n\
             its data         /srv/app.howdah/server\n\
             look at it       psql \"host=/tmp/x\"\n"
        );
        status.server = Some("stopped".into());
        assert!(!text(&status).contains("psql"));
    }

    #[test]
    fn cleaning_says_what_it_left() {
        let text = cleaned(&[], &["/srv/app.howdah".into()]);
        assert_eq!(
            text,
            "Nothing was removed.\nWith --remove these would be removed too:\n  /srv/app.howdah\n"
        );
    }
}
