/* Text with places in it that stand for a character: references in XML, escapes in JSON. */
#ifndef SOTALIA_TEXT_H
#define SOTALIA_TEXT_H

#include "readers.h"

/* Resolve what stands behind a mark: write its character as UTF-8 to `*to`, and move that. It must never be longer than
   the mark and what stands for it. Return where that ends, NULL for what is not plain. */
typedef const char *(*Resolve)(const char *at, const char *end, char **to);

/* Return the text as a str, each `mark` and what is behind it resolved; NULL with Unusual for what is not plain. */
PyObject *str_resolving(Input *in, const char *text, Py_ssize_t length, char mark, Resolve resolve);

/* Return the bytes, which should be UTF-8, as a str; NULL with Unusual if they are not. */
static inline PyObject *str_of(Input *in, const char *text, Py_ssize_t length) {
    PyObject *made = PyUnicode_DecodeUTF8(text, length, NULL);
    return made != NULL ? made : give_up_after_error(in->state);
}

/* Write a character as UTF-8 and return where it ends. */
char *put_utf8(char *to, uint32_t code);

/* Return what a digit is worth, -1 for what is none in that base (10 or 16). */
int digit_of(char byte, int base);

#endif
