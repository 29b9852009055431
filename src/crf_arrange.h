/* crf_arrange: the order in which attributes are kept. Those seen with many labels become whole rows of
   weights, the most frequent first, so that what is read all the time lies together; the others, a few
   (label, weight) pairs each, stand in the order in which the data meet them. */
#ifndef LOGISTIC_CRF_ARRANGE_H
#define LOGISTIC_CRF_ARRANGE_H

#include <stdbool.h>
#include "host.h"

enum { ARRANGE_FEW = 2 }; /* labels up to which an attribute is kept as pairs */

struct arrangement {
  size_t attributes, full;
  int *order; /* per place: which of the caller's attributes stands there */
  int *first; /* per place and one more: its pairs */
  size_t pairs;
  int *pair_label; /* ascending within an attribute */
  int *place;      /* per attribute of the caller: its place */
};

struct arrange_rows { /* the caller's compressed rows, and the label of each; -1: unknown */
  size_t tokens, attributes, labels;
  const int *row, *attribute, *label;
};

/* observed: weights for the pairs that occur, else for all; `from`: the first label that has weights */
struct arrangement arrange(const struct arrange_rows *rows, bool observed, size_t from,
                           const struct host *host);

/* attributes (and values, or NULL) of the rows, renumbered by place, those with whole rows first */
void arrange_apply(const struct arrangement *arrangement, const struct arrange_rows *rows,
                   const double *value, int *attribute_out, double *value_out);

#endif
