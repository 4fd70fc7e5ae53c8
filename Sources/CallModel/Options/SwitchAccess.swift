/// What telephone switches may do beyond the rules for everybody, by the operator's word.
package struct SwitchAccess: Hashable, Sendable {
    /// Whether callers' names are also given for a GET, whose URL has the number: over our own TLS, or on this machine.
    package var namesByGET: Bool

    /// Nothing, unless told otherwise.
    package init(namesByGET: Bool = false) {
        self.namesByGET = namesByGET
    }
}
