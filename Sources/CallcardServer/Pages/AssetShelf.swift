internal import BuiltInFiles

/// All files of the pages, ready to be served.
enum AssetShelf {
    /// By name.
    static let all = Dictionary(uniqueKeysWithValues: BuiltInFiles.pages.map { ($0, Asset($0, $1)) })
}
