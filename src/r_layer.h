/* r_layer: the entries of layers. Matrices are doubles, rows x units, or vectors of length rows for one unit;
   x: a matrix of doubles, integers or logicals; link: a name, or NULL for the identity. What has the shape
   of eta takes its attributes, too. */
#ifndef LOGISTIC_R_LAYER_H
#define LOGISTIC_R_LAYER_H

#define R_NO_REMAP
#include <Rinternals.h>

/* coefficients: a matrix, or a vector for one unit; bias, offset: or NULL; names: of eta, or its dimnames,
   or NULL. list(eta, value (NULL without a link), finite) */
SEXP r_layer_forward(SEXP x, SEXP coefficients, SEXP bias, SEXP offset, SEXP link, SEXP names, SEXP threads);
/* coefficients: what the gradient looks like. list(coefficients, bias, offset); without link and weights
   `offset` is upstream itself */
SEXP r_layer_backward(SEXP x, SEXP coefficients, SEXP eta, SEXP link, SEXP upstream, SEXP weights,
                      SEXP threads);
/* list(value, offset): minus the binomial log-likelihood, and its gradient by eta */
SEXP r_layer_loss(SEXP eta, SEXP y, SEXP weights, SEXP link, SEXP threads);
/* offset coefficients', with these dimnames (or NULL) */
SEXP r_layer_inputs(SEXP offset, SEXP coefficients, SEXP names, SEXP threads);

#endif
