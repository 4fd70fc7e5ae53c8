/// What is said while people sign in and out.
extension PlainPage {
    private static let again = (label: "Sign in", address: "/sign-in")
    private static let freshLinks =
        "New links are printed when Callcard starts, and when it reloads its configuration (SIGHUP, callcard reload)."

    /// Nobody signs in with an account here.
    static func links(_ hasNone: Bool) -> PlainPage {
        hasNone
            ? PlainPage("Sign in", "This Callcard has no way to sign in. Its operator sets one up under pages.signIn.")
            : PlainPage(
                "Sign in", "This Callcard signs you in by a link that it has printed where it was started. \(Self.freshLinks)")
    }

    static let signedOut = PlainPage(
        "Signed out", "You are signed out of Callcard. With your organisation's account you may still be signed in elsewhere.",
        way: Self.again)

    static let tryAgain = PlainPage(
        "Signing in did not work", "It took too long, or was begun in another window or browser. Nothing was changed.",
        way: ("Try again", "/sign-in"))

    static let cancelled = PlainPage(
        "Not signed in", "Signing in was cancelled, or your organisation does not allow it for you.",
        way: ("Try again", "/sign-in"))

    static let unavailable = PlainPage(
        "Signing in is not possible now",
        "The sign-in of your organisation does not answer as it should. Calls go on; please try again soon.",
        way: ("Try again", "/sign-in"))

    static let stranger = PlainPage(
        "No part in Callcard", "Your account is good, but it has no role here. Whoever looks after Callcard can give you one.",
        way: ("Use another account", "/sign-in"))

    static let elsewhere = PlainPage(
        "Not done", "This request did not come from a page of Callcard, so nothing was done.", way: ("My Sessions", "/"))

    static let usedLink = PlainPage(
        "This link has been used",
        "A sign-in link works once. If that was not you, ask whoever runs this Callcard. \(Self.freshLinks)",
        way: ("My Sessions", "/"))

    static let unknownLink = PlainPage(
        "This link leads nowhere", "It is from an earlier start, or not whole. \(Self.freshLinks)", way: ("My Sessions", "/"))
}
