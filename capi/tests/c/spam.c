/* The extension of CPython's tutorial, and some more functions. WITH_FMTUNIT compiles it against libfmtunit. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#ifdef WITH_FMTUNIT
#define FMTUNIT_REPLACE
#include <fmtunit.h>
#endif

static PyObject *spam_system(PyObject *self, PyObject *args)
{
    const char *command;

    (void)self;
    if (!PyArg_ParseTuple(args, "s", &command))
        return NULL;
    return PyLong_FromSize_t(strlen(command));
}

static PyObject *spam_area(PyObject *self, PyObject *args)
{
    int left, top, right, bottom;

    (void)self;
    if (!PyArg_ParseTuple(args, "((ii)(ii)):area", &left, &top, &right, &bottom))
        return NULL;
    return Py_BuildValue("{s:i,s:i}", "width", right - left, "height", bottom - top);
}

static PyObject *spam_parrot(PyObject *self, PyObject *args, PyObject *kwargs)
{
    static char names[4][8] = {"voltage", "state", "action", "type"};
    static char *list[] = {names[0], names[1], names[2], names[3], NULL};
    int voltage;
    const char *state = "a stiff", *action = "voom", *type = "Norwegian Blue";

    (void)self;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "i|sss:parrot", list, &voltage, &state, &action, &type))
        return NULL;
    return Py_BuildValue("(isss)", voltage, state, action, type);
}

static PyObject *spam_numbers(PyObject *self, PyObject *args)
{
    double first = 0, second = 0;
    PyObject *list = NULL;
    Py_ssize_t length = -1;
    const char *text = NULL;

    (void)self;
    if (!PyArg_ParseTuple(args, "d|dO!s#;two numbers, a list and a text", &first, &second, &PyList_Type, &list,
                          &text, &length))
        return NULL;
    return Py_BuildValue("[dds#n]", first, second, text, length, length);
}

static PyObject *spam_call(PyObject *self, PyObject *args)
{
    PyObject *callable, *first, *second, *sum;

    (void)self;
    if (!PyArg_ParseTuple(args, "OOO", &callable, &first, &second))
        return NULL;
    sum = PyObject_CallFunction(callable, "OO", first, second);
    if (sum == NULL)
        return NULL;
    return PyObject_CallMethod(sum, "__add__", "N", sum);
}

/* A format that is not known at compile time, or that only CPython supports. */
static PyObject *spam_parse(PyObject *self, PyObject *args)
{
    PyObject *tuple;
    const char *format;
    long value[4] = {0};

    (void)self;
    if (!PyArg_ParseTuple(args, "O!s", &PyTuple_Type, &tuple, &format)
        || !PyArg_ParseTuple(tuple, format, &value[0], &value[1], &value[2], &value[3]))
        return NULL;
    return Py_BuildValue("llll", value[0], value[1], value[2], value[3]);
}

static PyObject *spam_malformed(PyObject *self, PyObject *args)
{
    int number;

    (void)self;
    if (!PyArg_ParseTuple(args, "i?", &number))
        return NULL;
    return Py_BuildValue("i i?", number, number);
}

static PyMethodDef methods[] = {
    {"system", spam_system, METH_VARARGS, NULL},
    {"area", spam_area, METH_VARARGS, NULL},
    {"parrot", (PyCFunction)(void (*)(void))spam_parrot, METH_VARARGS | METH_KEYWORDS, NULL},
    {"numbers", spam_numbers, METH_VARARGS, NULL},
    {"call", spam_call, METH_VARARGS, NULL},
    {"parse", spam_parse, METH_VARARGS, NULL},
    {"malformed", spam_malformed, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT, "spam", NULL, -1, methods, NULL, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit_spam(void)
{
    return PyModule_Create(&module);
}
