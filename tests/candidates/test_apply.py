from typing import Any
import httpx
async def test_it(anonymous: httpx.AsyncClient, world: Any, handed: dict[str, Any], a_pdf: bytes) -> None:
    case = await world.case()
    import json
    r = await anonymous.post(f"/adverts/{case.advert_id}/applications", data={"application": json.dumps(handed)}, files=[("papers", ("cv.pdf", a_pdf, "application/pdf"))])
    assert r.status_code == 201, r.text
    r = await anonymous.post(f"/adverts/{case.advert_id}/applications", json=handed)
    assert r.status_code == 201, r.text
    print(r.json())
