# The long form of the tests: also packages that only CRAN has, and every variant of slow calls.
extended_tests <- function() identical(Sys.getenv("LOGISTIC_EXTENDED_TESTS"), "true")
