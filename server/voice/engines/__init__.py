"""Speech engines, one module each, loaded by name in a worker process only.

May use ``voice.model``.
"""
