# Error rates of the tests, from simulated experiments on many runs of one arm (A/A samples).


rule aa_samples:
    input:
        code=[
            "rnnbench/pipeline/calibration/aa_samples.py",
            sources.relative(sources.ENGINE_VERSION),
        ],
    output:
        f"{RESULTS}/calibration/runs.parquet",
    log:
        f"{RESULTS}/logs/aa_samples.log",
    params:
        runs=PLAN.config.calibration.runs,
    message:
        "Training the A/A samples"
    shell:
        "python -m rnnbench aa-samples {params.runs} --out {output:q} 2> {log:q}"


rule calibrate:
    input:
        runs=rules.aa_samples.output,
        code=sources.code("stats", "claims/tests", "judging", "pipeline/calibration"),
    output:
        f"{RESULTS}/calibration.json",
    log:
        f"{RESULTS}/logs/calibrate.log",
    params:
        experiments=PLAN.config.calibration.experiments,
    message:
        "Calibrating the tests"
    shell:
        "python -m rnnbench calibrate {input.runs:q} --experiments {params.experiments}"
        " --out {output:q} 2> {log:q}"
