/* r_weak: a reference to an environment that does not keep it alive, and that is saved as nothing. */
#include "r_fit.h"

SEXP r_weak(SEXP frame) {
  if (TYPEOF(frame) != ENVSXP) Rf_error("internal error: an environment");
  return R_MakeWeakRef(frame, R_NilValue, R_NilValue, FALSE);
}

/* the environment; NULL when it is gone, or `reference` is none or was read from a file */
SEXP r_weak_key(SEXP reference) {
  return TYPEOF(reference) == WEAKREFSXP ? R_WeakRefKey(reference) : R_NilValue;
}
