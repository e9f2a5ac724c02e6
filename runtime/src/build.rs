//! The routines of the build units, whose rows of the table name them, and the containers.
//!
//! A routine takes the unit's value and returns a new reference, or null with an exception set. All are unsafe under the
//! clauses *attached* and *values* of the [contract](crate#the-contract-of-a-routine).

mod container;
mod key;
mod number;
mod object;
mod text;

pub use container::*;
pub use key::CachedKey;
pub use number::*;
pub use object::*;
pub use text::*;
