"""Speech engines, the worker process they speak in, and the clip store."""
