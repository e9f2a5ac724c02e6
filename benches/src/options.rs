//! The command line of the benches that are not criterion's.

use std::process;

/// What is asked for.
pub struct Options {
    /// How many rounds.
    pub rounds: usize,
    /// Only name the formats.
    pub list: bool,
    /// What the name of a format must contain.
    filter: Option<String>,
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
        let mut options = Self { rounds: 101, list: false, filter: None };
        let mut arguments = std::env::args().skip(1);
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--rounds" => match arguments.next().and_then(|number| number.parse().ok()) {
                    Some(rounds) if rounds > 0 => options.rounds = rounds,
                    _ => {
                        eprintln!("`--rounds` wants a number above zero");
                        process::exit(2);
                    }
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
