/* Names that come again and again (keys of maps, headers): one str object for each, kept with its hash. */
#ifndef SOTALIA_NAMES_H
#define SOTALIA_NAMES_H

#include <Python.h>
#include <stdint.h>

#define NAME_SLOTS 1024
#define LONGEST_NAME 64

typedef struct {
    PyObject *text;
    const char *utf8; /* the object's own, valid as long as it is */
    uint32_t hash;
    uint8_t length;
} Name;

/* A name that is met later takes the slot of an earlier one. */
typedef struct {
    Name slots[NAME_SLOTS];
} Names;

uint32_t hash_of(const char *text, Py_ssize_t length);

/* Return a str of the bytes, which are UTF-8; NULL, with an exception, if they are not. */
PyObject *name_of(Names *names, const char *text, Py_ssize_t length);

int names_traverse(Names *names, visitproc visit, void *arg);
void names_clear(Names *names);

#endif
