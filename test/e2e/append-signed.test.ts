/**
 * What others make of an output that is signed afterwards. sbverify hashes section by section and osslsigncode the file
 * from end to end: both agree only where no byte lies between the parts. Then the signature is stripped again.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../support/fake-io.ts';
import { writeAppend } from '../support/images.ts';
import { KERNELS, KERNEL_FOLDER } from '../support/kernels.ts';
import { installed } from '../support/project.ts';
import { useTempFolder } from '../support/temp-folder.ts';
import { logWitness } from '../support/witness-log.ts';

const temp = useTempFolder();
const TOOLS = ['sbsign', 'sbverify', 'osslsigncode', 'openssl'] as const;
const ABSENT = TOOLS.filter((tool) => !installed(tool));

/** Plans of images that are signed: sections whose data moves, data of odd length, overlays, debug data in the slack. */
const PLANS = [
  'machine=arm64 headerRoom=page grain=page sections=.text:code:2:0,.data:data:1:64 payload=600',
  'machine=x86-64 headerRoom=0 sections=.text:code:2:0,.bss:bss:0:64,.data:data:1:64 payload=600',
  'machine=arm64 headerRoom=page grain=page sections=.text:code:2:0 payload=600 directories=7 debug=both',
  'machine=arm64 headerRoom=page sections=.text:code:2:0 payload=600 checkSum=valid request=.bpf:0:1:0x40000040',
] as const;

let key = { folder: '', path: '', certificate: '' };
let agreed = 0;

function call(tool: (typeof TOOLS)[number], ...args: readonly string[]): string {
  return execFileSync(tool, args, { encoding: 'latin1', stdio: 'pipe', env: { ...process.env, LC_ALL: 'C' } });
}

/** Signs an image and has both tools verify it; what osslsigncode says of it. */
function signAndVerify(image: string, signed: string): string {
  call('sbsign', '--key', key.path, '--cert', key.certificate, '--output', signed, image);
  expect(call('sbverify', '--cert', key.certificate, signed)).toContain('Signature verification OK');
  return call('osslsigncode', 'verify', '-CAfile', key.certificate, signed);
}

/** The two digests that osslsigncode prints: the one in the signature and the one of the file. */
function digestsIn(text: string): readonly string[] {
  return [...text.matchAll(/message digest +: ([0-9A-F]{64})/g)].map(([, digest = '']) => digest);
}

describe('an output that is signed afterwards', () => {
  if (ABSENT.length > 0) {
    it(`is NOT PUT TO OTHERS, for ${ABSENT.join(', ')} cannot be called here`, () => {
      logWitness(`signed outputs: ${ABSENT.join(', ')} absent, not put to the test`);
      expect(ABSENT).not.toEqual([]);
    });
    return;
  }

  beforeAll(() => {
    const folder = mkdtempSync(join(tmpdir(), 'zbootkit-key-'));
    key = { folder, path: join(folder, 'key.pem'), certificate: join(folder, 'certificate.pem') };
    const out = ['-keyout', key.path, '-out', key.certificate];
    call('openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...out, '-subj', '/CN=test', '-days', '2');
  });

  afterAll(() => {
    rmSync(key.folder, { recursive: true, force: true });
    logWitness(`signed outputs: sbverify and osslsigncode agree on ${agreed} of ${sources.length}`);
  });

  const sources = [
    ...PLANS.map((plan) => ({ name: plan, write: () => writeAppend(temp, plan).image })),
    ...KERNELS.map((kernel) => ({
      name: kernel,
      write: () => {
        copyFileSync(join(KERNEL_FOLDER, kernel), temp('in.efi'));
        return temp('in.efi');
      },
    })),
  ];

  it.each(sources)('has one digest for all who hash it: $name', async ({ write }) => {
    const image = write();
    writeFileSync(temp('content'), 'content');
    expect((await run(['append', image, temp('content'), temp('out.efi'), '--name', '.new'])).code).toBe(0);
    const [stated, found, ...more] = digestsIn(signAndVerify(temp('out.efi'), temp('signed.efi')));
    expect(more).toEqual([]);
    expect(stated).toMatch(/^[0-9A-F]{64}$/);
    expect(found).toBe(stated);
    agreed += 1;
  });

  it('can be appended to again without its signature, and signed again', async () => {
    const image = writeAppend(temp, PLANS[0]).image;
    writeFileSync(temp('content'), 'content');
    expect((await run(['append', image, temp('content'), temp('out.efi'), '--name', '.new'])).code).toBe(0);
    signAndVerify(temp('out.efi'), temp('signed.efi'));
    const again = ['append', temp('signed.efi'), temp('content'), temp('two.efi'), '--name', '.two'];
    expect((await run(again)).err).toContain('refused (signed-image): ');
    expect((await run([...again, '--strip-signature'])).code).toBe(0);
    expect(() => call('sbverify', '--cert', key.certificate, temp('two.efi'))).toThrow();
    expect(digestsIn(signAndVerify(temp('two.efi'), temp('signed-again.efi')))).toHaveLength(2);
    expect(readFileSync(temp('two.efi')).length).toBeLessThan(readFileSync(temp('signed-again.efi')).length);
  });
});
