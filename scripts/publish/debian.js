// Unpacks packages of a Debian suite into a folder, by a list of sources of its own: what this machine has installed, and what
// its own lists say, is neither asked nor changed.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';
const MIRROR = 'http://deb.debian.org/debian';
const VERSIONS = 'zbootkit-versions.json';

/**
 * @param {{ suite: string, packages: readonly string[], closure: boolean, folder: string }} wanted `closure` brings along what
 *   the packages need
 * @returns {Record<string, string>} the version of each of `packages`; a folder that is there stays as it is
 */
export function unpack({ suite, packages, closure, folder }) {
  const record = join(folder, VERSIONS);
  if (!existsSync(record)) {
    const part = `${folder}.part`;
    rmSync(part, { recursive: true, force: true });
    download({ suite, packages, closure, part });
    rmSync(folder, { recursive: true, force: true });
    renameSync(join(part, 'root'), folder);
    rmSync(part, { recursive: true, force: true });
  }
  return JSON.parse(readFileSync(record, 'utf8'));
}

function download({ suite, packages, closure, part }) {
  const [archives, root] = [join(part, 'cache', 'archives'), join(part, 'root')];
  for (const folder of [join(archives, 'partial'), join(part, 'lists', 'partial'), root]) {
    mkdirSync(folder, { recursive: true });
  }
  writeFileSync(join(part, 'sources.list'), `deb [signed-by=${KEYRING}] ${MIRROR} ${suite} main\n`);
  writeFileSync(join(part, 'status'), '');
  const places = {
    'Dir::Etc::SourceList': join(part, 'sources.list'),
    'Dir::Etc::SourceParts': '/dev/null',
    'Dir::Etc::Preferences': '/dev/null',
    'Dir::Etc::PreferencesParts': '/dev/null',
    'Dir::State::Lists': join(part, 'lists'),
    'Dir::State::status': join(part, 'status'),
    'Dir::State::extended_states': join(part, 'extended'),
    'Dir::Cache': join(part, 'cache'),
    'Dir::Cache::archives': archives,
    'APT::Install-Recommends': 'false',
    // The user that apt downloads as may not write there.
    'APT::Sandbox::User': '',
    'Debug::NoLocking': 'true',
  };
  const options = Object.entries(places).flatMap(([key, value]) => ['-o', `${key}=${value}`]);
  const apt = (...words) =>
    execFileSync('apt-get', [...options, '-qq', ...words], { cwd: archives, stdio: ['ignore', 'ignore', 'pipe'] });
  apt('update');
  if (closure) apt('install', '--download-only', '-y', ...packages);
  else apt('download', ...packages);
  const all = readdirSync(archives).filter((name) => name.endsWith('.deb'));
  const debs = all.sort().map((name) => fieldsOf(join(archives, name)));
  // Those that were asked for come last, for one may divert a file of another.
  const isWanted = ({ name }) => packages.includes(name);
  for (const { deb } of [...debs.filter((each) => !isWanted(each)), ...debs.filter(isWanted)]) {
    execFileSync('dpkg-deb', ['-x', deb, root], { stdio: ['ignore', 'ignore', 'pipe'] });
  }
  const versions = Object.fromEntries(debs.filter(isWanted).map(({ name, version }) => [name, version]));
  const missing = packages.find((name) => versions[name] === undefined);
  if (missing !== undefined) throw new Error(`${missing} was not there to download`);
  writeFileSync(join(root, VERSIONS), `${JSON.stringify(versions)}\n`);
}

function fieldsOf(deb) {
  const text = execFileSync('dpkg-deb', ['-f', deb, 'Package', 'Version'], { encoding: 'utf8' });
  const [name, version] = text
    .trim()
    .split('\n')
    .map((line) => line.replace(/^\w+: /, ''));
  return { deb, name, version };
}
