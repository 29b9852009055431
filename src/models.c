#include <string.h>
#include "model.h"

static const struct model *const models[] = {&binomial_model};

const struct model *model_find(const char *name) {
  for (size_t i = 0; i < sizeof models / sizeof *models; i++)
    if (strcmp(models[i]->name, name) == 0) return models[i];
  return NULL;
}
