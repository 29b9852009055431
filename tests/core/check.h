/* check: the smallest test harness. A test file defines `void test_<stem>(void)` and uses CHECK; run.c
   calls each. */
#ifndef LOGISTIC_CHECK_H
#define LOGISTIC_CHECK_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include "host.h"

extern int check_passed, check_failed;
void check_that(bool ok, const char *what, const char *file, int line);
#define CHECK(condition) check_that((condition), #condition, __FILE__, __LINE__)

/* |a - b| <= tolerance * max(1, |b|); NaN is near nothing */
static inline bool near(double a, double b, double tolerance) {
  return a == b || fabs(a - b) <= tolerance * fmax(1, fabs(b));
}

/* a host that frees everything at test_host_free() */
struct host test_host(int threads);
void test_host_free(void);

/* deterministic uniform (0, 1) and normal numbers */
void random_seed(unsigned long long seed);
double random_uniform(void);
double random_normal(void);

#endif
