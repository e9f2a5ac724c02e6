//! The layouts of CPython's objects, which are read and written without asking it: `counts` looks at reference counts, `layouts`
//! at which layouts are known.

mod counts;
mod layouts;
