# The report with its figures and tables, also for `snakemake --report`.

from rnnbench.report import names

REPORT = f"{REPORTS}/report.html"


rule report:
    input:
        plan=rules.plan.output,
        code=sources.code("report"),
        verdicts=rules.verdicts.output,
        calibration=rules.calibrate.output,
        runs=rules.collect.output.runs,
        curves=rules.collect.output.curves,
        tests=rules.collect.output.tests,
        readings=rules.collect.output.readings,
    output:
        html=report(
            REPORT,
            caption="../report/report.rst",
            category="1 The report",
            labels={"what": "one page, for readers"},
        ),
        markdown=f"{REPORTS}/report.md",
        verdicts=report(
            f"{REPORTS}/verdicts.json",
            caption="../report/verdicts.rst",
            category="2 Verdicts",
            labels={"what": "all verdicts, machine-readable"},
        ),
        claims=[
            report(
                f"{REPORTS}/figures/{claim}.svg",
                caption="../report/claim.rst",
                category="3 Claims",
                subcategory=PLAN.claims[claim].section,
                labels={"claim": claim},
            )
            for claim in PLAN.judged()
        ],
        pictures=[
            report(
                f"{REPORTS}/figures/{name}.svg",
                caption="../report/pictures.rst",
                category="4 Pictures",
                labels={"picture": name},
            )
            for name in names.figures(PLAN)
            if name not in PLAN.judged()
        ],
        tables=[
            report(
                f"{REPORTS}/tables/{table}.csv",
                caption="../report/tables.rst",
                category="5 Tables",
                labels={"table": table},
            )
            for table in names.TABLES
        ],
        latex=expand(f"{REPORTS}/tables/{{table}}.tex", table=names.TABLES),
        further=expand(
            f"{REPORTS}/figures/{{name}}.{{kind}}",
            name=names.figures(PLAN),
            kind=["pdf", "csv"],
        ),
    log:
        f"{RESULTS}/logs/report.log",
    params:
        ledger=registration.ledger(PLAN.claims),
    message:
        "Writing the report"
    shell:
        "python -m rnnbench report --plan {input.plan:q} &> {log:q}"
