internal import CallModel
internal import Manifests
internal import OutboundHTTP
internal import SignIn
internal import YAMLReader

/// Goes through a configuration once more, when all of it is known, and notes what is to be reviewed (``ConfigurationReview``).
struct ReviewReader {
    let files: ConfigurationFiles

    /// The digests of the sample configuration and of nothing at all.
    private static let nobodysDigests: Set = [
        String(repeating: "0123456789abcdef", count: 4),
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    ]

    func read(_ top: YAMLMapping, into configuration: inout Configuration) {
        var review = configuration.review
        self.readAccess(top, configuration, &review)
        self.readListening(top, configuration, &review)
        self.readKeys(top, &review)
        self.readRegions(top, &review)
        self.readDestinations(top, configuration, &review)
        self.readFiles(top, configuration, &review)
        self.readPeople(top, &review)
        configuration.review = review
    }

    private func readAccess(_ top: YAMLMapping, _ configuration: Configuration, _ review: inout ConfigurationReview) {
        let pages = top["pages"]
        // What is no list was reported, and may be somebody's all the same.
        let lists = ["keys", "tokens"].compactMap { top[$0] }
        guard lists.allSatisfy({ $0.isList && $0.entries.isEmpty }), pages?.member("signIn") == nil,
            pages?.member("signInLinks")?.entries.isEmpty ?? true
        else { return }
        review.mistake(
            YAMLProblem(file: self.files.name, path: "keys", message: ""),
            "nobody may call: there are neither keys nor tokens nor pages.signIn; make a key with: callcard key new ID")
    }

    private func readListening(_ top: YAMLMapping, _ configuration: Configuration, _ review: inout ConfigurationReview) {
        guard let listen = top["listen"], !configuration.listen.isLoopback, top["tls"] == nil else { return }
        // An https address says that a proxy in front speaks TLS.
        guard top["pages"]?.member("publicURL")?.text?.hasPrefix("https://") != true else { return }
        review.doubt(
            listen.place,
            "without TLS whoever sees the traffic reads keys and callers; set tls, or listen on 127.0.0.1 behind a proxy that speaks TLS"
        )
    }

    private func readKeys(_ top: YAMLMapping, _ review: inout ConfigurationReview) {
        var digests: Set<String> = []
        for key in top.list("keys") {
            self.readReached(key.member("services"), &review)
            guard let node = key.member("sha256"), let digest = node.text?.lowercased() else { continue }
            if Self.nobodysDigests.contains(digest) {
                review.mistake(node.place, "is nobody's: take the line that callcard key new ID prints")
            } else if !digests.insert(digest).inserted {
                review.doubt(node.place, "another key has the same secret; make one for each with: callcard key new ID")
            }
        }
        for holder in top.list("books") + top.list("connectors") { self.readReached(holder.member("services"), &review) }
        let pages = top["pages"]
        for entry in top.list("tokens") + [pages?.member("signIn")].compactMap(\.self) {
            self.readReached(entry.member("services"), &review)
            guard let values = entry.member("services")?.member("values"), values.isMapping else { continue }
            for (_, services) in values.members ?? [] { self.readReached(services, &review) }
        }
        for link in pages?.member("signInLinks")?.entries ?? [] { self.readReached(link.member("services"), &review) }
    }

    private func readReached(_ services: YAMLNode?, _ review: inout ConfigurationReview) {
        let named = services?.entries.compactMap { node in node.text.map { (value: $0, place: node.place) } } ?? []
        guard !named.contains(where: { $0.value == "*" }) else { return }
        review.reached += named.map { .init(value: $0.value, place: $0.place) }
    }

    private func readRegions(_ top: YAMLMapping, _ review: inout ConfigurationReview) {
        let holders = top.list("books") + top.list("connectors")
        for node in [top["region"]].compactMap(\.self) + holders.compactMap({ $0.member("region") }) {
            guard let region = node.text.flatMap(Region.init) else { continue }
            review.regions.append(.init(value: region, place: node.place))
        }
    }
}

// Where calls go, and what is written.
extension ReviewReader {
    private func readDestinations(_ top: YAMLMapping, _ configuration: Configuration, _ review: inout ConfigurationReview) {
        for node in top.list("connectors") {
            guard let id = node.member("id")?.text,
                case .crm(let crm)? = configuration.connectors.first(where: { $0.id.value == id })
            else { continue }
            // Where a block has a fault, nobody knows what it was to permit.
            guard node.member("allow")?.entries.count ?? 0 == crm.settings.destinations.allow.count else { continue }
            let name = crm.manifest.kind == .flow ? ManifestSetting.triggerURL : ManifestSetting.baseURL
            guard let url = crm.settings.value(name) else { continue }
            let place = (node.member("settings")?.member(name) ?? node).place
            review.destinations.append(.init(value: .init(url: url, policy: crm.settings.destinations), place: place))
        }
        let signIn = top["pages"]?.member("signIn")
        let issuers = configuration.tokens + [configuration.pages?.signIn?.issuer].compactMap(\.self)
        for node in top.list("tokens") + [signIn].compactMap(\.self) {
            guard let text = node.member("issuer")?.text, let issuer = issuers.first(where: { $0.keys.issuer == text }) else {
                continue
            }
            let place = (node.member("jwks") ?? node.member("issuer") ?? node).place
            let url = issuer.keys.jwks ?? issuer.keys.issuer
            review.destinations.append(.init(value: .init(url: url, policy: issuer.keys.destinations), place: place))
        }
        for destination in review.destinations where destination.value.isBlockedAddress {
            review.mistake(destination.place, ConfigurationReview.Destination.blocked)
        }
        self.readAllowed(top, &review)
    }

    private func readAllowed(_ top: YAMLMapping, _ review: inout ConfigurationReview) {
        let holders =
            top.list("connectors") + top.list("tokens") + [top["triggers"], top["pages"]?.member("signIn")].compactMap(\.self)
        for node in holders.flatMap({ $0.member("allow")?.entries ?? [] }) {
            guard let block = node.text.flatMap(AddressBlock.init(parsing:)), block.prefixLength == 0 else { continue }
            review.doubt(node.place, "permits every address, also this machine's own services; name the block that is meant")
        }
    }

    private func readFiles(_ top: YAMLMapping, _ configuration: Configuration, _ review: inout ConfigurationReview) {
        if let node = top["triggers"]?.member("keyFile"), let path = node.text.map(self.files.resolve), !self.files.exists(path),
            let trouble = self.files.trouble(writing: path)
        {
            review.mistake(node.place, "its file \(trouble)")
        }
        // A file that callcard writes belongs to one book.
        var owned: Set<String> = []
        let nodes = top.list("books").compactMap { book in
            book.member("file").map { (node: $0, isWritten: book.member("api")?.readings?.bool ?? false) }
        }
        for (node, isWritten) in nodes.sorted(by: { $0.isWritten && !$1.isWritten }) {
            guard let path = node.text.map(self.files.resolve) else { continue }
            if owned.contains(path) || path == configuration.journal {
                review.mistake(node.place, "another book or the journal has this file already, and one would overwrite the other")
            } else if isWritten, let trouble = self.files.trouble(writing: path) {
                review.mistake(node.place, "its file \(trouble)")
            }
            if isWritten { owned.insert(path) }
        }
    }
}

extension ReviewReader {
    /// Warns of people who are named by no UPN, unless they are named alike on both sides: as a key's user and in a service.
    private func readPeople(_ top: YAMLMapping, _ review: inout ConfigurationReview) {
        let holders = top.list("keys") + (top["pages"]?.member("signInLinks")?.entries ?? [])
        let users = holders.compactMap { $0.member("user") }.compactMap { node in
            node.text.map { ConfigurationReview.Mention(value: $0.lowercased(), place: node.place) }
        }
        let (ofKeys, ofServices) = (Set(users.map(\.value)), Set(review.people.map(\.value)))
        for person in users where !ofServices.contains(person.value) && !Self.isUPN(person.value) {
            review.doubt(person.place, Self.noUPN)
        }
        for person in review.people where !ofKeys.contains(person.value) && !Self.isUPN(person.value) {
            review.doubt(person.place, Self.noUPN)
        }
    }

    private static let noUPN = "is no UPN (name@domain), and people are known by the whole of it, as their key or sign-in says it"

    /// Whether a text has the shape of a user principal name: `name@domain`.
    private static func isUPN(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        return parts.count == 2 && parts.allSatisfy { !$0.isEmpty }
            && !text.contains { $0.isWhitespace || "<>()[],;:\\\"".contains($0) }
    }
}
