/* kernel_v4: AVX-512, vectors of 64 bytes. */
#include <math.h>
#include "kernel.h"

#if KERNEL_WIDE
#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512vl,avx512bw,avx2,fma"))),         \
                             apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx512f,avx512dq,avx512vl,avx512bw,avx2,fma")
#endif

#define KERNEL kernel_v4
#define KERNEL_NAME "v4"
#define LANES 8
#include "kernel_body.h"

#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif
#endif
