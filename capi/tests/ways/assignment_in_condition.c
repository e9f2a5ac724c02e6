/* The result assigned and compared in a condition. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#define FMTUNIT_REPLACE
#include <fmtunit.h>

int parse(PyObject *args)
{
    int ok, number = 0;
    if ((ok = PyArg_ParseTuple(args, "|i", &number)) == 0)
        return -1;
    if (0 == PyArg_ParseTuple(args, "i;a number is wanted", &number) || !ok)
        return -2;
    return number;
}
