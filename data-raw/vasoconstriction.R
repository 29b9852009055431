# Rebuilds data/vasoconstriction.rda. Run in the package's directory:
# Rscript data-raw/vasoconstriction.R
# vasoconstriction.csv holds Finney's (1947) 39 tests, compared value by value with
# robustbase::vaso and BMA::vaso (equal), and its logarithms with catdata::vaso (6 decimals).
vasoconstriction <- utils::read.csv("data-raw/vasoconstriction.csv")
vasoconstriction$constricted <- factor(vasoconstriction$constricted, levels = c("no", "yes"))

stopifnot(nrow(vasoconstriction) == 39, sum(vasoconstriction$constricted == "yes") == 20)
save(vasoconstriction, file = "data/vasoconstriction.rda", compress = "xz", version = 3)
