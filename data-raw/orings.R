# Rebuilds data/orings.rda. Run in the package's directory: Rscript data-raw/orings.R
# orings.csv holds Table 1 of Dalal, Fowlkes and Hoadley (1989), field joints only. Temperatures and
# counts were compared with vcd::SpaceShuttle (equal). The pressures of STS-8 (100 psi) and STS-41-B
# (200 psi) are those of Draper's copy in the UCI archive; vcd has 50 and 100 there. Only with
# Draper's does the fit on temperature and pressure give the coefficients printed in that paper.
orings <- utils::read.csv("data-raw/orings.csv")

stopifnot(nrow(orings) == 23, sum(orings$distressed) == 9, all(orings$rings == 6))
save(orings, file = "data/orings.rda", compress = "xz", version = 3)
