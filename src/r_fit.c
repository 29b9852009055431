/* r_fit: one fit for R. */
#include "r_fit.h"
#include "r_task.h"

static SEXP coefficients(const struct fit_answer *answer) {
  const size_t n = answer->transform->user;
  SEXP out = Rf_allocVector(REALSXP, (R_xlen_t)n);
  for (size_t j = 0; j < n; j++) REAL(out)[j] = pair_value(answer->beta[j]);
  return out;
}

static SEXP dropped(const struct fit_answer *answer) {
  SEXP out = Rf_allocVector(INTSXP, (R_xlen_t)answer->dropped_count);
  for (size_t k = 0; k < answer->dropped_count; k++) INTEGER(out)[k] = (int)answer->dropped[k] + 1;
  return out;
}

static SEXP relation(const struct fit_answer *answer) {
  const size_t n = answer->transform->user;
  SEXP out = PROTECT(Rf_allocMatrix(REALSXP, (int)n, (int)answer->dropped_count));
  for (size_t k = 0; k < n * answer->dropped_count; k++) REAL(out)[k] = answer->relation[k];
  UNPROTECT(1);
  return out;
}

static SEXP estimable(const struct fit_answer *answer) {
  SEXP out = Rf_allocVector(LGLSXP, (R_xlen_t)answer->transform->user);
  for (size_t j = 0; j < answer->transform->user; j++) LOGICAL(out)[j] = answer->estimable[j];
  return out;
}

static SEXP covariance(const struct fit_answer *answer, size_t count, const double *half) {
  SEXP out = PROTECT(Rf_allocMatrix(REALSXP, (int)count, (int)count));
  fit_covariance(answer, count, half, REAL(out));
  UNPROTECT(1);
  return out;
}

/* Of thousands of thresholds none is wanted, but that of the slopes: list(at, cov) */
static SEXP tail_covariance(const struct fit_answer *answer, const struct host *host) {
  size_t count;
  const size_t *column = fit_tail_columns(answer, &count, host);
  const char *names[] = {"at", "cov", ""};
  SEXP out = PROTECT(Rf_mkNamed(VECSXP, names));
  SEXP at = Rf_allocVector(INTSXP, (R_xlen_t)count);
  SET_VECTOR_ELT(out, 0, at);
  for (size_t k = 0; k < count; k++) INTEGER(at)[k] = (int)column[k] + 1;
  SET_VECTOR_ELT(out, 1, covariance(answer, count, fit_half(answer, count, column, host)));
  UNPROTECT(1);
  return out;
}

/* NULL where no covariance holds */
static SEXP root(const struct fit_answer *answer, const double *half, const struct host *host) {
  const int n = (int)answer->transform->user;
  SEXP out = PROTECT(Rf_allocMatrix(REALSXP, n, n));
  const bool found = fit_root(answer, half, REAL(out), host);
  UNPROTECT(1);
  return found ? out : R_NilValue;
}

/* NA for each raw row: a vector, or a matrix with a column for each of several predictors */
static SEXP per_row(const struct fit_task *task) {
  const size_t rows = task->design->rows, predictors = task->design->predictors;
  SEXP out = predictors == 1 ? Rf_allocVector(REALSXP, (R_xlen_t)rows)
                             : Rf_allocMatrix(REALSXP, (int)rows, (int)predictors);
  for (size_t i = 0; i < rows * predictors; i++) REAL(out)[i] = NA_REAL;
  return out;
}

static SEXP predictors(const struct fit_task *task, const struct fit_answer *answer,
                       const struct host *host) {
  SEXP out = PROTECT(per_row(task));
  fit_predictors(task, answer, REAL(out), host);
  UNPROTECT(1);
  return out;
}

/* NULL where nothing is at infinity, or where eta says so by itself */
static SEXP motion(const struct fit_task *task, const struct fit_answer *answer, const struct host *host) {
  if (!answer->recession || task->design->predictors == 1) return R_NilValue;
  SEXP out = PROTECT(per_row(task));
  fit_motion(task, answer, REAL(out), host);
  UNPROTECT(1);
  return out;
}

static SEXP answer_list(const struct fit_task *task, const struct fit_answer *answer, bool rows, bool full,
                        const struct host *host) {
  const char *names[] = {"coefficients", "se",      "dropped", "relation", "estimable", "direction", "cov",
                         "eta",          "figures", "outcome", "overlap",  "converged", "threads",   "kernel",
                         "narrow",       "root",    "motion",  "tail",     ""};
  const struct newton *newton = answer->newton;
  const size_t user = answer->transform->user;
  const bool one = task->design->predictors == 1;
  SEXP out = PROTECT(Rf_mkNamed(VECSXP, names));
  SET_VECTOR_ELT(out, 0, coefficients(answer));
  SET_VECTOR_ELT(out, 1, r_numbers(answer->standard_error, answer->transform->user));
  SET_VECTOR_ELT(out, 2, dropped(answer));
  SET_VECTOR_ELT(out, 3, relation(answer));
  SET_VECTOR_ELT(out, 4, estimable(answer));
  if (answer->direction) SET_VECTOR_ELT(out, 5, r_numbers(answer->direction, answer->transform->user));
  const double *half = full && newton->converged ? fit_half(answer, user, NULL, host) : NULL;
  if (half) SET_VECTOR_ELT(out, 6, covariance(answer, user, half));
  if (rows) SET_VECTOR_ELT(out, 7, predictors(task, answer, host));
  SET_VECTOR_ELT(out, 8, r_figures(newton));
  SET_VECTOR_ELT(out, 9, Rf_ScalarInteger((int)newton->outcome));
  SET_VECTOR_ELT(out, 10, Rf_ScalarInteger((int)newton->overlap));
  SET_VECTOR_ELT(out, 11, Rf_ScalarLogical(newton->converged));
  SET_VECTOR_ELT(out, 12, Rf_ScalarInteger(answer->threads_seen));
  SET_VECTOR_ELT(out, 13, Rf_mkString(kernel_current()->name));
  SET_VECTOR_ELT(out, 14, Rf_ScalarInteger(answer->narrow == SIZE_MAX ? 0 : (int)answer->narrow + 1));
  if (half && one && newton->overlap == OVERLAP_PROVED) SET_VECTOR_ELT(out, 15, root(answer, half, host));
  if (rows) SET_VECTOR_ELT(out, 16, motion(task, answer, host));
  if (!full && answer->layout->shape.coupled && newton->converged)
    SET_VECTOR_ELT(out, 17, tail_covariance(answer, host));
  UNPROTECT(1);
  return out;
}

SEXP r_fit(SEXP model, SEXP design, SEXP transform, SEXP response, SEXP link, SEXP start, SEXP settings) {
  const struct host host = r_settings_host(settings);
  const struct fit_task task = r_task(model, design, transform, response, link, start, settings, &host);
  struct fit_answer answer;
  r_check(fit_memory(&task, &answer, &host));
  return answer_list(&task, &answer, Rf_asLogical(r_element(settings, "rows")) == 1,
                     Rf_asLogical(r_element(settings, "covariance")) == 1, &host);
}

SEXP r_rank(SEXP model, SEXP design, SEXP transform, SEXP response, SEXP link, SEXP at, SEXP threads) {
  const struct host host = r_host(Rf_asInteger(threads), false);
  const struct fit_task task = r_task_at(model, design, transform, response, link, at, &host);
  const char *names[] = {"dropped", "relation", ""};
  struct fit_answer answer;
  r_check(fit_rank(&task, &answer, &host));
  SEXP out = PROTECT(Rf_mkNamed(VECSXP, names));
  SET_VECTOR_ELT(out, 0, dropped(&answer));
  SET_VECTOR_ELT(out, 1, relation(&answer));
  UNPROTECT(1);
  return out;
}

SEXP r_score_statistic(SEXP model, SEXP design, SEXP transform, SEXP response, SEXP link, SEXP at,
                       SEXP threads) {
  const struct host host = r_host(Rf_asInteger(threads), false);
  const struct fit_task task = r_task_at(model, design, transform, response, link, at, &host);
  double statistic;
  r_check(fit_score_statistic(&task, &statistic, &host));
  return Rf_ScalarReal(statistic);
}
