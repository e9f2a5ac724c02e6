//! Where the arguments of a call come from, and which of them are present.

use super::sealed::Sealed;
use fmtunit_runtime::arguments::Arguments;
use pyo3_ffi::PyObject;
use std::ffi::c_void;
use std::ptr;

/// What CPython, or a binding of it, passes as an argument array.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no array of arguments",
    label = "give a variable of type `*const *mut PyObject` or `*mut *mut PyObject`"
)]
pub trait ArgumentArray: Copy + Sealed {
    /// The first argument.
    fn items(self) -> *const *mut PyObject;
}

impl Sealed for *const *mut PyObject {}
impl ArgumentArray for *const *mut PyObject {
    #[inline(always)]
    fn items(self) -> *const *mut PyObject {
        self
    }
}

impl Sealed for *mut *mut PyObject {}
impl ArgumentArray for *mut *mut PyObject {
    #[inline(always)]
    fn items(self) -> *const *mut PyObject {
        self
    }
}

/// What the code of a format is called with, and which of it are the keywords.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sources {
    pub(crate) first: *mut c_void,
    pub(crate) second: *mut c_void,
    pub(crate) third: *mut PyObject,
    pub(crate) keywords: *mut PyObject,
}

impl Sources {
    pub(crate) const NOTHING: Self = Self {
        first: ptr::null_mut(),
        second: ptr::null_mut(),
        third: ptr::null_mut(),
        keywords: ptr::null_mut(),
    };

    /// An array.
    #[inline(always)]
    pub(crate) const fn array(items: *const *mut PyObject, count: usize) -> Self {
        let (first, second) = (items.cast_mut().cast(), ptr::without_provenance_mut(count));
        Self { first, second, ..Self::NOTHING }
    }

    /// A tuple and a dict of keywords, or null.
    #[inline(always)]
    pub(crate) const fn tuple_and_keywords(args: *mut PyObject, keywords: *mut PyObject) -> Self {
        Self { first: args.cast(), second: keywords.cast(), keywords, ..Self::NOTHING }
    }

    /// An array and a tuple of keywords, or null.
    #[inline(always)]
    pub(crate) const fn array_and_keywords(
        items: *const *mut PyObject,
        count: usize,
        keywords: *mut PyObject,
    ) -> Self {
        Self { third: keywords, keywords, ..Self::array(items, count) }
    }
}

/// Which arguments of a call that has succeeded are present.
#[derive(Clone, Copy, Debug)]
pub enum Presence<'a> {
    /// So many, by position.
    Count(usize),
    /// Those that have been put into the slots.
    Slots(&'a [*mut PyObject]),
}

impl<'a> Presence<'a> {
    #[inline(always)]
    pub(crate) fn has(self, index: usize) -> bool {
        match self {
            Self::Count(count) => index < count,
            Self::Slots(slots) => slots.get(index).is_some_and(|slot| !slot.is_null()),
        }
    }

    /// Those of an argument tuple.
    ///
    /// # Safety
    /// *attached*; a call with the tuple has succeeded.
    #[inline(always)]
    pub(crate) unsafe fn of_tuple(args: *mut PyObject) -> Self {
        // SAFETY: attached; the tuple is alive.
        Self::Count(unsafe { Arguments::tuple(args) }.map_or(0, Arguments::count))
    }

    /// Those of a call with keywords, or null. The slots are filled where there are keywords.
    #[inline(always)]
    pub(crate) fn of_slots(
        keywords: *mut PyObject,
        slots: &'a [*mut PyObject],
        by_position: impl FnOnce() -> Presence<'static>,
    ) -> Self {
        if keywords.is_null() { by_position() } else { Self::Slots(slots) }
    }
}
