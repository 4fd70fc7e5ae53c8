// What calls that have returned have left on a thread's stack.

#define _GNU_SOURCE
#include "CProcess.h"

#include <pthread.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/// Overwrites what lies close below the caller's frame, as far as whole pages that can be given back.
__attribute__((noinline)) static void callcard_overwrite(void) {
    char room[3 * 4096];
    explicit_bzero(room, sizeof room);
}

void callcard_clear_dead_stack(void) {
    pthread_attr_t attributes;
    if (pthread_getattr_np(pthread_self(), &attributes) != 0) return;
    void *lowest = NULL;
    size_t size = 0, guard = 0;
    int failed = pthread_attr_getstack(&attributes, &lowest, &size) | pthread_attr_getguardsize(&attributes, &guard);
    pthread_attr_destroy(&attributes);
    if (failed) return;
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    // Two pages below are for this call and those that it makes.
    uintptr_t end = ((uintptr_t)__builtin_frame_address(0) & ~(page - 1)) - 2 * page;
    uintptr_t begin = ((uintptr_t)lowest + guard + page - 1) & ~(page - 1);
    // The first thread's stack grows as it is needed: what it has not grown to is no memory, and asking for it would fail.
    if (end > begin) madvise((void *)begin, end - begin, MADV_DONTNEED);
    callcard_overwrite();
}
