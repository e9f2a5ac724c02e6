/* Calls that are returned, cast or ignored. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#define FMTUNIT_REPLACE
#include <fmtunit.h>

int parse(PyObject *args, int *place) { return PyArg_ParseTuple(args, "i", place); }
int negated(PyObject *args, int *place) { return !PyArg_ParseTuple(args, "i", place) ? -1 : 0; }
void ignored(PyObject *args, int *place) { (void)PyArg_ParseTuple(args, "i", place); }
PyObject *build(int value) { return (PyObject *)Py_BuildValue("i", value); }
