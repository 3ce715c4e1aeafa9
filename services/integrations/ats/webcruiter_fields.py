"""Where Webcruiter keeps what we need: the one place with its field names. UNVERIFIED.

Talentech's public guides name the calls and their order; the names of fields, the base and token
addresses, paging and error bodies stand in a portal for customers. Fill in from there, and run
`tests/integrations/test_webcruiter.py`, whose fake server reads this file too.
"""

PATHS = {
    "hired": "/candidates/hired",
    "details": "/candidates/hired/{id}",
    "process": "/candidates/hired/{id}/process",
}
"""`hired` and `process` are named in the guides; how `details` is spelt is a guess."""

UNPROCESSED = {"isProcessed": "false"}

PAGE = "page"

LIST = {"items": "items", "next_page": "nextPage", "id": "candidateId"}

NAME = ("firstName", "lastName")

CANDIDATE = {
    "email": "email",
    "phone": "mobilePhone",
    "unit": "hierarchyNodeExternalId",
    "first_day": "startDate",
}

PROCESS = {"message": "message"}
