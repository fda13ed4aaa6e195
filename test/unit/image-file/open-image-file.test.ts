import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FileError, openImageFile } from '../../../src/image-file/index.ts';
import { judgeAlone } from '../../../src/judging/index.ts';
import { readImage } from '../../../src/reader/index.ts';
import { caseOf } from '../../support/cases.ts';
import { useTempFolder } from '../../support/temp-folder.ts';

const temp = useTempFolder();

describe('an image on disk', () => {
  it('is read and judged as the bytes in it are', () => {
    const { image } = caseOf();
    writeFileSync(temp('a.efi'), image);
    const file = openImageFile(temp('a.efi'));
    try {
      expect(readImage(file.source)).toMatchObject({ ok: true, image: { fileSize: image.length } });
      expect(judgeAlone('a.efi', file.source)).toEqual(judgeAlone('a.efi', image));
      expect(() => {
        file.confirmUnchanged();
      }).not.toThrow();
    } finally {
      file.close();
    }
  });

  it('is told when it was written to meanwhile', () => {
    writeFileSync(temp('a.efi'), caseOf().image);
    const file = openImageFile(temp('a.efi'));
    writeFileSync(temp('a.efi'), 'something else');
    expect(() => {
      file.confirmUnchanged();
    }).toThrow(FileError);
    file.close();
  });

  it('is named when there is none', () => {
    expect(() => openImageFile(temp('b.efi'))).toThrow(/b\.efi: the image cannot be read: there is no such file\.$/);
  });
});
