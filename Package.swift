// swift-tools-version: 6.2
import PackageDescription

/// Every target is built strictly, so that the arrows of docs/architecture.md stay real.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let deque: Target.Dependency = .product(name: "DequeModule", package: "swift-collections")
let heap: Target.Dependency = .product(name: "HeapModule", package: "swift-collections")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let metrics: Target.Dependency = .product(name: "Metrics", package: "swift-metrics")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")

let package = Package(
    name: "callcard",
    products: [
        .executable(name: "callcard", targets: ["callcard"]),
        .executable(name: "callcard-sample-crm", targets: ["SampleCRM"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
    ],
    targets: [
        // Values and ports, and pure functions over them.
        .target(name: "CallModel", swiftSettings: strict),
        .target(name: "ContextTemplates", dependencies: ["CallModel"], swiftSettings: strict),
        .target(name: "StrictJSON", swiftSettings: strict),
        .target(name: "Waiting", dependencies: [deque], swiftSettings: strict),
        .target(name: "OutboundHTTP", dependencies: ["CallModel"], swiftSettings: strict),
        .target(name: "SettingsFields", dependencies: ["CallModel", "ContextTemplates", "StrictJSON"], swiftSettings: strict),

        // One outside thing each.
        .target(
            name: "CPhoneNumber",
            linkerSettings: [
                .linkedLibrary("phonenumber"), .linkedLibrary("geocoding"), .linkedLibrary("protobuf"), .linkedLibrary("icuuc"),
            ]),
        .target(name: "PhoneNumbers", dependencies: ["CPhoneNumber", "CallModel"], swiftSettings: strict),
        .target(name: "CCurl", linkerSettings: [.linkedLibrary("curl")]),
        .target(
            name: "CurlTransport",
            dependencies: ["CCurl", "CallModel", "OutboundHTTP", "Waiting", deque, heap],
            swiftSettings: strict),
        .target(name: "CJQ", linkerSettings: [.linkedLibrary("jq")]),
        .target(name: "JSONQuery", dependencies: ["CJQ", "CallModel", "StrictJSON", "Waiting", deque], swiftSettings: strict),
        .target(name: "CMaxMindDB", linkerSettings: [.linkedLibrary("maxminddb")]),
        .target(name: "Places", dependencies: ["CMaxMindDB", "CallModel", "Waiting"], swiftSettings: strict),
        .target(name: "CProcess"),
        .target(name: "PrivateFiles", swiftSettings: strict),
        .target(
            name: "ServerLog", dependencies: ["CallModel", "StrictJSON", "Waiting", deque, logging, metrics],
            swiftSettings: strict),
        .target(
            name: "ServerTLS",
            dependencies: [
                "CallModel", "Waiting", .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            swiftSettings: strict),
        .target(
            name: "Journal",
            dependencies: ["CallModel", "Waiting", .product(name: "GRDB", package: "GRDB.swift")],
            swiftSettings: strict),
        .target(
            name: "SignIn",
            dependencies: [
                "CallModel", "OutboundHTTP", "StrictJSON", "Waiting", crypto,
                .product(name: "JWTKit", package: "jwt-kit"),
            ],
            swiftSettings: strict),
        .target(name: "YAMLReader", dependencies: ["Yams"], swiftSettings: strict),

        // Sources of callers; one kind of connector does not know another.
        .target(name: "Contacts", dependencies: ["CallModel", "StrictJSON"], swiftSettings: strict),
        .target(
            name: "AddressBooks", dependencies: ["CallModel", "Contacts", "PrivateFiles", "StrictJSON", "Waiting"],
            swiftSettings: strict),
        .target(
            name: "Manifests",
            dependencies: ["CallModel", "ContextTemplates", "OutboundHTTP", "StrictJSON", "YAMLReader"],
            swiftSettings: strict),
        .target(
            name: "ConnectorHTTP",
            dependencies: ["CallModel", "Manifests", "OutboundHTTP", "StrictJSON", "Waiting", crypto, cryptoExtras],
            swiftSettings: strict),
        .target(
            name: "CRM",
            dependencies: ["CallModel", "ConnectorHTTP", "Manifests", "OutboundHTTP", "StrictJSON", "Waiting"],
            swiftSettings: strict),
        .target(
            name: "FlowCalls",
            dependencies: ["CallModel", "ConnectorHTTP", "Contacts", "Manifests", "OutboundHTTP", "StrictJSON"],
            swiftSettings: strict),
        .target(
            name: "Conformance",
            dependencies: [
                "CRM", "CallModel", "ConnectorHTTP", "FlowCalls", "Manifests", "OutboundHTTP", "StrictJSON", "Waiting",
                "YAMLReader",
            ],
            swiftSettings: strict),

        // What the project is for.
        .target(name: "Enrichment", dependencies: ["CallModel", "ContextTemplates", "Waiting", metrics], swiftSettings: strict),
        .target(
            name: "Sessions",
            dependencies: ["CallModel", "Waiting", deque, .product(name: "HashTreeCollections", package: "swift-collections")],
            swiftSettings: strict),
        .target(
            name: "Flows",
            dependencies: ["CallModel", "OutboundHTTP", "Waiting", crypto, deque, heap, metrics],
            swiftSettings: strict),
        .target(
            name: "Application",
            dependencies: [
                "CallModel", "ContextTemplates", "Enrichment", "Flows", "OutboundHTTP", "Sessions", "SettingsFields",
                "StrictJSON", "Waiting", crypto, logging, metrics,
            ],
            swiftSettings: strict),
        .target(
            name: "CallcardServer",
            dependencies: [
                "Application", "BuiltInFiles", "CallModel", "ContextTemplates", "Enrichment", "Flows", "Sessions",
                "SettingsFields", "StrictJSON", "Waiting", crypto, logging, metrics,
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
            ],
            swiftSettings: strict),
        .target(
            name: "BuiltInFiles", resources: [.embedInCode("OpenAPI/openapi.json"), .embedInCode("Pages")], swiftSettings: strict),

        // All of it together.
        .target(
            name: "ConfigurationFile",
            dependencies: [
                "CallModel", "ContextTemplates", "Flows", "Manifests", "OutboundHTTP", "PrivateFiles", "ServerLog",
                "SettingsFields", "SignIn", "YAMLReader", logging,
            ],
            swiftSettings: strict),
        .target(
            name: "Setup",
            dependencies: [
                "AddressBooks", "Application", "CRM", "CallModel", "ConfigurationFile", "ConnectorHTTP", "ContextTemplates",
                "Enrichment", "FlowCalls", "Flows", "Journal", "Manifests", "OutboundHTTP", "Places", "PrivateFiles", "ServerLog",
                "ServerTLS", "Sessions", "SettingsFields", "SignIn", "StrictJSON", "Waiting", "YAMLReader", crypto, logging,
                metrics,
            ],
            swiftSettings: strict),
        .target(
            name: "Serving",
            dependencies: [
                "AddressBooks", "Application", "CProcess", "CallModel", "CallcardServer", "ConfigurationFile", "Enrichment", "Flows",
                "ServerLog", "ServerTLS", "Sessions", "Setup", "SignIn", lifecycle, logging, metrics,
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "callcard",
            dependencies: [
                "AddressBooks", "Application", "CProcess", "CallModel", "CallcardServer", "ConfigurationFile", "Conformance",
                "ConnectorHTTP",
                "ContextTemplates", "CurlTransport", "Enrichment", "JSONQuery", "OutboundHTTP", "PhoneNumbers", "ServerLog",
                "Serving", "SettingsFields", "Setup", "SignIn", "StrictJSON", "Waiting", "YAMLReader",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict),

        // A program apart, for the demo.
        .executableTarget(
            name: "SampleCRM",
            dependencies: [
                logging,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            swiftSettings: strict),

        // The server with a leak on purpose, so that the canary test is known to find one.
        .executableTarget(
            name: "callcard-leaky",
            dependencies: [
                "CProcess", "CallModel", "CallcardServer", "ConfigurationFile", "CurlTransport", "JSONQuery", "PhoneNumbers",
                "Serving", "Setup",
            ],
            path: "Tests/Leaky", swiftSettings: strict),

        .target(
            name: "ApplicationTestSupport",
            dependencies: [
                "Application", "CallModel", "ContextTemplates", "Enrichment", "Flows", "Journal", "OutboundHTTP",
                "SessionTestSupport", "Sessions", "SettingsFields", "StrictJSON", "TestSupport", "Waiting", logging,
            ],
            path: "Tests/ApplicationTestSupport", swiftSettings: strict),
        .target(
            name: "SessionTestSupport", dependencies: ["CallModel", "Sessions"], path: "Tests/SessionTestSupport",
            swiftSettings: strict),
        .target(name: "TestSupport", dependencies: ["CallModel", "Waiting"], path: "Tests/TestSupport", swiftSettings: strict),
        .testTarget(name: "CallModelTests", dependencies: ["CallModel"], swiftSettings: strict),
        .testTarget(
            name: "ApplicationTests",
            dependencies: [
                "Application", "ApplicationTestSupport", "CallModel", "ContextTemplates", "Enrichment", "Flows",
                "SessionTestSupport", "Sessions", "SettingsFields", "StrictJSON", "TestSupport", "Waiting", logging,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "CallcardServerTests",
            dependencies: [
                "Application", "ApplicationTestSupport", "CallModel", "CallcardServer", "ContextTemplates", "Enrichment", "Flows",
                "SessionTestSupport", "Sessions", "StrictJSON", "TestSupport", "Waiting", logging,
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
            ],
            swiftSettings: strict),
        .target(
            name: "ConnectorTestSupport",
            dependencies: [
                "CRM", "CallModel", "Conformance", "ConnectorHTTP", "JSONQuery", "Manifests", "OutboundHTTP", "Waiting",
                "YAMLReader",
            ],
            path: "Tests/ConnectorTestSupport", swiftSettings: strict),
        .testTarget(
            name: "AddressBooksTests",
            dependencies: ["AddressBooks", "CallModel", "Contacts", "TestSupport", "Waiting"], exclude: ["Resources"],
            swiftSettings: strict),
        .testTarget(
            name: "CRMTests",
            dependencies: [
                "CRM", "CallModel", "ConnectorHTTP", "ConnectorTestSupport", "JSONQuery", "Manifests", "OutboundHTTP",
                "StrictJSON", "TestSupport", "Waiting", crypto, cryptoExtras,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "ConfigurationFileTests",
            dependencies: [
                "CallModel", "ConfigurationFile", "ContextTemplates", "Flows", "SettingsFields", "SignIn", "StrictJSON",
                "YAMLReader",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "ConformanceTests",
            dependencies: ["CallModel", "Conformance", "ConnectorTestSupport", "Manifests", "OutboundHTTP", "PhoneNumbers"],
            swiftSettings: strict),
        .testTarget(
            name: "ConnectorHTTPTests",
            dependencies: ["CallModel", "ConnectorHTTP", "ConnectorTestSupport", "Manifests", "OutboundHTTP", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "FlowCallsTests",
            dependencies: [
                "CallModel", "ConnectorTestSupport", "FlowCalls", "Manifests", "OutboundHTTP",
            ], swiftSettings: strict),
        .testTarget(
            name: "ManifestsTests",
            dependencies: ["CallModel", "ConnectorTestSupport", "Manifests", "OutboundHTTP", "YAMLReader"],
            swiftSettings: strict),
        .testTarget(name: "ContextTemplatesTests", dependencies: ["CallModel", "ContextTemplates"], swiftSettings: strict),
        .testTarget(
            name: "CurlTransportTests",
            dependencies: ["CCurl", "CallModel", "CurlTransport", "OutboundHTTP", "TestSupport", "Waiting"],
            swiftSettings: strict),
        .testTarget(
            name: "EnrichmentTests",
            dependencies: ["CallModel", "Enrichment", "TestSupport", "Waiting"],
            swiftSettings: strict),
        .testTarget(
            name: "FlowsTests",
            dependencies: ["CallModel", "Flows", "OutboundHTTP", "TestSupport", "Waiting"],
            swiftSettings: strict),
        .testTarget(
            name: "JournalTests",
            dependencies: ["CallModel", "Journal", "TestSupport", .product(name: "GRDB", package: "GRDB.swift")],
            exclude: ["Resources"],
            swiftSettings: strict),
        .testTarget(
            name: "JSONQueryTests",
            dependencies: ["CallModel", "JSONQuery", "StrictJSON", "TestSupport"], swiftSettings: strict),
        .testTarget(name: "OutboundHTTPTests", dependencies: ["CallModel", "OutboundHTTP"], swiftSettings: strict),
        .testTarget(
            name: "PhoneNumbersTests",
            dependencies: ["CallModel", "PhoneNumbers", "TestSupport"], exclude: ["Resources"], swiftSettings: strict),
        .testTarget(
            name: "PlacesTests", dependencies: ["CallModel", "Places", "TestSupport"], exclude: ["Resources"],
            swiftSettings: strict),
        .testTarget(
            name: "SessionsTests",
            dependencies: ["CallModel", "Journal", "Sessions", "TestSupport", "Waiting"],
            swiftSettings: strict),
        .testTarget(
            name: "SettingsFieldsTests",
            dependencies: ["CallModel", "ContextTemplates", "SettingsFields", "StrictJSON"], swiftSettings: strict),
        .testTarget(
            name: "SetupTests",
            dependencies: [
                "AddressBooks", "Application", "CallModel", "ConfigurationFile", "ConnectorHTTP",
                "OutboundHTTP", "Journal", "SettingsFields", "Setup", "StrictJSON", "TestSupport",
                "Waiting", logging,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "SignInTests",
            dependencies: ["CallModel", "OutboundHTTP", "SignIn", "StrictJSON", "TestSupport", "Waiting", crypto],
            swiftSettings: strict
        ),
        .testTarget(
            name: "ServerLogTests", dependencies: ["CallModel", "ServerLog", "StrictJSON", "TestSupport", "Waiting", logging],
            swiftSettings: strict),
        .testTarget(name: "StrictJSONTests", dependencies: ["StrictJSON", "TestSupport"], swiftSettings: strict),
        .testTarget(name: "WaitingTests", dependencies: ["TestSupport", "Waiting"], swiftSettings: strict),
        .testTarget(name: "YAMLReaderTests", dependencies: ["YAMLReader"], swiftSettings: strict),
    ],
    cxxLanguageStandard: .cxx17
)
