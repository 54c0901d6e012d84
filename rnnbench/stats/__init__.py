"""Statistics: arrays in, values out. Nothing here knows of nets, files or claims."""
