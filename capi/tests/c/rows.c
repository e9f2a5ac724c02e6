/* Prints the time of a call in nanoseconds for each row. The functions are those that this is linked or loaded with. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#ifdef WITH_FMTUNIT
#define FMTUNIT_REPLACE
#include <fmtunit.h>
#endif

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1e9 + t.tv_nsec;
}

static PyObject *eval(const char *expression)
{
    PyObject *globals = PyDict_New();
    PyDict_SetItemString(globals, "__builtins__", PyEval_GetBuiltins());
    PyObject *result = PyRun_String(expression, Py_eval_input, globals, globals);
    if (result == NULL) {
        PyErr_Print();
        exit(2);
    }
    return result;
}

#define ROUNDS 9

/* Prints the time of the fastest round. */
#define ROW(name, setup, call)                                              \
    do {                                                                    \
        setup;                                                              \
        double best = 1e9;                                                  \
        for (int round = 0; round < ROUNDS; round++) {                      \
            double start = now();                                           \
            for (long time = 0; time < times; time++) {                     \
                call;                                                       \
            }                                                               \
            double taken = (now() - start) / times;                         \
            if (taken < best)                                               \
                best = taken;                                               \
        }                                                                   \
        printf("%s\t%.2f\n", name, best);                                   \
    } while (0)

#define PARSE(format, arguments, ...)                                       \
    ROW("parse " format, PyObject *args = eval(arguments),                  \
        if (!PyArg_ParseTuple(args, format, ##__VA_ARGS__)) { PyErr_Print(); exit(3); })

/* A call that fails. */
#define FAIL(name, format, arguments, ...)                                  \
    ROW("fail " format " " name, PyObject *args = eval(arguments),          \
        if (PyArg_ParseTuple(args, format, ##__VA_ARGS__)) exit(5);         \
        PyErr_Clear())

#define FAIL_NAMES(name, format, arguments, keywords, ...)                  \
    ROW("fail " format " " name, PyObject *args = eval(arguments); PyObject *kwargs = eval(keywords), \
        if (PyArg_ParseTupleAndKeywords(args, kwargs, format, names, ##__VA_ARGS__)) exit(5); \
        PyErr_Clear())

#define BUILD(format, ...)                                                  \
    ROW("build " format, (void)0,                                           \
        PyObject *built = Py_BuildValue(format, ##__VA_ARGS__);             \
        if (built == NULL) { PyErr_Print(); exit(4); }                      \
        Py_DECREF(built))

static void rows(long times)
{
    int i1, i2, i3, i4, i5, i6;
    const char *s1, *s2, *s3;
    PyObject *o1, *o2;
    double d[8];
    Py_ssize_t length;

    PARSE("", "()");
    PARSE("i", "(1,)", &i1);
    PARSE("si", "('abcdefgh', 1)", &s1, &i1);
    PARSE("iii", "(1, 2, 3)", &i1, &i2, &i3);
    PARSE("OO", "(1, 2)", &o1, &o2);
    PARSE("O!", "([],)", &PyList_Type, &o1);
    PARSE("s#", "('abc',)", &s1, &length);
    PARSE("((ii)(ii))(ii)", "(((1, 2), (3, 4)), (5, 6))", &i1, &i2, &i3, &i4, &i5, &i6);
    PARSE("s|si", "('abc', 'def')", &s1, &s2, &i1);
    PARSE("dddddddd", "(1., 2., 3., 4., 5., 6., 7., 8.)",
          &d[0], &d[1], &d[2], &d[3], &d[4], &d[5], &d[6], &d[7]);
    {
        static char *names[] = {"first", "second", "third", "fourth", NULL};
        PyObject *kwargs = eval("{'third': 'c', 'fourth': 'd'}");
        ROW("parse i|sss", PyObject *args = eval("(1,)"),
            if (!PyArg_ParseTupleAndKeywords(args, kwargs, "i|sss", names, &i1, &s1, &s2, &s3))
                exit(3));
    }
    {
        char *buffer = NULL;
        ROW("parse es", PyObject *args = eval("('abc',)"),
            if (!PyArg_ParseTuple(args, "es", "utf-8", &buffer)) exit(3);
            PyMem_Free(buffer));
    }
    FAIL("(a str)", "i:f", "('x',)", &i1);
    FAIL("(an int)", "s:f", "(5,)", &s1);
    FAIL("(overflow)", "i:f", "(2**40,)", &i1);
    FAIL("(too few)", "ii:f", "(1,)", &i1, &i2);
    FAIL("(too many)", "i|i:f", "(1, 2, 3)", &i1, &i2);
    {
        static char *names[] = {"a", "b", "c", NULL};
        FAIL_NAMES("(wrong type)", "i|ss:f", "(1,)", "{'b': 5}", &i1, &s1, &s2);
        FAIL_NAMES("(unknown)", "i|ss:f", "(1,)", "{'d': 'x'}", &i1, &s1, &s2);
        FAIL_NAMES("(missing)", "iis:f", "(1,)", "{'c': 'x'}", &i1, &i2, &s1);
    }
    BUILD("");
    BUILD("i", 17);
    BUILD("i", 170000);
    BUILD("s", "hello world");
    BUILD("(isi)", 17, "x", 23);
    BUILD("(isi)", 1700, "hello world", 2300);
    BUILD("(dd)", 1.5, 2.5);
    BUILD("[iii]", 1, 2, 3);
    BUILD("{s:i,s:i}", "a", 1, "b", 2);
    BUILD("O", Py_None);
    BUILD("N", (Py_INCREF(Py_None), Py_None));
    BUILD("(OO)", Py_None, Py_None);
    BUILD("{s:O,s:N}", "key", Py_None, "other", (Py_INCREF(Py_None), Py_None));
}

int main(int argc, char **argv)
{
    long times = argc > 1 ? atol(argv[1]) : 1000000;
    Py_InitializeEx(0);
    rows(times);
    return 0;
}
