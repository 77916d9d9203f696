"""What stands in a text where personal data was hidden."""

from typing import Final

PLACEHOLDERS: Final = {
    "NAME": "[naam]",
    "PHONE": "[telefoonnummer]",
    "EMAIL": "[e-mailadres]",
    "ADDRESS": "[adres]",
    "NATIONAL_ID": "[rijksregisternummer]",
    "IBAN": "[rekeningnummer]",
    "BIRTHDATE": "[geboortedatum]",
    "PLATE": "[nummerplaat]",
    "URL": "[link]",
    "HANDLE": "[gebruikersnaam]",
}
# What is hidden for another reason than its type.
HIDDEN: Final = "[verborgen]"
