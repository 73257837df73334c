#include "readers.h"

/* FNV-1a. */
uint32_t hash_of(const char *text, Py_ssize_t length) {
    uint32_t hash = 2166136261u;
    for (Py_ssize_t i = 0; i < length; i++) {
        hash = (hash ^ (unsigned char)text[i]) * 16777619u;
    }
    return hash;
}

PyObject *name_of(Names *names, const char *text, Py_ssize_t length) {
    if (length > LONGEST_NAME) {
        return PyUnicode_DecodeUTF8(text, length, NULL);
    }
    uint32_t hash = hash_of(text, length);
    Name *slot = &names->slots[hash % NAME_SLOTS];
    if (slot->text != NULL && slot->hash == hash && slot->length == length &&
        memcmp(slot->utf8, text, (size_t)length) == 0) {
        Py_INCREF(slot->text);
        return slot->text;
    }
    PyObject *made = PyUnicode_DecodeUTF8(text, length, NULL);
    if (made == NULL) {
        return NULL;
    }
    Py_ssize_t size;
    const char *utf8 = PyUnicode_AsUTF8AndSize(made, &size);
    if (utf8 == NULL) {
        Py_DECREF(made);
        return NULL;
    }
    PyObject *before = slot->text;
    Py_INCREF(made);
    *slot = (Name){made, utf8, hash, (uint8_t)length};
    Py_XDECREF(before);
    return made;
}

int names_traverse(Names *names, visitproc visit, void *arg) {
    for (int i = 0; i < NAME_SLOTS; i++) {
        Py_VISIT(names->slots[i].text);
    }
    return 0;
}

void names_clear(Names *names) {
    for (int i = 0; i < NAME_SLOTS; i++) {
        Py_CLEAR(names->slots[i].text);
    }
}
