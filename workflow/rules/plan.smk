# Check and expand the config. Every other rule reads PLAN.

import json
import sys
from pathlib import Path

from snakemake.exceptions import WorkflowError
from snakemake.utils import validate

from rnnbench import config as configs
from rnnbench.pipeline import registration
from rnnbench.plan import dependencies, expansion, resources, sources, user_errors
from rnnbench.plan.paths import Paths
from rnnbench.plan.plan import broken_claims
from rnnbench.storage.results import OF_SHARDS
from rnnbench.testing import smoke_tests

try:
    for file in workflow.configfiles:
        configs.mapping(Path(file))
    PLAN = expansion.expand(configs.load(config))
    smoke_tests.run(PLAN)
except Exception as error:
    explanation = user_errors.explained(error)
    if explanation is None:
        raise
    raise WorkflowError(explanation) from None
validate(config, "../schemas/config.schema.json")

REGISTRY = PLAN.registry
for broken in broken_claims(REGISTRY):
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
        plan=PLAN.digest(),
    message:
        "Writing the plan"
    shell:
        "python -m rnnbench resolve {params.config:q} --output {output:q} 2> {log:q}"
