import { say, sayWord } from "./words.js";

/** The bar and icon of each way a call can end (S53–S56): the colour, and a shape for those who can't see it. */
const LOOKS = {
  accepted: ["green", "accepted"],
  destinationAccepted: ["green", "accepted"],
  declined: ["red", "declined"],
  destinationDeclined: ["red", "declined"],
  unanswered: ["yellow", "unanswered"],
  notAccepted: ["yellow", "unanswered"],
  abandoned: ["grey", "abandoned"],
  userAborted: ["grey", "abandoned"],
  destinationNotReached: ["grey", "abandoned"],
};

/** Outcomes whose reason says something that the outcome doesn't. */
const WITH_REASON = ["abandoned", "notAccepted"];

/** The colour of an entry: yellow while it comes in, green while it is connected, then its outcome's. */
export function colour(entry) {
  if (entry.live) return entry.state === "connected" ? "green" : "yellow";
  return LOOKS[entry.outcome]?.[0] ?? "none";
}

/** The icon of an entry: the way of a live call, the outcome of a past one. */
export function shape(entry) {
  if (entry.state === "connected") return "phone";
  if (entry.live) return entry.direction === "outbound" ? "outgoing" : "incoming";
  return LOOKS[entry.outcome]?.[1] ?? "abandoned";
}

/** The call's state in words while it is live, else its outcome, with the reason where that tells more. */
export function resolution(entry) {
  if (entry.live) return say(`state.${entry.state}`);
  if (!entry.outcome) return say("state.past");
  const word = say(`outcome.${entry.outcome}`);
  const hasReason = entry.reason && WITH_REASON.includes(entry.outcome);
  return hasReason ? `${word} (${reason(entry.reason)})` : word;
}

/** A reason in words; those that we have no text for are the switch's own, such as `callerHungUp`. @param {string} word */
export function reason(word) {
  const text = sayWord("reason", word);
  return text === word && /^[A-Za-z]+$/.test(word) ? word.replace(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase() : text;
}

/** The line below a caller's name: the number while it is held, or that it was withheld (S66). */
export function numberLine(entry) {
  if (entry.caller.withheld) return say("caller.withheld");
  return entry.caller.number ?? "";
}
