/* Attribute values in JSON, read straight into Python's values. */
#include "attributes.h"
#include "jsontext.h"

/* The value of a string, a number or a binary: all are JSON's strings. */
static PyObject *read_text(Input *in, AttributeReader *reader, int tag) {
    JsonString string;
    if (!take_sign(in, '"') || !take_string(in, &string)) {
        return give_up(in->state);
    }
    if (tag == TAG_S || tag == TAG_SS) {
        return str_of_string(in, &string);
    }
    if (tag == TAG_N || tag == TAG_NS) {
        return string.has_escapes ? give_up(in->state)
                                  : number_of_text(in->state, reader, string.start, string.length);
    }
    PyObject *text = str_of_string(in, &string);
    if (text == NULL) {
        return NULL;
    }
    PyObject *value = PyObject_CallFunctionObjArgs(reader->binary, text, NULL);
    Py_DECREF(text);
    return value != NULL ? value : give_up_after_error(in->state);
}

static PyObject *read_set(Input *in, AttributeReader *reader, int tag) {
    if (!take_sign(in, '[')) {
        return give_up(in->state);
    }
    PyObject *set = PySet_New(NULL);
    if (set == NULL || take_sign(in, ']')) {
        return set;
    }
    do {
        PyObject *value = read_text(in, reader, tag);
        int failed = value == NULL ? -1 : PySet_Add(set, value);
        Py_XDECREF(value);
        if (failed) {
            Py_DECREF(set);
            return give_up_after_error(in->state);
        }
    } while (take_sign(in, ','));
    if (take_sign(in, ']')) {
        return set;
    }
    Py_DECREF(set);
    return give_up(in->state);
}

/* Read an attribute value in an array or an object. */
static PyObject *read_item(Input *in, void *reader) {
    return take_sign(in, '{') ? read_attribute(in, reader) : give_up(in->state);
}

static PyObject *read_tagged(Input *in, AttributeReader *reader, int tag) {
    take_white(in);
    switch (tag) {
    case TAG_S:
    case TAG_N:
    case TAG_B:
        return read_text(in, reader, tag);
    case TAG_SS:
    case TAG_NS:
    case TAG_BS:
        return read_set(in, reader, tag);
    case TAG_BOOL:
        return *in->at == 't' || *in->at == 'f' ? read_scalar_value(in) : give_up(in->state);
    case TAG_NULL:
        return take_word(in, "true", 4) ? Py_NewRef(Py_None) : give_up(in->state);
    case TAG_L:
        return take_sign(in, '[') ? read_array(in, read_item, reader) : give_up(in->state);
    case TAG_M:
        return take_sign(in, '{') ? read_attributes(in, (PyObject *)reader) : give_up(in->state);
    default:
        return give_up(in->state);
    }
}

PyObject *read_attribute(Input *in, PyObject *reader) {
    JsonString string;
    if (!take_sign(in, '"') || !take_string(in, &string) || !take_sign(in, ':')) {
        return give_up(in->state);
    }
    if (in->depth >= MOST_DEPTH) {
        return give_up(in->state);
    }
    in->depth++;
    PyObject *value = read_tagged(in, (AttributeReader *)reader, tag_of_text(string.start, string.length));
    in->depth--;
    if (value != NULL && !take_sign(in, '}')) { /* it holds more than one */
        Py_DECREF(value);
        return give_up(in->state);
    }
    return value;
}

PyObject *read_attributes(Input *in, PyObject *reader) {
    return read_object(in, read_item, reader);
}
