/* r_crf: conditional random fields for R. A problem is a list (R/crf_problem.R) whose vectors are read in
   place. */
#include "crf_arrange.h"
#include "crf_extremes.h"
#include "crf_face.h"
#include "crf_fit.h"
#include "crf_information.h"
#include "crf_tangent.h"
#include "decode.h"
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

static const double *r_theta(SEXP theta, const struct crf *crf) {
  if (TYPEOF(theta) != REALSXP || (size_t)XLENGTH(theta) != crf_parameters(crf))
    Rf_error("internal error: theta");
  return REAL_RO(theta);
}

static SEXP number_vector(const double *x, size_t n) {
  SEXP out = Rf_allocVector(REALSXP, (R_xlen_t)n);
  for (size_t i = 0; i < n; i++) REAL(out)[i] = x[i];
  return out;
}

/* ---- arrangement --------------------------------------------------------------------------------------- */

static SEXP integer_vector(const int *x, size_t n) {
  SEXP out = Rf_allocVector(INTSXP, (R_xlen_t)n);
  for (size_t i = 0; i < n; i++) INTEGER(out)[i] = x[i];
  return out;
}

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
  SET_VECTOR_ELT(answer, 3, integer_vector(out.order, out.attributes));
  SET_VECTOR_ELT(answer, 4, Rf_ScalarInteger((int)out.full));
  SET_VECTOR_ELT(answer, 5, integer_vector(out.first, out.attributes + 1));
  SET_VECTOR_ELT(answer, 6, integer_vector(out.pair_label, out.pairs));
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

/* steps, largest step, condition, ratio, rounding of the score, largest |score|, toward, value, its low part,
   norm of the inverse, decrement: as r_fit's */
static SEXP figures(const struct crf_answer *answer) {
  const struct newton *newton = answer->newton;
  const double x[] = {(double)newton->steps,  newton->largest_step,  newton->condition,
                      newton->largest.ratio,  newton->largest.error, newton->largest.eta,
                      newton->largest.toward, newton->value,         newton->value_low,
                      newton->inverse,        newton->decrement};
  return number_vector(x, sizeof x / sizeof *x);
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
  task.start = r_theta(start, &task.crf);
  task.l2 = l2 == R_NilValue ? NULL : r_theta(l2, &task.crf);
  task.free = r_free(free, &task.crf, &host);
  struct crf_answer answer;
  r_check(crf_newton(&task, &answer, &host));
  const struct newton *newton = answer.newton;
  const size_t p = newton->parameters;
  const char *names[] = {"theta",   "score",     "cov",     "direction", "loglik",   "figures", "outcome",
                         "overlap", "converged", "threads", "kernel",    "residual", ""};
  SEXP out = PROTECT(Rf_mkNamed(VECSXP, names));
  SET_VECTOR_ELT(out, 0, number_vector(newton->theta, p));
  SET_VECTOR_ELT(out, 1, number_vector(answer.score, p));
  if (newton->converged) SET_VECTOR_ELT(out, 2, covariance_of(&answer, &host));
  SET_VECTOR_ELT(out, 3, number_vector(newton->direction, p));
  SET_VECTOR_ELT(out, 4, number_vector(&answer.log_likelihood.high, 2));
  SET_VECTOR_ELT(out, 5, figures(&answer));
  SET_VECTOR_ELT(out, 6, Rf_ScalarInteger((int)newton->outcome));
  SET_VECTOR_ELT(out, 7, Rf_ScalarInteger((int)newton->overlap));
  SET_VECTOR_ELT(out, 8, Rf_ScalarLogical(newton->converged));
  SET_VECTOR_ELT(out, 9, Rf_ScalarInteger(answer.threads_seen));
  SET_VECTOR_ELT(out, 10, Rf_mkString(kernel_current()->name));
  SET_VECTOR_ELT(out, 11, number_vector(newton->residual, p));
  UNPROTECT(1);
  return out;
}

/* ---- at a given theta ---------------------------------------------------------------------------------- */

/* list(value, gradient): the log-likelihood in two doubles */
SEXP r_crf_gradient(SEXP problem, SEXP theta, SEXP threads) {
  const struct crf crf = r_crf(problem);
  const struct host host = r_host(r_crf_threads(&crf, Rf_asInteger(threads)), false);
  const double *at = r_theta(theta, &crf);
  struct crf_sweep *sweep = crf_sweep_new(&crf, crf_lane_bytes(&crf), &host);
  const char *names[] = {"value", "gradient", ""};
  SEXP out = PROTECT(Rf_mkNamed(VECSXP, names));
  SET_VECTOR_ELT(out, 1, Rf_allocVector(REALSXP, XLENGTH(theta)));
  const struct pair value = crf_gradient(crf_sums_new(sweep, &host), at, REAL(VECTOR_ELT(out, 1)));
  SET_VECTOR_ELT(out, 0, number_vector(&value.high, 2));
  UNPROTECT(1);
  return out;
}

SEXP r_crf_information(SEXP problem, SEXP theta, SEXP threads) {
  const struct crf crf = r_crf(problem);
  const struct host host = r_host(r_crf_threads(&crf, Rf_asInteger(threads)), false);
  const double *at = r_theta(theta, &crf);
  const size_t p = crf_parameters(&crf);
  struct crf_sweep *sweep = crf_sweep_new(&crf, crf_curvature_lane_bytes(&crf), &host);
  SEXP out = PROTECT(Rf_allocMatrix(REALSXP, (int)p, (int)p));
  struct information h = information_bind(&(struct shape){.tail = p}, REAL(out));
  crf_information(crf_curvature_new(sweep, &host), at, &h);
  for (size_t j = 0; j < p; j++)
    for (size_t i = 0; i < j; i++) REAL(out)[i * p + j] = REAL(out)[j * p + i];
  UNPROTECT(1);
  return out;
}

/* the information at theta times a direction */
SEXP r_crf_tangent(SEXP problem, SEXP theta, SEXP direction, SEXP threads) {
  const struct crf crf = r_crf(problem);
  const struct host host = r_host(r_crf_threads(&crf, Rf_asInteger(threads)), false);
  const double *at = r_theta(theta, &crf), *along = r_theta(direction, &crf);
  struct crf_sweep *sweep = crf_sweep_new(&crf, crf_lane_bytes(&crf), &host);
  SEXP out = PROTECT(Rf_allocVector(REALSXP, XLENGTH(theta)));
  crf_tangent(crf_tangent_new(sweep, &host), at, along, REAL(out));
  UNPROTECT(1);
  return out;
}

/* per weight: the sum over the tokens of its feature's variance */
SEXP r_crf_variances(SEXP problem, SEXP theta, SEXP threads) {
  const struct crf crf = r_crf(problem);
  const struct host host = r_host(r_crf_threads(&crf, Rf_asInteger(threads)), false);
  const double *at = r_theta(theta, &crf);
  SEXP out = PROTECT(Rf_allocVector(REALSXP, XLENGTH(theta)));
  crf_variances(&crf, at, REAL(out), &host);
  UNPROTECT(1);
  return out;
}

/* sequences x parameters */
SEXP r_crf_scores(SEXP problem, SEXP theta, SEXP threads) {
  const struct crf crf = r_crf(problem);
  const struct host host = r_host(r_crf_threads(&crf, Rf_asInteger(threads)), false);
  const double *at = r_theta(theta, &crf);
  struct crf_sweep *sweep = crf_sweep_new(&crf, crf_curvature_lane_bytes(&crf), &host);
  SEXP out = PROTECT(Rf_allocMatrix(REALSXP, (int)crf.sequences, (int)crf_parameters(&crf)));
  crf_scores(crf_curvature_new(sweep, &host), at, REAL(out));
  UNPROTECT(1);
  return out;
}

/* ---- predictions --------------------------------------------------------------------------------------- */

struct output {
  double *node, *edge, *log_z, *path_score;
  int *path;
  const double *uniform;
  size_t paths, tokens, labels, *found;
  void **work;
  bool known;
};

static struct crf_sweep *plain_sweep(const struct crf *crf, const struct host *host) {
  return crf_sweep_new(crf, 1, host);
}

static const struct chain *run_as_asked(const struct crf_visit *visit, const struct output *out) {
  return out->known ? crf_run_known(visit) : crf_run(visit);
}

static void write_scores(const struct crf_visit *visit, void *data) {
  const struct output *out = data;
  for (size_t t = 0; t < visit->scores.length; t++)
    for (size_t j = 0; j < out->labels; j++)
      out->node[j * out->tokens + visit->token + t] = visit->scores.node[t * visit->scores.stride + j];
}

/* tokens x labels: the scores of labels, those of ends included */
SEXP r_crf_link(SEXP problem, SEXP theta, SEXP threads) {
  const struct crf crf = r_crf(problem);
  const struct host host = r_host(r_crf_threads(&crf, Rf_asInteger(threads)), false);
  const double *at = r_theta(theta, &crf);
  SEXP answer = PROTECT(Rf_allocMatrix(REALSXP, (int)crf.tokens, (int)crf.labels));
  struct output out = {.node = REAL(answer), .tokens = crf.tokens, .labels = crf.labels};
  crf_each(plain_sweep(&crf, &host), at, write_scores, &out);
  UNPROTECT(1);
  return answer;
}

static void write_nodes(const struct crf_visit *visit, void *data) {
  const struct output *out = data;
  const struct chain *chain = run_as_asked(visit, out);
  for (size_t t = 0; t < visit->scores.length; t++) {
    chain_node(chain, t, visit->thread->buffer);
    for (size_t j = 0; j < out->labels; j++)
      out->node[j * out->tokens + visit->token + t] = visit->thread->buffer[j];
  }
}

/* tokens x labels; known: given the labels that are known */
SEXP r_crf_nodes(SEXP problem, SEXP theta, SEXP known, SEXP threads) {
  const struct crf crf = r_crf(problem);
  const struct host host = r_host(r_crf_threads(&crf, Rf_asInteger(threads)), false);
  const double *at = r_theta(theta, &crf);
  SEXP answer = PROTECT(Rf_allocMatrix(REALSXP, (int)crf.tokens, (int)crf.labels));
  struct output out = {
      .node = REAL(answer), .tokens = crf.tokens, .labels = crf.labels, .known = Rf_asLogical(known) == 1};
  crf_each(plain_sweep(&crf, &host), at, write_nodes, &out);
  UNPROTECT(1);
  return answer;
}

static void write_edges(const struct crf_visit *visit, void *data) {
  const struct output *out = data;
  const struct chain *chain = run_as_asked(visit, out);
  const size_t labels = out->labels, stride = visit->scores.stride;
  for (size_t t = 0; t < visit->scores.length; t++) {
    if (t > 0) chain_edge(chain, t, visit->thread->matrix);
    for (size_t i = 0; i < labels; i++)
      for (size_t j = 0; j < labels; j++)
        out->edge[(j * labels + i) * out->tokens + visit->token + t] =
            t > 0 ? visit->thread->matrix[i * stride + j] : NA_REAL;
  }
}

/* tokens x from x to; NA at the first token of a sequence */
SEXP r_crf_edges(SEXP problem, SEXP theta, SEXP known, SEXP threads) {
  const struct crf crf = r_crf(problem);
  const struct host host = r_host(r_crf_threads(&crf, Rf_asInteger(threads)), false);
  const double *at = r_theta(theta, &crf);
  SEXP answer = PROTECT(Rf_alloc3DArray(REALSXP, (int)crf.tokens, (int)crf.labels, (int)crf.labels));
  struct output out = {
      .edge = REAL(answer), .tokens = crf.tokens, .labels = crf.labels, .known = Rf_asLogical(known) == 1};
  crf_each(plain_sweep(&crf, &host), at, write_edges, &out);
  UNPROTECT(1);
  return answer;
}

static void write_partition(const struct crf_visit *visit, void *data) {
  const struct output *out = data;
  chain_forward(visit->thread->chain, &visit->scores);
  out->log_z[visit->sequence] = visit->thread->chain->log_z;
  if (!visit->sweep->crf->label) return;
  out->path_score[visit->sequence] =
      crf_partial(visit) ? crf_run_known(visit)->log_z
                         : chain_path_score(&visit->scores, visit->sweep->crf->label + visit->token);
}

/* per sequence: list(log_z, score): log partition function; score of its labels (of all paths that agree with
   the known ones); 0 where a sequence is empty */
SEXP r_crf_partition(SEXP problem, SEXP theta, SEXP threads) {
  const struct crf crf = r_crf(problem);
  const struct host host = r_host(r_crf_threads(&crf, Rf_asInteger(threads)), false);
  const double *at = r_theta(theta, &crf);
  const char *names[] = {"log_z", "score", ""};
  SEXP answer = PROTECT(Rf_mkNamed(VECSXP, names));
  for (int k = 0; k < 2; k++) {
    SET_VECTOR_ELT(answer, k, Rf_allocVector(REALSXP, (R_xlen_t)crf.sequences));
    for (size_t s = 0; s < crf.sequences; s++) REAL(VECTOR_ELT(answer, k))[s] = 0;
  }
  struct output out = {.log_z = REAL(VECTOR_ELT(answer, 0)), .path_score = REAL(VECTOR_ELT(answer, 1))};
  crf_each(plain_sweep(&crf, &host), at, write_partition, &out);
  UNPROTECT(1);
  return answer;
}

static void write_paths(const struct crf_visit *visit, void *data) {
  const struct output *out = data;
  const struct crf *crf = visit->sweep->crf;
  const size_t length = visit->scores.length, thread = (size_t)(visit->thread - visit->sweep->thread);
  struct scores scores = visit->scores;
  if (out->known && crf->label) {
    decode_constrain(&visit->scores, crf->label + visit->token, visit->thread->known_node);
    scores.node = visit->thread->known_node;
  }
  double *score = out->path_score + visit->sequence * out->paths;
  if (out->paths == 1) {
    out->found[visit->sequence] = decode_best(&scores, out->path + visit->token, score, out->work[thread]);
    return;
  }
  int *path = out->path + visit->token * out->paths; /* paths x length, this sequence's */
  out->found[visit->sequence] = decode_n_best(&scores, out->paths, path, score, out->work[thread]);
  (void)length;
}

/* list(path, score, found): path: for each sequence its `paths` best label sequences, one after the other */
SEXP r_crf_paths(SEXP problem, SEXP theta, SEXP paths, SEXP known, SEXP threads) {
  const struct crf crf = r_crf(problem);
  const struct host host = r_host(r_crf_threads(&crf, Rf_asInteger(threads)), false);
  const double *at = r_theta(theta, &crf);
  const size_t n = (size_t)Rf_asInteger(paths);
  struct crf_sweep *sweep = plain_sweep(&crf, &host);
  const size_t size = decode_work(sweep->longest, crf.labels, n);
  if (size == SIZE_MAX) r_check(STATUS_MEMORY);
  const size_t workers = (size_t)host.threads < sweep->lanes ? (size_t)host.threads : sweep->lanes;
  const char *names[] = {"path", "score", "found", ""};
  SEXP answer = PROTECT(Rf_mkNamed(VECSXP, names));
  SET_VECTOR_ELT(answer, 0, Rf_allocVector(INTSXP, (R_xlen_t)(crf.tokens * n)));
  SET_VECTOR_ELT(answer, 1, Rf_allocMatrix(REALSXP, (int)n, (int)crf.sequences));
  SET_VECTOR_ELT(answer, 2, Rf_allocVector(INTSXP, (R_xlen_t)crf.sequences));
  struct output out = {.path = INTEGER(VECTOR_ELT(answer, 0)),
                       .path_score = REAL(VECTOR_ELT(answer, 1)),
                       .paths = n,
                       .known = Rf_asLogical(known) == 1,
                       .found = host_alloc(&host, (crf.sequences + 1) * sizeof *out.found),
                       .work = host_alloc(&host, workers * sizeof *out.work)};
  for (size_t k = 0; k < workers; k++) out.work[k] = host_alloc(&host, size);
  for (size_t k = 0; k < crf.tokens * n; k++) out.path[k] = NA_INTEGER;
  for (size_t k = 0; k < crf.sequences * n; k++) out.path_score[k] = NA_REAL;
  for (size_t s = 0; s < crf.sequences; s++) out.found[s] = 0;
  crf_each(sweep, at, write_paths, &out);
  for (size_t s = 0; s < crf.sequences; s++) INTEGER(VECTOR_ELT(answer, 2))[s] = (int)out.found[s];
  UNPROTECT(1);
  return answer;
}

static void write_draw(const struct crf_visit *visit, void *data) {
  const struct output *out = data;
  const struct chain *chain = run_as_asked(visit, out);
  chain_draw(chain, out->uniform + visit->token, out->path + visit->token, visit->thread->matrix);
}

/* a label for each token, drawn by one uniform number each */
SEXP r_crf_draw(SEXP problem, SEXP theta, SEXP uniform, SEXP known, SEXP threads) {
  const struct crf crf = r_crf(problem);
  const struct host host = r_host(r_crf_threads(&crf, Rf_asInteger(threads)), false);
  const double *at = r_theta(theta, &crf);
  if (TYPEOF(uniform) != REALSXP || (size_t)XLENGTH(uniform) != crf.tokens)
    Rf_error("internal error: uniform");
  SEXP answer = PROTECT(Rf_allocVector(INTSXP, (R_xlen_t)crf.tokens));
  struct output out = {.path = INTEGER(answer),
                       .uniform = REAL_RO(uniform),
                       .labels = crf.labels,
                       .known = Rf_asLogical(known) == 1};
  crf_each(plain_sweep(&crf, &host), at, write_draw, &out);
  UNPROTECT(1);
  return answer;
}

/* ---- separation ---------------------------------------------------------------------------------------- */

/* raw: which label pairs of each token the limiting likelihood along `direction` keeps */
SEXP r_crf_face(SEXP problem, SEXP direction, SEXP tolerance, SEXP threads) {
  const struct crf crf = r_crf(problem);
  const struct host host = r_host(r_crf_threads(&crf, Rf_asInteger(threads)), false);
  const double *at = r_theta(direction, &crf);
  const double cells = (double)crf.tokens * (double)crf.labels * (double)crf.labels;
  SEXP out = PROTECT(Rf_allocVector(RAWSXP, (R_xlen_t)cells));
  crf_face(&crf, at, Rf_asReal(tolerance), RAW(out), &host);
  UNPROTECT(1);
  return out;
}

/* c(ratio, toward, against, eta): see crf_extremes.h */
SEXP r_crf_extremes(SEXP problem, SEXP theta, SEXP direction, SEXP threads) {
  const struct crf crf = r_crf(problem);
  const struct host host = r_host(r_crf_threads(&crf, Rf_asInteger(threads)), false);
  const double *at = r_theta(theta, &crf), *along = r_theta(direction, &crf);
  struct largest largest;
  crf_extremes(crf_extremes_new(plain_sweep(&crf, &host), &host), at, along, &largest);
  const double x[] = {largest.ratio, largest.toward, largest.against, largest.eta};
  return number_vector(x, 4);
}
