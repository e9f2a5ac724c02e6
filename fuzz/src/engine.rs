//! The engines under comparison.

use harness::engine::{Engine, Interpret, Jit};

/// An engine; machine code is compiled in one of the [`WAYS`](harness::jit::WAYS).
pub type EngineOf = fn(usize) -> &'static dyn Engine;

/// The reference engine.
pub fn interpret(_way: usize) -> &'static dyn Engine {
    &Interpret
}

/// Machine code.
pub fn jit(way: usize) -> &'static dyn Engine {
    [&Jit(0), &Jit(1)][way]
}
