//! The engines under test: those of the crate `harness`, expansions, and handles that yield values.

pub(crate) mod jit_tagged;
pub(crate) mod jit_typed;
mod macros;
pub(crate) mod record;

use harness::engine::{Engine, Interpret, Jit};

/// Ours.
pub(crate) static ENGINES: [&dyn Engine; 9] = [
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
