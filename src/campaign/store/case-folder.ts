import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ODD_NAMES } from '../../../generators/index.ts';
import { isProfileName } from '../../../properties/index.ts';
import type { ProfileName } from '../../../properties/index.ts';
import type { AppendRequest } from '../../contract/index.ts';
import { FileError, isRecord, parseDocument, readWhole } from '../../files/index.ts';
import { escapedJson } from '../../page/index.ts';
import type { StoredCase } from './stored-case.ts';

/** The name that every stored case carries, so that a reader can tell what it has. */
const CASE_SCHEMA = 'urn:zbootkit:case:v1';

/** The most bytes that are read of a description, and of an image or a content; what is stored here is far smaller. */
const DOCUMENT_LIMIT = 2 ** 24;
const PART_LIMIT = 2 ** 29;
/** Characters of a section's name at most; headers hold eight bytes. */
const NAME_LENGTH = 32;
/** Appends after the first; ours are no more. */
const FURTHER_MAX = 3;

/** Longest piece of a found value that a sentence quotes. */
const QUOTE_MAX = 60;

/** What the files of a further append are called, from the second on. */
function namesOfAppend(number: number): { readonly section: string; readonly out: string } {
  return { section: `section-${number}.bin`, out: `out-${number}.efi` };
}

/** Writes a case as a folder of its own: the bytes are the truth, the seed and the plan are hints. */
export async function writeCaseFolder(parent: string, stored: StoredCase): Promise<void> {
  const folder = join(parent, stored.row.id);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'in.efi'), stored.image);
  await writeFile(join(folder, 'section.bin'), stored.content);
  if (stored.output !== null) await writeFile(join(folder, 'out.efi'), stored.output);
  for (const [position, { content, output }] of stored.further.entries()) {
    const { section, out } = namesOfAppend(position + 2);
    await writeFile(join(folder, section), content);
    if (output !== null) await writeFile(join(folder, out), output);
  }
  const { row, request, answer, broken, profile, subject, dependsOnState, seenOnce } = stored;
  const further = stored.further.map((each) => ({ request: each.request, answer: each.answer }));
  const state = { ...(dependsOnState === null ? {} : { dependsOnState }), ...(seenOnce ? { seenOnce } : {}) };
  const sequence = further.length === 0 ? {} : { further };
  const document = { schema: CASE_SCHEMA, ...row, request, profile, subject, answer, ...sequence, ...state, broken };
  await writeFile(join(folder, 'case.json'), `${escapedJson(JSON.stringify(document, null, 2))}\n`);
}

/** A stored case as far as a replay needs it. */
export interface ReplayCase {
  readonly folder: string;
  readonly id: string;
  readonly image: Uint8Array;
  readonly request: AppendRequest;
  /** What is appended after that, each to the output of the append before. */
  readonly further: readonly AppendRequest[];
  readonly rules: readonly string[];
  readonly profile: ProfileName;
  /** What was judged: `builtin`, `command`, or the name of a function, which no case can bring along. */
  readonly subject: string;
  /** The command that was judged, or `null` for what is none. */
  readonly command: readonly string[] | null;
  /**
   * Why an unchanged subject may pass this time: the answer depends on what its process was asked before, or the failure was seen
   * once and not again; `null` where nothing speaks for that.
   */
  readonly fleeting: 'state' | 'once' | null;
}

/** A folder that is no stored case, with what is wrong with it. */
export class CaseFolderError extends Error {
  override readonly name = 'CaseFolderError';
}

/**
 * Reads a case folder back.
 *
 * @throws CaseFolderError naming the file and what is wrong with it
 */
export function readCaseFolder(folder: string): ReplayCase {
  const text = readPart(folder, 'case.json', DOCUMENT_LIMIT);
  const [image, content] = [readPart(folder, 'in.efi', PART_LIMIT), readPart(folder, 'section.bin', PART_LIMIT)];
  const file = join(folder, 'case.json');
  const {
    schema,
    id,
    request,
    rules,
    profile,
    subject,
    further = [],
    dependsOnState,
    seenOnce,
  } = parseObject(text.toString('utf8'), file);
  if (schema !== CASE_SCHEMA) throw new CaseFolderError(`${file}: schema is ${quoted(schema)}, not ${CASE_SCHEMA}.`);
  const wrong = (name: string): CaseFolderError => new CaseFolderError(`${file}: ${name} is missing or malformed.`);
  if (typeof id !== 'string') throw wrong('id');
  if (!isRequest(request)) throw wrong('request');
  if (!Array.isArray(further) || further.length > FURTHER_MAX) throw wrong('further');
  const more = further.map((each: unknown, position): AppendRequest => {
    if (!isRecord(each) || !isRequest(each['request'])) throw wrong('further');
    const { name, characteristics } = each['request'];
    return { name, content: readPart(folder, namesOfAppend(position + 2).section, PART_LIMIT), characteristics };
  });
  if (!isStrings(rules) || rules.length === 0) throw wrong('rules');
  if (typeof profile !== 'string' || !isProfileName(profile)) throw wrong('profile');
  if (!isRecord(subject)) throw wrong('subject');
  const { id: subjectId, command } = subject;
  if (command !== null && !isStrings(command)) throw wrong('subject.command');
  if (typeof subjectId !== 'string') throw wrong('subject.id');
  const { name, characteristics } = request;
  return {
    folder,
    id,
    image,
    request: { name, content, characteristics },
    further: more,
    rules,
    profile,
    subject: subjectId,
    command,
    fleeting: typeof dependsOnState === 'string' ? 'state' : seenOnce === true ? 'once' : null,
  };
}

/**
 * Whether a value can be the name of a section that was asked for. It becomes an argument of a command: what a command
 * would take for an option, or what no section is called, does not come from here, but for what every campaign asks for.
 */
function isSectionName(value: unknown): value is string {
  if (typeof value !== 'string') return false;
  return ODD_NAMES.has(value) || (!value.startsWith('-') && !/\p{Cc}/u.test(value) && value.length <= NAME_LENGTH);
}

function isRequest(value: unknown): value is Omit<AppendRequest, 'content'> {
  return isRecord(value) && isSectionName(value['name']) && isU32(value['characteristics']);
}

function isU32(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff;
}

/** Reads a file of a folder that may come from anywhere. */
function readPart(folder: string, name: string, limit: number): Buffer {
  try {
    return readWhole(join(folder, name), 'file', limit, 'refused');
  } catch (cause) {
    if (!(cause instanceof FileError)) throw cause;
    throw new CaseFolderError(
      `${cause.message.replace(/\.$/, '')}; a case folder holds case.json, in.efi and section.bin.`,
    );
  }
}

/** What was found in place of something else, as far as a sentence has room for it. */
function quoted(value: unknown): string {
  const text = value === undefined ? 'missing' : JSON.stringify(value);
  return text.length > QUOTE_MAX ? `${text.slice(0, QUOTE_MAX)}…` : text;
}

function parseObject(text: string, file: string): Record<string, unknown> {
  try {
    const value = parseDocument(text);
    if (isRecord(value)) return value;
  } catch {
    // The message below says all that a reader of it can act on.
  }
  throw new CaseFolderError(`${file}: is not a JSON object.`);
}

function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
