# `make` shows what there is. Nothing needs to be done before `make run` or `make test`.

SHELL := bash
.DEFAULT_GOAL := help
.PHONY: help run test build check bench images format test-faults test-field test-leaks test-release test-tsan clean

help: ## show these targets
	@echo "Callcard tells an agent who is calling before they answer."
	@echo
	@sed -nE 's/^([a-z-]+):.*## (.*)/\1|\2/p' Makefile | while IFS='|' read -r name text; do printf '  make %-14s%s\n' "$$name" "$$text"; done

run: ## build what is missing and start the demo: calls that come in, links to open, a lookup to paste
	@Scripts/prepare run
	@Scripts/demo

test: ## run all tests (half an hour the first time; half of that is the build)
	@Scripts/prepare test
	@Scripts/test

build: ## make the release binary, .build/release/callcard
	@Scripts/prepare build
	@Scripts/build release

check: ## lint the format, the imports and the comments of declarations
	@Scripts/prepare check
	@Scripts/check

bench: ## measure, side by side in one run; see docs/benchmarks.md
	@Scripts/prepare bench
	@Scripts/bench

images: ## take the pictures of docs/images anew
	@Scripts/prepare images
	@Scripts/build debug
	@CALLCARD_IMAGES=docs/images Scripts/blackbox -k test_screenshots

test-release: ## run the black-box tests against the release binary
	@Scripts/prepare test
	@Scripts/build release
	@CALLCARD_BIN=.build/release/callcard Scripts/blackbox

test-faults: ## run the long fault tests against the release binary (about an hour, with figures)
	@Scripts/prepare test
	@Scripts/build release
	@CALLCARD_BIN=.build/release/callcard Scripts/faults

test-field: ## ask Request Tracker, Tryton and Prometheus, and telephone by Kamailio, for real (installs them from Debian the first time; then minutes)
	@Scripts/prepare field
	@Scripts/build release
	@Scripts/field

test-leaks: ## put leaks between teams into a copy of the program, and see that the tests find each (minutes)
	@Scripts/prepare test
	@Scripts/build debug
	@Scripts/leaks

test-tsan: ## run the concurrency tests under ThreadSanitizer (half an hour the first time, then minutes)
	@Scripts/prepare test
	@Scripts/test-tsan

format: ## format the sources
	@swift format --in-place --parallel --recursive Package.swift Sources Tests Benchmarks/Package.swift Benchmarks/Sources

clean: ## remove what was built
	@rm -rf .build .build-* .venv .prometheus Benchmarks/.build
