#include "text.h"

/* Write the resolved text to `to`, which has room for `length` bytes. Return where it ends, NULL for what is not plain. */
static char *put_resolved(char *to, const char *text, Py_ssize_t length, char mark, Resolve resolve) {
    const char *end = text + length;
    while (text < end) {
        const char *next = memchr(text, mark, (size_t)(end - text));
        size_t plain = (size_t)((next != NULL ? next : end) - text);
        memcpy(to, text, plain);
        to += plain;
        text = next != NULL ? resolve(next + 1, end, &to) : end;
        if (text == NULL) {
            return NULL;
        }
    }
    return to;
}

PyObject *str_resolving(Input *in, const char *text, Py_ssize_t length, char mark, Resolve resolve) {
    char small[256];
    char *buffer = length <= (Py_ssize_t)sizeof small ? small : PyMem_Malloc((size_t)length);
    if (buffer == NULL) {
        return PyErr_NoMemory();
    }
    char *end = put_resolved(buffer, text, length, mark, resolve);
    PyObject *made = end != NULL ? str_of(in, buffer, end - buffer) : give_up(in->state);
    if (buffer != small) {
        PyMem_Free(buffer);
    }
    return made;
}

char *put_utf8(char *to, uint32_t code) {
    if (code < 0x80) {
        *to++ = (char)code;
        return to;
    }
    if (code < 0x800) {
        *to++ = (char)(0xC0 | code >> 6);
    } else {
        if (code < 0x10000) {
            *to++ = (char)(0xE0 | code >> 12);
        } else {
            *to++ = (char)(0xF0 | code >> 18);
            *to++ = (char)(0x80 | (code >> 12 & 0x3F));
        }
        *to++ = (char)(0x80 | (code >> 6 & 0x3F));
    }
    *to++ = (char)(0x80 | (code & 0x3F));
    return to;
}

int digit_of(char byte, int base) {
    int digit = byte >= '0' && byte <= '9'   ? byte - '0'
                : byte >= 'a' && byte <= 'f' ? byte - 'a' + 10
                : byte >= 'A' && byte <= 'F' ? byte - 'A' + 10
                                             : base;
    return digit < base ? digit : -1;
}
