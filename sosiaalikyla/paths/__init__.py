"""Paths (polut): service path models (palvelupolkumallit) as data, and each youth's own path (oma polku).

A model proposes phases, which the youth sees as stations (asemat), steps inside them (askeleet) and, between
phases, a check that both answer (siirtymän tarkistus, never so called to the youth).
The youth and the worker decide: a model books nothing, and a date whose anchor (ankkuripäivä) is unknown is
not shown.
"""
