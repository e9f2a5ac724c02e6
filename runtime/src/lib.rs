//! What a format unit of CPython accepts, converts, stores and raises: the only crate of `fmtunit` that knows CPython.
//!
//! A *plan* (see [`fmtunit_parser::plan`]) says which steps a call takes. Engines run it: the expansions of the
//! macros, and the reference engine in [`interpret`]. All of them call the same routines here: [`parse`] holds one for
//! each parse unit, [`build`] one for each build unit, [`failure`] every exception and every message, [`cleanup`] what
//! undoes a conversion.
//!
//! # The contract of a routine
//!
//! Routines are unsafe to call. The clauses of their contract have names, which the `SAFETY` comments quote:
//!
//! * *attached*: the calling thread is attached to an interpreter (holds the GIL, where there is one) of the CPython
//!   version this crate was built for, and no exception is set.
//! * *item*: the object that is converted is alive, and stays so until the routine returns. Whoever has run Python code
//!   since it got the pointer holds a reference, or knows a container that cannot let go of it.
//! * *places*: each pointer to a place is aligned and valid for writes of the place's type, and for reads where
//!   the unit reads it (`es#`, `et#`). Inputs are valid: a type object, an encoding name that ends with NUL or a null
//!   pointer, a converter for the target it is given.
//! * *values*: each value to build from is what its unit takes. Pointers to text are null, or valid for reads of the
//!   given length, or up to a NUL; objects are null or alive; the reference of a stolen object is the caller's to give.
//! * *plan*: the plan was lowered by [`fmtunit_parser`] (it passes `verify`), and the arrays of places or values have
//!   as many elements as it says, of the types that it says.
//! * *fresh*: the object was made by this call; nobody else has seen it.
//!
//! A routine that fails leaves its places as CPython does. No routine unwinds.

pub mod arguments;
pub mod build;
pub mod call;
pub mod cleanup;
pub mod complex;
pub mod failure;
pub mod interpret;
pub mod keywords;
pub mod layout;
pub mod outcome;
pub mod parse;
pub mod place;
pub mod raised;
pub mod thunks;
pub mod value;
pub mod version;
pub mod yields;

pub use fmtunit_parser as parser;
pub use outcome::{Expected, Outcome};
pub use pyo3_ffi as ffi;
pub use raised::Raised;
