#include "rank.h"
#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

static const double ALIASED = 0x1p-46; /* of the terms that cancel: DESIGN, and far above a pair's rounding */
static const double NEGLIGIBLE = 0x1p-40; /* of a null vector's largest term: not part of the dependency */
enum { ROWS_BETWEEN_POLLS = 4096 };

struct gram { /* X'X in theta, in pairs; head (diagonal), border, tail (upper) */
  size_t heads, tail;
  struct pair *head, *border, *square;
  double *norm; /* of each raw column, in units of its scale */
};

static struct pair *pairs_new(size_t n, const struct host *host) {
  struct pair *pair = host_alloc(host, (n + 1) * sizeof *pair);
  memset(pair, 0, (n + 1) * sizeof *pair);
  return pair;
}

/* rows of A: for each position in phi, its (theta, value) */
struct row_map {
  size_t *start, *index;
  double *value;
};

static struct row_map map_rows(const struct transform *transform, size_t positions, const struct host *host) {
  const struct entry_list *list = &transform->blocks;
  const size_t p = shape_parameters(&transform->shape), entries = list->start[p];
  struct row_map map = {host_alloc(host, (positions + 2) * sizeof(size_t)),
                        host_alloc(host, (entries + 1) * sizeof(size_t)), host_doubles(host, entries + 1)};
  memset(map.start, 0, (positions + 2) * sizeof(size_t));
  for (size_t e = 0; e < entries; e++) map.start[list->index[e] + 2]++;
  for (size_t k = 2; k < positions + 2; k++) map.start[k] += map.start[k - 1];
  for (size_t j = 0; j < p; j++)
    for (size_t e = list->start[j]; e < list->start[j + 1]; e++) {
      const size_t at = map.start[list->index[e] + 1]++;
      map.index[at] = j;
      map.value[at] = list->value[e];
    }
  return map;
}

static void add_row(struct gram *gram, size_t n, const struct entry *row) {
  for (size_t a = 0; a < n; a++)
    for (size_t b = a; b < n; b++) {
      const size_t i = row[a].parameter < row[b].parameter ? row[a].parameter : row[b].parameter;
      const size_t j = row[a].parameter < row[b].parameter ? row[b].parameter : row[a].parameter;
      assert(i == j || j >= gram->heads); /* the head of X'X is diagonal */
      struct pair *to = j < gram->heads   ? &gram->head[i]
                        : i < gram->heads ? &gram->border[i + (j - gram->heads) * gram->heads]
                                          : &gram->square[(i - gram->heads) + (j - gram->heads) * gram->tail];
      *to = pair_add(*to, pair_multiply(row[a].value, row[b].value));
    }
}

/* ---- forms --------------------------------------------------------------------------------------------- */

struct form { /* a row of X: its entries in theta, each parameter once */
  const struct design *design;
  const struct layout *layout;
  struct row_map map;
  size_t n, *at; /* at: where a parameter's entry is, n or more where it has none yet */
  struct entry *entry, *predictor;
};

static struct form form_new(const struct design *design, const struct layout *layout,
                            const struct transform *transform, const struct host *host) {
  const size_t p = shape_parameters(&transform->shape);
  struct form form = {.design = design, .layout = layout};
  form.map = map_rows(transform, design->parameters, host);
  form.at = host_alloc(host, (p + 1) * sizeof *form.at);
  memset(form.at, 0, (p + 1) * sizeof *form.at);
  form.entry = host_alloc(host, (p + 1) * sizeof *form.entry);
  form.predictor = host_alloc(host, (design_row_entries(design) + 1) * sizeof *form.predictor);
  return form;
}

static void add_entry(struct form *form, size_t parameter, struct pair value) {
  const size_t at = form->at[parameter];
  if (at < form->n && form->entry[at].parameter == parameter) {
    form->entry[at].value = pair_add(form->entry[at].value, value);
    return;
  }
  form->at[parameter] = form->n;
  form->entry[form->n++] = (struct entry){parameter, value};
}

static void add_predictor(struct form *form, size_t predictor, size_t row, double sign) {
  if (predictor == NO_PREDICTOR) return;
  const struct row_map *map = &form->map;
  const size_t n = design_row(form->design, predictor, row, form->predictor);
  for (size_t k = 0; k < n; k++) {
    const size_t position = form->layout->position[form->predictor[k].parameter];
    for (size_t e = map->start[position]; e < map->start[position + 1]; e++)
      add_entry(form, map->index[e], pair_multiply(form->predictor[k].value, pair_of(sign * map->value[e])));
  }
}

static void make_form(struct form *form, const struct bound *bound, size_t row) {
  form->n = 0;
  add_predictor(form, bound->up, row, 1);
  add_predictor(form, bound->down, row, -1);
}

static struct gram gram_new(const struct design *design, const struct layout *layout,
                            const struct transform *transform, const struct model *model,
                            const struct response *response, const struct host *host) {
  const struct shape *shape = &transform->shape;
  struct gram gram = {.heads = shape->blocks * shape->order, .tail = shape->tail};
  gram.head = pairs_new(gram.heads, host);
  gram.border = pairs_new(gram.heads * gram.tail, host);
  gram.square = pairs_new(gram.tail * gram.tail, host);
  gram.norm = host_doubles(host, gram.heads + gram.tail + 1);
  struct form form = form_new(design, layout, transform, host);
  struct bound *bound = host_alloc(host, model_slots(design->predictors) * sizeof *bound);
  for (size_t i = 0; i < design->rows; i++) {
    if (i % ROWS_BETWEEN_POLLS == 0) host_poll(host);
    const size_t bounds = bounds_at_stake(design, model, response, i, bound);
    for (size_t k = 0; k < bounds; k++) {
      make_form(&form, &bound[k], i);
      add_row(&gram, form.n, form.entry);
    }
  }
  return gram;
}

/* of the shift columns, squared: a form has the sign of a term there, and a row has a form for each of its
   bounds: about as many as there are predictors */
static double shift_norm(const struct design *design) {
  double sign = 1;
  for (size_t t = 0; t < design->terms; t++) sign = fmax(sign, fabs(design->term[t].sign));
  return sign * sign * (double)design->predictors * (double)design->rows;
}

/* |raw column|^2 is at most 2 (|z|^2 + (centre/scale)^2 |shift column|^2): enough for a rule about orders
   of magnitude. */
static void column_norms(const struct transform *transform, double shifted, struct gram *gram) {
  for (size_t l = 0; l < gram->heads; l++) gram->norm[l] = sqrt(gram->head[l].high);
  for (size_t j = 0; j < transform->user; j++) {
    const size_t theta = transform->theta_of[j];
    if (theta == SIZE_MAX) continue;
    const size_t k = theta - gram->heads;
    const double shift = transform->centre[j] / transform->scale[j];
    gram->norm[theta] = sqrt(gram->square[k + k * gram->tail].high + shift * shift * shifted);
  }
}

static struct pair *border_at(struct gram *gram, size_t l, size_t k) {
  return &gram->border[l + k * gram->heads];
}

static struct pair *square_at(struct gram *gram, size_t i, size_t j) {
  return &gram->square[i + j * gram->tail];
}

static void eliminate_head(struct gram *gram, const struct host *host) {
  size_t *touched = host_alloc(host, (gram->tail + 1) * sizeof *touched);
  for (size_t l = 0; l < gram->heads; l++) {
    if (gram->head[l].high == 0) continue;
    size_t n = 0;
    for (size_t k = 0; k < gram->tail; k++)
      if (border_at(gram, l, k)->high != 0) touched[n++] = k;
    for (size_t a = 0; a < n; a++) {
      const struct pair share = pair_divide(*border_at(gram, l, touched[a]), gram->head[l]);
      for (size_t b = a; b < n; b++) {
        struct pair *to = square_at(gram, touched[a], touched[b]);
        *to = pair_subtract(*to, pair_multiply(share, *border_at(gram, l, touched[b])));
      }
    }
  }
}

/* The combination of earlier free tail columns, and of the head, that equals tail column j: v (theta,
   double) with v_j = -1. Works on the eliminated square: rows of earlier free columns hold D L'. */
static void dependency(struct gram *gram, const bool *free, size_t j, struct pair *c, double *v) {
  for (size_t i = j; i-- > 0;) {
    c[i] = pair_of(0);
    if (!free[gram->heads + i]) continue;
    struct pair sum = *square_at(gram, i, j);
    for (size_t k = i + 1; k < j; k++)
      if (free[gram->heads + k]) sum = pair_subtract(sum, pair_multiply(*square_at(gram, i, k), c[k]));
    c[i] = pair_divide(sum, *square_at(gram, i, i));
  }
  memset(v, 0, (gram->heads + gram->tail) * sizeof *v);
  for (size_t i = 0; i < j; i++) v[gram->heads + i] = pair_value(c[i]);
  v[gram->heads + j] = -1;
  for (size_t l = 0; l < gram->heads; l++) {
    if (gram->head[l].high == 0) continue;
    struct pair sum = *border_at(gram, l, j);
    for (size_t k = 0; k < j; k++)
      if (free[gram->heads + k]) sum = pair_subtract(sum, pair_multiply(*border_at(gram, l, k), c[k]));
    v[l] = pair_value(pair_divide(sum, gram->head[l]));
  }
}

static double cancelled(const struct gram *gram, const double *v) {
  double most = 0;
  for (size_t k = 0; k < gram->heads + gram->tail; k++) most = fmax(most, fabs(v[k]) * gram->norm[k]);
  return most;
}

static void eliminate_column(struct gram *gram, size_t j) {
  const struct pair pivot = *square_at(gram, j, j);
  for (size_t a = j + 1; a < gram->tail; a++) {
    const struct pair share = pair_divide(*square_at(gram, j, a), pivot);
    for (size_t b = a; b < gram->tail; b++) {
      struct pair *to = square_at(gram, a, b);
      *to = pair_subtract(*to, pair_multiply(share, *square_at(gram, j, b)));
    }
  }
}

struct null_space rank_null_space(const struct design *design, const struct layout *layout,
                                  const struct transform *transform, const struct model *model,
                                  const struct response *response, const struct host *host) {
  struct gram gram = gram_new(design, layout, transform, model, response, host);
  const size_t p = gram.heads + gram.tail;
  size_t empty = 0;
  for (size_t l = 0; l < gram.heads; l++) empty += gram.head[l].high == 0;
  struct null_space null = {0, host_doubles(host, p * (gram.tail + empty) + 1),
                            host_alloc(host, (p + 1) * sizeof(bool))};
  struct pair *c = pairs_new(gram.tail, host);
  column_norms(transform, shift_norm(design), &gram);
  for (size_t k = 0; k < p; k++) null.free[k] = true;
  for (size_t l = 0; l < gram.heads; l++) {
    if (gram.head[l].high != 0) continue;
    double *v = null.vector + p * null.dimension++;
    memset(v, 0, p * sizeof *v);
    v[l] = -1;
    null.free[l] = false;
  }
  eliminate_head(&gram, host);
  for (size_t j = 0; j < gram.tail; j++) {
    host_poll(host);
    const double rest = sqrt(fmax(square_at(&gram, j, j)->high, 0));
    bool aliased = !(rest > 0);
    if (rest <= 0x1p-20 * gram.norm[gram.heads + j] || aliased) {
      double *v = null.vector + p * null.dimension;
      dependency(&gram, null.free, j, c, v);
      aliased = aliased || rest <= ALIASED * cancelled(&gram, v);
    }
    if (aliased) {
      null.free[gram.heads + j] = false;
      null.dimension++;
    } else {
      eliminate_column(&gram, j);
    }
  }
  return null;
}

/* ---- in the user's columns ----------------------------------------------------------------------------- */

static void user_norms(const struct transform *transform, double *norm) {
  for (size_t j = 0; j < transform->user; j++) /* a typical value: what a coefficient is worth */
    norm[j] = fabs(transform->centre[j]) + transform->scale[j];
}

static void subtract_multiple(size_t n, double factor, const double *from, double *to) {
  for (size_t i = 0; i < n; i++) to[i] -= factor * from[i];
}

static void drop_negligible(size_t n, const double *norm, double *v) {
  double most = 0;
  for (size_t i = 0; i < n; i++) most = fmax(most, fabs(v[i]) * norm[i]);
  for (size_t i = 0; i < n; i++)
    if (fabs(v[i]) * norm[i] <= NEGLIGIBLE * most) v[i] = 0;
}

static void into_user(const struct transform *transform, const struct null_space *null, double *vector,
                      const double *norm, const struct host *host) {
  const size_t p = shape_parameters(&transform->shape), user = transform->user;
  struct pair *beta = pairs_new(user, host);
  for (size_t k = 0; k < null->dimension; k++) {
    transform_to_user(transform, null->vector + k * p, NULL, beta);
    for (size_t i = 0; i < user; i++) vector[k * user + i] = pair_value(beta[i]);
    drop_negligible(user, norm, vector + k * user);
  }
}

void rank_relations(const struct transform *transform, const struct null_space *null, double *vector,
                    size_t *dropped, const struct host *host) {
  const size_t user = transform->user, r = null->dimension;
  double *norm = host_doubles(host, user + 1), *row = host_doubles(host, user + 1);
  user_norms(transform, norm);
  into_user(transform, null, vector, norm, host);
  size_t done = 0;
  for (size_t j = user; j-- > 0 && done < r;) {
    size_t best = r;
    for (size_t k = done; k < r; k++)
      if (vector[k * user + j] != 0 &&
          (best == r || fabs(vector[k * user + j]) > fabs(vector[best * user + j])))
        best = k;
    if (best == r) continue;
    memcpy(row, vector + best * user, user * sizeof *row);
    memcpy(vector + best * user, vector + done * user, user * sizeof *row);
    const double pivot = row[j];
    for (size_t i = 0; i < user; i++) vector[done * user + i] = -row[i] / pivot;
    dropped[done] = j;
    for (size_t k = 0; k < r; k++) {
      double *other = vector + k * user;
      if (k == done || other[j] == 0) continue;
      subtract_multiple(user, -other[j], vector + done * user, other);
      other[j] = 0;
      drop_negligible(user, norm, other);
    }
    done++;
  }
}
