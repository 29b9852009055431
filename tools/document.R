# document.R: NAMESPACE and man/ from the roxygen comments, without compiling anything in the tree.
load_with_data <- function(path) {
  environment <- roxygen2::load_source(path)
  for (file in Sys.glob(file.path(path, "data", "*.rda"))) load(file, environment)
  environment
}
roxygen2::roxygenise(".", load_code = load_with_data)
