//! Calls of functions and methods that run out of memory.

use super::engine::hooked;
use super::trial::{Trials, is_memory_error};
use crate::call::functions::{COMPILED, ENGINES, PreparedCall, targets, values};
use harness::alone::is_alone;
use harness::effort::{part_of, some_of};
use harness::observation::{Logs, Observation};
use harness::python;
use harness::random::Random;

/// Callables that fail for good without memory: up to 3.12, `list` loses its argument then; `repr`, which `format` calls, goes on
/// to think that it is at work on its object.
const UNABLE: [&str; 2] = ["<class 'list'>", "<built-in method format"];

#[test]
fn calls_run_out_of_memory_and_take_over_what_is_stolen() {
    if !is_alone(module_path!(), "calls_run_out_of_memory_and_take_over_what_is_stolen") {
        return;
    }
    let python = python::attach();
    let logs = Logs::new(&python);
    let mut trials = Trials::new(&python, "calls without memory");
    let targets = targets(&python);
    let mut random = Random::new(0x0E0F);
    for compiled in COMPILED {
        let call = PreparedCall::new(compiled);
        let able = targets.iter().filter(|(name, _)| !UNABLE.iter().any(|unable| name.starts_with(unable)));
        for (name, target) in some_of(able) {
            let expression = values(&call.format, &mut random);
            let arguments = python.eval(&expression);
            for engine in ENGINES {
                let name = || format!("{name} `{}` {expression}", compiled.format);
                let mut run =
                    || call.observe_around(&python, &logs, engine, target, &arguments, |call| hooked(call));
                trials.of(&format!("{engine:?}"), &name, &mut run, &wrong);
            }
        }
    }
    trials.finish(part_of(30_000));
}

/// Judges a call that ran out of memory. CPython is no model here: it may leak stolen references. What is
/// called may raise an exception without the words that it usually has.
fn wrong(usual: &Observation<String>, seen: &Observation<String>) -> Option<String> {
    if seen.references.iter().any(|change| *change != 0) {
        return Some(format!("references {:?}", seen.references));
    }
    let class = |observation: &Observation<String>| observation.exception.as_ref().map(|it| it.class.clone());
    let same = (class(seen), &seen.outputs) == (class(usual), &usual.outputs);
    let out_of_memory = is_memory_error(seen.exception.as_ref()) && !seen.success;
    (!same && !out_of_memory).then(|| format!("{seen:?}, not {usual:?}"))
}
