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
  expect_identical(shown_rows(40), 1:40)
  expect_identical(shown_rows(5000), 1:20)
  expect_identical(more_line(5000), "... 4,980 more")
  expect_null(more_line(40))
})

test_that("huge and tiny numbers stand in powers of ten and push no others aside", {
  got <- format_estimates(c(1.37, -12138542339, -3.9e-12, 0.671, 0.5, 0, 3e-5, 1.5e6),
                          c(1.01, 6134863921, 3.27e-12, 0.326, 1e-12, 1e-7, 2, NA), 3L)
  expect_identical(got$estimate, c("1.37", "-1.214e10", "-3.90e-12", "0.671", "0.5000000000", "0",
                                   "0.00", "1.500e6"))
  expect_identical(got$se, c("1.01", "6.13e9", "3.27e-12", "0.326", "1.00e-12", "1.00e-7", "2.00",
                             "NA"))
  d <- transform(birth_weights(), big = lwt * 1e-12, tiny = age * 1e10)
  lines <- capture.output(print(summary(any_fit(low ~ big + tiny + smoke, d))))
  expect_match(lines, "yes +0\\.671 +0\\.326 +1\\.96$", all = FALSE)
  expect_true(all(display_width(lines) <= 80))
})

test_that("columns that do not fit follow below, whole", {
  columns <- list(text_column("Estimate", c("1.00", "2.00")), text_column("SE", c("0.10", "0.20")))
  old <- options(width = 60)
  on.exit(options(old))
  lines <- text_table(c(strrep("a", 50), strrep("b", 50)), columns)
  expect_true(all(display_width(lines) <= 60))
  wide <- list(text_column(strrep("x", 30), c("1", "2")), text_column(strrep("y", 30), c("3", "4")))
  lines <- text_table(c("a", "b"), wide, notes = c(NA, "reference"))
  expect_length(lines, 6)
  expect_identical(fold_columns(c(10L, 10L, 10L, 5L), 30L), c(1L, 1L, 2L, 2L))
  expect_match(lines[c(2, 5)], "^a +[13]$")
  expect_identical(lines[c(3, 6)], c("b  reference", "b"))
})

test_that("labels are not shortened into the same", {
  labels <- paste0("a_rather_long_beginning_", c("one", "two"), "_and_a_rather_long_ending")
  columns <- list(text_column(strrep("x", 34), c("1", "2")), text_column(strrep("y", 20),
                                                                         c("3", "4")))
  lines <- text_table(labels, columns)
  expect_false(anyDuplicated(substr(lines[2:3], 1, 44)) > 0)
  expect_true(all(display_width(lines) <= 80))
})

test_that("a note goes on below itself", {
  note <- paste("=", paste(sprintf("0.%d * column", 1:12), collapse = " + "))
  lines <- text_table("kg", list(text_column("Estimate", "NA")), notes = note, kept = 1L)
  expect_true(all(display_width(lines) <= 80))
  expect_identical(gsub(" +", " ", paste(lines[-1], collapse = " ")), paste("kg NA", note))
})

test_that("a heading is a line of its own, above each block of a folded table", {
  columns <- lapply(1:9, function(k) text_column(paste("column", k), c("", "1.25")))
  heading <- "A heading that is wider than the labels are"
  lines <- text_table(c("", "x"), columns, notes = c(heading, NA), kept = c(-1L, 0L))
  expect_identical(sum(lines == heading), 2L)
  expect_identical(lines[2L], heading)
})
