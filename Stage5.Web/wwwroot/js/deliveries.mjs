import { morph } from './morph.mjs';
import { problemBar } from './problem-bar.mjs';

const everyMs = 1_000;
const slowestMs = 15_000;

/** Shows in a place where a task's reply was delivered, until each delivery has ended. */
export async function watchDeliveries(place, taskId, { host, showValues, signal }) {
  const part = `/fragments/tasks/${encodeURIComponent(taskId)}/deliveries`;
  for (let wait = everyMs; ; wait = Math.min(wait * 1.5, slowestMs)) {
    try {
      morph(place, await host.requests.fetchHtml(part, { background: true, signal, quiet: true }));
      showValues(place);
      if (place.querySelector('[data-deliveries="closed"]')) return;
      await host.delay(wait, signal);
      await host.visible();
    } catch (error) {
      if (signal?.aborted) return;
      if (error.name !== 'ProblemError') throw error;
      place.replaceChildren(problemBar(error));
      return;
    }
  }
}

/** Lets what was given up go again, when its button is pressed. */
export function startResume(root, { host, watch }) {
  root.addEventListener('click', async (event) => {
    const button = event.target.closest?.('[data-resume]');
    if (!button || button.disabled) return;
    button.disabled = true;
    const taskId = button.dataset.resume;
    try {
      await host.requests.fetchJson(`/api/tasks/${encodeURIComponent(taskId)}/deliveries/resume`, { method: 'POST' });
      await watch(taskId);
    } catch (error) {
      if (error.name !== 'ProblemError') throw error;
      button.disabled = false;
    }
  });
}
