/* the direction against the matrix that the same pairs give by the formula of BFGS */
#include "history.h"
#include <string.h>
#include "check.h"

enum { N = 24, BLOCK_ROWS = 16 };

/* H := (I - r s y') H (I - r y s') + r s s', r = 1 / s'y */
static void update(double h[N][N], const double *s, const double *y) {
  double sy = 0, hy[N] = {0}, yhy = 0;
  for (size_t i = 0; i < N; i++) sy += s[i] * y[i];
  for (size_t i = 0; i < N; i++)
    for (size_t j = 0; j < N; j++) hy[i] += h[i][j] * y[j];
  for (size_t i = 0; i < N; i++) yhy += y[i] * hy[i];
  for (size_t i = 0; i < N; i++)
    for (size_t j = 0; j < N; j++)
      h[i][j] += (1 + yhy / sy) * s[i] * s[j] / sy - (hy[i] * s[j] + s[i] * hy[j]) / sy;
}

static bool put(struct history *history, const double *step, const double *change, const double *steepest) {
  double s[N], y[N], sums[200] = {0}, part[200];
  memcpy(s, step, sizeof s);
  memcpy(y, change, sizeof y);
  history_open(history);
  for (size_t start = 0; start < N; start += BLOCK_ROWS) {
    const size_t length = N - start < BLOCK_ROWS ? N - start : BLOCK_ROWS;
    history_put(history, start, length, s + start, y + start, steepest + start, part);
    for (size_t k = 0; k < history_sums(history); k++) sums[k] += part[k];
  }
  return history_close(history, sums);
}

/* pairs of a quadratic with curvatures 1 ... N, rounded to what is kept */
static void pairs(double s[][N], double y[][N], size_t count) {
  for (size_t k = 0; k < count; k++)
    for (size_t i = 0; i < N; i++) {
      s[k][i] = (float)random_normal();
      y[k][i] = (float)((double)(i + 1) * s[k][i]);
    }
}

static double worst(const struct history *history, double s[][N], double y[][N], size_t from, size_t to,
                    const double *steepest) {
  double h[N][N] = {{0}}, direction[N], bad = 0;
  for (size_t i = 0; i < N; i++) h[i][i] = *history->size;
  for (size_t k = from; k < to; k++) update(h, s[k], y[k]);
  for (size_t start = 0; start < N; start += BLOCK_ROWS)
    history_direction(history, start, N - start < BLOCK_ROWS ? N - start : BLOCK_ROWS, steepest + start,
                      direction + start);
  for (size_t i = 0; i < N; i++) {
    double exact = 0;
    for (size_t j = 0; j < N; j++) exact += h[i][j] * steepest[j];
    bad = fmax(bad, fabs(direction[i] - exact));
  }
  return bad;
}

void test_history(void) {
  enum { KEPT = 5, ALL = 12 };
  const struct host host = test_host(1);
  struct history history = history_new(N, KEPT, &host);
  double s[ALL][N], y[ALL][N], steepest[N];
  random_seed(3);
  pairs(s, y, ALL);
  for (size_t k = 0; k < ALL; k++) {
    for (size_t i = 0; i < N; i++) steepest[i] = random_normal();
    CHECK(put(&history, s[k], y[k], steepest));
    history_solve(&history);
    CHECK(worst(&history, s, y, k < KEPT ? 0 : k + 1 - KEPT, k + 1, steepest) < 1e-12);
  }
  double against[N];
  for (size_t i = 0; i < N; i++) against[i] = -y[0][i];
  CHECK(!put(&history, s[0], against, steepest)); /* no curvature: not kept, and the oldest is gone */
  history_solve(&history);
  CHECK(worst(&history, s, y, ALL - KEPT + 1, ALL, steepest) < 1e-12);
  CHECK(put(&history, s[0], y[0], steepest));
  for (size_t i = 0; i < N; i++) against[i] = 1e300;
  CHECK(!put(&history, s[0], against, steepest)); /* beyond single precision */
  CHECK(!history_any(&history));
  history_solve(&history);
  CHECK(worst(&history, s, y, 0, 0, steepest) < 1e-15);
}
