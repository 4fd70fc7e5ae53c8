#define _GNU_SOURCE
#include "CMaxMindDB.h"

#include <maxminddb.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>

struct cmm_database {
    MMDB_s library;
};

int cmm_memory_file(void) {
    return memfd_create("places", MFD_CLOEXEC);
}

static cmm_status status_of(int error) {
    switch (error) {
        case MMDB_SUCCESS: return CMM_OPENED;
        case MMDB_OUT_OF_MEMORY_ERROR: return CMM_NO_MEMORY;
        case MMDB_FILE_OPEN_ERROR:
        case MMDB_IO_ERROR: return CMM_UNREADABLE;
        default: return CMM_NOT_A_DATABASE;
    }
}

cmm_database *cmm_open(const char *path, cmm_status *status) {
    cmm_database *database = calloc(1, sizeof *database);
    if (database == NULL) {
        *status = CMM_NO_MEMORY;
        return NULL;
    }
    *status = status_of(MMDB_open(path, MMDB_MODE_MMAP, &database->library));
    if (*status == CMM_OPENED) return database;
    free(database);
    return NULL;
}

void cmm_close(cmm_database *database) {
    MMDB_close(&database->library);
    free(database);
}

const char *cmm_type(const cmm_database *database) {
    return database->library.metadata.database_type;
}

uint64_t cmm_built_at(const cmm_database *database) {
    return database->library.metadata.build_epoch;
}

static void copy_text(MMDB_entry_s *entry, const char *const *path, cmm_text *out) {
    MMDB_entry_data_s data;
    if (MMDB_aget_value(entry, &data, path) != MMDB_SUCCESS || !data.has_data) return;
    if (data.type != MMDB_DATA_TYPE_UTF8_STRING || data.data_size > CMM_TEXT_CAPACITY) return;
    out->length = (uint8_t)data.data_size;
    memcpy(out->bytes, data.utf8_string, data.data_size);
}

static bool copy_degrees(MMDB_entry_s *entry, const char *const *path, double *out) {
    MMDB_entry_data_s data;
    if (MMDB_aget_value(entry, &data, path) != MMDB_SUCCESS || !data.has_data) return false;
    switch (data.type) {
        case MMDB_DATA_TYPE_DOUBLE: *out = data.double_value; return true;
        case MMDB_DATA_TYPE_FLOAT: *out = (double)data.float_value; return true;
        default: return false;
    }
}

static MMDB_lookup_result_s look_up(const MMDB_s *library, const uint8_t *address, size_t length, int *error) {
    if (length == 4) {
        struct sockaddr_in v4 = {.sin_family = AF_INET};
        memcpy(&v4.sin_addr, address, 4);
        return MMDB_lookup_sockaddr(library, (const struct sockaddr *)&v4, error);
    }
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
    memcpy(&v6.sin6_addr, address, 16);
    return MMDB_lookup_sockaddr(library, (const struct sockaddr *)&v6, error);
}

int cmm_find(const cmm_database *database, const uint8_t *address, size_t length, cmm_place *out) {
    if (length != 4 && length != 16) return 0;
    int error = MMDB_SUCCESS;
    MMDB_lookup_result_s found = look_up(&database->library, address, length, &error);
    if (error != MMDB_SUCCESS || !found.found_entry) return 0;
    memset(out, 0, sizeof *out);
    copy_text(&found.entry, (const char *const[]){"city", "names", "en", NULL}, &out->city);
    copy_text(&found.entry, (const char *const[]){"subdivisions", "0", "names", "en", NULL}, &out->state);
    copy_text(&found.entry, (const char *const[]){"country", "names", "en", NULL}, &out->country);
    out->has_coordinates = copy_degrees(&found.entry, (const char *const[]){"location", "latitude", NULL}, &out->latitude)
        && copy_degrees(&found.entry, (const char *const[]){"location", "longitude", NULL}, &out->longitude);
    return 1;
}
