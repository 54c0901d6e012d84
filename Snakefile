# The whole pipeline, from config to report. `snakemake` runs the scale quick;
# `snakemake --config scale=standard` runs config/standard.yaml.


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


# Not a rule: if training depended on the registration, a changed claim would repeat it.
onstart:
    registration.register(PLAN)


onsuccess:
    # The Makefile prints the summary itself, even if there was nothing to do.
    if "MAKELEVEL" not in os.environ:
        shell(f"python -m rnnbench summary --scale {PLAN.config.scale}")
