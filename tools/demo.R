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
ratios <- odds_ratio(fit, "race", "smoke", age = 10, lwt = 10)
print(ratios)

heading("Two mothers, alike but for smoking: risk of a low birth weight, with 95 % intervals")
mothers <- data.frame(age = 25, lwt = 120, race = "white", smoke = c("no", "yes"))
risk <- predict(fit, mothers, type = "response", interval = "confidence")
print(cbind(mothers, round(risk, 3)), row.names = FALSE)

# Estimates and intervals on a log scale, the numbers at the right.
forest <- function(ratios) {
  old <- par(mar = c(4.5, 10, 4, 9))
  on.exit(par(old))
  d <- as.data.frame(ratios)
  rows <- rev(seq_len(nrow(d)))
  unit <- c(age = "age, 10 years more", lwt = "weight, 10 lb more")
  label <- ifelse(d$term %in% names(unit), unit[d$term], paste0(d$term, ": ", d$contrast))
  at <- c(0.25, 0.5, 1, 2, 4, 8)
  plot(NULL, xlim = range(at, d$conf.low, d$conf.high), ylim = c(0.5, nrow(d) + 0.5), log = "x",
       axes = FALSE, xlab = "", ylab = "")
  abline(v = at, col = "grey88")
  abline(v = 1, lty = 2, col = "grey30")
  segments(d$conf.low, rows, d$conf.high, rows, lwd = 2, col = "#0072B2")
  points(d$estimate, rows, pch = 15, cex = 1.3, col = "#0072B2")
  axis(1, at, format(at, drop0trailing = TRUE, trim = TRUE), col = NA, col.ticks = "grey50")
  mtext(label, side = 2, at = rows, las = 1, line = 9, adj = 0)
  digits <- function(x) ifelse(x < 1 & x >= 0.995, "<1.00", formatC(x, digits = 2, format = "f"))
  mtext(paste0(digits(d$estimate), "  (", digits(d$conf.low), " to ", digits(d$conf.high), ")"),
        side = 4, at = rows, las = 1, line = 0.5, cex = 0.9)
  title(main = "Odds ratios of low birth weight", adj = 0, line = 2, font.main = 1)
  mtext("95% CI; each adjusted for the others; log scale", adj = 0, line = 0.7, cex = 0.8,
        col = "grey30")
  title(xlab = "Odds ratio", line = 2.6)
}

by_weight <- logistic(low ~ lwt, birthweight)
girls <- logistic(cbind(menarche, total - menarche) ~ age, menarche)
files <- c(
  draw("logistic-function", plot_logistic_function()),
  draw("risk-by-weight", plot(by_weight, main = "Risk of low birth weight",
                              xlab = "Mother's weight, pounds")),
  draw("odds-ratios", forest(ratios)),
  draw("menarche", plot(girls, main = "Girls who have reached menarche, Warsaw 1965",
                        xlab = "Age, years")))

heading("Plots")
writeLines(files)
