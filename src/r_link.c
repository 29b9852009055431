/* r_link: the link table and the kernels for R. */
#include <stdint.h>
#include <string.h>
#include "kernel.h"
#include "r_fit.h"
#include "r_link.h"

static const char *field_names[] = {"mean",  "one_minus_mean", "log_mean", "log_one_minus_mean",
                                    "slope", "rise",           "fall",     ""};

const struct link *r_link_find(SEXP name) {
  const struct link *link = link_find(CHAR(Rf_asChar(name)));
  if (!link) r_check(STATUS_UNKNOWN);
  return link;
}

void r_link_piece(const struct link *link, const double *eta, size_t n, double *out[LINK_FIELDS]) {
  double room[(LINK_FIELDS + 1) * TILE_ROWS + 8] = {0}; /* room to align in */
  double *x = room + (8 - (uintptr_t)room / sizeof(double) % 8) % 8, *y[LINK_FIELDS];
  for (int k = 0; k < LINK_FIELDS; k++) y[k] = x + (k + 1) * TILE_ROWS;
  memcpy(x, eta, n * sizeof *x);
  const struct link_tile tile = {.mean = y[FIELD_MEAN],
                                 .one_minus_mean = y[FIELD_COMPLEMENT],
                                 .log_mean = y[FIELD_LOG_MEAN],
                                 .log_one_minus_mean = y[FIELD_LOG_COMPLEMENT],
                                 .slope = y[FIELD_SLOPE],
                                 .rise = y[FIELD_RISE],
                                 .fall = y[FIELD_FALL]};
  link_evaluate(link, kernel_current(), kernel_padded(n), x, &tile);
  for (int k = 0; k < LINK_FIELDS; k++) memcpy(out[k], y[k], n * sizeof(double));
}

SEXP r_link(SEXP eta, SEXP name) {
  const struct link *link = r_link_find(name);
  const R_xlen_t n = XLENGTH(eta);
  SEXP out = PROTECT(Rf_mkNamed(VECSXP, field_names));
  double *column[LINK_FIELDS];
  for (int k = 0; k < LINK_FIELDS; k++) {
    SET_VECTOR_ELT(out, k, Rf_allocVector(REALSXP, n));
    column[k] = REAL(VECTOR_ELT(out, k));
  }
  const double *x = REAL_RO(eta);
  for (R_xlen_t i = 0; i < n; i += TILE_ROWS) {
    double *at[LINK_FIELDS];
    for (int k = 0; k < LINK_FIELDS; k++) at[k] = column[k] + i;
    r_link_piece(link, x + i, (size_t)(n - i < TILE_ROWS ? n - i : TILE_ROWS), at);
  }
  UNPROTECT(1);
  return out;
}

SEXP r_link_linear(SEXP mean, SEXP name) {
  const double mu = Rf_asReal(mean);
  return Rf_ScalarReal(r_link_find(name)->linear(mu, 1 - mu));
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
