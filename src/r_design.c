/* r_design: R's description of a design becomes the core's. The vectors are the user's own, never copied,
   never written. */
#include "r_host.h"

static int integer_at(SEXP x, R_xlen_t i) {
  if (TYPEOF(x) != INTSXP || i >= XLENGTH(x)) Rf_error("internal error: an integer is missing");
  return INTEGER_RO(x)[i];
}

static struct source r_source(SEXP values, size_t at, size_t rows) {
  const size_t length = (size_t)XLENGTH(values);
  if (length < (at + 1) * rows) Rf_error("internal error: a column is too short");
  switch (TYPEOF(values)) {
  case REALSXP: return (struct source){SOURCE_DOUBLE, REAL_RO(values) + at * rows};
  case INTSXP: return (struct source){SOURCE_INTEGER, INTEGER_RO(values) + at * rows};
  case LGLSXP: return (struct source){SOURCE_INTEGER, LOGICAL_RO(values) + at * rows};
  default: Rf_error("internal error: a column that is not numeric");
  }
  return (struct source){SOURCE_DOUBLE, NULL};
}

static struct column r_column(SEXP column, size_t rows, const struct host *host) {
  SEXP values = r_element(column, "values"), at = r_element(column, "at");
  const size_t n = (size_t)XLENGTH(values);
  struct source *source = host_alloc(host, (n + 1) * sizeof *source);
  for (size_t k = 0; k < n; k++)
    source[k] = r_source(VECTOR_ELT(values, (R_xlen_t)k), (size_t)integer_at(at, (R_xlen_t)k), rows);
  return (struct column){.sources = n, .source = source, .centre = 0, .scale = 1};
}

static struct block r_dense(SEXP block, size_t rows, const struct host *host) {
  SEXP columns = r_element(block, "columns");
  const size_t n = (size_t)XLENGTH(columns);
  struct column *column = host_alloc(host, (n + 1) * sizeof *column);
  for (size_t j = 0; j < n; j++) column[j] = r_column(VECTOR_ELT(columns, (R_xlen_t)j), rows, host);
  return (struct block){.kind = BLOCK_DENSE, .columns = n, .column = column};
}

static struct block r_code(SEXP block, size_t rows, const struct host *host) {
  SEXP codes = r_element(block, "codes"), multiplier = r_element(block, "multiplier");
  if (TYPEOF(codes) != INTSXP || (size_t)XLENGTH(codes) != rows) Rf_error("internal error: codes");
  struct column *column = NULL;
  if (multiplier != R_NilValue) {
    column = host_alloc(host, sizeof *column);
    *column = r_column(multiplier, rows, host);
  }
  return (struct block){.kind = BLOCK_CODE,
                        .columns = (size_t)Rf_asInteger(r_element(block, "levels")),
                        .column = column,
                        .code = INTEGER_RO(codes)};
}

static struct block r_block(SEXP block, size_t rows, const struct host *host) {
  const char *kind = CHAR(Rf_asChar(r_element(block, "kind")));
  return kind[0] == 'd' ? r_dense(block, rows, host) : r_code(block, rows, host);
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

static const double *const *r_offsets(SEXP offsets, const struct design *design, const struct host *host) {
  const double **offset = host_alloc(host, (design->predictors + 1) * sizeof *offset);
  for (size_t a = 0; a < design->predictors; a++) {
    offset[a] = NULL;
    if (TYPEOF(offsets) != VECSXP || (size_t)XLENGTH(offsets) <= a) continue;
    SEXP one = VECTOR_ELT(offsets, (R_xlen_t)a);
    if (one == R_NilValue) continue;
    if (TYPEOF(one) != REALSXP || (size_t)XLENGTH(one) != design->rows) Rf_error("internal error: offset");
    offset[a] = REAL_RO(one);
  }
  return offset;
}

struct design *r_design(SEXP design, const struct host *host) {
  struct design *out = host_alloc(host, sizeof *out);
  SEXP rows = r_element(design, "rows"), blocks = r_element(design, "blocks");
  *out = (struct design){.rows = (size_t)Rf_asReal(r_element(design, "n")),
                         .predictors = (size_t)Rf_asInteger(r_element(design, "predictors")),
                         .blocks = (size_t)XLENGTH(blocks)};
  if (rows != R_NilValue) {
    if (TYPEOF(rows) != LGLSXP || (size_t)XLENGTH(rows) != out->rows) Rf_error("internal error: rows");
    out->used = LOGICAL_RO(rows);
  }
  out->block = host_alloc(host, (out->blocks + 1) * sizeof *out->block);
  for (size_t b = 0; b < out->blocks; b++)
    out->block[b] = r_block(VECTOR_ELT(blocks, (R_xlen_t)b), out->rows, host);
  out->term = r_terms(r_element(design, "terms"), out, host);
  out->offset = r_offsets(r_element(design, "offsets"), out, host);
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

static const int *r_category(SEXP category, const struct design *design, size_t categories) {
  if (TYPEOF(category) != INTSXP || (size_t)XLENGTH(category) != design->rows)
    Rf_error("internal error: categories");
  const int *value = INTEGER_RO(category);
  for (size_t i = 0; i < design->rows; i++)
    if (design_uses(design, i) && (value[i] < 1 || (size_t)value[i] > categories))
      Rf_error("internal error: a category"); /* of rows of weight 0 too: models index by it */
  return value;
}

/* list(y, weights) or list(category, categories, weights) */
struct response r_response(SEXP response, SEXP link, const struct design *design) {
  SEXP y = r_element(response, "y"), category = r_element(response, "category");
  SEXP weights = r_element(response, "weights");
  struct response out = {.link = link_find(CHAR(Rf_asChar(link)))};
  if (!out.link) r_check(STATUS_UNKNOWN);
  if (category != R_NilValue) {
    out.categories = (size_t)Rf_asInteger(r_element(response, "categories"));
    out.category = r_category(category, design, out.categories);
  } else {
    if (TYPEOF(y) != REALSXP || (size_t)XLENGTH(y) != design->rows) Rf_error("internal error: response");
    out.y = REAL_RO(y);
  }
  if (weights != R_NilValue) {
    if (TYPEOF(weights) != REALSXP || (size_t)XLENGTH(weights) != design->rows)
      Rf_error("internal error: weights");
    out.weights = REAL_RO(weights);
  }
  return out;
}
