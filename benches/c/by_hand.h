/* What a C programmer would write for one format: the usual case in line, by the layout of the objects; everything
 * else is left to the stock function, which converts it or raises.
 *
 * No object is kept from one call to the next. The exceptions are small ints and single ASCII characters, which CPython
 * itself keeps at fixed addresses since 3.11. */
#ifndef BY_HAND_H
#define BY_HAND_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <string.h>

#define LIKELY(condition) __builtin_expect(!!(condition), 1)
#define UNLIKELY(condition) __builtin_expect(!!(condition), 0)

/* Objects may be laid down by hand: a release build with the GIL, of a version whose int and str are known to come from
 * PyObject_Malloc. */
#if PY_VERSION_HEX < 0x030E0000 && !defined(Py_GIL_DISABLED) && !defined(Py_DEBUG) && !defined(Py_TRACE_REFS)
#define LAY_DOWN 1
#else
#define LAY_DOWN 0
#endif

/* Small ints and ASCII characters stand in one row each, for the whole process. */
#if PY_VERSION_HEX >= 0x030B0000 && !defined(Py_GIL_DISABLED)
#define ROWS 1
#else
#define ROWS 0
#endif

/* A new reference. 3.12 and 3.13 count up in 32 bits and down in 64: what was stored in parts is not soon loaded as one. So the
 * load is of 32 bits, after the interpreter's store, and the store of 64. (With a load of 64 bits `O` is built in 1.4 ns
 * instead of 2.1; but from a Python loop, a function that returns its first argument takes 11.3 ns instead of 9.4.) */
static inline PyObject *new_reference(PyObject *object)
{
#if PY_VERSION_HEX >= 0x030C0000 && PY_VERSION_HEX < 0x030E0000 && !defined(Py_GIL_DISABLED)
    uint32_t more = object->ob_refcnt_split[0] + 1;
    if (LIKELY(more != 0)) { /* not immortal */
        if (LIKELY(object->ob_refcnt_split[1] == 0))
            object->ob_refcnt = more;
        else
            object->ob_refcnt_split[0] = more;
    }
#else
    Py_INCREF(object);
#endif
    return object;
}

#define HIGH_BITS UINT64_C(0x8080808080808080)
#define LOW_BITS UINT64_C(0x0101010101010101)

static inline uint64_t load_word(const char *from)
{
    uint64_t word;
    memcpy(&word, from, sizeof word);
    return word;
}

static inline int word_has_zero(uint64_t word) { return ((word - LOW_BITS) & ~word & HIGH_BITS) != 0; }

#endif
