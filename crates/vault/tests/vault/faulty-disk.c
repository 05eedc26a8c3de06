/* Loaded before a test's process: writing and flushing the vault's files fails, by a schedule that
   COUNTERSIGN_FAULTS_SEED chooses, about once in COUNTERSIGN_FAULTS_EVERY calls; and the disk has room for
   COUNTERSIGN_FAULTS_ROOM more bytes. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

enum fault { NONE, FULL, BROKEN, SHORT, DEATH };

static uint64_t setting(const char *name) {
  const char *text = getenv(name);
  return text ? strtoull(text, NULL, 10) : 0;
}

static int is_vault(int file) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return strstr(path, "vault.db") != NULL;
}

/* The next number of the schedule (splitmix64). */
static uint64_t dice(void) {
  static uint64_t calls;
  uint64_t number = setting("COUNTERSIGN_FAULTS_SEED") * 1000003 + __atomic_add_fetch(&calls, 1, __ATOMIC_SEQ_CST);
  number = (number + 0x9e3779b97f4a7c15) * 0xbf58476d1ce4e5b9;
  number = (number ^ (number >> 27)) * 0x94d049bb133111eb;
  return number ^ (number >> 31);
}

static enum fault fault_of(int file, size_t length, int kinds) {
  static uint64_t used;
  if (!is_vault(file)) return NONE;
  uint64_t room = setting("COUNTERSIGN_FAULTS_ROOM");
  if (room && __atomic_add_fetch(&used, length, __ATOMIC_SEQ_CST) > room) return length ? FULL : NONE;
  uint64_t every = setting("COUNTERSIGN_FAULTS_EVERY");
  uint64_t number = dice();
  if (!every || number % every) return NONE;
  return FULL + (number / every) % kinds;
}

#define REAL(name)                 \
  static __typeof__(&(name)) real; \
  if (!real) real = (__typeof__(&(name)))dlsym(RTLD_NEXT, #name)

#define WRITE(call, shorter)                 \
  switch (fault_of(file, length, 4)) {       \
    case FULL: errno = ENOSPC; return -1;    \
    case BROKEN: errno = EIO; return -1;     \
    case SHORT: return shorter;              \
    case DEATH: _exit(shorter == 0 ? 8 : 9); \
    default: return call;                    \
  }

ssize_t write(int file, const void *bytes, size_t length) {
  REAL(write);
  WRITE(real(file, bytes, length), real(file, bytes, (length + 1) / 2))
}

ssize_t pwrite(int file, const void *bytes, size_t length, off_t at) {
  REAL(pwrite);
  WRITE(real(file, bytes, length, at), real(file, bytes, (length + 1) / 2, at))
}

ssize_t pwrite64(int file, const void *bytes, size_t length, off64_t at) {
  REAL(pwrite64);
  WRITE(real(file, bytes, length, at), real(file, bytes, (length + 1) / 2, at))
}

int fsync(int file) {
  REAL(fsync);
  if (fault_of(file, 0, 1)) return errno = EIO, -1;
  return real(file);
}

int fdatasync(int file) {
  REAL(fdatasync);
  if (fault_of(file, 0, 1)) return errno = EIO, -1;
  return real(file);
}

int ftruncate(int file, off_t length) {
  REAL(ftruncate);
  if (fault_of(file, 0, 1)) return errno = EIO, -1;
  return real(file, length);
}

int ftruncate64(int file, off64_t length) {
  REAL(ftruncate64);
  if (fault_of(file, 0, 1)) return errno = EIO, -1;
  return real(file, length);
}
