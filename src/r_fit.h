/* the .Call entries */
#ifndef LOGISTIC_R_FIT_H
#define LOGISTIC_R_FIT_H

#define R_NO_REMAP
#include <stdbool.h>
#include <Rinternals.h>
#include <R_ext/Rdynload.h>

/* model, design, transform, response, link: as R/design.R makes them; start: list(pooled, start or NULL);
   settings: list(threads, trace, tolerance, steps, rows, covariance, ranked) */
SEXP r_fit(SEXP model, SEXP design, SEXP transform, SEXP response, SEXP link, SEXP start, SEXP settings);

/* the score statistic of all columns at the coefficients `at`; the rest as above */
SEXP r_score_statistic(SEXP model, SEXP design, SEXP transform, SEXP response, SEXP link, SEXP at,
                       SEXP threads);
/* At the coefficients `beta`: list(value, score, information, product), NULL what was not asked for; parts: sum
   of 1 (value), 2 (score), 4 (information; `expected` or observed); product: the Hessian times `direction`
   (NULL: none); window: NULL, or the rows c(from, to) alone */
SEXP r_likelihood(SEXP model, SEXP design, SEXP transform, SEXP response, SEXP link, SEXP beta,
                  SEXP direction, SEXP parts, SEXP expected, SEXP window, SEXP threads);
/* which columns are combinations of others: list(dropped, relation) */
SEXP r_rank(SEXP model, SEXP design, SEXP transform, SEXP response, SEXP link, SEXP at, SEXP threads);
/* the arguments of r_fit(); coefficients: 1-based columns; z: signed roots, see profile.h. A list of beta
   (user x z x coefficients) and outcome (z x coefficients; 0: found) */
SEXP r_profile(SEXP model, SEXP design, SEXP transform, SEXP response, SEXP link, SEXP start, SEXP settings,
               SEXP coefficients, SEXP z);

/* for eta of any length: a list of mean, one_minus_mean, log_mean, log_one_minus_mean, slope, rise, fall */
SEXP r_link(SEXP eta, SEXP link);

/* rows of a model by themselves: eta, a column per predictor; category: 1 ... categories, weights or NULL:
   list(value: weighted log-likelihoods, of pieces of the rows or of `each`; score: by eta) */
SEXP r_model_rows(SEXP model, SEXP link, SEXP eta, SEXP category, SEXP weights, SEXP categories, SEXP each);

/* the kernels that run here; and the one in use, after choosing `name` (NULL: the best) */
SEXP r_kernels(void);
SEXP r_kernel_choose(SEXP name);

/* g(mean) of one mean */
SEXP r_link_linear(SEXP mean, SEXP link);

/* what each of a list of columns is: see r_scan.c */
SEXP r_scan(SEXP columns, SEXP n);

/* residuals, fitted.values, working weights of a fit, each made when first read */
SEXP r_rows(SEXP eta, SEXP y, SEXP weights, SEXP link, SEXP names);
void r_deferred_class(DllInfo *dll);

/* the matrix and qraux of a qr, and the effects, made as list(qr, qraux, effects) by make(from) when one of
   them is first read; dim of the qr */
SEXP r_lazy_qr(SEXP make, SEXP from, SEXP dim, SEXP dimnames);

/* (x - centre)' V (x - centre) of the rows used, or, with products, the rows V (x - centre); V in user
   columns, centre as quadratic.h has it, or NULL */
SEXP r_quadratic(SEXP design, SEXP transform, SEXP v, SEXP centre, SEXP products);
/* weighted means of the user's columns; a weight for each row used */
SEXP r_column_means(SEXP design, SEXP transform, SEXP weights);
/* a weak reference to an environment, and what it refers to: see r_weak.c */
SEXP r_weak(SEXP frame);
SEXP r_weak_key(SEXP reference);
/* names in the code of a call that are bound in some frames: see r_names.c */
SEXP r_names(SEXP formula, SEXP call, SEXP tags, SEXP columns, SEXP from, SEXP top);

/* x - sum of weights[k] columns[[k]] (doubles), each row summed in pairs and rounded once */
SEXP r_pair_difference(SEXP x, SEXP columns, SEXP weights);

/* rows of attributes as list(ptr, id, value), from columns, from bags, from codes: see r_rows_crf.c */
SEXP r_rows_of_columns(SEXP start, SEXP row, SEXP x, SEXP dim);
SEXP r_rows_of_bags(SEXP lengths, SEXP id, SEXP value, SEXP p);
SEXP r_rows_of_blocks(SEXP codes, SEXP values, SEXP first, SEXP n);

#endif
