#include "crf.h"
#include <math.h>
#include <string.h>
#include "decode.h"
#include "threads.h"

enum { LANES_MOST = 16, ROUND_TOKENS = 1 << 18 };

/* ---- sizes --------------------------------------------------------------------------------------------- */

static size_t longest_sequence(const struct crf *crf) {
  size_t longest = 1;
  for (size_t s = 0; s < crf->sequences; s++)
    if (crf_length(crf, s) > longest) longest = crf_length(crf, s);
  return longest;
}

/* a power of two, so that two or four threads have the same to do */
static size_t count_lanes(const struct crf *crf, size_t lane_bytes) {
  static const size_t room = (size_t)24 << 20;
  size_t lanes = 1;
  while (2 * lanes <= LANES_MOST && 2 * lanes <= crf->sequences &&
         (lanes == 1 || 2 * lanes * lane_bytes <= room))
    lanes *= 2;
  return lanes;
}

/* where the sequences of a lane begin: equal numbers of tokens */
static size_t *lane_starts(const struct crf *crf, size_t lanes, const struct host *host) {
  size_t *start = host_alloc(host, (lanes + 1) * sizeof *start), s = 0;
  for (size_t l = 0; l < lanes; l++) {
    const double wanted = (double)crf->tokens * (double)l / (double)lanes;
    while (s < crf->sequences && (double)crf->start[s] < wanted) s++;
    start[l] = s;
  }
  start[lanes] = crf->sequences;
  return start;
}

/* ---- workspace ----------------------------------------------------------------------------------------- */

static bool edges_own(const struct crf *crf) {
  return crf->face != NULL;
}

static struct crf_thread new_thread(const struct crf_sweep *sweep, const struct host *host) {
  const size_t size = sweep->longest * sweep->stride, matrix = sweep->crf->labels * sweep->stride;
  struct crf_thread thread = {.node = host_doubles(host, size),
                              .known_node = host_doubles(host, size),
                              .buffer = host_doubles(host, 2 * sweep->stride),
                              .matrix = host_doubles(host, matrix),
                              .edges = sweep->edges};
  if (edges_own(sweep->crf)) {
    double *score = host_doubles(host, sweep->longest * matrix);
    thread.edges = edges_new(sweep->crf->labels, sweep->longest, score, host);
    thread.class_of = host_alloc(host, sweep->longest * sizeof *thread.class_of);
    for (size_t t = 0; t < sweep->longest; t++) thread.class_of[t] = (int)t;
  }
  thread.chain = chain_new(sweep->longest, thread.edges, sweep->kernel, host);
  thread.known = chain_new(sweep->longest, thread.edges, sweep->kernel, host);
  return thread;
}

static void split_rows(struct crf_sweep *sweep, const struct host *host) {
  const struct crf *crf = sweep->crf;
  sweep->split = host_alloc(host, (crf->tokens + 1) * sizeof *sweep->split);
  for (size_t t = 0; t < crf->tokens; t++) {
    int k = crf->row[t];
    while (k < crf->row[t + 1] && (size_t)crf->attribute[k] < crf->full) k++;
    sweep->split[t] = k;
  }
  const size_t pairs = crf_pairs(crf);
  sweep->pair_label = host_alloc(host, (pairs + 1) * sizeof *sweep->pair_label);
  for (size_t k = 0; k < pairs; k++) sweep->pair_label[k] = (uint16_t)crf->pair_label[k];
}

/* how many pairs the attributes of a token have beside whole rows; written where `at` says, if it does */
static int spell_out(struct crf_sweep *sweep, size_t t, int at, bool write) {
  const struct crf *crf = sweep->crf;
  int count = 0;
  for (int k = sweep->split[t]; k < crf->row[t + 1]; k++)
    for (int m = crf->first[crf->attribute[k]]; m < crf->first[crf->attribute[k] + 1]; m++, count++) {
      if (!write) continue;
      sweep->sparse.pair[at + count] = m - crf->first[crf->full];
      sweep->sparse.label[at + count] = sweep->pair_label[m];
      if (crf->value) sweep->sparse.value[at + count] = crf->value[k];
    }
  return count;
}

static void spell_out_all(struct crf_sweep *sweep, const struct host *host) {
  const size_t tokens = sweep->crf->tokens;
  struct crf_sparse *sparse = &sweep->sparse;
  sparse->start = host_alloc(host, (tokens + 1) * sizeof *sparse->start);
  sparse->start[0] = 0;
  for (size_t t = 0; t < tokens; t++) sparse->start[t + 1] = sparse->start[t] + spell_out(sweep, t, 0, false);
  const size_t count = (size_t)sparse->start[tokens] + 1;
  sparse->pair = host_alloc(host, count * sizeof *sparse->pair);
  sparse->label = host_alloc(host, count * sizeof *sparse->label);
  sparse->value = sweep->crf->value ? host_doubles(host, count) : NULL;
  for (size_t t = 0; t < tokens; t++) spell_out(sweep, t, sparse->start[t], true);
}

struct crf_sweep *crf_sweep_new(const struct crf *crf, size_t lane_bytes, const struct host *host) {
  struct crf_sweep *sweep = host_alloc(host, sizeof *sweep);
  const size_t stride = chain_stride(crf->labels), matrix = crf->labels * stride;
  *sweep = (struct crf_sweep){.crf = crf,
                              .kernel = kernel_current(),
                              .host = host,
                              .stride = stride,
                              .longest = longest_sequence(crf),
                              .lanes = count_lanes(crf, lane_bytes),
                              .table = host_doubles(host, (crf->full + 1) * stride),
                              .edge_score = host_doubles(host, crf->classes * matrix),
                              .start = host_doubles(host, stride),
                              .end = host_doubles(host, stride),
                              .base = host_doubles(host, stride)};
  sweep->lane_start = lane_starts(crf, sweep->lanes, host);
  sweep->rounds = 1 + crf->tokens / ROUND_TOKENS;
  sweep->edges = edges_new(crf->labels, crf->classes, sweep->edge_score, host);
  for (size_t j = 0; j < stride; j++) sweep->base[j] = j < crf->labels ? 0 : -INFINITY;
  split_rows(sweep, host);
  spell_out_all(sweep, host);
  const size_t threads = crf_workers(sweep);
  sweep->thread = host_alloc(host, threads * sizeof *sweep->thread);
  for (size_t k = 0; k < threads; k++) sweep->thread[k] = new_thread(sweep, host);
  return sweep;
}

/* ---- theta, laid out for reading ----------------------------------------------------------------------- */

static void lay_out_edges(struct crf_sweep *sweep, const double *theta) {
  const struct crf *crf = sweep->crf;
  const size_t labels = crf->labels, stride = sweep->stride;
  for (size_t c = 0; c < crf->classes; c++) {
    double *score = sweep->edge_score + c * labels * stride;
    for (size_t i = 0; i < labels; i++)
      for (size_t j = 0; j < stride; j++)
        score[i * stride + j] =
            j >= labels || (crf->allowed && !crf->allowed[j * labels + i]) ? -INFINITY : 0;
    for (size_t k = 0; k < crf->covariates; k++)
      for (size_t r = 0; r < crf->transitions; r++)
        score[(size_t)crf->from[r] * stride + (size_t)crf->to[r]] +=
            crf->covariate[k * crf->classes + c] * theta[crf_edge_at(crf, k) + r];
  }
}

static void forbid(const int *may, size_t labels, double *score) {
  for (size_t j = 0; may && j < labels; j++)
    if (!may[j]) score[j] = -INFINITY;
}

void crf_lay_out(struct crf_sweep *sweep, const double *theta) {
  const struct crf *crf = sweep->crf;
  const size_t stride = sweep->stride;
  memset(sweep->table, 0, crf->full * stride * sizeof(double));
  memset(sweep->start, 0, stride * sizeof(double));
  memset(sweep->end, 0, stride * sizeof(double));
  for (size_t a = 0; a < crf->full; a++)
    for (int k = crf->first[a]; k < crf->first[a + 1]; k++)
      sweep->table[a * stride + sweep->pair_label[k]] = theta[k];
  sweep->sparse.weight = theta + crf->first[crf->full];
  lay_out_edges(sweep, theta);
  for (size_t k = 0; k < crf->starts; k++) sweep->start[crf->start_label[k]] = theta[crf_start_at(crf) + k];
  for (size_t k = 0; k < crf->ends; k++) sweep->end[crf->end_label[k]] = theta[crf_end_at(crf) + k];
  forbid(crf->may_start, crf->labels, sweep->start);
  forbid(crf->may_end, crf->labels, sweep->end);
  edges_fill(sweep->edges, sweep->kernel);
}

/* ---- scores of a sequence ------------------------------------------------------------------------------ */

static void add_sparse(const struct crf_sparse *sparse, size_t t, double *node) {
  for (int k = sparse->start[t]; k < sparse->start[t + 1]; k++) {
    const double weight = sparse->weight[sparse->pair[k]];
    node[sparse->label[k]] += sparse->value ? sparse->value[k] * weight : weight;
  }
}

static void fill_nodes(const struct crf_sweep *sweep, size_t token, size_t length, double *node) {
  const struct crf *crf = sweep->crf;
  for (size_t i = 0; i < length; i++) {
    const size_t t = token + i;
    const int at = crf->row[t];
    double *row = node + i * sweep->stride;
    memcpy(row, sweep->base, sweep->stride * sizeof(double));
    sweep->kernel->gather((size_t)(sweep->split[t] - at), crf->attribute + at,
                          crf->value ? crf->value + at : NULL, sweep->table, sweep->stride, row);
    add_sparse(&sweep->sparse, t, row);
  }
  for (size_t j = 0; j < crf->labels; j++) {
    node[j] += sweep->start[j];
    node[(length - 1) * sweep->stride + j] += sweep->end[j];
  }
}

/* The paths of the limiting likelihood alone: edges of the sequence's own, and a mask on its first token. */
static void cut_to_face(const struct crf_sweep *sweep, struct crf_thread *thread, size_t token,
                        size_t length) {
  const struct crf *crf = sweep->crf;
  const size_t labels = crf->labels, stride = sweep->stride, matrix = labels * stride;
  const unsigned char *face = crf->face + token * labels * labels;
  double *score = (double *)thread->edges->score;
  for (size_t j = 0; j < labels; j++)
    if (!face[j]) thread->node[j] = -INFINITY;
  for (size_t t = 1; t < length; t++) {
    memcpy(score + t * matrix, sweep->edge_score + (size_t)crf_class(crf, token + t) * matrix,
           matrix * sizeof(double));
    for (size_t i = 0; i < labels; i++)
      for (size_t j = 0; j < labels; j++)
        if (!face[(t * labels + i) * labels + j]) score[t * matrix + i * stride + j] = -INFINITY;
  }
  memcpy(score, sweep->edge_score, matrix * sizeof(double)); /* never read, but filled */
  thread->edges->classes = length;
  edges_fill(thread->edges, sweep->kernel);
}

static struct scores scores_of(const struct crf_sweep *sweep, struct crf_thread *thread, size_t token,
                               size_t length) {
  const struct crf *crf = sweep->crf;
  struct scores scores = {.length = length,
                          .labels = crf->labels,
                          .stride = sweep->stride,
                          .node = thread->node,
                          .edge = thread->edges->score,
                          .class_of = crf->class_of ? crf->class_of + token : NULL};
  fill_nodes(sweep, token, length, thread->node);
  if (edges_own(crf)) {
    cut_to_face(sweep, thread, token, length);
    scores.class_of = thread->class_of;
  }
  return scores;
}

struct scores crf_scores_along(struct crf_sweep *other, const struct crf_visit *visit) {
  return scores_of(other, other->thread + crf_worker(visit), visit->token, visit->scores.length);
}

struct chain *crf_run(const struct crf_visit *visit) {
  chain_run(visit->thread->chain, &visit->scores);
  return visit->thread->chain;
}

bool crf_partial(const struct crf_visit *visit) {
  const int *label = visit->sweep->crf->label;
  if (!label) return true;
  for (size_t t = 0; t < visit->scores.length; t++)
    if (label[visit->token + t] < 0) return true;
  return false;
}

struct scores crf_known_scores(const struct crf_visit *visit) {
  const struct crf *crf = visit->sweep->crf;
  struct scores scores = visit->scores;
  if (!crf->label) return scores;
  decode_constrain(&visit->scores, crf->label + visit->token, visit->thread->known_node);
  scores.node = visit->thread->known_node;
  return scores;
}

struct chain *crf_run_known(const struct crf_visit *visit) {
  const struct scores scores = crf_known_scores(visit);
  chain_run(visit->thread->known, &scores);
  return visit->thread->known;
}

/* ---- the pass ------------------------------------------------------------------------------------------ */

struct pass {
  struct crf_sweep *sweep;
  crf_visitor *visitor;
  void *data;
  size_t round;
};

static void run_lane(size_t lane, int thread, void *data) {
  const struct pass *pass = data;
  struct crf_sweep *sweep = pass->sweep;
  const struct crf *crf = sweep->crf;
  const size_t from = sweep->lane_start[lane], count = sweep->lane_start[lane + 1] - from;
  const size_t end = from + count * (pass->round + 1) / sweep->rounds;
  struct crf_visit visit = {.sweep = sweep, .thread = sweep->thread + thread, .lane = lane};
  for (size_t s = from + count * pass->round / sweep->rounds; s < end; s++) {
    const size_t length = crf_length(crf, s);
    if (length == 0) continue;
    visit.sequence = s;
    visit.weight = crf_weight(crf, s);
    visit.token = (size_t)crf->start[s];
    visit.scores = scores_of(sweep, visit.thread, visit.token, length);
    pass->visitor(&visit, pass->data);
  }
}

void crf_each(struct crf_sweep *sweep, const double *theta, crf_visitor *visitor, void *data) {
  crf_lay_out(sweep, theta);
  for (size_t round = 0; round < sweep->rounds; round++) {
    struct pass pass = {sweep, visitor, data, round};
    const int seen = threads_run(sweep->lanes, sweep->host->threads, run_lane, &pass);
    if (seen > sweep->threads_seen) sweep->threads_seen = seen;
    host_poll(sweep->host);
  }
}
