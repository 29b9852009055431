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

static struct model_tile tile_for(const struct model *model, const struct link *link, size_t predictors,
                                  size_t categories, const struct host *host) {
  const size_t q = predictors;
  return (struct model_tile){.model = model,
                             .kernel = kernel_current(),
                             .link = link,
                             .predictors = q,
                             .categories = categories,
                             .y = host_doubles(host, TILE_STRIDE),
                             .weights = host_doubles(host, TILE_STRIDE),
                             .category = host_alloc(host, TILE_STRIDE * sizeof(int)),
                             .eta = host_doubles(host, q * TILE_STRIDE),
                             .first = host_doubles(host, q * TILE_STRIDE),
                             .second = host_doubles(host, q * (q + 1) / 2 * TILE_STRIDE),
                             .work = host_doubles(host, (model->work + 1) * TILE_STRIDE)};
}

/* pad rows have weight 0 */
static void gather(const struct rows *rows, size_t from, size_t count, struct model_tile *tile) {
  double *weights = (double *)tile->weights;
  int *category = (int *)tile->category;
  tile->rows = count;
  tile->padded = kernel_padded(count);
  memset(weights, 0, tile->padded * sizeof *weights);
  memset(category, 0, tile->padded * sizeof *category);
  memset((double *)tile->y, 0, tile->padded * sizeof *weights);
  memcpy(category, rows->category + from, count * sizeof *category);
  for (size_t i = 0; i < count; i++) weights[i] = rows->weights ? rows->weights[from + i] : 1;
  for (size_t a = 0; a < rows->predictors; a++) {
    double *eta = (double *)tile->eta + a * TILE_STRIDE;
    memset(eta, 0, tile->padded * sizeof *eta);
    memcpy(eta, rows->eta + a * rows->n + from, count * sizeof *eta);
  }
}

static double evaluate(const struct rows *rows, size_t from, size_t count, struct model_tile *tile) {
  gather(rows, from, count, tile);
  r_check(tile->model->evaluate(tile, PART_VALUE | PART_SCORE));
  for (size_t a = 0; a < rows->predictors; a++)
    memcpy(rows->score + a * rows->n + from, model_first(tile, a), count * sizeof(double));
  return tile->value;
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
  struct model_tile tile = tile_for(r_model_find(model), r_link_find(link), rows.predictors, most, &host);
  const char *names[] = {"value", "score", ""};
  SEXP out = PROTECT(Rf_mkNamed(VECSXP, names));
  SET_VECTOR_ELT(out, 0, Rf_allocVector(REALSXP, (R_xlen_t)((rows.n + step - 1) / step)));
  SET_VECTOR_ELT(out, 1, Rf_allocMatrix(REALSXP, (int)rows.n, (int)rows.predictors));
  rows.score = REAL(VECTOR_ELT(out, 1));
  for (size_t i = 0; i < rows.n; i += step)
    REAL(VECTOR_ELT(out, 0))[i / step] = evaluate(&rows, i, rows.n - i < step ? rows.n - i : step, &tile);
  UNPROTECT(1);
  return out;
}
