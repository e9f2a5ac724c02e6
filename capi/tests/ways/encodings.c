/* Encodings as literals, variables and null pointers. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#define FMTUNIT_REPLACE
#include <fmtunit.h>

int parse(PyObject *args, const char *encoding)
{
    char *first = NULL, *second = NULL, *third = NULL, buffer[10], *fourth = buffer;
    Py_ssize_t length = sizeof buffer;
    int ok = PyArg_ParseTuple(args, "es", "utf-8", &first) && PyArg_ParseTuple(args, "et", encoding, &second) &&
             PyArg_ParseTuple(args, "es", NULL, &third) && PyArg_ParseTuple(args, "es#", "latin-1", &fourth, &length);
    PyMem_Free(first);
    PyMem_Free(second);
    PyMem_Free(third);
    return ok;
}
