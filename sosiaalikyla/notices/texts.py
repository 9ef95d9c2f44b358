"""The only words that leave the house by e-mail or text message. They are fixed, and the same for every matter."""

from __future__ import annotations

SUBJECT = {"fi": "Uusi viesti", "sv": "Nytt meddelande", "en": "New message"}

BODY = {
    "waiting": {
        "fi": "Sinulle on jotain luettavaa. Se ei katoa, lue kun ehdit.",
        "sv": "Det finns något att läsa för dig. Det försvinner inte, läs när du hinner.",
        "en": "There is something for you to read. It will not go away, read it when you have time.",
    },
    "date_near": {
        "fi": "Yksi sovittu päivä on lähellä. Näet sen, kun kirjaudut.",
        "sv": "En överenskommen dag närmar sig. Du ser den när du loggar in.",
        "en": "An agreed day is near. You see it when you sign in.",
    },
    "new_key": {
        "fi": "Uusi laite on otettu käyttöön. Jos se et ollut sinä, kerro heti.",
        "sv": "En ny enhet har tagits i bruk. Om det inte var du, säg till genast.",
        "en": "A new device has been taken into use. If it was not you, tell us at once.",
    },
}


def words(kind: str, language: str) -> tuple[str, str]:
    """(subject, body) in the receiver's language."""
    return SUBJECT[language], BODY[kind][language]
