/* kernel_v3: AVX2 and FMA, vectors of 32 bytes. */
#include <math.h>
#include "kernel.h"

#if KERNEL_WIDE
#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx2,fma")
#endif

#define KERNEL kernel_v3
#define KERNEL_NAME "v3"
#define LANES 4
#include "kernel_body.h"

#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif
#endif
