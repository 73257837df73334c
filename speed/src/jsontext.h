/* What JSON texts are written of: white space, strings, numbers, words. Only what is plain (RFC 8259). */
#ifndef SOTALIA_JSONTEXT_H
#define SOTALIA_JSONTEXT_H

#include "readers.h"

/* A string between its quotes. */
typedef struct {
    const char *start;
    Py_ssize_t length;
    int has_escapes;
} JsonString;

static inline void take_white(Input *in) {
    if ((unsigned char)*in->at > ' ') {
        return;
    }
    while (*in->at == ' ' || *in->at == '\n' || *in->at == '\t' || *in->at == '\r') {
        in->at++;
    }
}

/* Take white space and then this character. Return 0 where another comes. */
static inline int take_sign(Input *in, char sign) {
    take_white(in);
    if (*in->at != sign) {
        return 0;
    }
    in->at++;
    return 1;
}

static inline int take_word(Input *in, const char *word, Py_ssize_t length) {
    if (!has_text(in, word, length)) {
        return 0;
    }
    in->at += length;
    return 1;
}

/* Take the rest of a string, whose opening quote has been taken. Return 0 for what is not plain. */
int take_string(Input *in, JsonString *string);

/* Each returns a new object, or NULL with Unusual for what is not plain. */
PyObject *str_of_string(Input *in, const JsonString *string);
PyObject *name_of_string(Input *in, const JsonString *string);
PyObject *read_number(Input *in);
PyObject *read_document_value(Input *in); /* any value at all */

/* Reads what an array or an object holds; `how` is the caller's. */
typedef PyObject *(*ReadItem)(Input *in, void *how);

/* Read an array into a list, an object into a dict; the bracket has been taken. */
PyObject *read_array(Input *in, ReadItem read, void *how);
PyObject *read_object(Input *in, ReadItem read, void *how);

/* Read what is no object and no array: a str, an int, a float or a bool. */
PyObject *read_scalar_value(Input *in);

#endif
