#ifndef LOGISTIC_CHAIN_H
#define LOGISTIC_CHAIN_H

#include <stddef.h>

/* One sequence. stride = labels rounded up to TILE_PAD; arrays are aligned to HOST_ALIGN. -INFINITY:
   impossible or forbidden; pad labels are -INFINITY everywhere. */
struct scores {
  size_t length, labels, stride;
  const double *node; /* length x stride: score of label j at token t is node[t * stride + j] */
  const double
      *edge; /* classes x labels x stride: of i -> j in class c: edge[(c * labels + i) * stride + j] */
  const int *class_of; /* per token: class of the transition INTO it (token 0's is never read); NULL: all 0 */
};

#endif
