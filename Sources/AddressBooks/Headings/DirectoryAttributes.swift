import CallModel

/// Attributes of directories: RFC 4519 and RFC 2798, Active Directory, and what Thunderbird and Netscape write.
enum DirectoryAttributes {
    /// The use of an attribute; `nil` where it is not known as one.
    ///
    /// - Parameter key: The attribute's name without its options.
    static func role(of key: HeadingKey) -> ColumnRole? {
        if let role = Self.roles[key.letters] { return role }
        guard key.letters.hasPrefix("mozilla") else { return nil }
        return HeadingMeaning([.word(String(key.letters.dropFirst(7)))])?.role
    }

    /// Whether the headings of a CSV file are attributes: single letters mean something only then.
    static func areHeadings(_ keys: [HeadingKey]) -> Bool {
        keys.contains { ["sn", "cn", "dn"].contains($0.letters) }
    }

    private static let roles = Headings.table([
        (.field(.displayName), "displayname cn commonname"),
        (.field(.firstName), "givenname gn"),
        (.field(.lastName), "sn surname"),
        (.field(.company), "o organizationname company"),
        (.field(.department), "department ou organizationalunitname"),
        (.field(.jobTitle), "title"),
        (.field(.email), "mail rfc822mailbox"),
        (.field(.id), "uid userid"),
        (.field(.upn), "userprincipalname"),
        (.field(.url), "labeleduri wwwhomepage workurl mozillaworkurl"),
        (.field(.imAddress), "msrtcsipprimaryuseraddress"),
        (.address(set: .plain, part: .streetAddress), "street streetaddress postaladdress"),
        (.address(set: .plain, part: .city), "l localityname locality"),
        (.address(set: .plain, part: .state), "st stateorprovincename"),
        (.address(set: .plain, part: .postCode), "postalcode"),
        (.address(set: .plain, part: .country), "co c countryname friendlycountryname"),
        (.telNumber(name: "Office"), "telephonenumber othertelephone msrtcsipline"),
        (.telNumber(name: "Mobile"), "mobile mobiletelephonenumber othermobile cellphone"),
        (.telNumber(name: "Home"), "homephone hometelephonenumber otherhomephone"),
        (.telNumber(name: "Fax"), "facsimiletelephonenumber fax otherfacsimiletelephonenumber"),
        (.telNumber(name: "Pager"), "pager pagertelephonenumber otherpager pagerphone"),
        (.telNumber(name: "ISDN"), "internationalisdnnumber"),
        (.telNumber(name: "IP phone"), "ipphone otheripphone"),
        (.telNumber(name: "Assistant"), "telephoneassistant"),
    ])
}
