# count.R: what this run of tools/test found, from the logs of testthat, the C tests and the check.
# Ends with `N passed, N failed, N skipped`; a problem of the check counts as failed. Exit status 1
# when anything failed, or when either kind of test ran nothing.
read <- function(...) {
  file <- file.path("build", ...)
  if (file.exists(file)) readLines(file, warn = FALSE) else character()
}
numbers <- function(line) as.numeric(regmatches(line, gregexpr("[0-9]+", line))[[1]])
last <- function(pattern, lines) utils::tail(grep(pattern, lines, value = TRUE), 1L)
say <- function(...) cat(..., "\n", sep = "")

# testthat ends its output with one line of sums, unless R itself died
testthat_counts <- function() {
  dir <- file.path("check", "logistic.Rcheck", "tests")
  out <- c(read(dir, "testthat.Rout"), read(dir, "testthat.Rout.fail"))
  line <- last("^\\[ FAIL [0-9]+ \\| WARN [0-9]+ \\| SKIP [0-9]+ \\| PASS [0-9]+ \\]", out)
  if (!length(line)) {
    say("testthat: did not run to its end")
    return(c(passed = 0, failed = 1, skipped = 0))
  }
  n <- numbers(line)
  failed <- n[1] + (n[1] + n[4] == 0)
  if (failed) writeLines(out[seq_along(out) >= max(1, grep("Failed tests", out), na.rm = TRUE)])
  say("testthat: ", n[4], " passed, ", failed, " failed, ", n[3], " skipped, ", n[2], " warnings")
  c(passed = n[4], failed = failed, skipped = n[3])
}

core_counts <- function() {
  out <- read("core", "log")
  line <- last("^core: [0-9]+ passed, [0-9]+ failed", out)
  n <- if (length(line)) numbers(line) else c(0, 0)
  broken <- !identical(last("^exit ", out), "exit 0") || sum(n) == 0
  n[2] <- max(n[2], broken)
  say("core: ", n[1], " passed, ", n[2], " failed", if (broken) " (see build/core/log)")
  c(passed = n[1], failed = n[2], skipped = 0)
}

# CRAN's feasibility check always names the maintainer. Addresses that it could not reach say
# nothing about the package when the check itself says that it had no way to the Internet.
offline <- function() any(grepl("^NB: need Internet access", read("check", "check.log")))
unreachable <- "libcurl error code (6|7|28|35|56)\\b|resolve host|connect to|timed out|Timeout"
expected_paragraph <- function(text) {
  if (grepl("^(Maintainer: [^\n]*|New submission|\\s*)$", text)) return(TRUE)
  if (!offline() || !grepl("^Found the following .* invalid (URLs|DOIs)", text)) return(FALSE)
  found <- strsplit(text, "\n\\s*(URL|DOI): ")[[1]][-1]
  reached <- !grepl(unreachable, found)
  if (!any(reached)) {
    say("not verified, as this machine has no web: ", toString(sub("\\s.*", "", found)))
  }
  !any(reached)
}
expected <- function(check, status, output) {
  check == "CRAN incoming feasibility" && status %in% c("NOTE", "Note_to_CRAN_maintainers") &&
    all(vapply(strsplit(output, "\n[ \t]*\n+")[[1]], expected_paragraph, NA))
}

# The Status line is the authority: R prints some of its findings under no check at all
check_problems <- function(test_failed) {
  log <- read("check", "logistic.Rcheck", "00check.log")
  status <- last("^Status: ", log)
  if (!length(status)) {
    say("check: did not run to its end")
    return(1)
  }
  file <- file.path("build", "check", "logistic.Rcheck", "00check.log")
  found <- as.data.frame(tools::check_packages_in_dir_details(logs = file, drop_ok = TRUE))
  found <- found[found$Status %in% c("ERROR", "WARNING", "NOTE"), ]
  known <- vapply(seq_len(nrow(found)), function(i) {
    expected(found$Check[i], found$Status[i], trimws(found$Output[i])) ||
      (test_failed && grepl("^tests", found$Check[i]))
  }, NA)
  for (i in which(!known)) {
    say("check: ", found$Status[i], ": ", found$Check[i], "\n", found$Output[i])
  }
  orphans <- grep("^ *(WARNING|NOTE)$", log)
  writeLines(log[sort(c(orphans, orphans + 1L))])
  counted <- regmatches(status, gregexpr("[0-9]+ (ERROR|WARNING|NOTE)", status))[[1]]
  problems <- sum(numbers(toString(counted))) - sum(known)
  say("check: ", status, "; ", problems, " of them counted as failed")
  problems
}

manual_problems <- function() as.numeric("manual: failed" %in% read("check", "manual.log"))

testthat <- testthat_counts()
core <- core_counts()
total <- testthat + core
total["failed"] <- total["failed"] + check_problems(testthat["failed"] > 0) + manual_problems()
say(total["passed"], " passed, ", total["failed"], " failed, ", total["skipped"], " skipped")
quit(status = as.integer(total["failed"] > 0 || total["passed"] == 0))
