#include "crf_arrange.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct seen { /* which labels occur with which attribute: a bit each */
  size_t bytes;
  unsigned char *bit;
};

static bool is_seen(const struct seen *seen, size_t attribute, size_t label) {
  return seen->bit[attribute * seen->bytes + label / 8] >> (label % 8) & 1;
}

static struct seen see(const struct arrange_rows *rows, bool observed, const struct host *host) {
  struct seen seen = {.bytes = (rows->labels + 7) / 8};
  const size_t size = rows->attributes * seen.bytes;
  seen.bit = host_alloc(host, size + 1);
  memset(seen.bit, observed ? 0 : 0xff, size);
  if (!observed) return seen;
  for (size_t t = 0; t < rows->tokens; t++) {
    const int y = rows->label[t];
    if (y < 0) continue;
    for (int k = rows->row[t]; k < rows->row[t + 1]; k++)
      seen.bit[(size_t)rows->attribute[k] * seen.bytes + (size_t)y / 8] |= (unsigned char)(1 << (y % 8));
  }
  return seen;
}

static size_t count_labels(const struct seen *seen, size_t attribute, size_t from, size_t labels) {
  size_t count = 0;
  for (size_t j = from; j < labels; j++) count += is_seen(seen, attribute, j);
  return count;
}

struct ranked {
  int attribute;
  int rank; /* minus the frequency, or the first occurrence */
};

static int by_rank(const void *a, const void *b) {
  const struct ranked *x = a, *y = b;
  if (x->rank != y->rank) return x->rank < y->rank ? -1 : 1;
  return x->attribute < y->attribute ? -1 : x->attribute > y->attribute;
}

/* those with many labels by frequency, then the others by first occurrence; how many the former are */
static size_t put_in_order(const struct arrange_rows *rows, const int *count, struct ranked *ranked,
                           const struct host *host) {
  const size_t n = rows->attributes;
  int *frequency = host_alloc(host, (n + 1) * sizeof *frequency);
  int *occurrence = host_alloc(host, (n + 1) * sizeof *occurrence), next = 0;
  memset(frequency, 0, n * sizeof *frequency);
  for (int k = 0; k < rows->row[rows->tokens]; k++) {
    const int a = rows->attribute[k];
    if (frequency[a]++ == 0) occurrence[a] = next++;
  }
  size_t full = 0, rest = 0;
  for (size_t a = 0; a < n; a++)
    if (count[a] > ARRANGE_FEW) ranked[full++] = (struct ranked){(int)a, -frequency[a]};
  for (size_t a = 0; a < n; a++)
    if (count[a] <= ARRANGE_FEW)
      ranked[full + rest++] = (struct ranked){(int)a, frequency[a] ? occurrence[a] : next};
  qsort(ranked, full, sizeof *ranked, by_rank);
  qsort(ranked + full, rest, sizeof *ranked, by_rank);
  return full;
}

static void list_pairs(struct arrangement *out, const struct seen *seen, const int *count, size_t from,
                       size_t labels, const struct host *host) {
  out->first[0] = 0;
  for (size_t k = 0; k < out->attributes; k++) out->first[k + 1] = out->first[k] + count[out->order[k]];
  out->pairs = (size_t)out->first[out->attributes];
  out->pair_label = host_alloc(host, (out->pairs + 1) * sizeof *out->pair_label);
  size_t at = 0;
  for (size_t k = 0; k < out->attributes; k++)
    for (size_t j = from; j < labels; j++)
      if (is_seen(seen, (size_t)out->order[k], j)) out->pair_label[at++] = (int)j;
}

struct arrangement arrange(const struct arrange_rows *rows, bool observed, size_t from,
                           const struct host *host) {
  const size_t n = rows->attributes;
  const struct seen seen = see(rows, observed, host);
  int *count = host_alloc(host, (n + 1) * sizeof *count);
  for (size_t a = 0; a < n; a++) count[a] = (int)count_labels(&seen, a, from, rows->labels);
  struct ranked *ranked = host_alloc(host, (n + 1) * sizeof *ranked);
  struct arrangement out = {.attributes = n,
                            .full = put_in_order(rows, count, ranked, host),
                            .order = host_alloc(host, (n + 1) * sizeof *out.order),
                            .place = host_alloc(host, (n + 1) * sizeof *out.place),
                            .first = host_alloc(host, (n + 1) * sizeof *out.first)};
  for (size_t k = 0; k < n; k++) {
    out.order[k] = ranked[k].attribute;
    out.place[ranked[k].attribute] = (int)k;
  }
  list_pairs(&out, &seen, count, from, rows->labels, host);
  return out;
}

void arrange_apply(const struct arrangement *arrangement, const struct arrange_rows *rows,
                   const double *value, int *attribute_out, double *value_out) {
  for (size_t t = 0; t < rows->tokens; t++) {
    int at = rows->row[t];
    for (int whole = 1; whole >= 0; whole--)
      for (int k = rows->row[t]; k < rows->row[t + 1]; k++) {
        const int place = arrangement->place[rows->attribute[k]];
        if (((size_t)place < arrangement->full) != whole) continue;
        attribute_out[at] = place;
        if (value) value_out[at] = value[k];
        at++;
      }
  }
}
