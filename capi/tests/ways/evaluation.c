/* Arguments with side effects. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#define FMTUNIT_REPLACE
#include <fmtunit.h>

int parse(PyObject **args, int *first, int *second)
{
    return PyArg_ParseTuple(*args++, "ii", first++, second++) && PyArg_ParseTuple(*args, "ii", first, second);
}

PyObject *build(const int *values, const char **formats)
{
    int index = 0;
    PyObject *built = Py_BuildValue("(i)", values[index++]);
    return PySequence_Concat(built, Py_BuildValue(*formats++, values[index]));
}
