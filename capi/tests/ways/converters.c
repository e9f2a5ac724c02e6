/* Converters of several types, named with and without an ampersand. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#define FMTUNIT_REPLACE
#include <fmtunit.h>

static int convert(PyObject *object, void *target)
{
    *(PyObject **)target = object;
    return 1;
}
static int to_int(PyObject *object, int *target)
{
    *target = (int)PyLong_AsLong(object);
    return !PyErr_Occurred();
}
static PyObject *from_int(void *value) { return PyLong_FromLong(*(int *)value); }

int parse(PyObject *args)
{
    PyObject *object, *path = NULL;
    int number;
    return PyArg_ParseTuple(args, "O&O&O&", convert, &object, &to_int, &number, PyUnicode_FSConverter, &path);
}

PyObject *build(int number)
{
    return Py_BuildValue("(O&O&)", from_int, &number, &from_int, (void *)&number);
}
