/* Calling by hand: one function for each format. */
#include "by_hand_objects.h"

enum { SPARE = 1 }; /* the callee may write to the element before its arguments */

/* Calls with the arguments that follow the spare element, and releases them. */
static inline PyObject *call(PyObject *callable, PyObject **stack, size_t count)
{
    PyObject *result = PyObject_Vectorcall(callable, stack + SPARE, count | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL);
    for (size_t index = 0; index < count; index++)
        Py_DECREF(stack[SPARE + index]);
    return result;
}

PyObject *by_hand_call_none(PyObject *callable)
{
    if (UNLIKELY(callable == NULL))
        return PyObject_CallFunction(callable, "");
    return PyObject_CallNoArgs(callable);
}

PyObject *by_hand_call_O(PyObject *callable, PyObject *object)
{
    /* A tuple is given as its items. */
    if (UNLIKELY(callable == NULL) || UNLIKELY(object == NULL) || UNLIKELY(PyTuple_Check(object)))
        return PyObject_CallFunction(callable, "O", object);
    PyObject *stack[] = {NULL, new_reference(object)};
    return call(callable, stack, 1);
}

PyObject *by_hand_call_i(PyObject *callable, int value)
{
    if (UNLIKELY(callable == NULL))
        return PyObject_CallFunction(callable, "i", value);
    PyObject *stack[] = {NULL, new_int(value)};
    if (UNLIKELY(stack[1] == NULL))
        return NULL;
    return call(callable, stack, 1);
}

PyObject *by_hand_call_si(PyObject *callable, const char *text, int value)
{
    if (UNLIKELY(callable == NULL) || UNLIKELY(text == NULL))
        return PyObject_CallFunction(callable, "si", text, value);
    PyObject *stack[] = {NULL, new_str(text), new_int(value)};
    if (UNLIKELY(stack[1] == NULL) || UNLIKELY(stack[2] == NULL)) {
        Py_XDECREF(stack[1]);
        Py_XDECREF(stack[2]);
        return NULL;
    }
    return call(callable, stack, 2);
}

PyObject *by_hand_call_method(PyObject *object, const char *name, const char *text)
{
    if (UNLIKELY(object == NULL) || UNLIKELY(text == NULL))
        return PyObject_CallMethod(object, name, "s", text);
    /* The key of the type's dict: CPython's cache of methods knows names by identity. */
    PyObject *key = PyUnicode_InternFromString(name), *argument, *result;
    if (UNLIKELY(key == NULL))
        return NULL;
    argument = new_str(text);
    if (UNLIKELY(argument == NULL)) {
        Py_DECREF(key);
        return NULL;
    }
    /* No object is made for the method. */
    result = PyObject_VectorcallMethod(key, (PyObject *[]){NULL, object, argument} + SPARE,
                                       2 | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL);
    Py_DECREF(argument);
    Py_DECREF(key);
    return result;
}
