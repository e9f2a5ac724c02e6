/* Bit fields, enums, chars and comparisons as values. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#define FMTUNIT_REPLACE
#include <fmtunit.h>

struct flags {
    unsigned first : 3;
    int second : 5;
};
enum color { RED, GREEN };

PyObject *build(struct flags *flags, enum color color, char c, unsigned char byte, short number)
{
    return Py_BuildValue("(iiibBhi)", flags->first, flags->second, color, c, byte, number, number > 3);
}
