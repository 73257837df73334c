/* DynamoDB's attribute values, {"S": "text"}, and the values that programs have: both ways. */
#ifndef SOTALIA_ATTRIBUTES_H
#define SOTALIA_ATTRIBUTES_H

#include "readers.h"

/* Whole numbers below this are made in advance: most numbers are small. */
#define SMALL_NUMBERS 256

/* What makes Python's values of attribute values. */
typedef struct {
    PyObject_HEAD
    PyObject *number; /* makes a number of its text */
    PyObject *binary; /* makes a value of what "B" holds */
    int whole_are_ints;
    PyObject *small[SMALL_NUMBERS];
} AttributeReader;

/* Return the tag that a text is, -1 for any other. */
static inline int tag_of_text(const char *text, Py_ssize_t length) {
    static const char *const TEXTS[TAGS] = ATTRIBUTE_TAGS;
    for (int tag = 0; tag < TAGS; tag++) {
        if (TEXTS[tag][0] == text[0] && (Py_ssize_t)strlen(TEXTS[tag]) == length &&
            memcmp(TEXTS[tag], text, (size_t)length) == 0) {
            return tag;
        }
    }
    return -1;
}

/* Each returns a new reference, or NULL with Unusual where something is not as usual. */
PyObject *number_of_text(State *state, AttributeReader *reader, const char *text, Py_ssize_t length);

/* From JSON: an attribute value whose brace has been taken, or a map of these. `reader` must be an AttributeReader. */
PyObject *read_attribute(Input *in, PyObject *reader);
PyObject *read_attributes(Input *in, PyObject *reader);

#endif
