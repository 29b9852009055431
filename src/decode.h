/* decode: the best label sequences of ONE chain, and how far the sums over its possible paths reach.
   Scores are finite, up to 1e6 in size, or -INFINITY: such a label or transition is on no path. The score
   of a path is the sum of its scores from the first token to the last, edge before node, as double
   precision rounds it: answers are exact for these sums, whatever the kernel. Among equals the lower label
   wins, and the last token has the first say. length and labels are 1 or more.
   Workspaces are the caller's, aligned to HOST_ALIGN; their sizes, in bytes, are SIZE_MAX where no memory
   holds them. */
#ifndef LOGISTIC_DECODE_H
#define LOGISTIC_DECODE_H

#include <stdbool.h>
#include <stddef.h>
#include "chain.h"

/* for decode_best(), with paths = 1, and decode_n_best() */
size_t decode_work(size_t length, size_t labels, size_t paths);

/* The best path (a label for each token) and its score. false: no path is possible, the score is -INFINITY
   and `path` is left as it was. */
bool decode_best(const struct scores *scores, int *path, double *score, void *work);

/* The `paths` best, best first; path is paths x length, row by row. Returns how many there are: fewer where
   no more are possible; what lies beyond them is left as it was. */
size_t decode_n_best(const struct scores *scores, size_t paths, int *path, double *score, void *work);

size_t decode_extremes_work(size_t labels);

/* The least and the greatest sum in `sums` over the paths that `possible` allows. Both have the same sizes
   and class_of; sums are read only where `possible` is not -INFINITY, and are finite there. false: no path
   is possible; then least is INFINITY and greatest -INFINITY. */
bool decode_extremes(const struct scores *possible, const struct scores *sums, double *least,
                     double *greatest, void *work);

/* node (length x stride) := the node scores, but -INFINITY for all other labels where a token's is known (0
   or more; -1: not known) */
void decode_constrain(const struct scores *scores, const int *known, double *node);

#endif
