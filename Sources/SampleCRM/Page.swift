import Hummingbird

/// A page: a heading and rows of label and text.
struct Page {
    /// One row; with a link its text leads somewhere.
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
