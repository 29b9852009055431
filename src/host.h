/* host: the core's only window on the world. In R: R_alloc, R_CheckUserInterrupt; in the C tests: plain C.
   alloc never returns NULL (it leaves by the host's own error); what it gives lives as long as the call.
   poll may leave too. Both are for the main thread only, outside parallel regions. */
#ifndef LOGISTIC_HOST_H
#define LOGISTIC_HOST_H

#include <stddef.h>
#include <stdint.h>

struct host {
  void *(*alloc)(size_t bytes, void *data);
  void (*poll)(void *data);
  void (*report)(int step, double value, double largest_step, void *data); /* NULL: silent */
  int threads;                                                             /* at most this many; 1 or more */
  void *data;
};

enum { HOST_ALIGN = 64 }; /* bytes: a cache line, and the widest vector */

/* bytes of memory, aligned to HOST_ALIGN */
static inline void *host_alloc(const struct host *host, size_t bytes) {
  const uintptr_t raw = (uintptr_t)host->alloc(bytes + HOST_ALIGN, host->data);
  return (void *)((raw + HOST_ALIGN - 1) / HOST_ALIGN * HOST_ALIGN);
}

static inline double *host_doubles(const struct host *host, size_t n) {
  return (double *)host_alloc(host, n * sizeof(double));
}

static inline void host_poll(const struct host *host) {
  if (host->poll) host->poll(host->data);
}

#endif
