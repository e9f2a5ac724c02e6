// Converters and callees that throw C++ exceptions, or count the frames of a native trace. Built with fmtunit.h if
// WITH_FMTUNIT is defined.
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#ifdef WITH_FMTUNIT
#define FMTUNIT_REPLACE
#include <fmtunit.h>
#endif
#include <execinfo.h>
#include <stdexcept>

static int depth(void)
{
    void *frames[256];
    return backtrace(frames, 256);
}

// The frames in the converter or the callee that was called last.
static int deepest;

static int convert(PyObject *object, void *target)
{
    deepest = depth();
    if (object == Py_None)
        throw std::runtime_error("from a converter");
    *(PyObject **)target = object;
    return 1;
}

static int convert_kept(PyObject *object, void *target)
{
    *(PyObject **)target = object;
    return Py_CLEANUP_SUPPORTED;
}

static PyObject *create(void *object)
{
    deepest = depth();
    if (object == Py_None)
        throw std::runtime_error("from a function that creates an object");
    Py_INCREF((PyObject *)object);
    return (PyObject *)object;
}

// Calls, and turns exceptions of C++ into those of Python. The result is whether the trace reaches this function's caller.
template <class Function> static PyObject *guarded(Function function)
{
    const int here = depth();
    deepest = 0;
    try {
        PyObject *result = function();
        if (result == NULL)
            return NULL;
        return Py_BuildValue("(NO)", result, deepest == 0 || deepest > here ? Py_True : Py_False);
    } catch (std::exception &error) {
        PyErr_Format(PyExc_RuntimeError, "caught: %s, %s", error.what(), deepest > here ? "traced" : "not traced");
        return NULL;
    }
}

static PyObject *parse(PyObject *, PyObject *args)
{
    return guarded([&]() -> PyObject * {
        PyObject *a, *b;
        int i;
        if (!PyArg_ParseTuple(args, "iO&O:parse", &i, convert, &a, &b))
            return NULL;
        return Py_BuildValue("(iOO)", i, a, b);
    });
}

static PyObject *parse_one(PyObject *, PyObject *arg)
{
    return guarded([&]() -> PyObject * {
        PyObject *a;
        if (!PyArg_Parse(arg, "O&:parse_one", convert, &a))
            return NULL;
        return Py_BuildValue("O", a);
    });
}

static PyObject *parse_nested(PyObject *, PyObject *args)
{
    return guarded([&]() -> PyObject * {
        PyObject *a, *b;
        Py_buffer view;
        if (!PyArg_ParseTuple(args, "y*O&(O&):parse_nested", &view, convert_kept, &a, convert, &b))
            return NULL;
        PyBuffer_Release(&view);
        return Py_BuildValue("(OO)", a, b);
    });
}

static PyObject *parse_names(PyObject *, PyObject *args, PyObject *kwargs)
{
    return guarded([&]() -> PyObject * {
        static const char *names[] = {"a", "b", NULL};
        PyObject *a = Py_None, *b = Py_None;
        if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O&|O&:parse_names", (char **)names, convert, &a, convert, &b))
            return NULL;
        return Py_BuildValue("(OO)", a, b);
    });
}

static PyObject *parse_number(PyObject *, PyObject *args)
{
    return guarded([&]() -> PyObject * {
        int i;
        Py_ssize_t n;
        int p;
        PyObject *o;
        if (!PyArg_ParseTuple(args, "inp(O):parse_number", &i, &n, &p, &o))
            return NULL;
        return Py_BuildValue("(inO)", i, n, o);
    });
}

static PyObject *build(PyObject *, PyObject *object)
{
    return guarded([&]() -> PyObject * { return Py_BuildValue("(iO&)", 1, create, object); });
}

static PyObject *build_one(PyObject *, PyObject *object)
{
    return guarded([&]() -> PyObject * { return Py_BuildValue("O&", create, object); });
}

static PyObject *build_nested(PyObject *, PyObject *args)
{
    PyObject *held, *object;
    if (!PyArg_ParseTuple(args, "OO", &held, &object))
        return NULL;
    return guarded([&]() -> PyObject * {
        return Py_BuildValue("[(O)[O]{s:[O],s:(OO&),O:O}i]", held, held, "a", held, "b", held, create, object, held,
                             held, 1);
    });
}

// A NULL object fails first; the function that throws is called while the rest is thrown away.
static PyObject *build_rest(PyObject *, PyObject *args)
{
    PyObject *held, *object;
    if (!PyArg_ParseTuple(args, "OO", &held, &object))
        return NULL;
    return guarded([&]() -> PyObject * {
        return Py_BuildValue("((O){O:(OO[O(OO&)])}O)", held, held, held, (PyObject *)NULL, held, held, create, object,
                             held);
    });
}

static PyObject *build_key(PyObject *, PyObject *args)
{
    PyObject *held, *key;
    if (!PyArg_ParseTuple(args, "OO", &held, &key))
        return NULL;
    return guarded([&]() -> PyObject * { return Py_BuildValue("(O{O:[O]})", held, key, held); });
}

static PyObject *call(PyObject *, PyObject *args)
{
    PyObject *callable, *held;
    if (!PyArg_ParseTuple(args, "OO", &callable, &held))
        return NULL;
    return guarded([&]() -> PyObject * { return PyObject_CallFunction(callable, "iO[O]", 1, held, held); });
}

static PyObject *call_one(PyObject *, PyObject *args)
{
    PyObject *callable, *held;
    if (!PyArg_ParseTuple(args, "OO", &callable, &held))
        return NULL;
    return guarded([&]() -> PyObject * { return PyObject_CallFunction(callable, "O", held); });
}

static PyObject *call_nothing(PyObject *, PyObject *callable)
{
    return guarded([&]() -> PyObject * { return PyObject_CallFunction(callable, NULL); });
}

static PyObject *call_many(PyObject *, PyObject *args)
{
    PyObject *callable, *held;
    if (!PyArg_ParseTuple(args, "OO", &callable, &held))
        return NULL;
    return guarded([&]() -> PyObject * {
        return PyObject_CallFunction(callable, "OOOOOOOOOOOOOOOOOOO", held, held, held, held, held, held, held, held,
                                     held, held, held, held, held, held, held, held, held, held, held);
    });
}

static PyObject *call_with_created(PyObject *, PyObject *args)
{
    PyObject *callable, *held, *object;
    if (!PyArg_ParseTuple(args, "OOO", &callable, &held, &object))
        return NULL;
    return guarded([&]() -> PyObject * { return PyObject_CallFunction(callable, "O(O)O&", held, held, create, object); });
}

static PyObject *call_method(PyObject *, PyObject *args)
{
    PyObject *object, *held;
    if (!PyArg_ParseTuple(args, "OO", &object, &held))
        return NULL;
    return guarded([&]() -> PyObject * { return PyObject_CallMethod(object, "thrower", "OO", held, held); });
}

static PyObject *thrower(PyObject *, PyObject *const *args, Py_ssize_t count)
{
    deepest = depth();
    for (Py_ssize_t i = 0; i < count; i++)
        if (args[i] == Py_False)
            Py_RETURN_NONE;
    throw std::runtime_error("from a callee");
}

static PyMethodDef methods[] = {{"parse", parse, METH_VARARGS, NULL},
                                {"parse_one", parse_one, METH_O, NULL},
                                {"parse_nested", parse_nested, METH_VARARGS, NULL},
                                {"parse_names", (PyCFunction)(void *)parse_names, METH_VARARGS | METH_KEYWORDS, NULL},
                                {"parse_number", parse_number, METH_VARARGS, NULL},
                                {"build", build, METH_O, NULL},
                                {"build_one", build_one, METH_O, NULL},
                                {"build_nested", build_nested, METH_VARARGS, NULL},
                                {"build_rest", build_rest, METH_VARARGS, NULL},
                                {"build_key", build_key, METH_VARARGS, NULL},
                                {"call", call, METH_VARARGS, NULL},
                                {"call_one", call_one, METH_VARARGS, NULL},
                                {"call_nothing", call_nothing, METH_O, NULL},
                                {"call_many", call_many, METH_VARARGS, NULL},
                                {"call_with_created", call_with_created, METH_VARARGS, NULL},
                                {"call_method", call_method, METH_VARARGS, NULL},
                                {"thrower", (PyCFunction)(void *)thrower, METH_FASTCALL, NULL},
                                {NULL, NULL, 0, NULL}};

// An object all whose slots throw.
static PyObject *throw_object(PyObject *)
{
    throw std::runtime_error("from a slot");
}
static int throw_bool(PyObject *)
{
    throw std::runtime_error("from a slot");
}
static Py_hash_t throw_hash(PyObject *)
{
    throw std::runtime_error("from a slot");
}
static Py_ssize_t throw_length(PyObject *)
{
    throw std::runtime_error("from a slot");
}
static PyObject *throw_item(PyObject *, Py_ssize_t)
{
    throw std::runtime_error("from a slot");
}
static PyObject *throw_attribute(PyObject *, PyObject *)
{
    throw std::runtime_error("from a slot");
}

static PyType_Slot slots[] = {{Py_nb_index, (void *)throw_object},   {Py_nb_bool, (void *)throw_bool},
                              {Py_tp_hash, (void *)throw_hash},      {Py_sq_length, (void *)throw_length},
                              {Py_sq_item, (void *)throw_item},      {Py_tp_getattro, (void *)throw_attribute},
                              {0, NULL}};
static PyType_Spec spec = {"unwinding.Thrower", sizeof(PyObject), 0, Py_TPFLAGS_DEFAULT, slots};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "unwinding", NULL, 0, methods, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit_unwinding(void)
{
    PyObject *created = PyModule_Create(&module);
    if (created != NULL && PyModule_AddObject(created, "Thrower", PyType_FromSpec(&spec)) < 0)
        return NULL;
    return created;
}
