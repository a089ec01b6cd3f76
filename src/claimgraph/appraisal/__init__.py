"""Appraisal: audits of the evidence, confidence on every arrow, certainty, and what is missing.

Everything here is worked out from the model; nothing is stored, and each number comes with what it rests on.
"""
