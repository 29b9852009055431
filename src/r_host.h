/* r_host: R as the host of the core, and the translation of R's values. Only init.c and r_*.c see R's
   headers. */
#ifndef LOGISTIC_R_HOST_H
#define LOGISTIC_R_HOST_H

#define R_NO_REMAP
#include <R.h>
#include <Rinternals.h>
#include "design.h"
#include "host.h"
#include "model.h"
#include "transform.h"

/* memory by R_alloc, interrupts by R_CheckUserInterrupt; report: whether to print a line a step */
struct host r_host(int threads, bool report);

/* an error of class `logistic_error_core`, unless OK */
void r_check(enum status status);

/* the element of a list by its name; an internal error when it is not there */
SEXP r_element(SEXP list, const char *name);

/* the numbers of a vector of n doubles; an internal error when it is anything else */
const double *r_doubles(SEXP x, size_t n);
/* the same, NULL for NULL */
const double *r_doubles_or_null(SEXP x, size_t n);

/* the model of that name, or an internal error */
const struct model *r_model_find(SEXP name);

/* copies */
SEXP r_numbers(const double *x, size_t n);
SEXP r_integers(const int *x, size_t n);

/* Which of the rows are read: those from `from` on, of vectors that are `all` long. No copy. */
struct r_window {
  size_t all, from, rows;
};

struct r_window r_all_rows(SEXP design);
/* window: NULL, or c(from, to), 0-based, `to` not included */
struct r_window r_rows_between(SEXP design, SEXP window);

struct design *r_design(SEXP design, const struct host *host);
struct design *r_design_rows(SEXP design, struct r_window window, const struct host *host);
struct coding r_coding(SEXP transform, size_t parameters);
struct response r_response(SEXP response, SEXP link, const struct design *design);
struct response r_response_rows(SEXP response, SEXP link, const struct design *design,
                                struct r_window window);

#endif
