# Check and expand the config. Every other rule reads PLAN.

import json
import sys
from pathlib import Path

from snakemake.exceptions import WorkflowError
from snakemake.utils import validate

from rnnbench import config as configs
from rnnbench.plan import dependencies, resources, matrix, user_errors
from rnnbench.components import discovery
from rnnbench.pipeline import registration
from rnnbench.testing import smoke_tests
from rnnbench.plan.paths import Paths
from rnnbench.storage.results import OF_SHARDS

try:
    for file in workflow.configfiles:
        configs.mapping(Path(file))
    PLAN = matrix.plan(configs.load(config))
    smoke_tests.run(PLAN)
except Exception as error:
    said = user_errors.explained(error)
    if said is None:
        raise
    raise WorkflowError(said) from None
validate(config, "../schemas/config.schema.json")

for broken in matrix.broken_claims():
    print(f"warning: left out: {broken.what} ({broken.why})", file=sys.stderr)

PATHS = Paths.of(PLAN.config)
RESULTS, REPORTS = PATHS.results, PATHS.reports
PLAN_FILE = str(PATHS.plan)


# On a cluster, the plan is too small for a separate job.
localrules:
    plan,


rule plan:
    output:
        PLAN_FILE,
    log:
        f"{RESULTS}/logs/plan.log",
    params:
        config=json.dumps(config, sort_keys=True),
    message:
        "Writing the plan"
    shell:
        "python -m rnnbench resolve {params.config:q} --output {output:q} 2> {log:q}"
