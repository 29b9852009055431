/* r_crf_lbfgs: conditional random fields by L-BFGS for R: progress, interrupts that keep what was found, and
   a state to go on from. */
#include <time.h>
#include "crf_lbfgs.h"
#include "r_crf.h"
#include "r_task.h"

struct watch {
  bool trace, told, interrupted, ask, console;
  time_t begun, last;
  double first; /* norm of the gradient at the first report */
};

static void check_interrupt(void *data) {
  (void)data;
  R_CheckUserInterrupt();
}

static bool stop(void *data) {
  struct watch *watch = data;
  if (watch->ask && !R_ToplevelExec(check_interrupt, NULL)) watch->interrupted = true;
  return watch->interrupted;
}

/* seconds to go, if the norm of the gradient falls on as it has fallen; -1: nobody knows */
static double left(const struct watch *watch, const struct lbfgs *state, double elapsed) {
  const double wanted = state->rule.gradient * fmax(1, state->now.size);
  if (!(state->now.norm < watch->first) || !(wanted > 0)) return -1;
  if (state->now.norm <= wanted) return 0;
  return elapsed * log(state->now.norm / wanted) / log(watch->first / state->now.norm);
}

static void show(const struct watch *watch, const struct lbfgs *state, const char *begin, const char *end) {
  const double seconds = left(watch, state, difftime(time(NULL), watch->begun));
  REprintf("%siteration %d | objective %.10g | gradient %.2g", begin, (int)state->now.iterations,
           state->now.value, state->now.norm);
  if (seconds >= 0 && seconds < 360000) REprintf(" | %02d:%02d left", (int)seconds / 60, (int)seconds % 60);
  REprintf("%s", end);
}

/* traced: a line an evaluation; else, at the console, one line after three seconds, redrawn each second */
static void progress(const struct lbfgs *state, void *data) {
  struct watch *watch = data;
  const time_t now = time(NULL);
  if (watch->first == 0) watch->first = state->now.norm;
  if (watch->trace) {
    show(watch, state, "", "\n");
  } else if (watch->console && difftime(now, watch->begun) >= 3 && now != watch->last) {
    show(watch, state, "\r", "   ");
    watch->told = true;
  }
  watch->last = now;
}

static size_t history_that_fits(SEXP settings, size_t parameters) {
  SEXP given = r_element(settings, "history");
  if (given != R_NilValue) return (size_t)Rf_asInteger(given);
  const double room = 80e6 / (8 * ((double)parameters + 1)); /* a pair: two floats a weight */
  return room > 20 ? 20 : room < 6 ? 6 : (size_t)room;
}

static SEXP exported(const struct lbfgs *state) {
  SEXP out = Rf_allocVector(RAWSXP, (R_xlen_t)lbfgs_export_bytes(state));
  lbfgs_export(state, RAW(out));
  return out;
}

/* l1, members: NULL or a number each; resume: NULL or the state of an earlier call; keep: whether to give the
   state. list(theta, value, norm, size, iterations, evaluations, outcome, interrupted, state) */
SEXP r_crf_lbfgs(SEXP problem, SEXP start, SEXP l2, SEXP l1, SEXP members, SEXP settings, SEXP resume,
                 SEXP keep) {
  struct host host = r_settings_host(settings);
  const struct crf crf = r_crf(problem);
  const size_t p = crf_parameters(&crf);
  host.threads = r_crf_threads(&crf, host.threads);
  struct watch watch = {.trace = Rf_asLogical(r_element(settings, "trace")) == 1, .begun = time(NULL)};
  watch.console = Rf_asLogical(r_element(settings, "console")) == 1;
  watch.ask = CHAR(Rf_asChar(r_element(settings, "interrupt")))[0] == 'r';
  if (watch.ask) host.poll = NULL;
  struct crf_lbfgs_task task = {
      .crf = crf,
      .start = r_crf_weights(start, &crf),
      .l2 = r_crf_weights(l2, &crf),
      .members = members == R_NilValue ? NULL : r_crf_weights(members, &crf),
      .rule = {.history = history_that_fits(settings, p),
               .iterations = (size_t)Rf_asInteger(r_element(settings, "iterations")),
               .evaluations = 20 * (size_t)Rf_asInteger(r_element(settings, "iterations")) + 20,
               .gradient = Rf_asReal(r_element(settings, "gradient")),
               .objective = Rf_asReal(r_element(settings, "objective")),
               .period = (size_t)Rf_asInteger(r_element(settings, "period")),
               .l1 = l1 == R_NilValue ? NULL : r_crf_weights(l1, &crf)},
      .resume = resume == R_NilValue ? NULL : RAW(resume),
      .resume_bytes = resume == R_NilValue ? 0 : (size_t)XLENGTH(resume),
      .stop = stop,
      .progress = progress,
      .data = &watch};
  struct lbfgs *state;
  const enum status status = crf_lbfgs(&task, &state, &host);
  if (watch.told) REprintf("\n");
  r_check(status);
  const char *names[] = {"theta",       "value",   "norm",        "size",  "iterations",
                         "evaluations", "outcome", "interrupted", "state", ""};
  SEXP out = PROTECT(Rf_mkNamed(VECSXP, names));
  SET_VECTOR_ELT(out, 0, r_numbers(state->theta, p));
  SET_VECTOR_ELT(out, 1, Rf_ScalarReal(state->now.value));
  SET_VECTOR_ELT(out, 2, Rf_ScalarReal(state->now.norm));
  SET_VECTOR_ELT(out, 3, Rf_ScalarReal(state->now.size));
  SET_VECTOR_ELT(out, 4, Rf_ScalarInteger((int)state->now.iterations));
  SET_VECTOR_ELT(out, 5, Rf_ScalarInteger((int)state->now.evaluations));
  SET_VECTOR_ELT(out, 6, Rf_ScalarInteger((int)state->now.outcome));
  SET_VECTOR_ELT(out, 7, Rf_ScalarLogical(watch.interrupted));
  if (Rf_asLogical(keep) == 1) SET_VECTOR_ELT(out, 8, exported(state));
  UNPROTECT(1);
  return out;
}
