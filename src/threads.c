#include "threads.h"
#include <stdbool.h>
#ifdef _OPENMP
#include <omp.h>
#endif

static bool forked = false; /* set once in a forked child, never unset */

void threads_forked(void) {
  forked = true;
}

int threads_run(size_t n, int threads, void (*task)(size_t i, int thread, void *data), void *data) {
#ifdef _OPENMP
  if (threads > 1 && n > 1 && !forked) {
    const int count = (size_t)threads < n ? threads : (int)n;
    int worked = 0;
#pragma omp parallel num_threads(count) reduction(+ : worked)
    {
      const int thread = omp_get_thread_num(), team = omp_get_num_threads();
      for (size_t i = (size_t)thread; i < n; i += (size_t)team) {
        task(i, thread, data);
        worked = 1;
      }
    }
    return worked;
  }
#endif
  (void)threads; /* without OpenMP */
  for (size_t i = 0; i < n; i++) task(i, 0, data);
  return 1;
}
