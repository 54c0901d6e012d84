"""The report: figures, tables, prose and the page they stand on. No number is typed by hand."""
