internal import Foundation
internal import Glibc
internal import YAMLReader

/// What keeps a file that the configuration names from being used, and what to do. None repeats the path: a secret may have been
/// written in its place.
extension ConfigurationFiles {
    /// What is wrong with a file that is to be read, as words behind its name or behind "its file"; `nil` where nothing is.
    func trouble(reading path: String) -> String? {
        guard self.exists(path) else { return "does not exist; make it, or mend the path" + Self.advice(on: path) }
        if self.isFolder(path) { return "is a folder; name a file" }
        guard self.isFile(path) else { return "is no regular file; name one" }
        guard access(path, R_OK) == 0 else {
            return "may not be read by this user; give it to the user that runs callcard, with chmod 600"
        }
        return nil
    }

    /// What is wrong with the place of a file that callcard itself makes and writes; `nil` where nothing is. It makes nothing.
    package func trouble(writing path: String) -> String? {
        if self.isFolder(path) { return "is a folder; name a file" }
        let folder = Self.folder(of: path)
        guard self.exists(folder) else {
            return "is in a folder that does not exist; make it, or mend the path" + Self.advice(on: path)
        }
        guard self.isFolder(folder) else { return "is in no folder: what is named before its last / is a file; mend the path" }
        if self.exists(path), access(path, R_OK | W_OK) != 0 {
            return errno == EROFS
                ? "is on a disk that can only be read; name another place"
                : "may not be written by this user; give it to the user that runs callcard"
        }
        guard access(folder, W_OK | X_OK) == 0 else {
            return errno == EROFS
                ? "is on a disk that can only be read; name another place"
                : "is in a folder that this user may not write in; give the folder to the user that runs callcard"
        }
        return nil
    }

    /// The folder that a path leads into.
    static func folder(of path: String) -> String {
        let folder = (path as NSString).deletingLastPathComponent
        return folder.isEmpty ? "." : folder
    }

    private static func advice(on path: String) -> String {
        path.split(separator: "/").contains("~") ? "; ~ stands for no folder here, write the whole path" : ""
    }
}
