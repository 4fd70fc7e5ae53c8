import CRM
import CallModel
import Manifests

/// Runs the programs of a manifest one by one on an answer, and tells what each yields.
struct AnswerPrograms {
    /// The most records whose programs are told.
    private static let mostRecords = 5
    private static let time = Duration.seconds(2)

    let manifest: ConnectorManifest
    let compiler: any JSONQueryCompiler
    let settings: ConnectorSettings
    let number: PhoneNumber

    /// One line for each program.
    ///
    /// - Parameter index: The request that was answered.
    func results(of index: Int, on body: [UInt8]) async -> [String] {
        guard let mapping = self.manifest.mapping, self.manifest.requests.indices.contains(index) else { return [] }
        let request = self.manifest.requests[index]
        var lines: [String] = []
        if let refused = self.manifest.refused { lines.append(await self.line("refused", refused, body).text) }
        for keep in request.keep { lines.append(await self.line("keep.\(keep.name)", keep.program, body).text) }
        let part = request.records == nil ? "records" : "requests[\(index)].records"
        let (text, records) = await self.line(part, request.records ?? mapping.records, body)
        guard let records else { return lines + [text] }
        lines.append("\(part): \(records.count) record\(records.count == 1 ? "" : "s")")
        for (place, record) in records.prefix(Self.mostRecords).enumerated() {
            lines.append("record \(place + 1):")
            if let numbers = mapping.numbers { lines.append("  " + (await self.line("numbers", numbers, record).text)) }
            switch mapping.caller {
            case .whole(let program): lines.append("  " + (await self.line("caller", program, record).text))
            case .members(let members):
                for member in members {
                    lines.append("  " + (await self.line("caller.\(member.name)", member.program, record).text))
                }
            }
        }
        if records.count > Self.mostRecords { lines.append("… and \(records.count - Self.mostRecords) more") }
        return lines
    }

    /// What a program yields, in one line; `results` is `nil` where it fails.
    private func line(_ part: String, _ program: String, _ input: [UInt8]) async -> (text: String, results: [[UInt8]]?) {
        let variables = ["settings": self.settings.json, "number": JQInput.number(self.number, self.settings.writings)]
        do {
            guard let query = try self.compiler.compile(optional: program, name: part) else { return ("\(part): nothing", nil) }
            let results = try await query.run(on: input, variables: variables, within: Self.time)
            let texts = results.map { String(decoding: $0, as: UTF8.self) }
            return ("\(part): " + (texts.isEmpty ? "yields nothing" : texts.joined(separator: ", ")), results)
        } catch let error as ConnectorBuildError {
            return ("\(error)", nil)
        } catch JSONQueryError.failed(let fault) {
            return ("\(part): fails: \(fault)", nil)
        } catch JSONQueryError.invalidDocument {
            return ("\(part): the answer is no strict JSON", nil)
        } catch JSONQueryError.tooLarge {
            return ("\(part): yields too much", nil)
        } catch {
            return ("\(part): did not end", nil)
        }
    }
}
