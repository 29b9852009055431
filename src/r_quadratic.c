/* r_quadratic: leverages and their kin for R. */
#include "quadratic.h"
#include "r_fit.h"
#include "r_host.h"

static R_xlen_t used_rows(const struct design *design) {
  R_xlen_t n = 0;
  for (size_t i = 0; i < design->rows; i++) n += design_uses(design, i);
  return n;
}

SEXP r_quadratic(SEXP design, SEXP transform, SEXP v, SEXP centre, SEXP products) {
  const struct host host = r_host(1, false);
  const struct design *x = r_design(design, &host);
  const struct coding coding = r_coding(transform, x->parameters);
  const double *matrix = r_doubles(v, coding.columns * coding.columns);
  const struct quadratic rows = {x, &coding, r_doubles_or_null(centre, coding.columns)};
  const R_xlen_t n = used_rows(x);
  const bool whole = Rf_asLogical(products) == 1;
  SEXP out =
      PROTECT(whole ? Rf_allocMatrix(REALSXP, (int)n, (int)coding.columns) : Rf_allocVector(REALSXP, n));
  if (whole)
    quadratic_products(&rows, matrix, (size_t)n, REAL(out), &host);
  else
    quadratic_forms(&rows, matrix, REAL(out), &host);
  UNPROTECT(1);
  return out;
}

SEXP r_column_means(SEXP design, SEXP transform, SEXP weights) {
  const struct host host = r_host(1, false);
  const struct design *x = r_design(design, &host);
  const struct coding coding = r_coding(transform, x->parameters);
  const struct quadratic rows = {x, &coding, NULL};
  const double *weight = r_doubles(weights, (size_t)used_rows(x));
  SEXP out = PROTECT(Rf_allocVector(REALSXP, (R_xlen_t)coding.columns));
  quadratic_means(&rows, weight, REAL(out), &host);
  UNPROTECT(1);
  return out;
}
