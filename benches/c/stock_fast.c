/* Parsers for _PyArg_ParseStackAndKeywords, the private function that Argument Clinic's code calls. */
#include "by_hand.h"

/* A parser for a format and the names of its parameters, which CPython completes when it is first used. It is never
 * freed: CPython keeps a list of them all. */
_PyArg_Parser *stock_fast_parser(const char *format, const char *const *names)
{
    _PyArg_Parser *parser = malloc(sizeof *parser);
    if (parser != NULL)
        *parser = (_PyArg_Parser){.format = format, .keywords = names};
    return parser;
}
