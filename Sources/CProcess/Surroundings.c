// What the process must find on its machine; where it does not, it says so before anything else falls over.

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sysexits.h>
#include <unistd.h>

/// With fewer open files Swift's own runtime gets none, and traps.
static const rlim_t least_files = 16;

static void callcard_refuse(const char *advice) {
    // A message that nobody can have changes nothing.
    ssize_t written = write(STDERR_FILENO, advice, strlen(advice));
    (void)written;
    _exit(EX_OSERR);
}

/// After the standard streams are there, and before the process is started anew.
__attribute__((constructor(102))) static void callcard_check_surroundings(void) {
    // Without /proc the process can't be started anew with its memory guarded (CProcess.c), so that a crash could show a caller's
    // number; and Swift finds no arguments without it.
    if (access("/proc/self/exe", F_OK) != 0) {
        callcard_refuse(
            "callcard: /proc is not there; mount it (mount -t proc proc /proc), the process can't protect its memory without\n");
    }
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < least_files) {
        files.rlim_cur = files.rlim_max < least_files ? files.rlim_max : least_files;
        setrlimit(RLIMIT_NOFILE, &files);
        if (files.rlim_cur < least_files) {
            callcard_refuse("callcard: 16 open files are the least; raise the limit (ulimit -n, LimitNOFILE=)\n");
        }
    }
}
