/* r_deferred: numeric vectors that are made when they are first read. They cost nothing before, and are saved
   as ordinary vectors: the class has no serialised state of its own. */
#ifndef LOGISTIC_R_DEFERRED_H
#define LOGISTIC_R_DEFERRED_H

#define R_NO_REMAP
#include <Rinternals.h>

enum deferred { DEFERRED_ROWS, DEFERRED_LAZY }; /* who makes it: r_rows.c, r_lazy.c */

/* The vector of that length that the maker will make of `source`, which is let go of then. */
SEXP r_deferred(enum deferred maker, SEXP source, double length);

/* the makers; R's collector is switched off while they work, so no error may leave from there */
SEXP r_rows_make(SEXP source, R_xlen_t length);
SEXP r_lazy_make(SEXP source, R_xlen_t length);

#endif
