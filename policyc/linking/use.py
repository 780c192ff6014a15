"""引用: another policy settled beside this one. What both declare alike of a claim's shape is one thing."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from attrs import define, evolve

from policyc.linking.amend import CLOSE, parts_in
from policyc.linking.editions import DATED, Part, Place, name_of, names_of, place_of, span_of
from policyc.linking.gather import Gathered
from policyc.linking.lower import regrouped
from policyc.report.diagnostic import Label, Words
from policyc.syntax.clause import (
    Assertion,
    Fact,
    File,
    Home,
    KindBlock,
    NeverFalls,
    Note,
    Parameter,
    Policy,
    Term,
    Use,
)
from policyc.syntax.expression import Name
from policyc.syntax.rewrite import names_under


@define
class Joining:
    """A file under way to being one with all that it uses. `own` is what it says itself."""

    gathered: Gathered
    file: File
    own: dict[Place, Part]

    @classmethod
    def of(cls, gathered: Gathered, file: File) -> Joining:
        return cls(gathered, file, {place_of(part): part for part in parts_in(file.blocks)})

    def join(self, used: File, uses: Iterable[Use]) -> None:
        """Check what is asked of a used policy, and set it beside the rest."""
        listed = [name for use in uses for name in use.names]
        theirs = {name.key: name for part in parts_in(used.blocks) for name in names_of(part)}
        theirs |= {one.name.key: one.name for one in used.versions}
        for name in listed:
            if name.key not in theirs:
                self._unknown(name, list(theirs))
        self._unlisted({name.key for name in listed}, theirs)
        self._add(used)

    def _add(self, used: File) -> None:
        policy = next((block for block in used.blocks if isinstance(block, Policy)), None)
        if policy is None:
            return
        here = {place_of(part): part for part in parts_in(self.file.blocks)}
        kept = [part for part in parts_in(used.blocks) if not self._is_here(part, here.get(place_of(part)))]
        laws = [block for block in used.blocks if isinstance(block, Assertion | NeverFalls | Note)]
        home = Home(policy, used.terms or terms_of(policy), used=True)
        names = [name.key for part in kept if isinstance(part, DATED) for name in names_of(part)]
        names += [one.name.key for one in used.versions]
        homes = {name: home for name in names} | {key: evolve(one, used=True) for key, one in used.homes.items()}
        self.file = evolve(
            self.file,
            blocks=(*self.file.blocks, *regrouped(kept), *(law for law in laws if law not in self.file.blocks)),
            spellings={**used.spellings, **self.file.spellings},
            versions=tuple(dict.fromkeys((*self.file.versions, *used.versions))),
            dates=tuple(dict.fromkeys((*self.file.dates, *used.dates))),
            homes={**homes, **self.file.homes},
        )

    def _is_here(self, part: Part, here: Part | None) -> bool:
        """Whether the file has the part already; one declared otherwise is told, and left out."""
        if here is None:
            return False
        if here is part or _alike(here, part):
            return True
        if isinstance(here, DATED) and isinstance(part, DATED):
            return False  # told as a name that is declared twice
        label = Label(span_of(part), "first")
        self.gathered.error("declared-otherwise", span_of(here), label, name=self._words(name_of(here).key))
        return True

    # ---- what is asked for

    def _unlisted(self, listed: set[str], theirs: dict[str, Name]) -> None:
        """Names of the used policy that are read here, and not said to be."""
        own = {name.key for part in self.own.values() for name in names_of(part)}
        own |= {one.name.key for one in self.file.versions}
        own |= {member.name.key for part in self.own.values() if isinstance(part, KindBlock) for member in part.members}
        told: set[str] = set()
        for part in self.own.values():
            for name in names_under(part):
                if name.key in theirs and name.key not in listed | own | told:
                    told.add(name.key)
                    label = Label(theirs[name.key].span, "first")
                    self.gathered.error("name-not-listed", name.span, label, name=self._words(name.key))

    def _unknown(self, name: Name, known: list[str]) -> None:
        said = self._words(name.key)
        for spelled, others in ((said.zh, [self._words(key).zh for key in known]), (said.en, known)):
            near = difflib.get_close_matches(spelled, others, 1, CLOSE)
            if near:
                self.gathered.error("unknown-name-near", name.span, name=said, near=near[0])
                return
        self.gathered.error("unknown-name", name.span, name=said)

    def _words(self, key: str) -> Words:
        spelling = self.file.spellings.get(key)
        return Words(key, key) if spelling is None else Words(spelling.zh or key, spelling.en or key)


def _alike(here: Part, part: Part) -> bool:
    """Declared alike: of a fact, its type and bounds count, not how it is asked for."""
    if isinstance(here, Fact) and isinstance(part, Fact):
        return (here.type, here.bound, here.optional) == (part.type, part.bound, part.optional)
    return here == part and (not isinstance(here, DATED) or isinstance(here, Parameter))


def terms_of(policy: Policy) -> tuple[Term, ...]:
    """The days on which a policy that says 按 is in force."""
    return () if policy.in_force_by is None else (Term(policy.in_force_from, policy.in_force_to),)
