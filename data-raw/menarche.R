# Rebuilds data/menarche.rda. Run in the package's directory: Rscript data-raw/menarche.R
# The counts are those of MASS::menarche (Milicer and Szczotka 1966; also Aranda-Ordaz 1981).
menarche <- with(MASS::menarche, data.frame(
  age = Age,
  total = as.integer(Total),
  menarche = as.integer(Menarche)
))

stopifnot(nrow(menarche) == 25, sum(menarche$total) == 3918, sum(menarche$menarche) == 2308)
save(menarche, file = "data/menarche.rda", compress = "xz", version = 3)
