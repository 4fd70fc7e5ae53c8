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

    @Test("Of many who set it one is the first, and its value is had")
    func oneIsFirst() async {
        for _ in 0..<200 {
            let answer = Answer()
            let (value, firsts) = await withTaskGroup(of: Int?.self) { group in
                for index in 0..<8 { group.addTask { answer.value.set(index) ? index : nil } }
                let value = await answer.value.value()
                return (value, await group.reduce(into: [Int]()) { $0 += $1.map { [$0] } ?? [] })
            }
            #expect(firsts == [value])
            let isSet = answer.value.isSet
            #expect(isSet)
        }
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

    @Test("Until-cancelled ends with its task, whether it is cancelled before or meanwhile")
    func untilCancelled() async {
        for _ in 0..<500 {
            let task = Task { await Task.untilCancelled() }
            task.cancel()
            await task.value
        }
        let waiting = Task { await Task.untilCancelled() }
        for _ in 0..<100 { await Task.yield() }
        waiting.cancel()
        await waiting.value
    }
}
