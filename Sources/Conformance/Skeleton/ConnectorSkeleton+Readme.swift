extension ConnectorSkeleton {
    /// `README.md`, with the headings that the standard asks for.
    var readme: String {
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
