"""Jobs of the pipeline: train, probe, collect, judge, calibrate, preregister, extend."""
