"""The people of the fake Microsoft 365 tenant."""

from __future__ import annotations

from fakes.dynamics import Row

ROWS: dict[str, list[Row]] = {
    "users": [
        {
            "id": "87d349ed-44d7-43e1-9a83-5f2406dee5bd",
            "displayName": "Anna Meier",
            "givenName": "Anna",
            "surname": "Meier",
            "companyName": "ACME AG",
            "jobTitle": "Head of Purchasing",
            "department": "Purchasing",
            "mail": "anna.meier@example.com",
            "userPrincipalName": "anna.meier@example.com",
            "businessPhones": ["+49 30 23125123"],
            "mobilePhone": "+49 30 23125 199",
            "streetAddress": "Teststraße 7",
            "postalCode": "10999",
            "city": "Berlin",
            "country": "Germany",
        },
        {
            "id": "87d349ed-44d7-43e1-9a83-5f2406dee5be",
            "displayName": "Ben Adler",
            "givenName": "Ben",
            "surname": "Adler",
            "companyName": "Example GmbH",
            "businessPhones": ["030 23125200"],
        },
        {
            "id": "87d349ed-44d7-43e1-9a83-5f2406dee5bf",
            "displayName": "Cora Busch",
            "givenName": "Cora",
            "surname": "Busch",
            "companyName": "Example GmbH",
            "mobilePhone": "+493023125200",
        },
        {
            "id": "87d349ed-44d7-43e1-9a83-5f2406dee5c0",
            "givenName": "Eve",
            "surname": "Dunn",
            "mobilePhone": "020 7946 0123",
        },
        {
            "id": "87d349ed-44d7-43e1-9a83-5f2406dee5c1",
            "displayName": "Ida Hahn",
            "businessPhones": ["0049 (0)30 / 231 25-301 (Zentrale)"],
        },
        # Blocked from signing in: never shown, whichever request finds them.
        {
            "id": "87d349ed-44d7-43e1-9a83-5f2406dee5c2",
            "displayName": "Jan Igel",
            "accountEnabled": False,
            "businessPhones": ["+493023125302"],
        },
        {
            "id": "87d349ed-44d7-43e1-9a83-5f2406dee5c3",
            "displayName": "Kim Jung",
            "accountEnabled": False,
            "mobilePhone": "030 / 231 25 303",
        },
    ],
    "contacts": [
        {
            "id": "25caf6a2-d5cb-470d-8940-20ba795ef62d",
            "displayName": "Gina Frank",
            "givenName": "Gina",
            "surname": "Frank",
            "companyName": "Sample KG",
            "mail": "gina.frank@example.com",
            "phones": [{"type": "mobile", "number": None}, {"type": "business", "number": "+49 (30) 23125-300"}],
            "addresses": [{"city": "Berlin", "countryOrRegion": "Germany", "postalCode": "10999", "street": "Teststraße 9"}],
        },
        {
            "id": "25caf6a2-d5cb-470d-8940-20ba795ef62e",
            "displayName": "Finn Ernst",
            "phones": [{"type": "mobile", "number": "+33 1 99 00 01 99"}],
        },
        {"id": "25caf6a2-d5cb-470d-8940-20ba795ef62f", "displayName": "Hugo Gold", "phones": []},
    ],
}
"""One user with all properties, two with one number, one in national writing, one in a writing that no filter finds, two who may
not sign in; three contacts."""
