//! The arguments of a call, whatever holds them.

use crate::failure;
#[cfg(known_layout)]
use crate::layout;
use crate::raised::Raised;
use pyo3_ffi::PyObject;

/// An argument array: a pointer that CPython, or a binding of it, passes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no array of arguments",
    label = "give a variable of type `*const *mut PyObject` or `*mut *mut PyObject`"
)]
pub trait ArgumentArray: Copy {
    /// Returns the address of the first argument.
    fn items(self) -> *const *mut PyObject;
}

impl ArgumentArray for *const *mut PyObject {
    #[inline(always)]
    fn items(self) -> *const *mut PyObject {
        self
    }
}

impl ArgumentArray for *mut *mut PyObject {
    #[inline(always)]
    fn items(self) -> *const *mut PyObject {
        self
    }
}

/// The arguments of a call: borrowed, for as long as the call lasts.
#[derive(Clone, Copy, Debug)]
pub struct Arguments {
    items: *const *mut PyObject,
    count: usize,
    /// The tuple, where its items have to be asked for one by one.
    #[cfg(not(known_layout))]
    tuple: *mut PyObject,
}

impl Arguments {
    /// The items of the argument tuple of a `METH_VARARGS` function, as `PyArg_ParseTuple` takes them.
    ///
    /// # Errors
    /// SystemError for NULL, or something that is no tuple.
    ///
    /// # Safety
    /// *attached*; `args` is null, or alive while the arguments are used.
    #[inline(always)]
    pub unsafe fn tuple(args: *mut PyObject) -> Result<Self, Raised> {
        // SAFETY: attached; the caller vouches for `args`.
        unsafe { Self::exact_tuple(args).map_or_else(|| Self::other_tuple(args), Ok) }
    }

    /// As [`tuple`](Self::tuple), for an exact tuple; `None` for anything else, without an exception. Where the layout of
    /// exact tuples is not known, they are nothing special: any tuple counts as one.
    ///
    /// # Safety
    /// As [`tuple`](Self::tuple).
    #[inline(always)]
    pub unsafe fn exact_tuple(args: *mut PyObject) -> Option<Self> {
        if args.is_null() {
            return None;
        }
        // SAFETY: attached; `args` is alive.
        unsafe {
            #[cfg(known_layout)]
            return layout::tuple(args).map(|(items, count)| Self { items, count });
            #[cfg(not(known_layout))]
            (pyo3_ffi::PyTuple_Check(args) != 0).then(|| Self::any_tuple(args))
        }
    }

    /// The items of a tuple of any class.
    ///
    /// # Safety
    /// *attached*; `args` is a tuple, and alive while the arguments are used.
    #[inline(always)]
    pub unsafe fn any_tuple(args: *mut PyObject) -> Self {
        // SAFETY: attached; the caller vouches for the tuple.
        unsafe {
            #[cfg(known_layout)]
            {
                let (items, count) = layout::tuple_items(args);
                Self { items, count }
            }
            #[cfg(not(known_layout))]
            Self { items: core::ptr::null(), count: pyo3_ffi::PyTuple_Size(args) as usize, tuple: args }
        }
    }

    /// As [`tuple`](Self::tuple), for what is not an exact tuple.
    ///
    /// # Safety
    /// As [`tuple`](Self::tuple).
    #[cold]
    #[inline(never)]
    unsafe fn other_tuple(args: *mut PyObject) -> Result<Self, Raised> {
        // SAFETY: attached; `args` is alive where it is not null.
        unsafe {
            if args.is_null() || pyo3_ffi::PyTuple_Check(args) == 0 {
                failure::not_a_tuple();
                return Err(Raised::new());
            }
            Ok(Self::any_tuple(args))
        }
    }

    /// The one object that `PyArg_Parse` takes; null counts as no argument.
    #[inline(always)]
    pub fn object(object: &*mut PyObject) -> Self {
        Self {
            items: object,
            count: usize::from(!object.is_null()),
            #[cfg(not(known_layout))]
            tuple: core::ptr::null_mut(),
        }
    }

    /// The argument array of a `METH_FASTCALL` function.
    ///
    /// # Safety
    /// `items` points to `count` objects, which are alive while the arguments are used.
    #[inline(always)]
    pub const unsafe fn array(items: *const *mut PyObject, count: usize) -> Self {
        Self {
            items,
            count,
            #[cfg(not(known_layout))]
            tuple: core::ptr::null_mut(),
        }
    }

    /// The number of arguments.
    #[inline(always)]
    pub const fn count(self) -> usize {
        self.count
    }

    /// The argument at an index.
    ///
    /// # Safety
    /// The index is below the count, and the holder of the arguments is alive.
    #[inline(always)]
    pub unsafe fn get(self, index: usize) -> *mut PyObject {
        // SAFETY: the caller vouches for the index.
        unsafe {
            #[cfg(not(known_layout))]
            if !self.tuple.is_null() {
                return pyo3_ffi::PyTuple_GetItem(self.tuple, index as isize);
            }
            *self.items.add(index)
        }
    }
}
