/* Uses every function and macro of the header, with all kinds of places. */
#include <Python.h>
#include <fmtunit.h>

static int convert(PyObject *object, void *place)
{
    *(PyObject **)place = object;
    return 1;
}

static int convert_to_int(PyObject *object, int *place)
{
    *place = (int)PyLong_AsLong(object);
    return !PyErr_Occurred();
}

static inline int through(PyObject *args, const char *format, int *place)
{
    /* Not a literal, though it may become a constant by inlining. */
    return PyArg_ParseTuple(args, format, place);
}

int uses(PyObject *self, PyObject *args, PyObject *kwargs)
{
    int number;
    double real;
    const char *text;
    char *encoded = NULL;
    const char *encoding = "utf-8";
    PyObject *object;
    Py_buffer view;
    static const char *const names[] = {"a", "b", NULL};
    PyObject *none = Py_None;

    if (!PyArg_ParseTuple(args, "") || !PyArg_ParseTuple(args, "i", &number) || !through(args, "i", &number)
        || !through(args, "|i", &number) || !PyArg_Parse(self, "d", &real)
        || !PyArg_ParseTuple(args, "sO!O&O&eses:f", &text, &PyList_Type, &object, convert, &object, &convert_to_int,
                             &number, "latin-1", &encoded, encoding, &encoded)
        || !PyArg_ParseTuple(args, "es|y*", NULL, &encoded, &view)
        || !PyArg_ParseTupleAndKeywords(args, kwargs, "i|s", (char **)names, &number, &text)
        || !FmtUnit_ParseTuple(args, "i", &number) || !FmtUnit_Parse(self, "i", &number)
        || !FmtUnit_ParseArray(&none, 1, "O", &object)
        || !FmtUnit_ParseArrayAndKeywords(&none, 1, NULL, "O|O", names, &object, &object)
        || !FmtUnit_ParseTupleAndKeywords(args, kwargs, "ii", (char **)names, &number, &number))
        return 0;

    Py_XDECREF(Py_BuildValue(""));
    Py_XDECREF(Py_BuildValue("(isd)", number, text, real));
    Py_XDECREF(PyObject_CallFunction(self, "i", number));
    Py_XDECREF(PyObject_CallFunction(self, NULL));
    Py_XDECREF(PyObject_CallMethod(self, "method", "(i)", number));
    Py_XDECREF(FmtUnit_BuildValue("i", number));
    Py_XDECREF(FmtUnit_CallFunction(self, "i", number));
    Py_XDECREF(FmtUnit_CallMethod(self, "method", NULL));
    return 1;
}
