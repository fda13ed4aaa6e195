/** Goal: what nobody could verify is neither sound nor broken, and says so. */
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bombed } from '../support/bomb.ts';
import { checkDocument } from '../support/check-document.ts';
import { run } from '../support/fake-io.ts';
import { writeAppend } from '../support/images.ts';
import { useTempFolder } from '../support/temp-folder.ts';

const temp = useTempFolder();

describe('an image whose payload makes too much of itself', () => {
  it('is not called sound: check says what it did not verify, and ends with status 4', async () => {
    writeFileSync(temp('bomb.efi'), bombed());
    const { code, out } = await run(['check', temp('bomb.efi')]);
    expect(code).toBe(4);
    expect(out).not.toContain('sound');
    expect(out).toContain('not verified');
    expect(out).toContain('the payload was not verified: it ');
  });

  it('is not called unchanged by an append: PR-ZB-007 says that it was not verified', async () => {
    writeFileSync(temp('in.efi'), bombed());
    writeFileSync(temp('content'), 'x');
    expect((await run(['append', temp('in.efi'), temp('content'), temp('out.efi')])).code).toBe(0);
    const against = ['--against', temp('in.efi'), '--content', temp('content')];
    const { code, out } = await run(['check', temp('out.efi'), ...against, '--json']);
    expect(code).toBe(4);
    const [file] = checkDocument(out).images;
    expect(file?.results.find(({ id }) => id === 'PR-ZB-007')?.verdict).toMatchObject({
      kind: 'skip',
      unverified: true,
    });
  });
});

describe('an output that is as wrong as its original', () => {
  it('is not called sound in any form', async () => {
    const { image, content, output } = writeAppend(
      temp,
      'machine=arm64 compression=gzip payload=500 sections=.text:code:0:0',
    );
    const spoilt = readFileSync(image);
    const payload = spoilt.readUInt32LE(8);
    spoilt.writeUInt8(spoilt.readUInt8(payload + 40) ^ 0xff, payload + 40);
    writeFileSync(image, spoilt);
    await run(['append', image, content, output]);
    const argv = ['check', output, '--against', image, '--content', content];
    const { code, out } = await run(argv);
    expect(code).toBe(0);
    expect(out).toMatch(
      /out\.efi: no worse than the original in profile zboot: breaks \d rules? of level error .*ZB-018/,
    );
    for (const format of ['junit', 'ktap', 'html', 'markdown', 'annotations', 'intoto']) {
      const path = temp(`wrong.${format}`);
      await run([...argv, '--report', `${format}=${path}`]);
      expect({ format, sound: /\bsound\b|^ok 1 (?!.*# SKIP)|"PASSED"/m.test(readFileSync(path, 'utf8')) }).toEqual({
        format,
        sound: false,
      });
    }
  });
});
