import { describe, expect, it } from 'vitest';
import { run } from '../support/fake-io.ts';

interface Explained {
  readonly schema: string;
  readonly rules: readonly {
    readonly id: string;
    readonly enforcedBy: readonly string[];
    readonly proofs: { readonly vectors: readonly string[]; readonly hostileCases: readonly { readonly id: string }[] };
  }[];
}

describe('explain', () => {
  it('says what a rule wants, why, to whom it matters, and what proves it', async () => {
    const { code, out, err } = await run(['explain', 'PE-LAM-003']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^PE-LAM-003 {2}va-adjacent\nEach section starts at the first aligned address /);
    for (const label of [
      'Why',
      'Levels',
      'Effects',
      'Severity',
      'Enforced by',
      'Broken by',
      'Disputed',
      'Written in',
    ]) {
      expect(out).toMatch(new RegExp(`^${label} {2,}\\S`, 'm'));
    }
    expect(out).toMatch(/^Effects {6}untidy in edk2, zboot: EDK2 2022\.11 loads it\.$/m);
    expect(out).toMatch(/^ {13}refused in audk-strict: AUDK a77501f29d refuses it in strict mode\.$/m);
    expect(out).toContain('Enforced by  AUDK PeCoffInit.c:122: in strict mode\n');
    expect(out).toMatch(/^Saboteurs {4}a rewriter that /m);
    expect(out).toMatch(/^Vectors {6}a hole of one page lies between two sections$/m);
    expect(out).toMatch(/^Hostile {6}H-083 An unused page between two sections in memory$/m);
    expect(out).toMatch(/https:\/\/\S+$/m);
  });

  it('takes ids in any case, names, and several of them', async () => {
    const { out } = await run(['explain', 'va-adjacent', 'pe-sec-14']);
    expect([...out.matchAll(/^(P[ER]-\S+) {2}\S+$/gm)].map(([, id]) => id)).toEqual(['PE-LAM-003', 'PE-SEC-014']);
    expect(await run(['explain', 'pe-lam-003'])).toEqual(await run(['explain', 'PE-LAM-003']));
  });

  it('offers the nearest rules for one that there is not, and says nothing else', async () => {
    const { code, out, err } = await run(['explain', 'PE-LAM-003', 'PE-SCE-014']);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(
      /^zbootkit: there is no rule "PE-SCE-014"; did you mean PE-SEC-014 rp-aligned\? zbootkit rules lists them all\./,
    );
  });

  it.each([
    ['new-address', 'new-address'],
    ['New-Address+payload-offset', 'New-Address+payload-offset'],
    ['timed-out+PR-SEC-001', 'timed-out+PR-SEC-001'],
  ])('says of the defect %s of a report what it is, and what to ask for', async (word, named) => {
    const { code, out, err } = await run(['explain', 'PE-LAM-003', word]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toBe(
      `zbootkit: "${named}" is a defect and not a rule; the report says below it what would fix it and which rules it ` +
        'breaks, and explain takes ids and names of rules; zbootkit rules lists them all.\n',
    );
  });

  it('takes no other words with a plus for a defect', async () => {
    const { err } = await run(['explain', 'new-address+nothing']);
    expect(err).toContain('there is no rule "new-address+nothing"');
  });

  it('wants at least one rule', async () => {
    const { code, err } = await run(['explain']);
    expect(code).toBe(2);
    expect(err).toContain("missing required argument 'rule'");
  });

  it('prints all texts and proofs as JSON', async () => {
    const { code, out } = await run(['explain', '--json', 'PE-LAM-003', 'ZB-004']);
    expect(code).toBe(0);
    const { schema, rules } = JSON.parse(out) as Explained;
    expect(schema).toBe('urn:zbootkit:explain:v1');
    expect(rules.map(({ id }) => id)).toEqual(['PE-LAM-003', 'ZB-004']);
    expect(rules[0]?.enforcedBy).toContain('ReactOS');
    expect(rules[1]?.proofs.vectors).toContain('the payload starts at the end of the file');
    expect(rules[0]?.proofs.hostileCases[0]?.id).toBe('H-083');
  });

  it('colours headings on a terminal alone', async () => {
    const terminal = { outIsTerminal: true };
    expect((await run(['explain', 'ZB-001'], terminal)).out).toContain('\u001b[');
    for (const call of [run(['explain', 'ZB-001']), run(['explain', 'ZB-001', '--no-color'], terminal)]) {
      expect((await call).out).not.toContain('\u001b');
    }
    expect((await run(['explain', 'ZB-001'], { ...terminal, env: { NO_COLOR: '1' } })).out).not.toContain('\u001b');
  });

  it('fits a narrow terminal, but for addresses of documents', async () => {
    const { out } = await run(['explain', 'PE-LAM-003', 'PE-SEC-014'], { columns: 40, outIsTerminal: true });
    const text = out.replace(/\u001b\[\d*m/g, '');
    expect(text.split('\n').filter((line) => line.length > 40 && !line.includes('https://'))).toEqual([]);
  });
});
