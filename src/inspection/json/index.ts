/** An inspection as JSON; `schema/inspect-v1.schema.json` describes it. */
export { INSPECT_SCHEMA, renderInspectionJson } from './document.ts';
