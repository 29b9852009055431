/* kernel_chain: arithmetic over vectors with an entry per label (chain, crf). Part of kernel_body.h: compiled
   for each target. A vector is `stride` doubles long, a multiple of TILE_PAD; four vector registers of it are
   worked on at a time, and stay in registers while rows stream past. */

/* y[0 ... nv LANES) += sum_k w_k table[at_k stride ...]; nv, indexed and weighted are constants */
INLINE void gather_some(size_t count, const int *index, const double *weight, const double *table,
                        size_t stride, double *y, int nv, bool indexed, bool weighted) {
  struct four s = no_sums(), t = s;
#define ADD(sum, k)                                                                                          \
  do {                                                                                                       \
    const double *row = table + (indexed ? (size_t)index[k] : (k)) * stride;                                 \
    const vec w = splat(weighted ? weight[k] : 1);                                                           \
    sum.v0 += weighted ? w * load(row) : load(row);                                                          \
    if (nv > 1) sum.v1 += weighted ? w * load(row + LANES) : load(row + LANES);                              \
    if (nv > 2) sum.v2 += weighted ? w * load(row + 2 * LANES) : load(row + 2 * LANES);                      \
    if (nv > 3) sum.v3 += weighted ? w * load(row + 3 * LANES) : load(row + 3 * LANES);                      \
  } while (0)
  size_t k = 0;
  for (; k + 2 <= count; k += 2) {
    ADD(s, k);
    ADD(t, k + 1);
  }
  if (k < count) ADD(s, k);
#undef ADD
  store(y, load(y) + (s.v0 + t.v0));
  if (nv > 1) store(y + LANES, load(y + LANES) + (s.v1 + t.v1));
  if (nv > 2) store(y + 2 * LANES, load(y + 2 * LANES) + (s.v2 + t.v2));
  if (nv > 3) store(y + 3 * LANES, load(y + 3 * LANES) + (s.v3 + t.v3));
}

INLINE void gather_all(size_t count, const int *index, const double *weight, const double *table,
                       size_t stride, double *y, bool indexed, bool weighted) {
  size_t j = 0;
  for (; j + 4 * LANES <= stride; j += 4 * LANES)
    gather_some(count, index, weight, table + j, stride, y + j, 4, indexed, weighted);
  switch ((stride - j) / LANES) {
  case 3: gather_some(count, index, weight, table + j, stride, y + j, 3, indexed, weighted); break;
  case 2: gather_some(count, index, weight, table + j, stride, y + j, 2, indexed, weighted); break;
  case 1: gather_some(count, index, weight, table + j, stride, y + j, 1, indexed, weighted); break;
  default: break;
  }
}

static void kernel_gather(size_t count, const int *index, const double *weight, const double *table,
                          size_t stride, double *y) {
  if (!index)
    gather_all(count, NULL, weight, table, stride, y, false, true);
  else if (weight)
    gather_all(count, index, weight, table, stride, y, true, true);
  else
    gather_all(count, index, NULL, table, stride, y, true, false);
}

static void kernel_spread(size_t count, const int *index, const double *weight, const double *r,
                          size_t stride, double *table) {
  for (size_t k = 0; k < count; k++) {
    double *row = table + (size_t)index[k] * stride;
    const vec w = splat(weight ? weight[k] : 1);
    for (size_t j = 0; j < stride; j += LANES) store(row + j, load(row + j) + w * load(r + j));
  }
}

/* two rows of C by nv vectors */
INLINE void outer_some(size_t length, size_t stride, const double *a0, const double *a1, const double *b,
                       double *c0, double *c1, int nv) {
  struct four s = no_sums(), t = s;
  for (size_t k = 0; k < length; k++) {
    const double *row = b + k * stride;
    const vec p = splat(a0[k * stride]), q = splat(a1[k * stride]);
#define ADD(m)                                                                                               \
  do {                                                                                                       \
    const vec x = load(row + m * LANES);                                                                     \
    s.v##m += p * x;                                                                                         \
    t.v##m += q * x;                                                                                         \
  } while (0)
    ADD(0);
    if (nv > 1) ADD(1);
    if (nv > 2) ADD(2);
    if (nv > 3) ADD(3);
#undef ADD
  }
#define PUT(m)                                                                                               \
  do {                                                                                                       \
    store(c0 + m * LANES, load(c0 + m * LANES) + s.v##m);                                                    \
    if (c1 != c0) store(c1 + m * LANES, load(c1 + m * LANES) + t.v##m);                                      \
  } while (0)
  PUT(0);
  if (nv > 1) PUT(1);
  if (nv > 2) PUT(2);
  if (nv > 3) PUT(3);
#undef PUT
}

static void kernel_outer(size_t length, size_t labels, size_t stride, const double *a, const double *b,
                         double *c) {
  for (size_t i = 0; i < labels; i += 2) {
    const size_t other = i + 1 < labels ? i + 1 : i; /* an odd last row alone */
    const double *a0 = a + i, *a1 = a + other;
    double *c0 = c + i * stride, *c1 = c + other * stride;
    size_t j = 0;
    for (; j + 4 * LANES <= stride; j += 4 * LANES)
      outer_some(length, stride, a0, a1, b + j, c0 + j, c1 + j, 4);
    switch ((stride - j) / LANES) {
    case 3: outer_some(length, stride, a0, a1, b + j, c0 + j, c1 + j, 3); break;
    case 2: outer_some(length, stride, a0, a1, b + j, c0 + j, c1 + j, 2); break;
    case 1: outer_some(length, stride, a0, a1, b + j, c0 + j, c1 + j, 1); break;
    default: break;
    }
  }
}

/* the sum, and the largest, of the lanes of a vector, by halves */
#if LANES == 8
#define HALVE(a, k)                                                                                          \
  SHUFFLE(a, a, (0 + k) % 8, (1 + k) % 8, (2 + k) % 8, (3 + k) % 8, (4 + k) % 8, (5 + k) % 8, (6 + k) % 8,   \
          (7 + k) % 8)
#elif LANES == 4
#define HALVE(a, k) SHUFFLE(a, a, (0 + k) % 4, (1 + k) % 4, (2 + k) % 4, (3 + k) % 4)
#elif LANES == 2
#define HALVE(a, k) SHUFFLE(a, a, (0 + k) % 2, (1 + k) % 2)
#endif

INLINE double lanes_sum(vec a) {
#if LANES == 1
  return a;
#else
#if LANES > 4
  a += HALVE(a, 4);
#endif
#if LANES > 2
  a += HALVE(a, 2);
#endif
  a += HALVE(a, 1);
  return a[0];
#endif
}

INLINE double lanes_max(vec a) {
#if LANES == 1
  return a;
#else
#if LANES > 4
  a = larger(a, HALVE(a, 4));
#endif
#if LANES > 2
  a = larger(a, HALVE(a, 2));
#endif
  a = larger(a, HALVE(a, 1));
  return a[0];
#endif
}

/* exp(x) for x <= 0; below -708, where doubles lose digits, 0; NaN stays */
INLINE vec exp_down(vec x) {
#if LANES == 1
  return x <= -708 ? 0 : exp(x);
#else
  const vec low = splat(-708), y = larger(low, x), t = y * 1.4426950408889634 + ROUNDER;
  return choose(x <= low, splat(0), exp_of_fraction(y, t - ROUNDER) * power_of_two(t));
#endif
}

static double kernel_exp_below(size_t n, const double *x, double *y) {
  vec most = load(x);
  for (size_t i = LANES; i < n; i += LANES) most = larger(most, load(x + i));
  const double top = lanes_max(most);
  if (!(top > -INFINITY)) {
    for (size_t i = 0; i < n; i += LANES) store(y + i, splat(0));
    return top;
  }
  for (size_t i = 0; i < n; i += LANES) store(y + i, exp_down(load(x + i) - top));
  return top;
}

static double kernel_normalise(size_t n, const double *x, double *y) {
  vec total = splat(0);
  for (size_t i = 0; i < n; i += LANES) {
    const vec a = load(x + i) * load(y + i);
    store(y + i, a);
    total += a;
  }
  const double sum = lanes_sum(total);
  const vec inverse = splat(1 / sum);
  for (size_t i = 0; i < n; i += LANES) store(y + i, load(y + i) * inverse);
  return sum;
}

static void kernel_weigh(size_t n, double a, const double *x, const double *y, double *z) {
  const vec factor = splat(a);
  for (size_t i = 0; i < n; i += LANES) store(z + i, factor * load(x + i) * load(y + i));
}
