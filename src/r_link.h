/* r_link: what the link table says of a piece of linear predictors, for the entries that R calls. */
#ifndef LOGISTIC_R_LINK_H
#define LOGISTIC_R_LINK_H

#include "link.h"
#include "r_host.h"

enum link_field {
  FIELD_MEAN,
  FIELD_COMPLEMENT,
  FIELD_LOG_MEAN,
  FIELD_LOG_COMPLEMENT,
  FIELD_SLOPE,
  FIELD_RISE,
  FIELD_FALL,
  LINK_FIELDS
};

/* the link of that name, or an internal error */
const struct link *r_link_find(SEXP name);

/* every field at n <= TILE_ROWS values of eta */
void r_link_piece(const struct link *link, const double *eta, size_t n, double *out[LINK_FIELDS]);

#endif
