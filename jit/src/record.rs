//! Records: the memory of a struct, as a target to parse into and as a source to build from.

mod columns;

pub use columns::Column;

use crate::entry_point::{ArgumentWords, EntryPoint};
use crate::handle::{BuildSource, ParseTarget, RawHandle, SelfDescribed, ValuesOf};
use crate::sealed::Sealed;
use crate::support::{Field, FieldLayout, RecordLayout};
use fmtunit_parser::Fault;
use fmtunit_parser::plan::{BuildPlan, ParsePlan};
use fmtunit_runtime::Raised;
use pyo3_ffi::PyObject;
use std::convert::Infallible;
use std::ffi::c_void;
use std::marker::PhantomData;
use std::ptr;

/// A struct that a format parses into or builds from: one field for each variadic argument of the C function, in that order.
///
/// `s#` has two fields, the text and its length; `O!` has the class and the object; `O&` the converter and what it fills, or
/// what it converts.
///
/// `#[derive(Record)]` of the `fmtunit` crate implements it for a `#[repr(C)]` struct whose fields have types that are
/// [`Field`]s.
///
/// # Safety
/// Each of the fields is a field of the struct, of that type, at that offset; no two overlap; and whatever a format may store
/// to them leaves the struct valid.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no record",
    label = "derive `Record` for it, or give the layout at run time"
)]
pub unsafe trait Record: Sized {
    /// The fields.
    const FIELDS: &'static [FieldLayout];
    /// The names of the fields, by which [columns](Column) are chosen.
    const NAMES: &'static [&'static str] = &[];
}

/// A field for `#[derive(Record)]`, which calls this at compile time.
#[doc(hidden)]
pub const fn field<T: Field>(offset: usize) -> FieldLayout {
    assert!(offset <= i32::MAX as usize - T::TYPE.size(), "the record is too large");
    FieldLayout { offset: offset as u32, class: T::TYPE }
}

impl RecordLayout {
    /// Returns the layout of a struct.
    pub fn of<R: Record>() -> Self {
        Self::trusted(R::FIELDS.into())
    }
}

/// The target or source that is a struct `R`.
///
/// *To parse*, a call is given a `&mut R`. A field stands for what C passes the address of; that of an input (the class of
/// `O!`, the encoding of `es`, the converter of `O&`) holds the input, and is read at each call. What is stored is what C
/// stores: objects and text are borrowed from the arguments, a `Py_buffer` has to be released, encoded text to be freed.
/// Fields of absent optional arguments keep their values; when a call fails, the record is left as CPython leaves the places.
///
/// *To build*, a call is given a `&R`, which stays as it is. A narrow integer, a `bool` or an `f32` is promoted as C promotes
/// a variadic argument; a `Py_complex` is passed by its address. Each call gives the reference in a field of `N` away.
#[derive(Debug)]
pub struct Struct<R>(Infallible, PhantomData<fn() -> R>);

impl<R> Sealed for Struct<R> {}
impl<R: Record> SelfDescribed for Struct<R> {}

impl<R: Record> ParseTarget for Struct<R> {
    type Out<'a> = ();
    type Given<'g>
        = &'g mut R
    where
        R: 'g;

    fn layout() -> Option<RecordLayout> {
        Some(RecordLayout::of::<R>())
    }

    fn faults(plan: &ParsePlan, layout: Option<&RecordLayout>) -> Vec<Fault> {
        RecordAt::place_faults(plan, layout)
    }

    #[inline(always)]
    unsafe fn parse<'a, E: EntryPoint>(
        handle: &RawHandle,
        words: ArgumentWords,
        record: &mut R,
    ) -> Result<Self::Out<'a>, Raised> {
        // SAFETY: attached, places, plan: the layout is that of the type, and was checked when the handle was made.
        unsafe { handle.parse_words(words, ptr::from_mut(record).cast()) }
    }
}

impl<R: Record> BuildSource for Struct<R> {
    fn layout() -> Option<RecordLayout> {
        Some(RecordLayout::of::<R>())
    }

    fn faults(plan: &BuildPlan, format: &str, layout: Option<&RecordLayout>) -> Vec<Fault> {
        RecordAt::value_faults(plan, format, layout)
    }
}

impl<R: Record> ValuesOf<Struct<R>> for &R {
    #[inline(always)]
    unsafe fn with_memory(
        self,
        _handle: &RawHandle,
        run: impl FnOnce(*const c_void) -> *mut PyObject,
    ) -> *mut PyObject {
        run(ptr::from_ref(self).cast())
    }
}

/// The target or source that is a record at an address, as [`Struct`] for a record whose layout is described at run time.
///
/// A handle is made of a format and a [`RecordLayout`]. A call is given an address, where a record of that layout is,
/// aligned, valid for reads, and for writes to parse into it.
#[derive(Clone, Copy, Debug)]
pub enum RecordAt {}

impl RecordAt {
    fn place_faults(plan: &ParsePlan, layout: Option<&RecordLayout>) -> Vec<Fault> {
        layout.map_or_else(Vec::new, |layout| layout.place_faults(plan))
    }

    fn value_faults(plan: &BuildPlan, format: &str, layout: Option<&RecordLayout>) -> Vec<Fault> {
        layout.map_or_else(Vec::new, |layout| layout.value_faults(plan, format))
    }
}

impl Sealed for RecordAt {}

impl ParseTarget for RecordAt {
    type Out<'a> = ();
    type Given<'g> = *mut c_void;

    fn faults(plan: &ParsePlan, layout: Option<&RecordLayout>) -> Vec<Fault> {
        Self::place_faults(plan, layout)
    }

    #[inline(always)]
    unsafe fn parse<'a, E: EntryPoint>(
        handle: &RawHandle,
        words: ArgumentWords,
        record: *mut c_void,
    ) -> Result<Self::Out<'a>, Raised> {
        // SAFETY: attached, places, plan: the layout was checked when the handle was made.
        unsafe { handle.parse_words(words, record) }
    }
}

impl BuildSource for RecordAt {
    fn faults(plan: &BuildPlan, format: &str, layout: Option<&RecordLayout>) -> Vec<Fault> {
        Self::value_faults(plan, format, layout)
    }
}

impl ValuesOf<RecordAt> for *const c_void {
    #[inline(always)]
    unsafe fn with_memory(
        self,
        _handle: &RawHandle,
        run: impl FnOnce(*const c_void) -> *mut PyObject,
    ) -> *mut PyObject {
        run(self)
    }
}

impl ValuesOf<RecordAt> for *mut c_void {
    #[inline(always)]
    unsafe fn with_memory(
        self,
        _handle: &RawHandle,
        run: impl FnOnce(*const c_void) -> *mut PyObject,
    ) -> *mut PyObject {
        run(self)
    }
}
