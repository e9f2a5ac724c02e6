/* Faster versions of CPython's functions that take format strings. Link with libfmtunit.
 *
 * FmtUnit_X has the arguments, the results and the contract of PyArg_X, Py_X or PyObject_X. Lengths of text are of type
 * Py_ssize_t. Calls with formats that only CPython supports are forwarded to it.
 *
 * If FMTUNIT_REPLACE is defined before this is included, calls by CPython's names become calls of these functions. With GCC and
 * Clang, a call site with a literal format caches the compiled format.
 *
 *     #define PY_SSIZE_T_CLEAN
 *     #include <Python.h>
 *     #define FMTUNIT_REPLACE
 *     #include <fmtunit.h>
 */
#ifndef FMTUNIT_H
#define FMTUNIT_H

#include <Python.h>
#include <stdarg.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

int FmtUnit_ParseTuple(PyObject *args, const char *format, ...);
int FmtUnit_VaParse(PyObject *args, const char *format, va_list places);
int FmtUnit_Parse(PyObject *object, const char *format, ...);
int FmtUnit_ParseTupleAndKeywords(PyObject *args, PyObject *kwargs, const char *format, char *const *names, ...);
int FmtUnit_VaParseTupleAndKeywords(PyObject *args, PyObject *kwargs, const char *format, char *const *names,
                                    va_list places);
/* For METH_FASTCALL, and METH_FASTCALL | METH_KEYWORDS. CPython has these since 3.15. */
int FmtUnit_ParseArray(PyObject *const *args, Py_ssize_t nargs, const char *format, ...);
int FmtUnit_ParseArrayAndKeywords(PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames, const char *format,
                                  const char *const *names, ...);
PyObject *FmtUnit_BuildValue(const char *format, ...);
PyObject *FmtUnit_VaBuildValue(const char *format, va_list values);
PyObject *FmtUnit_CallFunction(PyObject *callable, const char *format, ...);
PyObject *FmtUnit_CallMethod(PyObject *object, const char *name, const char *format, ...);

/* The following declarations are for the macros below, and are not part of the API. */

typedef struct FmtUnit_Format FmtUnit_Format;

/* The beginning of a compiled format. */
struct FmtUnit_Format {
    /* Takes the arguments, a count or a dict, keywords, the places, and this format. Returns 0 if all arguments are parsed. */
    unsigned int (*code)(void *, void *, PyObject *, const void *const *, const FmtUnit_Format *);
};

/* The cached format of a call site; NULL before the first call. */
typedef struct {
    const FmtUnit_Format *format;
} FmtUnit_Site;

int FmtUnit_ParseTupleAt(FmtUnit_Site *site, PyObject *args, const char *format, const void *const *places,
                         size_t count, int lengths_are_int);
int FmtUnit_ParseAt(FmtUnit_Site *site, PyObject *object, const char *format, const void *const *places, size_t count,
                    int lengths_are_int);
int FmtUnit_ParseTupleAndKeywordsAt(PyObject *args, PyObject *kwargs, const char *format, const char *const *names,
                                    const void *const *places, size_t count, int lengths_are_int);

#ifdef __cplusplus
}
#endif

/* Before 3.13, code that does not define PY_SSIZE_T_CLEAN passes lengths of type int. CPython warns of them or refuses them. */
#if PY_VERSION_HEX < 0x030D0000 && !defined(PY_SSIZE_T_CLEAN)
#define FMTUNIT_LENGTHS_ARE_INT 1
#else
#define FMTUNIT_LENGTHS_ARE_INT 0
#endif

#if defined(__GNUC__) || defined(__clang__)
#define FMTUNIT_HAS_SITES 1

typedef int (*FmtUnit_ParseAtFunction)(FmtUnit_Site *, PyObject *, const char *, const void *const *, size_t, int);

/* Calls the format that the site has cached. If there is none, or no site, look_up finds the format. */
static inline int FmtUnit_RunAt(FmtUnit_ParseAtFunction look_up, FmtUnit_Site *site, PyObject *object,
                                const char *format, const void *const *places, size_t count)
{
    if (site != NULL) {
        const FmtUnit_Format *known = __atomic_load_n(&site->format, __ATOMIC_ACQUIRE);
        if (__builtin_expect(known != NULL, 1))
            return __atomic_load_n(&known->code, __ATOMIC_ACQUIRE)(object, NULL, NULL, places, known) == 0;
    }
    return look_up(site, object, format, places, count, FMTUNIT_LENGTHS_ARE_INT);
}

/* Tells whether the format is a literal: an array, and constant. A parameter of an inlined function may be constant, but is not
 * an array. Its site would serve several formats. */
#ifdef __cplusplus
template <class T> struct FmtUnit_IsArray {
    static const bool value = false;
};
template <class T, size_t N> struct FmtUnit_IsArray<T (&)[N]> {
    static const bool value = true;
};
#define FMTUNIT_IS_LITERAL(format) (FmtUnit_IsArray<decltype((format))>::value && __builtin_constant_p(format))

/* Converts places of all types, functions among them, to untyped pointers. */
template <class... Places>
static inline int FmtUnit_RunPlaces(FmtUnit_ParseAtFunction look_up, FmtUnit_Site *site, PyObject *object,
                                    const char *format, Places... places)
{
    const void *const array[] = {NULL, (const void *)places...};
    return FmtUnit_RunAt(look_up, site, object, format, array + 1, sizeof...(places));
}
template <class... Places>
static inline int FmtUnit_RunPlacesAndNames(PyObject *args, PyObject *kwargs, const char *format,
                                            const char *const *names, Places... places)
{
    const void *const array[] = {NULL, (const void *)places...};
    return FmtUnit_ParseTupleAndKeywordsAt(args, kwargs, format, names, array + 1, sizeof...(places),
                                           FMTUNIT_LENGTHS_ARE_INT);
}
#define FMTUNIT_RUN(look_up, object, format, ...)                                                                      \
    __extension__({                                                                                                    \
        static FmtUnit_Site fmtunit_site;                                                                              \
        FmtUnit_RunPlaces(look_up, FMTUNIT_IS_LITERAL(format) ? &fmtunit_site : NULL, object, format, ##__VA_ARGS__);  \
    })
#define FMTUNIT_RUN_NAMES(args, kwargs, format, names, ...)                                                            \
    FmtUnit_RunPlacesAndNames(args, kwargs, format, (const char *const *)(names), ##__VA_ARGS__)
#else
#define FMTUNIT_IS_LITERAL(format)                                                                                     \
    (!__builtin_types_compatible_p(__typeof__(format), __typeof__(&(format)[0])) && __builtin_constant_p(format))
#define FMTUNIT_COUNT(array) (sizeof(array) / sizeof *(array)-1)
#define FMTUNIT_RUN(look_up, object, format, ...)                                                                      \
    __extension__({                                                                                                    \
        static FmtUnit_Site fmtunit_site;                                                                              \
        const void *const fmtunit_places[] = {NULL, ##__VA_ARGS__};                                                    \
        FmtUnit_RunAt(look_up, FMTUNIT_IS_LITERAL(format) ? &fmtunit_site : NULL, object, format, fmtunit_places + 1,  \
                      FMTUNIT_COUNT(fmtunit_places));                                                                  \
    })
#define FMTUNIT_RUN_NAMES(args, kwargs, format, names, ...)                                                            \
    __extension__({                                                                                                    \
        const void *const fmtunit_places[] = {NULL, ##__VA_ARGS__};                                                    \
        FmtUnit_ParseTupleAndKeywordsAt(args, kwargs, format, (const char *const *)(names), fmtunit_places + 1,        \
                                        FMTUNIT_COUNT(fmtunit_places), FMTUNIT_LENGTHS_ARE_INT);                       \
    })
#endif
#endif /* sites */

#ifdef FMTUNIT_REPLACE
#ifdef FMTUNIT_HAS_SITES
#undef PyArg_ParseTuple
#undef PyArg_Parse
#undef PyArg_ParseTupleAndKeywords
#define PyArg_ParseTuple(args, ...) FMTUNIT_RUN(FmtUnit_ParseTupleAt, args, __VA_ARGS__)
#define PyArg_Parse(object, ...) FMTUNIT_RUN(FmtUnit_ParseAt, object, __VA_ARGS__)
#define PyArg_ParseTupleAndKeywords(args, kwargs, ...) FMTUNIT_RUN_NAMES(args, kwargs, __VA_ARGS__)
#elif !FMTUNIT_LENGTHS_ARE_INT
#undef PyArg_ParseTuple
#undef PyArg_Parse
#undef PyArg_ParseTupleAndKeywords
#define PyArg_ParseTuple FmtUnit_ParseTuple
#define PyArg_Parse FmtUnit_Parse
#define PyArg_ParseTupleAndKeywords FmtUnit_ParseTupleAndKeywords
#endif
#if !FMTUNIT_LENGTHS_ARE_INT
#undef PyArg_VaParse
#undef PyArg_VaParseTupleAndKeywords
#undef Py_BuildValue
#undef Py_VaBuildValue
#undef PyObject_CallFunction
#undef PyObject_CallMethod
#define PyArg_VaParse FmtUnit_VaParse
#define PyArg_VaParseTupleAndKeywords FmtUnit_VaParseTupleAndKeywords
#define Py_BuildValue FmtUnit_BuildValue
#define Py_VaBuildValue FmtUnit_VaBuildValue
#define PyObject_CallFunction FmtUnit_CallFunction
#define PyObject_CallMethod FmtUnit_CallMethod
#endif
#endif /* FMTUNIT_REPLACE */

#endif /* FMTUNIT_H */
