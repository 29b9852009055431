/* threads: the one parallel loop of the package. Task i does not know which thread runs it; results may not
   depend on it. Without OpenMP, or after a fork (where OpenMP's pool is gone), everything runs on one
   thread. */
#ifndef LOGISTIC_THREADS_H
#define LOGISTIC_THREADS_H

#include <stddef.h>

/* task(i, thread, data) for i in 0 ... n - 1, thread in 0 ... threads - 1; returns how many threads did a
   task */
int threads_run(size_t n, int threads, void (*task)(size_t i, int thread, void *data), void *data);

/* called in a child process after a fork: from then on one thread */
void threads_forked(void);

#endif
