#include "xmltext.h"

#include "text.h"
#include "words.h"

enum { NAME = 1, NAME_START = 2, PLAIN = 4 };

#define N (NAME | PLAIN)
#define S (NAME | NAME_START | PLAIN)
#define P PLAIN
/* What each byte may be. PLAIN: text; beyond ASCII, and for "&", see take_text. DEL is left to expat. */
static const unsigned char CLASSES[256] = {
    [0x09] = P, [0x0A] = P,
    [' '] = P, ['!'] = P, ['"'] = P, ['#'] = P, ['$'] = P, ['%'] = P, ['\''] = P, ['('] = P, [')'] = P, ['*'] = P,
    ['+'] = P, [','] = P, ['-'] = N, ['.'] = N, ['/'] = P,
    ['0'] = N, ['1'] = N, ['2'] = N, ['3'] = N, ['4'] = N, ['5'] = N, ['6'] = N, ['7'] = N, ['8'] = N, ['9'] = N,
    [':'] = P, [';'] = P, ['='] = P, ['?'] = P, ['@'] = P,
    ['A'] = S, ['B'] = S, ['C'] = S, ['D'] = S, ['E'] = S, ['F'] = S, ['G'] = S, ['H'] = S, ['I'] = S, ['J'] = S,
    ['K'] = S, ['L'] = S, ['M'] = S, ['N'] = S, ['O'] = S, ['P'] = S, ['Q'] = S, ['R'] = S, ['S'] = S, ['T'] = S,
    ['U'] = S, ['V'] = S, ['W'] = S, ['X'] = S, ['Y'] = S, ['Z'] = S,
    ['['] = P, ['\\'] = P, [']'] = P, ['^'] = P, ['_'] = S, ['`'] = P,
    ['a'] = S, ['b'] = S, ['c'] = S, ['d'] = S, ['e'] = S, ['f'] = S, ['g'] = S, ['h'] = S, ['i'] = S, ['j'] = S,
    ['k'] = S, ['l'] = S, ['m'] = S, ['n'] = S, ['o'] = S, ['p'] = S, ['q'] = S, ['r'] = S, ['s'] = S, ['t'] = S,
    ['u'] = S, ['v'] = S, ['w'] = S, ['x'] = S, ['y'] = S, ['z'] = S,
    ['{'] = P, ['|'] = P, ['}'] = P, ['~'] = P,
};
#undef N
#undef S
#undef P

static inline int is_a(char byte, int class) {
    return CLASSES[(unsigned char)byte] & class;
}

/* ------------------------------------------------------------------ tags */

static int take(Input *in, const char *text) {
    Py_ssize_t length = (Py_ssize_t)strlen(text);
    if (!has_text(in, text, length)) {
        return 0;
    }
    in->at += length;
    return 1;
}

/* A value in quotes of either kind. */
static int take_quoted(Input *in, const char *value) {
    const char *start = in->at;
    char quote = *in->at;
    if (quote != '"' && quote != '\'') {
        return 0;
    }
    in->at++;
    if (take(in, value) && *in->at == quote) {
        in->at++;
        return 1;
    }
    in->at = start;
    return 0;
}

int take_declaration(Input *in) {
    if (!take(in, "<?xml version=") || !take_quoted(in, "1.0")) {
        return 0;
    }
    if (take(in, " encoding=") && !take_quoted(in, "UTF-8") && !take_quoted(in, "utf-8")) {
        return 0;
    }
    take(in, " standalone=\"yes\"");
    take(in, " ");
    return take(in, "?>");
}

/* A default namespace; there may be none. */
static int take_namespace(Input *in) {
    static const char start[] = " xmlns=";
    if (!has_text(in, start, sizeof start - 1)) {
        return 1;
    }
    const char *at = in->at + sizeof start - 1;
    char quote = *at++;
    if (quote != '"' && quote != '\'') {
        return 0;
    }
    while (*at != quote && is_a(*at, PLAIN)) {
        at++;
    }
    if (*at != quote) {
        return 0;
    }
    in->at = at + 1;
    return 1;
}

int take_opening(Input *in, Tag *tag) {
    const char *at = in->at;
    if (!is_a(*at, NAME_START)) {
        return 0;
    }
    while (is_a(*at, NAME)) {
        at++;
    }
    if (at - in->at > LONGEST_TAG) {
        return 0;
    }
    tag->name = in->at;
    tag->length = (int)(at - in->at);
    tag->empty = 0;
    in->at = at;
    if (*at == ' ' && !take_namespace(in)) {
        return 0;
    }
    at = in->at;
    if (*at == ' ' && at[1] == '/') {
        at++;
    }
    if (*at == '/') {
        tag->empty = 1;
        at++;
    }
    if (*at != '>') {
        return 0;
    }
    in->at = at + 1;
    return 1;
}

/* ------------------------------------------------------------------ character data */

int take_blanks(Input *in) {
    if (*in->at == '<') {
        return 1;
    }
    if (*in->at == '\n') { /* and how deep the next line is set in */
        in->at++;
        while (in->end - in->at >= 8 && word_at(in->at) == EACH_BYTE(' ')) {
            in->at += 8;
        }
    }
    while (*in->at == ' ' || *in->at == '\n' || *in->at == '\t') {
        in->at++;
    }
    return *in->at == '<';
}

int take_text(Input *in, Text *text) {
    const unsigned char *at = (const unsigned char *)in->at;
    text->start = in->at;
    text->has_references = 0;
    text->is_ascii = 1;
    for (;; at++) {
        if (CLASSES[*at] & PLAIN) {
            continue;
        }
        if (*at == '<') {
            break;
        }
        if (*at == '&') {
            text->has_references = 1;
        } else if (*at >= 0x80) {
            /* U+FFFE and U+FFFF are no characters of XML's. */
            if (*at == 0xEF && at[1] == 0xBF && at[2] >= 0xBE) {
                return 0;
            }
            text->is_ascii = 0;
        } else { /* ">", a control character, or the NUL behind the end */
            return 0;
        }
    }
    text->length = (const char *)at - in->at;
    in->at = (const char *)at;
    return 1;
}

/* ------------------------------------------------------------------ references */

static const struct {
    const char *name;
    int length;
    char character;
} REFERENCES[] = {{"quot;", 5, '"'}, {"amp;", 4, '&'}, {"lt;", 3, '<'}, {"gt;", 3, '>'}, {"apos;", 5, '\''}};
#define REFERENCE_COUNT (sizeof REFERENCES / sizeof *REFERENCES)

static int is_character(uint32_t code) {
    return code == 0x9 || code == 0xA || code == 0xD || (code >= 0x20 && code < 0xD800) ||
           (code >= 0xE000 && code < 0xFFFE) || (code >= 0x10000 && code < 0x110000);
}

/* Resolve the numeric reference whose digits begin at `at` ("x41;", "65;"). Return where it ends, NULL if it is none. */
static const char *resolve_number(const char *at, const char *end, char **to) {
    int base = 10, most = 7, digits = 0;
    uint32_t code = 0;
    if (at < end && *at == 'x') {
        base = 16;
        most = 6;
        at++;
    }
    for (; at < end && *at != ';'; at++) {
        int digit = digit_of(*at, base);
        if (digit < 0 || ++digits > most) {
            return NULL;
        }
        code = code * (uint32_t)base + (uint32_t)digit;
    }
    if (at >= end || digits == 0 || !is_character(code)) {
        return NULL;
    }
    *to = put_utf8(*to, code);
    return at + 1;
}

/* Resolve the reference behind an "&": it is never shorter than its character in UTF-8. */
static const char *resolve(const char *at, const char *end, char **to) {
    if (at < end && *at == '#') {
        return resolve_number(at + 1, end, to);
    }
    for (size_t i = 0; i < REFERENCE_COUNT; i++) {
        int length = REFERENCES[i].length;
        if (end - at >= length && memcmp(at, REFERENCES[i].name, (size_t)length) == 0) {
            *(*to)++ = REFERENCES[i].character;
            return at + length;
        }
    }
    return NULL;
}

PyObject *str_of_text(Input *in, const Text *text) {
    return text->has_references ? str_resolving(in, text->start, text->length, '&', resolve)
                                : str_of(in, text->start, text->length);
}
