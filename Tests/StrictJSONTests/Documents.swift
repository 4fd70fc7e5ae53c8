import StrictJSON

/// Parses a document given as text.
func parse(_ text: String, maxDepth: Int = 64) throws(StrictJSONError) -> JSONValue {
    try StrictJSON.parse(Array(text.utf8), maxDepth: maxDepth)
}

/// The fault that refuses `bytes`, `nil` if they are accepted.
func fault(in bytes: [UInt8], maxDepth: Int = 64) -> StrictJSONError? {
    do throws(StrictJSONError) {
        _ = try StrictJSON.parse(bytes, maxDepth: maxDepth)
        return nil
    } catch {
        return error
    }
}

func fault(in text: String, maxDepth: Int = 64) -> StrictJSONError? {
    fault(in: Array(text.utf8), maxDepth: maxDepth)
}
