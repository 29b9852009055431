/* viterbi: the recursion of Viterbi (1967) over one chain, for decode.c and decode_paths.c. Only the values
   are kept, not where they came from: that is found again on the way back, for the labels of the path alone,
   and two operations remain in the inner loop. */
#ifndef LOGISTIC_VITERBI_H
#define LOGISTIC_VITERBI_H

#include "chain.h"

/* value (length x stride): the best sum of a path that ends with that token and label */
void viterbi_sums(const struct scores *scores, double *value);

/* the label of the greatest of value, the first one among equals */
size_t viterbi_last(size_t labels, const double *value);

/* the label before `label` at the token (not the first) on the best path that ends there */
size_t viterbi_before(const struct scores *scores, const double *value, size_t token, size_t label);

#endif
