//! One routine for each parse unit, named in the unit's row of the table.
//!
//! A routine takes the item, the unit's inputs and pointers to its outputs, and says what came of it as an
//! [`Outcome`](crate::Outcome). Its body is the fast shape, inline, and a call to the general way, out of line. Expansions
//! call those of [`fast`], and leave what they miss to the engine.
//!
//! All are unsafe under the clauses *attached*, *item* and *places* of the [contract](crate#the-contract-of-a-routine).

mod buffer;
mod bytes;
mod character;
mod encoded;
pub mod fast;
mod float;
mod int;
mod object;
pub mod sequence;
mod shape;
mod text;
mod wide;

pub use buffer::*;
pub use bytes::*;
pub use character::*;
pub use encoded::*;
pub use float::*;
pub use int::*;
pub use object::*;
pub use text::*;
pub use wide::*;
