import Glibc

/// Standard output, seen by a pipe at once.
enum Line {
    static func write(_ text: String) {
        print(text)
        fflush(nil)
    }
}
