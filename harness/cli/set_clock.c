// Sets the clock of the day that a process sees, and what it starts: CONFORM_CLOCK is a list of
// AFTER:SECONDS, by how much it is ahead after so many seconds of the first such process. Loaded with
// LD_PRELOAD. Monotonic clocks go on as ever.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>

enum { most = 16 };

static double after[most];
static long long ahead[most];
static int count;
static double start;
static int (*real_gettime)(clockid_t, struct timespec*);

static double monotonic(void) {
  struct timespec now;
  real_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

__attribute__((constructor(101))) static void begin(void) {
  *(void**)&real_gettime = dlsym(RTLD_NEXT, "clock_gettime");
  const char* list = getenv("CONFORM_CLOCK");
  int length = 0;
  while (list && count < most && sscanf(list, "%lf:%lld%n", &after[count], &ahead[count], &length) == 2) {
    ++count;
    list += length;
    if (*list == ',') ++list;
  }
  const char* first = getenv("CONFORM_CLOCK_START");
  start = first ? atof(first) : monotonic();
  if (!first) {
    char text[64];
    snprintf(text, sizeof text, "%.6f", start);
    setenv("CONFORM_CLOCK_START", text, 1);
  }
}

static long long now_ahead(void) {
  const double passed = monotonic() - start;
  long long by = 0;
  for (int i = 0; i < count; ++i) {
    if (passed >= after[i]) by = ahead[i];
  }
  return by;
}

int clock_gettime(clockid_t id, struct timespec* out) {
  if (!real_gettime) *(void**)&real_gettime = dlsym(RTLD_NEXT, "clock_gettime");
  const int result = real_gettime(id, out);
  if (result == 0 && (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE)) out->tv_sec += now_ahead();
  return result;
}

int gettimeofday(struct timeval* restrict out, void* restrict zone) {
  (void)zone;
  struct timespec now;
  const int result = clock_gettime(CLOCK_REALTIME, &now);
  out->tv_sec = now.tv_sec;
  out->tv_usec = now.tv_nsec / 1000;
  return result;
}

time_t time(time_t* out) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (out) *out = now.tv_sec;
  return now.tv_sec;
}
