/**
 * Makes an element say what new HTML says, cell by cell: nodes stay, and with them focus, selection, scroll and
 * what is folded open. Elements with data-key are found again by it; what is inside data-own is the browser's.
 */
export function morph(target, html) {
  const next = document.createElement('template');
  next.innerHTML = html;
  morphChildren(target, next.content);
}

// Values are shown in the reader's way, so markup is compared as the server sent it.
const sent = new WeakMap();

const keyOf = (node) => node.dataset?.key;

// A component owns its attributes.
const isComponent = (node) => node.localName?.includes('-') === true;

function morphChildren(target, source) {
  const old = [...target.childNodes];
  const keyed = new Map(old.filter(keyOf).map((node) => [keyOf(node), node]));
  const loose = old.filter((node) => !keyOf(node));

  const nodes = [...source.childNodes].map((fresh) => {
    const at = loose.findIndex((node) => node.nodeName === fresh.nodeName);
    const current = keyOf(fresh) ? keyed.get(keyOf(fresh)) : loose[at];
    if (!keyOf(fresh) && current) loose.splice(at, 1);
    return current?.nodeName === fresh.nodeName ? morphNode(current, fresh) : remember(fresh);
  });

  // Nodes that stay are not moved: moving takes the focus away.
  let next = target.firstChild;
  for (const node of nodes) {
    if (node === next) next = next.nextSibling;
    else target.insertBefore(node, next);
  }
  while (next) {
    const gone = next;
    next = next.nextSibling;
    gone.remove();
  }
}

function remember(fresh) {
  if (fresh.outerHTML) sent.set(fresh, fresh.outerHTML);
  return fresh;
}

function morphNode(current, fresh) {
  if (current.nodeType !== Node.ELEMENT_NODE) {
    if (current.nodeValue !== fresh.nodeValue) current.nodeValue = fresh.nodeValue;
    return current;
  }
  if (sent.get(current) === fresh.outerHTML || 'own' in current.dataset) return current;
  if (isComponent(current)) return remember(fresh);
  sent.set(current, fresh.outerHTML);
  for (const { name, value } of fresh.attributes)
    if (current.getAttribute(name) !== value) current.setAttribute(name, value);
  for (const name of current.getAttributeNames())
    if (!fresh.hasAttribute(name) && name !== 'open') current.removeAttribute(name);
  morphChildren(current, fresh);
  return current;
}
