# A file that holds the state of a long fit: list(mark, state), to be gone on from by the fit that
# has the same mark.

#' @noRd
check_checkpoint <- function(checkpoint) {
  if (is.null(checkpoint)) return(invisible())
  if (!is.character(checkpoint) || length(checkpoint) != 1L) {
    stop_argument("checkpoint", "NULL or the name of a file", value_text(checkpoint))
  }
  if (!dir.exists(dirname(checkpoint))) {
    stop_argument("checkpoint", "a file in a directory that exists", value_text(checkpoint))
  }
}

#' @param is_state What the state must be.
#' @noRd
read_checkpoint <- function(file, mark, is_state) {
  saved <- tryCatch(readRDS(file), error = function(e) NULL)
  if (is.list(saved) && identical(saved$mark, mark) && is_state(saved$state)) return(saved)
  stop_logistic("checkpoint", sprintf(
    "`checkpoint` must name a file that does not exist, or holds the state of this fit, not %s.",
    quoted(file)), file = file)
}

#' Whole or not at all: what was saved before stays until the new one is there
#' @noRd
save_checkpoint <- function(file, state) {
  new <- tempfile(basename(file), dirname(file))
  on.exit(unlink(new))
  tryCatch({
    saveRDS(state, new)
    file.rename(new, file)
  }, warning = stop_not_saved(file), error = stop_not_saved(file))
}

#' @noRd
stop_not_saved <- function(file) function(e) {
  stop_logistic("checkpoint", sprintf("`checkpoint` must name a file that can be written: %s (%s).",
                                      quoted(file), conditionMessage(e)), file = file)
}
