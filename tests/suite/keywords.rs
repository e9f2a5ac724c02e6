//! Arguments that have names: what the other tests have no way to say.
//!
//! `differential` makes up calls,
//! `changes` changes the dict of keywords while it is read, `interpreters` uses several interpreters; the cases in
//! `data/keywords` are run with the other parse cases.

mod changes;
mod differential;
mod interpreters;
