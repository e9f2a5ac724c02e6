/* The functions of the other peers in C, with the calls that fmtunit.h compiles: what an author writes who has the header.
 *
 *     cc -O3 -DNDEBUG -fPIC -shared $(python3-config --includes) -I capi/include peers/header/peer.c -o fmtunit_peer_header.so
 */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#define FMTUNIT_REPLACE
#include <fmtunit.h>

/* Values that the compiler does not know. */
static volatile int one = 1, two = 2, three = 3, small = 17, other = 23, large = 1700, larger = 2300;
static volatile double half = 1.5, more = 2.5;
static const char *volatile letter = "x", *volatile hello = "hello world";

#define FUNCTION(name) static PyObject *name(PyObject *module, PyObject *const *args, Py_ssize_t nargs)
#define PARSE(...)                                           \
    do {                                                     \
        (void)module;                                        \
        if (!FmtUnit_ParseArray(args, nargs, __VA_ARGS__))   \
            return NULL;                                     \
    } while (0)

FUNCTION(noargs)
{
    PARSE(":noargs");
    return Py_BuildValue("");
}

FUNCTION(string_peek)
{
    const char *text;
    int index;
    PARSE("si:string_peek", &text, &index);
    if (index < 0 || (size_t)index >= strlen(text)) {
        PyErr_SetString(PyExc_IndexError, "index out of range");
        return NULL;
    }
    return Py_BuildValue("i", (unsigned char)text[index]);
}

FUNCTION(add3)
{
    int i, j, k;
    PARSE("iii:add3", &i, &j, &k);
    return Py_BuildValue("l", (long)i + j + k);
}

FUNCTION(pair)
{
    PyObject *a, *b;
    PARSE("OO:pair", &a, &b);
    return Py_BuildValue("O", a);
}

FUNCTION(rect)
{
    int l, t, r, b, h, v;
    PARSE("((ii)(ii))(ii):rect", &l, &t, &r, &b, &h, &v);
    return Py_BuildValue("l", (long)l + t + r + b + h + v);
}

FUNCTION(open_)
{
    const char *file, *mode = "r";
    int bufsize = 0;
    PARSE("s|si:open_", &file, &mode, &bufsize);
    return Py_BuildValue("l", ((unsigned char)file[0] + (unsigned char)mode[0] + (long)bufsize) & 0x7f);
}

FUNCTION(sum8)
{
    double a, b, c, d, e, f, g, h;
    PARSE("dddddddd:sum8", &a, &b, &c, &d, &e, &f, &g, &h);
    return Py_BuildValue("d", a + b + c + d + e + f + g + h);
}

static PyObject *parrot(PyObject *module, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames)
{
    static const char *const names[] = {"voltage", "state", "action", "type", NULL};
    const char *state = "a stiff", *action = "voom", *type = "Norwegian Blue";
    int voltage;
    (void)module;
    if (!FmtUnit_ParseArrayAndKeywords(args, nargs, kwnames, "i|sss:parrot", names, &voltage, &state, &action, &type))
        return NULL;
    return Py_BuildValue("l", ((long)voltage + (unsigned char)state[0] + (unsigned char)action[0] + (unsigned char)type[0]) &
                                  0x7f);
}

static PyObject *bytes_len(PyObject *module, PyObject *argument)
{
    const char *data;
    Py_ssize_t length;
    (void)module;
    if (!PyArg_Parse(argument, "y#:bytes_len", &data, &length))
        return NULL;
    return Py_BuildValue("n", length);
}

static PyObject *buffer_len(PyObject *module, PyObject *argument)
{
    Py_buffer view;
    Py_ssize_t length;
    (void)module;
    if (!PyArg_Parse(argument, "y*:buffer_len", &view))
        return NULL;
    length = view.len;
    PyBuffer_Release(&view);
    return Py_BuildValue("n", length);
}

FUNCTION(build_isi)
{
    PARSE(":build_isi");
    return Py_BuildValue("(isi)", small, letter, other);
}

FUNCTION(build_big)
{
    PARSE(":build_big");
    return Py_BuildValue("(isi)", large, hello, larger);
}

FUNCTION(build_dict)
{
    PARSE(":build_dict");
    return Py_BuildValue("{s:i,s:(ii)}", "x", small, "y", two, three);
}

FUNCTION(build_list)
{
    PARSE(":build_list");
    return Py_BuildValue("[iii]", one, two, three);
}

FUNCTION(build_d)
{
    PARSE(":build_d");
    return Py_BuildValue("(dd)", half, more);
}

#define FAST(name) {#name, (PyCFunction)(void (*)(void))name, METH_FASTCALL, NULL}
static PyMethodDef methods[] = {
    FAST(noargs), FAST(string_peek), FAST(add3), FAST(pair), FAST(rect), FAST(open_), FAST(sum8),
    {"parrot", (PyCFunction)(void (*)(void))parrot, METH_FASTCALL | METH_KEYWORDS, NULL},
    {"bytes_len", bytes_len, METH_O, NULL}, {"buffer_len", buffer_len, METH_O, NULL},
    FAST(build_isi), FAST(build_big), FAST(build_dict), FAST(build_list), FAST(build_d),
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "fmtunit_peer_header", NULL, -1, methods, NULL, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit_fmtunit_peer_header(void) { return PyModule_Create(&definition); }
