import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { VaultUnavailable, type IdentityVault } from './index.js';

/** Where one test's vault lies. Each `open` is another client of the same vault. */
export interface IdentityVaultHome {
  open(): Promise<IdentityVault>;
  /** False when the vault ends with its process (memory). */
  readonly keeps: boolean;
  remove(): Promise<void>;
}

const PSEUDONYM = /^p_[a-z2-7]{16}$/;

/** Every adapter of the IdentityVault port passes this suite. */
export function describeIdentityVault(name: string, makeHome: () => Promise<IdentityVaultHome>): void {
  describe(`IdentityVault: ${name}`, () => {
    let home: IdentityVaultHome;
    let vault: IdentityVault;

    beforeEach(async () => {
      home = await makeHome();
      vault = await home.open();
    });
    afterEach(async () => {
      await vault.close();
      await home.remove();
    });

    it('gives each subject one pseudonym that says nothing', async () => {
      const actors = await vault.pseudonymise(['ada@example.org', 'bo', 'ada@example.org', '日本 😀', 'x'.repeat(256)]);
      for (const actor of actors) expect(actor).toMatch(PSEUDONYM);
      expect(actors[2]).toBe(actors[0]);
      expect(new Set(actors).size).toBe(4);
      expect(await vault.pseudonymise(['bo', 'ada@example.org'])).toEqual([actors[1], actors[0]]);
      expect(await vault.pseudonymise([])).toEqual([]);
    });

    it('keeps subjects apart that differ in case, blanks or accents only', async () => {
      const subjects = ['ada', 'Ada', 'ada ', ' ada', 'adá', 'ada\u0301', '\u00e1da', 'a\u0301da'];
      expect(new Set(await vault.pseudonymise(subjects)).size).toBe(subjects.length);
    });

    it('looks up both ways without creating', async () => {
      expect(await vault.find('ada')).toBeUndefined();
      expect(await vault.resolve('p_aaaaaaaaaaaaaaaa')).toBeUndefined();
      const [actor] = (await vault.pseudonymise(['ada'])) as [string];
      expect(await vault.find('ada')).toBe(actor);
      expect(await vault.resolve(actor)).toBe('ada');
      expect(await vault.find('bo')).toBeUndefined();
    });

    it('looks up many pseudonyms at once, as they are at that moment', async () => {
      const [ada, bo] = (await vault.pseudonymise(['ada', 'bo', '日本 😀'])) as [string, string];
      const asked = [bo, 'p_aaaaaaaaaaaaaaaa', ada, bo];
      expect([...(await vault.resolveAll(asked))].sort()).toEqual(
        [
          [ada, 'ada'],
          [bo, 'bo'],
        ].sort(),
      );
      await vault.forget(ada);
      expect([...(await vault.resolveAll(asked))]).toEqual([[bo, 'bo']]);
      expect((await vault.resolveAll([])).size).toBe(0);
    });

    it('answers calls that run side by side alike', async () => {
      const subjects = Array.from({ length: 50 }, (_, i) => `person ${i % 25}`);
      const answers = await Promise.all(Array.from({ length: 8 }, () => vault.pseudonymise(subjects)));
      for (const answer of answers) expect(answer).toEqual(answers[0]);
      expect(new Set(answers[0]).size).toBe(25);
    });

    it('forgets a person both ways, and nobody else', async () => {
      const [ada, bo] = (await vault.pseudonymise(['ada', 'bo'])) as [string, string];
      expect(await vault.forget(ada)).toBe(true);
      expect(await vault.find('ada')).toBeUndefined();
      expect(await vault.resolve(ada)).toBeUndefined();
      expect(await vault.resolve(bo)).toBe('bo');
      expect(await vault.forget(ada)).toBe(false);
      expect(await vault.forget('p_aaaaaaaaaaaaaaaa')).toBe(false);
      const [again, stillBo] = (await vault.pseudonymise(['ada', 'bo'])) as [string, string];
      expect(again).toMatch(PSEUDONYM);
      expect(again).not.toBe(ada);
      expect(stillBo).toBe(bo);
    });

    it('refuses subjects that no usage event can have, without repeating them', async () => {
      for (const subject of ['', 'secret'.repeat(200)]) {
        const error = await vault.pseudonymise([subject]).catch((e: unknown) => e);
        expect(error).toBeInstanceOf(TypeError);
        expect(String(error)).not.toContain('secret');
      }
    });

    it('refuses everything after close', async () => {
      await vault.close();
      await expect(vault.pseudonymise(['ada'])).rejects.toBeInstanceOf(VaultUnavailable);
      await expect(vault.find('ada')).rejects.toBeInstanceOf(VaultUnavailable);
      await expect(vault.resolve('p_aaaaaaaaaaaaaaaa')).rejects.toBeInstanceOf(VaultUnavailable);
      await expect(vault.resolveAll(['p_aaaaaaaaaaaaaaaa'])).rejects.toBeInstanceOf(VaultUnavailable);
      await expect(vault.forget('p_aaaaaaaaaaaaaaaa')).rejects.toBeInstanceOf(VaultUnavailable);
    });

    it('remembers when it is opened again', async () => {
      if (!home.keeps) return expect(home.keeps).toBe(false);
      const actors = await vault.pseudonymise(['ada', 'bo']);
      await vault.forget(actors[1] as string);
      await vault.close();
      vault = await home.open();
      expect(await vault.find('ada')).toBe(actors[0]);
      expect(await vault.find('bo')).toBeUndefined();
    });

    it('answers two clients alike, whoever comes first', async () => {
      if (!home.keeps) return expect(home.keeps).toBe(false);
      const other = await home.open();
      try {
        const subjects = Array.from({ length: 300 }, (_, i) => `person ${i}`);
        const [a, b] = await Promise.all([
          vault.pseudonymise(subjects),
          other.pseudonymise([...subjects].reverse()).then((actors) => [...actors].reverse()),
        ]);
        expect(a).toEqual(b);
      } finally {
        await other.close();
      }
    });

    it('drops a forgotten person from the caches of other clients', async () => {
      if (!home.keeps) return expect(home.keeps).toBe(false);
      const other = await home.open();
      try {
        for (let round = 0; round < 3; round += 1) {
          const [ada, bo] = (await vault.pseudonymise(['ada', 'bo'])) as [string, string];
          expect(await other.pseudonymise(['ada', 'bo'])).toEqual([ada, bo]);
          expect(await (round % 2 === 0 ? vault : other).forget(ada)).toBe(true);
          const [again, sameBo] = (await other.pseudonymise(['ada', 'bo'])) as [string, string];
          expect(again).not.toBe(ada);
          expect(sameBo).toBe(bo);
          expect(await vault.pseudonymise(['bo', 'ada'])).toEqual([bo, again]);
        }
      } finally {
        await other.close();
      }
    });
  });
}
