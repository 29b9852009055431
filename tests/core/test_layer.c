/* Layers against loops: every kernel, threads, blocks and their tails, integers, links. */
#include "layer.h"
#include <limits.h>
#include <string.h>
#include "check.h"

struct problem {
  size_t n, p, k;
  double *x, *w, *bias, *offset, *upstream, *weights, *y;
  int *whole;
  const struct link *link;
};

static double *normals(size_t n, const struct host *host) {
  double *x = host_doubles(host, n + 1);
  for (size_t i = 0; i < n; i++) x[i] = random_normal();
  return x;
}

static struct problem problem_new(size_t n, size_t p, size_t k, const char *link, const struct host *host) {
  struct problem problem = {.n = n,
                            .p = p,
                            .k = k,
                            .x = normals(n * p, host),
                            .w = normals(p * k, host),
                            .bias = normals(k, host),
                            .offset = normals(n * k, host),
                            .upstream = normals(n * k, host),
                            .weights = normals(n, host),
                            .y = host_doubles(host, n * k + 1),
                            .whole = host_alloc(host, (n * p + 1) * sizeof(int)),
                            .link = link_find(link)};
  for (size_t i = 0; i < n * p; i++) problem.whole[i] = (int)(3 * problem.x[i]);
  for (size_t i = 0; i < n * k; i++) problem.y[i] = i % 3 == 0 ? random_uniform() : (double)(i % 2);
  for (size_t i = 0; i < n; i++) problem.weights[i] = fabs(problem.weights[i]);
  for (size_t i = 0; i < p * k; i++) problem.w[i] /= (double)p;
  return problem;
}

struct answer {
  double *eta, *mean, *r, *coefficients, *bias, *inputs, *loss_r, loss;
};

static struct answer answer_to(const struct problem *a, bool integers, const struct host *host) {
  const size_t n = a->n, p = a->p, k = a->k;
  const struct layer_matrix x = {n, p, integers ? NULL : a->x, integers ? a->whole : NULL};
  const struct layer_units units = {k, a->w, a->bias, a->offset, a->link};
  struct answer out = {.eta = host_doubles(host, n * k + 1),
                       .mean = host_doubles(host, n * k + 1),
                       .r = host_doubles(host, n * k + 1),
                       .coefficients = host_doubles(host, p * k + 1),
                       .bias = host_doubles(host, k),
                       .inputs = host_doubles(host, n * p + 1),
                       .loss_r = host_doubles(host, n * k + 1)};
  CHECK(layer_forward(&x, &units, out.eta, out.mean, host) == STATUS_OK);
  const struct layer_upstream above = {k, a->upstream, a->weights, a->link, out.eta};
  layer_backward(&x, &above, &(struct layer_gradient){out.r, out.coefficients, out.bias}, host);
  layer_inputs(n, k, out.r, p, a->w, out.inputs, host);
  out.loss = layer_loss(n, k, a->link, out.eta, a->y, a->weights, out.loss_r, host);
  return out;
}

static double entry(const struct problem *a, bool integers, size_t i, size_t j) {
  return integers ? a->whole[i + j * a->n] : a->x[i + j * a->n];
}

static bool rows_are_right(const struct problem *a, const struct answer *b, bool integers) {
  bool ok = true;
  double loss = 0;
  for (size_t u = 0; u < a->k; u++)
    for (size_t i = 0; i < a->n; i++) {
      const size_t at = i + u * a->n;
      double eta = a->bias[u] + a->offset[at];
      for (size_t j = 0; j < a->p; j++) eta += entry(a, integers, i, j) * a->w[j + u * a->p];
      const struct link_value v = a->link->value(b->eta[at]);
      const double y = a->y[at], first = y * v.rise - (1 - y) * v.fall;
      ok = ok && near(b->eta[at], eta, 1e-12) && near(b->mean[at], v.mean, 1e-14);
      ok = ok && near(b->r[at], a->weights[i] * a->upstream[at] * v.slope, 1e-14);
      ok = ok && near(b->loss_r[at], -a->weights[i] * first, 1e-14);
      loss -= a->weights[i] * (y * v.log_mean + (1 - y) * v.log_one_minus_mean);
    }
  return ok && near(b->loss, loss, 1e-12);
}

static bool sums_are_right(const struct problem *a, const struct answer *b, bool integers) {
  bool ok = true;
  for (size_t u = 0; u < a->k; u++) {
    const double *r = b->r + u * a->n;
    double bias = 0;
    for (size_t i = 0; i < a->n; i++) bias += r[i];
    ok = ok && near(b->bias[u], bias, 1e-11);
    for (size_t j = 0; j < a->p; j++) {
      double sum = 0;
      for (size_t i = 0; i < a->n; i++) sum += entry(a, integers, i, j) * r[i];
      ok = ok && near(b->coefficients[j + u * a->p], sum, 1e-11);
    }
  }
  for (size_t i = 0; i < a->n; i++)
    for (size_t j = 0; j < a->p; j++) {
      double sum = 0;
      for (size_t u = 0; u < a->k; u++) sum += b->r[i + u * a->n] * a->w[j + u * a->p];
      ok = ok && near(b->inputs[i + j * a->n], sum, 1e-13);
    }
  return ok;
}

static bool same(const double *a, const double *b, size_t n) {
  return memcmp(a, b, n * sizeof *a) == 0;
}

static void check_threads(const struct problem *a, bool integers, const struct answer *one) {
  const struct host host = test_host(3);
  const struct answer many = answer_to(a, integers, &host);
  CHECK(same(one->eta, many.eta, a->n * a->k) && same(one->r, many.r, a->n * a->k));
  CHECK(same(one->coefficients, many.coefficients, a->p * a->k) && same(one->bias, many.bias, a->k));
  CHECK(same(one->inputs, many.inputs, a->n * a->p) && one->loss == many.loss);
}

static void check_problem(size_t n, size_t p, size_t k, const char *link) {
  const struct host host = test_host(1);
  const struct problem problem = problem_new(n, p, k, link, &host);
  for (int integers = 0; integers < 2; integers++) {
    const struct answer one = answer_to(&problem, integers, &host);
    CHECK(rows_are_right(&problem, &one, integers));
    CHECK(sums_are_right(&problem, &one, integers));
    check_threads(&problem, integers, &one);
  }
}

static void check_shapes(void) {
  const size_t n[] = {1, 7, 8, 9, 511, 2049, 6150}, p[] = {0, 1, 5, 129}, k[] = {1, 2, 7};
  for (size_t a = 0; a < sizeof n / sizeof *n; a++)
    for (size_t b = 0; b < sizeof p / sizeof *p; b++)
      for (size_t c = 0; c < sizeof k / sizeof *k; c++)
        if (n[a] * p[b] < 20000 || (k[c] == 2 && n[a] < 6000)) check_problem(n[a], p[b], k[c], "logit");
}

/* upstream by eta, without weights: r is upstream itself, and need not be written */
static void check_plain_upstream(void) {
  const struct host host = test_host(2);
  const struct problem a = problem_new(1003, 6, 3, "logit", &host);
  const struct layer_matrix x = {a.n, a.p, a.x, NULL};
  const struct layer_upstream above = {a.k, a.upstream, NULL, NULL, NULL};
  double coefficients[18], bias[3], again[18], *r = host_doubles(&host, a.n * a.k);
  layer_backward(&x, &above, &(struct layer_gradient){NULL, coefficients, bias}, &host);
  layer_backward(&x, &above, &(struct layer_gradient){r, again, bias}, &host);
  CHECK(same(coefficients, again, 18) && same(r, a.upstream, a.n * a.k));
  const struct answer b = {.r = a.upstream, .coefficients = coefficients, .bias = bias};
  double *inputs = host_doubles(&host, a.n * a.p);
  layer_inputs(a.n, a.k, a.upstream, a.p, a.w, inputs, &host);
  struct answer whole = b;
  whole.inputs = inputs;
  CHECK(sums_are_right(&a, &whole, false));
}

/* wherever it stands, and whatever its coefficient */
static void check_not_finite(void) {
  const struct host host = test_host(2);
  const size_t at[] = {0, 7, 300, 1000, 1002};
  const double bad[] = {NAN, INFINITY, -INFINITY};
  double *eta = host_doubles(&host, 1003), *mean = host_doubles(&host, 1003);
  for (size_t i = 0; i < sizeof at / sizeof *at; i++)
    for (int b = 0; b < 4; b++) {
      const struct problem a = problem_new(1003, 3, 1, "logit", &host);
      const struct layer_units units = {1, a.w, a.bias, NULL, a.link};
      struct layer_matrix x = {a.n, a.p, a.x, NULL};
      a.w[1] = 0;
      CHECK(layer_forward(&x, &units, eta, mean, &host) == STATUS_OK);
      if (b < 3)
        a.x[a.n + at[i]] = bad[b];
      else
        x = (struct layer_matrix){a.n, a.p, NULL, a.whole}, a.whole[a.n + at[i]] = INT_MIN;
      CHECK(layer_forward(&x, &units, eta, mean, &host) == STATUS_NOT_FINITE);
    }
}

void test_layer(void) {
  random_seed(11);
  for (size_t i = 0; kernel_available(i); i++) {
    kernel_choose(kernel_available(i)->name);
    check_shapes();
    test_host_free();
  }
  kernel_choose(NULL);
  for (size_t i = 0; link_at(i); i++) check_problem(601, 4, 2, link_at(i)->name);
  check_plain_upstream();
  check_not_finite();
}
