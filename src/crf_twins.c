#include "crf_twins.h"
#include <stdlib.h>
#include <string.h>

/* Where an attribute occurs, as two sums of random numbers, one a (token, value): that two different
   attributes have both alike by chance is a matter of 2^-128. */
struct print {
  uint64_t one, two;
  int attribute;
};

/* Steele, Lea and Flood (2014): splitmix64 */
static uint64_t mixed(uint64_t x) {
  x += 0x9e3779b97f4a7c15ULL;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

static uint64_t bits_of(double x) {
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

static void take_prints(const struct crf *crf, struct print *print) {
  for (size_t a = 0; a < crf->attributes; a++) print[a] = (struct print){0, 0, (int)a};
  for (size_t t = 0; t < crf->tokens; t++) {
    const uint64_t one = mixed(t), two = mixed(one ^ 0x5851f42d4c957f2dULL);
    for (int k = crf->row[t]; k < crf->row[t + 1]; k++) {
      const uint64_t value = crf->value ? mixed(bits_of(crf->value[k])) : 0;
      struct print *own = print + crf->attribute[k];
      own->one += crf->value ? mixed(one ^ value) : one;
      own->two += crf->value ? mixed(two ^ value) : two;
    }
  }
}

static int by_print(const void *a, const void *b) {
  const struct print *x = a, *y = b;
  if (x->one != y->one) return x->one < y->one ? -1 : 1;
  if (x->two != y->two) return x->two < y->two ? -1 : 1;
  return x->attribute < y->attribute ? -1 : x->attribute > y->attribute;
}

/* first[a] := the first attribute that occurs where a does */
static void name_by_first(struct print *print, size_t n, int *first) {
  qsort(print, n, sizeof *print, by_print);
  for (size_t k = 0; k < n; k++) {
    const bool twin = k > 0 && print[k].one == print[k - 1].one && print[k].two == print[k - 1].two;
    first[print[k].attribute] = twin ? first[print[k - 1].attribute] : print[k].attribute;
  }
}

struct twins find_twins(const struct crf *crf, const struct host *host) {
  const size_t n = crf->attributes;
  struct print *print = host_alloc(host, (n + 1) * sizeof *print);
  struct twins twins = {0, host_alloc(host, (n + 1) * sizeof(int)), host_alloc(host, (n + 1) * sizeof(int)),
                        host_alloc(host, (n + 1) * sizeof(int))};
  take_prints(crf, print);
  name_by_first(print, n, twins.group);
  for (size_t a = 0; a < n; a++) {
    const size_t first = (size_t)twins.group[a];
    if (first == a) {
      twins.member[twins.groups] = (int)a;
      twins.size[twins.groups] = 0;
      twins.group[a] = (int)twins.groups++;
    } else {
      twins.group[a] = twins.group[first];
    }
    twins.size[twins.group[a]]++;
  }
  return twins;
}
