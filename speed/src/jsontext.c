#include "jsontext.h"

#include "text.h"
#include "words.h"

/* ------------------------------------------------------------------ strings */

/* Bytes at which a string ends, has an escape, or is not plain: control characters, the quote and the backslash. */
static inline int is_special(unsigned char byte) {
    return byte < 0x20 || byte == '"' || byte == '\\';
}

/* Whether one of eight bytes is special. */
static inline int has_special(uint64_t word) {
    return (has_below(word, 0x20) | has_byte(word, '"') | has_byte(word, '\\')) != 0;
}

int take_string(Input *in, JsonString *string) {
    const char *at = in->at;
    string->start = at;
    string->has_escapes = 0;
    for (;; at++) {
        while (in->end - at >= 8 && !has_special(word_at(at))) {
            at += 8;
        }
        if (!is_special((unsigned char)*at)) {
            continue;
        }
        if (*at == '"') {
            break;
        }
        if (*at != '\\' || (unsigned char)at[1] < 0x20) {
            return 0;
        }
        string->has_escapes = 1;
        at++; /* whatever is escaped */
    }
    string->length = at - in->at;
    in->at = at + 1;
    return 1;
}

/* The four digits of "\u00e9", or -1. */
static int32_t code_unit(const char *at, const char *end) {
    int32_t code = 0;
    if (end - at < 4) {
        return -1;
    }
    for (int i = 0; i < 4; i++) {
        int digit = digit_of(at[i], 16);
        if (digit < 0) {
            return -1;
        }
        code = code << 4 | digit;
    }
    return code;
}

/* Resolve the "\u" whose digits begin at `at`, with the second half of a pair. Return where it ends; NULL for a half
   without the other. */
static const char *resolve_unicode(const char *at, const char *end, char **to) {
    int32_t code = code_unit(at, end);
    if (code < 0 || (code >= 0xDC00 && code < 0xE000)) {
        return NULL;
    }
    at += 4;
    if (code >= 0xD800 && code < 0xDC00) {
        int32_t low = end - at >= 6 && at[0] == '\\' && at[1] == 'u' ? code_unit(at + 2, end) : -1;
        if (low < 0xDC00 || low >= 0xE000) {
            return NULL;
        }
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
        at += 6;
    }
    *to = put_utf8(*to, (uint32_t)code);
    return at;
}

/* Resolve what stands behind a backslash. An escape is never shorter than its character in UTF-8. */
static const char *resolve_escape(const char *at, const char *end, char **to) {
    static const char NAMES[] = "\"\\/bfnrt", CHARACTERS[] = "\"\\/\b\f\n\r\t";
    if (at >= end) {
        return NULL;
    }
    if (*at == 'u') {
        return resolve_unicode(at + 1, end, to);
    }
    const char *found = memchr(NAMES, *at, sizeof NAMES - 1);
    if (found == NULL) {
        return NULL;
    }
    *(*to)++ = CHARACTERS[found - NAMES];
    return at + 1;
}

PyObject *str_of_string(Input *in, const JsonString *string) {
    return string->has_escapes ? str_resolving(in, string->start, string->length, '\\', resolve_escape)
                               : str_of(in, string->start, string->length);
}

PyObject *name_of_string(Input *in, const JsonString *string) {
    if (string->has_escapes) {
        return str_of_string(in, string);
    }
    PyObject *made = name_of(&in->state->names, string->start, string->length);
    return made != NULL ? made : give_up_after_error(in->state);
}

/* ------------------------------------------------------------------ numbers */

static inline int is_digit(char byte) {
    return byte >= '0' && byte <= '9';
}

/* Return where the fraction and the exponent end that begin at `at`; NULL where they are not as JSON has them. */
static const char *end_of_real(const char *at) {
    if (*at == '.') {
        at++;
        if (!is_digit(*at)) {
            return NULL;
        }
        while (is_digit(*at)) {
            at++;
        }
    }
    if (*at == 'e' || *at == 'E') {
        at++;
        if (*at == '+' || *at == '-') {
            at++;
        }
        if (!is_digit(*at)) {
            return NULL;
        }
        while (is_digit(*at)) {
            at++;
        }
    }
    return at;
}

/* Where floats begin that may stand for integers beyond 64 bits: Python reads such bodies with care. */
#define INEXACT 9223372036854775808.0

static PyObject *read_real(Input *in, const char *end) {
    char *stopped;
    double value = PyOS_string_to_double(in->at, &stopped, NULL);
    if (value == -1.0 && PyErr_Occurred()) {
        return give_up_after_error(in->state);
    }
    if (stopped != end || !(value > -INEXACT && value < INEXACT)) {
        return give_up(in->state);
    }
    in->at = end;
    return PyFloat_FromDouble(value);
}

/* Integers of up to 18 digits, which fit into 64 bits, and floats. */
PyObject *read_number(Input *in) {
    const char *at = in->at;
    int negative = *at == '-';
    at += negative;
    const char *first = at;
    long long value = 0;
    while (is_digit(*at) && at - first <= 18) {
        value = value * 10 + (*at++ - '0');
    }
    Py_ssize_t digits = at - first;
    if (digits == 0 || digits > 18 || (digits > 1 && *first == '0')) {
        return give_up(in->state);
    }
    if (*at == '.' || *at == 'e' || *at == 'E') {
        const char *end = end_of_real(at);
        return end != NULL ? read_real(in, end) : give_up(in->state);
    }
    if (negative && value == 0) { /* -0 is an int to some, and a float to others */
        return give_up(in->state);
    }
    in->at = at;
    return PyLong_FromLongLong(negative ? -value : value);
}

/* ------------------------------------------------------------------ values */

PyObject *read_scalar_value(Input *in) {
    JsonString string;
    switch (*in->at) {
    case '"':
        in->at++;
        return take_string(in, &string) ? str_of_string(in, &string) : give_up(in->state);
    case 't':
        return take_word(in, "true", 4) ? Py_NewRef(Py_True) : give_up(in->state);
    case 'f':
        return take_word(in, "false", 5) ? Py_NewRef(Py_False) : give_up(in->state);
    default:
        return read_number(in);
    }
}

PyObject *read_array(Input *in, ReadItem read, void *how) {
    PyObject *list = PyList_New(0);
    if (list == NULL || take_sign(in, ']')) {
        return list;
    }
    do {
        PyObject *item = read(in, how);
        int failed = item == NULL ? -1 : PyList_Append(list, item);
        Py_XDECREF(item);
        if (failed) {
            Py_DECREF(list);
            return NULL;
        }
    } while (take_sign(in, ','));
    if (take_sign(in, ']')) {
        return list;
    }
    Py_DECREF(list);
    return give_up(in->state);
}

/* Read a name, its colon and its value into the dict. Return -1 with an exception. */
static int put_pair(Input *in, PyObject *dict, ReadItem read, void *how) {
    JsonString string;
    if (!take_sign(in, '"') || !take_string(in, &string) || !take_sign(in, ':')) {
        give_up(in->state);
        return -1;
    }
    PyObject *name = name_of_string(in, &string);
    PyObject *value = name == NULL ? NULL : read(in, how);
    int failed = value == NULL ? -1 : PyDict_SetItem(dict, name, value);
    Py_XDECREF(name);
    Py_XDECREF(value);
    return failed;
}

PyObject *read_object(Input *in, ReadItem read, void *how) {
    PyObject *dict = PyDict_New();
    if (dict == NULL || take_sign(in, '}')) {
        return dict;
    }
    do {
        if (put_pair(in, dict, read, how)) {
            Py_DECREF(dict);
            return NULL;
        }
    } while (take_sign(in, ','));
    if (take_sign(in, '}')) {
        return dict;
    }
    Py_DECREF(dict);
    return give_up(in->state);
}

static PyObject *read_document_item(Input *in, void *how) {
    return read_document_value(in);
}

PyObject *read_document_value(Input *in) {
    take_white(in);
    char first = *in->at;
    if (first == 'n') {
        return take_word(in, "null", 4) ? Py_NewRef(Py_None) : give_up(in->state);
    }
    if (first != '{' && first != '[') {
        return read_scalar_value(in);
    }
    if (in->depth >= MOST_DEPTH) {
        return give_up(in->state);
    }
    in->at++;
    in->depth++;
    PyObject *value = (first == '{' ? read_object : read_array)(in, read_document_item, NULL);
    in->depth--;
    return value;
}
