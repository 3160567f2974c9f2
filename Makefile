# Everything runs from a bare clone; each target makes what it needs first.
BIN := .venv/bin
export RASA_TELEMETRY_ENABLED = false
export SQLALCHEMY_SILENCE_UBER_WARNING = 1
export TF_CPP_MIN_LOG_LEVEL = 3

# How many tests run side by side; 0 is one after the other. A worker takes 5 GB. What drives a whole running shop comes
# afterwards and by itself: its browser should not wait for a core that something else computes on.
WORKERS ?= 2
WHOLE := tests/browser tests/stack

.PHONY: help setup demo test lint types contracts units widget train stories browser lock clean

help:  ## Say what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup:  ## Make the environment and build the widget
	@tools/setup.sh

demo: setup  ## Open the demo shop with the assistant in it
	@$(BIN)/daogou demo

test: setup lint types contracts widget train units stories  ## Run every check (about 45 minutes on 2 cores)

lint: setup  ## Style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup  ## Types
	$(BIN)/mypy

contracts: setup  ## Who may import whom
	$(BIN)/lint-imports

widget: setup  ## Types and tests of the widget
	cd bot/widget && PATH="$(CURDIR)/.venv/bin:$$PATH" npm run --silent check
	cd bot/widget && PATH="$(CURDIR)/.venv/bin:$$PATH" npm run --silent test

train: setup  ## Load the demo shop and train what is not trained yet
	@$(BIN)/daogou demo --prepare-only

units: setup train  ## Behaviour, with the real databases, the trained model and Chromium
	$(BIN)/pytest -n $(WORKERS) --dist loadfile $(WHOLE:%=--ignore %)
	$(BIN)/pytest $(WHOLE)

browser: setup train  ## The running shop in Chromium
	$(BIN)/pytest -m browser

stories: setup train  ## Rasa's own checks: data, stories, held-out utterances
	$(BIN)/python -m tests.gate

lock:  ## Lock the packages anew
	@tools/uv.sh pip compile pyproject.toml --extra dev --python-version 3.10 --generate-hashes \
	  --no-emit-index-url --no-annotate --no-header --quiet -o requirements.txt

clean:  ## Forget the demo shop, models and reports
	rm -rf .daogou models results
