# Everything from nothing to a judged report. `snakemake` alone runs the quick scale;
# `snakemake --config scale=standard` another one (config/standard.yaml).


configfile: f"config/{config.get('scale', 'quick')}.yaml"


include: "workflow/rules/plan.smk"
include: "workflow/rules/probe.smk"
include: "workflow/rules/train.smk"
include: "workflow/rules/judge.smk"
include: "workflow/rules/calibrate.smk"
include: "workflow/rules/report.smk"


rule all:
    default_target: True
    input:
        REPORT,
        WEIGHTS,


# No job: training that depended on the claims' registration would be redone, or wrongly left out,
# when only a claim has changed.
onstart:
    registration.register(PLAN)


onsuccess:
    # The Makefile says it itself, also if nothing was to be done.
    if "MAKELEVEL" not in os.environ:
        shell(f"python -m rnnbench summary --scale {PLAN.config.scale}")
