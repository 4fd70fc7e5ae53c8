/**
 * The shapes of the HTTP interface that the pages read. Documentation only: nothing imports this file at run time.
 *
 * @typedef {{startedAt: string, endedAt?: string}} Span
 * @typedef {"queue" | "ring" | "dialOut" | "connected"} TimerName
 * @typedef {"incoming" | "ringing" | "dialing" | "connected" | "past"} State
 * @typedef {"accepted" | "declined" | "unanswered" | "abandoned" | "destinationAccepted" | "destinationDeclined" |
 *   "destinationNotReached" | "userAborted" | "notAccepted"} Outcome
 * @typedef {{displayName: string, number?: string, known: boolean, withheld?: boolean}} EntryCaller
 * @typedef {{primaryCode?: string, secondaryCode?: string, tags: string[], savedAt: string}} Conclusion
 * @typedef {{id: string, name: string}} Code
 * @typedef {{name: string, value: string}} NamedValue
 * @typedef {{name: string, url: string, opens: "tab" | "embedded", on: "offered" | "accepted"}} Link
 * @typedef {{id: string, outcome: string, elapsedMs: number, cached: boolean, stale?: true}} ConnectorReport
 * @typedef {{connector: string, grade: string, caller: Object<string, any>}} Match
 * @typedef {{precision: string, label: string, link: string, embed?: string}} CallerMap
 * @typedef {{tag: string, lastUsedAt: string}} RecalledTag
 *
 * @typedef {object} Entry A session as the signed-in user sees it.
 * @property {string} id
 * @property {{id: string, displayName: string}} service
 * @property {"inbound" | "outbound"} direction
 * @property {State} state
 * @property {boolean} live
 * @property {Outcome} [outcome]
 * @property {string} [reason]
 * @property {boolean} open
 * @property {number} attempts
 * @property {string} startedAt
 * @property {string} updatedAt
 * @property {TimerName} timer
 * @property {Object<TimerName, Span>} timers
 * @property {EntryCaller} caller
 * @property {string[]} widgets
 * @property {Conclusion} [conclusion]
 *
 * @typedef {object} Context All that is known of a caller.
 * @property {string} status
 * @property {boolean} complete
 * @property {number} revision
 * @property {true} [ambiguous]
 * @property {string} [expiresAt]
 * @property {Object<string, any>} [number]
 * @property {Object<string, any>} [caller]
 * @property {Object<string, string>} [sources]
 * @property {Match[]} [matches]
 * @property {Link[]} [contexts]
 * @property {ConnectorReport[]} connectors
 * @property {Object<string, any>[]} [trace]
 *
 * @typedef {Entry & {context?: Context, map?: CallerMap, codes?: {primary: Code[], secondary: Code[]}, recall?: RecalledTag[]}}
 *   Detail
 * @typedef {{items: Entry[], next?: string, live: boolean}} Page
 */
export {};
