/* Formats that are not literals. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#define FMTUNIT_REPLACE
#include <fmtunit.h>

int parse(PyObject *args, const char *format, int is_long)
{
    static const char other[] = "ii:other";
    long number = 0;
    int first, second;
    return PyArg_ParseTuple(args, format, &number) && PyArg_ParseTuple(args, is_long ? "l" : "k", &number) &&
           PyArg_ParseTuple(args, other, &first, &second) && first == second;
}

PyObject *build(const char *format, int value)
{
    return Py_BuildValue(value ? format : "i", value);
}
