import { startBudgetForm } from './budget-form.mjs';
import { host, showValues } from './host.mjs';
import { keepLive } from './live-part.mjs';
import { morph } from './morph.mjs';

export function start(element) {
  const now = element.querySelector('#budgets-now');
  const form = element.querySelector('[data-budget-form]');

  async function update() {
    const part = now.querySelector('[data-live]');
    morph(part, await host.requests.fetchHtml(part.dataset.live, { background: true }));
    showValues(part);
  }

  if (form) startBudgetForm(form, host.requests, update);
  return keepLive(now);
}
