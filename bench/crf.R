# crf.R -- crf() beside the programs CRFsuite and Wapiti on a column file (word, tag, label; blank
# lines between sentences), in one run, rounds interleaved, each fit in a process of its own,
# medians.
# Rscript bench/crf.R LIB CRFSUITE TRAIN[.gz] [TEST[.gz]] [--rounds 3] [--dense N] [--wapiti WAPITI]
# LIB: the library where the package is. CRFSUITE, WAPITI: the programs. --dense N: also a weight
# for each pair of attribute and label, on the first N sentences; Wapiti has only these.
#
# All minimise -loglik + sum(w^2): `l2 = 2` here, `c2 = 1` of CRFsuite, `rho2 = 2` of Wapiti. A
# rival trains to the stop of its defaults (Wapiti: until 10 iterations gain 1e-7 of the objective,
# since its own rule stops by an error rate). crf() is timed with as many iterations as it needs for
# that objective, found out beforehand. Its time is all of crf(); a rival's is the training proper
# that it prints, without reading, making features, and writing the model: CPU for CRFsuite, wall
# for Wapiti (or the CPU of all of its run where that is less), both of one thread, so that CPU is
# wall on a quiet machine.
# Memory: peak resident size; of crf() also its rise over a session that holds the data. Linux.

problem_file <- function(folder) file.path(folder, "problem.rds")

# ---- a process of its own ----------------------------------------------------------------------

resident <- function(key) {
  if (!file.exists("/proc/self/status")) return(NA_real_)
  line <- grep(paste0("^", key, ":"), readLines("/proc/self/status"), value = TRUE)
  as.numeric(gsub("[^0-9]", "", line)) / 1024
}

resident_from_now <- function() {
  invisible(gc(full = TRUE))
  if (file.exists("/proc/self/clear_refs")) cat("5", file = "/proc/self/clear_refs")
  resident("VmRSS")
}

fit_job <- function(job) {
  problem <- readRDS(job$problem)
  before <- resident_from_now()
  time <- system.time(fit <- suppressWarnings(
    crf(x = problem$x, y = problem$label, sequence = problem$sentence, features = job$features,
        l2 = 2, control = job$control, model = FALSE), "logistic_warning_convergence"))
  peak <- resident("VmHWM")
  if (!is.null(job$keep)) saveRDS(fit, job$keep, compress = FALSE)
  list(cpu = sum(time[1:2]), wall = time[[3]], peak = peak, rise = peak - before,
       objective = fit$objective, iterations = fit$iterations, evaluations = fit$evaluations,
       gradient = fit$gradient, weights = length(fit$weights), converged = fit$converged)
}

tag_job <- function(job) {
  fit <- readRDS(job$fit)
  test <- readRDS(job$problem)
  made <- system.time(x <- features_of(test))[[3]]
  tag <- function() suppressMessages(predict(fit, x, newsequence = test$sentence,
                                             threads = job$threads))
  class <- tag()
  times <- vapply(1:5, function(i) system.time(tag())[[3]], 0)
  list(made = made, wall = median(times), class = class)
}

child <- function(job, out) {
  job <- readRDS(job)
  .libPaths(c(job$lib, .libPaths()))
  library(logistic)
  .Call(logistic:::C_kernel_choose, job$kernel)
  saveRDS(list(fit = fit_job, tag = tag_job)[[job$task]](job), out)
}

this_script <- function() {
  file <- grep("^--file=", commandArgs(FALSE), value = TRUE)
  gsub("~+~", " ", sub("^--file=", "", file), fixed = TRUE)
}

# What the job gives, and `trace`, what it said
in_own_process <- function(job) {
  files <- tempfile(c("job", "answer", "log"))
  on.exit(unlink(files))
  saveRDS(job, files[1])
  system2(file.path(R.home("bin"), "Rscript"),
          shQuote(c(this_script(), "--child", files[1], files[2])), stdout = FALSE,
          stderr = files[3])
  if (!file.exists(files[2])) stop(paste(readLines(files[3]), collapse = "\n"))
  c(readRDS(files[2]), list(trace = readLines(files[3])))
}

# ---- the problem -------------------------------------------------------------------------------

read_columns <- function(file, most = Inf) {
  lines <- trimws(readLines(file))
  sentence <- cumsum(c(TRUE, !nzchar(lines))[seq_along(lines)])
  kept <- nzchar(lines)
  sentence <- match(sentence[kept], unique(sentence[kept]))
  fields <- strsplit(lines[kept][sentence <= most], "[ \t]+")
  data.frame(sentence = sentence[sentence <= most], word = vapply(fields, `[`, "", 1L),
             tag = vapply(fields, `[`, "", 2L),
             label = vapply(fields, function(field) field[length(field)], ""))
}

# 19 attributes a token: words and tags within two places, their neighbouring pairs and triples
templates <- ~ lag(word, -2:2) + lag(word, -1):word + word:lag(word, 1) +
  lag(tag, -2:2) + lag(tag, -2):lag(tag, -1) + lag(tag, -1):tag + tag:lag(tag, 1) +
  lag(tag, 1):lag(tag, 2) + lag(tag, -2):lag(tag, -1):tag + lag(tag, -1):tag:lag(tag, 1) +
  tag:lag(tag, 1):lag(tag, 2)

features_of <- function(data) crf_features(data, sentence, templates)

# Attributes of each row joined to a string; `id` of attributes without a number are left out
joined <- function(x, id, prefix, sep) {
  row <- factor(rep(seq_len(x$rows$n), diff(x$rows$ptr)), levels = seq_len(x$rows$n))
  id <- id[x$rows$id + 1L]
  known <- !is.na(id)
  said <- split(paste0(sep, prefix, id[known]), row[known])
  vapply(said, paste, "", collapse = "", USE.NAMES = FALSE)
}

# Each line a token, a blank one after each sentence
write_tokens <- function(lines, sentence, file) {
  last <- c(sentence[-1] != sentence[-length(sentence)], TRUE)
  writeLines(paste0(lines, ifelse(last, "\n", "")), file)
}

# The same features for every program: numbers of attributes are those of crf_features()
write_problem <- function(data, folder, raw = FALSE) {
  dir.create(folder)
  made <- system.time(x <- features_of(data))[[3]]
  saveRDS(list(x = x, label = data$label, sentence = data$sentence), problem_file(folder),
          compress = FALSE)
  id <- seq_along(x$rows$names) - 1L
  write_tokens(paste0(data$label, joined(x, id, "a", "\t")), data$sentence,
               file.path(folder, "train.iwa"))
  if (raw) {
    write_tokens(paste(sub("^ ", "", joined(x, id, "u", " ")), "b", data$label), data$sentence,
                 file.path(folder, "train.raw"))
  }
  say("%d sentences, %d tokens, %d labels; %d attributes, %d entries (crf_features(): %.2f s)",
      max(data$sentence), nrow(data), length(unique(data$label)), length(id), length(x$rows$id),
      made)
  list(folder = folder, names = x$rows$names)
}

# ---- rivals ------------------------------------------------------------------------------------

# Of a program: CPU and wall seconds, peak resident size in MiB where there is GNU time, its log
run_program <- function(program, arguments, stdout = NULL) {
  files <- tempfile(c("log", "peak"))
  on.exit(unlink(files))
  command <- c(program, arguments)
  measured <- nzchar(gnu_time())
  if (measured) command <- c(gnu_time(), "-f", "%M", "-o", files[2], command)
  time <- system.time(status <- system2(
    command[1], shQuote(command[-1]), stdout = if (is.null(stdout)) files[1] else stdout,
    stderr = if (is.null(stdout)) files[1] else FALSE, env = "LC_ALL=C"))
  log <- if (is.null(stdout)) readLines(files[1])
  if (status != 0) stop(paste(c(program, arguments, tail(log, 5)), collapse = " "))
  list(user = time[[4]], wall = time[[3]], log = log,
       peak = if (measured) as.numeric(tail(readLines(files[2]), 1)) / 1024 else NA_real_)
}

gnu_time <- function() {
  time <- Sys.which("time")[[1]]
  if (nzchar(time) && grepl("GNU", system2(time, "--version", stdout = TRUE, stderr = TRUE)[1])) {
    time
  } else ""
}

number_after <- function(log, pattern) {
  lines <- grep(pattern, log, value = TRUE)
  as.numeric(sub(paste0(".*", pattern, " *([-+0-9.e]+).*"), "\\1", lines))
}

# `model`: where to write it, or NULL
crfsuite_run <- function(program, folder, dense, model = NULL) {
  all <- c("-p", "feature.possible_states=1", "-p", "feature.possible_transitions=1")
  done <- run_program(program, c("learn", "-a", "lbfgs", "-p", "c2=1", if (dense) all,
                                 if (!is.null(model)) c("-m", model),
                                 file.path(folder, "train.iwa")))
  log <- done$log
  losses <- number_after(log, "^Loss:")
  generation <- log[seq_along(log) > match("Feature generation", log)]
  c(done, list(
    objective = tail(losses, 1), rounding = 5e-7, iterations = length(losses),
    evaluations = sum(number_after(log, "^Line search trials:")) + 1,
    train = number_after(log, "Total seconds required for training:"),
    features = number_after(generation, "^Seconds required:")[1],
    weights = number_after(log, "^Number of features:"),
    version = sub("  .*", "", grep("^CRFSuite", log, value = TRUE))))
}

wapiti_run <- function(program, folder, dense, model = NULL) {
  done <- run_program(program, c("train", "-T", "crf", "-a", "l-bfgs", "-t", 1, "-1", 0, "-2", 2,
                                 "-w", 0, "-e", "1e-7", "-o", 10, file.path(folder, "train.raw"),
                                 if (is.null(model)) nullfile() else model))
  at <- grep("obj=", done$log, value = TRUE)
  c(done, list(objective = tail(number_after(at, "obj="), 1), rounding = 5e-3,
               iterations = length(at), evaluations = NA_real_,
               train = min(tail(number_after(at, "time=[^/]*/"), 1), done$user),
               features = NA_real_,
               weights = tail(number_after(at, "act="), 1),
               version = system2(program, "--version", stdout = TRUE, stderr = TRUE)[1]))
}

# ---- crf() -------------------------------------------------------------------------------------

own_fit <- function(contest, kernel, threads, ...) {
  settings <- list(...)
  settings$threads <- threads
  settings$gradient <- 1e-8
  in_own_process(list(
    task = "fit", lib = contest$lib, kernel = kernel, control = settings, keep = contest$keep,
    problem = problem_file(contest$folder), features = if (contest$dense) "all" else "observed"))
}

# The first iteration of a traced fit with an objective that is no more than the target, or NA
first_iteration <- function(trace, target) {
  trace <- grep("^iteration", trace, value = TRUE)
  below <- number_after(trace, "objective") <= target
  number_after(trace, "iteration")[below][1]
}

iterations_to <- function(targets, trace) {
  vapply(targets, function(target) first_iteration(trace, target), 0)
}

usable_kernels <- function() {
  intersect(c("v4", "v3", "baseline"), .Call(logistic:::C_kernels))
}

# The minimum, with its trace, and the fit in `contest$keep`
tight_fit <- function(contest) {
  own_fit(contest, usable_kernels()[1], 2L, iterations = 10000L, trace = TRUE)
}

# Which fits of crf() are timed: for each rival, kernel and number of threads. Kernels round
# differently, so that they may need an iteration more or less.
own_entries <- function(contest, targets, tight) {
  needed <- iterations_to(targets, tight$trace)
  if (all(is.na(needed))) stop("no objective of a rival was reached")
  most <- as.integer(max(needed, na.rm = TRUE) + 10)
  out <- expand.grid(threads = 1:2, kernel = usable_kernels(), to = names(targets),
                     stringsAsFactors = FALSE)
  out$iterations <- NA_real_
  for (kernel in usable_kernels()) {
    if (kernel != usable_kernels()[1]) {
      traced <- own_fit(contest, kernel, 2L, iterations = most, trace = TRUE)
      needed <- iterations_to(targets, traced$trace)
    }
    own <- out$kernel == kernel
    out$iterations[own] <- needed[out$to[own]]
  }
  out[!is.na(out$iterations), ]
}

# ---- a contest ---------------------------------------------------------------------------------

# Numbers of all rounds: a list for each entry, of what each round gave
interleave <- function(entries, rounds) {
  out <- lapply(entries, function(entry) list())
  for (round in seq_len(rounds)) {
    for (k in (seq_along(entries) + round - 2L) %% length(entries) + 1L) {
      out[[k]] <- c(out[[k]], list(entries[[k]]()))
    }
  }
  out
}

median_of <- function(runs, what) median(vapply(runs, function(run) as.numeric(run[[what]]), 0))

rival_table <- function(runs) {
  of <- function(what) vapply(runs, median_of, 0, what)
  data.frame(program = names(runs), weights = of("weights"), objective = of("objective"),
             iterations = of("iterations"), evaluations = of("evaluations"), train_s = of("train"),
             per_iteration_ms = 1000 * of("train") / of("iterations"), features_s = of("features"),
             whole_user_s = of("user"), whole_wall_s = of("wall"), peak_MiB = of("peak"),
             row.names = NULL)
}

own_table <- function(entries, runs, rivals) {
  of <- function(what) vapply(runs, median_of, 0, what)
  train <- rivals$train_s[match(entries$to, rivals$program)]
  data.frame(to = entries$to, kernel = entries$kernel, threads = entries$threads,
             iterations = of("iterations"), evaluations = of("evaluations"),
             objective = of("objective"), cpu_s = of("cpu"), wall_s = of("wall"),
             cpu_per_iteration_ms = 1000 * of("cpu") / of("iterations"),
             cpu_ratio = train / of("cpu"), wall_ratio = train / of("wall"), rise_MiB = of("rise"),
             peak_MiB = of("peak"), row.names = NULL)
}

check_reached <- function(table, targets) {
  missed <- table$objective > targets[table$to] + 1e-9 * abs(targets[table$to])
  if (any(missed)) warning("the objective was not reached in rows ", toString(which(missed)))
}

say <- function(...) cat(sprintf(...), "\n", sep = "")

show_table <- function(table) {
  exact <- names(table) %in% c("objective", "weights")
  numbers <- vapply(table, is.numeric, NA)
  table[numbers & !exact] <- lapply(table[numbers & !exact], signif, 3)
  table$objective <- sprintf("%.6f", table$objective)
  print(table, row.names = FALSE)
}

# `rivals`: functions of `model`. Their first runs, which write it, say what is to be reached.
run_contest <- function(contest, rivals, rounds) {
  first <- lapply(names(rivals), function(name) rivals[[name]](file.path(contest$folder, name)))
  names(first) <- names(rivals)
  targets <- vapply(first, function(run) run$objective + run$rounding, 0)
  contest$keep <- file.path(contest$folder, "fit.rds")
  tight <- tight_fit(contest)
  contest$keep <- NULL
  own <- own_entries(contest, targets, tight)
  fits <- lapply(seq_len(nrow(own)), function(k) {
    force(k)
    function() own_fit(contest, own$kernel[k], own$threads[k],
                       iterations = as.integer(own$iterations[k]))
  })
  runs <- interleave(c(rivals, fits), rounds)
  show_contest(first, runs, own, targets, tight)
}

show_contest <- function(first, runs, own, targets, tight) {
  for (run in first) say("%s", run$version)
  theirs <- rival_table(runs[seq_along(first)])
  ours <- own_table(own, runs[-seq_along(first)], theirs)
  cat("\nRivals, to their own stop\n")
  show_table(theirs)
  cat("\ncrf(), to the same objective; ratios: training of the rival / all of crf()\n")
  show_table(ours)
  check_reached(ours, targets)
  say("\nMinimum: %.9f, norm of the gradient %.1e, %d iterations, %d evaluations, %d weights%s",
      tight$objective, tight$gradient, tight$iterations, tight$evaluations, tight$weights,
      if (tight$converged) "" else ", NOT converged")
  say("  in %.2f s CPU, %.2f s wall, 2 threads", tight$cpu, tight$wall)
}

# ---- tagging -----------------------------------------------------------------------------------

show_tagging <- function(contest, problem, crfsuite, test) {
  data <- read_columns(test)
  file <- file.path(contest$folder, "test.rds")
  saveRDS(data, file, compress = FALSE)
  x <- features_of(data)
  write_tokens(paste0(data$label, joined(x, match(x$rows$names, problem$names) - 1L, "a", "\t")),
               data$sentence, file.path(contest$folder, "test.iwa"))
  theirs <- crfsuite_tags(contest$folder, crfsuite)
  cat("\nTagging ", nrow(data), " tokens of ", max(data$sentence), " sentences\n", sep = "")
  show_scores("CRFsuite, at its stop", data, theirs$class)
  ours <- lapply(1:2, function(threads) in_own_process(list(
    task = "tag", lib = contest$lib, threads = threads, problem = file,
    fit = file.path(contest$folder, "fit.rds"))))
  show_scores("crf(), at the minimum", data, as.character(ours[[1]]$class))
  say("same label: %d of %d", sum(theirs$class == ours[[1]]$class), nrow(data))
  say("CRFsuite, reading model and features as text and writing: %.3f s user, %.3f s wall",
      theirs$user, theirs$wall)
  for (k in 1:2) {
    say("predict() from features, %d thread%s: %.4f s wall, %.0f tokens/s; crf_features() %.2f s",
        k, if (k > 1) "s" else "", ours[[k]]$wall, nrow(data) / ours[[k]]$wall, ours[[k]]$made)
  }
}

crfsuite_tags <- function(folder, program) {
  out <- tempfile()
  on.exit(unlink(out))
  done <- run_program(program, c("tag", "-m", file.path(folder, "CRFsuite"),
                                 file.path(folder, "test.iwa")), out)
  class <- readLines(out)
  c(done[c("user", "wall")], list(class = class[nzchar(class)]))
}

show_scores <- function(name, data, class) {
  scores <- chunk_scores(data$label, class, data$sentence)
  all <- scores$overall
  say("%-22s F1 %.6f (%d right, %d found, %d true), tokens right %.8f, sentences right %.6f", name,
      all$f1, all$right, all$found, all$true, scores$token_accuracy, scores$sequence_accuracy)
}

# ---- all ---------------------------------------------------------------------------------------

read_options <- function(arguments) {
  out <- list(rounds = "3")
  for (name in c("rounds", "dense", "wapiti")) {
    at <- match(paste0("--", name), arguments)
    if (is.na(at)) next
    out[[name]] <- arguments[at + 1L]
    arguments <- arguments[-(at + 0:1)]
  }
  if (!length(arguments) %in% 3:4) stop("LIB CRFSUITE TRAIN [TEST] are needed: see bench/crf.R")
  names(arguments) <- c("lib", "crfsuite", "train", "test")[seq_along(arguments)]
  c(as.list(arguments), out)
}

show_machine <- function() {
  say("%s, %d processors, %s, logistic %s, kernels %s, load %s", R.version.string,
      parallel::detectCores(), Sys.info()[["machine"]], format(packageVersion("logistic")),
      paste(usable_kernels(), collapse = " "), machine_load())
}

machine_load <- function() {
  if (file.exists("/proc/loadavg")) readLines("/proc/loadavg") else "unknown"
}

observed_contest <- function(options, folder) {
  cat("\n==== weights of pairs that occur ====\n")
  problem <- write_problem(read_columns(options$train), folder)
  contest <- list(lib = options$lib, folder = folder, dense = FALSE)
  run_contest(contest, list(
    CRFsuite = function(model = NULL) crfsuite_run(options$crfsuite, folder, FALSE, model)),
    as.integer(options$rounds))
  if (!is.null(options$test)) show_tagging(contest, problem, options$crfsuite, options$test)
}

dense_contest <- function(options, folder) {
  cat("\n==== weights of all pairs, the first", options$dense, "sentences ====\n")
  write_problem(read_columns(options$train, as.integer(options$dense)), folder, TRUE)
  rivals <- list(
    CRFsuite = function(model = NULL) crfsuite_run(options$crfsuite, folder, TRUE, model))
  if (!is.null(options$wapiti)) {
    rivals$Wapiti <- function(model = NULL) wapiti_run(options$wapiti, folder, TRUE, model)
  }
  run_contest(list(lib = options$lib, folder = folder, dense = TRUE), rivals,
              as.integer(options$rounds))
}

main <- function(arguments) {
  options <- read_options(arguments)
  .libPaths(c(options$lib, .libPaths()))
  library(logistic)
  options(width = 160)
  show_machine()
  observed_contest(options, tempfile("observed"))
  if (!is.null(options$dense)) dense_contest(options, tempfile("dense"))
  say("\nload at the end %s", machine_load())
}

arguments <- commandArgs(TRUE)
if (identical(arguments[1], "--child")) child(arguments[2], arguments[3]) else main(arguments)
