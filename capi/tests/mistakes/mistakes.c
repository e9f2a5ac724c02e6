/* Mistakes that the compiler finds. A comment on the line of each says what it has to say. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#define FMTUNIT_REPLACE
#include <fmtunit.h>

#ifndef __cplusplus
#define bool _Bool
#endif

/* Parsing: widths and kinds of places. */
int wide(PyObject *a) { long x; return PyArg_ParseTuple(a, "i", &x); }                   /* the unit i wants: int * */
int narrow(PyObject *a) { int x; return PyArg_ParseTuple(a, "l", &x); }                  /* the unit l wants: long * */
int size(PyObject *a) { Py_ssize_t x; return PyArg_ParseTuple(a, "Oi", &a, &x); }        /* the unit i wants: int * */
int small(PyObject *a) { short x; return PyArg_ParseTuple(a, "n", &x); }                 /* the unit n wants: Py_ssize_t * */
int flag(PyObject *a) { bool x; return PyArg_ParseTuple(a, "|p", &x); }                  /* the unit p wants: int * */
int real(PyObject *a) { float x; return PyArg_ParseTuple(a, "d", &x); }                  /* the unit d wants: double * */
int text(PyObject *a) { char x[9]; return PyArg_ParseTuple(a, "s", x); }                 /* the unit s wants: const char ** */
int object(PyObject *a) { char *x; return PyArg_ParseTuple(a, "O", &x); }                /* the unit O wants: PyObject ** */
int direct(PyObject *a, PyObject *x) { return PyArg_ParseTuple(a, "U", x); }             /* the unit U wants: PyObject ** */
int value(PyObject *a, int x) { return PyArg_ParseTuple(a, "h", (long)x); }              /* the unit h wants: short * */
int view(PyObject *a) { const char *x; return PyArg_ParseTuple(a, "y*", &x); }           /* the unit y* wants: Py_buffer * */
int length(PyObject *a) { char *x; int n; return PyArg_ParseTuple(a, "s#", &x, &n); }    /* the unit s# wants: const char **, Py_ssize_t * */
int classes(PyObject *a) { return PyArg_ParseTuple(a, "O!", &a, &a); }                   /* the unit O! wants: PyTypeObject *, PyObject ** */
int inner(PyObject *a) { double x; return PyArg_ParseTuple(a, "(O(f))", &a, &x); }       /* the unit f wants: float * */
int one(PyObject *a) { long x; return PyArg_Parse(a, "i", &x); }                         /* the unit i wants: int * */

/* Numbers of places, and formats. */
int few(PyObject *a) { int x; return PyArg_ParseTuple(a, "ii:f", &x); }                  /* the format has more units */
int few_lengths(PyObject *a) { char *x; return PyArg_ParseTuple(a, "s#", &x); }          /* the format has more units */
int many(PyObject *a) { int x; return PyArg_ParseTuple(a, "i", &x, &x); }                /* the format has fewer units */
int none(PyObject *a) { int x; return PyArg_ParseTuple(a, ":f", &x); }                   /* the format has fewer units */
int unknown(PyObject *a) { int x; return PyArg_ParseTuple(a, "q", &x); }                 /* malformed format */
int blank(PyObject *a) { int x; return PyArg_ParseTuple(a, "i i", &x, &x); }             /* malformed format */
int open(PyObject *a) { int x; return PyArg_ParseTuple(a, "(i", &x); }                   /* malformed format */

/* Keywords. */
int names(PyObject *a, PyObject *k, char **n) { long x; return PyArg_ParseTupleAndKeywords(a, k, "|i", n, &x); }  /* the unit i wants: int * */
int array(PyObject *const *a, Py_ssize_t n) { long x; return FmtUnit_ParseArray(a, n, "i", &x); }                 /* the unit i wants: int * */

/* Building. */
PyObject *build_wide(Py_ssize_t x) { return Py_BuildValue("i", x); }                     /* the unit i wants: int */
PyObject *build_narrow(int x) { return Py_BuildValue("(n)", x); }                        /* the unit n wants: Py_ssize_t */
PyObject *build_real(int x) { return Py_BuildValue("d", x); }                            /* the unit d wants: double */
PyObject *build_int(double x) { return Py_BuildValue("i", x); }                          /* the unit i wants: int */
PyObject *build_text(PyObject *x) { return Py_BuildValue("{s:i}", x, 1); }               /* the unit s wants: const char * */
PyObject *build_object(const char *x) { return Py_BuildValue("[O]", x); }                /* the unit O wants: PyObject * */
PyObject *build_length(const char *x) { return Py_BuildValue("s#", x, 1); }              /* the unit s# wants: const char *, Py_ssize_t */
PyObject *build_few(int x) { return Py_BuildValue("ii", x); }                            /* the format has more units */
PyObject *build_many(int x) { return Py_BuildValue("i", x, x); }                         /* the format has fewer units */
PyObject *build_odd(int x) { return Py_BuildValue("{i}", x); }                           /* malformed format */
PyObject *build_open(int x) { return Py_BuildValue("[i", x); }                           /* malformed format */
PyObject *build_closed(int x) { return Py_BuildValue("[i)", x); }                        /* malformed format */
PyObject *build_unknown(int x) { return Py_BuildValue("(i?)", x); }                      /* malformed format */
PyObject *call(PyObject *f, long x) { return PyObject_CallFunction(f, "i", x); }         /* the unit i wants: int */
PyObject *method(PyObject *o, long x) { return PyObject_CallMethod(o, "m", "i", x); }    /* the unit i wants: int */
