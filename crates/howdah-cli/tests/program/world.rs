//! An empty directory with the program in it, and nothing of the tester's own environment.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

/// A directory of its own for one test, removed at its end.
pub struct World {
    directory: PathBuf,
    variables: Vec<(String, String)>,
}

/// What the program said.
#[derive(Debug)]
pub struct Said {
    /// Exit code.
    pub code: i32,
    /// The answer.
    pub stdout: String,
    /// Progress, messages, errors.
    pub stderr: String,
}

impl World {
    /// An empty directory.
    pub fn new() -> World {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let directory = std::env::temp_dir().join(format!("howdah-program-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&directory).unwrap();
        World { directory: directory.canonicalize().unwrap(), variables: Vec::new() }
    }

    /// The directory.
    pub fn path(&self) -> &Path {
        &self.directory
    }

    /// Writes a file.
    pub fn file(&self, name: &str, text: &str) {
        let path = self.directory.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// Sets an environment variable for the program.
    pub fn variable(mut self, name: &str, value: &str) -> World {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Names of what is in the directory, sorted.
    pub fn entries(&self) -> Vec<String> {
        let entries = std::fs::read_dir(&self.directory).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// The program, ready to run.
    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_howdah"));
        command.args(words).current_dir(&self.directory).env_clear();
        // The server's programs are looked up on the path; help is wrapped at a fixed width.
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default()).env("COLUMNS", "100");
        if let Some(binaries) = std::env::var_os("PG_BIN") {
            command.env("PG_BIN", binaries);
        }
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs the program.
    pub fn run(&self, words: &[&str]) -> Said {
        let output = self.command(words).output().unwrap();
        let text = |bytes: Vec<u8>| {
            String::from_utf8(bytes).unwrap().replace(&*self.directory.to_string_lossy(), "[here]")
        };
        Said {
            code: output.status.code().unwrap_or(-1),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }

    /// Runs the program and puts everything it said into one text, for a snapshot.
    pub fn transcript(&self, words: &[&str]) -> String {
        let said = self.run(words);
        format!("exit {}\n--- stdout\n{}--- stderr\n{}", said.code, said.stdout, said.stderr)
    }
}

impl Drop for World {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}
