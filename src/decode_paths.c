/* decode_paths: the best paths in their order, one after another: the recursive enumeration algorithm of
   Jimenez and Marzal (1999), without its recursion. The n-th best path into a state prolongs some path into
   a state of the token before. Once it is known, there are two new candidates for the next one: what
   prolongs the next best path into that same state before, and, if it was that state's best, what prolongs
   the best path into the state that is next in order. So each state has a heap of candidates, which grows by
   at most two for each path taken from it, and only states near the paths found are ever looked at. */
#include <math.h>
#include <stdint.h>
#include "decode.h"
#include "host.h"
#include "kernel.h"
#include "viterbi.h"

#define NONE 0U
#define UNKNOWN UINT32_MAX /* what is next has not been asked yet */

/* A path into a state, which is a token with a label. It is ranked (its place among the paths into that
   state is known) or a candidate. Entries are known by number, from 1. */
struct entry {
  double score;
  uint32_t label;  /* the path's last */
  uint32_t before; /* the path that it prolongs; NONE at the first token, and where nobody asked yet */
  uint32_t next;   /* ranked: the next best into the same state; candidate: its next sibling in the heap */
  uint32_t below;  /* candidate: its first child in the heap; the best into its state: the heap's top */
};

/* Entry 1 + token * labels + label is the best path into that state. One more state follows the last token:
   all paths end in it. */
struct paths {
  const struct scores *scores;
  const double *value; /* of Viterbi's recursion */
  struct entry *entry;
  uint32_t *trail; /* per token from the second, and for the end: a path of which the next one is wanted */
  uint32_t used;   /* entries */
};

static size_t aligned(size_t bytes) {
  return (bytes + HOST_ALIGN - 1) / HOST_ALIGN * HOST_ALIGN;
}

static size_t value_bytes(size_t length, size_t labels) {
  return length * kernel_padded(labels) * sizeof(double);
}

static size_t trail_bytes(size_t length) {
  return aligned((length + 1) * sizeof(uint32_t));
}

size_t decode_work(size_t length, size_t labels, size_t paths) {
  const double tokens = (double)length, states = tokens * ((double)labels + TILE_PAD);
  const double more = paths > 1 ? 2 * tokens * (double)(paths - 1) : 0, entries = states + more + 2;
  if (entries > UINT32_MAX - 1 ||
      entries * sizeof(struct entry) + states * sizeof(double) > (double)(SIZE_MAX / 2))
    return SIZE_MAX;
  if (paths <= 1) return value_bytes(length, labels);
  const size_t count = length * labels + 2 + 2 * length * (paths - 1);
  return value_bytes(length, labels) + trail_bytes(length) + count * sizeof(struct entry);
}

static uint32_t best_into(const struct paths *p, size_t token, size_t label) {
  return (uint32_t)(1 + token * p->scores->labels + label);
}

static bool is_best(const struct paths *p, uint32_t id) {
  return id <= best_into(p, p->scores->length, 0);
}

/* the score of a path into a state that prolongs one of that score and label */
static double prolonged(const struct paths *p, size_t token, size_t label, double score, size_t from) {
  const size_t stride = p->scores->stride;
  if (token == p->scores->length) return score;
  return score + chain_edge_scores(p->scores, token)[from * stride + label] +
         p->scores->node[token * stride + label];
}

/* the path that this one, into a state of the token, prolongs */
static uint32_t path_before(struct paths *p, size_t token, uint32_t id) {
  struct entry *e = p->entry + id;
  if (e->before == NONE)
    e->before = best_into(p, token - 1, viterbi_before(p->scores, p->value, token, e->label));
  return e->before;
}

/* of the states before, by what prolongs their best paths: the next one after `from`, or NONE */
static uint32_t next_state(const struct paths *p, size_t token, size_t label, size_t from) {
  const double *value = p->value + (token - 1) * p->scores->stride;
  const double limit = prolonged(p, token, label, value[from], from);
  double most = -INFINITY;
  uint32_t next = NONE;
  for (size_t i = 0; i < p->scores->labels; i++) {
    const double score = prolonged(p, token, label, value[i], i);
    const bool after = score < limit || (score == limit && i > from);
    if (after && score > most) most = score, next = best_into(p, token - 1, i);
  }
  return next;
}

/* ---- a state's heap of candidates: a pairing heap (Fredman et al. 1986) ---- */

static bool precedes(const struct paths *p, uint32_t a, uint32_t b) {
  const struct entry *x = p->entry + a, *y = p->entry + b;
  if (x->score != y->score) return x->score > y->score;
  return p->entry[x->before].label < p->entry[y->before].label;
}

static uint32_t heap_merge(struct paths *p, uint32_t a, uint32_t b) {
  if (a == NONE || b == NONE) return a == NONE ? b : a;
  const uint32_t top = precedes(p, a, b) ? a : b, other = top == a ? b : a;
  p->entry[other].next = p->entry[top].below;
  p->entry[top].below = other;
  return top;
}

/* what is left when the top goes: its children, merged by pairs, and the pairs from the last to the first */
static uint32_t heap_rest(struct paths *p, uint32_t top) {
  uint32_t pairs = NONE, rest = NONE;
  for (uint32_t a = p->entry[top].below; a != NONE;) {
    const uint32_t b = p->entry[a].next, after = b == NONE ? NONE : p->entry[b].next;
    const uint32_t pair = heap_merge(p, a, b);
    p->entry[pair].next = pairs;
    pairs = pair;
    a = after;
  }
  while (pairs != NONE) {
    const uint32_t after = p->entry[pairs].next;
    rest = heap_merge(p, rest, pairs);
    pairs = after;
  }
  return rest;
}

static void add_candidate(struct paths *p, size_t token, size_t label, uint32_t before) {
  const struct entry *from = p->entry + before;
  const double score = prolonged(p, token, label, from->score, from->label);
  if (score == -INFINITY) return;
  const uint32_t id = p->used++;
  p->entry[id] = (struct entry){.score = score, .label = (uint32_t)label, .before = before};
  uint32_t *top = &p->entry[best_into(p, token, label)].below;
  *top = heap_merge(p, *top, id);
}

/* ---- the next path ---- */

/* Ranks the path after `id`, the last ranked one into its state; the path after the one that `id` prolongs
   has been asked for. */
static void rank_next(struct paths *p, size_t token, uint32_t id) {
  const size_t label = p->entry[id].label;
  const uint32_t before = path_before(p, token, id), same = p->entry[before].next;
  if (same != NONE) add_candidate(p, token, label, same);
  if (is_best(p, before)) {
    const uint32_t other = next_state(p, token, label, p->entry[before].label);
    if (other != NONE) add_candidate(p, token, label, other);
  }
  uint32_t *top = &p->entry[best_into(p, token, label)].below;
  const uint32_t next = *top;
  p->entry[id].next = next;
  if (next == NONE) return;
  *top = heap_rest(p, next);
  p->entry[next].next = UNKNOWN;
}

/* the whole path after `id`, the last one found, or NONE */
static uint32_t next_path(struct paths *p, uint32_t id) {
  size_t token = p->scores->length;
  for (uint32_t before = id; p->entry[before].next == UNKNOWN; token--) {
    p->trail[token] = before;
    before = path_before(p, token, before);
  }
  while (++token <= p->scores->length) rank_next(p, token, p->trail[token]);
  return p->entry[id].next;
}

static void write_path(struct paths *p, uint32_t id, int *path) {
  for (size_t token = p->scores->length; token > 0; token--) {
    id = path_before(p, token, id);
    path[token - 1] = (int)p->entry[id].label;
  }
}

static struct paths paths_new(const struct scores *scores, void *work) {
  const size_t length = scores->length, labels = scores->labels;
  double *value = work;
  char *trail = (char *)work + value_bytes(length, labels);
  struct paths p = {scores, value, (struct entry *)(trail + trail_bytes(length)), (uint32_t *)trail, 1};
  viterbi_sums(scores, value);
  for (size_t t = 0; t < length; t++)
    for (size_t j = 0; j < labels; j++)
      p.entry[p.used++] = (struct entry){
          .score = value[t * scores->stride + j], .label = (uint32_t)j, .next = t > 0 ? UNKNOWN : NONE};
  const size_t last = viterbi_last(labels, value + (length - 1) * scores->stride);
  const uint32_t best = best_into(&p, length - 1, last);
  p.entry[p.used++] = (struct entry){.score = p.entry[best].score, .before = best, .next = UNKNOWN};
  return p;
}

static size_t one_best(const struct scores *scores, int *path, double *score, void *work) {
  double best;
  if (!decode_best(scores, path, &best, work)) return 0;
  *score = best;
  return 1;
}

size_t decode_n_best(const struct scores *scores, size_t paths, int *path, double *score, void *work) {
  if (paths == 0) return 0;
  if (paths == 1) return one_best(scores, path, score, work);
  struct paths p = paths_new(scores, work);
  uint32_t id = best_into(&p, scores->length, 0);
  if (p.entry[id].score == -INFINITY) return 0;
  size_t found = 0;
  while (id != NONE && found < paths) {
    score[found] = p.entry[id].score;
    write_path(&p, id, path + found * scores->length);
    if (++found < paths) id = next_path(&p, id);
  }
  return found;
}
