/* Attribute values in dicts, made into Python's values: the type AttributeReader. */
#include "attributes.h"

/* ------------------------------------------------------------------ numbers */

/* Return the number that the digits are, -1 where they are more than `most`, none, or no plain whole number. */
static long long plain_number(const char *text, Py_ssize_t length, int most) {
    if (length < 1 || length > most || (length > 1 && *text == '0')) {
        return -1;
    }
    long long number = 0;
    for (Py_ssize_t i = 0; i < length; i++) {
        if (text[i] < '0' || text[i] > '9') {
            return -1;
        }
        number = number * 10 + (text[i] - '0');
    }
    return number;
}

static PyObject *known_number(AttributeReader *reader, const char *text, Py_ssize_t length) {
    long long small = plain_number(text, length, 3);
    if (small >= 0 && small < SMALL_NUMBERS) {
        return Py_NewRef(reader->small[small]);
    }
    if (!reader->whole_are_ints) {
        return NULL;
    }
    int negative = length > 1 && *text == '-';
    long long number = plain_number(text + negative, length - negative, 18);
    return number > 0 ? PyLong_FromLongLong(negative ? -number : number) : NULL;
}

PyObject *number_of_text(State *state, AttributeReader *reader, const char *text, Py_ssize_t length) {
    PyObject *number = known_number(reader, text, length);
    if (number != NULL || PyErr_Occurred()) {
        return number;
    }
    PyObject *str = PyUnicode_DecodeUTF8(text, length, NULL);
    if (str == NULL) {
        return give_up_after_error(state);
    }
    number = PyObject_CallFunctionObjArgs(reader->number, str, NULL);
    Py_DECREF(str);
    return number != NULL ? number : give_up_after_error(state);
}

static PyObject *number_of(State *state, AttributeReader *reader, PyObject *value) {
    if (!PyUnicode_CheckExact(value)) {
        return give_up(state);
    }
    Py_ssize_t length;
    const char *text = PyUnicode_AsUTF8AndSize(value, &length);
    if (text == NULL) {
        return give_up_after_error(state);
    }
    PyObject *number = known_number(reader, text, length);
    if (number == NULL && !PyErr_Occurred()) {
        number = PyObject_CallFunctionObjArgs(reader->number, value, NULL);
    }
    return number != NULL ? number : give_up_after_error(state);
}

/* ------------------------------------------------------------------ values */

/* `depth` says in how many others a value is. */
static PyObject *read_value(State *state, AttributeReader *reader, PyObject *value, int depth);
static PyObject *read_map(State *state, AttributeReader *reader, PyObject *map, int depth);

static PyObject *binary_of(State *state, AttributeReader *reader, PyObject *value) {
    PyObject *binary = PyObject_CallFunctionObjArgs(reader->binary, value, NULL);
    return binary != NULL ? binary : give_up_after_error(state);
}

static PyObject *read_list(State *state, AttributeReader *reader, PyObject *items, int depth) {
    if (!PyList_CheckExact(items)) {
        return give_up(state);
    }
    PyObject *list = PyList_New(0);
    for (Py_ssize_t i = 0; list != NULL && i < PyList_Size(items); i++) {
        PyObject *item = Py_NewRef(PyList_GetItem(items, i));
        PyObject *value = read_value(state, reader, item, depth);
        if (value == NULL || PyList_Append(list, value)) {
            Py_CLEAR(list);
        }
        Py_XDECREF(value);
        Py_DECREF(item);
    }
    return list;
}

static PyObject *read_set(State *state, AttributeReader *reader, PyObject *items, int tag) {
    if (!PyList_CheckExact(items)) {
        return give_up(state);
    }
    if (tag == TAG_SS) {
        PyObject *set = PySet_New(items);
        return set != NULL ? set : give_up_after_error(state);
    }
    PyObject *set = PySet_New(NULL);
    for (Py_ssize_t i = 0; set != NULL && i < PyList_Size(items); i++) {
        PyObject *item = Py_NewRef(PyList_GetItem(items, i));
        PyObject *value = tag == TAG_NS ? number_of(state, reader, item) : binary_of(state, reader, item);
        if (value == NULL || PySet_Add(set, value)) {
            give_up_after_error(state);
            Py_CLEAR(set);
        }
        Py_XDECREF(value);
        Py_DECREF(item);
    }
    return set;
}

/* Return the tag that a key is, -1 for another. Keys that stand in a program are the same objects as ours. */
static int tag_of(State *state, PyObject *key) {
    for (int tag = 0; tag < TAGS; tag++) {
        if (key == state->tags[tag]) {
            return tag;
        }
    }
    Py_ssize_t length;
    const char *text = PyUnicode_CheckExact(key) ? PyUnicode_AsUTF8AndSize(key, &length) : NULL;
    return text != NULL ? tag_of_text(text, length) : -1;
}

static PyObject *read_tagged(State *state, AttributeReader *reader, int tag, PyObject *held, int depth) {
    switch (tag) {
    case TAG_S:
    case TAG_BOOL:
        return Py_NewRef(held);
    case TAG_NULL:
        return Py_NewRef(Py_None);
    case TAG_N:
        return number_of(state, reader, held);
    case TAG_B:
        return binary_of(state, reader, held);
    case TAG_M:
        return read_map(state, reader, held, depth);
    case TAG_L:
        return read_list(state, reader, held, depth);
    case TAG_SS:
    case TAG_NS:
    case TAG_BS:
        return read_set(state, reader, held, tag);
    default:
        return give_up(state);
    }
}

static PyObject *read_value(State *state, AttributeReader *reader, PyObject *value, int depth) {
    PyObject *key, *held;
    Py_ssize_t position = 0;
    if (!PyDict_CheckExact(value) || PyDict_Size(value) != 1 || !PyDict_Next(value, &position, &key, &held)) {
        return give_up(state);
    }
    int tag = tag_of(state, key);
    if (tag < 0) {
        PyErr_Clear(); /* a key with half a surrogate pair in it has no UTF-8 */
        return give_up(state);
    }
    if (depth >= MOST_DEPTH) {
        return give_up(state);
    }
    Py_INCREF(held);
    PyObject *made = read_tagged(state, reader, tag, held, depth + 1);
    Py_DECREF(held);
    return made;
}

static PyObject *read_map(State *state, AttributeReader *reader, PyObject *map, int depth) {
    if (!PyDict_CheckExact(map)) {
        return give_up(state);
    }
    PyObject *result = PyDict_New(), *name, *value;
    Py_ssize_t position = 0, size = PyDict_Size(map);
    while (result != NULL && PyDict_Next(map, &position, &name, &value)) {
        Py_INCREF(name);
        Py_INCREF(value);
        PyObject *made = read_value(state, reader, value, depth);
        if (made == NULL || PyDict_SetItem(result, name, made)) {
            Py_CLEAR(result);
        }
        Py_XDECREF(made);
        Py_DECREF(value);
        Py_DECREF(name);
    }
    if (result != NULL && PyDict_Size(map) != size) { /* another thread has changed it meanwhile */
        Py_DECREF(result);
        return give_up(state);
    }
    return result;
}

static PyObject *reader_read(PyObject *self, PyObject *value) {
    return read_value(state_of_instance(self), (AttributeReader *)self, value, 0);
}

static PyObject *reader_read_map(PyObject *self, PyObject *value) {
    return read_map(state_of_instance(self), (AttributeReader *)self, value, 0);
}

/* ------------------------------------------------------------------ the type */

static int make_small_numbers(AttributeReader *reader) {
    for (int number = 0; number < SMALL_NUMBERS; number++) {
        reader->small[number] = PyObject_CallFunction(reader->number, "N", PyUnicode_FromFormat("%d", number));
        if (reader->small[number] == NULL) {
            return -1;
        }
    }
    return 0;
}

static PyObject *reader_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    static char *keywords[] = {"number", "binary", "whole_are_ints", NULL};
    PyObject *number, *binary;
    int whole_are_ints = 0;
    if (!PyArg_ParseTupleAndKeywords(
            args, kwargs, "OO|$p:AttributeReader", keywords, &number, &binary, &whole_are_ints
        )) {
        return NULL;
    }
    AttributeReader *reader = (AttributeReader *)new_instance(type);
    if (reader == NULL) {
        return NULL;
    }
    reader->number = Py_NewRef(number);
    reader->binary = Py_NewRef(binary);
    reader->whole_are_ints = whole_are_ints;
    if (make_small_numbers(reader)) {
        Py_DECREF(reader);
        return NULL;
    }
    return (PyObject *)reader;
}

static int reader_traverse(PyObject *self, visitproc visit, void *arg) {
    AttributeReader *reader = (AttributeReader *)self;
    Py_VISIT(Py_TYPE(self));
    Py_VISIT(reader->number);
    Py_VISIT(reader->binary);
    for (int i = 0; i < SMALL_NUMBERS; i++) {
        Py_VISIT(reader->small[i]);
    }
    return 0;
}

static int reader_clear(PyObject *self) {
    AttributeReader *reader = (AttributeReader *)self;
    /* What reads meanwhile must find something: None makes nothing of a text, so such a reader gives up. */
    PyObject *number = reader->number, *binary = reader->binary;
    reader->number = number != NULL ? Py_NewRef(Py_None) : NULL;
    reader->binary = binary != NULL ? Py_NewRef(Py_None) : NULL;
    Py_XDECREF(number);
    Py_XDECREF(binary);
    return 0;
}

static void reader_dealloc(PyObject *self) {
    AttributeReader *reader = (AttributeReader *)self;
    PyObject_GC_UnTrack(self);
    Py_CLEAR(reader->number);
    Py_CLEAR(reader->binary);
    for (int i = 0; i < SMALL_NUMBERS; i++) {
        Py_CLEAR(reader->small[i]);
    }
    free_instance(self);
}

static PyMethodDef reader_methods[] = {
    {"read", reader_read, METH_O, "Return the value of an attribute value. Raises Unusual."},
    {"read_map", reader_read_map, METH_O, "Return a dict of attribute values as one of values."},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot reader_slots[] = {
    {Py_tp_doc, "Makes Python's values of DynamoDB's attribute values."},
    {Py_tp_new, reader_new},
    {Py_tp_traverse, reader_traverse},
    {Py_tp_clear, reader_clear},
    {Py_tp_dealloc, reader_dealloc},
    {Py_tp_methods, reader_methods},
    {0, NULL},
};

PyType_Spec attribute_reader_spec = {
    "sotalia_speed.AttributeReader",
    sizeof(AttributeReader),
    0,
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE,
    reader_slots,
};
