"""Plan of a run: shards, estimates, job resources and dependencies of a config."""
