# Rebuilds data/pneumoconiosis.rda. Run in the package's directory:
# Rscript data-raw/pneumoconiosis.R
# pneumoconiosis.csv holds Ashford's (1959) groups as printed by McCullagh and Nelder (1989), page
# 179, compared with VGAM::pneumo (equal).
pneumoconiosis <- utils::read.csv("data-raw/pneumoconiosis.csv")

stopifnot(nrow(pneumoconiosis) == 8, colSums(pneumoconiosis[-1]) == c(289, 38, 44))
save(pneumoconiosis, file = "data/pneumoconiosis.rda", compress = "xz", version = 3)
