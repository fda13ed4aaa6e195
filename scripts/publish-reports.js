// Judges the tools of the public table, and writes reports/published: npm run publish-reports [-- TOOL ... -- OPTION ...]
//
// Without names all tools are judged, one after the other; scripts/publish/subjects.js has their names. Each is written when it
// is done, so that a run that was cut short goes on with the names that are left. What comes after a second -- are options of
// `verify`, such as --runs 60 --random-only, to try this script: what was published stays as it was. A tool that is absent
// is named, and its row stays as it was. Ends with status 1 when a tool that is there could not be judged.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { Absent, obtain } from './publish/obtain.js';
import { publishedPage, summaryTable } from './publish/page.js';
import { FOLDER, TOOLS_FILE, readEntries, readPublished } from './publish/published.js';
import { publish } from './publish/run.js';
import { SUBJECTS } from './publish/subjects.js';

const words = process.argv.slice(2);
const at = words.includes('--') ? words.indexOf('--') : words.length;
const [names, options] = [words.slice(0, at), words.slice(at + 1)];
const unknown = names.find((name) => name !== 'pages' && !SUBJECTS.some(({ id }) => id === name));
if (unknown !== undefined) {
  console.error(`publish-reports: no tool is called ${unknown}; there are ${SUBJECTS.map(({ id }) => id).join(', ')}.`);
  process.exit(2);
}

for (const subject of SUBJECTS.filter(({ id }) => names.length === 0 || names.includes(id))) {
  const start = performance.now();
  let tool;
  try {
    tool = obtain(subject);
  } catch (cause) {
    if (!(cause instanceof Absent)) throw cause;
    console.error(`${subject.id}: absent, its row stays as it was: ${cause.message}`);
    continue;
  }
  console.error(`${subject.id}: ${subject.name} ${tool.version}`);
  const wrong = await publish(subject, tool, options);
  if (wrong === null && options.length === 0) record(subject, tool);
  else process.exitCode = 1;
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  console.error(
    `${subject.id}: ${wrong === null ? (options.length === 0 ? 'done' : 'tried and not published') : `NOT PUBLISHED, ${wrong}`}, after ${seconds} s`,
  );
}
await writePages();

/** Says in `tools.json` what was judged; rows are in the order of the table. */
function record({ id, name, call, options: own, notTried, note }, { version, obtained }) {
  const { command } = JSON.parse(readFileSync(`${FOLDER}${id}/report.json`, 'utf8')).subject;
  const isHarness = call.includes('--harness');
  const entry = { id, name, version, obtained, command, isHarness, options: [...own, ...options], notTried, note };
  const rank = ({ id: each }) => SUBJECTS.findIndex((subject) => subject.id === each);
  const others = readEntries().filter((each) => each.id !== id && rank(each) >= 0);
  const all = [...others, entry].sort((a, b) => rank(a) - rank(b));
  writeFileSync(TOOLS_FILE, `${JSON.stringify(all, null, 2)}\n`);
}

async function writePages() {
  const all = readPublished();
  if (all.length === 0) return;
  writeFileSync(`${FOLDER}README.md`, publishedPage(all));
  const readme = fileURLToPath(new URL('../README.md', import.meta.url));
  const [begin, end] = ['<!-- published -->\n', '<!-- /published -->'];
  const text = readFileSync(readme, 'utf8');
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < 0) return;
  const after = `${text.slice(0, from)}${begin}\n${summaryTable(all)}\n\n${text.slice(to)}`;
  writeFileSync(readme, await format(after, { ...(await resolveConfig(readme)), filepath: readme }));
}
