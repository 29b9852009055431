/* r_layer: layers for R, which has checked shapes and types; here they are held to it. */
#include "r_layer.h"
#include "layer.h"
#include "r_host.h"
#include "r_link.h"

static size_t rows_of(SEXP x) {
  return Rf_isMatrix(x) ? (size_t)Rf_nrows(x) : (size_t)XLENGTH(x);
}

static size_t columns_of(SEXP x) {
  return Rf_isMatrix(x) ? (size_t)Rf_ncols(x) : 1;
}

static const struct link *optional_link(SEXP name) {
  return name == R_NilValue ? NULL : r_link_find(name);
}

static struct layer_matrix matrix_of(SEXP x) {
  if (!Rf_isMatrix(x)) Rf_error("internal error: a layer needs a matrix");
  struct layer_matrix out = {.rows = rows_of(x), .columns = columns_of(x)};
  switch (TYPEOF(x)) {
  case REALSXP: out.doubles = REAL_RO(x); break;
  case INTSXP: out.integers = INTEGER_RO(x); break;
  case LGLSXP: out.integers = LOGICAL_RO(x); break;
  default: Rf_error("internal error: a layer needs numbers");
  }
  return out;
}

/* a vector, or a matrix if `like` is one */
static SEXP room_like(SEXP like, size_t rows, size_t columns, SEXP names) {
  const int matrix = Rf_isMatrix(like);
  SEXP out = PROTECT(matrix ? Rf_allocMatrix(REALSXP, (int)rows, (int)columns)
                            : Rf_allocVector(REALSXP, (R_xlen_t)rows));
  if (names != R_NilValue) Rf_setAttrib(out, matrix ? R_DimNamesSymbol : R_NamesSymbol, names);
  UNPROTECT(1);
  return out;
}

/* doubles of the length and the attributes of `like` */
static SEXP twin_of(SEXP like) {
  SEXP out = PROTECT(Rf_allocVector(REALSXP, XLENGTH(like)));
  SHALLOW_DUPLICATE_ATTRIB(out, like);
  UNPROTECT(1);
  return out;
}

SEXP r_layer_forward(SEXP x, SEXP coefficients, SEXP bias, SEXP offset, SEXP link, SEXP names, SEXP threads) {
  const char *parts[] = {"eta", "value", "finite", ""};
  const struct host host = r_host(Rf_asInteger(threads), false);
  const struct layer_matrix matrix = matrix_of(x);
  const size_t k = columns_of(coefficients);
  const struct layer_units units = {.units = k,
                                    .coefficients = r_doubles(coefficients, matrix.columns * k),
                                    .bias = r_doubles_or_null(bias, k),
                                    .offset = r_doubles_or_null(offset, matrix.rows * k),
                                    .link = optional_link(link)};
  SEXP out = PROTECT(Rf_mkNamed(VECSXP, parts));
  SET_VECTOR_ELT(out, 0, room_like(coefficients, matrix.rows, k, names));
  if (units.link) SET_VECTOR_ELT(out, 1, room_like(coefficients, matrix.rows, k, names));
  const enum status status = layer_forward(&matrix, &units, REAL(VECTOR_ELT(out, 0)),
                                           units.link ? REAL(VECTOR_ELT(out, 1)) : NULL, &host);
  SET_VECTOR_ELT(out, 2, Rf_ScalarLogical(status == STATUS_OK));
  UNPROTECT(1);
  return out;
}

SEXP r_layer_backward(SEXP x, SEXP coefficients, SEXP eta, SEXP link, SEXP upstream, SEXP weights,
                      SEXP threads) {
  const char *parts[] = {"coefficients", "bias", "offset", ""};
  const struct host host = r_host(Rf_asInteger(threads), false);
  const struct layer_matrix matrix = matrix_of(x);
  const size_t k = columns_of(coefficients), n = matrix.rows * k;
  r_doubles(coefficients, matrix.columns * k);
  const struct layer_upstream above = {.units = k,
                                       .upstream = r_doubles(upstream, n),
                                       .weights = r_doubles_or_null(weights, matrix.rows),
                                       .link = optional_link(link),
                                       .eta = r_doubles(eta, n)};
  const bool same = !above.link && !above.weights;
  SEXP out = PROTECT(Rf_mkNamed(VECSXP, parts));
  SET_VECTOR_ELT(out, 0, twin_of(coefficients));
  SET_VECTOR_ELT(out, 1, Rf_allocVector(REALSXP, (R_xlen_t)k));
  SET_VECTOR_ELT(out, 2, same ? upstream : twin_of(eta));
  const struct layer_gradient gradient = {.eta = same ? NULL : REAL(VECTOR_ELT(out, 2)),
                                          .coefficients = REAL(VECTOR_ELT(out, 0)),
                                          .bias = REAL(VECTOR_ELT(out, 1))};
  layer_backward(&matrix, &above, &gradient, &host);
  UNPROTECT(1);
  return out;
}

SEXP r_layer_loss(SEXP eta, SEXP y, SEXP weights, SEXP link, SEXP threads) {
  const char *parts[] = {"value", "offset", ""};
  const struct host host = r_host(Rf_asInteger(threads), false);
  const size_t n = rows_of(eta), k = columns_of(eta);
  SEXP out = PROTECT(Rf_mkNamed(VECSXP, parts));
  SET_VECTOR_ELT(out, 1, twin_of(eta));
  const double value = layer_loss(n, k, r_link_find(link), r_doubles(eta, n * k), r_doubles(y, n * k),
                                  r_doubles_or_null(weights, n), REAL(VECTOR_ELT(out, 1)), &host);
  SET_VECTOR_ELT(out, 0, Rf_ScalarReal(value));
  UNPROTECT(1);
  return out;
}

SEXP r_layer_inputs(SEXP offset, SEXP coefficients, SEXP names, SEXP threads) {
  const struct host host = r_host(Rf_asInteger(threads), false);
  const size_t n = rows_of(offset), k = columns_of(offset);
  const size_t p = Rf_isMatrix(coefficients) ? rows_of(coefficients) : (size_t)XLENGTH(coefficients);
  const double *r = r_doubles(offset, n * k), *w = r_doubles(coefficients, p * k);
  SEXP out = PROTECT(Rf_allocMatrix(REALSXP, (int)n, (int)p));
  if (names != R_NilValue) Rf_setAttrib(out, R_DimNamesSymbol, names);
  layer_inputs(n, k, r, p, w, REAL(out), &host);
  UNPROTECT(1);
  return out;
}
