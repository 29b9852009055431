/* r_profile: points on the profile likelihood, for R. */
#include "profile.h"
#include "r_fit.h"
#include "r_task.h"

static struct profile_task r_asked(SEXP coefficients, SEXP z, size_t user, const struct host *host) {
  if (TYPEOF(coefficients) != INTSXP || TYPEOF(z) != REALSXP) Rf_error("internal error: a profile");
  const size_t n = (size_t)XLENGTH(coefficients);
  size_t *coefficient = host_alloc(host, (n + 1) * sizeof *coefficient);
  for (size_t k = 0; k < n; k++) {
    const int j = INTEGER_RO(coefficients)[k];
    if (j < 1 || (size_t)j > user) Rf_error("internal error: no such coefficient");
    coefficient[k] = (size_t)j - 1;
  }
  return (struct profile_task){
      .coefficients = n, .coefficient = coefficient, .points = (size_t)XLENGTH(z), .z = REAL_RO(z)};
}

/* a column for each coefficient */
static SEXP outcomes(const enum profile_outcome *outcome, const struct profile_task *asked) {
  SEXP out = PROTECT(Rf_allocMatrix(INTSXP, (int)asked->points, (int)asked->coefficients));
  for (R_xlen_t i = 0; i < XLENGTH(out); i++) INTEGER(out)[i] = (int)outcome[i];
  UNPROTECT(1);
  return out;
}

SEXP r_profile(SEXP model, SEXP design, SEXP transform, SEXP response, SEXP link, SEXP start, SEXP settings,
               SEXP coefficients, SEXP z) {
  const char *names[] = {"beta", "outcome", ""};
  const struct host host = r_settings_host(settings);
  const struct fit_task task = r_task(model, design, transform, response, link, start, settings, &host);
  struct fit_answer answer;
  r_check(fit_memory(&task, &answer, &host));
  const struct profile_task asked = r_asked(coefficients, z, answer.transform->user, &host);
  const size_t all = asked.points * asked.coefficients;
  enum profile_outcome *outcome = host_alloc(&host, (all + 1) * sizeof *outcome);
  SEXP out = PROTECT(Rf_mkNamed(VECSXP, names));
  SET_VECTOR_ELT(out, 0, Rf_allocVector(REALSXP, (R_xlen_t)(all * answer.transform->user)));
  r_check(profile_points(&task, &answer, &asked, REAL(VECTOR_ELT(out, 0)), outcome, &host));
  SET_VECTOR_ELT(out, 1, outcomes(outcome, &asked));
  UNPROTECT(1);
  return out;
}
