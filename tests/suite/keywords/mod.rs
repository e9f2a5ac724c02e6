//! Arguments that have names: what the other tests have no way to say.
//!
//! `differential` makes up calls, `changes` looks at what holds an argument while its dict lets go of it, `interpreters`
//! uses several interpreters. The cases in `data/keywords` are run with the other parse cases.

mod changes;
pub(crate) mod differential;
mod interpreters;
