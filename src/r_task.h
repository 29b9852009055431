/* r_task: what R says of a fit becomes the core's task: for the fit itself, and for what starts from it. */
#ifndef LOGISTIC_R_TASK_H
#define LOGISTIC_R_TASK_H

#include "fit.h"
#include "r_host.h"

/* settings: list(threads, trace, tolerance, steps, ...) */
struct host r_settings_host(SEXP settings);

/* steps, largest step, condition, w |x d| / |r|, rounding of the score, largest |eta|, |x d| toward,
   value in two parts, norm of the inverse, d'Hd of the step that is left */
SEXP r_figures(const struct newton *newton);

/* The arguments as r_fit() has them; r_task_at(): without start and rule, as one pass at `pooled` needs. */
struct fit_task r_task_at(SEXP model, SEXP design, SEXP transform, SEXP response, SEXP link, SEXP pooled,
                          const struct host *host);
struct fit_task r_task(SEXP model, SEXP design, SEXP transform, SEXP response, SEXP link, SEXP start,
                       SEXP settings, const struct host *host);

#endif
