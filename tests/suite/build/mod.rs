//! Building values: the cases in `data/build`, and random values for every compiled format.
//!
//! `literal_keys` and `given_keys` look at the keys of dicts, which expansions and machine code keep.

mod cases;
pub(crate) mod differential;
mod given_keys;
mod literal_keys;
