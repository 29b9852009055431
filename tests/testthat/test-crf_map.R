test_that("colours are symmetric about 0, and infinite estimates have the full ones", {
  expect_equal(diverging_colours(c(-1, 0, 1)), c(plot_colours$curve, "#FFFFFF", plot_colours$data))
  cells <- data.frame(estimate = c(-Inf, -2, 0, 2, 1, NA, 0),
                      state = c(rep("estimated", 5), "forbidden", "reference"))
  fill <- cell_fill(cells, 2)
  expect_equal(fill[1:2], rep(plot_colours$curve, 2))
  expect_equal(fill[c(3, 6)], c("#FFFFFF", "white"))
  expect_equal(fill[c(4, 7)], c(plot_colours$data, "grey93"))
  expect_equal(cell_fill(cells[3, ], 0), "#FFFFFF")
})

test_that("cells have their numbers, but not above 30 labels", {
  map <- transition_map(weather_fit())
  own <- map$cells$state == "estimated" & is.finite(map$cells$estimate)
  expect_equal(as.double(map$cells$text[own]), round(map$cells$estimate[own], 2))
  expect_equal(unique(map$cells$text[map$cells$state == "reference"]), "0")
  expect_true(all(nzchar(transition_map(labels_fit(30))$cells$text[1:30])))
  expect_true(all(transition_map(labels_fit(31))$cells$text == ""))
})

test_that("rows go down, columns to the right", {
  cells <- transition_map(weather_fit())$cells
  at <- cells[cells$from == "fog" & cells$to == "rain", ]
  expect_equal(c(at$x, at$y), c(4, 4))
})

test_that("forbidden cells are crossed, others never seen are hatched, and both said", {
  map <- transition_map(labels_fit(6))
  forbidden <- map$cells[map$cells$state == "forbidden", ]
  crosses <- map$lines[abs(map$lines$xend - map$lines$x) == 1, ]
  expect_equal(nrow(crosses), 2 * nrow(forbidden))
  expect_setequal(paste(crosses$x + 0.5, (crosses$y + crosses$yend) / 2),
                  paste(forbidden$x, forbidden$y))
  unseen <- sum(map$cells$count == 0 & map$cells$state != "forbidden")
  expect_gt(unseen, 0)
  expect_equal(nrow(map$lines), nrow(crosses) + 6 * unseen)
  expect_match(map$words, "doubly centred.*hatched.*crossed")
  expect_match(transition_map(weather_fit())$words, 'log odds ratio.*"sun".*grey.*hatched')
  expect_no_match(transition_map(rain_fit())$words, "hatched|crossed")
})

test_that("a map is drawn for any number of labels, and par() is put back", {
  grDevices::pdf(NULL)
  on.exit(grDevices::dev.off())
  before <- graphics::par(plot_settings)
  fits <- list(rain_fit(), rain_fit(transitions = ~ season), weather_fit(), chunk_fit(),
               labels_fit(45))
  for (fit in fits) {
    map <- transition_map(fit)
    expect_silent(draw_transition_map(map, list()))
    expect_identical(graphics::par(plot_settings), before)
  }
})

test_that("on a page of several figures each panel takes one", {
  grDevices::pdf(NULL, 10, 10)
  on.exit(grDevices::dev.off())
  graphics::par(mfrow = c(2, 2))
  draw_transition_map(transition_map(rain_fit(transitions = ~ day)), list())
  expect_equal(graphics::par("mfg"), c(1, 2, 2, 2))
  expect_equal(graphics::par("mfrow"), c(2, 2))
})
