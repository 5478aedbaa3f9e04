"""Writing the register: one entry for each decision, in the transaction that takes it."""

from consult.moderation import canonical
from consult.moderation.models import Decision, Register, RegisterEntry


def enter(decision: Decision) -> RegisterEntry:
    """Write a decision into its consultation's register, bound to the entry before.

    The register's row stays locked until the transaction ends, so that entries come in the order
    of their numbers.
    """
    register = lock_register(decision)
    body = canonical.canonical(
        canonical.entry(decision, number=register.last + 1, previous=register.head)
    )
    register.last, register.head = register.last + 1, canonical.digest(body)
    register.save(update_fields=["last", "head"])
    return RegisterEntry.objects.create(
        register=register, number=register.last, decision=decision, body=body, hash=register.head
    )


def lock_register(decision: Decision) -> Register:
    """Return the locked register of a decision's consultation, made with its first entry."""
    registers = Register.objects.select_for_update().filter(pk=decision.consultation_id)
    found = registers.first()
    if found is None:
        Register.objects.bulk_create(
            [Register(consultation_id=decision.consultation_id)], ignore_conflicts=True
        )
        found = registers.get()
    return found
