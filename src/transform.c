#include "transform.h"
#include <stdint.h>
#include <string.h>

static size_t column_length(const struct sparse *map, size_t j) {
  return (size_t)(map->start[j + 1] - map->start[j]);
}

/* ---- which blocks may be the head ---------------------------------------------------------------------- */

/* the one term that reads block b, or SIZE_MAX where none or several do */
static size_t sole_term(const struct design *design, size_t b) {
  size_t sole = SIZE_MAX;
  for (size_t t = 0; t < design->terms; t++) {
    if (design->term[t].block != b) continue;
    if (sole != SIZE_MAX) return SIZE_MAX;
    sole = t;
  }
  return sole;
}

static bool in_stretch(const struct design *design, size_t t, int parameter) {
  const struct term *term = &design->term[t];
  const size_t k = (size_t)parameter;
  return k >= term->start && k < term->start + design->block[term->block].columns;
}

/* the user column that is `sign` everywhere and stands by itself, or SIZE_MAX; of one predictor */
static size_t constant_column(const struct design *design, const struct coding *coding, double sign) {
  for (size_t t = 0; t < design->terms; t++) {
    const struct term *term = &design->term[t];
    const struct block *block = &design->block[term->block];
    if (block->kind != BLOCK_DENSE || term->sign != sign) continue;
    for (size_t c = 0; c < block->columns; c++) {
      if (block->column[c].sources) continue;
      for (size_t j = 0; j < coding->columns; j++)
        if (column_length(&coding->map, j) == 1 &&
            (size_t)coding->map.index[coding->map.start[j]] == term->start + c)
          return j;
    }
  }
  return SIZE_MAX;
}

/* one user column a level (none redundant), or one a level but for the reference, beside an intercept that
   counts as a level does */
static bool plainly_coded(const struct design *design, const struct coding *coding, size_t t) {
  size_t columns = 0;
  for (size_t j = 0; j < coding->columns; j++) {
    const int first = coding->map.start[j], last = coding->map.start[j + 1];
    bool touches = false;
    for (int k = first; k < last; k++) touches = touches || in_stretch(design, t, coding->map.index[k]);
    if (!touches) continue;
    if (last - first != 1 || coding->map.value[first] != 1) return false;
    columns++;
  }
  const struct term *term = &design->term[t];
  const size_t levels = design->block[term->block].columns;
  return columns == levels ||
         (columns + 1 == levels && constant_column(design, coding, term->sign) != SIZE_MAX);
}

/* Thresholds, the coupled head of several predictors, are not asked about: each is a column of the user's. */
bool *transform_heads(const struct design *design, const struct coding *coding, const struct host *host) {
  bool *allowed = host_alloc(host, (design->blocks + 1) * sizeof *allowed);
  for (size_t b = 0; b < design->blocks; b++) {
    const size_t t = sole_term(design, b);
    allowed[b] = design->predictors == 1 && t != SIZE_MAX && design->block[b].kind == BLOCK_CODE &&
                 !design->block[b].column && design->block[b].columns >= 2 &&
                 plainly_coded(design, coding, t);
  }
  return allowed;
}

/* ---- building ------------------------------------------------------------------------------------------ */

struct column *transform_column(const struct design *design, const struct coding *coding, size_t j) {
  if (column_length(&coding->map, j) == 0) return NULL;
  const size_t k = (size_t)coding->map.index[coding->map.start[j]];
  for (size_t t = 0; t < design->terms; t++) {
    const struct term *term = &design->term[t];
    const struct block *block = &design->block[term->block];
    if (k < term->start || k >= term->start + block->columns || !block->column) continue;
    return &block->column[block->kind == BLOCK_DENSE ? k - term->start : 0];
  }
  return NULL;
}

static void user_scales(const struct design *design, const struct coding *coding,
                        struct transform *transform) {
  for (size_t j = 0; j < coding->columns; j++) {
    const struct column *column = transform_column(design, coding, j);
    transform->centre[j] = column ? column->centre : 0;
    transform->scale[j] = column ? column->scale : 1;
  }
}

static double head_sign(const struct design *design, const struct layout *layout) {
  for (size_t t = 0; t < design->terms; t++)
    if (layout->place[t].head) return design->term[t].sign;
  return 1;
}

/* which user columns the head took, level by level */
static void find_head(const struct design *design, const struct coding *coding, const struct layout *layout,
                      struct transform *transform, const struct host *host) {
  const size_t levels = layout->shape.blocks;
  transform->head_column = host_alloc(host, (levels + 1) * sizeof *transform->head_column);
  transform->head_intercept = transform->head_reference = SIZE_MAX;
  for (size_t l = 0; l < levels; l++) transform->head_column[l] = SIZE_MAX;
  for (size_t j = 0; j < coding->columns; j++) {
    transform->theta_of[j] = 0;
    if (column_length(&coding->map, j) != 1) continue; /* contrasts of a factor in the tail */
    const size_t position = layout->position[coding->map.index[coding->map.start[j]]];
    if (position >= levels) continue;
    transform->head_column[position] = j;
    transform->theta_of[j] = SIZE_MAX;
  }
  for (size_t l = 0; l < levels; l++)
    if (transform->head_column[l] == SIZE_MAX) transform->head_reference = l;
  if (transform->head_reference == SIZE_MAX) return;
  transform->head_intercept = constant_column(design, coding, head_sign(design, layout));
  transform->theta_of[transform->head_intercept] = SIZE_MAX;
}

/* What others are centred with comes first, so that it is never what is held: indicators that add up to the
   constant do so no longer when they are centred. */
static void number_tail(const struct layout *layout, struct transform *transform, const struct host *host) {
  const struct sparse *shift = &transform->coding->shift;
  const size_t heads = layout->shape.blocks * layout->shape.order, user = transform->user;
  bool *first = host_alloc(host, (user + 1) * sizeof *first);
  memset(first, 0, (user + 1) * sizeof *first);
  for (int k = 0; k < shift->start[user]; k++) first[shift->index[k]] = true;
  transform->shape = layout->shape;
  transform->shape.tail = 0;
  for (int round = 0; round < 2; round++)
    for (size_t j = 0; j < user; j++)
      if (transform->theta_of[j] != SIZE_MAX && first[j] == (round == 0))
        transform->theta_of[j] = heads + transform->shape.tail++;
}

static struct entry_list list_new(size_t rows, size_t entries, const struct host *host) {
  return (struct entry_list){.start = host_alloc(host, (rows + 1) * sizeof(size_t)),
                             .index = host_alloc(host, (entries + 1) * sizeof(size_t)),
                             .value = host_doubles(host, entries + 1)};
}

/* the columns of A for theta in the tail; the head's are the identity */
static void build_blocks(const struct coding *coding, const struct layout *layout,
                         struct transform *transform, const struct host *host) {
  const size_t heads = layout->shape.blocks * layout->shape.order;
  const size_t entries = (size_t)coding->map.start[coding->columns] + heads;
  struct entry_list *list = &transform->blocks;
  *list = list_new(shape_parameters(&transform->shape), entries, host);
  size_t n = 0, row = 0;
  for (; row < heads; row++) {
    list->start[row] = n;
    list->index[n] = row;
    list->value[n++] = 1;
  }
  size_t *user = host_alloc(host, (transform->shape.tail + 1) * sizeof *user);
  for (size_t j = 0; j < coding->columns; j++)
    if (transform->theta_of[j] != SIZE_MAX) user[transform->theta_of[j] - heads] = j;
  for (; row < heads + transform->shape.tail; row++) {
    const size_t j = user[row - heads];
    list->start[row] = n;
    for (int k = coding->map.start[j]; k < coding->map.start[j + 1]; k++) {
      list->index[n] = layout->position[coding->map.index[k]];
      list->value[n++] = coding->map.value[k];
    }
  }
  list->start[row] = n;
}

/* The rows of M. beta_j = theta_j / s_j, or the level's effect less the reference's; and what centring moved:
   beta_u -= c_j beta_j shift[u, j]. */
struct builder {
  size_t *count, *row, *index;
  double *value;
  size_t n;
};

static void put(struct builder *b, size_t row, size_t theta, double value) {
  if (b->row) {
    b->row[b->n] = row;
    b->index[b->n] = theta;
    b->value[b->n] = value;
  }
  b->n++;
}

static void list_push(const struct transform *transform, struct builder *b) {
  const struct sparse *shift = &transform->coding->shift;
  for (size_t l = 0; l < transform->shape.blocks; l++) {
    const size_t j = transform->head_column[l];
    if (j == SIZE_MAX) continue;
    put(b, j, l, 1);
    if (transform->head_reference != SIZE_MAX) put(b, j, transform->head_reference, -1);
  }
  if (transform->head_intercept != SIZE_MAX) put(b, transform->head_intercept, transform->head_reference, 1);
  for (size_t j = 0; j < transform->user; j++) {
    const size_t theta = transform->theta_of[j];
    if (theta == SIZE_MAX) continue;
    put(b, j, theta, 1 / transform->scale[j]);
    if (transform->centre[j] == 0) continue;
    for (int k = shift->start[j]; k < shift->start[j + 1]; k++)
      put(b, (size_t)shift->index[k], theta, -transform->centre[j] / transform->scale[j] * shift->value[k]);
  }
}

static void build_push(struct transform *transform, const struct host *host) {
  struct builder b = {0};
  list_push(transform, &b);
  const size_t entries = b.n, user = transform->user;
  b.row = host_alloc(host, (entries + 1) * sizeof(size_t));
  b.index = host_alloc(host, (entries + 1) * sizeof(size_t));
  b.value = host_doubles(host, entries + 1);
  b.n = 0;
  list_push(transform, &b);
  struct entry_list *list = &transform->push;
  *list = list_new(user, entries, host);
  memset(list->start, 0, (user + 1) * sizeof(size_t));
  for (size_t e = 0; e < entries; e++) list->start[b.row[e] + 1]++;
  for (size_t j = 0; j < user; j++) list->start[j + 1] += list->start[j];
  size_t *next = host_alloc(host, (user + 1) * sizeof(size_t));
  memcpy(next, list->start, user * sizeof(size_t));
  for (size_t e = 0; e < entries; e++) {
    const size_t at = next[b.row[e]]++;
    list->index[at] = b.index[e];
    list->value[at] = b.value[e];
  }
}

struct transform *transform_new(const struct design *design, const struct coding *coding,
                                const struct layout *layout, const struct host *host) {
  struct transform *transform = host_alloc(host, sizeof *transform);
  const size_t p = coding->columns;
  *transform = (struct transform){.user = p, .coding = coding};
  transform->centre = host_doubles(host, p + 1);
  transform->scale = host_doubles(host, p + 1);
  transform->theta_of = host_alloc(host, (p + 1) * sizeof(size_t));
  user_scales(design, coding, transform);
  find_head(design, coding, layout, transform, host);
  number_tail(layout, transform, host);
  build_blocks(coding, layout, transform, host);
  build_push(transform, host);
  return transform;
}

/* ---- using --------------------------------------------------------------------------------------------- */

void transform_to_blocks(const struct transform *transform, const double *theta, double *phi) {
  const struct entry_list *list = &transform->blocks;
  for (size_t j = 0; j < shape_parameters(&transform->shape); j++)
    for (size_t e = list->start[j]; e < list->start[j + 1]; e++)
      phi[list->index[e]] += list->value[e] * theta[j];
}

double *transform_to_design(const struct transform *transform, const struct layout *layout,
                            const struct design *design, const double *theta, const struct host *host) {
  const size_t n = design->parameters;
  double *position = host_doubles(host, n + 1), *phi = host_doubles(host, n + 1);
  memset(position, 0, n * sizeof *position);
  transform_to_blocks(transform, theta, position);
  for (size_t k = 0; k < n; k++) phi[k] = position[layout->position[k]];
  return phi;
}

/* each user column's coefficient, with what it gains from the centring of others */
static void add_shifts(const struct transform *transform, const struct pair *beta, struct pair *gained) {
  const struct sparse *shift = &transform->coding->shift;
  for (size_t j = 0; j < transform->user; j++) gained[j] = beta[j];
  for (size_t j = 0; j < transform->user; j++) {
    if (transform->centre[j] == 0) continue;
    const struct pair moved = pair_multiply(pair_of(transform->centre[j]), beta[j]);
    for (int k = shift->start[j]; k < shift->start[j + 1]; k++) {
      struct pair *to = &gained[shift->index[k]];
      *to = pair_add(*to, pair_multiply(pair_of(shift->value[k]), moved));
    }
  }
}

void transform_from_user(const struct transform *transform, const struct pair *beta, double *theta,
                         const struct host *host) {
  struct pair *gained = host_alloc(host, (transform->user + 1) * sizeof *gained);
  add_shifts(transform, beta, gained);
  const size_t intercept = transform->head_intercept;
  for (size_t l = 0; l < transform->shape.blocks; l++) {
    const size_t j = transform->head_column[l];
    struct pair effect = j == SIZE_MAX ? pair_of(0) : gained[j];
    if (intercept != SIZE_MAX) effect = pair_add(effect, gained[intercept]);
    theta[l] = pair_value(effect);
  }
  for (size_t j = 0; j < transform->user; j++)
    if (transform->theta_of[j] != SIZE_MAX)
      theta[transform->theta_of[j]] = pair_value(gained[j]) * transform->scale[j];
}

void transform_to_user(const struct transform *transform, const double *high, const double *low,
                       struct pair *beta) {
  const struct entry_list *list = &transform->push;
  for (size_t j = 0; j < transform->user; j++) {
    beta[j] = pair_of(0);
    for (size_t e = list->start[j]; e < list->start[j + 1]; e++) {
      const struct pair theta = pair_two_sum(high[list->index[e]], low ? low[list->index[e]] : 0);
      beta[j] = pair_add(beta[j], pair_multiply(pair_of(list->value[e]), theta));
    }
  }
}

void transform_carry(const struct transform *from, const struct transform *to, double *theta,
                     const struct host *host) {
  struct pair *beta = host_alloc(host, (from->user + 1) * sizeof *beta);
  transform_to_user(from, theta, NULL, beta);
  transform_from_user(to, beta, theta, host);
}

/* out (m x tail) := in (m x inner) A, for the tail's columns of A */
static void times_blocks(const struct transform *transform, size_t m, const double *in, size_t heads_in,
                         double *out) {
  const struct entry_list *list = &transform->blocks;
  const size_t heads = transform->shape.blocks * transform->shape.order;
  for (size_t j = 0; j < transform->shape.tail; j++) {
    double *to = out + j * m;
    memset(to, 0, m * sizeof(double));
    for (size_t e = list->start[heads + j]; e < list->start[heads + j + 1]; e++) {
      const double *from = in + (list->index[e] - heads_in) * m;
      for (size_t i = 0; i < m; i++) to[i] += list->value[e] * from[i];
    }
  }
}

size_t transform_pull_work(const struct transform *transform, const struct shape *blocks) {
  return blocks->tail * blocks->tail + blocks->tail * transform->shape.tail;
}

static void pull_tail(const struct transform *transform, const struct information *from,
                      struct information *to, double *work) {
  const size_t inner = from->shape.tail, tail = transform->shape.tail;
  const size_t heads = from->shape.blocks * from->shape.order;
  double *full = work, *half = work + inner * inner;
  for (size_t j = 0; j < inner; j++)
    for (size_t i = 0; i <= j; i++) full[i + j * inner] = full[j + i * inner] = from->tail[i + j * inner];
  times_blocks(transform, inner, full, heads, half);
  const struct entry_list *list = &transform->blocks;
  for (size_t j = 0; j < tail; j++)
    for (size_t i = 0; i <= j; i++) {
      double sum = 0;
      for (size_t e = list->start[heads + i]; e < list->start[heads + i + 1]; e++)
        sum += list->value[e] * half[(list->index[e] - heads) + j * inner];
      to->tail[i + j * tail] = sum;
    }
}

void transform_pull(const struct transform *transform, const struct evaluation *blocks, unsigned parts,
                    struct evaluation *internal, double *work) {
  const struct entry_list *list = &transform->blocks;
  const struct information *from = &blocks->information;
  struct information *to = &internal->information;
  const size_t m = from->shape.blocks, b = from->shape.order, heads = m * b;
  internal->value = blocks->value;
  internal->value_low = blocks->value_low;
  internal->largest = blocks->largest;
  internal->rows = blocks->rows;
  internal->weight = blocks->weight;
  for (size_t j = 0; j < shape_parameters(&transform->shape); j++) {
    internal->score[j] = 0;
    for (size_t e = list->start[j]; e < list->start[j + 1]; e++)
      internal->score[j] += list->value[e] * blocks->score[list->index[e]];
  }
  if (!(parts & PART_INFORMATION)) return;
  memcpy(to->head, from->head, m * b * b * sizeof(double));
  if (from->shape.coupled && m > 1) memcpy(to->off, from->off, (m - 1) * b * b * sizeof(double));
  times_blocks(transform, heads, from->border, heads, to->border);
  pull_tail(transform, from, to, work);
}
