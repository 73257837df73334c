#include "node.h"

static const struct {
    const char *name;
    NodeKind kind;
} KINDS[] = {
    /* in the order of the enumeration */
    {"ODD", ODD},
    {"AS_IS", AS_IS},
    {"INTEGER", INTEGER},
    {"REAL", REAL},
    {"TRUTH", TRUTH},
    {"CONVERTED", CONVERTED},
    {"MOMENT", MOMENT},
    {"STRUCTURE", STRUCTURE},
    {"UNION", UNION},
    {"LIST", LIST},
    {"MAP", MAP},
    {"FLAT_LIST", FLAT_LIST},
    {"FLAT_MAP", FLAT_MAP},
    {"TEXTS", TEXTS},
    {"DOCUMENT", DOCUMENT},
    {"ATTRIBUTE", ATTRIBUTE},
    {"ATTRIBUTES", ATTRIBUTES},
};
#define KIND_COUNT (int)(sizeof KINDS / sizeof *KINDS)

int add_node_kinds(PyObject *module) {
    for (int i = 0; i < KIND_COUNT; i++) {
        if (PyModule_AddIntConstant(module, KINDS[i].name, KINDS[i].kind)) {
            return -1;
        }
    }
    return 0;
}

/* ------------------------------------------------------------------ members */

static void free_members(Members *members) {
    if (members == NULL) {
        return;
    }
    for (int i = 0; i < members->count; i++) {
        Py_XDECREF(members->rows[i].tag_bytes);
        Py_XDECREF(members->rows[i].name);
        Py_XDECREF((PyObject *)members->rows[i].node);
    }
    PyMem_Free(members->rows);
    PyMem_Free(members->slots);
    PyMem_Free(members);
}

static Members *new_members(int room) {
    Members *members = PyMem_Calloc(1, sizeof *members);
    if (members == NULL) {
        return NULL;
    }
    uint32_t size = 4;
    while (size < 2 * (uint32_t)room) {
        size *= 2;
    }
    members->mask = size - 1;
    members->rows = PyMem_Calloc(room ? (size_t)room : 1, sizeof *members->rows);
    members->slots = PyMem_Calloc(size, sizeof *members->slots);
    if (members->rows == NULL || members->slots == NULL) {
        free_members(members);
        return NULL;
    }
    for (uint32_t i = 0; i < size; i++) {
        members->slots[i] = -1;
    }
    return members;
}

int find_member(const Members *members, const char *tag, Py_ssize_t length) {
    uint32_t hash = hash_of(tag, length);
    for (uint32_t slot = hash & members->mask;; slot = (slot + 1) & members->mask) {
        int row = members->slots[slot];
        if (row < 0) {
            return -1;
        }
        const Member *member = &members->rows[row];
        if (member->hash == hash && member->length == length && memcmp(member->tag, tag, (size_t)length) == 0) {
            return row;
        }
    }
}

/* Add a row, `(tag, name, node)`. Return -1 with an exception. */
static int add_member(State *state, Members *members, PyObject *row) {
    PyObject *tag, *name, *node;
    if (!PyTuple_Check(row)) {
        PyErr_SetString(PyExc_TypeError, "a member is a tuple of tag, name and node");
        return -1;
    }
    if (!PyArg_ParseTuple(row, "SUO!:member", &tag, &name, state->node_type, &node)) {
        return -1;
    }
    char *text;
    Py_ssize_t length;
    if (PyBytes_AsStringAndSize(tag, &text, &length)) {
        return -1;
    }
    if (length > INT32_MAX || find_member(members, text, length) >= 0) {
        PyErr_Format(PyExc_ValueError, "there are two members of one name, or one without end: %R", name);
        return -1;
    }
    Py_INCREF(tag);
    Py_INCREF(name);
    Py_INCREF(node);
    PyUnicode_InternInPlace(&name);
    uint32_t hash = hash_of(text, length), slot = hash & members->mask;
    while (members->slots[slot] >= 0) {
        slot = (slot + 1) & members->mask;
    }
    int next = members->count + 1;
    members->slots[slot] = members->count;
    members->rows[members->count++] = (Member){tag, text, (int)length, hash, name, (Node *)node, next};
    return 0;
}

static Members *members_from(State *state, PyObject *rows) {
    if (!PyList_Check(rows) || PyList_Size(rows) > INT32_MAX / 4) {
        PyErr_SetString(PyExc_TypeError, "members are a list");
        return NULL;
    }
    int count = (int)PyList_Size(rows);
    Members *members = new_members(count);
    if (members == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    for (int i = 0; i < count && i < PyList_Size(rows); i++) {
        PyObject *row = PyList_GetItem(rows, i);
        Py_INCREF(row);
        int failed = add_member(state, members, row);
        Py_DECREF(row);
        if (failed) {
            free_members(members);
            return NULL;
        }
    }
    return members;
}

Members *members_of(State *state, Node *node) {
    if (node->members != NULL) {
        return node->members;
    }
    if (node->resolve == NULL) {
        give_up(state);
        return NULL;
    }
    PyObject *resolve = node->resolve;
    Py_INCREF(resolve);
    PyObject *rows = PyObject_CallFunctionObjArgs(resolve, NULL);
    Py_DECREF(resolve);
    if (rows == NULL) {
        give_up_after_error(state);
        return NULL;
    }
    Members *members = members_from(state, rows);
    Py_DECREF(rows);
    if (members == NULL) {
        return NULL;
    }
    if (node->members != NULL) { /* another thread was as quick, while Python ran */
        free_members(members);
        return node->members;
    }
    node->members = members;
    Py_CLEAR(node->resolve);
    return node->members;
}

/* ------------------------------------------------------------------ the type */

static int lacks_something(NodeKind kind, State *state, PyObject *convert, PyObject *item, PyObject *resolve) {
    switch (kind) {
    case CONVERTED:
    case MOMENT:
        return convert == NULL;
    case STRUCTURE:
    case UNION:
    case FLAT_MAP:
        return resolve == NULL;
    case LIST:
    case FLAT_LIST:
        return item == NULL;
    case MAP: /* JSON's or XML's */
        return item == NULL && resolve == NULL;
    case ATTRIBUTE:
    case ATTRIBUTES:
        return convert == NULL || Py_TYPE(convert) != state->attribute_reader_type;
    default:
        return 0;
    }
}

static PyObject *node_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    static char *keywords[] = {"kind", "convert", "quick", "item", "resolve", NULL};
    int kind;
    PyObject *convert = NULL, *quick = NULL, *item = NULL, *resolve = NULL;
    State *state = PyType_GetModuleState(type);
    if (state == NULL ||
        !PyArg_ParseTupleAndKeywords(
            args, kwargs, "i|$OOO!O:Node", keywords, &kind, &convert, &quick, state->node_type, &item, &resolve
        )) {
        return NULL;
    }
    if (kind < 0 || kind >= KIND_COUNT) {
        return PyErr_Format(PyExc_ValueError, "there is no kind %d of nodes", kind);
    }
    if (lacks_something((NodeKind)kind, state, convert, item, resolve)) {
        PyErr_Format(PyExc_ValueError, "a node of the kind %s needs more, or something else", KINDS[kind].name);
        return NULL;
    }
    Node *node = (Node *)new_instance(type);
    if (node == NULL) {
        return NULL;
    }
    node->kind = (NodeKind)kind;
    Py_XINCREF(convert);
    Py_XINCREF(quick);
    Py_XINCREF(item);
    Py_XINCREF(resolve);
    node->convert = convert;
    node->quick = quick;
    node->item = (Node *)item;
    node->resolve = resolve;
    return (PyObject *)node;
}

static int node_traverse(PyObject *self, visitproc visit, void *arg) {
    Node *node = (Node *)self;
    Py_VISIT(Py_TYPE(self));
    Py_VISIT(node->convert);
    Py_VISIT(node->quick);
    Py_VISIT(node->item);
    Py_VISIT(node->resolve);
    for (int i = 0; node->members != NULL && i < node->members->count; i++) {
        Py_VISIT(node->members->rows[i].node);
    }
    return 0;
}

static int node_clear(PyObject *self) {
    Node *node = (Node *)self;
    Members *members = node->members;
    node->members = NULL;
    free_members(members);
    Py_CLEAR(node->convert);
    Py_CLEAR(node->quick);
    Py_CLEAR(node->item);
    Py_CLEAR(node->resolve);
    return 0;
}

static void node_dealloc(PyObject *self) {
    PyObject_GC_UnTrack(self);
    node_clear(self);
    free_instance(self);
}

static PyMethodDef node_methods[] = {
    {"read_xml", node_read_xml, METH_O, "Return the value of an XML document. Raises Unusual."},
    {"read_json", node_read_json, METH_O, "Return the value of a JSON text. Raises Unusual."},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot node_slots[] = {
    {Py_tp_doc, "How the values of one shape are read."},
    {Py_tp_new, node_new},
    {Py_tp_traverse, node_traverse},
    {Py_tp_clear, node_clear},
    {Py_tp_dealloc, node_dealloc},
    {Py_tp_methods, node_methods},
    {0, NULL},
};

PyType_Spec node_spec = {
    "sotalia_speed.Node",
    sizeof(Node),
    0,
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE,
    node_slots,
};
