/* transform: three coordinates for one linear predictor.
     user      beta: the columns of model.matrix, in its order
     internal  theta: the same columns, standardised, without what the head makes redundant
     blocks    phi: the coefficients of the design's blocks, in the information's order
   phi = A theta and beta = M theta, both sparse. A holds the contrasts, which are applied to sums and
   coefficients, never to rows. A big factor in treatment (or full) coding becomes the head: then theta has an
   effect for each of its levels and no intercept, so that its part of the information is diagonal. */
#ifndef LOGISTIC_TRANSFORM_H
#define LOGISTIC_TRANSFORM_H

#include "layout.h"
#include "pair.h"
#include "request.h"

struct sparse { /* compressed columns, 0-based */
  size_t rows, columns;
  const int *start, *index;
  const double *value;
};

/* What the caller knows of the user's columns. Column j of `shift` is the combination of other columns that
   equals the shift of column j by 1 (the intercept, for a dense one); empty: it may not be centred. */
struct coding {
  size_t columns;      /* of model.matrix */
  struct sparse map;   /* phi (design's numbering) x columns: phi = map beta, before any centring */
  struct sparse shift; /* columns x columns */
};

struct entry_list { /* compressed rows */
  size_t *start, *index;
  double *value;
};

struct transform {
  size_t user;
  struct shape shape;       /* of the information in theta */
  double *centre, *scale;   /* of each user column */
  struct entry_list blocks; /* rows: theta; (position in phi, value): the columns of A */
  struct entry_list push;   /* rows: user; (theta, value): the rows of M */
  size_t *theta_of;         /* user column -> theta, SIZE_MAX where the head took it */
  const struct coding *coding;
  size_t head_intercept; /* user column that the head made redundant, or SIZE_MAX */
  size_t head_reference; /* level without a user column, or SIZE_MAX */
  size_t *head_column;   /* level -> user column, SIZE_MAX for the reference */
};

/* Centre and scale of every column of the design, from its used rows of positive weight; written into the
   design. STATUS_NOT_FINITE: a column's mean is not finite. */
enum status standardise(struct design *design, const struct coding *coding, const double *weights,
                        const struct host *host);

/* The column of the design that user column j is centred with, or NULL */
struct column *transform_column(const struct design *design, const struct coding *coding, size_t j);

/* may block b be the head? An array with an answer per block. */
bool *transform_heads(const struct design *design, const struct coding *coding, const struct host *host);

struct transform *transform_new(const struct design *design, const struct coding *coding,
                                const struct layout *layout, const struct host *host);

void transform_to_blocks(const struct transform *transform, const double *theta, double *phi);
/* the same in the design's own numbering, as design_predict() reads it; allocated */
double *transform_to_design(const struct transform *transform, const struct layout *layout,
                            const struct design *design, const double *theta, const struct host *host);
void transform_from_user(const struct transform *transform, const struct pair *beta, double *theta,
                         const struct host *host);
/* beta (pairs, user) := M theta, with theta = high + low */
void transform_to_user(const struct transform *transform, const double *high, const double *low,
                       struct pair *beta);
/* theta in the coordinates of `from` -> in those of `to`, in place */
void transform_carry(const struct transform *from, const struct transform *to, double *theta,
                     const struct host *host);
/* score and information of phi -> those of theta */
void transform_pull(const struct transform *transform, const struct evaluation *blocks, unsigned parts,
                    struct evaluation *internal, double *work);
size_t transform_pull_work(const struct transform *transform, const struct shape *blocks);

#endif
