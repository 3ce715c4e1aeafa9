"""The course of a recruitment, played by its people through the public API.

Nothing here knows a particular case: what everybody does follows from the file.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from services.kit import clock
from services.play.actors import Doors, Someone
from services.play.case import Applicant, Case

Advance = Callable[[datetime], Awaitable[None]]
Say = Callable[[str], None]
AFTER_DEADLINE = timedelta(minutes=5)
NOTICE = timedelta(days=3)
"""From invitation to interview."""
INTERVIEW = timedelta(hours=1)
AS_AGREED = "Etter avtale mellom partene."
REFEREES = (("Leder", "leader", True), ("Kollega", "colleague", False))


class Course:
    """One case, from the need to the closed case."""

    def __init__(
        self,
        case: Case,
        doors: Doors,
        advance: Advance,
        say: Say,
        unit: str,
        people: dict[str, str],
    ) -> None:
        self.case = case
        self.id = ""
        self.applications: dict[str, str] = {}
        self._doors = doors
        self._advance = advance
        self._say = say
        self._unit = unit
        self._people = people
        self._nominated: list[str] = []
        self._withdrawn: set[str] = set()
        self._declared = False

    async def play(self) -> None:
        """Everything in its order."""
        await self.analyse_job()
        await self.advertise()
        await self.receive_applications()
        await self.pass_deadline()
        await self.settle_exemptions()
        await self.screen()
        if await self.shortlist():
            await self.interview()
            await self.score()
            if await self.nominate():
                await self.hire()
        await self.settle()

    # who

    async def leader(self) -> Someone:
        """Who leads the case: the leader, or HR where the leader has left it for a conflict."""
        return await self._doors.staff(self._who_leads())

    async def impartial(self, applicant: Applicant) -> Someone:
        """Who of those leading the case has no conflict with an applicant."""
        people = self.case.people
        leading = (self._who_leads(), people.hr_adviser, people.leader)
        free = [each for each in leading if each not in applicant.conflicted]
        return await self._doors.staff((free or leading)[0])

    def _who_leads(self) -> str:
        people = self.case.people
        out = self._declared and self._has_left(people.leader)
        return people.hr_adviser if out else people.leader

    def _has_left(self, address: str) -> bool:
        """Whether a declared conflict has taken somebody out of the whole case."""
        return self.case.conflict_scope == "case" and any(
            address in each.conflicted for each in self.case.applicants
        )

    async def hr(self) -> Someone:
        return await self._doors.staff(self.case.people.hr_adviser)

    async def approver(self) -> Someone:
        return await self._doors.staff(self.case.people.approver)

    async def union(self) -> Someone:
        return await self._doors.staff(self.case.people.union_representative)

    async def candidate(self, applicant: Applicant) -> Someone:
        return await self._doors.outsider(applicant.email, "receipt")

    # when

    async def until(self, moment: datetime) -> None:
        """Let time go by; sessions do not last through it."""
        await self._advance(moment)
        self._doors.shut()

    async def settle(self) -> None:
        """Let everything that is on its way arrive."""
        await self._advance(clock.now())

    # 1. Job analysis

    async def analyse_job(self) -> None:
        self._say("Job analysis")
        leader = await self.leader()
        need = self.case.need.model_dump(mode="json")
        members = [
            {"person_id": self._people[address], "relation": relation}
            for address, relation in self.case.people.parts()
        ]
        created = await leader.post(
            "/recruitments",
            {
                **need,
                "unit_id": self._unit,
                "members": members,
                "conflict_scope": self.case.conflict_scope,
                "places_in_nomination": self.case.nominate,
            },
        )
        self.id = created["id"]
        await self._edit(
            leader,
            "alternatives",
            {"alternatives": [each.model_dump() for each in self.case.alternatives]},
        )
        await self._edit(leader, "profile", {"criteria": self.case.profile})
        await leader.post(self._path("submission"))
        await (await self.union()).post(self._path("discussion"), {"remark": None})
        await self._check_preference("before_advert")
        await self.settle()
        await (await self.approver()).post(self._path("approval"), {"approved": True})

    async def _check_preference(self, stage: str) -> None:
        await (await self.hr()).post(
            self._path("preference-checks"),
            {"stage": stage, "finding": "Ingen har fortrinnsrett.", "claim": False},
        )

    # 2. Advertising

    async def advertise(self) -> None:
        self._say("Advertising")
        leader = await self.leader()
        await self._edit(
            leader,
            "advert",
            {
                "texts": {
                    "nb": {"title": self.case.advert.nb},
                    "en": {"title": self.case.advert.en},
                },
                "channels": [{"code": code} for code in self.case.advert.channels],
            },
        )
        self._advert = await leader.post(
            self._path("publication"), {"open_days": self.case.advert.open_days}
        )
        await self.settle()

    async def receive_applications(self) -> None:
        self._say(f"{len(self.case.applicants)} applications")
        advert = (await (await self.leader()).get(self._path("advert")))["id"]
        for applicant in self.case.applicants:
            self.applications[applicant.email] = await self._apply(advert, applicant)
        await self.settle()
        await self._withdraw("before the list is drawn up")

    async def _apply(self, advert: str, applicant: Applicant) -> str:
        facts = ("name", "email", "gender", "age", "municipality", "occupation", "language")
        return await self._doors.apply(
            advert,
            {
                **applicant.model_dump(include=set(facts), exclude_none=True),
                "source": applicant.source,
                "exemption_asked": applicant.exemption is not None,
                "exemption_reason": "Jeg vil helst ikke stå på listen."
                if applicant.exemption
                else None,
            },
        )

    # 3. Selection

    async def pass_deadline(self) -> None:
        self._say("The deadline")
        advert = await (await self.leader()).get(self._path("advert"))
        await self.until(datetime.fromisoformat(advert["closes_at"]) + AFTER_DEADLINE)
        for address in self.case.people.everyone():
            await self._declare(address)
        self._declared = True
        await self.settle()

    async def _declare(self, address: str) -> None:
        """Everyone who is to see applicants says with whom there is a conflict."""
        someone = await self._doors.staff(address)
        names = (await someone.get(self._path("names")))["names"]
        conflicted = {
            applicant.name for applicant in self.case.applicants if address in applicant.conflicted
        }
        keys = [each["application_id"] for each in names if each["name"] in conflicted]
        await someone.post(self._path("conflicts"), {"application_ids": keys, "reason": None})

    async def settle_exemptions(self) -> None:
        asked = [each for each in self.case.applicants if each.exemption and not _gone(each)]
        if not asked:
            return
        self._say(f"{len(asked)} requests to be left off the public list")
        for applicant in asked:
            decider = await self.impartial(applicant)
            await decider.post(
                self._path(f"exemption-requests/{self.applications[applicant.email]}/decision"),
                {
                    "granted": applicant.exemption == "granted",
                    "reason": "Vurdert for seg, mot allmennhetens interesse i stillingen.",
                },
            )
        await self.settle()
        await self._withdraw("after the refused exemption")
        await self.until(clock.now() + timedelta(days=7))

    async def screen(self) -> None:
        self._say("Screening")
        for applicant in self._still(self.case.applicants):
            screener = await self.impartial(applicant)
            for key, met in applicant.musts.items():
                await screener.put(
                    self._path(f"applications/{self.applications[applicant.email]}/musts/{key}"),
                    {"met": met, "note": "Lest i papirene."},
                )
        await (await self.leader()).post(self._path("screening"))

    async def shortlist(self) -> list[Applicant]:
        """Who is interviewed: qualified, and with marks in the file."""
        chosen = [
            each for each in self._still(self.case.applicants) if each.is_qualified and each.ratings
        ]
        self._say(f"{len(chosen)} on the shortlist")
        await (await self.leader()).post(
            self._path("shortlist"),
            {
                "application_ids": [self.applications[each.email] for each in chosen],
                "reason": "De best kvalifiserte etter søknad og papirer."
                if chosen
                else "Ingen er kvalifisert.",
            },
        )
        await self.settle()
        return chosen

    async def interview(self) -> None:
        self._say("Interviews")
        leader = await self.leader()
        questions = [
            {
                "criterion": each["key"],
                "nb": f"Fortell om {each['nb'].lower()}.",
                "en": f"Tell us about {each['en'].lower()}.",
            }
            for each in self.case.criteria("should")
        ]
        await self._edit(leader, "interview-kit", {"questions": questions})
        starts_at = clock.now() + NOTICE
        for applicant in self._interviewed():
            await leader.post(
                self._path("interviews"),
                {
                    "application_id": self.applications[applicant.email],
                    "starts_at": starts_at.isoformat(),
                    "minutes": 60,
                    "place": "Møterom 2",
                },
            )
            starts_at += INTERVIEW
        await self.until(starts_at + INTERVIEW)
        await (await self.leader()).post(self._path("interviews/end"))
        await self.settle()
        await self._withdraw("after the interview")

    async def score(self) -> None:
        self._say("Marks, sealed")
        for applicant in self._interviewed():
            for address, marks in applicant.ratings.items():
                if not self._may_score(address, applicant):
                    continue
                someone = await self._doors.staff(address)
                sheet = {key: {"mark": mark, "note": "Notert."} for key, mark in marks.items()}
                await someone.put(
                    self._path(f"applications/{self.applications[applicant.email]}/scores"),
                    {"marks": sheet},
                )
        await self.settle()

    def _may_score(self, address: str, applicant: Applicant) -> bool:
        return address not in applicant.conflicted and not self._has_left(address)

    # Nomination

    async def nominate(self) -> bool:
        """The ranking as advice, reasons, references, remark and decision; False if none is left."""
        self._say("Nomination")
        leader = await self.leader()
        ranking = [each for each in (await self.ranking()) if each["total"] is not None]
        if not ranking:
            await leader.post(self._path("failure"), {"reason": "Ingen søkere står igjen."})
            return False
        places = ranking[: self.case.nominate]
        for place in places:
            await self._collect_references(place["email"])
        await self._edit(
            leader,
            "nomination",
            {
                "summary": "Rangert etter kvalifikasjonsprinsippet.",
                "entries": [
                    {
                        "application_id": place["application_id"],
                        "rank": rank,
                        "reason": "Best etter kravene i profilen, og etter intervju.",
                    }
                    for rank, place in enumerate(places, 1)
                ],
            },
        )
        await leader.post(self._path("nomination/submission"))
        await self.settle()
        await (await self.union()).post(self._path("nomination/remark"), {"remark": None})
        await self.settle()
        await (await self.approver()).post(
            self._path("nomination/decision"), {"approved": True, "reason": "Enig."}
        )
        self._nominated = [place["email"] for place in places]
        return True

    async def ranking(self) -> list[dict[str, Any]]:
        """The ranking by the formula; equal totals by address, only to be repeatable."""
        ranked = await (await self.leader()).get(self._path("ranking"))
        known = {application: email for email, application in self.applications.items()}
        rows = [{**each, "email": known[each["application_id"]]} for each in ranked["items"]]
        return sorted(rows, key=lambda row: (-float(row["total"] or 0), row["email"]))

    async def _collect_references(self, email: str) -> None:
        applicant = next(each for each in self.case.applicants if each.email == email)
        candidate = await self.candidate(applicant)
        local = email.split("@")[0]
        referees = [
            {
                "name": f"{title} {number}",
                "email": f"{relation}.{local}@referee.example.org",
                "relation": relation,
                "recent_leader": recent,
            }
            for number, (title, relation, recent) in enumerate(REFEREES, 1)
        ]
        await candidate.put(
            f"/my/applications/{self.applications[email]}/referees", {"referees": referees}
        )
        path = self._path(f"applications/{self.applications[email]}/references/request")
        await (await self.leader()).post(path)
        await self.settle()
        for referee in referees:
            await self._give_reference(str(referee["email"]))
        await self.settle()

    async def _give_reference(self, address: str) -> None:
        referee = await self._doors.outsider(address, "reference_asked")
        reference = (await referee.get("/my/references"))["items"][0]["id"]
        asked = await referee.get(f"/references/{reference}/answers")
        answers = [
            {"question": each["id"], "answer": "Ja, svært bra."} for each in asked["questions"]
        ]
        await referee.post(f"/references/{reference}/answers", {"answers": answers})

    # 4. Hiring

    async def hire(self) -> None:
        self._say("Offers")
        await self._check_preference("before_offer")
        await self.settle()
        for email in self._nominated:
            applicant = next(each for each in self.case.applicants if each.email == email)
            if await self._offer(applicant):
                await self._check_and_sign()
                return

    async def _offer(self, applicant: Applicant) -> bool:
        await (await self.leader()).post(
            self._path("offers"),
            {
                "application_id": self.applications[applicant.email],
                "terms": {
                    "percentage": self.case.need.model_dump().get("percentage", 100),
                    "start": self.case.need.wanted_start.isoformat(),
                    "pay": 560_000,
                },
            },
        )
        await self.settle()
        accepts = applicant.answers_offer == "accepts"
        candidate = await self.candidate(applicant)
        await candidate.post(
            f"/my/applications/{self.applications[applicant.email]}/offer-answer",
            {"answer": "accepted" if accepts else "declined"},
        )
        await self.settle()
        return accepts

    async def _check_and_sign(self) -> None:
        self._say("Checks and contract")
        hr = await self.hr()
        seen = _seen()
        for check in (await hr.get(self._path("checks")))["items"]:
            await hr.post(
                self._path(f"checks/{check['kind']}/decision"),
                {"passed": True, **seen.get(check["kind"], {})},
            )
        await self.settle()
        leader = await self.leader()
        contract = await leader.get(self._path("contract"))
        items = {
            each["key"]: {
                "value": each["value"] or (None if each["law_ref"] else AS_AGREED),
                "law_ref": each["law_ref"],
            }
            for each in contract["items"]
        }
        await self._edit(leader, "contract", {"items": items})
        await leader.post(self._path("contract/issue"))

    # helpers

    async def _withdraw(self, when: str) -> None:
        leaving = [each for each in self.case.applicants if each.withdraws == when]
        for applicant in leaving:
            candidate = await self.candidate(applicant)
            await candidate.post(
                f"/my/applications/{self.applications[applicant.email]}/withdrawal"
            )
            self._withdrawn.add(applicant.email)
        if leaving:
            await self.settle()

    def _still(self, applicants: list[Applicant]) -> list[Applicant]:
        return [each for each in applicants if each.email not in self._withdrawn]

    def _interviewed(self) -> list[Applicant]:
        return [
            each for each in self._still(self.case.applicants) if each.is_qualified and each.ratings
        ]

    async def _edit(self, someone: Someone, what: str, body: Any) -> None:
        """Write over what people edit, in the version it has now."""
        version = (await someone.get(self._path(what)))["version"]
        await someone.put(self._path(what), body, version)

    def _path(self, rest: str) -> str:
        return f"/recruitments/{self.id}/{rest}"


def _gone(applicant: Applicant) -> bool:
    return applicant.withdraws == "before the list is drawn up"


def _seen() -> dict[str, dict[str, Any]]:
    """What is seen at each kind of check; of health nothing but the answer."""
    return {
        "identity": {"document": "passport"},
        "authorisation": {"register_number": "9000001"},
        "police_certificate": {"issued": clock.today().isoformat()},
        "language": {"level": "B2"},
    }
