import CallModel
import JSONQuery

@testable import Connectors

extension CRMSample {
    /// The real jq: manifests are tried with what runs them.
    static let compiler: any JSONQueryCompiler = CachingCompiler(JQCompiler(time: CRMTestTime()))
}
