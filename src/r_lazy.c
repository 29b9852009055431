/* r_lazy: vectors that an R function makes together when one of them is first read.
   (r_deferred.h). */
#include "r_deferred.h"
#include "r_fit.h"

/* what the vectors of one call share: the function and its argument, until they have done their work; then
   what was made of them */
enum { SHARED_MAKE, SHARED_FROM, SHARED_MADE, SHARED_PARTS };
enum { LAZY_SHARED, LAZY_WHICH, LAZY_PARTS };

/* R has its collector switched off while it asks for a vector's data, so no error may leave from here: what
   fails makes nothing */
static SEXP made_together(SEXP shared) {
  int failed = 0;
  if (VECTOR_ELT(shared, SHARED_MAKE) == R_NilValue) return VECTOR_ELT(shared, SHARED_MADE);
  SEXP call = PROTECT(Rf_lang2(VECTOR_ELT(shared, SHARED_MAKE), VECTOR_ELT(shared, SHARED_FROM)));
  SEXP made = R_tryEvalSilent(call, R_GlobalEnv, &failed);
  SET_VECTOR_ELT(shared, SHARED_MADE, failed ? R_NilValue : made);
  SET_VECTOR_ELT(shared, SHARED_MAKE, R_NilValue);
  SET_VECTOR_ELT(shared, SHARED_FROM, R_NilValue);
  UNPROTECT(1);
  return VECTOR_ELT(shared, SHARED_MADE);
}

static SEXP made_part(SEXP source, R_xlen_t length) {
  SEXP all = made_together(VECTOR_ELT(source, LAZY_SHARED));
  const R_xlen_t which = Rf_asInteger(VECTOR_ELT(source, LAZY_WHICH));
  if (TYPEOF(all) != VECSXP || XLENGTH(all) <= which) return R_NilValue;
  SEXP part = VECTOR_ELT(all, which);
  return TYPEOF(part) == REALSXP && XLENGTH(part) == length ? part : R_NilValue;
}

static SEXP nothing(R_xlen_t length) {
  SEXP out = Rf_allocVector(REALSXP, length);
  for (R_xlen_t i = 0; i < length; i++) REAL(out)[i] = NA_REAL;
  return out;
}

SEXP r_lazy_make(SEXP source, R_xlen_t length) {
  SEXP part = made_part(source, length);
  return part == R_NilValue ? nothing(length) : part;
}

static SEXP lazy_vector(SEXP shared, int which, double length) {
  SEXP source = PROTECT(Rf_allocVector(VECSXP, LAZY_PARTS));
  SET_VECTOR_ELT(source, LAZY_SHARED, shared);
  SET_VECTOR_ELT(source, LAZY_WHICH, Rf_ScalarInteger(which));
  SEXP out = r_deferred(DEFERRED_LAZY, source, length);
  UNPROTECT(1);
  return out;
}

SEXP r_lazy_qr(SEXP make, SEXP from, SEXP dim, SEXP dimnames) {
  if (TYPEOF(make) != CLOSXP || TYPEOF(dim) != INTSXP || XLENGTH(dim) != 2)
    Rf_error("internal error: a lazy qr");
  const double n = INTEGER_RO(dim)[0], p = INTEGER_RO(dim)[1], length[] = {n * p, p, n};
  SEXP shared = PROTECT(Rf_allocVector(VECSXP, SHARED_PARTS)), out = PROTECT(Rf_allocVector(VECSXP, 3));
  SET_VECTOR_ELT(shared, SHARED_MAKE, make);
  SET_VECTOR_ELT(shared, SHARED_FROM, from);
  for (int k = 0; k < 3; k++) SET_VECTOR_ELT(out, k, lazy_vector(shared, k, length[k]));
  Rf_setAttrib(VECTOR_ELT(out, 0), R_DimSymbol, dim);
  Rf_setAttrib(VECTOR_ELT(out, 0), R_DimNamesSymbol, dimnames);
  UNPROTECT(2);
  return out;
}
