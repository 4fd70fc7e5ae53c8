#define _GNU_SOURCE
#include "guard.h"

#include <dlfcn.h>
#include <jv.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

_Thread_local cjq_guard cjq_current;

static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

void cjq_guard_begin(const cjq_limits *limits) {
    cjq_current.until = now() + limits->nanoseconds;
    cjq_current.limit = limits->memory;
    cjq_current.bytes = 0;
    cjq_current.calls = 0;
    cjq_current.active = true;
}

void cjq_guard_end(void) {
    cjq_current.active = false;
}

static _Noreturn void break_off(cjq_outcome reason) {
    cjq_current.active = false;
    cjq_current.reason = reason;
    _longjmp(cjq_current.out, 1);
}

// Looks at the clock at every 256th call only, since that costs more than what is called.
static void check_time(void) {
    if (cjq_current.active && (++cjq_current.calls & 255) == 0 && now() > cjq_current.until) break_off(CJQ_OVERDUE);
}

static void admit(size_t size) {
    if (!cjq_current.active) return;
    if (size > (size_t)cjq_current.limit || cjq_current.bytes + (int64_t)size > cjq_current.limit) break_off(CJQ_EXHAUSTED);
    check_time();
}

static void *admitted(void *memory) {
    if (memory == NULL) {
        if (cjq_current.active) break_off(CJQ_EXHAUSTED);
        abort();
    }
    if (cjq_current.active) cjq_current.bytes += (int64_t)malloc_usable_size(memory);
    return memory;
}

// libjq's own functions, replaced: it calls them through the dynamic linker, which finds the executable's first. Were they ever
// not replaced, a program that runs too long would only be noticed from outside (WorkerPool), and memory would have no limit; a
// test tells.

void *jv_mem_alloc(size_t size) {
    admit(size);
    return admitted(malloc(size));
}

void *jv_mem_calloc(size_t count, size_t size) {
    // What does not fit makes `calloc` fail, and is refused there.
    admit(size != 0 && count > SIZE_MAX / size ? 0 : count * size);
    return admitted(calloc(count, size));
}

void *jv_mem_realloc(void *memory, size_t size) {
    admit(size);
    if (cjq_current.active && memory != NULL) cjq_current.bytes -= (int64_t)malloc_usable_size(memory);
    return admitted(realloc(memory, size));
}

void jv_mem_free(void *memory) {
    if (cjq_current.active && memory != NULL) cjq_current.bytes -= (int64_t)malloc_usable_size(memory);
    free(memory);
}

static void (*libjq_free)(jv);

__attribute__((constructor)) static void find_libjq(void) {
    libjq_free = (void (*)(jv))dlsym(RTLD_NEXT, "jv_free");
}

// Whatever a program does, it lets go of values while doing it; a loop need not ask for memory. What passes by here is a single
// call of libjq that works long, or jumps without any value.
void jv_free(jv value) {
    check_time();
    libjq_free(value);
}

// No file is ever read: neither modules nor `~/.jq`, which libjq looks for whenever it compiles.
jv jv_load_file(const char *path, int raw) {
    (void)path;
    return raw ? jv_string("") : jv_array();
}

// Some documents drive libjq 1.6 into its assertions (`1e18 | todate`, `.[nan:]`), which would end the process. Assertions of
// others, and of libjq outside a run, go where they always went.
void __assert_fail(const char *assertion, const char *file, unsigned int line, const char *function) {
    if (cjq_current.active) break_off(CJQ_BROKEN);
    typedef void (*assert_fail)(const char *, const char *, unsigned int, const char *);
    assert_fail original = (assert_fail)dlsym(RTLD_NEXT, "__assert_fail");
    if (original != NULL) original(assertion, file, line, function);
    abort();
}
