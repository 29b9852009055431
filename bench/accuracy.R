# accuracy.R -- correct digits of logistic() and of glm() at its defaults on every reference fit.
# Rscript bench/accuracy.R [library]
library <- commandArgs(TRUE)
if (length(library)) .libPaths(c(library[1], .libPaths()))
source("tests/testthat/helper-references.R")
print_accuracy(list("logistic, default" = logistic::logistic, "glm, default" = glm_fitter()),
               references = read_references("tests/testthat/known-answers"))
