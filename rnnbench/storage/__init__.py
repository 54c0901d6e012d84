"""Files on disk: tables with schemas, checksums, atomic writes."""
