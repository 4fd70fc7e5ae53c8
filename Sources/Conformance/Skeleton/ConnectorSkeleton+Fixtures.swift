extension ConnectorSkeleton {
    /// The fixture of a number with one person.
    static let found = """
        # One person. Put a recorded answer here, with invented people and numbers reserved for fiction.
        number: "+493023125123"
        region: DE
        requests:
          - url: https://crm.example/people?phone=%2B493023125123&phone=030%2023125123&limit=20
            headers: {Authorization: Bearer fixture-token}
            answer:
              status: 200
              body: |
                {"people": [{"id": 17, "first_name": "Anna", "last_name": "Meier", "company": "ACME AG",
                  "email": "anna.meier@example.com", "phone": "+49 30 23125123", "mobile": null}]}
        findings:
          - grade: exact
            caller:
              id: "17"
              firstName: Anna
              lastName: Meier
              company: ACME AG
              email: anna.meier@example.com
              primaryTelNumber: +49 30 23125123
              url: https://crm.example/people/17

        """

    /// The fixture of a number with two people, beside a person who has another number.
    static let several = """
        # Two people share a number; a third has another one and is dropped.
        number: "+493023125123"
        region: DE
        requests:
          - url: https://crm.example/people?phone=%2B493023125123&phone=030%2023125123&limit=20
            headers: {Authorization: Bearer fixture-token}
            answer:
              status: 200
              body: |
                {"people": [
                  {"id": 21, "first_name": "Ben", "last_name": "Adler", "phone": "030 23125123", "mobile": null},
                  {"id": 22, "first_name": "Cora", "last_name": "Busch", "phone": null, "mobile": "+493023125123"},
                  {"id": 23, "first_name": "Dora", "last_name": "Conrad", "phone": "+493023125124", "mobile": null}]}
        findings:
          - grade: exact
            caller:
              id: "21"
              firstName: Ben
              lastName: Adler
              primaryTelNumber: 030 23125123
              url: https://crm.example/people/21
          - grade: exact
            caller:
              id: "22"
              firstName: Cora
              lastName: Busch
              telNumbers: {Mobile: "+493023125123"}
              url: https://crm.example/people/22
        mismatched: 1

        """

    /// The fixture of a number that the CRM does not know.
    static let nobody = """
        # Nobody has the number.
        number: "+12025550123"
        requests:
          - url: https://crm.example/people?phone=%2B12025550123&phone=%28202%29%20555-0123&limit=20
            answer:
              status: 200
              body: |
                {"people": []}
        findings: []

        """

    /// Credentials that are not taken.
    static let refused = """
        # The token is not known.
        number: "+12025550123"
        requests:
          - url: https://crm.example/people?phone=%2B12025550123&phone=%28202%29%20555-0123&limit=20
            answer:
              status: 401
              body: |
                {"error": {"code": "unauthorized"}}
        error: authError

        """
}
