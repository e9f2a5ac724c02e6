/* An interpreter that uses libpython, whose functions can be replaced: those of a program that has them within itself cannot. */
#include <Python.h>

int main(int argc, char **argv) {
    return Py_BytesMain(argc, argv);
}
