/* r_scan: are the columns of a frame numbers, as many as there are rows, and all of them there? */
#include <math.h>
#include "r_fit.h"

enum { SCAN_COMPLETE = 1, SCAN_MISSING, SCAN_INFINITE, SCAN_LOGICAL = 3, SCAN_OTHER = 7 };

/* x * 0 is 0 for every finite x and NaN for the others: four sums are 0 when all are finite */
static int doubles(const double *x, R_xlen_t n) {
  double sum[4] = {0, 0, 0, 0};
  R_xlen_t i = 0;
  for (; i + 4 <= n; i += 4)
    for (int k = 0; k < 4; k++) sum[k] += x[i + k] * 0;
  for (; i < n; i++) sum[0] += x[i] * 0;
  if (sum[0] + sum[1] + sum[2] + sum[3] == 0) return SCAN_COMPLETE;
  for (i = 0; i < n; i++)
    if (isnan(x[i])) return SCAN_MISSING;
  return SCAN_INFINITE;
}

static int integers(const int *x, R_xlen_t n) {
  int missing = 0;
  for (R_xlen_t i = 0; i < n; i++) missing |= x[i] == NA_INTEGER;
  return missing ? SCAN_MISSING : SCAN_COMPLETE;
}

static int scan(SEXP x, R_xlen_t n) {
  if (OBJECT(x) || XLENGTH(x) != n) return SCAN_OTHER;
  switch (TYPEOF(x)) {
  case REALSXP: return doubles(REAL_RO(x), n);
  case INTSXP: return integers(INTEGER_RO(x), n);
  case LGLSXP: return SCAN_LOGICAL + integers(LOGICAL_RO(x), n);
  default: return SCAN_OTHER;
  }
}

/* columns: a list; for each 1 (complete), 2 (missing), 3 (infinite) when it is n numbers, 3 more when it is n
   logicals, 7 when it is something else */
SEXP r_scan(SEXP columns, SEXP n) {
  const R_xlen_t count = XLENGTH(columns), rows = (R_xlen_t)Rf_asReal(n);
  SEXP out = PROTECT(Rf_allocVector(INTSXP, count));
  for (R_xlen_t j = 0; j < count; j++) {
    SEXP x = VECTOR_ELT(columns, j);
    INTEGER(out)[j] = Rf_isVectorAtomic(x) ? scan(x, rows) : SCAN_OTHER;
  }
  UNPROTECT(1);
  return out;
}
