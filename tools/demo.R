# demo.R DIR: a fit to real data from end to end; its plots go to DIR.
# Low birth weight: 189 births at Baystate Medical Center, Springfield (see ?birthweight).
library(logistic, lib.loc = "build/library")

directory <- commandArgs(trailingOnly = TRUE)[1]
unlink(directory, recursive = TRUE)
dir.create(directory, recursive = TRUE)

draw <- function(name, expression) {
  bitmap <- isTRUE(capabilities("png"))
  file <- file.path(directory, paste0(name, if (bitmap) ".png" else ".pdf"))
  if (bitmap) png(file, 1200, 900, res = 150) else pdf(file, 8, 6)
  on.exit(dev.off())
  force(expression)
  normalizePath(file)
}

heading <- function(...) cat("\n", strrep("-", 78), "\n", ..., "\n\n", sep = "")

heading("Risk of low birth weight (under 2500 g) by the mother's age, weight, race and smoking")
fit <- logistic(low ~ age + lwt + race + smoke, birthweight)
print(summary(fit))

heading("Odds ratios: 10 years of age, 10 pounds of weight, and each level of race and smoking")
print(odds_ratio(fit, age = 10, lwt = 10))

heading("Two mothers, alike but for smoking: risk of a low birth weight, with 95 % intervals")
mothers <- data.frame(age = 25, lwt = 120, race = "white", smoke = c("no", "yes"))
risk <- predict(fit, mothers, type = "response", interval = "confidence")
print(cbind(mothers, round(risk, 3)), row.names = FALSE)

by_weight <- logistic(low ~ lwt, birthweight)
units <- c(age = 10, lwt = 10, raceblack = 1, raceother = 1, smokeyes = 1)
ratios <- exp(units * cbind(coef(fit), confint(fit))[names(units), ])
rownames(ratios) <- c("age, 10 years", "weight, 10 lb", "race: black", "race: other", "smoking")
forest <- function(ratios) {
  old <- par(mar = c(5, 8, 4, 2))
  on.exit(par(old))
  rows <- rev(seq_len(nrow(ratios)))
  plot(ratios[, 1], rows, log = "x", xlim = range(ratios), ylim = range(rows) + c(-0.5, 0.5),
       pch = 19, yaxt = "n", ylab = "", xlab = "Odds ratio, 95 % interval (log scale)",
       main = "Low birth weight: odds ratios")
  segments(ratios[, 2], rows, ratios[, 3], rows)
  abline(v = 1, lty = 2)
  axis(2, rows, rownames(ratios), las = 1)
}
files <- c(draw("risk-by-weight", plot(by_weight)), draw("odds-ratios", forest(ratios)))

heading("Plots")
writeLines(files)
