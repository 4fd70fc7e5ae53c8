package import CallModel

/// The names by which flows and callers mean a service, its UPN and its telephone number: no two services have one together.
package struct TakenNames: Sendable {
    /// Services by UPN, and by the digits of their numbers.
    private var upns: [String: String] = [:]
    private var numbers: [String: String] = [:]

    /// The names of some services; of two with one name the first has it.
    package init(_ services: some Sequence<ServiceSettings> = []) {
        for service in services { self.add(service) }
    }

    /// Takes a service's names, as far as nobody has them.
    package mutating func add(_ service: ServiceSettings) {
        if let upn = service.upn, self.upns[upn] == nil { self.upns[upn] = service.id }
        if let number = service.telNumber.map(Self.compared), self.numbers[number] == nil { self.numbers[number] = service.id }
    }

    /// The service that has a service's UPN already; `nil` where none does.
    package func service(withUPNOf settings: ServiceSettings) -> String? { settings.upn.flatMap { self.upns[$0] } }

    /// The service that has a service's telephone number already, however it is written; `nil` where none does.
    package func service(withNumberOf settings: ServiceSettings) -> String? {
        settings.telNumber.flatMap { self.numbers[Self.compared($0)] }
    }

    /// What is wrong with a service's names; it is not told whose they are.
    package func faults(of settings: ServiceSettings) -> [SettingsFault] {
        var faults: [SettingsFault] = []
        if self.service(withUPNOf: settings) != nil {
            faults.append(.init(path: ["upn"], kind: .invalidValue, message: "is taken: flows would mean either service"))
        }
        if self.service(withNumberOf: settings) != nil {
            faults.append(.init(path: ["telNumber"], kind: .invalidValue, message: "is taken: callers would mean either service"))
        }
        return faults
    }

    /// Its digits and a plus, where it has any: how a number is written makes no other of it.
    private static func compared(_ number: String) -> String {
        let digits = number.filter { ("0"..."9").contains($0) || $0 == "+" }
        return digits.isEmpty ? number : digits
    }
}
