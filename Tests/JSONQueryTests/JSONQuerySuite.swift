import Testing

/// All suites on queries, one test at a time: compiling occupies a thread for long, and others measure time beside us.
@Suite("JSON queries", .serialized)
enum JSONQuerySuite {}
