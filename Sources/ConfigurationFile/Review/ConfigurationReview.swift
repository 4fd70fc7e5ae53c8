package import CallModel
package import OutboundHTTP
package import SettingsFields
package import YAMLReader

/// What only the whole configuration can be judged by, and partly what lies outside of it: the journal's services, the regions that
/// numbers are known of, the network.
///
/// None of it stops a start or refuses a reload: the server says it in its log and runs. `callcard check` fails for what can't work.
package struct ConfigurationReview: Sendable {
    /// A part of the configuration that is to be judged, with its line.
    package struct Mention<Value: Sendable>: Sendable {
        /// What is judged.
        package let value: Value
        /// A problem without a message.
        package let place: YAMLProblem
    }

    /// An address that will be called, and where calls may go.
    package struct Destination: Sendable {
        /// The address as it was written.
        package let url: String
        /// Where its connector or issuer may go.
        package let policy: DestinationPolicy
    }

    /// What could be judged when it was read.
    var findings: [Configuration.Warning] = []
    /// The regions of national writings.
    var regions: [Mention<Region>] = []
    /// The services that credentials reach, by id.
    var reached: [Mention<String>] = []
    /// The UPNs of services' files, by the service's id.
    var upns: [String: Mention<String>] = [:]
    /// The addresses of connectors and of token issuers.
    package var destinations: [Mention<Destination>] = []
    /// The owners and members of services.
    var people: [Mention<String>] = []
    /// The ids of all services' files, also of those with faults; `nil` where their folder can't be read.
    var services: Set<String>?

    /// Adds a mistake for which `callcard check` fails.
    mutating func mistake(_ place: YAMLProblem, _ message: String) {
        self.findings.append(Configuration.Warning(problem: place.saying(message), failsCheck: true))
    }

    /// Adds what may be meant, and works.
    mutating func doubt(_ place: YAMLProblem, _ message: String) {
        self.findings.append(Configuration.Warning(problem: place.saying(message), failsCheck: false))
    }

    /// All findings that take no network.
    ///
    /// - Parameters:
    ///   - numbers: Knows the regions that have numbers.
    ///   - inForce: The settings that count in place of files', those of the journal; `nil` where they are not known.
    package func judged(by numbers: any NumberParser, inForce: [WrittenSettings]?) -> [Configuration.Warning] {
        var review = self
        for region in self.regions where !Self.isKnown(region.value, to: numbers) {
            let hint = RegionAdvice.meant(by: region.value.code).map { "did you mean \($0)?" }
            let advice = hint ?? "write the two letters of ISO 3166-1, such as DE"
            review.mistake(region.place, "no telephone numbers are known of such a country; \(advice)")
        }
        guard let inForce else { return review.findings }
        self.judgeUPNs(inForce, &review)
        guard let known = self.services?.union(inForce.map(\.id)) else { return review.findings }
        for service in self.reached where !known.contains(service.value) {
            let nearest = SpellingSuggestion.nearest(to: service.value, among: known.sorted()).map { "did you mean \($0)?" }
            let all = known.isEmpty ? "there is none at all" : "there are: \(known.sorted().joined(separator: ", "))"
            review.doubt(service.place, "there is no service of this id; \(nearest ?? all)")
        }
        return review.findings
    }

    private func judgeUPNs(_ inForce: [WrittenSettings], _ review: inout ConfigurationReview) {
        var upns = self.upns
        for settings in inForce {
            let place = upns[settings.id]?.place ?? YAMLProblem(file: "services/\(settings.id).yaml", path: "upn", message: "")
            upns[settings.id] = settings.filled.upn.map { Mention(value: $0, place: place) }
        }
        var first: [String: String] = [:]
        for (service, upn) in upns.sorted(by: { $0.key < $1.key }) {
            if let other = first[upn.value] {
                review.mistake(upn.place, Self.sharedUPN(with: other))
            } else {
                first[upn.value] = service
            }
        }
    }

    /// The advice on a UPN that two services have.
    static func sharedUPN(with service: String) -> String {
        "the service \(service) has this UPN already, and flows would mean either; give each its own"
    }

    /// Whether national numbers of a region can be read. This one would be international nowhere.
    private static func isKnown(_ region: Region, to numbers: any NumberParser) -> Bool {
        do throws(NumberError) {
            _ = try numbers.read("0301234567", region: region)
            return true
        } catch {
            return error != .regionRequired
        }
    }
}
