/* The same functions as those written by hand, with the calls that fmtunit.h compiles. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#define FMTUNIT_REPLACE
#include <fmtunit.h>

/* ---- parsing ------------------------------------------------------------------------------------------------------- */

/* A function for a format: its parameters, and what the call is given. */
#define PLACES(...) __VA_ARGS__
#define PARSE(name, parameters, ...) \
    int header_by_hand_parse_##name(PyObject *args parameters) { return PyArg_ParseTuple(args, __VA_ARGS__); }
#define PARSE_ONE(name, format, type) PARSE(name, PLACES(, type *place), format, place)

PARSE(empty, PLACES(), "")
PARSE(name, PLACES(), ":name")
PARSE_ONE(i, "i", int)
PARSE(si, PLACES(, const char **s, int *i), "si", s, i)
PARSE(iii, PLACES(, int *i, int *j, int *k), "iii", i, j, k)
PARSE(OO, PLACES(, PyObject **a, PyObject **b), "OO", a, b)
PARSE(rectangle, PLACES(, int *left, int *top, int *right, int *bottom, int *h, int *v), "((ii)(ii))(ii)", left, top, right,
      bottom, h, v)
PARSE(open, PLACES(, const char **file, const char **mode, int *size), "s|si", file, mode, size)
PARSE(d8, PLACES(, double *a, double *b, double *c, double *d, double *e, double *f, double *g, double *h), "dddddddd", a, b, c,
      d, e, f, g, h)
PARSE(encoded, PLACES(, const char *encoding, char **text), "es", encoding, text)
PARSE_ONE(O, "O", PyObject *)
PARSE_ONE(O_or_none, "|O", PyObject *)
PARSE_ONE(s, "s", const char *)
PARSE_ONE(z, "z", const char *)
PARSE(s_len, PLACES(, const char **text, Py_ssize_t *length), "s#", text, length)
PARSE_ONE(U, "U", PyObject *)
PARSE_ONE(S, "S", PyObject *)
PARSE(y_len, PLACES(, const char **data, Py_ssize_t *length), "y#", data, length)
PARSE_ONE(y_view, "y*", Py_buffer)
PARSE_ONE(d, "d", double)
PARSE_ONE(n, "n", Py_ssize_t)
PARSE_ONE(l, "l", long)
PARSE_ONE(K, "K", unsigned long long)
PARSE_ONE(p, "p", int)
PARSE(instance, PLACES(, PyTypeObject *type, PyObject **object), "O!", type, object)
PARSE(converted, PLACES(, int (*convert)(PyObject *, PyObject **), PyObject **target), "O&", convert, target)
PARSE(Oi, PLACES(, PyObject **object, int *value), "Oi", object, value)
PARSE(ii, PLACES(, int *i, int *j), "ii", i, j)
PARSE(OOO, PLACES(, PyObject **a, PyObject **b, PyObject **c), "OOO", a, b, c)
PARSE_ONE(i_or_none, "|i", int)
PARSE(ss, PLACES(, const char **s, const char **t), "ss", s, t)
PARSE(O_O, PLACES(, PyObject **a, PyObject **b), "O|O", a, b)
PARSE_ONE(C, "C", int)
PARSE_ONE(D, "D", Py_complex)

/* ---- keywords ------------------------------------------------------------------------------------------------------ */

#define PARSE_NAMED(name, parameters, names, ...)                                                             \
    int header_by_hand_dict_##name(PyObject *args, PyObject *kwargs parameters)                               \
    {                                                                                                         \
        static char *list[] = {names, NULL};                                                                  \
        return PyArg_ParseTupleAndKeywords(args, kwargs, FIRST(__VA_ARGS__), list, REST(__VA_ARGS__));        \
    }                                                                                                         \
    int header_by_hand_array_##name(PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames parameters)    \
    {                                                                                                         \
        static const char *const list[] = {names, NULL};                                                      \
        return FmtUnit_ParseArrayAndKeywords(args, nargs, kwnames, FIRST(__VA_ARGS__), list, REST(__VA_ARGS__)); \
    }
#define FIRST(first, ...) first
#define REST(first, ...) __VA_ARGS__

PARSE_NAMED(isss, PLACES(, int *voltage, const char **state, const char **action, const char **type),
            PLACES("voltage", "state", "action", "type"), "i|sss", voltage, state, action, type)
PARSE_NAMED(O_O, PLACES(, PyObject **a, PyObject **b), PLACES("iterable", "start"), "O|O", a, b)
PARSE_NAMED(OO, PLACES(, PyObject **a, PyObject **b), PLACES("key", "default"), "|OO", a, b)
PARSE_NAMED(O_OO, PLACES(, PyObject **a, PyObject **b, PyObject **c), PLACES("iterable", "key", "reverse"), "O|OO", a, b, c)
PARSE_NAMED(record,
            PLACES(, int *kind, const char **name, int *flags, PyObject **owner, PyObject **key, PyObject **value,
                   PyObject **context),
            PLACES("kind", "name", "flags", "owner", "key", "value", "context"), "isiOOO|O", kind, name, flags, owner, key,
            value, context)
PARSE_NAMED(p, PLACES(, int *flag), "flag", "|p", flag)

/* ---- building ------------------------------------------------------------------------------------------------------ */

#define BUILD(name, parameters, ...) \
    PyObject *header_by_hand_build_##name(parameters) { return Py_BuildValue(__VA_ARGS__); }

BUILD(i, int value, "i", value)
BUILD(s, const char *text, "s", text)
BUILD(isi, PLACES(int a, const char *b, int c), "(isi)", a, b, c)
BUILD(dd, PLACES(double a, double b), "(dd)", a, b)
BUILD(list, PLACES(int a, int b, int c), "[iii]", a, b, c)
BUILD(dict, PLACES(int x, int y), "{s:i,s:i}", "x", x, "y", y)
BUILD(dict_objects, PLACES(PyObject *x, PyObject *y), "{s:O,s:N}", "x", x, "y", y)
BUILD(N, PyObject *object, "N", object)
BUILD(O, PyObject *object, "O", object)
BUILD(d, double value, "d", value)
BUILD(s_len, PLACES(const char *text, Py_ssize_t length), "s#", text, length)
BUILD(y_len, PLACES(const char *data, Py_ssize_t length), "y#", data, length)
BUILD(OO, PLACES(PyObject *a, PyObject *b), "(OO)", a, b)
BUILD(one, PyObject *object, "(O)", object)
BUILD(NN, PLACES(PyObject *a, PyObject *b), "NN", a, b)
BUILD(si, PLACES(const char *text, int value), "(si)", text, value)
BUILD(dict_of_words, PLACES(int x, int y), "{s:i,s:i}", "elements", x, "position", y)
BUILD(pairs, PLACES(int a, int b, int c, int d), "((ii)(ii))", a, b, c, d)

/* ---- calls --------------------------------------------------------------------------------------------------------- */

PyObject *header_by_hand_call_none(PyObject *callable) { return PyObject_CallFunction(callable, ""); }
PyObject *header_by_hand_call_O(PyObject *callable, PyObject *object) { return PyObject_CallFunction(callable, "O", object); }
PyObject *header_by_hand_call_i(PyObject *callable, int value) { return PyObject_CallFunction(callable, "i", value); }
PyObject *header_by_hand_call_si(PyObject *callable, const char *text, int value)
{
    return PyObject_CallFunction(callable, "si", text, value);
}
PyObject *header_by_hand_call_method(PyObject *object, const char *name, const char *text)
{
    return PyObject_CallMethod(object, name, "s", text);
}
