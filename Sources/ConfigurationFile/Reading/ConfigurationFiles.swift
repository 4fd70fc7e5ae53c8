internal import CoreFoundation
internal import Foundation
internal import Glibc
internal import YAMLReader

/// The configuration's files: paths are relative to the folder of `callcard.yaml`.
package struct ConfigurationFiles {
    /// The configuration file as it was named.
    let path: String
    private let folder: String

    package init(path: String) {
        self.path = path
        let folder = (path as NSString).deletingLastPathComponent
        self.folder = folder.isEmpty ? "." : folder
    }

    /// The configuration file's name in messages.
    var name: String { (self.path as NSString).lastPathComponent }

    /// A path as the process opens it: absolute, or relative to the working folder.
    func resolve(_ path: String) -> String {
        let expanded = path.hasSuffix("/") && path.count > 1 ? String(path.dropLast()) : path
        return expanded.hasPrefix("/") ? expanded : (self.folder as NSString).appendingPathComponent(expanded)
    }

    /// Whether there is a folder, perhaps behind links.
    func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }

    /// Whether there is a regular file, perhaps behind links; opening a pipe would wait for ever.
    package func isFile(_ path: String) -> Bool {
        FileStatus(of: path)?.isRegular ?? false
    }

    /// Whether there is anything of that name, perhaps behind links.
    func exists(_ path: String) -> Bool { FileStatus(of: path) != nil }

    /// The names in a folder, in order; empty where it can't be read.
    func names(in folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    }

    /// A text file of at most 4 MiB; `nil` after having reported what is wrong.
    func text(of path: String, name: String? = nil, problems: YAMLProblems) -> String? {
        let name = name ?? (path as NSString).lastPathComponent
        guard let data = self.isFile(path) ? FileManager.default.contents(atPath: path) : nil else {
            let trouble = self.trouble(reading: path) ?? "can't be read"
            let other = (path as NSString).deletingPathExtension + ".yml"
            let hint = !self.exists(path) && self.isFile(other) ? "; there is one that ends in .yml, rename it" : ""
            problems.add(YAMLProblem(file: name, message: trouble + hint))
            return nil
        }
        guard data.count <= 4 << 20 else {
            problems.add(YAMLProblem(file: name, message: "must be text of at most 4 MiB"))
            return nil
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            let lines = data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            let line = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil }.map { $0 + 1 }
            problems.add(YAMLProblem(file: name, line: line, message: "is no UTF-8; save the file in that encoding"))
            return nil
        }
        return text
    }

    /// The text of a secret file of at most 64 KiB, without the line ends behind it.
    ///
    /// - Throws: What is wrong with the file, as words behind "its file".
    func secret(at path: String) throws(FileFault) -> String {
        if let trouble = self.trouble(reading: path) { throw FileFault(message: trouble) }
        guard let data = FileManager.default.contents(atPath: path), data.count <= 64 << 10,
            var text = String(validating: data, as: UTF8.self)
        else { throw FileFault(message: "must be UTF-8 text of at most 64 KiB") }
        while let last = text.unicodeScalars.last, last == "\n" || last == "\r" { text.unicodeScalars.removeLast() }
        guard !text.isEmpty else { throw FileFault(message: "is empty; write the secret into it") }
        return text
    }

    /// Whether every user of the machine can read a file, by its mode bits.
    func isReadableByAll(_ path: String) -> Bool { FileStatus(of: path)?.isReadableByAll ?? false }
}

/// What is wrong with a file, without its path and content.
struct FileFault: Error {
    /// Words behind "its file".
    let message: String
}

/// The attributes of a file, behind all links; stat(2). It opens nothing: a pipe would wait for ever.
///
/// The compiler counts `stat` as CoreFoundation's where other files of the module import Foundation.
private struct FileStatus {
    /// Whether it is a regular file, and no folder, pipe or device.
    let isRegular: Bool
    /// Whether every user of the machine may read it, by its mode bits.
    let isReadableByAll: Bool

    /// The status of the file at `path`; `nil` where there is none, or its folder can't be searched.
    init?(of path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        self.isRegular = status.st_mode & S_IFMT == S_IFREG
        self.isReadableByAll = status.st_mode & S_IROTH != 0
    }
}
