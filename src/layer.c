/* layer: the kernel reads blocks of rows where the user has them; the last few rows, which do not fill a
   vector, go through padded room (walk.h). */
#include "layer.h"
#include <limits.h>
#include <math.h>
#include <stdint.h>
#include <string.h>
#include "model.h"
#include "pair.h"
#include "walk.h"

enum {
  LONG_ROWS = 2048, /* rows of a block that is read once: several pages of each column in a row */
  SHORT_ROWS = 512, /* rows of a block that each unit reads again, or that is converted: with */
  CHUNK = 128,      /* columns at a time, half a megabyte, it stays in the second cache */
};

/* ---- blocks as the kernel wants them ----------------------------------------------------------------- */

/* `rows` numbers, where they are, or with zeros behind them in room for TILE_PAD; NULL stays NULL */
static const double *see(const double *x, size_t rows, double *room) {
  if (!x || rows % TILE_PAD == 0) return x;
  memset(room, 0, TILE_PAD * sizeof *room);
  return memcpy(room, x, rows * sizeof *room);
}

/* where `rows` results are written: in place, or in room, from which settle() brings them */
static double *place(double *x, size_t rows, double *room) {
  return x && rows % TILE_PAD != 0 ? room : x;
}

static void settle(double *x, const double *written, size_t rows) {
  if (x != written) memcpy(x, written, rows * sizeof *x);
}

struct view { /* columns, `stride` apart */
  const double *at;
  size_t stride;
};

static double number_of(int x) {
  return x == INT_MIN ? (double)NAN : x;
}

/* columns first ... of a block of X; room: padded rows x columns, used where they cannot stay in place */
static struct view see_columns(const struct layer_matrix *x, size_t from, size_t rows, size_t first,
                               size_t columns, double *room) {
  const size_t at = from + first * x->rows, stride = kernel_padded(rows);
  if (x->doubles && rows == stride) return (struct view){x->doubles + at, x->rows};
  for (size_t j = 0; j < columns; j++) {
    double *to = room + j * stride;
    if (x->doubles)
      memcpy(to, x->doubles + at + j * x->rows, rows * sizeof *to);
    else
      for (size_t i = 0; i < rows; i++) to[i] = number_of(x->integers[at + j * x->rows + i]);
    for (size_t i = rows; i < stride; i++) to[i] = 0;
  }
  return (struct view){room, stride};
}

static size_t block_rows(const struct layer_matrix *x, size_t units) {
  return x->doubles && units == 1 ? LONG_ROWS : SHORT_ROWS;
}

/* doubles of room for the columns of a block */
static size_t column_room(const struct layer_matrix *x) {
  return (size_t)(x->doubles ? TILE_PAD : SHORT_ROWS) * CHUNK;
}

/* every thread's own; room for each */
static double **rooms(int threads, size_t doubles, const struct host *host) {
  double **room = host_alloc(host, (size_t)threads * sizeof *room);
  for (int t = 0; t < threads; t++) room[t] = host_doubles(host, doubles);
  return room;
}

static double *constant(size_t n, double value, const struct host *host) {
  double *x = host_doubles(host, n);
  for (size_t i = 0; i < n; i++) x[i] = value;
  return x;
}

static size_t chunk_end(size_t first, size_t columns) {
  return columns - first < CHUNK ? columns : first + CHUNK;
}

/* ---- forward ----------------------------------------------------------------------------------------- */

struct forward {
  const struct kernel *kernel;
  const struct layer_matrix *x;
  const struct layer_units *layer;
  double *eta, *mean;
  const double *zeros;
  double **columns, **tail; /* of each thread: room for columns, for TILE_PAD rows of eta and a mean */
  double *broken;           /* of each lane: not 0 where an eta is not finite */
};

static void start_eta(const struct layer_units *layer, size_t rows, size_t n, size_t from, size_t unit,
                      double *eta) {
  const double bias = layer->bias ? layer->bias[unit] : 0;
  const double *offset = layer->offset ? layer->offset + unit * rows + from : NULL;
  if (offset)
    for (size_t i = 0; i < n; i++) eta[i] = bias + offset[i];
  else
    for (size_t i = 0; i < n; i++) eta[i] = bias;
  for (size_t i = n; i < kernel_padded(n); i++) eta[i] = 0;
}

static void finish_unit(const struct forward *job, size_t from, size_t rows, size_t unit, const double *eta,
                        size_t lane, double *room) {
  const size_t at = from + unit * job->x->rows, n = kernel_padded(rows);
  const double check = job->kernel->dot(n, eta, job->zeros);
  if (check != 0) job->broken[lane] = 1; /* 0 times a number is 0 */
  settle(job->eta + at, eta, rows);
  if (!job->mean) return;
  double *mean = place(job->mean + at, rows, room);
  link_evaluate(job->layer->link, job->kernel, n, eta, &(struct link_tile){.mean = mean});
  settle(job->mean + at, mean, rows);
}

static void forward_block(const struct walk *walk, size_t from, size_t rows, size_t lane, int thread) {
  const struct forward *job = walk->job;
  const struct layer_matrix *x = job->x;
  const size_t n = kernel_padded(rows), k = job->layer->units, p = x->columns;
  const bool inside = n == rows;
  double *tail = job->tail[thread], *eta = inside ? job->eta + from : tail;
  const size_t stride = inside ? x->rows : n;
  for (size_t u = 0; u < k; u++) start_eta(job->layer, x->rows, rows, from, u, eta + u * stride);
  for (size_t first = 0; first < p; first = chunk_end(first, p)) {
    const size_t columns = chunk_end(first, p) - first;
    const struct view v = see_columns(x, from, rows, first, columns, job->columns[thread]);
    for (size_t u = 0; u < k; u++)
      job->kernel->multiply(n, columns, v.at, v.stride, job->layer->coefficients + first + u * p,
                            eta + u * stride);
  }
  for (size_t u = 0; u < k; u++) finish_unit(job, from, rows, u, eta + u * stride, lane, tail + k * TILE_PAD);
}

enum status layer_forward(const struct layer_matrix *x, const struct layer_units *layer, double *eta,
                          double *mean, const struct host *host) {
  const size_t work = x->columns * layer->units;
  struct walk walk = walk_over(x->rows, block_rows(x, layer->units), work, 1, host);
  struct forward job = {.kernel = kernel_current(),
                        .x = x,
                        .layer = layer,
                        .eta = eta,
                        .mean = layer->link ? mean : NULL,
                        .zeros = constant(walk.block, 0, host),
                        .tail = rooms(walk.threads, (layer->units + 1) * TILE_PAD, host),
                        .columns = rooms(walk.threads, column_room(x), host),
                        .broken = constant(walk.lanes, 0, host)};
  walk.visit = forward_block;
  walk.job = &job;
  walk_run(&walk, work, host);
  for (size_t l = 0; l < walk.lanes; l++)
    if (job.broken[l] != 0) return STATUS_NOT_FINITE;
  return STATUS_OK;
}

/* ---- backward ---------------------------------------------------------------------------------------- */

struct backward {
  const struct kernel *kernel;
  const struct layer_matrix *x;
  const struct layer_upstream *above;
  double *r;
  const double *ones;
  double **columns, **tail; /* of each thread: room for columns, for TILE_PAD rows of r and what makes it */
  double *sums;             /* of each lane: X' r, then the sums of r */
};

static size_t sums_length(const struct layer_matrix *x, size_t units) {
  return (x->columns + 1) * units;
}

/* r of one unit: weights upstream slope */
static void make_r(const struct backward *job, size_t from, size_t rows, size_t unit, double *room,
                   double *r) {
  const struct layer_upstream *above = job->above;
  const size_t at = from + unit * job->x->rows, n = kernel_padded(rows);
  const double *upstream = see(above->upstream + at, rows, room);
  const double *weights = see(above->weights ? above->weights + from : NULL, rows, room + TILE_PAD);
  if (above->link) {
    const double *eta = see(above->eta + at, rows, room + 2 * TILE_PAD);
    link_evaluate(above->link, job->kernel, n, eta, &(struct link_tile){.slope = r});
    job->kernel->product(n, upstream, r, r);
    if (weights) job->kernel->product(n, weights, r, r);
  } else {
    job->kernel->product(n, upstream, weights ? weights : job->ones, r);
  }
  if (n != rows && job->r) memcpy(job->r + at, r, rows * sizeof *r);
}

/* r of a block: made, or upstream itself */
static struct view see_r(const struct backward *job, size_t from, size_t rows, double *room) {
  const struct layer_upstream *above = job->above;
  const size_t n = kernel_padded(rows), k = above->units;
  const bool inside = n == rows;
  const size_t stride = inside ? job->x->rows : n;
  if (!job->r && inside) return (struct view){above->upstream + from, stride};
  double *r = inside ? job->r + from : room;
  for (size_t u = 0; u < k; u++) make_r(job, from, rows, u, room + k * TILE_PAD, r + u * stride);
  return (struct view){r, stride};
}

static void add_products(const struct backward *job, size_t n, size_t columns, struct view x, struct view r,
                         double *out) {
  const size_t k = job->above->units, p = job->x->columns;
  if (k > 1 && x.stride == r.stride) {
    job->kernel->cross(n, columns, x.at, k, r.at, x.stride, NULL, NULL, out, p);
    return;
  }
  for (size_t u = 0; u < k; u++)
    job->kernel->multiply_t(n, columns, x.at, x.stride, r.at + u * r.stride, out + u * p);
}

static void backward_block(const struct walk *walk, size_t from, size_t rows, size_t lane, int thread) {
  const struct backward *job = walk->job;
  const size_t n = kernel_padded(rows), k = job->above->units, p = job->x->columns;
  double *sums = job->sums + lane * sums_length(job->x, k);
  const struct view r = see_r(job, from, rows, job->tail[thread]);
  job->kernel->multiply_t(n, k, r.at, r.stride, job->ones, sums + p * k);
  for (size_t first = 0; first < p; first = chunk_end(first, p)) {
    const size_t columns = chunk_end(first, p) - first;
    const struct view x = see_columns(job->x, from, rows, first, columns, job->columns[thread]);
    add_products(job, n, columns, x, r, sums + first);
  }
}

static void sum_lanes(const struct walk *walk, const double *sums, size_t length, double *out, size_t first,
                      size_t count) {
  memset(out, 0, count * sizeof *out);
  for (size_t l = 0; l < walk->lanes; l++)
    for (size_t j = 0; j < count; j++) out[j] += sums[l * length + first + j];
}

void layer_backward(const struct layer_matrix *x, const struct layer_upstream *above,
                    const struct layer_gradient *out, const struct host *host) {
  const size_t k = above->units, work = x->columns * k, length = sums_length(x, k);
  struct walk walk = walk_over(x->rows, block_rows(x, k), work, length, host);
  struct backward job = {.kernel = kernel_current(),
                         .x = x,
                         .above = above,
                         .r = out->eta,
                         .ones = constant(walk.block, 1, host),
                         .tail = rooms(walk.threads, (k + 3) * TILE_PAD, host),
                         .columns = rooms(walk.threads, column_room(x), host),
                         .sums = constant(walk.lanes * length, 0, host)};
  walk.visit = backward_block;
  walk.job = &job;
  walk.reversed = true;
  walk_run(&walk, work, host);
  sum_lanes(&walk, job.sums, length, out->coefficients, 0, work);
  sum_lanes(&walk, job.sums, length, out->bias, work, k);
}

/* ---- the loss ---------------------------------------------------------------------------------------- */

struct loss {
  const struct link *link;
  size_t units;
  const double *eta, *y, *weights, *ones;
  double *r;
  double **room; /* of each thread: the model's work, then TILE_PAD rows of eta, y, weights, r */
  struct pair *value;
};

/* at most TILE_ROWS rows of one unit, as a tile of the binomial model */
static double loss_tile(const struct loss *job, size_t at, size_t from, size_t rows, double *room) {
  double *tail = room + binomial_model.work * TILE_STRIDE, *r = place(job->r + at, rows, tail);
  const double *weights = job->weights ? job->weights + from : job->ones;
  struct model_tile tile = {.model = &binomial_model,
                            .kernel = kernel_current(),
                            .link = job->link,
                            .rows = rows,
                            .padded = kernel_padded(rows),
                            .predictors = 1,
                            .eta = see(job->eta + at, rows, tail + TILE_PAD),
                            .y = see(job->y + at, rows, tail + 2 * TILE_PAD),
                            .weights = see(weights, rows, tail + 3 * TILE_PAD),
                            .first = r,
                            .work = room};
  binomial_model.evaluate(&tile, PART_VALUE | PART_SCORE);
  for (size_t i = 0; i < tile.padded; i++) r[i] = -r[i];
  settle(job->r + at, r, rows);
  return -tile.value;
}

static void loss_block(const struct walk *walk, size_t from, size_t rows, size_t lane, int thread) {
  const struct loss *job = walk->job;
  for (size_t u = 0; u < job->units; u++)
    for (size_t i = 0; i < rows; i += TILE_ROWS) {
      const size_t n = rows - i < TILE_ROWS ? rows - i : TILE_ROWS, start = from + i;
      const double value = loss_tile(job, start + u * walk->rows, start, n, job->room[thread]);
      job->value[lane] = pair_add(job->value[lane], pair_of(value));
    }
}

double layer_loss(size_t rows, size_t units, const struct link *link, const double *eta, const double *y,
                  const double *weights, double *r, const struct host *host) {
  const size_t work = 30 * units; /* a logarithm and an exponential */
  struct walk walk = walk_over(rows, LONG_ROWS, work, 1, host);
  struct loss job = {.link = link,
                     .units = units,
                     .eta = eta,
                     .y = y,
                     .weights = weights,
                     .ones = constant(TILE_ROWS, 1, host),
                     .r = r,
                     .room = rooms(walk.threads, binomial_model.work * TILE_STRIDE + 4 * TILE_PAD, host),
                     .value = host_alloc(host, walk.lanes * sizeof(struct pair))};
  struct pair value = pair_of(0);
  for (size_t l = 0; l < walk.lanes; l++) job.value[l] = pair_of(0);
  walk.visit = loss_block;
  walk.job = &job;
  walk_run(&walk, work, host);
  for (size_t l = 0; l < walk.lanes; l++) value = pair_add(value, job.value[l]);
  return value.high;
}

/* ---- inputs ------------------------------------------------------------------------------------------ */

struct inputs {
  const struct kernel *kernel;
  size_t units, columns;
  const double *r, *rows_of_w; /* W', units x columns */
  double *out;
  double **tail; /* of each thread: TILE_PAD rows of r, and of a column */
};

static void inputs_block(const struct walk *walk, size_t from, size_t rows, size_t lane, int thread) {
  const struct inputs *job = walk->job;
  const size_t n = kernel_padded(rows), k = job->units;
  const struct layer_matrix r = {.rows = walk->rows, .columns = k, .doubles = job->r};
  double *tail = job->tail[thread];
  const struct view v = see_columns(&r, from, rows, 0, k, tail);
  for (size_t j = 0; j < job->columns; j++) {
    double *to = job->out + from + j * walk->rows, *out = place(to, rows, tail + k * TILE_PAD);
    memset(out, 0, n * sizeof *out);
    job->kernel->multiply(n, k, v.at, v.stride, job->rows_of_w + j * k, out);
    settle(to, out, rows);
  }
  (void)lane;
}

void layer_inputs(size_t rows, size_t units, const double *r, size_t columns, const double *coefficients,
                  double *out, const struct host *host) {
  const size_t work = units * columns;
  double *rows_of_w = host_doubles(host, work);
  struct walk walk = walk_over(rows, SHORT_ROWS, work, 1, host);
  struct inputs job = {.kernel = kernel_current(),
                       .units = units,
                       .columns = columns,
                       .r = r,
                       .rows_of_w = rows_of_w,
                       .out = out,
                       .tail = rooms(walk.threads, (units + 1) * TILE_PAD, host)};
  for (size_t u = 0; u < units; u++)
    for (size_t j = 0; j < columns; j++) rows_of_w[u + j * units] = coefficients[j + u * columns];
  walk.visit = inputs_block;
  walk.job = &job;
  walk_run(&walk, work, host);
}
