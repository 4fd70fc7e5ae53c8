import Foundation

/// Colours on a terminal; none in files and pipes, and none where `NO_COLOR` is set (no-color.org).
struct TerminalStyle {
    private let isOn: Bool

    static let none = TerminalStyle(isOn: false)

    private init(isOn: Bool) {
        self.isOn = isOn
    }

    /// - Parameter descriptor: Where the text will be written.
    init(for descriptor: Int32) {
        let refuses = Surroundings.environment("NO_COLOR").map { !$0.isEmpty } ?? false
        self.isOn = isatty(descriptor) == 1 && !refuses && Surroundings.environment("TERM") != "dumb"
    }

    func title(_ text: String) -> String { self.paint(text, "1") }
    func faint(_ text: String) -> String { self.paint(text, "2") }
    func good(_ text: String) -> String { self.paint(text, "32") }
    func notable(_ text: String) -> String { self.paint(text, "33") }
    /// What can be pasted or opened.
    func usable(_ text: String) -> String { self.paint(text, "36") }

    private func paint(_ text: String, _ code: String) -> String {
        self.isOn ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
