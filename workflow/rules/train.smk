# Tuning on tuning seeds, then training at the chosen learning rates: one job per block of seeds.

TUNED = "{study}/{variant}/{task}/{cell}/{norm}"
SHARD = TUNED + "/{seeds}"
# In the command but not in params: a change of device or memory repeats nothing.
EXECUTION = PLAN.config.execution.model_dump_json()
# The same holds for turning keep_weights off.
KEPT = [name for name, study in PLAN.config.studies.items() if study.keep_weights]
KEEPING = [part for study in KEPT for part in ("--keep-weights", study)]
WEIGHTS = [
    f"{RESULTS}/train/{path}/weights.pt"
    for path, shard in PLAN.shards.items()
    if shard.study in KEPT
]


def shard(wildcards):
    return PLAN.shards[SHARD.format(**wildcards)]


def tuned(wildcards):
    return PLAN.tuned[TUNED.format(**wildcards)]


def tuning_minutes(wildcards, attempt):
    return resources.minutes(tuned(wildcards), REGISTRY, "tune", attempt)


def training_minutes(wildcards, attempt):
    return resources.minutes(shard(wildcards), REGISTRY, "train", attempt)


def rates(wildcards):
    path = TUNED.format(**wildcards)
    return [f"{RESULTS}/tune/{path}/rates.json"] if path in PLAN.tuned else []


rule tune:
    input:
        lambda wildcards: dependencies.component_files(tuned(wildcards), REGISTRY),
    output:
        runs=f"{RESULTS}/tune/{TUNED}/runs.parquet",
        curves=f"{RESULTS}/tune/{TUNED}/curves.parquet",
        tests=f"{RESULTS}/tune/{TUNED}/tests.parquet",
        rates=f"{RESULTS}/tune/{TUNED}/rates.json",
    log:
        f"{RESULTS}/logs/tune/{TUNED}.log",
    benchmark:
        f"{RESULTS}/logs/tune/{TUNED}.tsv"
    resources:
        mem_mb=resources.memory_mb(PLAN.config.execution),
        runtime=tuning_minutes,
    params:
        shard=lambda wildcards: tuned(wildcards).model_dump_json(),
        folder=f"{RESULTS}/tune/{TUNED}",
    message:
        "Tuning {wildcards.cell} on {wildcards.task} ({wildcards.study}, {wildcards.variant}, norm {wildcards.norm})"
    shell:
        "python -m rnnbench train {params.shard:q} --stage tune --out {params.folder:q}"
        " --rates {output.rates:q}"
        " --execution {EXECUTION:q} 2> {log:q}"


rule train:
    input:
        components=lambda wildcards: dependencies.component_files(
            shard(wildcards), REGISTRY
        ),
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
        mem_mb=resources.memory_mb(PLAN.config.execution),
        runtime=training_minutes,
    params:
        shard=lambda wildcards: shard(wildcards).model_dump_json(),
        folder=f"{RESULTS}/train/{SHARD}",
        rates=f"{RESULTS}/tune/{TUNED}/rates.json",
    message:
        "Training {wildcards.cell} on {wildcards.task} ({wildcards.study}, {wildcards.variant}, norm {wildcards.norm}, seeds {wildcards.seeds})"
    shell:
        "python -m rnnbench train {params.shard:q} --stage train --out {params.folder:q}"
        " --rates {params.rates:q}"
        " --execution {EXECUTION:q} {KEEPING:q} 2> {log:q}"


if KEPT:

    use rule train as train_and_keep with:
        output:
            **rules.train.output,
            weights=f"{RESULTS}/train/{SHARD}/weights.pt",
        wildcard_constraints:
            study="|".join(KEPT),

    ruleorder: train_and_keep > train


rule collect:
    input:
        plan=rules.plan.output,
        tune=expand(
            f"{RESULTS}/tune/{{shard}}/{{table}}.parquet",
            shard=PLAN.tuned,
            table=OF_SHARDS,
        ),
        train=expand(
            f"{RESULTS}/train/{{shard}}/{{table}}.parquet",
            shard=PLAN.shards,
            table=OF_SHARDS,
        ),
        probes=expand(f"{RESULTS}/probes/{{probe}}.parquet", probe=PLAN.probes),
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
