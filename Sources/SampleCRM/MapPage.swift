import Hummingbird

/// A drawing of some streets with a pin and a place's name: what a map would show, of a town that does not exist.
struct MapPage {
    /// As links write it: street, postal code, city and country with commas between them. May be empty.
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
