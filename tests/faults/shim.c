/* SPDX-License-Identifier: MIT
 * Lets the n-th call of a kind fail, or ends the process there. Preloaded; told by the environment:
 *   FAULT_CALL   alloc (once the first table is opened: the parser of the command line cannot do without memory),
 *                write, fsync, rename, link, mkdir, remove
 *   FAULT_N      which call of that kind, from 1 (none: calls are only counted)
 *   FAULT_HOW    once, on (all from the n-th on), kill
 *   FAULT_COUNT  file that gets the number of calls at the end
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

extern void* __libc_malloc(size_t);
extern void* __libc_calloc(size_t, size_t);
extern void* __libc_realloc(void*, size_t);

static const char* wanted;
static const char* counted;
static long number;
static long calls;
static int opened;
static enum { once, on, end } how;

__attribute__((constructor)) static void begin(void) {
    const char* n = getenv("FAULT_N");
    const char* h = getenv("FAULT_HOW");
    number = n ? atol(n) : 0;
    how = h && !strcmp(h, "kill") ? end : h && !strcmp(h, "on") ? on : once;
    counted = getenv("FAULT_COUNT");
    wanted = getenv("FAULT_CALL"); /* last: from here on calls are counted */
}

__attribute__((destructor)) static void finish(void) {
    wanted = NULL;
    if (!counted) return;
    FILE* file = fopen(counted, "w");
    if (!file) return;
    fprintf(file, "%ld\n", calls);
    fclose(file);
}

static int fails(const char* kind) {
    if (!wanted || strcmp(kind, wanted)) return 0;
    if (!opened && !strcmp(kind, "alloc")) return 0;
    const long call = __atomic_add_fetch(&calls, 1, __ATOMIC_RELAXED);
    if (number == 0 || (how == on ? call < number : call != number)) return 0;
    if (how == end) kill(getpid(), SIGKILL);
    errno = strcmp(kind, "alloc") ? EIO : ENOMEM;
    return 1;
}

static void opens(const char* path) {
    const size_t size = strlen(path);
    if (size > 4 && !strcmp(path + size - 4, ".csv")) opened = 1;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

void* malloc(size_t size) { return fails("alloc") ? NULL : __libc_malloc(size); }
void* calloc(size_t count, size_t size) { return fails("alloc") ? NULL : __libc_calloc(count, size); }
void* realloc(void* old, size_t size) { return fails("alloc") ? NULL : __libc_realloc(old, size); }

int open(const char* path, int flags, ...) {
    va_list more;
    va_start(more, flags);
    const mode_t mode = flags & O_CREAT ? va_arg(more, mode_t) : 0;
    va_end(more);
    opens(path);
    return REAL(open)(path, flags, mode);
}
int open64(const char* path, int flags, ...) {
    va_list more;
    va_start(more, flags);
    const mode_t mode = flags & O_CREAT ? va_arg(more, mode_t) : 0;
    va_end(more);
    opens(path);
    return REAL(open64)(path, flags, mode);
}
ssize_t write(int file, const void* from, size_t size) {
    if (file > 2 && fails("write")) {
        if (size < 2) return -1;
        return REAL(write)(file, from, size / 2) < 0 ? -1 : (errno = ENOSPC, -1); /* half of it, then the disk is full */
    }
    return REAL(write)(file, from, size);
}
int fsync(int file) { return fails("fsync") ? -1 : REAL(fsync)(file); }
int rename(const char* from, const char* to) { return fails("rename") ? -1 : REAL(rename)(from, to); }
int link(const char* from, const char* to) { return fails("link") ? -1 : REAL(link)(from, to); }
int mkdir(const char* path, mode_t mode) { return fails("mkdir") ? -1 : REAL(mkdir)(path, mode); }
char* mkdtemp(char* path) { return fails("mkdir") ? NULL : REAL(mkdtemp)(path); }
int remove(const char* path) { return fails("remove") ? -1 : REAL(remove)(path); }
int unlink(const char* path) { return fails("remove") ? -1 : REAL(unlink)(path); }
int unlinkat(int folder, const char* path, int flags) {
    return fails("remove") ? -1 : REAL(unlinkat)(folder, path, flags);
}
