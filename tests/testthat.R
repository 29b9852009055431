library(testthat)
library(logistic)

test_check("logistic")
