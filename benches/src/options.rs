//! The command line of the benches that are not criterion's.

use std::path::PathBuf;
use std::process;

/// What is asked for.
pub struct Options {
    /// How many rounds.
    pub rounds: usize,
    /// In how many processes, one after the other.
    pub processes: usize,
    /// Print samples for the process that has started this one.
    pub samples: bool,
    /// Where to draw a picture.
    pub svg: Option<PathBuf>,
    /// Only name the formats.
    pub list: bool,
    /// What the name of a format must contain.
    pub filter: Option<String>,
}

/// Options of criterion that are followed by a value. `cargo bench -- …` gives its arguments to all benches alike.
const WITH_VALUE: [&str; 14] = [
    "--baseline",
    "--baseline-lenient",
    "--color",
    "--confidence-level",
    "--format",
    "--load-baseline",
    "--measurement-time",
    "--noise-threshold",
    "--nresamples",
    "--profile-time",
    "--sample-size",
    "--save-baseline",
    "--significance-level",
    "--warm-up-time",
];

impl Options {
    /// Reads the arguments of the process.
    pub fn from_command_line() -> Self {
        let mut options =
            Self { rounds: 101, processes: 1, samples: false, svg: None, list: false, filter: None };
        let mut arguments = std::env::args().skip(1);
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--rounds" => options.rounds = number("--rounds", arguments.next()),
                "--processes" => options.processes = number("--processes", arguments.next()),
                "--samples" => options.samples = true,
                "--svg" => match arguments.next() {
                    Some(file) => options.svg = Some(file.into()),
                    None => fail("`--svg` wants the name of a file"),
                },
                "--quick" | "--test" => options.rounds = 3,
                "--list" => options.list = true,
                flag if WITH_VALUE.contains(&flag) => {
                    arguments.next();
                }
                // Cargo's `--bench`, or one of criterion's.
                flag if flag.starts_with('-') => {}
                _ => options.filter = Some(argument),
            }
        }
        options
    }

    /// Does the filter let this format pass?
    pub fn wants(&self, family: &str, name: &str) -> bool {
        self.filter.as_ref().is_none_or(|filter| format!("{family}/{name}").contains(filter.as_str()))
    }
}

/// The number behind an option.
fn number(option: &str, argument: Option<String>) -> usize {
    match argument.and_then(|number| number.parse().ok()) {
        Some(number) if number > 0 => number,
        _ => fail(&format!("`{option}` wants a number above zero")),
    }
}

fn fail(message: &str) -> ! {
    eprintln!("{message}");
    process::exit(2);
}
