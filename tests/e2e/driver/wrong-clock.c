/* Loaded before the app, or the program that WRONG_CLOCK_PROGRAM names: its wall clock is
   WRONG_CLOCK_OFFSET seconds off. Its other clocks stay right, and so do those of the driver and of WebKit's helpers, which become slow by a time that lies in the past. The kernel waits
   by the right clock, so a wait until a moment of the wrong one is told the right one: WebKit's own waits end so. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>

static time_t offset(void) {
  const char *text = getenv("WRONG_CLOCK_OFFSET");
  const char *program = getenv("WRONG_CLOCK_PROGRAM");
  return text && strncmp(program_invocation_short_name, program ? program : "countersign-app", 15) == 0 ? (time_t)atol(text) : 0;
}

int clock_gettime(clockid_t which, struct timespec *out) {
  static int (*real)(clockid_t, struct timespec *);
  if (!real) real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
  int result = real(which, out);
  if (result == 0 && (which == CLOCK_REALTIME || which == CLOCK_REALTIME_COARSE)) out->tv_sec += offset();
  return result;
}

int gettimeofday(struct timeval *restrict out, void *restrict zone) {
  (void)zone;
  struct timespec now;
  if (clock_gettime(CLOCK_REALTIME, &now) != 0) return -1;
  out->tv_sec = now.tv_sec;
  out->tv_usec = now.tv_nsec / 1000;
  return 0;
}

time_t time(time_t *out) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (out) *out = now.tv_sec;
  return now.tv_sec;
}

/* A moment this large is one of the wall clock; on the clock since the start of the machine it lies thirty years off. */
static const time_t WALL_CLOCK = 1000000000;

typedef int (*timed_wait)(pthread_cond_t *, pthread_mutex_t *, const struct timespec *);

static timed_wait real_timed_wait(void) {
  /* x86-64 has an older function of the same name, which knows another shape of the condition. */
  void *found = dlvsym(RTLD_NEXT, "pthread_cond_timedwait", "GLIBC_2.3.2");
  return (timed_wait)(found ? found : dlsym(RTLD_NEXT, "pthread_cond_timedwait"));
}

int pthread_cond_timedwait(pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex,
                           const struct timespec *restrict until) {
  static timed_wait real;
  if (!real) real = real_timed_wait();
  struct timespec moment = *until;
  if (moment.tv_sec > WALL_CLOCK) moment.tv_sec -= offset();
  return real(condition, mutex, &moment);
}
