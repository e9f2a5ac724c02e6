//! The routines of the parse units, whose rows of the table name them.
//!
//! A routine takes the item, the unit's inputs and pointers to its outputs, and returns an [`Outcome`](crate::Outcome). Its
//! body tries the fast shape (`shape`) inline, and calls the slow path out of line. Expansions call the functions of
//! [`fast`], which only try the fast shape, and leave the other objects to the engine.
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
