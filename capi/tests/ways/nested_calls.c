/* Calls as arguments of calls. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#define FMTUNIT_REPLACE
#include <fmtunit.h>

PyObject *build(PyObject *callable, PyObject *args, int number)
{
    int place = 0;
    return Py_BuildValue("(NNi)", Py_BuildValue("(ii)", number, number + 1),
                         PyObject_CallFunction(callable, "N", Py_BuildValue("[s]", "text")),
                         PyArg_ParseTuple(args, "i", &place) ? place : 0);
}
