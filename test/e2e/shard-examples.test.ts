/** The files of examples/ci, as far as they can be run or read here. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { run } from '../support/fake-io.ts';
import { ROOT, built, installed } from '../support/project.ts';
import { reportIn } from '../support/report.ts';
import { useTempFolder } from '../support/temp-folder.ts';
import { logWitness } from '../support/witness-log.ts';

const temp = useTempFolder();

/** Of a Job of Kubernetes what is looked at. */
interface Job {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: { readonly completions?: number; readonly completionMode?: string };
}

describe('the examples for many machines', () => {
  it.each([[['github-actions.yml']], [['gitlab-ci.yml']], [['kubernetes.yaml', 'kubernetes-merge.yaml']]])(
    'are YAML that runs shards and merges: %s',
    (names) => {
      const texts = names.map((name) => readFileSync(join(ROOT, 'examples', 'ci', name), 'utf8'));
      const documents = texts.flatMap((text) => [...parseAllDocuments(text)]);
      expect(documents.flatMap(({ errors }) => errors)).toEqual([]);
      const said = JSON.stringify(documents.map((each) => each.toJS() as unknown));
      expect(said).toMatch(/zbootkit verify [^"]*--shard .*-- \.?\/?mytool \{in\} \{section\} \{out\}/);
      expect(said).toMatch(/zbootkit merge [^"]*shards\/.* -- \.?\/?mytool \{in\} \{section\} \{out\}/);
    },
  );

  it('start no merger of Kubernetes before its shards are complete, and have as many as it merges', () => {
    const [shards = '', merger = ''] = ['kubernetes.yaml', 'kubernetes-merge.yaml'].map((name) =>
      readFileSync(join(ROOT, 'examples', 'ci', name), 'utf8'),
    );
    const jobsIn = (text: string) => parseAllDocuments(text).map((each) => each.toJS() as Job);
    expect(jobsIn(shards).map(({ kind, metadata }) => [kind, metadata.name])).toEqual([['Job', 'zbootkit-shards']]);
    expect(jobsIn(merger).map(({ kind, metadata }) => [kind, metadata.name])).toEqual([['Job', 'zbootkit-merge']]);
    expect(shards).toMatch(/wait --for=condition=complete .*job\/zbootkit-shards\n#.*apply -f kubernetes-merge\.yaml/);
    const [{ spec } = { spec: { completions: 0, completionMode: '' } }] = jobsIn(shards);
    expect(spec).toMatchObject({ completions: 8, completionMode: 'Indexed' });
    expect(shards).toContain('"$((JOB_COMPLETION_INDEX + 1))/8"');
    expect(merger).toContain('/shards/[0-7] --');
  });

  it.each(['parallel', 'sbatch'])('hand to the merger the tool that was named, under %s', (engine) => {
    const calls = temp('calls');
    mkdirSync(temp('bin'));
    writeFileSync(temp('bin', engine), '#!/bin/sh\nexit 0\n', { mode: 0o755 });
    writeFileSync(temp('zbootkit'), `#!/bin/sh\nprintf '%s\\n' "$*" >> '${calls}'\n`, { mode: 0o755 });
    const env = {
      PATH: `${temp('bin')}:${process.env['PATH'] ?? ''}`,
      ZBOOTKIT: temp('zbootkit'),
      SHARDS: temp('s'),
      OUT: 'o',
    };
    const script = join(ROOT, 'examples', 'ci', 'shards.sh');
    const how = engine === 'parallel' ? engine : 'slurm';
    for (const words of [
      ['--tool', 'ukify'],
      ['--tool=ukify', '--runs', '3'],
      ['--runs', '3', '--', 'a', '--tool', 'b'],
    ]) {
      expect(spawnSync('sh', [script, how, '2', ...words], { env }).status).toBe(0);
    }
    expect(readFileSync(calls, 'utf8').split('\n')).toEqual([
      `merge --out o --tool ukify ${temp('s')}/*/shard.json`,
      `merge --out o --tool ukify ${temp('s')}/*/shard.json`,
      `merge --out o ${temp('s')}/*/shard.json -- a --tool b`,
      '',
    ]);
  });

  const parallel = installed('parallel');
  it(`run shards under GNU parallel, ${parallel === null ? 'which is absent' : 'quotation marks and all'}`, async () => {
    if (parallel === null) return;
    logWitness(`GNU parallel: ${parallel}`);
    writeFileSync(temp("it's wrong.sh"), 'printf MZ > "$2"\n');
    const command = ['sh', temp("it's wrong.sh"), '{in}', '{out}', '{section}'];
    const words = ['--random-only', '--runs', '12', '--rule', 'PE-DOS-00*', '--', ...command];
    const alone = await run(['verify', '--out', temp('zbootkit-report'), ...words]);
    const before = reportIn(temp('zbootkit-report'));
    const env = {
      ...process.env,
      ZBOOTKIT: `${process.execPath} ${built('src', 'cli', 'bin.js')}`,
      SHARDS: temp('shards of mine'),
      OUT: temp('zbootkit-report'),
    };
    const script = join(ROOT, 'examples', 'ci', 'shards.sh');
    const ended = spawnSync('sh', [script, 'parallel', '2', ...words], { env, encoding: 'utf8' });
    expect({ status: ended.status, err: ended.stderr }).toMatchObject({ status: alone.code });
    // The program that is built has a digest, and the sources have none.
    const { time, environment, tool } = before;
    expect({ ...reportIn(temp('zbootkit-report')), time, environment, tool }).toEqual(before);
  });
});
