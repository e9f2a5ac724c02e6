/* Building by hand: one function for each format. */
#include "by_hand.h"

/* ---- one object ---------------------------------------------------------------------------------------------------- */

#if ROWS
static PyLongObject *zero;
static struct character {
    PyASCIIObject header;
    char data[2];
} *nul;

/* The address of an object that CPython keeps. */
static void *kept(PyObject *object)
{
    Py_XDECREF(object);
    return object;
}

/* Looks where the rows are; false if they are none. */
int by_hand_start(void)
{
    zero = kept(PyLong_FromLong(0));
    nul = kept(PyUnicode_FromStringAndSize("", 1));
    for (int value = -5; value <= 256; value++)
        if (kept(PyLong_FromLong(value)) != zero + value)
            return 0;
    for (int value = 0; value < 128; value++)
        if (kept(PyUnicode_FromOrdinal(value)) != nul + value)
            return 0;
    return 1;
}

static inline PyObject *kept_reference(void *object)
{
#if PY_VERSION_HEX < 0x030C0000 /* immortal since */
    Py_INCREF((PyObject *)object);
#endif
    return object;
}

static inline PyObject *small_int(int value) { return kept_reference(zero + value); }
static inline PyObject *ascii_character(const char *text) { return kept_reference(nul + *text); }
#else
int by_hand_start(void) { return 1; }
static inline PyObject *small_int(int value) { return PyLong_FromLong(value); }
static inline PyObject *ascii_character(const char *text) { return PyUnicode_FromStringAndSize(text, 1); }
#endif

#if LAY_DOWN
/* An int of one digit. */
static inline PyObject *new_digit(int value)
{
    PyLongObject *object = PyObject_Malloc(sizeof *object);
    digit magnitude = (digit)(value < 0 ? -(unsigned)value : (unsigned)value);
    if (UNLIKELY(object == NULL))
        return PyErr_NoMemory();
    Py_SET_REFCNT((PyObject *)object, 1);
    Py_SET_TYPE((PyObject *)object, &PyLong_Type);
#if PY_VERSION_HEX >= 0x030C0000
    object->long_value.lv_tag = 1u << 3 | (value < 0 ? 2u : 0u);
    object->long_value.ob_digit[0] = magnitude;
#else
    Py_SET_SIZE(object, value < 0 ? -1 : 1);
    object->ob_digit[0] = magnitude;
#endif
    return (PyObject *)object;
}

/* A str of so many ASCII characters, which the caller writes. */
static inline PyObject *new_ascii(size_t length)
{
    PyASCIIObject *object = PyObject_Malloc(sizeof *object + length + 1);
    if (UNLIKELY(object == NULL))
        return PyErr_NoMemory();
    Py_SET_REFCNT((PyObject *)object, 1);
    Py_SET_TYPE((PyObject *)object, &PyUnicode_Type);
    object->length = (Py_ssize_t)length;
    object->hash = -1;
    memset(&object->state, 0, sizeof object->state);
    object->state.kind = PyUnicode_1BYTE_KIND;
    object->state.compact = 1;
    object->state.ascii = 1;
#if PY_VERSION_HEX < 0x030C0000
    object->state.ready = 1;
    object->wstr = NULL;
#endif
    ((char *)(object + 1))[length] = 0;
    return (PyObject *)object;
}
#else
static inline PyObject *new_digit(int value) { return PyLong_FromLong(value); }
static inline PyObject *new_ascii(size_t length) { return PyUnicode_New((Py_ssize_t)length, 127); }
#endif

static inline PyObject *new_int(int value)
{
    if (LIKELY((unsigned)value + 5 < 262))
        return small_int(value);
    if (LIKELY(value > -(1 << 30) && value < 1 << 30 && PYLONG_BITS_IN_DIGIT == 30))
        return new_digit(value);
    return PyLong_FromLong(value);
}

static inline int is_ascii(const char *text, size_t length)
{
    for (; length >= 8; text += 8, length -= 8)
        if (load_word(text) & HIGH_BITS)
            return 0;
    for (; length > 0; text++, length--)
        if (*text & 0x80)
            return 0;
    return 1;
}

static inline PyObject *new_str_of(const char *text, size_t length)
{
    if (length == 1 && !(*text & 0x80))
        return ascii_character(text);
    /* CPython has an object for the empty text, and vector code for the long ones. */
    if (LIKELY(length > 1) && LIKELY(length < 256) && LIKELY(is_ascii(text, length))) {
        PyObject *object = new_ascii(length);
        if (LIKELY(object != NULL))
            memcpy((PyASCIIObject *)object + 1, text, length);
        return object;
    }
    return PyUnicode_FromStringAndSize(text, (Py_ssize_t)length);
}

static inline PyObject *new_str(const char *text)
{
    if (text[0] != 0 && text[1] == 0 && !(text[0] & 0x80))
        return ascii_character(text);
    return new_str_of(text, strlen(text));
}

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
