# Rebuilds data/rain.rda. Run in the package's directory: Rscript data-raw/rain.R
# rain.csv holds a row for each month, in the order of `Rain` in package CRF 0.4-3 (M. Schmidt's
# UGM, 2007): the calendar month, and days 1 to 28 as digits. That package's help page says that
# its code 2 is a sunny day; 2 has a share of 0.61 in December and 0.19 in July, so at Vancouver 2
# is a wet day. Here 1 is its 2, and 0 its 1.
months <- utils::read.csv("data-raw/rain.csv", colClasses = c("integer", "character"))
days <- do.call(rbind, strsplit(months$days, "")) == "1"
season_of <- c("winter", "spring", "summer", "autumn")[rep(c(1, 2, 3, 4, 1), c(2, 3, 3, 3, 1))]

rain <- data.frame(
  month = rep(seq_len(nrow(days)), each = ncol(days)),
  calendar = rep(months$calendar, each = ncol(days)),
  season = factor(rep(season_of[months$calendar], each = ncol(days)),
    levels = c("summer", "autumn", "winter", "spring")
  ),
  day = rep(seq_len(ncol(days)), nrow(days)),
  wet = as.vector(t(days))
)

stopifnot(
  nrow(days) == 1059, ncol(days) == 28, !anyNA(rain), sum(rain$wet) == 12202,
  round(tapply(rain$wet, rain$calendar, mean)[c(7, 12)], 2) == c(0.19, 0.61)
)
save(rain, file = "data/rain.rda", compress = "xz", version = 3)
