import HTTPTypes
import Hummingbird

/// A page: a heading and rows of label and text.
struct Page {
    /// One row; with a link its text can be followed.
    struct Row {
        let label: String
        let text: String
        var link: String?
    }

    let title: String
    let rows: [Row]

    init(_ title: String, _ rows: [Row]) {
        self.title = title
        self.rows = rows
    }

    var response: Response {
        Response(html: self.html)
    }

    private var html: String {
        let rows = self.rows.map { row in
            let text = row.text.escaped
            let cell = row.link.map { "<a href=\"\($0.escaped)\">\(text)</a>" } ?? text
            return "<tr><th>\(row.label.escaped)<td>\(cell)"
        }
        return """
            <!DOCTYPE html>
            <html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <title>\(self.title.escaped) · Sample CRM</title>
            <style>
            body { font: 15px/1.5 system-ui, sans-serif; max-width: 44rem; margin: 1rem auto; padding: 0 1rem; color-scheme: light dark }
            header { font-size: .85rem; opacity: .75 }
            h1 { font-size: 1.25rem; margin: .5rem 0 .75rem }
            table { border-collapse: collapse; width: 100% }
            th, td { text-align: left; vertical-align: top; padding: .3rem 0; border-top: 1px solid #8884 }
            th { font-weight: normal; opacity: .65; padding-right: 1.5rem; width: 10rem }
            </style>
            <header><a href="/">Sample CRM</a> · every contact is invented</header>
            <h1>\(self.title.escaped)</h1>
            <table>\(rows.joined(separator: "\n"))</table>

            """
    }
}

/// A drawing of some streets with a pin and a place's name: what a map would show, of a town that does not exist.
struct MapPage {
    /// The place as links write it: street, postal code, city and country with commas between them. May be empty.
    let place: String

    var response: Response { Response(html: self.html) }

    private var html: String {
        let name = self.place.isEmpty ? "No place is known" : self.place.replacing(",", with: ", ")
        return """
            <!DOCTYPE html>
            <html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <title>Map · Sample CRM</title>
            <style>
            html, body { height: 100%; margin: 0; font: 15px/1.4 system-ui, sans-serif; color-scheme: light dark }
            svg { display: block; width: 100%; height: 100%; background: light-dark(#e9ede4, #23282a) }
            .street { stroke: light-dark(#fff, #3c4448); fill: none }
            .water { fill: light-dark(#b9d8ea, #24465a) }
            .park { fill: light-dark(#cfe3bd, #2c4230) }
            p { position: fixed; inset: auto 0 0 0; margin: 0; padding: .5rem .75rem; background: light-dark(#ffffffdd, #111416dd) }
            small { opacity: .65; display: block }
            </style>
            <svg viewBox="0 0 600 360" preserveAspectRatio="xMidYMid slice" role="img" aria-label="A drawing of streets">
            <path class="water" d="M0 300C120 250 210 330 330 290S520 230 600 260V360H0Z"/>
            <rect class="park" x="380" y="60" width="120" height="90" rx="12"/>
            <g class="street" stroke-width="14"><path d="M-10 190H610M300-10V370"/></g>
            <g class="street" stroke-width="7">
            <path d="M-10 60H360M-10 120H610M60-10V300M150-10V280M230 60V290M360-10V280M520-10V240M360 30L610 80"/>
            </g>
            \(self.place.isEmpty ? "" : Self.pin)
            </svg>
            <p>\(name.escaped)<small>a drawing, not a map</small></p>

            """
    }

    private static let pin = """
        <g transform="translate(300 190)"><path d="M0 0C-4-14-18-22-18-38a18 18 0 1 1 36 0C18-22 4-14 0 0Z" fill="#cf2f3c"/>
        <circle cy="-38" r="7" fill="#fff"/></g>
        """
}

extension Response {
    /// 200 with a page.
    fileprivate init(html: String) {
        self.init(
            status: .ok, headers: [.contentType: "text/html; charset=utf-8"],
            body: .init(byteBuffer: ByteBuffer(string: html)))
    }
}

extension String {
    /// The text as HTML shows it, in elements and in quoted attributes.
    fileprivate var escaped: String {
        self.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;").replacing(
            "\"", with: "&quot;")
    }
}
