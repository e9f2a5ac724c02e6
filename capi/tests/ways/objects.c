/* Objects of the author's own types. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#define FMTUNIT_REPLACE
#include <fmtunit.h>

typedef struct {
    PyObject_HEAD
    int number;
} Thing;
extern PyTypeObject Thing_Type;

PyObject *call(PyObject *args)
{
    Thing *thing = NULL, *other;
    PyTypeObject *type;
    PyObject *object;
    if (!PyArg_ParseTuple(args, "O!O!O", &Thing_Type, &thing, &PyType_Type, &type, (PyObject **)&other) ||
        !PyArg_ParseTuple(args, "OO", &thing, &object))
        return NULL;
    return Py_BuildValue("(OOO)", thing, (PyObject *)other, type);
}
