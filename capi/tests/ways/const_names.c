/* Names of parameters, const or not, static or not. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#define FMTUNIT_REPLACE
#include <fmtunit.h>

int parse(PyObject *args, PyObject *kwargs)
{
    static char *names[] = {(char *)"first", (char *)"second", NULL};
    static const char *const constant[] = {"first", "second", NULL};
    char *own[] = {(char *)"first", (char *)"second", NULL};
    char **pointer = names;
    int first, second = 0;
    return PyArg_ParseTupleAndKeywords(args, kwargs, "i|i", names, &first, &second) &&
           PyArg_ParseTupleAndKeywords(args, kwargs, "i|i", (char **)constant, &first, &second) &&
           PyArg_ParseTupleAndKeywords(args, kwargs, "i|i", own, &first, &second) &&
           PyArg_ParseTupleAndKeywords(args, kwargs, "i|$i", pointer, &first, &second) && first == second;
}

int parse_array(PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames)
{
    static const char *const names[] = {"", "second", NULL};
    PyObject *first, *second = NULL;
    return FmtUnit_ParseArrayAndKeywords(args, nargs, kwnames, "O|O", names, &first, &second) &&
           FmtUnit_ParseArray(args, nargs, "O|O", &first, &second) && first == second;
}
