"""Every error that ``knowledge`` raises on purpose.

DaogouError
 +-- ConfigurationError      a setting is missing or wrong; the message says which
 +-- FeedError               a feed as a whole cannot be read
 +-- StoreError              the database cannot be used as it is
 +-- ModelFileError          a trained artefact is missing, corrupt or of another version
 +-- NotFoundError
 |    +-- UnknownProduct
 |    +-- UnknownCategory
 |    +-- UnknownCustomer
 |    +-- UnknownOrder       also for another customer's order: the two must look alike
 |    +-- UnknownConversation
 +-- OrderChanged            what is to be done was worked out on an order that has become another
 +-- BackEndError            the shop's order system does not answer, or not sensibly
 +-- NotAllowed              the caller may not do this
      +-- SignInRequired
      +-- InvalidIdentity    a seal that does not verify
      +-- InvalidTransition  a state machine was asked for a step it does not have
      +-- Refused            the shop's policy for orders does not allow it
"""

from __future__ import annotations

from traceback import extract_tb


class DaogouError(Exception):
    """Base of all deliberate errors; its text says what to do and holds no personal data."""


class ConfigurationError(DaogouError):
    """A setting is missing or wrong."""


class FeedError(DaogouError):
    """A feed cannot be read at all; a bad row is a reject, not an error."""


class StoreError(DaogouError):
    """The database cannot be used as it is."""


class ModelFileError(DaogouError):
    """A trained artefact is missing, corrupt or of another version."""


class NotFoundError(DaogouError):
    """Something was asked for by an id that the shop does not have."""


class UnknownProduct(NotFoundError):
    """No product has this id."""


class UnknownCategory(NotFoundError):
    """No category has this key."""


class UnknownCustomer(NotFoundError):
    """No customer has this id."""


class UnknownOrder(NotFoundError):
    """No order of this customer has this number."""


class UnknownConversation(NotFoundError):
    """No conversation has this id."""


class OrderChanged(DaogouError):
    """What is to be done was worked out on an order that has become another since: look again, and ask again."""


class BackEndError(DaogouError):
    """The shop's order system does not answer, or not sensibly; whether something was done is then not known."""


class BadPhoto(DaogouError):
    """What was sent as a photo cannot be taken as one."""


class NotAllowed(DaogouError):
    """The caller may not do this."""


class SignInRequired(NotAllowed):
    """Only a signed-in customer may ask this."""


class InvalidIdentity(NotAllowed):
    """An identity seal is missing, malformed or does not verify."""


class InvalidTransition(NotAllowed):
    """A state machine has no such step from its present state."""


class Refused(NotAllowed):
    """The shop's policy for orders does not allow it; ``rule`` says why, ``names`` what it speaks of."""

    def __init__(self, rule: str, **names: object) -> None:
        super().__init__(f"the policy for orders does not allow this: {rule}")
        self.rule = rule
        self.names = names


def told_for_log(error: BaseException) -> str:
    """What failed and where, innermost first.

    Not a foreign error's own text: a database's quotes the values it was given.
    """
    what = str(error) if isinstance(error, DaogouError) else type(error).__name__
    frames = extract_tb(error.__traceback__)[:-4:-1]
    return f"{what}, in " + " <- ".join(f"{frame.name} ({frame.filename}:{frame.lineno})" for frame in frames)
