/* Formats that are made of several literals and of macros. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#define FMTUNIT_REPLACE
#include <fmtunit.h>

#define NUMBER "i"
#define NAME ":function"

int parse(PyObject *args)
{
    int first, second;
    return PyArg_ParseTuple(args, NUMBER NUMBER NAME, &first, &second) && PyArg_ParseTuple(args, "i"
                                                                                                 "|i:f",
                                                                                           &first, &second);
}

PyObject *build(int value)
{
    return Py_BuildValue("{" "s" ":" NUMBER "}", "key", value);
}
