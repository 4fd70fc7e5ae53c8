#define _GNU_SOURCE
#include "CCurl.h"

#include <malloc.h>
#include <pthread.h>
#include <stdlib.h>

// URLs, header lines and bodies go through libcurl's buffers. Given back they would lie in freed memory until
// somebody else happens to overwrite them, so they are wiped first. Costs less than libcurl's own bookkeeping.

void ccurl_free(void *block) {
    if (!block) return;
    explicit_bzero(block, malloc_usable_size(block));
    free(block);
}

static void *wiping_realloc(void *block, size_t size) {
    if (!block) return malloc(size);
    size_t held = malloc_usable_size(block);
    if (size && size <= held && size > held / 2) return block;
    void *moved = malloc(size ? size : 1);
    if (!moved) return NULL;
    memcpy(moved, block, held < size ? held : size);
    ccurl_free(block);
    return moved;
}

CURLcode ccurl_global_init(void) {
    return curl_global_init_mem(CURL_GLOBAL_ALL, malloc, ccurl_free, wiping_realloc, strdup, calloc);
}

const curl_version_info_data *ccurl_version(void) {
    return curl_version_info(CURLVERSION_NOW);
}

void ccurl_name_thread(const char *name) {
    (void)pthread_setname_np(pthread_self(), name);
}
