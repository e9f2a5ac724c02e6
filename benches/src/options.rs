//! The command line of the benches that are not criterion's.

use crate::{FAMILIES, Family, Row};
use clap::{Arg, ArgAction, CommandFactory, FromArgMatches, Parser};
use std::num::NonZero;
use std::path::PathBuf;

/// The options. A bench ignores those that do not concern it: `cargo bench -- …` gives its arguments to all
/// benches alike, also to those of criterion.
#[derive(Parser)]
#[command(about = "Options of criterion are accepted, too, and without effect here")]
pub struct Options {
    /// In how many rounds to time
    #[arg(long, default_value = "101", value_name = "N")]
    rounds: NonZero<usize>,
    /// In how many processes, one after the other
    #[arg(long, default_value = "1", value_name = "N")]
    processes: NonZero<usize>,
    /// Print samples, for the process that has started this one
    #[arg(long, hide = true)]
    pub samples: bool,
    /// Where to draw a picture
    #[arg(long, value_name = "FILE")]
    pub svg: Option<PathBuf>,
    /// Only name the formats
    #[arg(long)]
    pub list: bool,
    /// Time in three rounds
    #[arg(long, alias = "test")]
    quick: bool,
    /// A text that the name of a format must contain
    pub filter: Option<String>,
}

/// Options of criterion that are followed by a value, with their short forms.
const WITH_VALUE: [(&str, Option<char>); 16] = [
    ("baseline", Some('b')),
    ("baseline-lenient", None),
    ("color", Some('c')),
    ("confidence-level", None),
    ("format", None),
    ("load-baseline", None),
    ("measurement-time", None),
    ("noise-threshold", None),
    ("nresamples", None),
    ("output-format", None),
    ("plotting-backend", None),
    ("profile-time", None),
    ("sample-size", None),
    ("save-baseline", Some('s')),
    ("significance-level", None),
    ("warm-up-time", None),
];

/// Options of criterion that are not, and cargo's `--bench`.
const ALONE: [(&str, Option<char>); 10] = [
    ("bench", None),
    ("discard-baseline", None),
    ("exact", None),
    ("ignored", None),
    ("include-ignored", None),
    ("nocapture", None),
    ("noplot", Some('n')),
    ("quiet", None),
    ("show-output", None),
    ("verbose", Some('v')),
];

impl Options {
    /// Reads the arguments of the process; ends it where they are wrong.
    pub fn from_command_line() -> Self {
        let ignored = |action: ArgAction| {
            move |(name, short): (&'static str, Option<char>)| {
                Arg::new(name).long(name).short(short).action(action.clone()).hide(true)
            }
        };
        let command = Self::command()
            .args(WITH_VALUE.map(ignored(ArgAction::Append)))
            .args(ALONE.map(ignored(ArgAction::Count)));
        Self::from_arg_matches(&command.get_matches()).unwrap_or_else(|error| error.exit())
    }

    /// The number of rounds.
    pub fn rounds(&self) -> usize {
        if self.quick { 3 } else { self.rounds.get() }
    }

    /// The number of processes.
    pub fn processes(&self) -> usize {
        self.processes.get()
    }

    /// The families, and the formats of each that the filter lets pass.
    pub fn chosen(&self) -> Vec<(&'static Family, Vec<&'static Row>)> {
        let filter = self.filter.as_deref().unwrap_or_default();
        let wants = |family: &Family, row: &Row| format!("{}/{}", family.name, row.name).contains(filter);
        let rows = |family: &'static Family| family.rows.iter().filter(|row| wants(family, row)).collect();
        let chosen: Vec<(_, Vec<_>)> = FAMILIES.iter().map(|family| (family, rows(family))).collect();
        if chosen.iter().all(|(_, rows)| rows.is_empty()) {
            eprintln!("no format has `{filter}` in its name");
        }
        chosen
    }
}
