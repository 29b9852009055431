/* r_crf_twins: a problem in which attributes that occur together are one. */
#include "crf_twins.h"
#include "r_crf.h"

static size_t count_rows(const struct crf *crf, const struct twins *twins, int *row, int *attribute,
                         double *value) {
  int at = 0;
  for (size_t t = 0; t < crf->tokens; t++) {
    if (row) row[t] = at;
    for (int k = crf->row[t]; k < crf->row[t + 1]; k++) {
      const int group = twins->group[crf->attribute[k]];
      if (twins->member[group] != crf->attribute[k]) continue;
      if (attribute) attribute[at] = group;
      if (value) value[at] = crf->value[k];
      at++;
    }
  }
  if (row) row[crf->tokens] = at;
  return (size_t)at;
}

/* pairs of the groups; and for each pair of the problem its pair there */
static void merge_pairs(const struct crf *crf, const struct twins *twins, int *first, int *label,
                        int *pair_of) {
  first[0] = 0;
  for (size_t g = 0; g < twins->groups; g++) {
    const int a = twins->member[g], from = crf->first[a], count = crf->first[a + 1] - from;
    for (int k = 0; k < count; k++) label[first[g] + k] = crf->pair_label[from + k];
    first[g + 1] = first[g] + count;
  }
  for (size_t a = 0; a < crf->attributes; a++)
    for (int k = crf->first[a]; k < crf->first[a + 1]; k++)
      pair_of[k] = first[twins->group[a]] + (k - crf->first[a]);
}

/* NULL: there are no twins; else list(row, attribute, value, full, first, pair_label, pair_of (1-based, per
   pair of the problem), size (per pair of the problem)) */
SEXP r_crf_merge(SEXP problem) {
  const struct host host = r_host(1, false);
  const struct crf crf = r_crf(problem);
  const struct twins twins = find_twins(&crf, &host);
  if (twins.groups == crf.attributes) return R_NilValue;
  const char *names[] = {"row", "attribute", "value", "full", "first", "pair_label", "pair_of", "size", ""};
  const R_xlen_t entries = (R_xlen_t)count_rows(&crf, &twins, NULL, NULL, NULL);
  R_xlen_t pairs = 0, full = 0;
  for (size_t g = 0; g < twins.groups; g++) {
    pairs += crf.first[twins.member[g] + 1] - crf.first[twins.member[g]];
    full += (size_t)twins.member[g] < crf.full;
  }
  SEXP out = PROTECT(Rf_mkNamed(VECSXP, names));
  SET_VECTOR_ELT(out, 0, Rf_allocVector(INTSXP, (R_xlen_t)crf.tokens + 1));
  SET_VECTOR_ELT(out, 1, Rf_allocVector(INTSXP, entries));
  if (crf.value) SET_VECTOR_ELT(out, 2, Rf_allocVector(REALSXP, entries));
  SET_VECTOR_ELT(out, 3, Rf_ScalarInteger((int)full));
  SET_VECTOR_ELT(out, 4, Rf_allocVector(INTSXP, (R_xlen_t)twins.groups + 1));
  SET_VECTOR_ELT(out, 5, Rf_allocVector(INTSXP, pairs));
  SET_VECTOR_ELT(out, 6, Rf_allocVector(INTSXP, (R_xlen_t)crf_pairs(&crf)));
  SET_VECTOR_ELT(out, 7, Rf_allocVector(INTSXP, (R_xlen_t)crf_pairs(&crf)));
  int *pair_of = INTEGER(VECTOR_ELT(out, 6)), *size = INTEGER(VECTOR_ELT(out, 7));
  count_rows(&crf, &twins, INTEGER(VECTOR_ELT(out, 0)), INTEGER(VECTOR_ELT(out, 1)),
             crf.value ? REAL(VECTOR_ELT(out, 2)) : NULL);
  merge_pairs(&crf, &twins, INTEGER(VECTOR_ELT(out, 4)), INTEGER(VECTOR_ELT(out, 5)), pair_of);
  for (size_t a = 0; a < crf.attributes; a++)
    for (int k = crf.first[a]; k < crf.first[a + 1]; k++) {
      pair_of[k]++;
      size[k] = twins.size[twins.group[a]];
    }
  UNPROTECT(1);
  return out;
}
