/* kernel_baseline: vectors of 16 bytes, which every x86-64 (SSE2) and arm64 processor has. */
#include <math.h>
#include "kernel.h"

#if KERNEL_VECTOR
#define KERNEL kernel_baseline
#define KERNEL_NAME "baseline"
#define LANES 2
#include "kernel_body.h"
#endif
