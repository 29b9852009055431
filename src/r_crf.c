/* r_crf: conditional random fields for R. A problem is a list (R/crf_problem.R) whose vectors are read in
   place. */
#include "crf_arrange.h"
#include "crf_extremes.h"
#include "crf_face.h"
#include "crf_fit.h"
#include "crf_information.h"
#include "crf_tangent.h"
#include "r_crf.h"
#include "r_task.h"

/* ---- R's problem --------------------------------------------------------------------------------------- */

static const int *integers(SEXP list, const char *name, size_t length, bool needed) {
  SEXP x = r_element(list, name);
  if (x == R_NilValue && !needed) return NULL;
  if (TYPEOF(x) != INTSXP || (size_t)XLENGTH(x) < length) Rf_error("internal error: '%s'", name);
  return INTEGER_RO(x);
}

static const double *doubles(SEXP list, const char *name, size_t length, bool needed) {
  SEXP x = r_element(list, name);
  if (x == R_NilValue && !needed) return NULL;
  if (TYPEOF(x) != REALSXP || (size_t)XLENGTH(x) < length) Rf_error("internal error: '%s'", name);
  return REAL_RO(x);
}

static size_t count(SEXP list, const char *name) {
  return (size_t)XLENGTH(r_element(list, name));
}

/* every index that the core follows lies within what it points into */
static void check_below(const int *x, size_t n, size_t end, int least, const char *name) {
  for (size_t i = 0; i < n; i++)
    if (x[i] < least || (x[i] >= 0 && (size_t)x[i] >= end))
      Rf_error("internal error: '%s' out of range", name);
}

static void check_ascending(const int *x, size_t n, const char *name) {
  for (size_t i = 0; i < n; i++)
    if (x[i] > x[i + 1] || x[0] < 0) Rf_error("internal error: '%s' does not ascend", name);
}

static void check_problem(const struct crf *crf) {
  check_ascending(crf->start, crf->sequences, "start");
  check_ascending(crf->row, crf->tokens, "row");
  check_ascending(crf->first, crf->attributes, "first");
  check_below(crf->attribute, (size_t)crf->row[crf->tokens], crf->attributes, 0, "attribute");
  check_below(crf->pair_label, crf_pairs(crf), crf->labels, 0, "pair_label");
  if (crf->label) check_below(crf->label, crf->tokens, crf->labels, -1, "label");
  if (crf->class_of) check_below(crf->class_of, crf->tokens, crf->classes, 0, "class_of");
  check_below(crf->from, crf->transitions, crf->labels, 0, "from");
  check_below(crf->to, crf->transitions, crf->labels, 0, "to");
  check_below(crf->start_label, crf->starts, crf->labels, 0, "start_label");
  check_below(crf->end_label, crf->ends, crf->labels, 0, "end_label");
  if (crf->labels < 1 || crf->labels > UINT16_MAX || crf->full > crf->attributes)
    Rf_error("internal error: sizes");
}

struct crf r_crf(SEXP problem) {
  struct crf crf = {.sequences = count(problem, "start") - 1,
                    .labels = (size_t)Rf_asInteger(r_element(problem, "labels")),
                    .attributes = count(problem, "first") - 1,
                    .full = (size_t)Rf_asInteger(r_element(problem, "full")),
                    .covariates = (size_t)Rf_ncols(r_element(problem, "covariate")),
                    .classes = (size_t)Rf_nrows(r_element(problem, "covariate")),
                    .transitions = count(problem, "from"),
                    .starts = count(problem, "start_label"),
                    .ends = count(problem, "end_label")};
  const size_t square = crf.labels * crf.labels;
  crf.start = integers(problem, "start", 1, true);
  crf.tokens = (size_t)crf.start[crf.sequences];
  crf.label = integers(problem, "label", crf.tokens, false);
  crf.weight = doubles(problem, "weight", crf.sequences, false);
  crf.row = integers(problem, "row", crf.tokens + 1, true);
  crf.attribute = integers(problem, "attribute", (size_t)crf.row[crf.tokens], true);
  crf.value = doubles(problem, "value", (size_t)crf.row[crf.tokens], false);
  crf.first = integers(problem, "first", crf.attributes + 1, true);
  crf.pair_label = integers(problem, "pair_label", crf_pairs(&crf), true);
  crf.covariate = doubles(problem, "covariate", crf.classes * crf.covariates, true);
  crf.class_of = integers(problem, "class_of", crf.tokens, false);
  crf.from = integers(problem, "from", crf.transitions, true);
  crf.to = integers(problem, "to", crf.transitions, true);
  crf.allowed = integers(problem, "allowed", square, false);
  crf.may_start = integers(problem, "may_start", crf.labels, false);
  crf.may_end = integers(problem, "may_end", crf.labels, false);
  crf.start_label = integers(problem, "start_label", crf.starts, true);
  crf.end_label = integers(problem, "end_label", crf.ends, true);
  SEXP face = r_element(problem, "face");
  if (face != R_NilValue) {
    if (TYPEOF(face) != RAWSXP || (size_t)XLENGTH(face) != crf.tokens * square)
      Rf_error("internal error: 'face'");
    crf.face = RAW_RO(face);
  }
  check_problem(&crf);
  return crf;
}

/* Below so much a pass takes some milliseconds, which a second thread that is waited for, on a busy machine,
   costs as well: labels each token is left for and entered by, and what its attributes say of them. */
static const double THREAD_WORK = 4e6;

static double crf_work(const struct crf *crf) {
  const double labels = (double)crf->labels, entries = (double)crf->row[crf->tokens];
  return labels * (labels * (double)crf->tokens + entries);
}

int r_crf_threads(const struct crf *crf, int most) {
  return crf_work(crf) < THREAD_WORK ? 1 : most;
}

/* an information asks as much for each few of its columns */
static int newton_threads(const struct crf *crf, int most) {
  return crf_work(crf) * (1 + (double)crf_parameters(crf) / 4) < THREAD_WORK ? 1 : most;
}

const double *r_crf_weights(SEXP theta, const struct crf *crf) {
  return r_doubles(theta, crf_parameters(crf));
}

struct r_crf_at r_crf_at(SEXP problem, SEXP theta, SEXP threads) {
  struct r_crf_at at = {.crf = r_crf(problem)};
  at.host = r_host(r_crf_threads(&at.crf, Rf_asInteger(threads)), false);
  at.theta = r_crf_weights(theta, &at.crf);
  return at;
}

/* ---- arrangement --------------------------------------------------------------------------------------- */

/* rows: list(ptr, id, value, names); labels: of the tokens, -1 unknown, or NULL with `observed` FALSE */
SEXP r_crf_arrange(SEXP rows, SEXP attributes, SEXP label, SEXP labels, SEXP observed, SEXP from) {
  const struct host host = r_host(1, false);
  SEXP ptr = r_element(rows, "ptr"), id = r_element(rows, "id"), value = r_element(rows, "value");
  const struct arrange_rows in = {.tokens = (size_t)XLENGTH(ptr) - 1,
                                  .attributes = (size_t)Rf_asInteger(attributes),
                                  .labels = (size_t)Rf_asInteger(labels),
                                  .row = INTEGER_RO(ptr),
                                  .attribute = INTEGER_RO(id),
                                  .label = label == R_NilValue ? NULL : INTEGER_RO(label)};
  check_ascending(in.row, in.tokens, "ptr");
  check_below(in.attribute, (size_t)in.row[in.tokens], in.attributes, 0, "id");
  if (in.label) check_below(in.label, in.tokens, in.labels, -1, "label");
  const struct arrangement out = arrange(&in, Rf_asLogical(observed) == 1, (size_t)Rf_asInteger(from), &host);
  const char *names[] = {"row", "attribute", "value", "order", "full", "first", "pair_label", ""};
  SEXP answer = PROTECT(Rf_mkNamed(VECSXP, names));
  SET_VECTOR_ELT(answer, 0, ptr);
  SET_VECTOR_ELT(answer, 1, Rf_allocVector(INTSXP, XLENGTH(id)));
  if (value != R_NilValue) SET_VECTOR_ELT(answer, 2, Rf_allocVector(REALSXP, XLENGTH(id)));
  SET_VECTOR_ELT(answer, 3, r_integers(out.order, out.attributes));
  SET_VECTOR_ELT(answer, 4, Rf_ScalarInteger((int)out.full));
  SET_VECTOR_ELT(answer, 5, r_integers(out.first, out.attributes + 1));
  SET_VECTOR_ELT(answer, 6, r_integers(out.pair_label, out.pairs));
  arrange_apply(&out, &in, value == R_NilValue ? NULL : REAL_RO(value), INTEGER(VECTOR_ELT(answer, 1)),
                value == R_NilValue ? NULL : REAL(VECTOR_ELT(answer, 2)));
  UNPROTECT(1);
  return answer;
}

/* The arrangement of a fit (order: per place, which of its attributes) for other rows: list(row, attribute,
   value) */
SEXP r_crf_apply(SEXP rows, SEXP order, SEXP full) {
  const struct host host = r_host(1, false);
  SEXP ptr = r_element(rows, "ptr"), id = r_element(rows, "id"), value = r_element(rows, "value");
  const size_t n = (size_t)XLENGTH(order);
  const struct arrange_rows in = {.tokens = (size_t)XLENGTH(ptr) - 1,
                                  .attributes = n,
                                  .row = INTEGER_RO(ptr),
                                  .attribute = INTEGER_RO(id)};
  check_ascending(in.row, in.tokens, "ptr");
  check_below(in.attribute, (size_t)in.row[in.tokens], n, 0, "id");
  check_below(INTEGER_RO(order), n, n, 0, "order");
  const struct arrangement fit = {.full = (size_t)Rf_asInteger(full),
                                  .place = host_alloc(&host, (n + 1) * sizeof *fit.place)};
  for (size_t k = 0; k < n; k++) fit.place[INTEGER_RO(order)[k]] = (int)k;
  const char *names[] = {"row", "attribute", "value", ""};
  SEXP out = PROTECT(Rf_mkNamed(VECSXP, names));
  SET_VECTOR_ELT(out, 0, ptr);
  SET_VECTOR_ELT(out, 1, Rf_allocVector(INTSXP, XLENGTH(id)));
  const bool valued = value != R_NilValue;
  if (valued) SET_VECTOR_ELT(out, 2, Rf_allocVector(REALSXP, XLENGTH(id)));
  arrange_apply(&fit, &in, valued ? REAL_RO(value) : NULL, INTEGER(VECTOR_ELT(out, 1)),
                valued ? REAL(VECTOR_ELT(out, 2)) : NULL);
  UNPROTECT(1);
  return out;
}

/* ---- Newton -------------------------------------------------------------------------------------------- */

static SEXP covariance_of(const struct crf_answer *answer, const struct host *host) {
  const size_t p = answer->newton->parameters;
  SEXP out = PROTECT(Rf_allocMatrix(REALSXP, (int)p, (int)p));
  double *work = host_doubles(host, information_work(&answer->newton->shape) + 4 * p + 8);
  information_covariance(&answer->factor, REAL(out), work);
  UNPROTECT(1);
  return out;
}

static const bool *r_free(SEXP free, const struct crf *crf, const struct host *host) {
  const size_t p = crf_parameters(crf);
  if (free == R_NilValue) return NULL;
  if (TYPEOF(free) != LGLSXP || (size_t)XLENGTH(free) != p) Rf_error("internal error: free");
  bool *out = host_alloc(host, p + 1);
  for (size_t j = 0; j < p; j++) out[j] = LOGICAL_RO(free)[j] == 1;
  return out;
}

SEXP r_crf_newton(SEXP problem, SEXP start, SEXP l2, SEXP free, SEXP settings) {
  struct host host = r_settings_host(settings);
  struct crf_task task = {.crf = r_crf(problem),
                          .rule = {.tolerance = Rf_asReal(r_element(settings, "tolerance")),
                                   .steps = (size_t)Rf_asInteger(r_element(settings, "steps")),
                                   .steer = CURVATURE_OBSERVED,
                                   .report = CURVATURE_OBSERVED}};
  host.threads = newton_threads(&task.crf, host.threads);
  task.start = r_crf_weights(start, &task.crf);
  task.l2 = l2 == R_NilValue ? NULL : r_crf_weights(l2, &task.crf);
  task.free = r_free(free, &task.crf, &host);
  struct crf_answer answer;
  crf_newton(&task, &answer, &host);
  const struct newton *newton = answer.newton;
  const size_t p = newton->parameters;
  const char *names[] = {"theta",   "score",     "cov",     "direction", "loglik",   "figures", "outcome",
                         "overlap", "converged", "threads", "kernel",    "residual", ""};
  SEXP out = PROTECT(Rf_mkNamed(VECSXP, names));
  SET_VECTOR_ELT(out, 0, r_numbers(newton->theta, p));
  SET_VECTOR_ELT(out, 1, r_numbers(answer.score, p));
  if (newton->converged) SET_VECTOR_ELT(out, 2, covariance_of(&answer, &host));
  SET_VECTOR_ELT(out, 3, r_numbers(newton->direction, p));
  SET_VECTOR_ELT(out, 4, r_numbers(&answer.log_likelihood.high, 2));
  SET_VECTOR_ELT(out, 5, r_figures(newton));
  SET_VECTOR_ELT(out, 6, Rf_ScalarInteger((int)newton->outcome));
  SET_VECTOR_ELT(out, 7, Rf_ScalarInteger((int)newton->overlap));
  SET_VECTOR_ELT(out, 8, Rf_ScalarLogical(newton->converged));
  SET_VECTOR_ELT(out, 9, Rf_ScalarInteger(answer.threads_seen));
  SET_VECTOR_ELT(out, 10, Rf_mkString(kernel_current()->name));
  SET_VECTOR_ELT(out, 11, r_numbers(newton->residual, p));
  UNPROTECT(1);
  return out;
}

/* ---- at a given theta ---------------------------------------------------------------------------------- */

/* list(value, gradient): the log-likelihood in two doubles */
SEXP r_crf_gradient(SEXP problem, SEXP theta, SEXP threads) {
  const struct r_crf_at in = r_crf_at(problem, theta, threads);
  struct crf_sweep *sweep = crf_sweep_new(&in.crf, crf_lane_bytes(&in.crf), &in.host);
  const char *names[] = {"value", "gradient", ""};
  SEXP out = PROTECT(Rf_mkNamed(VECSXP, names));
  SET_VECTOR_ELT(out, 1, Rf_allocVector(REALSXP, XLENGTH(theta)));
  const struct pair value = crf_gradient(crf_sums_new(sweep, &in.host), in.theta, REAL(VECTOR_ELT(out, 1)));
  SET_VECTOR_ELT(out, 0, r_numbers(&value.high, 2));
  UNPROTECT(1);
  return out;
}

SEXP r_crf_information(SEXP problem, SEXP theta, SEXP threads) {
  const struct r_crf_at in = r_crf_at(problem, theta, threads);
  const size_t p = crf_parameters(&in.crf);
  struct crf_sweep *sweep = crf_sweep_new(&in.crf, crf_curvature_lane_bytes(&in.crf), &in.host);
  SEXP out = PROTECT(Rf_allocMatrix(REALSXP, (int)p, (int)p));
  struct information h = information_bind(&(struct shape){.tail = p}, REAL(out));
  crf_information(crf_curvature_new(sweep, &in.host), in.theta, &h);
  for (size_t j = 0; j < p; j++)
    for (size_t i = 0; i < j; i++) REAL(out)[i * p + j] = REAL(out)[j * p + i];
  UNPROTECT(1);
  return out;
}

/* the information at theta times a direction */
SEXP r_crf_tangent(SEXP problem, SEXP theta, SEXP direction, SEXP threads) {
  const struct r_crf_at in = r_crf_at(problem, theta, threads);
  const double *along = r_crf_weights(direction, &in.crf);
  struct crf_sweep *sweep = crf_sweep_new(&in.crf, crf_lane_bytes(&in.crf), &in.host);
  SEXP out = PROTECT(Rf_allocVector(REALSXP, XLENGTH(theta)));
  crf_tangent(crf_tangent_new(sweep, &in.host), in.theta, along, REAL(out));
  UNPROTECT(1);
  return out;
}

/* per weight: the sum over the tokens of its feature's variance */
SEXP r_crf_variances(SEXP problem, SEXP theta, SEXP threads) {
  const struct r_crf_at in = r_crf_at(problem, theta, threads);
  SEXP out = PROTECT(Rf_allocVector(REALSXP, XLENGTH(theta)));
  crf_variances(&in.crf, in.theta, REAL(out), &in.host);
  UNPROTECT(1);
  return out;
}

/* sequences x parameters */
SEXP r_crf_scores(SEXP problem, SEXP theta, SEXP threads) {
  const struct r_crf_at in = r_crf_at(problem, theta, threads);
  struct crf_sweep *sweep = crf_sweep_new(&in.crf, crf_curvature_lane_bytes(&in.crf), &in.host);
  SEXP out = PROTECT(Rf_allocMatrix(REALSXP, (int)in.crf.sequences, (int)crf_parameters(&in.crf)));
  crf_scores(crf_curvature_new(sweep, &in.host), in.theta, REAL(out));
  UNPROTECT(1);
  return out;
}

/* ---- separation ---------------------------------------------------------------------------------------- */

/* raw: which label pairs of each token the limiting likelihood along `direction` keeps */
SEXP r_crf_face(SEXP problem, SEXP direction, SEXP tolerance, SEXP threads) {
  const struct r_crf_at in = r_crf_at(problem, direction, threads);
  const double cells = (double)in.crf.tokens * (double)in.crf.labels * (double)in.crf.labels;
  SEXP out = PROTECT(Rf_allocVector(RAWSXP, (R_xlen_t)cells));
  crf_face(&in.crf, in.theta, Rf_asReal(tolerance), RAW(out), &in.host);
  UNPROTECT(1);
  return out;
}

/* c(ratio, toward, against, eta): see crf_extremes.h */
SEXP r_crf_extremes(SEXP problem, SEXP theta, SEXP direction, SEXP threads) {
  const struct r_crf_at in = r_crf_at(problem, theta, threads);
  const double *along = r_crf_weights(direction, &in.crf);
  struct largest largest;
  crf_extremes(crf_extremes_new(crf_sweep_new(&in.crf, 1, &in.host), &in.host), in.theta, along, &largest);
  const double x[] = {largest.ratio, largest.toward, largest.against, largest.eta};
  return r_numbers(x, 4);
}
