package import CallModel

extension AddressBook {
    package var condition: ConnectorCondition {
        let status = self.status
        return ConnectorCondition(
            .addressBook, trouble: status.problem.map { "\($0)" }, isOff: !status.isLoaded, contacts: status.contacts)
    }
}
