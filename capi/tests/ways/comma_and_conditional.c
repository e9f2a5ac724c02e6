/* Calls in comma and conditional expressions. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#define FMTUNIT_REPLACE
#include <fmtunit.h>

int parse(PyObject *args, int is_long)
{
    long number = 0;
    int small = 0, ok;
    ok = is_long ? PyArg_ParseTuple(args, "l", &number) : PyArg_ParseTuple(args, "i", &small);
    return number = number + small, ok && (PyErr_Clear(), PyArg_ParseTuple(args, ":f")) ? (int)number : -1;
}
