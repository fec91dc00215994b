//! Choices that shape a plan: types, names, and what becomes of what PostgreSQL cannot hold as it is.
//!
//! Every field is optional, since `howdah.toml` may say the same; [`Choices::or`] lays one over the other.

use super::values::{NameList, choice, name_list, switch, type_choice, zone};
use clap::Args;
use howdah::catalog::map::FlawPolicy;
use howdah::plan::back::NanChoice;
use howdah::plan::options::{Collation, Integers, JsonChoice, Names, Orphans, RowidChoice, TypeChoice};
use howdah::row::format::ZonePolicy;
use howdah::sqlite::snapshot::SnapshotPolicy;

/// Choices that shape a plan.
#[derive(Debug, Clone, Default, PartialEq, Args)]
#[command(next_help_heading = "What is carried, and as what")]
pub struct Choices {
    /// Carry only these tables (repeat, or separate by commas)
    #[arg(long, value_name = "TABLE", value_parser = name_list)]
    pub only: Vec<NameList>,

    /// Leave these tables out (repeat, or separate by commas)
    #[arg(long, value_name = "TABLE", value_parser = name_list)]
    pub exclude: Vec<NameList>,

    /// Schema that receives the tables [default: public]; on the way to SQLite, the only one that is read [default: all]
    #[arg(long, value_name = "NAME")]
    pub schema: Option<String>,

    /// Schema that receives howdah's own tables [default: howdah]
    #[arg(long, value_name = "NAME")]
    pub state_schema: Option<String>,

    /// What becomes of names [default: keep]
    #[arg(long, value_name = "HOW", value_parser = choice::<Names>())]
    pub names: Option<Names>,

    /// Choose a column's type: `orders.total=numeric(10,2)` (repeat)
    ///
    /// Table and column are SQLite's names; one that holds a dot or an equals sign stands in double quotes. Types are
    /// boolean, smallint, integer, bigint, double precision, numeric, numeric(p,s), text, varchar(n), bytea, uuid,
    /// date, time, timestamp, timestamptz, json, jsonb.
    #[arg(long = "type", value_name = "TABLE.COLUMN=TYPE", value_parser = type_choice)]
    pub types: Vec<TypeChoice>,

    /// Width of integer columns [default: bigint]
    #[arg(long, value_name = "WIDTH", value_parser = choice::<Integers>())]
    pub integers: Option<Integers>,

    /// Type of columns that declare JSON [default: jsonb]
    #[arg(long, value_name = "TYPE", value_parser = choice::<JsonChoice>())]
    pub json_columns: Option<JsonChoice>,

    /// Make an index over every column of `jsonb`, not only over those that the source indexes [default: off]
    #[arg(
        long,
        value_name = "on|off",
        value_parser = switch,
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "on"
    )]
    pub json_index: Option<bool>,

    /// Zone of times that name none: `utc`, `none`, or an offset such as `+02:00` [default: utc]
    #[arg(long, value_name = "ZONE", value_parser = zone, allow_hyphen_values = true)]
    pub zone: Option<ZonePolicy>,

    /// Collation of text columns [default: c]
    #[arg(long, value_name = "WHICH", value_parser = choice::<Collation>())]
    pub collation: Option<Collation>,

    /// What becomes of rowids that are not a column [default: auto]
    #[arg(long, value_name = "HOW", value_parser = choice::<RowidChoice>())]
    pub rowid: Option<RowidChoice>,

    /// What happens to rows whose parent row is missing [default: not-valid]
    #[arg(long, value_name = "HOW", value_parser = choice::<Orphans>())]
    pub orphans: Option<Orphans>,

    /// What happens to text that holds a NUL character [default: refuse]
    #[arg(long, value_name = "HOW", value_parser = choice::<FlawPolicy>())]
    pub on_nul: Option<FlawPolicy>,

    /// What happens to text that is not valid Unicode [default: refuse]
    #[arg(long, value_name = "HOW", value_parser = choice::<FlawPolicy>())]
    pub on_bad_utf8: Option<FlawPolicy>,

    /// Keep the exact spelling of values that the target's type would not give back [default: on]
    #[arg(long, value_name = "on|off", value_parser = switch)]
    pub originals: Option<bool>,

    /// On the way to SQLite: make STRICT tables of those that howdah did not carry before [default: off]
    #[arg(
        long,
        value_name = "on|off",
        value_parser = switch,
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "on"
    )]
    pub strict: Option<bool>,

    /// On the way to SQLite: what becomes of a column that holds NaN [default: refuse]
    #[arg(long, value_name = "HOW", value_parser = choice::<NanChoice>())]
    pub on_nan: Option<NanChoice>,
}

/// How the source is read.
#[derive(Debug, Clone, Default, PartialEq, Args)]
#[command(next_help_heading = "How the source is read")]
pub struct ReadArgs {
    /// How a source in rollback-journal mode is held still [default: copy]
    #[arg(long, value_name = "HOW", value_parser = choice::<SnapshotPolicy>())]
    pub snapshot: Option<SnapshotPolicy>,

    /// Wait this long for another process's lock on the source [default: 30]
    #[arg(long, value_name = "SECONDS", value_parser = super::values::wait)]
    pub lock_timeout: Option<std::time::Duration>,

    /// Work with this many threads [default: as many as the machine can use]
    #[arg(long, short, value_name = "N", value_parser = super::values::jobs)]
    pub jobs: Option<usize>,
}

impl Choices {
    /// These choices where they say something, those of `under` where they do not. Lists of tables are replaced as a
    /// whole; a column's type is replaced by another for the same column.
    pub fn or(self, under: Choices) -> Choices {
        let mut types = under.types;
        types.retain(|low| {
            !self.types.iter().any(|high| {
                high.table.eq_ignore_ascii_case(&low.table) && high.column.eq_ignore_ascii_case(&low.column)
            })
        });
        types.extend(self.types);
        Choices {
            only: if self.only.is_empty() { under.only } else { self.only },
            exclude: if self.exclude.is_empty() { under.exclude } else { self.exclude },
            schema: self.schema.or(under.schema),
            state_schema: self.state_schema.or(under.state_schema),
            names: self.names.or(under.names),
            types,
            integers: self.integers.or(under.integers),
            json_columns: self.json_columns.or(under.json_columns),
            json_index: self.json_index.or(under.json_index),
            zone: self.zone.or(under.zone),
            collation: self.collation.or(under.collation),
            rowid: self.rowid.or(under.rowid),
            orphans: self.orphans.or(under.orphans),
            on_nul: self.on_nul.or(under.on_nul),
            on_bad_utf8: self.on_bad_utf8.or(under.on_bad_utf8),
            originals: self.originals.or(under.originals),
            strict: self.strict.or(under.strict),
            on_nan: self.on_nan.or(under.on_nan),
        }
    }
}

impl ReadArgs {
    /// These where they say something, those of `under` where they do not.
    pub fn or(self, under: ReadArgs) -> ReadArgs {
        ReadArgs {
            snapshot: self.snapshot.or(under.snapshot),
            lock_timeout: self.lock_timeout.or(under.lock_timeout),
            jobs: self.jobs.or(under.jobs),
        }
    }
}
