//! Operating system accounts, as far as running a server needs them: who are we, and as whom may a server run.
//!
//! Read from `/etc/passwd`, without name services: what matters here (`root`, `postgres`, `nobody`) lives in the file,
//! and everybody else is known by number.

use std::os::unix::process::CommandExt;
use std::process::Command;

/// One account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Login name.
    pub name: String,
    /// User id.
    pub uid: u32,
    /// Primary group id.
    pub gid: u32,
}

/// The account with a user id.
pub fn by_uid(uid: u32) -> Option<Account> {
    accounts().into_iter().find(|account| account.uid == uid)
}

/// The account with a name.
pub fn by_name(name: &str) -> Option<Account> {
    accounts().into_iter().find(|account| account.name == name)
}

/// The account this process runs as.
pub fn current() -> Account {
    let (uid, gid) = (rustix::process::geteuid().as_raw(), rustix::process::getegid().as_raw());
    let name = by_uid(uid).map_or_else(|| uid.to_string(), |account| account.name);
    Account { name, uid, gid }
}

/// The account a server has to run as: ourselves, or, as root (PostgreSQL refuses to run as root), `postgres`, or
/// `nobody` where no package made that account.
pub fn for_server() -> Option<Account> {
    let own = current();
    if own.uid != 0 {
        return Some(own);
    }
    by_name("postgres").or_else(|| by_name("nobody")).filter(|account| account.uid != 0)
}

/// A command that runs as `account`, in a directory that everybody can enter, without the variables that would lead
/// PostgreSQL's programs elsewhere, and in a process group of its own: Ctrl-C is for us, who end things in order. The
/// standard library drops the supplementary groups when root changes the user.
pub fn command(account: &Account, program: &std::path::Path) -> Command {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars_os() {
        // PGDATA, PGPORT, PGOPTIONS and the like are meant for the user's own servers, not for this one.
        if name.as_encoded_bytes().starts_with(b"PG") {
            command.env_remove(name);
        }
    }
    command.current_dir("/").env("LC_ALL", "C").stdin(std::process::Stdio::null()).process_group(0);
    if rustix::process::geteuid().is_root() && account.uid != 0 {
        command.uid(account.uid).gid(account.gid);
    }
    command
}

fn accounts() -> Vec<Account> {
    // The file is UTF-8 in practice; a line that is not must not hide the others.
    let bytes = std::fs::read("/etc/passwd").unwrap_or_default();
    String::from_utf8_lossy(&bytes).lines().filter_map(parse).collect()
}

fn parse(line: &str) -> Option<Account> {
    let mut fields = line.split(':');
    let name = fields.next().filter(|name| !name.is_empty())?;
    let uid = fields.nth(1)?.parse().ok()?;
    let gid = fields.next()?.parse().ok()?;
    Some(Account { name: name.to_owned(), uid, gid })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_account_file_gives_name_and_ids() {
        let account = parse("postgres:x:101:104:PostgreSQL administrator:/var/lib/postgresql:/bin/bash");
        assert_eq!(account, Some(Account { name: "postgres".into(), uid: 101, gid: 104 }));
        assert_eq!(parse(""), None);
        assert_eq!(parse("broken:x:no:1"), None);
    }

    #[test]
    fn a_server_never_runs_as_root() {
        assert!(for_server().is_some_and(|account| account.uid != 0));
    }
}
