/* Eight bytes at a time: what long runs of plain bytes are passed over with. */
#ifndef SOTALIA_WORDS_H
#define SOTALIA_WORDS_H

#include <stdint.h>
#include <string.h>

#define EACH_BYTE(byte) (0x0101010101010101u * (uint64_t)(byte))

static inline uint64_t word_at(const char *at) {
    uint64_t word;
    memcpy(&word, at, sizeof word);
    return word;
}

/* Each is zero where none of the bytes is zero, below `least` (at most 0x80), or `byte`. Which of them is, it does not
   tell: a borrow may mark bytes above that one. */
static inline uint64_t has_below(uint64_t word, unsigned char least) {
    return (word - EACH_BYTE(least)) & ~word & EACH_BYTE(0x80);
}

static inline uint64_t has_zero(uint64_t word) {
    return has_below(word, 1);
}

static inline uint64_t has_byte(uint64_t word, unsigned char byte) {
    return has_zero(word ^ EACH_BYTE(byte));
}

#endif
