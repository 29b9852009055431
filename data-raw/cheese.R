# Rebuilds data/cheese.rda. Run in the package's directory: Rscript data-raw/cheese.R
# cheese.csv holds the table of McCullagh and Nelder (1989), page 175, compared with the copies in
# the documentation of SAS's LOGISTIC procedure and in the notes of Penn State's STAT 504 (equal).
cheese <- utils::read.csv("data-raw/cheese.csv", stringsAsFactors = TRUE)

stopifnot(nrow(cheese) == 4, rowSums(cheese[-1]) == 52)
save(cheese, file = "data/cheese.rda", compress = "xz", version = 3)
