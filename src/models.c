#include <string.h>
#include "model.h"

static const struct model *const models[] = {&binomial_model, &multinomial_model, &cumulative_model,
                                             &cumulative_each_model, &continuation_model};

const struct model *model_find(const char *name) {
  for (size_t i = 0; i < sizeof models / sizeof *models; i++)
    if (strcmp(models[i]->name, name) == 0) return models[i];
  return NULL;
}

void model_clear(const struct model_tile *tile, bool second) {
  const size_t q = tile->predictors, n = tile->padded * sizeof(double);
  for (size_t a = 0; a < q; a++) memset(model_first(tile, a), 0, n);
  for (size_t k = 0; second && k < q * (q + 1) / 2; k++) memset(tile->second + k * TILE_STRIDE, 0, n);
}
