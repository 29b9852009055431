/* objective: what a driver moves theta over: the sweep in blocks, seen through the transform. */
#ifndef LOGISTIC_OBJECTIVE_H
#define LOGISTIC_OBJECTIVE_H

#include "sweep.h"
#include "transform.h"

struct objective {
  struct sweep *sweep;
  const struct transform *transform;
  struct evaluation blocks; /* of the sweep, before the transform */
  double *phi, *direction, *work;
};

struct objective *objective_new(struct sweep *sweep, const struct layout *layout,
                                const struct transform *transform, const struct host *host);

/* As sweep_run(), in theta; request->free is in theta too. */
enum status objective_run(struct objective *objective, const struct request *request,
                          struct evaluation *evaluation);

#endif
