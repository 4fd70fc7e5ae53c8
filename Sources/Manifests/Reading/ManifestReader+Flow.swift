import YAMLReader

extension ManifestReader {
    /// Reports what a manifest of a flow lacks, and what it has that only a CRM's may.
    func checkFlow(_ top: YAMLMapping, settings: [ManifestSetting], auth: ManifestAuth?) {
        for key in ["requests", "refused", "records", "caller", "numbers"] {
            top[key]?.report("a flow has no \(key): it is called, and answers, as all flows do; remove the key")
        }
        switch auth {
        case .none?, .oauth?, nil: break
        default: top["auth"]?.report("a flow's trigger URL carries its key; beside it only type: oauth is known")
        }
        let isThere = settings.contains { $0.name == ManifestSetting.triggerURL && $0.isSecret && $0.isRequired }
        guard !isThere else { return }
        let rule =
            "must have \(ManifestSetting.triggerURL), with secret: true and required: true: whoever has it can start the flow"
        if let node = top["settings"] { node.report(rule) } else { _ = top.required("settings") }
    }
}
