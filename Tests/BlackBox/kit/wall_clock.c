/// Sets the wall clock of one process on or back, and no other clock: preloaded into a server under test (LD_PRELOAD).
///
/// CLOCK_REALTIME is ahead by the seconds that stand in the file WALL_CLOCK_FILE names, which is read each time.

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static long long ahead(void) {
    int before = errno;
    const char *path = getenv("WALL_CLOCK_FILE");
    int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    char text[32] = {0};
    long long seconds = 0;
    if (file >= 0) {
        if (read(file, text, sizeof text - 1) > 0) seconds = atoll(text);
        close(file);
    }
    errno = before;
    return seconds;
}

int clock_gettime(clockid_t clock, struct timespec *time) {
    // By the system call: the library's own function is this one now.
    int result = (int)syscall(SYS_clock_gettime, clock, time);
    if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
        time->tv_sec += ahead();
    }
    return result;
}

int gettimeofday(struct timeval *time, void *zone) {
    (void)zone;
    struct timespec now;
    int result = clock_gettime(CLOCK_REALTIME, &now);
    time->tv_sec = now.tv_sec;
    time->tv_usec = now.tv_nsec / 1000;
    return result;
}

time_t time(time_t *place) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (place) *place = now.tv_sec;
    return now.tv_sec;
}
