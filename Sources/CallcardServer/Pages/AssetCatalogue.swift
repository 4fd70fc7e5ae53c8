internal import BuiltInFiles

/// All files of the pages, ready to be served.
enum AssetCatalogue {
    /// By name.
    static let all = Dictionary(uniqueKeysWithValues: BuiltInFiles.pages.map { ($0, Asset($0, $1)) })
}
