/* XML documents, read by nodes: nothing happens for an element but a look into its structure's members and the making of
   what the caller gets.

   Of elements it takes plain ones only: white space around those that hold others, no attributes but a default
   namespace, a scalar's text and nothing else in it. */
#include "node.h"
#include "xmltext.h"

static PyObject *read_element(Input *in, Node *node, const Tag *tag);

/* ------------------------------------------------------------------ scalars */

/* Whole numbers of up to 18 digits, which fit into 64 bits. */
static PyObject *read_integer(Input *in, const Text *text) {
    const char *at = text->start, *end = text->start + text->length;
    int negative = at < end && *at == '-';
    at += negative;
    if (end - at < 1 || end - at > 18) {
        return give_up(in->state);
    }
    long long value = 0;
    for (; at < end; at++) {
        if (*at < '0' || *at > '9') {
            return give_up(in->state);
        }
        value = value * 10 + (*at - '0');
    }
    return PyLong_FromLongLong(negative ? -value : value);
}

/* What a function of Python's makes of the text. */
static PyObject *read_by(Input *in, PyObject *convert, const Text *text) {
    PyObject *str = str_of_text(in, text);
    if (str == NULL) {
        return NULL;
    }
    PyObject *value = PyObject_CallFunctionObjArgs(convert, str, NULL);
    Py_DECREF(str);
    return value != NULL ? value : give_up_after_error(in->state);
}

static PyObject *read_real(Input *in, const Text *text) {
    PyObject *str = str_of_text(in, text);
    if (str == NULL) {
        return NULL;
    }
    PyObject *value = PyFloat_FromString(str);
    Py_DECREF(str);
    return value != NULL ? value : give_up_after_error(in->state);
}

static PyObject *read_moment(Input *in, Node *node, const Text *text) {
    int is_iso = text->length > 10 && text->start[10] == 'T' && text->is_ascii && !text->has_references;
    return read_by(in, is_iso && node->quick != NULL ? node->quick : node->convert, text);
}

static PyObject *value_of_text(Input *in, Node *node, const Text *text) {
    int is_simple = text->is_ascii && !text->has_references;
    switch (node->kind) {
    case AS_IS:
        return str_of_text(in, text);
    case INTEGER:
        return is_simple ? read_integer(in, text) : give_up(in->state);
    case REAL:
        return is_simple ? read_real(in, text) : give_up(in->state);
    case TRUTH:
        return is_simple ? PyBool_FromLong(text->length == 4 && memcmp(text->start, "true", 4) == 0)
                         : give_up(in->state);
    case CONVERTED:
        return node->convert != NULL ? read_by(in, node->convert, text) : give_up(in->state);
    case MOMENT:
        return node->convert != NULL ? read_moment(in, node, text) : give_up(in->state);
    default:
        return give_up(in->state);
    }
}

static PyObject *read_scalar(Input *in, Node *node, const Tag *tag) {
    Text text = {"", 0, 0, 1};
    if (!tag->empty && (!take_text(in, &text) || !take_closing(in, tag))) {
        return give_up(in->state);
    }
    return value_of_text(in, node, &text);
}

/* ------------------------------------------------------------------ what holds elements */

/* Pass over an element whose opening tag has been taken. Return 0 for one that is not plain. */
static int skip_element(Input *in, const Tag *tag) {
    Tag child;
    Text text;
    if (++in->depth > MOST_DEPTH) {
        return 0;
    }
    for (;;) {
        if (!take_text(in, &text)) {
            return 0;
        }
        if (text.has_references || !text.is_ascii) { /* they must be right all the same */
            PyObject *str = str_of_text(in, &text);
            if (str == NULL) {
                return 0;
            }
            Py_DECREF(str);
        }
        if (is_at_closing(in)) {
            in->depth--;
            return take_closing(in, tag);
        }
        in->at++;
        if (!take_opening(in, &child) || (!child.empty && !skip_element(in, &child))) {
            return 0;
        }
    }
}

/* Take the opening tag of the next element inside of `tag`'s. Return 1; 0 at the closing tag, which it takes; -1, with
   Unusual, for what is not plain. */
static int next_element(Input *in, const Tag *tag, Tag *child) {
    if (!take_blanks(in)) {
        goto unusual;
    }
    if (is_at_closing(in)) {
        if (take_closing(in, tag)) {
            return 0;
        }
        goto unusual;
    }
    in->at++;
    if (take_opening(in, child)) {
        return 1;
    }
unusual:
    give_up(in->state);
    return -1;
}

/* Puts what an element holds into a list or a dict, by the node of that. Returns -1 with an exception. */
typedef int (*Put)(Input *in, PyObject *into, Node *node, const Tag *tag);

/* Put all elements inside of `tag`'s into the collection, and return that: it takes the reference. */
static PyObject *put_all(Input *in, PyObject *into, Node *node, const Tag *tag, Put put) {
    Tag child;
    int more = 0;
    while (into != NULL && !tag->empty && (more = next_element(in, tag, &child)) > 0) {
        if (put(in, into, node, &child)) {
            more = -1;
            break;
        }
    }
    if (more < 0) {
        Py_CLEAR(into);
    }
    return into;
}

static int put_item(Input *in, PyObject *list, Node *node, const Tag *tag) {
    PyObject *value = node->item != NULL ? read_element(in, node->item, tag) : give_up(in->state);
    if (value == NULL) {
        return -1;
    }
    int failed = PyList_Append(list, value);
    Py_DECREF(value);
    return failed;
}

/* The entry of a map, whose members are its key and its value. */
static int put_entry(Input *in, PyObject *dict, Node *map, const Tag *tag) {
    PyObject *pair[2] = {NULL, NULL};
    Tag child;
    int more = -1, failed = -1;
    Members *members = members_of(in->state, map);
    if (members == NULL) {
        return -1;
    }
    while (!tag->empty && (more = next_element(in, tag, &child)) > 0) {
        int row = find_member(members, child.name, child.length);
        if (row < 0 || row > 1 || pair[row] != NULL) {
            give_up(in->state);
            goto done;
        }
        pair[row] = read_element(in, members->rows[row].node, &child);
        if (pair[row] == NULL) {
            goto done;
        }
    }
    if (tag->empty || (more == 0 && (pair[0] == NULL || pair[1] == NULL))) {
        give_up(in->state);
    } else if (more == 0) {
        failed = PyDict_SetItem(dict, pair[0], pair[1]);
        if (failed) {
            give_up_after_error(in->state);
        }
    }
done:
    Py_XDECREF(pair[0]);
    Py_XDECREF(pair[1]);
    return failed;
}

/* Return the collection that a flat member is read into, made if there is none yet: a borrowed reference. */
static PyObject *collection_in(PyObject *structure, PyObject *name, NodeKind kind) {
    PyObject *found = PyDict_GetItemWithError(structure, name);
    if (found != NULL || PyErr_Occurred()) {
        return found;
    }
    PyObject *made = kind == FLAT_LIST ? PyList_New(0) : PyDict_New();
    if (made == NULL || PyDict_SetItem(structure, name, made)) {
        Py_XDECREF(made);
        return NULL;
    }
    Py_DECREF(made); /* the structure has it */
    return made;
}

/* Read a member into its structure. Of several elements for a scalar the last counts, of others, and of empty ones, the
   first. Return -1 with an exception. */
static int store_member(Input *in, PyObject *structure, const Member *member, const Tag *tag) {
    Node *node = member->node;
    if (node->kind == FLAT_LIST || node->kind == FLAT_MAP) {
        PyObject *collection = collection_in(structure, member->name, node->kind);
        if (collection == NULL) {
            return -1;
        }
        return (node->kind == FLAT_LIST ? put_item : put_entry)(in, collection, node, tag);
    }
    PyObject *value = read_element(in, node, tag);
    if (value == NULL) {
        return -1;
    }
    int keeps_first = tag->empty || node->kind >= STRUCTURE;
    int there = keeps_first ? PyDict_Contains(structure, member->name) : 0;
    int failed = there < 0 ? -1 : there ? 0 : PyDict_SetItem(structure, member->name, value);
    Py_DECREF(value);
    return failed;
}

/* Take the next member's opening tag if it is, as it stands, the one of `row`: as it mostly is, since services write
   members in the same order each time. */
static int take_expected(Input *in, const Members *members, int row, Tag *tag) {
    if (row >= members->count) {
        return 0;
    }
    const Member *member = &members->rows[row];
    const char *at = in->at + 1;
    if (in->end - at <= member->length || *in->at != '<' || at[member->length] != '>' ||
        memcmp(at, member->tag, (size_t)member->length) != 0) {
        return 0;
    }
    *tag = (Tag){at, member->length, 0};
    in->at = at + member->length + 1;
    return 1;
}

/* Read the members of a structure into a dict; `count` becomes the number of elements. Return -1 with an exception. */
static int read_members(Input *in, Members *members, const Tag *tag, PyObject *structure, Py_ssize_t *count) {
    Tag child;
    int *expected = &members->first;
    for (;; (*count)++) {
        int row = *expected;
        if (*in->at != '<' && !take_blanks(in)) {
            give_up(in->state);
            return -1;
        }
        if (!take_expected(in, members, row, &child)) {
            int more = next_element(in, tag, &child);
            if (more <= 0) {
                return more;
            }
            row = find_member(members, child.name, child.length);
        }
        if (row >= 0) {
            *expected = row;
            expected = &members->rows[row].next;
            if (store_member(in, structure, &members->rows[row], &child)) {
                return -1;
            }
        } else if (!child.empty && !skip_element(in, &child)) {
            if (!PyErr_Occurred()) {
                give_up(in->state);
            }
            return -1;
        }
    }
}

static PyObject *read_structure(Input *in, Node *node, const Tag *tag) {
    Members *members = members_of(in->state, node);
    if (members == NULL) {
        return NULL;
    }
    PyObject *structure = PyDict_New();
    if (structure == NULL) {
        return NULL;
    }
    Py_ssize_t count = 0;
    if (!tag->empty && read_members(in, members, tag, structure, &count)) {
        Py_DECREF(structure);
        return NULL;
    }
    if (node->kind == UNION && (count != 1 || PyDict_Size(structure) != 1)) {
        Py_DECREF(structure);
        return give_up(in->state);
    }
    return structure;
}

/* The text of an element, whatever it is called; None where it is empty. */
static int put_text(Input *in, PyObject *dict, Node *node, const Tag *tag) {
    Text text = {"", 0, 0, 1};
    if (!tag->empty && (!take_text(in, &text) || !take_closing(in, tag))) {
        give_up(in->state);
        return -1;
    }
    PyObject *name = name_of(&in->state->names, tag->name, tag->length);
    PyObject *value = name == NULL ? NULL : text.length ? str_of_text(in, &text) : Py_NewRef(Py_None);
    int failed = value == NULL ? -1 : 0, there = failed ? 0 : PyDict_Contains(dict, name);
    if (!failed && there == 0) {
        failed = PyDict_SetItem(dict, name, value);
    } else if (!failed) { /* which of two counts is Python's matter */
        give_up(in->state);
        failed = -1;
    }
    Py_XDECREF(name);
    Py_XDECREF(value);
    return failed;
}

static PyObject *read_element(Input *in, Node *node, const Tag *tag) {
    if (node->kind < STRUCTURE) {
        return read_scalar(in, node, tag);
    }
    if (in->depth >= MOST_DEPTH) {
        return give_up(in->state);
    }
    in->depth++;
    PyObject *value;
    switch (node->kind) {
    case STRUCTURE:
    case UNION:
        value = read_structure(in, node, tag);
        break;
    case LIST:
        value = put_all(in, PyList_New(0), node, tag, put_item);
        break;
    case MAP:
        value = put_all(in, PyDict_New(), node, tag, put_entry);
        break;
    case TEXTS:
        value = put_all(in, PyDict_New(), node, tag, put_text);
        break;
    default:
        value = give_up(in->state);
    }
    in->depth--;
    return value;
}

/* ------------------------------------------------------------------ documents */

static PyObject *read_document(Input *in, Node *node) {
    Tag root;
    if (has_text(in, "<?", 2) && !take_declaration(in)) {
        return give_up(in->state);
    }
    if (!take_blanks(in)) {
        return give_up(in->state);
    }
    in->at++;
    if (!take_opening(in, &root)) {
        return give_up(in->state);
    }
    PyObject *value = read_element(in, node, &root);
    take_blanks(in);
    if (value != NULL && in->at != in->end) {
        Py_DECREF(value);
        return give_up(in->state);
    }
    return value;
}

PyObject *node_read_xml(PyObject *self, PyObject *body) {
    Input in;
    State *state = state_of_instance(self);
    if (state == NULL || input_of(&in, state, body)) {
        return NULL;
    }
    return read_document(&in, (Node *)self);
}
