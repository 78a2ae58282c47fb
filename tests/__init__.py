"""Tests of the pipeline and its scripts."""
