/* r_model: what a model says of rows by themselves, for heads of networks: no design, no coefficients. */
#include <string.h>
#include "r_fit.h"
#include "r_host.h"
#include "r_link.h"

struct rows { /* n of them; a column per predictor */
  const double *eta, *weights;
  const int *category;
  size_t n, predictors;
  double *score;
};

struct desk { /* a tile, and what of it is written */
  struct model_tile tile;
  double *eta, *weights;
  int *category;
};

static struct desk desk_for(const struct model *model, const struct link *link, size_t predictors,
                            size_t categories, const struct host *host) {
  const size_t q = predictors;
  double *eta = host_doubles(host, q * TILE_STRIDE), *weights = host_doubles(host, TILE_STRIDE);
  double *y = host_doubles(host, TILE_STRIDE);
  int *category = host_alloc(host, TILE_STRIDE * sizeof *category);
  memset(y, 0, TILE_STRIDE * sizeof *y);
  const struct model_tile tile = {.model = model,
                                  .kernel = kernel_current(),
                                  .link = link,
                                  .predictors = q,
                                  .categories = categories,
                                  .y = y,
                                  .weights = weights,
                                  .category = category,
                                  .eta = eta,
                                  .first = host_doubles(host, q * TILE_STRIDE),
                                  .second = host_doubles(host, q * (q + 1) / 2 * TILE_STRIDE),
                                  .work = host_doubles(host, (model->work + 1) * TILE_STRIDE)};
  return (struct desk){tile, eta, weights, category};
}

/* pad rows have weight 0 */
static void gather(const struct rows *rows, size_t from, size_t count, struct desk *desk) {
  const size_t padded = kernel_padded(count);
  desk->tile.rows = count;
  desk->tile.padded = padded;
  memset(desk->weights, 0, padded * sizeof *desk->weights);
  memset(desk->category, 0, padded * sizeof *desk->category);
  memcpy(desk->category, rows->category + from, count * sizeof *desk->category);
  for (size_t i = 0; i < count; i++) desk->weights[i] = rows->weights ? rows->weights[from + i] : 1;
  for (size_t a = 0; a < rows->predictors; a++) {
    double *eta = desk->eta + a * TILE_STRIDE;
    memset(eta, 0, padded * sizeof *eta);
    memcpy(eta, rows->eta + a * rows->n + from, count * sizeof *eta);
  }
}

static double evaluate(const struct rows *rows, size_t from, size_t count, struct desk *desk) {
  gather(rows, from, count, desk);
  r_check(desk->tile.model->evaluate(&desk->tile, PART_VALUE | PART_SCORE));
  for (size_t a = 0; a < rows->predictors; a++)
    memcpy(rows->score + a * rows->n + from, model_first(&desk->tile, a), count * sizeof(double));
  return desk->tile.value;
}

static struct rows read_rows(SEXP eta, SEXP category, SEXP weights, size_t categories) {
  struct rows rows = {.n = (size_t)Rf_nrows(eta), .predictors = (size_t)Rf_ncols(eta)};
  if (TYPEOF(category) != INTSXP || (size_t)XLENGTH(category) != rows.n)
    Rf_error("internal error: rows of a model");
  rows.eta = r_doubles(eta, rows.n * rows.predictors);
  rows.category = INTEGER_RO(category);
  rows.weights = r_doubles_or_null(weights, rows.n);
  for (size_t i = 0; i < rows.n; i++)
    if (rows.category[i] < 1 || (size_t)rows.category[i] > categories) Rf_error("internal error: category");
  return rows;
}

SEXP r_model_rows(SEXP model, SEXP link, SEXP eta, SEXP category, SEXP weights, SEXP categories, SEXP each) {
  const struct host host = r_host(1, false);
  const size_t most = (size_t)Rf_asInteger(categories);
  const size_t step = Rf_asLogical(each) == 1 ? 1 : TILE_ROWS;
  struct rows rows = read_rows(eta, category, weights, most);
  struct desk desk = desk_for(r_model_find(model), r_link_find(link), rows.predictors, most, &host);
  const char *names[] = {"value", "score", ""};
  SEXP out = PROTECT(Rf_mkNamed(VECSXP, names));
  SET_VECTOR_ELT(out, 0, Rf_allocVector(REALSXP, (R_xlen_t)((rows.n + step - 1) / step)));
  SET_VECTOR_ELT(out, 1, Rf_allocMatrix(REALSXP, (int)rows.n, (int)rows.predictors));
  rows.score = REAL(VECTOR_ELT(out, 1));
  for (size_t i = 0; i < rows.n; i += step)
    REAL(VECTOR_ELT(out, 0))[i / step] = evaluate(&rows, i, rows.n - i < step ? rows.n - i : step, &desk);
  UNPROTECT(1);
  return out;
}
