#ifndef CALLCARD_CPROCESS_H
#define CALLCARD_CPROCESS_H

/// Whether the process was started anew with its crash reporter off and its heap wiped on free, and leaves no core dumps.
int callcard_process_is_guarded(void);

/// What has become of standard output as `print` writes it.
enum callcard_output {
    /// All of it is written.
    callcard_output_written,
    /// Its reader has gone; the rest is of no use to anybody.
    callcard_output_unread,
    /// Some of it could not be written.
    callcard_output_lost,
};

/// Whether something could not be written to standard output; what `print` still keeps back is not tried.
int callcard_output_has_failed(void);

/// Writes what `print` has kept back, and tells what has become of all of it.
enum callcard_output callcard_finish_output(void);

/// Clears the calling thread's stack below the caller: what calls that have returned have left there. Its pages go back to the system.
void callcard_clear_dead_stack(void);

#endif
