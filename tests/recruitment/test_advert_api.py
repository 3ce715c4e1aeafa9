"""The routes of the advert: who may, what is refused, and what it becomes."""

from datetime import date, datetime, timedelta
from typing import ClassVar

import pytest

from services.kit import clock
from services.kit.clock import OSLO
from services.recruitment.advert import standing
from services.recruitment.advert.store import versions
from services.recruitment.need.tables import Recruitment
from services.recruitment.nomination.tables import Nomination
from services.recruitment.service import RECORDERS
from tests.access.hospital import NEIGHBOUR as OTHER_TRUST
from tests.recruitment.case import ADVERT, EXPERT, LEADER, NEIGHBOUR, STRANGER, Case, refused, start
from workflows.payloads.codes import Decided


async def move(days: float) -> None:
    clock.set_offset(clock.offset() + timedelta(days=days), mode="embedded")


async def close(case: Case) -> None:
    """Let the deadline pass, and the advert close as its process would."""
    await move(22)
    advert = (await case.adverts())[-1]
    async with case.database.transaction() as session:
        assert await standing.close_advert(session, advert.id, clock.now())


class TestWhoMay:
    CHANGES = (
        ("PUT", "/advert", ADVERT),
        ("POST", "/internal-notice", None),
        ("POST", "/publication", {"open_days": 21}),
        ("POST", "/extension", {"closes_at": "2027-01-20"}),
        ("POST", "/readvertisement", {"reason": "Too few."}),
    )

    async def test_others_change_nothing(self, case: Case):
        for address, status in (
            (None, 401),
            (STRANGER, 404),
            (NEIGHBOUR, 404),
            (OTHER_TRUST, 404),
            (EXPERT, 403),
        ):
            async with case.as_(address) as someone:
                for method, rest, body in self.CHANGES:
                    answer = await someone.client.request(method, someone.path + rest, json=body)
                    assert answer.status_code == status, (method, rest, answer.text)
        assert [advert.version for advert in await case.adverts()] == [1]


class TestWrite:
    async def test_a_title_and_channels_are_enough(self, case: Case):
        async with case.as_(LEADER) as leader:
            shown = (await leader.edit("/advert", ADVERT)).json()
            checks = (await leader.get("/advert/checks")).json()
        assert shown["version"] == 2
        assert {channel["code"] for channel in shown["channels"]} == {"career_site", "nav"}
        assert len({channel["tracking_code"] for channel in shown["channels"]}) == 2
        assert shown["rendered"]["en"]["title"] == "Nurse, ward"
        assert [found["code"] for found in checks["errors"]] == ["profile_unfinished"]

    async def test_our_own_site_is_always_a_channel_and_codes_stay(self, case: Case):
        async with case.as_(LEADER) as leader:
            first = (await leader.edit("/advert", {**ADVERT, "channels": []})).json()["channels"]
            second = (await leader.edit("/advert", ADVERT)).json()["channels"]
        assert [channel["code"] for channel in first] == ["career_site"]
        assert first[0]["tracking_code"] in {channel["tracking_code"] for channel in second}

    async def test_stale(self, case: Case):
        async with case.as_(LEADER) as leader:
            answer = await leader.client.put(
                leader.path + "/advert", json=ADVERT, headers={"If-Match": '"7"'}
            )
            refused(answer, 412, "changed_meanwhile")

    async def test_questions_are_checked(self, case: Case):
        async with case.as_(LEADER) as leader:
            asked = {"kind": "yes_no", "nb": "Har du førerkort?", "en": "A driving licence?"}
            shown = (await leader.edit("/advert", {**ADVERT, "questions": [asked]})).json()
            assert shown["questions"][0]["kind"] == "yes_no"
            unknown = {**ADVERT, "questions": [{**asked, "kind": "horoscope"}]}
            problem = refused(await leader.edit("/advert", unknown), 422, "invalid_request")
            assert "multiple_choice" in problem["fields"]["questions.0.kind"]
            wrong = {**ADVERT, "questions": [{**asked, "en": " "}]}
            problem = refused(await leader.edit("/advert", wrong), 422, "bad_questions")
        assert "questions.0" in problem["fields"]


class TestPublish:
    async def test_not_before_approval(self, case: Case):
        async with case.as_(LEADER) as leader:
            await leader.edit("/advert", ADVERT)
            answer = await leader.post("/publication", {"open_days": 21})
            refused(answer, 409, "not_approved")

    async def test_not_while_something_is_wrong(self, approved: Case):
        one = {"texts": {"nb": {"title": "Sykepleier", "sections": {"tasks": "Kun kvinner."}}}}
        async with approved.as_(LEADER) as leader:
            await leader.edit("/advert", one)
            answer = await leader.post("/publication", {"open_days": 21})
            problem = refused(answer, 422, "advert_unfinished")
        assert problem["fields"].keys() == {"en", "nb.sections.tasks"}

    @pytest.mark.parametrize("language_reason", ["Internal post."])
    async def test_one_language_on_purpose(self, approved: Case, language_reason: str):
        one = {"texts": {"nb": {"title": "Sykepleier"}}, "one_language_reason": language_reason}
        async with approved.as_(LEADER) as leader:
            await leader.edit("/advert", one)
            assert (await leader.post("/publication", {"open_days": 21})).status_code == 200
            assert (await leader.get("/advert")).json()["rendered"].keys() == {"nb"}

    async def test_times_that_cannot_be(self, approved: Case):
        async with approved.as_(LEADER) as leader:
            await leader.edit("/advert", ADVERT)
            for body, code in (
                ({"closes_at": "2020-01-01"}, "deadline_in_the_past"),
                ({"closes_at": "2020-01-01T12:00:00Z"}, "deadline_in_the_past"),
                ({}, "one_deadline"),
                ({"open_days": 14, "closes_at": "2027-01-01"}, "one_deadline"),
                (
                    {"opens_at": "2027-02-01T12:00:00Z", "closes_at": "2027-01-20"},
                    "deadline_before_opening",
                ),
                ({"closes_at": "2027-01-20T12:00:00"}, "invalid_request"),
                ({"open_days": 0}, "invalid_request"),
            ):
                refused(await leader.post("/publication", body), 422, code)
        assert (await approved.row()).advertised_at is None

    async def test_it_stands_until_the_last_second_of_the_day(self, published: Case):
        advert = (await published.adverts())[0]
        assert advert.closes_at
        assert advert.closes_at.astimezone(OSLO).strftime("%H:%M:%S") == "23:59:59"
        assert advert.closes_at.astimezone(OSLO).date() == clock.today() + timedelta(days=21)
        assert (advert.state, advert.first_closes_at) == ("scheduled", advert.closes_at)
        assert advert.internal_notice_at
        assert (await published.told())[-1] == "advert_published"
        async with published.database.transaction() as session:
            kept = await versions(session, advert.id)
        assert [version.number for version in kept] == [1]
        assert kept[0].rendered["nb"]["title"] == "Sykepleier, sengepost"

    async def test_less_than_two_weeks_is_warned_of(self, approved: Case):
        async with approved.as_(LEADER) as leader:
            await leader.edit("/advert", ADVERT)
            day = (clock.today() + timedelta(days=7)).isoformat()
            shown = (await leader.post("/publication", {"closes_at": day})).json()
            assert [found["code"] for found in shown["warnings"]] == ["short_deadline"]
            again = await leader.post("/publication", {"open_days": 21})
            refused(again, 409, "already_published")

    async def test_an_internal_notice_that_was_given_is_kept(self, case: Case):
        async with case.as_(LEADER) as leader:
            noticed = (await leader.post("/internal-notice")).json()["internal_notice_at"]
            await move(3)
        await case.publish()
        advert = (await case.adverts())[0]
        assert advert.internal_notice_at == datetime.fromisoformat(noticed)


class TestCorrect:
    async def test_a_text_but_neither_questions_nor_channels(self, published: Case):
        async with published.as_(LEADER) as leader:
            better = {**ADVERT, "texts": {**ADVERT["texts"], "en": {"title": "Ward nurse"}}}
            shown = (await leader.edit("/advert", better)).json()
            assert [version["number"] for version in shown["versions"]] == [1, 2]
            asked = [{"kind": "yes_no", "nb": "A?", "en": "A?"}]
            for change, code in (
                ({"questions": asked}, "questions_fixed"),
                ({"channels": [{"code": "finn"}]}, "channels_fixed"),
            ):
                answer = await leader.edit("/advert", {**ADVERT, **change})
                refused(answer, 409, code)
            untitled = {**ADVERT, "texts": {"nb": {"title": ""}}}
            refused(await leader.edit("/advert", untitled), 422, "advert_unfinished")
            cost = [{"code": "career_site"}, {"code": "nav", "cost": 4900}]
            assert (await leader.edit("/advert", {**better, "channels": cost})).status_code == 200

    async def test_not_after_it_is_closed(self, published: Case):
        await close(published)
        async with published.as_(LEADER) as leader:
            refused(await leader.edit("/advert", ADVERT), 409, "advert_closed")


class TestExtend:
    async def test_later_and_the_first_deadline_stays(self, published: Case):
        first = (await published.adverts())[0].closes_at
        async with published.as_(LEADER) as leader:
            sooner = {"closes_at": (clock.today() + timedelta(days=7)).isoformat()}
            refused(await leader.post("/extension", sooner), 422, "not_an_extension")
            later = {"closes_at": (clock.today() + timedelta(days=30)).isoformat()}
            shown = (await leader.post("/extension", later)).json()
        advert = (await published.adverts())[0]
        assert datetime.fromisoformat(shown["closes_at"]) == advert.closes_at
        assert advert.first_closes_at == first
        assert (await published.told())[-1] == "deadline_extended"

    async def test_it_opens_a_closed_advert_again(self, published: Case):
        await close(published)
        async with published.as_(LEADER) as leader:
            later = {"closes_at": (clock.today() + timedelta(days=7)).isoformat()}
            assert (await leader.post("/extension", later)).status_code == 200
        advert = (await published.adverts())[0]
        assert advert.state == "open"
        async with published.database.transaction() as session:
            assert not await standing.close_advert(session, advert.id, clock.now())

    async def test_not_before_publication_nor_after_screening(self, case: Case):
        later = {"closes_at": date(2027, 6, 1).isoformat()}
        async with case.as_(LEADER) as leader:
            refused(await leader.post("/extension", later), 409, "not_advertised")
            await case.publish()
            async with case.database.transaction() as session:
                row = await session.merge(await case.row())
                row.screened_at = clock.now()
            refused(await leader.post("/extension", later), 409, "screening_complete")


class TestAgain:
    REASON: ClassVar = {"reason": "Too few applicants."}

    async def test_only_after_the_deadline(self, case: Case):
        async with case.as_(LEADER) as leader:
            refused(await leader.post("/readvertisement", self.REASON), 409, "not_advertised")
            await case.publish()
            refused(await leader.post("/readvertisement", self.REASON), 409, "still_open")
            assert (await leader.post("/readvertisement", {"reason": ""})).status_code == 422

    async def test_a_new_round_with_codes_of_its_own(self, published: Case):
        await close(published)
        async with published.as_(LEADER) as leader:
            old = (await leader.get("/advert")).json()
            async with published.database.transaction() as session:
                row = await session.get_one(Recruitment, published.id)
                row.screened_at = row.scores_opened_at = clock.now()
            again = (await leader.post("/readvertisement", self.REASON)).json()
            assert again["round"] == 2
            # The second round is screened, and judged by marks that are sealed again.
            async with published.database.transaction() as session:
                row = await session.get_one(Recruitment, published.id)
                assert (row.screened_at, row.scores_opened_at) == (None, None)
            new = (await leader.get("/advert")).json()
            assert (new["state"], new["texts"]) == ("draft", old["texts"])
            codes = {channel["tracking_code"] for channel in old["channels"] + new["channels"]}
            assert len(codes) == 4
            assert (await leader.post("/publication", {"open_days": 14})).status_code == 200
        assert [advert.state for advert in await published.adverts()] == ["closed", "scheduled"]

    async def test_not_once_somebody_is_nominated(self, published: Case):
        await close(published)
        async with published.database.transaction() as session:
            author = await published.hospital.person(LEADER)
            session.add(
                Nomination(
                    recruitment_id=published.id, number=1, author_id=author, state="submitted"
                )
            )
        async with published.as_(LEADER) as leader:
            answer = await leader.post("/readvertisement", self.REASON)
            refused(answer, 409, "already_nominated")


class TestEnding:
    async def test_every_published_advert_of_a_case_is_found_to_be_closed(self, case: Case):
        async with case.database.transaction() as session:
            assert await standing.adverts(session, case.id) == []
        await case.publish()
        (advert,) = await case.adverts()
        async with case.as_(LEADER) as leader:
            assert (await leader.post("/cancellation", {"reason": "No money."})).status_code == 200
        async with case.database.transaction() as session:
            assert await standing.adverts(session, case.id) == [advert.id]
            assert await standing.close_advert(session, advert.id, clock.now())


class TestStanding:
    async def test_it_opens_and_closes_once(self, published: Case):
        advert = (await published.adverts())[0]
        async with published.database.transaction() as session:
            assert (await standing.times(session, published.id))[0] == advert.id
            for _ in range(2):
                await standing.open_advert(session, advert.id, clock.now())
            assert not await standing.close_advert(session, advert.id, clock.now())
        await move(22)
        async with published.database.transaction() as session:
            for _ in range(2):
                assert await standing.close_advert(session, advert.id, clock.now())
        async with published.as_(LEADER) as leader:
            kinds = [entry["kind"] for entry in (await leader.get("/log")).json()["items"]]
        assert (kinds.count("advert.opened"), kinds.count("advert.closed")) == (1, 1)

    async def test_each_channel_is_told_everything_and_remembered(self, published: Case):
        advert = (await published.adverts())[0]
        async with published.database.transaction() as session:
            for place in await standing.placements(session, advert.id):
                assert place.posting.titles == {"nb": "Sykepleier, sengepost", "en": "Nurse, ward"}
                assert place.posting.place == "Mo i Rana"
                assert place.channel.tracking_code in place.posting.url
                assert "offentleglova" in place.posting.texts["nb"]
                await standing.mark_placed(session, place.channel.id, "ref", clock.now())
                await standing.mark_removed(session, place.channel.id, clock.now())
        async with published.as_(LEADER) as leader:
            channels = (await leader.get("/advert")).json()["channels"]
        assert all(channel["closed_at"] and channel["reference"] == "ref" for channel in channels)

    async def test_everybody_employed_in_the_unit_is_told(self, case: Case):
        async with case.database.transaction() as session:
            told = await standing.notice_receivers(session, case.id, clock.now())
        assert set(told) == {await case.hospital.person(each) for each in (LEADER, EXPERT)}


def test_every_decision_of_these_nouns_has_a_recorder():
    assert {
        Decided.SUBMIT_NEED,
        Decided.DECIDE_NEED,
        Decided.CANCEL_CASE,
        Decided.FAIL_SEARCH,
        Decided.PUBLISH_ADVERT,
        Decided.EXTEND_DEADLINE,
        Decided.READVERTISE,
    } <= RECORDERS.keys()


async def test_a_case_without_an_advert_has_no_times(case: Case):
    other = await start(case.hospital)
    async with case.database.transaction() as session:
        with pytest.raises(Exception, match="not_advertised"):
            await standing.times(session, other.id)
