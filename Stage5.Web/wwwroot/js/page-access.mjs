import { confirm } from './confirm.mjs';
import { host, showValues } from './host.mjs';
import { startKeyDialogs } from './key-dialogs.mjs';
import { startRolesDialog } from './roles-dialog.mjs';
import { startSessions } from './sessions.mjs';
import { t } from './texts.mjs';

export function start(element) {
  const find = (selector) => document.querySelector(selector);
  const [keys, people] = ['#keys', '#people'].map((selector) => element.querySelector(selector));
  const announcement = element.querySelector('[data-announce]');
  const said = (text) => {
    announcement.textContent = text;
  };

  async function reload(part, address) {
    const html = await host.requests.fetchHtml(address);
    const made = document.createElement('template');
    made.innerHTML = html;
    part.replaceChildren(made.content);
    showValues(part);
  }

  const reloadKeys = () => reload(keys, '/fragments/access/keys');
  const reloadPeople = () => reload(people, `/fragments/access/people${window.location.search}`);
  const ask = (question) => confirm(find('#confirm-dialog'), question);

  /** Does what was asked for; a problem is told by the request itself. */
  async function attempt(work) {
    try {
      await work();
    } catch (error) {
      if (error.name !== 'ProblemError') throw error;
    }
  }

  const dialogs = find('#key-dialog') && startKeyDialogs({ host, find, onChanged: () => attempt(reloadKeys) });
  const roles = find('#roles-dialog') && startRolesDialog(find('#roles-dialog'), {
    host, ask,
    onChanged: async (person) => {
      await attempt(reloadPeople);
      said(t('access.changed', person.user));
    },
  });

  async function revoke({ key, name }) {
    if (!await ask({ title: t('access.revokeOf', name), text: t('access.revokeLead'), label: t('access.revoke') })) return;
    await attempt(async () => {
      await host.requests.fetchJson(`/api/keys/${encodeURIComponent(key)}`, { method: 'DELETE' });
      said(t('access.revoked', name));
    });
    await attempt(reloadKeys);
    find('#key-add')?.focus();
  }

  find('#key-add')?.addEventListener('click', () => dialogs.make());
  keys?.addEventListener('click', (event) => {
    const row = event.target.closest('[data-key]');
    if (event.target.closest('[data-key-rotate]')) dialogs.rotate(row.dataset);
    if (event.target.closest('[data-key-revoke]')) revoke(row.dataset);
  });
  people?.addEventListener('click', (event) => {
    const button = event.target.closest('[data-roles-edit]');
    if (button) roles.open(JSON.parse(button.closest('[data-person]').dataset.person));
  });
  startSessions(element.querySelector('#sessions'), { host, ask, said });
  element.dataset.ready = '';
}
