import YAMLReader

extension ManifestAuthReader {
    /// The assertion of `type: oauth`, and the fault of having both it and what it stands for.
    func assertion(_ mapping: YAMLMapping, isRefreshing: Bool) -> ManifestAuth.ClientAssertion? {
        guard let node = mapping["assertion"], let own = node.mapping(["key", "keyID", "claims"]) else { return nil }
        if isRefreshing { node.report("does not belong to grant: refresh_token; remove it or change the grant") }
        for key in ["clientSecret", "credentials", "format"] {
            mapping[key]?.report("does not belong beside an assertion, which is sent in a form and proves who the client is")
        }
        let claims = (own["claims"]?.members ?? []).compactMap { name, value in
            if ManifestAuth.ClientAssertion.ownClaims.contains(name) {
                value.report("is set by itself: the client's id, the token's URL, or the time")
            }
            return self.texts.settingText(value).map { ManifestAuth.ClientAssertion.Claim(name: name, value: $0) }
        }
        guard let key = self.texts.settingText(own.required("key")) else { return nil }
        return ManifestAuth.ClientAssertion(key: key, keyID: self.texts.settingText(own["keyID"]), claims: claims)
    }
}
