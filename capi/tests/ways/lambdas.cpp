/* Calls in lambdas, and outside functions. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#define FMTUNIT_REPLACE
#include <fmtunit.h>

static PyObject *constant = Py_BuildValue("i", 3);
static int number;
static int parsed = PyArg_Parse(constant, "i", &number);

PyObject *call(PyObject *args, int value = PyArg_Parse(constant, "i", &number));

PyObject *call(PyObject *args, int value)
{
    auto parse = [&](int *place) { return PyArg_ParseTuple(args, "i", place); };
    auto build = [](PyObject *object) -> PyObject * { return Py_BuildValue("O", object); };
    char *text = nullptr;
    if (!parse(&value) || !parsed || !PyArg_ParseTuple(args, "es", nullptr, &text))
        return nullptr;
    PyMem_Free(text);
    return build(args);
}
