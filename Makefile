# make demo and make test set up what they need: on a bare Debian machine (as root), or wherever R is.
# Everything made or installed by them lies in build/.
SHELL = /bin/bash
export R_LIBS := $(CURDIR)/build/packages$(if $(R_LIBS),:$(R_LIBS))

help:
	@echo 'make demo      install what is missing, build the package, fit a real data set, draw its plots'
	@echo 'make test      install what is missing, R CMD check --as-cran with all tests, C tests of the core'
	@echo 'make core      only the C tests'
	@echo 'make quick     only the R tests, from the source tree'
	@echo 'make document  man/ and NAMESPACE from the roxygen comments'
	@echo 'make lint      the rules of the house; make format  C by .clang-format'
	@echo 'make red       does a failing test turn make test red? (two full checks)'
	@echo 'make clean     forget all of build/ but installed packages'

demo:
	@bash tools/setup demo
	@bash tools/install
	@Rscript tools/demo.R build/demo

test:
	@bash tools/setup test
	@bash tools/test

core:
	@$(MAKE) --no-print-directory -C tests/core check BUILD=../../build/core

quick:
	@bash tools/setup test
	@bash tools/install
	@Rscript -e '.libPaths(c("build/library", .libPaths()))' \
	  -e 'testthat::test_local(".", load_package = "installed", stop_on_failure = TRUE)'

document:
	@bash tools/setup develop
	@Rscript tools/document.R

lint:
	@bash tools/lint

format:
	clang-format -i src/*.[ch] tests/core/*.[ch]

red:
	@bash tools/red

clean:
	@[ ! -d build ] || find build -mindepth 1 -maxdepth 1 ! -name packages -exec rm -rf {} +

.PHONY: help demo test core quick document lint format red clean
