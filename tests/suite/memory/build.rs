//! Build calls that run out of memory.

use super::engine::Hooked;
use super::trial::Trials;
use crate::cases;
use harness::alone::is_alone;
use harness::build::{Manner, observe};
use harness::effort::{part_of, some_of};
use harness::engine::Engine;
use harness::format::PreparedBuild;
use harness::observation::Logs;
use harness::python;

#[test]
fn build_cases_run_out_of_memory_as_in_cpython() {
    if !is_alone(module_path!(), "build_cases_run_out_of_memory_as_in_cpython") {
        return;
    }
    let python = python::attach();
    let logs = Logs::new(&python);
    let mut trials = Trials::new(&python, "build calls without memory");
    for case in some_of(cases::build()) {
        let format = PreparedBuild::new(&case.format);
        for last_reference in [false, true] {
            let manner = Manner { pending: case.pending, last_reference };
            let name = || format!("`{}` {} ({manner:?})", case.format, case.args);
            let run = |engine: &'static dyn Engine| {
                let arguments = python.eval(&case.args);
                observe(&python, &logs, &Hooked(engine), &format, arguments, manner)
            };
            trials.compare(&name, &run);
        }
    }
    trials.finish(part_of(8_000));
}
