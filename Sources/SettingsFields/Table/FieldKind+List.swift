internal import StrictJSON

/// The treatment of an element that stands in its list already.
enum Repetition<Element: Sendable>: Sendable {
    /// The element counts like any other.
    case allowed
    /// The element counts once, by this key.
    case dropped(by: @Sendable (Element) -> String)
    /// The repetition is a fault, of the element or of a member of it.
    case refused(by: @Sendable (Element) -> String, at: String?)

    fileprivate func key(of element: Element) -> String? {
        switch self {
        case .allowed: nil
        case .dropped(let key), .refused(let key, _): key(element)
        }
    }
}

extension FieldKind {
    /// A list; elements that can't be used are left out of it.
    ///
    /// - Parameter minimum: The fewest elements of a list that is written. The schema does not say it: it describes defaults, too.
    static func list<Element>(
        of kind: FieldKind<Element>, atLeast minimum: Int = 0, repeated: Repetition<Element> = .allowed
    ) -> FieldKind where Value == [Element] {
        let limit = 10_000
        var schema: JSONObject = ["type": .string("array"), "maxItems": .number(String(limit))]
        if case .refused(_, nil) = repeated { schema["uniqueItems"] = .bool(true) }
        schema["items"] = .object(kind.schema)
        return FieldKind(
            schema: schema,
            read: { value, faults in
                guard let elements = value.elements, elements.count <= limit else {
                    faults.report("must be a list of at most \(limit)")
                    return nil
                }
                guard elements.count >= minimum else {
                    faults.report("must hold at least \(minimum); leave it out for none")
                    return nil
                }
                var (values, written, seen): ([Element], [JSONValue], Set<String>) = ([], [], [])
                for (place, element) in elements.enumerated() {
                    faults.at(String(place)) { faults in
                        guard let read = kind.read(element, &faults) else { return }
                        guard repeated.key(of: read.value).map({ seen.insert($0).inserted }) ?? true else {
                            return repeated.report(to: &faults)
                        }
                        values.append(read.value)
                        written.append(read.written)
                    }
                }
                return (values, .array(written))
            },
            write: { .array($0.map(kind.write)) })
    }
}

extension Repetition {
    fileprivate func report(to faults: inout FaultCollector) {
        guard case .refused(_, let member) = self else { return }
        let message = "stands in the list already"
        if let member { faults.at(member) { $0.report(message) } } else { faults.report(message) }
    }
}
