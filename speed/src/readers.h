/* What all files of the readers share: the module's state, and how a reader gives up.

   The laws of this extension:
   - whatever is not plain makes a reader give up: it raises Unusual, and the reader in Python, which decides what all
     else means, reads the same bytes;
   - nothing is kept outside of a module's state, so that each interpreter has its own;
   - a body is a bytes object, and ends in a NUL that is not part of it: NUL is plain nowhere, so every scan stops there.
*/
#ifndef SOTALIA_READERS_H
#define SOTALIA_READERS_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#ifdef Py_GIL_DISABLED
#error "sotalia-speed is not for free-threaded builds of Python: nodes and names are shared without a lock."
#endif

#include <stdint.h>
#include <string.h>

#include "names.h"

/* The tags of DynamoDB's attribute values, in the order of `State.tags`: the frequent ones first. */
typedef enum { TAG_S, TAG_N, TAG_M, TAG_BOOL, TAG_L, TAG_NULL, TAG_B, TAG_SS, TAG_NS, TAG_BS, TAGS } AttributeTag;
#define ATTRIBUTE_TAGS {"S", "N", "M", "BOOL", "L", "NULL", "B", "SS", "NS", "BS"}

/* One module's state. */
typedef struct {
    PyObject *unusual;
    PyTypeObject *node_type;
    PyTypeObject *attribute_reader_type;
    PyTypeObject *attribute_writer_type;
    PyObject *tags[TAGS];
    Names names;
} State;

State *state_of(PyObject *module);

/* The state of the module that the object's type comes from. (The types cannot be subclassed.) */
State *state_of_instance(PyObject *instance);

/* Raise Unusual; return NULL. */
PyObject *give_up(State *state);

/* After a call into Python has failed: have Unusual take the place of its error. MemoryError, and what is no Exception,
   like KeyboardInterrupt, stay. Return NULL. */
PyObject *give_up_after_error(State *state);

/* Make an instance of a type of this module, all its fields NULL; free one, when its references have been dropped. */
PyObject *new_instance(PyTypeObject *type);
void free_instance(PyObject *instance);

/* How deep values may be nested: real ones stay far below it. */
#define MOST_DEPTH 100

/* Where a reader is in a body. */
typedef struct {
    State *state;
    const char *at;
    const char *end;
    int depth;
} Input;

/* Set the input to a body's bytes. Return -1, with Unusual, for anything but a bytes object. */
int input_of(Input *in, State *state, PyObject *body);

/* Whether `length` bytes at `in->at` are there and are those at `text`. */
static inline int has_text(const Input *in, const char *text, Py_ssize_t length) {
    return in->end - in->at >= length && memcmp(in->at, text, (size_t)length) == 0;
}

/* What the files give to the module. */
extern PyType_Spec node_spec;
extern PyType_Spec attribute_reader_spec;
extern PyType_Spec attribute_writer_spec;
PyObject *fill_head(PyObject *module, PyObject *args);

#endif
