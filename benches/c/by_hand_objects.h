/* Ints and strings, laid down by hand or taken from where CPython keeps them. */
#ifndef BY_HAND_OBJECTS_H
#define BY_HAND_OBJECTS_H

#include "by_hand.h"

#if ROWS
struct character {
    PyASCIIObject header;
    char data[2];
};

/* Where the rows are. */
extern PyLongObject *zero __attribute__((visibility("hidden")));
extern struct character *nul __attribute__((visibility("hidden")));

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
static inline PyObject *small_int(int value) { return PyLong_FromLong(value); }
static inline PyObject *ascii_character(const char *text) { return PyUnicode_FromStringAndSize(text, 1); }
#endif

#if LAY_DOWN
/* Since 3.13, a tracer of references may want to hear of each new object, and only CPython can tell it. */
static inline int is_traced(void)
{
#if PY_VERSION_HEX >= 0x030D0000
    void *data;
    return PyRefTracer_GetTracer(&data) != NULL;
#else
    return 0;
#endif
}

/* An int of one digit. */
static inline PyObject *new_digit(int value)
{
    if (UNLIKELY(is_traced()))
        return PyLong_FromLong(value);
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
    if (UNLIKELY(is_traced()))
        return PyUnicode_New((Py_ssize_t)length, 127);
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

#endif
