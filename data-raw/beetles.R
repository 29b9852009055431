# Rebuilds data/beetles.rda. Run in the package's directory: Rscript data-raw/beetles.R
# beetles.csv holds Bliss's (1935) groups, compared with MuMIn's Beetle (concentrations and counts,
# equal) and with copies of Table 7.2 of Dobson and Barnett (2008; rounded log10 doses and counts).
beetles <- utils::read.csv("data-raw/beetles.csv")

stopifnot(
  nrow(beetles) == 8, sum(beetles$exposed) == 481, sum(beetles$killed) == 291,
  all(round(log10(beetles$concentration), 4) == beetles$dose)
)
save(beetles, file = "data/beetles.rda", compress = "xz", version = 3)
