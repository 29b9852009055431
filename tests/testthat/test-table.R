test_that("numbers are formatted without options, zero without a sign", {
  old <- options(digits = 3, scipen = -10)
  on.exit(options(old))
  expect_identical(format_fixed(c(1234.5678, -0.001, NA, Inf, -Inf), 2L),
                   c("1234.57", "0.00", "NA", "Inf", "-Inf"))
  expect_identical(format_count(c(3918, 189, 2.5)), c("3,918", "189", "2.50"))
  expect_identical(format_p(c(0.00001, 0.0123, 1, NA)), c("<0.0001", "0.0123", "1.0000", "NA"))
})

test_that("estimates have the decimals of an error of three digits", {
  got <- format_estimates(c(0.33245, -0.012526, 12345.6, 3.2e-12),
                          c(1.107, 0.0063863, 99.96, 1e-13), 3L)
  expect_identical(got$estimate, c("0.33", "-0.01253", "12346", "3.200e-12"))
  expect_identical(got$se, c("1.11", "0.00639", "100", "1.00e-13"))
  expect_identical(format_estimates(c(Inf, NA, 0.5), c(NA, NA, NA), 3L)$estimate,
                   c("Inf", "NA", "0.5000"))
})

test_that("no limit rounds onto 1 or 0", {
  expect_identical(format_limit(c(0.99999, 1.00001, 1.004, 1), c(0.988, 1.2, 1.53, 2)),
                   c("<1.000", ">1.000", "1.004", "1.00"))
  expect_identical(format_limit(c(0.158, 12.2, 4.33, 0.0000123), c(1.39, 1.39, 12.2, 0.0244)),
                   c("0.16", "12.2", "4.3", "<0.0001"))
  expect_identical(format_limit(0.0432, 40748), "0.043")
  expect_identical(format_ratio(c(6.03e-10, 5.11, 0, Inf, NA, 1.00002)),
                   c("6.0e-10", "5.11", "0", "Inf", "NA", "1.000020"))
})

test_that("points are aligned, words stand right", {
  expect_identical(align_points(c("0.33", "-0.0225", "NA", "12")),
                   c(" 0.33  ", "-0.0225", "     NA", "12     "))
})

test_that("the decimal mark follows OutDec", {
  old <- options(OutDec = ",")
  on.exit(options(old))
  expect_identical(format_fixed(1.5, 2L), "1,50")
  expect_identical(format_p(0), "<0,0001")
  expect_identical(format_count(3918), "3 918")
  expect_identical(align_points(c("1,5", "10,25")), c(" 1,5 ", "10,25"))
})

test_that("lines are at most 80 columns wide, labels keep both ends", {
  columns <- list(text_column("Estimate", "1.00"))
  lines <- text_table(strrep("long_", 40), columns)
  expect_true(all(display_width(lines) <= 80))
  expect_match(lines[2], "^long_.*\\.\\.\\..*long_")
  wide <- text_table(strrep("\u8a9e", 60), columns)
  expect_true(all(display_width(wide) <= 80))
})

test_that("long tables are cut", {
  lines <- text_table(paste0("x", 1:5000), list(text_column("Estimate", rep("1.00", 5000))))
  cut <- truncate_rows(lines)
  expect_length(cut, 22)
  expect_identical(cut[22], "... 4,980 more")
})
