/* A node says how the values of one shape are read. Python makes nodes; the readers of XML and JSON follow them.

   A structure's members are asked for when the first of its values is met, as the closures in Python compile theirs: an
   operation costs what its replies hold, and recursive shapes need no special care. */
#ifndef SOTALIA_NODE_H
#define SOTALIA_NODE_H

#include "readers.h"

/* The kinds, each with what it means in XML and in JSON. `node.c` gives Python their names. */
typedef enum {
    ODD,           /* gives up: there is no plain way to read it */
    AS_IS,         /* XML: the text. JSON: a scalar, as it came */
    INTEGER,       /* XML: digits. JSON: a number without a fraction */
    REAL,          /* a float */
    TRUTH,         /* XML: whether the text is "true". JSON: a boolean */
    CONVERTED,     /* what `convert` makes of the text, in JSON of the scalar */
    MOMENT,        /* a time: `quick` reads text with a "T" behind its date, `convert` all other */
    STRUCTURE,     /* a dict of the members that are known */
    UNION,         /* the same, of exactly one */
    LIST,          /* a list of `item`; XML: an element around its items */
    MAP,           /* a dict of `item`; XML: an element around entries, whose two members are key and value */
    FLAT_LIST,     /* XML: items without an element around them */
    FLAT_MAP,      /* XML: entries without one */
    TEXTS,         /* XML: a dict of whatever elements there are, with their texts, None where empty */
    DOCUMENT,      /* JSON: any value, as it is */
    ATTRIBUTE,     /* JSON: a value of DynamoDB's; `convert` is its AttributeReader */
    ATTRIBUTES,    /* JSON: a map of these */
} NodeKind;

typedef struct Node Node;

typedef struct {
    PyObject *tag_bytes; /* owns what `tag` points to */
    const char *tag;     /* its name on the wire */
    int length;
    uint32_t hash;
    PyObject *name; /* its name in the result */
    Node *node;
    int next; /* the row that followed this one, when it was last met */
} Member;

/* Members by their names on the wire: an open hash of rows. Whatever has been read by it stays where it is. */
typedef struct {
    int count;
    int first; /* the row that came first, when last met */
    uint32_t mask;
    int *slots; /* row numbers, -1 where there is none */
    Member *rows;
} Members;

struct Node {
    PyObject_HEAD
    NodeKind kind;
    PyObject *convert;
    PyObject *quick;
    Node *item;
    PyObject *resolve; /* returns the members as [(tag, name, node)]; gone when they are known */
    Members *members;
};

/* Return the members, asking for them if need be; NULL with an exception. */
Members *members_of(State *state, Node *node);

/* Return the member's row, -1 if there is none of that name. */
int find_member(const Members *members, const char *tag, Py_ssize_t length);

/* `node.read_xml(body)` and `node.read_json(body)`. */
PyObject *node_read_xml(PyObject *self, PyObject *body);
PyObject *node_read_json(PyObject *self, PyObject *body);

int add_node_kinds(PyObject *module);

#endif
