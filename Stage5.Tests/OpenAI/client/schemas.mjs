// Ajv, an implementation of JSON Schema: says of each of EVENTS whether its type's schema in the folder SCHEMAS lets it.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020.js';

const folder = process.env.SCHEMAS;
const ajv = new Ajv2020({ strict: true, strictTypes: false, allowUnionTypes: true });
const schemas = readdirSync(folder).filter((name) => name.endsWith('.json'))
  .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));
const envelope = schemas.find((schema) => schema.$id.endsWith(':envelope'));
for (const schema of schemas) ajv.addSchema(schema);

const verdicts = JSON.parse(process.env.EVENTS).map((event) => {
  if (!ajv.validate(envelope.$id, event)) return 'invalid';
  const validate = ajv.getSchema(envelope.$id.replace('envelope', event.type));
  return !validate ? 'unknown' : validate(event) ? 'valid' : 'invalid';
});
console.log(JSON.stringify(verdicts));
