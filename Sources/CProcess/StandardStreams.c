// Standard input, output and error, whatever the process was started with.

#include "CProcess.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <unistd.h>

/// Opens those that are closed: the next file that anybody opens would take their number, and what is printed would go there.
///
/// It runs before the constructors that have no priority, and before main.
__attribute__((constructor(101))) static void callcard_open_standard_streams(void) {
    for (int descriptor = 0; descriptor <= 2; descriptor++) {
        if (fcntl(descriptor, F_GETFD) != -1 || errno != EBADF) continue;
        // The lowest free number is this one. A folder can't be written to, but holds the place where there is no /dev.
        if (open("/dev/null", O_RDWR) == -1) (void)open("/", O_RDONLY | O_DIRECTORY);
    }
}

int callcard_output_has_failed(void) { return ferror(stdout) != 0; }

enum callcard_output callcard_finish_output(void) {
    if (fflush(stdout) == 0 && !ferror(stdout)) return callcard_output_written;
    struct pollfd output = {.fd = STDOUT_FILENO, .events = POLLOUT, .revents = 0};
    poll(&output, 1, 0);
    return (output.revents & (POLLERR | POLLHUP)) != 0 ? callcard_output_unread : callcard_output_lost;
}
