/* JSON texts, read by nodes straight into what the caller gets: nothing is made that is then made into something else. */
#include "attributes.h"
#include "jsontext.h"
#include "node.h"

static PyObject *read_value(Input *in, Node *node);

/* ------------------------------------------------------------------ scalars */

static PyObject *call(Input *in, PyObject *convert, PyObject *argument) {
    PyObject *value = convert != NULL ? PyObject_CallFunctionObjArgs(convert, argument, NULL) : give_up(in->state);
    Py_DECREF(argument);
    return value != NULL ? value : give_up_after_error(in->state);
}

/* A time: text with a "T" behind its date is ISO 8601; whatever else, Python's reader of times knows it. */
static PyObject *read_moment(Input *in, Node *node) {
    int is_text = *in->at == '"';
    PyObject *scalar = read_scalar_value(in);
    if (scalar == NULL) {
        return NULL;
    }
    int is_iso = is_text && node->quick != NULL && PyUnicode_GetLength(scalar) > 10 &&
                 PyUnicode_ReadChar(scalar, 10) == 'T';
    return call(in, is_iso ? node->quick : node->convert, scalar);
}

static PyObject *read_real_of_model(Input *in) {
    if (*in->at != '-' && (*in->at < '0' || *in->at > '9')) {
        return give_up(in->state);
    }
    PyObject *number = read_number(in);
    if (number == NULL) {
        return NULL;
    }
    PyObject *real = PyNumber_Float(number);
    Py_DECREF(number);
    return real;
}

static PyObject *read_scalar(Input *in, Node *node) {
    char first = *in->at;
    if (first == '{' || first == '[') {
        return give_up(in->state);
    }
    PyObject *value;
    switch (node->kind) {
    case AS_IS:
        return read_scalar_value(in);
    case INTEGER:
        value = first == '"' || first == 't' || first == 'f' ? give_up(in->state) : read_number(in);
        if (value != NULL && !PyLong_Check(value)) {
            Py_DECREF(value);
            return give_up(in->state);
        }
        return value;
    case REAL:
        return read_real_of_model(in);
    case TRUTH:
        return first == 't' || first == 'f' ? read_scalar_value(in) : give_up(in->state);
    case CONVERTED:
        value = read_scalar_value(in);
        return value != NULL ? call(in, node->convert, value) : NULL;
    case MOMENT:
        return read_moment(in, node);
    default:
        return give_up(in->state);
    }
}

/* ------------------------------------------------------------------ structures */

/* Take a member's name and its colon. Return its row, -1 for a member that is not known, -2 with an exception. */
static int take_member(Input *in, const Members *members, int expected) {
    JsonString string;
    if (!take_sign(in, '"')) {
        goto unusual;
    }
    int row = -1;
    if (expected < members->count) {
        const Member *member = &members->rows[expected];
        if (in->end - in->at > member->length && in->at[member->length] == '"' &&
            memcmp(in->at, member->tag, (size_t)member->length) == 0) {
            in->at += member->length + 1;
            row = expected;
        }
    }
    if (row < 0) {
        if (!take_string(in, &string) || string.has_escapes) {
            goto unusual;
        }
        row = find_member(members, string.start, string.length);
        if (row < 0) { /* it must be UTF-8 all the same */
            PyObject *name = name_of_string(in, &string);
            if (name == NULL) {
                return -2;
            }
            Py_DECREF(name);
        }
    }
    if (take_sign(in, ':')) {
        take_white(in);
        return row;
    }
unusual:
    give_up(in->state);
    return -2;
}

/* What stands in a structure for a member that is null, until all have been read: of a member that comes twice the first
   place counts, and the last value. No value is this object. */
static inline PyObject *placeholder(const Input *in) {
    return in->state->unusual;
}

/* Read the value of a member into its structure. Return -1 with an exception. */
static int store_value(Input *in, PyObject *structure, const Member *member, Py_ssize_t *nulls) {
    PyObject *value;
    if (*in->at == 'n') {
        value = take_word(in, "null", 4) ? Py_NewRef(placeholder(in)) : give_up(in->state);
        ++*nulls;
    } else {
        value = read_value(in, member->node);
    }
    int failed = value == NULL ? -1 : PyDict_SetItem(structure, member->name, value);
    Py_XDECREF(value);
    return failed;
}

static int skip_value(Input *in) {
    PyObject *value = read_document_value(in);
    Py_XDECREF(value);
    return value == NULL ? -1 : 0;
}

/* Leave the members out that are null. Return -1 with an exception. */
static int drop_nulls(const Input *in, const Members *members, PyObject *structure) {
    for (int row = 0; row < members->count; row++) {
        PyObject *name = members->rows[row].name;
        PyObject *value = PyDict_GetItemWithError(structure, name);
        if (value == placeholder(in) ? PyDict_DelItem(structure, name) : value == NULL && PyErr_Occurred()) {
            return -1;
        }
    }
    return 0;
}

/* Read the members of an object whose brace has been taken. Return -1 with an exception. */
static int read_members(Input *in, Members *members, PyObject *structure, int is_union) {
    Py_ssize_t count = 0, nulls = 0;
    int *expected = &members->first;
    do {
        int row = take_member(in, members, *expected);
        if (row < -1) {
            return -1;
        }
        if (row >= 0) {
            *expected = row;
            expected = &members->rows[row].next;
        }
        if (row >= 0 ? store_value(in, structure, &members->rows[row], &nulls) : skip_value(in)) {
            return -1;
        }
        count++;
    } while (take_sign(in, ','));
    if (!take_sign(in, '}') || (is_union && (count != 1 || nulls || PyDict_Size(structure) != 1))) {
        give_up(in->state);
        return -1;
    }
    return nulls ? drop_nulls(in, members, structure) : 0;
}

static PyObject *read_structure(Input *in, Node *node) {
    Members *members = members_of(in->state, node);
    PyObject *structure = members == NULL ? NULL : PyDict_New();
    if (structure == NULL) {
        return NULL;
    }
    if (take_sign(in, '}')) {
        if (node->kind == STRUCTURE) {
            return structure;
        }
        give_up(in->state);
    } else if (read_members(in, members, structure, node->kind == UNION) == 0) {
        return structure;
    }
    Py_DECREF(structure);
    return NULL;
}

/* ------------------------------------------------------------------ lists and maps */

/* Read what a list or a map holds; null stays None. */
static PyObject *read_item(Input *in, void *node) {
    take_white(in);
    return *in->at == 'n' && take_word(in, "null", 4) ? Py_NewRef(Py_None) : read_value(in, node);
}

/* Read what a map of booleans holds: null is false, as boto3 has it. */
static PyObject *read_truth_item(Input *in, void *node) {
    PyObject *item = read_item(in, node);
    if (item == Py_None) {
        Py_DECREF(item);
        return Py_NewRef(Py_False);
    }
    return item;
}

/* ------------------------------------------------------------------ values */

static PyObject *read_collection(Input *in, Node *node) {
    char first = *in->at++;
    Node *item = node->item;
    switch (node->kind) {
    case STRUCTURE:
    case UNION:
        return first == '{' ? read_structure(in, node) : give_up(in->state);
    case LIST:
        return first == '[' && item != NULL ? read_array(in, read_item, item) : give_up(in->state);
    case MAP:
        return first == '{' && item != NULL ? read_object(in, item->kind == TRUTH ? read_truth_item : read_item, item)
                                             : give_up(in->state);
    case ATTRIBUTE:
        return first == '{' && node->convert != NULL ? read_attribute(in, node->convert) : give_up(in->state);
    case ATTRIBUTES:
        return first == '{' && node->convert != NULL ? read_attributes(in, node->convert) : give_up(in->state);
    default:
        return give_up(in->state);
    }
}

static PyObject *read_value(Input *in, Node *node) {
    take_white(in);
    if (node->kind < STRUCTURE) {
        return read_scalar(in, node);
    }
    if (node->kind == DOCUMENT) {
        return read_document_value(in);
    }
    if (in->depth >= MOST_DEPTH) {
        return give_up(in->state);
    }
    in->depth++;
    PyObject *value = read_collection(in, node);
    in->depth--;
    return value;
}

PyObject *node_read_json(PyObject *self, PyObject *body) {
    Input in;
    State *state = state_of_instance(self);
    if (state == NULL || input_of(&in, state, body)) {
        return NULL;
    }
    PyObject *value = read_value(&in, (Node *)self);
    if (value == NULL) {
        return NULL;
    }
    take_white(&in);
    if (in.at != in.end || value == Py_None) {
        Py_DECREF(value);
        return give_up(state);
    }
    return value;
}
