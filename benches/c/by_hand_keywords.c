/* Parsing keyword arguments by hand: two functions for each format, one for a tuple and a dict, one for an array and a
 * tuple of keywords. */
#include "by_hand_arguments.h"

#define INLINE static inline __attribute__((always_inline))
#define NOINLINE static __attribute__((noinline))
#define COLD static __attribute__((cold, noinline))

/* ---- parameters ---------------------------------------------------------------------------------------------------- */

/* The parameters of each format: their numbers and names. */
#define VOLTAGE(NAME) NAME(0, "voltage") NAME(1, "state") NAME(2, "action") NAME(3, "type")
#define START(NAME) NAME(0, "iterable") NAME(1, "start")
#define DEFAULT(NAME) NAME(0, "key") NAME(1, "default")
#define SORTED(NAME) NAME(0, "iterable") NAME(1, "key") NAME(2, "reverse")
#define FLAG(NAME) NAME(0, "flag")
#define RECORD(NAME)                                                                                       \
    NAME(0, "kind") NAME(1, "name") NAME(2, "flags") NAME(3, "owner") NAME(4, "key") NAME(5, "value")      \
    NAME(6, "context")

enum { MOST = 7 };

/* The arguments of a call by parameter; NULL if absent. */
typedef PyObject *Slots[MOST];

/* Puts a keyword argument into its slot; false if there is none for it. */
typedef int Take(PyObject **slots, PyObject *keyword, PyObject *value);

#define LISTED(index, name) (char *)(name),
#define TAKE_NAMED(index, name)                                                                \
    if (length == sizeof(name) - 1 && LIKELY(memcmp(text, name, sizeof(name) - 1) == 0)) {     \
        if (UNLIKELY(slots[index] != NULL))                                                    \
            return 0;                                                                          \
        slots[index] = value;                                                                  \
        return 1;                                                                              \
    }

/* The names of the parameters, as CPython takes them and as a function that compares them by length and bytes. */
#define DEFINE_PARAMETERS(name, PARAMETERS)                                         \
    static char *name##_names[] = {PARAMETERS(LISTED) NULL};                        \
    INLINE int take_##name(PyObject **slots, PyObject *keyword, PyObject *value)    \
    {                                                                               \
        const char *text;                                                           \
        Py_ssize_t length;                                                          \
        if (UNLIKELY(!as_ascii(keyword, &text, &length)))                           \
            return 0;                                                               \
        PARAMETERS(TAKE_NAMED)                                                      \
        return 0;                                                                   \
    }
DEFINE_PARAMETERS(voltage, VOLTAGE)
DEFINE_PARAMETERS(start, START)
DEFINE_PARAMETERS(default, DEFAULT)
DEFINE_PARAMETERS(sorted, SORTED)
DEFINE_PARAMETERS(flag, FLAG)
DEFINE_PARAMETERS(record, RECORD)

/* ---- matching: true if all is usual -------------------------------------------------------------------------------- */

/* The positional arguments, in front of those that are given by keyword. */
INLINE int take_positional(PyObject **slots, Py_ssize_t most, PyObject *const *args, Py_ssize_t count)
{
    if (UNLIKELY(count > most))
        return 0;
    for (Py_ssize_t index = 0; index < most; index++)
        slots[index] = index < count ? args[index] : NULL;
    return 1;
}

INLINE int is_tuple(PyObject *args) { return LIKELY(args != NULL) && LIKELY(Py_IS_TYPE(args, &PyTuple_Type)); }

INLINE int match_dict(PyObject **slots, Py_ssize_t most, Take *take, PyObject *args, PyObject *kwargs)
{
    PyObject *keyword, *value;
    Py_ssize_t at = 0;
    if (UNLIKELY(!PyDict_Check(kwargs)) ||
        UNLIKELY(!take_positional(slots, most, ((PyTupleObject *)args)->ob_item, PyTuple_GET_SIZE(args))))
        return 0;
    while (PyDict_Next(kwargs, &at, &keyword, &value))
        if (UNLIKELY(!take(slots, keyword, value)))
            return 0;
    return 1;
}

INLINE int match_names(PyObject **slots, Py_ssize_t most, Take *take, PyObject *const *args, Py_ssize_t count,
                       PyObject *keywords)
{
    if (UNLIKELY(!Py_IS_TYPE(keywords, &PyTuple_Type)) || UNLIKELY(!take_positional(slots, most, args, count)))
        return 0;
    Py_ssize_t named = PyTuple_GET_SIZE(keywords);
    for (Py_ssize_t index = 0; index < named; index++)
        if (UNLIKELY(!take(slots, PyTuple_GET_ITEM(keywords, index), args[count + index])))
            return 0;
    return 1;
}

/* What is not usual: as the tuple and the dict that the public function wants. */
COLD int parse_array_slowly(PyObject *const *args, Py_ssize_t count, PyObject *keywords, const char *format, char **names,
                            ...)
{
    Py_ssize_t named = keywords == NULL ? 0 : PyTuple_GET_SIZE(keywords);
    PyObject *tuple = PyTuple_New(count), *dict = PyDict_New();
    int stored = tuple != NULL && dict != NULL;
    for (Py_ssize_t index = 0; stored && index < count; index++)
        PyTuple_SET_ITEM(tuple, index, new_reference(args[index]));
    for (Py_ssize_t index = 0; stored && index < named; index++)
        stored = PyDict_SetItem(dict, PyTuple_GET_ITEM(keywords, index), args[count + index]) == 0;
    if (stored) {
        va_list places;
        va_start(places, names);
        stored = PyArg_VaParseTupleAndKeywords(tuple, dict, format, names, places);
        va_end(places);
    }
    Py_XDECREF(tuple);
    Py_XDECREF(dict);
    return stored;
}

/* ---- formats ------------------------------------------------------------------------------------------------------- */

#define PLACES(...) __VA_ARGS__

/* Both functions of a format: its outputs as parameters and as arguments, and what reads them. Where all arguments are
 * positional, a jump leads to a function that needs no slots. */
#define DEFINE(name, format, parameters, most, declared, outputs, read)                                               \
    NOINLINE int tuple_##name(PyObject *args, PyObject *kwargs, declared)                                             \
    {                                                                                                                 \
        if (LIKELY(is_tuple(args)) && LIKELY(PyTuple_GET_SIZE(args) <= most) &&                                       \
            LIKELY(read(((PyTupleObject *)args)->ob_item, PyTuple_GET_SIZE(args), outputs)))                          \
            return 1;                                                                                                 \
        return PyArg_ParseTupleAndKeywords(args, kwargs, format, parameters##_names, outputs);                        \
    }                                                                                                                 \
    int by_hand_dict_##name(PyObject *args, PyObject *kwargs, declared)                                               \
    {                                                                                                                 \
        Slots slots;                                                                                                  \
        if (kwargs == NULL)                                                                                           \
            return tuple_##name(args, kwargs, outputs);                                                               \
        if (LIKELY(is_tuple(args)) && LIKELY(match_dict(slots, most, take_##parameters, args, kwargs)) &&             \
            LIKELY(read(slots, most, outputs)))                                                                       \
            return 1;                                                                                                 \
        return PyArg_ParseTupleAndKeywords(args, kwargs, format, parameters##_names, outputs);                        \
    }                                                                                                                 \
    NOINLINE int array_##name(PyObject *const *args, Py_ssize_t count, PyObject *keywords, declared)                  \
    {                                                                                                                 \
        if (LIKELY(count <= most) && LIKELY(read(args, count, outputs)))                                              \
            return 1;                                                                                                 \
        return parse_array_slowly(args, count, keywords, format, parameters##_names, outputs);                        \
    }                                                                                                                 \
    int by_hand_array_##name(PyObject *const *args, Py_ssize_t count, PyObject *keywords, declared)                   \
    {                                                                                                                 \
        Slots slots;                                                                                                  \
        if (keywords == NULL)                                                                                         \
            return array_##name(args, count, keywords, outputs);                                                      \
        if (LIKELY(match_names(slots, most, take_##parameters, args, count, keywords)) &&                             \
            LIKELY(read(slots, most, outputs)))                                                                       \
            return 1;                                                                                                 \
        return parse_array_slowly(args, count, keywords, format, parameters##_names, outputs);                        \
    }

/* Is the argument given? */
#define GIVEN(index) (index < count && slots[index] != NULL)

INLINE int read_isss(PyObject *const *slots, Py_ssize_t count, int *voltage, const char **state, const char **action,
                     const char **type)
{
    return LIKELY(GIVEN(0)) && LIKELY(as_int(slots[0], voltage)) && (!GIVEN(1) || LIKELY(as_text(slots[1], state))) &&
           (!GIVEN(2) || LIKELY(as_text(slots[2], action))) && (!GIVEN(3) || LIKELY(as_text(slots[3], type)));
}

INLINE int read_OO(PyObject *const *slots, Py_ssize_t count, PyObject **a, PyObject **b)
{
    if (GIVEN(0))
        *a = slots[0];
    if (GIVEN(1))
        *b = slots[1];
    return 1;
}

INLINE int read_O_O(PyObject *const *slots, Py_ssize_t count, PyObject **a, PyObject **b)
{
    return LIKELY(GIVEN(0)) && read_OO(slots, count, a, b);
}

INLINE int read_O_OO(PyObject *const *slots, Py_ssize_t count, PyObject **a, PyObject **b, PyObject **c)
{
    if (UNLIKELY(!read_O_O(slots, count, a, b)))
        return 0;
    if (GIVEN(2))
        *c = slots[2];
    return 1;
}

INLINE int read_p(PyObject *const *slots, Py_ssize_t count, int *flag)
{
    return !GIVEN(0) || LIKELY(as_truth(slots[0], flag));
}

INLINE int read_record(PyObject *const *slots, Py_ssize_t count, int *kind, const char **name, int *flags,
                       PyObject **owner, PyObject **key, PyObject **value, PyObject **context)
{
    if (!GIVEN(0) || !GIVEN(1) || !GIVEN(2) || !GIVEN(3) || !GIVEN(4) || !GIVEN(5))
        return 0;
    if (UNLIKELY(!as_int(slots[0], kind)) || UNLIKELY(!as_text(slots[1], name)) || UNLIKELY(!as_int(slots[2], flags)))
        return 0;
    *owner = slots[3];
    *key = slots[4];
    *value = slots[5];
    if (GIVEN(6))
        *context = slots[6];
    return 1;
}

DEFINE(isss, "i|sss", voltage, 4, PLACES(int *voltage, const char **state, const char **action, const char **type),
       PLACES(voltage, state, action, type), read_isss)
DEFINE(O_O, "O|O", start, 2, PLACES(PyObject **a, PyObject **b), PLACES(a, b), read_O_O)
DEFINE(OO, "|OO", default, 2, PLACES(PyObject **a, PyObject **b), PLACES(a, b), read_OO)
DEFINE(O_OO, "O|OO", sorted, 3, PLACES(PyObject **a, PyObject **b, PyObject **c), PLACES(a, b, c), read_O_OO)
DEFINE(record, "isiOOO|O", record, 7,
       PLACES(int *kind, const char **name, int *flags, PyObject **owner, PyObject **key, PyObject **value,
              PyObject **context),
       PLACES(kind, name, flags, owner, key, value, context), read_record)
DEFINE(p, "|p", flag, 1, int *flag, flag, read_p)

/* ---- by identity ---------------------------------------------------------------------------------------------------- */

/* Keywords are interned, so one pointer tells a name. The keys belong to the first interpreter, which is why nothing else
 * in here does this. */
enum { KEYS = 4 };
static PyObject *keys[KEYS];

COLD int intern_keys(void)
{
    for (int index = 0; index < KEYS; index++)
        if ((keys[index] = PyUnicode_InternFromString(voltage_names[index])) == NULL)
            return 0;
    return 1;
}

#define TAKE_KEY(index, name)                  \
    if (keyword == keys[index]) {              \
        if (UNLIKELY(slots[index] != NULL))    \
            return 0;                          \
        slots[index] = value;                  \
        return 1;                              \
    }

INLINE int take_key(PyObject **slots, PyObject *keyword, PyObject *value)
{
    VOLTAGE(TAKE_KEY)
    return 0;
}

int by_identity_isss(PyObject *const *args, Py_ssize_t count, PyObject *keywords, int *voltage, const char **state,
                     const char **action, const char **type)
{
    Slots slots;
    if (keywords == NULL)
        return array_isss(args, count, keywords, voltage, state, action, type);
    if (LIKELY(match_names(slots, 4, take_key, args, count, keywords)) &&
        LIKELY(read_isss(slots, 4, voltage, state, action, type)))
        return 1;
    /* What is not usual, and the first call. */
    return (keys[0] != NULL || intern_keys()) &&
           parse_array_slowly(args, count, keywords, "i|sss", voltage_names, voltage, state, action, type);
}
