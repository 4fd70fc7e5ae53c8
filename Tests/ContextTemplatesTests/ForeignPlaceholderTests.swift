import ContextTemplates
import Testing

@Suite("C5 Placeholders of other products")
struct ForeignPlaceholderTests {
    @Test("They are a warning with the word to write instead, at their place", arguments: Self.placeholders)
    func foreign(tail: String, word: String?) {
        let template = "https://crm.example/" + tail
        let found = ContextURLTemplate(template).problems.filter { $0.code == .foreignPlaceholder }
        #expect(found.count == 1, "\(found)")
        #expect(found.allSatisfy { $0.severity == .warning })
        let wanted = word.map { "Write {\($0)}." } ?? "such as {Caller.Number}."
        #expect(found.first?.message.hasSuffix(wanted) == true, "\(found)")
    }

    static let placeholders: [(tail: String, word: String?)] = [
        // 3CX
        ("pop?num=[Number]&n={Customer.DisplayName}", "Caller.Number"), ("pop?num=[CallerNumber]", "Caller.Number"),
        ("?f=[FirstName]+x", "Customer.FirstName"), ("?a=[AgentFirstName]", "User.Upn"), ("?d=[CallType]", nil),
        ("?num=%CallerNumber%", "Caller.Number"), ("?num=%CallerNumber%20", "Caller.Number"),
        ("?num=%CallerNumber&x=1", "Caller.Number"),
        ("?n=%CallerDisplayName%", "Customer.DisplayName"), ("?num=%phone%", "Caller.Number"), ("?num=%%ANI%%", "Caller.Number"),
        ("[Number]", "Caller.Number"), ("%5BNumber%5D", "Caller.Number"), ("?q=phone:[Number]", "Caller.Number"),
        // Asterisk, shells, JavaScript, Zoho
        ("pop?num=${Caller.Number}", "Caller.Number"), ("?num=${CALLERID(num)}", "Caller.Number"),
        ("?n=${CALLERID(name)}", "Customer.DisplayName"), ("?num=${phone}", "Caller.Number"), ("?num=${1}", "Caller.Number"),
        ("?a=${anything}", nil), ("?num=%24%7BContacts.Phone%7D", "Caller.Number"), ("?id=${UNIQUEID}", "Session.Id"),
        ("?num=${!Contacts.Phone}", "Caller.Number"), ("?num=$[number]", "Caller.Number"),
        // Routes and statements
        ("pop?num=:phone&n={Customer.DisplayName}", "Caller.Number"), ("contacts/:caller_number", "Caller.Number"),
        ("contacts/:id/edit", "Customer.Id"), ("?tel=:tel:", "Caller.Number"), ("?num=@phone", "Caller.Number"),
        // Mustaches: Freshdesk, Genesys, n8n
        ("?num={{ani}}", "Caller.Number"), ("?num={{contact.phone}}", "Caller.Number"),
        ("?q={{ticket.requester.phone}}", "Caller.Number"),
        ("?num={{Caller.Number}}", "Caller.Number"), ("?num={{{phone}}}", "Caller.Number"), ("?a={{foo}}", nil),
        ("?num={{ $json[\"phone\"] }}", "Caller.Number"), ("?num=%7B%7Bani%7D%7D", "Caller.Number"),
        ("?n={{agent.name}}", "User.Upn"),
        ("?c={{company.name}}", "Customer.Company"), ("?e={{contact.email}}", "Customer.Email"),
        ("?q={{queue.name}}", "Service.Id"),
        // Snom, Ringotel, PHP
        ("?num=$number", "Caller.Number"), ("?num=$caller$&x=1", "Caller.Number"), ("?n=$caller_name$", "Customer.DisplayName"),
        ("?num=$remote", "Caller.Number"), ("?num=$CALLERID", "Caller.Number"),
        // Others
        ("?num=<number>", "Caller.Number"), ("?num=<<phone>>", "Caller.Number"), ("?num=<%= phone %>", "Caller.Number"),
        ("?num=%3Cnumber%3E", "Caller.Number"), ("?num=#{number}", "Caller.Number"), ("?num=#{Caller.Number}", "Caller.Number"),
        ("?num=__phone__", "Caller.Number"), ("?num=[[phone]]", "Caller.Number"), ("?num=[[Number]]", "Caller.Number"),
        ("?num=#phone#", "Caller.Number"), ("?num=#number", "Caller.Number"), ("?num=%{phone}", "Caller.Number"),
        ("?num=%(phone)s", "Caller.Number"), ("?num=%1", "Caller.Number"), ("?num=%s&x=1", "Caller.Number"),
        ("?num={!Contact.Phone}", "Caller.Number"), ("?num={%phone%}", "Caller.Number"), ("?num={$phone}", "Caller.Number"),
        ("?num=@{triggerBody}", nil), ("?num=((phone))", "Caller.Number"), ("?num=«phone»", "Caller.Number"),
        ("?num=%7BCaller.Number%7D", "Caller.Number"), ("?num=[Rufnummer]", "Caller.Number"),
        ("?num=[CALLERIDNUM]", "Caller.Number"),
    ]

    @Test("What another product may mean, but a URL too, is left alone", arguments: Self.urls)
    func ordinary(template: String) {
        let problems = ContextURLTemplate(template, schemes: SampleCall.schemes).problems.filter {
            $0.code == .foreignPlaceholder
        }
        #expect(problems == [])
    }

    static let urls: [String] = [
        // Ports, hosts, user parts
        "https://crm.example:8080/{Customer.Id}", "https://[2001:db8::1]:8443/{Customer.Id}", "https://[::1]/{Caller.Digits}",
        "sip:{Caller.Number}@pbx.example;user=phone", "tel:{Caller.Number};phone-context=number", "mycrm:call:{Caller.Number}",
        "https://crm.example/?next=https://number.example:8080/phone&n={Caller.Number}",
        "https://crm.example/@support/{Customer.Id}",
        "https://crm.example/~caller/{Customer.Id}",
        // Parameters of paths, names in brackets
        "https://crm.example/a;phone=1;v=2/{Customer.Id}", "https://crm.example/?filter[phone]={Caller.Number}",
        "https://crm.example/?filter%5Bphone%5D={Caller.Number}", "https://crm.example/?q[phone][]={Caller.Number}&ids[]=1",
        "https://crm.example/?f[Phone]={Caller.Number}", "https://crm.example/?[phone]={Caller.Number}",
        "https://crm.example/?fields=[id,name]&n={Caller.Number}", "https://crm.example/?status=[open]&n={Caller.Number}",
        "https://crm.example/?range=[1,10]&n={Caller.Number}", "https://crm.example/?fields=[name]&n={Caller.Number}",
        "https://crm.example/?domain=[[%22phone%22,%22=%22,%22{Caller.Number}%22]]",
        "https://crm.example/?json=%7B%22phone%22:%22{Caller.Number}%22%7D", "https://crm.example/?q=%5B{Caller.Number}%5D",
        "https://crm.example/%5Bid%5D/{Customer.Id}?f=%5Bphone%5D",
        "https://crm.example/?x=%3Cphone%3E{Caller.Number}%3C/phone%3E",
        // OData, search languages, dollars
        "https://crm.example/?$filter=phone%20eq%20'{Caller.Number}'",
        "https://crm.example/?$filter=contains(phone,'{Caller.Digits}')",
        "https://crm.example/?$search=phone:{Caller.Digits}&$select=name,phone&$top=1",
        "https://crm.example/x/$count?n={Caller.Number}",
        "https://crm.example/?$orderby=$it/name&n={Caller.Number}", "https://crm.example/?max=$100&n={Caller.Number}",
        "https://crm.example/?price=%24{Parameter.amount}", "https://crm.example/s?q=phone:{Caller.Digits}+type:user",
        "https://crm.example/?q=is:open+phone:{Caller.Digits}", "https://crm.example/?sort=-phone&n={Caller.Number}",
        "https://crm.example/?time=10:30&n={Caller.Number}", "https://crm.example/:w:/r/sites/{Customer.Id}",
        "https://crm.example/v1/contacts:search?n={Caller.Number}", "https://crm.example/?urn=urn:phone:number&n={Caller.Number}",
        "https://crm.example/?number=phone&n={Caller.Number}", "https://crm.example/number/phone/caller?n={Caller.Number}",
        "https://crm.example/?__EVENTTARGET=x&__phone=1&my__phone__x=1&n={Caller.Number}",
        // Triplets
        "https://crm.example/?q=%20phone%20{Caller.Number}", "https://crm.example/?q=%2Bnumber%2B{Caller.Digits}",
        "https://crm.example/?q=%25phone%25&n={Caller.Number}", "https://crm.example/?q=%25{Caller.Digits}%25",
        "https://crm.example/b%C3%BCro/%C3%A9cell%C3%A9?n={Caller.Number}",
        "https://crm.example/?q=%E2%82%ACcaller%20&n={Caller.Number}",
        "https://crm.example/?q=100%25&n={Caller.Number}",
        // Fragments
        "https://crm.example/#phone/{Caller.Number}", "https://crm.example/#{Customer.Id}",
        "https://crm.example/app#{Caller.Digits}",
        "https://crm.example/?view=contact#{Customer.Id}", "https://crm.example/?view=contact#phone-{Customer.Id}",
        "https://crm.example/#!/contacts/{Customer.Id}", "https://crm.example/#user/profile/{Customer.Id}",
        // Ours
        "https://crm.example/$(Caller.Number)/{Customer.Id}", "https://crm.example/$(Customer.CustomFields.[Number])",
        "https://crm.example/{Customer.CustomFields.__phone__}", "https://crm.example/{?Customer.Id}{&Caller.Number}",
    ]

    @Test("It comes beside the word that no variable is there, and each placeholder counts")
    func several() {
        let problems = ContextURLTemplate("https://crm.example/?n=[Number]&e=[Email]&c=[Company]").problems
        #expect(problems.map(\.code) == [.noVariable, .foreignPlaceholder, .foreignPlaceholder, .foreignPlaceholder])
        #expect(problems.map(\.at) == [0, 23, 34, 44])
    }

    @Test("An unknown variable in braces comes with ours", arguments: ["ani", "phone", "cli", "CALLERNUM", "0", "Call.From"])
    func unknown(name: String) {
        let problem = ContextURLTemplate("https://crm.example/{\(name)}").problems.first
        #expect(problem?.message == "There is no variable \(name). Did you mean Caller.Number?")
    }

    @Test("Links are made all the same where only a warning is there")
    func usable() {
        #expect(ContextURLTemplate("https://crm.example/?n=[Number]").isUsable)
        #expect(!ContextURLTemplate("https://crm.example/?n={{Number}}").isUsable)
    }
}
