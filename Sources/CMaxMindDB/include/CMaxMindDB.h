#ifndef CMAXMINDDB_H
#define CMAXMINDDB_H

#include <stddef.h>
#include <stdint.h>

// A narrow face over libmaxminddb: an address goes in, names of places come out. Here because the library's own structures hold
// 128-bit integers in a union, and its functions are variadic.
//
// A database may be asked by any number of threads at a time. It is mapped into memory: a file that somebody cuts short meanwhile
// ends the process, so open only what nobody else can write.

// An empty file without a name, in memory, gone when its last descriptor is; -1, and errno, where there is none to be had.
int cmm_memory_file(void);

typedef struct cmm_database cmm_database;

typedef enum cmm_status {
    CMM_OPENED,
    // No database of this kind, or a damaged one.
    CMM_NOT_A_DATABASE,
    CMM_NO_MEMORY,
    // It could not be opened or mapped.
    CMM_UNREADABLE,
} cmm_status;

// Opens a database. NULL, and why, where that fails.
cmm_database *cmm_open(const char *path, cmm_status *status);

void cmm_close(cmm_database *database);

// What kind of database it says it is, such as GeoLite2-City; lives as long as the database.
const char *cmm_type(const cmm_database *database);

// When it was made, in seconds since 1970.
uint64_t cmm_built_at(const cmm_database *database);

enum { CMM_TEXT_CAPACITY = 254 };

// UTF-8 of the database, unchecked; longer texts are left out.
typedef struct cmm_text {
    uint8_t length;
    char bytes[CMM_TEXT_CAPACITY];
} cmm_text;

typedef struct cmm_place {
    // English names; empty where the database has none.
    cmm_text city;
    cmm_text state;
    cmm_text country;
    int has_coordinates;
    double latitude;
    double longitude;
} cmm_place;

// Looks an address up: 4 or 16 bytes in network order. False, with nothing written, where the database has nothing about it.
int cmm_find(const cmm_database *database, const uint8_t *address, size_t length, cmm_place *out);

#endif
