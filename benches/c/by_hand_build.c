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

/* The keys are ASCII characters. */
static inline int insert(PyObject *dict, const char *key, PyObject *value)
{
    PyObject *object = ascii_character(key);
    int failed = object == NULL || PyDict_SetItem(dict, object, value) < 0;
    Py_XDECREF(object);
    return !failed;
}

static inline PyObject *new_dict_of_xy(PyObject *x, PyObject *y)
{
    PyObject *dict = NULL;
    if (LIKELY(x != NULL && y != NULL) && LIKELY((dict = PyDict_New()) != NULL) &&
        UNLIKELY(!insert(dict, "x", x) || !insert(dict, "y", y)))
        Py_CLEAR(dict);
    Py_XDECREF(x);
    Py_XDECREF(y);
    return dict;
}

/* ---- formats ------------------------------------------------------------------------------------------------------- */

PyObject *by_hand_build_i(int value) { return new_int(value); }
PyObject *by_hand_build_d(double value) { return PyFloat_FromDouble(value); }
PyObject *by_hand_build_s(const char *text) { return new_str(text); }
PyObject *by_hand_build_s_len(const char *text, Py_ssize_t length) { return new_str_of(text, (size_t)length); }
PyObject *by_hand_build_y_len(const char *data, Py_ssize_t length) { return PyBytes_FromStringAndSize(data, length); }
PyObject *by_hand_build_N(PyObject *object) { return object; }
PyObject *by_hand_build_O(PyObject *object) { return new_reference(object); }

PyObject *by_hand_build_isi(int a, const char *b, int c)
{
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
    PyObject *tuple = PyTuple_New(2);
    if (LIKELY(tuple != NULL)) {
        PyTuple_SET_ITEM(tuple, 0, new_reference(a));
        PyTuple_SET_ITEM(tuple, 1, new_reference(b));
    }
    return tuple;
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

PyObject *by_hand_build_dict(int x, int y) { return new_dict_of_xy(new_int(x), new_int(y)); }

PyObject *by_hand_build_dict_objects(PyObject *x, PyObject *y) { return new_dict_of_xy(new_reference(x), y); }
