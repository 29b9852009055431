# Rebuilds data/wine.rda. Run in the package's directory: Rscript data-raw/wine.R
# wine.csv holds the 72 assessments of Randall (1989), compared with ordinal::wine (equal) and its
# ratings with Table 1 of the tutorials of package ordinal.
wine <- utils::read.csv("data-raw/wine.csv")
wine$rating <- factor(wine$rating, levels = 1:5, ordered = TRUE)
wine$temp <- factor(wine$temp, levels = c("cold", "warm"))
wine$contact <- factor(wine$contact, levels = c("no", "yes"))
wine$bottle <- factor(wine$bottle)
wine$judge <- factor(wine$judge)

stopifnot(
  nrow(wine) == 72, table(wine$rating) == c(5, 22, 26, 12, 7),
  table(wine$judge, wine$bottle) == 1
)
save(wine, file = "data/wine.rda", compress = "xz", version = 3)
