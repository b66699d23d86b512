import { startResume, watchDeliveries } from './deliveries.mjs';
import { host, showTime, showValues } from './host.mjs';
import { patch } from './live.mjs';
import { followTask, isTerminal } from './task-events.mjs';
import { t } from './texts.mjs';
import { createTimeline, streamSaid } from './timeline.mjs';
import { toast } from './toast.mjs';

// What the rest of the page shows too.
const changing = new Set(['task_started', 'review_requested', 'review_decided']);

export async function start(element) {
  const timeline = createTimeline(element, showTime);
  const part = element.querySelector('#task-live');
  const earliest = Number(element.querySelector('.event')?.dataset.sequence ?? 1);

  async function watch() {
    const place = part.querySelector('[data-task-deliveries]');
    if (place && part.querySelector('[data-outcome]')) await watchDeliveries(place, element.dataset.task, { host, showValues });
  }

  async function update() {
    patch(part, await host.requests.fetchHtml(part.dataset.fragment, { background: true }));
    showValues(part);
    watch();
  }

  startResume(part, { host, watch });
  if (element.dataset.final === 'true') watch();

  // A log longer than the page of it that came with the task is shown from its start.
  if (earliest > 1) timeline.clear();
  else if (element.dataset.final === 'true') return;

  try {
    await followTask({
      ...host, ...host.requests,
      taskId: element.dataset.task,
      after: timeline.last,
      onState: (state) => timeline.say(streamSaid(state)),
      onGap: timeline.gap,
      onEvent: (event) => {
        timeline.add(event);
        if (changing.has(event.type) || isTerminal(event.type)) update();
      },
    });
  } catch (error) {
    timeline.say(error.message);
    toast({ detail: error.message, next: error.next ?? t('common.reload'), status: error.status });
  }
}
