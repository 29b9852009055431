#include "crf_fit.h"
#include <math.h>
#include <string.h>
#include "crf_extremes.h"
#include "crf_information.h"

/* what Newton moves theta over */
struct penalised {
  const struct crf_task *task;
  struct crf_sweep *sweep;
  struct crf_sums *sums;
  struct crf_curvature *curvature;
  struct crf_extremes *extremes;
  double *score; /* sequences x parameters, made when outer products are asked for */
  const struct host *host;
};

static void penalise(const struct crf_task *task, const struct request *request,
                     struct evaluation *evaluation) {
  const size_t p = crf_parameters(&task->crf);
  for (size_t j = 0; task->l2 && j < p; j++) {
    const double pull = task->l2[j] * request->theta[j];
    const struct pair value = pair_add((struct pair){evaluation->value, evaluation->value_low},
                                       pair_of(-pull * request->theta[j] / 2));
    evaluation->value = value.high;
    evaluation->value_low = value.low;
    evaluation->score[j] -= pull;
    if (request->parts & PART_INFORMATION) evaluation->information.tail[j * p + j] += task->l2[j];
  }
}

/* The sum of s s' over the sequences: positive where the information of partly known labels is not. */
static void outer_products(struct penalised *objective, const double *theta, struct information *h) {
  const size_t p = crf_parameters(&objective->task->crf), n = objective->task->crf.sequences;
  if (!objective->score) objective->score = host_doubles(objective->host, n * p);
  crf_scores(objective->curvature, theta, objective->score);
  for (size_t j = 0; j < p; j++)
    for (size_t i = 0; i <= j; i++) {
      double sum = 0;
      for (size_t s = 0; s < n; s++) {
        const double w = crf_weight(&objective->task->crf, s);
        sum += objective->score[i * n + s] * objective->score[j * n + s] / w;
      }
      h->tail[j * p + i] = sum;
    }
}

/* A penalty grows without end along a direction that moves what it bears on: no maximum lies there. */
static bool penalty_stops(const struct crf_task *task, const double *direction) {
  const size_t p = crf_parameters(&task->crf);
  double most = 0, penalised = 0;
  for (size_t j = 0; j < p; j++) {
    const double size = fabs(direction[j]);
    most = fmax(most, size);
    if (task->l2 && task->l2[j] > 0) penalised = fmax(penalised, size);
  }
  return penalised > 0x1p-20 * most; /* less is a step's rounding: the caller's own direction has none */
}

static void hold(const struct request *request, size_t p, struct evaluation *evaluation) {
  for (size_t j = 0; request->free && j < p; j++) {
    if (request->free[j]) continue;
    evaluation->score[j] = 0;
    if (request->parts & PART_INFORMATION) information_hold(&evaluation->information, j);
  }
}

static void answer_request(struct penalised *objective, const struct request *request,
                           struct evaluation *evaluation) {
  const struct crf_task *task = objective->task;
  if (request->parts & (PART_VALUE | PART_SCORE)) {
    const struct pair value = crf_gradient(objective->sums, request->theta, evaluation->score);
    evaluation->value = value.high;
    evaluation->value_low = value.low;
  }
  if (request->parts & PART_INFORMATION) {
    if (request->curvature == CURVATURE_EXPECTED)
      outer_products(objective, request->theta, &evaluation->information);
    else
      crf_information(objective->curvature, request->theta, &evaluation->information);
  }
  if (request->parts & (PART_VALUE | PART_SCORE)) {
    penalise(task, request, evaluation);
    hold(request, crf_parameters(&task->crf), evaluation);
  }
  if (request->parts & PART_LARGEST) {
    crf_extremes(objective->extremes, request->theta, request->direction, &evaluation->largest);
    if (penalty_stops(task, request->direction)) evaluation->largest.against = INFINITY;
  }
}

static struct penalised new_objective(const struct crf_task *task, const struct host *host) {
  const size_t curvature = crf_curvature_lane_bytes(&task->crf), sums = crf_lane_bytes(&task->crf);
  struct crf_sweep *sweep = crf_sweep_new(&task->crf, curvature > sums ? curvature : sums, host);
  return (struct penalised){.task = task,
                            .sweep = sweep,
                            .sums = crf_sums_new(sweep, host),
                            .curvature = crf_curvature_new(sweep, host),
                            .extremes = crf_extremes_new(sweep, host),
                            .host = host};
}

void crf_newton(const struct crf_task *task, struct crf_answer *answer, const struct host *host) {
  const size_t p = crf_parameters(&task->crf);
  const struct shape shape = {.tail = p};
  struct penalised objective = new_objective(task, host);
  struct newton *newton = newton_new(&shape, task->start, task->free, &task->rule, host);
  struct evaluation evaluation = {
      .score = host_doubles(host, p + 1),
      .information = information_bind(&shape, host_doubles(host, information_length(&shape)))};
  struct request request;
  newton_begin(newton, &request);
  size_t reported = 0;
  do {
    answer_request(&objective, &request, &evaluation);
    if (host->report && newton->steps > reported) {
      reported = newton->steps;
      host->report((int)newton->steps, newton->value, newton->largest_step, host->data);
    }
  } while (newton_advance(newton, &evaluation, &request));
  *answer = (struct crf_answer){.newton = newton,
                                .factor = evaluation.information,
                                .score = evaluation.score,
                                .log_likelihood = crf_log_likelihood(objective.sums, newton->theta),
                                .threads_seen = objective.sweep->threads_seen};
}
