#include "bounds.h"

size_t bounds_at_stake(const struct design *design, const struct model *model,
                       const struct response *response, size_t row, struct bound *bound) {
  if (!design_uses(design, row) || (response->weights && !(response->weights[row] > 0))) return 0;
  const size_t all = model->bounds(response, row, design->predictors, bound);
  if (!response->absent) return all;
  size_t n = 0;
  for (size_t k = 0; k < all; k++)
    if (!response->absent[bounds_at(design, row, &bound[k])]) bound[n++] = bound[k];
  return n;
}
