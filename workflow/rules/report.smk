# The report that people read, its figures and tables; all of it also for `snakemake --report`.

REPORT = f"{REPORTS}/report.html"


rule report:
    input:
        plan=rules.plan.output,
        code=matrix.code("report"),
        verdicts=rules.verdicts.output,
        calibration=rules.calibrate.output,
        runs=rules.collect.output.runs,
        curves=rules.collect.output.curves,
        tests=rules.collect.output.tests,
        readings=rules.collect.output.readings,
    output:
        html=report(REPORT, caption="../report/report.rst", category="Report"),
        verdicts=report(
            f"{REPORTS}/verdicts.json",
            caption="../report/verdicts.rst",
            category="Verdicts",
        ),
        tables=report(
            expand(
                f"{REPORTS}/tables/{{table}}.csv",
                table=["claims", "strata", "arms", "published", "calibration"],
            ),
            caption="../report/tables.rst",
            category="Tables",
        ),
        figures=report(
            expand(f"{REPORTS}/figures/{{claim}}.svg", claim=PLAN.judged()),
            caption="../report/figures.rst",
            category="Figures",
        ),
    log:
        f"{RESULTS}/logs/report.log",
    params:
        ledger=registration.ledger(matrix.claims()),
    message:
        "Writing the report"
    shell:
        "python -m rnnbench report --plan {input.plan:q} 2> {log:q}"
