# Rebuilds data/birthweight.rda. Run in the package's directory: Rscript data-raw/birthweight.R
# The counts and measurements are those of MASS::birthwt (Hosmer and Lemeshow 1989, Appendix 1);
# the 0/1 and 1/2/3 codes become factors.
no_yes <- function(x) factor(x, levels = 0:1, labels = c("no", "yes"))

birthweight <- with(MASS::birthwt, data.frame(
  low = no_yes(low),
  age = as.integer(age),
  lwt = as.integer(lwt),
  race = factor(race, levels = 1:3, labels = c("white", "black", "other")),
  smoke = no_yes(smoke),
  ptl = as.integer(ptl),
  ht = no_yes(ht),
  ui = no_yes(ui),
  ftv = as.integer(ftv),
  bwt = as.integer(bwt)
))

stopifnot(
  nrow(birthweight) == 189, !anyNA(birthweight),
  identical(birthweight$low == "yes", birthweight$bwt < 2500),
  sum(birthweight$low == "yes") == 59
)
save(birthweight, file = "data/birthweight.rda", compress = "xz", version = 3)
