# One verdict per claim, from its shards and probes; then all verdicts, corrected together.

from rnnbench.pipeline.judge import JudgingJob


def claim_file(wildcards):
    return sources.relative(REGISTRY.source("claims", wildcards.claim))


def claim_form(wildcards):
    """Hash of the claim's declaration, independent of its file."""
    claim = PLAN.claims[wildcards.claim]
    return registration.digest(registration.declared(claim))


def claim_shards(wildcards):
    return [
        f"{RESULTS}/train/{path}/{table}.parquet"
        for path in PLAN.needed(wildcards.claim)
        for table in ("runs", "tests")
    ]


def claim_tuning(wildcards):
    return [
        f"{RESULTS}/tune/{path}/runs.parquet" for path in PLAN.tuning(wildcards.claim)
    ]


def claim_probes(wildcards):
    return [
        f"{RESULTS}/probes/{probe}.parquet" for probe in PLAN.probed(wildcards.claim)
    ]


def claim_job(wildcards):
    return JudgingJob.of(PLAN, wildcards.claim).model_dump_json()


rule judge:
    input:
        code=sources.code("stats", "claims/tests", "judging"),
        claim=claim_file,
        runs=claim_shards,
        tuning=claim_tuning,
        probes=claim_probes,
    output:
        f"{RESULTS}/claims/{{claim}}.json",
    log:
        f"{RESULTS}/logs/judge/{{claim}}.log",
    params:
        declared=claim_form,
        job=claim_job,
    message:
        "Judging {wildcards.claim}"
    shell:
        "python -m rnnbench judge {params.job:q} --out {output:q} 2> {log:q}"


rule verdicts:
    input:
        plan=rules.plan.output,
        code=sources.code("stats", "claims/tests", "judging"),
        claims=expand(f"{RESULTS}/claims/{{claim}}.json", claim=PLAN.judged()),
        not_run=[
            sources.relative(REGISTRY.source("claims", claim))
            for claim in PLAN.missing
        ],
    output:
        f"{RESULTS}/verdicts.json",
    log:
        f"{RESULTS}/logs/verdicts.log",
    message:
        "Correcting the verdicts for multiple testing"
    shell:
        "python -m rnnbench verdicts --plan {input.plan:q} 2> {log:q}"
