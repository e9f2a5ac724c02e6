//! The routines of CPython's format units: what each unit accepts, converts, stores and raises.
//!
//! This is the only crate of `fmtunit` that knows CPython, its versions and the layouts of its objects. A *plan*
//! ([`fmtunit_parser::plan`]) lists the steps of a call. Three engines run plans: expansions of the macros, compiled
//! code, and the reference engine in [`interpret`]. All of them use the same routines:
//!
//! | module | contents |
//! |---|---|
//! | [`parse`], [`build`] | one routine for each parse unit and each build unit |
//! | [`place`], [`value`] | the C types of outputs, inputs and values |
//! | [`yields`] | the Rust values of the typed form, guards among them |
//! | [`outcome`] | the result of a conversion |
//! | [`failure`] | every exception and every message |
//! | [`cleanup`] | undoing conversions after a failure |
//! | [`arguments`], [`keywords`] | finding the argument of each parameter |
//! | [`call`] | calls with built arguments |
//! | [`layout`] | reading and making objects without a call into CPython |
//! | [`thunks`] | the routines with one C signature, by unit |
//! | [`unwind`] | exceptions of C++ that pass through our frames |
//! | [`version`] | facts that depend on the version of CPython |
//!
//! # The contract of a routine
//!
//! Routines are unsafe to call. The clauses of their contract have names, which `SAFETY` comments quote:
//!
//! * *attached*: the calling thread is attached to an interpreter (it holds the GIL, if there is one), and no exception
//!   is set. The interpreter is of the CPython version that this crate was built for.
//! * *item*: the object to convert is alive, and stays alive until the routine returns. If Python code has run since the
//!   caller obtained the pointer, then the caller owns a reference, or a container that cannot drop the object does.
//! * *places*: each pointer to a place is aligned and valid for writes of the place's type. Where the unit reads the place
//!   (`es#`, `et#`), it is valid for reads as well. Inputs are valid: a type object, an encoding name that ends with NUL or
//!   is null, a converter that accepts the target it is given.
//! * *values*: each value has the type that its unit takes. Pointers to text are null, or valid for reads of the given
//!   length, or up to a NUL. Objects are null or alive. The reference to a stolen object is the caller's to give away.
//! * *plan*: the plan was lowered by [`fmtunit_parser`] and passes its `verify`. The arrays of places or values have the
//!   lengths and types that the plan states.
//! * *fresh*: the object was created by this call, and no other code has seen it.
//!
//! A failing routine leaves its places as CPython does. Routines do not panic. They unwind only if code that they call does: see
//! [`unwind`]. Rust callers give them no code that unwinds.

pub mod arguments;
pub mod build;
pub mod call;
pub mod cleanup;
pub mod complex;
mod extern_python;
pub mod failure;
pub mod interpret;
pub mod keywords;
pub mod layout;
pub mod outcome;
pub mod parse;
pub mod place;
pub mod raised;
pub mod thunks;
pub mod unwind;
pub mod value;
pub mod version;
pub mod yields;

pub use fmtunit_parser as parser;
pub use outcome::{Expected, Outcome};
pub use pyo3_ffi as ffi;
pub use raised::Raised;
