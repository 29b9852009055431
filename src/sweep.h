/* sweep: the one pass over the data. Tile by tile while it is in cache: design -> eta -> model -> sums.
   Tile t's sums go to lane t mod L, and lanes are summed in order: the same bits for any threads. */
#ifndef LOGISTIC_SWEEP_H
#define LOGISTIC_SWEEP_H

#include "layout.h"
#include "model.h"
#include "request.h"

struct sweep; /* workspace and sums, made once for a fit */

/* What it is over. lanes: see plan_lanes(). */
struct sweep *sweep_new(const struct design *design, const struct layout *layout, const struct model *model,
                        const struct response *response, size_t lanes, const struct host *host);

/* An evaluation with room for everything. */
struct evaluation evaluation_new(const struct shape *shape, const struct host *host);

/* A parameter that is not free: score 0, information 1 on the diagonal and 0 beside it. free = NULL: all
   are. */
void evaluation_hold(struct evaluation *evaluation, unsigned parts, const bool *free);

/* Answer a request. Coefficients, direction and score are in the information's order.
   STATUS_NOT_BUILT: a part or precision that this version does not have. */
enum status sweep_run(struct sweep *sweep, const struct request *request, struct evaluation *evaluation);

/* how many threads did tiles in the last run: proof that a second one ran */
int sweep_threads_seen(const struct sweep *sweep);

#endif
