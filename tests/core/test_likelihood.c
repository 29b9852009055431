/* Values against a plain sum; score, information and product against each other and differences, through a map
   with contrasts and a factor that has a head; far from the data; the same bits for any threads. */
#include "likelihood.h"
#include <string.h>
#include "check.h"

enum { ROWS = 900, LEVELS = 40, BLOCKS = 2 + LEVELS, COLUMNS = 1 + LEVELS, EQUATIONS = 2 };
enum { ENTRIES = 2 + 2 * (LEVELS - 1) + 1, MOST = EQUATIONS * COLUMNS };

static double x[ROWS], y[ROWS], weights[ROWS];
static int code[ROWS], category[ROWS];

struct subject {
  struct design *design;
  struct coding coding;
  struct response response;
  const struct model *model;
};

/* Of each equation: the constant, x, and of the factor sums to zero: column j is level j less the last. */
static struct coding coding_of(size_t equations, const struct host *host) {
  int *start = host_alloc(host, (equations * COLUMNS + 1) * sizeof *start), entry = 0;
  int *index = host_alloc(host, equations * ENTRIES * sizeof *index);
  double *value = host_doubles(host, equations * ENTRIES);
  for (size_t e = 0; e < equations; e++)
    for (size_t j = 0; j < COLUMNS; j++) {
      const size_t at = e * BLOCKS;
      start[e * COLUMNS + j] = entry;
      value[entry] = 1;
      index[entry++] = (int)(at + j);
      if (j < 2) continue;
      value[entry] = -1;
      index[entry++] = (int)(at + BLOCKS - 1);
    }
  start[equations * COLUMNS] = entry;
  return (struct coding){.columns = equations * COLUMNS,
                         .map = {equations * BLOCKS, equations * COLUMNS, start, index, value}};
}

static struct design *design_of(size_t equations, const struct host *host) {
  static struct source source = {SOURCE_DOUBLE, x};
  struct column *column = host_alloc(host, 2 * sizeof *column);
  struct block *block = host_alloc(host, 2 * sizeof *block);
  struct term *term = host_alloc(host, 2 * equations * sizeof *term);
  const double **offset = host_alloc(host, equations * sizeof *offset);
  struct design *design = host_alloc(host, sizeof *design);
  column[0] = (struct column){.scale = 1};
  column[1] = (struct column){.sources = 1, .source = &source, .scale = 1};
  block[0] = (struct block){.kind = BLOCK_DENSE, .columns = 2, .column = column};
  block[1] = (struct block){.kind = BLOCK_CODE, .columns = LEVELS, .code = code};
  for (size_t e = 0; e < equations; e++) {
    offset[e] = NULL;
    term[2 * e] = (struct term){.predictor = e, .block = 0, .start = e * BLOCKS, .sign = 1};
    term[2 * e + 1] = (struct term){.predictor = e, .block = 1, .start = e * BLOCKS + 2, .sign = 1};
  }
  *design = (struct design){.rows = ROWS,
                            .predictors = equations,
                            .blocks = 2,
                            .terms = 2 * equations,
                            .parameters = equations * BLOCKS,
                            .block = block,
                            .term = term,
                            .offset = offset};
  return design;
}

static struct subject subject_of(const char *link, const struct host *host) {
  const size_t equations = link ? 1 : EQUATIONS;
  return (struct subject){.design = design_of(equations, host),
                          .coding = coding_of(equations, host),
                          .model = link ? &binomial_model : &multinomial_model,
                          .response = {.y = y,
                                       .weights = weights,
                                       .category = link ? NULL : category,
                                       .categories = EQUATIONS + 1,
                                       .link = link_find(link ? link : "logit")}};
}

struct answer {
  double score[MOST], information[MOST * MOST], product[MOST];
  struct likelihood at;
};

static double at(const struct subject *subject, const double *beta, const double *direction, unsigned parts,
                 struct answer *answer, const struct host *host) {
  const struct likelihood_task task = {subject->design, &subject->coding, subject->model, &subject->response};
  answer->at = (struct likelihood){0, answer->score, answer->information, answer->product};
  CHECK(likelihood_at(&task, beta, direction, parts, CURVATURE_OBSERVED, &answer->at, host) == STATUS_OK);
  return answer->at.value;
}

static void fill(void) {
  random_seed(77);
  for (size_t i = 0; i < ROWS; i++) {
    x[i] = random_normal();
    code[i] = 1 + (int)(i % LEVELS);
    weights[i] = i % 11 == 0 ? 0 : 1 + (double)(i % 3);
    y[i] = random_normal() + x[i] > 0;
    category[i] = 1 + (int)(random_uniform() * (EQUATIONS + 1));
  }
}

static double plain_sum(const double *beta) {
  double sum = 0, total = 0;
  for (size_t j = 2; j < COLUMNS; j++) total += beta[j];
  for (size_t i = 0; i < ROWS; i++) {
    const double own = code[i] == LEVELS ? -total : beta[1 + code[i]];
    const double eta = beta[0] + beta[1] * x[i] + own;
    sum -= weights[i] * log1p(exp(y[i] > 0 ? -eta : eta));
  }
  return sum;
}

/* the score's slope along v is the product, and minus the information times v */
static void check_derivatives(const struct subject *subject, const double *beta, const struct host *host) {
  static struct answer here, up, down;
  const size_t p = subject->coding.columns;
  const double h = 0x1p-16;
  double v[MOST], above[MOST], below[MOST], along = 0;
  for (size_t j = 0; j < p; j++) {
    v[j] = random_normal();
    above[j] = beta[j] + h * v[j];
    below[j] = beta[j] - h * v[j];
  }
  at(subject, beta, v, PART_VALUE | PART_SCORE | PART_INFORMATION, &here, host);
  const double rise = at(subject, above, NULL, PART_VALUE | PART_SCORE, &up, host) -
                      at(subject, below, NULL, PART_VALUE | PART_SCORE, &down, host);
  for (size_t j = 0; j < p; j++) {
    double information = 0;
    for (size_t k = 0; k < p; k++) information += here.information[j + k * p] * v[k];
    CHECK(near(here.product[j], -information, 1e-12));
    CHECK(near(here.product[j], (up.score[j] - down.score[j]) / (2 * h), 1e-6));
    CHECK(here.information[j] == here.information[j * p]);
    along += here.score[j] * v[j];
  }
  CHECK(near(along, rise / (2 * h), 1e-6));
}

static void check_threads(const struct subject *subject, const double *beta) {
  static struct answer one, three;
  const struct host first = test_host(1), second = test_host(3);
  const unsigned all = PART_VALUE | PART_SCORE | PART_INFORMATION;
  memset(&one, 0, sizeof one);
  memset(&three, 0, sizeof three);
  CHECK(at(subject, beta, beta, all, &one, &first) == at(subject, beta, beta, all, &three, &second));
  CHECK(memcmp(one.score, three.score, sizeof one.score) == 0);
  CHECK(memcmp(one.information, three.information, sizeof one.information) == 0);
  CHECK(memcmp(one.product, three.product, sizeof one.product) == 0);
}

/* every row far on its right side: what is left is exp(-|eta|), to the last digits */
static void check_far(const struct host *host) {
  static struct answer far;
  const struct subject subject = subject_of("logit", host);
  double beta[COLUMNS] = {0}, value = 0, slope = 0;
  beta[1] = 300;
  for (size_t i = 0; i < ROWS; i++) {
    x[i] = i % 2 ? 1 + random_uniform() : -1 - random_uniform();
    y[i] = x[i] > 0;
    value -= weights[i] * exp(-fabs(300 * x[i]));
    slope += weights[i] * exp(-fabs(300 * x[i])) * fabs(x[i]);
  }
  at(&subject, beta, NULL, PART_VALUE | PART_SCORE, &far, host);
  CHECK(fabs(far.at.value / value - 1) < 1e-12);
  CHECK(fabs(far.score[1] / slope - 1) < 1e-12);
}

void test_likelihood(void) {
  static const char *const links[] = {"logit", "probit", "cloglog", "loglog", "cauchit", NULL};
  static struct answer answer;
  const struct host host = test_host(1);
  double beta[MOST];
  fill();
  for (size_t j = 0; j < MOST; j++) beta[j] = 0.3 * random_normal();
  for (size_t l = 0; l < sizeof links / sizeof *links; l++) {
    const struct subject subject = subject_of(links[l], &host);
    check_derivatives(&subject, beta, &host);
    check_threads(&subject, beta);
  }
  const struct subject logit = subject_of("logit", &host);
  CHECK(near(at(&logit, beta, NULL, PART_VALUE, &answer, &host), plain_sum(beta), 1e-13));
  check_far(&host);
  test_host_free();
}
