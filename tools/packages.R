# packages.R missing demo|test|develop: those R packages of DESCRIPTION that do not load, one a line
# packages.R install NAME...: install them from CRAN into build/packages
needs <- function(kind) {
  fields <- c("Depends", "Imports", "LinkingTo", if (kind != "demo") "Suggests")
  entries <- read.dcf("DESCRIPTION", fields)
  entries <- trimws(unlist(strsplit(entries[!is.na(entries)], ",")))
  entries <- entries[nzchar(entries)]
  version <- ifelse(grepl(">=", entries), sub(".*>=\\s*([^) ]+).*", "\\1", entries), "0")
  names(version) <- sub("\\s*\\(.*", "", entries)
  version <- version[!names(version) %in% c("R", rownames(installed.packages(priority = "base")))]
  if (kind == "develop") c(version, roxygen2 = "7.2.0") else version
}
# install.packages() only warns when it fails, and a broken package has a directory too: so load it
loads <- function(package, version) {
  suppressPackageStartupMessages(suppressWarnings(
    requireNamespace(package, quietly = TRUE) && packageVersion(package) >= version
  ))
}
install <- function(packages) {
  repos <- getOption("repos")
  if (is.null(repos) || !length(repos)) repos <- c(CRAN = "@CRAN@")
  repos[repos == "@CRAN@"] <- "https://cloud.r-project.org"
  install.packages(packages, lib = "build/packages", repos = repos, Ncpus = 2L)
}

task <- commandArgs(trailingOnly = TRUE)
if (task[1] == "install") {
  install(task[-1])
} else {
  version <- needs(task[2])
  found <- as.logical(unlist(Map(loads, names(version), version)))
  writeLines(names(version)[!found])
}
