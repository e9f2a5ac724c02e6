/* Macros around calls. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#define FMTUNIT_REPLACE
#include <fmtunit.h>

#define PARSE(...)                          \
    do {                                    \
        if (!PyArg_ParseTuple(__VA_ARGS__)) \
            return NULL;                    \
    } while (0)
#define PARSE_ONE(args, letter, place) PyArg_ParseTuple(args, letter, place)
#define RETURN(format, value) return Py_BuildValue(format, value)

PyObject *call(PyObject *self, PyObject *args)
{
    int number;
    (void)self;
    PARSE(args, "i", &number);
    PARSE(args, ":f");
    if (!PARSE_ONE(args, "i", &number))
        return NULL;
    RETURN("i", number);
}
