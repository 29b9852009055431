/* recentre: centres and scales for the weights that the information has now. Where a few far rows set the
   first centres and then lose their weight, the others are one point from there: the columns become multiples
   of the constant, though they are none where the weight lies. */
#ifndef LOGISTIC_RECENTRE_H
#define LOGISTIC_RECENTRE_H

#include "transform.h"

/* Centre and scale of the columns whose weighted mean is far from their centre, in units of their weighted
   spread, are written into the design: its transform must then be made anew. h: the information in theta, not
   factored. false: no column was. */
bool recentre(struct design *design, const struct transform *transform, const struct information *h,
              const struct host *host);

#endif
