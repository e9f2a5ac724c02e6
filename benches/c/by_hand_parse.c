/* Parsing by hand: one function for each format. */
#include "by_hand_arguments.h"

#define ITEM(index) PyTuple_GET_ITEM(args, index)

/* ---- formats ------------------------------------------------------------------------------------------------------- */

int by_hand_parse_empty(PyObject *args)
{
    return is_tuple_of(args, 0) || PyArg_ParseTuple(args, "");
}

int by_hand_parse_name(PyObject *args)
{
    return is_tuple_of(args, 0) || PyArg_ParseTuple(args, ":name");
}

int by_hand_parse_O_or_none(PyObject *args, PyObject **object)
{
    if (is_tuple_of(args, 1)) {
        *object = ITEM(0);
        return 1;
    }
    return is_tuple_of(args, 0) || PyArg_ParseTuple(args, "|O", object);
}

/* A format of one unit whose output is of the given type. */
#define DEFINE_ONE(name, format, type, convert)                       \
    int by_hand_parse_##name(PyObject *args, type *value)             \
    {                                                                 \
        if (is_tuple_of(args, 1) && LIKELY(convert(ITEM(0), value)))  \
            return 1;                                                 \
        return PyArg_ParseTuple(args, format, value);                 \
    }

static inline int as_object(PyObject *object, PyObject **value)
{
    *value = object;
    return 1;
}

static inline int as_str_object(PyObject *object, PyObject **value)
{
    *value = object;
    return PyUnicode_Check(object);
}

static inline int as_bytes_object(PyObject *object, PyObject **value)
{
    *value = object;
    return PyBytes_Check(object);
}

static inline int as_optional_text(PyObject *object, const char **text)
{
    if (object == Py_None) {
        *text = NULL;
        return 1;
    }
    return as_text(object, text);
}

static inline int as_code_point(PyObject *object, int *value)
{
    const char *text;
    Py_ssize_t length;
    if (UNLIKELY(!as_ascii(object, &text, &length)) || UNLIKELY(length != 1))
        return 0;
    *value = *text;
    return 1;
}

static inline int as_complex(PyObject *object, Py_complex *value)
{
    if (UNLIKELY(!Py_IS_TYPE(object, &PyComplex_Type)))
        return 0;
    *value = ((PyComplexObject *)object)->cval;
    return 1;
}

/* A view of the data of a bytes object, as bytes itself would fill it. */
static inline int as_view(PyObject *object, Py_buffer *view)
{
    if (UNLIKELY(!Py_IS_TYPE(object, &PyBytes_Type)))
        return 0;
    *view = (Py_buffer){
        .buf = PyBytes_AS_STRING(object),
        .obj = new_reference(object),
        .len = PyBytes_GET_SIZE(object),
        .itemsize = 1,
        .readonly = 1,
        .ndim = 1,
    };
    return 1;
}

DEFINE_ONE(i, "i", int, as_int)
DEFINE_ONE(l, "l", long, as_long)
DEFINE_ONE(n, "n", Py_ssize_t, as_ssize)
DEFINE_ONE(K, "K", unsigned long long, as_mask)
DEFINE_ONE(d, "d", double, as_double)
DEFINE_ONE(D, "D", Py_complex, as_complex)
DEFINE_ONE(p, "p", int, as_truth)
DEFINE_ONE(C, "C", int, as_code_point)
DEFINE_ONE(s, "s", const char *, as_text)
DEFINE_ONE(z, "z", const char *, as_optional_text)
DEFINE_ONE(O, "O", PyObject *, as_object)
DEFINE_ONE(U, "U", PyObject *, as_str_object)
DEFINE_ONE(S, "S", PyObject *, as_bytes_object)
DEFINE_ONE(y_view, "y*", Py_buffer, as_view)

int by_hand_parse_s_len(PyObject *args, const char **text, Py_ssize_t *length)
{
    if (is_tuple_of(args, 1) && LIKELY(as_ascii(ITEM(0), text, length)))
        return 1;
    return PyArg_ParseTuple(args, "s#", text, length);
}

int by_hand_parse_y_len(PyObject *args, const char **data, Py_ssize_t *length)
{
    if (is_tuple_of(args, 1) && LIKELY(Py_IS_TYPE(ITEM(0), &PyBytes_Type))) {
        *data = PyBytes_AS_STRING(ITEM(0));
        *length = PyBytes_GET_SIZE(ITEM(0));
        return 1;
    }
    return PyArg_ParseTuple(args, "y#", data, length);
}

/* As PyType_IsSubtype, which CPython asks here: unlike PyObject_TypeCheck it has no look at the type itself. */
static inline int has_base(PyTypeObject *type, PyTypeObject *class)
{
    for (Py_ssize_t at = 0; LIKELY(type->tp_mro != NULL) && at < PyTuple_GET_SIZE(type->tp_mro); at++)
        if (PyTuple_GET_ITEM(type->tp_mro, at) == (PyObject *)class)
            return 1;
    return 0;
}

int by_hand_parse_instance(PyObject *args, PyTypeObject *class, PyObject **object)
{
    if (is_tuple_of(args, 1) && LIKELY(has_base(Py_TYPE(ITEM(0)), class))) {
        *object = ITEM(0);
        return 1;
    }
    return PyArg_ParseTuple(args, "O!", class, object);
}

/* A converter like those that people pass for O&: it checks the type and stores the object. */
int a_converter(PyObject *object, PyObject **target)
{
    if (!PyList_Check(object)) {
        PyErr_SetString(PyExc_TypeError, "a list is wanted");
        return 0;
    }
    *target = object;
    return 1;
}

/* Refuses without an exception, for which CPython then raises one. */
static int refuse(PyObject *Py_UNUSED(object), PyObject **Py_UNUSED(target)) { return 0; }

int by_hand_parse_converted(PyObject *args, int (*convert)(PyObject *, PyObject **), PyObject **target)
{
    if (is_tuple_of(args, 1)) {
        if (LIKELY(convert(ITEM(0), target) != 0))
            return 1;
        return PyErr_Occurred() ? 0 : PyArg_ParseTuple(args, "O&", refuse, target);
    }
    return PyArg_ParseTuple(args, "O&", convert, target);
}

int by_hand_parse_encoded(PyObject *args, const char *encoding, char **text)
{
    const char *ascii;
    Py_ssize_t length;
    /* This call site always asks for UTF-8. */
    if (is_tuple_of(args, 1) && LIKELY(as_ascii(ITEM(0), &ascii, &length)) && LIKELY(!has_nul(ascii, length))) {
        *text = PyMem_Malloc((size_t)length + 1);
        if (UNLIKELY(*text == NULL)) {
            PyErr_NoMemory();
            return 0;
        }
        memcpy(*text, ascii, (size_t)length + 1);
        return 1;
    }
    return PyArg_ParseTuple(args, "es", encoding, text);
}

int by_hand_parse_OO(PyObject *args, PyObject **a, PyObject **b)
{
    if (!is_tuple_of(args, 2))
        return PyArg_ParseTuple(args, "OO", a, b);
    *a = ITEM(0);
    *b = ITEM(1);
    return 1;
}

int by_hand_parse_OOO(PyObject *args, PyObject **a, PyObject **b, PyObject **c)
{
    if (!is_tuple_of(args, 3))
        return PyArg_ParseTuple(args, "OOO", a, b, c);
    *a = ITEM(0);
    *b = ITEM(1);
    *c = ITEM(2);
    return 1;
}

int by_hand_parse_O_O(PyObject *args, PyObject **a, PyObject **b)
{
    if (LIKELY(args != NULL) && LIKELY(Py_IS_TYPE(args, &PyTuple_Type))) {
        Py_ssize_t count = PyTuple_GET_SIZE(args);
        if (LIKELY((size_t)count - 1 < 2)) {
            *a = ITEM(0);
            if (count == 2)
                *b = ITEM(1);
            return 1;
        }
    }
    return PyArg_ParseTuple(args, "O|O", a, b);
}

int by_hand_parse_Oi(PyObject *args, PyObject **object, int *value)
{
    if (is_tuple_of(args, 2)) {
        *object = ITEM(0);
        if (LIKELY(as_int(ITEM(1), value)))
            return 1;
    }
    return PyArg_ParseTuple(args, "Oi", object, value);
}

int by_hand_parse_i_or_none(PyObject *args, int *value)
{
    if (is_tuple_of(args, 1) && LIKELY(as_int(ITEM(0), value)))
        return 1;
    return is_tuple_of(args, 0) || PyArg_ParseTuple(args, "|i", value);
}

int by_hand_parse_ii(PyObject *args, int *i, int *j)
{
    if (is_tuple_of(args, 2) && LIKELY(as_int(ITEM(0), i)) && LIKELY(as_int(ITEM(1), j)))
        return 1;
    return PyArg_ParseTuple(args, "ii", i, j);
}

int by_hand_parse_ss(PyObject *args, const char **s, const char **t)
{
    if (is_tuple_of(args, 2) && LIKELY(as_text(ITEM(0), s)) && LIKELY(as_text(ITEM(1), t)))
        return 1;
    return PyArg_ParseTuple(args, "ss", s, t);
}

int by_hand_parse_si(PyObject *args, const char **s, int *i)
{
    if (is_tuple_of(args, 2) && LIKELY(as_text(ITEM(0), s)) && LIKELY(as_int(ITEM(1), i)))
        return 1;
    return PyArg_ParseTuple(args, "si", s, i);
}

int by_hand_parse_iii(PyObject *args, int *i, int *j, int *k)
{
    if (is_tuple_of(args, 3) && LIKELY(as_int(ITEM(0), i)) && LIKELY(as_int(ITEM(1), j)) &&
        LIKELY(as_int(ITEM(2), k)))
        return 1;
    return PyArg_ParseTuple(args, "iii", i, j, k);
}

static inline int as_pair(PyObject *args, int *first, int *second)
{
    return is_tuple_of(args, 2) && LIKELY(as_int(ITEM(0), first)) && LIKELY(as_int(ITEM(1), second));
}

int by_hand_parse_rectangle(PyObject *args, int *left, int *top, int *right, int *bottom, int *h, int *v)
{
    if (is_tuple_of(args, 2) && is_tuple_of(ITEM(0), 2) && as_pair(PyTuple_GET_ITEM(ITEM(0), 0), left, top) &&
        as_pair(PyTuple_GET_ITEM(ITEM(0), 1), right, bottom) && as_pair(ITEM(1), h, v))
        return 1;
    return PyArg_ParseTuple(args, "((ii)(ii))(ii)", left, top, right, bottom, h, v);
}

int by_hand_parse_open(PyObject *args, const char **file, const char **mode, int *size)
{
    if (LIKELY(args != NULL) && LIKELY(Py_IS_TYPE(args, &PyTuple_Type))) {
        Py_ssize_t count = PyTuple_GET_SIZE(args);
        if (LIKELY((size_t)count - 1 < 3) && LIKELY(as_text(ITEM(0), file)) &&
            (count < 2 || (LIKELY(as_text(ITEM(1), mode)) && (count < 3 || LIKELY(as_int(ITEM(2), size))))))
            return 1;
    }
    return PyArg_ParseTuple(args, "s|si", file, mode, size);
}

int by_hand_parse_d8(PyObject *args, double *a, double *b, double *c, double *d, double *e, double *f, double *g,
                     double *h)
{
    if (is_tuple_of(args, 8) && LIKELY(as_double(ITEM(0), a)) && LIKELY(as_double(ITEM(1), b)) &&
        LIKELY(as_double(ITEM(2), c)) && LIKELY(as_double(ITEM(3), d)) && LIKELY(as_double(ITEM(4), e)) &&
        LIKELY(as_double(ITEM(5), f)) && LIKELY(as_double(ITEM(6), g)) && LIKELY(as_double(ITEM(7), h)))
        return 1;
    return PyArg_ParseTuple(args, "dddddddd", a, b, c, d, e, f, g, h);
}
