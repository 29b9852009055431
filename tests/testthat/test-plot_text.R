test_that("two lines are broken near the middle", {
  expect_identical(two_lines("Strongly agree with it"), "Strongly\nagree with it")
  expect_identical(two_lines("One"), "One")
})

test_that("a text is wrapped at its width, and one without words has no lines", {
  grDevices::pdf(NULL)
  on.exit(grDevices::dev.off())
  graphics::plot.new()
  lines <- wrap_inches("some words of a subtitle that is long", 1, 1)
  expect_gt(length(lines), 1)
  expect_true(all(text_inches(lines) <= 1))
  expect_identical(wrap_inches("", 1, 1), character())
})
