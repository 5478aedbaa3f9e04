"""SQLite as Django's backend has it, with writers who take turns.

SQLite lets one writer in at a time and has the others ask again after a pause, whoever came first:
of sixty who want to write at once, some ask in vain until their time is up. Within one process they
stand in a queue here, so that each waits for those before it and for nobody else.
"""
