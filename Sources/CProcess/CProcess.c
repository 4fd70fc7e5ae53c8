// Makes the process silent about its memory before anything else runs.
//
// A crash must not show a caller's number. Swift's crash reporter prints registers and the memory they point to, and reads its
// settings before main; glibc reads its tunables before that. So the process starts itself anew, once, with both set.

#define _GNU_SOURCE
#include "CProcess.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

// Who started this program anew, and when: it keeps a start that does not help from being made again and again, nothing else.
#define MARK "CALLCARD_GUARDED"
#define CRASH_REPORTER "SWIFT_BACKTRACE"
#define HEAP "GLIBC_TUNABLES"

static int guarded = 0;

int callcard_process_is_guarded(void) { return guarded; }

/// Whether the crash reporter and the heap were set as they have to be when the process was started: both read the variables before
/// anything here runs, so what stands in them now holds.
static int callcard_is_set(void) {
    const char *reporter = getenv(CRASH_REPORTER);
    const char *heap = getenv(HEAP);
    return reporter != NULL && strcmp(reporter, "enable=no") == 0 && heap != NULL && heap[0] != '\0';
}

/// Whether this process was started anew by itself a moment ago. Anybody can set the variable, but not to this process and this moment.
static int callcard_was_started_anew(const struct timespec *now) {
    const char *mark = getenv(MARK);
    long process = 0;
    long long second = 0;
    if (mark == NULL || sscanf(mark, "%ld@%lld", &process, &second) != 2) return 0;
    return process == (long)getpid() && second <= (long long)now->tv_sec && (long long)now->tv_sec - second <= 10;
}

/// Starts this program anew, in this process; returns only where that is impossible.
static void callcard_start_anew(char **argv) {
    // By its path, since the kernel names a process after what it was started by: /proc/self/exe would make it `exe`.
    char path[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
    if (length > 0) {
        path[length] = '\0';
        execv(path, argv);
    }
    // Replaced, removed or out of sight by its path: the file itself is still to be had.
    execv("/proc/self/exe", argv);
}

__attribute__((constructor)) static void callcard_guard_process(int argc, char **argv) {
    (void)argc;
    guarded = callcard_is_set();
    struct timespec now = {0, 0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    int was_started_anew = callcard_was_started_anew(&now);
    // OpenSSL would write the keys of every connection there.
    unsetenv("SSLKEYLOGFILE");
    if (!guarded && !was_started_anew) {
        char mark[48];
        snprintf(mark, sizeof mark, "%ld@%lld", (long)getpid(), (long long)now.tv_sec);
        const char *heap = getenv(HEAP);
        // Freed blocks are overwritten; small ones too, which the thread caches would keep as they were.
        int lacks_heap = heap == NULL || heap[0] == '\0';
        int failed = lacks_heap && setenv(HEAP, "glibc.malloc.perturb=165:glibc.malloc.tcache_count=0", 1) != 0;
        failed |= setenv(CRASH_REPORTER, "enable=no", 1) | setenv(MARK, mark, 1);
        if (!failed) callcard_start_anew(argv);
        // Where that fails the process goes on as it is; callcard_process_is_guarded tells.
    }
    // What ps, pgrep and killall know it by, whichever way it was started anew.
    if (was_started_anew) prctl(PR_SET_NAME, program_invocation_short_name, 0, 0, 0);
    // Children are programs of their own and guard themselves.
    unsetenv(MARK);

    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    // A client that left is an error of write(2), not the end of the process.
    signal(SIGPIPE, SIG_IGN);
}
