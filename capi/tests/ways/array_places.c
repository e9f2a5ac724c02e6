/* Arrays and elements of arrays and structures as places. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#define FMTUNIT_REPLACE
#include <fmtunit.h>

struct point {
    double x, y;
};

int parse(PyObject *args, struct point *point)
{
    int numbers[3];
    char *words[2];
    return PyArg_ParseTuple(args, "dd(iii)s", &point->x, &(*point).y, numbers, numbers + 1, &numbers[2], words) &&
           words[0] != NULL;
}
