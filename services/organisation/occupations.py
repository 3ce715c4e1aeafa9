"""What people in an occupation are called, by STYRK-08 (SSB), for a post without a title yet."""

from services.kit.i18n import language as nearest

OCCUPATIONS: dict[str, tuple[str, str]] = {
    "1342": ("Leder i helsetjenesten", "Health services manager"),
    "2211": ("Allmennpraktiserende lege", "General practitioner"),
    "2212": ("Legespesialist", "Specialist physician"),
    "2221": ("Spesialsykepleier", "Specialist nurse"),
    "2222": ("Jordmor", "Midwife"),
    "2223": ("Sykepleier", "Nurse"),
    "2224": ("Vernepleier", "Social educator"),
    "2261": ("Tannlege", "Dentist"),
    "2262": ("Farmasøyt", "Pharmacist"),
    "2263": ("Helse- og miljørådgiver", "Environmental health adviser"),
    "2264": ("Fysioterapeut", "Physiotherapist"),
    "2265": ("Ernæringsfysiolog", "Dietitian"),
    "2266": ("Audiograf eller logoped", "Audiologist or speech therapist"),
    "2267": ("Ergoterapeut", "Occupational therapist"),
    "2269": ("Kiropraktor", "Chiropractor"),
    "2634": ("Psykolog", "Psychologist"),
    "2635": ("Sosialfaglig rådgiver", "Social work adviser"),
    "3211": ("Radiograf", "Radiographer"),
    "3212": ("Bioingeniør", "Biomedical laboratory scientist"),
    "3213": ("Reseptar", "Dispensing pharmacist"),
    "3214": ("Protese- eller tanntekniker", "Prosthetic or dental technician"),
    "3251": ("Tannpleier", "Dental hygienist"),
    "3254": ("Optiker", "Optician"),
    "3256": ("Helsesekretær", "Medical secretary"),
    "3258": ("Ambulansearbeider", "Ambulance worker"),
    "3259": ("Helsearbeider", "Health worker"),
    "5321": ("Helsefagarbeider", "Health-care worker"),
    "5322": ("Hjemmehjelp", "Home help"),
    "5329": ("Pleiemedarbeider", "Care assistant"),
}
OTHER = ("Stilling", "Post")


def occupation_name(styrk08: str, language: str) -> str:
    """The name of an occupation; «Stilling» for one that is not in the list."""
    nb, en = OCCUPATIONS.get(styrk08[:4], OTHER)
    return en if nearest(language) == "en" else nb
