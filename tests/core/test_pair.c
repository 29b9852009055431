#include "pair.h"
#include "check.h"

/* 1 / 3 in a pair, and the classic of a product whose low half is all that matters */
static void test_arithmetic(void) {
  const struct pair third = pair_divide(pair_of(1), pair_of(3));
  CHECK(third.high == 1.0 / 3);
  CHECK(near(third.low, 1.850371707708594e-17, 1e-30)); /* 1/3 - fl(1/3) = 2^-54 / 3 */
  CHECK(fabs(pair_value(pair_subtract(pair_multiply(third, pair_of(3)), pair_of(1)))) < 1e-31);
  const double u = 0x1p-30;
  const struct pair square = pair_multiply(pair_of(1 + u), pair_of(1 + u));
  CHECK(square.high == 1 + 2 * u && square.low == u * u);
  const struct pair difference = pair_subtract(pair_add(pair_of(1e16), pair_of(1)), pair_of(1e16));
  CHECK(pair_value(difference) == 1);
  CHECK(pair_value(pair_add(pair_of(2), pair_negate(pair_of(2)))) == 0);
}

/* sum of k^-2 twice, up and down: pairs agree to 31 digits where doubles lose 13 of 16 */
static void test_long_sum(void) {
  struct pair up = pair_of(0), down = pair_of(0);
  for (int k = 1; k <= 10000; k++) up = pair_add(up, pair_divide(pair_of(1), pair_of((double)k * k)));
  for (int k = 10000; k >= 1; k--) down = pair_add(down, pair_divide(pair_of(1), pair_of((double)k * k)));
  CHECK(fabs(pair_value(pair_subtract(up, down))) < 1e-28);
  CHECK(near(up.high, 1.6448340718480598, 1e-16));
}

#if defined(__GNUC__) && defined(__x86_64__)
#define FMA_TARGET __attribute__((target("fma"), noinline))
#else
#define FMA_TARGET
#endif

/* Compiled where contraction is possible: without its wall the product would melt into the sums that follow.
   */
FMA_TARGET static void sum_after_product(double a, double b, double c, double *sum, double *error) {
  const struct pair s = pair_two_sum(pair_rounded(a * b), c);
  *sum = s.high;
  *error = s.low;
}

FMA_TARGET static void product_of(double a, double b, double *product, double *error) {
  const struct pair p = pair_product(a, b);
  *product = p.high;
  *error = p.low;
}

static void test_contraction(void) {
#if defined(__GNUC__) && defined(__x86_64__)
  if (!__builtin_cpu_supports("fma")) return;
#endif
  random_seed(11);
  bool sums = true, products = true;
  for (int i = 0; i < 2000; i++) {
    const double a = random_normal() * exp(10 * random_normal()), b = random_normal() / 3,
                 c = random_normal();
    volatile double rounded = a * b; /* stored: a double and nothing more */
    double sum, error;
    sum_after_product(a, b, c, &sum, &error);
    const long double exact =
        (long double)rounded + c; /* 64 bits are enough for most; the rest by two_sum's law */
    volatile double plain_sum = rounded + c;
    sums = sums && sum == plain_sum;
    if ((exact - rounded) == c) sums = sums && (long double)sum + error == exact;
    product_of(a, b, &sum, &error);
    products = products && sum == rounded && error == fma(a, b, -rounded);
  }
  CHECK(sums);
  CHECK(products);
}

void test_pair(void) {
  test_arithmetic();
  test_long_sum();
  test_contraction();
}
