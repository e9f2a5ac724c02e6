//! One routine for each build unit, named in the unit's row of the table; and the containers.
//!
//! A routine takes the unit's value and returns a new reference, or null with an exception. All are unsafe under the
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
