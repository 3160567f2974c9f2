"""TensorFlow stays out of a process whose configuration needs none of it, and comes in for one that does."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.without_tensorflow import COMPONENTS, spare_tensorflow

LEAN = "pipeline:\n- name: WhitespaceTokenizer\npolicies:\n- name: RulePolicy\n"
IMPORTS = "import rasa.core.agent, rasa.model_training, rasa.engine.recipes.default_components as d"


def run(code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": os.getcwd(), "TF_CPP_MIN_LOG_LEVEL": "3"}
    command = [sys.executable, "-W", "ignore", "-c", f"import sys; from bot.without_tensorflow import *; {code}"]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_rasa_is_imported_without_tensorflow(tmp_path: Path) -> None:
    (tmp_path / "config.yml").write_text(LEAN)
    done = run(f"assert spare_tensorflow(); {IMPORTS}; assert 'tensorflow' not in sys.modules", tmp_path)
    assert done.returncode == 0, done.stderr


def test_a_model_that_needs_it_after_all_is_refused_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "config.yml").write_text(LEAN)
    done = run(f"spare_tensorflow(); {IMPORTS}; d.DIETClassifier.load()", tmp_path)
    assert "DIETClassifier needs TensorFlow" in done.stderr
    assert "train a model from the present config.yml" in done.stderr


@pytest.mark.parametrize(
    "config",
    [
        LEAN.replace("WhitespaceTokenizer", "DIETClassifier"),
        LEAN.replace("WhitespaceTokenizer", "rasa.nlu.selectors.response_selector.ResponseSelector"),
        LEAN.replace("RulePolicy", "TEDPolicy"),
        LEAN.partition("policies")[0],  # Rasa's own policies
        LEAN.partition("policies")[2],  # Rasa's own pipeline
        "- [",
    ],
)
def test_a_configuration_that_needs_it_gets_it(config: str, tmp_path: Path) -> None:
    file = tmp_path / "config.yml"
    file.write_text(config)
    assert not spare_tensorflow(file)


def test_without_a_configuration_nothing_is_left_out(tmp_path: Path) -> None:
    assert not spare_tensorflow(tmp_path / "config.yml")


def test_for_understanding_alone_no_policies_are_needed(tmp_path: Path) -> None:
    (tmp_path / "config.yml").write_text(LEAN.partition("policies")[0])
    code = f"assert spare_tensorflow(nlu_only=True); {IMPORTS}; assert 'tensorflow' not in sys.modules"
    assert run(code, tmp_path).returncode == 0


def test_the_components_are_where_they_are_looked_for(tmp_path: Path) -> None:
    listed = ";".join(f"from {module} import {name}" for module, names in COMPONENTS.items() for name in names)
    done = run(f"{listed}; assert 'tensorflow' in sys.modules", tmp_path)
    assert done.returncode == 0, done.stderr
