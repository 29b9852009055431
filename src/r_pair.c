/* r_pair: sums in pairs for R. */
#include "pair.h"
#include "r_fit.h"

/* x - sum of weights[k] columns[[k]], each row summed in pairs and rounded once */
SEXP r_pair_difference(SEXP x, SEXP columns, SEXP weights) {
  const R_xlen_t n = XLENGTH(x), count = XLENGTH(columns);
  SEXP out = PROTECT(Rf_allocVector(REALSXP, n));
  for (R_xlen_t k = 0; k < count; k++)
    if (XLENGTH(VECTOR_ELT(columns, k)) != n) Rf_error("internal error: columns of different lengths");
  for (R_xlen_t i = 0; i < n; i++) {
    struct pair sum = pair_of(REAL_RO(x)[i]);
    for (R_xlen_t k = 0; k < count; k++)
      sum = pair_subtract(sum, pair_product(REAL_RO(weights)[k], REAL_RO(VECTOR_ELT(columns, k))[i]));
    REAL(out)[i] = pair_value(sum);
  }
  UNPROTECT(1);
  return out;
}
