import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import { ROOT } from './project.ts';

/** A JSON Schema of the project and what validates documents by it. */
export interface Schema {
  readonly schema: Readonly<Record<string, unknown>>;
  readonly validate: ValidateFunction;
}

/** Compiles a schema; `path` is relative to the project. */
export function schemaAt(path: string): Schema {
  const schema = JSON.parse(readFileSync(join(ROOT, path), 'utf8')) as Record<string, unknown>;
  return { schema, validate: new Ajv2020({ strict: true, allErrors: true }).compile(schema) };
}

/** A copy of a document with the value at a path such as `rules.0.id` replaced, or removed when it is undefined. */
export function withValue(document: object, path: string, value: unknown): unknown {
  const copy: unknown = JSON.parse(JSON.stringify(document));
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  const parent = keys.reduce((at, key) => at[key] as Record<string, unknown>, copy as Record<string, unknown>);
  if (value === undefined) Reflect.deleteProperty(parent, last);
  else parent[last] = value;
  return copy;
}
