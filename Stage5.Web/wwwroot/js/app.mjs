import { start as startActions } from './actions.mjs';
import { host, showValues } from './host.mjs';
import { start as startLanguage } from './language-menu.mjs';
import { startPart } from './page-modules.mjs';
import { start as startTheme } from './theme-menu.mjs';
import { toast } from './toast.mjs';

const modules = {
  access: () => import('./page-access.mjs'),
  audit: () => import('./page-audit.mjs'),
  budgets: () => import('./page-budgets.mjs'),
  docs: () => import('./page-docs.mjs'),
  drafts: () => import('./page-drafts.mjs'),
  glossary: () => import('./page-glossary.mjs'),
  live: () => import('./page-home.mjs'),
  models: () => import('./page-models.mjs'),
  review: () => import('./page-review.mjs'),
  reviews: () => import('./page-reviews.mjs'),
  settings: () => import('./page-settings.mjs'),
  task: () => import('./page-task.mjs'),
  tasks: () => import('./page-tasks.mjs'),
  translate: () => import('./page-translate.mjs'),
  velocity: () => import('./page-velocity.mjs'),
};

const agoEveryMs = 5_000;

async function keepTimesTrue() {
  for (;;) {
    showValues(document);
    await host.delay(agoEveryMs);
    await host.visible();
  }
}

document.querySelectorAll('.theme-menu').forEach(startTheme);
document.querySelectorAll('.language-menu').forEach(startLanguage);
startActions();
keepTimesTrue();
for (const element of document.querySelectorAll('[data-module]'))
  startPart(element, { ...host, load: modules[element.dataset.module], notify: toast });
