/* r_crf_rows: the rows of a design as (column of model.matrix, value) lists: compressed rows for the
   conditional random field. */
#include "r_crf.h"

struct wide { /* the transform by rows: a column of a block -> the user's columns that it enters */
  int *start, *column;
  double *value;
};

static struct wide by_rows(const struct sparse *map, const struct host *host) {
  const size_t n = (size_t)map->start[map->columns];
  struct wide out = {host_alloc(host, (map->rows + 2) * sizeof(int)), host_alloc(host, (n + 1) * sizeof(int)),
                     host_doubles(host, n + 1)};
  for (size_t r = 0; r < map->rows + 2; r++) out.start[r] = 0;
  for (size_t k = 0; k < n; k++) out.start[map->index[k] + 2]++;
  for (size_t r = 2; r < map->rows + 2; r++) out.start[r] += out.start[r - 1];
  for (size_t j = 0; j < map->columns; j++)
    for (int k = map->start[j]; k < map->start[j + 1]; k++) {
      const int at = out.start[map->index[k] + 1]++;
      out.column[at] = (int)j;
      out.value[at] = map->value[k];
    }
  return out;
}

/* entries of a row in the user's columns; id NULL: only counted */
static size_t user_row(const struct design *design, const struct wide *map, size_t row, struct entry *entry,
                       int *id, double *value) {
  const size_t n = design_row(design, 0, row, entry);
  size_t count = 0;
  for (size_t k = 0; k < n; k++)
    for (int m = map->start[entry[k].parameter]; m < map->start[entry[k].parameter + 1]; m++, count++) {
      if (!id) continue;
      id[count] = map->column[m];
      value[count] = pair_value(entry[k].value) * map->value[m];
    }
  return count;
}

/* list(ptr, id, value) of the rows used */
SEXP r_crf_design_rows(SEXP design, SEXP transform) {
  const struct host host = r_host(1, false);
  const struct design *in = r_design(design, &host);
  const struct coding coding = r_coding(transform, in->parameters);
  const struct wide map = by_rows(&coding.map, &host);
  struct entry *entry = host_alloc(&host, (design_row_entries(in) + 1) * sizeof *entry);
  size_t rows = 0, total = 0;
  for (size_t i = 0; i < in->rows; i++) {
    if (!design_uses(in, i)) continue;
    rows++;
    total += user_row(in, &map, i, entry, NULL, NULL);
    if (i % 65536 == 0) host_poll(&host);
  }
  if (total > INT_MAX) r_check(STATUS_MEMORY);
  const char *names[] = {"ptr", "id", "value", ""};
  SEXP out = PROTECT(Rf_mkNamed(VECSXP, names));
  SET_VECTOR_ELT(out, 0, Rf_allocVector(INTSXP, (R_xlen_t)rows + 1));
  SET_VECTOR_ELT(out, 1, Rf_allocVector(INTSXP, (R_xlen_t)total));
  SET_VECTOR_ELT(out, 2, Rf_allocVector(REALSXP, (R_xlen_t)total));
  int *ptr = INTEGER(VECTOR_ELT(out, 0)), *id = INTEGER(VECTOR_ELT(out, 1));
  double *value = REAL(VECTOR_ELT(out, 2));
  size_t at = 0, row = 0;
  ptr[0] = 0;
  for (size_t i = 0; i < in->rows; i++) {
    if (!design_uses(in, i)) continue;
    at += user_row(in, &map, i, entry, id + at, value + at);
    ptr[++row] = (int)at;
  }
  UNPROTECT(1);
  return out;
}

/* In place: columns that have an entry in every row and are not constant are centred (centre TRUE), and all
   are divided by a power of two near their root mean square. Returns list(centre, scale). */
SEXP r_crf_standardise(SEXP id, SEXP value, SEXP columns, SEXP rows, SEXP centre) {
  const size_t p = (size_t)Rf_asInteger(columns), n = (size_t)Rf_asInteger(rows);
  const bool move = Rf_asLogical(centre) == 1;
  const R_xlen_t total = XLENGTH(id);
  const int *at = INTEGER_RO(id);
  double *x = REAL(value);
  const char *names[] = {"centre", "scale", ""};
  SEXP out = PROTECT(Rf_mkNamed(VECSXP, names));
  SET_VECTOR_ELT(out, 0, Rf_allocVector(REALSXP, (R_xlen_t)p));
  SET_VECTOR_ELT(out, 1, Rf_allocVector(REALSXP, (R_xlen_t)p));
  double *c = REAL(VECTOR_ELT(out, 0)), *s = REAL(VECTOR_ELT(out, 1));
  double *first = (double *)R_alloc(p + 1, sizeof(double)), *most = (double *)R_alloc(p + 1, sizeof(double)),
         *square = (double *)R_alloc(p + 1, sizeof(double));
  size_t *seen = (size_t *)R_alloc(p + 1, sizeof(size_t));
  for (size_t j = 0; j < p; j++) c[j] = square[j] = first[j] = most[j] = 0, seen[j] = 0;
  for (R_xlen_t k = 0; k < total; k++) {
    if (seen[at[k]]++ == 0) first[at[k]] = x[k];
    c[at[k]] += (x[k] - first[at[k]]) / (double)n;
  }
  for (size_t j = 0; j < p; j++) c[j] = move && seen[j] == n && c[j] != 0 ? first[j] + c[j] : 0;
  for (R_xlen_t k = 0; k < total; k++) most[at[k]] = fmax(most[at[k]], fabs(x[k] - c[at[k]]));
  for (R_xlen_t k = 0; k < total; k++) { /* of numbers up to 1, no square overflows */
    if (most[at[k]] == 0) continue;
    const double d = (x[k] - c[at[k]]) / most[at[k]];
    square[at[k]] += d * d / (double)seen[at[k]];
  }
  for (size_t j = 0; j < p; j++)
    s[j] = square[j] > 0 ? exp2(nearbyint(log2(most[j]) + log2(square[j]) / 2)) : 1;
  for (R_xlen_t k = 0; k < total; k++) x[k] = (x[k] - c[at[k]]) / s[at[k]];
  UNPROTECT(1);
  return out;
}
