/* kernel: which one runs. Processors are asked for features, never for names. */
#include "kernel.h"
#include <string.h>

static const struct kernel *in_use = NULL; /* the best here, found at the first call */
static const struct kernel *forced = NULL; /* the switch for tests and benchmarks */

/* every kernel of this build, best first */
static const struct kernel *const kernels[] = {
#if KERNEL_WIDE
    &kernel_v4, &kernel_v3,
#endif
#if KERNEL_VECTOR
    &kernel_baseline,
#endif
    &kernel_plain};
enum { KERNELS = sizeof kernels / sizeof kernels[0] };

static bool runs_here(const struct kernel *kernel) {
#if KERNEL_WIDE
  __builtin_cpu_init();
  const bool v3 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  if (kernel == &kernel_v3) return v3;
  if (kernel == &kernel_v4)
    return v3 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw");
#endif
  return kernel != NULL;
}

const struct kernel *kernel_available(size_t i) {
  for (size_t k = 0; k < KERNELS; k++) {
    if (!runs_here(kernels[k])) continue;
    if (i == 0) return kernels[k];
    i--;
  }
  return NULL;
}

const struct kernel *kernel_current(void) {
  if (forced) return forced;
  if (!in_use) in_use = kernel_available(0);
  return in_use;
}

enum status kernel_choose(const char *name) {
  if (!name) {
    forced = NULL;
    return STATUS_OK;
  }
  const struct kernel *kernel;
  for (size_t i = 0; (kernel = kernel_available(i)) != NULL; i++) {
    if (strcmp(kernel->name, name) == 0) {
      forced = kernel;
      return STATUS_OK;
    }
  }
  return STATUS_UNKNOWN;
}
