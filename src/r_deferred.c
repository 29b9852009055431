#include "r_deferred.h"
#include <R_ext/Altrep.h>
#include "r_fit.h"

enum { PART_SOURCE, PART_MAKER, PART_LENGTH, PARTS };

static R_altrep_class_t deferred_class;

static R_xlen_t deferred_length(SEXP x) {
  return (R_xlen_t)REAL_RO(VECTOR_ELT(R_altrep_data1(x), PART_LENGTH))[0];
}

static SEXP make(SEXP parts, R_xlen_t length) {
  SEXP source = VECTOR_ELT(parts, PART_SOURCE);
  return Rf_asInteger(VECTOR_ELT(parts, PART_MAKER)) == DEFERRED_ROWS ? r_rows_make(source, length)
                                                                      : r_lazy_make(source, length);
}

static SEXP made(SEXP x) {
  if (R_altrep_data2(x) == R_NilValue) {
    SEXP parts = R_altrep_data1(x);
    R_set_altrep_data2(x, make(parts, deferred_length(x)));
    SET_VECTOR_ELT(parts, PART_SOURCE, R_NilValue);
  }
  return R_altrep_data2(x);
}

static void *deferred_dataptr(SEXP x, Rboolean writable) {
  (void)writable;
  return REAL(made(x));
}

static const void *deferred_dataptr_or_null(SEXP x) {
  return R_altrep_data2(x) == R_NilValue ? NULL : REAL_RO(R_altrep_data2(x));
}

static double deferred_elt(SEXP x, R_xlen_t i) {
  return REAL_RO(made(x))[i];
}

void r_deferred_class(DllInfo *dll) {
  deferred_class = R_make_altreal_class("deferred_vector", "logistic", dll);
  R_set_altrep_Length_method(deferred_class, deferred_length);
  R_set_altvec_Dataptr_method(deferred_class, deferred_dataptr);
  R_set_altvec_Dataptr_or_null_method(deferred_class, deferred_dataptr_or_null);
  R_set_altreal_Elt_method(deferred_class, deferred_elt);
}

SEXP r_deferred(enum deferred maker, SEXP source, double length) {
  SEXP parts = PROTECT(Rf_allocVector(VECSXP, PARTS));
  SET_VECTOR_ELT(parts, PART_SOURCE, source);
  SET_VECTOR_ELT(parts, PART_MAKER, Rf_ScalarInteger((int)maker));
  SET_VECTOR_ELT(parts, PART_LENGTH, Rf_ScalarReal(length));
  SEXP out = R_new_altrep(deferred_class, parts, R_NilValue);
  UNPROTECT(1);
  return out;
}
