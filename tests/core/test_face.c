/* Separated data of several predictors, against closed forms: a multinomial and a cumulative model of these
   tests, whole and in their limits. Which bounds move, what stays estimable, and where the predictors go. */
#include "face.h"
#include <string.h>
#include "check.h"
#include "fit.h"
#include "plan.h"

enum { MOST = 1200, CATEGORIES = 6 };

static double x1[MOST], x2[MOST], weights[MOST];
static int category[MOST], upper[MOST], lower[MOST];
static struct source source[] = {{SOURCE_DOUBLE, x1}, {SOURCE_DOUBLE, x2}};
static size_t rows;

/* ---- two models, and what they say of a direction ------------------------------------------------------ */

static bool is_absent(const struct model_tile *tile, size_t slot, size_t i) {
  return tile->absent && tile->absent[i + slot * TILE_STRIDE];
}

static double at(const double *columns, size_t i, size_t k, size_t predictors) {
  return k < predictors ? columns[i + k * TILE_STRIDE] : 0;
}

static void raise(double *maximum, double value) {
  *maximum = fmax(*maximum, value);
}

static void judge(struct model_tile *tile, double toward) {
  raise(&tile->largest->toward, toward);
  raise(&tile->largest->against, -toward);
}

static void clear(struct model_tile *tile) {
  const size_t q = tile->predictors;
  tile->value = 0;
  memset(tile->first, 0, q * TILE_STRIDE * sizeof(double));
  memset(tile->second, 0, q * (q + 1) / 2 * TILE_STRIDE * sizeof(double));
}

/* eta_1 ... eta_q against category q + 1; slot k: the bound against category k + 1 */
static void softmax_row(struct model_tile *tile, size_t i, bool largest) {
  const size_t q = tile->predictors, y = (size_t)tile->category[i] - 1;
  const double w = tile->weights[i];
  double p[CATEGORIES], total = 0, mean = 0;
  for (size_t k = 0; k <= q; k++) {
    p[k] = is_absent(tile, k, i) ? 0 : exp(at(tile->eta, i, k, q) - at(tile->eta, i, y, q));
    total += p[k];
  }
  tile->value -= w * log(total);
  for (size_t k = 0; k <= q; k++) p[k] /= total;
  for (size_t a = 0; a < q; a++) {
    tile->first[i + a * TILE_STRIDE] = w * ((a == y) - p[a]);
    for (size_t c = a; c < q; c++)
      tile->second[i + pair_index(a, c) * TILE_STRIDE] = w * (a == c ? p[a] * (1 - p[a]) : -p[a] * p[c]);
  }
  if (!largest) return;
  for (size_t k = 0; k <= q; k++) mean += p[k] * at(tile->direction, i, k, q);
  for (size_t k = 0; k <= q; k++) {
    if (k == y || is_absent(tile, k, i)) continue;
    const double change = at(tile->direction, i, k, q);
    raise(&tile->largest->ratio, fabs(change - mean));
    judge(tile, at(tile->direction, i, y, q) - change);
  }
}

static size_t softmax_bounds(const struct response *response, size_t row, size_t predictors,
                             struct bound *bound) {
  const size_t y = (size_t)response->category[row] - 1;
  size_t n = 0;
  for (size_t k = 0; k <= predictors; k++)
    if (k != y)
      bound[n++] = (struct bound){k, y < predictors ? y : NO_PREDICTOR, k < predictors ? k : NO_PREDICTOR, 0};
  return n;
}

/* P(Y <= k) = F(eta): predictor 0 is the upper cut, 1 the lower; a cut that is absent is at its limit */
static void cut_row(struct model_tile *tile, size_t i, bool largest) {
  const int y = tile->category[i];
  const bool up = (size_t)y < tile->categories && !is_absent(tile, 0, i),
             down = y > 1 && !is_absent(tile, 1, i);
  const double w = tile->weights[i], u = tile->eta[i], l = tile->eta[i + TILE_STRIDE];
  const double F = up ? 1 / (1 + exp(-u)) : 1, G = down ? 1 / (1 + exp(-l)) : 0;
  const double f = up ? F / (1 + exp(u)) : 0, g = down ? G / (1 + exp(l)) : 0;
  const double p = up && down ? F - G : up ? F : down ? 1 / (1 + exp(l)) : 1;
  const double r = f / p, s = g / p;
  tile->value += w * log(p);
  tile->first[i] = w * r;
  tile->first[i + TILE_STRIDE] = -w * s;
  const double uu = r * r - r * (1 - 2 * F), ul = -r * s, ll = s * s + s * (1 - 2 * G);
  tile->second[i] = w * uu;
  tile->second[i + pair_index(0, 1) * TILE_STRIDE] = w * ul;
  tile->second[i + pair_index(1, 1) * TILE_STRIDE] = w * ll;
  if (!largest) return;
  const double a = tile->direction[i], b = tile->direction[i + TILE_STRIDE];
  if (up) raise(&tile->largest->ratio, fabs(uu * a + ul * b) / r), judge(tile, a);
  if (down) raise(&tile->largest->ratio, fabs(ul * a + ll * b) / s), judge(tile, -b);
}

static size_t cut_bounds(const struct response *response, size_t row, size_t predictors,
                         struct bound *bound) {
  (void)predictors;
  const int y = response->category[row];
  size_t n = 0;
  if ((size_t)y < response->categories) bound[n++] = (struct bound){0, 0, NO_PREDICTOR, false};
  if (y > 1) bound[n++] = (struct bound){1, NO_PREDICTOR, 1, false};
  return n;
}

static enum status softmax_evaluate(struct model_tile *tile, unsigned parts) {
  clear(tile);
  for (size_t i = 0; i < tile->rows; i++)
    if (tile->weights[i] > 0) softmax_row(tile, i, parts & PART_LARGEST);
  return STATUS_OK;
}

static enum status cut_evaluate(struct model_tile *tile, unsigned parts) {
  clear(tile);
  for (size_t i = 0; i < tile->rows; i++)
    if (tile->weights[i] > 0) cut_row(tile, i, parts & PART_LARGEST);
  return STATUS_OK;
}

static const struct model softmax = {
    .name = "softmax", .evaluate = softmax_evaluate, .bounds = softmax_bounds};
static const struct model cuts = {.name = "cuts", .evaluate = cut_evaluate, .bounds = cut_bounds};

/* ---- designs ------------------------------------------------------------------------------------------- */

struct fitted {
  struct fit_task task;
  struct fit_answer answer;
  double *eta, *motion; /* motion: NULL when there is none */
};

static void *copy(const void *from, size_t bytes, const struct host *host) {
  void *to = host_alloc(host, bytes + 1);
  return bytes ? memcpy(to, from, bytes) : to;
}

/* each user column is a coefficient of the design; shifts: how many each has, shifted: which, with `value` */
static struct coding coding_of(size_t columns, const size_t *shifts, const int *shifted, double value,
                               const struct host *host) {
  int *start = host_alloc(host, (columns + 1) * sizeof *start),
      *shift = host_alloc(host, (columns + 1) * sizeof *shift);
  int *index = host_alloc(host, columns * sizeof *index);
  double *ones = host_doubles(host, columns), *values = host_doubles(host, columns * columns);
  start[0] = shift[0] = 0;
  for (size_t j = 0; j < columns; j++) {
    start[j + 1] = (int)j + 1;
    shift[j + 1] = shift[j] + (int)shifts[j];
    index[j] = (int)j;
    ones[j] = 1;
  }
  for (int k = 0; k < shift[columns]; k++) values[k] = value;
  const int *where = copy(shifted, (size_t)shift[columns] * sizeof *shifted, host);
  return (struct coding){.columns = columns,
                         .map = {columns, columns, start, index, ones},
                         .shift = {columns, columns, shift, where, values}};
}

static struct block dense_block(size_t constant, size_t slopes, const struct host *host) {
  struct column *column = host_alloc(host, (constant + slopes) * sizeof *column);
  if (constant) column[0] = (struct column){0, NULL, 0, 1};
  for (size_t j = 0; j < slopes; j++) column[constant + j] = (struct column){1, &source[j], 0, 1};
  return (struct block){BLOCK_DENSE, constant + slopes, column, NULL};
}

static struct fitted *fit(const struct design *design, const struct coding *coding, const struct model *model,
                          size_t categories, const double *start, const struct host *host) {
  struct fitted *fitted = host_alloc(host, sizeof *fitted);
  fitted->task =
      (struct fit_task){.design = copy(design, sizeof *design, host),
                        .coding = *coding,
                        .model = model,
                        .response = {.category = category, .categories = categories, .weights = weights},
                        .pooled = start,
                        .rule = {.tolerance = 0x1p-40, .steps = 50}};
  CHECK(fit_memory(&fitted->task, &fitted->answer, host) == STATUS_OK);
  fitted->eta = host_doubles(host, rows * design->predictors);
  fit_predictors(&fitted->task, &fitted->answer, fitted->eta, host);
  fitted->motion = NULL;
  if (!fitted->answer.recession) return fitted;
  fitted->motion = host_doubles(host, rows * design->predictors);
  fit_motion(&fitted->task, &fitted->answer, fitted->motion, host);
  return fitted;
}

/* columns 1, x1 (, x2) for each category but the last */
static struct fitted *fit_softmax(size_t categories, size_t slopes, const struct host *host) {
  const size_t q = categories - 1, p = slopes + 1;
  struct block *block = host_alloc(host, sizeof *block);
  struct term *term = host_alloc(host, q * sizeof *term);
  size_t shifts[CATEGORIES * 3];
  int shifted[CATEGORIES * 3];
  size_t n = 0;
  *block = dense_block(1, slopes, host);
  for (size_t a = 0; a < q; a++) {
    term[a] = (struct term){a, 0, a * p, 1};
    for (size_t j = 0; j < p; j++) shifts[a * p + j] = j > 0;
    for (size_t j = 1; j < p; j++) shifted[n++] = (int)(a * p);
  }
  const struct coding coding = coding_of(q * p, shifts, shifted, 1, host);
  const struct design design = {.rows = rows,
                                .predictors = q,
                                .blocks = 1,
                                .terms = q,
                                .parameters = q * p,
                                .block = block,
                                .term = term};
  static const double start[CATEGORIES * 3] = {0};
  return fit(&design, &coding, &softmax, categories, start, host);
}

/* thresholds, and shared slopes of x1 (, x2); constant: a column of 1 before them, which is none too many */
static struct fitted *fit_cuts(size_t categories, size_t slopes, size_t constant, const struct host *host) {
  const size_t cut = categories - 1, p = cut + constant + slopes;
  struct block *block = host_alloc(host, 3 * sizeof *block);
  const struct term terms[] = {{0, 0, 0, 1}, {1, 1, 0, 1}, {0, 2, cut, -1}, {1, 2, cut, -1}};
  size_t shifts[CATEGORIES + 3] = {0};
  int shifted[CATEGORIES * 3];
  size_t n = 0;
  double start[CATEGORIES + 3] = {0};
  for (size_t i = 0; i < rows; i++) upper[i] = category[i], lower[i] = category[i] - 1;
  block[0] = (struct block){BLOCK_CODE, cut, NULL, upper};
  block[1] = (struct block){BLOCK_CODE, cut, NULL, lower};
  block[2] = dense_block(constant, slopes, host);
  for (size_t j = cut + constant; j < p; j++) {
    shifts[j] = cut;
    for (size_t k = 0; k < cut; k++) shifted[n++] = (int)k;
  }
  for (size_t k = 0; k < cut; k++) start[k] = (double)k - (double)(cut - 1) / 2;
  const struct coding coding = coding_of(p, shifts, shifted, -1, host);
  const struct design design = {.rows = rows,
                                .predictors = 2,
                                .blocks = slopes + constant ? 3 : 2,
                                .terms = slopes + constant ? 4 : 2,
                                .parameters = p,
                                .block = block,
                                .term = copy(terms, sizeof terms, host)};
  return fit(&design, &coding, &cuts, categories, copy(start, sizeof start, host), host);
}

static double beta(const struct fitted *fitted, size_t j) {
  return pair_value(fitted->answer.beta[j]);
}

static double eta(const struct fitted *fitted, size_t i, size_t a) {
  return fitted->eta[i + a * rows];
}

static double motion(const struct fitted *fitted, size_t i, size_t a) {
  return fitted->motion[i + a * rows];
}

static bool proved(const struct fitted *fitted) {
  return fitted->answer.newton->converged && fitted->answer.newton->overlap == OVERLAP_PROVED &&
         !fitted->answer.recession;
}

static bool separated(const struct fitted *fitted) {
  return fitted->answer.newton->converged && fitted->answer.newton->overlap == OVERLAP_SEPARATED &&
         fitted->answer.recession && fitted->motion;
}

/* a row a cell: group g (x1 = base + g), category k + 1, count[g][k] as its weight; empty cells have none */
static void fill_cells(size_t groups, size_t categories, const double *count, double base) {
  rows = 0;
  for (size_t g = 0; g < groups; g++)
    for (size_t k = 0; k < categories; k++) {
      if (count[g * categories + k] == 0) continue;
      x1[rows] = base + (double)g;
      category[rows] = (int)k + 1;
      weights[rows++] = count[g * categories + k];
    }
}

static void fill_random(size_t n) {
  random_seed(23);
  rows = n;
  for (size_t i = 0; i < n; i++) {
    x1[i] = random_normal();
    x2[i] = random_normal();
    weights[i] = 1;
  }
}

/* ---- multinomial --------------------------------------------------------------------------------------- */

static void softmax_overlap(const struct host *host) {
  const double count[] = {5, 9, 4, 7, 3, 8};
  for (int far = 0; far < 2; far++) {
    const double base = far ? 4096 : 0;
    fill_cells(2, 3, count, base);
    const struct fitted *fitted = fit_softmax(3, 1, host);
    CHECK(proved(fitted));
    for (size_t a = 0; a < 2; a++) {
      const double first = log(count[a] / count[2]), second = log(count[3 + a] / count[5]);
      CHECK(near(beta(fitted, 2 * a + 1), second - first, 1e-12));
      CHECK(near(beta(fitted, 2 * a), first - base * (second - first), 1e-11));
      CHECK(near(fitted->answer.standard_error[2 * a + 1],
                 sqrt(1 / count[a] + 1 / count[2] + 1 / count[3 + a] + 1 / count[5]), 1e-10));
      CHECK(near(eta(fitted, 0, a), first, 1e-12) && near(eta(fitted, 3, a), second, 1e-12));
    }
  }
}

/* three intervals of x1: everything moves, and each row's category before all others */
static void softmax_complete(const struct host *host) {
  fill_random(300);
  for (size_t i = 0; i < rows; i++) category[i] = x1[i] < -0.5 ? 3 : x1[i] < 0.5 ? 1 : 2;
  const struct fitted *fitted = fit_softmax(3, 2, host);
  CHECK(separated(fitted));
  CHECK(near(fitted->answer.newton->value, 0, 1e-12));
  bool first = true;
  for (size_t i = 0; i < rows; i++)
    for (size_t k = 0; k < 3; k++) {
      const size_t y = (size_t)category[i] - 1;
      const double own = y < 2 ? motion(fitted, i, y) : 0, other = k < 2 ? motion(fitted, i, k) : 0;
      first = first && (k == y || own > other);
    }
  CHECK(first);
  for (size_t j = 0; j < 6; j++)
    CHECK(!fitted->answer.estimable[j] && isnan(fitted->answer.standard_error[j]));
}

/* category 1 is not seen in the second group: its slope goes to -Inf, the rest is as without it */
static void softmax_quasi(const struct host *host) {
  const double count[] = {5, 9, 4, 0, 3, 8}, base = 1000;
  fill_cells(2, 3, count, base);
  const struct fitted *fitted = fit_softmax(3, 1, host);
  CHECK(separated(fitted));
  const bool *estimable = fitted->answer.estimable;
  CHECK(!estimable[0] && !estimable[1] && estimable[2] && estimable[3]);
  CHECK(fitted->answer.direction[1] < 0 && fitted->answer.direction[3] == 0);
  CHECK(near(beta(fitted, 3), log(3.0 / 8) - log(9.0 / 4), 1e-12));
  CHECK(near(fitted->answer.standard_error[3], sqrt(1.0 / 9 + 1.0 / 4 + 1.0 / 3 + 1.0 / 8), 1e-10));
  double value = 0;
  for (size_t k = 0; k < 3; k++) value += count[k] * log(count[k] / 18);
  value += 3 * log(3.0 / 11) + 8 * log(8.0 / 11);
  CHECK(near(fitted->answer.newton->value, value, 1e-13));
  for (size_t i = 0; i < rows; i++) {
    CHECK(x1[i] == base ? motion(fitted, i, 0) == 0 : motion(fitted, i, 0) < 0);
    CHECK(motion(fitted, i, 1) == 0);
  }
  CHECK(near(eta(fitted, 0, 0), log(5.0 / 4), 1e-12) && near(eta(fitted, 3, 1), log(3.0 / 8), 1e-12));
}

/* nor is the last category, to which all are compared: the others leave it together, at a finite distance */
static void softmax_reference(const struct host *host) {
  const double count[] = {5, 9, 4, 7, 3, 0};
  fill_cells(2, 3, count, 0.3);
  const struct fitted *fitted = fit_softmax(3, 1, host);
  CHECK(separated(fitted));
  const bool *estimable = fitted->answer.estimable;
  for (size_t j = 0; j < 4; j++) CHECK(!estimable[j]);
  for (size_t i = 3; i < rows; i++) {
    CHECK(motion(fitted, i, 0) > 0 && motion(fitted, i, 0) == motion(fitted, i, 1));
    CHECK(near(eta(fitted, i, 0) - eta(fitted, i, 1), log(7.0 / 3), 1e-12));
  }
}

/* the same beside a column that stays estimable */
static void softmax_together(const struct host *host) {
  fill_random(300);
  for (size_t i = 0; i < rows; i++) {
    category[i] = 1 + (int)(random_uniform() * (i % 3 == 2 ? 2 : 3));
    x1[i] = 0.1 + 0.3 * (i % 3 == 2);
  }
  const struct fitted *fitted = fit_softmax(3, 2, host);
  CHECK(separated(fitted));
  for (size_t i = 0; i < rows; i++) {
    CHECK(i % 3 == 2 ? motion(fitted, i, 0) > 0 : motion(fitted, i, 0) == 0);
    CHECK(motion(fitted, i, 0) == motion(fitted, i, 1));
  }
  for (size_t j = 0; j < 6; j++) CHECK(fitted->answer.estimable[j] == (j % 3 == 2));
}

/* 0.1 + 0.2 is 0.3, and 0.1 + 0.2 - 0.3 is 0: rounding is no motion, and does not tell two apart */
static void rounded_motion(const struct host *host) {
  fill_random(8);
  for (size_t i = 0; i < rows; i++) x1[i] = 1, x2[i] = i % 2;
  struct block block[] = {dense_block(1, 2, host)};
  const struct term term[] = {{0, 0, 0, 1}, {1, 0, 3, 1}};
  const struct design design = {
      .rows = rows, .predictors = 2, .blocks = 1, .terms = 2, .parameters = 6, .block = block, .term = term};
  const size_t shifts[6] = {0};
  const struct coding coding = coding_of(6, shifts, NULL, 1, host);
  const struct layout layout = plan_layout(&design, NULL, host);
  const struct transform *transform = transform_new(&design, &coding, &layout, host);
  const double direction[] = {0.3, 0, -0.3, 0.1, 0.2, -0.3};
  double out[16];
  CHECK(0.1 + 0.2 != 0.3);
  face_motion(&design, &layout, transform, direction, out, host);
  for (size_t i = 0; i < rows; i++) CHECK(out[i] == (i % 2 ? 0 : 0.3) && out[i + rows] == out[i]);
}

/* Two thirds of the rows are told apart by x1, whatever their large x2; of the others, half by an x2 so small
   that no single step shows it: it takes a second face. The rest says nothing of either. */
static void softmax_rounds(const struct host *host) {
  fill_random(300);
  for (size_t i = 0; i < rows; i++) {
    const double sign = x1[i] > 0 ? 1 : -1;
    const bool far = i % 3 > 0, still = !far && i % 2;
    category[i] = still ? 1 + (int)(i / 6 % 3) : sign > 0 ? 1 : 3;
    x1[i] = far ? sign : 0;
    x2[i] = far ? 1e5 * x2[i] : still ? 0 : 1e-3 * sign;
  }
  const struct fitted *fitted = fit_softmax(3, 2, host);
  const bool *estimable = fitted->answer.estimable;
  CHECK(separated(fitted));
  CHECK(estimable[0] && !estimable[1] && !estimable[2] && estimable[3] && !estimable[4] && !estimable[5]);
  bool right = true;
  for (size_t i = 0; i < rows; i++) {
    const double one = motion(fitted, i, 0), two = motion(fitted, i, 1);
    const bool still = x1[i] == 0 && x2[i] == 0;
    right = right && (still              ? one == 0 && two == 0
                      : category[i] == 1 ? one > 0 && one > two
                                         : one < 0 && two < 0);
  }
  CHECK(right);
}

static void softmax_rank(const struct host *host) {
  fill_random(200);
  for (size_t i = 0; i < rows; i++) {
    x2[i] = 2 * x1[i] + 100;
    category[i] = 1 + (int)(random_uniform() * 4);
  }
  const struct fitted *fitted = fit_softmax(4, 2, host);
  CHECK(proved(fitted) && fitted->answer.dropped_count == 3);
  for (size_t a = 0; a < 3; a++) {
    CHECK(fit_is_dropped(&fitted->answer, 3 * a + 2) && beta(fitted, 3 * a + 2) == 0);
    CHECK(isfinite(fitted->answer.standard_error[3 * a + 1]));
  }
}

/* log p_k / p_k+1 = threshold_k - x b, by sums of thresholds and -2 or -1 times the slope: at the estimate
   the counts of the categories, and sum x category, are as expected */
static struct fitted *fit_adjacent(const struct host *host) {
  struct block *block = host_alloc(host, 3 * sizeof *block);
  const struct term terms[] = {{0, 0, 0, 1}, {0, 1, 1, 1}, {1, 1, 1, 1}, {0, 2, 2, -2}, {1, 2, 2, -1}};
  const size_t shifts[] = {0, 0, 2};
  const int shifted[] = {0, 1};
  static const double start[3] = {0};
  for (size_t b = 0; b < 3; b++) block[b] = dense_block(b < 2, b == 2, host);
  const struct coding coding = coding_of(3, shifts, shifted, -1, host);
  const struct design design = {.rows = rows,
                                .predictors = 2,
                                .blocks = 3,
                                .terms = 5,
                                .parameters = 3,
                                .block = block,
                                .term = copy(terms, sizeof terms, host)};
  return fit(&design, &coding, &softmax, 3, start, host);
}

static void adjacent(const struct host *host) {
  fill_random(300);
  for (size_t i = 0; i < rows; i++) {
    const double z = x1[i] + random_normal();
    category[i] = 1 + (z > -0.5) + (z > 0.5);
    x1[i] += 1000;
  }
  const struct fitted *fitted = fit_adjacent(host);
  CHECK(proved(fitted) && beta(fitted, 2) > 0.5);
  double excess[3] = {0}, moment = 0;
  for (size_t i = 0; i < rows; i++) {
    const double xb = x1[i] * beta(fitted, 2);
    CHECK(near(eta(fitted, i, 1), beta(fitted, 1) - xb, 1e-9));
    CHECK(near(eta(fitted, i, 0), beta(fitted, 0) + beta(fitted, 1) - 2 * xb, 1e-9));
    const double p[3] = {exp(eta(fitted, i, 0)), exp(eta(fitted, i, 1)), 1}, all = p[0] + p[1] + p[2];
    for (int k = 0; k < 3; k++) {
      excess[k] += (category[i] == k + 1) - p[k] / all;
      moment += (x1[i] - 1000) * k * ((category[i] == k + 1) - p[k] / all);
    }
  }
  for (int k = 0; k < 3; k++) CHECK(fabs(excess[k]) < 1e-9);
  CHECK(fabs(moment) < 1e-9);
}

/* the first group is all in category 1, and nobody else is; and a slope that is another's, in forms that
   share it */
static void adjacent_at_the_end(const struct host *host) {
  const double count[] = {6, 0, 0, 0, 5, 8};
  fill_cells(2, 3, count, 10);
  const struct fitted *fitted = fit_adjacent(host);
  CHECK(separated(fitted));
  for (size_t j = 0; j < 3; j++) CHECK(!fitted->answer.estimable[j]);
  CHECK(near(fitted->answer.newton->value, 5 * log(5.0 / 13) + 8 * log(8.0 / 13), 1e-13));
  CHECK(motion(fitted, 0, 0) > 0 && motion(fitted, 0, 0) > motion(fitted, 0, 1));
  CHECK(motion(fitted, 1, 0) < 0 && motion(fitted, 1, 1) == 0);
  CHECK(near(eta(fitted, 1, 1), log(5.0 / 8), 1e-12));
}

/* ---- cumulative ---------------------------------------------------------------------------------------- */

/* other centres, other thresholds; the same slope */
static void cuts_overlap(const struct host *host) {
  double slope[2], threshold[2][CATEGORIES - 1];
  for (int far = 0; far < 2; far++) {
    fill_random(300);
    for (size_t i = 0; i < rows; i++) {
      const double z = x1[i] + random_normal();
      category[i] = 1 + (z > -1) + (z > 0) + (z > 0.3) + (z > 1) + (z > 1.5);
      x1[i] = ldexp(nearbyint(ldexp(x1[i], 20)), -20) + 4096 * far;
    }
    const struct fitted *fitted = fit_cuts(CATEGORIES, 2, 0, host);
    CHECK(proved(fitted));
    slope[far] = beta(fitted, CATEGORIES - 1);
    for (size_t k = 0; k < CATEGORIES - 1; k++) threshold[far][k] = beta(fitted, k);
  }
  CHECK(slope[0] > 0.5 && near(slope[0], slope[1], 1e-11));
  for (size_t k = 0; k < CATEGORIES - 1; k++)
    CHECK(near(threshold[1][k], threshold[0][k] + 4096 * slope[0], 1e-12));
}

/* the first group is all in category 1, and nobody else is: its cut lies between, and the second group's
   next cut stays where its own counts say */
static void cuts_at_the_end(const struct host *host) {
  const double count[] = {6, 0, 0, 0, 5, 8};
  fill_cells(2, 3, count, 10);
  const struct fitted *fitted = fit_cuts(3, 1, 0, host);
  CHECK(separated(fitted));
  for (size_t j = 0; j < 3; j++) CHECK(!fitted->answer.estimable[j]);
  CHECK(near(fitted->answer.newton->value, 5 * log(5.0 / 13) + 8 * log(8.0 / 13), 1e-13));
  CHECK(motion(fitted, 0, 0) > 0);
  CHECK(motion(fitted, 1, 0) == 0 && motion(fitted, 1, 1) < 0 && motion(fitted, 2, 1) == 0);
  CHECK(near(eta(fitted, 1, 0), log(5.0 / 8), 1e-12) && near(eta(fitted, 2, 1), log(5.0 / 8), 1e-12));
}

/* groups that share no category: the cut between them, and what lies beyond it, go to infinity */
static void cuts_in_the_middle(const struct host *host) {
  const double count[] = {6, 7, 0, 0, 0, 0, 5, 8};
  fill_cells(2, 4, count, 0);
  const struct fitted *fitted = fit_cuts(4, 1, 0, host);
  CHECK(separated(fitted));
  const bool *estimable = fitted->answer.estimable;
  CHECK(estimable[0] && !estimable[1] && !estimable[2] && !estimable[3]);
  CHECK(fitted->answer.direction[0] == 0 && fitted->answer.direction[1] > 0 &&
        fitted->answer.direction[3] > 0);
  CHECK(near(beta(fitted, 0), log(6.0 / 7), 1e-12));
  CHECK(near(fitted->answer.standard_error[0], sqrt(1.0 / 6 + 1.0 / 7), 1e-12));
  CHECK(near(eta(fitted, 2, 0), log(5.0 / 8), 1e-12) && motion(fitted, 2, 0) == 0);
  CHECK(motion(fitted, 1, 0) > 0 && motion(fitted, 2, 1) < 0);
}

/* a category of no weight, first or last: the cut beside it leaves for its end */
static void cuts_without_a_category(const struct host *host) {
  for (size_t empty = 0; empty < 3; empty += 2) {
    double count[] = {6, 7, 5};
    fill_cells(1, 3, count, 0);
    weights[empty] = 0;
    const struct fitted *fitted = fit_cuts(3, 0, 0, host);
    CHECK(separated(fitted));
    const size_t gone = empty / 2, left = 1 - gone;
    const double below = empty ? 6 : 7, above = empty ? 7 : 5;
    CHECK(!fitted->answer.estimable[gone] && fitted->answer.estimable[left]);
    CHECK(empty ? fitted->answer.direction[gone] > 0 : fitted->answer.direction[gone] < 0);
    CHECK(near(beta(fitted, left), log(below / above), 1e-12));
  }
}

/* a constant beside all thresholds is their alias; so is twice a column */
static void cuts_rank(const struct host *host) {
  fill_random(300);
  for (size_t i = 0; i < rows; i++) category[i] = 1 + (int)(random_uniform() * CATEGORIES);
  for (size_t i = 0; i < rows; i++) x2[i] = 2 * x1[i] - 1;
  const struct fitted *fitted = fit_cuts(CATEGORIES, 2, 1, host);
  CHECK(proved(fitted) && fitted->answer.dropped_count == 2);
  CHECK(fit_is_dropped(&fitted->answer, CATEGORIES - 1) && fit_is_dropped(&fitted->answer, CATEGORIES + 1));
  for (size_t k = 0; k < CATEGORIES - 1; k++) CHECK(isfinite(fitted->answer.standard_error[k]));
}

/* ---- other centres ------------------------------------------------------------------------------------- */

/* Far rows that fit perfectly set the first centre of x1; where the others lie it is all but constant from
   there, until it is taken anew, for all predictors at once. */
static void far_rows(size_t categories, const double *count) {
  fill_cells(2, categories, count, 0);
  for (size_t k = 0; k < 20; k++) {
    x1[rows] = -1e5 - (double)k;
    category[rows] = 1;
    weights[rows++] = 50;
  }
}

static void other_centres(const struct host *host) {
  const double count[] = {9, 5, 4, 3, 7, 8}, two[] = {9, 5, 3, 7};
  far_rows(3, count);
  const struct fitted *fitted = fit_softmax(3, 1, host);
  CHECK(proved(fitted) && fitted->task.design->block[0].column[1].scale < 1e3);
  for (size_t a = 0; a < 2; a++) {
    CHECK(near(beta(fitted, 2 * a), log(count[a] / count[2]), 1e-9));
    CHECK(near(beta(fitted, 2 * a + 1), log(count[3 + a] / count[5]) - log(count[a] / count[2]), 1e-9));
    CHECK(near(fitted->answer.standard_error[2 * a], sqrt(1 / count[a] + 1 / count[2]), 1e-9));
  }
  far_rows(2, two);
  fitted = fit_cuts(2, 1, 0, host);
  CHECK(proved(fitted) && fitted->task.design->block[2].column[0].scale < 1e3);
  CHECK(near(beta(fitted, 0), log(9.0 / 5), 1e-9));
  CHECK(near(beta(fitted, 1), log(9.0 / 5) - log(3.0 / 7), 1e-9));
}

/* ---- two categories ----------------------------------------------------------------------------------- */

static struct fitted *fit_binomial(const struct host *host) {
  static double y[MOST];
  struct fitted *fitted = fit_softmax(2, 2, host);
  struct fit_task *task = &fitted->task;
  for (size_t i = 0; i < rows; i++) y[i] = category[i] == 1;
  task->model = &binomial_model;
  task->response = (struct response){.y = y, .weights = weights, .link = link_find("logit")};
  task->rule.steer = task->rule.report = CURVATURE_EXPECTED;
  CHECK(fit_memory(task, &fitted->answer, host) == STATUS_OK);
  fit_predictors(task, &fitted->answer, fitted->eta, host);
  return fitted;
}

/* coefficient j of one is `sign` that of the other, and as estimable */
static void check_coefficient(const struct fitted *one, const struct fitted *other, size_t j, double sign) {
  const bool estimable = other->answer.estimable[j];
  CHECK(one->answer.estimable[j] == estimable);
  if (!other->answer.recession || estimable) CHECK(near(beta(one, j), sign * beta(other, j), 1e-9));
  if (other->answer.direction)
    CHECK(one->answer.direction && (one->answer.direction[j] > 0) == (sign * other->answer.direction[j] > 0));
  if (estimable) CHECK(near(one->answer.standard_error[j], other->answer.standard_error[j], 1e-9));
}

/* Are all one and the same: overlapping, separated, and with x1 alone deciding where it is not 0? */
static void two_categories(const struct host *host) {
  for (int k = 0; k < 3; k++) {
    fill_random(150);
    for (size_t i = 0; i < rows; i++) {
      if (k > 0 && i % 3) x1[i] = 0;
      weights[i] = 1 + (double)(i % 4);
      category[i] = 1 + (k == 0 || x1[i] == 0 ? x2[i] + random_normal() > 0 : k == 1 || x1[i] > 0);
      if (k == 1) x1[i] = x1[i] != 0;
    }
    const struct fitted *binomial = fit_binomial(host), *multinomial = fit_softmax(2, 2, host),
                        *ordinal = fit_cuts(2, 2, 0, host);
    CHECK((binomial->answer.recession != NULL) == (k > 0));
    CHECK(near(multinomial->answer.newton->value, binomial->answer.newton->value, 1e-12));
    CHECK(near(ordinal->answer.newton->value, binomial->answer.newton->value, 1e-12));
    for (size_t j = 0; j < 3; j++) {
      check_coefficient(multinomial, binomial, j, 1);
      check_coefficient(ordinal, binomial, j, j == 0 ? 1 : -1);
    }
    for (size_t i = 0; i < rows; i++) CHECK(near(eta(multinomial, i, 0), eta(binomial, i, 0), 1e-9));
  }
}

void test_face(void) {
  const struct host host = test_host(2);
  softmax_overlap(&host);
  softmax_complete(&host);
  softmax_quasi(&host);
  softmax_reference(&host);
  softmax_together(&host);
  rounded_motion(&host);
  softmax_rounds(&host);
  softmax_rank(&host);
  adjacent(&host);
  adjacent_at_the_end(&host);
  cuts_overlap(&host);
  cuts_at_the_end(&host);
  cuts_in_the_middle(&host);
  cuts_without_a_category(&host);
  cuts_rank(&host);
  other_centres(&host);
  two_categories(&host);
  test_host_free();
}
