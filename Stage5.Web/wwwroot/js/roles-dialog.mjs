import { openDialog } from './dialog.mjs';
import { listed } from './format.mjs';
import { onSave } from './key-dialogs.mjs';
import { t, word } from './texts.mjs';

/** Roles as people call them. */
export const rolesSaid = (roles) => (roles.length === 0 ? t('access.noRole') : listed(roles.map((role) => word('role', role))));

/** Changes a person's roles, once what that means was confirmed. */
export function startRolesDialog(dialog, { host, ask, onChanged }) {
  const form = dialog.querySelector('form');
  const set = form.querySelector('[data-set]');
  let person = null;

  const chosen = () => (form.elements.from.value === 'token' ? null
    : [...set.querySelectorAll('input:checked')].map((one) => one.value));

  function follow() {
    set.hidden = form.elements.from.value === 'token';
  }

  form.addEventListener('input', follow);
  onSave(dialog, async () => {
    const roles = chosen();
    const confirmed = await ask({
      title: t('access.changeOf', person.user),
      text: t('access.changeLead', person.user, rolesSaid(person.roles), rolesSaid(roles ?? person.tokenRoles)),
      label: t('access.change'),
    });
    if (!confirmed) return;
    await host.requests.fetchJson(`/api/access/people/${encodeURIComponent(person.user)}/roles`, {
      method: 'PUT', quiet: true, headers: { 'If-Match': `"${person.version}"` }, body: { roles },
    });
    dialog.close();
    await onChanged(person);
  });

  return {
    open(given) {
      person = given;
      dialog.querySelector('h2').textContent = t('access.changeOf', given.user);
      dialog.querySelector('[data-token-roles]').textContent = rolesSaid(given.tokenRoles);
      form.elements.from.value = given.assigned ? 'set' : 'token';
      for (const box of set.querySelectorAll('input')) box.checked = given.roles.includes(box.value);
      follow();
      openDialog(dialog);
    },
  };
}
