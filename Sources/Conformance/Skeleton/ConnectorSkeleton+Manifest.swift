extension ConnectorSkeleton {
    /// `connector.yaml`, with a comment wherever something must be decided.
    var manifest: String {
        #"""
        # How \#(self.id) is asked who calls. docs/connectors.md explains every key.

        # The folder's name.
        id: \#(self.id)
        name: \#(self.id)
        description: Finds people by their telephone number.
        kind: crm

        # What the operator sets for each installation. A secret can't stand in a URL; `example` is what the fixtures run with.
        settings:
          baseURL: {description: the address of the API, required: true, example: "https://crm.example"}
          token: {description: a token that may read people, secret: true, required: true}

        # Others: none; basic (username, password); header (name, value); query (name, value); body (members);
        # oauth (tokenURL, clientID, clientSecret, scope, credentials); signIn (url, body, token, lifetime, header).
        auth: {type: bearer, token: "{settings.token}"}

        # Asked in this order; a later one only if nobody was found, or with `when: always`.
        requests:
          - method: GET
            # Comes behind baseURL. In a path: /people/by-phone/{number.e164}
            url: /people
            # jq; a list repeats its name. Ask for the writings that people are likely to have typed.
            query: "{phone: [.number.e164, .number.national], limit: 20}"
            # Statuses that mean "nobody". Leave it out if yours says 404 for that.
            notFound: []
            # For a POST: `body` (jq), and `safe: true` if it only searches.
            # For the requests behind it: keep: {id: .people[0].id}, and then {kept.id} in a URL, .kept.id in jq.

        # jq over an answer of status 200, for an API that refuses credentials with it: true means refused.
        # refused: .error.code == "unauthorized"

        # One record after the other. It must fail on whatever is no answer of this API.
        records: .people[]

        # What a card can show, on the left; where a record has it, on the right.
        caller:
          id: .id
          firstName: .first_name
          lastName: .last_name
          company: .company
          email: .email
          primaryTelNumber: .phone
          telNumbers: "{Mobile: .mobile}"
          url: '"\($settings.baseURL)/people/\(.id)"'

        # All numbers of a record. Whoever has another number than the caller is dropped.
        numbers: "[.phone, .mobile]"

        limits:
          total: 1500ms
          records: 20

        """#
    }
}
