/* Python's values, made into attribute values: the type AttributeWriter. It takes exact types only. */
#include "readers.h"

typedef struct {
    PyObject_HEAD
    PyObject *create;   /* makes the context's Decimal of a number, or raises */
    PyObject *decimal;  /* the type */
    PyObject *binaries; /* types that are binary → what makes of a value what "B" holds */
    int floats;         /* they are numbers */
    int text_keys;      /* keys of dicts must be text */
    int plain_ints;     /* ints of 64 bits always fit */
} AttributeWriter;

static PyObject *write_value(State *state, AttributeWriter *writer, PyObject *value, int depth);

/* Return {tag: held}, or NULL with an exception where `held` is NULL. Takes the reference. */
static PyObject *tagged(State *state, AttributeTag tag, PyObject *held) {
    PyObject *dict = held == NULL ? NULL : PyDict_New();
    if (dict != NULL && PyDict_SetItem(dict, state->tags[tag], held)) {
        Py_CLEAR(dict);
    }
    Py_XDECREF(held);
    return dict;
}

/* ------------------------------------------------------------------ numbers and binaries */

/* Whether a Decimal's text is a number's: neither "NaN" nor "-Infinity". */
static int is_finite_text(PyObject *text) {
    Py_UCS4 first = PyUnicode_ReadChar(text, 0);
    if (first == '-' && PyUnicode_GetLength(text) > 1) {
        first = PyUnicode_ReadChar(text, 1);
    }
    return first >= '0' && first <= '9';
}

/* The text of a number by way of a Decimal. Unusual for one that is not finite, or does not fit. */
static PyObject *decimal_text(State *state, AttributeWriter *writer, PyObject *number) {
    PyObject *exact = PyObject_CallFunctionObjArgs(writer->create, number, NULL);
    PyObject *text = exact == NULL ? NULL : PyObject_Str(exact);
    Py_XDECREF(exact);
    if (text == NULL) {
        return give_up_after_error(state);
    }
    if (PyUnicode_GetLength(text) == 0 || !is_finite_text(text)) {
        Py_DECREF(text);
        return give_up(state);
    }
    return text;
}

static PyObject *int_text(State *state, AttributeWriter *writer, PyObject *number) {
    int overflow;
    if (writer->plain_ints) {
        PyLong_AsLongLongAndOverflow(number, &overflow);
        if (!overflow) {
            return PyObject_Str(number);
        }
    }
    return decimal_text(state, writer, number);
}

static PyObject *float_text(State *state, AttributeWriter *writer, PyObject *number) {
    PyObject *shortest = PyObject_Repr(number);
    if (shortest == NULL) {
        return give_up_after_error(state);
    }
    PyObject *text = decimal_text(state, writer, shortest);
    Py_DECREF(shortest);
    return text;
}

/* The text of what may stand in a set of numbers: also a bool. NULL without an exception for what is no number. */
static PyObject *number_text(State *state, AttributeWriter *writer, PyObject *value) {
    if (PyLong_CheckExact(value)) {
        return int_text(state, writer, value);
    }
    if (PyBool_Check(value) || (PyObject *)Py_TYPE(value) == writer->decimal) {
        return decimal_text(state, writer, value);
    }
    if (writer->floats && PyFloat_CheckExact(value)) {
        return float_text(state, writer, value);
    }
    return NULL;
}

/* What "B" holds for the value; NULL without an exception for what is no binary. */
static PyObject *binary_held(State *state, AttributeWriter *writer, PyObject *value) {
    PyObject *convert = PyDict_GetItemWithError(writer->binaries, (PyObject *)Py_TYPE(value));
    if (convert == NULL) {
        return PyErr_Occurred() ? give_up_after_error(state) : NULL;
    }
    Py_INCREF(convert);
    PyObject *held = PyObject_CallFunctionObjArgs(convert, value, NULL);
    Py_DECREF(convert);
    return held != NULL ? held : give_up_after_error(state);
}

/* ------------------------------------------------------------------ sets, lists, maps */

/* Say which kind of set has this value in it. */
static int set_tag(AttributeWriter *writer, PyObject *value) {
    if (PyUnicode_CheckExact(value)) {
        return TAG_SS;
    }
    int is_number = PyLong_CheckExact(value) || PyBool_Check(value) ||
                    (PyObject *)Py_TYPE(value) == writer->decimal || (writer->floats && PyFloat_CheckExact(value));
    return is_number ? TAG_NS : TAG_BS;
}

/* Append what the set's value is written as. Return -1 with an exception. */
static int append_held(State *state, AttributeWriter *writer, PyObject *list, PyObject *value, int tag) {
    if (set_tag(writer, value) != tag) { /* of several kinds */
        give_up(state);
        return -1;
    }
    PyObject *held = tag == TAG_SS   ? Py_NewRef(value)
                     : tag == TAG_NS ? number_text(state, writer, value)
                                     : binary_held(state, writer, value);
    if (held == NULL) {
        if (!PyErr_Occurred()) {
            give_up(state);
        }
        return -1;
    }
    int failed = PyList_Append(list, held);
    Py_DECREF(held);
    return failed;
}

static PyObject *write_set(State *state, AttributeWriter *writer, PyObject *set) {
    PyObject *values = PyObject_GetIter(set), *list = PyList_New(0), *value = NULL;
    int tag = TAG_NS; /* that of an empty set */
    while (values != NULL && list != NULL && (value = PyIter_Next(values)) != NULL) {
        if (PyList_Size(list) == 0) {
            tag = set_tag(writer, value);
        }
        if (append_held(state, writer, list, value, tag)) {
            Py_CLEAR(list);
        }
        Py_DECREF(value);
    }
    Py_XDECREF(values);
    if (PyErr_Occurred()) {
        Py_XDECREF(list);
        return give_up_after_error(state);
    }
    return tagged(state, (AttributeTag)tag, list);
}

static PyObject *write_items(State *state, AttributeWriter *writer, PyObject *items, int depth) {
    int is_list = PyList_CheckExact(items);
    PyObject *list = PyList_New(0);
    for (Py_ssize_t i = 0; list != NULL && i < (is_list ? PyList_Size(items) : PyTuple_Size(items)); i++) {
        PyObject *item = Py_NewRef(is_list ? PyList_GetItem(items, i) : PyTuple_GetItem(items, i));
        PyObject *value = write_value(state, writer, item, depth);
        if (value == NULL || PyList_Append(list, value)) {
            Py_CLEAR(list);
        }
        Py_XDECREF(value);
        Py_DECREF(item);
    }
    return list;
}

static PyObject *write_map(State *state, AttributeWriter *writer, PyObject *map, int depth) {
    PyObject *result = PyDict_New(), *name, *value;
    Py_ssize_t position = 0, size = PyDict_Size(map);
    while (result != NULL && PyDict_Next(map, &position, &name, &value)) {
        Py_INCREF(name);
        Py_INCREF(value);
        PyObject *made = writer->text_keys && !PyUnicode_CheckExact(name) ? give_up(state)
                                                                          : write_value(state, writer, value, depth);
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

/* ------------------------------------------------------------------ values */

/* Write what holds others; NULL without an exception for what does not. */
static PyObject *write_collection(State *state, AttributeWriter *writer, PyObject *value, int depth) {
    if (PyDict_CheckExact(value)) {
        return tagged(state, TAG_M, write_map(state, writer, value, depth));
    }
    if (PyList_CheckExact(value) || PyTuple_CheckExact(value)) {
        return tagged(state, TAG_L, write_items(state, writer, value, depth));
    }
    return PyAnySet_CheckExact(value) ? write_set(state, writer, value) : NULL;
}

static PyObject *write_value(State *state, AttributeWriter *writer, PyObject *value, int depth) {
    if (PyUnicode_CheckExact(value)) {
        return tagged(state, TAG_S, Py_NewRef(value));
    }
    if (PyBool_Check(value)) {
        return tagged(state, TAG_BOOL, Py_NewRef(value));
    }
    if (value == Py_None) {
        return tagged(state, TAG_NULL, Py_NewRef(Py_True));
    }
    PyObject *text = number_text(state, writer, value);
    if (text != NULL || PyErr_Occurred()) {
        return tagged(state, TAG_N, text);
    }
    if (depth >= MOST_DEPTH) {
        return give_up(state);
    }
    PyObject *collection = write_collection(state, writer, value, depth + 1);
    if (collection != NULL || PyErr_Occurred()) {
        return collection;
    }
    PyObject *held = binary_held(state, writer, value);
    return held != NULL || PyErr_Occurred() ? tagged(state, TAG_B, held) : give_up(state);
}

static PyObject *writer_write(PyObject *self, PyObject *value) {
    return write_value(state_of_instance(self), (AttributeWriter *)self, value, 0);
}

static PyObject *writer_write_map(PyObject *self, PyObject *value) {
    State *state = state_of_instance(self);
    return PyDict_CheckExact(value) ? write_map(state, (AttributeWriter *)self, value, 0) : give_up(state);
}

/* ------------------------------------------------------------------ the type */

static PyObject *writer_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    static char *keywords[] = {"create", "decimal", "binaries", "floats", "text_keys", "plain_ints", NULL};
    PyObject *create, *decimal, *binaries;
    int floats = 0, text_keys = 0, plain_ints = 0;
    if (!PyArg_ParseTupleAndKeywords(
            args, kwargs, "OOO!|$ppp:AttributeWriter", keywords, &create, &decimal, &PyDict_Type, &binaries, &floats,
            &text_keys, &plain_ints
        )) {
        return NULL;
    }
    AttributeWriter *writer = (AttributeWriter *)new_instance(type);
    if (writer == NULL) {
        return NULL;
    }
    writer->create = Py_NewRef(create);
    writer->decimal = Py_NewRef(decimal);
    writer->binaries = Py_NewRef(binaries);
    writer->floats = floats;
    writer->text_keys = text_keys;
    writer->plain_ints = plain_ints;
    return (PyObject *)writer;
}

/* There is no tp_clear: a cycle through a writer goes through its dict or its bound method, which have one. */
static int writer_traverse(PyObject *self, visitproc visit, void *arg) {
    AttributeWriter *writer = (AttributeWriter *)self;
    Py_VISIT(Py_TYPE(self));
    Py_VISIT(writer->create);
    Py_VISIT(writer->decimal);
    Py_VISIT(writer->binaries);
    return 0;
}

static void writer_dealloc(PyObject *self) {
    AttributeWriter *writer = (AttributeWriter *)self;
    PyObject_GC_UnTrack(self);
    Py_CLEAR(writer->create);
    Py_CLEAR(writer->decimal);
    Py_CLEAR(writer->binaries);
    free_instance(self);
}

static PyMethodDef writer_methods[] = {
    {"write", writer_write, METH_O, "Return the attribute value of a value. Raises Unusual."},
    {"write_map", writer_write_map, METH_O, "Return a dict of values as one of attribute values."},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot writer_slots[] = {
    {Py_tp_doc, "Makes DynamoDB's attribute values of Python's values."},
    {Py_tp_new, writer_new},
    {Py_tp_traverse, writer_traverse},
    {Py_tp_dealloc, writer_dealloc},
    {Py_tp_methods, writer_methods},
    {0, NULL},
};

PyType_Spec attribute_writer_spec = {
    "sotalia_speed.AttributeWriter",
    sizeof(AttributeWriter),
    0,
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE,
    writer_slots,
};
