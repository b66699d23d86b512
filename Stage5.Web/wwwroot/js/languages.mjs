// Choices among the pairs that exist: a Map from a source to its targets.

const exists = (pairs, from, to) => pairs.get(from)?.includes(to) === true;

/** The choice nearest to what is asked that exists. */
export function choose(pairs, { from, to }) {
  const targets = pairs.get(from) ?? [];
  return { from, to: targets.includes(to) ? to : targets[0] };
}

/** Whether the other direction exists. */
export const canSwap = (pairs, { from, to }) => exists(pairs, to, from);

/** The other direction; the same one when it does not exist. */
export const swapped = (pairs, choice) =>
  canSwap(pairs, choice) ? { from: choice.to, to: choice.from } : choice;
