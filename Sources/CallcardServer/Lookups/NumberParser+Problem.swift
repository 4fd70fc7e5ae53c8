internal import CallModel

extension NumberParser {
    /// Reads a number out of a request's body; what can't be read is a problem at `pointer`.
    func read(_ text: String, region: Region?, pointer: String) throws(Problem) -> CallerNumber {
        do throws(NumberError) {
            return try self.read(text, region: region)
        } catch {
            throw .unprocessable([error.fault(at: pointer)])
        }
    }
}

extension NumberError {
    fileprivate func fault(at pointer: String) -> Problem.Fault {
        switch self {
        case .invalidNumber:
            .init(pointer, .invalidNumber, "This can't be a telephone number; send E.164 (+ and digits) or a national writing.")
        case .regionRequired:
            .init(pointer, .regionRequired, "A national writing needs a region: send region, or set one for the service.")
        }
    }
}
