# Rebuilds data/impairment.rda. Run in the package's directory: Rscript data-raw/impairment.R
# impairment.csv holds Table 7.5 of Agresti (2002), compared with trtools::impairment (40 rows,
# equal).
impairment <- utils::read.csv("data-raw/impairment.csv")
impairment$impairment <- factor(impairment$impairment, ordered = TRUE,
                                levels = c("well", "mild", "moderate", "impaired"))
impairment$ses <- factor(impairment$ses, levels = c("low", "high"))

stopifnot(
  nrow(impairment) == 40, table(impairment$impairment) == c(12, 12, 7, 9),
  sum(impairment$ses == "high") == 22, mean(impairment$life) == 4.275
)
save(impairment, file = "data/impairment.rda", compress = "xz", version = 3)
