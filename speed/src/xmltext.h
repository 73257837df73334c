/* What XML documents are written of: tags, character data, references. Only what is plain. */
#ifndef SOTALIA_XMLTEXT_H
#define SOTALIA_XMLTEXT_H

#include "readers.h"

/* How long an element's name may be: no model has one of half of it, and its length stays far within an int. */
#define LONGEST_TAG 1024

/* An opening tag. */
typedef struct {
    const char *name;
    int length;
    int empty; /* it closes its element too */
} Tag;

/* Character data. */
typedef struct {
    const char *start;
    Py_ssize_t length;
    int has_references;
    int is_ascii;
} Text;

/* Each takes something and returns 1, or returns 0 where it is not there, or not plain. */
int take_declaration(Input *in);
int take_opening(Input *in, Tag *tag); /* `in` stands behind the "<" */
int take_text(Input *in, Text *text);  /* up to the next "<", which must come */
int take_blanks(Input *in);            /* likewise, of white space only */

/* Whether `in` stands at "</". */
static inline int is_at_closing(const Input *in) {
    return in->at[0] == '<' && in->at[1] == '/';
}

/* Take the closing tag of that name, which `in` stands at. */
static inline int take_closing(Input *in, const Tag *tag) {
    if (in->end - in->at < tag->length + 3 || !is_at_closing(in) || in->at[2 + tag->length] != '>' ||
        memcmp(in->at + 2, tag->name, (size_t)tag->length) != 0) {
        return 0;
    }
    in->at += tag->length + 3;
    return 1;
}

/* Return the text as a str, its references resolved; NULL with Unusual for what is not plain. */
PyObject *str_of_text(Input *in, const Text *text);

#endif
