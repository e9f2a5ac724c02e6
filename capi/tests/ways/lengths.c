/* Text and bytes with lengths. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#define FMTUNIT_REPLACE
#include <fmtunit.h>

int parse(PyObject *args)
{
    const char *text;
    char *data;
    const unsigned char *bytes;
    Py_ssize_t length, size, count;
    Py_buffer view;
    int ok;
    view.obj = NULL;
    ok = PyArg_ParseTuple(args, "s#y#z#|y*", &text, &length, &data, &size, &bytes, &count, &view);
    if (ok && view.obj != NULL)
        PyBuffer_Release(&view);
    return ok && text != data;
}

PyObject *build(const char *text, Py_ssize_t length)
{
    return Py_BuildValue("(s#y#)", text, length, "data", (Py_ssize_t)4);
}
