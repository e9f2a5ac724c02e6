/* Calls without arguments. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#define FMTUNIT_REPLACE
#include <fmtunit.h>

PyObject *call(PyObject *callable)
{
    Py_XDECREF(PyObject_CallFunction(callable, NULL));
    Py_XDECREF(PyObject_CallFunction(callable, ""));
    Py_XDECREF(PyObject_CallMethod(callable, "method", NULL));
    Py_XDECREF(PyObject_CallMethod(callable, "method", "()"));
    return Py_BuildValue("");
}
