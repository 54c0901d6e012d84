# A verdict for each claim, from the shards and probes that it looks at; then all, corrected together.

from rnnbench.pipeline.judging_job import Case


def claim_file(wildcards):
    return dependencies.relative(discovery.source("claims", wildcards.claim))


def claim_form(wildcards):
    """What the claim declares, wherever its numbers come from."""
    claim = matrix.claims()[wildcards.claim]
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


def claim_case(wildcards):
    return Case.of(PLAN, wildcards.claim).model_dump_json()


rule judge:
    input:
        code=dependencies.code("stats", "claims/tests", "judging"),
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
        case=claim_case,
    message:
        "Judging {wildcards.claim}"
    shell:
        "python -m rnnbench judge {params.case:q} --out {output:q} 2> {log:q}"


rule verdicts:
    input:
        plan=rules.plan.output,
        code=dependencies.code("stats", "claims/tests", "judging"),
        claims=expand(f"{RESULTS}/claims/{{claim}}.json", claim=PLAN.judged()),
        not_run=[
            dependencies.relative(discovery.source("claims", claim))
            for claim in PLAN.missing
        ],
    output:
        f"{RESULTS}/verdicts.json",
    log:
        f"{RESULTS}/logs/verdicts.log",
    message:
        "Correcting the verdicts for their number"
    shell:
        "python -m rnnbench verdicts --plan {input.plan:q} 2> {log:q}"
