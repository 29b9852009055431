#include "r_task.h"

struct host r_settings_host(SEXP settings) {
  return r_host(Rf_asInteger(r_element(settings, "threads")),
                Rf_asLogical(r_element(settings, "trace")) == 1);
}

/* Steps with the observed information; with the logit the two are one. */
static struct newton_rule r_rule(SEXP settings, const struct fit_task *task) {
  const bool canonical = task->response.link == link_at(0);
  return (struct newton_rule){.tolerance = Rf_asReal(r_element(settings, "tolerance")),
                              .steps = (size_t)Rf_asInteger(r_element(settings, "steps")),
                              .steer = canonical ? task->model->report : CURVATURE_OBSERVED,
                              .report = task->model->report};
}

struct fit_task r_task_at(SEXP model, SEXP design, SEXP transform, SEXP response, SEXP link, SEXP pooled,
                          const struct host *host) {
  struct fit_task task = {.design = r_design(design, host), .model = r_model_find(model)};
  task.coding = r_coding(transform, task.design->parameters);
  task.response = r_response(response, link, task.design);
  task.pooled = r_doubles(pooled, task.coding.columns);
  task.rule.report = task.model->report;
  return task;
}

struct fit_task r_task(SEXP model, SEXP design, SEXP transform, SEXP response, SEXP link, SEXP start,
                       SEXP settings, const struct host *host) {
  SEXP given = r_element(start, "start");
  struct fit_task task =
      r_task_at(model, design, transform, response, link, r_element(start, "pooled"), host);
  task.start = TYPEOF(given) == REALSXP ? REAL_RO(given) : NULL;
  task.rule = r_rule(settings, &task);
  task.ranked = Rf_asLogical(r_element(settings, "ranked")) == 1;
  return task;
}

SEXP r_figures(const struct newton *newton) {
  const double x[] = {(double)newton->steps,  newton->largest_step,  newton->condition,
                      newton->largest.ratio,  newton->largest.error, newton->largest.eta,
                      newton->largest.toward, newton->value,         newton->value_low,
                      newton->inverse,        newton->decrement};
  return r_numbers(x, sizeof x / sizeof *x);
}
