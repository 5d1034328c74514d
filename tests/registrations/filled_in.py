"""What the tests of registering type into forms."""

SITI = {
    "name": "Siti Aminah",
    "organisation": "Yayasan Kita",
    "contact": "Siti@Example.ORG",
    "region": "-",
}
