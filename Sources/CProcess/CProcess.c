// Makes the process silent about its memory before anything else runs.
//
// A crash must not show a caller's number. Swift's crash reporter prints registers and the memory they point to, and reads its
// settings before main; glibc reads its tunables before that. So the process starts itself anew, once, with both set.

#define _GNU_SOURCE
#include "CProcess.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#define MARK "CALLCARD_GUARDED"

static int guarded = 0;

int callcard_process_is_guarded(void) { return guarded; }

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
    const char *mark = getenv(MARK);
    if (mark == NULL || strcmp(mark, "1") != 0) {
        setenv(MARK, "1", 1);
        setenv("SWIFT_BACKTRACE", "enable=no", 1);
        // OpenSSL would write the keys of every connection there.
        unsetenv("SSLKEYLOGFILE");
        // Freed blocks are overwritten; small ones too, which the thread caches would keep as they were.
        if (getenv("GLIBC_TUNABLES") == NULL) {
            setenv("GLIBC_TUNABLES", "glibc.malloc.perturb=165:glibc.malloc.tcache_count=0", 1);
        }
        callcard_start_anew(argv);
        // Without /proc the process goes on as it is; callcard_process_is_guarded tells.
    } else {
        guarded = 1;
        // What ps, pgrep and killall know it by, whichever way it was started anew.
        prctl(PR_SET_NAME, program_invocation_short_name, 0, 0, 0);
    }
    // Children are programs of their own and guard themselves.
    unsetenv(MARK);

    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    // A client that left is an error of write(2), not the end of the process.
    signal(SIGPIPE, SIG_IGN);
}
