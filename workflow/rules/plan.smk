# The config, checked and expanded. Every other rule reads PLAN.

import json

from snakemake.exceptions import WorkflowError
from snakemake.utils import validate

from rnnbench import config as configs
from rnnbench import discovery, matrix, registration
from rnnbench.files import DataError
from rnnbench.paths import Paths
from rnnbench.results import ResultsError

try:
    PLAN = matrix.plan(configs.load(config))
except (configs.ConfigError, DataError, ResultsError) as error:
    raise WorkflowError(str(error))
validate(config, "../schemas/config.schema.json")

PATHS = Paths.of(PLAN.config)
RESULTS, REPORTS = PATHS.results, PATHS.reports


rule plan:
    output:
        f"{RESULTS}/plan.json",
    log:
        f"{RESULTS}/logs/plan.log",
    params:
        config=json.dumps(config, sort_keys=True),
    message:
        "Writing down the plan"
    shell:
        "python -m rnnbench resolve {params.config:q} --output {output:q} 2> {log:q}"
