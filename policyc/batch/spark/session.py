"""The session that `policyc run --engine spark` works in: the one that is configured, on this machine if none is."""

from __future__ import annotations

import os
import shutil
import sys
import warnings
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from policyc.batch.fault import BatchError, fault
from policyc.report.diagnostic import Words

SETTINGS = {
    "spark.app.name": "policyc",
    # what goes wrong is told once, by us
    "spark.log.level": "OFF",
    "spark.ui.showConsoleProgress": "false",
}

_NO_JAVA = Words("没有找到 Java", "there is no Java")


def session() -> Any:
    """A session of Spark, as spark-submit or the environment configures it. Raises BatchError where there is none."""
    if find_spec("pyspark") is None:
        raise fault("spark-not-installed")
    if not _java():
        raise fault("spark-not-started", reason=_NO_JAVA)
    # the workers on this machine run what runs here
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    # it warns of versions of pandas, which nothing here uses
    warnings.filterwarnings("ignore", category=FutureWarning, module="pyspark")
    try:
        return SparkSession.builder.config(map={**SETTINGS}).getOrCreate()
    except (PySparkException, OSError) as error:
        raise not_started(error) from None


def not_started(error: Exception) -> BatchError:
    """Why Spark does not start, in the first line that it says."""
    first = str(error).strip().split("\n")[0]
    return fault("spark-not-started", reason=Words(first, first))


def _java() -> bool:
    home = os.environ.get("JAVA_HOME")
    return shutil.which("java") is not None or (home is not None and (Path(home) / "bin" / "java").exists())
