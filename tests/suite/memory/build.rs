//! Build calls that run out of memory.

use super::engine::Hooked;
use super::trial::{Trials, unlike};
use crate::build_call::{Format, Manner, observe};
use crate::cases;
use crate::engine::{ENGINES, Engine, STOCK};
use harness::alone::is_alone;
use harness::effort::{part_of, some_of};
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
        let format = Format::new(&case.format);
        for last_reference in [false, true] {
            let manner = Manner { pending: case.pending, last_reference };
            let name = || format!("`{}` {} ({manner:?})", case.format, case.args);
            let run = |engine: &'static dyn Engine| {
                let arguments = python.eval(&case.args);
                logs.drain(&python);
                observe(&python, &logs, &Hooked(engine), &format, arguments, manner)
            };
            let stock = trials.of_stock(&name, &mut || run(STOCK));
            for engine in ENGINES {
                trials.of(engine.name(), &name, &mut || run(engine), &|usual, seen| {
                    unlike(&stock, usual, seen)
                });
            }
        }
    }
    trials.finish(part_of(8_000));
}
