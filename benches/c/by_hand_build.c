/* Building by hand: one function for each format. */
#include "by_hand_objects.h"

/* ---- containers: they take the references over, also when they fail ------------------------------------------------ */

/* Puts an item into a new tuple or list; false if there is none. */
#define FILL(kind, container, index, item)                   \
    (LIKELY((made = (item)) != NULL) ? (kind##_SET_ITEM(container, index, made), 1) : 0)

/* A container of items that are made one after the other, once there is a place for them. */
#define FINISH(container, filled)  \
    if (UNLIKELY(!(filled)))       \
        Py_CLEAR(container);       \
    return container

static inline PyObject *new_pair_of_ints(int a, int b)
{
    PyObject *tuple = PyTuple_New(2), *made;
    FINISH(tuple, LIKELY(tuple != NULL) && FILL(PyTuple, tuple, 0, new_int(a)) && FILL(PyTuple, tuple, 1, new_int(b)));
}

/* Takes the key over, and does not take the value. */
static inline int insert(PyObject *dict, PyObject *key, PyObject *value)
{
    int failed = key == NULL || PyDict_SetItem(dict, key, value) < 0;
    Py_XDECREF(key);
    return !failed;
}

/* A dict of two values, which are taken over, and of keys that are made for it. */
#define DEFINE_DICT(name, first_key, second_key)                                                   \
    static inline PyObject *new_dict_of_##name(PyObject *x, PyObject *y)                           \
    {                                                                                              \
        PyObject *dict = NULL;                                                                     \
        if (LIKELY(x != NULL && y != NULL) && LIKELY((dict = PyDict_New()) != NULL) &&             \
            UNLIKELY(!insert(dict, first_key, x) || !insert(dict, second_key, y)))                 \
            Py_CLEAR(dict);                                                                        \
        Py_XDECREF(x);                                                                             \
        Py_XDECREF(y);                                                                             \
        return dict;                                                                               \
    }
DEFINE_DICT(letters, ascii_character("x"), ascii_character("y"))
DEFINE_DICT(words, new_str_of("elements", 8), new_str_of("position", 8))

/* ---- formats ------------------------------------------------------------------------------------------------------- */

PyObject *by_hand_build_i(int value) { return new_int(value); }
PyObject *by_hand_build_d(double value) { return PyFloat_FromDouble(value); }
/* For a null pointer CPython builds None, or raises an exception unless one explains it. */
PyObject *by_hand_build_s(const char *text) { return LIKELY(text != NULL) ? new_str(text) : Py_BuildValue("s", text); }
PyObject *by_hand_build_s_len(const char *text, Py_ssize_t length)
{
    /* A negative length is that of the text. */
    if (UNLIKELY(text == NULL) || UNLIKELY(length < 0))
        return Py_BuildValue("s#", text, length);
    return new_str_of(text, (size_t)length);
}
PyObject *by_hand_build_y_len(const char *data, Py_ssize_t length)
{
    if (UNLIKELY(data == NULL) || UNLIKELY(length < 0))
        return Py_BuildValue("y#", data, length);
    return PyBytes_FromStringAndSize(data, length);
}
PyObject *by_hand_build_N(PyObject *object) { return LIKELY(object != NULL) ? object : Py_BuildValue("N", object); }
PyObject *by_hand_build_O(PyObject *object)
{
    return LIKELY(object != NULL) ? new_reference(object) : Py_BuildValue("O", object);
}

PyObject *by_hand_build_isi(int a, const char *b, int c)
{
    if (UNLIKELY(b == NULL))
        return Py_BuildValue("(isi)", a, b, c);
    PyObject *tuple = PyTuple_New(3), *made;
    FINISH(tuple, LIKELY(tuple != NULL) && FILL(PyTuple, tuple, 0, new_int(a)) &&
                      FILL(PyTuple, tuple, 1, new_str(b)) && FILL(PyTuple, tuple, 2, new_int(c)));
}

PyObject *by_hand_build_dd(double a, double b)
{
    PyObject *tuple = PyTuple_New(2), *made;
    FINISH(tuple, LIKELY(tuple != NULL) && FILL(PyTuple, tuple, 0, PyFloat_FromDouble(a)) &&
                      FILL(PyTuple, tuple, 1, PyFloat_FromDouble(b)));
}

PyObject *by_hand_build_OO(PyObject *a, PyObject *b)
{
    if (UNLIKELY(a == NULL) || UNLIKELY(b == NULL))
        return Py_BuildValue("(OO)", a, b);
    PyObject *tuple = PyTuple_New(2);
    if (LIKELY(tuple != NULL)) {
        PyTuple_SET_ITEM(tuple, 0, new_reference(a));
        PyTuple_SET_ITEM(tuple, 1, new_reference(b));
    }
    return tuple;
}

PyObject *by_hand_build_NN(PyObject *a, PyObject *b)
{
    if (UNLIKELY(a == NULL) || UNLIKELY(b == NULL))
        return Py_BuildValue("NN", a, b);
    PyObject *tuple = PyTuple_New(2);
    if (UNLIKELY(tuple == NULL)) {
        Py_DECREF(a);
        Py_DECREF(b);
        return NULL;
    }
    PyTuple_SET_ITEM(tuple, 0, a);
    PyTuple_SET_ITEM(tuple, 1, b);
    return tuple;
}

PyObject *by_hand_build_one(PyObject *object)
{
    if (UNLIKELY(object == NULL))
        return Py_BuildValue("(O)", object);
    PyObject *tuple = PyTuple_New(1);
    if (LIKELY(tuple != NULL))
        PyTuple_SET_ITEM(tuple, 0, new_reference(object));
    return tuple;
}

PyObject *by_hand_build_si(const char *text, int value)
{
    if (UNLIKELY(text == NULL))
        return Py_BuildValue("(si)", text, value);
    PyObject *tuple = PyTuple_New(2), *made;
    FINISH(tuple, LIKELY(tuple != NULL) && FILL(PyTuple, tuple, 0, new_str(text)) &&
                      FILL(PyTuple, tuple, 1, new_int(value)));
}

PyObject *by_hand_build_pairs(int a, int b, int c, int d)
{
    PyObject *tuple = PyTuple_New(2), *made;
    FINISH(tuple, LIKELY(tuple != NULL) && FILL(PyTuple, tuple, 0, new_pair_of_ints(a, b)) &&
                      FILL(PyTuple, tuple, 1, new_pair_of_ints(c, d)));
}

PyObject *by_hand_build_list(int a, int b, int c)
{
    PyObject *list = PyList_New(3), *made;
    FINISH(list, LIKELY(list != NULL) && FILL(PyList, list, 0, new_int(a)) && FILL(PyList, list, 1, new_int(b)) &&
                     FILL(PyList, list, 2, new_int(c)));
}

PyObject *by_hand_build_dict(int x, int y) { return new_dict_of_letters(new_int(x), new_int(y)); }

PyObject *by_hand_build_dict_of_words(int x, int y) { return new_dict_of_words(new_int(x), new_int(y)); }

PyObject *by_hand_build_dict_objects(PyObject *x, PyObject *y)
{
    if (UNLIKELY(x == NULL) || UNLIKELY(y == NULL))
        return Py_BuildValue("{s:O,s:N}", "x", x, "y", y);
    return new_dict_of_letters(new_reference(x), y);
}
