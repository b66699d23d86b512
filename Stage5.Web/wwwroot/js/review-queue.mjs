const waiting = new Set(['open', 'leased']);

/**
 * The review that comes next in the queue, or before (step -1), among those that wait and that nobody else
 * has; null
 * where there is none. One that is no longer in the queue stands where its due time was.
 * @param {{id: string, state: string, dueAt: string, lease: {reviewer: string} | null}[]} all in order of the queue
 */
export function neighbour(all, { id, dueAt, user }, step) {
  const reviews = all.filter((one) => waiting.has(one.state));
  const at = reviews.findIndex((one) => one.id === id);
  const free = (one) => one.id !== id && (!one.lease || one.lease.reviewer === user);
  const after = at < 0 ? reviews.findIndex((one) => Date.parse(one.dueAt) >= Date.parse(dueAt)) : at + 1;
  const split = after < 0 ? reviews.length : after;
  const [before, behind] = [reviews.slice(0, at < 0 ? split : at), reviews.slice(split)];
  return step > 0 ? behind.find(free) ?? before.find(free) ?? null : before.findLast(free) ?? behind.findLast(free) ?? null;
}
