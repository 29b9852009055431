/* r_rows: the vectors of row length that only methods need. Each is made from the linear predictors and the
   response when it is first read (r_deferred.h). */
#include <math.h>
#include "r_deferred.h"
#include "r_fit.h"
#include "r_link.h"

enum row_vector { ROW_RESIDUALS, ROW_MEANS, ROW_WEIGHTS, ROW_VECTORS };
enum { SOURCE_ETA, SOURCE_Y, SOURCE_PRIOR, SOURCE_LINK, SOURCE_WHICH, SOURCE_PARTS };

static double prior_at(const double *prior, R_xlen_t i) {
  return prior ? prior[i] : 1;
}

/* (y - mean) / slope, of all residuals the one that Newton takes; its limit where the mean is 0 or 1 */
static void residuals(R_xlen_t n, const double *eta, const double *y, double *field[], double *out) {
  for (R_xlen_t i = 0; i < n; i++)
    out[i] = isinf(eta[i]) ? 2 * y[i] - 1
                           : (y[i] * field[FIELD_COMPLEMENT][i] - (1 - y[i]) * field[FIELD_MEAN][i]) /
                                 field[FIELD_SLOPE][i];
}

static void fill_piece(SEXP source, R_xlen_t from, R_xlen_t n, double *out) {
  double room[LINK_FIELDS][TILE_ROWS], *field[LINK_FIELDS];
  const double *eta = REAL_RO(VECTOR_ELT(source, SOURCE_ETA)) + from;
  SEXP weights = VECTOR_ELT(source, SOURCE_PRIOR);
  const double *prior = weights == R_NilValue ? NULL : REAL_RO(weights) + from;
  for (int k = 0; k < LINK_FIELDS; k++) field[k] = room[k];
  r_link_piece(r_link_find(VECTOR_ELT(source, SOURCE_LINK)), eta, (size_t)n, field);
  switch (Rf_asInteger(VECTOR_ELT(source, SOURCE_WHICH))) {
  case ROW_RESIDUALS: residuals(n, eta, REAL_RO(VECTOR_ELT(source, SOURCE_Y)) + from, field, out); return;
  case ROW_MEANS:
    for (R_xlen_t i = 0; i < n; i++) out[i] = field[FIELD_MEAN][i];
    return;
  default:
    for (R_xlen_t i = 0; i < n; i++)
      out[i] = prior_at(prior, i) * field[FIELD_RISE][i] * field[FIELD_FALL][i];
  }
}

static void fill(SEXP source, R_xlen_t n, double *out) {
  for (R_xlen_t i = 0; i < n; i += TILE_ROWS)
    fill_piece(source, i, n - i < TILE_ROWS ? n - i : TILE_ROWS, out + i);
}

SEXP r_rows_make(SEXP source, R_xlen_t length) {
  SEXP out = PROTECT(Rf_allocVector(REALSXP, length));
  fill(source, length, REAL(out));
  UNPROTECT(1);
  return out;
}

static SEXP row_vector(SEXP source, int which, SEXP names) {
  SEXP own = PROTECT(Rf_shallow_duplicate(source));
  SET_VECTOR_ELT(own, SOURCE_WHICH, Rf_ScalarInteger(which));
  SEXP out = PROTECT(r_deferred(DEFERRED_ROWS, own, (double)XLENGTH(VECTOR_ELT(own, SOURCE_ETA))));
  if (names != R_NilValue) Rf_setAttrib(out, R_NamesSymbol, names);
  UNPROTECT(2);
  return out;
}

/* eta, y: doubles of the rows used, private to the fit; weights: the same, or NULL; names: or NULL */
SEXP r_rows(SEXP eta, SEXP y, SEXP weights, SEXP link, SEXP names) {
  const char *parts[] = {"residuals", "fitted.values", "weights", ""};
  r_link_find(link);
  if (TYPEOF(eta) != REALSXP || TYPEOF(y) != REALSXP || XLENGTH(y) != XLENGTH(eta) ||
      (weights != R_NilValue && (TYPEOF(weights) != REALSXP || XLENGTH(weights) != XLENGTH(eta))))
    Rf_error("internal error: vectors of row length");
  SEXP source = PROTECT(Rf_allocVector(VECSXP, SOURCE_PARTS));
  SET_VECTOR_ELT(source, SOURCE_ETA, eta);
  SET_VECTOR_ELT(source, SOURCE_Y, y);
  SET_VECTOR_ELT(source, SOURCE_PRIOR, weights);
  SET_VECTOR_ELT(source, SOURCE_LINK, link);
  SEXP out = PROTECT(Rf_mkNamed(VECSXP, parts));
  for (int k = 0; k < ROW_VECTORS; k++) SET_VECTOR_ELT(out, k, row_vector(source, k, names));
  UNPROTECT(2);
  return out;
}
