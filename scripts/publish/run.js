// Runs one subject of the public table, and puts what came of it below reports/published.
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TOOLS } from './obtain.js';
import { isOfBadAnswer } from './page.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const BIN = join(ROOT, 'dist', 'src', 'cli', 'bin.js');
/** Where all of it goes, as replay lines name it. */
export const PUBLISHED = 'reports/published';
/** Exit statuses of a run that came to a verdict. */
const JUDGED = [0, 1, 4];
/** A busy machine must not make a call look as if it hung. */
const TIME_LIMIT = '60s';
/** From so many bytes on a smaller case of the same rule is taken. */
const CASE_LIMIT = 0x1_0000;

/**
 * Judges a subject.
 *
 * @param {import('./subjects.js').Subject} subject
 * @param {ReturnType<import('./obtain.js').obtain>} tool
 * @param {readonly string[]} further options of verify for all subjects
 * @returns {Promise<string | null>} what went wrong, or `null`
 */
export async function publish(subject, tool, further) {
  const scratch = mkdtempSync(join(tmpdir(), 'zbootkit-publish-'));
  try {
    // Commands of the table name scripts below the project, and replay lines the folder that is published.
    symlinkSync(join(ROOT, 'examples'), join(scratch, 'examples'));
    const out = join(PUBLISHED, subject.id);
    const [options, command] = split(subject.call);
    const limit = subject.call.length > 0 ? ['--time-limit', TIME_LIMIT] : [];
    const words = ['verify', ...options, ...limit, ...subject.options, ...further, '--quiet', '--out', out, ...command];
    const status = zbootkit(words, { scratch, tool });
    if (!JUDGED.includes(status)) return `verify ended with status ${status}`;
    const text = readFileSync(join(scratch, out, 'report.json'), 'utf8');
    const report = await readBack(withoutRoot(text, tool.root));
    const own = foreignPlace(JSON.stringify(report), [scratch]);
    if (own !== null) return `the report names ${own}, which is a place of this machine`;
    const folder = join(ROOT, out);
    const fresh = `${folder}.new`;
    rmSync(fresh, { recursive: true, force: true });
    mkdirSync(fresh, { recursive: true });
    writeFileSync(join(fresh, 'report.json'), inLines(report));
    const lacking = storeCases(report, {
      from: join(scratch, out, 'cases'),
      to: join(fresh, 'cases'),
      root: tool.root,
    });
    if (lacking.length > 0) return `no case shows ${lacking.join(', ')}`;
    const page = htmlOf(join(fresh, 'report.json'), { scratch, tool });
    if (page !== null) console.error(`${subject.id}: no HTML, ${page}`);
    if (further.length > 0) {
      rmSync(fresh, { recursive: true, force: true });
      return null;
    }
    // What was there stays whole until this is.
    rmSync(folder, { recursive: true, force: true });
    renameSync(fresh, folder);
    return null;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** The report as this version reads it: what it cannot read again is not published. */
async function readBack(text) {
  const { parseReport } = await import(new URL('../../dist/reports/index.js', import.meta.url));
  return parseReport(text);
}

/** The words of a call before the command, and the command with its dashes. */
function split(call) {
  const at = call.indexOf('--');
  return at < 0 ? [call, []] : [call.slice(0, at), call.slice(at)];
}

function zbootkit(words, { scratch, tool }) {
  const path = [...tool.path, process.env.PATH ?? ''].join(delimiter);
  const env = { ...process.env, PATH: path, NO_COLOR: '1', LC_ALL: 'C' };
  return spawnSync(process.execPath, [BIN, ...words], { cwd: scratch, env, stdio: ['ignore', 'ignore', 'inherit'] })
    .status;
}

/** Makes the page of a report, where this version can; says why there is none. */
function htmlOf(file, run) {
  const help = spawnSync(process.execPath, [BIN, '--help'], { encoding: 'utf8' }).stdout;
  if (!/^ {2}report /m.test(help)) return 'for this version has no command "report"';
  const status = zbootkit(['report', file, '--format', 'html', '--output', file.replace(/json$/, 'html')], run);
  return status === 0 ? null : `report ended with status ${status}`;
}

/** What a tool says of itself names the place where it was unpacked: it stands there as if it were installed. */
function withoutRoot(text, root) {
  return root === null ? text : text.replaceAll(root, '');
}

/** A place of this machine that a text names, or `null`. */
function foreignPlace(text, places) {
  return (
    [...places, TOOLS, ROOT, ...[homedir()].filter((home) => home !== '/')].find((each) => text.includes(each)) ?? null
  );
}

/** A report as text with a line for each of its parts, so that two versions of it can be held against each other. */
export function inLines(report) {
  const lines = Object.entries(report).map(([key, value]) => {
    const isList = Array.isArray(value) && value.length > 0;
    const text = isList ? `[\n${value.map((each) => JSON.stringify(each)).join(',\n')}\n]` : JSON.stringify(value);
    return `${JSON.stringify(key)}: ${text}`;
  });
  return `{\n${lines.join(',\n')}\n}\n`;
}

/** Copies a case of each defect and of each bad answer, and returns the defects that have none. */
function storeCases(report, { from, to, root }) {
  const lacking = [];
  // One that breaks no rule that was judged cannot be run again.
  for (const { id } of report.cases.filter((each) => isOfBadAnswer(each) && each.rules.length > 0)) {
    if (sizeOf(join(from, id)) <= CASE_LIMIT) copyCase(join(from, id), join(to, id), root);
  }
  for (const defect of report.defects) {
    const shown = caseOf(report, defect, (id) => sizeOf(join(from, id)));
    if (shown === null) lacking.push(defect.id);
    else if (!existsSync(join(to, shown))) copyCase(join(from, shown), join(to, shown), root);
  }
  return lacking;
}

/** The case that shows a defect: its own, or, where that is large, the smallest that breaks the same rule. */
function caseOf({ cases }, { rule, caseId }, size) {
  const showing = cases.filter(({ rules }) => rules.includes(rule)).map(({ id }) => id);
  if (showing.includes(caseId) && size(caseId) <= CASE_LIMIT) return caseId;
  return showing.sort((a, b) => size(a) - size(b))[0] ?? null;
}

const isBytes = (name) => name !== 'case.json';

function sizeOf(folder) {
  return readdirSync(folder)
    .filter(isBytes)
    .reduce((sum, name) => sum + readFileSync(join(folder, name)).length, 0);
}

/** The bytes as they are; of the description all but the findings, which the report has. */
function copyCase(from, to, root) {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from).filter(isBytes)) {
    writeFileSync(join(to, name), readFileSync(join(from, name)));
  }
  const description = JSON.parse(withoutRoot(readFileSync(join(from, 'case.json'), 'utf8'), root));
  delete description.broken;
  writeFileSync(join(to, 'case.json'), `${JSON.stringify(description)}\n`);
}
