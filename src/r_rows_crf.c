/* r_rows_crf: rows of attributes, compressed: ptr (n + 1 offsets), id (0-based attributes, row by row) and
   value (NULL: all are 1). Made from matrices, which are stored by column, from bags and from codes. */
#include <math.h>
#include <stdint.h>
#include <string.h>
#include "r_fit.h"

enum { ROWS_PTR, ROWS_ID, ROWS_VALUE };

/* entries are counted in ints, as those of a Matrix are */
static void check_entries(double count) {
  if (count > INT32_MAX) Rf_error("internal error: more than 2^31 - 1 entries");
}

/* counts of the rows, in ptr[1..n], as offsets; the number of entries */
static R_xlen_t sum_counts(int *ptr, R_xlen_t n) {
  double total = 0;
  for (R_xlen_t i = 1; i <= n; i++) total += ptr[i];
  check_entries(total);
  for (R_xlen_t i = 1; i <= n; i++) ptr[i] += ptr[i - 1];
  return n ? ptr[n] : 0;
}

static int *new_ptr(SEXP out, R_xlen_t n) {
  SEXP ptr = Rf_allocVector(INTSXP, n + 1);
  SET_VECTOR_ELT(out, ROWS_PTR, ptr);
  memset(INTEGER(ptr), 0, (size_t)(n + 1) * sizeof(int));
  return INTEGER(ptr);
}

static int *new_ids(SEXP out, R_xlen_t count) {
  SET_VECTOR_ELT(out, ROWS_ID, Rf_allocVector(INTSXP, count));
  return INTEGER(VECTOR_ELT(out, ROWS_ID));
}

static double *new_values(SEXP out, R_xlen_t count) {
  SET_VECTOR_ELT(out, ROWS_VALUE, Rf_allocVector(REALSXP, count));
  return REAL(VECTOR_ELT(out, ROWS_VALUE));
}

static SEXP new_rows(void) {
  const char *parts[] = {"ptr", "id", "value", ""};
  return Rf_mkNamed(VECSXP, parts);
}

/* where each row's next entry goes: the offsets themselves, moved on; put_back() afterwards */
static void put_back(int *ptr, R_xlen_t n) {
  for (R_xlen_t i = n; i > 0; i--) ptr[i] = ptr[i - 1];
  ptr[0] = 0;
}

/* ---- matrices by column -------------------------------------------------------------------------------- */

struct columns {
  R_xlen_t n, p;
  const int *start, *row; /* NULL: dense */
  const double *x;        /* NULL: all 1 */
};

static R_xlen_t column_end(const struct columns *c, R_xlen_t j) {
  return c->start ? c->start[j + 1] : (j + 1) * c->n;
}

static R_xlen_t row_of(const struct columns *c, R_xlen_t k, R_xlen_t j) {
  return c->row ? c->row[k] : k - j * c->n;
}

/* counts the entries of each row; false: one is not finite, `bad` says where. ones: are all of them 1? */
static bool count_rows(const struct columns *c, int *ptr, bool *ones, int bad[2]) {
  *ones = true;
  for (R_xlen_t j = 0, k = 0; j < c->p; j++)
    for (const R_xlen_t end = column_end(c, j); k < end; k++) {
      const double x = c->x ? c->x[k] : 1;
      const R_xlen_t i = row_of(c, k, j);
      if (x * 0 != 0) {
        bad[0] = (int)i + 1;
        bad[1] = (int)j + 1;
        return false;
      }
      ptr[i + 1] += x != 0;
      *ones &= x == 1 || x == 0;
    }
  return true;
}

static void fill_rows(const struct columns *c, int *ptr, int *id, double *value) {
  for (R_xlen_t j = 0, k = 0; j < c->p; j++)
    for (const R_xlen_t end = column_end(c, j); k < end; k++) {
      const double x = c->x ? c->x[k] : 1;
      if (x == 0) continue;
      const int at = ptr[row_of(c, k, j)]++;
      id[at] = (int)j;
      if (value) value[at] = x;
    }
  put_back(ptr, c->n);
}

static struct columns columns_of(SEXP start, SEXP row, SEXP x, SEXP dim) {
  const bool sparse = start != R_NilValue;
  return (struct columns){.n = INTEGER_RO(dim)[0],
                          .p = INTEGER_RO(dim)[1],
                          .start = sparse ? INTEGER_RO(start) : NULL,
                          .row = sparse ? INTEGER_RO(row) : NULL,
                          .x = x == R_NilValue ? NULL : REAL_RO(x)};
}

/* start, row: the slots p and i of a CsparseMatrix, or NULL: x is dense; x: doubles, or NULL: all 1. The
   rows; or c(row, column) of an entry that is not finite */
SEXP r_rows_of_columns(SEXP start, SEXP row, SEXP x, SEXP dim) {
  const struct columns c = columns_of(start, row, x, dim);
  bool ones;
  int bad[2];
  SEXP out = PROTECT(new_rows());
  int *ptr = new_ptr(out, c.n);
  if (!count_rows(&c, ptr, &ones, bad)) {
    SEXP where = Rf_allocVector(INTSXP, 2);
    memcpy(INTEGER(where), bad, sizeof bad);
    UNPROTECT(1);
    return where;
  }
  const R_xlen_t count = sum_counts(ptr, c.n);
  int *id = new_ids(out, count);
  fill_rows(&c, ptr, id, ones ? NULL : new_values(out, count));
  UNPROTECT(1);
  return out;
}

/* ---- bags ---------------------------------------------------------------------------------------------- */

static bool is_one_each(const double *value, R_xlen_t count) {
  for (R_xlen_t k = 0; k < count; k++)
    if (value[k] != 1) return false;
  return true;
}

/* the entries of one row, written from `to` on, those of equal id added up at the first of them; zeros go.
   slot: where an id was written last; the number of entries is the answer */
static R_xlen_t merge_row(const int *id, const double *value, R_xlen_t n, R_xlen_t to, int *slot, int *ids,
                          double *values) {
  R_xlen_t end = to, kept = to;
  for (R_xlen_t k = 0; k < n; k++) {
    const double x = value ? value[k] : 1;
    const int at = slot[id[k]];
    if (at >= to && at < end && ids[at] == id[k])
      values[at] += x;
    else {
      slot[id[k]] = (int)end;
      ids[end] = id[k];
      values[end++] = x;
    }
  }
  for (R_xlen_t k = to; k < end; k++)
    if (values[k] != 0) {
      ids[kept] = ids[k];
      values[kept++] = values[k];
    }
  return kept;
}

/* lengths: entries of each row; id, value (or NULL: all 1): row by row, ids may recur; p: their number */
SEXP r_rows_of_bags(SEXP lengths, SEXP id, SEXP value, SEXP p) {
  const R_xlen_t n = XLENGTH(lengths), entries = XLENGTH(id);
  const size_t size = (size_t)Rf_asInteger(p);
  const double *x = value == R_NilValue ? NULL : REAL_RO(value);
  check_entries((double)entries);
  SEXP out = PROTECT(new_rows());
  int *ptr = new_ptr(out, n), *slot = (int *)R_alloc(size, sizeof(int));
  int *ids = (int *)R_alloc((size_t)entries, sizeof(int));
  double *values = (double *)R_alloc((size_t)entries, sizeof(double));
  for (size_t k = 0; k < size; k++) slot[k] = -1;
  R_xlen_t from = 0, to = 0;
  for (R_xlen_t i = 0; i < n; i++) {
    const R_xlen_t length = INTEGER_RO(lengths)[i];
    to = merge_row(INTEGER_RO(id) + from, x ? x + from : NULL, length, to, slot, ids, values);
    from += length;
    ptr[i + 1] = (int)to;
  }
  memcpy(new_ids(out, to), ids, (size_t)to * sizeof(int));
  if (!is_one_each(values, to)) memcpy(new_values(out, to), values, (size_t)to * sizeof(double));
  UNPROTECT(1);
  return out;
}

/* ---- codes --------------------------------------------------------------------------------------------- */

struct block {
  const int *code;     /* 1-based, NA_INTEGER: none; NULL: all 1 */
  const double *value; /* NULL: all 1 */
  int first;           /* id of code 1 */
};

static bool has_entry(const struct block *b, R_xlen_t i) {
  return !(b->code && b->code[i] == NA_INTEGER) && !(b->value && b->value[i] == 0);
}

static struct block block_of(SEXP codes, SEXP values, SEXP first, R_xlen_t n, R_xlen_t k) {
  SEXP code = VECTOR_ELT(codes, k), value = VECTOR_ELT(values, k);
  if ((code != R_NilValue && (TYPEOF(code) != INTSXP || XLENGTH(code) != n)) ||
      (value != R_NilValue && (TYPEOF(value) != REALSXP || XLENGTH(value) != n)))
    Rf_error("internal error: blocks of row length");
  return (struct block){.code = code == R_NilValue ? NULL : INTEGER_RO(code),
                        .value = value == R_NilValue ? NULL : REAL_RO(value),
                        .first = INTEGER_RO(first)[k]};
}

static void fill_block(const struct block *b, R_xlen_t n, int *ptr, int *id, double *value) {
  for (R_xlen_t i = 0; i < n; i++) {
    if (!has_entry(b, i)) continue;
    const int at = ptr[i]++;
    id[at] = b->first + (b->code ? b->code[i] - 1 : 0);
    if (value) value[at] = b->value ? b->value[i] : 1;
  }
}

/* codes, values: lists with an element a block, of n integers or NULL, of n doubles or NULL; first: ids */
SEXP r_rows_of_blocks(SEXP codes, SEXP values, SEXP first, SEXP n) {
  const R_xlen_t rows = Rf_asInteger(n), blocks = XLENGTH(codes);
  bool ones = true;
  SEXP out = PROTECT(new_rows());
  int *ptr = new_ptr(out, rows);
  for (R_xlen_t k = 0; k < blocks; k++) {
    const struct block b = block_of(codes, values, first, rows, k);
    for (R_xlen_t i = 0; i < rows; i++) ptr[i + 1] += has_entry(&b, i);
    ones &= !b.value;
  }
  const R_xlen_t count = sum_counts(ptr, rows);
  int *id = new_ids(out, count);
  double *value = ones ? NULL : new_values(out, count);
  for (R_xlen_t k = 0; k < blocks; k++) {
    const struct block b = block_of(codes, values, first, rows, k);
    fill_block(&b, rows, ptr, id, value);
  }
  put_back(ptr, rows);
  UNPROTECT(1);
  return out;
}
