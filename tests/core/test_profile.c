/* A closed form; for each link the two equations at the points found; aliases; what has no profile. */
#include "profile.h"
#include <string.h>
#include "check.h"

enum { ROWS = 200, COLUMNS = 4, POINTS = 4 };

static double x[2][ROWS], y[ROWS], sum[ROWS];
static const double z[POINTS] = {-1, -2.5, 1, 2.5};
static const size_t all[COLUMNS] = {0, 1, 2, 3};

struct subject { /* columns 1, x, x and, as an alias, their sum */
  size_t columns;
  const char *link;
  size_t steps;
};

struct result {
  struct fit_answer answer;
  double beta[COLUMNS * POINTS * COLUMNS];
  enum profile_outcome outcome[POINTS * COLUMNS];
};

/* every dense column but the first may be centred */
static struct coding coding_of(size_t columns, const struct host *host) {
  int *start = host_alloc(host, (columns + 1) * sizeof *start),
      *index = host_alloc(host, columns * sizeof *index);
  int *shift = host_alloc(host, (columns + 1) * sizeof *shift),
      *zero = host_alloc(host, columns * sizeof *zero);
  double *ones = host_doubles(host, columns);
  for (size_t j = 0; j <= columns; j++) start[j] = (int)j, shift[j] = j ? (int)j - 1 : 0;
  for (size_t j = 0; j < columns; j++) index[j] = (int)j, zero[j] = 0, ones[j] = 1;
  return (struct coding){.columns = columns,
                         .map = {columns, columns, start, index, ones},
                         .shift = {columns, columns, shift, zero, ones}};
}

static struct design *design_of(size_t columns, const struct host *host) {
  static struct source source[3] = {{SOURCE_DOUBLE, x[0]}, {SOURCE_DOUBLE, x[1]}, {SOURCE_DOUBLE, sum}};
  struct column *column = host_alloc(host, columns * sizeof *column);
  struct block *block = host_alloc(host, sizeof *block);
  struct term *term = host_alloc(host, sizeof *term);
  const double **offset = host_alloc(host, sizeof *offset);
  struct design *design = host_alloc(host, sizeof *design);
  for (size_t j = 0; j < columns; j++)
    column[j] = (struct column){.sources = j > 0, .source = j ? &source[j - 1] : NULL, .scale = 1};
  *block = (struct block){.kind = BLOCK_DENSE, .columns = columns, .column = column};
  *term = (struct term){.sign = 1};
  *offset = NULL;
  *design = (struct design){.rows = ROWS,
                            .predictors = 1,
                            .blocks = 1,
                            .terms = 1,
                            .parameters = columns,
                            .block = block,
                            .term = term,
                            .offset = offset};
  return design;
}

static struct result *run(const struct subject *subject, const struct host *host) {
  struct result *result = host_alloc(host, sizeof *result);
  struct fit_task *task = host_alloc(host, sizeof *task);
  static const double pooled[COLUMNS] = {0};
  const struct link *link = link_find(subject->link);
  *task = (struct fit_task){.design = design_of(subject->columns, host),
                            .coding = coding_of(subject->columns, host),
                            .model = &binomial_model,
                            .response = {.y = y, .link = link},
                            .pooled = pooled,
                            .rule = {.tolerance = 0x1p-40,
                                     .steps = subject->steps ? subject->steps : 50,
                                     .steer = link == link_at(0) ? CURVATURE_EXPECTED : CURVATURE_OBSERVED,
                                     .report = CURVATURE_EXPECTED}};
  const struct profile_task asked = {subject->columns, all, POINTS, z};
  CHECK(fit_memory(task, &result->answer, host) == STATUS_OK);
  CHECK(profile_points(task, &result->answer, &asked, result->beta, result->outcome, host) == STATUS_OK);
  return result;
}

static void fill(double slope) {
  for (size_t i = 0; i < ROWS; i++) {
    x[0][i] = random_normal();
    x[1][i] = 100 + random_normal();
    sum[i] = x[0][i] + x[1][i];
    y[i] = slope * x[0][i] + 1.5 * random_normal() > 0;
  }
}

/* k of n events: k log p + (n - k) log(1 - p) = l_hat - z^2 / 2 */
static void closed_form(const struct host *host) {
  const struct subject subject = {.columns = 1, .link = "logit"};
  for (size_t i = 0; i < ROWS; i++) y[i] = i < 30;
  const struct result *result = run(&subject, host);
  const double n = ROWS, k = 30;
  const double l_hat = k * log(k / n) + (n - k) * log1p(-k / n);
  for (size_t i = 0; i < POINTS; i++) {
    const double b = result->beta[i], l = k * b - n * log1p(exp(b));
    CHECK(result->outcome[i] == PROFILE_FOUND);
    CHECK((b > log(k / (n - k))) == (z[i] > 0));
    CHECK(near(l, l_hat - z[i] * z[i] / 2, 1e-13));
  }
}

/* at each point: the value asked for, and the score of all but c'theta is 0 */
static void check_equations(const struct result *result, const struct subject *subject,
                            const struct host *host) {
  const struct fit_answer *answer = &result->answer;
  struct evaluation at = evaluation_new(&answer->transform->shape, host);
  double theta[COLUMNS], row[COLUMNS];
  for (size_t k = 0; k < subject->columns * POINTS; k++) {
    if (fit_is_dropped(answer, k / POINTS)) continue;
    const double target = answer->newton->value - z[k % POINTS] * z[k % POINTS] / 2;
    CHECK(result->outcome[k] == PROFILE_FOUND);
    struct pair beta[COLUMNS];
    for (size_t j = 0; j < subject->columns; j++) beta[j] = pair_of(result->beta[j + k * subject->columns]);
    transform_from_user(answer->transform, beta, theta, host);
    const struct request request = {.theta = theta,
                                    .parts = PART_VALUE | PART_SCORE,
                                    .curvature = CURVATURE_EXPECTED,
                                    .sample = 1,
                                    .free = answer->newton->free};
    CHECK(objective_run(answer->objective, &request, &at) == STATUS_OK);
    CHECK(near(at.value, target, 1e-11));
    fit_row(answer, k / POINTS, row);
    double slope = 0, size = 0;
    for (size_t j = 0; j < subject->columns; j++) slope += row[j] * at.score[j], size += row[j] * row[j];
    for (size_t j = 0; j < subject->columns; j++) CHECK(fabs(at.score[j] - slope / size * row[j]) < 1e-6);
    CHECK((slope < 0) == (z[k % POINTS] > 0));
  }
}

static void equations(const struct host *host) {
  const char *links[] = {"logit", "probit", "cloglog", "loglog", "cauchit"};
  for (size_t k = 0; k < sizeof links / sizeof *links; k++) {
    const struct subject subject = {.columns = 3, .link = links[k]};
    fill(1);
    check_equations(run(&subject, host), &subject, host);
  }
}

/* one of the three is dropped; the profiles of the others are those without it */
static void aliases(const struct host *host) {
  const struct subject full = {.columns = 3, .link = "logit"}, more = {.columns = 4, .link = "logit"};
  fill(1);
  const struct result *one = run(&full, host), *other = run(&more, host);
  CHECK(other->answer.dropped_count == 1 && other->answer.dropped[0] == 3);
  check_equations(other, &more, host);
  for (size_t k = 0; k < 3 * POINTS; k++) {
    const size_t j = k / POINTS;
    CHECK(near(other->beta[k * 4 + j], one->beta[k * 3 + j], 1e-10));
    CHECK(other->beta[k * 4 + 3] == 0);
  }
  for (size_t k = 3 * POINTS; k < 4 * POINTS; k++)
    CHECK(other->outcome[k] == PROFILE_NONE && isnan(other->beta[k * 4 + 3]));
}

static void without_estimate(const struct host *host) {
  const struct subject subject = {.columns = 3, .link = "logit", .steps = 1};
  fill(1);
  const struct result *result = run(&subject, host);
  for (size_t k = 0; k < 3 * POINTS; k++) CHECK(result->outcome[k] == PROFILE_NONE);
}

/* Rows with x = 1 have events only: their effect is infinite, and the constant is that of the others. */
static void on_the_face(const struct host *host) {
  const struct subject subject = {.columns = 2, .link = "logit"};
  for (size_t i = 0; i < ROWS; i++) {
    x[0][i] = i < 100;
    y[i] = i < 130;
  }
  const struct result *result = run(&subject, host);
  CHECK(result->answer.newton->overlap == OVERLAP_SEPARATED);
  const double l_hat = 30 * log(0.3) + 70 * log(0.7);
  for (size_t i = 0; i < POINTS; i++) {
    const double b = result->beta[2 * i];
    CHECK(result->outcome[i] == PROFILE_FOUND && result->outcome[POINTS + i] == PROFILE_NONE);
    CHECK((b > log(3.0 / 7)) == (z[i] > 0));
    CHECK(near(30 * b - 100 * log1p(exp(b)), l_hat - z[i] * z[i] / 2, 1e-13));
  }
}

/* With the cauchit and few events among the rows where x > 0 the likelihood at infinity is not small: points
   beyond one that is not found are not either. */
static void at_infinity(const struct host *host) {
  const struct subject subject = {.columns = 2, .link = "cauchit"};
  for (size_t i = 0; i < ROWS; i++) {
    x[0][i] = i < 6;
    y[i] = i < 5 || (i >= 6 && i % 2);
  }
  const struct result *result = run(&subject, host);
  for (size_t k = 0; k < 2 * POINTS; k++)
    CHECK((result->outcome[k] == PROFILE_FOUND) == isfinite(result->beta[k * 2]));
  CHECK(result->outcome[POINTS] == PROFILE_FOUND && result->outcome[POINTS + 2] == PROFILE_FOUND);
}

void test_profile(void) {
  const struct host host = test_host(2);
  random_seed(20);
  closed_form(&host);
  equations(&host);
  aliases(&host);
  without_estimate(&host);
  on_the_face(&host);
  at_infinity(&host);
  test_host_free();
}
