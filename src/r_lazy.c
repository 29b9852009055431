/* r_lazy: vectors that an R function makes together when one of them is first read. Like those of r_rows they
   cost nothing before and are saved as ordinary vectors. */
#include "r_fit.h"
#include <R_ext/Altrep.h>

/* what the vectors of one call share: the function and its argument, until they have done their work; then
   what was made of them */
enum { SHARED_MAKE, SHARED_FROM, SHARED_MADE, SHARED_PARTS };
enum { LAZY_SHARED, LAZY_WHICH, LAZY_LENGTH, LAZY_PARTS };

static R_altrep_class_t lazy_class;

static R_xlen_t lazy_length(SEXP x) {
  return (R_xlen_t)REAL_RO(VECTOR_ELT(R_altrep_data1(x), LAZY_LENGTH))[0];
}

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

static SEXP lazy_made(SEXP x) {
  SEXP made = R_altrep_data2(x);
  if (made != R_NilValue) return made;
  const R_xlen_t length = lazy_length(x);
  made = made_part(R_altrep_data1(x), length);
  if (made == R_NilValue) made = nothing(length);
  R_set_altrep_data2(x, made);
  SET_VECTOR_ELT(R_altrep_data1(x), LAZY_SHARED, R_NilValue);
  return made;
}

static void *lazy_dataptr(SEXP x, Rboolean writable) {
  (void)writable;
  return REAL(lazy_made(x));
}

static const void *lazy_dataptr_or_null(SEXP x) {
  return R_altrep_data2(x) == R_NilValue ? NULL : REAL_RO(R_altrep_data2(x));
}

static double lazy_elt(SEXP x, R_xlen_t i) {
  return REAL_RO(lazy_made(x))[i];
}

void r_lazy_class(DllInfo *dll) {
  lazy_class = R_make_altreal_class("lazy_vector", "logistic", dll);
  R_set_altrep_Length_method(lazy_class, lazy_length);
  R_set_altvec_Dataptr_method(lazy_class, lazy_dataptr);
  R_set_altvec_Dataptr_or_null_method(lazy_class, lazy_dataptr_or_null);
  R_set_altreal_Elt_method(lazy_class, lazy_elt);
}

static SEXP lazy_vector(SEXP shared, int which, double length) {
  SEXP source = PROTECT(Rf_allocVector(VECSXP, LAZY_PARTS));
  SET_VECTOR_ELT(source, LAZY_SHARED, shared);
  SET_VECTOR_ELT(source, LAZY_WHICH, Rf_ScalarInteger(which));
  SET_VECTOR_ELT(source, LAZY_LENGTH, Rf_ScalarReal(length));
  SEXP out = R_new_altrep(lazy_class, source, R_NilValue);
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
