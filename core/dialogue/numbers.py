"""Numbers in words, as people say how many they mean."""

from collections.abc import Mapping
from types import MappingProxyType

NUMBERS: Mapping[str, int] = MappingProxyType({
    "twee": 2, "drie": 3, "vier": 4, "vijf": 5, "zes": 6, "zeven": 7, "acht": 8, "negen": 9, "tien": 10, "elf": 11,
    "twaalf": 12, "dertien": 13, "veertien": 14, "vijftien": 15, "twintig": 20, "dertig": 30, "veertig": 40,
    "vijftig": 50, "honderd": 100, "tientallen": 20, "twintigtal": 20, "tiental": 10, "vijftiental": 15,
    "twaalftal": 12, "honderden": 200, "zestien": 16, "zeventien": 17, "achttien": 18, "zestig": 60, "vijftal": 5,
    "zestal": 6, "zevental": 7, "achttal": 8, "negental": 9, "dertigtal": 30, "veertigtal": 40, "vijftigtal": 50,
    "honderdtal": 100,
})  # fmt: skip
