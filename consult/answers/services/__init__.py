"""The verbs of co-drafters: the only place that writes what is taken up, answered and signed.

Rows are locked in one order, or two writers could wait for each other: consultation, draft, section,
comment, answer, due event, stream.
"""
