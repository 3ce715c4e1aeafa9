from typing import Any
import httpx
async def test_it(anonymous: httpx.AsyncClient, world: Any, handed: dict[str, Any], a_pdf: bytes) -> None:
    case = await world.case()
    import json
    r = await anonymous.post(f"/adverts/{case.advert_id}/applications", data={"application": json.dumps(handed)}, files=[("papers", ("cv.pdf", a_pdf, "application/pdf"))])
    assert r.status_code == 201, r.text
    r = await anonymous.post(f"/adverts/{case.advert_id}/applications", json=handed)
    assert r.status_code == 201, r.text
    for p in ("/adverts?search=pasient&place=mo%20i%20rana&occupation=22", f"/adverts/{case.advert_id}", f"/adverts/{case.advert_id}/job-posting", "/feeds/adverts.json", "/feeds/adverts.rss?language=en"):
        x = await anonymous.get(p)
        print(x.status_code, x.text)
    async with world.database.transaction() as s:
        from services.organisation.people.service import by_address
        person = await by_address(s, handed["email"])
    me = await world.sign_in(person.id)
    x = await anonymous.get("/my/applications", headers=me)
    print(x.status_code, x.text)
    x = await anonymous.get("/my/applications/"+r.json()["id"], headers=me)
    print(x.status_code, x.text)
