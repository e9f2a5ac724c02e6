/* Members, enum classes, references and templates. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#define FMTUNIT_REPLACE
#include <fmtunit.h>

enum class Color : int { red, green };

struct Parser {
    int number = 0;
    PyObject *built = Py_BuildValue("i", number);
    int parsed = ::PyArg_ParseTuple(built, "i", &number);
    bool parse(PyObject *args) { return ::PyArg_ParseTuple(args, "i", &number); }
    template <class T> static bool parse_any(PyObject *args, T &place) { return ::PyArg_ParseTuple(args, "i", &place); }
    int PyArg_ParseTuple(PyObject *, const char *, int *place) { return *place; }
};

namespace wrapped {
inline int PyArg_Parse(PyObject *object, int &place) { return ::PyArg_Parse(object, "i", &place); }
}

PyObject *call(PyObject *args, Color color)
{
    Parser parser;
    int &reference = parser.number, number = 0;
    Color place = color;
    if (!parser.parse(args) || !Parser::parse_any(args, number) || !wrapped::PyArg_Parse(args, number) ||
        !parser.PyArg_ParseTuple(args, "i", &number) || !::PyArg_ParseTuple(args, "ii", &reference, &place))
        return nullptr;
    return ::Py_BuildValue("(iiO)", static_cast<int>(color), reference, Py_None);
}
