/* Places and values through pointers to void. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#define FMTUNIT_REPLACE
#include <fmtunit.h>

PyObject *call(PyObject *args, void *place, void *object)
{
    if (!PyArg_ParseTuple(args, "i", place) || !PyArg_ParseTuple(args, "O", (void *)&object))
        return NULL;
    return Py_BuildValue("Os", object, (const char *)place);
}
