#include "objective.h"
#include <string.h>

struct objective *objective_new(struct sweep *sweep, const struct layout *layout,
                                const struct transform *transform, const struct host *host) {
  struct objective *objective = host_alloc(host, sizeof *objective);
  const size_t parameters = shape_parameters(&layout->shape);
  *objective =
      (struct objective){.sweep = sweep,
                         .transform = transform,
                         .blocks = evaluation_new(&layout->shape, host),
                         .phi = host_doubles(host, parameters + 1),
                         .direction = host_doubles(host, parameters + 1),
                         .work = host_doubles(host, transform_pull_work(transform, &layout->shape) + 1)};
  return objective;
}

static const double *in_blocks(const struct objective *objective, const double *theta, double *phi) {
  if (!theta) return NULL;
  memset(phi, 0, shape_parameters(&objective->blocks.information.shape) * sizeof(double));
  transform_to_blocks(objective->transform, theta, phi);
  return phi;
}

enum status objective_run(struct objective *objective, const struct request *request,
                          struct evaluation *evaluation) {
  struct request inner = *request;
  inner.theta = in_blocks(objective, request->theta, objective->phi);
  inner.direction = in_blocks(objective, request->direction, objective->direction);
  inner.free = NULL;
  const enum status status = sweep_run(objective->sweep, &inner, &objective->blocks);
  if (status != STATUS_OK) return status;
  transform_pull(objective->transform, &objective->blocks, request->parts, evaluation, objective->work);
  evaluation_hold(evaluation, request->parts, request->free);
  return STATUS_OK;
}
