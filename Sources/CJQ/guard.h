#ifndef CJQ_GUARD_H
#define CJQ_GUARD_H

#include "CJQ.h"

#include <setjmp.h>

// libjq has no way to stop a program. But whatever runs long or grows large asks for memory and lets go of values again and
// again, through functions that libjq lets others replace (guard.c does). There, time and memory are checked, and what exceeds
// them is left by `longjmp`: only frames of libjq are skipped, none of Swift. What libjq had in hand is lost, so the program must
// not be touched again.
typedef struct cjq_guard {
    jmp_buf out;
    cjq_outcome reason;   // set before the jump
    bool active;          // between cjq_guard_begin and cjq_guard_end, on this thread
    int64_t until;        // monotonic nanoseconds
    int64_t bytes;        // in use, of those asked for since the beginning; may fall below 0
    int64_t limit;
    uint32_t calls;
} cjq_guard;

extern _Thread_local cjq_guard cjq_current;

// To be called right after `_setjmp(cjq_current.out)`, in the same function.
void cjq_guard_begin(const cjq_limits *limits);
void cjq_guard_end(void);

#endif
