import Foundation

/// Certificates and TLS servers made with the `openssl` command, in a folder of their own.
final class TLSLaboratory {
    static let openssl = "/usr/bin/openssl"
    static var isAvailable: Bool { FileManager.default.isExecutableFile(atPath: Self.openssl) }

    struct Failure: Error {
        let step: String
    }

    let folder: URL
    private var servers: [Process] = []

    /// Makes a folder with an authority, `ca.pem`.
    init() throws {
        self.folder = FileManager.default.temporaryDirectory.appendingPathComponent("callcard-tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: self.folder, withIntermediateDirectories: true)
        try self.run("req -x509 \(Self.newKey) -keyout ca.key -out ca.pem -subj /CN=authority -days 2")
    }

    deinit {
        for server in self.servers { server.terminate() }
        try? FileManager.default.removeItem(at: self.folder)
    }

    func path(_ file: String) -> String { self.folder.appendingPathComponent(file).path }

    /// Makes `name.pem` and `name.key`, signed by the authority or by itself.
    func makeCertificate(_ name: String, for host: String = "IP:127.0.0.1", days: Int = 2, selfSigned: Bool = false) throws {
        if selfSigned {
            let names = "-subj /CN=x -addext subjectAltName=\(host)"
            try self.run("req -x509 \(Self.newKey) -keyout \(name).key -out \(name).pem -days 2 \(names)")
        } else {
            try "subjectAltName=\(host)".write(toFile: self.path("\(name).ext"), atomically: true, encoding: .utf8)
            try self.run("req \(Self.newKey) -keyout \(name).key -out \(name).csr -subj /CN=x")
            let days = "-days \(days) -extfile \(name).ext"
            try self.run("x509 -req -in \(name).csr -CA ca.pem -CAkey ca.key -CAcreateserial -out \(name).pem \(days)")
        }
    }

    /// Starts a server that answers any GET with 200.
    ///
    /// - Returns: Its port on 127.0.0.1.
    func serve(_ name: String, options: String = "") throws -> Int {
        let server = self.process("s_server -accept 127.0.0.1:0 -www -cert \(name).pem -key \(name).key \(options)")
        let output = Pipe()
        server.standardOutput = output
        try server.run()
        self.servers.append(server)
        var text = ""
        while !text.contains("ACCEPT") || !text.hasSuffix("\n") {
            let more = output.fileHandleForReading.availableData
            guard !more.isEmpty else { throw Failure(step: "s_server") }
            text += String(decoding: more, as: UTF8.self)
        }
        let line = text.split(separator: "\n").first { $0.hasPrefix("ACCEPT") } ?? ""
        guard let port = line.split(separator: ":").last.flatMap({ Int($0) }) else { throw Failure(step: "s_server: \(line)") }
        return port
    }

    private static let newKey = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"

    private func run(_ arguments: String) throws {
        let process = self.process(arguments)
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure(step: arguments) }
    }

    private func process(_ arguments: String) -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Self.openssl)
        process.arguments = arguments.split(separator: " ").map(String.init)
        process.currentDirectoryURL = self.folder
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        return process
    }
}
