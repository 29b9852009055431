# Birth weights in four ordered categories.
ordered_weights <- function() {
  transform(birthweight, weight = cut(bwt, c(0, 2500, 3000, 3500, 5000), ordered_result = TRUE,
                                      labels = c("low", "medium", "good", "high")))
}
