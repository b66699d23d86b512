import { t, word } from './texts.mjs';

export const deciding = new Set(['approve', 'edit', 'reject']);

/** What the API calls it: the last part of its address. */
const nameOf = (action) => (action === 'note' ? 'notes' : action);

/** What the part of a review says of it: ReviewLive.razor writes it. */
export function stateOf({ reviewVersion, state, may, due, refusal = null, ...flags }) {
  return { version: Number(reviewVersion), state, may: new Set(may.split(' ')), dueAt: due, refusal, mine: 'mine' in flags };
}

/** Why something cannot be done to a review now; empty where it can. */
export function whyNot({ state, may, mine, refusal }, action) {
  if (deciding.has(action)) {
    if (state === 'decided' || state === 'closed') return t('review.isOver', word('reviewState', state));
    if (refusal) return word('reviewRefusal', refusal);
    return mine ? '' : t('review.takeFirst');
  }
  if (action === 'lease') {
    if (mine) return t('reviews.withYou');
    return may.has('lease') ? '' : refusal ? word('reviewRefusal', refusal) : t('review.notFree');
  }
  if (action === 'release' && !mine) return t('review.notNow');
  return may.has(nameOf(action)) ? '' : t('review.notNow');
}
