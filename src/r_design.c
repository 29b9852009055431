/* r_design: R's description of a design becomes the core's. The vectors are the user's own, never copied,
   never written. */
#include "r_host.h"
#include "r_link.h"

struct r_window r_all_rows(SEXP design) {
  const size_t rows = (size_t)Rf_asReal(r_element(design, "n"));
  return (struct r_window){rows, 0, rows};
}

struct r_window r_rows_between(SEXP design, SEXP window) {
  struct r_window out = r_all_rows(design);
  if (window == R_NilValue) return out;
  if (TYPEOF(window) != REALSXP || XLENGTH(window) != 2) Rf_error("internal error: window");
  const double from = REAL_RO(window)[0], to = REAL_RO(window)[1];
  if (!(from >= 0 && from < to && to <= (double)out.all)) Rf_error("internal error: window");
  out.from = (size_t)from;
  out.rows = (size_t)to - out.from;
  return out;
}

static int integer_at(SEXP x, R_xlen_t i) {
  if (TYPEOF(x) != INTSXP || i >= XLENGTH(x)) Rf_error("internal error: an integer is missing");
  return INTEGER_RO(x)[i];
}

static struct source r_source(SEXP values, size_t at, struct r_window window) {
  const size_t length = (size_t)XLENGTH(values), first = at * window.all + window.from;
  if (length < (at + 1) * window.all) Rf_error("internal error: a column is too short");
  switch (TYPEOF(values)) {
  case REALSXP: return (struct source){SOURCE_DOUBLE, REAL_RO(values) + first};
  case INTSXP: return (struct source){SOURCE_INTEGER, INTEGER_RO(values) + first};
  case LGLSXP: return (struct source){SOURCE_INTEGER, LOGICAL_RO(values) + first};
  default: Rf_error("internal error: a column that is not numeric");
  }
  return (struct source){SOURCE_DOUBLE, NULL};
}

static struct column r_column(SEXP column, struct r_window window, const struct host *host) {
  SEXP values = r_element(column, "values"), at = r_element(column, "at");
  const size_t n = (size_t)XLENGTH(values);
  struct source *source = host_alloc(host, (n + 1) * sizeof *source);
  for (size_t k = 0; k < n; k++)
    source[k] = r_source(VECTOR_ELT(values, (R_xlen_t)k), (size_t)integer_at(at, (R_xlen_t)k), window);
  return (struct column){.sources = n, .source = source, .centre = 0, .scale = 1};
}

static struct block r_dense(SEXP block, struct r_window window, const struct host *host) {
  SEXP columns = r_element(block, "columns");
  const size_t n = (size_t)XLENGTH(columns);
  struct column *column = host_alloc(host, (n + 1) * sizeof *column);
  for (size_t j = 0; j < n; j++) column[j] = r_column(VECTOR_ELT(columns, (R_xlen_t)j), window, host);
  return (struct block){.kind = BLOCK_DENSE, .columns = n, .column = column};
}

static struct block r_code(SEXP block, struct r_window window, const struct host *host) {
  SEXP codes = r_element(block, "codes"), multiplier = r_element(block, "multiplier");
  if (TYPEOF(codes) != INTSXP || (size_t)XLENGTH(codes) != window.all) Rf_error("internal error: codes");
  struct column *column = NULL;
  if (multiplier != R_NilValue) {
    column = host_alloc(host, sizeof *column);
    *column = r_column(multiplier, window, host);
  }
  return (struct block){.kind = BLOCK_CODE,
                        .columns = (size_t)Rf_asInteger(r_element(block, "levels")),
                        .column = column,
                        .code = INTEGER_RO(codes) + window.from};
}

static struct block r_block(SEXP block, struct r_window window, const struct host *host) {
  const char *kind = CHAR(Rf_asChar(r_element(block, "kind")));
  return kind[0] == 'd' ? r_dense(block, window, host) : r_code(block, window, host);
}

static const struct term *r_terms(SEXP terms, struct design *design, const struct host *host) {
  const size_t n = (size_t)XLENGTH(terms) / 4;
  struct term *term = host_alloc(host, (n + 1) * sizeof *term);
  design->terms = n;
  design->parameters = 0;
  for (size_t t = 0; t < n; t++) {
    const R_xlen_t at = (R_xlen_t)(4 * t);
    term[t] = (struct term){.predictor = (size_t)integer_at(terms, at),
                            .block = (size_t)integer_at(terms, at + 1),
                            .start = (size_t)integer_at(terms, at + 2),
                            .sign = integer_at(terms, at + 3)};
    if (term[t].block >= design->blocks || term[t].predictor >= design->predictors)
      Rf_error("internal error: a term outside the design");
    const size_t end = term[t].start + design->block[term[t].block].columns;
    if (end > design->parameters) design->parameters = end;
  }
  return term;
}

static const double *const *r_offsets(SEXP offsets, const struct design *design, struct r_window window,
                                      const struct host *host) {
  const double **offset = host_alloc(host, (design->predictors + 1) * sizeof *offset);
  for (size_t a = 0; a < design->predictors; a++) {
    offset[a] = NULL;
    if (TYPEOF(offsets) != VECSXP || (size_t)XLENGTH(offsets) <= a) continue;
    SEXP one = VECTOR_ELT(offsets, (R_xlen_t)a);
    if (one == R_NilValue) continue;
    offset[a] = r_doubles(one, window.all) + window.from;
  }
  return offset;
}

struct design *r_design(SEXP design, const struct host *host) {
  return r_design_rows(design, r_all_rows(design), host);
}

struct design *r_design_rows(SEXP design, struct r_window window, const struct host *host) {
  struct design *out = host_alloc(host, sizeof *out);
  SEXP rows = r_element(design, "rows"), blocks = r_element(design, "blocks");
  *out = (struct design){.rows = window.rows,
                         .predictors = (size_t)Rf_asInteger(r_element(design, "predictors")),
                         .blocks = (size_t)XLENGTH(blocks)};
  if (rows != R_NilValue) {
    if (TYPEOF(rows) != LGLSXP || (size_t)XLENGTH(rows) != window.all) Rf_error("internal error: rows");
    out->used = LOGICAL_RO(rows) + window.from;
  }
  out->block = host_alloc(host, (out->blocks + 1) * sizeof *out->block);
  for (size_t b = 0; b < out->blocks; b++)
    out->block[b] = r_block(VECTOR_ELT(blocks, (R_xlen_t)b), window, host);
  out->term = r_terms(r_element(design, "terms"), out, host);
  out->offset = r_offsets(r_element(design, "offsets"), out, window, host);
  return out;
}

static struct sparse r_sparse(SEXP x, size_t rows, size_t columns) {
  SEXP p = r_element(x, "p"), i = r_element(x, "i"), value = r_element(x, "x");
  if (TYPEOF(p) != INTSXP || (size_t)XLENGTH(p) != columns + 1 || TYPEOF(i) != INTSXP ||
      TYPEOF(value) != REALSXP || XLENGTH(i) != XLENGTH(value))
    Rf_error("internal error: a sparse matrix");
  for (R_xlen_t k = 0; k < XLENGTH(i); k++)
    if (INTEGER_RO(i)[k] < 0 || (size_t)INTEGER_RO(i)[k] >= rows) Rf_error("internal error: a sparse index");
  return (struct sparse){rows, columns, INTEGER_RO(p), INTEGER_RO(i), REAL_RO(value)};
}

struct coding r_coding(SEXP transform, size_t parameters) {
  SEXP map = r_element(transform, "T");
  const size_t columns = (size_t)XLENGTH(r_element(map, "p")) - 1;
  return (struct coding){.columns = columns,
                         .map = r_sparse(map, parameters, columns),
                         .shift = r_sparse(r_element(transform, "U"), columns, columns)};
}

static const int *r_category(SEXP category, const struct design *design, struct r_window window,
                             size_t categories) {
  if (TYPEOF(category) != INTSXP || (size_t)XLENGTH(category) != window.all)
    Rf_error("internal error: categories");
  const int *value = INTEGER_RO(category) + window.from;
  for (size_t i = 0; i < design->rows; i++)
    if (design_uses(design, i) && (value[i] < 1 || (size_t)value[i] > categories))
      Rf_error("internal error: a category"); /* of rows of weight 0 too: models index by it */
  return value;
}

struct response r_response(SEXP response, SEXP link, const struct design *design) {
  return r_response_rows(response, link, design, (struct r_window){design->rows, 0, design->rows});
}

/* list(y, weights) or list(category, categories, weights) */
struct response r_response_rows(SEXP response, SEXP link, const struct design *design,
                                struct r_window window) {
  SEXP category = r_element(response, "category"), weights = r_element(response, "weights");
  struct response out = {.link = r_link_find(link)};
  if (category != R_NilValue) {
    out.categories = (size_t)Rf_asInteger(r_element(response, "categories"));
    out.category = r_category(category, design, window, out.categories);
  } else {
    out.y = r_doubles(r_element(response, "y"), window.all) + window.from;
  }
  if (weights != R_NilValue) out.weights = r_doubles(weights, window.all) + window.from;
  return out;
}
