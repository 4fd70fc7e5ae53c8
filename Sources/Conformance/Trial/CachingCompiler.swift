package import CallModel
import Synchronization

/// Compiles each program once, however often it is asked for: a trial makes dozens of connectors of one manifest, and compiling
/// takes some 40 ms a program.
package final class CachingCompiler: JSONQueryCompiler {
    private let compiler: any JSONQueryCompiler
    private let compiled = Mutex<[String: any JSONQuery]>([:])

    package init(_ compiler: any JSONQueryCompiler) {
        self.compiler = compiler
    }

    package func compile(_ program: String, name: String) throws(JSONQueryError) -> any JSONQuery {
        if let query = self.compiled.withLock({ $0[program] }) { return query }
        let query = try self.compiler.compile(program, name: name)
        self.compiled.withLock { $0[program] = query }
        return query
    }
}
