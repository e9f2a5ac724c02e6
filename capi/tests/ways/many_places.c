/* More places than there is code for. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#define FMTUNIT_REPLACE
#include <fmtunit.h>

#define FOUR(place) place, (place) + 1, (place) + 2, (place) + 3
#define SIXTEEN(place) FOUR(place), FOUR((place) + 4), FOUR((place) + 8), FOUR((place) + 12)

int parse(PyObject *args, int *places)
{
    return PyArg_ParseTuple(args, "iiiiiiiiiiiiiiiiiiiiiiiiiiiiiiii", SIXTEEN(places), SIXTEEN(places + 16)) &&
           PyArg_ParseTuple(args, "iiiiiiiiiiiiiiiiiiiiiiii", SIXTEEN(places), FOUR(places), FOUR(places + 4));
}

PyObject *build(const double *values)
{
#define VALUES(v) v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7]
    return Py_BuildValue("(dddddddd)(dddddddd)(dddddddd)(dddddddd)", VALUES(values), VALUES(values), VALUES(values),
                         VALUES(values));
}
