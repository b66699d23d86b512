import { host } from './host.mjs';
import { locale, t } from './texts.mjs';
import { connectStream } from './stream-connection.mjs';

const number = (value) => new Intl.NumberFormat(locale()).format(value);

/** What a verdict is said as: the sentence, and what is to be said of the signature. */
export function verdictOf(verdict) {
  const { fault } = verdict;
  const said = fault
    ? t(`audit.fault.${fault.kind}`, number(fault.number))
    : t(verdict.right ? 'audit.right' : 'audit.wrong', number(verdict.checked), number(verdict.lastNumber));
  return { said, signature: t(`audit.signature.${verdict.signature}`) };
}

const fingerprint = /^[0-9a-f]{32}$/;

/** What is looked for by: a fingerprint as it is, of a text the one that the API knows it by. Null for nothing. */
export async function fingerprintOf(text, fetchJson) {
  if (text.trim() === '') return null;
  if (fingerprint.test(text)) return text;
  return (await fetchJson('/api/audit/fingerprint', { method: 'POST', body: { text } })).fingerprint;
}

export function start(element) {
  const find = (id) => document.getElementById(id);
  const [button, card, bar, verdict, signature] = ['audit-verify', 'audit-check', 'audit-progress', 'audit-verdict', 'audit-signature'].map(find);
  const filters = element.querySelector('.audit-filters');

  function show({ type, data }) {
    const message = JSON.parse(data);
    if (type === 'progress') {
      bar.max = Math.max(message.of, 1);
      bar.value = message.checked;
      return true;
    }
    if (type !== 'verdict') return true;
    const { said, signature: signed } = verdictOf(message);
    card.dataset.right = String(message.right);
    verdict.textContent = said;
    signature.textContent = signed;
    return false;
  }

  async function verify() {
    if (button.getAttribute('aria-disabled') === 'true') return;
    button.setAttribute('aria-disabled', 'true');
    card.hidden = false;
    delete card.dataset.right;
    bar.hidden = false;
    bar.removeAttribute('value');
    verdict.textContent = t('audit.reading');
    signature.textContent = '';
    let open = true;
    try {
      await connectStream('/api/audit/verify', {
        onOpen: () => {}, onMessage: (message) => { open = show(message) && open; },
        openStream: host.requests.openStream, delay: host.delay, online: host.online,
      });
    } catch (error) {
      if (!['ProblemError', 'AbortError', 'TypeError'].includes(error.name)) throw error;
    } finally {
      bar.hidden = true;
      // Without a verdict nothing is proved, either way.
      if (open) verdict.textContent = t('audit.brokeOff');
      button.removeAttribute('aria-disabled');
    }
  }

  button.addEventListener('click', verify);
  const text = find('audit-text');
  filters.addEventListener('submit', async (event) => {
    // What says nothing does not stand in the address, and a text never does.
    for (const field of filters.elements) if (field.name && field.value.trim() === '') field.disabled = true;
    if (text.value.trim() === '') return;
    event.preventDefault();
    try {
      text.value = await fingerprintOf(text.value, host.requests.fetchJson);
      text.name = 'fingerprint';
      filters.submit();
    } catch (error) {
      if (error.name !== 'ProblemError') throw error;
      for (const field of filters.elements) field.disabled = false;
    }
  });
  // A form whose button is a component is not sent by the Enter key alone.
  filters.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || !event.target.matches('input')) return;
    event.preventDefault();
    filters.requestSubmit();
  });
  element.dataset.ready = '';
}
