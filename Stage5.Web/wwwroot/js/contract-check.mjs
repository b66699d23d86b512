// Reads the schemas of event-contract.mjs; EventContract.cs does the same for programs, and tests hold both to the same words.
const shown = 64;

const typeOf = (value) => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);

const is = (value, type) => (type === 'integer' ? Number.isInteger(value) : typeOf(value) === type);

const show = (value) => (typeof value === 'object' && value !== null ? typeOf(value)
  : typeof value === 'string' && value.length > shown ? 'string' : JSON.stringify(value));

const has = (value, name) => Object.hasOwn(value, name);

/** What may stand there, in a notation of no language. */
const says = (schema) => (has(schema, 'const') ? JSON.stringify(schema.const)
  : schema.enum ? schema.enum.map((one) => JSON.stringify(one)).join(' | ')
  : [schema.type].flat().join(' | ')
    + (has(schema, 'minimum') ? ` ≥ ${schema.minimum}` : '')
    + (has(schema, 'maximum') ? ` ≤ ${schema.maximum}` : '')
    + (schema.minLength ? ` of length ≥ ${schema.minLength}` : '')
    + (schema.pattern ? ` like ${schema.pattern}` : ''));

const place = (schema, path) => (path ? `${path}: ${says(schema)}` : says(schema));

const inBounds = (schema, value) =>
  typeof value !== 'number' || !(value < (schema.minimum ?? -Infinity) || value > (schema.maximum ?? Infinity));

const isLike = (schema, value) => typeof value !== 'string'
  || ((!schema.minLength || [...value].length >= schema.minLength)
    && (!schema.pattern || new RegExp(schema.pattern).test(value)));

function differsHere(schema, value, path) {
  if (schema.type && ![schema.type].flat().some((type) => is(value, type)))
    return { kind: 'type', expected: place(schema, path), found: typeOf(value) };
  const right = (!has(schema, 'const') || schema.const === value) && (!schema.enum || schema.enum.includes(value))
    && inBounds(schema, value) && isLike(schema, value);
  return right ? null : { kind: 'value', expected: place(schema, path), found: show(value) };
}

/** The first difference of a value: {kind, expected, found}, where nothing found is null; or null. */
export function differs(schema, value, path = '') {
  const here = differsHere(schema, value, path);
  if (here) return here;
  if (Array.isArray(value) && schema.items) {
    for (const [index, item] of value.entries()) {
      const inside = differs(schema.items, item, `${path}[${index}]`);
      if (inside) return inside;
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(schema.properties ?? {})) {
      const at = path ? `${path}.${name}` : name;
      const inside = has(value, name) ? differs(member, value[name], at)
        : schema.required?.includes(name) ? { kind: 'missing', expected: place(member, at), found: null } : null;
      if (inside) return inside;
    }
  }
  return null;
}

// Whoever sends another schema or version is told that first: the rest is then another contract's.
function another(contract, event, name) {
  const difference = has(event, name) ? differs(contract.envelope.properties[name], event[name], name) : null;
  return difference && { ...difference, kind: name, found: show(event[name]) };
}

// An event without an envelope has its members at the top; one that its type knows is the best example.
function flat(contract, event) {
  const beside = Object.keys(event).filter((name) => !has(contract.envelope.properties, name));
  if (beside.length === 0) return null;
  const known = contract.types[event.type] ?? contract.types[event.event];
  const name = beside.find((one) => known && has(known.properties.payload.properties, one)) ?? beside[0];
  return { kind: 'flat', expected: `payload.${name}`, found: name };
}

/** The first difference of an event; null where it is right, or of a type that this contract does not know. */
export function differenceOf(contract, event) {
  if (typeOf(event) !== 'object') return { kind: 'json', expected: 'a JSON object', found: typeOf(event) };
  return another(contract, event, 'schema') ?? another(contract, event, 'version') ?? flat(contract, event)
    ?? differs(contract.envelope, event) ?? (has(contract.types, event.type) ? differs(contract.types[event.type], event) : null);
}
