/* r_link: the link table and the kernels for R. */
#include <stdint.h>
#include <string.h>
#include "kernel.h"
#include "link.h"
#include "r_fit.h"
#include "r_host.h"

enum { FIELDS = 7 };
static const char *field_names[] = {"mean",  "one_minus_mean", "log_mean", "log_one_minus_mean",
                                    "slope", "rise",           "fall",     ""};

static const struct link *find(SEXP name) {
  const struct link *link = link_find(CHAR(Rf_asChar(name)));
  if (!link) r_check(STATUS_UNKNOWN);
  return link;
}

static void link_piece(const struct link *link, const double *eta, size_t n, double *out[FIELDS]) {
  double room[(FIELDS + 1) * TILE_ROWS + 8] = {0}; /* room to align in */
  double *x = room + (8 - (uintptr_t)room / sizeof(double) % 8) % 8, *y[FIELDS];
  for (int k = 0; k < FIELDS; k++) y[k] = x + (k + 1) * TILE_ROWS;
  memcpy(x, eta, n * sizeof *x);
  const struct link_tile tile = {.mean = y[0],
                                 .one_minus_mean = y[1],
                                 .log_mean = y[2],
                                 .log_one_minus_mean = y[3],
                                 .slope = y[4],
                                 .rise = y[5],
                                 .fall = y[6]};
  const size_t padded = (n + TILE_PAD - 1) / TILE_PAD * TILE_PAD;
  link_evaluate(link, kernel_current(), padded, x, &tile);
  for (int k = 0; k < FIELDS; k++) memcpy(out[k], y[k], n * sizeof(double));
}

SEXP r_link(SEXP eta, SEXP name) {
  const struct link *link = find(name);
  const R_xlen_t n = XLENGTH(eta);
  SEXP out = PROTECT(Rf_mkNamed(VECSXP, field_names));
  double *column[FIELDS];
  for (int k = 0; k < FIELDS; k++) {
    SET_VECTOR_ELT(out, k, Rf_allocVector(REALSXP, n));
    column[k] = REAL(VECTOR_ELT(out, k));
  }
  const double *x = REAL_RO(eta);
  for (R_xlen_t i = 0; i < n; i += TILE_ROWS) {
    double *at[FIELDS];
    for (int k = 0; k < FIELDS; k++) at[k] = column[k] + i;
    link_piece(link, x + i, (size_t)(n - i < TILE_ROWS ? n - i : TILE_ROWS), at);
  }
  UNPROTECT(1);
  return out;
}

SEXP r_link_linear(SEXP mean, SEXP name) {
  const double mu = Rf_asReal(mean);
  return Rf_ScalarReal(find(name)->linear(mu, 1 - mu));
}

SEXP r_kernels(void) {
  int n = 0;
  while (kernel_available((size_t)n)) n++;
  SEXP out = PROTECT(Rf_allocVector(STRSXP, n));
  for (int i = 0; i < n; i++) SET_STRING_ELT(out, i, Rf_mkChar(kernel_available((size_t)i)->name));
  UNPROTECT(1);
  return out;
}

SEXP r_kernel_choose(SEXP name) {
  r_check(kernel_choose(name == R_NilValue ? NULL : CHAR(Rf_asChar(name))));
  return Rf_mkString(kernel_current()->name);
}
