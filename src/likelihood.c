#include "likelihood.h"
#include <string.h>
#include "plan.h"

/* A sweep has room for the information of its layout: where none is asked for, for a diagonal. */
static struct layout layout_for(const struct design *design, bool information, const struct host *host) {
  if (information) return plan_layout(design, NULL, host);
  struct layout layout = {.shape = {design->parameters, 1, 0, false}};
  layout.place = host_alloc(host, (design->terms + 1) * sizeof *layout.place);
  layout.position = host_alloc(host, (design->parameters + 1) * sizeof *layout.position);
  for (size_t t = 0; t < design->terms; t++) layout.place[t] = (struct place){true, 0};
  for (size_t j = 0; j < design->parameters; j++) layout.position[j] = j;
  return layout;
}

/* phi := T beta, in the information's order */
static double *in_blocks(const struct sparse *map, const struct layout *layout, const double *beta,
                         const struct host *host) {
  if (!beta) return NULL;
  double *phi = host_doubles(host, map->rows + 1);
  memset(phi, 0, map->rows * sizeof *phi);
  for (size_t j = 0; j < map->columns; j++)
    for (int k = map->start[j]; k < map->start[j + 1]; k++)
      phi[layout->position[map->index[k]]] += map->value[k] * beta[j];
  return phi;
}

/* out := T' score */
static void pull_score(const struct sparse *map, const struct layout *layout, const double *score,
                       double *out) {
  for (size_t j = 0; j < map->columns; j++) {
    out[j] = 0;
    for (int k = map->start[j]; k < map->start[j + 1]; k++)
      out[j] += map->value[k] * score[layout->position[map->index[k]]];
  }
}

/* column a of T by column b: T_a' H T_b */
static double form(const struct sparse *map, const struct layout *layout, const struct information *h,
                   size_t a, size_t b) {
  double sum = 0;
  for (int k = map->start[a]; k < map->start[a + 1]; k++)
    for (int l = map->start[b]; l < map->start[b + 1]; l++)
      sum += map->value[k] * map->value[l] *
             information_at(h, layout->position[map->index[k]], layout->position[map->index[l]]);
  return sum;
}

static void pull_information(const struct sparse *map, const struct layout *layout,
                             const struct information *h, double *out, const struct host *host) {
  const size_t p = map->columns;
  for (size_t b = 0; b < p; b++) {
    for (size_t a = 0; a <= b; a++) out[a + b * p] = out[b + a * p] = form(map, layout, h, a, b);
    host_poll(host);
  }
}

enum status likelihood_at(const struct likelihood_task *task, const double *beta, const double *direction,
                          unsigned parts, enum curvature curvature, struct likelihood *out,
                          const struct host *host) {
  const struct design *design = task->design;
  const struct sparse *map = &task->coding->map;
  const struct layout layout = layout_for(design, parts & PART_INFORMATION, host);
  if (information_length(&layout.shape) == SIZE_MAX) return STATUS_MEMORY;
  struct sweep *sweep =
      sweep_new(design, &layout, task->model, task->response, plan_lanes(design, &layout.shape), host);
  struct evaluation evaluation = evaluation_new(&layout.shape, host);
  struct request request = {.theta = in_blocks(map, &layout, beta, host),
                            .direction = NULL,
                            .parts = parts,
                            .precision = PRECISION_DOUBLE,
                            .curvature = curvature,
                            .sample = 1,
                            .guarded = true};
  enum status status = parts ? sweep_run(sweep, &request, &evaluation) : STATUS_OK;
  if (status != STATUS_OK) return status;
  out->value = evaluation.value + evaluation.value_low;
  if (parts & PART_SCORE) pull_score(map, &layout, evaluation.score, out->score);
  if (parts & PART_INFORMATION)
    pull_information(map, &layout, &evaluation.information, out->information, host);
  if (!direction) return STATUS_OK;
  request.direction = in_blocks(map, &layout, direction, host);
  request.parts = PART_TANGENT;
  status = sweep_run(sweep, &request, &evaluation);
  if (status == STATUS_OK) pull_score(map, &layout, evaluation.score, out->product);
  return status;
}
