package import CallModel

/// The files that a new connector begins with: a manifest whose comments say what to change, and fixtures that it passes.
package struct ConnectorSkeleton: Sendable {
    /// The connector's id, which is its folder's name.
    package let id: ConnectorID

    /// - Parameter id: Stands in the manifest and the README.
    package init(id: ConnectorID) {
        self.id = id
    }

    /// A file to be written, with its place in the connector's folder.
    package struct File: Hashable, Sendable {
        /// Inside the connector's folder.
        package let path: String
        /// The whole content.
        package let text: String
    }

    /// All files; `fixtures/` is the only folder that they need.
    package var files: [File] {
        [
            File(path: "connector.yaml", text: self.manifest), File(path: "README.md", text: self.readme),
            File(path: "fixtures/found.yaml", text: Self.found), File(path: "fixtures/several.yaml", text: Self.several),
            File(path: "fixtures/nobody.yaml", text: Self.nobody), File(path: "fixtures/refused.yaml", text: Self.refused),
        ]
    }

    /// `connector.yaml`, with a comment wherever something must be decided.
    private var manifest: String {
        #"""
        # How \#(self.id) is asked who calls. docs/manifests.md explains every key.

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
        # jq over an error, for an API that says "too often" with another status than 429: true means too often.
        # limited: .error.code == "rate_limited"

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

    /// `README.md`, with the headings that the standard asks for.
    private var readme: String {
        """
        # \(self.id)

        Finds the people whose telephone number is the caller's. Say here whose system it is, and which version of its API.

        \(ConnectorConformance.readmeSentence)
        Remove that sentence once somebody has tried it.

        ## Set up
        ```yaml
        connectors:
          - id: \(self.id)
            settings:
              baseURL: https://crm.example.com
              token: {file: \(self.id)-token.txt}
        ```

        ## Rights
        The token needs to read people. Say here what that is called over there. Nothing is ever written.

        ## Cost
        One request a lookup, and only for lookups that Callcard's cache can't answer. Say here what the vendor's quota is.

        ## What it finds
        Say here which fields are searched, in which writings, and what is not found.

        """
    }
}
