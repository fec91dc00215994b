//! Source and target as they were typed: by position, or with `--source` and `--target`.

use clap::Args;

/// A source and perhaps a target.
#[derive(Debug, Clone, Default, Args)]
pub struct PlacesArgs {
    /// The SQLite database: a path or `sqlite:///PATH`
    ///
    /// With the PostgreSQL database first and the SQLite file second, the way goes back: the file is made.
    #[arg(value_name = "SOURCE")]
    pub source: Option<String>,

    /// The PostgreSQL database: `postgresql://USER@HOST:PORT/DATABASE`
    ///
    /// SQLAlchemy's forms such as `postgresql+psycopg2://` are understood. A password is better given in `PGPASSWORD`
    /// or `~/.pgpass`, or the whole URL in `HOWDAH_TARGET`, since other users of the machine can see command lines.
    #[arg(value_name = "TARGET")]
    pub target: Option<String>,

    /// The same as SOURCE
    #[arg(long = "source", value_name = "SOURCE")]
    pub source_flag: Option<String>,

    /// The same as TARGET
    #[arg(long = "target", value_name = "TARGET")]
    pub target_flag: Option<String>,
}

/// A source alone.
#[derive(Debug, Clone, Default, Args)]
pub struct SourceArgs {
    /// The SQLite database: a path or `sqlite:///PATH`
    #[arg(value_name = "SOURCE")]
    pub source: Option<String>,

    /// The same as SOURCE
    #[arg(long = "source", value_name = "SOURCE", conflicts_with = "source")]
    pub source_flag: Option<String>,
}

impl SourceArgs {
    /// The source, however it was given.
    pub fn given(&self) -> Option<&str> {
        self.source.as_deref().or(self.source_flag.as_deref())
    }
}

impl PlacesArgs {
    /// Source and target, however they were given: a place given by flag leaves the positions to the other one. The
    /// error names what was given twice.
    pub fn given(&self) -> Result<(Option<&str>, Option<&str>), &'static str> {
        let (first, second) = (self.source.as_deref(), self.target.as_deref());
        match (self.source_flag.as_deref(), self.target_flag.as_deref()) {
            (None, None) => Ok((first, second)),
            (Some(_), Some(_)) if first.is_some() => Err("source"),
            (Some(source), Some(target)) => Ok((Some(source), Some(target))),
            (Some(_), None) if second.is_some() => Err("source"),
            (Some(source), None) => Ok((Some(source), first)),
            (None, Some(_)) if second.is_some() => Err("target"),
            (None, Some(target)) => Ok((first, Some(target))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(words: [Option<&str>; 4]) -> PlacesArgs {
        let [source, target, source_flag, target_flag] = words.map(|word| word.map(str::to_owned));
        PlacesArgs { source, target, source_flag, target_flag }
    }

    #[test]
    fn a_flag_leaves_the_positions_to_the_other_place() {
        for words in [
            [Some("a"), Some("b"), None, None],
            [Some("b"), None, Some("a"), None],
            [Some("a"), None, None, Some("b")],
            [None, None, Some("a"), Some("b")],
        ] {
            assert_eq!(places(words).given(), Ok((Some("a"), Some("b"))), "{words:?}");
        }
        assert_eq!(places([None; 4]).given(), Ok((None, None)));
    }

    #[test]
    fn a_place_given_twice_is_named() {
        assert_eq!(places([Some("a"), Some("b"), Some("c"), None]).given(), Err("source"));
        assert_eq!(places([Some("a"), Some("b"), None, Some("c")]).given(), Err("target"));
        assert_eq!(places([Some("a"), None, Some("b"), Some("c")]).given(), Err("source"));
    }
}
