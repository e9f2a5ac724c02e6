/* Places that differ in the sign, in the kind of char, or by an enum. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#define FMTUNIT_REPLACE
#include <fmtunit.h>

enum shade { LIGHT, DARK };

int parse(PyObject *args)
{
    unsigned number;
    signed char byte;
    unsigned long size;
    size_t length;
    enum shade color;
    unsigned char *text;
    return PyArg_ParseTuple(args, "ibkniz", &number, &byte, &size, &length, &color, &text) && text != NULL && color == LIGHT;
}
