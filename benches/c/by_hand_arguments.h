/* The usual kinds of arguments, read by the layout of the objects. */
#ifndef BY_HAND_ARGUMENTS_H
#define BY_HAND_ARGUMENTS_H

#include "by_hand.h"

/* Is this a plain tuple of so many arguments? */
static inline int is_tuple_of(PyObject *args, Py_ssize_t count)
{
    return LIKELY(args != NULL) && LIKELY(Py_IS_TYPE(args, &PyTuple_Type)) && LIKELY(PyTuple_GET_SIZE(args) == count);
}

/* ---- one argument: true if it is of the usual kind ----------------------------------------------------------------- */

/* An int of one digit, which fits into all C types of 32 bits and more. */
static inline int one_digit(PyObject *object, Py_ssize_t *value)
{
    if (UNLIKELY(!Py_IS_TYPE(object, &PyLong_Type)))
        return 0;
#if PY_VERSION_HEX >= 0x030C0000
    if (UNLIKELY(!PyUnstable_Long_IsCompact((PyLongObject *)object)))
        return 0;
    *value = PyUnstable_Long_CompactValue((PyLongObject *)object);
#else
    Py_ssize_t size = Py_SIZE(object);
    if (UNLIKELY((size_t)(size + 1) > 2))
        return 0;
    *value = size * (Py_ssize_t)((PyLongObject *)object)->ob_digit[0];
#endif
    return 1;
}

#define DEFINE_INTEGER(name, type)                       \
    static inline int name(PyObject *object, type *value) \
    {                                                    \
        Py_ssize_t read;                                 \
        if (UNLIKELY(!one_digit(object, &read)))             \
            return 0;                                    \
        *value = (type)read;                             \
        return 1;                                        \
    }
DEFINE_INTEGER(as_int, int)
DEFINE_INTEGER(as_long, long)
DEFINE_INTEGER(as_ssize, Py_ssize_t)
DEFINE_INTEGER(as_mask, unsigned long long)

static inline int as_double(PyObject *object, double *value)
{
    if (UNLIKELY(!Py_IS_TYPE(object, &PyFloat_Type)))
        return 0;
    *value = PyFloat_AS_DOUBLE(object);
    return 1;
}

/* The text of a str that is all ASCII. */
static inline int as_ascii(PyObject *object, const char **text, Py_ssize_t *length)
{
    if (UNLIKELY(!Py_IS_TYPE(object, &PyUnicode_Type)) || UNLIKELY(!PyUnicode_IS_COMPACT_ASCII(object)))
        return 0;
    *text = (const char *)((PyASCIIObject *)object + 1);
    *length = ((PyASCIIObject *)object)->length;
    return 1;
}

/* Is there a NUL in the text? What precedes it is the object's header, so the last eight bytes can be read at once. */
static inline int has_nul(const char *text, Py_ssize_t length)
{
    if (UNLIKELY(length > 48)) /* vector code is worth a call */
        return memchr(text, 0, (size_t)length) != NULL;
    for (; length >= 8; text += 8, length -= 8)
        if (UNLIKELY(word_has_zero(load_word(text))))
            return 1;
    return length != 0 && word_has_zero(load_word(text + length - 8) | (~UINT64_C(0) >> (8 * length)));
}

/* ASCII text without NUL. */
static inline int as_text(PyObject *object, const char **text)
{
    Py_ssize_t length;
    return as_ascii(object, text, &length) && LIKELY(!has_nul(*text, length));
}

static inline int as_truth(PyObject *object, int *value)
{
    *value = object == Py_True;
    return *value || object == Py_False;
}

#endif
