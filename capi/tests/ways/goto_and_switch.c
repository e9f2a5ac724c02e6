/* Jumps past calls. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#define FMTUNIT_REPLACE
#include <fmtunit.h>

int parse(PyObject *args, int kind)
{
    int number = 0;
    if (kind < 0)
        goto done;
    switch (kind) {
    case 0:
        if (!PyArg_ParseTuple(args, "i", &number))
            return -1;
        break;
    case 1:
        return PyArg_ParseTuple(args, "|i", &number);
    default:
        if (!PyArg_Parse(args, "i", &number))
            goto done;
    }
    Py_XDECREF(Py_BuildValue("i", number));
done:
    return number;
}
