// The limits of a form and of the wire.
import { t, word } from './texts.mjs';

const amount = (text) => (text.trim() === '' ? null : Number(text));

/** One row of the form, as the wire wants it. */
export const limitOf = ({ scope, id, window, hardLimit, softLimit }) => ({
  scope,
  id: scope === 'tenant' || id.trim() === '' ? null : id.trim(),
  window,
  hardLimit: amount(hardLimit),
  softLimit: amount(softLimit),
});

const keyOf = ({ scope, id, window }) => `${scope}/${id ?? ''}/${window}`;

/** What is wrong with limits before they are sent, a sentence each. */
export function problemsOf(limits) {
  const seen = new Set();
  return limits.flatMap((limit, at) => {
    const row = t('budgets.limitAt', at + 1);
    const said = [];
    if (limit.hardLimit === null && limit.softLimit === null) said.push(t('budgets.needsAmount', row));
    if (limit.hardLimit !== null && limit.softLimit > limit.hardLimit)
      said.push(t('budgets.softAboveHard', row));
    if (seen.has(keyOf(limit))) said.push(t('budgets.twice', row));
    seen.add(keyOf(limit));
    return said;
  });
}

/** The limits of a view that an administrator set. */
export const limitsOf = (view) => view.budgets
  .filter((budget) => budget.source === 'administrator')
  .map(({ scope, id, window, hardLimit, softLimit }) => ({ scope, id, window, hardLimit, softLimit }));

/** Whether both say the same, in whatever order. */
export function sameLimits(one, other) {
  const plain = (limits) => limits
    .map((limit) => `${keyOf(limit)}=${limit.hardLimit ?? ''}/${limit.softLimit ?? ''}`).sort().join('\n');
  return plain(one) === plain(other);
}

/** A limit in words, as BudgetWords.cs says it. */
export function said({ scope, id, window }) {
  const whose = scope === 'tenant' ? word('scope', 'tenant')
    : id === null ? word('each', scope) : t('budgets.scopeId', word('scope', scope), id);
  return t('budgets.titleOf', whose, word('window', window));
}
