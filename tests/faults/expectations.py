# SPDX-License-Identifier: Apache-2.0
"""What a look has to come to, as data: the classes, and the rules that hold for every look."""
import dataclasses

from identity import LEAF_PEM

LATE = 2.0  # seconds after its timeout at which a look has to be over

ANY_CODE = frozenset({0, 1, 3, 4})


@dataclasses.dataclass(frozen=True)
class Want:
    """A class of looks. Each part that is given has to hold."""
    codes: frozenset = ANY_CODE
    kinds: frozenset = None      # of the failure, "" for none
    findings: frozenset = frozenset()
    absent: frozenset = frozenset()
    outcomes: frozenset = None   # of the client certificate

    def flaw(self, look):
        """What a look has that this class has not; "" where it is of the class."""
        if look.code not in self.codes:
            return f"exit code not in {sorted(self.codes)}"
        if self.kinds is not None and look.kind not in self.kinds:
            return f"failure not of {sorted(self.kinds)}"
        if not self.findings <= look.findings:
            return f"without {sorted(self.findings - look.findings)}"
        if self.absent & look.findings:
            return f"with {sorted(self.absent & look.findings)}"
        if self.outcomes is not None and look.outcome not in self.outcomes:
            return f"client certificate not {sorted(self.outcomes)}"
        return ""


def want(*codes, kinds=None, findings=(), absent=(), outcomes=None):
    """A class, written shortly."""
    def some(words):
        return None if words is None else frozenset(words)
    return Want(frozenset(codes), some(kinds), frozenset(findings), frozenset(absent),
                some(outcomes))


UNPROVED = {"key-not-proved"}
CLASSES = {
    "verified": want(0, kinds=[""]),
    "closed": want(4, kinds=["closed"]),
    "reset": want(4, kinds=["reset"]),
    "timed out": want(3, kinds=["timed_out"]),
    "plaintext": want(4, kinds=["plaintext"]),
    "alert": want(4, kinds=["alert"]),
    "protocol": want(4, kinds=["protocol"]),
    "no certificate": want(4, kinds=["no_certificate"]),
    "chain unreadable": want(4, kinds=["bad_certificate", "no_certificate", "protocol"]),
    "bad certificate": want(4, kinds=["bad_certificate"]),
    # The chain was seen; nothing shows that the peer has the key.
    "unproved": want(1, findings=UNPROVED),
    "rejected": want(1),
    "no chain": want(3, 4),
    "proved": want(0),
    # The proof came; what came after it broke off.
    "proved, broken off": want(0, findings=["handshake-incomplete"]),
    "unparsed": want(1, findings=["unparsed-certificate"]),
    "refused": want(0, outcomes=["refused"]),
    "accepted": want(0, outcomes=["accepted"]),
    "acceptance unknown": want(0, outcomes=["unknown"]),
    "refused, none sent": want(0, findings=["client-certificate-required"], outcomes=["refused"]),
}


def broken_rule(look, timeout):
    """The rule that a look breaks whatever its peer did; "" where it keeps all."""
    handshake = look.report["observation"]["handshake"] or {}
    presented = look.report["presented"]
    if look.code not in ANY_CODE:
        return "an exit code that no look has"
    if look.code == 0 and look.proved is not True:
        return "verified without a proof of the key"
    if look.code == 0 and (not presented or presented[0].get("pem") != LEAF_PEM):
        return "verified with another leaf"
    if look.code == 3 and handshake and look.kind != "timed_out":
        return "not reached, though the connection stood"
    if look.seconds > timeout + LATE:
        return f"took {look.seconds:.1f} s, timeout {timeout} s"
    return ""


def flaw_of(look, classes, timeout):
    """What is wrong with a look for which one of these classes is right; "" for nothing."""
    if look is None:
        return "no report"
    broken = broken_rule(look, timeout)
    if broken:
        return f"{broken}: {look.text()}"
    flaws = [CLASSES[name].flaw(look) for name in classes]
    if not all(flaws):
        return ""
    return f"{look.text()}; expected one of {', '.join(classes)}: {flaws[0]}"
