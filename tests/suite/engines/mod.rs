//! The engines under test: those of the crate `harness`, expansions, and handles that yield values.

mod header;
pub(crate) mod jit_tagged;
pub(crate) mod jit_typed;
mod macros;
pub(crate) mod record;

use crate::compiled::WAYS;
use harness::engine::{Engine, Interpret, Jit};

/// The engines other than those of the header.
const OTHERS: [&dyn Engine; 9] = [
    &Interpret,
    &macros::MacroPlaces,
    &macros::MacroTyped,
    &Jit(0),
    &Jit(1),
    &jit_typed::JitTyped(0),
    &jit_typed::JitTyped(1),
    &jit_tagged::JitTagged(0),
    &jit_tagged::JitTagged(1),
];

/// Ours.
pub(crate) static ENGINES: [&dyn Engine; OTHERS.len() + WAYS.len()] = {
    let mut engines = [OTHERS[0]; OTHERS.len() + WAYS.len()];
    let mut index = 0;
    while index < engines.len() {
        engines[index] =
            if index < OTHERS.len() { OTHERS[index] } else { &header::HEADERS[index - OTHERS.len()] };
        index += 1;
    }
    engines
};
