//! Calls with built arguments, by vectorcall: no argument tuple is created.

use crate::build::release;
use crate::failure;
use pyo3_ffi::PyObject;

mod method;

pub use method::{Method, method};

/// The arguments of a call, after an element that the callee may use.
///
/// CPython lets a callee write to the element before the first argument while it runs. A bound method puts its object there,
/// which saves it a copy of the arguments. An unbound method is called with its object in that element.
#[derive(Debug)]
#[repr(C)]
pub struct Stack<const N: usize> {
    spare: *mut PyObject,
    /// The arguments.
    pub arguments: [*mut PyObject; N],
}

impl<const N: usize> Stack<N> {
    /// Creates a stack whose arguments are null.
    #[inline(always)]
    pub const fn new() -> Self {
        Self { spare: core::ptr::null_mut(), arguments: [core::ptr::null_mut(); N] }
    }

    /// Calls with the arguments, and releases them. Returns a new reference, or null with an exception set.
    ///
    /// # Safety
    /// *attached*; the callable and the arguments are alive, and the stack owns its references to the arguments.
    #[inline(always)]
    pub unsafe fn call(&mut self, callable: *mut PyObject) -> *mut PyObject {
        // SAFETY: attached; the element before the arguments is the spare one.
        unsafe {
            let arguments = (&raw mut *self).cast::<*mut PyObject>().add(1);
            let result = if N == 1 && pyo3_ffi::PyTuple_Check(*arguments) != 0 {
                call_with_items(callable, core::ptr::null_mut(), *arguments)
            } else {
                vectorcall(callable, arguments, N, true)
            };
            release(core::slice::from_raw_parts(arguments, N));
            result
        }
    }

    /// Calls a method with the arguments, and releases them. Returns a new reference, or null with an exception set.
    ///
    /// # Safety
    /// *attached*; the parts of the method and the arguments are alive, and the stack owns its references to the arguments.
    #[inline(always)]
    pub unsafe fn call_method(&mut self, method: &Method) -> *mut PyObject {
        // SAFETY: attached; the element before the arguments is the spare one.
        unsafe {
            if method.owner.is_null() {
                return self.call(method.callable);
            }
            let result = match *self.arguments.as_slice() {
                [only] if pyo3_ffi::PyTuple_Check(only) != 0 => {
                    call_with_items(method.callable, method.owner, only)
                }
                _ => {
                    self.spare = method.owner;
                    vectorcall(method.callable, (&raw const *self).cast(), N + 1, false)
                }
            };
            release(&self.arguments);
            result
        }
    }
}

impl<const N: usize> Default for Stack<N> {
    fn default() -> Self {
        Self::new()
    }
}

/// Calls with the arguments of an array.
///
/// # Safety
/// *attached*; the callable is alive; `arguments` points to `count` objects, which are alive. With `has_spare`, the element
/// before them is valid for writes.
#[inline(always)]
unsafe fn vectorcall(
    callable: *mut PyObject,
    arguments: *const *mut PyObject,
    count: usize,
    has_spare: bool,
) -> *mut PyObject {
    // SAFETY: attached; the caller vouches for the array.
    unsafe {
        #[cfg(any(not(Py_LIMITED_API), Py_3_12))]
        {
            let count = if has_spare { count | pyo3_ffi::PY_VECTORCALL_ARGUMENTS_OFFSET } else { count };
            crate::unwind::PyObject_Vectorcall(callable, arguments, count, core::ptr::null_mut())
        }
        #[cfg(not(any(not(Py_LIMITED_API), Py_3_12)))]
        {
            let _ = has_spare;
            let tuple = pyo3_ffi::PyTuple_New(count as isize);
            if tuple.is_null() {
                return tuple;
            }
            for index in 0..count {
                let argument = *arguments.add(index);
                pyo3_ffi::Py_INCREF(argument);
                pyo3_ffi::PyTuple_SetItem(tuple, index as isize, argument);
            }
            let result = crate::unwind::PyObject_Call(callable, tuple, core::ptr::null_mut());
            pyo3_ffi::Py_DECREF(tuple);
            result
        }
    }
}

/// Calls without arguments. Returns a new reference, or null with an exception set.
///
/// # Safety
/// *attached*; the callable is alive.
#[inline(always)]
pub(crate) unsafe fn without_arguments(callable: *mut PyObject) -> *mut PyObject {
    // SAFETY: attached.
    unsafe { crate::unwind::PyObject_CallNoArgs(callable) }
}

/// Calls with the items of a tuple, after the owner of an unbound method.
///
/// The tuple itself is not passed on: some callables would keep it, and a subclass may report other items.
///
/// # Safety
/// *attached*; the callable and the tuple are alive, the owner null or alive.
#[inline(never)]
unsafe fn call_with_items(
    callable: *mut PyObject,
    owner: *mut PyObject,
    tuple: *mut PyObject,
) -> *mut PyObject {
    // SAFETY: attached; the tuple keeps its items alive.
    unsafe {
        #[cfg(any(not(Py_LIMITED_API), Py_3_12))]
        if let (true, Some((items, count))) = (owner.is_null(), crate::layout::tuple(tuple)) {
            return crate::unwind::PyObject_Vectorcall(callable, items, count, core::ptr::null_mut());
        }
        // The first element is the spare one: see `Stack`.
        let mut stack = vec![core::ptr::null_mut()];
        stack.extend((!owner.is_null()).then_some(owner));
        stack.extend((0..pyo3_ffi::PyTuple_Size(tuple)).map(|index| pyo3_ffi::PyTuple_GetItem(tuple, index)));
        vectorcall(callable, stack.as_mut_ptr().add(1), stack.len() - 1, true)
    }
}

/// Calls as [`Stack::call`] does, with a number of arguments that is known at run time.
///
/// # Safety
/// As [`Stack::call`]; the first element of `stack` is the spare one.
#[inline(always)]
pub unsafe fn call_slice(callable: *mut PyObject, stack: &mut [*mut PyObject]) -> *mut PyObject {
    // SAFETY: attached; the caller vouches for the objects; the element before the arguments is the spare one.
    unsafe {
        let result = match *stack {
            [_, only] if pyo3_ffi::PyTuple_Check(only) != 0 => {
                call_with_items(callable, core::ptr::null_mut(), only)
            }
            _ => vectorcall(callable, stack.as_mut_ptr().add(1), stack.len() - 1, true),
        };
        release(stack.get(1..).unwrap_or_default());
        result
    }
}

/// Returns whether the callable is given. Raises for a null pointer, unless an exception is set already.
///
/// # Safety
/// *attached*.
#[inline(always)]
pub unsafe fn is_callable_given(callable: *mut PyObject) -> bool {
    if callable.is_null() {
        // SAFETY: attached.
        unsafe { failure::null_argument() };
    }
    !callable.is_null()
}
