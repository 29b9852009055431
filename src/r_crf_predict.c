/* r_crf_predict: what a conditional random field says of sequences, for R: scores, probabilities, paths and
   draws. A visitor writes each sequence's share. */
#include "decode.h"
#include "r_crf.h"

struct output {
  double *node, *edge, *log_z, *path_score;
  int *path;
  const double *uniform;
  size_t paths, tokens, labels, *found;
  void **work;
  bool known;
};

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
  const struct r_crf_at in = r_crf_at(problem, theta, threads);
  SEXP answer = PROTECT(Rf_allocMatrix(REALSXP, (int)in.crf.tokens, (int)in.crf.labels));
  struct output out = {.node = REAL(answer), .tokens = in.crf.tokens, .labels = in.crf.labels};
  crf_each(crf_sweep_new(&in.crf, 1, &in.host), in.theta, write_scores, &out);
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
  const struct r_crf_at in = r_crf_at(problem, theta, threads);
  SEXP answer = PROTECT(Rf_allocMatrix(REALSXP, (int)in.crf.tokens, (int)in.crf.labels));
  struct output out = {.node = REAL(answer),
                       .tokens = in.crf.tokens,
                       .labels = in.crf.labels,
                       .known = Rf_asLogical(known) == 1};
  crf_each(crf_sweep_new(&in.crf, 1, &in.host), in.theta, write_nodes, &out);
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
  const struct r_crf_at in = r_crf_at(problem, theta, threads);
  SEXP answer = PROTECT(Rf_alloc3DArray(REALSXP, (int)in.crf.tokens, (int)in.crf.labels, (int)in.crf.labels));
  struct output out = {.edge = REAL(answer),
                       .tokens = in.crf.tokens,
                       .labels = in.crf.labels,
                       .known = Rf_asLogical(known) == 1};
  crf_each(crf_sweep_new(&in.crf, 1, &in.host), in.theta, write_edges, &out);
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
  const struct r_crf_at in = r_crf_at(problem, theta, threads);
  const char *names[] = {"log_z", "score", ""};
  SEXP answer = PROTECT(Rf_mkNamed(VECSXP, names));
  for (int k = 0; k < 2; k++) {
    SET_VECTOR_ELT(answer, k, Rf_allocVector(REALSXP, (R_xlen_t)in.crf.sequences));
    for (size_t s = 0; s < in.crf.sequences; s++) REAL(VECTOR_ELT(answer, k))[s] = 0;
  }
  struct output out = {.log_z = REAL(VECTOR_ELT(answer, 0)), .path_score = REAL(VECTOR_ELT(answer, 1))};
  crf_each(crf_sweep_new(&in.crf, 1, &in.host), in.theta, write_partition, &out);
  UNPROTECT(1);
  return answer;
}

static void write_paths(const struct crf_visit *visit, void *data) {
  const struct output *out = data;
  const struct scores scores = out->known ? crf_known_scores(visit) : visit->scores;
  double *score = out->path_score + visit->sequence * out->paths;
  void *work = out->work[crf_worker(visit)];
  if (out->paths == 1) {
    out->found[visit->sequence] = decode_best(&scores, out->path + visit->token, score, work);
    return;
  }
  int *path = out->path + visit->token * out->paths; /* paths x length, this sequence's */
  out->found[visit->sequence] = decode_n_best(&scores, out->paths, path, score, work);
}

/* list(path, score, found): path: for each sequence its `paths` best label sequences, one after the other */
SEXP r_crf_paths(SEXP problem, SEXP theta, SEXP paths, SEXP known, SEXP threads) {
  const struct r_crf_at in = r_crf_at(problem, theta, threads);
  const size_t n = (size_t)Rf_asInteger(paths);
  struct crf_sweep *sweep = crf_sweep_new(&in.crf, 1, &in.host);
  const size_t size = decode_work(sweep->longest, in.crf.labels, n);
  if (size == SIZE_MAX) r_check(STATUS_MEMORY);
  const size_t workers = crf_workers(sweep);
  const char *names[] = {"path", "score", "found", ""};
  SEXP answer = PROTECT(Rf_mkNamed(VECSXP, names));
  SET_VECTOR_ELT(answer, 0, Rf_allocVector(INTSXP, (R_xlen_t)(in.crf.tokens * n)));
  SET_VECTOR_ELT(answer, 1, Rf_allocMatrix(REALSXP, (int)n, (int)in.crf.sequences));
  SET_VECTOR_ELT(answer, 2, Rf_allocVector(INTSXP, (R_xlen_t)in.crf.sequences));
  struct output out = {.path = INTEGER(VECTOR_ELT(answer, 0)),
                       .path_score = REAL(VECTOR_ELT(answer, 1)),
                       .paths = n,
                       .known = Rf_asLogical(known) == 1,
                       .found = host_alloc(&in.host, (in.crf.sequences + 1) * sizeof *out.found),
                       .work = host_alloc(&in.host, workers * sizeof *out.work)};
  for (size_t k = 0; k < workers; k++) out.work[k] = host_alloc(&in.host, size);
  for (size_t k = 0; k < in.crf.tokens * n; k++) out.path[k] = NA_INTEGER;
  for (size_t k = 0; k < in.crf.sequences * n; k++) out.path_score[k] = NA_REAL;
  for (size_t s = 0; s < in.crf.sequences; s++) out.found[s] = 0;
  crf_each(sweep, in.theta, write_paths, &out);
  for (size_t s = 0; s < in.crf.sequences; s++) INTEGER(VECTOR_ELT(answer, 2))[s] = (int)out.found[s];
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
  const struct r_crf_at in = r_crf_at(problem, theta, threads);
  SEXP answer = PROTECT(Rf_allocVector(INTSXP, (R_xlen_t)in.crf.tokens));
  struct output out = {.path = INTEGER(answer),
                       .uniform = r_doubles(uniform, in.crf.tokens),
                       .labels = in.crf.labels,
                       .known = Rf_asLogical(known) == 1};
  crf_each(crf_sweep_new(&in.crf, 1, &in.host), in.theta, write_draw, &out);
  UNPROTECT(1);
  return answer;
}
