# Rebuilds data/seattle.rda. Run in the package's directory: Rscript data-raw/seattle.R
# seattle.csv holds the 1461 days of data_seattle_daily in package vegawidget 0.5.0, those of
# seattle-weather.csv in vega-datasets 3.2.1 (compared value by value, equal). They are station
# records of NOAA, a work of the United States government and in the public domain. The kind of
# weather was made there of several columns, in the order that the help page gives; the numbers are
# NOAA's, whose wind (AWND, tenths of m/s) is m/s here, not the km/h of one description.
daily <- utils::read.csv("data-raw/seattle.csv", colClasses = c(date = "Date"))
year <- as.integer(format(daily$date, "%Y"))

seattle <- data.frame(
  month = 12L * (year - 2012L) + as.integer(format(daily$date, "%m")),
  date = daily$date,
  weather = factor(daily$weather, levels = c("sun", "fog", "drizzle", "rain", "snow")),
  precipitation = daily$precipitation,
  temp_max = daily$temp_max,
  temp_min = daily$temp_min,
  wind = daily$wind
)

stopifnot(
  nrow(seattle) == 1461, !anyNA(seattle), diff(seattle$date) == 1, max(seattle$month) == 48,
  tabulate(seattle$weather) == c(640, 101, 53, 641, 26)
)
save(seattle, file = "data/seattle.rda", compress = "xz", version = 3)
