#define _GNU_SOURCE
#include "CJQ.h"
#include "guard.h"

#include <jq.h>
#include <limits.h>
#include <math.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <unistd.h>

struct cjq_program {
    jq_state *jq;
    int64_t kept;
};

typedef struct listener {
    cjq_note note;
    void *context;
} listener;

static void hear(void *context, jv message) {
    const listener *to = context;
    if (to != NULL && jv_get_kind(message) == JV_KIND_STRING) to->note(to->context, jv_string_value(message));
    jv_free(message);
}

cjq_program *cjq_compile(const char *text, const cjq_limits *limits, cjq_note note, void *context) {
    listener to = {note, context};
    if (_setjmp(cjq_current.out)) return NULL;
    cjq_program *program = calloc(1, sizeof *program);
    if (program == NULL) return NULL;
    cjq_guard_begin(limits);
    program->jq = jq_init();
    jq_set_attr(program->jq, jv_string("JQ_LIBRARY_PATH"), jv_array());
    jq_set_attr(program->jq, jv_string("JQ_ORIGIN"), jv_string("/"));
    jq_set_attr(program->jq, jv_string("PROGRAM_ORIGIN"), jv_string("/"));
    jq_set_error_cb(program->jq, hear, &to);
    bool compiled = jq_compile(program->jq, text);
    // Without a listener messages are dropped; without a callback libjq would print them.
    jq_set_error_cb(program->jq, hear, NULL);
    jq_set_debug_cb(program->jq, hear, NULL);
    cjq_guard_end();
    if (compiled) return program;
    cjq_free(program);
    return NULL;
}

void cjq_free(cjq_program *program) {
    jq_teardown(&program->jq);
    free(program);
}

// Whether JSON can show a value, and how large it is at least. `room` shrinks by one for each value and each byte of text: a
// value that holds one thing many times is small in memory and may be endless in writing.
static cjq_outcome examine(jv value, int depth, size_t *room) {
    cjq_outcome outcome = CJQ_DONE;
    if (*room == 0) {
        jv_free(value);
        return CJQ_TOO_LARGE;
    }
    *room -= 1;
    switch (jv_get_kind(value)) {
    case JV_KIND_NUMBER:
        // Long integers of documents are texts, so a large number was made by the program, from a text perhaps: its digits are
        // lost.
        if (!(fabs(jv_number_value(value)) < 1e15)) outcome = CJQ_FAILED;
        break;
    case JV_KIND_STRING: {
        size_t length = (size_t)jv_string_length_bytes(jv_copy(value));
        if (length > *room) outcome = CJQ_TOO_LARGE;
        else *room -= length;
        break;
    }
    case JV_KIND_ARRAY:
        if (depth == 0) outcome = CJQ_FAILED;
        for (int i = 0, count = jv_array_length(jv_copy(value)); outcome == CJQ_DONE && i < count; i++)
            outcome = examine(jv_array_get(jv_copy(value), i), depth - 1, room);
        break;
    case JV_KIND_OBJECT:
        if (depth == 0) outcome = CJQ_FAILED;
        for (int i = jv_object_iter(value); outcome == CJQ_DONE && jv_object_iter_valid(value, i);
             i = jv_object_iter_next(value, i)) {
            outcome = examine(jv_object_iter_key(value, i), depth, room);
            if (outcome == CJQ_DONE) outcome = examine(jv_object_iter_value(value, i), depth - 1, room);
        }
        break;
    default:
        break;
    }
    jv_free(value);
    return outcome;
}

static cjq_outcome drain(jq_state *jq, const cjq_limits *limits, cjq_sink sink, cjq_note fault, void *context) {
    size_t room = limits->result_bytes;
    for (size_t count = 0;; count++) {
        jv result = jq_next(jq);
        if (!jv_is_valid(result)) {
            bool failed = jv_invalid_has_msg(jv_copy(result)) || jq_halted(jq);
            jv message = jv_invalid_get_msg(result);
            if (failed && jv_get_kind(message) == JV_KIND_STRING) fault(context, jv_string_value(message));
            jv_free(message);
            return failed ? CJQ_FAILED : CJQ_DONE;
        }
        if (count == limits->results) {
            jv_free(result);
            return CJQ_TOO_LARGE;
        }
        size_t least = room;
        cjq_outcome outcome = examine(jv_copy(result), limits->result_depth, &least);
        if (outcome != CJQ_DONE) {
            jv_free(result);
            return outcome;
        }
        jv text = jv_dump_string(result, 0);
        size_t length = (size_t)jv_string_length_bytes(jv_copy(text));
        if (length <= room) sink(context, jv_string_value(text), length);
        jv_free(text);
        if (length > room) return CJQ_TOO_LARGE;
        room -= length;
    }
}

cjq_outcome cjq_run(
    cjq_program *program, const char *input, size_t length, const cjq_limits *limits, cjq_sink sink, cjq_note fault,
    void *context
) {
    if (length > INT_MAX) return CJQ_TOO_LARGE;
    if (_setjmp(cjq_current.out)) return cjq_current.reason;
    cjq_guard_begin(limits);
    cjq_outcome outcome = CJQ_FAILED;
    jv value = jv_parse_sized(input, (int)length);
    if (jv_is_valid(value)) {
        jq_start(program->jq, value, 0);
        outcome = drain(program->jq, limits, sink, fault, context);
        // Starting anew is what makes libjq let go of the document and of everything made from it.
        jq_start(program->jq, jv_null(), 0);
    } else {
        jv_free(value);
    }
    program->kept = cjq_current.bytes;
    cjq_guard_end();
    return outcome;
}

int64_t cjq_bytes_kept(const cjq_program *program) {
    return program->kept;
}

pid_t cjq_name_thread(const char *name) {
    pthread_setname_np(pthread_self(), name);
    return gettid();
}

void cjq_yield_to_all(pid_t thread) {
    struct sched_param none = {0};
    sched_setscheduler(thread, SCHED_IDLE, &none);
}
