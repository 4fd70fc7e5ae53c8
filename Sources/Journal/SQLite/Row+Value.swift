internal import CallModel
internal import GRDB

extension Row {
    /// A column's value. The library's subscripts end the process where a value is of another type, or make a 0 of a text.
    ///
    /// - Throws: ``JournalError/corrupt`` where there is none, or one that we would not have written.
    func value<Value: DatabaseValueConvertible>(_ column: Int) throws(JournalError) -> Value {
        try Self.value(self[column])
    }

    /// A column's value, which may be missing.
    ///
    /// - Throws: ``JournalError/corrupt`` where there is one that we would not have written.
    func optional<Value: DatabaseValueConvertible>(_ column: Int) throws(JournalError) -> Value? {
        let content: DatabaseValue = self[column]
        return content.isNull ? nil : try Self.value(content)
    }

    /// A column's time.
    ///
    /// - Throws: ``JournalError/corrupt`` where there is none, or one that can't be written out.
    func time(_ column: Int) throws(JournalError) -> WallTime {
        let milliseconds: Int64 = try self.value(column)
        guard WallTime.writable.contains(milliseconds) else { throw .corrupt }
        return WallTime(milliseconds: milliseconds)
    }

    /// A column's text, to name a row that can't be read; `nil` where it has none.
    func name(_ column: Int) -> String? { String.fromDatabaseValue(self[column]) }

    private static func value<Value: DatabaseValueConvertible>(_ content: DatabaseValue) throws(JournalError) -> Value {
        guard let value = Value.fromDatabaseValue(content) else { throw .corrupt }
        return value
    }
}
