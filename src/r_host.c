#include "r_host.h"
#include <string.h>

/* Small pieces are cut from larger ones: a fit to a hundred rows asks for hundreds of them. */
enum { CHUNK = 1 << 15, ALIGNMENT = 16 };

struct arena {
  char *free;
  size_t left;
};

static void *r_take(size_t bytes, void *data) {
  struct arena *arena = data;
  const size_t size = (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  if (size > CHUNK / 4 || size < bytes) return R_alloc(bytes, 1);
  if (size > arena->left) {
    arena->free = R_alloc(CHUNK, 1);
    arena->left = CHUNK;
  }
  char *piece = arena->free;
  arena->free += size;
  arena->left -= size;
  return piece;
}

static void r_poll(void *data) {
  (void)data;
  R_CheckUserInterrupt();
}

static void r_report(int step, double value, double largest_step, void *data) {
  (void)data;
  REprintf("step %d | logLik %.10g | largest step %.2g\n", step, value, largest_step);
}

struct host r_host(int threads, bool report) {
  struct arena *arena = (struct arena *)R_alloc(1, sizeof *arena);
  *arena = (struct arena){NULL, 0};
  return (struct host){.alloc = r_take,
                       .poll = r_poll,
                       .report = report ? r_report : NULL,
                       .threads = threads < 1 ? 1 : threads,
                       .data = arena};
}

static const char *const names[] = {[STATUS_OK] = "ok",
                                    [STATUS_NOT_BUILT] = "this version does not have that part",
                                    [STATUS_SIZE] = "internal error: lengths that do not fit together",
                                    [STATUS_MEMORY] = "memory",
                                    [STATUS_NOT_POSITIVE] = "the information is not positive definite",
                                    [STATUS_NOT_FINITE] = "not finite",
                                    [STATUS_UNKNOWN] = "internal error: an unknown name"};

void r_check(enum status status) {
  if (status != STATUS_OK) Rf_error("core status %d: %s", (int)status, names[status]);
}

SEXP r_element(SEXP list, const char *name) {
  SEXP all = Rf_getAttrib(list, R_NamesSymbol);
  if (TYPEOF(list) == VECSXP && TYPEOF(all) == STRSXP)
    for (R_xlen_t i = 0; i < XLENGTH(list); i++)
      if (strcmp(CHAR(STRING_ELT(all, i)), name) == 0) return VECTOR_ELT(list, i);
  Rf_error("internal error: no element '%s'", name);
  return R_NilValue;
}

const double *r_doubles(SEXP x, size_t n) {
  if (TYPEOF(x) != REALSXP || (size_t)XLENGTH(x) != n)
    Rf_error("internal error: not %.0f doubles", (double)n);
  return REAL_RO(x);
}

const double *r_doubles_or_null(SEXP x, size_t n) {
  return x == R_NilValue ? NULL : r_doubles(x, n);
}

const struct model *r_model_find(SEXP name) {
  const struct model *model = model_find(CHAR(Rf_asChar(name)));
  if (!model) r_check(STATUS_UNKNOWN);
  return model;
}

SEXP r_numbers(const double *x, size_t n) {
  SEXP out = Rf_allocVector(REALSXP, (R_xlen_t)n);
  for (size_t i = 0; i < n; i++) REAL(out)[i] = x[i];
  return out;
}

SEXP r_integers(const int *x, size_t n) {
  SEXP out = Rf_allocVector(INTSXP, (R_xlen_t)n);
  for (size_t i = 0; i < n; i++) INTEGER(out)[i] = x[i];
  return out;
}
