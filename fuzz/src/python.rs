//! The interpreter, and the objects that arguments are made of.

use pyo3_ffi::{self as ffi, PyObject};
use std::ffi::{CString, c_int, c_void};
use std::ptr::null_mut;

/// Objects of all kinds that units accept or refuse, and some that do harm when they are asked for something.
const OBJECTS: &str = "
class Index:
    def __init__(self, value): self.value = value
    def __index__(self): return self.value
    def __float__(self): return float(self.value)
class Wrong:
    def __index__(self): raise KeyError('index')
    def __float__(self): raise KeyError('float')
    def __bool__(self): raise KeyError('bool')
    def __len__(self): raise KeyError('len')
class Text(str): pass
class Number(int): pass
class Sequence:
    def __init__(self, *items): self.items = items
    def __len__(self): return len(self.items)
    def __getitem__(self, index): return self.items[index]
OBJECTS = [
    0, 1, -1, 5, 255, 256, -129, 32767, 32768, 2**31 - 1, 2**31, -2**31 - 1, 2**63 - 1, 2**63, 2**64, -2**64, 10**40,
    True, False, None, 0.0, -1.5, 1e300, float('nan'), 1j, 'text', '', 'na\\u00efve', 'nul\\0', 'x', 'x' * 8, 'y' * 60,
    'z' * 600, '\\ud800', '\\U0001f600', b'bytes', b'', b'\\0', b'x', bytearray(b'array'), bytearray(b'y'),
    memoryview(b'view'), memoryview(bytearray(b'strided'))[::2], [], (), [1], (1,), [1, 2], (1, 2), ('a', 2), ['a', 2],
    ((1, 2), 3), {}, {1: 2}, object(), len, int, Index(7), Index(2**40), Wrong(), Text('sub'), Number(3), Sequence(1, 2),
    Sequence('a', 'b'), range(2), range(3), 'ab', b'ab',
]
";

/// The objects. They live as long as the process.
pub struct Objects {
    all: Vec<*mut PyObject>,
    /// Those that nobody else has: the references to `None` or a small int change all the time.
    own: Vec<*mut PyObject>,
}

// SAFETY: libFuzzer runs one thread.
unsafe impl Send for Objects {}
// SAFETY: as above.
unsafe impl Sync for Objects {}

/// Starts the interpreter, and makes the objects.
pub fn start() -> Objects {
    let source = CString::new(OBJECTS).expect("no NUL");
    // SAFETY: the thread is attached from here on; the list is never released.
    unsafe {
        ffi::Py_InitializeEx(0);
        let names = ffi::PyDict_New();
        ffi::PyDict_SetItemString(names, c"__builtins__".as_ptr(), ffi::PyEval_GetBuiltins());
        let code = ffi::Py_CompileString(source.as_ptr(), c"objects".as_ptr(), ffi::Py_file_input);
        assert!(!code.is_null() && !ffi::PyEval_EvalCode(code, names, names).is_null(), "the objects");
        let list = ffi::PyDict_GetItemString(names, c"OBJECTS".as_ptr());
        let all: Vec<_> = (0..ffi::PyList_Size(list)).map(|index| ffi::PyList_GetItem(list, index)).collect();
        let own = all.iter().copied().filter(|&object| ffi::Py_REFCNT(object) < 4).collect();
        Objects { all, own }
    }
}

impl Objects {
    /// One of the objects.
    pub fn get(&self, number: u8) -> *mut PyObject {
        self.all[usize::from(number) % self.all.len()]
    }

    /// How many references there are to those that nobody else has.
    pub fn references(&self) -> isize {
        // SAFETY: attached; the objects live as long as the process.
        self.own.iter().map(|&object| unsafe { ffi::Py_REFCNT(object) }).sum()
    }
}

/// The exception that is set, as text: none, if none is. It is cleared.
pub fn take_exception() -> Option<String> {
    let (mut class, mut value, mut traceback) = (null_mut(), null_mut(), null_mut());
    // SAFETY: attached; each reference is released once.
    #[allow(deprecated, reason = "the function that replaces these is not in every version")]
    unsafe {
        ffi::PyErr_Fetch(&mut class, &mut value, &mut traceback);
        if class.is_null() {
            return None;
        }
        ffi::PyErr_NormalizeException(&mut class, &mut value, &mut traceback);
        let text = repr(value);
        [class, value, traceback].into_iter().for_each(|object| ffi::Py_XDECREF(object));
        Some(text)
    }
}

/// What `ascii` makes of an object.
///
/// # Safety
/// The thread is attached, and the object is alive.
pub unsafe fn repr(object: *mut PyObject) -> String {
    // SAFETY: attached; the text is alive while it is copied.
    unsafe {
        let text = ffi::PyObject_ASCII(object);
        if text.is_null() {
            ffi::PyErr_Clear();
            return "?".to_owned();
        }
        let data = ffi::PyUnicode_AsUTF8AndSize(text, null_mut());
        let copy = std::ffi::CStr::from_ptr(data).to_string_lossy().into_owned();
        ffi::Py_DECREF(text);
        copy
    }
}

/// A converter that counts what it has kept, and refuses what is false.
///
/// # Safety
/// It is called as a converter, for a `usize`.
pub unsafe extern "C" fn convert(object: *mut PyObject, target: *mut c_void) -> c_int {
    // SAFETY: the target is the one that was given with the converter.
    unsafe {
        let count = target.cast::<usize>();
        if object.is_null() {
            *count -= 1;
            return 0;
        }
        match ffi::PyObject_IsTrue(object) {
            1 => {
                *count += 1;
                ffi::Py_CLEANUP_SUPPORTED
            }
            0 => {
                ffi::PyErr_SetString(ffi::PyExc_LookupError, c"false".as_ptr());
                0
            }
            _ => 0,
        }
    }
}
