test_that("strips are drawn for two, few and many labels, and par() is put back", {
  grDevices::pdf(NULL)
  on.exit(grDevices::dev.off())
  before <- graphics::par(plot_settings)
  for (fit in list(rain_fit(), weather_fit(), chunk_fit())) {
    for (path in c(FALSE, TRUE)) {
      for (ids in list(1, 1:4)) {
        expect_silent(draw_marginals(marginal_data(fit, ids, path = path), FALSE, list()))
        expect_identical(graphics::par(plot_settings), before)
      }
    }
    named <- marginal_data(fit, 2, names = rep("a longish name", fit$tokens))
    expect_silent(draw_marginals(named, TRUE, list()))
  }
})

test_that("long sequences are drawn, and sequences of one token", {
  grDevices::pdf(NULL, 4, 4)
  on.exit(grDevices::dev.off())
  all <- suppressWarnings(crf(weather ~ temp_max, seattle, sequence = rep(1, 1461)))
  drawn <- draw_marginals(marginal_data(all, path = TRUE), FALSE, list())
  expect_equal(nrow(drawn$strips), strips_drawn)
  d <- transform(birthweight, id = seq_along(low))
  one <- suppressMessages(crf(race ~ lwt, d, sequence = id))
  expect_silent(draw_marginals(marginal_data(one, 1:12), FALSE, list()))
})

test_that("few labels are lines, more are rows; each label has its own line and mark", {
  marks <- label_marks(letters[1:8])
  expect_false(anyDuplicated(marks$mark) > 0)
  expect_false(anyDuplicated(marks[c("colour", "line")]) > 0)
  expect_true(as_lines(list(lev = letters[1:8])))
  expect_false(as_lines(list(lev = letters[1:9])))
})

test_that("the subtitle says what is drawn and what is not", {
  fit <- weather_fit()
  m <- cut_strips(marginal_data(fit, 1, path = TRUE), 50)
  expect_match(marginal_words(m, levels(m$data$label)), "marks: the observed label.*best path")
  expect_match(marginal_words(m, "sun"), "4 labels below 0.02")
  m$lost <- 7
  expect_match(marginal_words(m, "sun"), "7 further tokens not shown")
  event <- cut_strips(marginal_data(rain_fit(), 1), 50)
  expect_match(marginal_words(event, "TRUE"), "diamonds: observed")
})

test_that("names are thinned to those that have room", {
  expect_equal(thinned(10, 10), 1:10)
  expect_equal(thinned(10, 4), c(1, 4, 7, 10))
  expect_equal(thinned(1, 0.5), 1)
  expect_equal(round_tokens(3:9), 1:7)
  expect_equal(round_tokens(1:40), seq(5, 40, 5))
})
