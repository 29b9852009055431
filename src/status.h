/* status: what every function of the core that can fail returns. Words belong to the caller. */
#ifndef LOGISTIC_STATUS_H
#define LOGISTIC_STATUS_H

enum status {
  STATUS_OK = 0,
  STATUS_NOT_BUILT,    /* asked for a part that this version does not have */
  STATUS_SIZE,         /* a length, an index or a count does not fit the others */
  STATUS_MEMORY,       /* the workspace would not fit in memory */
  STATUS_NOT_POSITIVE, /* a matrix that must be positive definite is not */
  STATUS_NOT_FINITE,   /* NaN or infinity where a number is needed */
  STATUS_UNKNOWN       /* a name (of a link, a kernel, a model) that no table has */
};

#endif
