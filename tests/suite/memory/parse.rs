//! Parse calls that run out of memory.

use super::engine::Hooked;
use super::trial::Trials;
use crate::cases;
use crate::parse::cases as parse_cases;
use harness::alone::is_alone;
use harness::effort::{part_of, some_of};
use harness::engine::Engine;
use harness::format::PreparedParse;
use harness::observation::Logs;
use harness::python;

#[test]
fn parse_cases_run_out_of_memory_as_in_cpython() {
    if !is_alone(module_path!(), "parse_cases_run_out_of_memory_as_in_cpython") {
        return;
    }
    let python = python::attach();
    let logs = Logs::new(&python);
    let mut trials = Trials::new(&python, "parse calls without memory");
    for case in some_of(cases::parse()) {
        for &entry in case.entries() {
            let format = PreparedParse::new(&case.format, entry, &case.names);
            let name = || format!("`{}` {} ({entry:?})", case.format, case.args);
            let run = |engine: &'static dyn Engine| {
                Some(parse_cases::run(&python, &logs, &Hooked(engine), &case, &format)?.0)
            };
            trials.compare(&name, &run);
        }
    }
    trials.finish(part_of(30_000));
}
