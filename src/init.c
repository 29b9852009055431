#include "r_fit.h"
#include "r_crf.h"
#include "r_layer.h"
#include <R_ext/Rdynload.h>
#include "threads.h"
#ifndef _WIN32
#include <pthread.h>
#endif

#define ENTRY(name, arguments)                                                                               \
  { #name, (DL_FUNC)(void (*)(void)) & r_##name, arguments }

static const R_CallMethodDef entries[] = {
    ENTRY(fit, 7),
    ENTRY(likelihood, 11),
    ENTRY(link, 2),
    ENTRY(link_linear, 2),
    ENTRY(model_rows, 7),
    ENTRY(kernels, 0),
    ENTRY(kernel_choose, 1),
    ENTRY(rows, 5),
    ENTRY(scan, 2),
    ENTRY(score_statistic, 7),
    ENTRY(quadratic, 5),
    ENTRY(column_means, 3),
    ENTRY(lazy_qr, 4),
    ENTRY(profile, 9),
    ENTRY(weak, 1),
    ENTRY(names, 6),
    ENTRY(weak_key, 1),
    ENTRY(pair_difference, 3),
    ENTRY(rank, 7),
    ENTRY(crf_arrange, 6),
    ENTRY(crf_apply, 3),
    ENTRY(crf_newton, 5),
    ENTRY(crf_lbfgs, 8),
    ENTRY(crf_merge, 1),
    ENTRY(crf_gradient, 3),
    ENTRY(crf_information, 3),
    ENTRY(crf_tangent, 4),
    ENTRY(crf_variances, 3),
    ENTRY(crf_scores, 3),
    ENTRY(crf_link, 3),
    ENTRY(crf_nodes, 4),
    ENTRY(crf_edges, 4),
    ENTRY(crf_partition, 3),
    ENTRY(crf_paths, 5),
    ENTRY(crf_draw, 5),
    ENTRY(crf_face, 4),
    ENTRY(crf_extremes, 4),
    ENTRY(crf_design_rows, 2),
    ENTRY(crf_standardise, 5),
    ENTRY(rows_of_columns, 4),
    ENTRY(rows_of_bags, 4),
    ENTRY(rows_of_blocks, 4),
    ENTRY(layer_forward, 7),
    ENTRY(layer_backward, 7),
    ENTRY(layer_loss, 5),
    ENTRY(layer_inputs, 4),
    {NULL, NULL, 0},
    {NULL, NULL, 0},
};

void R_init_logistic(DllInfo *dll) {
  R_registerRoutines(dll, NULL, entries, NULL, NULL);
  R_useDynamicSymbols(dll, FALSE);
  R_forceSymbols(dll, TRUE);
  r_deferred_class(dll);
#ifndef _WIN32
  pthread_atfork(NULL, NULL, threads_forked);
#endif
}
