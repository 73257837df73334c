/* The head of a reply, as libcurl hands it over: the status line, a line for each header, an empty line. */
#include "readers.h"

/* What may stand in a header's name (RFC 9110, 5.6.2), each in lower case. */
static const char TOKEN[256] = {
    ['!'] = '!', ['#'] = '#', ['$'] = '$', ['%'] = '%', ['&'] = '&', ['\''] = '\'', ['*'] = '*', ['+'] = '+',
    ['-'] = '-', ['.'] = '.', ['^'] = '^', ['_'] = '_', ['`'] = '`', ['|'] = '|', ['~'] = '~',
    ['0'] = '0', ['1'] = '1', ['2'] = '2', ['3'] = '3', ['4'] = '4', ['5'] = '5', ['6'] = '6', ['7'] = '7',
    ['8'] = '8', ['9'] = '9',
    ['A'] = 'a', ['B'] = 'b', ['C'] = 'c', ['D'] = 'd', ['E'] = 'e', ['F'] = 'f', ['G'] = 'g', ['H'] = 'h',
    ['I'] = 'i', ['J'] = 'j', ['K'] = 'k', ['L'] = 'l', ['M'] = 'm', ['N'] = 'n', ['O'] = 'o', ['P'] = 'p',
    ['Q'] = 'q', ['R'] = 'r', ['S'] = 's', ['T'] = 't', ['U'] = 'u', ['V'] = 'v', ['W'] = 'w', ['X'] = 'x',
    ['Y'] = 'y', ['Z'] = 'z',
    ['a'] = 'a', ['b'] = 'b', ['c'] = 'c', ['d'] = 'd', ['e'] = 'e', ['f'] = 'f', ['g'] = 'g', ['h'] = 'h',
    ['i'] = 'i', ['j'] = 'j', ['k'] = 'k', ['l'] = 'l', ['m'] = 'm', ['n'] = 'n', ['o'] = 'o', ['p'] = 'p',
    ['q'] = 'q', ['r'] = 'r', ['s'] = 's', ['t'] = 't', ['u'] = 'u', ['v'] = 'v', ['w'] = 'w', ['x'] = 'x',
    ['y'] = 'y', ['z'] = 'z',
};

/* What `bytes.strip` takes away. */
static int is_white(char byte) {
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

/* Return the three digits of a final status behind "HTTP/1.1 ", or 0. */
static long status_of(const char *line, Py_ssize_t length) {
    if (length < 12 || memcmp(line, "HTTP/", 5) != 0) {
        return 0;
    }
    const char *at = line + 5;
    while ((*at >= '0' && *at <= '9') || *at == '.') {
        at++;
    }
    if (line + length - at < 5 || *at != ' ' || !is_white(at[4])) {
        return 0;
    }
    long status = 0;
    for (at++; !is_white(*at); at++) {
        if (*at < '0' || *at > '9') {
            return 0;
        }
        status = status * 10 + (*at - '0');
    }
    return status >= 200 && status <= 999 ? status : 0;
}

/* Put a header into the dict. Return 1, 0 for what is not plain, and -1 with an exception. */
static int put_header(State *state, PyObject *headers, const char *line, Py_ssize_t length) {
    char lower[LONGEST_NAME];
    int size = 0;
    for (; size < LONGEST_NAME && TOKEN[(unsigned char)line[size]]; size++) {
        lower[size] = TOKEN[(unsigned char)line[size]];
    }
    if (size == 0 || size == LONGEST_NAME || line[size] != ':' || line[size + 1] != ' ') {
        return 0;
    }
    const char *start = line + size + 2, *end = line + length;
    while (start < end && is_white(*start)) {
        start++;
    }
    while (end > start && is_white(end[-1])) {
        end--;
    }
    PyObject *name = name_of(&state->names, lower, size);
    PyObject *value = PyUnicode_DecodeLatin1(start, end - start, NULL);
    int failed = name == NULL || value == NULL ? -1 : PyDict_SetItem(headers, name, value);
    Py_XDECREF(name);
    Py_XDECREF(value);
    return failed ? -1 : 1;
}

/* Fill the dict from all lines but the first and the last. Return as `put_header`. */
static int put_headers(State *state, PyObject *headers, PyObject *lines) {
    Py_ssize_t count = PyList_Size(lines);
    for (Py_ssize_t i = 1; i < count - 1; i++) {
        char *line;
        Py_ssize_t length;
        PyObject *object = PyList_GetItem(lines, i);
        if (object == NULL || PyBytes_AsStringAndSize(object, &line, &length)) {
            return -1;
        }
        int done = put_header(state, headers, line, length);
        if (done <= 0) {
            return done;
        }
    }
    return PyDict_Size(headers) == count - 2; /* else a header has come twice */
}

PyObject *fill_head(PyObject *module, PyObject *args) {
    PyObject *headers, *lines;
    if (!PyArg_ParseTuple(args, "O!O!:fill_head", &PyDict_Type, &headers, &PyList_Type, &lines)) {
        return NULL;
    }
    char *line;
    Py_ssize_t length;
    if (PyList_Size(lines) < 2) {
        return PyLong_FromLong(0);
    }
    if (PyBytes_AsStringAndSize(PyList_GetItem(lines, 0), &line, &length)) {
        return NULL;
    }
    long status = status_of(line, length);
    if (status) {
        int done = put_headers(state_of(module), headers, lines);
        if (done < 0) {
            return NULL;
        }
        status = done ? status : 0;
    }
    return PyLong_FromLong(status);
}
