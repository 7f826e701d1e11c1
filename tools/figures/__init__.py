"""Drawings of the exercises: a small model of the body, posed by joint angles, written as SVG.

A contributor describes a figure in ``routines/figures/<exercise>.yaml``, and ``python -m tools.figures``
draws it.
"""
