# One job a shard and stage: tuning on tuning seeds, then training at the chosen rates.

SHARD = "{study}/{variant}/{task}/{cell}/{norm}"
# In the command but no parameter of the rules: another device or memory redoes nothing.
EXECUTION = PLAN.config.execution.model_dump_json()


def components(wildcards):
    return PLAN.components(SHARD.format(**wildcards))


def shard_json(wildcards):
    return PLAN.shards[SHARD.format(**wildcards)].model_dump_json()


def rates(wildcards):
    path = SHARD.format(**wildcards)
    return [f"{RESULTS}/tune/{path}/rates.json"] if PLAN.shards[path].tuned else []


rule tune:
    input:
        components,
    output:
        runs=f"{RESULTS}/tune/{SHARD}/runs.parquet",
        curves=f"{RESULTS}/tune/{SHARD}/curves.parquet",
        tests=f"{RESULTS}/tune/{SHARD}/tests.parquet",
        rates=f"{RESULTS}/tune/{SHARD}/rates.json",
    log:
        f"{RESULTS}/logs/tune/{SHARD}.log",
    benchmark:
        f"{RESULTS}/logs/tune/{SHARD}.tsv"
    resources:
        mem_mb=PLAN.config.execution.memory_mb,
    params:
        shard=shard_json,
        folder=f"{RESULTS}/tune/{SHARD}",
    message:
        "Tuning {wildcards.cell} on {wildcards.task} ({wildcards.study}, {wildcards.variant}, norm {wildcards.norm})"
    shell:
        "python -m rnnbench train {params.shard:q} --stage tune --out {params.folder:q}"
        " --rates {output.rates:q}"
        " --execution {EXECUTION:q} 2> {log:q}"


rule train:
    input:
        components=components,
        rates=rates,
    output:
        runs=f"{RESULTS}/train/{SHARD}/runs.parquet",
        curves=f"{RESULTS}/train/{SHARD}/curves.parquet",
        tests=f"{RESULTS}/train/{SHARD}/tests.parquet",
    log:
        f"{RESULTS}/logs/train/{SHARD}.log",
    benchmark:
        f"{RESULTS}/logs/train/{SHARD}.tsv"
    resources:
        mem_mb=PLAN.config.execution.memory_mb,
    params:
        shard=shard_json,
        folder=f"{RESULTS}/train/{SHARD}",
        rates=f"{RESULTS}/tune/{SHARD}/rates.json",
    message:
        "Training {wildcards.cell} on {wildcards.task} ({wildcards.study}, {wildcards.variant}, norm {wildcards.norm})"
    shell:
        "python -m rnnbench train {params.shard:q} --stage train --out {params.folder:q}"
        " --rates {params.rates:q}"
        " --execution {EXECUTION:q} 2> {log:q}"


rule collect:
    input:
        plan=rules.plan.output,
        tune=expand(f"{RESULTS}/tune/{{shard}}/runs.parquet", shard=PLAN.tuned()),
        train=expand(f"{RESULTS}/train/{{shard}}/runs.parquet", shard=PLAN.shards),
        probes=expand(f"{RESULTS}/probes/{{probe}}.parquet", probe=PLAN.config.probes),
    output:
        runs=f"{RESULTS}/runs.parquet",
        curves=f"{RESULTS}/curves.parquet",
        tests=f"{RESULTS}/tests.parquet",
        readings=f"{RESULTS}/readings.parquet",
    log:
        f"{RESULTS}/logs/collect.log",
    message:
        "Collecting all runs"
    shell:
        "python -m rnnbench collect --plan {input.plan:q} 2> {log:q}"
