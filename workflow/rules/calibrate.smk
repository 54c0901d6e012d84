# How often the tests are wrong: many runs of one arm, and experiments on them.
# The plan is named by its file: `ancient` marks what it is given, so that given `rules.plan.output`
# it would make the plan ancient to all other rules as well.


rule pools:
    input:
        code=[
            "rnnbench/calibration/pools.py",
            dependencies.relative(dependencies.ENGINE_VERSION_FILE),
        ],
        plan=ancient(PLAN_FILE),
    output:
        f"{RESULTS}/calibration/runs.parquet",
    log:
        f"{RESULTS}/logs/pools.log",
    params:
        runs=PLAN.config.calibration.runs,
    message:
        "Training the runs that the tests are calibrated on"
    shell:
        "python -m rnnbench pools --plan {input.plan:q} 2> {log:q}"


rule calibrate:
    input:
        runs=rules.pools.output,
        code=dependencies.code("stats", "judging", "calibration"),
        plan=ancient(PLAN_FILE),
    output:
        f"{RESULTS}/calibration.json",
    log:
        f"{RESULTS}/logs/calibrate.log",
    params:
        experiments=PLAN.config.calibration.experiments,
    message:
        "Calibrating the tests"
    shell:
        "python -m rnnbench calibrate --plan {input.plan:q} 2> {log:q}"
