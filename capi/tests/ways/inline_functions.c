/* Calls in inline functions. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#define FMTUNIT_REPLACE
#include <fmtunit.h>

static inline int parse_static(PyObject *args, int *place) { return PyArg_ParseTuple(args, "i:f", place); }
#ifdef __cplusplus
inline int parse_inline(PyObject *args, int *place) { return PyArg_ParseTuple(args, "i:f", place); }
#else
inline int parse_inline(PyObject *args, int *place);
inline int parse_inline(PyObject *args, int *place) { return PyArg_ParseTuple(args, "i:f", place); }
extern inline int parse_inline(PyObject *args, int *place);
#endif
static inline int parse_any(PyObject *args, const char *format, int *place) { return PyArg_ParseTuple(args, format, place); }

int parse(PyObject *args)
{
    int number;
    return parse_static(args, &number) && parse_inline(args, &number) && parse_any(args, "|i", &number) &&
           parse_any(args, "i", &number);
}
