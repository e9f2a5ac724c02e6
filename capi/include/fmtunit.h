/* CPython's functions that take format strings, compiled: a call with a literal format becomes straight-line code.
 *
 *     #define PY_SSIZE_T_CLEAN
 *     #include <Python.h>
 *     #define FMTUNIT_REPLACE
 *     #include <fmtunit.h>
 *
 * FmtUnit_X has the arguments, the results and the contract of PyArg_X, Py_X or PyObject_X. If FMTUNIT_REPLACE is defined,
 * calls by CPython's names become calls of these. Nothing has to be linked.
 *
 * GCC or Clang fold a walk over the literal at compile time. What remains is the fast path of this one format: the checks,
 * loads and stores of its units. The first object, count or keyword without a fast path leaves the whole call to CPython's
 * function, from the beginning. No caller can observe that a fast conversion is made twice.
 *
 * Wrong places, wrong values and malformed formats are compile errors, unless FMTUNIT_NO_CHECK is defined.
 *
 * The header is inert (all calls are CPython's) without optimisation, with other compilers, for the limited API, for
 * free-threaded builds, and for other implementations of Python. Define FMTUNIT_LIBRARY to link with libfmtunit instead,
 * which also compiles formats that are known at run time only.
 *
 * MIT or Apache-2.0, at your option. https://github.com/fmtunit/fmtunit */
#ifndef FMTUNIT_H
#define FMTUNIT_H

#define FMTUNIT_VERSION 0x000100 /* 0.1.0 */

#include <Python.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#if defined(__GNUC__) || defined(__clang__)
/* Warnings about code that macros of this file expand to are for its author. */
#pragma GCC system_header
#endif

/* ---- where calls become code ---------------------------------------------------------------------------------------- */

#if !defined(FMTUNIT_LIBRARY) && (defined(__GNUC__) || defined(__clang__)) && defined(__OPTIMIZE__) &&               \
    ((defined(__STDC_VERSION__) && __STDC_VERSION__ >= 199901L) || (defined(__cplusplus) && __cplusplus >= 201103L)) && \
    !defined(Py_LIMITED_API) && !defined(PYPY_VERSION) && !defined(GRAALVM_PYTHON) && !defined(Py_GIL_DISABLED) &&   \
    PY_VERSION_HEX >= 0x03090000 && PY_VERSION_HEX < 0x03100000
#define FMTUNIT_IS_INLINE 1
#else
#define FMTUNIT_IS_INLINE 0
#endif

/* Before 3.13, code that does not define PY_SSIZE_T_CLEAN passes lengths of type int. CPython warns of them or refuses them. If it is
 * defined before Python.h is included, the functions are macros. */
#if PY_VERSION_HEX < 0x030D0000 && !defined(PyArg_ParseTuple)
#define FMTUNIT_LENGTHS_ARE_INT 1
#else
#define FMTUNIT_LENGTHS_ARE_INT 0
#endif

/* The function that CPython's headers call by a name. */
#if PY_VERSION_HEX < 0x030D0000 && !FMTUNIT_LENGTHS_ARE_INT
#define FMTUNIT_STOCK(name) (_##name##_SizeT)
#else
#define FMTUNIT_STOCK(name) (name)
#endif

/* ---- arrays of arguments, where CPython has no functions for them ---------------------------------------------------- */

#ifndef FMTUNIT_LIBRARY

#if defined(__GNUC__) || defined(__clang__)
#define FMTUNIT_COLD static __attribute__((noinline, cold, unused))
#else
#define FMTUNIT_COLD static
#endif

#if PY_VERSION_HEX < 0x030F0000

/* Returns the arguments as a tuple. */
FMTUNIT_COLD PyObject *FmtUnit_new_tuple(PyObject *const *args, Py_ssize_t count)
{
    PyObject *tuple = PyTuple_New(count);
    Py_ssize_t index;
    for (index = 0; tuple != NULL && index < count; index++) {
        Py_INCREF(args[index]);
        PyTuple_SetItem(tuple, index, args[index]);
    }
    return tuple;
}

/* Returns the arguments that follow the positional ones as a dict. */
FMTUNIT_COLD PyObject *FmtUnit_new_dict(PyObject *const *args, PyObject *kwnames)
{
    PyObject *dict;
    Py_ssize_t index, count = PyTuple_Size(kwnames);
    if (count < 0)
        return NULL;
    dict = PyDict_New();
    for (index = 0; dict != NULL && index < count; index++)
        if (PyDict_SetItem(dict, PyTuple_GetItem(kwnames, index), args[index]) < 0)
            Py_CLEAR(dict);
    return dict;
}

/* PyArg_ParseArray of 3.15. The places may borrow from the arguments, which the caller's array keeps alive. */
FMTUNIT_COLD int FmtUnit_parse_array(PyObject *const *args, Py_ssize_t nargs, const char *format, ...)
{
    PyObject *tuple = FmtUnit_new_tuple(args, nargs);
    va_list places;
    int stored;
    if (tuple == NULL)
        return 0;
    va_start(places, format);
    stored = PyArg_VaParse(tuple, format, places);
    va_end(places);
    Py_DECREF(tuple);
    return stored;
}

/* PyArg_ParseArrayAndKeywords of 3.15. */
FMTUNIT_COLD int FmtUnit_parse_array_and_keywords(PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames,
                                                  const char *format, const char *const *names, ...)
{
    PyObject *tuple = FmtUnit_new_tuple(args, nargs);
    PyObject *dict = tuple == NULL || kwnames == NULL ? NULL : FmtUnit_new_dict(args + nargs, kwnames);
    int stored = 0;
    if (tuple != NULL && (kwnames == NULL || dict != NULL)) {
        va_list places;
        va_start(places, names);
        stored = PyArg_VaParseTupleAndKeywords(tuple, dict, format, (char **)names, places);
        va_end(places);
    }
    Py_XDECREF(tuple);
    Py_XDECREF(dict);
    return stored;
}
#else
#define FmtUnit_parse_array PyArg_ParseArray
#define FmtUnit_parse_array_and_keywords PyArg_ParseArrayAndKeywords
#endif

#endif /* !FMTUNIT_LIBRARY */

#if FMTUNIT_IS_INLINE

#ifdef __cplusplus
extern "C++" {
#include <type_traits>
#endif

/* The type of the names that CPython's function declares. */
#if defined(__cplusplus) && PY_VERSION_HEX >= 0x030D0000
#define FMTUNIT_STOCK_NAMES char *const *
#else
#define FMTUNIT_STOCK_NAMES char **
#endif

#define FMTUNIT_TABLE static const __attribute__((unused))
#define FMTUNIT_TABLE_VARIABLE static __attribute__((unused))

/* A function that is always inlined. An error that GCC finds in it is one at the call. Clang warns of static functions in
 * `inline` functions with external linkage, also of their callers, and so gets functions that are never emitted. */
#if defined(__clang__) && !defined(__cplusplus)
#define FMTUNIT_INLINE extern inline __attribute__((gnu_inline, always_inline, unused))
#else
#define FMTUNIT_INLINE static inline __attribute__((always_inline, artificial, unused))
#endif
#define FMTUNIT_HELPER static __attribute__((noinline, unused))
#define FMTUNIT_LIKELY(condition) __builtin_expect(!!(condition), 1)
#define FMTUNIT_UNLIKELY(condition) __builtin_expect(!!(condition), 0)

/* ---- tables: written by `cargo xtask header` from parser/src/units/tables.rs ---- */
/* A place: name, type of the C argument. */
#define FMTUNIT_FOR_EACH_PLACE(ROW) \
    ROW(Text, const char **) \
    ROW(Buffer, Py_buffer *) \
    ROW(SSize, Py_ssize_t *) \
    ROW(Encoding, const char *) \
    ROW(Encoded, char **) \
    ROW(Object, PyObject **) \
    ROW(Wide, const wchar_t **) \
    ROW(UChar, unsigned char *) \
    ROW(Short, short *) \
    ROW(UShort, unsigned short *) \
    ROW(Int, int *) \
    ROW(UInt, unsigned int *) \
    ROW(Long, long *) \
    ROW(ULong, unsigned long *) \
    ROW(LongLong, long long *) \
    ROW(ULongLong, unsigned long long *) \
    ROW(Char, char *) \
    ROW(Float, float *) \
    ROW(Double, double *) \
    ROW(Complex, Py_complex *) \
    ROW(Class, PyTypeObject *) \
    ROW(Converter, int (*)(PyObject *, void *)) \
    ROW(Anything, void *)

/* A fast shape. */
#define FMTUNIT_FOR_EACH_PARSE_SHAPE(ROW) \
    ROW(Text) \
    ROW(TextBuffer) \
    ROW(TextAndLength) \
    ROW(OptionalText) \
    ROW(OptionalTextAndLength) \
    ROW(BytesBuffer) \
    ROW(BytesAndLength) \
    ROW(WritableBuffer) \
    ROW(EncodedText) \
    ROW(BytesSubclass) \
    ROW(ExactByteArray) \
    ROW(StrSubclass) \
    ROW(Int) \
    ROW(MaskedInt) \
    ROW(Character) \
    ROW(Float) \
    ROW(Complex) \
    ROW(Truth) \
    ROW(Any) \
    ROW(Instance)

/* A parse unit: name, spelling, C arguments, fast shape, versions, number of places that it takes and of all
 * places, places. */
#define FMTUNIT_FOR_EACH_PARSE_UNIT(ROW) \
    ROW(Str, "s", "const char **", Text, 0, 0xFFFF, 0, 1, Text, Nothing, Nothing) \
    ROW(StrBuffer, "s*", "Py_buffer *", TextBuffer, 0, 0xFFFF, 0, 1, Buffer, Nothing, Nothing) \
    ROW(StrLen, "s#", "const char **, Py_ssize_t *", TextAndLength, 0, 0xFFFF, 0, 2, Text, SSize, Nothing) \
    ROW(OptionalStr, "z", "const char **", OptionalText, 0, 0xFFFF, 0, 1, Text, Nothing, Nothing) \
    ROW(OptionalStrBuffer, "z*", "Py_buffer *", Nothing, 0, 0xFFFF, 0, 1, Buffer, Nothing, Nothing) \
    ROW(OptionalStrLen, "z#", "const char **, Py_ssize_t *", OptionalTextAndLength, 0, 0xFFFF, 0, 2, Text, SSize, Nothing) \
    ROW(Bytes, "y", "const char **", Nothing, 0, 0xFFFF, 0, 1, Text, Nothing, Nothing) \
    ROW(BytesBuffer, "y*", "Py_buffer *", BytesBuffer, 0, 0xFFFF, 0, 1, Buffer, Nothing, Nothing) \
    ROW(BytesLen, "y#", "const char **, Py_ssize_t *", BytesAndLength, 0, 0xFFFF, 0, 2, Text, SSize, Nothing) \
    ROW(WritableBuffer, "w*", "Py_buffer *", WritableBuffer, 0, 0xFFFF, 0, 1, Buffer, Nothing, Nothing) \
    ROW(EncodedStr, "es", "const char *, char **", EncodedText, 0, 0xFFFF, 1, 2, Encoding, Encoded, Nothing) \
    ROW(EncodedStrOrBytes, "et", "const char *, char **", EncodedText, 0, 0xFFFF, 1, 2, Encoding, Encoded, Nothing) \
    ROW(EncodedStrLen, "es#", "const char *, char **, Py_ssize_t *", Nothing, 0, 0xFFFF, 1, 3, Encoding, Encoded, SSize) \
    ROW(EncodedStrOrBytesLen, "et#", "const char *, char **, Py_ssize_t *", Nothing, 0, 0xFFFF, 1, 3, Encoding, Encoded, SSize) \
    ROW(BytesObject, "S", "PyObject **", BytesSubclass, 0, 0xFFFF, 0, 1, Object, Nothing, Nothing) \
    ROW(ByteArrayObject, "Y", "PyObject **", ExactByteArray, 0, 0xFFFF, 0, 1, Object, Nothing, Nothing) \
    ROW(StrObject, "U", "PyObject **", StrSubclass, 0, 0xFFFF, 0, 1, Object, Nothing, Nothing) \
    ROW(WideStr, "u", "const wchar_t **", Nothing, 0, 0x030B, 0, 1, Wide, Nothing, Nothing) \
    ROW(WideStrLen, "u#", "const wchar_t **, Py_ssize_t *", Nothing, 0, 0x030B, 0, 2, Wide, SSize, Nothing) \
    ROW(OptionalWideStr, "Z", "const wchar_t **", Nothing, 0, 0x030B, 0, 1, Wide, Nothing, Nothing) \
    ROW(OptionalWideStrLen, "Z#", "const wchar_t **, Py_ssize_t *", Nothing, 0, 0x030B, 0, 2, Wide, SSize, Nothing) \
    ROW(UnsignedByte, "b", "unsigned char *", Int, 0, 0xFFFF, 0, 1, UChar, Nothing, Nothing) \
    ROW(UnsignedByteMask, "B", "unsigned char *", MaskedInt, 0, 0xFFFF, 0, 1, UChar, Nothing, Nothing) \
    ROW(Short, "h", "short *", Int, 0, 0xFFFF, 0, 1, Short, Nothing, Nothing) \
    ROW(UnsignedShortMask, "H", "unsigned short *", MaskedInt, 0, 0xFFFF, 0, 1, UShort, Nothing, Nothing) \
    ROW(Int, "i", "int *", Int, 0, 0xFFFF, 0, 1, Int, Nothing, Nothing) \
    ROW(UnsignedIntMask, "I", "unsigned int *", MaskedInt, 0, 0xFFFF, 0, 1, UInt, Nothing, Nothing) \
    ROW(Long, "l", "long *", Int, 0, 0xFFFF, 0, 1, Long, Nothing, Nothing) \
    ROW(UnsignedLongMask, "k", "unsigned long *", MaskedInt, 0, 0xFFFF, 0, 1, ULong, Nothing, Nothing) \
    ROW(LongLong, "L", "long long *", Int, 0, 0xFFFF, 0, 1, LongLong, Nothing, Nothing) \
    ROW(UnsignedLongLongMask, "K", "unsigned long long *", MaskedInt, 0, 0xFFFF, 0, 1, ULongLong, Nothing, Nothing) \
    ROW(SSize, "n", "Py_ssize_t *", Int, 0, 0xFFFF, 0, 1, SSize, Nothing, Nothing) \
    ROW(Char, "c", "char *", Nothing, 0, 0xFFFF, 0, 1, Char, Nothing, Nothing) \
    ROW(CodePoint, "C", "int *", Character, 0, 0xFFFF, 0, 1, Int, Nothing, Nothing) \
    ROW(Float, "f", "float *", Float, 0, 0xFFFF, 0, 1, Float, Nothing, Nothing) \
    ROW(Double, "d", "double *", Float, 0, 0xFFFF, 0, 1, Double, Nothing, Nothing) \
    ROW(Complex, "D", "Py_complex *", Complex, 0, 0xFFFF, 0, 1, Complex, Nothing, Nothing) \
    ROW(Predicate, "p", "int *", Truth, 0, 0xFFFF, 0, 1, Int, Nothing, Nothing) \
    ROW(Object, "O", "PyObject **", Any, 0, 0xFFFF, 0, 1, Object, Nothing, Nothing) \
    ROW(Instance, "O!", "PyTypeObject *, PyObject **", Instance, 0, 0xFFFF, 1, 2, Class, Object, Nothing) \
    ROW(Converted, "O&", "int (*)(PyObject *, void *), void *", Nothing, 0, 0xFFFF, 1, 2, Converter, Anything, Nothing)

/* The numbers of parse units by letter, from A on; the spelling is one of ? ?# ?* ?! ?& e? e?#. */
FMTUNIT_TABLE unsigned char FmtUnit_parse_index[58][7] = {
    {0}, {23, 0, 0, 0, 0, 0, 0}, {34, 0, 0, 0, 0, 0, 0}, {37, 0, 0, 0, 0, 0, 0}, {0},
    {0}, {0}, {25, 0, 0, 0, 0, 0, 0}, {27, 0, 0, 0, 0, 0, 0}, {0},
    {31, 0, 0, 0, 0, 0, 0}, {30, 0, 0, 0, 0, 0, 0}, {0}, {0}, {39, 0, 0, 40, 41, 0, 0},
    {0}, {0}, {0}, {15, 0, 0, 0, 0, 0, 0}, {0},
    {17, 0, 0, 0, 0, 0, 0}, {0}, {0}, {0}, {16, 0, 0, 0, 0, 0, 0},
    {20, 21, 0, 0, 0, 0, 0}, {0}, {0}, {0}, {0},
    {0}, {0}, {0}, {22, 0, 0, 0, 0, 0, 0}, {33, 0, 0, 0, 0, 0, 0},
    {36, 0, 0, 0, 0, 0, 0}, {0}, {35, 0, 0, 0, 0, 0, 0}, {0}, {24, 0, 0, 0, 0, 0, 0},
    {26, 0, 0, 0, 0, 0, 0}, {0}, {29, 0, 0, 0, 0, 0, 0}, {28, 0, 0, 0, 0, 0, 0}, {0},
    {32, 0, 0, 0, 0, 0, 0}, {0}, {38, 0, 0, 0, 0, 0, 0}, {0}, {0},
    {1, 3, 2, 0, 0, 11, 13}, {0, 0, 0, 0, 0, 12, 14}, {18, 19, 0, 0, 0, 0, 0}, {0}, {0, 0, 10, 0, 0, 0, 0},
    {0}, {7, 9, 8, 0, 0, 0, 0}, {4, 6, 5, 0, 0, 0, 0},
};

/* A way to build. */
#define FMTUNIT_FOR_EACH_BUILD_ROUTINE(ROW) \
    ROW(text) \
    ROW(text_and_length) \
    ROW(bytes) \
    ROW(bytes_and_length) \
    ROW(wide) \
    ROW(wide_and_length) \
    ROW(int) \
    ROW(unsigned_short) \
    ROW(unsigned_int) \
    ROW(long) \
    ROW(unsigned_long) \
    ROW(long_long) \
    ROW(unsigned_long_long) \
    ROW(ssize) \
    ROW(char) \
    ROW(code_point) \
    ROW(predicate) \
    ROW(double) \
    ROW(complex) \
    ROW(object) \
    ROW(stolen) \
    ROW(converted)

/* A value: name, C types. */
#define FMTUNIT_FOR_EACH_VALUE(ROW) \
    ROW(Text, const char *, void *) \
    ROW(Bytes, const char *, Py_ssize_t) \
    ROW(Wide, const wchar_t *, void *) \
    ROW(WideLen, const wchar_t *, Py_ssize_t) \
    ROW(Int, int, void *) \
    ROW(UInt, unsigned int, void *) \
    ROW(Long, long, void *) \
    ROW(ULong, unsigned long, void *) \
    ROW(LongLong, long long, void *) \
    ROW(ULongLong, unsigned long long, void *) \
    ROW(SSize, Py_ssize_t, void *) \
    ROW(Double, double, void *) \
    ROW(Complex, Py_complex *, void *) \
    ROW(Object, PyObject *, void *) \
    ROW(Conversion, PyObject *(*)(void *), void *)

/* A build unit: name, spelling, C arguments, way to build, versions, value, number of C arguments. */
#define FMTUNIT_FOR_EACH_BUILD_UNIT(ROW) \
    ROW(Str, "s", "const char *", text, 0, 0xFFFF, Text, 1) \
    ROW(StrLen, "s#", "const char *, Py_ssize_t", text_and_length, 0, 0xFFFF, Bytes, 2) \
    ROW(OptionalStr, "z", "const char *", text, 0, 0xFFFF, Text, 1) \
    ROW(OptionalStrLen, "z#", "const char *, Py_ssize_t", text_and_length, 0, 0xFFFF, Bytes, 2) \
    ROW(StrObject, "U", "const char *", text, 0, 0xFFFF, Text, 1) \
    ROW(StrObjectLen, "U#", "const char *, Py_ssize_t", text_and_length, 0, 0xFFFF, Bytes, 2) \
    ROW(Bytes, "y", "const char *", bytes, 0, 0xFFFF, Text, 1) \
    ROW(BytesLen, "y#", "const char *, Py_ssize_t", bytes_and_length, 0, 0xFFFF, Bytes, 2) \
    ROW(WideStr, "u", "const wchar_t *", wide, 0, 0xFFFF, Wide, 1) \
    ROW(WideStrLen, "u#", "const wchar_t *, Py_ssize_t", wide_and_length, 0, 0xFFFF, WideLen, 2) \
    ROW(Byte, "b", "int", int, 0, 0xFFFF, Int, 1) \
    ROW(UnsignedByte, "B", "int", int, 0, 0xFFFF, Int, 1) \
    ROW(Short, "h", "int", int, 0, 0xFFFF, Int, 1) \
    ROW(UnsignedShort, "H", "unsigned int", unsigned_short, 0, 0xFFFF, UInt, 1) \
    ROW(Int, "i", "int", int, 0, 0xFFFF, Int, 1) \
    ROW(UnsignedInt, "I", "unsigned int", unsigned_int, 0, 0xFFFF, UInt, 1) \
    ROW(Long, "l", "long", long, 0, 0xFFFF, Long, 1) \
    ROW(UnsignedLong, "k", "unsigned long", unsigned_long, 0, 0xFFFF, ULong, 1) \
    ROW(LongLong, "L", "long long", long_long, 0, 0xFFFF, LongLong, 1) \
    ROW(UnsignedLongLong, "K", "unsigned long long", unsigned_long_long, 0, 0xFFFF, ULongLong, 1) \
    ROW(SSize, "n", "Py_ssize_t", ssize, 0, 0xFFFF, SSize, 1) \
    ROW(Char, "c", "int", char, 0, 0xFFFF, Int, 1) \
    ROW(CodePoint, "C", "int", code_point, 0, 0xFFFF, Int, 1) \
    ROW(Predicate, "p", "int", predicate, 0x030E, 0xFFFF, Int, 1) \
    ROW(Double, "d", "double", double, 0, 0xFFFF, Double, 1) \
    ROW(Float, "f", "double", double, 0, 0xFFFF, Double, 1) \
    ROW(Complex, "D", "Py_complex *", complex, 0, 0xFFFF, Complex, 1) \
    ROW(Object, "O", "PyObject *", object, 0, 0xFFFF, Object, 1) \
    ROW(BytesObject, "S", "PyObject *", object, 0, 0xFFFF, Object, 1) \
    ROW(Stolen, "N", "PyObject *", stolen, 0, 0xFFFF, Object, 1) \
    ROW(Converted, "O&", "PyObject *(*)(void *), void *", converted, 0, 0xFFFF, Conversion, 2) \
    ROW(ConvertedBytes, "S&", "PyObject *(*)(void *), void *", converted, 0, 0xFFFF, Conversion, 2) \
    ROW(ConvertedStolen, "N&", "PyObject *(*)(void *), void *", converted, 0, 0xFFFF, Conversion, 2)

/* The numbers of build units by letter, from A on; the spelling is one of ? ?# ?* ?! ?& e? e?#. */
FMTUNIT_TABLE unsigned char FmtUnit_build_index[58][7] = {
    {0}, {12, 0, 0, 0, 0, 0, 0}, {23, 0, 0, 0, 0, 0, 0}, {27, 0, 0, 0, 0, 0, 0}, {0},
    {0}, {0}, {14, 0, 0, 0, 0, 0, 0}, {16, 0, 0, 0, 0, 0, 0}, {0},
    {20, 0, 0, 0, 0, 0, 0}, {19, 0, 0, 0, 0, 0, 0}, {0}, {30, 0, 0, 0, 33, 0, 0}, {28, 0, 0, 0, 31, 0, 0},
    {0}, {0}, {0}, {29, 0, 0, 0, 32, 0, 0}, {0},
    {5, 6, 0, 0, 0, 0, 0}, {0}, {0}, {0}, {0},
    {0}, {0}, {0}, {0}, {0},
    {0}, {0}, {0}, {11, 0, 0, 0, 0, 0, 0}, {22, 0, 0, 0, 0, 0, 0},
    {25, 0, 0, 0, 0, 0, 0}, {0}, {26, 0, 0, 0, 0, 0, 0}, {0}, {13, 0, 0, 0, 0, 0, 0},
    {15, 0, 0, 0, 0, 0, 0}, {0}, {18, 0, 0, 0, 0, 0, 0}, {17, 0, 0, 0, 0, 0, 0}, {0},
    {21, 0, 0, 0, 0, 0, 0}, {0}, {24, 0, 0, 0, 0, 0, 0}, {0}, {0},
    {1, 2, 0, 0, 0, 0, 0}, {0}, {9, 10, 0, 0, 0, 0, 0}, {0}, {0},
    {0}, {7, 8, 0, 0, 0, 0, 0}, {3, 4, 0, 0, 0, 0, 0},
};

/* ---- end of the tables ---- */

/* ---- types ------------------------------------------------------------------------------------------------------------ */

/* The types of places and values, as far as a mistake matters: signs, kinds of char and pointers to void do not. */
enum {
    FmtUnit_Type_any,
    FmtUnit_Type_int8, /* pointers to integers, by width */
    FmtUnit_Type_int16,
    FmtUnit_Type_int32,
    FmtUnit_Type_int64,
    FmtUnit_Type_bool,
    FmtUnit_Type_float,
    FmtUnit_Type_double,
    FmtUnit_Type_complex,
    FmtUnit_Type_buffer,
    FmtUnit_Type_text, /* pointers to pointers to char */
    FmtUnit_Type_wide,
    FmtUnit_Type_object,
    FmtUnit_Type_one_object, /* a pointer to an object */
    FmtUnit_Type_class,
    FmtUnit_Type_int_value, /* no pointer */
    FmtUnit_Type_long_value,
    FmtUnit_Type_real_value,
    FmtUnit_Type_other
};

#define FMTUNIT_INT_TYPE(type)                                                            \
    (sizeof(type) == 1 ? FmtUnit_Type_int8 : sizeof(type) == 2 ? FmtUnit_Type_int16       \
                                         : sizeof(type) == 4   ? FmtUnit_Type_int32       \
                                                               : FmtUnit_Type_int64)
#define FMTUNIT_VALUE_TYPE(type) (sizeof(type) <= sizeof(int) ? FmtUnit_Type_int_value : FmtUnit_Type_long_value)

#ifdef __cplusplus
template <class T, bool = std::is_integral<T>::value || std::is_enum<T>::value> struct FmtUnit_PointeeType {
    static constexpr int code = std::is_void<T>::value || std::is_function<T>::value ? FmtUnit_Type_any : FmtUnit_Type_other;
};
template <class T> struct FmtUnit_PointeeType<T, true> {
    static constexpr int code = FMTUNIT_INT_TYPE(T);
};
#define FMTUNIT_POINTEE(type, name)                                    \
    template <> struct FmtUnit_PointeeType<type> {                     \
        static constexpr int code = FmtUnit_Type_##name;               \
    };
template <> struct FmtUnit_PointeeType<bool, true> {
    static constexpr int code = FmtUnit_Type_bool;
};
FMTUNIT_POINTEE(float, float)
FMTUNIT_POINTEE(double, double)
FMTUNIT_POINTEE(Py_complex, complex)
FMTUNIT_POINTEE(Py_buffer, buffer)
FMTUNIT_POINTEE(PyObject, one_object)
FMTUNIT_POINTEE(PyTypeObject, class)
#undef FMTUNIT_POINTEE
/* Pointers to pointers: to text, to nothing in particular, and to objects of all types. */
template <class T> struct FmtUnit_PointeeType<T *, false> {
    typedef typename std::remove_cv<T>::type Pointee;
    static constexpr int code = sizeof(typename std::conditional<std::is_void<T>::value || std::is_function<T>::value ||
                                    !std::is_integral<Pointee>::value, char, Pointee>::type) == 1 &&
                                        std::is_integral<Pointee>::value ? FmtUnit_Type_text
                                : std::is_same<Pointee, wchar_t>::value  ? FmtUnit_Type_wide
                                : std::is_same<Pointee, PyObject>::value ? FmtUnit_Type_object
                                : std::is_void<T>::value || std::is_class<Pointee>::value ? FmtUnit_Type_any
                                                                         : FmtUnit_Type_other;
};
template <class T> struct FmtUnit_TypeOf {
    static constexpr int code = std::is_integral<T>::value || std::is_enum<T>::value ? FMTUNIT_VALUE_TYPE(T)
                                : std::is_floating_point<T>::value                   ? FmtUnit_Type_real_value
                                                                                     : FmtUnit_Type_any;
};
template <class T> struct FmtUnit_TypeOf<T *> : FmtUnit_PointeeType<typename std::remove_volatile<T>::type> {};
template <> struct FmtUnit_TypeOf<const char *> : FmtUnit_PointeeType<char> {};
#define FMTUNIT_TYPE_CODE(type) FmtUnit_TypeOf<type>::code
#else
#define FMTUNIT_POINTERS(type, code) type * : code, volatile type * : code
#define FMTUNIT_INTS(type) FMTUNIT_POINTERS(type, FMTUNIT_INT_TYPE(type)), type : FMTUNIT_VALUE_TYPE(type)
/* An array or a function decays to a pointer here. */
#define FMTUNIT_TYPE(x)                                                                                                  \
    __extension__ _Generic(((void)0, (x)), FMTUNIT_INTS(char), FMTUNIT_INTS(signed char), FMTUNIT_INTS(unsigned char),   \
        FMTUNIT_INTS(short), FMTUNIT_INTS(unsigned short), FMTUNIT_INTS(int), FMTUNIT_INTS(unsigned int),                \
        FMTUNIT_INTS(long), FMTUNIT_INTS(unsigned long), FMTUNIT_INTS(long long), FMTUNIT_INTS(unsigned long long),      \
        _Bool * : FmtUnit_Type_bool, volatile _Bool * : FmtUnit_Type_bool, _Bool : FmtUnit_Type_int_value,               \
        FMTUNIT_POINTERS(float, FmtUnit_Type_float), FMTUNIT_POINTERS(double, FmtUnit_Type_double),                      \
        float : FmtUnit_Type_real_value, double : FmtUnit_Type_real_value, long double * : FmtUnit_Type_other,           \
        FMTUNIT_POINTERS(Py_complex, FmtUnit_Type_complex), FMTUNIT_POINTERS(Py_buffer, FmtUnit_Type_buffer),            \
        const char * : FmtUnit_Type_int8, FMTUNIT_POINTERS(char *, FmtUnit_Type_text),                                   \
        FMTUNIT_POINTERS(const char *, FmtUnit_Type_text), FMTUNIT_POINTERS(signed char *, FmtUnit_Type_text),           \
        FMTUNIT_POINTERS(const signed char *, FmtUnit_Type_text),                                                        \
        FMTUNIT_POINTERS(unsigned char *, FmtUnit_Type_text),                                                            \
        FMTUNIT_POINTERS(const unsigned char *, FmtUnit_Type_text), wchar_t * * : FmtUnit_Type_wide,                     \
        const wchar_t * * : FmtUnit_Type_wide, FMTUNIT_POINTERS(PyObject *, FmtUnit_Type_object),                        \
        PyObject * : FmtUnit_Type_one_object, PyTypeObject * : FmtUnit_Type_class, default : FmtUnit_Type_any)
#define FMTUNIT_TYPE_CODE(type) FMTUNIT_TYPE((type)0)
#endif

/* ---- tables as the compiler reads them --------------------------------------------------------------------------------- */

enum {
    FmtUnit_Place_Nothing,
#define FMTUNIT_ROW(name, type) FmtUnit_Place_##name,
    FMTUNIT_FOR_EACH_PLACE(FMTUNIT_ROW)
#undef FMTUNIT_ROW
    FmtUnit_Shape_Nothing,
#define FMTUNIT_ROW(name) FmtUnit_Shape_##name,
    FMTUNIT_FOR_EACH_PARSE_SHAPE(FMTUNIT_ROW)
#undef FMTUNIT_ROW
    FmtUnit_Parse_Nothing = 0,
#define FMTUNIT_ROW(name, spelling, arguments, shape, since, until, takes, count, first, second, third) FmtUnit_Parse_##name,
    FMTUNIT_FOR_EACH_PARSE_UNIT(FMTUNIT_ROW)
#undef FMTUNIT_ROW
};

/* The type that stands for a place of each kind. Objects and encodings have several. */
FMTUNIT_TABLE unsigned char FmtUnit_place_types[] = {
    FmtUnit_Type_any,
#define FMTUNIT_ROW(name, type) FMTUNIT_TYPE_CODE(type),
    FMTUNIT_FOR_EACH_PLACE(FMTUNIT_ROW)
#undef FMTUNIT_ROW
};

typedef struct {
    unsigned char length, shape, takes, count, places[3];
    unsigned short since, until;
} FmtUnit_ParseRow;

FMTUNIT_TABLE FmtUnit_ParseRow FmtUnit_parse_rows[] = {
    {0, FmtUnit_Shape_Nothing, 0, 0, {0, 0, 0}, 0, 0},
#define FMTUNIT_ROW(name, spelling, arguments, shape, since, until, takes, count, first, second, third)                \
    {sizeof(spelling) - 1, FmtUnit_Shape_##shape, takes, count,                                                        \
     {FmtUnit_Place_##first, FmtUnit_Place_##second, FmtUnit_Place_##third}, since, until},
    FMTUNIT_FOR_EACH_PARSE_UNIT(FMTUNIT_ROW)
#undef FMTUNIT_ROW
};

/* Returns the number of the unit that begins at a position, or 0. Like all functions of the walk it has no branches: then
 * each value is constant as soon as its operands are, in a single pass of either compiler. */
FMTUNIT_INLINE unsigned FmtUnit_unit(const unsigned char (*index)[7], const char *f, unsigned at)
{
    unsigned first = (unsigned char)f[at];
    unsigned second = (unsigned char)f[at + (first != 0)];
    unsigned third = (unsigned char)f[at + (first != 0) + ((first != 0) & (second != 0))];
    unsigned encoded = first == 'e';
    unsigned letter = first + encoded * (second - first) - 'A';
    unsigned modifier = second + encoded * (third - second);
    unsigned column = (modifier == '#') + 2 * (modifier == '*') + 3 * (modifier == '!') + 4 * (modifier == '&');
    unsigned is_letter = letter < 58;
    column += encoded * (5 + (modifier == '#') - column);
    return is_letter * index[letter * is_letter][column];
}

#define FMTUNIT_ROW_OF(f, at) FmtUnit_parse_rows[FmtUnit_unit(FmtUnit_parse_index, f, at)]

/* ---- the walk over a parse format -------------------------------------------------------------------------------------- */

/* The state of a walk, and what it has found, are words of packed numbers, so that they are folded like any other number. */
typedef unsigned long long FmtUnit_Word;

/* The types of places, five bits each; where there is no wide integer, only those of the first twelve. */
#ifdef __SIZEOF_INT128__
__extension__ typedef unsigned __int128 FmtUnit_TypeList;
#else
typedef FmtUnit_Word FmtUnit_TypeList;
#endif

#define FMTUNIT_FIELD(word, shift, bits) ((unsigned)((word) >> (shift) & ((1u << (bits)) - 1)))
#define FMTUNIT_BIT(condition, shift) ((FmtUnit_Word)(condition) << (shift))

/* The state: the position, the number of places that still belong to the last unit, the number of brackets that are open and
 * that have been opened; for each level the number of items, and for each level in brackets which pair it is. */
enum { FmtUnit_MaxDepth = 3, FmtUnit_MaxGroups = 6 };
#define FMTUNIT_AT(s) FMTUNIT_FIELD(s, 0, 8)
#define FMTUNIT_REST(s) FMTUNIT_FIELD(s, 8, 2)
#define FMTUNIT_DEPTH(s) FMTUNIT_FIELD(s, 10, 2)
#define FMTUNIT_OPENED(s) FMTUNIT_FIELD(s, 12, 3)
#define FMTUNIT_ITEM_SHIFT(depth) (16 + 6 * (depth))
#define FMTUNIT_ITEM(s) FMTUNIT_FIELD(s, FMTUNIT_ITEM_SHIFT(FMTUNIT_DEPTH(s)), 6)
#define FMTUNIT_GROUP_SHIFT(depth) (40 + 3 * (depth))
#define FMTUNIT_GROUP(s) FMTUNIT_FIELD(s, FMTUNIT_GROUP_SHIFT(FMTUNIT_DEPTH(s)), 3)

/* The findings: the numbers of required, of positional and of all items, sizes of groups, marks, and faults. */
#define FMTUNIT_REQUIRED(plan) FMTUNIT_FIELD(plan, 0, 6)
#define FMTUNIT_POSITIONAL(plan) FMTUNIT_FIELD(plan, 6, 6)
#define FMTUNIT_ITEMS(plan) FMTUNIT_FIELD(plan, 12, 6)
#define FMTUNIT_SIZE_SHIFT(group) (18 + 5 * (group))
#define FMTUNIT_SIZE(plan, group) FMTUNIT_FIELD(plan, FMTUNIT_SIZE_SHIFT(group), 5)
enum {
    FmtUnit_HasBar = 48,    /* | */
    FmtUnit_HasDollar,      /* $ */
    FmtUnit_IsSlow,         /* there is a unit without a fast path */
    FmtUnit_HasKept,        /* there is a unit that may have to be undone */
    FmtUnit_HasTwoKept,
    FmtUnit_HasEncoded,
    FmtUnit_IsPlan,         /* the walk has been folded */
    FmtUnit_Fault           /* of 8 bits */
};
#define FMTUNIT_HAS(plan, mark) FMTUNIT_FIELD(plan, mark, 1)
#define FMTUNIT_FAULT(plan) FMTUNIT_FIELD(plan, FmtUnit_Fault, 8)

/* Faults; greater ones are numbers of units that a place does not fit. A format with more brackets and marks between two units
 * than the walk goes past is left to CPython, and is no mistake. */
enum {
    FmtUnit_NotFollowed = 1,
    FmtUnit_Malformed,
    FmtUnit_TooFew,
    FmtUnit_TooMany,
    FmtUnit_NotClean,
    FmtUnit_WrongPlace
};

#define FMTUNIT_IS_END(c) (((c) == 0) | ((c) == ':') | ((c) == ';'))
#define FMTUNIT_IS_SEPARATOR(c) (((c) == '(') | ((c) == ')') | ((c) == '|') | ((c) == '$'))

FMTUNIT_INLINE unsigned FmtUnit_opens(const char *f, FmtUnit_Word s)
{
    return (f[FMTUNIT_AT(s)] == '(') & (FMTUNIT_DEPTH(s) < FmtUnit_MaxDepth) & (FMTUNIT_OPENED(s) < FmtUnit_MaxGroups) &
           (FMTUNIT_REST(s) == 0);
}
FMTUNIT_INLINE unsigned FmtUnit_closes(const char *f, FmtUnit_Word s)
{
    return (f[FMTUNIT_AT(s)] == ')') & (FMTUNIT_DEPTH(s) > 0) & (FMTUNIT_REST(s) == 0);
}
FMTUNIT_INLINE unsigned FmtUnit_marks(const char *f, FmtUnit_Word s, char mark)
{
    return (f[FMTUNIT_AT(s)] == mark) & (FMTUNIT_DEPTH(s) == 0) & (FMTUNIT_REST(s) == 0);
}

/* Returns the state after a bracket that opens or closes; that before, if there is none. */
FMTUNIT_INLINE FmtUnit_Word FmtUnit_open(const char *f, FmtUnit_Word s)
{
    FmtUnit_Word opened = FMTUNIT_BIT(FMTUNIT_OPENED(s), FMTUNIT_GROUP_SHIFT(FMTUNIT_DEPTH(s) + 1));
    return s + FmtUnit_opens(f, s) * (1 + FMTUNIT_BIT(1, 10) + FMTUNIT_BIT(1, 12) + opened);
}
FMTUNIT_INLINE FmtUnit_Word FmtUnit_close(const char *f, FmtUnit_Word s)
{
    unsigned depth = FMTUNIT_DEPTH(s), shift = FMTUNIT_ITEM_SHIFT(depth);
    /* The level is cleared, and counts as an item of the one around. */
    FmtUnit_Word closed = FMTUNIT_BIT(FMTUNIT_ITEM(s), shift) + FMTUNIT_BIT(FMTUNIT_GROUP(s), FMTUNIT_GROUP_SHIFT(depth));
    return s + FmtUnit_closes(f, s) * (1 + FMTUNIT_BIT(1, shift - 6) - FMTUNIT_BIT(1, 10) - closed);
}
FMTUNIT_INLINE FmtUnit_Word FmtUnit_pass_mark(const char *f, FmtUnit_Word s)
{
    return s + (FmtUnit_marks(f, s, '|') | FmtUnit_marks(f, s, '$'));
}

/* Return the findings with those of a bracket that closes, or of a mark, the state being that before it. */
FMTUNIT_INLINE FmtUnit_Word FmtUnit_note_close(const char *f, FmtUnit_Word s, FmtUnit_Word plan)
{
    return plan | FMTUNIT_BIT(FmtUnit_closes(f, s) * FMTUNIT_ITEM(s), FMTUNIT_SIZE_SHIFT(FMTUNIT_GROUP(s)));
}
FMTUNIT_INLINE FmtUnit_Word FmtUnit_note_mark(const char *f, FmtUnit_Word s, FmtUnit_Word plan)
{
    unsigned bar = FmtUnit_marks(f, s, '|'), dollar = FmtUnit_marks(f, s, '$'), item = FMTUNIT_FIELD(s, 16, 6);
    /* A mark that is out of order is left to CPython, which accepts some. */
    unsigned disorder = (bar & FMTUNIT_FIELD(plan, FmtUnit_HasBar, 1)) | (bar & FMTUNIT_HAS(plan, FmtUnit_HasDollar)) |
                        (dollar & !FMTUNIT_HAS(plan, FmtUnit_HasBar)) | (dollar & FMTUNIT_HAS(plan, FmtUnit_HasDollar));
    return plan + (!disorder & bar) * item + ((!disorder & dollar) * item << 6) +
           FMTUNIT_BIT(!disorder & bar, FmtUnit_HasBar) + FMTUNIT_BIT(!disorder & dollar, FmtUnit_HasDollar) |
           FMTUNIT_BIT(disorder, FmtUnit_IsSlow);
}

/* Returns the state after one place: that of the unit that begins here, or one more of it. */
FMTUNIT_INLINE FmtUnit_Word FmtUnit_after(FmtUnit_Word s, unsigned unit)
{
    FmtUnit_Word within = FMTUNIT_REST(s) != 0, begins = !within & (unit != 0);
    return s - (within << 8) +
           begins * (FmtUnit_parse_rows[unit].length + ((FmtUnit_parse_rows[unit].count - 1u) << 8) +
                     FMTUNIT_BIT(1, FMTUNIT_ITEM_SHIFT(FMTUNIT_DEPTH(s))));
}

FMTUNIT_INLINE FmtUnit_Word FmtUnit_with_fault(FmtUnit_Word plan, FmtUnit_Word fault)
{
    return plan + ((FMTUNIT_FAULT(plan) == 0) * fault << FmtUnit_Fault);
}

/* Does a place of this type serve for one of this kind? */
FMTUNIT_INLINE unsigned FmtUnit_fits(unsigned kind, unsigned type)
{
    unsigned wanted = FmtUnit_place_types[kind];
    return (wanted == type) | (type == FmtUnit_Type_any) | (wanted == FmtUnit_Type_any) |
           /* NULL in C++, and 0 */
           ((kind == FmtUnit_Place_Encoding) & ((type == FmtUnit_Type_int_value) | (type == FmtUnit_Type_long_value)));
}

/* Returns the findings with those of a place, the state being that before it. */
FMTUNIT_INLINE FmtUnit_Word FmtUnit_note_place(const char *f, FmtUnit_Word s, FmtUnit_Word plan, unsigned unit, unsigned type)
{
    const unsigned c = (unsigned char)f[FMTUNIT_AT(s)], within = FMTUNIT_REST(s) != 0, ends = !within & FMTUNIT_IS_END(c);
    const unsigned shape = FmtUnit_parse_rows[unit].shape, count = FmtUnit_parse_rows[unit].count;
    const unsigned role = (count - FMTUNIT_REST(s)) * within;
    const unsigned kind = FmtUnit_parse_rows[unit].places[role * (role < 3)];
    const unsigned begins = !within & !ends;
    const unsigned is_known = (FmtUnit_parse_rows[unit].since <= PY_VERSION_HEX >> 16) &
                              (FmtUnit_parse_rows[unit].until >= PY_VERSION_HEX >> 16);
    const unsigned is_kept = (shape == FmtUnit_Shape_TextBuffer) | (shape == FmtUnit_Shape_BytesBuffer) |
                             (shape == FmtUnit_Shape_WritableBuffer) | (shape == FmtUnit_Shape_EncodedText);
    const unsigned is_dirty = FMTUNIT_LENGTHS_ARE_INT & (kind == FmtUnit_Place_SSize) & (count > 1);
    /* A cast of the place to PyObject * is common where the class is checked. */
    const unsigned is_cast = (shape == FmtUnit_Shape_Instance) & (type == FmtUnit_Type_one_object);
    plan |= FMTUNIT_BIT(begins & ((shape == FmtUnit_Shape_Nothing) | !is_known), FmtUnit_IsSlow);
    plan |= FMTUNIT_BIT(begins & is_kept & FMTUNIT_HAS(plan, FmtUnit_HasKept), FmtUnit_HasTwoKept);
    plan |= FMTUNIT_BIT(begins & is_kept, FmtUnit_HasKept);
    plan |= FMTUNIT_BIT(begins & (shape == FmtUnit_Shape_EncodedText), FmtUnit_HasEncoded);
    plan = FmtUnit_with_fault(plan, (begins & FMTUNIT_IS_SEPARATOR(c)) * FmtUnit_NotFollowed);
    plan = FmtUnit_with_fault(plan, ends * FmtUnit_TooMany);
    plan = FmtUnit_with_fault(plan, (begins & ((count == 0) | !is_known)) * FmtUnit_Malformed);
    plan = FmtUnit_with_fault(plan, is_dirty * FmtUnit_NotClean);
    return FmtUnit_with_fault(plan, ((begins | within) & !FmtUnit_fits(kind, type) & !is_cast) * (FmtUnit_WrongPlace + unit));
}

/* Returns the findings after the last place. */
FMTUNIT_INLINE FmtUnit_Word FmtUnit_finish(const char *f, FmtUnit_Word s, FmtUnit_Word plan, unsigned next)
{
    unsigned c = (unsigned char)f[FMTUNIT_AT(s)], items = FMTUNIT_FIELD(s, 16, 6);
    plan = FmtUnit_with_fault(plan, FMTUNIT_IS_SEPARATOR(c) * FmtUnit_NotFollowed);
    plan = FmtUnit_with_fault(plan, ((FMTUNIT_REST(s) != 0) | (next != 0)) * FmtUnit_TooFew);
    plan = FmtUnit_with_fault(plan, (!FMTUNIT_IS_END(c) | (FMTUNIT_DEPTH(s) != 0)) * FmtUnit_Malformed);
    plan |= FMTUNIT_BIT(FMTUNIT_HAS(plan, FmtUnit_HasEncoded) & FMTUNIT_HAS(plan, FmtUnit_HasTwoKept), FmtUnit_IsSlow);
    return plan + !FMTUNIT_HAS(plan, FmtUnit_HasBar) * items + (!FMTUNIT_HAS(plan, FmtUnit_HasDollar) * items << 6) +
           (items << 12) + FMTUNIT_BIT(1, FmtUnit_IsPlan);
}

/* ---- objects: fast paths ------------------------------------------------------------------------------------------------ */

FMTUNIT_INLINE int FmtUnit_is_exactly(PyObject *object, PyTypeObject *type) { return FMTUNIT_LIKELY(Py_TYPE(object) == type); }

/* Is this an int of one digit? */
FMTUNIT_INLINE int FmtUnit_is_digit(PyObject *object)
{
#if PY_VERSION_HEX >= 0x030C0000
    return FmtUnit_is_exactly(object, &PyLong_Type) && FMTUNIT_LIKELY(PyUnstable_Long_IsCompact((PyLongObject *)object));
#else
    return FmtUnit_is_exactly(object, &PyLong_Type) && FMTUNIT_LIKELY((size_t)(Py_SIZE(object) + 1) <= 2);
#endif
}
FMTUNIT_INLINE long FmtUnit_digit(PyObject *object)
{
#if PY_VERSION_HEX >= 0x030C0000
    return (long)PyUnstable_Long_CompactValue((PyLongObject *)object);
#else
    /* Zero has no digit: the product does not depend on what is read. */
    return (long)Py_SIZE(object) * (long)((PyLongObject *)object)->ob_digit[0];
#endif
}

FMTUNIT_INLINE int FmtUnit_is_ascii(PyObject *object)
{
    return FmtUnit_is_exactly(object, &PyUnicode_Type) && FMTUNIT_LIKELY(PyUnicode_IS_COMPACT_ASCII(object));
}
FMTUNIT_INLINE const char *FmtUnit_text(PyObject *object) { return (const char *)((PyASCIIObject *)object + 1); }
FMTUNIT_INLINE Py_ssize_t FmtUnit_text_length(PyObject *object) { return ((PyASCIIObject *)object)->length; }

FMTUNIT_INLINE FmtUnit_Word FmtUnit_load(const char *from)
{
    FmtUnit_Word word;
    memcpy(&word, from, sizeof word);
    return word;
}
FMTUNIT_INLINE int FmtUnit_has_zero_byte(FmtUnit_Word word)
{
    return ((word - 0x0101010101010101ULL) & ~word & 0x8080808080808080ULL) != 0;
}

/* Is there a NUL in the text? The header of the object precedes it, so that the last eight bytes can be read at once. From a
 * length of 48 on, vector code is worth a call. */
FMTUNIT_INLINE int FmtUnit_has_nul(const char *text, Py_ssize_t length)
{
    FmtUnit_Word last;
    if (FMTUNIT_UNLIKELY(length > 48))
        return memchr(text, 0, (size_t)length) != NULL;
    for (; length >= 8; text += 8, length -= 8)
        if (FMTUNIT_UNLIKELY(FmtUnit_has_zero_byte(FmtUnit_load(text))))
            return 1;
    if (length == 0)
        return 0;
    /* The bytes before the rest are set to ones. */
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    last = FmtUnit_load(text + length - 8) | (~0ULL << (8 * length));
#else
    last = FmtUnit_load(text + length - 8) | (~0ULL >> (8 * length));
#endif
    return FMTUNIT_UNLIKELY(FmtUnit_has_zero_byte(last));
}

/* A new reference. On 3.12 and 3.13, CPython counts up in 32 bits and down in 64. A load of 64 bits would wait for the
 * interpreter's store of 32, so that this loads halves, and stores the whole, which will soon be loaded. */
FMTUNIT_INLINE PyObject *FmtUnit_new_reference(PyObject *object)
{
#if PY_VERSION_HEX >= 0x030C0000 && PY_VERSION_HEX < 0x030E0000 && SIZEOF_VOID_P > 4 && !defined(Py_REF_DEBUG) &&     \
    defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    unsigned more = object->ob_refcnt_split[0] + 1;
    if (FMTUNIT_LIKELY(more != 0)) { /* not immortal */
        if (FMTUNIT_LIKELY(object->ob_refcnt_split[1] == 0))
            object->ob_refcnt = more;
        else
            object->ob_refcnt_split[0] = more;
    }
#else
    Py_INCREF(object);
#endif
    return object;
}

/* Stores to places. Their declared types may differ from those of the units (PyArrayObject *), so that only copies of bytes
 * are safe. */
#define FMTUNIT_STORE(type, place, value)                \
    do {                                                 \
        type fmtunit_value = (type)(value);              \
        memcpy(place, &fmtunit_value, sizeof(type));     \
    } while (0)

/* ---- conversions: 1 if the object has the fast shape, 0 if it has not ------------------------------------------------------ */

FMTUNIT_INLINE int FmtUnit_store_int(unsigned kind, void *place, long value)
{
    switch (kind) {
#define FMTUNIT_INT(name, type)                 \
    case FmtUnit_Place_##name:                  \
        FMTUNIT_STORE(type, place, value);      \
        return 1;
        FMTUNIT_INT(UChar, unsigned char)
        FMTUNIT_INT(Short, short)
        FMTUNIT_INT(UShort, unsigned short)
        FMTUNIT_INT(Int, int)
        FMTUNIT_INT(UInt, unsigned int)
        FMTUNIT_INT(Long, long)
        FMTUNIT_INT(ULong, unsigned long)
        FMTUNIT_INT(LongLong, long long)
        FMTUNIT_INT(ULongLong, unsigned long long)
        FMTUNIT_INT(SSize, Py_ssize_t)
#undef FMTUNIT_INT
    }
    return 0;
}

/* The range of numbers of one digit that a place takes: without a warning of lost bits, which 3.15 has, if they are cut. */
FMTUNIT_INLINE int FmtUnit_is_in_range(unsigned kind, unsigned shape, long value)
{
    if (shape == FmtUnit_Shape_MaskedInt)
        return PY_VERSION_HEX < 0x030F0000 ||
               (kind == FmtUnit_Place_UChar    ? value >= -0x80 && value <= 0xFF
                : kind == FmtUnit_Place_UShort ? value >= -0x8000 && value <= 0xFFFF
                                               : 1);
    return kind == FmtUnit_Place_UChar   ? value >= 0 && value <= 0xFF
           : kind == FmtUnit_Place_Short ? value >= -0x8000 && value <= 0x7FFF
                                         : 1;
}

FMTUNIT_INLINE int FmtUnit_is_utf8(const char *encoding) { return encoding == NULL || strcmp(encoding, "utf-8") == 0; }

FMTUNIT_INLINE int FmtUnit_is_view(PyObject *object, unsigned shape)
{
    if (shape == FmtUnit_Shape_TextBuffer && FmtUnit_is_ascii(object))
        return 1;
    if (shape != FmtUnit_Shape_WritableBuffer && FmtUnit_is_exactly(object, &PyBytes_Type))
        return 1;
    return Py_TYPE(object) == &PyByteArray_Type && Py_SIZE(object) != 0;
}

/* Like PyType_IsSubtype. A type is the first of its bases, unless its metaclass says otherwise. */
FMTUNIT_INLINE int FmtUnit_is_instance(PyObject *object, PyTypeObject *type)
{
    PyObject *bases = Py_TYPE(object)->tp_mro;
    if (FMTUNIT_LIKELY(bases != NULL) && FMTUNIT_LIKELY(PyTuple_Check(bases)) && FMTUNIT_LIKELY(Py_SIZE(bases) > 0) &&
        FMTUNIT_LIKELY(((PyTupleObject *)bases)->ob_item[0] == (PyObject *)type))
        return 1;
    return PyType_IsSubtype(Py_TYPE(object), type);
}

/* Converts an item to the places of a unit, except for what FmtUnit_keep does. */
FMTUNIT_INLINE int FmtUnit_convert(unsigned unit, PyObject *item, void *first, void *second)
{
    const unsigned shape = FmtUnit_parse_rows[unit].shape, kind = FmtUnit_parse_rows[unit].places[0];
    const char *text;
    Py_ssize_t length;
    long digit;
    switch (shape) {
    case FmtUnit_Shape_Any:
        break;
    case FmtUnit_Shape_BytesSubclass:
        if (FMTUNIT_UNLIKELY(!PyBytes_Check(item)))
            return 0;
        break;
    case FmtUnit_Shape_StrSubclass:
        if (FMTUNIT_UNLIKELY(!PyUnicode_Check(item)))
            return 0;
        break;
    case FmtUnit_Shape_ExactByteArray:
        if (!FmtUnit_is_exactly(item, &PyByteArray_Type))
            return 0;
        break;
    case FmtUnit_Shape_Instance:
        if (!FmtUnit_is_instance(item, (PyTypeObject *)first))
            return 0;
        FMTUNIT_STORE(PyObject *, second, item);
        return 1;
    case FmtUnit_Shape_Int:
    case FmtUnit_Shape_MaskedInt:
        if (!FmtUnit_is_digit(item))
            return 0;
        digit = FmtUnit_digit(item);
        return FMTUNIT_LIKELY(FmtUnit_is_in_range(kind, shape, digit)) && FmtUnit_store_int(kind, first, digit);
    case FmtUnit_Shape_Truth:
        if (FMTUNIT_UNLIKELY(item != Py_True) && FMTUNIT_UNLIKELY(item != Py_False))
            return 0;
        FMTUNIT_STORE(int, first, item == Py_True);
        return 1;
    case FmtUnit_Shape_Float:
        if (!FmtUnit_is_exactly(item, &PyFloat_Type))
            return 0;
        if (kind == FmtUnit_Place_Float)
            FMTUNIT_STORE(float, first, ((PyFloatObject *)item)->ob_fval);
        else
            FMTUNIT_STORE(double, first, ((PyFloatObject *)item)->ob_fval);
        return 1;
    case FmtUnit_Shape_Complex:
        if (!FmtUnit_is_exactly(item, &PyComplex_Type))
            return 0;
        memcpy(first, &((PyComplexObject *)item)->cval, sizeof(Py_complex));
        return 1;
    case FmtUnit_Shape_OptionalText:
    case FmtUnit_Shape_OptionalTextAndLength:
        if (item == Py_None) {
            FMTUNIT_STORE(const char *, first, NULL);
            if (shape == FmtUnit_Shape_OptionalTextAndLength)
                FMTUNIT_STORE(Py_ssize_t, second, 0);
            return 1;
        }
        /* fall through */
    case FmtUnit_Shape_Text:
    case FmtUnit_Shape_TextAndLength:
    case FmtUnit_Shape_Character:
    case FmtUnit_Shape_EncodedText:
        if (!FmtUnit_is_ascii(item))
            return 0;
        text = FmtUnit_text(item);
        length = FmtUnit_text_length(item);
        if (shape == FmtUnit_Shape_Character) {
            if (FMTUNIT_UNLIKELY(length != 1))
                return 0;
            FMTUNIT_STORE(int, first, text[0]);
            return 1;
        }
        if (shape == FmtUnit_Shape_EncodedText && (second == NULL || !FmtUnit_is_utf8((const char *)first)))
            return 0;
        if (shape == FmtUnit_Shape_TextAndLength || shape == FmtUnit_Shape_OptionalTextAndLength)
            FMTUNIT_STORE(Py_ssize_t, second, length);
        else if (FmtUnit_has_nul(text, length))
            return 0;
        if (shape != FmtUnit_Shape_EncodedText)
            FMTUNIT_STORE(const char *, first, text);
        return 1;
    case FmtUnit_Shape_BytesAndLength:
        if (!FmtUnit_is_exactly(item, &PyBytes_Type))
            return 0;
        FMTUNIT_STORE(const char *, first, ((PyBytesObject *)item)->ob_sval);
        FMTUNIT_STORE(Py_ssize_t, second, Py_SIZE(item));
        return 1;
    case FmtUnit_Shape_TextBuffer:
    case FmtUnit_Shape_BytesBuffer:
    case FmtUnit_Shape_WritableBuffer:
        return FMTUNIT_LIKELY(FmtUnit_is_view(item, shape));
    default:
        return 0;
    }
    FMTUNIT_STORE(PyObject *, first, item);
    return 1;
}

FMTUNIT_INLINE void FmtUnit_fill(Py_buffer *view, PyObject *object, const char *data, Py_ssize_t length, int is_readonly)
{
    view->buf = (void *)data;
    view->obj = FmtUnit_new_reference(object);
    view->len = length;
    view->itemsize = 1;
    view->readonly = is_readonly;
    view->ndim = 1;
    view->format = NULL;
    view->shape = NULL;
    view->strides = NULL;
    view->suboffsets = NULL;
    view->internal = NULL;
}

/* Takes what a unit keeps of its item, once all other items are converted: then nothing has to be undone. Returns 0 if memory
 * is exhausted. */
FMTUNIT_INLINE int FmtUnit_keep(unsigned unit, PyObject *item, void *first, void *second)
{
    const unsigned shape = FmtUnit_parse_rows[unit].shape;
    if (shape == FmtUnit_Shape_EncodedText) {
        size_t size = (size_t)FmtUnit_text_length(item) + 1;
        char *block = (char *)PyMem_Malloc(size);
        if (FMTUNIT_UNLIKELY(block == NULL))
            return 0;
        memcpy(block, FmtUnit_text(item), size);
        FMTUNIT_STORE(char *, second, block);
    }
    if (shape == FmtUnit_Shape_TextBuffer || shape == FmtUnit_Shape_BytesBuffer || shape == FmtUnit_Shape_WritableBuffer) {
        Py_buffer *view = (Py_buffer *)first;
        if (shape == FmtUnit_Shape_TextBuffer && PyUnicode_CheckExact(item)) {
            FmtUnit_fill(view, item, FmtUnit_text(item), FmtUnit_text_length(item), 1);
        } else if (shape != FmtUnit_Shape_WritableBuffer && PyBytes_CheckExact(item)) {
            FmtUnit_fill(view, item, ((PyBytesObject *)item)->ob_sval, Py_SIZE(item), 1);
        } else {
            ((PyByteArrayObject *)item)->ob_exports++;
            FmtUnit_fill(view, item, ((PyByteArrayObject *)item)->ob_start, Py_SIZE(item), 0);
        }
    }
    return 1;
}

/* Returns the elements of an exact tuple of the given length, or NULL. */
FMTUNIT_INLINE PyObject *const *FmtUnit_elements(PyObject *object, unsigned count)
{
    if (FMTUNIT_UNLIKELY(object == NULL) || !FmtUnit_is_exactly(object, &PyTuple_Type) ||
        FMTUNIT_UNLIKELY((size_t)Py_SIZE(object) != count))
        return NULL;
    return ((PyTupleObject *)object)->ob_item;
}

/* ---- a call: the walk over the literal, beside the arguments -------------------------------------------------------------- */

/* Lists of places. The last place has the number 1: so a function hands on all but its first place. */
#define FMTUNIT_FOR_EACH_COUNT(DO) \
    DO(1, 0) DO(2, 1) DO(3, 2) DO(4, 3) DO(5, 4) DO(6, 5) DO(7, 6) DO(8, 7) DO(9, 8) DO(10, 9) DO(11, 10) DO(12, 11) \
    DO(13, 12) DO(14, 13) DO(15, 14) DO(16, 15) DO(17, 16) DO(18, 17) DO(19, 18) DO(20, 19) DO(21, 20) DO(22, 21)    \
    DO(23, 22) DO(24, 23)
enum { FmtUnit_MaxPlaces = 24 };
#define FMTUNIT_DECLARE_0
#define FMTUNIT_DECLARE_1 , void *p1
#define FMTUNIT_DECLARE_2 , void *p2 FMTUNIT_DECLARE_1
#define FMTUNIT_DECLARE_3 , void *p3 FMTUNIT_DECLARE_2
#define FMTUNIT_DECLARE_4 , void *p4 FMTUNIT_DECLARE_3
#define FMTUNIT_DECLARE_5 , void *p5 FMTUNIT_DECLARE_4
#define FMTUNIT_DECLARE_6 , void *p6 FMTUNIT_DECLARE_5
#define FMTUNIT_DECLARE_7 , void *p7 FMTUNIT_DECLARE_6
#define FMTUNIT_DECLARE_8 , void *p8 FMTUNIT_DECLARE_7
#define FMTUNIT_DECLARE_9 , void *p9 FMTUNIT_DECLARE_8
#define FMTUNIT_DECLARE_10 , void *p10 FMTUNIT_DECLARE_9
#define FMTUNIT_DECLARE_11 , void *p11 FMTUNIT_DECLARE_10
#define FMTUNIT_DECLARE_12 , void *p12 FMTUNIT_DECLARE_11
#define FMTUNIT_DECLARE_13 , void *p13 FMTUNIT_DECLARE_12
#define FMTUNIT_DECLARE_14 , void *p14 FMTUNIT_DECLARE_13
#define FMTUNIT_DECLARE_15 , void *p15 FMTUNIT_DECLARE_14
#define FMTUNIT_DECLARE_16 , void *p16 FMTUNIT_DECLARE_15
#define FMTUNIT_DECLARE_17 , void *p17 FMTUNIT_DECLARE_16
#define FMTUNIT_DECLARE_18 , void *p18 FMTUNIT_DECLARE_17
#define FMTUNIT_DECLARE_19 , void *p19 FMTUNIT_DECLARE_18
#define FMTUNIT_DECLARE_20 , void *p20 FMTUNIT_DECLARE_19
#define FMTUNIT_DECLARE_21 , void *p21 FMTUNIT_DECLARE_20
#define FMTUNIT_DECLARE_22 , void *p22 FMTUNIT_DECLARE_21
#define FMTUNIT_DECLARE_23 , void *p23 FMTUNIT_DECLARE_22
#define FMTUNIT_DECLARE_24 , void *p24 FMTUNIT_DECLARE_23
#define FMTUNIT_PASS_0
#define FMTUNIT_PASS_1 , p1
#define FMTUNIT_PASS_2 , p2 FMTUNIT_PASS_1
#define FMTUNIT_PASS_3 , p3 FMTUNIT_PASS_2
#define FMTUNIT_PASS_4 , p4 FMTUNIT_PASS_3
#define FMTUNIT_PASS_5 , p5 FMTUNIT_PASS_4
#define FMTUNIT_PASS_6 , p6 FMTUNIT_PASS_5
#define FMTUNIT_PASS_7 , p7 FMTUNIT_PASS_6
#define FMTUNIT_PASS_8 , p8 FMTUNIT_PASS_7
#define FMTUNIT_PASS_9 , p9 FMTUNIT_PASS_8
#define FMTUNIT_PASS_10 , p10 FMTUNIT_PASS_9
#define FMTUNIT_PASS_11 , p11 FMTUNIT_PASS_10
#define FMTUNIT_PASS_12 , p12 FMTUNIT_PASS_11
#define FMTUNIT_PASS_13 , p13 FMTUNIT_PASS_12
#define FMTUNIT_PASS_14 , p14 FMTUNIT_PASS_13
#define FMTUNIT_PASS_15 , p15 FMTUNIT_PASS_14
#define FMTUNIT_PASS_16 , p16 FMTUNIT_PASS_15
#define FMTUNIT_PASS_17 , p17 FMTUNIT_PASS_16
#define FMTUNIT_PASS_18 , p18 FMTUNIT_PASS_17
#define FMTUNIT_PASS_19 , p19 FMTUNIT_PASS_18
#define FMTUNIT_PASS_20 , p20 FMTUNIT_PASS_19
#define FMTUNIT_PASS_21 , p21 FMTUNIT_PASS_20
#define FMTUNIT_PASS_22 , p22 FMTUNIT_PASS_21
#define FMTUNIT_PASS_23 , p23 FMTUNIT_PASS_22
#define FMTUNIT_PASS_24 , p24 FMTUNIT_PASS_23
/* The place after the first; of the last one, that itself. */
#define FMTUNIT_SECOND_1 p1
#define FMTUNIT_SECOND_2 p1
#define FMTUNIT_SECOND_3 p2
#define FMTUNIT_SECOND_4 p3
#define FMTUNIT_SECOND_5 p4
#define FMTUNIT_SECOND_6 p5
#define FMTUNIT_SECOND_7 p6
#define FMTUNIT_SECOND_8 p7
#define FMTUNIT_SECOND_9 p8
#define FMTUNIT_SECOND_10 p9
#define FMTUNIT_SECOND_11 p10
#define FMTUNIT_SECOND_12 p11
#define FMTUNIT_SECOND_13 p12
#define FMTUNIT_SECOND_14 p13
#define FMTUNIT_SECOND_15 p14
#define FMTUNIT_SECOND_16 p15
#define FMTUNIT_SECOND_17 p16
#define FMTUNIT_SECOND_18 p17
#define FMTUNIT_SECOND_19 p18
#define FMTUNIT_SECOND_20 p19
#define FMTUNIT_SECOND_21 p20
#define FMTUNIT_SECOND_22 p21
#define FMTUNIT_SECOND_23 p22
#define FMTUNIT_SECOND_24 p23

/* Functions of a family have one name in C++. */
#ifdef __cplusplus
#define FMTUNIT_NAME(family, count) FmtUnit_##family
#else
#define FMTUNIT_NAME(family, count) FmtUnit_##family##_##count
#endif

/* Goes past brackets and marks between two units. */
#define FMTUNIT_NOTE_CLOSE plan = FmtUnit_note_close(f, s, plan), s = FmtUnit_close(f, s)
#define FMTUNIT_NOTE_MARK plan = FmtUnit_note_mark(f, s, plan), s = FmtUnit_pass_mark(f, s)
#define FMTUNIT_NEXT_UNIT ((FMTUNIT_REST(s) == 0) * FmtUnit_unit(FmtUnit_parse_index, f, FMTUNIT_AT(s)))

/* Finds the facts about a format. */
FMTUNIT_INLINE FmtUnit_Word FmtUnit_plan_0(const char *f, FmtUnit_Word s, FmtUnit_Word plan, unsigned unit,
                                           FmtUnit_TypeList types)
{
    (void)unit, (void)types;
    FMTUNIT_NOTE_CLOSE;
    FMTUNIT_NOTE_CLOSE;
    FMTUNIT_NOTE_CLOSE;
    FMTUNIT_NOTE_MARK;
    FMTUNIT_NOTE_MARK;
    return FmtUnit_finish(f, s, plan, FMTUNIT_NEXT_UNIT);
}
#define FMTUNIT_PLAN(count, rest)                                                                                          \
    FMTUNIT_INLINE FmtUnit_Word FmtUnit_plan_##count(const char *f, FmtUnit_Word s, FmtUnit_Word plan, unsigned unit,     \
                                                     FmtUnit_TypeList types)                                              \
    {                                                                                                                      \
        FMTUNIT_NOTE_CLOSE;                                                                                                \
        FMTUNIT_NOTE_CLOSE;                                                                                                \
        FMTUNIT_NOTE_MARK;                                                                                                 \
        FMTUNIT_NOTE_MARK;                                                                                                 \
        s = FmtUnit_open(f, s);                                                                                            \
        s = FmtUnit_open(f, s);                                                                                            \
        unit = (FMTUNIT_REST(s) != 0) * unit + FMTUNIT_NEXT_UNIT;                                                          \
        plan = FmtUnit_note_place(f, s, plan, unit, (unsigned)types & 31);                                                 \
        return FmtUnit_plan_##rest(f, FmtUnit_after(s, unit), plan, unit, types >> 5);                                     \
    }
FMTUNIT_FOR_EACH_COUNT(FMTUNIT_PLAN)
#undef FMTUNIT_PLAN

/* The arguments of a call: those at the top level and those of open groups, and how many there are. With keywords an absent
 * argument is NULL. */
#define FMTUNIT_DECLARE_ARGUMENTS                                                                                         \
    const char *f, FmtUnit_Word plan, FmtUnit_Word s, int with_gaps, Py_ssize_t count, PyObject *const *items,            \
        PyObject *const *level_1, PyObject *const *level_2, PyObject *const *level_3
#define FMTUNIT_PASS_ARGUMENTS(s) f, plan, s, with_gaps, count, items, level_1, level_2, level_3

#define FMTUNIT_IS_OPTIONAL (FMTUNIT_DEPTH(s) == 0 && FMTUNIT_ITEM(s) >= FMTUNIT_REQUIRED(plan))
#define FMTUNIT_FIND_ITEM                                                                                                   \
    (FMTUNIT_DEPTH(s) == 0 ? items : FMTUNIT_DEPTH(s) == 1 ? level_1 : FMTUNIT_DEPTH(s) == 2 ? level_2 : level_3)[FMTUNIT_ITEM(s)]

/* Opens a group, if one begins here. */
#define FMTUNIT_OPEN                                                                                \
    if (FmtUnit_opens(f, s)) {                                                                      \
        PyObject *const *elements;                                                                  \
        if (FMTUNIT_IS_OPTIONAL && FMTUNIT_ITEM(s) >= (size_t)count)                                \
            return 1;                                                                               \
        elements = FmtUnit_elements(FMTUNIT_FIND_ITEM, FMTUNIT_SIZE(plan, FMTUNIT_OPENED(s)));      \
        if (FMTUNIT_UNLIKELY(elements == NULL))                                                     \
            return 0;                                                                               \
        if (FMTUNIT_DEPTH(s) == 0)                                                                  \
            level_1 = elements;                                                                     \
        else if (FMTUNIT_DEPTH(s) == 1)                                                             \
            level_2 = elements;                                                                     \
        else                                                                                        \
            level_3 = elements;                                                                     \
    }                                                                                               \
    s = FmtUnit_open(f, s)

FMTUNIT_INLINE int FMTUNIT_NAME(walk, 0)(FMTUNIT_DECLARE_ARGUMENTS)
{
    (void)f, (void)plan, (void)s, (void)with_gaps, (void)count, (void)items, (void)level_1, (void)level_2, (void)level_3;
    return 1;
}
#define FMTUNIT_WALK(count_, rest)                                                                                          \
    FMTUNIT_INLINE int FMTUNIT_NAME(walk, count_)(FMTUNIT_DECLARE_ARGUMENTS FMTUNIT_DECLARE_##count_)                       \
    {                                                                                                                       \
        PyObject *item = NULL;                                                                                              \
        unsigned unit = 0;                                                                                                  \
        s = FmtUnit_close(f, s);                                                                                            \
        s = FmtUnit_close(f, s);                                                                                            \
        s = FmtUnit_pass_mark(f, s);                                                                                        \
        s = FmtUnit_pass_mark(f, s);                                                                                        \
        FMTUNIT_OPEN;                                                                                                       \
        FMTUNIT_OPEN;                                                                                                       \
        unit = FMTUNIT_NEXT_UNIT;                                                                                           \
        if (unit != 0) {                                                                                                    \
            if (FMTUNIT_IS_OPTIONAL && FMTUNIT_ITEM(s) >= (size_t)count)                                                    \
                return 1;                                                                                                   \
            item = FMTUNIT_FIND_ITEM;                                                                                       \
            if (with_gaps && FMTUNIT_IS_OPTIONAL && item == NULL)                                                           \
                ;                                                                                                           \
            else if (FMTUNIT_UNLIKELY(!FmtUnit_convert(unit, item, p##count_, FMTUNIT_SECOND_##count_)))                    \
                return 0;                                                                                                   \
        }                                                                                                                   \
        if (!FMTUNIT_NAME(walk, rest)(FMTUNIT_PASS_ARGUMENTS(FmtUnit_after(s, unit)) FMTUNIT_PASS_##rest))                  \
            return 0;                                                                                                       \
        return item == NULL || FmtUnit_keep(unit, item, p##count_, FMTUNIT_SECOND_##count_);                                \
    }
FMTUNIT_FOR_EACH_COUNT(FMTUNIT_WALK)
#undef FMTUNIT_WALK

/* ---- checks ---------------------------------------------------------------------------------------------------------------- */

#if !defined(FMTUNIT_NO_CHECK) && defined(__has_attribute)
#if __has_attribute(error)
#define FMTUNIT_CHECKS 1
#endif
#endif

#ifdef FMTUNIT_CHECKS
#ifdef __cplusplus
#define FMTUNIT_C extern "C"
#else
#define FMTUNIT_C extern
#endif
#define FMTUNIT_ERROR(name, text) FMTUNIT_C void FmtUnit_error_##name(void) __attribute__((error("fmtunit: " text)));
FMTUNIT_ERROR(malformed, "malformed format")
FMTUNIT_ERROR(too_few, "the format has more units than there are arguments for")
FMTUNIT_ERROR(too_many, "the format has fewer units than there are arguments for")
FMTUNIT_ERROR(not_clean, "a unit with a length needs #define PY_SSIZE_T_CLEAN before Python.h, and then a Py_ssize_t")
#define FMTUNIT_ROW(name, spelling, arguments, shape, since, until, takes, count, first, second, third)                \
    FMTUNIT_ERROR(parse_##name, "the unit " spelling " wants: " arguments)
FMTUNIT_FOR_EACH_PARSE_UNIT(FMTUNIT_ROW)
#undef FMTUNIT_ROW
#endif

/* Makes a fault an error. A walk that has not been folded is none. */
FMTUNIT_INLINE void FmtUnit_check(FmtUnit_Word plan)
{
#ifdef FMTUNIT_CHECKS
    if (__builtin_constant_p(plan) && FMTUNIT_FAULT(plan) != 0)
        switch (FMTUNIT_FAULT(plan)) {
        case FmtUnit_Malformed:
            FmtUnit_error_malformed();
            break;
        case FmtUnit_TooFew:
            FmtUnit_error_too_few();
            break;
        case FmtUnit_TooMany:
            FmtUnit_error_too_many();
            break;
        case FmtUnit_NotClean:
            FmtUnit_error_not_clean();
            break;
#define FMTUNIT_ROW(name, spelling, arguments, shape, since, until, takes, count, first, second, third)                \
    case FmtUnit_WrongPlace + FmtUnit_Parse_##name:                                                                    \
        FmtUnit_error_parse_##name();                                                                                  \
        break;
            FMTUNIT_FOR_EACH_PARSE_UNIT(FMTUNIT_ROW)
#undef FMTUNIT_ROW
        }
#else
    (void)plan;
#endif
}

/* ---- keywords ---------------------------------------------------------------------------------------------------------------- */

/* Are there names for all items, empty ones only in front and not keyword-only, and no more? */
FMTUNIT_INLINE int FmtUnit_fit_names(const char *const *names, FmtUnit_Word plan)
{
    const char *const *end;
    const char *const *name = names;
    if (FMTUNIT_UNLIKELY(names == NULL))
        return 0;
    end = names + FMTUNIT_ITEMS(plan);
    while (name < end && *name != NULL && **name == 0)
        name++;
    if (FMTUNIT_UNLIKELY(name - names > (Py_ssize_t)FMTUNIT_POSITIONAL(plan)))
        return 0;
    for (; name < end; name++)
        if (FMTUNIT_UNLIKELY(*name == NULL) || FMTUNIT_UNLIKELY(**name == 0))
            return 0;
    return FMTUNIT_LIKELY(*name == NULL);
}

/* Is the keyword, which ends with NUL, this name? */
FMTUNIT_INLINE int FmtUnit_is_name(const char *name, const char *text, Py_ssize_t length)
{
    const char *start = text;
    while (*name == *text) {
        if (*text == 0)
            return text - start == length;
        name++;
        text++;
    }
    return 0;
}

/* Puts a keyword argument into the slot of its parameter. Keywords mostly come in the order of the parameters: the search
 * begins where the last one has ended. Returns 0 if the fast path does not apply. */
FMTUNIT_INLINE int FmtUnit_take(PyObject **slots, const char *const *names, size_t items, size_t *next, PyObject *keyword,
                                PyObject *value)
{
    size_t tried, index = *next, found = items;
    const char *text;
    Py_ssize_t length;
    if (!FmtUnit_is_ascii(keyword))
        return 0;
    text = FmtUnit_text(keyword);
    length = FmtUnit_text_length(keyword);
    /* The name of a positional-only parameter is empty. */
    if (FMTUNIT_UNLIKELY(length == 0))
        return 0;
    for (tried = 0; tried < items; tried++, index = index + 1 < items ? index + 1 : 0)
        if (FmtUnit_is_name(names[index], text, length)) {
            /* CPython gives a keyword to all parameters of its name. */
            if (FMTUNIT_UNLIKELY(found != items) || FMTUNIT_UNLIKELY(slots[index] != NULL))
                return 0;
            found = index;
        }
    if (FMTUNIT_UNLIKELY(found == items))
        return 0;
    slots[found] = value;
    *next = found + 1 < items ? found + 1 : 0;
    return 1;
}

/* The same for the names from an index on. It has no loop, so that it is constant if the names are. */
FMTUNIT_INLINE int FmtUnit_fit_0(const char *const *names, FmtUnit_Word plan, unsigned index, int is_named)
{
    (void)plan, (void)is_named;
    return names[index] == NULL;
}
/* Returns the index of the parameter of a name, or the number of parameters. For constant names. */
FMTUNIT_INLINE unsigned FmtUnit_find_0(const char *const *names, FmtUnit_Word plan, unsigned index, const char *text,
                                       Py_ssize_t length)
{
    (void)names, (void)index, (void)text, (void)length;
    return FMTUNIT_ITEMS(plan);
}
/* Do all names from an index on differ from a name, and from one another? Empty ones need not. */
FMTUNIT_INLINE int FmtUnit_differ_0(const char *const *names, FmtUnit_Word plan, const char *name, unsigned index)
{
    (void)names, (void)plan, (void)name, (void)index;
    return 1;
}
FMTUNIT_INLINE int FmtUnit_are_distinct_0(const char *const *names, FmtUnit_Word plan, unsigned index)
{
    (void)names, (void)plan, (void)index;
    return 1;
}
#define FMTUNIT_ROW(count, rest)                                                                                            \
    FMTUNIT_INLINE int FmtUnit_differ_##count(const char *const *names, FmtUnit_Word plan, const char *name, unsigned index) \
    {                                                                                                                       \
        return name[0] == 0 || index >= FMTUNIT_ITEMS(plan) ||                                                              \
               (strcmp(names[index], name) != 0 && FmtUnit_differ_##rest(names, plan, name, index + 1));                    \
    }                                                                                                                       \
    FMTUNIT_INLINE int FmtUnit_are_distinct_##count(const char *const *names, FmtUnit_Word plan, unsigned index)            \
    {                                                                                                                       \
        return index >= FMTUNIT_ITEMS(plan) || (FmtUnit_differ_##rest(names, plan, names[index], index + 1) &&              \
                                                FmtUnit_are_distinct_##rest(names, plan, index + 1));                       \
    }                                                                                                                       \
    FMTUNIT_INLINE int FmtUnit_fit_##count(const char *const *names, FmtUnit_Word plan, unsigned index, int is_named)     \
    {                                                                                                                       \
        if (index >= FMTUNIT_ITEMS(plan))                                                                                   \
            return names[index] == NULL;                                                                                    \
        if (FMTUNIT_UNLIKELY(names[index] == NULL) ||                                                                       \
            (names[index][0] == 0 && FMTUNIT_UNLIKELY(is_named || index >= FMTUNIT_POSITIONAL(plan))))                      \
            return 0;                                                                                                       \
        return FmtUnit_fit_##rest(names, plan, index + 1, names[index][0] != 0);                                          \
    }                                                                                                                       \
    FMTUNIT_INLINE unsigned FmtUnit_find_##count(const char *const *names, FmtUnit_Word plan, unsigned index,               \
                                                 const char *text, Py_ssize_t length)                                       \
    {                                                                                                                       \
        if (index >= FMTUNIT_ITEMS(plan))                                                                                   \
            return index;                                                                                                   \
        if (length == (Py_ssize_t)strlen(names[index]) && length != 0 &&                                                    \
            FMTUNIT_LIKELY(memcmp(text, names[index], strlen(names[index])) == 0))                                          \
            return index;                                                                                                   \
        return FmtUnit_find_##rest(names, plan, index + 1, text, length);                                                   \
    }
FMTUNIT_FOR_EACH_COUNT(FMTUNIT_ROW)
#undef FMTUNIT_ROW

/* Puts the positional arguments into their slots. Returns 0 if there are too many. */
FMTUNIT_INLINE int FmtUnit_take_positional(PyObject **slots, FmtUnit_Word plan, PyObject *const *args, size_t count,
                                           size_t named)
{
    size_t index, items = FMTUNIT_ITEMS(plan);
    if (FMTUNIT_UNLIKELY(count > FMTUNIT_POSITIONAL(plan)) || FMTUNIT_UNLIKELY(count + named > items))
        return 0;
    for (index = 0; index < count; index++)
        slots[index] = args[index];
    for (; index < items; index++)
        slots[index] = NULL;
    return 1;
}

FMTUNIT_INLINE int FmtUnit_has_required(PyObject **slots, FmtUnit_Word plan, size_t count)
{
    for (; count < FMTUNIT_REQUIRED(plan); count++)
        if (FMTUNIT_UNLIKELY(slots[count] == NULL))
            return 0;
    return 1;
}

/* Matches arguments and a dict of keywords; 0 if the fast path does not apply. The functions are shared by all calls: in each
 * call they would cost more code than time. */
FMTUNIT_HELPER int FmtUnit_match_dict(PyObject **slots, const char *const *names, FmtUnit_Word plan, PyObject *args,
                                      PyObject *kwargs)
{
    PyObject *keyword, *value;
    Py_ssize_t at = 0;
    size_t count = (size_t)Py_SIZE(args), next = count < FMTUNIT_ITEMS(plan) ? count : 0;
    if (FMTUNIT_UNLIKELY(!PyDict_Check(kwargs)) || FMTUNIT_UNLIKELY(!FmtUnit_fit_names(names, plan)) ||
        !FmtUnit_take_positional(slots, plan, ((PyTupleObject *)args)->ob_item, count, (size_t)PyDict_GET_SIZE(kwargs)))
        return 0;
    while (PyDict_Next(kwargs, &at, &keyword, &value))
        if (FMTUNIT_UNLIKELY(!FmtUnit_take(slots, names, FMTUNIT_ITEMS(plan), &next, keyword, value)))
            return 0;
    return FmtUnit_has_required(slots, plan, count);
}

FMTUNIT_HELPER int FmtUnit_match_names(PyObject **slots, const char *const *names, FmtUnit_Word plan, PyObject *const *args,
                                       Py_ssize_t nargs, PyObject *kwnames)
{
    size_t index, named, count = (size_t)nargs, next = count < FMTUNIT_ITEMS(plan) ? count : 0;
    if (!FmtUnit_is_exactly(kwnames, &PyTuple_Type) || FMTUNIT_UNLIKELY(!FmtUnit_fit_names(names, plan)))
        return 0;
    named = (size_t)Py_SIZE(kwnames);
    if (!FmtUnit_take_positional(slots, plan, args, count, named))
        return 0;
    for (index = 0; index < named; index++)
        if (FMTUNIT_UNLIKELY(!FmtUnit_take(slots, names, FMTUNIT_ITEMS(plan), &next,
                                           ((PyTupleObject *)kwnames)->ob_item[index], args[count + index])))
            return 0;
    return FmtUnit_has_required(slots, plan, count);
}

/* ---- entry points of parsing ----------------------------------------------------------------------------------------------- */

/* Has the format a fast path? Known at compile time. */
#define FMTUNIT_IS_FAST(plan, marks)                                                                                     \
    (__builtin_constant_p(plan) && FMTUNIT_FAULT(plan) == 0 && !FMTUNIT_HAS(plan, FmtUnit_IsSlow) &&                     \
     ((plan) & (marks)) == 0)
#define FMTUNIT_NO_DOLLAR FMTUNIT_BIT(1, FmtUnit_HasDollar)
#define FMTUNIT_NO_MARKS (FMTUNIT_BIT(1, FmtUnit_HasDollar) | FMTUNIT_BIT(1, FmtUnit_HasBar))

/* May a call without keywords have so many arguments? One comparison for both ends. */
#define FMTUNIT_ADMITS(plan, count)                                                                                      \
    FMTUNIT_LIKELY((size_t)(count)-FMTUNIT_REQUIRED(plan) <= FMTUNIT_POSITIONAL(plan) - FMTUNIT_REQUIRED(plan))

#define FMTUNIT_DECLARE_TYPES FmtUnit_TypeList types

/* Puts a keyword argument into its slot, by constant names. */
#define FMTUNIT_TAKE(count, keyword, value)                                                                              \
    if (!FmtUnit_is_ascii(keyword))                                                                                      \
        return 0;                                                                                                        \
    index = FmtUnit_find_##count(names, plan, 0, FmtUnit_text(keyword), FmtUnit_text_length(keyword));                   \
    if (FMTUNIT_UNLIKELY(index >= FMTUNIT_ITEMS(plan)) || FMTUNIT_UNLIKELY(slots[index] != NULL))                        \
        return 0;                                                                                                        \
    slots[index] = value;

/* Match keywords as FmtUnit_match_dict and FmtUnit_match_names do; constant names in line. */
#define FMTUNIT_MATCHES(count, rest)                                                                                         \
    FMTUNIT_INLINE int FmtUnit_match_dict_##count(PyObject **slots, const char *const *names, FmtUnit_Word plan,            \
                                                  PyObject *args, PyObject *kwargs)                                         \
    {                                                                                                                        \
        PyObject *keyword, *value;                                                                                           \
        Py_ssize_t at = 0;                                                                                                   \
        unsigned index;                                                                                                      \
        const int fits = FmtUnit_fit_##count(names, plan, 0, 0) && FmtUnit_are_distinct_##count(names, plan, 0);            \
        if (!__builtin_constant_p(fits))                                                                                     \
            return FmtUnit_match_dict(slots, names, plan, args, kwargs);                                                     \
        if (FMTUNIT_UNLIKELY(!PyDict_Check(kwargs)) || !fits ||                          \
            !FmtUnit_take_positional(slots, plan, ((PyTupleObject *)args)->ob_item, (size_t)Py_SIZE(args),                   \
                                     (size_t)PyDict_GET_SIZE(kwargs)))                                                       \
            return 0;                                                                                                        \
        while (PyDict_Next(kwargs, &at, &keyword, &value)) {                                                                 \
            FMTUNIT_TAKE(count, keyword, value)                                                                              \
        }                                                                                                                    \
        return FmtUnit_has_required(slots, plan, (size_t)Py_SIZE(args));                                                     \
    }                                                                                                                        \
    FMTUNIT_INLINE int FmtUnit_match_names_##count(PyObject **slots, const char *const *names, FmtUnit_Word plan,           \
                                                   PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames)              \
    {                                                                                                                        \
        Py_ssize_t at;                                                                                                       \
        unsigned index;                                                                                                      \
        const int fits = FmtUnit_fit_##count(names, plan, 0, 0) && FmtUnit_are_distinct_##count(names, plan, 0);            \
        if (!__builtin_constant_p(fits))                                                                                     \
            return FmtUnit_match_names(slots, names, plan, args, nargs, kwnames);                                            \
        if (!FmtUnit_is_exactly(kwnames, &PyTuple_Type) || !fits ||                      \
            !FmtUnit_take_positional(slots, plan, args, (size_t)nargs, (size_t)Py_SIZE(kwnames)))                            \
            return 0;                                                                                                        \
        for (at = 0; at < Py_SIZE(kwnames); at++) {                                                                          \
            FMTUNIT_TAKE(count, ((PyTupleObject *)kwnames)->ob_item[at], args[nargs + at])                                   \
        }                                                                                                                    \
        return FmtUnit_has_required(slots, plan, (size_t)nargs);                                                             \
    }
FMTUNIT_MATCHES(0, 0)
FMTUNIT_FOR_EACH_COUNT(FMTUNIT_MATCHES)
#undef FMTUNIT_MATCHES
#undef FMTUNIT_TAKE

#define FMTUNIT_ENTRIES(count, rest)                                                                                         \
    FMTUNIT_INLINE int FMTUNIT_NAME(tuple, count)(FMTUNIT_DECLARE_TYPES, PyObject * args, const char *f                      \
                                                      FMTUNIT_DECLARE_##count)                                               \
    {                                                                                                                        \
        const FmtUnit_Word plan = FmtUnit_plan_##count(f, 0, 0, 0, types);                                       \
        FmtUnit_check(plan);                                                                                                 \
        if (FMTUNIT_IS_FAST(plan, FMTUNIT_NO_DOLLAR) && FMTUNIT_LIKELY(args != NULL) &&                                      \
            FmtUnit_is_exactly(args, &PyTuple_Type) && FMTUNIT_ADMITS(plan, Py_SIZE(args)) &&                                \
            FMTUNIT_LIKELY(FMTUNIT_NAME(walk, count)(f, plan, 0, 0, Py_SIZE(args), ((PyTupleObject *)args)->ob_item, NULL,   \
                                                     NULL, NULL FMTUNIT_PASS_##count)))                                      \
            return 1;                                                                                                        \
        return FMTUNIT_STOCK(PyArg_ParseTuple)(args, f FMTUNIT_PASS_##count);                                                \
    }                                                                                                                        \
    FMTUNIT_INLINE int FMTUNIT_NAME(object, count)(FMTUNIT_DECLARE_TYPES, PyObject * object, const char *f                   \
                                                       FMTUNIT_DECLARE_##count)                                              \
    {                                                                                                                        \
        const FmtUnit_Word plan = FmtUnit_plan_##count(f, 0, 0, 0, types);                                       \
        FmtUnit_check(plan);                                                                                                 \
        if (FMTUNIT_IS_FAST(plan, FMTUNIT_NO_MARKS) && FMTUNIT_ITEMS(plan) == 1 && FMTUNIT_LIKELY(object != NULL) &&         \
            FMTUNIT_LIKELY(                                                                                                  \
                FMTUNIT_NAME(walk, count)(f, plan, 0, 0, 1, &object, NULL, NULL, NULL FMTUNIT_PASS_##count)))                \
            return 1;                                                                                                        \
        return FMTUNIT_STOCK(PyArg_Parse)(object, f FMTUNIT_PASS_##count);                                                   \
    }                                                                                                                        \
    FMTUNIT_INLINE int FMTUNIT_NAME(array, count)(FMTUNIT_DECLARE_TYPES, PyObject *const *args, Py_ssize_t nargs,            \
                                                  const char *f FMTUNIT_DECLARE_##count)                                     \
    {                                                                                                                        \
        const FmtUnit_Word plan = FmtUnit_plan_##count(f, 0, 0, 0, types);                                       \
        FmtUnit_check(plan);                                                                                                 \
        if (FMTUNIT_IS_FAST(plan, FMTUNIT_NO_DOLLAR) && FMTUNIT_ADMITS(plan, nargs) &&                                       \
            FMTUNIT_LIKELY(                                                                                                  \
                FMTUNIT_NAME(walk, count)(f, plan, 0, 0, nargs, args, NULL, NULL, NULL FMTUNIT_PASS_##count)))               \
            return 1;                                                                                                        \
        return FmtUnit_parse_array(args, nargs, f FMTUNIT_PASS_##count);                                                     \
    }                                                                                                                        \
    FMTUNIT_INLINE int FMTUNIT_NAME(dict, count)(FMTUNIT_DECLARE_TYPES, PyObject * args, PyObject * kwargs, const char *f,   \
                                                 const void *names_ FMTUNIT_DECLARE_##count)                                 \
    {                                                                                                                        \
        const FmtUnit_Word plan = FmtUnit_plan_##count(f, 0, 0, 0, types);                                       \
        const char *const *names = (const char *const *)names_;                                                              \
        FmtUnit_check(plan);                                                                                                 \
        if (FMTUNIT_IS_FAST(plan, 0) && FMTUNIT_LIKELY(args != NULL) && FmtUnit_is_exactly(args, &PyTuple_Type)) {           \
            PyObject *slots[count + 1];                                                                                      \
            PyObject *const *items = ((PyTupleObject *)args)->ob_item;                                                       \
            Py_ssize_t found = Py_SIZE(args);                                                                                \
            int is_matched;                                                                                                  \
            if (kwargs == NULL) {                                                                                            \
                is_matched = FMTUNIT_ADMITS(plan, found) && names != NULL && FMTUNIT_LIKELY(FmtUnit_fit_##count(names, plan, 0, 0)); \
            } else {                                                                                                         \
                is_matched = names != NULL && FMTUNIT_LIKELY(FmtUnit_match_dict_##count(slots, names, plan, args, kwargs));  \
                items = slots;                                                                                               \
                found = FMTUNIT_ITEMS(plan);                                                                                 \
            }                                                                                                                \
            if (is_matched && FMTUNIT_LIKELY(FMTUNIT_NAME(walk, count)(f, plan, 0, 1, found, items, NULL, NULL,              \
                                                                       NULL FMTUNIT_PASS_##count)))                          \
                return 1;                                                                                                    \
        }                                                                                                                    \
        return FMTUNIT_STOCK(PyArg_ParseTupleAndKeywords)(args, kwargs, f, (FMTUNIT_STOCK_NAMES)names FMTUNIT_PASS_##count); \
    }                                                                                                                        \
    FMTUNIT_INLINE int FMTUNIT_NAME(names, count)(FMTUNIT_DECLARE_TYPES, PyObject *const *args, Py_ssize_t nargs,            \
                                                  PyObject *kwnames, const char *f,                                          \
                                                  const void *names_ FMTUNIT_DECLARE_##count)                                \
    {                                                                                                                        \
        const FmtUnit_Word plan = FmtUnit_plan_##count(f, 0, 0, 0, types);                                       \
        const char *const *names = (const char *const *)names_;                                                              \
        FmtUnit_check(plan);                                                                                                 \
        if (FMTUNIT_IS_FAST(plan, 0)) {                                                                                      \
            PyObject *slots[count + 1];                                                                                      \
            PyObject *const *items = args;                                                                                   \
            Py_ssize_t found = nargs;                                                                                        \
            int is_matched;                                                                                                  \
            if (kwnames == NULL) {                                                                                           \
                is_matched = FMTUNIT_ADMITS(plan, found) && names != NULL && FMTUNIT_LIKELY(FmtUnit_fit_##count(names, plan, 0, 0)); \
            } else {                                                                                                         \
                is_matched = names != NULL && FMTUNIT_LIKELY(FmtUnit_match_names_##count(slots, names, plan, args, nargs, kwnames)); \
                items = slots;                                                                                               \
                found = FMTUNIT_ITEMS(plan);                                                                                 \
            }                                                                                                                \
            if (is_matched && FMTUNIT_LIKELY(FMTUNIT_NAME(walk, count)(f, plan, 0, 1, found, items, NULL, NULL,              \
                                                                       NULL FMTUNIT_PASS_##count)))                          \
                return 1;                                                                                                    \
        }                                                                                                                    \
        return FmtUnit_parse_array_and_keywords(args, nargs, kwnames, f, names FMTUNIT_PASS_##count);                        \
    }
FMTUNIT_ENTRIES(0, 0)
FMTUNIT_FOR_EACH_COUNT(FMTUNIT_ENTRIES)
#undef FMTUNIT_ENTRIES

/* ---- calls ------------------------------------------------------------------------------------------------------------------ */

#ifdef __cplusplus
/* Names, of char or const char. */
struct FmtUnit_Names {
    const char *const *names;
    FmtUnit_Names(const char *const *names_) : names(names_) {}
    operator const void *() const { return names; }
    operator const char *const *() const { return names; }
    operator char **() const { return (char **)names; }
};

/* The types of all places, five bits each. */
template <class... Places> struct FmtUnit_Types {
    static constexpr FmtUnit_TypeList list = 0;
};
template <class Place, class... Places> struct FmtUnit_Types<Place, Places...> {
    static constexpr FmtUnit_TypeList list = (FmtUnit_TypeList)FmtUnit_TypeOf<Place>::code | FmtUnit_Types<Places...>::list << 5;
};
template <class... Places> struct FmtUnit_AreMany {
    static constexpr bool value = sizeof...(Places) > FmtUnit_MaxPlaces;
};
template <class Place> FMTUNIT_INLINE void *FmtUnit_place(Place place) { return (void *)place; }
FMTUNIT_INLINE void *FmtUnit_place(decltype(nullptr)) { return NULL; }

#define FMTUNIT_DEFINE_CALL(name, family, stock, parameters, arguments)                                                       \
    template <class... Places>                                                                                               \
    FMTUNIT_INLINE typename std::enable_if<!FmtUnit_AreMany<Places...>::value, int>::type name(FMTUNIT_UNPACK parameters,     \
                                                                                              Places... places)              \
    {                                                                                                                        \
        return FmtUnit_##family(FmtUnit_Types<Places...>::list, FMTUNIT_UNPACK arguments,                                    \
                                FmtUnit_place(places)...);                                                                   \
    }                                                                                                                        \
    template <class... Places>                                                                                               \
    FMTUNIT_INLINE typename std::enable_if<FmtUnit_AreMany<Places...>::value, int>::type name(FMTUNIT_UNPACK parameters,      \
                                                                                             Places... places)               \
    {                                                                                                                        \
        return stock(FMTUNIT_UNPACK arguments, places...);                                                                   \
    }
#define FMTUNIT_UNPACK(...) __VA_ARGS__
FMTUNIT_DEFINE_CALL(FmtUnit_ParseTuple, tuple, FMTUNIT_STOCK(PyArg_ParseTuple), (PyObject *args, const char *format),
                    (args, format))
FMTUNIT_DEFINE_CALL(FmtUnit_Parse, object, FMTUNIT_STOCK(PyArg_Parse), (PyObject *object, const char *format),
                    (object, format))
FMTUNIT_DEFINE_CALL(FmtUnit_ParseArray, array, FmtUnit_parse_array,
                    (PyObject *const *args, Py_ssize_t nargs, const char *format), (args, nargs, format))
FMTUNIT_DEFINE_CALL(FmtUnit_ParseTupleAndKeywords, dict, FMTUNIT_STOCK(PyArg_ParseTupleAndKeywords),
                    (PyObject *args, PyObject *kwargs, const char *format, FmtUnit_Names names),
                    (args, kwargs, format, names))
FMTUNIT_DEFINE_CALL(FmtUnit_ParseArrayAndKeywords, names, FmtUnit_parse_array_and_keywords,
                    (PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames, const char *format, FmtUnit_Names names),
                    (args, nargs, kwnames, format, names))
#undef FMTUNIT_DEFINE_CALL
#else
/* The number of arguments after the first one; `many` if they are more than FmtUnit_MaxPlaces, but less than 200. */
#define FMTUNIT_COUNT(...) \
    FMTUNIT_COUNT_(__VA_ARGS__, many, many, many, many, many, many, many, many, many, many, many, many, many, many, \
        many, many, many, many, many, many, many, many, many, many, many, many, many, many, many, many, many, many, \
        many, many, many, many, many, many, many, many, many, many, many, many, many, many, many, many, many, many, \
        many, many, many, many, many, many, many, many, many, many, many, many, many, many, many, many, many, many, \
        many, many, many, many, many, many, many, many, many, many, many, many, many, many, many, many, many, many, \
        many, many, many, many, many, many, many, many, many, many, many, many, many, many, many, many, many, many, \
        many, many, many, many, many, many, many, many, many, many, many, many, many, many, many, many, many, many, \
        many, many, many, many, many, many, many, many, many, many, many, many, many, many, many, many, many, many, \
        many, many, many, many, many, many, many, many, many, many, many, many, many, many, many, many, many, many, \
        many, many, many, many, many, many, many, many, many, many, many, many, many, many, many, many, many, 24, 23, \
        22, 21, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 0)
#define FMTUNIT_COUNT_( \
    _0, _1, _2, _3, _4, _5, _6, _7, _8, _9, _10, _11, _12, _13, _14, _15, _16, _17, _18, _19, _20, _21, _22, _23, \
        _24, _25, _26, _27, _28, _29, _30, _31, _32, _33, _34, _35, _36, _37, _38, _39, _40, _41, _42, _43, _44, _45, \
        _46, _47, _48, _49, _50, _51, _52, _53, _54, _55, _56, _57, _58, _59, _60, _61, _62, _63, _64, _65, _66, _67, \
        _68, _69, _70, _71, _72, _73, _74, _75, _76, _77, _78, _79, _80, _81, _82, _83, _84, _85, _86, _87, _88, _89, \
        _90, _91, _92, _93, _94, _95, _96, _97, _98, _99, _100, _101, _102, _103, _104, _105, _106, _107, _108, _109, \
        _110, _111, _112, _113, _114, _115, _116, _117, _118, _119, _120, _121, _122, _123, _124, _125, _126, _127, \
        _128, _129, _130, _131, _132, _133, _134, _135, _136, _137, _138, _139, _140, _141, _142, _143, _144, _145, \
        _146, _147, _148, _149, _150, _151, _152, _153, _154, _155, _156, _157, _158, _159, _160, _161, _162, _163, \
        _164, _165, _166, _167, _168, _169, _170, _171, _172, _173, _174, _175, _176, _177, _178, _179, _180, _181, \
        _182, _183, _184, _185, _186, _187, _188, _189, _190, _191, _192, _193, _194, _195, _196, _197, _198, _199, count, ...) \
    count
#define FMTUNIT_JOIN(a, b) FMTUNIT_JOIN_(a, b)
#define FMTUNIT_JOIN_(a, b) a##b

/* A first argument and places, as they are given to a function. */
#define FMTUNIT_PLACE(place) __extension__(void *)(place)
#define FMTUNIT_GIVE(...) FMTUNIT_JOIN(FMTUNIT_GIVE_, FMTUNIT_COUNT(__VA_ARGS__))(__VA_ARGS__)
#define FMTUNIT_GIVE_0(first) first
#define FMTUNIT_GIVE_many(...) __VA_ARGS__
#define FMTUNIT_GIVE_1(first, ...) first, FMTUNIT_EACH_1(FMTUNIT_PLACE, __VA_ARGS__)
#define FMTUNIT_GIVE_2(first, ...) first, FMTUNIT_EACH_2(FMTUNIT_PLACE, __VA_ARGS__)
#define FMTUNIT_GIVE_3(first, ...) first, FMTUNIT_EACH_3(FMTUNIT_PLACE, __VA_ARGS__)
#define FMTUNIT_GIVE_4(first, ...) first, FMTUNIT_EACH_4(FMTUNIT_PLACE, __VA_ARGS__)
#define FMTUNIT_GIVE_5(first, ...) first, FMTUNIT_EACH_5(FMTUNIT_PLACE, __VA_ARGS__)
#define FMTUNIT_GIVE_6(first, ...) first, FMTUNIT_EACH_6(FMTUNIT_PLACE, __VA_ARGS__)
#define FMTUNIT_GIVE_7(first, ...) first, FMTUNIT_EACH_7(FMTUNIT_PLACE, __VA_ARGS__)
#define FMTUNIT_GIVE_8(first, ...) first, FMTUNIT_EACH_8(FMTUNIT_PLACE, __VA_ARGS__)
#define FMTUNIT_GIVE_9(first, ...) first, FMTUNIT_EACH_9(FMTUNIT_PLACE, __VA_ARGS__)
#define FMTUNIT_GIVE_10(first, ...) first, FMTUNIT_EACH_10(FMTUNIT_PLACE, __VA_ARGS__)
#define FMTUNIT_GIVE_11(first, ...) first, FMTUNIT_EACH_11(FMTUNIT_PLACE, __VA_ARGS__)
#define FMTUNIT_GIVE_12(first, ...) first, FMTUNIT_EACH_12(FMTUNIT_PLACE, __VA_ARGS__)
#define FMTUNIT_GIVE_13(first, ...) first, FMTUNIT_EACH_13(FMTUNIT_PLACE, __VA_ARGS__)
#define FMTUNIT_GIVE_14(first, ...) first, FMTUNIT_EACH_14(FMTUNIT_PLACE, __VA_ARGS__)
#define FMTUNIT_GIVE_15(first, ...) first, FMTUNIT_EACH_15(FMTUNIT_PLACE, __VA_ARGS__)
#define FMTUNIT_GIVE_16(first, ...) first, FMTUNIT_EACH_16(FMTUNIT_PLACE, __VA_ARGS__)
#define FMTUNIT_GIVE_17(first, ...) first, FMTUNIT_EACH_17(FMTUNIT_PLACE, __VA_ARGS__)
#define FMTUNIT_GIVE_18(first, ...) first, FMTUNIT_EACH_18(FMTUNIT_PLACE, __VA_ARGS__)
#define FMTUNIT_GIVE_19(first, ...) first, FMTUNIT_EACH_19(FMTUNIT_PLACE, __VA_ARGS__)
#define FMTUNIT_GIVE_20(first, ...) first, FMTUNIT_EACH_20(FMTUNIT_PLACE, __VA_ARGS__)
#define FMTUNIT_GIVE_21(first, ...) first, FMTUNIT_EACH_21(FMTUNIT_PLACE, __VA_ARGS__)
#define FMTUNIT_GIVE_22(first, ...) first, FMTUNIT_EACH_22(FMTUNIT_PLACE, __VA_ARGS__)
#define FMTUNIT_GIVE_23(first, ...) first, FMTUNIT_EACH_23(FMTUNIT_PLACE, __VA_ARGS__)
#define FMTUNIT_GIVE_24(first, ...) first, FMTUNIT_EACH_24(FMTUNIT_PLACE, __VA_ARGS__)
#define FMTUNIT_EACH_1(DO, a) DO(a)
#define FMTUNIT_EACH_2(DO, a, ...) DO(a), FMTUNIT_EACH_1(DO, __VA_ARGS__)
#define FMTUNIT_EACH_3(DO, a, ...) DO(a), FMTUNIT_EACH_2(DO, __VA_ARGS__)
#define FMTUNIT_EACH_4(DO, a, ...) DO(a), FMTUNIT_EACH_3(DO, __VA_ARGS__)
#define FMTUNIT_EACH_5(DO, a, ...) DO(a), FMTUNIT_EACH_4(DO, __VA_ARGS__)
#define FMTUNIT_EACH_6(DO, a, ...) DO(a), FMTUNIT_EACH_5(DO, __VA_ARGS__)
#define FMTUNIT_EACH_7(DO, a, ...) DO(a), FMTUNIT_EACH_6(DO, __VA_ARGS__)
#define FMTUNIT_EACH_8(DO, a, ...) DO(a), FMTUNIT_EACH_7(DO, __VA_ARGS__)
#define FMTUNIT_EACH_9(DO, a, ...) DO(a), FMTUNIT_EACH_8(DO, __VA_ARGS__)
#define FMTUNIT_EACH_10(DO, a, ...) DO(a), FMTUNIT_EACH_9(DO, __VA_ARGS__)
#define FMTUNIT_EACH_11(DO, a, ...) DO(a), FMTUNIT_EACH_10(DO, __VA_ARGS__)
#define FMTUNIT_EACH_12(DO, a, ...) DO(a), FMTUNIT_EACH_11(DO, __VA_ARGS__)
#define FMTUNIT_EACH_13(DO, a, ...) DO(a), FMTUNIT_EACH_12(DO, __VA_ARGS__)
#define FMTUNIT_EACH_14(DO, a, ...) DO(a), FMTUNIT_EACH_13(DO, __VA_ARGS__)
#define FMTUNIT_EACH_15(DO, a, ...) DO(a), FMTUNIT_EACH_14(DO, __VA_ARGS__)
#define FMTUNIT_EACH_16(DO, a, ...) DO(a), FMTUNIT_EACH_15(DO, __VA_ARGS__)
#define FMTUNIT_EACH_17(DO, a, ...) DO(a), FMTUNIT_EACH_16(DO, __VA_ARGS__)
#define FMTUNIT_EACH_18(DO, a, ...) DO(a), FMTUNIT_EACH_17(DO, __VA_ARGS__)
#define FMTUNIT_EACH_19(DO, a, ...) DO(a), FMTUNIT_EACH_18(DO, __VA_ARGS__)
#define FMTUNIT_EACH_20(DO, a, ...) DO(a), FMTUNIT_EACH_19(DO, __VA_ARGS__)
#define FMTUNIT_EACH_21(DO, a, ...) DO(a), FMTUNIT_EACH_20(DO, __VA_ARGS__)
#define FMTUNIT_EACH_22(DO, a, ...) DO(a), FMTUNIT_EACH_21(DO, __VA_ARGS__)
#define FMTUNIT_EACH_23(DO, a, ...) DO(a), FMTUNIT_EACH_22(DO, __VA_ARGS__)
#define FMTUNIT_EACH_24(DO, a, ...) DO(a), FMTUNIT_EACH_23(DO, __VA_ARGS__)

/* The types of the places after a first argument. */
#define FMTUNIT_TYPES(...) FMTUNIT_JOIN(FMTUNIT_TYPES_, FMTUNIT_COUNT(__VA_ARGS__))(__VA_ARGS__)
#define FMTUNIT_TYPES_0(first) 0
#define FMTUNIT_TYPES_many(...) 0
#define FMTUNIT_TYPES_1(first, ...) FMTUNIT_JOIN_TYPES_1(__VA_ARGS__)
#define FMTUNIT_TYPES_2(first, ...) FMTUNIT_JOIN_TYPES_2(__VA_ARGS__)
#define FMTUNIT_TYPES_3(first, ...) FMTUNIT_JOIN_TYPES_3(__VA_ARGS__)
#define FMTUNIT_TYPES_4(first, ...) FMTUNIT_JOIN_TYPES_4(__VA_ARGS__)
#define FMTUNIT_TYPES_5(first, ...) FMTUNIT_JOIN_TYPES_5(__VA_ARGS__)
#define FMTUNIT_TYPES_6(first, ...) FMTUNIT_JOIN_TYPES_6(__VA_ARGS__)
#define FMTUNIT_TYPES_7(first, ...) FMTUNIT_JOIN_TYPES_7(__VA_ARGS__)
#define FMTUNIT_TYPES_8(first, ...) FMTUNIT_JOIN_TYPES_8(__VA_ARGS__)
#define FMTUNIT_TYPES_9(first, ...) FMTUNIT_JOIN_TYPES_9(__VA_ARGS__)
#define FMTUNIT_TYPES_10(first, ...) FMTUNIT_JOIN_TYPES_10(__VA_ARGS__)
#define FMTUNIT_TYPES_11(first, ...) FMTUNIT_JOIN_TYPES_11(__VA_ARGS__)
#define FMTUNIT_TYPES_12(first, ...) FMTUNIT_JOIN_TYPES_12(__VA_ARGS__)
#define FMTUNIT_TYPES_13(first, ...) FMTUNIT_JOIN_TYPES_13(__VA_ARGS__)
#define FMTUNIT_TYPES_14(first, ...) FMTUNIT_JOIN_TYPES_14(__VA_ARGS__)
#define FMTUNIT_TYPES_15(first, ...) FMTUNIT_JOIN_TYPES_15(__VA_ARGS__)
#define FMTUNIT_TYPES_16(first, ...) FMTUNIT_JOIN_TYPES_16(__VA_ARGS__)
#define FMTUNIT_TYPES_17(first, ...) FMTUNIT_JOIN_TYPES_17(__VA_ARGS__)
#define FMTUNIT_TYPES_18(first, ...) FMTUNIT_JOIN_TYPES_18(__VA_ARGS__)
#define FMTUNIT_TYPES_19(first, ...) FMTUNIT_JOIN_TYPES_19(__VA_ARGS__)
#define FMTUNIT_TYPES_20(first, ...) FMTUNIT_JOIN_TYPES_20(__VA_ARGS__)
#define FMTUNIT_TYPES_21(first, ...) FMTUNIT_JOIN_TYPES_21(__VA_ARGS__)
#define FMTUNIT_TYPES_22(first, ...) FMTUNIT_JOIN_TYPES_22(__VA_ARGS__)
#define FMTUNIT_TYPES_23(first, ...) FMTUNIT_JOIN_TYPES_23(__VA_ARGS__)
#define FMTUNIT_TYPES_24(first, ...) FMTUNIT_JOIN_TYPES_24(__VA_ARGS__)
#define FMTUNIT_JOIN_TYPES_1(a) (FmtUnit_TypeList) FMTUNIT_TYPE(a)
#define FMTUNIT_JOIN_TYPES_2(a, ...) (FmtUnit_TypeList)(FMTUNIT_TYPE(a)) | (FMTUNIT_JOIN_TYPES_1(__VA_ARGS__)) << 5
#define FMTUNIT_JOIN_TYPES_3(a, ...) (FmtUnit_TypeList)(FMTUNIT_TYPE(a)) | (FMTUNIT_JOIN_TYPES_2(__VA_ARGS__)) << 5
#define FMTUNIT_JOIN_TYPES_4(a, ...) (FmtUnit_TypeList)(FMTUNIT_TYPE(a)) | (FMTUNIT_JOIN_TYPES_3(__VA_ARGS__)) << 5
#define FMTUNIT_JOIN_TYPES_5(a, ...) (FmtUnit_TypeList)(FMTUNIT_TYPE(a)) | (FMTUNIT_JOIN_TYPES_4(__VA_ARGS__)) << 5
#define FMTUNIT_JOIN_TYPES_6(a, ...) (FmtUnit_TypeList)(FMTUNIT_TYPE(a)) | (FMTUNIT_JOIN_TYPES_5(__VA_ARGS__)) << 5
#define FMTUNIT_JOIN_TYPES_7(a, ...) (FmtUnit_TypeList)(FMTUNIT_TYPE(a)) | (FMTUNIT_JOIN_TYPES_6(__VA_ARGS__)) << 5
#define FMTUNIT_JOIN_TYPES_8(a, ...) (FmtUnit_TypeList)(FMTUNIT_TYPE(a)) | (FMTUNIT_JOIN_TYPES_7(__VA_ARGS__)) << 5
#define FMTUNIT_JOIN_TYPES_9(a, ...) (FmtUnit_TypeList)(FMTUNIT_TYPE(a)) | (FMTUNIT_JOIN_TYPES_8(__VA_ARGS__)) << 5
#define FMTUNIT_JOIN_TYPES_10(a, ...) (FmtUnit_TypeList)(FMTUNIT_TYPE(a)) | (FMTUNIT_JOIN_TYPES_9(__VA_ARGS__)) << 5
#define FMTUNIT_JOIN_TYPES_11(a, ...) (FmtUnit_TypeList)(FMTUNIT_TYPE(a)) | (FMTUNIT_JOIN_TYPES_10(__VA_ARGS__)) << 5
#define FMTUNIT_JOIN_TYPES_12(a, ...) (FmtUnit_TypeList)(FMTUNIT_TYPE(a)) | (FMTUNIT_JOIN_TYPES_11(__VA_ARGS__)) << 5
#define FMTUNIT_JOIN_TYPES_13(a, ...) (FmtUnit_TypeList)(FMTUNIT_TYPE(a)) | (FMTUNIT_JOIN_TYPES_12(__VA_ARGS__)) << 5
#define FMTUNIT_JOIN_TYPES_14(a, ...) (FmtUnit_TypeList)(FMTUNIT_TYPE(a)) | (FMTUNIT_JOIN_TYPES_13(__VA_ARGS__)) << 5
#define FMTUNIT_JOIN_TYPES_15(a, ...) (FmtUnit_TypeList)(FMTUNIT_TYPE(a)) | (FMTUNIT_JOIN_TYPES_14(__VA_ARGS__)) << 5
#define FMTUNIT_JOIN_TYPES_16(a, ...) (FmtUnit_TypeList)(FMTUNIT_TYPE(a)) | (FMTUNIT_JOIN_TYPES_15(__VA_ARGS__)) << 5
#define FMTUNIT_JOIN_TYPES_17(a, ...) (FmtUnit_TypeList)(FMTUNIT_TYPE(a)) | (FMTUNIT_JOIN_TYPES_16(__VA_ARGS__)) << 5
#define FMTUNIT_JOIN_TYPES_18(a, ...) (FmtUnit_TypeList)(FMTUNIT_TYPE(a)) | (FMTUNIT_JOIN_TYPES_17(__VA_ARGS__)) << 5
#define FMTUNIT_JOIN_TYPES_19(a, ...) (FmtUnit_TypeList)(FMTUNIT_TYPE(a)) | (FMTUNIT_JOIN_TYPES_18(__VA_ARGS__)) << 5
#define FMTUNIT_JOIN_TYPES_20(a, ...) (FmtUnit_TypeList)(FMTUNIT_TYPE(a)) | (FMTUNIT_JOIN_TYPES_19(__VA_ARGS__)) << 5
#define FMTUNIT_JOIN_TYPES_21(a, ...) (FmtUnit_TypeList)(FMTUNIT_TYPE(a)) | (FMTUNIT_JOIN_TYPES_20(__VA_ARGS__)) << 5
#define FMTUNIT_JOIN_TYPES_22(a, ...) (FmtUnit_TypeList)(FMTUNIT_TYPE(a)) | (FMTUNIT_JOIN_TYPES_21(__VA_ARGS__)) << 5
#define FMTUNIT_JOIN_TYPES_23(a, ...) (FmtUnit_TypeList)(FMTUNIT_TYPE(a)) | (FMTUNIT_JOIN_TYPES_22(__VA_ARGS__)) << 5
#define FMTUNIT_JOIN_TYPES_24(a, ...) (FmtUnit_TypeList)(FMTUNIT_TYPE(a)) | (FMTUNIT_JOIN_TYPES_23(__VA_ARGS__)) << 5

#define FmtUnit_ParseTuple(args, ...)                                                                \
    FMTUNIT_JOIN(FmtUnit_tuple_, FMTUNIT_COUNT(__VA_ARGS__))                                         \
    (FMTUNIT_TYPES(__VA_ARGS__), args, FMTUNIT_GIVE(__VA_ARGS__))
#define FmtUnit_tuple_many(types, ...) FMTUNIT_STOCK(PyArg_ParseTuple)(__VA_ARGS__)
#define FmtUnit_Parse(object, ...)                                                                   \
    FMTUNIT_JOIN(FmtUnit_object_, FMTUNIT_COUNT(__VA_ARGS__))                                        \
    (FMTUNIT_TYPES(__VA_ARGS__), object, FMTUNIT_GIVE(__VA_ARGS__))
#define FmtUnit_object_many(types, ...) FMTUNIT_STOCK(PyArg_Parse)(__VA_ARGS__)
#define FmtUnit_ParseArray(args, nargs, ...)                                                         \
    FMTUNIT_JOIN(FmtUnit_array_, FMTUNIT_COUNT(__VA_ARGS__))                                         \
    (FMTUNIT_TYPES(__VA_ARGS__), args, nargs, FMTUNIT_GIVE(__VA_ARGS__))
#define FmtUnit_array_many(types, ...) FmtUnit_parse_array(__VA_ARGS__)
#define FmtUnit_ParseTupleAndKeywords(args, kwargs, format, ...)                                     \
    FMTUNIT_JOIN(FmtUnit_dict_, FMTUNIT_COUNT(__VA_ARGS__))                                          \
    (FMTUNIT_TYPES(__VA_ARGS__), args, kwargs, format, FMTUNIT_GIVE(__VA_ARGS__))
#define FmtUnit_dict_many(types, ...) FMTUNIT_STOCK(PyArg_ParseTupleAndKeywords)(__VA_ARGS__)
#define FmtUnit_ParseArrayAndKeywords(args, nargs, kwnames, format, ...)                             \
    FMTUNIT_JOIN(FmtUnit_names_, FMTUNIT_COUNT(__VA_ARGS__))                                         \
    (FMTUNIT_TYPES(__VA_ARGS__), args, nargs, kwnames, format, FMTUNIT_GIVE(__VA_ARGS__))
#define FmtUnit_names_many(types, ...) FmtUnit_parse_array_and_keywords(__VA_ARGS__)
#endif /* C */

/* ---- building: tables ------------------------------------------------------------------------------------------------------- */

enum {
    FmtUnit_Routine_nothing,
#define FMTUNIT_ROW(name) FmtUnit_Routine_##name,
    FMTUNIT_FOR_EACH_BUILD_ROUTINE(FMTUNIT_ROW)
#undef FMTUNIT_ROW
    FmtUnit_Value_Nothing = 0,
#define FMTUNIT_ROW(name, first, second) FmtUnit_Value_##name,
    FMTUNIT_FOR_EACH_VALUE(FMTUNIT_ROW)
#undef FMTUNIT_ROW
    FmtUnit_Build_Nothing = 0,
#define FMTUNIT_ROW(name, spelling, arguments, routine, since, until, value, count) FmtUnit_Build_##name,
    FMTUNIT_FOR_EACH_BUILD_UNIT(FMTUNIT_ROW)
#undef FMTUNIT_ROW
};

/* The types of the arguments that make up a value. */
FMTUNIT_TABLE unsigned char FmtUnit_value_types[][2] = {
    {FmtUnit_Type_any, FmtUnit_Type_any},
#define FMTUNIT_ROW(name, first, second) {FMTUNIT_TYPE_CODE(first), FMTUNIT_TYPE_CODE(second)},
    FMTUNIT_FOR_EACH_VALUE(FMTUNIT_ROW)
#undef FMTUNIT_ROW
};

typedef struct {
    unsigned char length, routine, value, count;
    unsigned short since, until;
} FmtUnit_BuildRow;

FMTUNIT_TABLE FmtUnit_BuildRow FmtUnit_build_rows[] = {
    {0, 0, 0, 0, 0, 0},
#define FMTUNIT_ROW(name, spelling, arguments, routine, since, until, value, count)                                     \
    {sizeof(spelling) - 1, FmtUnit_Routine_##routine, FmtUnit_Value_##value, count, since, until},
    FMTUNIT_FOR_EACH_BUILD_UNIT(FMTUNIT_ROW)
#undef FMTUNIT_ROW
};

/* ---- building: one object ----------------------------------------------------------------------------------------------------- */

/* An argument, whatever its type: a word for integers and pointers, a number for float and double. */
typedef struct {
    FmtUnit_Word word;
    double real;
} FmtUnit_Value;

#define FMTUNIT_POINTER(value) ((void *)(Py_uintptr_t)(value).word)

/* Objects that CPython keeps in a row of static memory, since 3.11. */
#if PY_VERSION_HEX >= 0x030B0000
#define FMTUNIT_HAS_ROWS 1
#else
#define FMTUNIT_HAS_ROWS 0
#endif
/* An int of one digit or ASCII text may be laid down by hand: a release build whose objects come from PyObject_Malloc. */
#if PY_VERSION_HEX >= 0x030B0000 && PY_VERSION_HEX < 0x030E0000 && !defined(Py_DEBUG) && !defined(Py_REF_DEBUG) &&    \
    !defined(Py_TRACE_REFS) && PYLONG_BITS_IN_DIGIT == 30
#define FMTUNIT_LAYS_DOWN 1
#else
#define FMTUNIT_LAYS_DOWN 0
#endif

#if FMTUNIT_HAS_ROWS
/* The int 0; NULL before the first use, and the row's own address if the ints are not in a row. */
FMTUNIT_TABLE_VARIABLE char *FmtUnit_zero;

FMTUNIT_COLD void FmtUnit_find_zero(void)
{
    char *zero = (char *)PyLong_FromLong(0);
    int value, is_row = 1;
    for (value = -5; value <= 256; value++) {
        PyObject *object = PyLong_FromLong(value);
        is_row &= (char *)object == zero + value * (Py_ssize_t)sizeof(PyLongObject);
        Py_XDECREF(object);
    }
    Py_XDECREF((PyObject *)zero);
    FmtUnit_zero = is_row ? zero : (char *)&FmtUnit_zero;
}
#endif

#if FMTUNIT_HAS_ROWS
/* The str of one character NUL, and all other ASCII characters after it, in the same manner. */
struct FmtUnit_Character {
    PyASCIIObject header;
    char data[2];
};
FMTUNIT_TABLE_VARIABLE struct FmtUnit_Character *FmtUnit_nul;

FMTUNIT_COLD void FmtUnit_find_nul(void)
{
    struct FmtUnit_Character *nul = (struct FmtUnit_Character *)PyUnicode_FromStringAndSize("", 1);
    int value, is_row = 1;
    for (value = 0; value < 128; value++) {
        PyObject *object = PyUnicode_FromOrdinal(value);
        is_row &= (struct FmtUnit_Character *)object == nul + value;
        Py_XDECREF(object);
    }
    Py_XDECREF((PyObject *)nul);
    FmtUnit_nul = is_row ? nul : (struct FmtUnit_Character *)&FmtUnit_nul;
}
#endif

#if FMTUNIT_LAYS_DOWN
/* Allocates an object; NULL if memory is exhausted, or if a tracer wants to hear of new objects, which 3.13 has. */
FMTUNIT_INLINE PyObject *FmtUnit_allocate(size_t size, PyTypeObject *type)
{
    PyObject *object;
#if PY_VERSION_HEX >= 0x030D0000
    void *data;
    if (FMTUNIT_UNLIKELY(PyRefTracer_GetTracer(&data) != NULL))
        return NULL;
#endif
    object = (PyObject *)PyObject_Malloc(size);
    if (FMTUNIT_LIKELY(object != NULL)) {
        object->ob_refcnt = 1;
        object->ob_type = type;
    }
    return object;
}
#endif

/* Makes an int of one digit or more, which is none of those that CPython keeps. */
FMTUNIT_HELPER PyObject *FmtUnit_new_long(long long value)
{
#if FMTUNIT_LAYS_DOWN
    if (FMTUNIT_LIKELY(value > -(1 << 30) && value < 1 << 30)) {
        PyLongObject *object = (PyLongObject *)FmtUnit_allocate(sizeof(PyLongObject), &PyLong_Type);
        if (FMTUNIT_LIKELY(object != NULL)) {
#if PY_VERSION_HEX >= 0x030C0000
            object->long_value.lv_tag = 1u << 3 | (value < 0 ? 2u : 0u);
            object->long_value.ob_digit[0] = (digit)(value < 0 ? -value : value);
#else
            object->ob_base.ob_size = value < 0 ? -1 : 1;
            object->ob_digit[0] = (digit)(value < 0 ? -value : value);
#endif
            return (PyObject *)object;
        }
    }
#endif
    return PyLong_FromLongLong(value);
}

FMTUNIT_INLINE PyObject *FmtUnit_int(long long value)
{
#if FMTUNIT_HAS_ROWS
    if (FMTUNIT_LIKELY((unsigned long long)value + 5 < 262)) {
        char *zero = FmtUnit_zero;
        if (FMTUNIT_UNLIKELY(zero == NULL)) {
            FmtUnit_find_zero();
            zero = FmtUnit_zero;
        }
        if (FMTUNIT_LIKELY(zero != (char *)&FmtUnit_zero)) {
            PyObject *object = (PyObject *)(zero + value * (Py_ssize_t)sizeof(PyLongObject));
#if PY_VERSION_HEX < 0x030C0000 /* immortal since */
            /* With the address in a register: the count is addressed by the object alone, as where it is released. */
            __asm__("" : "+r"(object));
            Py_INCREF(object);
#endif
            return object;
        }
        return PyLong_FromLongLong(value);
    }
#endif
    return FmtUnit_new_long(value);
}

FMTUNIT_INLINE int FmtUnit_are_ascii(const char *text, size_t length)
{
    FmtUnit_Word all = 0;
    for (; length >= 8; text += 8, length -= 8)
        all |= FmtUnit_load(text);
    for (; length > 0; text++, length--)
        all |= (unsigned char)*text;
    return (all & 0x8080808080808080ULL) == 0;
}

/* Makes a str. CPython has vector code for long text, and keeps the empty str and single characters. */
FMTUNIT_HELPER PyObject *FmtUnit_new_str(const char *text, Py_ssize_t length)
{
#if FMTUNIT_HAS_ROWS
    if (length == 1 && FMTUNIT_LIKELY((*text & 0x80) == 0)) {
        if (FMTUNIT_UNLIKELY(FmtUnit_nul == NULL))
            FmtUnit_find_nul();
        if (FMTUNIT_LIKELY(FmtUnit_nul != (struct FmtUnit_Character *)&FmtUnit_nul)) {
            PyObject *object = (PyObject *)(FmtUnit_nul + *text);
            Py_INCREF(object);
            return object;
        }
    }
#endif
#if FMTUNIT_LAYS_DOWN
    if (FMTUNIT_LIKELY((size_t)length - 2 < 254) && FMTUNIT_LIKELY(FmtUnit_are_ascii(text, (size_t)length))) {
        PyASCIIObject *object =
            (PyASCIIObject *)FmtUnit_allocate(sizeof(PyASCIIObject) + (size_t)length + 1, &PyUnicode_Type);
        if (FMTUNIT_LIKELY(object != NULL)) {
            object->length = length;
            object->hash = -1;
            memset(&object->state, 0, sizeof object->state);
            object->state.kind = PyUnicode_1BYTE_KIND;
            object->state.compact = 1;
            object->state.ascii = 1;
#if PY_VERSION_HEX < 0x030C0000
            object->state.ready = 1;
            object->wstr = NULL;
#endif
            memcpy(object + 1, text, (size_t)length);
            ((char *)(object + 1))[length] = 0;
            return (PyObject *)object;
        }
    }
#else
    if (FMTUNIT_LIKELY((size_t)length - 2 < 254) && FMTUNIT_LIKELY(FmtUnit_are_ascii(text, (size_t)length))) {
        PyObject *object = PyUnicode_New(length, 127);
        if (FMTUNIT_LIKELY(object != NULL))
            memcpy((PyASCIIObject *)object + 1, text, (size_t)length);
        return object;
    }
#endif
    return PyUnicode_FromStringAndSize(text, length);
}

FMTUNIT_INLINE PyObject *FmtUnit_none(void)
{
    Py_INCREF(Py_None);
    return Py_None;
}

/* Makes the object of a unit. */
FMTUNIT_INLINE PyObject *FmtUnit_make(unsigned unit, FmtUnit_Value first, FmtUnit_Value second)
{
    const unsigned routine = FmtUnit_build_rows[unit].routine;
    const char *text = (const char *)FMTUNIT_POINTER(first);
    PyObject *object = (PyObject *)FMTUNIT_POINTER(first);
    Py_ssize_t length = (Py_ssize_t)second.word;
    char byte;
    switch (routine) {
    case FmtUnit_Routine_int:
        return FmtUnit_int((int)first.word);
    case FmtUnit_Routine_unsigned_short:
        return FmtUnit_int((long)(unsigned)first.word);
    case FmtUnit_Routine_unsigned_int:
        return FmtUnit_int((long long)(unsigned)first.word);
    case FmtUnit_Routine_long:
        return FmtUnit_int((long)first.word);
    case FmtUnit_Routine_long_long:
        return FmtUnit_int((long long)first.word);
    case FmtUnit_Routine_ssize:
        return FmtUnit_int((Py_ssize_t)first.word);
    case FmtUnit_Routine_unsigned_long:
        return (long)first.word >= 0 ? FmtUnit_int((long)first.word) : PyLong_FromUnsignedLong((unsigned long)first.word);
    case FmtUnit_Routine_unsigned_long_long:
        return (long long)first.word >= 0 ? FmtUnit_int((long long)first.word) : PyLong_FromUnsignedLongLong(first.word);
    case FmtUnit_Routine_predicate:
        return PyBool_FromLong((int)first.word);
    case FmtUnit_Routine_double:
        return PyFloat_FromDouble(first.real);
    case FmtUnit_Routine_complex:
        return PyComplex_FromCComplex(*(const Py_complex *)FMTUNIT_POINTER(first));
    case FmtUnit_Routine_text:
        return text == NULL ? FmtUnit_none() : FmtUnit_new_str(text, (Py_ssize_t)strlen(text));
    case FmtUnit_Routine_bytes:
        return text == NULL ? FmtUnit_none() : PyBytes_FromStringAndSize(text, (Py_ssize_t)strlen(text));
    case FmtUnit_Routine_text_and_length:
        return text == NULL ? FmtUnit_none() : FmtUnit_new_str(text, length < 0 ? (Py_ssize_t)strlen(text) : length);
    case FmtUnit_Routine_bytes_and_length:
        return text == NULL ? FmtUnit_none()
                            : PyBytes_FromStringAndSize(text, length < 0 ? (Py_ssize_t)strlen(text) : length);
    case FmtUnit_Routine_wide:
        length = -1;
        /* fall through */
    case FmtUnit_Routine_wide_and_length:
        return text == NULL ? FmtUnit_none()
                            : PyUnicode_FromWideChar((const wchar_t *)FMTUNIT_POINTER(first), length < 0 ? -1 : length);
    case FmtUnit_Routine_char:
        byte = (char)first.word;
        return PyBytes_FromStringAndSize(&byte, 1);
    case FmtUnit_Routine_code_point:
        return PyUnicode_FromOrdinal((int)first.word);
    case FmtUnit_Routine_object:
    case FmtUnit_Routine_stolen:
        /* CPython raises for NULL. */
        if (FMTUNIT_UNLIKELY(object == NULL))
            return FMTUNIT_STOCK(Py_BuildValue)("O", NULL);
        return routine == FmtUnit_Routine_stolen ? object : FmtUnit_new_reference(object);
    case FmtUnit_Routine_converted:
        return ((PyObject * (*)(void *)) FMTUNIT_POINTER(first))(FMTUNIT_POINTER(second));
    }
    return NULL;
}

/* ---- building: the rest of a call that has failed --------------------------------------------------------------------------------- */

/* As in CPython, all remaining objects are made and thrown away: so every stolen reference is consumed and every converter
 * called. This is a loop over the format at run time. */
typedef struct {
    const char *f;
    const FmtUnit_Value *values;
    unsigned at, next;
} FmtUnit_Run;

FMTUNIT_INLINE int FmtUnit_is_blank(char c) { return (c == ' ') | (c == '\t') | (c == ',') | (c == ':'); }
FMTUNIT_INLINE char FmtUnit_closer(char c) { return c == '(' ? ')' : c == '[' ? ']' : c == '{' ? '}' : 0; }
FMTUNIT_INLINE int FmtUnit_is_closer(char c) { return (c == ')') | (c == ']') | (c == '}'); }

FMTUNIT_COLD char FmtUnit_run_blanks(FmtUnit_Run *run)
{
    while (FmtUnit_is_blank(run->f[run->at]))
        run->at++;
    return run->f[run->at];
}

/* Returns the number of objects before the bracket that closes, or the end. */
FMTUNIT_COLD Py_ssize_t FmtUnit_run_count(const FmtUnit_Run *run)
{
    Py_ssize_t count = 0;
    unsigned at = run->at, depth = 0, unit;
    for (; run->f[at] != 0; at += unit != 0 ? FmtUnit_build_rows[unit].length : 1) {
        unit = FmtUnit_unit(FmtUnit_build_index, run->f, at);
        count += depth == 0 && (unit != 0 || FmtUnit_closer(run->f[at]) != 0);
        if (FmtUnit_is_closer(run->f[at]) && depth-- == 0)
            break;
        depth += FmtUnit_closer(run->f[at]) != 0;
    }
    return count;
}

FMTUNIT_COLD PyObject *FmtUnit_run_container(FmtUnit_Run *run);

/* Makes the next object. */
FMTUNIT_COLD PyObject *FmtUnit_run_object(FmtUnit_Run *run)
{
    char c = FmtUnit_run_blanks(run);
    unsigned unit = FmtUnit_unit(FmtUnit_build_index, run->f, run->at);
    if (unit == 0)
        return FmtUnit_closer(c) != 0 ? FmtUnit_run_container(run) : NULL;
    run->at += FmtUnit_build_rows[unit].length;
    run->next += FmtUnit_build_rows[unit].count;
    return FmtUnit_make(unit, run->values[run->next - FmtUnit_build_rows[unit].count], run->values[run->next - 1]);
}

/* Makes all objects before the bracket that closes, or the end, and throws them away. The exception stays. */
FMTUNIT_COLD void FmtUnit_run_discard(FmtUnit_Run *run)
{
    Py_ssize_t index, count = FmtUnit_run_count(run);
    PyObject *type, *value, *traceback, *rest = NULL, *object;
    if (count > 0) {
        PyErr_Fetch(&type, &value, &traceback);
        rest = PyTuple_New(count);
        PyErr_Restore(type, value, traceback);
    }
    for (index = 0; index < count; index++) {
        PyErr_Fetch(&type, &value, &traceback);
        object = FmtUnit_run_object(run);
        PyErr_Restore(type, value, traceback);
        if (rest != NULL)
            PyTuple_SET_ITEM(rest, index, object);
        else
            Py_XDECREF(object);
    }
    Py_XDECREF(rest);
    if (FmtUnit_run_blanks(run) != 0)
        run->at++;
}

/* Puts an object into a container, the reference with it; a key waits for its value. Returns 0 if a dict refuses it. */
FMTUNIT_INLINE int FmtUnit_put(PyObject *container, PyObject **key, char opener, unsigned index, PyObject *object)
{
    if (opener == '(') {
        ((PyTupleObject *)container)->ob_item[index] = object;
    } else if (opener == '[') {
        ((PyListObject *)container)->ob_item[index] = object;
    } else if (index % 2 == 0) {
        *key = object;
    } else {
        if (FMTUNIT_UNLIKELY(PyDict_SetItem(container, *key, object) < 0))
            return 0;
        Py_DECREF(*key);
        Py_DECREF(object);
        *key = NULL;
    }
    return 1;
}

FMTUNIT_INLINE PyObject *FmtUnit_container(char opener, Py_ssize_t count)
{
    return opener == '(' ? PyTuple_New(count) : opener == '[' ? PyList_New(count) : PyDict_New();
}

FMTUNIT_COLD PyObject *FmtUnit_run_container(FmtUnit_Run *run)
{
    char opener = run->f[run->at++];
    Py_ssize_t index, count = FmtUnit_run_count(run);
    PyObject *key = NULL, *object = NULL, *container = FmtUnit_container(opener, count);
    for (index = 0; container != NULL && index < count; index++) {
        object = FmtUnit_run_object(run);
        if (object == NULL || !FmtUnit_put(container, &key, opener, (unsigned)index, object))
            break;
        object = NULL;
    }
    if (container != NULL && index == count) {
        FmtUnit_run_blanks(run);
        run->at++;
        return container;
    }
    FmtUnit_run_discard(run);
    Py_XDECREF(key);
    Py_XDECREF(object);
    Py_XDECREF(container);
    return NULL;
}

/* ---- building: the walk over a format ----------------------------------------------------------------------------------------------- */

/* The state is that of parsing. The findings: the number of objects at the top level, sizes and kinds of containers. */
#define FMTUNIT_OBJECTS(plan) FMTUNIT_FIELD(plan, 0, 6)
#define FMTUNIT_LENGTH_SHIFT(group) (6 + 5 * (group))
#define FMTUNIT_LENGTH(plan, group) FMTUNIT_FIELD(plan, FMTUNIT_LENGTH_SHIFT(group), 5)
#define FMTUNIT_KIND_SHIFT(group) (36 + 2 * (group))
#define FMTUNIT_KIND(plan, group) FMTUNIT_FIELD(plan, FMTUNIT_KIND_SHIFT(group), 2)
/* FmtUnit_IsSlow, FmtUnit_IsPlan and FmtUnit_Fault are those of parsing. */
#define FMTUNIT_OPENER(plan, group) ((char)(FMTUNIT_KIND(plan, group) == 1 ? '(' : FMTUNIT_KIND(plan, group) == 2 ? '[' : '{'))

FMTUNIT_INLINE unsigned FmtUnit_kind_of(char c, char round, char square, char curly)
{
    return (c == round) + 2u * (c == square) + 3u * (c == curly);
}
FMTUNIT_INLINE FmtUnit_Word FmtUnit_pass_blank(const char *f, FmtUnit_Word s)
{
    return s + ((FMTUNIT_REST(s) == 0) & FmtUnit_is_blank(f[FMTUNIT_AT(s)]));
}
FMTUNIT_INLINE unsigned FmtUnit_opens_container(const char *f, FmtUnit_Word s)
{
    return (FmtUnit_kind_of(f[FMTUNIT_AT(s)], '(', '[', '{') != 0) & (FMTUNIT_DEPTH(s) < FmtUnit_MaxDepth) &
           (FMTUNIT_OPENED(s) < FmtUnit_MaxGroups) & (FMTUNIT_REST(s) == 0);
}
FMTUNIT_INLINE unsigned FmtUnit_closes_container(const char *f, FmtUnit_Word s, FmtUnit_Word plan)
{
    unsigned kind = FmtUnit_kind_of(f[FMTUNIT_AT(s)], ')', ']', '}');
    return (kind != 0) & (FMTUNIT_DEPTH(s) > 0) & (FMTUNIT_REST(s) == 0) & (kind == FMTUNIT_KIND(plan, FMTUNIT_GROUP(s)));
}
FMTUNIT_INLINE FmtUnit_Word FmtUnit_open_container(const char *f, FmtUnit_Word s)
{
    FmtUnit_Word opened = FMTUNIT_BIT(FMTUNIT_OPENED(s), FMTUNIT_GROUP_SHIFT(FMTUNIT_DEPTH(s) + 1));
    return s + FmtUnit_opens_container(f, s) * (1 + FMTUNIT_BIT(1, 10) + FMTUNIT_BIT(1, 12) + opened);
}
FMTUNIT_INLINE FmtUnit_Word FmtUnit_close_container(const char *f, FmtUnit_Word s, FmtUnit_Word plan)
{
    unsigned depth = FMTUNIT_DEPTH(s), shift = FMTUNIT_ITEM_SHIFT(depth);
    FmtUnit_Word closed = FMTUNIT_BIT(FMTUNIT_ITEM(s), shift) + FMTUNIT_BIT(FMTUNIT_GROUP(s), FMTUNIT_GROUP_SHIFT(depth));
    return s + FmtUnit_closes_container(f, s, plan) * (1 + FMTUNIT_BIT(1, shift - 6) - FMTUNIT_BIT(1, 10) - closed);
}
FMTUNIT_INLINE FmtUnit_Word FmtUnit_note_open_container(const char *f, FmtUnit_Word s, FmtUnit_Word plan)
{
    return plan + FMTUNIT_BIT(FmtUnit_opens_container(f, s) * FmtUnit_kind_of(f[FMTUNIT_AT(s)], '(', '[', '{'),
                              FMTUNIT_KIND_SHIFT(FMTUNIT_OPENED(s)));
}
FMTUNIT_INLINE FmtUnit_Word FmtUnit_note_close_container(const char *f, FmtUnit_Word s, FmtUnit_Word plan)
{
    unsigned closes = FmtUnit_closes_container(f, s, plan);
    unsigned is_odd = (f[FMTUNIT_AT(s)] == '}') & FMTUNIT_ITEM(s);
    /* Blanks before a bracket are of 3.13. */
    unsigned is_new = PY_VERSION_HEX < 0x030D0000 && FmtUnit_is_blank(f[FMTUNIT_AT(s) - closes]);
    plan |= FMTUNIT_BIT(closes * FMTUNIT_ITEM(s), FMTUNIT_LENGTH_SHIFT(FMTUNIT_GROUP(s)));
    plan |= FMTUNIT_BIT(closes & is_new, FmtUnit_IsSlow);
    return FmtUnit_with_fault(plan, closes * is_odd * FmtUnit_Malformed);
}
FMTUNIT_INLINE FmtUnit_Word FmtUnit_after_value(FmtUnit_Word s, unsigned unit)
{
    FmtUnit_Word within = FMTUNIT_REST(s) != 0, begins = !within & (unit != 0);
    return s - (within << 8) +
           begins * (FmtUnit_build_rows[unit].length + ((FmtUnit_build_rows[unit].count - 1u) << 8) +
                     FMTUNIT_BIT(1, FMTUNIT_ITEM_SHIFT(FMTUNIT_DEPTH(s))));
}

#ifdef __cplusplus
#define FMTUNIT_NULL_IS_INT 1
#else
#define FMTUNIT_NULL_IS_INT 0
#endif
/* Does a value of this type serve for a unit that wants that one? */
FMTUNIT_INLINE unsigned FmtUnit_suits(unsigned wanted, unsigned type)
{
    return (wanted == type) | (type == FmtUnit_Type_any) | (wanted == FmtUnit_Type_any) |
           /* objects of all types; NULL in C++ */
           ((wanted == FmtUnit_Type_one_object) & ((type == FmtUnit_Type_class) | (type == FmtUnit_Type_other))) |
           ((wanted < FmtUnit_Type_int_value) & (type == FmtUnit_Type_long_value) & FMTUNIT_NULL_IS_INT);
}

/* Has the walk ended at a blank or bracket? A bracket that closes another kind than is open is no such end, but a mistake. */
FMTUNIT_INLINE unsigned FmtUnit_is_stuck(const char *f, FmtUnit_Word s, FmtUnit_Word plan)
{
    const char c = f[FMTUNIT_AT(s)];
    return FmtUnit_is_blank(c) | (FmtUnit_kind_of(c, '(', '[', '{') != 0) |
           (FmtUnit_is_closer(c) & ((FMTUNIT_DEPTH(s) == 0) | FmtUnit_closes_container(f, s, plan)));
}

FMTUNIT_INLINE FmtUnit_Word FmtUnit_note_value(const char *f, FmtUnit_Word s, FmtUnit_Word plan, unsigned unit, unsigned type)
{
    const char c = f[FMTUNIT_AT(s)];
    const unsigned within = FMTUNIT_REST(s) != 0, ends = !within & (c == 0), begins = !within & !ends;
    const unsigned value = FmtUnit_build_rows[unit].value, count = FmtUnit_build_rows[unit].count;
    const unsigned is_known = (FmtUnit_build_rows[unit].since <= PY_VERSION_HEX >> 16) &
                              (FmtUnit_build_rows[unit].until >= PY_VERSION_HEX >> 16);
    const unsigned is_stuck = FmtUnit_is_stuck(f, s, plan);
    const unsigned is_dirty = FMTUNIT_LENGTHS_ARE_INT & within & (value != FmtUnit_Value_Conversion);
    plan = FmtUnit_with_fault(plan, (begins & is_stuck) * FmtUnit_NotFollowed);
    plan = FmtUnit_with_fault(plan, ends * FmtUnit_TooMany);
    plan = FmtUnit_with_fault(plan, (begins & ((count == 0) | !is_known)) * FmtUnit_Malformed);
    plan = FmtUnit_with_fault(plan, is_dirty * FmtUnit_NotClean);
    return FmtUnit_with_fault(plan, (!ends & !FmtUnit_suits(FmtUnit_value_types[value][within], type)) *
                                        (FmtUnit_WrongPlace + unit));
}

FMTUNIT_INLINE FmtUnit_Word FmtUnit_finish_build(const char *f, FmtUnit_Word s, FmtUnit_Word plan, unsigned next)
{
    const char c = f[FMTUNIT_AT(s)];
    const unsigned is_stuck = FmtUnit_is_stuck(f, s, plan);
    plan = FmtUnit_with_fault(plan, is_stuck * FmtUnit_NotFollowed);
    plan = FmtUnit_with_fault(plan, ((FMTUNIT_REST(s) != 0) | (next != 0)) * FmtUnit_TooFew);
    plan = FmtUnit_with_fault(plan, ((c != 0) | (FMTUNIT_DEPTH(s) != 0)) * FmtUnit_Malformed);
    return plan + FMTUNIT_FIELD(s, 16, 6) + FMTUNIT_BIT(1, FmtUnit_IsPlan);
}

/* Values are numbered like places. */
#define FMTUNIT_DECLARE_VALUES_0
#define FMTUNIT_DECLARE_VALUES_1 , FmtUnit_Value p1 FMTUNIT_DECLARE_VALUES_0
#define FMTUNIT_DECLARE_VALUES_2 , FmtUnit_Value p2 FMTUNIT_DECLARE_VALUES_1
#define FMTUNIT_DECLARE_VALUES_3 , FmtUnit_Value p3 FMTUNIT_DECLARE_VALUES_2
#define FMTUNIT_DECLARE_VALUES_4 , FmtUnit_Value p4 FMTUNIT_DECLARE_VALUES_3
#define FMTUNIT_DECLARE_VALUES_5 , FmtUnit_Value p5 FMTUNIT_DECLARE_VALUES_4
#define FMTUNIT_DECLARE_VALUES_6 , FmtUnit_Value p6 FMTUNIT_DECLARE_VALUES_5
#define FMTUNIT_DECLARE_VALUES_7 , FmtUnit_Value p7 FMTUNIT_DECLARE_VALUES_6
#define FMTUNIT_DECLARE_VALUES_8 , FmtUnit_Value p8 FMTUNIT_DECLARE_VALUES_7
#define FMTUNIT_DECLARE_VALUES_9 , FmtUnit_Value p9 FMTUNIT_DECLARE_VALUES_8
#define FMTUNIT_DECLARE_VALUES_10 , FmtUnit_Value p10 FMTUNIT_DECLARE_VALUES_9
#define FMTUNIT_DECLARE_VALUES_11 , FmtUnit_Value p11 FMTUNIT_DECLARE_VALUES_10
#define FMTUNIT_DECLARE_VALUES_12 , FmtUnit_Value p12 FMTUNIT_DECLARE_VALUES_11
#define FMTUNIT_DECLARE_VALUES_13 , FmtUnit_Value p13 FMTUNIT_DECLARE_VALUES_12
#define FMTUNIT_DECLARE_VALUES_14 , FmtUnit_Value p14 FMTUNIT_DECLARE_VALUES_13
#define FMTUNIT_DECLARE_VALUES_15 , FmtUnit_Value p15 FMTUNIT_DECLARE_VALUES_14
#define FMTUNIT_DECLARE_VALUES_16 , FmtUnit_Value p16 FMTUNIT_DECLARE_VALUES_15
#define FMTUNIT_DECLARE_VALUES_17 , FmtUnit_Value p17 FMTUNIT_DECLARE_VALUES_16
#define FMTUNIT_DECLARE_VALUES_18 , FmtUnit_Value p18 FMTUNIT_DECLARE_VALUES_17
#define FMTUNIT_DECLARE_VALUES_19 , FmtUnit_Value p19 FMTUNIT_DECLARE_VALUES_18
#define FMTUNIT_DECLARE_VALUES_20 , FmtUnit_Value p20 FMTUNIT_DECLARE_VALUES_19
#define FMTUNIT_DECLARE_VALUES_21 , FmtUnit_Value p21 FMTUNIT_DECLARE_VALUES_20
#define FMTUNIT_DECLARE_VALUES_22 , FmtUnit_Value p22 FMTUNIT_DECLARE_VALUES_21
#define FMTUNIT_DECLARE_VALUES_23 , FmtUnit_Value p23 FMTUNIT_DECLARE_VALUES_22
#define FMTUNIT_DECLARE_VALUES_24 , FmtUnit_Value p24 FMTUNIT_DECLARE_VALUES_23

/* Goes past brackets and blanks between two units. */
#define FMTUNIT_BLANK s = FmtUnit_pass_blank(f, s)
#define FMTUNIT_NOTE_CLOSE_CONTAINER \
    plan = FmtUnit_note_close_container(f, s, plan), s = FmtUnit_close_container(f, s, plan)
#define FMTUNIT_NOTE_OPEN_CONTAINER plan = FmtUnit_note_open_container(f, s, plan), s = FmtUnit_open_container(f, s)
#define FMTUNIT_NEXT_BUILD_UNIT ((FMTUNIT_REST(s) == 0) * FmtUnit_unit(FmtUnit_build_index, f, FMTUNIT_AT(s)))

/* Finds the facts about a format. */
FMTUNIT_INLINE FmtUnit_Word FmtUnit_build_plan_0(const char *f, FmtUnit_Word s, FmtUnit_Word plan, unsigned unit,
                                                 FmtUnit_TypeList types)
{
    (void)unit, (void)types;
    FMTUNIT_BLANK;
    FMTUNIT_NOTE_CLOSE_CONTAINER;
    FMTUNIT_BLANK;
    FMTUNIT_NOTE_CLOSE_CONTAINER;
    FMTUNIT_BLANK;
    FMTUNIT_NOTE_CLOSE_CONTAINER;
    return FmtUnit_finish_build(f, s, plan, FMTUNIT_NEXT_BUILD_UNIT);
}
#define FMTUNIT_BUILD_PLAN(count, rest)                                                                                    \
    FMTUNIT_INLINE FmtUnit_Word FmtUnit_build_plan_##count(const char *f, FmtUnit_Word s, FmtUnit_Word plan,              \
                                                           unsigned unit, FmtUnit_TypeList types)                         \
    {                                                                                                                      \
        FMTUNIT_BLANK;                                                                                                     \
        FMTUNIT_NOTE_CLOSE_CONTAINER;                                                                                      \
        FMTUNIT_BLANK;                                                                                                     \
        FMTUNIT_NOTE_CLOSE_CONTAINER;                                                                                      \
        FMTUNIT_BLANK;                                                                                                     \
        FMTUNIT_BLANK;                                                                                                     \
        FMTUNIT_NOTE_OPEN_CONTAINER;                                                                                       \
        FMTUNIT_BLANK;                                                                                                     \
        FMTUNIT_NOTE_OPEN_CONTAINER;                                                                                       \
        FMTUNIT_BLANK;                                                                                                     \
        unit = (FMTUNIT_REST(s) != 0) * unit + FMTUNIT_NEXT_BUILD_UNIT;                                                    \
        plan = FmtUnit_note_value(f, s, plan, unit, (unsigned)types & 31);                                                 \
        return FmtUnit_build_plan_##rest(f, FmtUnit_after_value(s, unit), plan, unit, types >> 5);                         \
    }
FMTUNIT_FOR_EACH_COUNT(FMTUNIT_BUILD_PLAN)
#undef FMTUNIT_BUILD_PLAN

/* A call in progress: the open containers, the key that waits for its value in each, and a value that a dict has refused. */
typedef struct {
    PyObject *level[FmtUnit_MaxDepth + 1], *key[FmtUnit_MaxDepth + 1], *value;
} FmtUnit_Frame;

/* Where a call has failed: the position after it, the number of values that are left, the number of open containers. */
#define FMTUNIT_FAILURE(s, left) (FMTUNIT_AT(s) | (unsigned)(left) << 8 | FMTUNIT_DEPTH(s) << 16 | 1u << 24)

/* Puts an object where it belongs: it is the item before the state. */
#define FMTUNIT_PUT(object, left)                                                                                          \
    if (FMTUNIT_DEPTH(s) == 0) {                                                                                           \
        slots[FMTUNIT_ITEM(s) - 1] = object;                                                                               \
    } else if (FMTUNIT_UNLIKELY(!FmtUnit_put(frame->level[FMTUNIT_DEPTH(s)], &frame->key[FMTUNIT_DEPTH(s)],                \
                                             FMTUNIT_OPENER(plan, FMTUNIT_GROUP(s)), FMTUNIT_ITEM(s) - 1, object))) {      \
        frame->value = object;                                                                                             \
        return FMTUNIT_FAILURE(s, left);                                                                                   \
    }
#define FMTUNIT_CLOSE_CONTAINER(left)                                   \
    if (FmtUnit_closes_container(f, s, plan)) {                         \
        object = frame->level[FMTUNIT_DEPTH(s)];                        \
        s = FmtUnit_close_container(f, s, plan);                        \
        FMTUNIT_PUT(object, left)                                       \
    }
#define FMTUNIT_OPEN_CONTAINER(left)                                                                                       \
    if (FmtUnit_opens_container(f, s)) {                                                                                   \
        const unsigned group = FMTUNIT_OPENED(s);                                                                          \
        object = FmtUnit_container(FMTUNIT_OPENER(plan, group), (Py_ssize_t)FMTUNIT_LENGTH(plan, group));                  \
        s = FmtUnit_open_container(f, s);                                                                                  \
        frame->level[FMTUNIT_DEPTH(s)] = object;                                                                           \
        frame->key[FMTUNIT_DEPTH(s)] = NULL;                                                                               \
        if (FMTUNIT_UNLIKELY(object == NULL))                                                                              \
            return FMTUNIT_FAILURE(s, left);                                                                               \
    }

/* Makes all objects; 0, or where the call has failed. */
FMTUNIT_INLINE unsigned FMTUNIT_NAME(fill, 0)(const char *f, FmtUnit_Word plan, FmtUnit_Word s, FmtUnit_Frame *frame,
                                              PyObject **slots)
{
    PyObject *object;
    FMTUNIT_BLANK;
    FMTUNIT_CLOSE_CONTAINER(0)
    FMTUNIT_BLANK;
    FMTUNIT_CLOSE_CONTAINER(0)
    FMTUNIT_BLANK;
    FMTUNIT_CLOSE_CONTAINER(0)
    return 0;
}
#define FMTUNIT_FILL(count_, rest)                                                                                           \
    FMTUNIT_INLINE unsigned FMTUNIT_NAME(fill, count_)(const char *f, FmtUnit_Word plan, FmtUnit_Word s,                     \
                                                      FmtUnit_Frame *frame, PyObject **slots FMTUNIT_DECLARE_VALUES_##count_) \
    {                                                                                                                       \
        PyObject *object;                                                                                                   \
        unsigned unit;                                                                                                      \
        FMTUNIT_BLANK;                                                                                                      \
        FMTUNIT_CLOSE_CONTAINER(count_)                                                                                      \
        FMTUNIT_BLANK;                                                                                                      \
        FMTUNIT_CLOSE_CONTAINER(count_)                                                                                      \
        FMTUNIT_BLANK;                                                                                                      \
        FMTUNIT_BLANK;                                                                                                      \
        FMTUNIT_OPEN_CONTAINER(count_)                                                                                       \
        FMTUNIT_BLANK;                                                                                                      \
        FMTUNIT_OPEN_CONTAINER(count_)                                                                                       \
        FMTUNIT_BLANK;                                                                                                      \
        unit = FMTUNIT_NEXT_BUILD_UNIT;                                                                                     \
        s = FmtUnit_after_value(s, unit);                                                                                   \
        if (unit != 0) {                                                                                                    \
            object = FmtUnit_make(unit, p##count_, FMTUNIT_SECOND_##count_);                                                  \
            if (FMTUNIT_UNLIKELY(object == NULL))                                                                           \
                return FMTUNIT_FAILURE(s, count_ - FmtUnit_build_rows[unit].count);                                          \
            FMTUNIT_PUT(object, count_ - FmtUnit_build_rows[unit].count)                                                     \
        }                                                                                                                   \
        return FMTUNIT_NAME(fill, rest)(f, plan, s, frame, slots FMTUNIT_PASS_##rest);                                      \
    }
FMTUNIT_FOR_EACH_COUNT(FMTUNIT_FILL)
#undef FMTUNIT_FILL

/* Ends a call that has failed: makes and throws away what is left, and releases the containers, the inner before the outer. */
FMTUNIT_COLD void FmtUnit_abandon(const char *f, unsigned failure, const FmtUnit_Value *values, unsigned count,
                                  FmtUnit_Frame *frame)
{
    FmtUnit_Run run;
    unsigned depth = FMTUNIT_FIELD(failure, 16, 2);
    run.f = f;
    run.at = FMTUNIT_AT(failure);
    run.values = values;
    run.next = count - FMTUNIT_FIELD(failure, 8, 8);
    for (; depth > 0; depth--) {
        FmtUnit_run_discard(&run);
        Py_XDECREF(frame->key[depth]);
        Py_XDECREF(frame->value);
        frame->value = NULL;
        Py_XDECREF(frame->level[depth]);
    }
    FmtUnit_run_discard(&run);
    Py_XDECREF(frame->level[0]);
}

/* Calls with the items of a tuple, as CPython does where a format makes one. */
FMTUNIT_COLD PyObject *FmtUnit_call_with_items(PyObject *callable, PyObject *tuple)
{
    return PyObject_Vectorcall(callable, ((PyTupleObject *)tuple)->ob_item, (size_t)Py_SIZE(tuple), NULL);
}

/* Is the format a single unit? Then nothing is left when it fails. */
#define FMTUNIT_IS_ONE(plan) (FMTUNIT_OBJECTS(plan) == 1 && FMTUNIT_KIND(plan, 0) == 0)

/* Is the format one to be built here? Known at compile time. */
#define FMTUNIT_IS_BUILT(plan) \
    (__builtin_constant_p(plan) && FMTUNIT_HAS(plan, FmtUnit_IsPlan) && FMTUNIT_FAULT(plan) == 0 && !FMTUNIT_HAS(plan, FmtUnit_IsSlow))

#define FMTUNIT_BUILD_ENTRIES(count, rest)                                                                                   \
    FMTUNIT_INLINE PyObject *FMTUNIT_NAME(build, count)(FmtUnit_Word plan, const char *f FMTUNIT_DECLARE_VALUES_##count)     \
    {                                                                                                                        \
        FmtUnit_Frame frame;                                                                                                 \
        PyObject *result = NULL, **slots = &result;                                                                          \
        unsigned failure;                                                                                                    \
        if (FMTUNIT_OBJECTS(plan) == 0)                                                                                      \
            return FmtUnit_none();                                                                                           \
        frame.level[0] = frame.value = NULL;                                                                                 \
        if (FMTUNIT_OBJECTS(plan) > 1) {                                                                                     \
            frame.level[0] = PyTuple_New((Py_ssize_t)FMTUNIT_OBJECTS(plan));                                                 \
            slots = ((PyTupleObject *)frame.level[0])->ob_item;                                                              \
        }                                                                                                                    \
        failure = FMTUNIT_OBJECTS(plan) > 1 && FMTUNIT_UNLIKELY(frame.level[0] == NULL)                                      \
                      ? FMTUNIT_FAILURE(0ULL, count)                                                                         \
                      : FMTUNIT_NAME(fill, count)(f, plan, 0, &frame, slots FMTUNIT_PASS_##count);                           \
        if (FMTUNIT_UNLIKELY(failure != 0)) {                                                                                \
            const FmtUnit_Value values[] = {{0, 0} FMTUNIT_PASS_##count};                                                    \
            if (!FMTUNIT_IS_ONE(plan))                                                                                       \
                FmtUnit_abandon(f, failure, values + 1, count, &frame);                                                      \
            return NULL;                                                                                                     \
        }                                                                                                                    \
        return FMTUNIT_OBJECTS(plan) > 1 ? frame.level[0] : result;                                                          \
    }                                                                                                                        \
    FMTUNIT_INLINE PyObject *FMTUNIT_NAME(call, count)(FmtUnit_Word plan, PyObject *callable,                                \
                                                       const char *f FMTUNIT_DECLARE_VALUES_##count)                         \
    {                                                                                                                        \
        FmtUnit_Frame frame;                                                                                                 \
        /* The callee may write to the element before its arguments. */                                                      \
        PyObject *stack[count + 2], *result = NULL;                                                                          \
        unsigned failure, index;                                                                                             \
        if (FMTUNIT_UNLIKELY(callable == NULL))                                                                              \
            return FMTUNIT_STOCK(PyObject_CallFunction)(callable, NULL);                                                     \
        if (FMTUNIT_OBJECTS(plan) == 0)                                                                                      \
            return PyObject_CallNoArgs(callable);                                                                            \
        for (index = 0; index <= FMTUNIT_OBJECTS(plan); index++)                                                             \
            stack[index] = NULL;                                                                                             \
        frame.level[0] = frame.value = NULL;                                                                                 \
        failure = FMTUNIT_NAME(fill, count)(f, plan, 0, &frame, stack + 1 FMTUNIT_PASS_##count);                             \
        if (FMTUNIT_UNLIKELY(failure != 0)) {                                                                                \
            const FmtUnit_Value values[] = {{0, 0} FMTUNIT_PASS_##count};                                                    \
            if (!FMTUNIT_IS_ONE(plan))                                                                                       \
                FmtUnit_abandon(f, failure, values + 1, count, &frame);                                                      \
        } else if (FMTUNIT_OBJECTS(plan) == 1 && PyTuple_Check(stack[1])) {                                                  \
            result = FmtUnit_call_with_items(callable, stack[1]);                                                            \
        } else {                                                                                                             \
            result = PyObject_Vectorcall(callable, stack + 1,                                                                \
                                         FMTUNIT_OBJECTS(plan) | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL);                      \
        }                                                                                                                    \
        for (index = 1; index <= FMTUNIT_OBJECTS(plan); index++)                                                             \
            Py_XDECREF(stack[index]);                                                                                        \
        return result;                                                                                                       \
    }                                                                                                                        \
    FMTUNIT_INLINE PyObject *FMTUNIT_NAME(method, count)(FmtUnit_Word plan, PyObject *object, const char *name,              \
                                                         const char *f FMTUNIT_DECLARE_VALUES_##count)                       \
    {                                                                                                                        \
        PyObject *callable = FmtUnit_find_method(object, name), *result;                                                     \
        if (FMTUNIT_UNLIKELY(callable == NULL))                                                                              \
            return NULL;                                                                                                     \
        result = FMTUNIT_NAME(call, count)(plan, callable, f FMTUNIT_PASS_##count);                                          \
        Py_DECREF(callable);                                                                                                 \
        return result;                                                                                                       \
    }

/* Returns the method, or NULL with an exception: that of CPython. */
FMTUNIT_HELPER PyObject *FmtUnit_find_method(PyObject *object, const char *name)
{
    PyObject *callable;
    if (FMTUNIT_UNLIKELY(object == NULL) || FMTUNIT_UNLIKELY(name == NULL))
        return FMTUNIT_STOCK(PyObject_CallMethod)(object, name, NULL);
    callable = PyObject_GetAttrString(object, name);
    if (callable != NULL && FMTUNIT_UNLIKELY(!PyCallable_Check(callable))) {
        PyErr_Format(PyExc_TypeError, "attribute of type '%.200s' is not callable", Py_TYPE(callable)->tp_name);
        Py_CLEAR(callable);
    }
    return callable;
}

FMTUNIT_BUILD_ENTRIES(0, 0)
FMTUNIT_FOR_EACH_COUNT(FMTUNIT_BUILD_ENTRIES)
#undef FMTUNIT_BUILD_ENTRIES

FMTUNIT_INLINE const char *FmtUnit_or_empty(const char *format) { return format == NULL ? "" : format; }

#ifdef FMTUNIT_CHECKS
#define FMTUNIT_ROW(name, spelling, arguments, routine, since, until, value, count)                                     \
    FMTUNIT_ERROR(build_##name, "the unit " spelling " wants: " arguments)
FMTUNIT_FOR_EACH_BUILD_UNIT(FMTUNIT_ROW)
#undef FMTUNIT_ROW
#endif

FMTUNIT_INLINE void FmtUnit_check_build(FmtUnit_Word plan)
{
#ifdef FMTUNIT_CHECKS
    if (__builtin_constant_p(plan) && FMTUNIT_FAULT(plan) != 0)
        switch (FMTUNIT_FAULT(plan)) {
        case FmtUnit_Malformed:
            FmtUnit_error_malformed();
            break;
        case FmtUnit_TooFew:
            FmtUnit_error_too_few();
            break;
        case FmtUnit_TooMany:
            FmtUnit_error_too_many();
            break;
        case FmtUnit_NotClean:
            FmtUnit_error_not_clean();
            break;
#define FMTUNIT_ROW(name, spelling, arguments, routine, since, until, value, count)                                     \
    case FmtUnit_WrongPlace + FmtUnit_Build_##name:                                                                    \
        FmtUnit_error_build_##name();                                                                                  \
        break;
            FMTUNIT_FOR_EACH_BUILD_UNIT(FMTUNIT_ROW)
#undef FMTUNIT_ROW
        }
#else
    (void)plan;
#endif
}

#ifdef __cplusplus
/* The argument, as it is captured. */
template <class T>
FMTUNIT_INLINE typename std::enable_if<std::is_integral<T>::value || std::is_enum<T>::value, FmtUnit_Value>::type
FmtUnit_capture(T value)
{
    FmtUnit_Value captured = {(FmtUnit_Word)value, 0};
    return captured;
}
template <class T>
FMTUNIT_INLINE typename std::enable_if<std::is_floating_point<T>::value, FmtUnit_Value>::type FmtUnit_capture(T value)
{
    FmtUnit_Value captured = {0, (double)value};
    return captured;
}
template <class T> FMTUNIT_INLINE FmtUnit_Value FmtUnit_capture(T *value)
{
    FmtUnit_Value captured = {(FmtUnit_Word)(Py_uintptr_t)value, 0};
    return captured;
}
FMTUNIT_INLINE FmtUnit_Value FmtUnit_capture(decltype(nullptr))
{
    FmtUnit_Value captured = {0, 0};
    return captured;
}
template <unsigned count> struct FmtUnit_BuildPlan;
#define FMTUNIT_ROW(count, rest)                                                                     \
    template <> struct FmtUnit_BuildPlan<count> {                                                    \
        static inline __attribute__((always_inline, artificial)) FmtUnit_Word                        \
        of(const char *format, FmtUnit_TypeList types)                                               \
        {                                                                                            \
            const FmtUnit_Word plan = FmtUnit_build_plan_##count(FmtUnit_or_empty(format), 0, 0, 0, types); \
            FmtUnit_check_build(plan);                                                               \
            return plan;                                                                             \
        }                                                                                            \
    };
FMTUNIT_ROW(0, 0)
FMTUNIT_FOR_EACH_COUNT(FMTUNIT_ROW)
#undef FMTUNIT_ROW

#define FMTUNIT_DEFINE_BUILD(name, family, stock, parameters, arguments)                                                      \
    template <class... Values>                                                                                               \
    FMTUNIT_INLINE typename std::enable_if<!FmtUnit_AreMany<Values...>::value, PyObject *>::type name(                        \
        FMTUNIT_UNPACK parameters, Values... values)                                                                          \
    {                                                                                                                        \
        const FmtUnit_Word plan = FmtUnit_BuildPlan<sizeof...(Values)>::of(format, FmtUnit_Types<Values...>::list);          \
        return FMTUNIT_IS_BUILT(plan) ? FmtUnit_##family(plan, FMTUNIT_UNPACK arguments, FmtUnit_capture(values)...)         \
                                      : stock(FMTUNIT_UNPACK arguments, values...);                                          \
    }                                                                                                                        \
    template <class... Values>                                                                                               \
    FMTUNIT_INLINE typename std::enable_if<FmtUnit_AreMany<Values...>::value, PyObject *>::type name(                         \
        FMTUNIT_UNPACK parameters, Values... values)                                                                          \
    {                                                                                                                        \
        return stock(FMTUNIT_UNPACK arguments, values...);                                                                   \
    }
FMTUNIT_DEFINE_BUILD(FmtUnit_BuildValue, build, FMTUNIT_STOCK(Py_BuildValue), (const char *format), (format))
FMTUNIT_DEFINE_BUILD(FmtUnit_CallFunction, call, FMTUNIT_STOCK(PyObject_CallFunction),
                     (PyObject *callable, const char *format), (callable, format))
FMTUNIT_DEFINE_BUILD(FmtUnit_CallMethod, method, FMTUNIT_STOCK(PyObject_CallMethod),
                     (PyObject *object, const char *name, const char *format), (object, name, format))
#undef FMTUNIT_DEFINE_BUILD
#undef FMTUNIT_UNPACK
#else
FMTUNIT_INLINE FmtUnit_Value FmtUnit_capture_signed(long long value)
{
    FmtUnit_Value captured = {(FmtUnit_Word)value, 0};
    return captured;
}
FMTUNIT_INLINE FmtUnit_Value FmtUnit_capture_unsigned(unsigned long long value)
{
    FmtUnit_Value captured = {value, 0};
    return captured;
}
FMTUNIT_INLINE FmtUnit_Value FmtUnit_capture_real(double value)
{
    FmtUnit_Value captured = {0, 0};
    captured.real = value;
    return captured;
}
FMTUNIT_INLINE FmtUnit_Value FmtUnit_capture_pointer(const volatile void *value)
{
    FmtUnit_Value captured = {(FmtUnit_Word)(Py_uintptr_t)value, 0};
    return captured;
}
/* The argument, as it is captured. The condition makes an int of a bit field. */
#define FMTUNIT_CAPTURE(x)                                                                                              \
    __extension__ _Generic((1 ? (x) : (x)), _Bool : FmtUnit_capture_unsigned, char : FmtUnit_capture_signed,             \
        signed char : FmtUnit_capture_signed, unsigned char : FmtUnit_capture_unsigned, short : FmtUnit_capture_signed, \
        unsigned short : FmtUnit_capture_unsigned, int : FmtUnit_capture_signed,                                        \
        unsigned int : FmtUnit_capture_unsigned, long : FmtUnit_capture_signed,                                         \
        unsigned long : FmtUnit_capture_unsigned, long long : FmtUnit_capture_signed,                                   \
        unsigned long long : FmtUnit_capture_unsigned, float : FmtUnit_capture_real, double : FmtUnit_capture_real,     \
        default : FmtUnit_capture_pointer)(x)
#define FMTUNIT_CAPTURES(...) FMTUNIT_JOIN(FMTUNIT_CAPTURES_, FMTUNIT_COUNT(__VA_ARGS__))(__VA_ARGS__)
#define FMTUNIT_CAPTURES_0(first) first
#define FMTUNIT_CAPTURES_1(first, ...) first, FMTUNIT_EACH_1(FMTUNIT_CAPTURE, __VA_ARGS__)
#define FMTUNIT_CAPTURES_2(first, ...) first, FMTUNIT_EACH_2(FMTUNIT_CAPTURE, __VA_ARGS__)
#define FMTUNIT_CAPTURES_3(first, ...) first, FMTUNIT_EACH_3(FMTUNIT_CAPTURE, __VA_ARGS__)
#define FMTUNIT_CAPTURES_4(first, ...) first, FMTUNIT_EACH_4(FMTUNIT_CAPTURE, __VA_ARGS__)
#define FMTUNIT_CAPTURES_5(first, ...) first, FMTUNIT_EACH_5(FMTUNIT_CAPTURE, __VA_ARGS__)
#define FMTUNIT_CAPTURES_6(first, ...) first, FMTUNIT_EACH_6(FMTUNIT_CAPTURE, __VA_ARGS__)
#define FMTUNIT_CAPTURES_7(first, ...) first, FMTUNIT_EACH_7(FMTUNIT_CAPTURE, __VA_ARGS__)
#define FMTUNIT_CAPTURES_8(first, ...) first, FMTUNIT_EACH_8(FMTUNIT_CAPTURE, __VA_ARGS__)
#define FMTUNIT_CAPTURES_9(first, ...) first, FMTUNIT_EACH_9(FMTUNIT_CAPTURE, __VA_ARGS__)
#define FMTUNIT_CAPTURES_10(first, ...) first, FMTUNIT_EACH_10(FMTUNIT_CAPTURE, __VA_ARGS__)
#define FMTUNIT_CAPTURES_11(first, ...) first, FMTUNIT_EACH_11(FMTUNIT_CAPTURE, __VA_ARGS__)
#define FMTUNIT_CAPTURES_12(first, ...) first, FMTUNIT_EACH_12(FMTUNIT_CAPTURE, __VA_ARGS__)
#define FMTUNIT_CAPTURES_13(first, ...) first, FMTUNIT_EACH_13(FMTUNIT_CAPTURE, __VA_ARGS__)
#define FMTUNIT_CAPTURES_14(first, ...) first, FMTUNIT_EACH_14(FMTUNIT_CAPTURE, __VA_ARGS__)
#define FMTUNIT_CAPTURES_15(first, ...) first, FMTUNIT_EACH_15(FMTUNIT_CAPTURE, __VA_ARGS__)
#define FMTUNIT_CAPTURES_16(first, ...) first, FMTUNIT_EACH_16(FMTUNIT_CAPTURE, __VA_ARGS__)
#define FMTUNIT_CAPTURES_17(first, ...) first, FMTUNIT_EACH_17(FMTUNIT_CAPTURE, __VA_ARGS__)
#define FMTUNIT_CAPTURES_18(first, ...) first, FMTUNIT_EACH_18(FMTUNIT_CAPTURE, __VA_ARGS__)
#define FMTUNIT_CAPTURES_19(first, ...) first, FMTUNIT_EACH_19(FMTUNIT_CAPTURE, __VA_ARGS__)
#define FMTUNIT_CAPTURES_20(first, ...) first, FMTUNIT_EACH_20(FMTUNIT_CAPTURE, __VA_ARGS__)
#define FMTUNIT_CAPTURES_21(first, ...) first, FMTUNIT_EACH_21(FMTUNIT_CAPTURE, __VA_ARGS__)
#define FMTUNIT_CAPTURES_22(first, ...) first, FMTUNIT_EACH_22(FMTUNIT_CAPTURE, __VA_ARGS__)
#define FMTUNIT_CAPTURES_23(first, ...) first, FMTUNIT_EACH_23(FMTUNIT_CAPTURE, __VA_ARGS__)
#define FMTUNIT_CAPTURES_24(first, ...) first, FMTUNIT_EACH_24(FMTUNIT_CAPTURE, __VA_ARGS__)
/* The plan is found first; then each argument is evaluated once: captured, or given to CPython's function. */
#define FMTUNIT_PLAN_OF(format, ...)                                                                                        \
    (__builtin_constant_p(format)                                                                                           \
         ? FMTUNIT_JOIN(FmtUnit_build_plan_, FMTUNIT_COUNT(__VA_ARGS__))(FmtUnit_or_empty(format), 0, 0, 0,                 \
                                                                         FMTUNIT_TYPES(__VA_ARGS__))                        \
         : 0)
#define FmtUnit_build_plan_many(...) 0
#define FMTUNIT_FIRST(...) FMTUNIT_FIRST_(__VA_ARGS__, 0)
#define FMTUNIT_FIRST_(first, ...) first
#define FmtUnit_BuildValue(...)                                                                                             \
    __extension__({                                                                                                         \
        const FmtUnit_Word fmtunit_plan = FMTUNIT_PLAN_OF(FMTUNIT_FIRST(__VA_ARGS__), __VA_ARGS__);                         \
        FmtUnit_check_build(fmtunit_plan);                                                                                  \
        FMTUNIT_IS_BUILT(fmtunit_plan)                                                                                      \
        ? FMTUNIT_JOIN(FmtUnit_build_, FMTUNIT_COUNT(__VA_ARGS__))(fmtunit_plan, FMTUNIT_CAPTURES(__VA_ARGS__))             \
        : FMTUNIT_STOCK(Py_BuildValue)(__VA_ARGS__);                                                                        \
    })
#define FmtUnit_CallFunction(callable, ...)                                                                                 \
    __extension__({                                                                                                         \
        const FmtUnit_Word fmtunit_plan = FMTUNIT_PLAN_OF(FMTUNIT_FIRST(__VA_ARGS__), __VA_ARGS__);                         \
        FmtUnit_check_build(fmtunit_plan);                                                                                  \
        FMTUNIT_IS_BUILT(fmtunit_plan)                                                                                      \
        ? FMTUNIT_JOIN(FmtUnit_call_, FMTUNIT_COUNT(__VA_ARGS__))(fmtunit_plan, callable, FMTUNIT_CAPTURES(__VA_ARGS__))    \
        : FMTUNIT_STOCK(PyObject_CallFunction)(callable, __VA_ARGS__);                                                      \
    })
#define FmtUnit_CallMethod(object, name, ...)                                                                               \
    __extension__({                                                                                                         \
        const FmtUnit_Word fmtunit_plan = FMTUNIT_PLAN_OF(FMTUNIT_FIRST(__VA_ARGS__), __VA_ARGS__);                         \
        FmtUnit_check_build(fmtunit_plan);                                                                                  \
        FMTUNIT_IS_BUILT(fmtunit_plan)                                                                                      \
        ? FMTUNIT_JOIN(FmtUnit_method_, FMTUNIT_COUNT(__VA_ARGS__))(fmtunit_plan, object, name,                             \
                                                                    FMTUNIT_CAPTURES(__VA_ARGS__))                          \
        : FMTUNIT_STOCK(PyObject_CallMethod)(object, name, __VA_ARGS__);                                                    \
    })
#define FMTUNIT_CAPTURES_many(...) NULL
#define FmtUnit_build_many(plan, ...) NULL
#define FmtUnit_call_many(plan, ...) NULL
#define FmtUnit_method_many(plan, ...) NULL
#endif

#ifdef __cplusplus
} /* extern "C++" */
#endif

#elif defined(FMTUNIT_LIBRARY)

/* ---- the functions of libfmtunit ------------------------------------------------------------------------------------ */

#ifdef __cplusplus
extern "C" {
#endif
int FmtUnit_ParseTuple(PyObject *args, const char *format, ...);
int FmtUnit_VaParse(PyObject *args, const char *format, va_list places);
int FmtUnit_Parse(PyObject *object, const char *format, ...);
int FmtUnit_ParseTupleAndKeywords(PyObject *args, PyObject *kwargs, const char *format, char *const *names, ...);
int FmtUnit_VaParseTupleAndKeywords(PyObject *args, PyObject *kwargs, const char *format, char *const *names,
                                    va_list places);
int FmtUnit_ParseArray(PyObject *const *args, Py_ssize_t nargs, const char *format, ...);
int FmtUnit_ParseArrayAndKeywords(PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames, const char *format,
                                  const char *const *names, ...);
PyObject *FmtUnit_BuildValue(const char *format, ...);
PyObject *FmtUnit_VaBuildValue(const char *format, va_list values);
PyObject *FmtUnit_CallFunction(PyObject *callable, const char *format, ...);
PyObject *FmtUnit_CallMethod(PyObject *object, const char *name, const char *format, ...);
#ifdef __cplusplus
}
#endif

#else

/* ---- inert ------------------------------------------------------------------------------------------------------------ */

#define FmtUnit_ParseTuple PyArg_ParseTuple
#define FmtUnit_Parse PyArg_Parse
#define FmtUnit_ParseTupleAndKeywords PyArg_ParseTupleAndKeywords
#define FmtUnit_ParseArray FmtUnit_parse_array
#define FmtUnit_ParseArrayAndKeywords FmtUnit_parse_array_and_keywords
#define FmtUnit_BuildValue Py_BuildValue
#define FmtUnit_CallFunction PyObject_CallFunction
#define FmtUnit_CallMethod PyObject_CallMethod
#endif

/* ---- calls by CPython's names ------------------------------------------------------------------------------------------ */

#if defined(FMTUNIT_REPLACE) && (FMTUNIT_IS_INLINE || (defined(FMTUNIT_LIBRARY) && !FMTUNIT_LENGTHS_ARE_INT))
#undef PyArg_ParseTuple
#undef PyArg_Parse
#undef PyArg_ParseTupleAndKeywords
#undef Py_BuildValue
#undef PyObject_CallFunction
#undef PyObject_CallMethod
#if defined(__cplusplus) || defined(FMTUNIT_LIBRARY)
/* Functions of these names in classes and namespaces are renamed alike. */
#define PyArg_ParseTuple FmtUnit_ParseTuple
#define PyArg_Parse FmtUnit_Parse
#define PyArg_ParseTupleAndKeywords FmtUnit_ParseTupleAndKeywords
#define Py_BuildValue FmtUnit_BuildValue
#define PyObject_CallFunction FmtUnit_CallFunction
#define PyObject_CallMethod FmtUnit_CallMethod
#else
#define PyArg_ParseTuple(args, ...) FmtUnit_ParseTuple(args, __VA_ARGS__)
#define PyArg_Parse(object, ...) FmtUnit_Parse(object, __VA_ARGS__)
#define PyArg_ParseTupleAndKeywords(args, kwargs, format, ...) \
    FmtUnit_ParseTupleAndKeywords(args, kwargs, format, __VA_ARGS__)
#define Py_BuildValue(...) FmtUnit_BuildValue(__VA_ARGS__)
#define PyObject_CallFunction(callable, ...) FmtUnit_CallFunction(callable, __VA_ARGS__)
#define PyObject_CallMethod(object, name, ...) FmtUnit_CallMethod(object, name, __VA_ARGS__)
#endif
#ifdef FMTUNIT_LIBRARY
#undef PyArg_VaParse
#undef PyArg_VaParseTupleAndKeywords
#undef Py_VaBuildValue
#define PyArg_VaParse FmtUnit_VaParse
#define PyArg_VaParseTupleAndKeywords FmtUnit_VaParseTupleAndKeywords
#define Py_VaBuildValue FmtUnit_VaBuildValue
#endif
#endif

#endif /* FMTUNIT_H */
