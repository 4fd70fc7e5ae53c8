#ifndef CALLCARD_CPROCESS_H
#define CALLCARD_CPROCESS_H

/// Whether the process was started anew with its crash reporter off and its heap wiped on free, and leaves no core dumps.
int callcard_process_is_guarded(void);

#endif
