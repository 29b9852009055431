/* the .Call entries */
#ifndef LOGISTIC_R_FIT_H
#define LOGISTIC_R_FIT_H

#define R_NO_REMAP
#include <stdbool.h>
#include <Rinternals.h>
#include <R_ext/Rdynload.h>

/* model, design, transform, response, link: as R/design.R makes them; start: list(pooled, start or NULL);
   settings: list(threads, trace, tolerance, steps, rows, covariance) */
SEXP r_fit(SEXP model, SEXP design, SEXP transform, SEXP response, SEXP link, SEXP start, SEXP settings);

/* for eta of any length: a list of mean, one_minus_mean, log_mean, log_one_minus_mean, slope, rise, fall */
SEXP r_link(SEXP eta, SEXP link);

/* the kernels that run here; and the one in use, after choosing `name` (NULL: the best) */
SEXP r_kernels(void);
SEXP r_kernel_choose(SEXP name);

/* g(mean) of one mean */
SEXP r_link_linear(SEXP mean, SEXP link);

/* what each of a list of columns is: see r_scan.c */
SEXP r_scan(SEXP columns, SEXP n);

/* residuals, fitted.values, weights, prior.weights of a fit, each made when first read */
SEXP r_rows(SEXP eta, SEXP y, SEXP weights, SEXP link, SEXP names);
void r_rows_class(DllInfo *dll);

/* a weak reference to an environment, and what it refers to: see r_weak.c */
SEXP r_weak(SEXP frame);
SEXP r_weak_key(SEXP reference);

/* names in the code of a call that are bound in some frames: see r_names.c */
SEXP r_names(SEXP formula, SEXP call, SEXP tags, SEXP columns, SEXP from, SEXP top);

#endif
