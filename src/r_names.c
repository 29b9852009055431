/* r_names: which names in the code of a call stand for something in the frames that it was written in. */
#include "r_fit.h"
#include <string.h>
#include <Rversion.h>

#if R_VERSION < R_Version(4, 5, 0)
#define R_ParentEnv ENCLOS
#endif
#if R_VERSION < R_Version(4, 2, 0)
#define R_existsVarInFrame(env, name) (Rf_findVarInFrame3(env, name, FALSE) != R_UnboundValue)
#endif

struct search {
  SEXP columns, from, top, found; /* found: a protected pairlist, its CDR what was found */
};

static bool is_column(SEXP name, SEXP columns) {
  if (TYPEOF(columns) == STRSXP)
    for (R_xlen_t i = 0; i < XLENGTH(columns); i++)
      if (STRING_ELT(columns, i) == PRINTNAME(name)) return true;
  return false;
}

static bool is_bound(SEXP name, SEXP env, SEXP top) {
  for (; env != top && env != R_EmptyEnv; env = R_ParentEnv(env))
    if (R_existsVarInFrame(env, name)) return true;
  return false;
}

static void see_name(SEXP name, bool is_function, struct search *search) {
  if (name == R_MissingArg || (!is_function && is_column(name, search->columns))) return;
  if (is_bound(name, search->from, search->top)) SETCDR(search->found, Rf_cons(name, CDR(search->found)));
}

static void see_code(SEXP code, struct search *search) {
  if (TYPEOF(code) == SYMSXP) see_name(code, false, search);
  if (TYPEOF(code) != LANGSXP) return;
  if (TYPEOF(CAR(code)) == SYMSXP)
    see_name(CAR(code), true, search);
  else
    see_code(CAR(code), search);
  for (SEXP rest = CDR(code); rest != R_NilValue; rest = CDR(rest)) see_code(CAR(rest), search);
}

static bool is_among(SEXP tag, SEXP tags) {
  for (R_xlen_t i = 0; tag != R_NilValue && i < XLENGTH(tags); i++)
    if (strcmp(CHAR(PRINTNAME(tag)), CHAR(STRING_ELT(tags, i))) == 0) return true;
  return false;
}

static SEXP as_strings(SEXP names) {
  SEXP out = PROTECT(Rf_allocVector(STRSXP, Rf_length(names)));
  for (R_xlen_t i = 0; i < XLENGTH(out); i++, names = CDR(names))
    SET_STRING_ELT(out, i, PRINTNAME(CAR(names)));
  UNPROTECT(1);
  return out;
}

/* formula, and the arguments of `call` that `tags` names; columns: names that are no variables of frames;
   from, top: where to look, and where no more */
SEXP r_names(SEXP formula, SEXP call, SEXP tags, SEXP columns, SEXP from, SEXP top) {
  if (TYPEOF(tags) != STRSXP || TYPEOF(from) != ENVSXP) Rf_error("internal error: names of a call");
  struct search search = {columns, from, top, PROTECT(Rf_cons(R_NilValue, R_NilValue))};
  see_code(formula, &search);
  if (TYPEOF(call) == LANGSXP)
    for (SEXP rest = CDR(call); rest != R_NilValue; rest = CDR(rest))
      if (is_among(TAG(rest), tags)) see_code(CAR(rest), &search);
  SEXP out = as_strings(CDR(search.found));
  UNPROTECT(1);
  return out;
}
