/// What the CRM was asked so far.
struct Figures {
    private(set) var asked = 0
    private(set) var underWay = 0
    /// Most questions that were under way at once.
    private(set) var most = 0
    private(set) var connections = 0

    mutating func connect() { self.connections += 1 }

    mutating func begin() {
        self.asked += 1
        self.underWay += 1
        self.most = max(self.most, self.underWay)
    }

    mutating func end() { self.underWay -= 1 }

    var json: String { #"{"asked":\#(self.asked),"most":\#(self.most),"connections":\#(self.connections)}"# }
}
