import Testing
import Waiting

@Suite("One-shot", .timeLimit(.minutes(5)))
struct OneShotTests {
    private final class Answer: Sendable {
        let value = OneShot<Int>()
    }

    @Test("The value counts whether it or the task comes first")
    func eitherOrder() async {
        let early = Answer()
        early.value.set(1)
        #expect(await early.value.value() == 1)

        let late = Answer()
        let task = Task { await late.value.value() }
        for _ in 0..<100 { await Task.yield() }
        late.value.set(2)
        #expect(await task.value == 2)
    }

    @Test("What was handed over is held no more")
    func nothingIsKept() async {
        final class Marker: Sendable {}
        let answer = OneShot<Marker>()
        weak var seen: Marker?
        do {
            let marker = Marker()
            seen = marker
            answer.set(marker)
            answer.set(Marker())
        }
        #expect(seen != nil)
        _ = await answer.value()
        #expect(seen == nil)
        let isSet = answer.isSet
        #expect(isSet)
    }
}
