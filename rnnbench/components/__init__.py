"""Components by file name: cells, inits, norms, clips, penalties, tasks and corpora."""
