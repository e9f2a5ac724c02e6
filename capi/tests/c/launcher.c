/* An interpreter that uses libpython. Its functions can be replaced, unlike those of a statically linked interpreter. */
#include <Python.h>

int main(int argc, char **argv) {
    return Py_BytesMain(argc, argv);
}
