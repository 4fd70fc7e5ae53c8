import CallModel
import ConnectorTestSupport
import Manifests
import Testing

@Suite("C2 Manifests: reading connector.yaml")
struct ManifestReaderTests {
    @Test("A manifest is read with its defaults")
    func reads() throws {
        let manifest = try CRMSample.manifest(CRMSample.manifest)
        #expect(manifest.id.value == "acme")
        #expect(manifest.settings.map(\.name) == ["baseURL", "token", "team"])
        #expect(manifest.settings.first(where: { $0.name == "token" })?.isSecret == true)
        #expect(manifest.settings.first(where: { $0.name == "team" })?.defaultValue == "sales")
        #expect(manifest.requests.count == 1)
        #expect(manifest.requests[0].method == .get)
        #expect(manifest.requests[0].notFound == [404])
        #expect(manifest.requests[0].when == .nothingFound)
        #expect(manifest.limits.total == .milliseconds(1_500))
        #expect(manifest.limits.records == 50)
    }

    @Test("All problems are told at once, each with its line and what to do")
    func allProblems() {
        let (manifest, problems) = CRMSample.read(
            """
            id: Acme Inc
            name: ACME
            description: Finds people.
            kind: crm
            setings: {}
            auth: {type: bearer}
            requests:
              - method: PATCH
                url: people
            record: .people[]
            caller: {firstname: .f}
            limits: {total: 20s}
            """)
        #expect(manifest == nil)
        let lines = problems.map { $0.split(separator: ":")[1] }
        #expect(Set(lines).isSuperset(of: ["1", "5", "6", "8", "9", "10", "11", "12"]))
        #expect(problems.contains { $0.contains("setings") && $0.contains("did you mean settings?") })
        #expect(problems.contains { $0.contains("did you mean records?") })
        #expect(problems.contains { $0.contains("did you mean firstName?") })
        #expect(problems.contains { $0.contains("the key token is missing") })
        #expect(problems.contains { $0.contains("the key records is missing") })
    }

    @Test(
        "What would leak, escape or never work is refused",
        arguments: [
            ("\"/{settings.token}\"", "is a secret"),
            ("\"/{+settings.team}\"", "{+…}"),
            ("\"/{#number.e164}\"", "{+…}"),
            ("\"/{number.e146}\"", "did you mean number.e164?"),
            ("\"/{settings.teem}\"", "did you mean settings.team?"),
            ("\"/{kept.id}\"", "kept.id is not known here"),
            ("\"/{settings.baseURL}\"", "remove it here"),
            ("\"https://{settings.team}.crm.example/\"", "must begin with /"),
            ("\"http://crm.example/\"", "must begin with /"),
            ("\"https://user@crm.example/\"", "must begin with /"),
            ("\"https://crm.example{number.e164}\"", "must begin with /"),
            ("\"javascript:alert(1)\"", "must begin with /"),
            ("\"//crm.example/\"", "begins with one /"),
            ("\"/people#top\"", "has no #"),
            ("\"/a b\"", "not a URI template"),
            ("\"/{number.e164\"", "not a URI template"),
        ])
    func badURLs(url: String, message: String) {
        let text = CRMSample.manifest.replacing("\"/{settings.team}/people{?number.e164}\"", with: url)
        let (manifest, problems) = CRMSample.read(text)
        #expect(manifest == nil)
        #expect(problems.contains { $0.hasPrefix("connector.yaml:11:") && $0.contains(message) }, "\(problems)")
    }

    @Test(
        "Parts that contradict each other are refused",
        arguments: [
            (
                "auth: {type: bearer, token: \"{settings.token}\"}", "auth: {type: bearer, token: \"{settings.tokn}\"}",
                "did you mean settings.token?"
            ),
            (
                "auth: {type: bearer, token: \"{settings.token}\"}", "auth: {type: bearer, token: \"{token}\"}",
                "only {settings.name}"
            ),
            (
                "auth: {type: bearer, token: \"{settings.token}\"}", "auth: {type: none, token: x}",
                "does not belong to type: none"
            ),
            (
                "auth: {type: bearer, token: \"{settings.token}\"}", "auth: {type: header, name: \"a b\", value: x}",
                "no name of a header"
            ),
            (
                "auth: {type: bearer, token: \"{settings.token}\"}", "auth: {type: kerberos}",
                "must be one of: none, bearer, basic, header, query, path, body, oauth, signIn"
            ),
            ("kind: crm", "kind: fax", "must be one of: crm, flow"),
            ("default: sales", "default: sales, required: true", "remove one of the two"),
            ("secret: true, required: true", "secret: true, default: abc", "a secret can't have a default"),
            ("  team:", "  te-am:", "a letter, then letters and digits"),
            ("numbers: .numbers", "limits: {records: 201}", "from 1 to 200"),
            ("example: \"https://crm.example\"", "example: \"crm.example\"", "must be https://"),
        ])
    func contradictions(old: String, new: String, message: String) {
        let (manifest, problems) = CRMSample.read(CRMSample.manifest.replacing(old, with: new))
        #expect(manifest == nil)
        #expect(problems.contains { $0.contains(message) }, "\(problems)")
    }

    @Test(
        "A request that HTTP would not carry is refused",
        arguments: [
            ("body: \".number\"", "a GET request has no body"),
            ("headers: {Host: other.example}", "comes by itself"),
            ("headers: {Authorization: x}", "comes by itself"),
            ("headers: {\"X Y\": x}", "no name of a header"),
            ("notFound: [401]", "401 always means"),
            ("notFound: [403]", "403 means refused; only a request after the first"),
            ("notFound: [500]", "from 400 to 499"),
            ("when: sometimes", "must be one of: nothingFound, always"),
            ("pages: 3", "this key is not known"),
            ("safe: true", "may always be sent twice"),
            ("keep: {\"a-b\": .id}", "a letter, then letters and digits"),
            ("query: \"{id: .kept.id}\"", "id is kept by no earlier request"),
        ])
    func badRequests(line: String, message: String) {
        let text = CRMSample.manifest.replacing("people{?number.e164}\"", with: "people{?number.e164}\"\n    \(line)")
        let (manifest, problems) = CRMSample.read(text)
        #expect(manifest == nil)
        #expect(problems.contains { $0.contains(message) }, "\(problems)")
    }

    @Test("A jq program that is none is told at its line, with a compiler at hand")
    func badProgram() {
        let text = CRMSample.manifest.replacing("displayName: .name", with: "displayName: .name |")
        let (manifest, problems) = CRMSample.read(text, compiler: CRMSample.compiler)
        #expect(manifest == nil)
        #expect(problems.count == 1)
        #expect(problems.first?.hasPrefix("connector.yaml:15:") == true)
        #expect(problems.first?.contains("not a usable jq program") == true)
    }

    @Test("Functions stand in front of the programs that use one, and of no others")
    func functions() throws {
        let text = CRMSample.manifest.replacing("displayName: .name", with: "displayName: .name | shout")
            .replacing("requests:", with: "functions: |\n  def shout: ascii_upcase;\n  def whisper: ascii_downcase;\nrequests:")
        let (manifest, problems) = CRMSample.read(text, compiler: CRMSample.compiler)
        #expect(problems.isEmpty)
        guard case .members(let members) = try #require(manifest?.mapping).caller else {
            Issue.record("a program for each field")
            return
        }
        #expect(members.first { $0.name == "displayName" }?.program.hasPrefix("def shout: ascii_upcase;\ndef whisper") == true)
        #expect(members.filter { $0.name != "displayName" }.allSatisfy { !$0.program.contains("def ") })
    }

    @Test(
        "What is wrong with functions, and with a program that uses one, is told once and at its line",
        arguments: [
            ("def shout: ascii_upcase(;", ".name | shout", 11, "no usable jq definitions"),
            ("def shout: ascii_upcase;", ".name | shout |", 17, "not a usable jq program"),
            ("def shout: ascii_upcase;", ".name | shuot", 17, "not a usable jq program"),
        ])
    func badFunctions(definition: String, program: String, line: Int, message: String) {
        let text = CRMSample.manifest.replacing("displayName: .name", with: "displayName: \(program)")
            .replacing("requests:", with: "functions: |\n  \(definition)\nrequests:")
        let (manifest, problems) = CRMSample.read(text, compiler: CRMSample.compiler)
        #expect(manifest == nil)
        #expect(problems.count == 1, "\(problems)")
        #expect(problems.first?.hasPrefix("connector.yaml:\(line):") == true, "\(problems)")
        #expect(problems.first?.contains(message) == true)
    }

    @Test("The id is the folder's name")
    func idIsFolder() {
        let (manifest, _) = CRMSample.read(CRMSample.manifest)
        #expect(manifest != nil)
        let problems = CRMSample.problems(CRMSample.manifest, folder: "other")
        #expect(problems.contains { $0.contains("must be the name of its folder") })
    }
}
