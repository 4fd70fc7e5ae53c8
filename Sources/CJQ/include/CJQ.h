#ifndef CJQ_H
#define CJQ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// A narrow face over libjq 1.6. No value of libjq crosses it: a program's text goes in, JSON comes out.
//
// A program must be used by one thread at a time; which one may change from run to run.

typedef struct cjq_program cjq_program;

typedef enum cjq_outcome {
    // All results were handed over.
    CJQ_DONE,
    // The program raised an error, or a result can't be shown: NaN, infinity, 1e15 and more, nested too deep.
    CJQ_FAILED,
    // More results, or larger ones, than the limits allow.
    CJQ_TOO_LARGE,
    // Broken off: it ran longer than `seconds`. The program's memory is lost and it must not be used or freed any more.
    CJQ_OVERDUE,
    // Broken off: it asked for more than `memory`. The same holds for the program.
    CJQ_EXHAUSTED,
    // Broken off: libjq found itself in a state that it holds for impossible. The same holds for the program.
    CJQ_BROKEN,
} cjq_outcome;

typedef struct cjq_limits {
    int64_t nanoseconds;   // of running, on the monotonic clock
    int64_t memory;        // bytes in use by this run
    size_t results;        // how many
    size_t result_bytes;   // of all results together
    int result_depth;      // arrays and objects in one another
} cjq_limits;

// Takes one message about a program's text; it may repeat parts of the text.
typedef void (*cjq_note)(void *context, const char *message);

// Takes one result; the bytes are gone when it returns.
typedef void (*cjq_sink)(void *context, const char *bytes, size_t count);

// Compiles `text`. NULL if it is no program; `note` has been told why, except when compiling was broken off.
cjq_program *cjq_compile(const char *text, const cjq_limits *limits, cjq_note note, void *context);

// Runs a program on one JSON document. Where it raises an error that is a text, `fault` is told it; the text may repeat data.
// After CJQ_DONE, CJQ_FAILED and CJQ_TOO_LARGE the program holds nothing of the document any more.
cjq_outcome cjq_run(
    cjq_program *program, const char *input, size_t length, const cjq_limits *limits, cjq_sink sink, cjq_note fault,
    void *context);

// Bytes that the last run took and did not give back, roughly: libjq takes its stack, some kilobytes, by one way and frees it by
// another, so that always counts as kept.
int64_t cjq_bytes_kept(const cjq_program *program);

void cjq_free(cjq_program *program);

// Names the calling thread (at most 15 bytes) and returns it, for `cjq_yield_to_all`.
pid_t cjq_name_thread(const char *name);

// Lets a thread run only when nothing else wants the processor. For a thread that can't be stopped.
void cjq_yield_to_all(pid_t thread);

#endif
