import Testing
import Waiting

@Suite("One-shots that tasks fight over", .timeLimit(.minutes(5)))
struct OneShotConcurrencyTests {
    private final class Answer: Sendable {
        let value = OneShot<Int>()
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
