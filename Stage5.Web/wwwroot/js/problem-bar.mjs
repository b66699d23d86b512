import { money, time, until } from './format.mjs';
import { t } from './texts.mjs';

const line = (className, text) => {
  const p = document.createElement('p');
  p.className = className;
  p.textContent = text;
  return p;
};

/** What a budget that is used up still has and when it renews; empty for any other problem. */
export function renewal({ budget }, now) {
  if (!budget || Number.isNaN(Date.parse(budget.renews))) return '';
  return t('budgets.renewal', money(budget.left, budget.currency), money(budget.limit, budget.currency),
    until(Date.parse(budget.renews), now), time(budget.renews, 'day', now));
}

/** The lines of a problem: its sentence, its fields, when its budget renews, what to do next. */
export function problemLines(problem) {
  const fields = Object.values(problem.errors ?? {}).flat().filter((said) => said !== problem.detail);
  const budget = renewal(problem, Date.now());
  return [
    line('problem-detail', problem.detail),
    ...fields.map((said) => line('problem-next', said)),
    ...(budget ? [line('problem-next', budget)] : []),
    ...(problem.next ? [line('problem-next', problem.next)] : []),
  ];
}

export function createBar(className, intent = 'error') {
  const bar = document.createElement('fluent-message-bar');
  bar.setAttribute('intent', intent);
  bar.setAttribute('layout', 'multiline');
  bar.className = className;
  return bar;
}

/** A problem that stays where it happened; ProblemBar.razor is the same from the server. */
export function problemBar(problem) {
  const bar = createBar('problem');
  bar.setAttribute('role', 'alert');
  bar.append(...problemLines(problem));
  if (problem.code) {
    const known = line('problem-code', '');
    known.append(Object.assign(document.createElement('code'), { textContent: problem.code }));
    bar.append(known);
  }
  return bar;
}
