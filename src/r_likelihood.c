/* r_likelihood: the log-likelihood of a model for R, at any coefficients. */
#include "likelihood.h"
#include "r_fit.h"
#include "r_host.h"

enum { VALUE, SCORE, INFORMATION, PRODUCT };

SEXP r_likelihood(SEXP model, SEXP design, SEXP transform, SEXP response, SEXP link, SEXP beta,
                  SEXP direction, SEXP parts, SEXP expected, SEXP window, SEXP threads) {
  const char *names[] = {"value", "score", "information", "product", ""};
  const struct host host = r_host(Rf_asInteger(threads), false);
  const struct r_window rows = r_rows_between(design, window);
  const struct design *x = r_design_rows(design, rows, &host);
  const struct coding coding = r_coding(transform, x->parameters);
  const struct response y = r_response_rows(response, link, x, rows);
  const struct likelihood_task task = {x, &coding, r_model_find(model), &y};
  const unsigned asked = (unsigned)Rf_asInteger(parts) & (PART_VALUE | PART_SCORE | PART_INFORMATION);
  const int p = (int)coding.columns;
  struct likelihood at = {0};
  SEXP out = PROTECT(Rf_mkNamed(VECSXP, names));
  if (asked & PART_SCORE) at.score = REAL(SET_VECTOR_ELT(out, SCORE, Rf_allocVector(REALSXP, p)));
  if (asked & PART_INFORMATION)
    at.information = REAL(SET_VECTOR_ELT(out, INFORMATION, Rf_allocMatrix(REALSXP, p, p)));
  if (direction != R_NilValue) at.product = REAL(SET_VECTOR_ELT(out, PRODUCT, Rf_allocVector(REALSXP, p)));
  r_check(likelihood_at(&task, r_doubles(beta, coding.columns), r_doubles_or_null(direction, coding.columns),
                        asked, Rf_asLogical(expected) == 1 ? CURVATURE_EXPECTED : CURVATURE_OBSERVED, &at,
                        &host));
  if (asked & PART_VALUE) SET_VECTOR_ELT(out, VALUE, Rf_ScalarReal(at.value));
  UNPROTECT(1);
  return out;
}
