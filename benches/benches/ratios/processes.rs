//! Several processes, one after the other: where a process happens to have its code and its data moves its times, too.

use crate::rounds::Times;
use fmtunit_benches::options::Options;
use fmtunit_benches::python;
use std::collections::BTreeMap;
use std::process::{Command, Stdio};

/// The times of all processes, by family and row.
#[derive(Default)]
pub(crate) struct Samples(BTreeMap<(String, String), Times>);

/// Prints the times of a row for the process that has started this one.
pub(crate) fn print(family: &str, row: &str, times: &Times) {
    for (variant, times) in times.all() {
        let times: Vec<_> = times.iter().map(f64::to_string).collect();
        println!("{family}\t{row}\t{variant}\t{}", times.join(" "));
    }
}

impl Samples {
    /// Runs the processes: which CPython it was, and the samples.
    pub(crate) fn take(options: &Options) -> (String, Self) {
        let (mut version, mut samples) = (String::new(), Self::default());
        for process in 1..=options.processes() {
            eprintln!("process {process} of {}", options.processes());
            let output = output(options);
            let (first, lines) = output.split_once('\n').unwrap_or((&output, ""));
            version = first.to_owned();
            for line in lines.lines() {
                let [family, row, variant, times] = line.split('\t').collect::<Vec<_>>()[..] else {
                    python::fail("a process has printed something else than samples");
                };
                let row = samples.0.entry((family.to_owned(), row.to_owned())).or_default();
                row.add(variant, times.split(' ').map(|time| python::must(time.parse())));
            }
        }
        (version, samples)
    }

    /// The times of a row.
    pub(crate) fn times(&self, family: &str, row: &str) -> Option<Times> {
        self.0.get(&(family.to_owned(), row.to_owned())).cloned()
    }
}

/// The output of a process.
fn output(options: &Options) -> String {
    let mut command = Command::new(python::must(std::env::current_exe()));
    command.args(["--samples", "--rounds", &options.rounds().to_string()]).args(&options.filter);
    let output = python::must(command.stderr(Stdio::inherit()).output());
    if !output.status.success() {
        python::fail("a process has failed");
    }
    python::must(String::from_utf8(output.stdout))
}
