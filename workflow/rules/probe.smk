# Probes, measurements without long training: one job per probe.

COMPONENTS = [
    part for folder in PLAN.config.components for part in ("--components", folder)
]
# In the command but not in params: moving the data repeats nothing.
FOLDER = PLAN.config.execution.data
DATA = ["--data", FOLDER] if FOLDER else []


def probe_files(wildcards):
    return dependencies.probe_files(PLAN.config, wildcards.probe)


def probe_settings(wildcards):
    return json.dumps(PLAN.config.probes[wildcards.probe], sort_keys=True)


def probe_threads(wildcards):
    """All cores for a probe that measures times, so that it runs alone."""
    alone = REGISTRY.load("probes", wildcards.probe).alone
    return workflow.cores if alone else 1


rule probe:
    input:
        probe_files,
    output:
        f"{RESULTS}/probes/{{probe}}.parquet",
    log:
        f"{RESULTS}/logs/probe/{{probe}}.log",
    threads: probe_threads
    params:
        settings=probe_settings,
        components=COMPONENTS,
    message:
        "Measuring {wildcards.probe}"
    shell:
        "python -m rnnbench probe {wildcards.probe} {params.settings:q} --out {output:q}"
        " {params.components:q} {DATA:q} 2> {log:q}"
