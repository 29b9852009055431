/* pair: a number as the unevaluated sum of two doubles (double-double, about 32 digits): Dekker (1971),
   Hida, Li and Bailey (2001). GNU C contracts a product and a later sum into one fma where the target has
   it, even across inlined functions, and that breaks the error terms: so a product passes through
   pair_rounded() first. */
#ifndef LOGISTIC_PAIR_H
#define LOGISTIC_PAIR_H

#include <math.h>

struct pair {
  double high, low;
};

/* a, behind a wall that no contraction crosses */
static inline double pair_rounded(double a) {
#if defined(__GNUC__) && (defined(__x86_64__) || defined(__i386__)) && defined(__SSE2__)
  __asm__("" : "+x"(a));
  return a;
#elif defined(__GNUC__) && defined(__aarch64__)
  __asm__("" : "+w"(a));
  return a;
#else
  volatile double stored = a;
  return stored;
#endif
}

static inline struct pair pair_of(double a) {
  return (struct pair){a, 0};
}

static inline struct pair pair_two_sum(double a, double b) {
  const double sum = a + b, back = sum - a;
  return (struct pair){sum, (a - (sum - back)) + (b - back)};
}

static inline struct pair pair_quick_sum(double a, double b) { /* |a| >= |b| or a = 0 */
  const double sum = a + b;
  return (struct pair){sum, b - (sum - a)};
}

static inline struct pair pair_product(double a, double b) {
  const double product = pair_rounded(a * b);
  return (struct pair){product, fma(a, b, -product)};
}

static inline struct pair pair_add(struct pair a, struct pair b) {
  struct pair s = pair_two_sum(a.high, b.high), t = pair_two_sum(a.low, b.low);
  s = pair_quick_sum(s.high, s.low + t.high);
  return pair_quick_sum(s.high, s.low + t.low);
}

static inline struct pair pair_negate(struct pair a) {
  return (struct pair){-a.high, -a.low};
}

static inline struct pair pair_subtract(struct pair a, struct pair b) {
  return pair_add(a, pair_negate(b));
}

static inline struct pair pair_multiply(struct pair a, struct pair b) {
  const struct pair p = pair_product(a.high, b.high);
  return pair_quick_sum(p.high, fma(a.high, b.low, fma(a.low, b.high, p.low)));
}

static inline struct pair pair_divide(struct pair a, struct pair b) {
  const double first = a.high / b.high;
  struct pair rest = pair_subtract(a, pair_multiply(b, pair_of(first)));
  const double second = rest.high / b.high;
  rest = pair_subtract(rest, pair_multiply(b, pair_of(second)));
  return pair_add(pair_quick_sum(first, second), pair_of(rest.high / b.high));
}

static inline double pair_value(struct pair a) {
  return a.high + a.low;
}

#endif
