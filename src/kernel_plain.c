/* kernel_plain: the kernel without vector types, for any C99 compiler; the yardstick of the others. */
#include <math.h>
#include "kernel.h"

#define KERNEL kernel_plain
#define KERNEL_NAME "plain"
#define LANES 1
#include "kernel_body.h"
