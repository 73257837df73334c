/* The module `sotalia_speed._readers`. */
#include "node.h"

/* The module's version, a string, comes from setup.py. */
#ifndef SOTALIA_VERSION
#error "SOTALIA_VERSION is not defined: build with setup.py"
#endif

State *state_of(PyObject *module) {
    return PyModule_GetState(module);
}

State *state_of_instance(PyObject *instance) {
    return PyType_GetModuleState(Py_TYPE(instance));
}

PyObject *give_up(State *state) {
    PyErr_SetNone(state->unusual);
    return NULL;
}

PyObject *give_up_after_error(State *state) {
    if (PyErr_Occurred() != NULL && PyErr_ExceptionMatches(PyExc_Exception) &&
        !PyErr_ExceptionMatches(PyExc_MemoryError)) {
        PyErr_Clear();
        PyErr_SetNone(state->unusual);
    }
    return NULL;
}

PyObject *new_instance(PyTypeObject *type) {
    return ((allocfunc)PyType_GetSlot(type, Py_tp_alloc))(type, 0);
}

void free_instance(PyObject *instance) {
    PyTypeObject *type = Py_TYPE(instance);
    ((freefunc)PyType_GetSlot(type, Py_tp_free))(instance);
    Py_DECREF(type);
}

int input_of(Input *in, State *state, PyObject *body) {
    char *start;
    Py_ssize_t length;
    if (!PyBytes_Check(body)) {
        give_up(state);
        return -1;
    }
    if (PyBytes_AsStringAndSize(body, &start, &length)) {
        return -1;
    }
    *in = (Input){state, start, start + length, 0};
    return 0;
}

static PyTypeObject *add_type(PyObject *module, PyType_Spec *spec) {
    PyTypeObject *type = (PyTypeObject *)PyType_FromModuleAndSpec(module, spec, NULL);
    if (type != NULL && PyModule_AddType(module, type)) {
        Py_CLEAR(type);
    }
    return type;
}

static int execute(PyObject *module) {
    static const char *const TAG_TEXTS[TAGS] = ATTRIBUTE_TAGS;
    State *state = state_of(module);
    for (int i = 0; i < TAGS; i++) {
        state->tags[i] = PyUnicode_InternFromString(TAG_TEXTS[i]);
        if (state->tags[i] == NULL) {
            return -1;
        }
    }
    state->unusual = PyErr_NewExceptionWithDoc(
        "sotalia_speed.Unusual", "The input is not plain: the reader in Python must read it.", NULL, NULL
    );
    if (state->unusual == NULL || PyModule_AddObjectRef(module, "Unusual", state->unusual)) {
        return -1;
    }
    state->node_type = add_type(module, &node_spec);
    if (state->node_type == NULL || add_node_kinds(module)) {
        return -1;
    }
    state->attribute_reader_type = add_type(module, &attribute_reader_spec);
    state->attribute_writer_type = add_type(module, &attribute_writer_spec);
    if (state->attribute_reader_type == NULL || state->attribute_writer_type == NULL) {
        return -1;
    }
    return PyModule_AddStringConstant(module, "__version__", SOTALIA_VERSION);
}

static int traverse(PyObject *module, visitproc visit, void *arg) {
    State *state = state_of(module);
    Py_VISIT(state->unusual);
    Py_VISIT(state->node_type);
    Py_VISIT(state->attribute_reader_type);
    Py_VISIT(state->attribute_writer_type);
    for (int i = 0; i < TAGS; i++) {
        Py_VISIT(state->tags[i]);
    }
    return names_traverse(&state->names, visit, arg);
}

static int clear(PyObject *module) {
    State *state = state_of(module);
    Py_CLEAR(state->unusual);
    Py_CLEAR(state->node_type);
    Py_CLEAR(state->attribute_reader_type);
    Py_CLEAR(state->attribute_writer_type);
    for (int i = 0; i < TAGS; i++) {
        Py_CLEAR(state->tags[i]);
    }
    names_clear(&state->names);
    return 0;
}

static void release(void *module) {
    clear(module);
}

static PyMethodDef functions[] = {
    {"fill_head", fill_head, METH_VARARGS,
     "fill_head(headers, lines) -> the status; 0 where the lines are not a plain head, and what is in the dict does "
     "not count."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, execute},
    {0, NULL}, /* see PyInit__readers */
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "sotalia_speed._readers",
    .m_doc = "Readers of replies, in C.",
    .m_size = sizeof(State),
    .m_methods = functions,
    .m_slots = slots,
    .m_traverse = traverse,
    .m_clear = clear,
    .m_free = release,
};

/* Py_mod_multiple_interpreters and Py_MOD_PER_INTERPRETER_GIL_SUPPORTED of Python 3.12. The limited API of 3.11, whose
   Python refuses slots that it does not know, has no names for them. */
#define MULTIPLE_INTERPRETERS 3
#define PER_INTERPRETER_GIL ((void *)2)

PyMODINIT_FUNC PyInit__readers(void) {
    if (Py_Version >= 0x030C0000) {
        slots[1] = (PyModuleDef_Slot){MULTIPLE_INTERPRETERS, PER_INTERPRETER_GIL};
    }
    return PyModuleDef_Init(&definition);
}
