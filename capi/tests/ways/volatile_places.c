/* Volatile and static places. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#define FMTUNIT_REPLACE
#include <fmtunit.h>

static int shared;

int parse(PyObject *args)
{
    volatile int number = 0;
    volatile double real = 0;
    static const char *text;
    return PyArg_ParseTuple(args, "idis", &number, &real, &shared, &text) && number != 0;
}
