# Rebuilds data/alligators.rda. Run in the package's directory: Rscript data-raw/alligators.R
# alligators.csv holds Table 7.1 of Agresti (2002), in its order of rows, compared with
# vcdExtra::Alligator (80 cells, equal). The first levels are Agresti's reference levels.
alligators <- utils::read.csv("data-raw/alligators.csv")
alligators$lake <- factor(alligators$lake, levels = c("George", "Hancock", "Oklawaha", "Trafford"))
alligators$sex <- factor(alligators$sex, levels = c("female", "male"))
alligators$size <- factor(alligators$size, levels = c("large", "small"))

stopifnot(
  nrow(alligators) == 16, !anyNA(alligators),
  colSums(alligators[c("fish", "invertebrate", "reptile", "bird", "other")]) ==
    c(94, 61, 19, 13, 32)
)
save(alligators, file = "data/alligators.rda", compress = "xz", version = 3)
