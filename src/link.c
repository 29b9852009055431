/* link: the scalar forms are the specification; a tile form does the same with the kernel's exp and log, and
   hands rows where that would lose digits to the scalar form. */
#include "link.h"
#include <math.h>
#include <string.h>
#include "pair.h"

#define PI 3.141592653589793
#define LOG_PI 1.1447298858494002
#define LOG_SQRT_2PI 0.9189385332046728
#define SQRT_HALF 0.7071067811865476
#define ONE_OVER_SQRT_2PI 0.3989422804014327

/* ---- logit ---- */

static struct link_value logit(double eta) {
  const double e = exp(-fabs(eta)), big = 1 / (1 + e), small = e * big;
  const double log_big = -log1p(e), log_small = log_big - fabs(eta), slope = small * big;
  const bool up = eta >= 0;
  const double mean = up ? big : small, rest = up ? small : big;
  return (struct link_value){.mean = mean,
                             .one_minus_mean = rest,
                             .log_mean = up ? log_big : log_small,
                             .log_one_minus_mean = up ? log_small : log_big,
                             .slope = slope,
                             .rise = rest,
                             .fall = mean,
                             .rise_curve = slope,
                             .fall_curve = slope};
}

static double logit_linear(double mean, double one_minus_mean) {
  return mean <= one_minus_mean ? log(mean / one_minus_mean) : -log(one_minus_mean / mean);
}

static void copy_if(double *to, const double *from, size_t n) {
  if (to && to != from) memcpy(to, from, n * sizeof(double));
}

static void logit_logs(const struct kernel *kernel, size_t n, const double *eta,
                       const struct link_tile *out) {
  double log_big[TILE_ROWS]; /* log(1 + exp(-|eta|)) */
  double *room = out->log_mean ? out->log_mean : out->log_one_minus_mean;
  for (size_t i = 0; i < n; i++) room[i] = -fabs(eta[i]);
  kernel->exp(n, room, log_big);
  kernel->log1p(n, log_big, log_big);
  if (out->log_mean)
    for (size_t i = 0; i < n; i++) out->log_mean[i] = (eta[i] < 0 ? eta[i] : 0) - log_big[i];
  if (out->log_one_minus_mean)
    for (size_t i = 0; i < n; i++) out->log_one_minus_mean[i] = (eta[i] > 0 ? -eta[i] : 0) - log_big[i];
}

static void logit_tile(const struct kernel *kernel, size_t n, const double *eta,
                       const struct link_tile *out) {
  double mean_room[TILE_ROWS], rest_room[TILE_ROWS], slope_room[TILE_ROWS];
  if (out->log_mean || out->log_one_minus_mean) logit_logs(kernel, n, eta, out);
  const bool curved = out->slope || out->rise_curve || out->fall_curve;
  if (!(curved || out->mean || out->one_minus_mean || out->rise || out->fall)) return;
  double *mean = out->mean ? out->mean : out->fall ? out->fall : mean_room;
  double *rest = out->one_minus_mean ? out->one_minus_mean : out->rise ? out->rise : rest_room;
  kernel->logistic(n, eta, mean, rest);
  copy_if(out->fall, mean, n);
  copy_if(out->rise, rest, n);
  if (!curved) return;
  double *slope = out->slope ? out->slope : slope_room;
  kernel->product(n, mean, rest, slope);
  copy_if(out->rise_curve, slope, n);
  copy_if(out->fall_curve, slope, n);
}

/* ---- probit ---- */

/* exp(-t^2 / 2) / sqrt(2 pi), t >= 0: t is split so that the square of its head is exact (Cody 1969), else an
   error of t^2 ulps. Beyond 39 it underflows. */
static double normal_density(double t) {
  if (t > 39) return 0;
  const double head = (float)t, tail = (t - head) * (t + head);
  return ONE_OVER_SQRT_2PI * exp(-0.5 * head * head) * exp(-0.5 * tail);
}

/* phi(t) / Phi(-t) - t = 1 / (t + 2 / (t + 3 / (t + ...))), t >= 2: Laplace's continued fraction for Mills'
   ratio (Abramowitz and Stegun 26.2.14), from the bottom and without divisions: v = above / below. What lies
   below the last term is about the fixed point of v = t + terms / v. The number of terms leaves 5e-17
   (measured with 40 digits: t = 2, 83; 3, 45; 5, 23; 10, 12). */
static double mills_excess(double t) {
  if (t > 1e9) return 1 / t;
  const int terms = 6 + (int)((40 + 240 / t) / t);
  double above = 0.5 * (t + sqrt(t * t + 4 * (terms + 1))), below = 1;
  for (int k = terms; k > 1; k--) {
    const double next = t * above + k * below;
    below = above;
    above = next;
  }
  return below / above;
}

/* Everything about the smaller side, at -t, and the larger, at t: written as the link at eta = -t. */
static struct link_value probit_lower(double t) {
  const double phi = normal_density(t);
  double tail, log_tail, ratio, excess; /* Phi(-t), its log, phi / Phi(-t), ratio - t */
  if (t >= 2) {
    excess = mills_excess(t);
    ratio = t + excess;
    tail = phi / ratio;
    log_tail = -0.5 * t * t - LOG_SQRT_2PI - log(ratio);
  } else {
    tail = 0.5 * erfc(t * SQRT_HALF);
    log_tail = log(tail);
    ratio = phi / tail;
    excess = ratio - t;
  }
  const double rest = 1 - tail, fall = phi / rest;
  return (struct link_value){.mean = tail,
                             .one_minus_mean = rest,
                             .log_mean = log_tail,
                             .log_one_minus_mean = log1p(-tail),
                             .slope = phi,
                             .rise = ratio,
                             .fall = fall,
                             .rise_curve = isinf(t) ? 1 : ratio * excess,
                             .fall_curve = fall == 0 ? 0 : fall * (fall + t)};
}

/* the link of 1 - y at -eta */
static struct link_value mirrored(struct link_value v) {
  return (struct link_value){.mean = v.one_minus_mean,
                             .one_minus_mean = v.mean,
                             .log_mean = v.log_one_minus_mean,
                             .log_one_minus_mean = v.log_mean,
                             .slope = v.slope,
                             .rise = v.fall,
                             .fall = v.rise,
                             .rise_curve = v.fall_curve,
                             .fall_curve = v.rise_curve};
}

static struct link_value probit(double eta) {
  return eta > 0 ? mirrored(probit_lower(eta)) : probit_lower(-eta);
}

/* Newton's steps on log Phi(-t) = log p: it is concave, and the start, from Phi(-t) <= exp(-t^2 / 2) / 2,
   lies beyond the root, so that t falls to it. */
static double probit_linear(double mean, double one_minus_mean) {
  const double p = fmin(mean, one_minus_mean), log_p = log(p);
  if (isnan(mean) || isnan(one_minus_mean)) return NAN;
  double t = sqrt(fmax(0, -2 * (log_p + 0.6931471805599453)));
  for (int i = 0; i < 50 && t > 0 && !isinf(t); i++) {
    const struct link_value at = probit_lower(t);
    const double next = t + (at.log_mean - log_p) / at.rise;
    if (!(next < t)) break;
    t = fmax(0, next);
  }
  return mean <= one_minus_mean ? -t : t;
}

/* ---- cloglog: mean = 1 - exp(-exp(eta)), loglog its mirror ---- */

/* exp(x) in a pair, 0 <= x <= 7: Taylor's series at x / 256, |x| / 256 < 0.03, then squared eight times */
static struct pair exp_pair(double x) {
  const struct pair r = pair_of(x / 256);
  struct pair s = pair_of(1);
  for (int k = 12; k > 0; k--) s = pair_add(pair_of(1), pair_divide(pair_multiply(r, s), pair_of(k)));
  for (int k = 0; k < 8; k++) s = pair_multiply(s, s);
  return s;
}

/* e - (1 - exp(-e)), given 1 - exp(-e): below 1/2 by its series, e^2/2 (1 - e/3 (1 - e/4 (...))) */
static double cloglog_excess(double e, double mean) {
  if (!(e <= 0.5)) return e - mean;
  double s = 1;
  for (int k = 16; k > 2; k--) s = 1 - e * s / k;
  return 0.5 * e * e * s;
}

static struct link_value cloglog(double eta) {
  /* an ulp of e is e ulps of exp(-e): there e is wanted in a pair */
  const struct pair pair = eta > 0 && eta < 7 ? exp_pair(eta) : pair_of(exp(eta));
  const double e = pair.high, mean = -expm1(-e);
  const double half = exp(-0.5 * e) * (1 - 0.5 * pair.low), rest = exp(-e) * (1 - pair.low);
  /* by halves where exp(-e) is subnormal and e exp(-e) is not */
  const double slope = e > 800 ? 0 : e > 600 ? e * half * half : e * rest;
  const bool tiny = e < 1e-17;
  const double rise = tiny ? 1 : slope / mean;
  return (struct link_value){.mean = mean,
                             .one_minus_mean = rest,
                             .log_mean = eta < -37  ? eta
                                         : e > 0.69 ? log1p(-rest)
                                                    : log(mean), /* log e - e/2 + ... */
                             .log_one_minus_mean = -e,
                             .slope = slope,
                             .rise = rise,
                             .fall = e,
                             .rise_curve = tiny        ? 0.5 * e
                                           : rise == 0 ? 0
                                                       : rise * (cloglog_excess(e, mean) / mean),
                             .fall_curve = e};
}

static double cloglog_linear(double mean, double one_minus_mean) {
  return log(mean < 0.5 ? -log1p(-mean) : -log(one_minus_mean));
}

static struct link_value loglog(double eta) {
  return mirrored(cloglog(-eta));
}

static double loglog_linear(double mean, double one_minus_mean) {
  return -cloglog_linear(one_minus_mean, mean);
}

static void store_value(const struct link_tile *out, size_t i, struct link_value v) {
  if (out->mean) out->mean[i] = v.mean;
  if (out->one_minus_mean) out->one_minus_mean[i] = v.one_minus_mean;
  if (out->log_mean) out->log_mean[i] = v.log_mean;
  if (out->log_one_minus_mean) out->log_one_minus_mean[i] = v.log_one_minus_mean;
  if (out->slope) out->slope[i] = v.slope;
  if (out->rise) out->rise[i] = v.rise;
  if (out->fall) out->fall[i] = v.fall;
  if (out->rise_curve) out->rise_curve[i] = v.rise_curve;
  if (out->fall_curve) out->fall_curve[i] = v.fall_curve;
}

/* log(mean): by log1p where the mean is near 1 */
static void cloglog_log_mean(const struct kernel *kernel, size_t n, const double *rest, const double *mean,
                             double *log_mean) {
  double near_one[TILE_ROWS];
  for (size_t i = 0; i < n; i++) near_one[i] = rest[i] < 0.3 ? -rest[i] : 0;
  kernel->log1p(n, near_one, near_one);
  kernel->log(n, mean, log_mean);
  for (size_t i = 0; i < n; i++)
    if (rest[i] < 0.3) log_mean[i] = near_one[i];
}

/* Within these bounds the tile form is good to 1e-13; 4: an ulp of e = exp(eta) is e ulps of exp(-e). */
static bool cloglog_plain_row(double eta) {
  return eta > -36 && eta < 4;
}

static void cloglog_tile(const struct kernel *kernel, size_t n, const double *eta,
                         const struct link_tile *out) {
  double e[TILE_ROWS], rest[TILE_ROWS], mean[TILE_ROWS];
  kernel->exp(n, eta, e);
  for (size_t i = 0; i < n; i++) rest[i] = -e[i];
  kernel->exp(n, rest, rest);
  kernel->log(n, rest, mean);
  /* 1 - rest cancels for a small e; its ratio to -log(rest) does not, whatever the rounding of rest (Kahan)
     */
  for (size_t i = 0; i < n; i++) mean[i] = e[i] > 0.5 ? 1 - rest[i] : (1 - rest[i]) * (e[i] / -mean[i]);
  copy_if(out->mean, mean, n);
  copy_if(out->one_minus_mean, rest, n);
  copy_if(out->fall, e, n);
  copy_if(out->fall_curve, e, n);
  if (out->log_mean) cloglog_log_mean(kernel, n, rest, mean, out->log_mean);
  if (out->log_one_minus_mean)
    for (size_t i = 0; i < n; i++) out->log_one_minus_mean[i] = -e[i];
  if (out->slope) kernel->product(n, e, rest, out->slope);
  if (out->rise)
    for (size_t i = 0; i < n; i++) out->rise[i] = e[i] * rest[i] / mean[i];
  if (out->rise_curve)
    for (size_t i = 0; i < n; i++)
      out->rise_curve[i] = e[i] * rest[i] / mean[i] * (cloglog_excess(e[i], mean[i]) / mean[i]);
  for (size_t i = 0; i < n; i++)
    if (!cloglog_plain_row(eta[i])) store_value(out, i, cloglog(eta[i]));
}

static void loglog_tile(const struct kernel *kernel, size_t n, const double *eta,
                        const struct link_tile *out) {
  double minus[TILE_ROWS];
  for (size_t i = 0; i < n; i++) minus[i] = -eta[i];
  const struct link_tile mirror = {.mean = out->one_minus_mean,
                                   .one_minus_mean = out->mean,
                                   .log_mean = out->log_one_minus_mean,
                                   .log_one_minus_mean = out->log_mean,
                                   .slope = out->slope,
                                   .rise = out->fall,
                                   .fall = out->rise,
                                   .rise_curve = out->fall_curve,
                                   .fall_curve = out->rise_curve};
  cloglog_tile(kernel, n, minus, &mirror);
}

/* ---- cauchit ---- */

/* beyond this atan(1 / t) = 1 / t and 1 + t^2 = t^2 in double, and t^2 may overflow */
#define CAUCHY_FAR 1e9

static double cauchy_log(double mean, double rest, double eta) {
  if (eta < -CAUCHY_FAR) return -(log(-eta) + LOG_PI);
  return mean < 0.5 ? log(mean) : log1p(-rest);
}

/* d log mean / d eta at eta; by symmetry that of 1 - mean at -eta */
static double cauchy_rise(double slope, double mean, double eta) {
  return eta < -CAUCHY_FAR ? -1 / eta : slope / mean;
}

static struct link_value cauchit(double eta) {
  /* the angles of (-eta, 1) and (eta, 1): full precision in both tails */
  const double mean = atan2(1, -eta) / PI, rest = atan2(1, eta) / PI;
  const double slope = fabs(eta) > CAUCHY_FAR ? 1 / (PI * eta) / eta : 1 / (PI * (1 + eta * eta));
  const double rise = cauchy_rise(slope, mean, eta), fall = cauchy_rise(slope, rest, -eta);
  const double bend = 2 / (eta + 1 / eta); /* -slope' / slope = 2 eta / (1 + eta^2); 0 at 0 and infinity */
  return (struct link_value){.mean = mean,
                             .one_minus_mean = rest,
                             .log_mean = cauchy_log(mean, rest, eta),
                             .log_one_minus_mean = cauchy_log(rest, mean, -eta),
                             .slope = slope,
                             .rise = rise,
                             .fall = fall,
                             .rise_curve = rise * (rise + bend),
                             .fall_curve = fall * (fall - bend)};
}

static double cauchit_linear(double mean, double one_minus_mean) {
  const double centred = 0.5 * (mean - one_minus_mean);
  if (fabs(centred) < 0.25) return tan(PI * centred);
  return mean <= one_minus_mean ? -1 / tan(PI * mean) : 1 / tan(PI * one_minus_mean);
}

/* ---- the table ---- */

static const struct link links[] = {
    {"logit", logit, logit_tile, logit_linear, 1},         {"probit", probit, NULL, probit_linear, 1},
    {"cloglog", cloglog, cloglog_tile, cloglog_linear, 1}, {"loglog", loglog, loglog_tile, loglog_linear, 1},
    {"cauchit", cauchit, NULL, cauchit_linear, 0},
};
enum { LINKS = sizeof links / sizeof links[0] };

const struct link *link_at(size_t i) {
  return i < LINKS ? &links[i] : NULL;
}

const struct link *link_find(const char *name) {
  for (size_t i = 0; i < LINKS; i++)
    if (strcmp(links[i].name, name) == 0) return &links[i];
  return NULL;
}

static double *from(double *x, size_t start) {
  return x ? x + start : NULL;
}

void link_evaluate(const struct link *link, const struct kernel *kernel, size_t n, const double *eta,
                   const struct link_tile *out) {
  if (!link->tile) {
    for (size_t i = 0; i < n; i++) store_value(out, i, link->value(eta[i]));
    return;
  }
  for (size_t start = 0; start < n; start += TILE_ROWS) {
    const struct link_tile piece = {.mean = from(out->mean, start),
                                    .one_minus_mean = from(out->one_minus_mean, start),
                                    .log_mean = from(out->log_mean, start),
                                    .log_one_minus_mean = from(out->log_one_minus_mean, start),
                                    .slope = from(out->slope, start),
                                    .rise = from(out->rise, start),
                                    .fall = from(out->fall, start),
                                    .rise_curve = from(out->rise_curve, start),
                                    .fall_curve = from(out->fall_curve, start)};
    link->tile(kernel, n - start < TILE_ROWS ? n - start : TILE_ROWS, eta + start, &piece);
  }
}
