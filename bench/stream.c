/* stream: reads a matrix from end to end, as a product with a vector must: the bound that memory sets. */
#include <R.h>
#include <Rinternals.h>

SEXP stream(SEXP x, SEXP threads) {
  const double *v = REAL(x);
  const R_xlen_t n = XLENGTH(x) / 8;
  double total = 0;
#pragma omp parallel for num_threads(Rf_asInteger(threads)) reduction(+ : total) schedule(static)
  for (R_xlen_t block = 0; block < n; block += 4096) {
    const R_xlen_t end = block + 4096 < n ? block + 4096 : n;
    double s0 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0, s5 = 0, s6 = 0, s7 = 0;
    for (R_xlen_t i = block; i < end; i++) {
      const double *at = v + 8 * i;
      s0 += at[0], s1 += at[1], s2 += at[2], s3 += at[3];
      s4 += at[4], s5 += at[5], s6 += at[6], s7 += at[7];
    }
    total += s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7;
  }
  return Rf_ScalarReal(total);
}
