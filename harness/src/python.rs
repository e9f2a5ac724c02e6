//! The embedded interpreter: started once, entered by each test.

use crate::owned::{Owned, tuple};
use std::ffi::{CStr, CString};
use std::ptr::null_mut;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use pyo3_ffi as ffi;

/// The part of the harness that is written in Python: logs, a zoo of odd objects, keywords, objects that change while they are
/// parsed, and functions to call.
const SOURCES: [(&str, &CStr); 5] = [
    (include_str!("../python/harness.py"), c"harness.py"),
    (include_str!("../python/zoo.py"), c"zoo.py"),
    (include_str!("../python/keywords.py"), c"keywords.py"),
    (include_str!("../python/hostile.py"), c"hostile.py"),
    (include_str!("../python/calls.py"), c"calls.py"),
];

/// One test at a time: all of them look at counts and logs of the whole process.
static TURN: Mutex<()> = Mutex::new(());

struct Namespace(Owned);
// SAFETY: only used by threads that hold the GIL.
unsafe impl Send for Namespace {}
// SAFETY: as above.
unsafe impl Sync for Namespace {}
static NAMESPACE: OnceLock<Namespace> = OnceLock::new();

/// The calling thread holds the GIL, and it is this test's turn.
pub struct Python {
    state: ffi::PyGILState_STATE,
    _turn: MutexGuard<'static, ()>,
}

/// Starts the interpreter, if need be, and enters it.
pub fn attach() -> Python {
    let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    static START: OnceLock<()> = OnceLock::new();
    START.get_or_init(|| unsafe {
        ffi::Py_InitializeEx(0);
        ffi::PyEval_SaveThread();
    });
    // From here on the interpreter is left again, whatever fails.
    let python = Python { state: unsafe { ffi::PyGILState_Ensure() }, _turn: turn };
    NAMESPACE.get_or_init(|| Namespace(unsafe { namespace() }));
    assert_version();
    let minor = python.eval("sys.version_info[1]").to_int();
    assert_eq!(minor, i64::from(fmtunit_runtime::version::RUNNING.1));
    python
}

impl Drop for Python {
    fn drop(&mut self) {
        unsafe {
            // A test that fails may leave an exception; the next one starts from nothing.
            ffi::PyErr_Clear();
            ffi::PyGILState_Release(self.state);
        }
    }
}

unsafe fn namespace() -> Owned {
    unsafe {
        let names = Owned::new(ffi::PyDict_New());
        let builtins = ffi::PyEval_GetBuiltins();
        ffi::PyDict_SetItemString(names.get(), c"__builtins__".as_ptr(), builtins);
        ffi::PyDict_SetItemString(names.get(), c"__name__".as_ptr(), Owned::new(text("zoo")).get());
        for (source, file) in SOURCES {
            let source = CString::new(source).unwrap();
            let code = ffi::Py_CompileString(source.as_ptr(), file.as_ptr(), ffi::Py_file_input);
            let code = Owned::checked(code, "compiling the harness");
            Owned::checked(ffi::PyEval_EvalCode(code.get(), names.get(), names.get()), "running the harness");
        }
        names
    }
}

/// Evaluates an expression over the builtins of the interpreter that the thread is in.
pub fn eval(expression: &CStr) -> Owned {
    unsafe {
        let globals = Owned::new(ffi::PyDict_New());
        ffi::PyDict_SetItemString(globals.get(), c"__builtins__".as_ptr(), ffi::PyEval_GetBuiltins());
        let code = ffi::Py_CompileString(expression.as_ptr(), c"<case>".as_ptr(), ffi::Py_eval_input);
        let code = Owned::new(code);
        Owned::new(ffi::PyEval_EvalCode(code.get(), globals.get(), globals.get()))
    }
}

/// Fails if another libpython was found than this is built for; returns its `sys.version`.
pub fn assert_version() -> String {
    let running = eval(c"__import__('sys').version").to_text();
    let built_for = CString::new(env!("BUILT_FOR")).expect("no NUL");
    assert_eq!(running, eval(&built_for).to_text(), "another libpython was found than this is built for");
    running
}

/// A new `str`.
pub fn text(text: &str) -> *mut ffi::PyObject {
    unsafe { ffi::PyUnicode_FromStringAndSize(text.as_ptr().cast(), text.len() as ffi::Py_ssize_t) }
}

impl Python {
    fn names(&self) -> *mut ffi::PyObject {
        NAMESPACE.get().unwrap().0.get()
    }

    /// Evaluates an expression over the names of the zoo and the harness.
    pub fn eval(&self, expression: &str) -> Owned {
        let source = CString::new(expression).unwrap();
        unsafe {
            let code = ffi::Py_CompileString(source.as_ptr(), c"<case>".as_ptr(), ffi::Py_eval_input);
            let code = Owned::checked(code, expression);
            Owned::checked(ffi::PyEval_EvalCode(code.get(), self.names(), self.names()), expression)
        }
    }

    /// A name of the zoo or the harness.
    pub fn name(&self, name: &str) -> Owned {
        let name = CString::new(name).unwrap();
        let object = unsafe { ffi::PyDict_GetItemString(self.names(), name.as_ptr()) };
        assert!(!object.is_null(), "{name:?} is not defined");
        Owned::borrowed(object)
    }

    /// Calls a function of the harness.
    pub fn call(&self, function: &str, arguments: &[*mut ffi::PyObject]) -> Owned {
        unsafe {
            let tuple = tuple(arguments.iter().copied());
            let function_object = self.name(function);
            let result = ffi::PyObject_Call(function_object.get(), tuple.get(), null_mut());
            Owned::checked(result, function)
        }
    }

    /// Takes the entries of a log, as text.
    pub fn drain(&self, log: &Log) -> String {
        if unsafe { ffi::PyList_Size(log.0.get()) } == 0 {
            return String::new();
        }
        self.call("drain", &[log.0.get()]).to_text()
    }

    /// The list with this name.
    pub fn log(&self, name: &str) -> Log {
        Log(self.name(name))
    }

    /// Sets the action for warnings: `always`, `error`.
    pub fn filter_warnings(&self, action: &str) {
        let action = Owned::new(text(action));
        self.call("filter_warnings", &[action.get()]);
    }

    /// A count that grows when memory or references leak.
    pub fn allocated(&self) -> i64 {
        self.call("allocated", &[]).to_int()
    }
}

/// A list that the harness appends to.
pub struct Log(Owned);
